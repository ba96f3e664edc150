"""The digest for staff: counts and case numbers, nothing of a person."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.mail.letter import wire_form
from daemon.cli.app import run
from daemon.letters import DigestCase, DigestFacts, DigestTopic, render_digest
from daemon.letters.digest_words import CASES_COMMAND, TOPICS, URGENCIES
from models.errors import BadItem
from models.rules.deadlines import Urgency
from models.vocabulary import Language, RequestKind
from tests.daemon.letters.invented import FACTS, SENDER, parsed, text_and_html

WAITING = DigestFacts(
    language=Language.FI,
    address="eeva@kaarnaohjaus.example",
    message_id="dg-1@kaarnaohjaus.example",
    written_at=FACTS.written_at,
    counts={DigestTopic.PROBLEMS: 1, DigestTopic.TO_APPROVE: 3, DigestTopic.UNKNOWN: 0},
    cases=(
        DigestCase(8, RequestKind.ERASURE, date(2026, 12, 28)),
        DigestCase(7, RequestKind.ACCESS, date(2026, 12, 21)),
    ),
)


@pytest.mark.parametrize("language", list(Language))
def test_digest_says_what_the_golden_file_says(language: Language, test_data: Path) -> None:
    letter = render_digest(replace(WAITING, language=language), SENDER)
    golden = (test_data / "letters" / f"digest.{language}.eml").read_bytes()
    assert letter.content.decode("ascii").split("\r\n") == golden.decode("ascii").split("\r\n")
    assert wire_form(letter)


def test_digest_leaves_out_what_does_not_wait_and_begins_with_the_first_due() -> None:
    text, _ = text_and_html(render_digest(WAITING, SENDER))
    assert "varmuutta" not in text
    assert text.index("Tapaus 7") < text.index("Tapaus 8") < text.index("Komento: rekisterid requests")


@pytest.mark.parametrize("language", list(Language))
def test_case_that_presses_is_said_to_beside_its_due_date(language: Language) -> None:
    cases = tuple(
        DigestCase(number, RequestKind.ACCESS, date(2026, 12, 1), stands) for number, stands in enumerate(Urgency)
    )
    text, html = text_and_html(render_digest(replace(WAITING, language=language, cases=cases), SENDER))
    for words in URGENCIES[language].values():
        assert f" – {words}\n" in text
        assert f" – {words}</p>" in html
    assert text.count(" – ") == len(Urgency) - 1


def test_digest_is_no_letter_to_withdraw_from() -> None:
    message = parsed(render_digest(WAITING, SENDER))
    assert "List-Unsubscribe" not in message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Asiakasrekisteri: 6 asiaa odottaa"


@pytest.mark.parametrize("language", list(Language))
def test_every_topic_and_kind_of_case_has_words_in_every_language(language: Language) -> None:
    cases = tuple(DigestCase(number, kind, date(2026, 12, 1)) for number, kind in enumerate(RequestKind))
    days = dict.fromkeys(DigestTopic, date(2026, 11, 3))
    full = replace(WAITING, language=language, counts=dict.fromkeys(DigestTopic, 1), cases=cases, days=days)
    text, html = text_and_html(render_digest(full, SENDER))
    assert "{" not in text
    assert text.count(": 1\n") == len(DigestTopic)
    assert html.count("<strong>1</strong>") == len(DigestTopic)


@pytest.mark.parametrize("command", sorted({command for _, command in TOPICS[Language.EN].values()} | {CASES_COMMAND}))
def test_digest_names_an_existing_command(command: str) -> None:
    words = command.split()
    assert words[0] == "rekisterid"
    assert run([*words[1:], "--help"]) == 0


def test_empty_digest_is_refused() -> None:
    with pytest.raises(BadItem) as caught:
        render_digest(replace(WAITING, counts={}, cases=()), SENDER)
    assert caught.value.code == "empty_digest"


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.FI, "vanhin 3.11.2026"), (Language.SV, "äldsta 3.11.2026"), (Language.EN, "oldest 3 November 2026")],
)
def test_recipients_to_be_told_are_counted_with_the_oldest_day(language: Language, words: str) -> None:
    topic = DigestTopic.RECIPIENTS
    facts = replace(WAITING, language=language, counts={topic: 2}, cases=(), days={topic: date(2026, 11, 3)})
    text, html = text_and_html(render_digest(facts, SENDER))
    assert f"({words}): 2\n" in text
    assert f"({words}): <strong>2</strong>" in html

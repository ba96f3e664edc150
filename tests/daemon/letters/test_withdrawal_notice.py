"""The notice that a withdrawal reached us: its words in three languages, its headers, and what it refuses."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.mail.letter import wire_form
from connectors.mail.message import ReadingOptions, read_message
from daemon.letters import WithdrawalFacts, lint_notice, render_withdrawal_notice
from models.errors import BadItem
from models.values import OwnIdentity
from models.vocabulary import SILENT_KINDS, ConsentWord, Language
from tests.daemon.letters.invented import FACTS, SENDER, TOKEN, parsed, text_and_html

TOLD = WithdrawalFacts(
    language=Language.FI,
    given_name="Maija",
    address="maija.esimerkki@example.com",
    withdrawn_on=date(2026, 11, 24),
    complaint=False,
    token=TOKEN,
    message_id=f"{TOKEN}@kaarnaohjaus.example",
    written_at=FACTS.written_at,
)


@pytest.mark.parametrize("language", list(Language))
def test_notice_says_what_the_golden_file_says(language: Language, test_data: Path) -> None:
    letter = render_withdrawal_notice(replace(TOLD, language=language), SENDER)
    golden = (test_data / "letters" / f"withdrawal_notice.{language}.eml").read_bytes()
    assert letter.content.decode("ascii").split("\r\n") == golden.decode("ascii").split("\r\n")


@pytest.mark.parametrize("complaint", [False, True])
@pytest.mark.parametrize("language", list(Language))
def test_notice_has_every_element_and_can_go_out(language: Language, complaint: bool) -> None:
    letter = render_withdrawal_notice(replace(TOLD, language=language, complaint=complaint), SENDER)
    assert lint_notice(letter) == []
    assert wire_form(letter)


def test_notice_answers_no_mail_and_asks_machines_not_to_answer() -> None:
    message = parsed(render_withdrawal_notice(TOLD, SENDER))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert not {"In-Reply-To", "References", "List-Unsubscribe", "Precedence"} & set(message.keys())


@pytest.mark.parametrize("language", list(Language))
def test_notice_read_by_another_firms_service_is_a_machines_mail_and_its_subject_withdraws_nothing(
    language: Language,
) -> None:
    letter = render_withdrawal_notice(replace(TOLD, language=language), SENDER)
    assert read_message(letter.content, ReadingOptions(OwnIdentity())).kind in SILENT_KINDS
    answer = f"From: maija@example.com\r\nSubject: Re: {parsed(letter)['Subject']}\r\n\r\nKiitos!\r\n"
    reading = read_message(answer.encode(), ReadingOptions(OwnIdentity()))
    assert (reading.consent, reading.withdrawal_word) == (ConsentWord.NONE, False)


def test_complaint_is_told_as_one_and_a_message_as_a_message() -> None:
    texts = [
        text_and_html(render_withdrawal_notice(replace(TOLD, complaint=told), SENDER))[0] for told in (False, True)
    ]
    assert "Saimme silloin sähköpostiviestin" in texts[0]
    assert "merkitty ei-toivotuksi" in texts[1]


REFUSED = {
    "token": (replace(TOLD, token="lyhyt"), SENDER),
    "to_address": (replace(TOLD, address="maija@example.com, toinen@example.com"), SENDER),
    "firm": (TOLD, replace(SENDER, firm="Kaarna\r\nBcc: kaikki@example.com")),
    "letter_lint:one link": (TOLD, replace(SENDER, firm="Kaarna, www.kaarna.example")),
    "letter_lint:promotion": (TOLD, replace(SENDER, contact_name="Syksyn tarjous")),
}


@pytest.mark.parametrize("code", list(REFUSED))
def test_notice_that_must_not_go_out_is_refused_by_name(code: str) -> None:
    facts, sender = REFUSED[code]
    with pytest.raises(BadItem) as caught:
        render_withdrawal_notice(facts, sender)
    assert caught.value.code == code

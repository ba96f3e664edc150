"""Mail about alarms: what is wrong, since when, what to do; nothing of a client."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from connectors.mail.letter import wire_form
from daemon.cli.app import run
from daemon.letters import AlarmFacts, AlarmLine, render_alarm
from daemon.letters.alarm_words import COMMANDS
from daemon.reasons import alarm_words
from models.errors import BadItem
from models.vocabulary import AlarmKind, Language
from tests.daemon.letters.invented import FACTS, HELSINKI, SENDER, parsed, text_and_html

SINCE = datetime(2026, 11, 25, 8, 5, tzinfo=HELSINKI)
UNTIL = datetime(2026, 11, 25, 9, 0, tzinfo=HELSINKI)


def line(kind: AlarmKind, subject: str, language: Language, until: datetime | None = None) -> AlarmLine:
    return AlarmLine(kind, alarm_words(kind, subject, language), SINCE, until)


def facts(language: Language = Language.FI) -> AlarmFacts:
    return AlarmFacts(
        language=language,
        address="eeva@kaarnaohjaus.example",
        message_id="al-1@kaarnaohjaus.example",
        written_at=FACTS.written_at,
        raised=(line(AlarmKind.ACCOUNT_PARKED, "info", language), line(AlarmKind.CALENDAR_FROZEN, "eeva/7", language)),
        over=(line(AlarmKind.DISK_NEARLY_FULL, "", language, UNTIL),),
    )


@pytest.mark.parametrize("language", list(Language))
def test_mail_says_what_the_golden_file_says(language: Language, test_data: Path) -> None:
    letter = render_alarm(facts(language), SENDER)
    golden = (test_data / "letters" / f"alarm.{language}.eml").read_bytes()
    assert letter.content.decode("ascii").split("\r\n") == golden.decode("ascii").split("\r\n")
    assert wire_form(letter)


def test_mail_names_account_time_and_command_and_only_the_account_of_a_calendar() -> None:
    text, html = text_and_html(render_alarm(facts(), SENDER))
    for part in (text, html):
        assert "Tilin info palvelin torjuu kirjautumisen." in part
        assert "ke 25.11.2026 klo 8.05" in part
        assert "rekisterid check" in part
        assert "eeva/7" not in part


def test_subject_counts_what_is_wrong_else_what_is_over() -> None:
    assert parsed(render_alarm(facts(), SENDER))["Subject"] == "Asiakasrekisteri: 2 hälytystä"
    over = replace(facts(), raised=())
    assert parsed(render_alarm(over, SENDER))["Subject"] == "Asiakasrekisteri: 1 hälytys on ohi"


def test_mail_is_told_from_a_persons_and_is_no_letter_to_withdraw_from() -> None:
    message = parsed(render_alarm(facts(), SENDER))
    assert message["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in message


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_every_kind_names_an_existing_command(kind: AlarmKind) -> None:
    words = COMMANDS[kind].split()
    assert words[0] == "rekisterid"
    assert run([*words[1:], "--help"]) == 0


def test_mail_without_an_alarm_is_refused() -> None:
    with pytest.raises(BadItem) as caught:
        render_alarm(replace(facts(), raised=(), over=()), SENDER)
    assert caught.value.code == "empty_alarm"

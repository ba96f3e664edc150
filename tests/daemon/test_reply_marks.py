"""Reminders say that they are, and each letter may have a reply address of its own, by which an answer is known alone."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from connectors.mail.message import ReadingOptions, read_message
from daemon.compose import composer, tagged_address
from daemon.letters import lint, render_feedback_request
from models.register.letters_due import RequestDue
from models.tables import MailKind
from models.values import OutgoingLetter, OwnIdentity
from models.vocabulary import Language
from tests.daemon.config.test_example import EXAMPLE, load
from tests.daemon.letters.invented import SENDER, TOKEN, facts_in, text_and_html

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
DUE = RequestDue(
    mail_id=1,
    kind=MailKind.FEEDBACK_REQUEST,
    person_id=1,
    token=TOKEN,
    message_id=f"{TOKEN}@suvanto.example",
    address="maija@asiakas.example",
    name="Maija Mäkinen",
    language=Language.FI,
    claimed_at=NOW,
    address_key="k",
    booking_id=1,
    starts_at=NOW,
    all_day=False,
    consented_at=NOW,
)


def written(folder: Path, *, tag: bool, due: RequestDue = DUE) -> OutgoingLetter:
    config = load(folder, EXAMPLE.replace("reply_tag = false", f"reply_tag = {str(tag).lower()}"))
    return composer(config, lambda: NOW)(due)


@pytest.mark.parametrize(("tag", "address"), [(False, "info@suvanto.example"), (True, f"info+{TOKEN}@suvanto.example")])
def test_reply_address_holds_the_letters_mark_where_the_firm_wishes_it(tmp_path: Path, tag: bool, address: str) -> None:
    letter = written(tmp_path, tag=tag)
    message = message_from_bytes(letter.content, policy=policy.default)
    assert str(message["Reply-To"]) == address
    assert f"<mailto:{address}?subject=PERUUTA%20" in str(message["List-Unsubscribe"])
    assert letter.envelope_from == "info@suvanto.example"
    assert lint(letter) == []


def test_answer_without_the_headers_of_an_answer_is_known_by_its_address(tmp_path: Path) -> None:
    message = message_from_bytes(written(tmp_path, tag=True).content, policy=policy.default)
    raw = f"From: Maija <maija@asiakas.example>\r\nTo: {message['Reply-To']}\r\nSubject: palaute\r\n\r\n5\r\n".encode()
    reading = read_message(raw, ReadingOptions(OwnIdentity(domains=("suvanto.example",))))
    assert (reading.tokens, reading.feedback_score) == ((TOKEN,), 5)


def test_address_that_would_be_too_long_stays_as_it_is() -> None:
    address = f"{'a' * 60}@suvanto.example"
    assert tagged_address(address, TOKEN) == address


@pytest.mark.parametrize("language", list(Language))
def test_reminder_says_that_it_is_one_and_the_last(language: Language) -> None:
    plain, reminder = (
        text_and_html(render_feedback_request(replace(facts_in(language), reminder=reminder), SENDER))[0]
        for reminder in (False, True)
    )
    (more,) = set(reminder.splitlines()) - set(plain.splitlines())
    assert any(word in more for word in ("muistutus", "påminnelse", "reminder"))


def test_claimed_reminder_is_written_as_one(tmp_path: Path) -> None:
    letter = written(tmp_path, tag=False, due=replace(DUE, kind=MailKind.FEEDBACK_REMINDER))
    message = message_from_bytes(letter.content, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    assert "muistutus" in body.get_content()

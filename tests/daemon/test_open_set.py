"""The open set of mails through reader and register: its scores answer our letters, its yeses to marketing grant nothing."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.mail.explain import own_identity_from_context
from connectors.mail.message import ReadingOptions, read_message
from models.rules.consent import ConsentEventType
from models.rules.sending_hours import SendingCaps
from models.tables import ConsentEntry, FeedbackAnswer, OutgoingMail
from models.values import Mailbox, MessageReading, MessageSeen, Place
from models.vocabulary import SILENT_KINDS, ConsentWord, FolderRole
from tests.models.register.mailroom import MailRoom

FOLDER = Path(__file__).parents[1] / "data" / "extraction"
LABELS = [json.loads(line) for line in (FOLDER / "labels.jsonl").read_text("utf-8").splitlines()]
SCORED = {label["id"]: label["feedback_score"] for label in LABELS if label.get("feedback_score") is not None}
OPTIONS = ReadingOptions(own_identity_from_context(FOLDER / "context.json"))
ANSWERS = re.compile(rb"^(?:In-Reply-To|References):[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*", re.I | re.M)


def read(name: str, answers: str = "") -> MessageReading:
    """Read a message, as it is or as an answer to the letter of that Message-ID."""
    raw = (FOLDER / "eml" / f"{name}.eml").read_bytes()
    if answers:
        head, blank, body = raw.partition(b"\r\n\r\n")
        marks = f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n".encode()
        raw = marks + ANSWERS.sub(b"", head + b"\r\n").removesuffix(b"\r\n") + blank + body
    return read_message(raw, OPTIONS)


def people() -> dict[str, Mailbox]:
    """Give the sender of each message by its name, one message a sender."""
    senders: dict[str, Mailbox] = {}
    for label in LABELS:
        reading = read(label["id"])
        if reading.sender is not None and reading.kind not in SILENT_KINDS:
            senders[label["id"]] = Mailbox("", reading.sender.address.lower())
    return senders


def seen(room: MailRoom, uid: int, reading: MessageReading) -> MessageSeen:
    place = Place("info", "INBOX", "1", str(uid))
    return MessageSeen(place, f"{uid:032x}", room.now, FolderRole.INBOX, reading)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MailRoom, dict[str, OutgoingMail]]]:
    """Everybody who gives a score has consented and was asked; give the room and each one's letter."""
    folder = tmp_path_factory.mktemp("open")
    room = MailRoom(f"sqlite:///{folder / 'register.sqlite'}", caps=SendingCaps(200, 2000))
    senders = {name: mailbox for name, mailbox in people().items() if name in SCORED}
    for name, mailbox in senders.items():
        room.visit(name, mailbox=mailbox)
        room.consents(mailbox)
    room.send_all()
    room.pass_time(hours=1)
    by_person = {letter.person_id: letter for letter in room.letters()}
    yield room, {name: by_person[room.person(mailbox.address)] for name, mailbox in senders.items()}
    room.database.close()


def test_every_score_of_the_open_set_is_an_answer_to_its_letter(
    asked: tuple[MailRoom, dict[str, OutgoingMail]],
) -> None:
    room, letters = asked
    assert letters.keys() == SCORED.keys()
    for uid, (name, letter) in enumerate(letters.items(), 1):
        room.read(seen(room, uid, read(name, answers=letter.message_id)))
    got: dict[int | None, Any] = {answer.mail_id: answer.score for answer in room.all(FeedbackAnswer)}
    assert {name: got.get(letter.id) for name, letter in letters.items()} == SCORED


def test_no_word_of_the_open_set_is_a_consent_to_feedback_requests(tmp_path: Path) -> None:
    room = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}", caps=SendingCaps(200, 2000))
    senders = people()
    for name, mailbox in senders.items():
        room.visit(name, mailbox=mailbox)
    given = 0
    for uid, name in enumerate(senders, 1):
        reading = read(name)
        given += reading.consent is ConsentWord.GIVEN
        room.read(seen(room, uid, reading))
    kinds = {row.type for row in room.all(ConsentEntry)}
    room.judge()
    letters = room.count(OutgoingMail)
    room.database.close()
    assert given >= 3
    assert kinds.isdisjoint({ConsentEventType.CONSENT_GIVEN, ConsentEventType.CONSENT_CONFIRMED})
    assert letters == 0

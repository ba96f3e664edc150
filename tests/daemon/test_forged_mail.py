"""Forged mail through reading and register (HW-T1, C6, C8): it may stop sending, and is told to the client; it never grants.

Raw messages are read by the reader and stored as the service does it.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from connectors.mail.explain import own_identity_from_context
from connectors.mail.message import ReadingOptions, header_digest, read_message
from models.register import ledger
from models.register.feedback import begin_sending
from models.register.intake import Intake
from models.register.policy import IntakePolicy
from models.register.withdrawal_notices import queue_notices
from models.rules.consent import ConsentQuery
from models.tables import ConsentEntry, Person
from models.values import Mailbox, MessageSeen, Place
from models.vocabulary import FolderRole
from tests.models.register.mailroom import LETTER_SENT, MailRoom
from tests.models.register.samples import CLIENTS, INBOX, LIISA, MAIJA, OWN

ID = "mx.firma.example"
OPTIONS = ReadingOptions(OWN, authserv_id=ID)

SENDERS = {
    "the client's address": "From: Maija Mäkinen <maija@asiakas.example>",
    "answers elsewhere": "From: maija@asiakas.example\r\nReply-To: forger@muualla.example",
    "address as a name": 'From: "maija@asiakas.example" <forger@muualla.example>',
    "two addresses": "From: maija@asiakas.example, forger@muualla.example",
    "address in a comment": "From: maija@asiakas.example)forger@muualla.example",
}
RESULTS = {
    "none": "",
    "failed": f"Authentication-Results: {ID}; dmarc=fail header.from=asiakas.example\r\n",
    "of another server": "Authentication-Results: mx.muualla.example; dmarc=pass header.from=asiakas.example\r\n",
    "for another domain": f"Authentication-Results: {ID}; dmarc=pass header.from=muualla.example\r\n",
    "own and forged": (
        f"Authentication-Results: {ID}; dmarc=fail header.from=asiakas.example\r\n"
        f"Authentication-Results: {ID}; dmarc=pass header.from=asiakas.example\r\n"
    ),
}
GRANTS = {
    "in answer to nothing": ("", "Kyllä, suostun palautepyyntöihin."),
    "in Swedish": ("", "Ja, jag samtycker till att få begäran om respons."),
    "in English": ("", "Yes, I consent to receiving requests for feedback."),
    "quoted": ("", "Kiitos tapaamisesta!\r\n\r\nMaija kirjoitti:\r\n> Kyllä, suostun palautepyyntöihin."),
    "to another's letter": ("another", "Kyllä, suostun palautepyyntöihin."),
    "to another's letter in Swedish": ("another", "Ja, jag samtycker."),
    "with a name for proof": ("", "Minä, Maija Mäkinen, annan suostumukseni kaikkeen postiin."),
    "lifts the prohibition": ("", "Poistan kieltoni. Saat taas lähettää minulle palautepyyntöjä."),
}
WITHDRAWALS = (
    "PERUUTA",
    "ÅTERKALLA",
    "STOP",
    "En halua enää palautepyyntöjä.",
    "Jag vill inte längre få begäran om respons.",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """Maija is a client who never consented, Liisa one who did and was asked."""
    made = MailRoom(f"sqlite:///{tmp_path / 'register.sqlite'}")
    made.do(lambda session: begin_sending(session, sending=True, now=made.now))
    for uid, client in (("visit-1", MAIJA), ("visit-2", LIISA)):
        made.visit(uid, mailbox=client)
    made.consents(LIISA)
    assert made.send_all() == 1
    made.pass_time(minutes=5)
    yield made
    made.database.close()


def read_raw(room: MailRoom, uid: int, raw: bytes, options: ReadingOptions = OPTIONS) -> None:
    reading = read_message(raw, options)
    room.read(MessageSeen(Place("info", INBOX, "1", str(uid)), header_digest(raw), room.now, FolderRole.INBOX, reading))


def forged(uid: int, sender: str, result: str, subject: str, body: str, answers: str = "") -> bytes:
    thread = f"In-Reply-To: <{answers}>\r\n" if answers else ""
    return (
        f"{result}Message-ID: <{uid}@muualla.example>\r\n{sender}\r\nTo: info@firma.example\r\nSubject: {subject}\r\n"
        f"{thread}Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n"
    ).encode()


def loosening(room: MailRoom) -> list[str]:
    return [row.type.value for row in room.all(ConsentEntry) if row.type in ledger.LOOSENING]


def test_two_hundred_forged_grants_grant_nothing(room: MailRoom) -> None:
    before = loosening(room)
    another = room.letter().message_id
    cases = list(product(SENDERS.values(), RESULTS.values(), GRANTS.values()))
    assert len(cases) == 200
    for uid, (sender, result, (answers, body)) in enumerate(cases):
        read_raw(room, uid + 1, forged(uid, sender, result, "Suostumus", body, answers and another))
    assert loosening(room) == before
    room.visit("visit-3", mailbox=MAIJA)
    room.judge()
    assert not [letter for letter in room.letters() if letter.person_id == room.person(MAIJA.address)]


def client(number: int) -> Mailbox:
    return Mailbox(f"Asiakas {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}", f"asiakas{number}@asiakas.example")


def test_every_forged_withdrawal_stops_sending_and_is_told_to_the_address_on_record(tmp_path: Path) -> None:
    room = MailRoom(f"sqlite:///{tmp_path / 'told.sqlite'}")
    room.do(lambda session: begin_sending(session, sending=True, now=room.now))
    cases = list(product(RESULTS.values(), WITHDRAWALS))
    for number in range(len(cases)):
        room.visit(f"visit-{number}", mailbox=client(number))
        room.consents(client(number))
    assert room.send_all() == len(cases)
    room.pass_time(hours=2)
    for number, (result, words) in enumerate(cases):
        sender = f"From: {client(number).address}\r\nReply-To: forger@muualla.example"
        read_raw(room, number + 1, forged(number, sender, result, "Hei", words))
    assert queue_notices(room.database, room.policy, room.now) == len(cases)
    told: list[str] = []
    while len(told) < len(cases):
        due = room.outbox.claim()
        if due is None:
            room.pass_time(hours=1)
            assert room.now.hour < 20, "the cap of an hour holds them for an hour"
            continue
        room.outbox.mark_handing(due.mail_id)
        room.outbox.settle(due.mail_id, LETTER_SENT)
        told.append(due.address)
    assert sorted(told) == sorted(client(number).address for number in range(len(cases)))
    for number in range(len(cases)):
        room.visit(f"later-{number}", mailbox=client(number))
    assert room.send_all() == 0, "none of them is asked any more"
    room.database.close()


def test_consents_of_the_open_set_are_about_marketing_and_give_no_feedback_consent(
    tmp_path: Path, test_data: Path
) -> None:
    folder = test_data / "extraction"
    own = own_identity_from_context(folder / "context.json")
    room = MailRoom(f"sqlite:///{tmp_path / 'open.sqlite'}")
    room.intake = Intake(room.database, IntakePolicy(own=own), lambda: room.now)
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text().splitlines()]
    given = 0
    for uid, label in enumerate(labels):
        raw = (folder / label["file"]).read_bytes()
        given += label.get("consent") == "given"
        # As if staff had filed each: also strangers become clients, whom a consent could serve.
        seen = MessageSeen(
            Place("info", CLIENTS, "1", str(uid + 1)),
            header_digest(raw),
            room.now,
            FolderRole.CLIENTS,
            read_message(raw, replace(OPTIONS, own=own)),
        )
        room.read(seen)
    assert given > 0
    people = [row.id for row in room.all(Person)]
    assert len(people) >= 30
    query = ConsentQuery("feedback_request", "email", room.now)
    verdicts = room.ask(lambda session: [ledger.decide(session, person, query) for person in people])
    assert not any(verdict.allowed for verdict in verdicts)
    assert loosening(room) == []
    room.database.close()

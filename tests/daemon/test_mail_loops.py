"""A week among machines that answer everything (HW-T15): nobody gets more than two automatic mails a day, no loop begins.

Two firms that both run this service are clients of each other; other clients have an autoresponder with or without the
marks of one, a mailbox that returns what it gets, and an address that is the firm's own. Letters are written, sent and
read as the service does it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event

import pytest

from connectors.mail.message import ReadingOptions, header_digest, read_message
from connectors.mail.send import SendResult
from daemon.clocks import Clocks
from daemon.compose import composer
from daemon.jobs.relay import RelayHealth
from daemon.jobs.send import SendJob
from models.register.feedback import begin_sending
from models.register.withdrawal_notices import queue_notices
from models.tables import MailKind
from models.values import Mailbox, MessageSeen, OutgoingLetter, Place
from models.vocabulary import FolderRole, MailState
from tests.contract.fakes import FakeSender
from tests.daemon.config.test_example import EXAMPLE, load
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import INBOX, OWN

MINUTES = 10_000
STEP = timedelta(minutes=50)
MARKED = Mailbox("Aina Automaatti", "aina@automaatti.example")
UNMARKED = Mailbox("Lomalla Lehto", "lomalla@lehto.example")
FULL = Mailbox("Pekka Palautuu", "pekka@palautuu.example")
OTHER = Mailbox("Toinen Toimisto", "toinen@toinen.example")
LEAVES = Mailbox("Pirkko Peruu", "pirkko@peruu.example")
LEAVES_MARKED = Mailbox("Kone Kokki", "kone@kokki.example")
OURS = Mailbox("Sari Staff", "sari@firma.example")
CLIENTS = (MARKED, UNMARKED, FULL, OTHER, LEAVES, LEAVES_MARKED, OURS)
LEAVING = (LEAVES, LEAVES_MARKED)


@dataclass
class World(FakeSender):
    """Takes letters and puts what the addressee's machine answers at once into the sender's mailbox."""

    inbox: list[bytes] = field(default_factory=list)
    sent: list[tuple[str, str, datetime]] = field(default_factory=list)
    now: datetime = field(default_factory=datetime.now)

    def _final(self, letter: OutgoingLetter) -> SendResult:
        result = super()._final(letter)
        self.sent.append((letter.envelope_from, letter.envelope_to, self.now))
        self.inbox += answers(letter, len(self.sent))
        return result


def answers(letter: OutgoingLetter, number: int) -> list[bytes]:
    """Give what the machine at that address sends back."""
    ours = message_from_bytes(letter.content, policy=policy.default)
    reply = EmailMessage()
    reply["From"] = letter.envelope_to
    reply["To"] = str(ours["Reply-To"] or ours["From"])
    reply["Subject"] = f"Automaattinen vastaus: {ours['Subject']}"
    reply["Message-ID"] = f"<{number}@machine.example>"
    reply["In-Reply-To"] = f"<{letter.message_id}>"
    reply["Date"] = str(ours["Date"])
    if letter.envelope_to == MARKED.address:
        reply["Auto-Submitted"] = "auto-replied"
        reply.set_content("Kiitos viestistäsi. Olen poissa.")
    elif letter.envelope_to == UNMARKED.address:
        reply.set_content("Olen lomalla ja palaan 30.11. Viestiäsi ei lueta. Terveisin Lomalla Lehto")
    elif letter.envelope_to == LEAVES.address:
        # A program that withdraws from whatever comes, the notice of its withdrawal too, as if a person wrote it.
        reply.replace_header("Subject", "PERUUTA")
        reply.set_content("PERUUTA")
    elif letter.envelope_to == LEAVES_MARKED.address:
        reply["Auto-Submitted"] = "auto-replied"
        reply.replace_header("Subject", f"PERUUTA {letter.message_id.partition('@')[0]}")
        reply.set_content("")
    elif letter.envelope_to == FULL.address:
        return [returned(letter, number)]
    elif letter.envelope_to == OTHER.address:
        # The other firm's service asks for feedback in its turn.
        reply["Auto-Submitted"] = "auto-generated"
        reply.set_content("Millainen käynti oli? Vastaa tähän viestiin asteikolla 0-10.")
    return [reply.as_bytes()]


def returned(letter: OutgoingLetter, number: int) -> bytes:
    """A report of the receiving server that the mailbox is gone (RFC 3464)."""
    text = (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@palautuu.example\r\nTo: info@firma.example\r\n"
        f"Message-ID: <report{number}@palautuu.example>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThe mailbox does not exist.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; palautuu.example\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.envelope_to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter.message_id}>\r\n--b--\r\n"
    )
    return text.encode()


class Week(MailRoom):
    """A firm's week: a visit of each client every day, letters, and what comes back."""

    def __init__(self, folder: Path) -> None:
        # Everybody may be asked every day: only the fences against loops hold anything back.
        super().__init__(f"sqlite:///{folder / 'register.sqlite'}", per_person=timedelta(days=1))
        self.world = World()
        self._compose = composer(load(folder, EXAMPLE.replace('mode = "off"', 'mode = "auto"')), lambda: self.now)
        self._uid = 0
        self.do(lambda session: begin_sending(session, sending=True, now=self.now))

    def live(self) -> None:
        """Let the week pass."""
        end = self.now + timedelta(minutes=MINUTES)
        visited = None
        while self.now < end:
            if self.now.date() != visited:
                visited = self.now.date()
                for number, client in enumerate(CLIENTS):
                    self.visit(f"{visited}-{number}", hours_ago=3, mailbox=client)
                    # Who leaves every day consents every day: a withdrawal is told only when it ended something.
                    if client in LEAVING or (client is not OURS and self._is_first_day()):
                        self.consents(client)
            self._send()
            self._read()
            self.now += STEP

    def _is_first_day(self) -> bool:
        return not self.world.sent and self.ledger_size() < len(CLIENTS) - 1

    def _send(self) -> None:
        self.judge()
        queue_notices(self.database, self.policy, self.now)
        self.world.now = self.now
        health = RelayHealth(self.database, "smtp", Clocks(lambda: self.now))
        SendJob(self.outbox, self.world, self._compose, health).run(Event())

    def _read(self) -> None:
        raws, self.world.inbox = self.world.inbox, []
        for raw in raws:
            self._uid += 1
            place = Place("info", INBOX, "1", str(self._uid))
            reading = read_message(raw, ReadingOptions(own=OWN))
            self.read(MessageSeen(place, header_digest(raw), self.now, FolderRole.INBOX, reading))


@pytest.fixture
def week(tmp_path: Path) -> Iterator[Week]:
    made = Week(tmp_path)
    made.live()
    yield made
    made.database.close()


def test_week_among_machines_makes_no_loop(week: Week) -> None:
    a_day = Counter((to, at.date()) for _, to, at in week.world.sent)
    assert max(a_day.values()) <= 2
    assert {MARKED.address, UNMARKED.address, OTHER.address} <= {to for to, _ in a_day}, "letters must have gone out"
    assert all(sender and to for sender, to, _ in week.world.sent), "nothing goes to or from the null return path"
    assert not any("daemon" in to.lower() or to == OURS.address for _, to, _ in week.world.sent)
    to_the_full = [to for _, to, _ in week.world.sent if to == FULL.address]
    assert len(to_the_full) == 2, "two letters that came back for good stop the third"


def test_notices_of_withdrawal_make_no_loop_and_answer_no_machine(week: Week) -> None:
    told = [letter for letter in week.letters() if letter.kind is MailKind.WITHDRAWAL_NOTICE]
    gone = [letter for letter in told if letter.state is MailState.SENT]
    days = Counter(letter.handed_at.date() for letter in gone if letter.handed_at is not None)
    assert {letter.person_id for letter in told} == {week.person(LEAVES.address)}
    assert len(gone) >= 2
    assert max(days.values()) == 1

"""HW-F7 at a real Postfix: the dialogue cut at fifteen points by a proxy in between. At most one copy, ever."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from connectors.accounts import Server, SmtpAccount, Tls
from models.vocabulary import MailState
from tests.live.letter_room import letter_room, send
from tests.live.postfix import Postfix
from tests.live.process import wait_until
from tests.live.smtp_cutter import Point, SmtpCutter
from tests.models.register.mailroom import MailRoom

pytestmark = pytest.mark.live("postfix")
LONG = 8_000_000
# The dot has left us, or may have: what became of the letter cannot be known.
UNKNOWABLE = frozenset({Point.DOT, Point.DOT_ANSWER, Point.HALF_DOT_ANSWER})


@dataclass
class Office:
    """A due letter, the relay, and the proxy between them."""

    room: MailRoom
    postfix: Postfix
    cutter: SmtpCutter

    def run(self, padding: int = 0) -> None:
        """Send what is due, as after a restart."""
        # In the clear, so that the proxy can tell the points apart; TLS has tests of its own.
        server = Server(self.cutter.host, self.cutter.port, Tls.NONE, insecure=True)
        send(self.room, SmtpAccount(server, None), padding)

    def copies(self) -> int:
        """How many times the letter was delivered, once Postfix has nothing left to do."""
        wait_until(lambda: self.postfix.waiting() == 0, 20, "the queue to be empty")
        wanted = f"<{self.room.letter().message_id}>".encode()
        return sum(1 for message in self.postfix.messages() if wanted in message)


@pytest.fixture
def office(tmp_path: Path, postfix: Postfix) -> Iterator[Office]:
    with letter_room(tmp_path) as room, SmtpCutter(postfix.port) as cutter:
        yield Office(room, postfix, cutter)


def cut(office: Office, point: Point, round_: int = 0) -> None:
    """Cut once, then try again until nothing changes any more. Each round cuts the content elsewhere."""
    office.cutter.cut_once(point, content_bytes=1 + 40_000 * round_)
    office.run(LONG if point is Point.CONTENT else 500 * round_)
    first = office.room.letter().state
    if point in UNKNOWABLE:
        assert first is MailState.UNKNOWN
    else:
        assert first is (MailState.SENT if point is Point.QUIT else MailState.QUEUED)
    office.room.pass_time(minutes=5)
    office.run()
    office.room.pass_time(days=3)
    office.run()
    assert office.room.letter().state is (MailState.UNKNOWN if point in UNKNOWABLE else MailState.SENT)
    copies = office.copies()
    assert copies <= 1 if point in UNKNOWABLE else copies == 1
    if point is Point.DOT_ANSWER:
        assert copies == 1, "Postfix had it all: a second try would have been a second copy"


@pytest.mark.parametrize("point", Point, ids=lambda point: point.value)
def test_letter_arrives_once_or_its_fate_is_told(point: Point, office: Office) -> None:
    cut(office, point)


def test_letter_that_nobody_cuts_arrives(office: Office) -> None:
    office.run()
    assert office.room.letter().state is MailState.SENT
    assert office.copies() == 1

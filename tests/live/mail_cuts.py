"""Sessions of a mailbox, recorded at an honest server and cut after every so many bytes: nothing is lost, nothing kept half."""

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass

from connectors.mail.fetch import MailConnector
from models.errors import Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.imap_quirks import Quirks
from tests.live.lying_imap import LyingImap
from tests.live.mail_account import PlainReader
from tests.live.mail_world import NAMES, first_letters, later_letters, mail_account
from tests.models.register.samples import NOW

Prepared = tuple[LyingImap, Remembered, PlainReader]
Scene = Callable[[Prepared], None]


def first_pull(at: Prepared) -> None:
    """Everything is new."""
    _deliver(at[0], first_letters())


def new_mail(at: Prepared) -> None:
    """A few messages are new."""
    first_pull(at)
    _pull(at)
    _deliver(at[0], later_letters())


def numbered_anew(at: Prepared) -> None:
    """All folders are numbered anew, and a few messages are new."""
    new_mail(at)
    for name in NAMES:
        at[0].renumber(name, first=50)


def moved(at: Prepared) -> None:
    """Messages were moved and copied."""
    first_pull(at)
    _pull(at)
    for uid in list(at[0].folders["INBOX"].letters)[::2]:
        at[0].move("INBOX", uid, "Arkisto", copy=uid % 3 == 0)


def listed(at: Prepared) -> None:
    """The folders are due to be listed; something was deleted, something came late."""
    first_pull(at)
    _pull(at)
    del at[0].folders["INBOX"].letters[3]
    at[0].add("INBOX", later_letters()[0][1], uid=3)
    at[1].due_listings = set(NAMES)


SCENES: Mapping[str, tuple[Scene, Quirks]] = {
    "first pull": (first_pull, Quirks()),
    "new mail": (new_mail, Quirks()),
    "numbered anew": (numbered_anew, Quirks()),
    "moved": (moved, Quirks()),
    "listed": (listed, Quirks()),
    "first pull, split answers": (first_pull, Quirks(fetch=("split", "interleaved"))),
    "moved at Gmail": (moved, Quirks(capabilities=("IMAP4rev1", "X-GM-EXT-1"))),
}


@dataclass(frozen=True)
class Recorded:
    """What an undisturbed session came to: its length in bytes, what was seen, the raw messages that the reader got."""

    length: int
    outcome: frozenset[tuple[str, str, str, str]]
    given: frozenset[bytes]


def record(scene: Scene, quirks: Quirks) -> Recorded:
    """Run a session without a cut."""
    with LyingImap(quirks, NAMES) as server:
        at = server, Remembered(), PlainReader()
        scene(at)
        server.sent_bytes = 0
        # Without the goodbye: nothing depends on it.
        length = _pull(at)
        return Recorded(length, _outcome(at[1]), frozenset(at[2].given))


def cut_at(
    scene: Scene, quirks: Quirks, position: int
) -> tuple[bool, frozenset[tuple[str, str, str, str]], set[bytes]]:
    """Cut the session after so many bytes, then let it come to its end; gives whether it broke, and what it came to."""
    with LyingImap(quirks, NAMES) as server:
        at = server, Remembered(), PlainReader()
        scene(at)
        server.cut_after = position
        broke = True
        with suppress(Unreachable):
            _pull(at)
            broke = False
        server.cut_after = None
        _pull(at)
        return broke, _outcome(at[1]), set(at[2].given)


def cut_everywhere(name: str, places: int) -> int:
    """Cut a session at so many places; gives how many there were. Fails where something is lost, or half a message is read."""
    scene, quirks = SCENES[name]
    session = record(scene, quirks)
    step = max(session.length // places, 1)
    positions = range(1, session.length, step)
    for position in positions:
        broke, outcome, given = cut_at(scene, quirks, position)
        assert broke, f"not cut after {position} of {session.length} bytes"
        assert outcome == session.outcome, f"after {position} bytes"
        assert given <= session.given, f"half a message after {position} bytes"
    return len(positions)


def _deliver(server: LyingImap, letters: list[tuple[str, bytes]]) -> None:
    for folder, raw in letters:
        server.add(folder, raw)


def _pull(at: Prepared) -> int:
    server, known, reader = at
    with closing(MailConnector(mail_account(server.port), reader, lambda: NOW)) as connector:
        pull_all(connector, known)
        return server.sent_bytes


def _outcome(known: Remembered) -> frozenset[tuple[str, str, str, str]]:
    """Every place with what lies there; problems and listings too."""
    found = {("read", seen.place.stream, seen.place.item, getattr(seen, "digest", "")) for seen in known.seen}
    found |= {("met", met.place.stream, met.place.item, met.digest or met.server_id) for met in known.met_again}
    found |= {("problem", problem.place.stream, problem.place.item, problem.error) for problem in known.problems}
    found |= {("missing", "", item, "") for listed_ in known.listings for item in listed_.missing}
    return frozenset(found)

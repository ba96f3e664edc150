"""Worlds with odd servers beside an honest one, and what must be equal in the end."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from models.tables import OutgoingMail
from tests.live.imap_quirks import Quirks, read_profile
from tests.live.lying_imap import LyingImap
from tests.live.mail_world import NAMES, World, few_days, first_letters, later_letters, letter
from tests.models.register.office import Fact

PROFILES = sorted((Path(__file__).parent.parent / "data" / "imap_quirks").glob("*.toml"))


class Worlds:
    """Makes worlds with servers and registers of their own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self._made = 0

    def __call__(self, quirks: Quirks | None = None, **settings: Any) -> World:
        self._made += 1
        path = self._folder / f"register-{self._made}.sqlite3"
        server = self._stack.enter_context(LyingImap(quirks, NAMES))
        world = World(f"sqlite:///{path}", server, **settings)
        self._stack.callback(world.close)
        return world


@pytest.fixture
def new_world(tmp_path: Path) -> Iterator[Worlds]:
    """Worlds of this test."""
    with ExitStack() as stack:
        yield Worlds(tmp_path, stack)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> set[Fact]:
    """What the register holds after the script on an honest server."""
    with ExitStack() as stack:
        world = Worlds(tmp_path_factory.mktemp("honest"), stack)()
        few_days(world)
        assert world.count(OutgoingMail) == 1
        return world.picture()


def without_dates(picture: set[Fact]) -> set[Fact]:
    """The picture without moments that a server which tells no dates cannot give."""
    return {
        fact[:3] + fact[4:] if fact[0] == "contact" else fact[:2] if fact[0] == "client" else fact for fact in picture
    }


def ends_as_on_an_honest_server(new_world: Worlds, undisturbed: set[Fact], file: Path) -> None:
    """Let the script run on the server of a profile."""
    quirks = read_profile(file)
    odd = new_world(quirks)
    few_days(odd)
    expected, found = undisturbed, odd.picture()
    if quirks.dates != "right":
        expected, found = without_dates(expected), without_dates(found)
    assert found == expected
    # Where EXISTS lies no listing is believed, and what was deleted keeps its pointer.
    believed = 0 if quirks.exists_more else 1
    assert len(odd.gone()) == believed
    assert len(odd.misplaced()) == 1 - believed


def resets(new_world: Worlds, rounds: int, more: int = 0) -> int:
    """Number folders anew again and again, between new mail; gives how often. `more`: so many more messages lie there."""
    world, honest = new_world(), new_world()
    for one in (world, honest):
        one.deliver([("INBOX", letter(1_000 + number, "Vanha Asiakas")) for number in range(more)])
    for one in (world, honest):
        one.deliver(first_letters())
        one.pull()
    read = len(bodies(world.server))
    done = 0
    while done < rounds:
        for name in NAMES[: rounds - done]:
            world.server.renumber(name, first=1 + done * 3)
            done += 1
        if done % 8 == 0:
            for one in (world, honest):
                one.deliver(later_letters(100 + done))
        world.pull()
        honest.pull()
        assert world.picture() == honest.picture(), f"after {done}"
    assert world.misplaced() == []
    assert world.count(OutgoingMail) == honest.count(OutgoingMail) == 1
    assert len(bodies(world.server)) == len(bodies(honest.server)) >= read, "no body came twice"
    return done


def bodies(server: LyingImap) -> list[tuple[str, int, str]]:
    """Every body or part of one that a client has fetched."""
    return [fetched for fetched in server.fetched if fetched[2] != "HEADER"]

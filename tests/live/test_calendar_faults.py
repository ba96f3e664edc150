"""HW-F12, F13: a calendar server lies in one way after the other. The register ends as if it had not; nobody is written to.

The faults are files in tests/data/calendar_faults. Here every second one strikes one source; `make soak` lets each strike all.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from connectors.calendar.transport import ALLOWED_METHODS
from tests.live.caldav_front import CalDavFront
from tests.live.calendar_faults import Fault, Liar, faults
from tests.live.calendar_worlds import (
    Foreigner,
    World,
    caldav_world,
    frozen,
    letters,
    lost,
    port_of,
    published_world,
)
from tests.live.published_file import PublishedFile
from tests.live.radicale import Radicale
from tests.live.xandikos import Xandikos

CALDAV, PUBLISHED = faults("caldav"), faults("published")


class Worlds:
    """The sources, each made when first asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._made: dict[str, World] = {}
        self.foreigner = stack.enter_context(Foreigner())

    def radicale(self, server: Radicale) -> World:
        """Every calendar of an account on Radicale: it has the one."""
        if "radicale" not in self._made:
            front, folder = self._place("radicale", server.port)
            self._made["radicale"] = caldav_world(server.new_calendar("Käynnit"), front, folder, by_name=True)
        return self._made["radicale"]

    def xandikos(self, server: Xandikos) -> World:
        """A calendar on Xandikos by its address."""
        if "xandikos" not in self._made:
            front, folder = self._place("xandikos", server.port)
            self._made["xandikos"] = caldav_world(server.new_calendar("Käynnit"), front, folder, by_name=False)
        return self._made["xandikos"]

    def published(self) -> World:
        """A published file with validators."""
        if "published" not in self._made:
            file = PublishedFile()
            file.start()
            self._stack.callback(file.stop)
            front, folder = self._place("published", port_of(file.url))
            self._made["published"] = published_world(file, front, folder)
        return self._made["published"]

    def _place(self, name: str, port: int) -> tuple[CalDavFront, Path]:
        folder = self._folder / name
        folder.mkdir()
        return self._stack.enter_context(CalDavFront(port)), folder


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    with ExitStack() as stack:
        yield Worlds(tmp_path_factory.mktemp("calendar-worlds"), stack)


def strike(world: World, fault: Fault, foreigner: Foreigner, folder: Path) -> None:
    """Let a fault strike, let it pass, and compare."""
    world.front.questions.clear()
    with world.room(folder) as room:
        told = world.disturb(room, Liar(fault, world.front.url, foreigner.url), slow="pause" in fault.told)
        for error in told:
            assert str(error).startswith(("varaukset: ", "julkaistu: "))
            assert error.mend
        world.recover(room)
        assert frozenset(room.facts()) == world.facts
        assert letters(room) == world.letters
        assert (frozen(room), len(lost(room))) == ([], 1)
    assert foreigner.heard == []
    assert {question.method for question in world.front.questions} <= ALLOWED_METHODS


def test_there_are_sixty_faults() -> None:
    assert len(CALDAV) >= 60
    assert len(PUBLISHED) >= 20


@pytest.mark.live("radicale")
@pytest.mark.parametrize("fault", CALDAV[::4], ids=lambda fault: fault.name)
def test_fault_before_radicale_leaves_no_trace(
    fault: Fault, worlds: Worlds, radicale: Radicale, tmp_path: Path
) -> None:
    strike(worlds.radicale(radicale), fault, worlds.foreigner, tmp_path)


@pytest.mark.live("xandikos")
@pytest.mark.parametrize("fault", CALDAV[1::4], ids=lambda fault: fault.name)
def test_fault_before_xandikos_leaves_no_trace(
    fault: Fault, worlds: Worlds, xandikos: Xandikos, tmp_path: Path
) -> None:
    strike(worlds.xandikos(xandikos), fault, worlds.foreigner, tmp_path)


@pytest.mark.parametrize("fault", PUBLISHED[::2], ids=lambda fault: fault.name)
def test_fault_before_a_published_file_leaves_no_trace(fault: Fault, worlds: Worlds, tmp_path: Path) -> None:
    strike(worlds.published(), fault, worlds.foreigner, tmp_path)

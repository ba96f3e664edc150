"""Servers that are odd, lie or number their folders anew: the register ends as on an honest server, and nobody gets a letter."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import Unreachable
from models.register.streams import AccountKnowledge
from models.tables import OutgoingMail
from tests.live.imap_quirks import Quirks, read_profile
from tests.live.lying_imap import LyingImap
from tests.live.mail_world import NAMES, World, few_days, first_letters, later_letters
from tests.models.register.office import Fact

PROFILES = sorted((Path(__file__).parent.parent / "data" / "imap_quirks").glob("*.toml"))


class Worlds:
    """Makes worlds with servers and registers of their own."""

    def __init__(self, folder: Path, migrated: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._migrated = migrated
        self._stack = stack
        self._made = 0

    def __call__(self, quirks: Quirks | None = None, **settings: Any) -> World:
        self._made += 1
        path = self._folder / f"register-{self._made}.sqlite3"
        shutil.copy(self._migrated, path)
        server = self._stack.enter_context(LyingImap(quirks, NAMES))
        world = World(f"sqlite:///{path}", server, **settings)
        self._stack.callback(world.close)
        return world


@pytest.fixture
def new_world(tmp_path: Path, _migrated_file: Path) -> Iterator[Worlds]:
    """Worlds of this test."""
    with ExitStack() as stack:
        yield Worlds(tmp_path, _migrated_file, stack)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, _migrated_file: Path) -> set[Fact]:
    """What the register holds after the script on an honest server."""
    with ExitStack() as stack:
        world = Worlds(tmp_path_factory.mktemp("honest"), _migrated_file, stack)()
        few_days(world)
        assert world.count(OutgoingMail) == 1
        return world.picture()


def without_dates(picture: set[Fact]) -> set[Fact]:
    """The picture without moments that a server which tells no dates cannot give."""
    return {
        fact[:3] + fact[4:] if fact[0] == "contact" else fact[:2] if fact[0] == "client" else fact for fact in picture
    }


@pytest.mark.parametrize("file", PROFILES, ids=lambda file: file.stem)
def test_register_ends_as_on_an_honest_server(new_world: Worlds, undisturbed: set[Fact], file: Path) -> None:
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


def test_folders_numbered_anew_change_nothing(new_world: Worlds) -> None:
    assert resets(new_world, 50) == 50


def resets(new_world: Worlds, rounds: int) -> int:
    """Number folders anew again and again, before and between new mail; gives how often."""
    world, honest = new_world(), new_world()
    for one in (world, honest):
        one.deliver(first_letters())
        one.pull()
    read = len(bodies(world.server))
    done = 0
    while done < rounds:
        for name in NAMES[: rounds - done]:
            world.server.renumber(name, first=1 + done * 3)
            done += 1
        if done % 20 == 0:
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


@pytest.mark.parametrize("way", ["uidvalidity", "numbers"])
def test_script_with_disturbances_between_all_steps(new_world: Worlds, undisturbed: set[Fact], way: str) -> None:
    def disturb(world: World) -> None:
        for name in NAMES:
            box = world.server.folders[name]
            world.server.renumber(name, first=5 if box.uidvalidity % 2 else 1)
            if way == "numbers":
                box.uidvalidity -= 1

    world = new_world()
    few_days(world, disturb)
    assert world.picture() == undisturbed
    assert world.misplaced() == []


def test_restored_server_gives_numbers_twice_and_loses_nothing(new_world: Worlds) -> None:
    world, honest = new_world(), new_world()
    for one in (world, honest):
        one.deliver(first_letters())
        one.pull()
    box = world.server.folders["INBOX"]
    # The last three messages are lost at the server; three others get their numbers, and one more comes.
    lost = [box.letters.pop(uid) for uid in list(box.letters)[-3:]]
    box.uidnext -= 3
    world.deliver(later_letters()[:4])
    honest.deliver(later_letters()[:4])
    world.pull()
    honest.pull()
    assert world.picture() == honest.picture()
    # The lost ones are brought back by somebody.
    for letter in lost:
        world.server.add("INBOX", letter.raw, letter.when)
    world.pull()
    assert world.picture() == honest.picture()
    assert world.misplaced() == []


def test_low_number_that_appears_late_is_read_at_once_and_an_older_one_at_night(new_world: Worlds) -> None:
    world = new_world()
    world.deliver(first_letters())
    world.pull()
    letters = [raw for folder, raw in later_letters() if folder == "INBOX"]
    begin = world.server.folders["INBOX"].uidnext
    world.server.add("INBOX", letters[0], uid=begin + 3)
    world.pull()
    world.server.add("INBOX", letters[1], uid=begin + 1)
    seen = len(world.reasons())
    world.pull()
    assert len(world.reasons()) == seen + 1
    world.pass_time(days=2)
    world.server.add("INBOX", letters[2], uid=begin)
    world.pull()
    assert len(world.reasons()) == seen + 1, "its gap is asked for no more"
    world.night()
    assert len(world.reasons()) == seen + 2


def test_gmail_folders_are_told_apart_by_its_own_ids(new_world: Worlds) -> None:
    gmail = read_profile(next(file for file in PROFILES if file.stem == "gmail"))
    world = new_world(gmail)
    world.deliver(first_letters())
    world.pull()
    world.server.fetched.clear()
    for uid in list(world.server.folders["INBOX"].letters):
        world.server.move("INBOX", uid, "Arkisto", copy=True)
    before = world.picture()
    world.pull()
    assert [fetched for fetched in world.server.fetched if fetched[0] == "Arkisto"] == [], "not even a header"
    assert world.picture() == before


def test_day_that_has_brought_enough_bytes_ends_at_midnight(new_world: Worlds) -> None:
    world = new_world(daily_bytes=5_000)
    world.deliver(first_letters())
    with pytest.raises(Unreachable) as caught:
        list(world.connector.pull(AccountKnowledge(world.database, "info")))
    assert "daily_megabytes" in str(caught.value)
    assert caught.value.retry_after is not None


def test_quirk_profiles_are_at_least_twenty_and_say_why() -> None:
    profiles = [read_profile(file) for file in PROFILES]
    assert len(profiles) >= 20
    assert all(profile.why for profile in profiles)
    assert all(
        replace(profile, why="") != Quirks() or file.stem == "plain"
        for profile, file in zip(profiles, PROFILES, strict=True)
    )

"""Servers that are odd, lie or number their folders anew: the register ends as on an honest server, and nobody gets a letter."""

from dataclasses import replace
from pathlib import Path

import pytest

from models.errors import Unreachable
from models.register.known import AccountKnowledge
from tests.live.imap_quirks import Quirks, read_profile
from tests.live.mail_world import NAMES, World, few_days, first_letters, later_letters
from tests.live.mail_worlds import PROFILES, Worlds, ends_as_on_an_honest_server, resets
from tests.models.register.office import Fact

NASTY = ("fetch_split_without_uid", "fetch_strangers", "gmail", "hangs_up", "literal_short", "out_of_shape")
SMOKE = [file for file in PROFILES if file.stem in (*NASTY, "search_forgets", "structure_broken", "dates_beyond")]
"""The others run under `make soak`."""


@pytest.mark.parametrize("file", SMOKE, ids=lambda file: file.stem)
def test_register_ends_as_on_an_honest_server(new_world: Worlds, undisturbed: set[Fact], file: Path) -> None:
    ends_as_on_an_honest_server(new_world, undisturbed, file)


def test_folders_numbered_anew_change_nothing(new_world: Worlds) -> None:
    assert resets(new_world, 12) == 12


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
    for found in lost:
        world.server.add("INBOX", found.raw, found.when)
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

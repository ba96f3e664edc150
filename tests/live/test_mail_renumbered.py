"""A real server that numbers its folders anew, moves and copies: the register stays as it was, and no body is fetched twice."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.mail.fetch import MailConnector
from connectors.sandbox import DirectReader
from tests.live.dovecot import Dovecot
from tests.live.mail_account import account
from tests.live.mail_world import FOLDERS, NAMES, PostRoom, first_letters, later_letters
from tests.live.mailbox import Mailbox

pytestmark = pytest.mark.live("dovecot")


@pytest.fixture
def room(tmp_path: Path, mailbox: Mailbox) -> Iterator[PostRoom]:
    """A register that reads the mailbox over the proxy."""
    for name in NAMES[1:]:
        mailbox.dovecot.create_folder(mailbox.user, name)
    room = PostRoom(f"sqlite:///{tmp_path / 'register.sqlite3'}")
    wanted = account(mailbox.user, mailbox.proxy.port, mailbox.authority, folders=FOLDERS)
    room.connector = MailConnector(wanted, DirectReader(), lambda: room.now)
    yield room
    room.connector.close()
    room.database.close()


def deliver(mailbox: Mailbox, letters: list[tuple[str, bytes]]) -> None:
    for folder, raw in letters:
        mailbox.fill(folder, raw)


def bodies(mailbox: Mailbox) -> int:
    """How many bodies have been asked for since the list of commands was begun."""
    lines = [line for _, line in mailbox.proxy.commands if b"BODY.PEEK[TEXT]" in line or b"BODYSTRUCTURE" in line]
    return sum(len(re.findall(rb"\\d+", line.partition(b" (")[0].partition(b"FETCH ")[2])) for line in lines)


def renumber(dovecot: Dovecot, mailbox: Mailbox) -> None:
    for name in NAMES:
        dovecot.renew_uidvalidity(mailbox.user, name)
    mailbox.proxy.cut()


def test_folders_of_a_real_server_numbered_anew_change_nothing(
    room: PostRoom, mailbox: Mailbox, dovecot: Dovecot
) -> None:
    deliver(mailbox, first_letters())
    room.pull()
    before, letters = room.picture(), len(room.letters())
    assert letters == 1
    mailbox.proxy.forget()
    for _ in range(2):
        renumber(dovecot, mailbox)
        room.pull()
        assert room.picture() == before
    assert bodies(mailbox) == 0
    room.night()
    room.night()
    assert not any(fact[0] == "problem" for fact in room.picture())
    assert len(room.letters()) == letters


def test_messages_moved_at_a_real_server_are_the_same_messages(room: PostRoom, mailbox: Mailbox) -> None:
    deliver(mailbox, first_letters())
    room.pull()
    before = room.picture()
    mailbox.dovecot.move(mailbox.user, "INBOX", [1, 3, 5], "Arkisto")
    mailbox.proxy.forget()
    room.pull()
    assert room.picture() == before
    assert bodies(mailbox) == 0
    deliver(mailbox, later_letters())
    room.pull()
    assert room.picture() > {fact for fact in before if fact[0] == "contact"}

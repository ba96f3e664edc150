"""Reading a real mailbox changes nothing in it and tells nobody of it."""

import threading
from datetime import timedelta

import pytest
import structlog

from models.errors import Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import MARKER, pull_all
from tests.live.mail_account import message
from tests.live.mailbox import FOLDERS, Mailbox, large_message

pytestmark = pytest.mark.live("dovecot")

ALLOWED = {
    *("CAPABILITY", "LOGIN", "AUTHENTICATE", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"),
    *("IDLE", "DONE", "NOOP", "LOGOUT"),
}


def test_a_run_with_idle_changes_nothing(mailbox: Mailbox) -> None:
    for folder in FOLDERS:
        mailbox.fill(folder.name, message(), message(size=100_000), large_message(folder.name))
        mailbox.dovecot.set_flags(mailbox.user, folder.name, [2], [b"\\Answered", b"Omamerkki"])
    before = mailbox.dovecot.snapshot(mailbox.user)
    connector = mailbox.connector(FOLDERS)
    pull_all(connector, mailbox.known)
    connector.wait(threading.Event(), timedelta(seconds=1))
    pull_all(connector, mailbox.known)
    assert all(finding.ok for finding in connector.check())
    connector.close()
    assert mailbox.dovecot.snapshot(mailbox.user) == before
    assert len(mailbox.known.seen) == 9
    assert not mailbox.known.problems


def test_only_allowed_commands_are_sent(mailbox: Mailbox) -> None:
    for folder in FOLDERS:
        mailbox.fill(folder.name, message(), message(size=100_000), large_message(folder.name))
    connector = mailbox.connector(FOLDERS)
    pull_all(connector, mailbox.known)
    connector.wait(threading.Event(), timedelta(seconds=1))
    connector.check()
    connector.close()
    assert {"EXAMINE", "UID FETCH", "UID SEARCH", "IDLE", "DONE", "LOGOUT"} <= set(mailbox.proxy.verbs) <= ALLOWED
    fetches = [line for verb, line in mailbox.proxy.commands if verb == "UID FETCH"]
    assert not any(b"BODY[" in line or b"RFC822 " in line for line in fetches)


def test_nothing_of_a_message_is_logged_or_told(mailbox: Mailbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    mailbox.fill("INBOX", message(), message(header="X-Poison: too_deep\r\n"))
    connector = mailbox.connector()
    told: list[object] = []
    with structlog.testing.capture_logs() as logged:
        for alter in (None, (rb"^\* 1 FETCH", b"* 1 FETCH ((("), (rb"^\* 1 FETCH.*", rb"rubbish " + MARKER.encode())):
            mailbox.known = Remembered()
            if alter:
                mailbox.proxy.replace(*alter)
            try:
                pull_all(connector, mailbox.known)
            except Unreachable as exc:
                told += [str(exc), exc.__cause__]
            told += mailbox.known.problems
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("asyncio")]
    everything = repr((ours, logged, told))
    assert "Salainen" not in everything
    assert "aija" not in everything
    assert mailbox.user.password not in everything


def test_check_names_a_server_that_changes_flags_by_looking(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message(), message())

    def alter(line: bytes) -> bytes:
        looked = any(b"PEEK" in command for _, command in mailbox.proxy.commands)
        return line.replace(b"FLAGS (", b"FLAGS (\\Seen ") if looked else line

    mailbox.proxy.alter_server_lines(alter)
    findings = mailbox.connector().check()
    assert [finding.ok for finding in findings] == [True, True, False]
    assert "BODY.PEEK" in findings[-1].mend
    mailbox.proxy.alter_server_lines(None)
    assert all(finding.ok for finding in mailbox.connector().check())


def test_check_looks_at_a_message_that_nobody_has_seen(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message(), message(), message())
    mailbox.dovecot.set_flags(mailbox.user, "INBOX", [1, 3], [b"\\Seen"])
    mailbox.connector().check()
    bodies = [line for verb, line in mailbox.proxy.commands if verb == "UID FETCH" and b"PEEK" in line]
    assert [line.split()[3] for line in bodies] == [b"2"]

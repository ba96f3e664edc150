"""Waiting for mail at a real server: IDLE, the looks in between, and lines that die."""

import threading
import time
from datetime import timedelta

import pytest

from models.errors import Unreachable
from tests.contract.pulling import pull_all
from tests.live.mail_account import message
from tests.live.mailbox import FOLDERS, Mailbox

pytestmark = pytest.mark.live("dovecot")


def test_mail_delivered_while_idling_is_noticed_and_read(mailbox: Mailbox) -> None:
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    delivery = threading.Timer(0.8, mailbox.fill, ("INBOX", message("uusi")))
    delivery.start()
    started = time.monotonic()
    assert connector.wait(threading.Event(), timedelta(seconds=30))
    assert time.monotonic() - started < 5
    delivery.join()
    pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["uusi@example.com"]


def test_mail_in_another_folder_is_noticed_at_the_next_look(mailbox: Mailbox) -> None:
    connector = mailbox.connector(FOLDERS, poll_every=timedelta(seconds=1))
    for folder in FOLDERS:
        mailbox.dovecot.create_folder(mailbox.user, folder.name)
    pull_all(connector, mailbox.known)
    delivery = threading.Timer(0.3, mailbox.fill, ("Lähetetyt", message("vastaus")))
    delivery.start()
    assert connector.wait(threading.Event(), timedelta(seconds=10))
    delivery.join()
    pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["vastaus@example.com"]


@pytest.mark.parametrize("way", ["server", "settings"])
def test_mailbox_without_idle_is_polled(mailbox: Mailbox, way: str) -> None:
    if way == "server":
        mailbox.proxy.replace(rb" IDLE\b", b"")
    connector = mailbox.connector(poll_every=timedelta(seconds=1), idle=way == "server")
    pull_all(connector, mailbox.known)
    delivery = threading.Timer(0.5, mailbox.fill, ("INBOX", message()))
    delivery.start()
    assert connector.wait(threading.Event(), timedelta(seconds=10))
    delivery.join()
    assert "IDLE" not in mailbox.proxy.verbs


def test_line_that_dies_within_idle_is_unreachable_at_once(mailbox: Mailbox) -> None:
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    cutting = threading.Timer(0.5, mailbox.proxy.cut)
    cutting.start()
    started = time.monotonic()
    with pytest.raises(Unreachable):
        connector.wait(threading.Event(), timedelta(seconds=30))
    assert time.monotonic() - started < 3
    cutting.join()


def test_goodbye_within_idle_is_unreachable(mailbox: Mailbox) -> None:
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    parting = threading.Timer(0.5, mailbox.proxy.inject, (b"* BYE shutting down",))
    parting.start()
    with pytest.raises(Unreachable):
        connector.wait(threading.Event(), timedelta(seconds=30))
    parting.join()


def test_server_that_falls_silent_is_unreachable_in_time(mailbox: Mailbox) -> None:
    connector = mailbox.connector(poll_every=timedelta(seconds=2))
    pull_all(connector, mailbox.known)
    silence = threading.Timer(1.0, mailbox.proxy.silence)
    silence.start()
    started = time.monotonic()
    with pytest.raises(Unreachable):
        connector.wait(threading.Event(), timedelta(seconds=30))
    assert time.monotonic() - started < 9, "two seconds of IDLE, five of silence after DONE"
    mailbox.proxy.resume()
    silence.join()


def test_waiting_looks_at_the_other_folders_every_few_minutes_and_idles_between(mailbox: Mailbox) -> None:
    for folder in FOLDERS:
        mailbox.dovecot.create_folder(mailbox.user, folder.name)
    connector = mailbox.connector(FOLDERS, poll_every=timedelta(seconds=1))
    pull_all(connector, mailbox.known)
    mailbox.proxy.forget()
    connector.wait(threading.Event(), timedelta(seconds=2.5))
    assert mailbox.proxy.verbs.count("IDLE") == 3
    assert mailbox.proxy.verbs.count("STATUS") >= 6


def test_status_that_never_agrees_with_examine_makes_no_endless_round(mailbox: Mailbox) -> None:
    for folder in FOLDERS:
        mailbox.fill(folder.name, message())
    mailbox.proxy.replace(rb"^(\* STATUS .*)UIDNEXT \d+", rb"\1UIDNEXT 999")
    connector = mailbox.connector(FOLDERS)
    rounds = 0
    for _ in range(8):
        pull_all(connector, mailbox.known)
        rounds += connector.wait(threading.Event(), timedelta(seconds=0.2))
    assert rounds == 2, "once for each folder that is looked at by STATUS"
    delivery = threading.Timer(0.5, mailbox.fill, ("INBOX", message()))
    delivery.start()
    assert connector.wait(threading.Event(), timedelta(seconds=20))
    delivery.join()

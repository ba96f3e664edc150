"""Dovecot and the proxy before it do what tests rely on. These prove the tools, not the service."""

import socket
import ssl
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from imapclient import IMAPClient

from tests.live.certificates import CertificateAuthority, Kind
from tests.live.dovecot import Dovecot, MailUser
from tests.live.fixtures import NewTlsFront
from tests.live.imap_proxy import ImapProxy

MAIL = b"From: Maija <maija@example.com>\r\nTo: info@salonki.example\r\nSubject: Aika\r\n\r\nHei!\r\n"


def log_in(proxy: ImapProxy, user: MailUser) -> IMAPClient:
    client = IMAPClient(proxy.host, proxy.port, ssl=False, timeout=5)
    client.login(user.name, user.password)
    return client


def test_dovecot_keeps_what_is_appended(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    when = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    uid = dovecot.append(user, "INBOX", MAIL, flags=[b"\\Seen"], when=when)
    more = dovecot.append_many(user, "Asiakkaat/Uudet", [MAIL, MAIL])
    state = dovecot.snapshot(user)
    assert (uid, more) == (1, [1, 2])
    assert state["INBOX"].messages[1][0] >= {b"\\Seen"}
    assert state["Asiakkaat/Uudet"].uidnext == 3
    assert state == dovecot.snapshot(user)


def test_dovecot_shows_every_change_in_a_snapshot(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    first, second, _ = dovecot.append_many(user, "INBOX", [MAIL, MAIL, MAIL])
    states = [dovecot.snapshot(user)]
    dovecot.set_flags(user, "INBOX", [first], [b"\\Flagged"])
    states.append(dovecot.snapshot(user))
    dovecot.move(user, "INBOX", [first], "Roskat")
    states.append(dovecot.snapshot(user))
    dovecot.delete(user, "INBOX", [second])
    states.append(dovecot.snapshot(user))
    dovecot.renew_uidvalidity(user, "INBOX")
    states.append(dovecot.snapshot(user))
    assert all(before != after for before, after in pairwise(states))
    assert list(states[-1]["INBOX"].messages) == [1]


def test_dovecot_users_are_separate_and_can_lose_their_password(dovecot: Dovecot) -> None:
    one, other = dovecot.new_user(), dovecot.new_user()
    dovecot.append(one, "INBOX", MAIL)
    assert dovecot.snapshot(other)["INBOX"].messages == {}
    changed = dovecot.change_password(one)
    with pytest.raises(Exception, match=r"[Aa]uthentication"):
        dovecot.snapshot(one)
    assert len(dovecot.snapshot(changed)["INBOX"].messages) == 1


def test_dovecot_speaks_tls_and_starttls_with_a_trusted_certificate(
    dovecot: Dovecot, test_ca: CertificateAuthority
) -> None:
    user = dovecot.new_user()
    with dovecot.connection(user, tls=True) as client:
        assert b"CONDSTORE" in client.capabilities()
    upgraded = IMAPClient(dovecot.host, dovecot.port, ssl=False, timeout=5)
    upgraded.starttls(test_ca.client_context())
    upgraded.login(user.name, user.password)
    upgraded.logout()


def test_dovecot_keeps_mail_and_ports_over_a_stop(dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    dovecot.append(user, "INBOX", MAIL)
    before = dovecot.snapshot(user)
    dovecot.stop()
    with pytest.raises(ConnectionRefusedError):
        dovecot.snapshot(user)
    dovecot.start()
    assert dovecot.snapshot(user) == before


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_bad_certificate_is_refused_by_a_careful_client(
    kind: Kind, dovecot: Dovecot, new_tls_front: NewTlsFront, test_ca: CertificateAuthority
) -> None:
    front = new_tls_front(dovecot.port, kind)
    with (
        pytest.raises(ssl.SSLCertVerificationError),
        socket.create_connection((front.host, front.port), timeout=5) as plain,
    ):
        test_ca.client_context().wrap_socket(plain, server_hostname="localhost")


def test_imap_proxy_counts_every_command(dovecot: Dovecot, imap_proxy: ImapProxy) -> None:
    user = dovecot.new_user()
    dovecot.append(user, "INBOX", MAIL)
    client = log_in(imap_proxy, user)
    client.select_folder("INBOX", readonly=True)
    client.fetch(client.search(), ["BODY.PEEK[]"])
    client.idle()
    dovecot.append(user, "INBOX", MAIL)
    assert any(answer[1] == b"EXISTS" for answer in client.idle_check(timeout=5) if len(answer) == 2)
    client.idle_done()
    client.append("INBOX", b"x LOGOUT\r\n" * 20_000)
    client.logout()
    steps = ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "IDLE", "DONE", "APPEND", "LOGOUT"]
    assert [verb for verb in imap_proxy.verbs if verb != "CAPABILITY"] == steps


def test_imap_proxy_reads_commands_behind_tls(
    dovecot: Dovecot, imap_tls_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    user = dovecot.new_user()
    context = test_ca.client_context()
    client = IMAPClient(imap_tls_proxy.host, imap_tls_proxy.port, ssl=True, ssl_context=context, timeout=5)
    client.plain_login(user.name, user.password)
    client.noop()
    client.logout()
    steps = ["AUTHENTICATE", "NOOP", "LOGOUT"]
    assert [verb for verb in imap_tls_proxy.verbs if verb != "CAPABILITY"] == steps


def test_imap_proxy_cuts_in_the_middle_and_serves_again(dovecot: Dovecot, imap_proxy: ImapProxy) -> None:
    user = dovecot.new_user()
    dovecot.append(user, "INBOX", MAIL + b"x" * 100_000)
    client = log_in(imap_proxy, user)
    client.select_folder("INBOX", readonly=True)
    imap_proxy.cut_after(20_000)
    with pytest.raises((OSError, client.AbortError)):
        client.fetch([1], ["BODY.PEEK[]"])
    imap_proxy.cut_after(None)
    again = log_in(imap_proxy, user)
    again.select_folder("INBOX", readonly=True)
    assert len(again.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"]) > 100_000
    imap_proxy.cut()
    with pytest.raises((OSError, client.AbortError)):
        again.noop()
    imap_proxy.refuse()
    with pytest.raises((OSError, client.AbortError)):
        log_in(imap_proxy, user)
    assert imap_proxy.connections == 3


def test_imap_proxy_falls_silent_and_speaks_again(dovecot: Dovecot, imap_proxy: ImapProxy) -> None:
    user = dovecot.new_user()
    client = log_in(imap_proxy, user)
    client.socket().settimeout(1)
    assert imap_proxy.open_connections == 1
    imap_proxy.silence()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        client.noop()
    assert time.monotonic() - began > 0.9
    imap_proxy.resume()
    log_in(imap_proxy, user).logout()


def test_imap_proxy_changes_and_adds_what_the_server_says(dovecot: Dovecot, imap_proxy: ImapProxy) -> None:
    user = dovecot.new_user()
    dovecot.append(user, "INBOX", MAIL.replace(b"Hei!", b"UIDVALIDITY 17"))
    imap_proxy.replace(rb"UIDVALIDITY \d+", b"UIDVALIDITY 42")
    client = log_in(imap_proxy, user)
    assert client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"] == 42
    assert b"UIDVALIDITY 17" in client.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"]
    client.idle()
    imap_proxy.inject(b"* 7 EXISTS")
    assert (7, b"EXISTS") in client.idle_check(timeout=5)
    client.idle_done()
    client.logout()

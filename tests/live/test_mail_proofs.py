"""What the mail connector promises, shown at a real Dovecot: nothing changes, nothing is lost, nothing stops it."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import structlog

from connectors.accounts import MailFolder, Tls
from connectors.mail.fetch import MailConnector
from connectors.sandbox import Limits, SandboxReader
from models.errors import Refused, Unreachable
from models.values import MessageSeen
from models.vocabulary import FolderRole
from tests.contract.known import Remembered
from tests.contract.pulling import MARKER, pull_all
from tests.live.certificates import CertificateAuthority, Kind
from tests.live.dovecot import Dovecot, MailUser
from tests.live.fixtures import NewTlsFront
from tests.live.imap_proxy import ImapProxy
from tests.live.mail_account import NOW, PlainReader, account, message
from tests.live.relay import Line

pytestmark = pytest.mark.live("dovecot")

ALLOWED = {
    *("CAPABILITY", "LOGIN", "AUTHENTICATE", "LIST", "STATUS", "EXAMINE", "UID SEARCH", "UID FETCH"),
    *("IDLE", "DONE", "NOOP", "LOGOUT"),
}
FOLDERS = (
    MailFolder("INBOX", FolderRole.INBOX),
    MailFolder("Lähetetyt", FolderRole.SENT),
    MailFolder("Asiakkaat/Uudet", FolderRole.CLIENTS),
)


class Mailbox:
    """A user of the server with a connector over the proxy."""

    def __init__(self, dovecot: Dovecot, proxy: ImapProxy, authority: CertificateAuthority) -> None:
        self.dovecot = dovecot
        self.proxy = proxy
        self.authority = authority
        self.user = dovecot.new_user()
        self.reader = PlainReader()
        self.known = Remembered()
        self._connectors: list[MailConnector] = []

    def connector(self, folders: tuple[MailFolder, ...] = FOLDERS[:1], **settings: object) -> MailConnector:
        wanted = account(self.user, self.proxy.port, self.authority, folders=folders, **settings)  # type: ignore[arg-type]
        connector = MailConnector(wanted, self.reader, lambda: NOW)
        self._connectors.append(connector)
        return connector

    def fill(self, folder: str, *raws: bytes) -> list[int]:
        return self.dovecot.append_many(self.user, folder, list(raws))

    def ids(self) -> list[str]:
        return [seen.reading.message_id for seen in self.known.seen if isinstance(seen, MessageSeen)]

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()


@pytest.fixture
def mailbox(dovecot: Dovecot, imap_tls_proxy: ImapProxy, test_ca: CertificateAuthority) -> Iterator[Mailbox]:
    mailbox = Mailbox(dovecot, imap_tls_proxy, test_ca)
    yield mailbox
    mailbox.close()


def large_message(name: str) -> bytes:
    """A message with an attachment that is better left at the server."""
    attachment = "QUJD" * 19 + "\r\n"
    return (
        f"From: Maija Esimerkki <maija@example.com>\r\nMessage-ID: <{name}@example.com>\r\nSubject: Liite\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="raja"\r\n\r\n'
        "--raja\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTervehdys liitteen kera\r\n"
        '--raja\r\nContent-Type: application/pdf; name="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Disposition: attachment\r\n\r\n{attachment * 4000}--raja--\r\n"
    ).encode()


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


def test_message_that_bursts_its_reader_is_a_problem_and_the_next_is_read(mailbox: Mailbox) -> None:
    bomb = (
        b"From: x@example.com\r\nMessage-ID: <pommi@example.com>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    )
    mailbox.fill("INBOX", message("ennen"), bomb + b"--x\r\n\r\n" * 8_000, message("jalkeen"))
    sandbox = SandboxReader(Limits(cpu_seconds=2, wall_seconds=5))
    wanted = account(mailbox.user, mailbox.proxy.port, mailbox.authority)
    with closing(sandbox), closing(MailConnector(wanted, sandbox, lambda: NOW)) as connector:
        pull_all(connector, mailbox.known)
        pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["ennen@example.com", "jalkeen@example.com"]
    (problem,) = mailbox.known.problems
    assert (problem.place.item, len(problem.digest)) == ("2", 32)


def test_message_that_cannot_be_fetched_is_a_problem_and_the_next_is_read(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message("ennen"), message("rikki"), message("jalkeen"))
    mailbox.proxy.replace(rb"^\* 2 FETCH ", b"* 2 VETCH ")
    pull_all(mailbox.connector(), mailbox.known)
    assert mailbox.ids() == ["ennen@example.com", "jalkeen@example.com"]
    assert [(problem.place.item, problem.stage) for problem in mailbox.known.problems] == [("2", "fetch")]


@pytest.mark.parametrize("way", ["crash", "out of step", "silence"])
def test_message_over_which_the_server_stumbles_is_a_problem_in_the_end(mailbox: Mailbox, way: str) -> None:
    mailbox.fill("INBOX", message("ennen"), message("rikki"), message("jalkeen"))
    proxy = mailbox.proxy

    def listen(line: Line, data: bytes) -> bytes:
        if way == "crash" and b"2" in data.partition(b"UID FETCH ")[2].partition(b" (")[0]:
            line.cut()
        return type(proxy).client_said(proxy, line, data)

    proxy.client_said = listen  # type: ignore[method-assign]
    if way == "out of step":
        proxy.replace(rb"^\* 2 FETCH .*", b"rubbish\r")
    if way == "silence":
        proxy.replace(rb"^\* 2 FETCH (.*)\{\d+\}", rb"* 2 FETCH \1{999999}")
    connector = mailbox.connector()
    failed = 0
    while len(mailbox.known.seen) < 2:
        try:
            pull_all(connector, mailbox.known)
        except Unreachable:
            failed += 1
        assert failed <= 3
    assert mailbox.ids() == ["ennen@example.com", "jalkeen@example.com"]
    assert [(problem.place.item, problem.error) for problem in mailbox.known.problems] == [("2", "connection_lost")]


def test_bodies_that_a_large_message_has_besides_its_text_stay_at_the_server(mailbox: Mailbox) -> None:
    raw = large_message("liite")
    mailbox.fill("INBOX", raw)
    pull_all(mailbox.connector(), mailbox.known)
    (given,) = mailbox.reader.given
    assert len(raw) > 300_000
    assert len(given) < 2_000
    assert given.startswith(raw[: raw.index(b"\r\n\r\n") + 4])
    assert b"Tervehdys liitteen kera" in given
    assert b"QUJD" not in given


def test_large_message_with_a_broken_structure_comes_as_its_beginning(mailbox: Mailbox) -> None:
    raw = large_message("rikki")
    mailbox.fill("INBOX", raw)
    mailbox.proxy.replace(rb"BODYSTRUCTURE \(.*", rb"BODYSTRUCTURE NIL)\r")
    pull_all(mailbox.connector(), mailbox.known)
    (given,) = mailbox.reader.given
    assert raw.startswith(given)
    assert 262_144 <= len(given) < 263_000


def test_bulk_mail_is_judged_by_its_header_alone(mailbox: Mailbox) -> None:
    bulk = "List-Id: <uutiset.example.com>\r\nList-Unsubscribe: <https://example.com/u>\r\nPrecedence: bulk\r\n"
    mailbox.fill("INBOX", message(header=bulk, size=30_000), message(header=bulk, size=300_000))
    pull_all(mailbox.connector(), mailbox.known)
    assert len(mailbox.known.seen) == 2
    assert not any(MARKER.encode() in given.partition(b"\r\n\r\n")[2] for given in mailbox.reader.given)
    assert not any(b"TEXT" in line or b"STRUCTURE" in line for _, line in mailbox.proxy.commands)


def test_messages_from_before_the_start_are_not_read(mailbox: Mailbox) -> None:
    for day in (1, 9, 10, 11):
        when = datetime(2026, 2, day, 12, 0, tzinfo=UTC)
        mailbox.dovecot.append(mailbox.user, "INBOX", message(str(day)), when=when)
    connector = mailbox.connector(since=date(2026, 2, 10))
    pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["10@example.com", "11@example.com"]
    mailbox.dovecot.append(mailbox.user, "INBOX", message("12"), when=datetime(2026, 2, 12, tzinfo=UTC))
    pull_all(connector, mailbox.known)
    assert mailbox.ids()[2:] == ["12@example.com"]
    assert mailbox.known.seen[0].place.item == "3"


def test_folder_of_old_mail_alone_is_searched_once(mailbox: Mailbox) -> None:
    mailbox.dovecot.append(mailbox.user, "INBOX", message(), when=datetime(2020, 2, 1, tzinfo=UTC))
    connector = mailbox.connector(since=date(2026, 2, 10))
    pull_all(connector, mailbox.known)
    mailbox.proxy.forget()
    pull_all(connector, mailbox.known)
    assert mailbox.known.items() == []
    assert [line.split(b" ", 1)[1] for verb, line in mailbox.proxy.commands if verb == "UID SEARCH"] == [
        b"UID SEARCH UID 4294967295:*"
    ]


def test_moment_of_arrival_is_told_in_utc(mailbox: Mailbox) -> None:
    when = datetime(2026, 2, 1, 23, 30, tzinfo=UTC)
    mailbox.dovecot.append(mailbox.user, "INBOX", message(), when=when)
    pull_all(mailbox.connector(), mailbox.known)
    (seen,) = mailbox.known.seen
    assert isinstance(seen, MessageSeen)
    assert (seen.received_at, seen.received_at.utcoffset()) == (when, timedelta(0))


def test_same_message_has_one_digest_in_every_folder_and_after_a_new_uidvalidity(mailbox: Mailbox) -> None:
    raw = message("sama")
    large = large_message("suuri")
    for folder in ("INBOX", "Lähetetyt"):
        mailbox.fill(folder, raw, large)
    connector = mailbox.connector(FOLDERS[:2])
    pull_all(connector, mailbox.known)
    first = [seen for seen in mailbox.known.seen if isinstance(seen, MessageSeen)]
    mailbox.dovecot.renew_uidvalidity(mailbox.user, "INBOX")
    mailbox.proxy.cut()
    mailbox.fill("INBOX", message("uusi"))
    pull_all(connector, mailbox.known)
    second = [seen for seen in mailbox.known.seen if isinstance(seen, MessageSeen)][len(first) :]
    assert len({seen.digest for seen in first}) == 2
    assert [seen.reading.message_id for seen in second] == ["sama@example.com", "suuri@example.com", "uusi@example.com"]
    assert {seen.digest for seen in second[:2]} == {seen.digest for seen in first}
    assert second[0].place.validity != first[0].place.validity
    pull_all(connector, mailbox.known)
    assert len(mailbox.known.seen) == 7


def test_wish_of_another_uidvalidity_is_gone_but_not_by_name(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message())
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    mailbox.known.wishes["INBOX"] = (("12345", "1"),)
    pull_all(connector, mailbox.known)
    assert [(gone.place.validity, gone.named) for gone in mailbox.known.gone] == [("12345", False)]


def test_missing_folder_stops_no_other_and_is_named_with_its_mend(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message("yksi"))
    mailbox.fill("Asiakkaat/Uudet", message("kaksi"))
    connector = mailbox.connector(FOLDERS)
    with pytest.raises(Refused) as caught:
        pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["yksi@example.com", "kaksi@example.com"]
    assert "Lähetetyt" in str(caught.value)
    assert "Asiakkaat/Uudet" in caught.value.mend
    findings = {finding.subject: finding for finding in connector.check()}
    assert [finding.ok for finding in findings.values()].count(False) == 1
    assert "Asiakkaat/Uudet" in findings["info: folder Lähetetyt"].mend
    mailbox.fill("Lähetetyt", message("kolme"))
    pull_all(connector, mailbox.known)
    assert mailbox.ids()[2:] == ["kolme@example.com"]


def test_message_that_vanishes_between_search_and_fetch_is_no_problem(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message("jaa"), message("katoaa"), message("jaa"))
    proxy = mailbox.proxy

    def delete(line: Line, data: bytes) -> bytes:
        if b"UID FETCH" in data:
            del proxy.client_said
            mailbox.dovecot.delete(mailbox.user, "INBOX", [2])
        return type(proxy).client_said(proxy, line, data)

    proxy.client_said = delete  # type: ignore[method-assign]
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    assert mailbox.known.items() == ["1", "3"]
    assert not mailbox.known.problems


def test_uidnext_is_only_a_hint(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", *(message(str(number)) for number in range(5)))
    for lie in (b"UIDNEXT 3", b"UIDNEXT 4000000", b"X-NEXT 1"):
        mailbox.known = Remembered()
        mailbox.proxy.replace(rb"UIDNEXT \d+", lie)
        connector = mailbox.connector()
        pull_all(connector, mailbox.known)
        pull_all(connector, mailbox.known)
        assert mailbox.known.items() == ["1", "2", "3", "4", "5"]


def test_connection_is_kept_between_pulls(mailbox: Mailbox) -> None:
    connector = mailbox.connector()
    for _ in range(3):
        pull_all(connector, mailbox.known)
    assert mailbox.proxy.connections == 1
    mailbox.proxy.cut()
    pull_all(connector, mailbox.known)
    assert mailbox.proxy.connections == 2


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


def test_connection_cut_anywhere_loses_nothing_and_keeps_nothing_half(mailbox: Mailbox) -> None:
    raws = [message(f"viesti-{number}", size=number * 700) for number in range(24)] + [large_message("liite")]
    mailbox.fill("INBOX", *raws)
    whole = Remembered()
    with closing(mailbox.connector()) as connector:
        pull_all(connector, whole)
    given = list(mailbox.reader.given)
    cuts = 0
    # The last position lies beyond everything the server says.
    for position in range(50, sum(map(len, given)) + 20_000, 7_919):
        mailbox.known = Remembered()
        mailbox.reader.given.clear()
        connector = mailbox.connector()
        mailbox.proxy.cut_after(position)
        try:
            pull_all(connector, mailbox.known)
        except Unreachable:
            cuts += 1
        finally:
            mailbox.proxy.cut_after(None)
        pull_all(connector, mailbox.known)
        connector.close()
        assert mailbox.known.items() == whole.items(), f"cut after {position} bytes"
        assert not mailbox.known.problems
        assert set(mailbox.reader.given) == set(given), "never half a message"
    assert cuts >= 24


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "self_signed"])
def test_wrong_certificate_gets_no_byte_of_the_password(
    mailbox: Mailbox, new_tls_front: NewTlsFront, kind: Kind, test_ca: CertificateAuthority
) -> None:
    heard: list[bytes] = []
    front = new_tls_front(mailbox.dovecot.port, kind)

    def listen(line: Line, data: bytes) -> bytes:
        heard.append(data)
        return type(front).client_said(front, line, data)

    front.client_said = listen  # type: ignore[method-assign]
    connector = MailConnector(account(mailbox.user, front.port, test_ca), mailbox.reader, lambda: NOW)
    with pytest.raises(Refused) as caught:
        pull_all(connector, mailbox.known)
    assert "certificate" in str(caught.value)
    assert caught.value.mend
    assert heard == []
    assert connector.check()[0].mend


def test_unknown_authority_gets_no_byte_of_the_password_over_starttls(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS)
    wanted = replace(wanted, server=replace(wanted.server, ca_file=None))
    with pytest.raises(Refused, match="certificate"):
        pull_all(MailConnector(wanted, mailbox.reader, lambda: NOW), mailbox.known)
    assert imap_proxy.verbs == ["CAPABILITY", "STARTTLS"]


def test_mailbox_is_read_over_starttls(mailbox: Mailbox, test_ca: CertificateAuthority) -> None:
    mailbox.fill("INBOX", message("yksi"))
    wanted = account(mailbox.user, mailbox.dovecot.port, test_ca, tls=Tls.STARTTLS)
    with closing(MailConnector(wanted, mailbox.reader, lambda: NOW)) as connector:
        pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["yksi@example.com"]


@pytest.mark.parametrize("strip", [b"offer", b"answer"])
def test_stripped_starttls_gets_no_byte_of_the_password(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority, strip: bytes
) -> None:
    if strip == b"offer":
        imap_proxy.replace(rb" STARTTLS", b"")
    else:
        imap_proxy.replace(rb"^(\S+) OK Begin TLS.*", rb"\1 NO not today\r")
    connector = MailConnector(
        account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS), mailbox.reader, lambda: NOW
    )
    with pytest.raises((Refused, Unreachable)):
        pull_all(connector, mailbox.known)
    assert not {"LOGIN", "AUTHENTICATE"} & set(imap_proxy.verbs)


def test_words_spoken_before_tls_are_not_believed(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    imap_proxy.replace(rb"^(\S+ OK Begin TLS.*)", rb"\1\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r")
    connector = MailConnector(
        account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.STARTTLS), mailbox.reader, lambda: NOW
    )
    with pytest.raises(Unreachable):
        pull_all(connector, mailbox.known)
    assert not {"LOGIN", "AUTHENTICATE"} & set(imap_proxy.verbs)


def test_plain_server_on_the_tls_port_is_refused_with_a_mend(mailbox: Mailbox, test_ca: CertificateAuthority) -> None:
    connector = MailConnector(account(mailbox.user, mailbox.dovecot.port, test_ca), mailbox.reader, lambda: NOW)
    with pytest.raises(Refused) as caught:
        pull_all(connector, mailbox.known)
    assert "993" in caught.value.mend


def test_plain_connection_needs_the_host_to_be_named(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.NONE)
    with pytest.raises(Refused):
        pull_all(MailConnector(wanted, mailbox.reader, lambda: NOW), mailbox.known)
    assert imap_proxy.verbs == []


def test_host_named_as_exception_is_read_and_said_loudly(
    mailbox: Mailbox, imap_proxy: ImapProxy, test_ca: CertificateAuthority
) -> None:
    wanted = account(mailbox.user, imap_proxy.port, test_ca, tls=Tls.NONE, insecure=True)
    with (
        structlog.testing.capture_logs() as logged,
        closing(MailConnector(wanted, mailbox.reader, lambda: NOW)) as connector,
    ):
        pull_all(connector, mailbox.known)
    assert [(entry["log_level"], entry["account"]) for entry in logged] == [("warning", "info")]


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


def test_message_read_again_comes_with_its_body_however_old_it_is(mailbox: Mailbox) -> None:
    mailbox.dovecot.append(mailbox.user, "INBOX", message("vanha"), when=datetime(2020, 2, 1, tzinfo=UTC))
    connector = mailbox.connector(since=date(2026, 2, 10))
    pull_all(connector, mailbox.known)
    validity = str(mailbox.dovecot.snapshot(mailbox.user)["INBOX"].uidvalidity)
    mailbox.known.wishes["INBOX"] = ((validity, "1"),)
    pull_all(connector, mailbox.known)
    assert mailbox.ids() == ["vanha@example.com"]


def test_slow_reading_is_given_in_smaller_batches(mailbox: Mailbox) -> None:
    class Slow(PlainReader):
        def read_message(self, raw: bytes, options: object) -> object:  # type: ignore[override]
            time.sleep(0.3)
            return super().read_message(raw, options)  # type: ignore[arg-type]

    mailbox.fill("INBOX", *(message() for _ in range(12)))
    mailbox.reader = Slow()
    batches = list(mailbox.connector().pull(mailbox.known))
    assert len(batches) == 2
    assert [batch.remaining for batch in batches] == [12 - len(batches[0].observations), 0]


def test_user_and_password_with_odd_characters_log_in(
    dovecot: Dovecot, test_ca: CertificateAuthority, mailbox: Mailbox
) -> None:
    user = dovecot.change_password(MailUser(mailbox.user.name, 'sa"la\\s {5} äö'))
    connector = MailConnector(account(user, dovecot.tls_port, test_ca), mailbox.reader, lambda: NOW)
    with closing(connector):
        pull_all(connector, mailbox.known)

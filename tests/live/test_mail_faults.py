"""Whatever a message or a server does, nothing is lost, nothing is kept half, and no folder stops."""

from contextlib import closing

import pytest

from connectors.mail.fetch import MailConnector
from connectors.sandbox import Limits, SandboxReader
from models.errors import Refused, Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.mail_account import NOW, account, message
from tests.live.mailbox import FOLDERS, Mailbox, large_message
from tests.live.relay import Line

pytestmark = pytest.mark.live("dovecot")


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

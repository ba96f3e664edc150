"""What can be said to a mail server at all, and how much of its words is believed."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from imapclient import IMAPClient

from connectors.incoming import AnswerTooLarge, AnswerTooSlow, ConnectionEnded, Incoming
from connectors.mail.wire import ForbiddenCommand, Gate, GuardedImap

READING = [
    b"A1 CAPABILITY",
    b'A1 LIST "" "*"',
    b'A1 STATUS "Asiakkaat/Uudet" (UIDVALIDITY UIDNEXT MESSAGES)',
    b'A1 EXAMINE "INBOX"',
    b"A1 UID SEARCH UID 1:2000 SINCE 01-Mar-2026",
    b"A1 UID SEARCH UID 4294967295:*",
    b"A1 UID FETCH 1,2,3 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.262145>)",
    b"A1 UID FETCH 7 (BODYSTRUCTURE)",
    b"A1 UID FETCH 7 (BODY.PEEK[1.2.MIME]<0.16384> BODY.PEEK[1.2]<0.262144> BODY.PEEK[2.HEADER])",
    b"A1 UID FETCH 7 (FLAGS BODY.PEEK[TEXT] BODY.PEEK[])",
    b"A1 NOOP",
    b"A1 LOGOUT",
]
CHANGING = [
    b'A1 SELECT "INBOX"',
    b"A1 UID STORE 1 +FLAGS (\\Seen)",
    b"A1 STORE 1 +FLAGS (\\Deleted)",
    b"A1 UID MOVE 1 Trash",
    b"A1 MOVE 1 Trash",
    b"A1 UID COPY 1 Trash",
    b"A1 COPY 1 Trash",
    b"A1 EXPUNGE",
    b"A1 UID EXPUNGE 1",
    b"A1 CLOSE",
    b"A1 CREATE x",
    b"A1 DELETE x",
    b"A1 RENAME x y",
    b"A1 SUBSCRIBE x",
    b"A1 UNSUBSCRIBE x",
    b"A1 APPEND INBOX {3}",
    b"A1 APPEND INBOX {3+}",
    b"A1 SETACL x y lrs",
    b"A1 SETMETADATA x (y z)",
    b"A1 SETQUOTA x (STORAGE 1)",
    b"A1 FETCH 1 (FLAGS)",
    b"A1 UID FETCH 1 (BODY[])",
    b"A1 UID FETCH 1 (BODY[TEXT])",
    b"A1 UID FETCH 1 (FLAGS BODY[1]<0.10>)",
    b"A1 UID FETCH 1 (RFC822)",
    b"A1 UID FETCH 1 (RFC822.TEXT)",
    b"A1 UID FETCH 1 (BINARY[1])",
    b"A1 UID FETCH 1 BODY[]",
    b"A1 UID FETCH 1 ALL",
    b"A1 UID FETCH 1 (FLAGS) (BODY[])",
    b"A1 UID FETCH 1 (BODY.PEEK[HEADER] body[])",
    b"a1 noop",
    b"A1 uid move 1 Trash",
    b"A1 UID SEARCH TEXT {5}",
    b"A1 UID SEARCH TEXT {5+}",
    b"A1 COMPRESS DEFLATE",
    b"A1 ENABLE QRESYNC",
    b"DONE",
    b"",
    b"A1",
    b"A1 NOOP\nA2 EXPUNGE",
    b"A1 NOOP\rA2 EXPUNGE",
    b"A1 NOOP \0",
]


@pytest.mark.parametrize("line", READING)
def test_reading_may_be_said(line: bytes) -> None:
    assert [out for _, out in Gate().admit(line + b"\r\n")] == [line + b"\r\n"]


@pytest.mark.parametrize("line", CHANGING)
def test_anything_else_is_never_sent(line: bytes) -> None:
    with pytest.raises(ForbiddenCommand):
        Gate().admit(line + b"\r\n")


def test_line_is_judged_whole_however_it_is_cut() -> None:
    gate = Gate()
    assert gate.admit(b"A1 UID") == []
    assert gate.admit(b" SEARCH UID 1:5") == []
    assert gate.admit(b"\r\n") == [("UID SEARCH", b"A1 UID SEARCH UID 1:5\r\n")]
    with pytest.raises(ForbiddenCommand):
        gate.admit(b"A2 NOOP\r\nA3 EXPUNGE\r\n")
    assert gate.admit(b"A4 NOOP\r\n") == [("NOOP", b"A4 NOOP\r\n")], "nothing of the refused line is left"


@pytest.mark.parametrize("line", [b'A1 LOGIN "maija" "secret"', b"A1 AUTHENTICATE PLAIN"])
def test_password_waits_for_a_secured_line(line: bytes) -> None:
    gate = Gate()
    with pytest.raises(ForbiddenCommand) as caught:
        gate.admit(line + b"\r\n")
    assert "secret" not in str(caught.value)
    gate.secured = True
    assert len(gate.admit(line + b"\r\n")) == 1


def test_only_the_answer_to_authenticate_may_follow_it() -> None:
    gate = Gate()
    gate.secured = True
    gate.admit(b"A1 AUTHENTICATE PLAIN\r\n")
    assert gate.admit(b"AG1haWphAHNlY3JldA==\r\n") == [("", b"AG1haWphAHNlY3JldA==\r\n")]
    with pytest.raises(ForbiddenCommand):
        gate.admit(b"A2 EXPUNGE\r\n")


def test_only_done_may_follow_idle() -> None:
    gate = Gate()
    gate.admit(b"A1 IDLE\r\n")
    with pytest.raises(ForbiddenCommand):
        gate.admit(b"A2 NOOP\r\n")
    assert gate.admit(b"DONE\r\n") == [("", b"DONE\r\n")]
    assert len(gate.admit(b"A2 NOOP\r\n")) == 1


@contextmanager
def spoken(words: bytes) -> Iterator[tuple[GuardedImap, Callable[[], bytes]]]:
    """A connection to a server that greets, answers CAPABILITY and then says these words, whatever is sent."""
    ours, theirs = socket.socketpair()
    heard = bytearray()

    def serve() -> None:
        theirs.sendall(b"* OK hello\r\n")
        tag = theirs.recv(1000).split()[0]
        theirs.sendall(b"* CAPABILITY IMAP4rev1 IDLE MOVE UIDPLUS\r\n" + tag + b" OK done\r\n")
        with suppress(OSError):
            while data := theirs.recv(65_536):
                heard.extend(data)
                theirs.sendall(words.replace(b"TAG", data.split()[0]))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield GuardedImap("mail.example", 993, lambda: ours, silence=2.0, secured=True), lambda: bytes(heard)
    finally:
        ours.shutdown(socket.SHUT_RDWR)
        thread.join()
        theirs.close()
        ours.close()


class _Client(IMAPClient):  # type: ignore[misc]
    def __init__(self, wire: GuardedImap) -> None:
        self._wire = wire
        super().__init__("mail.example", 993, ssl=False)

    def _create_IMAP4(self) -> GuardedImap:
        return self._wire

    def _set_read_timeout(self) -> None:
        pass


CHANGES: list[Callable[[IMAPClient], object]] = [
    lambda client: client.select_folder("INBOX"),
    lambda client: client.add_flags([1], [b"\\Seen"]),
    lambda client: client.set_flags([1], [b"\\Deleted"]),
    lambda client: client.copy([1], "Trash"),
    lambda client: client.move([1], "Trash"),
    lambda client: client.expunge(),
    lambda client: client.uid_expunge([1]),
    lambda client: client.delete_messages([1]),
    lambda client: client.close_folder(),
    lambda client: client.create_folder("x"),
    lambda client: client.delete_folder("x"),
    lambda client: client.rename_folder("x", "y"),
    lambda client: client.subscribe_folder("x"),
    lambda client: client.append("INBOX", b"From: a@example.com\r\n\r\n"),
    lambda client: client.append("INBOX", "Hei äiti\r\n".encode()),
    lambda client: client.fetch([1], ["BODY[]"]),
    lambda client: client.fetch([1], ["RFC822"]),
    lambda client: client.search(["TEXT", "äiti"], "UTF-8"),
    lambda client: client.id_({"name": "x"}),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_library_cannot_change_a_mailbox(number: int) -> None:
    with spoken(b"* CAPABILITY IMAP4rev1 ID IDLE MOVE UIDPLUS LITERAL+\r\nTAG OK done\r\n") as (wire, heard):
        client = _Client(wire)
        wire.state = "SELECTED"
        client.capabilities()
        before = heard()
        with pytest.raises((ForbiddenCommand, client.Error)):
            CHANGES[number](client)
        assert heard() == before


def test_declared_literal_is_not_allocated() -> None:
    with spoken(b"* 1 FETCH (UID 1 BODY[HEADER] {2000000000}\r\nabc") as (wire, _):
        client = _Client(wire)
        wire.state = "SELECTED"
        with pytest.raises(AnswerTooLarge):
            client.fetch([1], ["BODY.PEEK[HEADER]"])


def test_endless_answer_ends() -> None:
    with spoken((b"* 1 FETCH (FLAGS (" + b"x" * 200_000 + b"))\r\n") * 300) as (wire, _):
        client = _Client(wire)
        wire.state = "SELECTED"
        with pytest.raises(AnswerTooLarge):
            client.fetch([1], ["FLAGS"])


def test_overlong_line_is_dropped_and_the_next_answer_is_its_own() -> None:
    with spoken(b"* 1 FETCH (UID 1 BODYSTRUCTURE (" + b"x" * 600_000 + b"))\r\nTAG OK done\r\n") as (wire, _):
        client = _Client(wire)
        wire.state = "SELECTED"
        with pytest.raises(client.Error):
            client.fetch([1], ["BODYSTRUCTURE"])
        with pytest.raises(client.Error):
            client.fetch([1], ["BODYSTRUCTURE"])


def test_answer_that_breaks_off_is_an_ended_connection() -> None:
    ours, theirs = socket.socketpair()
    incoming = Incoming(lambda: ours)
    incoming.allow(seconds=5, silence=5, size=1000)
    theirs.sendall(b"half a line")
    theirs.close()
    with pytest.raises(ConnectionEnded):
        incoming.line(1000)
    ours.close()


def test_answer_that_drips_ends_in_time() -> None:
    ours, theirs = socket.socketpair()
    incoming = Incoming(lambda: ours)
    incoming.allow(seconds=0.6, silence=0.5, size=1000)
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(0.1):
            theirs.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises((AnswerTooSlow, TimeoutError)):
        incoming.line(1000)
    stop.set()
    thread.join()
    ours.close()
    theirs.close()


def test_silence_is_no_line_and_loses_nothing() -> None:
    ours, theirs = socket.socketpair()
    incoming = Incoming(lambda: ours)
    incoming.allow(seconds=5, silence=5, size=1000)
    theirs.sendall(b"* 5 EXI")
    assert incoming.lines_within(0.05) == []
    theirs.sendall(b"STS\r\n* 1 RECENT\r\n* 6")
    assert incoming.lines_within(1.0) == [b"* 5 EXISTS\r\n", b"* 1 RECENT\r\n"]
    assert incoming.pending == 3
    ours.close()
    theirs.close()

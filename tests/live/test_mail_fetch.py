"""What is fetched of a real mailbox, and how little of it."""

import random
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.mail.message import ReadingOptions, kind_from_headers
from connectors.sandbox import DirectReader
from models.values import MessageSeen, OwnIdentity
from tests.contract.pulling import MARKER, pull_all
from tests.live.mail_account import PlainReader, message
from tests.live.mailbox import FOLDERS, Mailbox, large_message

pytestmark = pytest.mark.live("dovecot")


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
    assert [seen.reading.message_id for seen in second] == ["uusi@example.com"], "no body is fetched twice"
    assert [met.digest for met in mailbox.known.met_again] == [seen.digest for seen in first[:2]]
    assert {met.place.validity for met in mailbox.known.met_again} == {second[0].place.validity}
    assert second[0].place.validity != first[0].place.validity
    pull_all(connector, mailbox.known)
    assert (len(mailbox.known.seen), len(mailbox.known.met_again)) == (5, 2)


def test_wish_of_another_uidvalidity_is_gone_but_not_by_name(mailbox: Mailbox) -> None:
    mailbox.fill("INBOX", message())
    connector = mailbox.connector()
    pull_all(connector, mailbox.known)
    mailbox.known.wishes["INBOX"] = (("12345", "1"),)
    pull_all(connector, mailbox.known)
    assert [(gone.place.validity, gone.named) for gone in mailbox.known.gone] == [("12345", False)]


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


def with_attachments(raw: bytes, rng: random.Random) -> bytes:
    """The message as it would be had its sender attached something large, before or after what was there."""
    head, _, body = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    own = [field for field in fields if field.lower().startswith((b"content-", b"mime-version"))]
    others = [field for field in fields if field not in own]
    inner = b"\r\n".join([*own, b"", body])
    pdf = (
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + (b"QUJD" * 19 + b"\r\n") * 1_000
    )
    parts = [inner, pdf] if rng.random() < 0.7 else [pdf, inner]
    outer = [*others, b"MIME-Version: 1.0", b'Content-Type: multipart/mixed; boundary="ulko raja"', b""]
    return b"\r\n".join([*outer, *(b"--ulko raja\r\n" + part for part in parts), b"--ulko raja--", b""])


def test_large_messages_read_the_same_in_parts_as_whole(mailbox: Mailbox, test_data: Path) -> None:
    rng = random.Random(7)
    files = sorted((test_data / "extraction" / "eml").glob("*.eml"))[:150]
    raws = [with_attachments(file.read_bytes(), rng) for file in files]
    mailbox.fill("INBOX", *raws)
    reader = DirectReader()
    options = ReadingOptions(OwnIdentity(), explain=True)
    pull_all(mailbox.connector(), mailbox.known)
    assert not mailbox.known.problems
    assert sum(map(len, mailbox.reader.given)) < sum(map(len, raws)) / 10
    read = [reader.read_message(given, options) for given in mailbox.reader.given]
    for file, raw, reading in zip(files, raws, read, strict=True):
        whole = reader.read_message(raw, options)
        by_header = kind_from_headers(raw.partition(b"\r\n\r\n")[0]) is not None
        assert reading == (replace(reading, kind=whole.kind) if by_header else whole), file.name

"""Large messages are asked for together, and whatever a server says, none holds a word of another."""

import re
from contextlib import suppress

import pytest

from connectors.mail.fetch import MailConnector
from connectors.mail.structure import Section
from connectors.mail.together import is_as_told, portions
from models.errors import Unreachable
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.imap_quirks import Quirks, read_profile
from tests.live.lying_imap import LyingImap
from tests.live.mail_account import INBOX, NOW, PlainReader
from tests.live.mail_world import mail_account
from tests.live.mail_worlds import PROFILES

QUIRKS = (
    "plain",
    "literal_long",
    "literal_short",
    "fetch_split",
    "fetch_interleaved",
    "fetch_doubled",
    "fetch_strangers",
)
BROKEN = (
    "structure_absent",
    "structure_broken",
    "structure_nil",
    "size_high",
    "out_of_shape",
    "fetch_missing",
    "gmail",
)
ATTACHED = (
    "--raja\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment\r\n\r\n"
    + f"{'QUJD' * 19}\r\n" * 900
)
_WORD = re.compile(rb"oma(\d+)sana")
_NUMBER = re.compile(rb"Message-ID: <(\d+)@")
_TEXT_PARTS = (1, 2, 0)
NUMBER = 15


def large(number: int) -> bytes:
    """A message with an attachment, of one of three kinds; its words are its own."""
    words = f"Hei, oma{number}sana ja terveisin äiti\r\n" * (number + 1)
    text = f"--raja\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    html = f"--raja\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>{words}\r\n"
    body = (text + ATTACHED, text + html + ATTACHED, ATTACHED)[number % 3]
    return (
        f"From: asiakas{number}@asiakas.example\r\nMessage-ID: <{number}@asiakas.example>\r\nSubject: Hei\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="raja"\r\n\r\n{body}--raja--\r\n'
    ).encode()


def pulled(server: LyingImap) -> tuple[PlainReader, Remembered]:
    reader, known = PlainReader(), Remembered()
    connector = MailConnector(mail_account(server.port, folders=INBOX), reader, lambda: NOW)
    for _ in range(8):
        # A literal that lies may break the connection; the next pull goes on.
        with suppress(Unreachable):
            pull_all(connector, known)
    connector.close()
    return reader, known


def assert_own_words(given: bytes, *, all_of_them: bool) -> None:
    """The words of its text are there, and none of another. `all_of_them`: as often as they stand in its text parts."""
    (number,) = _NUMBER.findall(given)
    words = _WORD.findall(given)
    wanted = _TEXT_PARTS[int(number) % 3] * (int(number) + 1)
    assert set(words) <= {number}
    assert len(words) == wanted if all_of_them else bool(words) == bool(wanted)
    assert b"FETCH (" not in given


@pytest.mark.parametrize("name", [*QUIRKS, *BROKEN])
def test_large_messages_keep_their_own_words(name: str) -> None:
    quirks = read_profile(next(file for file in PROFILES if file.stem == name))
    with LyingImap(quirks) as server:
        for number in range(NUMBER):
            server.add("INBOX", large(number))
        reader, known = pulled(server)
    for given in reader.given:
        assert_own_words(given, all_of_them=name in QUIRKS)
    assert len(known.seen) + len(known.problems) == NUMBER
    if name not in {"fetch_missing", "out_of_shape"}:
        assert not known.problems


def test_section_that_did_not_come_is_not_taken_for_an_empty_one() -> None:
    with LyingImap(Quirks(structure="empty", fetch=("partless",))) as server:
        for number in range(NUMBER):
            server.add("INBOX", large(number))
        reader, known = pulled(server)
    assert len(reader.given) == NUMBER
    assert not known.problems
    for given in reader.given:
        assert_own_words(given, all_of_them=False)


def test_large_messages_cost_few_questions() -> None:
    with LyingImap(Quirks()) as server:
        for number in range(NUMBER):
            server.add("INBOX", large(number))
        reader, _ = pulled(server)
        questions = sum("UID FETCH" in command for command in server.commands)
    assert len(reader.given) == NUMBER
    assert all(len(given) < 8_000 for given in reader.given)
    assert questions <= 5


@pytest.mark.parametrize(
    ("section", "content", "fits"),
    [
        (Section("1", 100, 5), b"words", True),
        (Section("1", 100, 5), b"words and more", False),
        (Section("1", 3, 5), b"wor", True),
        (Section("1.MIME", 100), b"A: b\r\n\r\n", True),
        (Section("1.MIME", 100), b"\r\n", True),
        (Section("1.MIME", 100), b"A: b\r\n", False),
        (Section("1.MIME", 100), b"A: b\r\n\r\nof another\r\n\r\n", False),
    ],
)
def test_section_is_believed_when_it_is_as_long_as_it_was_said_to_be(
    section: Section, content: bytes, fits: bool
) -> None:
    assert is_as_told([section], {section.name: content}) is fits


@pytest.mark.parametrize(
    ("number", "sizes"), [(0, []), (3, [3]), (100, [100]), (101, [20, 81]), (250, [20, 100, 100, 30])]
)
def test_first_of_many_messages_are_few(number: int, sizes: list[int]) -> None:
    some = list(portions(range(number)))
    assert [len(one) for one in some] == sizes
    assert [uid for one in some for uid in one] == list(range(number))

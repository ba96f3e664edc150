"""The real parsers in the reading child: what they find comes back as it was found, bombs do not."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.mail.message import ReadingOptions
from connectors.sandbox import DirectReader, SandboxReader
from models.errors import BadItem
from models.values import OwnIdentity

OPTIONS = ReadingOptions(
    OwnIdentity(company="salonki oy", domains=("salonki.example",)), "mx.salonki.example", explain=True
)
HEAD = b"From: Maija Esimerkki <maija@example.com>\r\nTo: info@salonki.example\r\nMessage-ID: <1@example.com>\r\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxReader]:
    sandbox = SandboxReader()
    yield sandbox
    sandbox.close()


def nested(levels: int) -> bytes:
    opened = (f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(levels))
    return HEAD + "".join(opened).encode("ascii")


BOMBS = {
    "empty parts": HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 400_000,
    "deep nesting": nested(2_000),
    "brackets in To": HEAD.replace(b"To: ", b"To: " + b"(" * 60_000),
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 4_600 + b"\r\n\r\n",
    "long subject": HEAD + b"Subject: " + b"re: " * 16_000 + b"\r\n\r\n",
    "many addresses": HEAD + b"Cc: " + b"a@example.com, " * 4_000 + b"\r\n\r\n",
    "many headers": HEAD + b"X-A: b\r\n" * 40_000 + b"\r\n",
    "HTML of nested tags": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
    "HTML of table cells": HEAD + b"Content-Type: text/html\r\n\r\n<table><tr>" + b"<td>1" * 100_000,
    "digits": HEAD + b"\r\n" + b"0401234567 " * 30_000,
    "quotes": HEAD + b"\r\n" + b">" * 200_000 + b"\r\n" + b"> " * 100_000,
    "one long line": HEAD + b"\r\n" + b"a@" * 1_000_000,
    "blank lines": HEAD + b"\r\n" + b"\r\n" * 500_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_costs_at_most_itself(sandbox: SandboxReader, name: str) -> None:
    started = time.monotonic()
    codes: list[str] = []
    try:
        sandbox.read_message(BOMBS[name], OPTIONS)
    except BadItem as exc:
        codes.append(exc.code)
    assert all(code.isidentifier() for code in codes)
    assert time.monotonic() - started < 30, "two tries of ten seconds, and a fresh process for each"
    assert sandbox.read_message(HEAD + b"\r\nHei!\r\n", OPTIONS).message_id == "1@example.com"


def test_reading_comes_back_as_it_was_found(sandbox: SandboxReader, test_data: Path) -> None:
    direct = DirectReader()
    files = sorted((test_data / "extraction" / "eml").glob("*.eml"))
    assert files
    for file in files[::5]:
        raw = file.read_bytes()
        assert sandbox.read_message(raw, OPTIONS) == direct.read_message(raw, OPTIONS), file.name


def test_parsers_are_loaded_within_the_memory_that_is_left(sandbox: SandboxReader) -> None:
    raw = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + b"Puhelin 040 123 4567\r\n" * 5_000
    assert sandbox.read_message(raw, OPTIONS).kind

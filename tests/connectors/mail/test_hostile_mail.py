"""Any bytes: a reading or BadItem, nothing else, and in time that grows no faster than the message."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.mail.explain import own_identity_from_context, prediction
from connectors.mail.message import ReadingOptions, header_digest, kind_from_headers, read_message
from models.errors import BadItem

DATA = Path(__file__).parents[2] / "data"
SAMPLES = [path.read_bytes() for path in sorted((DATA / "extraction").glob("eml/*.eml"))]
SAMPLES += [path.read_bytes() for path in sorted((DATA / "extraction_more").glob("*/eml/*.eml"))]
OPTIONS = ReadingOptions(
    own_identity_from_context(DATA / "extraction" / "context.json"), authserv_id="mx.google.com", explain=True
)
FRAGMENTS = [
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"=?utf-8?q?" + b"=" * 50,
    b"=?x-unknown?b?////?=",
    b"(" * 3000,
    b"<" * 500,
    b"From: <<a b c>\r\n",
    b"Content-Transfer-Encoding: base64\r\n\r\n=A=B=\xff",
    b"charset=utf-16",
    b"<div>" * 2000,
    b"<blockquote>" * 500,
    b"> " * 2000,
    b"+358 40 " * 400,
    b"\x00\xff\xfe\xe4",
    b"Date: Mon, 99 Xyz 99999999999 99:99:99 +9999\r\n",
    b"\r\n\r\n",
    b"0037" * 300,
    b"Name\r\n" * 200,
    b"a" * 5000 + b"@",
    b"131052-308T",
]


def survives(raw: bytes) -> None:
    """Read a message in every way there is; BadItem is a fine answer."""
    header_digest(raw)
    refusals: list[str] = []
    for read in (lambda: kind_from_headers(raw), lambda: prediction("x", read_message(raw, OPTIONS))):
        try:
            read()
        except BadItem as refused:
            refusals.append(refused.code)
    # A class name as the code would be a fault of ours that the last guard caught.
    assert all(code.islower() for code in refusals), refusals


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_mutated_messages_give_a_reading_or_bad_item(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.sampled_from([0, 0, 1, 5, 80])))
        raw[start:end] = data.draw(st.sampled_from(FRAGMENTS) | st.binary(max_size=40))
    survives(bytes(raw))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_random_bytes_give_a_reading_or_bad_item(raw: bytes) -> None:
    survives(raw)


@pytest.mark.parametrize(
    "grow",
    [
        lambda n: b"From: a@x.example\r\n\r\n" + b"(" * n,
        lambda n: b"From: a@x.example\r\n\r\n" + b"1 2 " * (n // 4),
        lambda n: b"From: a@x.example\r\n\r\n" + b"Aaa Bbb " * (n // 8),
        lambda n: b"From: a@x.example\r\n\r\n" + b"a.b-c." * (n // 6),
        lambda n: b"From: a@x.example\r\n\r\n" + b"kirjoitti: " * (n // 11),
        lambda n: b"From: a@x.example\r\n\r\n" + b"en halua minun tietoni poistaa " * (n // 31),
        lambda n: b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n" + b"<div style='a'>" * (n // 15),
        lambda n: b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n<style>" + b".a{" * (n // 3),
        lambda n: b"From: a@x.example\r\nContent-Type: text/html\r\n\r\n" + b"<!--" * (n // 4),
        lambda n: b"Subject: " + b"=?utf-8?q?a?= " * (min(n, 60_000) // 14) + b"\r\n\r\n",
        lambda n: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--bx\r\n" * (n // 6),
        lambda n: b"From: a@x.example\r\n\r\n" + b"> a\r\n" * (n // 5),
        lambda n: b"From: a@x.example\r\n\r\n" + b"Nimi: a\r\n" * (n // 9),
        lambda n: b"From: a@x.example\r\n\r\nx\r\n" + b"Terveisin\r\n" * (n // 11),
    ],
)
def test_a_large_hostile_message_takes_no_longer_than_its_size_allows(grow: Callable[[int], bytes]) -> None:
    raw = grow(400_000)
    started = time.process_time()
    survives(raw)
    assert time.process_time() - started < 5.0


def test_all_mail_of_other_projects_is_read_without_an_exit(public_corpus: Path) -> None:
    folders = [public_corpus / name for name in ("mail", "replies", "bounces", "auth")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in files:
        survives(path.read_bytes())
    assert len(files) > 500

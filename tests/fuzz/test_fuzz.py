"""Mutated mail and calendars: many by `make fuzz` (FUZZ_EXAMPLES), a few in every test run; what failed once, always."""

import hashlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Target, crashes, keep, survives

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "60"))
PIECES = [
    b"",
    b"\r\n\r\n",
    b"\x00\xff\xe4",
    b"=?utf-8?q?",
    b"<blockquote>" * 50,
    b"> " * 300,
    b"+358 40 " * 100,
    b"99999999999",
]
PIECES += [
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
    b"RRULE:FREQ=DAILY;INTERVAL=0\r\n",
    b"DTSTART:00000000T999999Z\r\n",
]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_input_gives_a_reading_or_bad_item_in_time(target: Target, data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(target.seeds)).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(raw)))
        end = min(len(raw), start + data.draw(st.sampled_from([0, 1, 7, 200])))
        raw[start:end] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=40))
    try:
        survives(target, bytes(raw))
    except Exception:
        if "FUZZ_EXAMPLES" in os.environ:
            keep(target, bytes(raw), hashlib.sha256(raw).hexdigest()[:16])
        raise


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_what_failed_once_is_read(target: Target) -> None:
    for path in crashes(target):
        survives(target, path.read_bytes())

"""The frames between the daemon and its reading child: a JSON header of known length, then raw bytes. Never pickle.

A frame is four bytes with the length of the header (big endian), the header, and as many raw bytes as its `size` says.
"""

import json
import struct
from typing import TypedDict

PREFIX_BYTES = 4
MAX_HEADER_BYTES = 1_048_576

_LENGTH = struct.Struct(">I")


class Header(TypedDict, total=False):
    """What stands before the raw bytes: `task` and `options` in a question, `error` in an answer without a reading."""

    task: str
    options: str
    error: str
    size: int


class BrokenFrame(Exception):
    """The other side does not speak frames."""


def frame(header: Header, payload: bytes = b"") -> bytes:
    """Give header and payload as one frame; `size` of the header is set here."""
    text = json.dumps({**header, "size": len(payload)}).encode("ascii")
    return _LENGTH.pack(len(text)) + text + payload


def header_length(prefix: bytes) -> int:
    """Give the length of the header that follows these four bytes. Raises BrokenFrame when it is beyond belief."""
    length: int = _LENGTH.unpack(prefix)[0]
    if length > MAX_HEADER_BYTES:
        raise BrokenFrame("header too long")
    return length


def parse_header(text: bytes) -> Header:
    """Give the header of a frame. Raises BrokenFrame when it is none."""
    try:
        found = json.loads(text)
    except ValueError as exc:
        raise BrokenFrame("no JSON") from exc
    if not isinstance(found, dict) or not isinstance(found.get("size"), int) or found["size"] < 0:
        raise BrokenFrame("no header")
    header: Header = {"size": found["size"]}
    for key in ("task", "options", "error"):
        if isinstance(found.get(key), str):
            header[key] = found[key]
    return header

"""The frames between the daemon and its reading child: a JSON header of known length, then raw bytes. Never pickle.

A frame is four bytes with the length of the header (big endian), the header, and as many raw bytes as its `size` says.
"""

import json
import re
import struct
from functools import lru_cache
from typing import TypedDict

PREFIX_BYTES = 4
MAX_HEADER_BYTES = 1_048_576

_LENGTH = struct.Struct(">I")
_SIZE_LAST = re.compile(rb'(.*)"size": (0|[1-9][0-9]{0,15})\}', re.DOTALL)


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
    return frame_after(opening(header), payload)


def opening(header: Header) -> str:
    """The header up to its size, to be made once for many frames."""
    return json.dumps({**header, "size": 0}).removesuffix("0}")


def frame_after(opened: str, payload: bytes) -> bytes:
    """Give a frame whose header begins so."""
    text = f"{opened}{len(payload)}}}".encode("ascii")
    return b"".join((_LENGTH.pack(len(text)), text, payload))


def header_length(prefix: bytes) -> int:
    """Give the length of the header that follows these four bytes. Raises BrokenFrame when it is beyond belief."""
    length: int = _LENGTH.unpack(prefix)[0]
    if length > MAX_HEADER_BYTES:
        raise BrokenFrame("header too long")
    return length


def parse_header(text: bytes) -> Header:
    """Give the header of a frame. Raises BrokenFrame when it is none."""
    sized = _SIZE_LAST.fullmatch(text)
    if sized is None:
        return _parsed(text)
    # All but the size is the same for a whole pull.
    header = _named(sized[1]).copy()
    header["size"] = int(sized[2])
    return header


@lru_cache(maxsize=4)
def _named(begun: bytes) -> Header:
    return _parsed(begun + b'"size": 0}')


def _parsed(text: bytes) -> Header:
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

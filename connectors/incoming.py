"""Bytes from a server, bounded in size and in time: a server may not fill the memory, nor drip for ever (HW-T12)."""

import re
import socket
import time
from collections.abc import Callable

_CHUNK_BYTES = 65_536
_LITERAL_END = re.compile(rb"\{\d+\}\r?\n\Z")
_TAIL_BYTES = 32


Count = Callable[[int], object]
"""Is told how many bytes have come."""


def uncounted(_received: int) -> None:
    """Count nothing."""


class ConnectionEnded(ConnectionError):
    """The server closed the connection."""


class AnswerTooLarge(ConnectionError):
    """The server sends more than any honest answer has; the connection is of no more use."""


class AnswerTooSlow(TimeoutError):
    """The answer as a whole takes too long, though bytes keep coming."""


class Incoming:
    """The receiving side of one connection. Call `allow` before each question."""

    def __init__(self, wire: Callable[[], socket.socket], count: Count = uncounted) -> None:
        """`wire` gives the socket of now: STARTTLS puts another one in its place. `count` is told of every byte."""
        self._wire = wire
        self._count = count
        self._buffer = bytearray()
        self._end = time.monotonic() + 60.0
        self._silence = 60.0
        self._bytes_left = 1_048_576

    def allow(self, *, seconds: float, silence: float, size: int) -> None:
        """Bound the next answer: in all, between two pieces, and in bytes."""
        self._end = time.monotonic() + seconds
        self._silence = silence
        self._bytes_left = size

    @property
    def pending(self) -> int:
        """Bytes that have come and that nobody has asked for."""
        return len(self._buffer)

    def line(self, limit: int) -> bytes:
        """Give the next line with its end. Of a line over `limit` bytes only the beginning, the rest is read and dropped.

        Raises AnswerTooLarge for such a line that announces a literal: what follows could not be told apart.
        """
        searched = 0
        overlong = b""
        while (end := self._buffer.find(b"\n", searched)) < 0:
            if len(self._buffer) > limit + _TAIL_BYTES:
                overlong = overlong or bytes(self._buffer[:limit])
                del self._buffer[:-_TAIL_BYTES]
            searched = len(self._buffer)
            self._receive(self._silence)
        taken = self._take(end + 1)
        if not overlong and len(taken) <= limit:
            return taken
        if _LITERAL_END.search(taken[-_TAIL_BYTES:]):
            raise AnswerTooLarge("line too long")
        return (overlong or taken[:limit]) + b"\r\n"

    def exactly(self, size: int) -> bytes:
        """Give that many bytes."""
        while len(self._buffer) < size:
            self._receive(self._silence)
        return self._take(size)

    def lines_within(self, seconds: float) -> list[bytes]:
        """Give the whole lines that have come, waiting that long for the first piece of one; [] when nothing came."""
        self._end = time.monotonic() + max(seconds, 0.001)
        try:
            while b"\n" not in self._buffer:
                self._receive(seconds)
        except TimeoutError:
            return []
        found: list[bytes] = []
        while (end := self._buffer.find(b"\n")) >= 0:
            found.append(self._take(end + 1))
        return found

    def _take(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _receive(self, silence: float) -> None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise AnswerTooSlow("no whole answer in time")
        wire = self._wire()
        wire.settimeout(min(silence, left))
        data = wire.recv(_CHUNK_BYTES)
        if not data:
            raise ConnectionEnded("closed by the server")
        self._count(len(data))
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise AnswerTooLarge("answer too large")
        self._buffer += data

"""A TCP relay on 127.0.0.1: stands before a server, may add TLS, cut the line or fall silent."""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable

from tests.live.own_loop import InOwnLoop
from tests.live.process import HOST

_CHUNK_BYTES = 65_536
_WAIT_SECONDS = 10.0


class Line:
    """One connection through the relay. Lives in the relay's own thread."""

    def __init__(self, client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.client = client
        self.server = server
        self.from_server_bytes = 0

    def cut(self) -> None:
        """End both sides at once."""
        self.client.transport.abort()
        self.server.transport.abort()


class Relay(InOwnLoop):
    """Passes connections on to a port of 127.0.0.1. Start by `with Relay(port) as relay:`; clients use `relay.port`.

    Every method may be called from any thread. Subclasses alter what passes by `client_said` and `server_said`, which run in
    the relay's thread.
    """

    def __init__(self, target_port: int, tls: ssl.SSLContext | None = None) -> None:
        """With `tls` clients must speak TLS to the relay; the server behind it is spoken to in the clear."""
        super().__init__("relay")
        self.host = HOST
        self.port = 0
        self.connections = 0
        self._target_port = target_port
        self._tls = tls
        self._server: asyncio.Server | None = None
        self._lines: set[Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._cut_after: int | None = None
        self._refusing = False
        self._audible = asyncio.Event()
        self._audible.set()

    @property
    def open_connections(self) -> int:
        """How many connections pass through now; `connections` counts all there ever were."""
        return len(self._lines)

    def cut(self) -> None:
        """End every connection now; new ones are served."""
        self._in_loop(self._cut_lines)

    def cut_after(self, from_server_bytes: int | None) -> None:
        """End each connection once that many bytes of the server have passed since it began; None: no more."""
        self._cut_after = from_server_bytes

    def refuse(self, *, refusing: bool = True) -> None:
        """Close new connections without a word, or serve them again."""
        self._refusing = refusing

    def silence(self) -> None:
        """Keep connections open, accept new ones, and pass nothing on in either direction until `resume`."""
        self._in_loop(self._audible.clear)

    def resume(self) -> None:
        """Pass on again, beginning with what waited."""
        self._in_loop(self._audible.set)

    def say_to_clients(self, data: bytes) -> None:
        """Send bytes that the server never said to every client that is connected now."""

        def say() -> None:
            for line in self._lines:
                line.client.write(data)

        self._in_loop(say)

    def line_opened(self, line: Line) -> None:
        """A connection begins. For subclasses."""

    def client_said(self, line: Line, data: bytes) -> bytes:
        """What the server gets of what the client sent. For subclasses; here: all of it."""
        return data

    def server_said(self, line: Line, data: bytes) -> bytes:
        """What the client gets of what the server sent. For subclasses; here: all of it."""
        return data

    def _in_loop(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            try:
                act()
            finally:
                done.set()

        self._loop.call_soon_threadsafe(run)
        if not done.wait(_WAIT_SECONDS):
            raise TimeoutError("the relay does not answer")

    def _cut_lines(self) -> None:
        for line in list(self._lines):
            line.cut()

    async def _start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._cut_lines()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            if not self._refusing:
                from_server, to_server = await asyncio.open_connection(HOST, self._target_port)
                await self._pass(Line(to_client, to_server), from_client, from_server)
        except (OSError, asyncio.CancelledError):
            return
        finally:
            to_client.transport.abort()
            self._tasks.discard(task)

    async def _pass(self, line: Line, from_client: asyncio.StreamReader, from_server: asyncio.StreamReader) -> None:
        self._lines.add(line)
        self.line_opened(line)
        ways = [
            asyncio.create_task(self._forwards(line, from_client)),
            asyncio.create_task(self._backwards(line, from_server)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            # What the server said last still reaches a client that only hears.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(ways[1]), 0.2)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._lines.discard(line)
            line.cut()

    async def _forwards(self, line: Line, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK_BYTES):
                await self._audible.wait()
                line.server.write(self.client_said(line, data))
                await line.server.drain()

    async def _backwards(self, line: Line, source: asyncio.StreamReader) -> None:
        with contextlib.suppress(OSError):
            while data := await source.read(_CHUNK_BYTES):
                await self._audible.wait()
                if not await self._answer(line, self.server_said(line, data)):
                    return
            line.client.write_eof() if line.client.can_write_eof() else None

    async def _answer(self, line: Line, data: bytes) -> bool:
        """Send to the client what may still pass; False when the line is to be cut here."""
        room = len(data) if self._cut_after is None else self._cut_after - line.from_server_bytes
        line.from_server_bytes += len(data)
        line.client.write(data[: max(room, 0)])
        await line.client.drain()
        return self._cut_after is None or len(data) < room

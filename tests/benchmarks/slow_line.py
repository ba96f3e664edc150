"""A relay before a server on 127.0.0.1 that counts its bytes, delays both directions, and notes when it tells of new mail."""

import asyncio
import contextlib
import time

from tests.live.own_loop import InOwnLoop
from tests.live.process import HOST

_CHUNK_BYTES = 262_144

_Late = asyncio.Queue[tuple[float, bytes]]


class SlowLine(InOwnLoop):
    """Clients use `port`. `delay` (seconds) is how much later everything comes than it was said, each way half of it.

    `first_told_at`: when the server first said EXISTS since it was set to 0 (time.monotonic). `idling`: whether the client
    waits for such news (IDLE, RFC 2177).
    """

    def __init__(self, target_port: int, delay: float = 0.0) -> None:
        super().__init__("slow line")
        self.port = 0
        self.received_bytes = 0
        self.first_told_at = 0.0
        self.idling = False
        self._target_port = target_port
        self._delay = delay / 2
        self._tasks: set[asyncio.Task[None]] = set()

    async def _start(self) -> None:
        server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, self._target_port)
        for source, target, from_server in ((reader, far_writer, False), (far_reader, writer, True)):
            late: _Late = asyncio.Queue()
            for work in (self._hear(source, late, from_server=from_server), self._say(late, target)):
                task = asyncio.ensure_future(work)
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _hear(self, source: asyncio.StreamReader, late: _Late, *, from_server: bool) -> None:
        data = b"?"
        while data:
            with contextlib.suppress(ConnectionError):
                data = await source.read(_CHUNK_BYTES)
            if from_server:
                self.received_bytes += len(data)
                self.idling = self.idling or data.startswith(b"+ idling")
                if b" EXISTS\r\n" in data:
                    self.first_told_at = self.first_told_at or time.monotonic()
            elif data.upper().startswith(b"DONE\r\n"):
                self.idling = False
            await late.put((time.monotonic() + self._delay, data))

    async def _say(self, late: _Late, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                due, data = await late.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not data:
                    break
                target.write(data)
                await target.drain()
        target.close()

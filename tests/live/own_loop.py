"""What runs in an asyncio loop of a thread of its own, begun and ended from the thread of the test."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self

_WAIT_SECONDS = 10.0


class InOwnLoop:
    """Use as a context manager: `_start` runs in the loop before the block, `_stop` after it."""

    def __init__(self, name: str) -> None:
        """`name`: of the thread."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._wait_for(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self._wait_for(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_WAIT_SECONDS)
        self._loop.close()

    def _wait_for(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(_WAIT_SECONDS)

    async def _start(self) -> None:
        """Begin. For subclasses."""

    async def _stop(self) -> None:
        """End. For subclasses."""

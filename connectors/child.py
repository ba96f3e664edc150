"""One reading process: it is started as a program, questions go in and answers come out in order, and its end has a cause."""

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from connectors.frames import PREFIX_BYTES, BrokenFrame, Header, header_length, parse_header
from connectors.reader import EXIT_BROKEN, EXIT_MEMORY

MAX_REPLY_BYTES = 8 * 1024 * 1024
"""A longer answer is taken for a broken child (HW-T5)."""
BROKEN = "broken"
"""The code of a child that cannot load what it reads with: no item is to blame."""

_ORPHAN_SECONDS = 5
_CHUNK_BYTES = 1_048_576
# Room for more is asked of the system at each read, which costs more than the reading.
_READ_BYTES = 65_536
# What lies in the pipes is read while we do something else; more is not allowed to everybody (pipe(7)).
_PIPE_BYTES = 1_048_576
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What one item may cost. Memory counts above what the process has mapped before it reads anything."""

    cpu_seconds: int = 5
    wall_seconds: float = 10.0
    memory_bytes: int = 256 * 1024 * 1024


class ChildDied(Exception):
    """The process is of no more use. `code` names the cause."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Child:
    """One running process. Its pipes never block us."""

    def __init__(self, module: str, task: str, limits: Limits) -> None:
        """Start it; it may take a moment until it says its first word, an empty answer that nobody has asked for."""
        # -s, -P and the bare environment: the child runs our code and what we installed, nothing that lies around.
        self.command = [sys.executable, "-s", "-P", "-m", module, "--first", task]
        self.command += ["--cpu", str(limits.cpu_seconds), "--memory", str(limits.memory_bytes)]
        self.command += ["--wall", str(int(limits.wall_seconds) + _ORPHAN_SECONDS)]
        self._process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "PYDANTIC_DISABLE_PLUGINS": "__all__"},
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in = self._process.stdin.fileno()
        self._out = self._process.stdout.fileno()
        for pipe in (self._in, self._out):
            os.set_blocking(pipe, False)
            with contextlib.suppress(OSError):
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._unsent = memoryview(b"")
        self._reply = _Reply()

    @property
    def unsent(self) -> int:
        """How many bytes of a question still wait for room in the pipe."""
        return len(self._unsent)

    def say(self, question: bytes) -> None:
        """Take the next question, once the one before has gone out."""
        self._unsent = memoryview(question)

    def send(self) -> bool:
        """Send of the question what the pipe takes at once; whether all of it has gone out. Raises ChildDied."""
        if self._unsent:
            self._write()
        return not self._unsent

    def exchange(self, until: float) -> list[tuple[Header, bytes]]:
        """Send and receive until something has gone out or come in, or until that moment (time.monotonic).

        Gives the answers that are complete. Raises ChildDied.
        """
        poll = select.poll()
        poll.register(self._out, select.POLLIN)
        if self._unsent:
            poll.register(self._in, select.POLLOUT)
        events = dict(poll.poll(max(0.0, until - time.monotonic()) * 1000))
        if events.get(self._in, 0):
            self._write()
        return self._read() if self._out in events else []

    def kill(self) -> None:
        """Kill the process; another thread may be waiting for it."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[os.write(self._in, self._unsent[:_CHUNK_BYTES]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            raise self._death() from None

    def _read(self) -> list[tuple[Header, bytes]]:
        try:
            data = os.read(self._out, _READ_BYTES)
        except BlockingIOError:
            return []
        if not data:
            raise self._death()
        self._reply.add(data)
        answers: list[tuple[Header, bytes]] = []
        while (answer := self._reply.complete()) is not None:
            answers.append(answer)
        return answers

    def _death(self) -> ChildDied:
        """Name the cause from the exit status of a child that closed its pipes."""
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return ChildDied("reader_died")
        codes = {
            EXIT_BROKEN: BROKEN,
            EXIT_MEMORY: "memory_limit",
            -signal.SIGXCPU: "cpu_limit",
            -signal.SIGALRM: "wall_limit",
        }
        return ChildDied(codes.get(status, "reader_died"))


class _Reply:
    """Collects frames from pieces."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._header: Header | None = None

    def add(self, data: bytes) -> None:
        self._data += data

    def complete(self) -> tuple[Header, bytes] | None:
        """Give the next whole frame; None = more must come."""
        try:
            self._take_header()
        except BrokenFrame:
            raise ChildDied("reader_died") from None
        header = self._header
        if header is None or len(self._data) < header["size"]:
            return None
        payload = bytes(self._data[: header["size"]])
        del self._data[: header["size"]]
        self._header = None
        return header, payload

    def _take_header(self) -> None:
        if self._header is not None or len(self._data) < PREFIX_BYTES:
            return
        length = header_length(bytes(self._data[:PREFIX_BYTES]))
        if len(self._data) < PREFIX_BYTES + length:
            return
        self._header = parse_header(bytes(self._data[PREFIX_BYTES : PREFIX_BYTES + length]))
        del self._data[: PREFIX_BYTES + length]
        if self._header["size"] > MAX_REPLY_BYTES:
            raise BrokenFrame("reply too long")

"""The child process that reads hostile items: `python -m connectors.reader`. It opens no file and no connection.

Frames (connectors/frames.py) come in on standard input and go out on standard output. The process ends when its input
ends (so with its parent) or when an item costs more than its limits.
"""

import argparse
import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Mapping
from math import ceil
from pathlib import Path
from typing import IO, TypeVar

from connectors.frames import PREFIX_BYTES, Header, frame, frame_after, header_length, opening, parse_header
from connectors.plain_json import from_json, to_json
from models.errors import BadItem

EXIT_BROKEN = 70
EXIT_MEMORY = 71

_MAX_CODE_CHARS = 64
# What the process has mapped before it reads anything, where the kernel does not tell.
_USUAL_MAPPED_BYTES = 512 * 1024 * 1024

# Reading makes no circles but where something fails: they are looked for a tenth as often as Python does.
_NEW_OBJECTS_KEPT = 10_000

_READ = opening({})

Options = TypeVar("Options")
Read = Callable[[bytes, str], bytes]
"""Reads one item: its raw bytes and the options as JSON; gives the reading as JSON."""


def reading(read: Callable[[bytes, Options], object], options: type[Options]) -> Read:
    """Give a task for `serve` that decodes options of that type and encodes what it has found."""
    decoded: dict[str, Options] = {}

    def answer(raw: bytes, text: str) -> bytes:
        if text not in decoded:
            decoded.clear()
            decoded[text] = from_json(text, options)
        return to_json(read(raw, decoded[text]))

    return answer


def _message_task() -> Read:
    from connectors.mail.message import ReadingOptions, read_message

    return reading(read_message, ReadingOptions)


def _events_task() -> Read:
    from connectors.calendar.events import read_events
    from connectors.calendar.options import EventOptions

    return reading(read_events, EventOptions)


# Loaded at first use: the parsers of mail are not needed by a child that reads calendars.
TASKS: Mapping[str, Callable[[], Read]] = {"message": _message_task, "events": _events_task}


def serve(tasks: Mapping[str, Callable[[], Read]] = TASKS) -> None:
    """Answer questions until the input ends. Arguments: --first TASK --cpu SECONDS --wall SECONDS --memory BYTES."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", required=True)
    parser.add_argument("--cpu", type=int, required=True)
    parser.add_argument("--wall", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    arguments = parser.parse_args()
    incoming, outgoing = sys.stdin.buffer, _private_output()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is loaded stays: nobody need look through it for circles, neither now nor at every item.
    gc.disable()
    loaded = {arguments.first: _load(tasks, arguments.first)}
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS_KEPT)
    gc.enable()
    _limit_memory(arguments.memory)
    _say(outgoing, frame({}))
    cpu_limit = 0
    while question := _next_question(incoming):
        header, raw = question
        task = header.get("task", "")
        if task not in loaded:
            resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            loaded[task] = _load(tasks, task)
            _limit_memory(arguments.memory)
        cpu_limit = _limit_cpu(arguments.cpu, cpu_limit)
        # Only for a parent that has died: a living one kills sooner. Not PR_SET_PDEATHSIG, which looks at the
        # thread that started the process, and threads come and go.
        signal.alarm(arguments.wall)
        answer = _answer(loaded[task], raw, header.get("options", ""))
        signal.alarm(0)
        _say(outgoing, answer)


def _answer(read: Read, raw: bytes, options: str) -> bytes:
    try:
        return frame_after(_READ, read(raw, options))
    except MemoryError:
        # Nothing can be relied on any more: the parent starts another process.
        os._exit(EXIT_MEMORY)
    except BadItem as exc:
        return frame({"error": exc.code[:_MAX_CODE_CHARS]})
    except Exception as exc:  # noqa: BLE001 - one item's reading
        # The class name alone: the text of an exception may hold text of the item.
        return frame({"error": type(exc).__name__[:_MAX_CODE_CHARS]})


def _load(tasks: Mapping[str, Callable[[], Read]], name: str) -> Read:
    try:
        return tasks[name]()
    except Exception:  # noqa: BLE001 - told by the exit code; nobody reads this process's words
        os._exit(EXIT_BROKEN)


def _next_question(incoming: IO[bytes]) -> tuple[Header, bytes] | None:
    prefix = incoming.read(PREFIX_BYTES)
    if len(prefix) < PREFIX_BYTES:
        return None
    header = parse_header(incoming.read(header_length(prefix)))
    raw = incoming.read(header["size"])
    return (header, raw) if len(raw) == header["size"] else None


def _say(outgoing: IO[bytes], answer: bytes) -> None:
    outgoing.write(answer)
    outgoing.flush()


def _private_output() -> IO[bytes]:
    """Keep the pipe to the parent for frames alone: whatever prints goes nowhere."""
    pipe = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return os.fdopen(pipe, "wb")


def _limit_cpu(seconds: int, limit: int) -> int:
    """Let the kernel end this process (SIGXCPU) after that much more processor time; `limit` is the one that holds.

    Gives the one that holds now: it counts whole seconds, so that of a thousand short items few move it.
    """
    needed = ceil(time.process_time()) + seconds
    if needed != limit:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (needed, hard))
    return needed


def _limit_memory(extra_bytes: int) -> None:
    """Allow that many bytes of address space above what is mapped now."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_mapped_bytes() + extra_bytes, hard))


def _mapped_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return _USUAL_MAPPED_BYTES
    return pages * resource.getpagesize()


if __name__ == "__main__":
    serve()

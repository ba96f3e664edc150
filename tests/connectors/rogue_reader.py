"""A reading child with tasks that misbehave on purpose: `python -m tests.connectors.rogue_reader`."""

import email
import os
import sys
import time
from dataclasses import dataclass

from connectors.reader import reading, serve


@dataclass(frozen=True, slots=True)
class Wish:
    """What the rogue task is to do, and a number for it."""

    deed: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Deed:
    """What it did; `pid` tells one child from the next."""

    done: str
    pid: int


def _misbehave(raw: bytes, wish: Wish) -> Deed:
    match wish.deed:
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(wish.number)
        case "allocate":
            bytearray(wish.number)
        case "hoard":
            hoard: list[list[int]] = []
            while True:
                hoard.append([0] * 1_000_000)
        case "parse":
            email.message_from_bytes(raw)
        case "nest":
            return _misbehave(raw, wish)
        case "exit":
            os._exit(wish.number)
        case "abort":
            os.abort()
        case _:
            return _speak(raw, wish)
    return Deed(wish.deed, os.getpid())


def _speak(raw: bytes, wish: Wish) -> Deed:
    text = raw.decode("ascii")
    match wish.deed:
        case "shout":
            return Deed(text * wish.number, os.getpid())
        case "print":
            print(text, flush=True)
            sys.stderr.write(text)
        case "fail":
            raise LookupError(text)
    return Deed(wish.deed, os.getpid())


def _unloadable() -> object:
    raise ImportError("no such parser")


if __name__ == "__main__":
    serve({"misbehave": lambda: reading(_misbehave, Wish), "unloadable": _unloadable})  # type: ignore[dict-item]

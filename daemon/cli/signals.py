"""SIGTERM and Ctrl-C for commands that must not end in the middle of something."""

import signal
from threading import Event
from types import FrameType


def stop_on_signals(stop: Event) -> None:
    """SIGTERM and Ctrl-C only set the event; a second one ends at once."""

    def handler(number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)

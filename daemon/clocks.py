"""The two clocks of the service: the time of day, which may jump, and the time that goes by, which never does."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """`now` gives the aware time of day; `steady` seconds since any moment, and what was waited is measured by it."""

    now: Callable[[], datetime]
    steady: Callable[[], float] = time.monotonic

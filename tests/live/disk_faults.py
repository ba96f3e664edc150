"""What happens when the disk is full (ENOSPC) at any write of a deed, or broken (EIO) at any fsync: HW-F2 at every place.

The deed then ends with an error that names the place and the mend, what it left is whole, and the next try comes to its end.
"""

import contextlib
import io
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event as Signal
from pathlib import PurePath
from typing import Any

from models.errors import RekisteridError
from tests.live.injection import Place, failing_at, places_of
from tests.live.kill_scenarios import Scenario
from tests.live.warmed import Deed, Warmed

FAULTS = {
    "write": "ENOSPC",
    "writev": "ENOSPC",
    "pwrite64": "ENOSPC",
    "pwritev": "ENOSPC",
    "sendfile": "ENOSPC",
    "ftruncate": "ENOSPC",
    "rename": "ENOSPC",
    "fsync": "EIO",
    "fdatasync": "EIO",
}
"""How a call fails when a disk has no more space, or is ill."""

TOLD, UNPLACED, MENDLESS = 41, 42, 43


@dataclass(frozen=True, slots=True)
class Telling:
    """A deed that ends with TOLD when it was refused in words that name a file below `folder` and what to do."""

    deed: Deed
    folder: str

    def __call__(self, given: Any, begun: Signal) -> None:
        """Do it. What is no error of ours ends the process with a traceback."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self.deed(given, begun)
        except RekisteridError as exc:
            os._exit(MENDLESS if not exc.mend else TOLD if self.folder in str(exc) else UNPLACED)


@dataclass(slots=True)
class Trouble:
    """What a hunt with faults came to. `told`: of the places where the deed said that it failed; `borne`: where it went on."""

    places: int = 0
    told: int = 0
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    borne: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        calls = ", ".join(f"{call} {number}" for call, number in sorted(self.calls.items()))
        borne = "".join(f"; borne: {call} {number}" for call, number in sorted(self.borne.items()))
        return f"{self.told} told at {self.places} places in {self.seconds:.0f} s ({calls}{borne})"


def trouble(
    scenario: Scenario, folder: str, choose: Callable[[list[Place]], Sequence[Place]], *, lasting: bool = False
) -> Trouble:
    """Let calls on files below `folder` fail at the chosen places, once or from then on, and look each time what it leaves."""
    since, tally = time.monotonic(), Trouble()
    telling = Telling(scenario.deed, folder)
    with Warmed() as warmed:
        warmed.learn(scenario.deed, scenario.reset())
        found = places_of(warmed, telling, scenario.reset())
        scenario.check()
        for place in choose([place for place in found if _is_of(place, folder)]):
            _fail_at(place, scenario, telling, warmed, tally, lasting=lasting)
    tally.seconds = time.monotonic() - since
    return tally


def _is_of(place: Place, folder: str) -> bool:
    return place.call in FAULTS and (place.file.startswith(folder) or place.call == "rename")


def _fail_at(
    place: Place, scenario: Scenario, telling: Telling, warmed: Warmed, tally: Trouble, *, lasting: bool
) -> None:
    given = scenario.reset()
    error = FAULTS[place.call]
    code = failing_at(place, error, warmed, telling, given, lasting=lasting)
    tally.places += 1
    tally.told += code == TOLD
    tally.calls[f"{place.call} {error}"] += 1
    if code == 0:
        tally.borne[f"{place.call} {PurePath(place.file).name}"] += 1
    try:
        assert code in (0, TOLD), f"ended with {code}"
        scenario.between()
        warmed.runs_well(scenario.resume or scenario.deed, given)
        scenario.check()
    except AssertionError as exc:
        raise AssertionError(f"{error} at {place}: {exc}") from exc

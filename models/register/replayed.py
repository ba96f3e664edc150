"""What was done again from the ledger when a register was opened. Apart from the doing, which few starts need."""

from dataclasses import dataclass

REPLAY = "ledger"
"""Who acts, in the audit log, when something is done again."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What was done again: records erased, consent events added, records corrected.

    `to_enter`: the records whose corrected value is right in nobody's memory but the person's: it has to be entered again.
    `damaged`: the numbers of the ledger's lines that could not be read; what stood there is not done again.
    """

    erased: int = 0
    events: int = 0
    corrected: int = 0
    to_enter: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()

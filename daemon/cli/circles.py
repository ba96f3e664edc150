"""When Python looks for circles among its objects. What a command loads stays to its end: looking through it finds nothing.

Loading makes a million objects. Looking through them, and once more at the end, took a fifth of a short command's time.
"""

import gc

# More than loading makes. Whatever works on a register or goes on for long says `loaded`.
_WHILE_LOADING = 2_000_000
_WHILE_WORKING = 50_000


def loading() -> None:
    """Say that the process begins to load what it works with."""
    gc.set_threshold(_WHILE_LOADING, 20, 100)


def loaded() -> None:
    """Say that all that is large is loaded: from now on circles are looked for, among newer objects only.

    Nothing changes where `loading` was not said, as in a process that runs many commands.
    """
    if gc.get_threshold()[0] == _WHILE_LOADING:
        gc.freeze()
        gc.set_threshold(_WHILE_WORKING, 20, 100)


def leaving() -> None:
    """Say that the process ends at once: the system takes its memory back sooner than Python finds circles in it."""
    gc.freeze()

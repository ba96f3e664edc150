"""The exit codes of the command, after sysexits.h, and which error gives which. Explained in docs/exit-codes.md."""

import errno
from enum import IntEnum

from models.errors import (
    AlreadyRunning,
    BadItem,
    ConfigError,
    Declined,
    Refused,
    RegisterUnusable,
    Unreachable,
    WrongKey,
)


class ExitCode(IntEnum):
    """What the shell gets. Anything but OK comes with a message on standard error."""

    OK = 0
    USAGE = 64
    DATA = 65
    UNAVAILABLE = 69
    SOFTWARE = 70
    IO = 74
    RUNNING = 75
    REFUSED = 77
    CONFIG = 78
    INTERRUPTED = 130


_BY_ERROR: tuple[tuple[type[Exception], ExitCode], ...] = (
    (ConfigError, ExitCode.CONFIG),
    (WrongKey, ExitCode.REFUSED),
    (RegisterUnusable, ExitCode.IO),
    (AlreadyRunning, ExitCode.RUNNING),
    (Refused, ExitCode.REFUSED),
    (Unreachable, ExitCode.UNAVAILABLE),
    (BadItem, ExitCode.DATA),
    (Declined, ExitCode.DATA),
)
"""The first that fits counts: a wrong key is an unusable register too."""

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def code_of(error: BaseException) -> ExitCode:
    """Give the exit code for an error that ends a command."""
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return ExitCode.IO
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), ExitCode.SOFTWARE)

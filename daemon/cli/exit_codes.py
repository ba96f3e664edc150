"""The exit codes of the command, after sysexits.h, and which error gives which. Explained in docs/exit-codes.md."""

import errno
from collections.abc import Iterable, Mapping
from enum import IntEnum

from models.errors import (
    AlreadyRunning,
    BackupFailed,
    BadItem,
    ConfigError,
    Declined,
    NotMadeYet,
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
    NO_REGISTER = 66
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
    (NotMadeYet, ExitCode.NO_REGISTER),
    (RegisterUnusable, ExitCode.IO),
    (BackupFailed, ExitCode.IO),
    (AlreadyRunning, ExitCode.RUNNING),
    (Refused, ExitCode.REFUSED),
    (Unreachable, ExitCode.UNAVAILABLE),
    (BadItem, ExitCode.DATA),
    (Declined, ExitCode.DATA),
)
"""The first that fits counts: a wrong key is an unusable register too."""

WHEN: Mapping[ExitCode, str] = {
    ExitCode.OK: "all is well",
    ExitCode.USAGE: "the command was written wrongly: an unknown option, a missing value",
    ExitCode.DATA: "what was entered, or a file that was given, cannot be taken as it is, such as the name of an account "
    "that there is not; nothing of it was stored (`consent import`: the other rows were); `verify`: something does not hold",
    ExitCode.NO_REGISTER: "nothing was read yet, so there is no register to look at",
    ExitCode.UNAVAILABLE: "a server does not answer, or lacks the folder or calendar that is named; the other accounts "
    "were done",
    ExitCode.SOFTWARE: "a fault in rekisterid itself",
    ExitCode.IO: "the database cannot be opened, read or written; the disk is full; the database is of a newer version; a backup "
    "cannot be made or read",
    ExitCode.RUNNING: "another rekisterid works on this register; also when the register has to be brought up to date "
    "and a service still runs on it",
    ExitCode.REFUSED: "a server refuses our login or its certificate does not hold (this comes before 69; the other "
    "accounts were done), or the hash key is not that of the register",
    ExitCode.CONFIG: "the configuration cannot be used, or the hash key is missing or readable by others",
    ExitCode.INTERRUPTED: "you pressed Ctrl-C or answered a question with end of input",
}
"""When a command ends with each code. docs/exit-codes.md says the same and what to do; a test compares them."""

NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def code_of_failures(refused: Iterable[bool]) -> ExitCode:
    """Give the exit code for accounts that failed: True for each that was refused, which a person has to mend."""
    failures = list(refused)
    if not failures:
        return ExitCode.OK
    return ExitCode.REFUSED if any(failures) else ExitCode.UNAVAILABLE


def code_of(error: BaseException) -> ExitCode:
    """Give the exit code for an error that ends a command."""
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return ExitCode.IO
    return next((code for kind, code in _BY_ERROR if isinstance(error, kind)), ExitCode.SOFTWARE)

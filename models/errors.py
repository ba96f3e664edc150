"""The error tree, grouped by what the caller must do next. Texts name accounts and mends, never personal data."""

from datetime import timedelta


class RekisteridError(Exception):
    """Base of all errors of rekisterid. `mend` says in plain words what a person can do."""

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message)
        self.mend = mend


class ConfigError(RekisteridError):
    """The configuration cannot be used: refuse to start. `faults` holds every fault, one line each."""

    def __init__(self, faults: list[str], *, mend: str = "") -> None:
        super().__init__("\n".join(faults), mend=mend)
        self.faults = faults


class Unreachable(RekisteridError):
    """A server does not answer, or answers with an outage: try again later, backing off.

    `retry_after`: no sooner than that, when the server has said so itself.
    """

    def __init__(self, message: str, *, mend: str = "", retry_after: timedelta | None = None) -> None:
        super().__init__(message, mend=mend)
        self.retry_after = retry_after


class BudgetSpent(Unreachable):
    """As much was read today as an account may be read in a day; `retry_after` leads into tomorrow."""


class Refused(RekisteridError):
    """A server refuses the account (password, rights, certificate): park the account and tell a person.

    `at_login`: it was the login that was refused; too many of those lock an account out.
    """

    def __init__(self, message: str, *, mend: str = "", at_login: bool = False) -> None:
        super().__init__(message, mend=mend)
        self.at_login = at_login


class BadItem(RekisteridError):
    """One item cannot be read: record it as a problem and go on. `code` is short and holds no text of the item."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Declined(RekisteridError):
    """What a person entered or asked for cannot be taken as it is: they mend it and try again. Nothing was changed."""


class RegisterUnusable(RekisteridError):
    """The database cannot be opened, read or written (file, rights, full disk, server down)."""


class BackupFailed(RekisteridError):
    """A backup cannot be made, read or put back: the register and the other backups are as they were."""


class NotMadeYet(RegisterUnusable):
    """There is no register yet: the first reading makes it."""

    def __init__(self) -> None:
        super().__init__("nothing was read yet: there is no register", mend="run `rekisterid pull` or `rekisterid run`")


class WrongKey(RegisterUnusable):
    """The hash key is not the one the register was made with: refuse to start (T10), or suppression would fail open."""


class NewerSchema(RegisterUnusable):
    """The database was written by a newer version: refuse to start."""


class AlreadyRunning(RekisteridError):
    """Another daemon owns this register: leave at once."""

"""What a connector is: an account that can be checked, pulled and waited on. Fakes and real ones pass one suite."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from threading import Event
from typing import Protocol

from models.values import Batch, Cursor, Finding


class Known(Protocol):
    """What the register already knows of an account: asked by the connector, answered by the daemon."""

    def cursor(self, stream: str) -> Cursor | None:
        """How far the stream was read; None = never."""
        ...

    def versions(self, stream: str) -> Mapping[str, str]:
        """Items of the stream that the register holds, with their version (etag). Empty for mail."""
        ...

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """(validity, item) pairs that the register wants read again: a promoted candidate's mail, a series to expand on."""
        ...


class Connector(Protocol):
    """One account of the configuration. Not thread-safe: one thread uses it at a time."""

    @property
    def account(self) -> str:
        """The account's name in the configuration."""
        ...

    def check(self) -> list[Finding]:
        """Test everything the account needs (TLS, login, folders or calendars) and say the mend of each failure."""
        ...

    def pull(self, known: Known) -> Iterator[Batch]:
        """Give what is new since the cursors, stream by stream, oldest first, in batches that can be stored one by one.

        The caller stores each batch before asking for the next. Raises Unreachable or Refused; a bad item never raises,
        it becomes a Problem in its batch. Ends when nothing is left.
        """
        ...

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """Wait until the account says something is new (True), `stop` is set or `timeout` is over (False).

        Raises Unreachable when the connection died. Connectors without notification just wait.
        """
        ...

    def close(self) -> None:
        """Let go of connections and child processes. May be called twice."""
        ...

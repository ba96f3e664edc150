"""What a connector is: an account that can be checked, pulled and waited on. Fakes and real ones pass one suite."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from threading import Event
from typing import Protocol, runtime_checkable

from models.values import Batch, Cursor, Finding


class Known(Protocol):
    """What the register already knows of an account: asked by the connector, answered by the daemon."""

    def cursor(self, stream: str) -> Cursor | None:
        """How far the stream was read; None = never."""
        ...

    def versions(self, stream: str) -> Mapping[str, str]:
        """Items of the stream that the register holds, with their version (etag). Empty for mail."""
        ...

    def streams(self) -> tuple[str, ...]:
        """Streams of the account that have been read at least once."""
        ...

    def held_back(self, stream: str) -> bool:
        """Whether the register holds back what vanished from the stream (HW-F12): it is to be compared as a whole."""
        ...

    def wanted(self, stream: str) -> tuple[tuple[str, str], ...]:
        """(validity, item) pairs that the register wants read again: a promoted candidate's mail, a series to expand on."""
        ...

    def messages(self) -> "KnownMessages":
        """What is known of the account's messages. Only mail asks."""
        ...


class KnownMessages(Protocol):
    """What the register knows of the messages of one account, whatever folders they lie in."""

    def met(self, marks: Collection[str]) -> Mapping[str, frozenset[str]]:
        """Those of the digests and server ids that messages of the account have, each with the streams of those messages."""
        ...

    def digest_at(self, stream: str, validity: str, item: str) -> str | None:
        """The digest of the message that was read at that place; None = none was."""
        ...

    def unread(self, stream: str, validity: str, items: Sequence[str]) -> frozenset[str]:
        """Those of a folder's items that were never read, nor given up as a problem."""
        ...

    def held(self, stream: str, validity: str) -> frozenset[str]:
        """Items of a folder from which something was taken and which are not known to be gone."""
        ...

    def listing_due(self, stream: str) -> bool:
        """Whether the folder is to be compared with its server, message by message."""
        ...

    def spent(self, day: date) -> int:
        """How many bytes were read of the account on that local day."""
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


@runtime_checkable
class Remarks(Protocol):
    """A connector that may have something to say of an account that works."""

    @property
    def remark(self) -> str:
        """What a person should know of the account; "" = nothing. Names no person."""
        ...

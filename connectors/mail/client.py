"""imapclient on the guarded connection: typed, and with answers to SEARCH and FETCH read by ourselves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from imapclient import IMAPClient
from imapclient.datetime_util import format_criteria_date
from imapclient.exceptions import ProtocolError

from connectors.mail.answers import sort_answers
from connectors.mail.wire import GuardedImap

# RFC 9051, 2.3.1.1: UIDs have 32 bits.
_END_OF_NUMBERS = 1 << 32

Answers = Mapping[int, Mapping[bytes, object]]
"""What FETCH gave: UID → item name in capitals → value."""


class Client(Protocol):
    """The part of imapclient that is used; the library has no types of its own."""

    normalise_times: bool

    def login(self, username: str, password: str) -> object: ...
    def plain_login(self, identity: str, password: str) -> object: ...
    def sasl_login(self, mech_name: str, mech_callable: Callable[[bytes], bytes]) -> object: ...
    def has_capability(self, capability: str) -> bool: ...
    def list_folders(self) -> list[tuple[tuple[bytes, ...], bytes, str]]: ...
    def select_folder(self, folder: str, readonly: bool) -> dict[bytes, Any]: ...
    def folder_status(self, folder: str, what: Sequence[str]) -> dict[bytes, int]: ...
    def search(self, criteria: Sequence[object]) -> list[int]: ...
    def fetch(self, messages: Sequence[int], data: Sequence[str]) -> Answers: ...
    def noop(self) -> object: ...
    def idle(self) -> None: ...
    def idle_done(self) -> object: ...
    def logout(self) -> object: ...


class GuardedClient(IMAPClient):  # type: ignore[misc]  # the library has no types
    """imapclient over the guarded connection, which has its own timeouts."""

    def __init__(self, wire: GuardedImap) -> None:
        self._wire = wire
        super().__init__(wire.host, wire.port, ssl=False)
        # The constructor turns on the logging of every line.
        wire.debug = 0

    def _create_IMAP4(self) -> GuardedImap:
        return self._wire

    def _set_read_timeout(self) -> None:
        """Leave the timeouts to the connection."""

    def fetch(self, messages: Sequence[int], data: Sequence[str]) -> Answers:
        """Fetch as the library does, but sort the answers ourselves."""
        if not messages:
            return {}
        numbers = ",".join(str(uid) for uid in messages)
        done, answer = self._wire.uid("FETCH", numbers, f"({' '.join(data)})")
        self._checkok("fetch", done, answer)
        in_step = not self._wire.untagged_responses.pop("EXPUNGE", None)
        return sort_answers([item for item in answer if item is not None], messages, in_step=in_step)

    def search(self, criteria: Sequence[object]) -> list[int]:
        """Search as the library does; an answer may come in several lines."""
        words = [
            format_criteria_date(word).decode("ascii") if isinstance(word, date) else str(word) for word in criteria
        ]
        done, answer = self._wire.uid("SEARCH", *words)
        self._checkok("search", done, answer)
        lines = [line for line in answer if isinstance(line, bytes)]
        words_told = [word for line in lines for word in line.partition(b"(")[0].split()]
        if not all(word.isdigit() and 0 < int(word) < _END_OF_NUMBERS for word in words_told):
            raise ProtocolError("no number of a message")
        return [int(word) for word in words_told]

"""The mail connector: what is new in the folders of one mailbox, in batches. Reads only, and marks nothing as seen."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event

from connectors.accounts import MailAccount, MailFolder
from connectors.contract import Known
from connectors.mail.batches import FolderReader
from connectors.mail.check import check_account
from connectors.mail.download import Downloader
from connectors.mail.folder_pull import FolderPull
from connectors.mail.meter import Meter
from connectors.mail.session import AnswerUnusable, FolderState, MailSession, is_folder, open_session
from connectors.mail.waiting import Ears, Watch
from connectors.sandbox import Reader, warm
from models.errors import Refused, Unreachable
from models.values import Batch, Finding

_MAX_NAMES = 40


class MailConnector:
    """One mailbox of the configuration (see connectors.contract.Connector). The reader belongs to the caller."""

    def __init__(self, account: MailAccount, reader: Reader, clock: Callable[[], datetime]) -> None:
        """`clock` gives the aware moment of now; it dates messages to which the server gives no date."""
        self._account = account
        self._reader = reader
        self._clock = clock
        self._session: MailSession | None = None
        self._seen: dict[str, FolderState] = {}
        self._told: dict[str, FolderState] = {}
        self._ears = Ears()
        self._meter = Meter(account.name, account.daily_bytes, clock)
        self._deaths: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
        self._reading: FolderReader | None = None

    @property
    def account(self) -> str:
        """The account's name in the configuration."""
        return self._account.name

    def check(self) -> list[Finding]:
        """See Connector; also that looking at a message leaves its flags alone."""
        return check_account(self._account)

    @property
    def remark(self) -> str:
        """See Remarks."""
        return self._ears.remark

    def pull(self, known: Known) -> Iterator[Batch]:
        """See Connector. A folder that is missing or cannot be opened is told at the end, after the other folders."""
        self._meter.begin(known.messages().spent)
        self._meter.check()
        for batch in self._pull(known):
            yield replace(batch, received_bytes=self._meter.take())
            # What has been received already is told before the day's share counts: else it would be received again.
            if self._reading is None or not self._reading.in_hand:
                self._meter.check()

    def _pull(self, known: Known) -> Iterator[Batch]:
        if not known.streams():
            warm(self._reader, "message", many=True)
        session = self._connected()
        failures: list[Refused | Unreachable] = []
        for folder in self._account.folders:
            state = self._examined(session, folder)
            if not isinstance(state, FolderState):
                failures.append(state)
                continue
            try:
                yield from self._pull_folder(session, folder, state, known)
                self._seen[folder.name] = state
            except AnswerUnusable:
                failures.append(self._not_now(folder))
            session = self._session or session
        if failures:
            # A server process that cannot open a folder may be the sick one: the next pull meets another.
            session.abandon()
            raise next((failure for failure in failures if isinstance(failure, Refused)), failures[0])

    def wait(self, stop: Event, timeout: timedelta) -> bool:
        """See Connector: IDLE on the inbox where the server can, and a look at the other folders every few minutes."""
        session = self._connected()
        try:
            return Watch(self._account, session, self._seen, self._told, self._ears).news(stop, timeout)
        except AnswerUnusable:
            session.abandon()
            raise Unreachable(
                f"{self.account}: the server cannot wait", mend="the service tries again by itself"
            ) from None

    def close(self) -> None:
        """Hang up. The reader stays as it is."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _pull_folder(
        self, session: MailSession, folder: MailFolder, state: FolderState, known: Known
    ) -> Iterator[Batch]:
        deaths = self._deaths[folder.name, state.uidvalidity]
        bring = Downloader(session, lambda: self._renewed(folder, state), deaths, self._meter.check)
        pull = FolderPull(self._account, folder, state, known, bring)
        reader = FolderReader(self._account, folder, bring, self._reader, self._clock, pull.mark(self._clock()))
        self._reading = reader
        yield from pull.batches(reader)

    def _examined(self, session: MailSession, folder: MailFolder) -> FolderState | Refused | Unreachable:
        """Open a folder for looking; what hinders that folder alone is given, not raised."""
        try:
            return session.examine(folder.name)
        except AnswerUnusable:
            pass
        try:
            names = session.folders()
        except AnswerUnusable:
            return self._not_now(folder)
        if is_folder(folder.name, names):
            return self._not_now(folder)
        mend = f"name one of its folders in the configuration: {', '.join(names[:_MAX_NAMES])}"
        return Refused(f"{self.account}: there is no folder {folder.name}", mend=mend)

    def _not_now(self, folder: MailFolder) -> Unreachable:
        mend = "the service tries again by itself"
        return Unreachable(f"{self.account}: the folder {folder.name} cannot be read now", mend=mend)

    def _renewed(self, folder: MailFolder, state: FolderState) -> MailSession:
        """Connect anew in the middle of a folder, after an answer that no connection survives."""
        if self._session is not None:
            self._session.abandon()
        self._session = open_session(self._account, self._meter.add)
        again = self._examined(self._session, folder)
        if not isinstance(again, FolderState) or again.uidvalidity != state.uidvalidity:
            raise Unreachable(
                f"{self.account}: the folder {folder.name} has changed", mend="it is read again by itself"
            )
        return self._session

    def _connected(self) -> MailSession:
        """Give the connection, a new one when the last one has died."""
        if self._session is not None and not self._session.alive():
            self._session.abandon()
            self._session = None
        if self._session is None:
            self._session = open_session(self._account, self._meter.add)
        return self._session

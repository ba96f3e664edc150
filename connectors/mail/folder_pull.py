"""One pull of one open folder: what came late, what is new, what the register wants again, and once a night the listing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from connectors.accounts import MailAccount, MailFolder
from connectors.contract import Known
from connectors.mail import gaps
from connectors.mail.batches import FolderReader
from connectors.mail.download import Downloader
from connectors.mail.folders import FolderMark, highest_uid, mark_in, new_uids, stored_mark
from connectors.mail.listing import Listing, same_numbers
from connectors.mail.session import AnswerUnusable, FolderState
from models.values import Batch, Listed


class FolderPull:
    """Decides which messages of a folder are brought; a FolderReader makes batches of them."""

    def __init__(
        self, account: MailAccount, folder: MailFolder, state: FolderState, known: Known, bring: Downloader
    ) -> None:
        self._account = account
        self._folder = folder
        self._state = state
        self._known = known
        self._messages = known.messages()
        self._bring = bring
        self._highest = highest_uid(bring.session, state)

    def mark(self, now: datetime) -> FolderMark:
        """Give the mark to go on from. Numbers that were given anew void it: the folder is gone through from its beginning."""
        cursor = self._known.cursor(self._folder.name)
        mark = mark_in(cursor, self._state, self._highest)
        before = stored_mark(cursor)
        went_back = before is not None and before.uidvalidity == mark.uidvalidity and mark.uid < before.uid
        where = self._folder.name, str(mark.uidvalidity)
        is_doubtful = mark.uid > 0 and (went_back or self._highest > mark.uid)
        if is_doubtful and not same_numbers(self._bring.session, self._messages, where, [mark.uid], strict=went_back):
            return FolderMark(mark.uidvalidity)
        return replace(mark, gaps=gaps.live(mark.gaps, now))

    def batches(self, reader: FolderReader) -> Iterator[Batch]:
        """Give the batches of this pull."""
        since = self._account.since
        uids = list(new_uids(self._bring.session, reader.mark, self._highest, since))
        late = self._bring.session.among([(gap.first, gap.last) for gap in reader.mark.gaps], since)
        yield from reader.late(late, self._familiar)
        yield from reader.new(uids, self._familiar)
        if self._highest > reader.mark.uid:
            yield from self._up_to_the_highest(reader)
        if wanted := self._known.wanted(self._folder.name):
            yield from reader.again(wanted)
        if self._messages.listing_due(self._folder.name):
            yield from self._listing(reader)

    def _up_to_the_highest(self, reader: FolderReader) -> Iterator[Batch]:
        """Read what the searches have left out at the end; what lies before the start moves the cursor as well.

        Nothing moves it but messages, and only when they are there beyond doubt.
        """
        session, ranges = self._bring.session, [(reader.mark.uid + 1, self._highest)]
        yield from reader.new(session.among(ranges, self._account.since), self._familiar)
        if self._highest > reader.mark.uid and self._bring.session.exists([self._highest]):
            yield reader.at(replace(reader.mark, uid=self._highest))

    def _familiar(self, marks: Sequence[str]) -> frozenset[str]:
        """Those messages that were read before in a folder that means the same: nothing new follows from them here."""
        same = {folder.name for folder in self._account.folders if folder.role is self._folder.role}
        return frozenset(mark for mark, streams in self._messages.met(marks).items() if streams & same)

    def _listing(self, reader: FolderReader) -> Iterator[Batch]:
        listing = Listing(self._bring.session, self._folder.name, self._messages, self._account.since)
        try:
            compared = listing.compare(reader.mark, self._state, self._highest)
        except AnswerUnusable:
            yield reader.at(reader.mark, Listed(str(reader.mark.uidvalidity), clean=False))
            return
        if compared.renumbered:
            # The next pull goes through the folder and meets what it knows by digest.
            yield reader.at(FolderMark(reader.mark.uidvalidity), compared.listed)
            return
        yield from reader.late(compared.late, self._familiar)
        yield reader.at(replace(reader.mark, listed=compared.until), compared.listed)

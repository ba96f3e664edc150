"""The nightly listing at the scripted server: in parts, clean or not, and what it finds."""

from collections.abc import Iterator

import pytest

from connectors.mail.folders import FolderMark
from connectors.mail.listing import Compared, Listing, same_numbers
from connectors.mail.session import MailSession, open_session
from tests.contract.known import Remembered
from tests.contract.pulling import pull_all
from tests.live.imap_parts import Letter
from tests.live.imap_quirks import Quirks
from tests.live.lying_imap import LyingImap
from tests.live.mail_account import INBOX, message
from tests.live.mail_world import mail_account
from tests.live.test_mail_lying import connector_of

MESSAGES = 30
READ = FolderMark(1, MESSAGES)


class Filled:
    """A folder of thirty messages that were read."""

    def __init__(self, server: LyingImap, step: int = 1) -> None:
        """Every `step`th number is one's."""
        self.server = server
        self.known = Remembered()
        for number in range(1, MESSAGES + 1):
            server.add("INBOX", message(), uid=number * step)
        connector = connector_of(server)
        pull_all(connector, self.known)
        connector.close()
        self.session: MailSession = open_session(mail_account(server.port, folders=INBOX))

    @property
    def box(self) -> dict[int, Letter]:
        """The letters at the server, by UID."""
        return self.server.folders["INBOX"].letters

    def compare(self, mark: FolderMark = READ, most: int = 10_000) -> Compared:
        """List the folder."""
        state = self.session.examine("INBOX")
        listing = Listing(self.session, "INBOX", self.known.messages(), mail_account(1).since, most=most)
        return listing.compare(mark, state, self.session.highest())


@pytest.fixture
def filled() -> Iterator[Filled]:
    with LyingImap() as server:
        found = Filled(server)
        yield found
        found.session.close()


def test_whole_folder_has_nothing_missing(filled: Filled) -> None:
    found = filled.compare()
    assert (found.listed.clean, found.listed.missing, found.late, found.until) == (True, (), (), 0)


def test_deleted_message_is_missing_and_a_late_one_is_found(filled: Filled) -> None:
    del filled.box[7]
    filled.server.add("INBOX", message(), uid=40)
    filled.server.add("INBOX", message(), uid=35)
    found = filled.compare(FolderMark(1, 36))
    assert found.listed.missing == ("7",)
    assert found.late == (35,), "40 is above the mark"


def test_large_folder_is_listed_in_parts() -> None:
    with LyingImap() as server:
        filled = Filled(server, step=1_000)
        del filled.box[7_000], filled.box[25_000]
        missing: list[str] = []
        nights, listed = 0, 0
        while nights == 0 or listed:
            found = filled.compare(FolderMark(1, MESSAGES * 1_000, listed=listed), most=8)
            assert found.listed.clean
            missing += found.listed.missing
            nights, listed = nights + 1, found.until
        assert nights > 1
        assert missing == ["7000", "25000"]
        filled.session.close()


def test_listing_shorter_than_the_folder_is_not_clean() -> None:
    with LyingImap(Quirks(exists_more=3)) as server:
        filled = Filled(server)
        del filled.box[7]
        found = filled.compare()
        assert not found.listed.clean
        filled.session.close()


def test_number_that_one_search_leaves_out_is_not_missing() -> None:
    with LyingImap() as server:
        filled = Filled(server)
        server.quirks = Quirks(search=("forgets",))
        filled.session.close()
        filled.session = open_session(mail_account(server.port, folders=INBOX))
        assert filled.compare().listed.missing == ()
        filled.session.close()


def test_numbers_that_mean_other_messages_are_noticed(filled: Filled) -> None:
    letters = list(filled.box.values())
    filled.server.folders["INBOX"].letters = dict(zip(filled.box, letters[1:] + letters[:1], strict=True))
    assert filled.compare().renumbered
    messages = filled.known.messages()
    assert not same_numbers(filled.session, messages, ("INBOX", "1"), [3])
    assert same_numbers(filled.session, messages, ("INBOX", "1"), [99])
    assert not same_numbers(filled.session, messages, ("INBOX", "1"), [99], strict=True)


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(fetch=("no_origin",))], ids=["plain", "no_origin"])
def test_header_too_large_at_the_mark_makes_no_second_walk(quirks: Quirks) -> None:
    with LyingImap(quirks) as server:
        known = Remembered()
        for header in ("", "", f"X-Long: {'x' * 70}\r\n" * 4_000):
            server.add("INBOX", message(header=header))
        connector = connector_of(server)
        pull_all(connector, known)
        assert [problem.error for problem in known.problems] == ["headers_too_large"]
        # The register notes such a message by its digest.
        known.digests["INBOX", "1", "3"] = known.problems[0].digest
        for _ in range(2):
            server.fetched.clear()
            before = server.sent_bytes
            newest = server.add("INBOX", message())
            pull_all(connector, known)
            assert {uid for _, uid, _ in server.fetched} <= {3, newest - 1, newest}
            assert server.sent_bytes - before < 300_000, "no more of the header than the limit"
        assert len(known.problems) == 1
        connector.close()


def test_emptied_folder_is_missing_as_a_whole(filled: Filled) -> None:
    filled.box.clear()
    found = filled.compare()
    assert len(found.listed.missing) == MESSAGES
    assert found.listed.clean, "the register asks for a second night"

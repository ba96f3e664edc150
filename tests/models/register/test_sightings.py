"""Messages met again: what points to them follows, nothing is said twice, and what two listings are without is gone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.register import accounts
from models.register.known import AccountKnowledge
from models.register.sightings import want_listings
from models.tables import ContactEvent, ProblemRow, Seen, Source
from models.values import Batch, Gone, Listed, MessageSeen, MetAgain, Place, Problem
from models.vocabulary import ProblemStage
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    INBOX,
    LIISA,
    NOW,
    SENT,
    Step,
    batch,
    booking,
    calendar_object,
    message,
    reply_by_staff,
)


def met(seen: MessageSeen, uid: int, folder: str = INBOX, validity: str = "2") -> MetAgain:
    """The message at another place."""
    return MetAgain(Place("info", folder, validity, str(uid)), seen.digest, seen.server_id)


def store(
    office: Office, folder: str, *again: MetAgain, listed: Listed | None = None, gone: tuple[Gone, ...] = ()
) -> None:
    """Store a batch that brings no message."""
    office.intake.store(replace(batch(Step(gone=gone), folder, f"{office.now}"), met=again, listed=listed))


def places(office: Office) -> list[tuple[str, str]]:
    """Where the sources lie."""
    return [(row.validity, row.item) for row in office.all(Source)]


def known(office: Office) -> AccountKnowledge:
    """What a connector may know."""
    return AccountKnowledge(office.database, "info")


def client_with_mail(office: Office, *messages: MessageSeen) -> None:
    """Maija has a booking, so her mail counts."""
    office.read(calendar_object(booking()), *messages)


def test_folder_that_is_numbered_anew_changes_places_and_nothing_else(office: Office) -> None:
    first, second, strange = message(1), message(2), message(3, LIISA)
    client_with_mail(office, first, second, strange)
    contacts, reasons = office.count(ContactEvent), sorted(office.reasons())
    store(office, INBOX, met(first, 7), met(second, 8), met(strange, 9))
    assert [place for place in places(office) if place[0]] == [("2", "7"), ("2", "8")]
    assert office.count(ContactEvent) == contacts
    assert sorted(office.reasons()) == reasons
    assert [(row.validity, row.item) for row in office.all(Seen)] == [("2", "7"), ("2", "8"), ("2", "9")]
    assert office.wishes() == []


def test_candidate_that_becomes_a_client_is_read_at_the_new_number(office: Office) -> None:
    written = message(1, LIISA)
    office.read(written)
    store(office, INBOX, met(written, 40))
    office.items[Place("info", INBOX, "2", "40")] = replace(written, place=Place("info", INBOX, "2", "40"))
    office.read(reply_by_staff(1, LIISA))
    assert office.count(ContactEvent) == 2
    assert ("2", "40") in places(office)


def test_copy_in_another_folder_is_the_same_message(office: Office) -> None:
    written = message(1)
    client_with_mail(office, written)
    contacts = office.count(ContactEvent)
    store(office, CLIENTS, met(written, 5, CLIENTS, "1"))
    assert office.count(ContactEvent) == contacts
    assert office.count(Seen) == 2
    assert [place for place in places(office) if place[0]] == [("1", "5")]


def test_message_that_is_not_known_after_all_is_wished(office: Office) -> None:
    store(office, INBOX, met(message(1), 7))
    assert office.wishes() == [Place("info", INBOX, "2", "7")]


def test_number_given_twice_leaves_both_messages_their_history(office: Office) -> None:
    first, second = message(1), message(1, digest="ab" * 16)
    client_with_mail(office, first, second)
    assert office.count(ContactEvent) == 2
    assert office.count(ProblemRow) == 0
    assert {(row.validity, row.item) for row in office.all(Seen)} == {("1", "1"), ("", first.digest)}
    store(office, INBOX, met(first, 9, validity="1"))
    assert [place for place in places(office) if place[0]] == [("1", "9"), ("1", "1")]
    assert {(row.validity, row.item) for row in office.all(Seen)} == {("1", "1"), ("1", "9")}


def test_wished_message_that_was_moved_is_wished_where_it_is_met(office: Office) -> None:
    written = message(1, LIISA)
    office.store(Step((written,)), INBOX)
    office.store(Step((reply_by_staff(1, LIISA),)), SENT)
    assert written.place in office.wishes()
    store(office, INBOX, gone=(Gone(written.place, named=True),))
    assert written.place not in office.wishes()
    store(office, CLIENTS, met(written, 3, CLIENTS, "1"))
    assert Place("info", CLIENTS, "1", "3") in office.wishes()


def test_wished_message_that_also_lies_elsewhere_is_wished_there(office: Office) -> None:
    written = message(1, LIISA)
    office.store(Step((written,)), INBOX)
    store(office, CLIENTS, met(written, 3, CLIENTS, "1"))
    office.store(Step((reply_by_staff(1, LIISA),)), SENT)
    store(office, INBOX, gone=(Gone(written.place, named=True),))
    assert Place("info", CLIENTS, "1", "3") in office.wishes()


def test_message_missing_in_two_listings_half_a_day_apart_is_gone_and_what_it_gave_stays(office: Office) -> None:
    client_with_mail(office, message(1), message(2))
    before = office.facts()
    listed = Listed("1", missing=("1",))
    store(office, INBOX, listed=listed)
    office.pass_time(hours=1)
    store(office, INBOX, listed=listed)
    assert not any(row.gone_at for row in office.all(Source))
    office.pass_time(hours=12)
    store(office, INBOX, listed=listed)
    assert [row.gone_at is not None for row in office.all(Source) if row.validity] == [True, False]
    assert office.facts() == before


def test_message_that_a_listing_shows_again_was_never_gone(office: Office) -> None:
    client_with_mail(office, message(1))
    for missing in (("1",), (), ("1",)):
        store(office, INBOX, listed=Listed("1", missing))
        office.pass_time(hours=24)
    assert not any(row.gone_at for row in office.all(Source))


def test_listing_that_does_not_agree_with_itself_says_nothing(office: Office) -> None:
    client_with_mail(office, message(1))
    for _ in range(3):
        store(office, INBOX, listed=Listed("1", ("1",), clean=False))
        office.pass_time(hours=24)
    assert not any(row.gone_at or row.missed_at for row in office.all(Source))


def test_place_of_an_older_numbering_that_was_not_met_again_is_gone_after_two_listings(office: Office) -> None:
    gone, kept = message(1), message(2)
    client_with_mail(office, gone, kept)
    store(office, INBOX, met(kept, 1))
    for _ in range(2):
        store(office, INBOX, listed=Listed("2"))
        office.pass_time(hours=24)
    assert [row.gone_at is not None for row in office.all(Source) if row.digest] == [True, False]


def test_folders_are_due_for_a_listing_once_a_night(office: Office) -> None:
    client_with_mail(office, message(1))
    night = NOW

    def due() -> int:
        return int(office.do(lambda session: want_listings(session, ["info"], night - timedelta(hours=20), office.now)))

    assert due() == 1
    assert known(office).messages().listing_due(INBOX)
    store(office, INBOX, listed=Listed("1"))
    assert not known(office).messages().listing_due(INBOX)
    assert due() == 0


def test_what_was_read_is_known_by_digest_and_by_the_servers_id(office: Office) -> None:
    read = replace(message(1, LIISA), server_id="gm:17")
    client_with_mail(office, read, message(2))
    messages = known(office).messages()
    assert messages.met([read.digest, "gm:17", "gm:18", "00" * 16]) == {
        read.digest: frozenset({INBOX}),
        "gm:17": frozenset({INBOX}),
    }
    assert messages.digest_at(INBOX, "1", "1") == read.digest
    assert messages.digest_at(INBOX, "2", "1") is None
    assert messages.unread(INBOX, "1", ["1", "2", "3"]) == {"3"}
    assert messages.held(INBOX, "1") == {"2"}
    assert AccountKnowledge(office.database, "other").messages().met([read.digest]) == {}
    store(office, CLIENTS, MetAgain(Place("info", CLIENTS, "1", "8"), "", "gm:17"))
    assert messages.met(["gm:17"]) == {"gm:17": frozenset({INBOX, CLIENTS})}


def test_message_that_could_not_be_fetched_is_asked_for_a_few_nights_more(office: Office) -> None:
    place = Place("info", INBOX, "1", "5")
    for tries in range(1, 6):
        office.store(Step(problems=(Problem(place, ProblemStage.FETCH, "answer_incomplete"),)), INBOX)
        assert known(office).messages().unread(INBOX, "1", ["5"]) == ({"5"} if tries < 4 else frozenset())


def test_message_whose_body_could_not_be_fetched_is_asked_for_again_here_and_elsewhere(office: Office) -> None:
    failed = message(5)
    problem = Problem(failed.place, ProblemStage.FETCH, "answer_incomplete", failed.digest)
    messages = known(office).messages()
    for tries in range(1, 6):
        office.store(Step(problems=(problem,)), INBOX)
        is_left = tries < 4
        assert messages.unread(INBOX, "1", ["5"]) == ({"5"} if is_left else frozenset())
        assert messages.met([failed.digest]) == ({} if is_left else {failed.digest: frozenset({INBOX})})
    assert messages.digest_at(INBOX, "1", "5") == failed.digest, "its header was read"


def test_message_whose_body_comes_the_second_time_is_read_for_good(office: Office) -> None:
    failed = message(5)
    problem = Problem(failed.place, ProblemStage.FETCH, "answer_incomplete", failed.digest)
    office.store(Step(problems=(problem,)), INBOX)
    client_with_mail(office, failed)
    messages = known(office).messages()
    assert messages.unread(INBOX, "1", ["5"]) == frozenset()
    assert messages.met([failed.digest]) == {failed.digest: frozenset({INBOX})}
    assert office.count(ContactEvent) == 1
    assert office.count(ProblemRow) == 0


@pytest.mark.parametrize("with_header", [True, False])
def test_message_that_could_not_be_fetched_is_settled_by_its_copy(office: Office, with_header: bool) -> None:
    failed = message(5)
    digest = failed.digest if with_header else ""
    office.store(Step(problems=(Problem(failed.place, ProblemStage.FETCH, "answer_incomplete", digest),)), INBOX)
    client_with_mail(office, message(7, folder=CLIENTS, digest=failed.digest))
    store(office, INBOX, met(failed, 5, validity="1"))
    assert known(office).messages().unread(INBOX, "1", ["5"]) == frozenset()
    assert office.count(ProblemRow) == 0
    assert office.count(ContactEvent) == 1


def test_message_that_could_not_be_fetched_is_settled_by_its_copy_also_when_its_folder_is_numbered_anew(
    office: Office,
) -> None:
    failed = message(5)
    problem = Problem(failed.place, ProblemStage.FETCH, "answer_incomplete", failed.digest)
    office.store(Step(problems=(problem,)), INBOX)
    client_with_mail(office, message(7, folder=CLIENTS, digest=failed.digest))
    store(office, INBOX, met(failed, 9))
    assert known(office).messages().unread(INBOX, "2", ["9"]) == frozenset()
    assert office.count(ProblemRow) == 0


def test_message_that_the_reader_cannot_read_is_not_asked_for_again(office: Office) -> None:
    bad = message(5)
    office.store(Step(problems=(Problem(bad.place, ProblemStage.READ, "too_many_parts", bad.digest),)), INBOX)
    messages = known(office).messages()
    assert messages.unread(INBOX, "1", ["5"]) == frozenset()
    assert messages.met([bad.digest]) == {bad.digest: frozenset({INBOX})}


def test_bytes_of_a_day_are_added_up_and_begin_again_at_midnight(office: Office) -> None:
    for count in (100, 250):
        office.intake.store(replace(Batch("info", INBOX, batch(Step(), INBOX, "x").cursor), received_bytes=count))
    assert known(office).messages().spent(date(2026, 11, 20)) == 350
    office.pass_time(hours=13)
    assert known(office).messages().spent(date(2026, 11, 21)) == 0


def test_fifth_refused_login_of_an_hour_is_the_last(office: Office) -> None:
    def refuse() -> timedelta:
        office.do(lambda session: accounts.note_refusal(session, "info", office.now))
        return office.ask(lambda session: accounts.login_pause(session, "info", office.now))

    assert [refuse() for _ in range(4)] == [timedelta(0)] * 4
    assert refuse() == timedelta(hours=1)
    office.pass_time(minutes=59)
    assert office.ask(lambda session: accounts.login_pause(session, "info", office.now)) == timedelta(minutes=1)
    office.pass_time(minutes=1)
    assert refuse() == timedelta(0)


def test_same_folders_in_any_order_end_the_same(office: Office) -> None:
    written = message(1)
    client_with_mail(office, written)
    store(office, CLIENTS, met(written, 5, CLIENTS, "1"))
    store(office, INBOX, met(written, 1, INBOX, "1"))
    store(office, INBOX, met(written, 1, INBOX, "1"))
    assert office.count(Seen) == 2
    assert office.count(ContactEvent) == 1

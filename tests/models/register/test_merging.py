"""Records are joined and taken apart by a person's word: the stricter consent counts, and afterwards all is as before."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.errors import Declined
from models.register import ledger
from models.register.audit import By
from models.register.clusters import answer, cluster_of, open_judgement
from models.register.merging import merge, split
from models.register.proposals import propose
from models.register.queries.card import person_card
from models.register.queries.consent import standings
from models.register.queries.waiting import list_judgements
from models.register.rejudge import judge_again
from models.rules.consent import ConsentEvent, ConsentQuery, ConsentReason
from models.tables import Judgement
from models.values import Mailbox
from models.vocabulary import DetailField, Purpose
from tests.models.consent_plain import event_of
from tests.models.consent_strategies import EVENT_TABLES, GRANT
from tests.models.register.mailroom import MailRoom
from tests.models.register.office import Office
from tests.models.register.samples import LIISA, MAIJA, NOW, message, reply_by_staff, value

BY = By("cli:sari", NOW)
PHONE = value(DetailField.PHONE, "+358401234567")
STREET = value(DetailField.STREET, "Koekatu 1 A 2")


def clients(office: Office, *mailboxes: Mailbox, more: tuple[Any, ...] = ()) -> list[int]:
    """Make clients who write with the same signature."""
    for number, mailbox in enumerate(mailboxes, 1):
        office.read(reply_by_staff(number, mailbox), message(number, mailbox, more=more))
    return [office.person(mailbox.address) for mailbox in mailboxes]


def members(office: Office, person: int) -> tuple[int, ...]:
    """Give the records that are read as one with this one."""
    found: tuple[int, ...] = office.ask(lambda session: cluster_of(session, person).members)
    return found


@pytest.fixture
def room(tmp_path: Path) -> Iterator[MailRoom]:
    """A register with Maija and Liisa, who are two people so far."""
    made = MailRoom(f"sqlite:///{tmp_path}/register.sqlite")
    clients(made, MAIJA, LIISA)
    yield made
    made.database.close()


def test_merge_reads_two_records_as_one_and_split_takes_it_back(room: MailRoom) -> None:
    room.do(lambda session: merge(session, 2, 1, BY))
    assert members(room, 1) == members(room, 2) == (1, 2)
    with pytest.raises(Declined, match="as one person already"):
        room.do(lambda session: merge(session, 1, 2, BY))
    room.do(lambda session: split(session, 1, 2, BY))
    assert members(room, 1) == (1,)
    with pytest.raises(Declined, match="two people already"):
        room.do(lambda session: split(session, 1, 2, BY))
    room.do(lambda session: merge(session, 1, 2, BY))
    assert (members(room, 1), room.count(Judgement)) == ((1, 2), 1)


def test_answered_question_waits_again_after_the_split(room: MailRoom) -> None:
    room.do(lambda session: open_judgement(session, (1, 2), "ambiguous", None, BY))
    room.do(lambda session: open_judgement(session, (1, 2), "same_phone", None, BY))
    room.pass_time(hours=1)
    by = By("cli:sari", room.now)
    room.do(lambda session: answer(session, 1, same=True, by=by))
    assert room.ask(list_judgements) == ()
    parted = room.do(lambda session: split(session, 1, 2, by))
    assert parted.asked_again == 2
    assert [row.reason for row in room.ask(list_judgements)] == ["ambiguous", "same_phone"]


def test_pair_of_a_chain_is_named_when_the_two_are_joined_by_a_third(room: MailRoom) -> None:
    clients(room, MAIJA, LIISA, Mailbox("Kolmas Henkilö", "kolmas@muualla.example"))
    room.do(lambda session: merge(session, 1, 2, BY))
    room.do(lambda session: merge(session, 2, 3, BY))
    with pytest.raises(Declined, match="one of the pairs 1 2, 2 3"):
        room.do(lambda session: split(session, 1, 3, BY))
    room.do(lambda session: split(session, 2, 3, BY))
    assert members(room, 1) == (1, 2)


@pytest.mark.parametrize(("one", "other"), [(1, 1), (1, 99), (99, 1)])
def test_records_that_cannot_be_joined_are_declined(room: MailRoom, one: int, other: int) -> None:
    with pytest.raises(Declined):
        room.do(lambda session: merge(session, one, other, BY))


def test_while_merged_the_stricter_consent_counts_and_after_the_split_each_its_own(room: MailRoom) -> None:
    room.consents(MAIJA)
    room.consents(LIISA)
    room.pass_time(hours=1)
    room.withdraws(LIISA)
    room.pass_time(hours=1)
    by = By("cli:sari", room.now)

    def reason(person: int) -> ConsentReason:
        query = ConsentQuery(Purpose.FEEDBACK_REQUEST.value, "email", room.now)
        return room.ask(lambda session: ledger.decide(session, person, query)).reason

    assert (reason(1), reason(2)) == (ConsentReason.OK, ConsentReason.WITHDRAWN)
    room.do(lambda session: merge(session, 1, 2, by))
    assert (reason(1), reason(2)) == (ConsentReason.WITHDRAWN, ConsentReason.WITHDRAWN)
    room.do(lambda session: split(session, 1, 2, by))
    assert (reason(1), reason(2)) == (ConsentReason.OK, ConsentReason.WITHDRAWN)


def test_records_that_share_a_phone_are_asked_about_once(tmp_path: Path) -> None:
    office = Office(f"sqlite:///{tmp_path}/register.sqlite")
    maija = Mailbox("Maija Mäkinen", "maija@toinen.example")
    clients(office, MAIJA, maija, LIISA, more=(PHONE,))
    assert office.do(lambda session: propose(session, BY)) == 1
    (asked,) = office.ask(list_judgements)
    assert (asked.reason, [person for person, _ in asked.people]) == ("same_phone", [1, 2])
    assert office.do(lambda session: propose(session, BY)) == 0
    office.do(lambda session: answer(session, asked.id, same=False, by=BY))
    assert office.do(lambda session: propose(session, BY)) == 0
    office.database.close()


def test_same_name_and_street_is_asked_about_and_a_name_alone_is_not(tmp_path: Path) -> None:
    office = Office(f"sqlite:///{tmp_path}/register.sqlite")
    again = [Mailbox("Maija Mäkinen", f"maija{number}@toinen.example") for number in range(3)]
    clients(office, MAIJA, again[0], more=(STREET,))
    office.read(reply_by_staff(8, again[1]), message(8, again[1]))
    assert office.do(lambda session: propose(session, BY)) == 1
    assert [row.reason for row in office.ask(list_judgements)] == ["same_name_and_street"]
    office.database.close()


def test_number_of_a_switchboard_asks_about_nobody(tmp_path: Path) -> None:
    office = Office(f"sqlite:///{tmp_path}/register.sqlite")
    clients(office, *(Mailbox("", f"n{number}@suuri.example") for number in range(5)), more=(PHONE,))
    assert office.do(lambda session: propose(session, BY)) == 0
    office.database.close()


EVENTS = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 3]),
        st.one_of(
            *(
                st.fixed_dictionaries({key: st.sampled_from(values) for key, values in table.items()})
                for table in [GRANT, *EVENT_TABLES]
            )
        ),
        st.integers(-40, -1),
    ),
    max_size=8,
)


def told(room: MailRoom) -> list[Any]:
    """Give everything that the register says of the three people, but for the log and judgements that were taken back.

    All bookings are judged anew: a refusal after a judgement leaves the reason that it had then.
    """
    room.do(lambda session: judge_again(session, (1, 2, 3), room.now))
    room.judge()
    by = By("t", room.now)

    def said(session: Session) -> list[Any]:
        people = (1, 2, 3)
        cards = [asdict(person_card(session, by, person)) for person in people]
        for verdict in (verdict for card in cards for shown in card["bookings"] for verdict in shown["verdicts"]):
            # It was judged again meanwhile, and came to the same.
            del verdict["decided_at"]
        return [cards, [standings(session, person, room.now) for person in people]]

    return [*room.do(said), room.facts(), room.verdicts()]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailRoom]:
    """A register with three clients, each with a visit."""
    made = MailRoom(f"sqlite:///{tmp_path_factory.mktemp('three')}/register.sqlite")
    mailboxes = (MAIJA, LIISA, Mailbox("Kolmas Henkilö", "kolmas@muualla.example"))
    clients(made, *mailboxes, more=(PHONE,))
    for number, mailbox in enumerate(mailboxes):
        made.visit(f"visit-{number}", hours_ago=30, mailbox=mailbox)
    yield made
    made.database.close()


@settings(max_examples=6, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(events=EVENTS, joins=st.lists(st.sampled_from([(1, 2), (2, 3), (1, 3)]), min_size=1, max_size=2, unique=True))
def test_merge_then_split_is_the_identity(
    three: MailRoom, events: list[tuple[int, dict[str, Any], int]], joins: list[tuple[int, int]]
) -> None:
    joined_and_parted(three, events, joins)


def joined_and_parted(
    room: MailRoom, events: list[tuple[int, dict[str, Any], int]], joins: list[tuple[int, int]]
) -> None:
    """Write the events, join, judge, part, and compare. One register serves all examples: the ledgers grow."""

    def write(deed: Callable[[Session, By], object]) -> None:
        by = By("test", room.now)
        room.do(lambda session: deed(session, by))

    for person, plain, days in events:
        event = event_of({**plain, "at": (room.now + timedelta(days=days)).isoformat()})
        write(partial(_append, person, event))
    before = told(room)
    for one, other in joins:
        write(partial(_merge, one, other))
        room.judge()
    for one, other in reversed(joins):
        write(partial(_split, one, other))
    assert told(room) == before
    room.pass_time(hours=1)


def _append(person: int, event: ConsentEvent, session: Session, by: By) -> None:
    ledger.append(session, person, event, by)


def _merge(one: int, other: int, session: Session, by: By) -> None:
    merge(session, one, other, by)


def _split(one: int, other: int, session: Session, by: By) -> None:
    split(session, one, other, by)

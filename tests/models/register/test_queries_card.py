"""The person card, the list of bookings, what waits and the status: what staff see is what the items said."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.register import requests
from models.register.audit import By
from models.register.queries.bookings import list_bookings
from models.register.queries.card import PersonCard, person_card
from models.register.queries.frozen import list_frozen
from models.register.queries.people import NobodyMeant
from models.register.queries.status import RegisterFare, register_fare
from models.register.queries.waiting import (
    list_candidates,
    list_cases,
    list_judgements,
    list_problems,
)
from models.register.staff_entries import Said, StaffEntries
from models.rules.consent import ConsentReason
from models.rules.provenance import Rank
from models.tables import (
    AuditEntry,
    BookingRole,
    DecisionOutcome,
    DetailStanding,
    FeedbackDecision,
    Judgement,
    JudgementKind,
    RequestState,
    row_id,
)
from models.values import Mailbox, Place, Problem
from models.vocabulary import (
    BookingStatus,
    DetailField,
    Direction,
    HintRole,
    ProblemStage,
    Purpose,
    RequestKind,
    SourceKind,
    Trust,
)
from tests.models.register.office import Office
from tests.models.register.samples import (
    CALENDAR,
    CLIENTS,
    INBOX,
    KEY,
    LIISA,
    MAIJA,
    MATTI,
    NOW,
    Step,
    at,
    booking,
    calendar_object,
    gone_object,
    hint,
    message,
    reply_by_staff,
    trusted,
    value,
)

BY = By("cli:sari", NOW)


def card(office: Office, address: str = "maija@asiakas.example") -> PersonCard:
    person_id = office.person(address)
    shown: PersonCard = office.do(lambda session: person_card(session, BY, person_id))
    return shown


def test_card_shows_every_value_with_every_source(office: Office) -> None:
    phone = value(DetailField.PHONE, "+358401234567")
    proposed = value(DetailField.COMPANY, "Mäkisen Paja Oy")
    office.read(calendar_object(booking(people=(hint(Mailbox("Maija M", MAIJA.address)),))))
    office.read(message(1, MAIJA, more=(phone,), proposals=(proposed,), **trusted()), message(2, MAIJA, received=at(1)))
    shown = card(office)
    assert [(v.field, v.value, v.shown) for v in shown.values] == [
        (DetailField.PERSON_NAME, "Maija Mäkinen", True),
        (DetailField.PERSON_NAME, "Maija M", False),
        (DetailField.EMAIL, "maija@asiakas.example", True),
        (DetailField.PHONE, "+358401234567", True),
        (DetailField.COMPANY, "Mäkisen Paja Oy", False),
    ]
    name, other_name, email, number, company = shown.values
    assert [(tag.source.kind, tag.source.stream, tag.rank) for tag in name.sources] == [
        (SourceKind.EMAIL, INBOX, Rank.OWN_WORD),
        (SourceKind.EMAIL, INBOX, Rank.OTHER),
    ]
    assert other_name.sources[0].source.account == "sari"
    assert (len(email.sources), email.told_by_person, other_name.told_by_person) == (3, True, False)
    tag = number.sources[0]
    assert (tag.taken_by, tag.line, tag.trust, tag.from_subject) == ("signature", 4, Trust.VERIFIED, True)
    assert (tag.source.item, tag.source.validity, tag.source.occurred_at) == ("1", "1", NOW)
    assert company.standing is DetailStanding.PROPOSAL


def test_card_tells_why_a_client_and_what_was_between_us(office: Office) -> None:
    office.read(message(1, folder=CLIENTS, received=at(-2)), reply_by_staff(1, received=at(-1)))
    office.read(calendar_object(booking(start=at(-5))))
    shown = card(office)
    assert [(c.rung, c.client_no, c.started_on) for c in shown.client] == [("client_folder", 1, at(-5).date())]
    assert [(c.direction, c.channel) for c in shown.contacts] == [
        (Direction.OUTGOING, "email"),
        (Direction.INCOMING, "email"),
    ]
    assert shown.contact_count == 2
    assert [(b.starts_at, b.people[0].roles) for b in shown.bookings] == [
        (at(-5), (BookingRole.CLIENT, BookingRole.BOOKED_FOR))
    ]


def test_card_shows_the_state_of_each_purpose_and_the_ledger(office: Office) -> None:
    office.read(message(1, folder=CLIENTS))
    person_id = office.person("maija@asiakas.example")
    office.do(lambda session: StaffEntries(session, KEY, BY).prohibit(person_id, None, Said(NOW, "letter of 20.11.")))
    shown = card(office)
    assert {line.purpose: line.reason for line in shown.consent}[Purpose.FEEDBACK_REQUEST] is ConsentReason.PROHIBITED
    assert [(line.type.value, line.about, line.evidence) for line in shown.ledger] == [
        ("prohibition_set", "data_use", "letter of 20.11.")
    ]


def test_reading_a_card_is_logged_for_each_record_in_the_same_transaction(office: Office) -> None:
    office.read(message(1, folder=CLIENTS), message(2, LIISA, folder=CLIENTS))
    maija, liisa = office.person("maija@asiakas.example"), office.person("liisa@laine.example")

    def join(session: Session) -> None:
        same = JudgementKind.SAME
        session.add(Judgement(person_a=maija, person_b=liisa, kind=same, reason="staff", made_by="t", made_at=NOW))

    office.do(join)
    shown = card(office)
    assert [record.id for record in shown.records] == sorted((maija, liisa))
    reads = [(row.actor, row.object_id, row.rule) for row in office.all(AuditEntry) if row.action == "person.read"]
    assert reads == [("cli:sari", maija, "S14"), ("cli:sari", liisa, "S14")]
    with pytest.raises(NobodyMeant):
        office.do(lambda session: person_card(session, BY, 4711))
    assert sum(row.action == "person.read" for row in office.all(AuditEntry)) == 2


def test_bookings_come_with_people_moves_and_verdicts(office: Office) -> None:
    office.read(calendar_object(booking(), booking("visit-2", at(days=3))))
    moved = calendar_object(
        booking(start=at(days=2), people=(hint(LIISA, HintRole.ORGANISER), hint())), href="/sari/visit-1.ics"
    )
    office.store(Step((moved,)))
    maija = office.person("maija@asiakas.example")

    def decide(session: Session) -> None:
        never = DecisionOutcome.NEVER
        session.add(FeedbackDecision(booking_id=1, person_id=maija, outcome=never, reason="no_consent", decided_at=NOW))

    office.do(decide)
    shown = office.ask(lambda session: list_bookings(session, at(days=1.5), at(days=2.5)))
    assert [b.id for b in shown] == [1]
    assert {p.name: p.roles for p in shown[0].people} == {
        "Liisa Laine": (BookingRole.CLIENT, BookingRole.BOOKED_BY),
        "Maija Mäkinen": (BookingRole.BOOKED_FOR,),
    }
    assert [(m.starts_at, m.status) for m in shown[0].moves] == [(at(days=1), BookingStatus.PLANNED)]
    assert [(v.name, v.outcome, v.reason) for v in shown[0].verdicts] == [
        ("Maija Mäkinen", DecisionOutcome.NEVER, "no_consent")
    ]
    assert (shown[0].account, shown[0].calendar) == ("sari", CALENDAR)


def test_what_waits_for_a_person_is_listed(office: Office) -> None:
    office.read(message(1, LIISA), message(2, folder=CLIENTS, requests=(RequestKind.ACCESS,)))
    office.read(message(3, MATTI))
    problem = Problem(Place("info", INBOX, "1", "77"), ProblemStage.READ, "cpu_limit")
    office.store(Step(problems=(problem,)), INBOX)
    office.pass_time(minutes=1)
    assert [(c.address, c.messages) for c in office.ask(list_candidates)] == [("liisa@laine.example", 1)]
    assert [(p.item, p.error, p.again) for p in office.ask(list_problems)] == [("77", "cpu_limit", False)]
    (judgement,) = office.ask(list_judgements)
    assert (judgement.reason, judgement.people[0][1]) == ("other_name_on_address", "Maija Mäkinen")
    assert judgement.source is not None
    assert judgement.source.item == "3"
    (case,) = office.ask(list_cases)
    assert (case.kind, case.state, case.received_on) == (RequestKind.ACCESS, RequestState.RECEIVED, NOW.date())
    assert case.due_on > case.received_on


def test_extended_request_waits_behind_those_that_are_due_before_it(office: Office) -> None:
    by = By("cli:test", office.now)

    def enter(session: Session, days_ago: int) -> int:
        return row_id(requests.enter(session, RequestKind.ACCESS, None, NOW.date() - timedelta(days=days_ago), by))

    first, second = office.do(lambda session: (enter(session, 9), enter(session, 0)))
    office.do(lambda session: requests.extend(session, first, "many messages", by))
    assert [case.id for case in office.ask(list_cases)] == [second, first]


def test_status_counts_without_naming_anybody(office: Office) -> None:
    visits = [calendar_object(booking(f"visit-{n}", at(days=n))) for n in range(1, 7)]
    office.store(Step(tuple(visits)))
    office.store(Step(gone=tuple(gone_object(v.place.item) for v in visits)))
    office.read(message(1, LIISA))
    fare: RegisterFare = office.ask(lambda session: register_fare(session, NOW + timedelta(minutes=1)))
    assert (fare.counts.people, fare.counts.clients, fare.counts.candidates) == (1, 1, 1)
    assert fare.counts.bookings_ahead == 6
    assert [(f.stream, f.gone, f.reason) for f in fare.frozen] == [(CALENDAR, 6, "all_gone")]
    assert fare.counts.unsealed == len(office.ask(lambda session: session.exec(select(AuditEntry)).all()))
    assert [account.account for account in fare.accounts] == ["info", "sari"]
    assert office.ask(list_frozen) == fare.frozen
    assert "Maija" not in repr(fare)
    assert "Liisa" not in repr(fare)

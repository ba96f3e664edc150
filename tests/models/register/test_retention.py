"""Retention in the register: what is over its term ends by itself, what is held stays, and what would take much waits (T1–T7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from models.column_table import COLUMNS
from models.errors import Declined
from models.register import holds, ledger, restriction, retention
from models.register.audit import Act, By, broken_seals, record, seal
from models.register.people import make_person
from models.register.retention import Run, Terms
from models.register.retention_rules import ELSEWHERE, RULES
from models.register.staff_entries import Said, StaffEntries
from models.rules.consent import ConsentEvent, ConsentEventType, ConsentMethod
from models.rules.retention import HoldGround
from models.tables import (
    AuditEntry,
    Booking,
    BookingPerson,
    ClientRelationship,
    ConsentEntry,
    ConsentTrace,
    ContactEvent,
    Detail,
    FeedbackAnswer,
    FeedbackTally,
    Judgement,
    JudgementKind,
    MailKind,
    OutgoingMail,
    Person,
    PersonKind,
    Source,
    Suppression,
    Voucher,
    row_id,
)
from models.values import Mailbox
from models.vocabulary import DetailField, MailState, RequestKind, SourceKind
from tests.models.register.keeping import in_dispute, kept_for_invoices
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, MAIJA, at, booking, calendar_object, message, value

PHONE = value(DetailField.PHONE, "+358401234567")


def run(office: Office) -> Run:
    return retention.run(office.database, RULES, Terms(office.now, KEY), By("daemon", office.now))


def approve(office: Office, category: str) -> None:
    office.do(lambda session: retention.approve(session, category, office.by))


def client(office: Office) -> int:
    office.read(message(1, folder=CLIENTS, more=(PHONE,)))
    office.read(calendar_object(booking(start=at(days=-1), location="Kotikatu 1")))
    return office.person(MAIJA.address)


def test_every_table_with_personal_columns_has_an_end() -> None:
    assert retention.uncovered(RULES, ELSEWHERE) == []


def test_table_that_is_new_must_have_an_end() -> None:
    added = {**COLUMNS, ("novelty", "words"): COLUMNS["detail", "value"]}
    assert retention.uncovered(RULES, ELSEWHERE, added) == ["novelty"]


def test_client_without_activity_goes_after_two_years_and_not_a_day_sooner(office: Office) -> None:
    client(office)
    (last,) = [row.last_activity_on for row in office.all(ClientRelationship)]
    office.now = office.now.replace(year=last.year + 2, month=last.month, day=last.day)
    assert "contact" not in run(office).ended
    office.pass_time(days=1)
    assert run(office).ended["contact"] == 1
    assert (office.all(Person), office.all(Detail)) == ([], [])
    assert office.all(Suppression) == []


def test_running_twice_changes_nothing(office: Office) -> None:
    client(office)
    office.pass_time(days=800)
    run(office)
    before = office.facts()
    assert run(office).ended == {}
    assert office.facts() == before


def test_contacts_and_bookings_end_while_the_client_stays(office: Office) -> None:
    person_id = client(office)
    office.pass_time(days=740)
    office.read(message(9, folder=CLIENTS, received=office.now - timedelta(days=3)))
    ended = run(office).ended
    assert (ended["contact_history"], ended["booking"]) == (1, 1)
    assert [row.person_id for row in office.all(ContactEvent)] == [person_id]
    assert office.all(BookingPerson) == []
    assert [row.place for row in office.all(Booking)] == [""]


def test_values_keep_their_source_when_the_contact_is_forgotten(office: Office) -> None:
    client(office)
    office.pass_time(days=740)
    office.read(message(9, folder=CLIENTS, received=office.now - timedelta(days=3)))
    run(office)
    assert "+358401234567" in [row.value for row in office.all(Detail)]
    assert office.count(Source) >= 2


@pytest.mark.parametrize("why", ["hold", "request", "restriction"])
def test_nothing_of_a_person_is_deleted_while_something_holds(office: Office, why: str) -> None:
    person_id = client(office)
    if why == "hold":
        in_dispute(office, person_id)
    elif why == "request":
        office.read(message(3, requests=(RequestKind.ACCESS,)))
    else:
        office.do(lambda session: restriction.restrict(session, person_id, "", office.by))
    office.pass_time(days=800)
    before = office.facts()
    assert run(office).ended == {}
    assert office.facts() == before


def test_what_an_invoice_needs_stays_until_the_law_lets_it_go(office: Office) -> None:
    person_id = client(office)
    kept_for_invoices(office, person_id)
    office.pass_time(days=800)
    assert run(office).ended["contact"] == 1
    assert {row.field for row in office.all(Detail)} == {DetailField.PERSON_NAME}
    assert run(office).ended == {}
    office.now = office.now.replace(year=2032, month=12, day=31)
    assert "voucher" not in run(office).ended
    office.pass_time(days=1)
    assert run(office).ended["contact"] == 1
    assert (office.all(Person), office.all(Voucher)) == ([], [])


def test_kind_that_would_lose_much_waits_for_a_person(office: Office) -> None:
    for number in range(21):
        office.read(message(number + 1, Mailbox("", f"client{number}@asiakas.example"), folder=CLIENTS))
    office.pass_time(days=800)
    done = run(office)
    assert set(done.waiting) >= {"contact", "contact_history"}
    assert office.count(Person) == 21
    assert set(office.ask(retention.stops)) == set(done.waiting)
    for category in done.waiting:
        approve(office, category)
    assert run(office).ended["contact"] == 21
    assert office.ask(retention.stops) == ()
    with pytest.raises(Declined):
        office.do(lambda session: retention.approve(session, "contact", office.by))


def test_survey_shows_what_a_run_would_do_and_changes_nothing(office: Office) -> None:
    client(office)
    office.pass_time(days=800)
    before = office.facts()
    shown = {row.category: row for row in office.ask(lambda s: retention.survey(s, RULES, Terms(office.now, KEY)))}
    assert (shown["contact"].over, shown["contact"].waits, shown["booking"].over) == (1, False, 1)
    assert office.facts() == before


def test_prohibition_outlives_its_person_and_holds_again_when_they_return(office: Office) -> None:
    person_id = client(office)
    said = Said(office.now, "letter")
    office.do(lambda session: StaffEntries(session, KEY, office.by).prohibit(person_id, None, said))
    office.pass_time(days=800)
    run(office)
    assert office.all(Person) == []
    assert {(row.standing.value, row.scope) for row in office.all(Suppression)} == {("kept", "data_use")}
    office.read(message(30, folder=CLIENTS, received=office.now))
    returned = office.person(MAIJA.address)
    assert office.events(returned) == ["prohibition_set"]
    assert [row.field for row in office.all(Suppression)] == [DetailField.PHONE]


def test_address_that_only_forbade_contact_stays_out_when_its_record_goes(office: Office) -> None:
    said = Said(office.now, "call")
    office.do(lambda session: StaffEntries(session, KEY, office.by).prohibit_address(MAIJA.address, None, said))
    office.pass_time(days=800)
    run(office)
    assert office.all(Person) == []
    assert [(row.standing.value, row.scope) for row in office.all(Suppression)] == [("blocks", "data_use")]
    office.read(message(30, folder=CLIENTS, received=office.now))
    assert office.all(Person) == []


def consented(office: Office, person_id: int, kind: ConsentEventType, method: ConsentMethod | None = None) -> None:
    event = ConsentEvent(type=kind, at=office.now, purpose="feedback_request", method=method, evidence="binder 1")
    office.do(lambda session: ledger.append(session, person_id, event, office.by))


def test_consent_that_ended_three_years_ago_is_not_shown_any_more(office: Office) -> None:
    person_id = client(office)
    consented(office, person_id, ConsentEventType.CONSENT_GIVEN, ConsentMethod.PAPER)
    consented(office, person_id, ConsentEventType.CONSENT_WITHDRAWN)
    for _ in range(2):
        office.pass_time(days=530)
        office.read(message(office.now.toordinal(), folder=CLIENTS, received=office.now))
    assert "consent" not in run(office).ended
    office.pass_time(days=40)
    assert run(office).ended["consent"] == 2


def test_consents_of_a_person_who_goes_stay_as_hash_and_dates(office: Office) -> None:
    person_id = client(office)
    consented(office, person_id, ConsentEventType.CONSENT_GIVEN, ConsentMethod.PAPER)
    office.pass_time(days=800)
    run(office)
    assert office.all(ConsentEntry) == []
    assert [row.type for row in office.all(ConsentTrace)] == [ConsentEventType.CONSENT_GIVEN]
    office.pass_time(days=330)
    run(office)
    assert office.all(ConsentTrace) == []


def test_grant_that_nobody_confirmed_goes_after_thirty_days(office: Office) -> None:
    person_id = client(office)
    consented(office, person_id, ConsentEventType.CONSENT_GIVEN, ConsentMethod.WEB_FORM)
    consented(office, person_id, ConsentEventType.CONSENT_GIVEN, ConsentMethod.PAPER)
    office.pass_time(days=30)
    assert "unconfirmed_grant" not in run(office).ended
    office.pass_time(days=1)
    assert run(office).ended["unconfirmed_grant"] == 1
    assert [row.method for row in office.all(ConsentEntry)] == [ConsentMethod.PAPER]


def test_answer_goes_after_a_year_and_its_score_is_counted(office: Office) -> None:
    person_id = client(office)

    def answered(session: Session) -> None:
        mail = OutgoingMail(
            kind=MailKind.FEEDBACK_REQUEST,
            person_id=person_id,
            state=MailState.SENT,
            token="t",
            message_id="m",
            created_at=office.now,
            next_try_at=office.now,
            handed_at=office.now,
        )
        source = Source(kind=SourceKind.EMAIL, occurred_at=office.now, read_at=office.now)
        session.add(mail)
        session.add(source)
        session.flush()
        answer = FeedbackAnswer(mail_id=row_id(mail), source_id=row_id(source), score=4, answered_at=office.now)
        session.add(answer)

    office.do(answered)
    office.pass_time(days=367)
    assert run(office).ended["feedback_answer"] == 1
    assert office.all(FeedbackAnswer) == []
    assert [(row.score, row.count) for row in office.all(FeedbackTally)] == [(4, 1)]
    assert office.count(OutgoingMail) == 1


def test_log_goes_by_whole_periods_and_its_chain_holds(office: Office) -> None:
    old = By("cli:test", office.now)
    office.do(lambda session: record(session, old, Act("test", "person", 1)))
    office.do(lambda session: seal(session, office.now))
    office.pass_time(days=1200)
    office.do(lambda session: record(session, office.by, Act("test", "person", 2)))
    office.do(lambda session: seal(session, office.now))
    assert run(office).ended["audit"] == 1
    assert all(row.at > office.now - timedelta(days=1) for row in office.all(AuditEntry))
    assert office.ask(broken_seals) == []


@pytest.mark.parametrize("is_over", [False, True])
def test_voucher_of_a_person_under_a_hold_stays_with_what_it_needs(office: Office, is_over: bool) -> None:
    person_id = client(office)
    kept_for_invoices(office, person_id)
    if is_over:
        office.pass_time(days=800)
        assert run(office).ended["contact"] == 1
    hold = in_dispute(office, person_id)
    office.now = office.now.replace(year=2033, month=1, day=2)
    assert {"voucher", "contact"}.isdisjoint(run(office).ended)
    assert (office.count(Voucher), office.count(Person)) == (1, 1)
    office.do(lambda session: holds.release(session, row_id(hold), office.by))
    office.pass_time(days=1)
    run(office)
    assert (office.count(Voucher), office.count(Person)) == (0, 0)


@pytest.mark.parametrize("what", ["hold", "activity", "joined"])
def test_person_who_must_stay_since_the_run_began_stays(office: Office, what: str) -> None:
    for number in range(11):
        office.read(message(number + 1, Mailbox("", f"client{number}@asiakas.example"), folder=CLIENTS))
    people = sorted(row_id(person) for person in office.all(Person))
    office.pass_time(days=800)
    rule = next(rule for rule in RULES if rule.category == "contact")

    def total(session: Session) -> int:
        """Between the list and the first portion somebody else writes: what it sees is over no more."""
        happen(office, session, people[-1], what)
        return rule.total(session)

    retention.run(office.database, (replace(rule, total=total),), Terms(office.now, KEY), office.by)
    assert people[-1] in {person.id for person in office.all(Person)}
    assert office.count(Person) == (2 if what == "joined" else 1)


def happen(office: Office, session: Session, person_id: int, what: str) -> None:
    if what == "hold":
        holds.place(session, person_id, HoldGround.DISPUTE, "case 12", office.by)
    elif what == "activity":
        row = session.exec(select(ClientRelationship).where(ClientRelationship.person_id == person_id)).one()
        row.last_activity_on = office.now.date()
        session.add(row)
    else:
        fresh = make_person(session, office.by)
        asked = Judgement(
            person_a=person_id,
            person_b=fresh,
            kind=JudgementKind.SAME,
            reason="x",
            made_by="cli:test",
            made_at=office.now,
        )
        session.add(asked)


@pytest.mark.parametrize("is_prospect", [False, True])
def test_person_who_consented_lately_stays(office: Office, is_prospect: bool) -> None:
    if is_prospect:
        person_id = office.do(lambda session: make_person(session, office.by, kind=PersonKind.ORGANISATION_CONTACT))
        office.pass_time(days=360)
    else:
        person_id = client(office)
        office.pass_time(days=700)
    consented(office, person_id, ConsentEventType.CONSENT_GIVEN, ConsentMethod.PAPER)
    office.pass_time(days=60)
    assert "contact" not in run(office).ended
    assert office.count(Person) == 1

"""Erasure: what goes, what stays and why, a week to take it back, and nobody comes back by reading again (T8, T10–T12)."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from models.column_table import COLUMNS, Personal
from models.column_table import ColumnErasure as Does
from models.errors import Declined
from models.register import audit, erasing, erasure, ledger, restriction
from models.register.erasure_preview import preview
from models.register.keys import keyed_hash
from models.register.subjects import subject_of
from models.rules.consent import ConsentEvent, ConsentEventType
from models.rules.erasure import ErasureAction
from models.rules.months import local_date
from models.rules.retention import RetentionClass
from models.tables import (
    Booking,
    BookingPerson,
    ClientRelationship,
    ConsentEntry,
    ConsentTrace,
    Detail,
    DetailSource,
    DetailStanding,
    Erasure,
    ErasureState,
    Hold,
    OutgoingMail,
    Person,
    RightsRequest,
    Seen,
    Source,
    Suppression,
    Voucher,
)
from models.values import CalendarObjectSeen, MessageSeen
from models.vocabulary import DetailField, MailState, RequestKind
from tests.models.register.keeping import erase, in_dispute, kept_for_invoices
from tests.models.register.office import Office, again
from tests.models.register.planted import Planted, plant
from tests.models.register.samples import (
    INBOX,
    KEY,
    LIISA,
    MAIJA,
    at,
    booking,
    calendar_object,
    hint,
    message,
    reply_by_staff,
    titled,
    value,
)

PHONE = value(DetailField.PHONE, "040 123 4567")


def planted(office: Office) -> Planted:
    """Plant a person in every table; without accounting material, holds and anything that the law holds."""
    found = office.do(lambda session: plant(session, "trace"))

    def free(session: Session) -> None:
        session.exec(delete(Hold))
        session.exec(delete(Voucher))
        session.exec(delete(Erasure))
        session.exec(sa.update(Person).values(restricted_since=None))
        session.exec(sa.update(Detail).values(standing=DetailStanding.VALUE))
        session.exec(sa.update(RightsRequest).values(closed_at=office.now))

    office.do(lambda session: session.exec(sa.update(OutgoingMail).values(state=MailState.SENT)))
    office.do(free)
    return found


def left(office: Office, found: Planted) -> set[str]:
    """Give where planted texts are still held. Left out: ids, hashes, staff's names, and purposes and wordings of consents."""
    gone = {
        fact[2]
        for fact in found.facts
        if isinstance(fact[2], str)
        and "trace" in fact[2].casefold()
        and isinstance(entry := COLUMNS[fact[0], fact[1]], Personal)
        and entry.erasure not in (Does.KEEP, Does.KEEP_HASH)
    }
    with office.database.read() as session:
        return {
            f"{table.name}.{column.name}"
            for table in SQLModel.metadata.sorted_tables
            if table.name != "consent_trace"
            for column in table.columns
            for text in session.execute(sa.select(column)).scalars()
            if isinstance(text, str) and text in gone
        }


def known_client(office: Office) -> int:
    office.read(message(1, more=(PHONE,)), reply_by_staff(2))
    office.read(calendar_object(booking(start=at(days=-3), location="Kotikatu 1")))
    office.read_wanted()
    return office.person(MAIJA.address)


def everything(office: Office) -> list[MessageSeen | CalendarObjectSeen]:
    return [item for item in office.items.values() if isinstance(item, MessageSeen | CalendarObjectSeen)]


def test_every_table_with_personal_columns_has_its_way() -> None:
    assert erasing.unhandled() == []


def test_table_that_is_new_must_say_what_an_erasure_does() -> None:
    added = {**COLUMNS, ("novelty", "words"): COLUMNS["consent_event", "evidence"]}
    assert erasing.unhandled(added) == ["novelty"]


def test_person_without_accounting_material_leaves_no_trace(office: Office) -> None:
    found = planted(office)
    assert len(found.facts) >= 60
    assert len(left(office, found)) > 20
    erase(office, found.person_id)
    assert left(office, found) == set()
    assert [row.id for row in office.all(Person)] == [found.other_id]


def test_what_the_law_holds_stays_and_is_seen_only_as_restricted(office: Office) -> None:
    person_id = known_client(office)
    kept_for_invoices(office, person_id, 2024)
    done = erase(office, person_id)
    assert {(row.field, row.value) for row in office.all(Detail)} == {(DetailField.PERSON_NAME, MAIJA.name)}
    (person,) = office.all(Person)
    assert person.restricted_since == office.now
    assert office.count(ClientRelationship) == 1
    assert {(fate.retention_class, fate.action) for fate in done.before.stays} == {
        (RetentionClass.CONSENT_RECORD, ErasureAction.MINIMISE),
        (RetentionClass.VOUCHER, ErasureAction.RESTRICT),
    }
    assert [fate.until for fate in done.before.stays if fate.action is ErasureAction.RESTRICT] == [date(2030, 12, 31)]
    assert office.events(person_id) == ["restriction_set", "erasure_done"]


def test_consents_and_requests_stay_as_hash_and_dates(office: Office) -> None:
    person_id = known_client(office)
    office.read(message(5, requests=(RequestKind.ERASURE,)))
    event = ConsentEvent(
        type=ConsentEventType.CONSENT_WITHDRAWN, at=office.now, purpose="feedback_request", evidence="her own words"
    )
    office.do(lambda session: ledger.append(session, person_id, event, office.by))
    done = erase(office, person_id)
    assert office.all(ConsentEntry) == []
    traces = {(row.type.value, row.purpose) for row in office.all(ConsentTrace)}
    assert traces == {("restriction_set", None), ("consent_withdrawn", "feedback_request")}
    (case,) = office.all(RightsRequest)
    assert (case.person_id, case.reply_to, case.kind) == (None, MAIJA.address, RequestKind.ERASURE)
    assert case.subject == office.all(Erasure)[0].subject
    assert done.reply_to == (MAIJA.address,)


def test_proof_holds_counts_and_nothing_of_the_person(office: Office) -> None:
    done = erase(office, known_client(office))
    (proof,) = office.all(Erasure)
    assert (proof.state, proof.person_id) == (ErasureState.DONE, None)
    assert proof.deleted == done.taken.deleted > 0
    assert proof.backups_until == local_date(office.now) + timedelta(days=35)
    assert erasure.proof_hash(proof, audit.GENESIS) == proof.hash


def test_full_reading_again_from_zero_brings_nobody_back(office: Office) -> None:
    person_id = known_client(office)
    erase(office, person_id)
    office.do(lambda session: session.exec(delete(Seen)))
    for item in everything(office):
        office.read(item)
    office.read_wanted()
    assert (office.all(Person), office.all(Detail), office.all(DetailSource)) == ([], [], [])
    assert office.all(BookingPerson) == []
    assert [row.place for row in office.all(Booking)] == [""]


def test_address_and_number_of_the_erased_are_kept_as_hashes_alone(office: Office) -> None:
    person_id = known_client(office)
    erase(office, person_id)
    hashes = {keyed_hash(KEY, DetailField.EMAIL, MAIJA.address), keyed_hash(KEY, DetailField.PHONE, "+358401234567")}
    assert {row.keyed_hash for row in office.all(Suppression)} == hashes


def test_new_mail_of_an_erased_person_is_counted_and_not_stored(office: Office) -> None:
    erase(office, known_client(office))
    sources = office.count(Source)
    office.pass_time(days=1)
    office.read(message(9, more=(PHONE,), received=office.now))
    assert [row.arrivals for row in office.all(Suppression) if row.field is DetailField.EMAIL] == [1]
    assert (office.all(Person), office.count(Source)) == ([], sources)


def test_request_of_an_erased_person_opens_a_file(office: Office) -> None:
    erase(office, known_client(office))
    office.read(message(9, requests=(RequestKind.ACCESS,)))
    assert [row.kind for row in office.all(RightsRequest)] == [RequestKind.ACCESS]
    assert office.all(Person) == []


def test_booking_of_two_loses_the_one_who_is_erased(office: Office) -> None:
    office.read(calendar_object(booking(people=(hint(MAIJA), hint(LIISA)), location="Kotikatu 1")))
    maija, liisa = office.person(MAIJA.address), office.person(LIISA.address)
    erase(office, maija)
    assert {row.person_id for row in office.all(BookingPerson)} == {liisa}
    assert [row.place for row in office.all(Booking)] == ["Kotikatu 1"]


def test_event_that_only_names_the_erased_in_its_title_is_nobodys(office: Office) -> None:
    office.read(message(1), reply_by_staff(2))
    office.read(calendar_object(titled(MAIJA.name, location="Kotikatu 1")))
    office.read_wanted()
    person_id = office.person(MAIJA.address)
    assert [row.place for row in office.all(Booking)] == ["Kotikatu 1"]
    erase(office, person_id)
    office.read(calendar_object(titled(MAIJA.name, location="Kotikatu 1"), version="v2"))
    assert [row.place for row in office.all(Booking)] == [""]


def test_address_that_somebody_else_has_too_is_not_kept_out(office: Office) -> None:
    person_id = known_client(office)
    office.read(message(6, LIISA, more=(PHONE,)), reply_by_staff(7, LIISA))
    office.read_wanted()
    other = office.person(LIISA.address)
    found = office.ask(
        lambda session: preview(session, subject_of(session, KEY, person_id), office.now.date(), office.now)
    )
    assert (found.kept_out, found.shared) == (1, 1)
    erase(office, person_id)
    assert "040 123 4567" in office.values(other)
    kept_out = {(row.field, row.standing.value, row.act.value) for row in office.all(Suppression)}
    assert kept_out == {(DetailField.EMAIL, "blocks", "erasure"), (DetailField.PHONE, "shared", "erasure")}


def test_preview_changes_nothing_and_lists_the_messages(office: Office) -> None:
    person_id = known_client(office)
    before = office.facts()
    found = office.ask(
        lambda session: preview(session, subject_of(session, KEY, person_id), office.now.date(), office.now)
    )
    assert office.facts() == before
    assert {(pointer.folder, pointer.item) for pointer in found.pointers} >= {(INBOX, "1")}
    assert found.ahead == 0


def test_booking_ahead_is_settled_first(office: Office) -> None:
    office.read(calendar_object(booking()))
    person_id = office.person(MAIJA.address)
    with pytest.raises(Declined, match="ahead"):
        office.do(lambda session: erasure.request(session, KEY, person_id, office.by))


def test_erasure_is_held_a_week_and_the_person_restricted(office: Office) -> None:
    person_id = known_client(office)
    office.do(lambda session: erasure.request(session, KEY, person_id, office.by))
    assert office.ask(lambda session: restriction.is_restricted(session, person_id))
    assert office.ask(lambda session: erasure.due(session, office.now + timedelta(days=6, hours=23))) == []
    assert len(office.ask(lambda session: erasure.due(session, office.now + timedelta(days=7)))) == 1


def test_erasure_that_is_held_can_be_taken_back_once(office: Office) -> None:
    person_id = known_client(office)
    before = office.facts()
    office.do(lambda session: erasure.request(session, KEY, person_id, office.by))
    office.do(lambda session: erasure.undo(session, KEY, person_id, office.by))
    office.read_wanted()
    assert {fact for fact in office.facts() if fact[0] != "consent"} == before
    assert not office.ask(lambda session: restriction.is_restricted(session, person_id))
    office.do(lambda session: erasure.request(session, KEY, person_id, office.by))
    with pytest.raises(Declined, match="once"):
        office.do(lambda session: erasure.undo(session, KEY, person_id, office.by))


def test_hold_for_a_dispute_stops_the_erasure(office: Office) -> None:
    person_id = known_client(office)
    in_dispute(office, person_id)
    with pytest.raises(Declined, match="hold"):
        erase(office, person_id)
    assert office.count(Person) == 1


def test_person_who_wishes_to_come_back_is_a_new_record(office: Office) -> None:
    person_id = known_client(office)
    erase(office, person_id)
    mark = (DetailField.EMAIL, keyed_hash(KEY, DetailField.EMAIL, MAIJA.address))
    with pytest.raises(Declined, match="evidence"):
        office.do(lambda session: erasure.readmit(session, [mark], " ", office.by))
    office.do(lambda session: erasure.readmit(session, [mark], "letter of 1.12., binder 2", office.by))
    office.read(message(20), reply_by_staff(21))
    office.read_wanted()
    assert office.person(MAIJA.address) > person_id


def test_merged_records_go_together(office: Office) -> None:
    found = planted(office)
    same = "UPDATE judgement SET kind = 'same', withdrawn_at = NULL"
    office.do(lambda session: session.execute(sa.text(same)))
    erase(office, found.other_id)
    assert office.all(Person) == []
    assert left(office, found) == set()


def test_wish_for_reading_again_is_harmless_after_an_erasure(office: Office) -> None:
    person_id = known_client(office)
    first = office.items[message(1).place]
    erase(office, person_id)
    office.read(again(first))
    assert office.all(Person) == []
    assert (
        office.ask(lambda session: session.exec(select(Source).where(col(Source.person_id).is_not(None))).all()) == []
    )

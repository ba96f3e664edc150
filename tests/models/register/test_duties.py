"""What the firm owes people by a day is counted with that day, and names nobody (G20, D8, T7)."""

from datetime import timedelta
from functools import partial

import pytest

from models.errors import Declined
from models.register import disclosures, holds, recipients, rectification, source_notices, suppression
from models.register.disclosures import Given
from models.register.queries.duties import Duty, open_duties
from models.register.rectification import Correction
from models.rules.deadlines import source_notice_due
from models.rules.months import add_months
from models.rules.retention import HoldGround
from models.tables import AuditEntry, NoticeWay, row_id
from models.vocabulary import DetailField, DutyKind, HintRole, Purpose, RecipientRole
from tests.models.register.office import Office
from tests.models.register.samples import (
    CLIENTS,
    KEY,
    LIISA,
    MAIJA,
    booking,
    calendar_object,
    hint,
    message,
    reply_by_staff,
    value,
)


@pytest.fixture
def person(office: Office) -> int:
    """A client with a street."""
    office.read(message(1, folder=CLIENTS, more=(value(DetailField.STREET, "Ainutkatu 17"),)))
    return office.person(MAIJA.address)


def duties(office: Office) -> tuple[Duty, ...]:
    return office.ask(lambda session: open_duties(session, office.now.date()))


def test_recipients_to_be_told_are_counted_since_the_oldest(office: Office, person: int) -> None:
    for name in ("Tilitoimisto Esimerkki Oy", "Koulutus Esimerkki Oy"):
        given = Given(name, RecipientRole.PROCESSOR, ("street",), office.now.date(), Purpose.ACCOUNTING)
        office.do(partial(disclosures.enter, person_id=person, given=given, by=office.by))
    assert duties(office) == ()
    since = office.now.date()
    new_street = Correction(DetailField.STREET, "Uusikatu 1")
    office.do(lambda session: rectification.correct(session, KEY, person, new_street, office.by))
    office.pass_time(days=3)
    assert duties(office) == (Duty(DutyKind.TELL_RECIPIENTS, 2, since),)
    for one in office.ask(recipients.to_tell):
        told = partial(recipients.settle, notice_id=one.id, way=NoticeWay.TOLD, by=office.by, on=office.now.date())
        office.do(told)
    assert duties(office) == ()


def test_hold_is_looked_at_again_every_six_months_until_it_is_released(office: Office, person: int) -> None:
    placed = office.now.date()
    dispute = office.do(lambda s: row_id(holds.place(s, person, HoldGround.DISPUTE, "case 12", office.by)))
    office.do(
        lambda s: holds.place(s, person, HoldGround.DISPUTE, "case 13", office.by, until=placed + timedelta(days=90))
    )
    office.pass_time(days=179)
    assert duties(office) == ()
    office.pass_time(days=10)
    # What is evidence until a day that is past holds nothing any more.
    assert duties(office) == (Duty(DutyKind.REVIEW_HOLDS, 1, add_months(placed, 6)),)
    office.do(lambda session: holds.review(session, dispute, office.by))
    assert duties(office) == ()
    office.pass_time(days=190)
    assert [duty.kind for duty in duties(office)] == [DutyKind.REVIEW_HOLDS]
    office.do(lambda session: holds.release(session, dispute, office.by))
    assert duties(office) == ()


def test_what_is_kept_of_people_who_are_gone_is_looked_at_every_five_years(office: Office) -> None:
    since = office.now
    office.do(lambda session: suppression.keep_stranger_out(session, KEY, "vieras@koe.example", since, office.by))
    office.pass_time(days=5 * 365)
    assert duties(office) == ()
    office.pass_time(days=5)
    assert duties(office) == (Duty(DutyKind.REVIEW_KEPT_OUT, 1, add_months(since.date(), 60)),)
    (due,) = office.ask(lambda session: suppression.list_due(session, office.now.date()))
    (kept,) = office.do(lambda session: suppression.review(session, [due.id], office.by))
    assert duties(office) == ()
    assert (kept.id, kept.review_on) == (due.id, add_months(office.now.date(), 60))
    assert office.ask(lambda session: suppression.list_due(session, office.now.date())) == ()
    with pytest.raises(Declined, match="not due"):
        office.do(lambda session: suppression.review(session, [due.id], office.by))
    assert [row.object_id for row in office.all(AuditEntry) if row.action == "suppression.review"] == [due.id]


def booked_by_liisa(office: Office, uid: str = "visit-1") -> int:
    """Liisa books a visit for Maija, of whom nothing was known; give Maija."""
    office.read(calendar_object(booking(uid, people=(hint(LIISA, HintRole.ORGANISER), hint(MAIJA)))))
    return office.person(MAIJA.address)


def test_who_was_booked_for_by_another_is_told_within_a_month_and_once(office: Office) -> None:
    came = office.now.date()
    maija = booked_by_liisa(office)
    (notice,) = office.ask(lambda session: source_notices.to_tell(session, came))
    assert (notice.person_id, notice.obtained_on, notice.due_on) == (maija, came, source_notice_due(came))
    assert duties(office) == (Duty(DutyKind.SOURCE_NOTICES, 1, notice.due_on),)
    office.do(lambda session: source_notices.tell(session, maija, NoticeWay.TOLD, office.by))
    assert duties(office) == ()
    assert [row.result for row in office.all(AuditEntry) if row.rule == "D8"] == ["told"]
    with pytest.raises(Declined, match="not to be told"):
        office.do(lambda session: source_notices.tell(session, maija, NoticeWay.TOLD, office.by))


def test_who_told_us_themself_before_or_booked_alone_need_not_be_told(office: Office) -> None:
    office.read(message(1, folder=CLIENTS))
    office.pass_time(days=1)
    booked_by_liisa(office)
    office.read(calendar_object(booking("visit-2", people=(hint(LIISA, HintRole.ORGANISER),))))
    assert duties(office) == ()


def test_first_mail_to_them_is_the_day_on_which_they_are_told(office: Office) -> None:
    booked_by_liisa(office)
    wrote = reply_by_staff(2)
    office.read(wrote)
    (duty,) = duties(office)
    assert (duty.kind, duty.day) == (DutyKind.SOURCE_NOTICES, wrote.received_at.date())


def test_what_comes_after_the_telling_is_told_at_once_and_not_two_years_later(office: Office) -> None:
    first = office.now.date()
    maija = booked_by_liisa(office)
    office.pass_time(days=10)
    office.do(lambda session: source_notices.tell(session, maija, NoticeWay.TOLD, office.by))
    office.pass_time(days=20)
    came = office.now.date()
    people = (hint(LIISA, HintRole.ORGANISER), hint(MAIJA, phone="+358401234567"))
    office.read(calendar_object(booking(people=people), version="v2"))
    (notice,) = office.ask(lambda session: source_notices.to_tell(session, came))
    assert (notice.person_id, notice.obtained_on, notice.due_on) == (maija, came, source_notice_due(came))
    office.pass_time(days=1)
    office.do(lambda session: source_notices.tell(session, maija, NoticeWay.TOLD, office.by))
    for day in (30, 400, 725, 735, 760, 800):
        assert office.ask(partial(source_notices.to_tell, today=first + timedelta(days=day))) == ()

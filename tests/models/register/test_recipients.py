"""Who got a person's data is on record (S13), and is told once of a correction, a restriction, an erasure (G20, Art. 19)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from sqlmodel import Session

from models.errors import Declined
from models.register import disclosures, erasure, recipients, rectification, restriction, retention
from models.register.audit import By
from models.register.disclosures import Given
from models.register.recipients import NoticeShown
from models.register.rectification import Correction
from models.register.retention import Terms
from models.register.retention_rules import RULES
from models.tables import Disclosure, Erasure, NoticeWay, RecipientNotice
from models.vocabulary import DetailField, LawfulBasis, Purpose, RecipientRole, RequestKind
from tests.models.register.keeping import erase
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, MAIJA, message, value

STREET = value(DetailField.STREET, "Ainutkatu 17")
BOOKS = Given(
    "Tilitoimisto Esimerkki Oy",
    RecipientRole.PROCESSOR,
    ("person_name", "street"),
    date(2026, 11, 2),
    Purpose.ACCOUNTING,
)
TRAINER = Given(
    "Koulutus Esimerkki Oy",
    RecipientRole.CONTROLLER,
    ("email", "bookings"),
    date(2026, 11, 3),
    Purpose.SERVICE_DELIVERY,
)


@pytest.fixture
def person(office: Office) -> int:
    """A client whose street the bookkeeper has got twice, and whose address a trainer has."""
    office.read(message(1, folder=CLIENTS, more=(STREET,)))
    number = office.person(MAIJA.address)
    for given in (BOOKS, replace(BOOKS, on=date(2026, 11, 9)), TRAINER):
        give(office, number, given)
    return number


def give(office: Office, person_id: int, given: Given) -> None:
    office.do(lambda session: disclosures.enter(session, person_id, given, office.by))


def open_ones(office: Office) -> tuple[NoticeShown, ...]:
    return office.ask(recipients.to_tell)


def told_of(office: Office) -> list[tuple[str, RequestKind, date]]:
    return [(one.recipient, one.act, one.disclosed_on) for one in open_ones(office)]


def correct(office: Office, person_id: int) -> None:
    correction = Correction(DetailField.STREET, "Uusikatu 1")
    office.do(lambda session: rectification.correct(session, KEY, person_id, correction, office.by))


@pytest.mark.parametrize(
    "wrong",
    [
        replace(TRAINER, recipient=" "),
        replace(TRAINER, recipient="joku@firma.example"),
        replace(TRAINER, data=()),
        replace(TRAINER, data=("everything",)),
        replace(TRAINER, on=date(2027, 1, 1)),
        replace(TRAINER, country="US"),
        replace(TRAINER, country="Suomi"),
    ],
)
def test_row_that_does_not_say_who_what_and_by_which_right_is_refused(
    office: Office, person: int, wrong: Given
) -> None:
    with pytest.raises(Declined):
        give(office, person, wrong)
    assert office.count(Disclosure) == 3


def test_basis_is_that_of_the_purpose_and_a_safeguard_lets_data_leave_the_eea(office: Office, person: int) -> None:
    give(office, person, replace(TRAINER, country="us", safeguard="adequacy decision 2023/1795"))
    rows = office.all(Disclosure)
    assert [row.basis for row in rows[1:]] == [LawfulBasis.LEGAL_OBLIGATION, LawfulBasis.CONTRACT, LawfulBasis.CONTRACT]
    assert (rows[-1].country, rows[-1].safeguard) == ("US", "adequacy decision 2023/1795")


def test_nothing_is_published_without_the_persons_consent(office: Office, person: int) -> None:
    with pytest.raises(Declined, match="has not consented"):
        give(office, person, replace(TRAINER, purpose=Purpose.REFERENCE_PUBLICATION, on=office.now.date()))


def test_correction_is_told_once_to_who_got_the_field(office: Office, person: int) -> None:
    correct(office, person)
    assert told_of(office) == [(BOOKS.recipient, RequestKind.RECTIFICATION, date(2026, 11, 9))]
    assert open_ones(office)[0].field is DetailField.STREET


def test_restriction_is_told_to_everybody_and_nothing_is_given_meanwhile(office: Office, person: int) -> None:
    office.do(lambda session: restriction.restrict(session, person, "contested", office.by))
    assert [one[:2] for one in told_of(office)] == [
        (BOOKS.recipient, RequestKind.RESTRICTION),
        (TRAINER.recipient, RequestKind.RESTRICTION),
    ]
    with pytest.raises(Declined, match="restricted"):
        give(office, person, replace(TRAINER, on=office.now.date()))
    office.do(lambda session: restriction.lift(session, person, "told by phone", office.by))
    assert told_of(office) == []


def test_telling_is_noted_with_its_day_or_the_reason_why_not(office: Office, person: int) -> None:
    office.do(lambda session: restriction.restrict(session, person, "contested", office.by))
    one, other = open_ones(office)
    today = office.now.date()

    def settle(notice: int, way: NoticeWay, on: date = today, because: str = "") -> None:
        office.do(lambda session: recipients.settle(session, notice, way, office.by, on=on, because=because))

    with pytest.raises(Declined, match="reason"):
        settle(one.id, NoticeWay.IMPOSSIBLE)
    with pytest.raises(Declined, match="future"):
        settle(one.id, NoticeWay.TOLD, today + timedelta(days=1))
    with pytest.raises(Declined, match="later than that day"):
        settle(one.id, NoticeWay.TOLD, today - timedelta(days=1))
    assert len(open_ones(office)) == 2
    settle(one.id, NoticeWay.TOLD)
    settle(other.id, NoticeWay.DISPROPORTIONATE, because="the firm is dissolved")
    with pytest.raises(Declined, match="no notice"):
        settle(one.id, NoticeWay.TOLD)
    assert open_ones(office) == ()
    rows = office.all(RecipientNotice)
    assert [(row.way, row.settled_on, row.note) for row in rows] == [
        (NoticeWay.TOLD, today, ""),
        (NoticeWay.DISPROPORTIONATE, today, "the firm is dissolved"),
    ]


def test_recipients_are_told_of_an_erasure_in_its_week_and_of_one_taken_back_not(office: Office, person: int) -> None:
    office.do(lambda session: erasure.request(session, KEY, person, office.by))
    assert {(name, act) for name, act, _ in told_of(office)} == {
        (BOOKS.recipient, RequestKind.ERASURE),
        (TRAINER.recipient, RequestKind.ERASURE),
    }
    assert {one.person_id for one in open_ones(office)} == {person}
    office.do(lambda session: erasure.undo(session, KEY, person, office.by))
    assert told_of(office) == []


def test_what_was_given_after_an_erasure_was_told_and_taken_back_is_told_again(office: Office, person: int) -> None:
    office.do(lambda session: erasure.request(session, KEY, person, office.by))
    for one in open_ones(office):
        office.do(partial(recipients.settle, notice_id=one.id, way=NoticeWay.TOLD, by=office.by, on=office.now.date()))
    office.do(lambda session: erasure.undo(session, KEY, person, office.by))
    office.pass_time(days=1)
    give(office, person, replace(TRAINER, on=office.now.date()))
    office.do(lambda session: erasure.request(session, KEY, person, office.by))
    assert told_of(office) == [(TRAINER.recipient, RequestKind.ERASURE, office.now.date())]


def test_recipient_and_day_outlive_the_erased_until_the_proof_goes(office: Office, person: int) -> None:
    correct(office, person)
    erase(office, person)
    (proof,) = office.all(Erasure)
    assert proof.told == 2
    rows = office.all(Disclosure)
    assert {(row.recipient, row.disclosed_on, row.person_id) for row in rows} == {
        (BOOKS.recipient, date(2026, 11, 9), None),
        (TRAINER.recipient, date(2026, 11, 3), None),
    }
    assert {row.subject for row in rows} == {proof.subject}
    assert {one.act for one in open_ones(office)} == {RequestKind.ERASURE}
    first = open_ones(office)[0]

    def tell(session: Session) -> None:
        recipients.settle(session, first.id, NoticeWay.TOLD, office.by, on=office.now.date())

    office.do(tell)
    office.pass_time(days=36 * 31)
    retention.run(office.database, RULES, Terms(office.now, KEY), By("daemon", office.now))
    assert (office.count(Disclosure), office.count(RecipientNotice)) == (0, 0)

"""Who is meant by an erasure, what outlives it by hash alone, and where the answer goes (T8, T10, T11, C10)."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from daemon.jobs.forget import carry_out_due
from models.register import clusters, erasure, holds, ledger, people, requests, retention, suppression
from models.register.audit import By
from models.register.erasure_ledger import EntryKind, LedgerEntry
from models.register.keys import keyed_hash
from models.register.people import Statement
from models.register.rectification import Correction, correct
from models.register.replay import replay
from models.register.retention import Terms
from models.register.retention_rules import RULES
from models.register.sources import entered
from models.register.standing_alarms import register_facts
from models.register.subjects import subject_of
from models.rules.consent import ConsentEvent, ConsentEventType, ConsentMethod, ConsentQuery, prohibited_scopes
from models.rules.retention import HoldGround
from models.tables import (
    Candidate,
    CandidateMessage,
    ConsentEntry,
    ConsentTrace,
    Detail,
    DetailStanding,
    Erasure,
    Judgement,
    Person,
    RightsRequest,
    Suppression,
)
from models.vocabulary import DetailField, RequestKind, SourceKind
from tests.models.register.keeping import erase
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, message

AINO, HOME = "aino@asiakas.example", "koti@asiakas.example"
THREE_YEARS = timedelta(days=3 * 366)


def mark(address: str) -> str:
    return keyed_hash(KEY, DetailField.EMAIL, address)


def person(office: Office, *addresses: str) -> int:
    """Enter somebody with these addresses, each a day newer than the one before."""

    def deed(session: Session) -> int:
        source = entered(session, SourceKind.CONTRACT, "binder", office.now, office.by)
        person_id = people.make_person(session, office.by)
        for days, address in enumerate(addresses):
            at = office.now + timedelta(days=days)
            said = Statement(source, SourceKind.CONTRACT, from_subject=True, taken_at=at, taken_by="staff_entry")
            people.state_value(session, person_id, DetailField.EMAIL, address, said)
        return person_id

    return office.do(deed)


def propose(office: Office, person_id: int, address: str) -> None:
    """Let a stranger's mail name an address for somebody."""

    def deed(session: Session) -> None:
        source = entered(session, SourceKind.EMAIL, "mail", office.now, office.by)
        said = Statement(
            source,
            SourceKind.EMAIL,
            from_subject=False,
            taken_at=office.now,
            taken_by="signature",
            standing=DetailStanding.PROPOSAL,
        )
        people.state_value(session, person_id, DetailField.EMAIL, address, said)

    office.do(deed)


def forbid(office: Office, person_id: int, *scopes: str) -> None:
    def deed(session: Session) -> None:
        for scope in scopes:
            event = ConsentEvent(type=ConsentEventType.PROHIBITION_SET, at=office.now, scope=scope)
            ledger.append(session, person_id, event, office.by)

    office.do(deed)


def forbidden(office: Office, person_id: int) -> frozenset[str] | set[str]:
    histories = office.ask(lambda session: ledger.histories(session, [person_id]))
    return set(prohibited_scopes([event for history in histories for event in history]))


def judge(office: Office, first: int, second: int, *, same: bool) -> None:
    def deed(session: Session) -> None:
        clusters.open_judgement(session, (first, second), "name", None, office.by)
        row = session.exec(select(Judgement)).one()
        clusters.answer(session, row.id or 0, same=same, by=office.by)

    office.pass_time(hours=1)
    office.do(deed)


def blocked(office: Office, address: str) -> bool:
    return bool(office.ask(lambda s: suppression.suppressed(s, KEY, [(DetailField.EMAIL, address)])))


def retain(office: Office) -> None:
    retention.run(office.database, RULES, Terms(office.now, KEY), By("daemon", office.now))


def tell(office: Office, kind: EntryKind, scope: str) -> None:
    """Let the ledger tell of somebody who is not in this register."""
    entry = LedgerEntry(kind, office.now, ("f" * 64,), ((DetailField.EMAIL, mark(AINO)),), scope)
    office.do(lambda session: replay(session, KEY, [entry], office.by))


def ids(rows: Sequence[Person]) -> list[int | None]:
    return [row.id for row in rows]


def test_erasure_never_takes_another_record_after_a_split(office: Office) -> None:
    first, second = person(office, AINO), person(office, HOME)
    judge(office, first, second, same=True)
    office.do(lambda session: erasure.request(session, KEY, second, office.by))
    judge(office, first, second, same=False)
    office.pass_time(days=8)
    assert carry_out_due(office.database, office.now) == 0
    assert ids(office.all(Person)) == [first, second]
    facts = office.ask(lambda session: register_facts(session, {}, "", office.now))
    assert facts.retention_waiting == ("erasure 1",)
    office.do(lambda session: erasure.request(session, KEY, second, office.by))
    assert carry_out_due(office.database, office.now) == 1
    assert ids(office.all(Person)) == [first]


def test_erasure_waits_when_another_record_was_joined_meanwhile(office: Office) -> None:
    first, second = person(office, AINO), person(office, HOME)
    row = office.do(lambda session: erasure.request(session, KEY, first, office.by))
    judge(office, first, second, same=True)
    with pytest.raises(erasure.OtherRecords):
        office.do(lambda s: erasure.carry_out(s, KEY, s.get_one(Erasure, row.id), office.by))


def test_every_prohibition_outlives_its_person(office: Office) -> None:
    forbid(office, person(office, AINO), "direct_marketing", "feedback_request")
    office.now += THREE_YEARS
    retain(office)
    assert office.all(Person) == []
    assert forbidden(office, person(office, AINO)) == {"direct_marketing", "feedback_request"}


def test_prohibition_said_by_somebody_of_a_later_backup_holds_when_they_come(office: Office) -> None:
    tell(office, EntryKind.PROHIBITION, "direct_marketing")
    assert not blocked(office, AINO)
    said = office.now
    office.pass_time(days=1)
    assert forbidden(office, person(office, AINO)) == {"direct_marketing"}
    assert [row.at for row in office.all(ConsentEntry)] == [said]


def test_withdrawal_said_by_somebody_of_a_later_backup_ends_the_grant_before_it(office: Office) -> None:
    given = office.now - timedelta(days=1)
    tell(office, EntryKind.WITHDRAWAL, "feedback_request")
    person_id = person(office, AINO)
    grant = ConsentEvent(
        type=ConsentEventType.CONSENT_GIVEN,
        at=given,
        purpose="feedback_request",
        method=ConsentMethod.PAPER,
        channels=("email",),
        wording="feedback@1",
        evidence="binder 1",
    )
    office.do(lambda session: ledger.append(session, person_id, grant, office.by))
    query = ConsentQuery("feedback_request", "email", office.now)
    assert not office.ask(lambda session: ledger.decide(session, person_id, query)).allowed


def test_kept_prohibition_does_not_hide_an_erasure(office: Office) -> None:
    tell(office, EntryKind.PROHIBITION, "direct_marketing")
    tell(office, EntryKind.ERASURE, "erasure")
    assert blocked(office, AINO)


def test_prohibition_holds_again_for_who_is_readmitted(office: Office) -> None:
    person_id = person(office, AINO)
    forbid(office, person_id, "direct_marketing")
    erase(office, person_id)
    office.do(lambda session: erasure.readmit(session, [(DetailField.EMAIL, mark(AINO))], "letter", office.by))
    assert not blocked(office, AINO)
    assert forbidden(office, person(office, AINO)) == {"direct_marketing"}


def test_shared_address_is_kept_out_when_the_last_who_has_it_goes(office: Office) -> None:
    first, second = person(office, AINO, HOME), person(office, HOME)
    erase(office, first)
    assert (blocked(office, AINO), blocked(office, HOME)) == (True, False)
    assert ids(office.all(Person)) == [second]
    office.now += THREE_YEARS
    retain(office)
    assert office.all(Person) == []
    assert blocked(office, HOME)


def test_shared_address_is_kept_out_when_the_other_says_that_it_is_wrong(office: Office) -> None:
    first, second = person(office, HOME), person(office, HOME)
    erase(office, first)
    told = Correction(DetailField.EMAIL, AINO, HOME, "letter")
    office.do(lambda session: correct(session, KEY, second, told, office.by))
    assert (blocked(office, HOME), blocked(office, AINO)) == (True, False)


def test_shared_address_that_a_stranger_has_named_is_kept_out_all_the_same(office: Office) -> None:
    first, second, third = person(office, HOME), person(office, HOME), person(office, AINO)
    propose(office, third, HOME)
    erase(office, first)
    told = Correction(DetailField.EMAIL, "uusi@asiakas.example", HOME, "letter")
    office.do(lambda session: correct(session, KEY, second, told, office.by))
    assert blocked(office, HOME)


def test_who_wrote_last_stands_first_among_those_kept_out(office: Office) -> None:
    for address, arrivals in ((AINO, 3), (HOME, 1)):
        erase(office, person(office, address))
        for _ in range(arrivals):
            office.pass_time(days=1)
            office.do(partial(suppression.count_arrival, key=KEY, value_key=address, at=office.now))
    assert [row.arrivals for row in office.ask(suppression.list_kept_out)] == [1, 3]


def test_hold_on_one_record_keeps_the_erasure_of_the_other_from_falling_due(office: Office) -> None:
    first, second = person(office, AINO), person(office, HOME)
    judge(office, first, second, same=True)
    office.do(lambda session: erasure.request(session, KEY, first, office.by, at_once=True))
    assert len(office.ask(lambda session: erasure.due(session, office.now))) == 1
    office.do(lambda session: holds.place(session, second, HoldGround.DISPUTE, "a letter of 3.11.", office.by))
    assert office.ask(lambda session: erasure.due(session, office.now)) == []


def test_shared_address_is_remembered_by_the_ledger_and_means_nobody(office: Office) -> None:
    second = person(office, HOME)
    entry = LedgerEntry(
        EntryKind.ERASURE,
        office.now,
        ("f" * 64,),
        ((DetailField.EMAIL, mark(AINO)),),
        shared=((DetailField.EMAIL, mark(HOME)),),
    )
    office.do(lambda session: replay(session, KEY, [entry], office.by))
    assert ids(office.all(Person)) == [second]
    assert not blocked(office, HOME)
    office.now += THREE_YEARS
    retain(office)
    assert blocked(office, HOME)


def asks(office: Office, person_id: int) -> None:
    office.do(lambda s: requests.enter(s, RequestKind.ERASURE, person_id, office.now.date(), office.by))


def test_answer_goes_to_the_newest_address_of_their_own(office: Office) -> None:
    person_id = person(office, "a.vanha@asiakas.example", "z.uusi@asiakas.example", HOME, "info@asiakas.example")
    person(office, HOME)
    asks(office, person_id)
    assert erase(office, person_id).reply_to == ("z.uusi@asiakas.example",)


def test_erasure_done_again_keeps_the_address_for_the_answer(office: Office) -> None:
    person_id = person(office, AINO)
    asks(office, person_id)
    office.do(lambda session: erasure.request(session, KEY, person_id, office.by))
    marks = office.ask(lambda session: subject_of(session, KEY, person_id)).marks
    entry = LedgerEntry(EntryKind.ERASURE, office.now, marks, ((DetailField.EMAIL, mark(AINO)),))
    office.do(lambda session: replay(session, KEY, [entry], office.by))
    assert [row.reply_to for row in office.all(RightsRequest)] == [AINO]
    assert [(row.state.value, bool(row.hash)) for row in office.all(Erasure)] == [("done", True)]


def test_trace_of_a_consent_goes_with_the_proof_and_not_a_day_before(office: Office) -> None:
    person_id = person(office, AINO)
    forbid(office, person_id, "direct_marketing")
    erase(office, person_id)
    (proof,) = office.all(Erasure)
    assert {row.delete_from for row in office.all(ConsentTrace)} == {proof.delete_from}


def test_stranger_who_objects_is_kept_out_and_leaves_a_request_alone(office: Office) -> None:
    office.read(message(1), message(2, requests=(RequestKind.OBJECTION,)))
    assert (office.all(Candidate), office.all(CandidateMessage)) == ([], [])
    assert [row.kind for row in office.all(RightsRequest)] == [RequestKind.OBJECTION]
    assert [(row.standing.value, row.scope) for row in office.all(Suppression)] == [("blocks", "data_use")]
    office.read(message(3, folder=CLIENTS))
    assert (office.all(Person), office.all(Detail)) == ([], [])

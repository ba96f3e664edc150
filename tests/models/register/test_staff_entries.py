"""Acts of consent that staff enter: what is recorded, what is refused, and the effect that is told at once."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from models.errors import Declined
from models.register.audit import By
from models.register.staff_entries import Effect, EntryRefused, Grant, Said, StaffEntries
from models.register.wordings import NewWording, WordingRefused, add_version
from models.rules.consent import ConsentMethod, ConsentReason
from models.tables import AuditEntry, ClientRelationship, ConsentEntry, DetailSource, Person, Source
from models.vocabulary import DetailField, Language, Purpose, SourceKind
from tests.models.register.office import Office
from tests.models.register.samples import CLIENTS, KEY, NOW, at, keep_out_by, message

BY = By("cli:sari", NOW)
FEEDBACK = Purpose.FEEDBACK_REQUEST
PAPER = Grant(FEEDBACK, at(-10), ConsentMethod.PAPER, "binder 3, page 12")
SAID = Said(at(-1), "phone note 19.11.")


@pytest.fixture
def client(office: Office) -> int:
    """A client, and a wording for feedback requests."""
    office.read(message(1, folder=CLIENTS))
    new_wording(office)
    return office.person("maija@asiakas.example")


def new_wording(office: Office, *, material: bool = True) -> None:
    texts = dict.fromkeys(Language, "May we ask?")
    office.do(lambda session: add_version(session, NewWording("feedback", FEEDBACK, texts, material), BY))


def enter(office: Office, act: Callable[[StaffEntries], Effect], now_after: float = 0) -> list[ConsentReason]:
    by = By(BY.actor, at(now_after))
    effect: Effect = office.do(lambda session: act(StaffEntries(session, KEY, by)))
    return [verdict.reason for _, verdict in effect.verdicts]


def test_paper_consent_counts_at_once_with_its_wording_and_evidence(office: Office, client: int) -> None:
    assert enter(office, lambda entries: entries.give(client, PAPER)) == [ConsentReason.OK]
    (row,) = office.all(ConsentEntry)
    assert (row.wording, row.evidence, row.at, row.recorded_by) == ("feedback@1", PAPER.evidence, at(-10), "cli:sari")
    source = next(row for row in office.all(Source) if row.kind is SourceKind.CONTRACT)
    assert (source.id, source.reference) == (row.source_id, PAPER.evidence)


def test_spoken_consent_is_recorded_but_waits_for_confirmation(office: Office, client: int) -> None:
    spoken = Grant(FEEDBACK, at(-1), ConsentMethod.PHONE, "note 7")
    assert enter(office, lambda entries: entries.give(client, spoken)) == [ConsentReason.UNCONFIRMED]


def test_address_given_with_the_consent_is_told_by_the_person(office: Office, client: int) -> None:
    grant = Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "binder 3", address="maija.uusi@asiakas.example")
    enter(office, lambda entries: entries.give(client, grant))
    assert office.values(client, DetailField.EMAIL) == ["maija.uusi@asiakas.example", "maija@asiakas.example"]
    tie = office.all(DetailSource)[-1]
    assert (tie.kind, tie.from_subject, tie.taken_by) == (SourceKind.CONTRACT, True, "staff_entry")


@pytest.mark.parametrize(
    ("grant", "error"),
    [
        (Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "  "), EntryRefused),
        (Grant(FEEDBACK, at(1), ConsentMethod.PAPER, "binder"), EntryRefused),
        (Grant(Purpose.ACCOUNTING, at(-1), ConsentMethod.PAPER, "binder"), EntryRefused),
        (Grant(Purpose.NEWSLETTER, at(-1), ConsentMethod.PAPER, "binder"), EntryRefused),
        (Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "binder", wording="feedback@9"), WordingRefused),
        (Grant(Purpose.NEWSLETTER, at(-1), ConsentMethod.PAPER, "binder", wording="feedback@1"), WordingRefused),
        (Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "binder", address="no address"), EntryRefused),
    ],
    ids=[
        "no evidence",
        "to come",
        "needs none",
        "no wording for it",
        "unknown version",
        "other purpose",
        "bad address",
    ],
)
def test_grant_that_could_not_be_shown_is_refused(
    office: Office, client: int, grant: Grant, error: type[Declined]
) -> None:
    with pytest.raises(error) as caught:
        enter(office, lambda entries: entries.give(client, grant))
    assert caught.value.mend
    assert office.events(client) == []


def test_grant_on_a_wording_that_was_replaced_is_refused(office: Office, client: int) -> None:
    new_wording(office)
    old = Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "binder", wording="feedback@1")
    with pytest.raises(WordingRefused, match="replaced"):
        enter(office, lambda entries: entries.give(client, old))


def test_grant_on_a_wording_whose_spelling_was_mended_counts(office: Office, client: int) -> None:
    new_wording(office, material=False)
    old = Grant(FEEDBACK, at(-1), ConsentMethod.PAPER, "binder", wording="feedback@1")
    assert enter(office, lambda entries: entries.give(client, old)) == [ConsentReason.OK]


def test_withdrawal_and_refusal_end_the_consent_at_once(office: Office, client: int) -> None:
    enter(office, lambda entries: entries.give(client, PAPER))
    assert enter(office, lambda entries: entries.withdraw(client, FEEDBACK, SAID)) == [ConsentReason.WITHDRAWN]
    again = Grant(FEEDBACK, at(-0.5), ConsentMethod.PAPER, "binder 4")
    assert enter(office, lambda entries: entries.give(client, again)) == [ConsentReason.OK]
    assert set(enter(office, lambda entries: entries.refuse(client, None, Said(NOW)))) == {ConsentReason.REFUSED}


def test_prohibition_ends_only_by_the_persons_own_word_with_evidence(office: Office, client: int) -> None:
    enter(office, lambda entries: entries.give(client, PAPER))
    assert set(enter(office, lambda entries: entries.prohibit(client, None, SAID))) == {ConsentReason.PROHIBITED}
    with pytest.raises(EntryRefused, match="evidence"):
        enter(office, lambda entries: entries.lift(client, None, Said(NOW)))
    with pytest.raises(EntryRefused, match="feedback_request is not forbidden") as caught:
        enter(office, lambda entries: entries.lift(client, FEEDBACK, Said(NOW, "letter")))
    assert "data_use" in caught.value.mend
    assert ConsentReason.OK in enter(office, lambda entries: entries.lift(client, None, Said(NOW, "letter")))


def test_pause_holds_everything_until_someone_notes_what_was_read(office: Office, client: int) -> None:
    enter(office, lambda entries: entries.give(client, PAPER))
    with pytest.raises(EntryRefused, match="nothing is paused"):
        enter(office, lambda entries: entries.resume(client, Said(NOW, "note")))
    assert set(enter(office, lambda entries: entries.pause(client, SAID))) == {ConsentReason.PAUSED}
    with pytest.raises(EntryRefused, match="evidence"):
        enter(office, lambda entries: entries.resume(client, Said(NOW)))
    assert ConsentReason.OK in enter(office, lambda entries: entries.resume(client, Said(NOW, "only asked the time")))


def test_address_that_nobody_has_becomes_a_person_who_only_forbade_contact(office: Office) -> None:
    reasons = enter(office, lambda entries: entries.prohibit_address("Kalle@Muu.example", None, SAID))
    assert set(reasons) == {ConsentReason.PROHIBITED}
    person_id = office.person("kalle@muu.example")
    assert office.events(person_id) == ["prohibition_set"]
    assert office.count(ClientRelationship) == 0


@pytest.mark.parametrize("address", ["kalle@muu.example", "not an address"])
def test_suppressed_or_unreadable_address_leaves_nothing(office: Office, address: str) -> None:
    def suppress(session: Session) -> None:
        keep_out_by(session, DetailField.EMAIL, "kalle@muu.example", NOW)

    office.do(suppress)
    with pytest.raises(EntryRefused) as caught:
        enter(office, lambda entries: entries.prohibit_address(address, None, SAID))
    assert "kalle" not in str(caught.value)
    assert office.count(Person) == 0


def test_identity_code_in_an_evidence_is_not_kept(office: Office, client: int) -> None:
    enter(office, lambda entries: entries.withdraw(client, None, Said(NOW, "call of 131052-308T")))
    assert "308T" not in office.all(ConsentEntry)[0].evidence


def test_audit_names_the_act_and_no_person(office: Office, client: int) -> None:
    enter(office, lambda entries: entries.give(client, PAPER))
    row = office.all(AuditEntry)[-1]
    assert (row.actor, row.action, row.object_id, row.result) == (
        "cli:sari",
        "consent.consent_given",
        client,
        "feedback_request",
    )


def test_a_consent_names_the_privacy_notice_then_in_force(office: Office, client: int) -> None:
    by = By("cli:sari", NOW, "2026-05")
    office.do(lambda session: StaffEntries(session, KEY, by).give(client, PAPER))
    (entry,) = (row for row in office.all(ConsentEntry) if row.person_id == client)
    assert entry.notice_version == "2026-05"

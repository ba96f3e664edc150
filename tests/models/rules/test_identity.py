"""Who a sender or a booked person is: rungs, likeness of names, matches by address and by title."""

import pytest

from models.rules.identity import (
    MAKES_CLIENT,
    Likeness,
    MatchReason,
    Rung,
    SenderFacts,
    is_staff_answer,
    likeness,
    match_by_address,
    proof_of_sender,
    rung_of,
)
from models.values import MessageReading
from models.vocabulary import FolderRole, Language, MessageKind, Trust

PERSONAL, FORM, BULK = MessageKind.PERSONAL, MessageKind.FORM, MessageKind.BULK
INBOX, SENT, CLIENTS, IGNORE = FolderRole.INBOX, FolderRole.SENT, FolderRole.CLIENTS, FolderRole.IGNORE
MAIJA, MATTI = {1: ["maija mäkinen"]}, {2: ["matti mäkinen"]}


@pytest.mark.parametrize(
    ("facts", "rung"),
    [
        (SenderFacts(FORM, IGNORE, suppressed=True, own=True, known=True), Rung.SUPPRESSED),
        (SenderFacts(FORM, IGNORE, known=True), Rung.IGNORED_FOLDER),
        (SenderFacts(MessageKind.BOUNCE, INBOX, known=True), Rung.BOUNCE),
        (SenderFacts(MessageKind.AUTO_REPLY, CLIENTS, known=True), Rung.AUTOMATED),
        (SenderFacts(BULK, CLIENTS, staff_answered=True), Rung.BULK),
        (SenderFacts(PERSONAL, CLIENTS, has_sender=False), Rung.NO_SENDER),
        (SenderFacts(FORM, CLIENTS, own=True, known=True), Rung.OWN_STAFF),
        (SenderFacts(FORM, CLIENTS, known=True), Rung.KNOWN),
        (SenderFacts(FORM, CLIENTS, staff_answered=True), Rung.FORM),
        (SenderFacts(MessageKind.BOOKING, INBOX), Rung.FORM),
        (SenderFacts(PERSONAL, CLIENTS, staff_answered=True), Rung.STAFF_ANSWERED),
        (SenderFacts(PERSONAL, CLIENTS), Rung.CLIENT_FOLDER),
        (SenderFacts(PERSONAL, INBOX), Rung.CANDIDATE),
    ],
)
def test_first_rung_that_fits_is_the_reason(facts: SenderFacts, rung: Rung) -> None:
    assert rung_of(facts) is rung


def test_no_rung_of_a_machine_or_of_staff_makes_a_client() -> None:
    never = {
        Rung.SUPPRESSED,
        Rung.IGNORED_FOLDER,
        Rung.NO_SENDER,
        Rung.OWN_STAFF,
        Rung.BOUNCE,
        Rung.BULK,
        Rung.CANDIDATE,
    }
    assert not never & MAKES_CLIENT


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("", ["maija mäkinen"], Likeness.COMPATIBLE),
        ("maija mäkinen", [], Likeness.COMPATIBLE),
        ("maija mäkinen", ["maija mäkinen"], Likeness.SAME),
        ("mäkinen maija", ["maija mäkinen"], Likeness.SAME),
        ("maija", ["maija mäkinen"], Likeness.COMPATIBLE),
        ("maija liisa mäkinen", ["maija mäkinen"], Likeness.COMPATIBLE),
        ("maija mäkinen-laine", ["maija mäkinen"], Likeness.COMPATIBLE),
        ("m. mäkinen", ["maija mäkinen"], Likeness.COMPATIBLE),
        ("t. mäkinen", ["maija mäkinen"], Likeness.OTHER),
        ("matti mäkinen", ["maija mäkinen"], Likeness.OTHER),
        ("maija makinen", ["maija mäkinen"], Likeness.OTHER),
        ("maija virtanen", ["maija mäkinen", "maija virtanen"], Likeness.SAME),
    ],
)
def test_likeness_of_names(name: str, known: list[str], expected: Likeness) -> None:
    assert likeness(name, known) is expected


@pytest.mark.parametrize(
    ("name", "people", "person", "reason"),
    [
        ("maija mäkinen", {}, None, MatchReason.NOBODY),
        ("maija mäkinen", MAIJA, 1, MatchReason.ADDRESS_AND_NAME),
        ("", MAIJA, 1, MatchReason.ADDRESS),
        ("matti mäkinen", MAIJA, None, MatchReason.OTHER_NAME_ON_ADDRESS),
        ("matti mäkinen", {**MAIJA, **MATTI}, 2, MatchReason.ADDRESS_AND_NAME),
        ("mäkinen", {**MAIJA, **MATTI}, None, MatchReason.AMBIGUOUS),
        ("maija", {**MAIJA, **MATTI}, 1, MatchReason.ADDRESS),
        ("maija mäkinen", {1: ["maija mäkinen"], 3: ["maija mäkinen"]}, None, MatchReason.AMBIGUOUS),
        ("maija mäkinen", {1: ["maija mäkinen"], 3: []}, 1, MatchReason.ADDRESS_AND_NAME),
    ],
)
def test_match_by_address(name: str, people: dict[int, list[str]], person: int | None, reason: MatchReason) -> None:
    match = match_by_address(name, people)
    assert (match.person_id, match.reason) == (person, reason)


def read(
    kind: MessageKind = PERSONAL, trust: Trust = Trust.VERIFIED, *, answers: bool = True, forwarded: bool = False
) -> MessageReading:
    return MessageReading(
        kind=kind,
        kind_reason="test",
        language=Language.FI,
        sender=None,
        subject_of=None,
        in_reply_to=("a@b.example",) if answers else (),
        trust=trust,
        forwarded=forwarded,
    )


@pytest.mark.parametrize(
    ("reading", "folder", "counts"),
    [
        (read(), INBOX, True),
        (read(trust=Trust.NONE), SENT, True),
        (read(trust=Trust.NONE), INBOX, False),
        (read(trust=Trust.FAILED), CLIENTS, False),
        (read(answers=False), SENT, False),
        (read(MessageKind.AUTO_REPLY), SENT, False),
    ],
)
def test_answer_by_staff_is_a_persons_and_really_ours(
    reading: MessageReading, folder: FolderRole, counts: bool
) -> None:
    assert is_staff_answer(reading, folder) is counts


def test_proof_is_for_the_author_only() -> None:
    assert proof_of_sender(read()) is Trust.VERIFIED
    assert proof_of_sender(read(FORM)) is Trust.NONE
    assert proof_of_sender(read(forwarded=True)) is Trust.NONE

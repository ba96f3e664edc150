"""Between the claim and the content lies a dialogue with a relay, which may take minutes: what is said then still counts (C1)."""

from collections.abc import Callable, Iterator

import pytest
from sqlmodel import Session, col, delete, update

from models.register.audit import By
from models.register.letters_due import RequestDue, shown_name
from models.register.outbox import ClaimLost, Settlement, skip
from models.tables import Detail, DetailStanding
from models.vocabulary import DetailField, MailState, Trust
from tests.models.register.mailroom import MailRoom
from tests.models.register.samples import LIISA, MAIJA, message, value

GIVEN_BACK = Settlement(MailState.QUEUED, reason="claimlost", counts=False)


@pytest.fixture
def room(register_url: str) -> Iterator[MailRoom]:
    """Maija has consented, and had a visit that ended two hours ago."""
    made = MailRoom(register_url)
    made.visit()
    made.consents()
    yield made
    made.database.close()


def claimed(room: MailRoom) -> RequestDue:
    due = room.due()
    assert due is not None
    return due


def staff_skip(room: MailRoom) -> None:
    room.do(lambda session: skip(session, room.booking_id(), None, By("staff:sari", room.now)))


@pytest.mark.parametrize(
    ("happens", "reason"),
    [(MailRoom.withdraws, "withdrawn"), (MailRoom.cancelled, "cancelled"), (staff_skip, "staff_skip")],
)
def test_what_happens_while_the_relay_takes_its_time_stops_the_letter(
    room: MailRoom, happens: Callable[[MailRoom], None], reason: str
) -> None:
    due = claimed(room)
    happens(room)
    with pytest.raises(ClaimLost):
        room.outbox.mark_handing(due.mail_id)
    assert room.letter().state is MailState.CLAIMED
    room.outbox.settle(due.mail_id, GIVEN_BACK)
    assert room.outbox.claim() is None
    assert room.told() == (MailState.DROPPED, reason)


def test_address_that_changed_while_the_relay_took_its_time_gets_nothing(room: MailRoom) -> None:
    due = claimed(room)
    mail = (col(Detail.field) == DetailField.EMAIL,)
    other = {"value": LIISA.address, "value_key": LIISA.address}
    room.do(lambda session: session.exec(update(Detail).where(*mail).values(other)))
    with pytest.raises(ClaimLost):
        room.outbox.mark_handing(due.mail_id)


def test_nothing_new_lets_the_letter_go_also_when_the_cap_is_reached_by_it(room: MailRoom) -> None:
    due = claimed(room)
    room.pass_time(seconds=20)
    room.outbox.mark_handing(due.mail_id)
    assert room.letter().state is MailState.HANDING


def test_name_that_only_waits_for_a_person_greets_nobody(room: MailRoom) -> None:
    forged = value(DetailField.PERSON_NAME, "Maija Muu Mäkinen")
    room.read(message(1, trust=Trust.FAILED, found=(forged,)))
    assert room.all(Detail)[-1].standing is DetailStanding.PROPOSAL
    room.do(_forget_other_names)
    assert room.ask(lambda session: shown_name(session, room.person(MAIJA.address))) == ""


def _forget_other_names(session: Session) -> None:
    names = (col(Detail.field) == DetailField.PERSON_NAME, col(Detail.standing) != DetailStanding.PROPOSAL)
    session.exec(delete(Detail).where(*names))

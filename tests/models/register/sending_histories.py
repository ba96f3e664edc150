"""Random histories through the real register and outbox, each hand-over judged by the independent model of consent.

One register serves many histories: each has people of its own, and what it leaves undecided is put away at its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlmodel import col, update

from models.register import ledger
from models.register.audit import By
from models.register.database import Database, open_database
from models.register.feedback import Asker
from models.register.intake import Intake
from models.register.keys import item_mark
from models.register.letters_due import RequestDue
from models.register.outbox import Outbox, Settlement, approve, waiting
from models.register.people import people_with
from models.register.policy import AskPolicy, IntakePolicy
from models.rules.feedback import FeedbackPolicy
from models.rules.sending_hours import SendingCaps
from models.tables import Booking, OutgoingMail
from models.values import (
    Batch,
    BookingSeen,
    CalendarObjectSeen,
    Cursor,
    EventsReading,
    OwnIdentity,
    PersonHint,
    Place,
)
from models.vocabulary import BookingStatus, DetailField, HintRole, MailState
from tests.models.consent_oracle import judge
from tests.models.consent_plain import event_of
from tests.models.consent_strategies import EVENT_TABLES, GRANT

BEGIN = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
CALENDAR = "https://kalenteri.example/testi/"
MANY = SendingCaps(per_hour=10_000, per_day=10_000)
SHIFTS = [timedelta(0)] * 8 + [timedelta(days=days) for days in (-800, -400, -30, -15, -1, 1, 20)]
ENDINGS = ["sent", "sent", "temporary", "permanent", "unknown", "dies_before_content", "dies_after_content"]

Step = tuple[str, Any]


def _plain_events(tables: Sequence[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        *(st.fixed_dictionaries({key: st.sampled_from(values) for key, values in table.items()}) for table in tables)
    )


GOOD_GRANT = {
    "type": ["consent_given"],
    "purpose": ["feedback_request"],
    "method": ["paper"],
    "channels": [["email"]],
    "wording": ["feedback@1"],
    "lang": ["fi"],
    "evidence": ["doc:1"],
}
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.tuples(_plain_events([GOOD_GRANT]), st.just(timedelta(0)))),
        st.tuples(st.just("event"), st.tuples(_plain_events([GRANT, *EVENT_TABLES]), st.sampled_from(SHIFTS))),
        st.tuples(st.just("booking"), st.sampled_from([-30, 1, 3, 30, 200])),
        st.tuples(st.just("cancel"), st.none()),
        st.tuples(st.just("pass"), st.sampled_from([1, 6, 24, 24, 72, 24 * 20, 24 * 91])),
        st.tuples(st.just("ask"), st.none()),
        st.tuples(st.just("send"), st.sampled_from(ENDINGS)),
        st.tuples(st.just("send"), st.sampled_from(ENDINGS)),
    ),
    min_size=3,
    max_size=14,
)


@dataclass
class History:
    """What happened to one person, as plain data for the model, and what was handed over."""

    person_id: int
    events: list[dict[str, Any]] = field(default_factory=list)
    bookings: list[BookingSeen] = field(default_factory=list)
    handed: list[tuple[int, datetime]] = field(default_factory=list)


class Bench:
    """A register that many histories pass through."""

    def __init__(self, url: str, *, needs_approval: bool = False) -> None:
        self.now = BEGIN
        self.database: Database = open_database(url, key=b"h" * 32, now=BEGIN)
        intake = IntakePolicy(own=OwnIdentity(domains=("firma.example",)))
        self.policy = AskPolicy(
            intake, FeedbackPolicy(date(2020, 1, 1), caps=MANY), "firma.example", needs_approval=needs_approval
        )
        self.intake = Intake(self.database, intake, lambda: self.now)
        self.outbox = Outbox(self.database, self.policy, lambda: self.now)
        self.asker = Asker(self.database, self.policy, lambda: self.now)
        self.count = self.handed = 0

    def play(self, steps: Sequence[Step]) -> History:
        """Play one history; raises AssertionError at a hand-over that the model forbids."""
        self.now = BEGIN
        self.count += 1
        history = History(self._person())
        for kind, what in steps:
            getattr(self, f"_{kind}")(history, what)
        for _ in range(3):
            self._ask(history, None)
            self._send(history, "sent")
            self._pass(history, 24)
        self._put_away()
        return history

    def _person(self) -> int:
        """A client who has a first booking long ago, so that the address is known before any consent."""
        first = self._seen(f"first-{self.count}", self.now - timedelta(days=100), BookingStatus.CANCELLED)
        self._store(first)
        with self.database.read() as session:
            return next(iter(people_with(session, DetailField.EMAIL, self._address())))

    def _address(self) -> str:
        return f"asiakas{self.count}@asiakas.example"

    def _seen(self, uid: str, starts_at: datetime, status: BookingStatus) -> BookingSeen:
        hint = PersonHint(HintRole.ATTENDEE, address=self._address(), answered=True)
        return BookingSeen(
            uid, "", starts_at, starts_at + timedelta(hours=1), status, is_booking=True, why="all", people=(hint,)
        )

    def _store(self, seen: BookingSeen) -> None:
        place = Place("kalenteri", CALENDAR, "", f"{seen.uid}.ics")
        item = CalendarObjectSeen(
            place,
            seen.status.value,
            self.now - timedelta(days=2000),
            self.now + timedelta(days=2000),
            EventsReading((seen,)),
        )
        stored = self.intake.store(Batch("kalenteri", CALENDAR, Cursor("kalenteri", CALENDAR, "x"), (item,)))
        assert stored.problems == 0

    def _event(self, history: History, what: tuple[dict[str, Any], timedelta]) -> None:
        plain, shift = what
        event = {**plain, "at": (self.now + shift).isoformat()}
        history.events.append(event)
        with self.database.write() as session:
            ledger.append(session, history.person_id, event_of(event), By("test", self.now))

    def _booking(self, history: History, hours_ago: int) -> None:
        uid = f"b-{self.count}-{len(history.bookings)}"
        history.bookings.append(self._seen(uid, self.now - timedelta(hours=hours_ago), BookingStatus.PLANNED))
        self._store(history.bookings[-1])

    def _cancel(self, history: History, _what: None) -> None:
        if history.bookings:
            history.bookings[-1] = replace(history.bookings[-1], status=BookingStatus.CANCELLED)
            self._store(history.bookings[-1])

    def _pass(self, _history: History, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def _ask(self, _history: History, _what: None) -> None:
        while self.asker.judge_due():
            pass
        if self.policy.needs_approval:
            with self.database.write() as session:
                approve(session, [mail.id or 0 for mail in waiting(session)], By("test", self.now))

    def _send(self, history: History, ending: str) -> None:
        while (due := self.outbox.claim()) is not None:
            assert isinstance(due, RequestDue)
            self._check(history, due)
            self._hand_over(history, due, ending)

    def _check(self, history: History, due: RequestDue) -> None:
        """The heart of it: the model, which shares no code with the rules, must allow what the register hands over."""
        self.handed += 1
        assert due.person_id == history.person_id
        query = {"purpose": "feedback_request", "channel": "email", "at": self.now.isoformat()}
        allowed, reason = judge(history.events, query)
        assert allowed, f"handed over although {reason}"
        known = {item_mark(self.database.key, booking.uid): booking for booking in history.bookings}
        with self.database.read() as session:
            booking = session.get_one(Booking, due.booking_id)
            assert known[booking.uid].status is BookingStatus.PLANNED
            assert booking.ends_at <= self.now <= booking.ends_at + timedelta(days=60)
        for booking_id, at in history.handed:
            assert booking_id != due.booking_id, "a second request about one booking"
            assert self.now - at >= timedelta(days=90), "a second request within 90 days"

    def _hand_over(self, history: History, due: RequestDue, ending: str) -> None:
        if ending == "temporary":
            self.outbox.settle(due.mail_id, Settlement(MailState.QUEUED, 451))
            return
        if ending == "dies_before_content":
            Outbox(self.database, self.policy, lambda: self.now).recover()
            self.now += timedelta(minutes=10)
            return
        self.outbox.mark_handing(due.mail_id)
        if ending == "permanent":
            self.outbox.settle(due.mail_id, Settlement(MailState.REFUSED, 550))
            return
        history.handed.append((due.booking_id, self.now))
        if ending == "dies_after_content":
            Outbox(self.database, self.policy, lambda: self.now).recover()
        else:
            state = MailState.SENT if ending == "sent" else MailState.UNKNOWN
            self.outbox.settle(due.mail_id, Settlement(state, 250 if ending == "sent" else 0))

    def _put_away(self) -> None:
        with self.database.write() as session:
            session.exec(update(Booking).values(judge_from=None).where(col(Booking.judge_from).is_not(None)))
            session.exec(
                update(OutgoingMail)
                .where(col(OutgoingMail.state).in_([MailState.QUEUED, MailState.WAITING]))
                .values(state=MailState.DROPPED)
            )

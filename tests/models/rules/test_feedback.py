"""Who is asked for feedback, when, and the reason of every verdict (C15, design "Who is asked")."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.consent import ConsentReason
from models.rules.feedback import (
    UNSETTLED,
    AddressStanding,
    EndedBooking,
    FeedbackOutcome,
    FeedbackPolicy,
    FeedbackReason,
    FeedbackVerdict,
    Part,
    Participant,
    PersonFacts,
    hold_to_caps,
    judge,
    whom_to_ask,
)
from models.rules.sending_hours import SendingCaps, next_sending_moment
from models.values import Verdict
from models.vocabulary import BookingStatus

HELSINKI = ZoneInfo("Europe/Helsinki")
OK = Verdict(True, ConsentReason.OK)
POLICY = FeedbackPolicy(asking_since=date(2026, 2, 1))
WAIT, NEVER, ASK = FeedbackOutcome.WAIT, FeedbackOutcome.NEVER, FeedbackOutcome.ASK


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


# A visit on Wednesday 18 November 2026, looked at on Friday at noon.
BOOKING = EndedBooking(local("2026-11-18T10:00"), local("2026-11-18T11:30"), BookingStatus.PLANNED)
PERSON = PersonFacts(AddressStanding.OWN)
NOW = local("2026-11-20T12:00")


@dataclass(frozen=True)
class Situation:
    """One situation; what is not said is as in the plain case, which is asked."""

    booking: EndedBooking = BOOKING
    person: PersonFacts = PERSON
    consent: Verdict[ConsentReason] = OK
    policy: FeedbackPolicy = POLICY
    now: datetime = NOW
    sent_at: list[datetime] = field(default_factory=list)

    def verdict(self) -> FeedbackVerdict:
        found = judge(self.booking, self.person, self.consent, self.policy, self.now)
        return hold_to_caps(found, self.booking, self.sent_at, self.policy, self.now)


def visit(day: str, **changes: object) -> EndedBooking:
    plain = EndedBooking(local(f"{day}T10:00"), local(f"{day}T11:30"), BookingStatus.PLANNED)
    return replace(plain, **changes)  # type: ignore[arg-type]


def someone(**changes: object) -> PersonFacts:
    return replace(PERSON, **changes)  # type: ignore[arg-type]


def refused(reason: ConsentReason) -> Verdict[ConsentReason]:
    return Verdict(False, reason)


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOON = FeedbackPolicy(asking_since=date(2026, 2, 1), delay=2 * HOUR)
TIGHT = FeedbackPolicy(asking_since=date(2026, 2, 1), caps=SendingCaps(per_hour=2, per_day=3))

TABLE: dict[str, tuple[Situation, FeedbackOutcome, str, str | None]] = {
    "a plain ended visit with consent": (Situation(), ASK, "ok", None),
    # Who
    "a mere booker": (Situation(person=someone(to_be_asked=False)), NEVER, "not_booked_for", None),
    "own staff": (Situation(person=someone(own_staff=True)), NEVER, "own_staff", None),
    "a suppressed person": (Situation(person=someone(suppressed=True)), NEVER, "suppressed", None),
    "a restricted person": (Situation(person=someone(restricted=True)), NEVER, "restricted", None),
    "no address": (Situation(person=someone(address=AddressStanding.NONE)), NEVER, "no_address", None),
    "an address of several": (Situation(person=someone(address=AddressStanding.SHARED)), NEVER, "shared_address", None),
    "an office's address": (Situation(person=someone(address=AddressStanding.ROLE)), NEVER, "role_address", None),
    "a new address without consent": (
        Situation(person=someone(address=AddressStanding.NOT_COVERED)),
        NEVER,
        "address_not_covered",
        None,
    ),
    # What became of the booking
    "cancelled": (Situation(visit("2026-11-18", status=BookingStatus.CANCELLED)), NEVER, "cancelled", None),
    "removed": (Situation(visit("2026-11-18", status=BookingStatus.REMOVED)), NEVER, "removed", None),
    "not come": (Situation(visit("2026-11-18", status=BookingStatus.NO_SHOW)), NEVER, "no_show", None),
    "never confirmed": (Situation(visit("2026-11-18", status=BookingStatus.TENTATIVE)), NEVER, "tentative", None),
    "cancelled before it was due": (
        Situation(visit("2026-12-18", status=BookingStatus.CANCELLED)),
        NEVER,
        "cancelled",
        None,
    ),
    "moved to next week": (Situation(visit("2026-11-25")), WAIT, "not_ended", "2026-11-26T11:30"),
    "moved from next week": (Situation(visit("2026-11-17")), ASK, "ok", None),
    "skipped by its title": (Situation(visit("2026-11-18", staff_skip=True)), NEVER, "staff_skip", None),
    "skipped for this person": (Situation(person=someone(staff_skip=True)), NEVER, "staff_skip", None),
    "asked about already": (Situation(person=someone(asked_about_this=True)), NEVER, "already_asked", None),
    # Old bookings
    "on the first day that may be asked about": (
        Situation(visit("2026-02-01"), now=local("2026-02-03T12:00")),
        ASK,
        "ok",
        None,
    ),
    "the day before it": (
        Situation(visit("2026-01-31"), now=local("2026-02-03T12:00")),
        NEVER,
        "before_asking_since",
        None,
    ),
    "begun the day before it, ended on it": (
        Situation(visit("2026-02-01", starts_at=local("2026-01-31T22:00")), now=local("2026-02-03T12:00")),
        NEVER,
        "before_asking_since",
        None,
    ),
    "five years old": (Situation(visit("2021-11-18")), NEVER, "before_asking_since", None),
    "the 60 days end on the Sunday that one would have to wait out": (
        Situation(now=local("2027-01-17T10:00")),
        NEVER,
        "too_late",
        None,
    ),
    "a second later than 60 days": (
        Situation(visit("2026-09-21"), now=local("2026-11-20T10:30:01")),
        NEVER,
        "too_late",
        None,
    ),
    "60 days to the second, over a change of the clock": (
        Situation(visit("2026-09-21"), now=local("2026-11-20T10:30:00")),
        ASK,
        "ok",
        None,
    ),
    # Waiting
    "not begun yet": (Situation(visit("2026-11-23")), WAIT, "not_ended", "2026-11-24T11:30"),
    "going on": (Situation(now=local("2026-11-18T11:29")), WAIT, "not_ended", "2026-11-19T11:30"),
    "just ended": (Situation(now=local("2026-11-18T11:30")), WAIT, "too_soon", "2026-11-19T11:30"),
    "a second before the delay is over": (
        Situation(now=local("2026-11-19T11:29:59")),
        WAIT,
        "too_soon",
        "2026-11-19T11:30",
    ),
    "the delay is over": (Situation(now=local("2026-11-19T11:30")), ASK, "ok", None),
    "the delay ends on a Saturday": (
        Situation(visit("2026-11-20"), now=local("2026-11-20T12:00")),
        WAIT,
        "too_soon",
        "2026-11-23T08:00",
    ),
    "the delay ends in the evening": (
        Situation(visit("2026-11-18", ends_at=local("2026-11-18T19:00")), policy=SOON, now=local("2026-11-18T19:30")),
        WAIT,
        "too_soon",
        "2026-11-19T08:00",
    ),
    "evening": (Situation(now=local("2026-11-19T20:00")), WAIT, "outside_hours", "2026-11-20T08:00"),
    "early morning": (Situation(now=local("2026-11-20T07:59")), WAIT, "outside_hours", "2026-11-20T08:00"),
    "Saturday": (Situation(now=local("2026-11-21T12:00")), WAIT, "outside_hours", "2026-11-23T08:00"),
    "Independence Day's weekend": (
        Situation(visit("2026-12-03"), now=local("2026-12-04T21:00")),
        WAIT,
        "outside_hours",
        "2026-12-07T08:00",
    ),
    "Epiphany": (
        Situation(visit("2027-01-04"), now=local("2027-01-06T12:00")),
        WAIT,
        "outside_hours",
        "2027-01-07T08:00",
    ),
    "Friday evening before the clock goes forward": (
        Situation(visit("2026-03-26"), now=local("2026-03-27T20:00")),
        WAIT,
        "outside_hours",
        "2026-03-30T08:00",
    ),
    "in the hour that is left out": (
        Situation(visit("2026-03-26"), now=datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        WAIT,
        "outside_hours",
        "2026-03-30T08:00",
    ),
    "Friday evening before the clock goes back": (
        Situation(visit("2026-10-22"), now=local("2026-10-23T20:00")),
        WAIT,
        "outside_hours",
        "2026-10-26T08:00",
    ),
    "in the hour that comes twice": (
        Situation(visit("2026-10-22"), now=local("2026-10-25T03:30").replace(fold=1)),
        WAIT,
        "outside_hours",
        "2026-10-26T08:00",
    ),
    "the weekend would make it too late": (
        Situation(visit("2026-09-22"), now=local("2026-11-21T09:00")),
        NEVER,
        "too_late",
        None,
    ),
    # Frequency
    "asked 89 days ago": (Situation(person=someone(last_asked_at=NOW - 89 * DAY)), NEVER, "asked_lately", None),
    "asked 90 days ago to the second": (
        Situation(person=someone(last_asked_at=NOW.astimezone(UTC) - 90 * DAY)),
        ASK,
        "ok",
        None,
    ),
    "asked a second less than 90 days ago": (
        Situation(person=someone(last_asked_at=NOW.astimezone(UTC) - 90 * DAY + timedelta(seconds=1))),
        NEVER,
        "asked_lately",
        None,
    ),
    "the 90 days are over by Monday": (
        Situation(
            now=local("2026-11-21T12:00"),
            person=someone(last_asked_at=local("2026-11-22T12:00").astimezone(UTC) - 90 * DAY),
        ),
        WAIT,
        "outside_hours",
        "2026-11-23T08:00",
    ),
    "another request waits to go out": (
        Situation(person=someone(last_asked_at=NOW + 3 * DAY)),
        NEVER,
        "asked_lately",
        None,
    ),
    # Caps
    "the hour is full": (
        Situation(policy=TIGHT, sent_at=[NOW - 10 * timedelta(minutes=1), NOW - 50 * timedelta(minutes=1)]),
        WAIT,
        "hourly_cap",
        "2026-11-20T12:10",
    ),
    "the day is full": (
        Situation(policy=TIGHT, sent_at=[NOW - 2 * HOUR, NOW - 3 * HOUR, NOW - 4 * HOUR]),
        WAIT,
        "daily_cap",
        "2026-11-23T08:00",
    ),
    "the hour is full until evening": (
        Situation(policy=TIGHT, now=local("2026-11-19T19:30"), sent_at=[local("2026-11-19T19:10")] * 2),
        WAIT,
        "hourly_cap",
        "2026-11-20T08:00",
    ),
    "a full day would make it too late": (
        Situation(
            visit("2026-09-21"), policy=TIGHT, now=local("2026-11-20T10:00"), sent_at=[local("2026-11-20T08:00")] * 3
        ),
        NEVER,
        "too_late",
        None,
    ),
    "a full day matters to nobody who is not asked": (
        Situation(policy=TIGHT, person=someone(own_staff=True), sent_at=[NOW] * 3),
        NEVER,
        "own_staff",
        None,
    ),
    # Consent
    "no consent": (Situation(consent=refused(ConsentReason.NO_CONSENT)), NEVER, "no_consent", None),
    "withdrawn": (Situation(consent=refused(ConsentReason.WITHDRAWN)), NEVER, "withdrawn", None),
    "an unclear reply not yet read": (
        Situation(consent=refused(ConsentReason.PAUSED), now=local("2026-11-19T12:00")),
        WAIT,
        "paused",
        "2026-11-20T12:00",
    ),
    "not confirmed yet, on a Friday": (
        Situation(consent=refused(ConsentReason.UNCONFIRMED)),
        WAIT,
        "unconfirmed",
        "2026-11-23T08:00",
    ),
    "the wait ends with the 60 days to the second": (
        Situation(
            visit("2026-09-21", ends_at=local("2026-09-24T09:00")),
            now=local("2026-11-22T12:00"),
        ),
        WAIT,
        "outside_hours",
        "2026-11-23T08:00",
    ),
    "paused to the end": (
        Situation(visit("2026-09-22"), consent=refused(ConsentReason.PAUSED)),
        NEVER,
        "too_late",
        None,
    ),
    "no consent yet, but the visit is to come": (
        Situation(visit("2026-11-23"), consent=refused(ConsentReason.NO_CONSENT)),
        WAIT,
        "not_ended",
        "2026-11-24T11:30",
    ),
    "no address yet, an hour after the visit": (
        Situation(person=someone(address=AddressStanding.NONE), now=local("2026-11-18T12:30")),
        WAIT,
        "too_soon",
        "2026-11-19T11:30",
    ),
    # Order of the reasons
    "cancelled is named before own staff": (
        Situation(visit("2026-11-18", status=BookingStatus.CANCELLED), person=someone(own_staff=True)),
        NEVER,
        "cancelled",
        None,
    ),
    "restriction is named before the want of consent": (
        Situation(person=someone(restricted=True), consent=refused(ConsentReason.RESTRICTED)),
        NEVER,
        "restricted",
        None,
    ),
    "the want of consent is named before frequency": (
        Situation(person=someone(last_asked_at=NOW), consent=refused(ConsentReason.EXPIRED)),
        NEVER,
        "expired",
        None,
    ),
    "frequency is named before the hour": (
        Situation(person=someone(last_asked_at=NOW), now=local("2026-11-21T12:00")),
        NEVER,
        "asked_lately",
        None,
    ),
}


@pytest.mark.parametrize(("situation", "outcome", "reason", "until"), TABLE.values(), ids=TABLE.keys())
def test_verdict_of_a_situation(situation: Situation, outcome: FeedbackOutcome, reason: str, until: str | None) -> None:
    verdict = situation.verdict()

    assert (verdict.outcome, str(verdict.reason)) == (outcome, reason)
    assert verdict.until == (None if until is None else local(until).astimezone(UTC))


@pytest.mark.parametrize("reason", [reason for reason in ConsentReason if reason is not ConsentReason.OK])
def test_every_reason_of_consent_is_passed_through(reason: ConsentReason) -> None:
    verdict = judge(BOOKING, PERSON, refused(reason), POLICY, NOW)

    assert str(verdict.reason) == str(reason)
    assert verdict.outcome is (WAIT if reason in UNSETTLED else NEVER)


@pytest.mark.parametrize(
    ("people", "asked"),
    [
        ([], set()),
        ([Participant(1, Part.BOOKED_FOR)], {1}),
        ([Participant(1, Part.CLIENT), Participant(2, Part.BOOKED_FOR), Participant(3, Part.BOOKED_FOR)], {2, 3}),
        ([Participant(1, Part.BOOKED_BY), Participant(1, Part.BOOKED_FOR)], {1}),
        ([Participant(1, Part.CLIENT, attends=True)], {1}),
        ([Participant(1, Part.CLIENT)], set()),
        ([Participant(1, Part.CLIENT, attends=True), Participant(2, Part.BOOKED_FOR)], {2}),
        ([Participant(1, Part.BOOKED_BY, attends=True), Participant(2, Part.PAYER, attends=True)], set()),
    ],
)
def test_those_it_is_booked_for_are_asked_else_the_client_who_attended(
    people: list[Participant], asked: set[int]
) -> None:
    assert whom_to_ask(people) == asked


def test_times_without_an_offset_are_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        EndedBooking(datetime(2026, 11, 18, 10), NOW, BookingStatus.PLANNED)  # noqa: DTZ001 - the fault under test


def test_first_run_on_an_old_calendar_asks_nothing_about_the_past() -> None:
    started = FeedbackPolicy(asking_since=date(2026, 11, 20))
    days = [NOW - timedelta(days=back) for back in range(1, 5 * 365)]

    for day in days:
        old = EndedBooking(day - HOUR, day, BookingStatus.PLANNED)
        assert judge(old, PERSON, OK, started, NOW).outcome is NEVER


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
PEOPLE = st.builds(
    PersonFacts,
    address=st.sampled_from([AddressStanding.OWN] * 3 + list(AddressStanding)),
    last_asked_at=st.none() | MOMENTS,
    restricted=st.sampled_from([False] * 9 + [True]),
    asked_about_this=st.sampled_from([False] * 9 + [True]),
)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    starts = draw(MOMENTS)
    ends = starts + timedelta(minutes=draw(st.integers(0, 600)))
    status = draw(st.sampled_from([BookingStatus.PLANNED] * 4 + list(BookingStatus)))
    reason = draw(st.sampled_from([ConsentReason.OK] * 6 + list(ConsentReason)))
    return Situation(
        booking=EndedBooking(starts, ends, status),
        person=draw(PEOPLE),
        consent=Verdict(reason is ConsentReason.OK, reason),
        policy=replace(POLICY, delay=timedelta(hours=draw(st.integers(0, 100))), caps=SendingCaps(2, 3)),
        now=ends + timedelta(minutes=draw(st.integers(-3000, 90_000))),
        sent_at=[],
    )


@settings(max_examples=500, deadline=None)
@given(situations(), st.lists(st.integers(0, 1600), max_size=6))
def test_who_is_asked_may_be_asked(situation: Situation, minutes: list[int]) -> None:
    situation = replace(situation, sent_at=[situation.now - timedelta(minutes=ago) for ago in minutes])
    verdict = situation.verdict()
    booking, person, policy, now = situation.booking, situation.person, situation.policy, situation.now

    if verdict.outcome is ASK:
        there = now.astimezone(HELSINKI)
        assert booking.status is BookingStatus.PLANNED
        assert situation.consent.allowed
        assert person.address is AddressStanding.OWN
        assert (person.restricted, person.asked_about_this) == (False, False)
        assert policy.delay <= now - booking.ends_at <= timedelta(days=60)
        assert person.last_asked_at is None or now - person.last_asked_at >= timedelta(days=90)
        assert there.weekday() < 5
        assert 8 <= there.hour < 20
        assert booking.starts_at.astimezone(HELSINKI).date() >= policy.asking_since
        assert sum(ago < 60 for ago in minutes) < policy.caps.per_hour
        assert verdict.until is None
    elif verdict.outcome is WAIT:
        assert verdict.until is not None
        assert verdict.until > now
        assert next_sending_moment(verdict.until, policy.hours) == verdict.until
        assert verdict.until - booking.ends_at <= timedelta(days=60)
    else:
        assert verdict.until is None
        assert verdict.reason is not FeedbackReason.OK


@settings(max_examples=300, deadline=None)
@given(situations())
def test_looking_again_when_told_comes_to_an_end(situation: Situation) -> None:
    verdict, looks = situation.verdict(), 0
    while verdict.outcome is WAIT:
        assert verdict.until is not None
        situation = replace(situation, now=verdict.until)
        verdict, looks = situation.verdict(), looks + 1

    settled = situation.consent.reason not in UNSETTLED
    assert looks <= (2 if settled else 62)

"""Due dates of rights requests, source notices and breach notices (D1–D9, W2). Pure dates; no clock.

Local dates are those of Europe/Helsinki. Asking for identity does not stop the clock (D7): no function here takes it in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from models.rules.months import HELSINKI, add_months, local_date
from models.rules.working_days import WorkingCalendar, add_working_days, next_working_day

BREACH_NOTICE = timedelta(hours=72)
ACKNOWLEDGE_WORKING_DAYS = 3
REMINDER_DAYS = (7, 14)
LAST_REMINDER_WORKING_DAYS = 5


@dataclass(frozen=True, slots=True)
class RequestDeadlines:
    """Dates of one rights request, all local: arrival, answer or refusal or notice of extension, answer once extended."""

    received_local: date
    due: date
    extended_due: date


def received_on(received_at: datetime, zone: ZoneInfo = HELSINKI) -> date:
    """Give the local date on which the clock starts (D1). `received_at` is the aware time of the firm's own server.

    Never the time that the message itself claims. Raises ValueError for a naive time.
    """
    return local_date(received_at, zone)


def request_deadlines(received_local: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> RequestDeadlines:
    """Give the due dates of a request that arrived on `received_local` (D2–D4): one month, extended three months from arrival."""
    return RequestDeadlines(
        received_local=received_local,
        due=next_working_day(add_months(received_local, 1), calendar),
        # D4: counted from arrival, not from the first due date.
        extended_due=next_working_day(add_months(received_local, 3), calendar),
    )


def due_in_force(deadlines: RequestDeadlines, extension_noticed_on: date | None) -> date:
    """Give the date by which the answer is due, given when the notice of extension was sent; None = none was sent.

    A notice after the first due date extends nothing (D5). A refusal is due by the first date in any case (D6).
    """
    in_time = extension_noticed_on is not None and extension_noticed_on <= deadlines.due
    return deadlines.extended_due if in_time else deadlines.due


def acknowledge_by(received_local: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT) -> date:
    """Give the date by which receipt of a request is acknowledged (W2)."""
    return add_working_days(received_local, ACKNOWLEDGE_WORKING_DAYS, calendar)


def reminders(
    received_local: date, due: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT
) -> tuple[date, ...]:
    """Give the days on which staff are reminded of an open request, in order, each once and none after `due` (D7)."""
    days = {received_local + timedelta(days=count) for count in REMINDER_DAYS}
    days.add(add_working_days(due, -LAST_REMINDER_WORKING_DAYS, calendar))
    return tuple(sorted(day for day in days if received_local < day <= due))


class Urgency(StrEnum):
    """How an open request stands on a day: nothing special, a reminder (7 and 14 days after arrival), due soon, too late."""

    OPEN = "open"
    REMINDER = "reminder"
    SOON = "soon"
    LATE = "late"


def urgency(
    received_local: date, due: date, today: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT
) -> Urgency:
    """Say how an open request stands on the local date `today` (D7). A reminder of a day off is told on the next working day."""
    if today > due:
        return Urgency.LATE
    if today >= add_working_days(due, -LAST_REMINDER_WORKING_DAYS, calendar):
        return Urgency.SOON
    days = (next_working_day(received_local + timedelta(days=count), calendar) for count in REMINDER_DAYS)
    return Urgency.REMINDER if today in days else Urgency.OPEN


def rules_of(
    deadlines: RequestDeadlines, due: date, calendar: WorkingCalendar = WorkingCalendar.FI_STRICT
) -> tuple[str, ...]:
    """Give the rules that made the due date in force: D2 or D4, and D3 when it was moved from a day off."""
    extended = due == deadlines.extended_due != deadlines.due
    nominal = add_months(deadlines.received_local, 3 if extended else 1)
    moved = ("D3",) if next_working_day(nominal, calendar) != nominal else ()
    return ("D4" if extended else "D2", *moved)


def source_notice_due(
    obtained: date,
    first_contact: date | None = None,
    first_disclosure: date | None = None,
    calendar: WorkingCalendar = WorkingCalendar.FI_STRICT,
) -> date:
    """Give the date by which a person is told that data about them came from elsewhere (D8, Art. 14(3)).

    `first_contact` and `first_disclosure` are the first ones with these data; None = none yet. They count as that very day,
    also on a weekend; one that lies before `obtained` makes the notice due at once.
    """
    month = next_working_day(add_months(obtained, 1), calendar)
    occasions = [max(day, obtained) for day in (first_contact, first_disclosure) if day is not None]
    return min(month, *occasions) if occasions else month


def breach_notice_due(aware_at: datetime, zone: ZoneInfo = HELSINKI) -> datetime:
    """Give the moment, in local time, by which the ombudsman is told of a breach: 72 elapsed hours from awareness (D9).

    Weekends, holidays and changes of the clock are part of the 72 hours. Raises ValueError for a naive time.
    """
    if aware_at.tzinfo is None:
        raise ValueError("the moment of awareness needs an offset")
    # In UTC: an addition in local time would count by the clock on the wall.
    return (aware_at.astimezone(UTC) + BREACH_NOTICE).astimezone(zone)

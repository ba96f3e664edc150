"""Is this event a booking, and of whom? The calendar's own rules and the facts of the event decide. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from connectors.accounts import BookingRules, EventChoice
from connectors.calendar.content import Component
from connectors.calendar.limits import MAX_TEXT
from connectors.calendar.people import Participant, People, plain, read_mentioned, read_people
from models.values import OwnIdentity, PersonHint
from models.vocabulary import BookingStatus

REMOTE = "remote"
"""Place of a visit that takes place by phone or on a meeting service."""

_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
_REMOTE_PLACE = re.compile(
    r"https?://|\b(?:microsoft )?teams\b|\bzoom\b|\bgoogle meet\b|\bwebex\b|\bskype\b|\betä(?:vastaanotto|tapaaminen|yhteys)?\b|"
    r"\bpuhelimitse\b|\bdistans\b|\bonline\b",
    re.IGNORECASE,
)
# What Outlook and booking services put before the title of a cancelled meeting that is kept in the calendar.
_CANCELLED_TITLE = re.compile(
    r"(?:canceled|cancelled|peruutettu|peruttu|peruttiin|inställd|inställt|avbokad|avbokat|avlyst)\s*:", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Description:
    """What one VEVENT says, the same for each of its occurrences. `why` is a code, never text of the event."""

    status: BookingStatus
    is_booking: bool
    why: str
    title: str = ""
    people: tuple[PersonHint, ...] = ()
    location: str = ""
    practitioner: str = ""
    service_code: str = ""
    no_feedback: bool = False


def describe(event: Component, method: str, rules: BookingRules, own: OwnIdentity, *, all_day: bool) -> Description:
    """Judge one VEVENT. `method` is the METHOD of its calendar.

    Of an event that is no booking only state and reason are given: its people, title and place are nobody's business.
    """
    people = read_people(event, own)
    title = _text(event, "SUMMARY")
    marks = (title, *_categories(event))
    status = _status(event, method, title, people)
    if _matches(rules.no_show_pattern, marks) and status is not BookingStatus.CANCELLED:
        status = BookingStatus.NO_SHOW
    refusal = _refusal(event, people, all_day=all_day)
    why = refusal or _choice(event, people, rules, marks)
    if not why.startswith("chosen"):
        return Description(status, is_booking=False, why=why)
    return Description(
        status=status,
        is_booking=True,
        why=why,
        title=title,
        people=_hints(event, people, own),
        location=_location(event),
        practitioner=_practitioner(people, rules),
        service_code=next((code for pattern, code in rules.services if _matches(pattern, marks)), ""),
        no_feedback=_matches(rules.no_feedback_pattern, marks),
    )


def _refusal(event: Component, people: People, *, all_day: bool) -> str:
    """Why the event is none of the client's visits whatever the calendar's rules say; "" when nothing speaks against it."""
    if event.value("CLASS").upper() in _PRIVATE:
        return "private"
    if all_day or event.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return "all_day"
    if people.everyone and not people.outside:
        # The organiser alone is the calendar's owner: an entry of their own, not a meeting.
        if people.attendees:
            return "staff_meeting" if len(people.everyone) > 1 else ""
        return ""
    return _invitation(people)


def _invitation(people: People) -> str:
    """HW-T6: calendars take in strangers' invitations unasked. Only one that staff have answered counts."""
    organiser = people.organiser
    if organiser is None:
        return ""
    answers = people.staff
    if any(one.hint.answered and not one.declined for one in answers):
        return ""
    if answers and all(one.declined for one in answers):
        return "declined"
    if not organiser.hint.is_staff:
        return "unanswered_invitation"
    # A forged organiser of the firm's own: the real one would not wait for the own answer.
    forged = any(one.stated and one.hint.address == organiser.hint.address for one in answers)
    return "unanswered_invitation" if forged else ""


def _choice(event: Component, people: People, rules: BookingRules, marks: tuple[str, ...]) -> str:
    """Which of the calendar's rules makes it a booking ("chosen_…"), or why none does."""
    if rules.choice is EventChoice.CATEGORY:
        wanted = rules.pattern.casefold()
        return "chosen_by_category" if any(mark.casefold() == wanted for mark in marks[1:]) else "other_category"
    if rules.choice is EventChoice.TITLE:
        return "chosen_by_title" if _matches(rules.pattern, marks[:1]) else "other_title"
    if rules.choice is EventChoice.OUTSIDE_ATTENDEE:
        return "chosen_by_attendee" if people.outside else "no_outside_attendee"
    if event.value("TRANSP").upper() == "TRANSPARENT" and not people.outside:
        # Time that stays free for others is a note, not a visit.
        return "shown_as_free"
    return "chosen_all"


def _status(event: Component, method: str, title: str, people: People) -> BookingStatus:
    written = event.value("STATUS").upper()
    if written == "CANCELLED" or method == "CANCEL" or _CANCELLED_TITLE.match(title):
        return BookingStatus.CANCELLED
    outside = [one for one in people.attendees if not one.hint.is_staff]
    if outside and all(one.declined for one in outside):
        return BookingStatus.CANCELLED
    return BookingStatus.TENTATIVE if written == "TENTATIVE" else BookingStatus.PLANNED


def _hints(event: Component, people: People, own: OwnIdentity) -> tuple[PersonHint, ...]:
    named = tuple(one.hint for one in people.everyone)
    known = frozenset(hint.address.casefold() for hint in named if hint.address)
    description = event.first("DESCRIPTION")
    return (*named, *(read_mentioned(description.text, own, known) if description else ()))


def _practitioner(people: People, rules: BookingRules) -> str:
    """The one staff attendee, else the calendar's owner of the configuration, else the organiser from the firm."""
    staff = [one for one in people.staff if not one.declined]
    if len(staff) == 1:
        return _named(staff[0])
    if rules.practitioner:
        return rules.practitioner
    organiser = people.organiser
    return _named(organiser) if organiser is not None and organiser.hint.is_staff else ""


def _named(participant: Participant) -> str:
    return participant.hint.name or participant.hint.address


def _location(event: Component) -> str:
    place = _text(event, "LOCATION")
    return REMOTE if _REMOTE_PLACE.search(place) else place


def _text(event: Component, name: str) -> str:
    found = event.first(name)
    return plain(found.text) if found else ""


def _categories(event: Component) -> tuple[str, ...]:
    lines = event.all("CATEGORIES")[:MAX_TEXT]
    return tuple(plain(text) for line in lines for text in re.split(r"(?<!\\),", line.value)[:MAX_TEXT] if text.strip())


def _matches(pattern: str, texts: Iterable[str]) -> bool:
    """Whether the pattern is found in one of the texts, in any case; an empty pattern never is."""
    return bool(pattern) and any(_compiled(pattern).search(text) for text in texts)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)

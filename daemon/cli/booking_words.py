"""Bookings in words: when, as whom, and why somebody is or is not asked for feedback."""

from dataclasses import dataclass
from datetime import datetime

from daemon.cli.opened import Local, Opened
from daemon.cli.output import Lines
from daemon.reasons import plain_words, words_for
from models.register.queries.bookings import BookingShown, VerdictShown
from models.rules.feedback import FeedbackReason
from models.rules.identity import MatchReason
from models.tables import BookingRole, DecisionOutcome
from models.vocabulary import BookingStatus, MailState

ROLE_WORDS = {BookingRole.CLIENT: "client", BookingRole.BOOKED_BY: "booked by", BookingRole.BOOKED_FOR: "booked for"}
MAIL_WORDS = {
    MailState.WAITING: "waits for approval",
    MailState.QUEUED: "goes out soon",
    MailState.CLAIMED: "is going out",
    MailState.HANDING: "is going out",
    MailState.SENT: "sent",
    MailState.REFUSED: "refused by the server",
    MailState.UNKNOWN: "unknown whether it arrived",
}


CALLED_OFF = {
    BookingStatus.CANCELLED: FeedbackReason.CANCELLED,
    BookingStatus.REMOVED: FeedbackReason.REMOVED,
    BookingStatus.NO_SHOW: FeedbackReason.NO_SHOW,
}


@dataclass(frozen=True, slots=True)
class Judging:
    """What is said of a booking that nobody has judged: by the moment of now, and whether requests are off."""

    now: datetime
    is_off: bool

    def words(self, booking: BookingShown) -> str:
        """Give the words."""
        if booking.status in CALLED_OFF:
            return f"no: {plain_words(CALLED_OFF[booking.status])}"
        if self.is_off:
            return "not asked: feedback requests are off"
        if booking.ends_at > self.now:
            return f"waits: {plain_words(FeedbackReason.NOT_ENDED)}"
        return "not judged yet: `rekisterid pull` does it, and the service by itself"


def judging_of(register: Opened) -> Judging:
    """Give what is said of bookings that nobody has judged in this register, at the moment of the command."""
    return Judging(register.now, is_off=register.config.sending.mode.value == "off")


def booking_when(booking: BookingShown, local: Local) -> str:
    """Give date and time, or the date alone of an all-day event."""
    return local.day(booking.starts_at) if booking.all_day else local.moment(booking.starts_at)


def roles_of(booking: BookingShown, person_id: int) -> str:
    """Give how one person takes part."""
    roles = next((person.roles for person in booking.people if person.id == person_id), ())
    return ", ".join(ROLE_WORDS[role] for role in roles)


def people_words(booking: BookingShown) -> Lines:
    """Give the people with their parts, one a line; else why nobody is known."""
    lines = []
    for person in booking.people:
        name = person.name or f"person {person.id}"
        parts = [ROLE_WORDS[role] for role in person.roles if role is not BookingRole.CLIENT]
        alone = len(booking.people) == 1
        lines.append(name if alone or not parts else f"{name} ({', '.join(parts)})")
    return Lines(lines or [words_for(MatchReason, booking.match_reason)])


def state_words(booking: BookingShown, local: Local) -> Lines:
    """Give the state, and from when a booking was moved."""
    before = [move for move in booking.moves if move.starts_at != booking.starts_at]
    moved = [f"was {local.moment(before[-1].starts_at)}"] if before else []
    return Lines([booking.status.value.replace("_", " "), *moved])


def verdict_words(booking: BookingShown, local: Local, judging: Judging) -> Lines:
    """Give the verdicts in plain words; where several people are judged, each with the name."""
    if not booking.verdicts:
        return Lines([judging.words(booking)])
    several = len(booking.verdicts) > 1
    lines = []
    for verdict in booking.verdicts:
        name = f"{verdict.name or f'person {verdict.person_id}'}: " if several else ""
        lines.append(f"{name}{one_verdict(verdict, local)}")
    return Lines(lines)


def one_verdict(verdict: VerdictShown, local: Local) -> str:
    """Give one verdict in plain words: what happens, and why."""
    reason = words_for(FeedbackReason, verdict.reason)
    if verdict.outcome is DecisionOutcome.NEVER:
        by = f" ({verdict.skipped_by})" if verdict.skipped_by else ""
        return f"no: {reason}{by}"
    if verdict.outcome is DecisionOutcome.WAIT:
        until = f", again {local.moment(verdict.wait_until)}" if verdict.wait_until else ""
        return f"waits: {reason}{until}"
    asked = f"yes: {MAIL_WORDS[verdict.mail_state]}" if verdict.mail_state in MAIL_WORDS else f"yes: {reason}"
    return asked + _reminder_words(verdict)


def _reminder_words(verdict: VerdictShown) -> str:
    """Give what became of the reminder, nothing where there is none."""
    if verdict.reminder_state is None:
        return ""
    if verdict.reminder_state in (MailState.DROPPED, MailState.REFUSED):
        why = words_for(FeedbackReason, verdict.reminder_reason) if verdict.reminder_reason else ""
        return f"; no reminder: {why}"
    return f"; reminder: {MAIL_WORDS[verdict.reminder_state]}"

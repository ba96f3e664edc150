"""What a reading says, as JSON for programs and as lines for people: what would be taken, from where, why or why not."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from connectors.mail.explain import prediction
from daemon.cli.explain_files import Explained, Known
from daemon.cli.output import Plain, plain
from daemon.problem_codes import ProblemCode
from daemon.reasons import plain_words, words_for
from models.rules.identity import Rung, SenderFacts, rung_of
from models.rules.normalise import comparable_email, shown_phone
from models.values import BookingSeen, EventsReading, FoundValue, MessageReading, OwnIdentity, PersonHint
from models.vocabulary import DetailField, FolderRole, Trust

NOTHING = "nothing_in_window"


def objects_of(item: Explained, known: Known) -> Iterator[Plain]:
    """Give the JSON objects of a file: one for a message, one for each occurrence, one for each thing that cannot be read."""
    name = str(item.path)
    if isinstance(item.reading, MessageReading):
        yield {**prediction(item.path.stem, item.reading), "file": name}
    elif isinstance(item.reading, EventsReading):
        for occurrence in item.reading.occurrences:
            yield {"file": name, **_occurrence(occurrence, known.rules.zone)}
        for problem in item.reading.problems:
            yield {"file": name, "problem": problem}
        if not item.reading.occurrences and not item.reading.problems:
            yield {"file": name, "note": NOTHING}
    else:
        yield {"id": item.path.stem, "file": name, "problem": item.problem}


def _occurrence(seen: BookingSeen, zone: str) -> dict[str, Plain]:
    return {
        "uid": seen.uid,
        "recurrence_id": seen.recurrence_id,
        "starts_at": _local(seen.starts_at, zone),
        "ends_at": _local(seen.ends_at, zone),
        "all_day": seen.all_day,
        "zone_assumed": seen.zone_assumed,
        "status": seen.status.value,
        "is_booking": seen.is_booking,
        "why": seen.why,
        "place": seen.location,
        "people": [plain(hint) for hint in seen.people],
        "practitioner": seen.practitioner,
        "service": seen.service_code,
        "no_feedback": seen.no_feedback,
    }


def _local(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat()


def lines_of(item: Explained, known: Known) -> Iterator[str]:
    """Give the lines for people."""
    yield str(item.path)
    if isinstance(item.reading, MessageReading):
        yield from _message(item.reading, known.own)
    elif isinstance(item.reading, EventsReading):
        yield from _events(item.reading, known)
    else:
        yield f"  cannot be read: {_problem(item.problem)}"


def _message(reading: MessageReading, own: OwnIdentity) -> Iterator[str]:
    yield f"  a {reading.kind.value} message in {reading.language.value}: {reading.kind_reason}"
    person = reading.subject_of or reading.sender
    if person is None:
        yield "  nobody's: it has no single clear sender"
    else:
        yield f"  from {person.name or 'no name'} <{person.address}>, {_trust(reading)}"
        yield f"  in an inbox, if nothing else is known of the sender: {plain_words(_rung(reading, own))}"
    yield from _values("would be taken", reading.found)
    yield from _values("would be proposed", reading.proposals)
    if not reading.found and not reading.proposals:
        yield "  nothing would be taken"
    yield from _said(reading)


def _trust(reading: MessageReading) -> str:
    words = {Trust.VERIFIED: "proven", Trust.FAILED: "not proven: the server doubts it", Trust.NONE: "not proven"}
    return words[reading.trust] + (", passed on by the sender" if reading.forwarded else "")


def _rung(reading: MessageReading, own: OwnIdentity) -> Rung:
    person = reading.subject_of or reading.sender
    address = comparable_email(person.address) if person else None
    is_own = address is not None and (address in own.addresses or address.rpartition("@")[2] in own.domains)
    return rung_of(SenderFacts(reading.kind, FolderRole.INBOX, has_sender=address is not None, own=is_own))


def _values(title: str, found: tuple[FoundValue, ...]) -> Iterator[str]:
    if found:
        yield f"  {title}:"
    for value in found:
        shown = shown_phone(value.value) if value.field is DetailField.PHONE else value.value
        place = f"line {value.line} in {value.zone.value}" if value.line else value.zone.value
        yield f"    {value.field.value:<17} {shown}"
        yield f"    {'':<17}   {place}: {value.rule}, {value.confidence:.0%} sure"


def _said(reading: MessageReading) -> Iterator[str]:
    if reading.withdrawal_word:
        yield "  says: the plain word that withdraws consent"
    if reading.consent.value != "none":
        yield f"  says of mail from the firm: {reading.consent.value}"
    for request in reading.requests:
        yield f"  asks for: {request.value.replace('_', ' ')}"
    if reading.feedback_score is not None:
        yield f"  answers with the score {reading.feedback_score}"
    if reading.bounce is not None:
        yield f"  returns a letter, {'for good' if reading.bounce.permanent else 'for now'}"


def _events(reading: EventsReading, known: Known) -> Iterator[str]:
    if not reading.occurrences and not reading.problems:
        yield f"  nothing takes place between {known.window_from:%Y-%m-%d} and {known.window_until:%Y-%m-%d}"
    zone = ZoneInfo(known.rules.zone)
    for seen in reading.occurrences:
        when = f"{seen.starts_at.astimezone(zone):%Y-%m-%d %H:%M}–{seen.ends_at.astimezone(zone):%H:%M}"
        assumed = " (zone assumed)" if seen.zone_assumed else ""
        verdict = "a booking" if seen.is_booking else "no booking"
        yield f"  {when}{assumed}  {seen.status.value}  {verdict}: {seen.why.replace('_', ' ')}"
        for hint in seen.people:
            yield f"    {_person(hint)}"
        if seen.location:
            yield f"    place {seen.location}"
    for problem in reading.problems:
        yield f"  an event cannot be read: {_problem(problem)}"


def _problem(code: str) -> str:
    words = words_for(ProblemCode, code)
    return code if words == code else f"{words} ({code})"


def _person(hint: PersonHint) -> str:
    reached = " ".join(part for part in (hint.name, f"<{hint.address}>" if hint.address else "", hint.phone) if part)
    return f"{hint.role.value} {reached}{' (own staff)' if hint.is_staff else ''}"

"""What the demo prints beside the output of real commands: what was read and why, people with their sources, a letter."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from sqlmodel import Session

from daemon.cli.output import Column, line, show
from daemon.reasons import words_for
from models.register.queries.people import list_people
from models.register.queries.reading import MessageOutcome
from models.register.queries.values import ValueShown, values_of
from models.rules.identity import MatchReason, Rung
from models.rules.normalise import shown_phone
from models.values import CalendarObjectSeen, MessageSeen
from models.vocabulary import DetailField, Outcome

_SHOWN_FIELDS = {
    DetailField.EMAIL: "e-mail",
    DetailField.PHONE: "phone",
    DetailField.COMPANY: "company",
    DetailField.JOB_TITLE: "title",
    DetailField.STREET: "street",
}
_OTHER_REASONS = {
    "contact_history": "sent by staff: contact history",
    "outgoing_to_strangers": "sent to nobody the register knows",
}


def headline(text: str) -> None:
    """Begin a part of the story."""
    line()
    line(f"── {text} {'─' * max(2, 76 - len(text))}")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One message: where it lay, who wrote it, what sort it is, what came of it and why."""

    folder: str
    sender: str
    kind: str
    outcome: str
    why: str


def reason_in_words(code: str) -> str:
    """Give a reason of intake in plain words."""
    words = words_for(Rung, code)
    words = words if words != code else words_for(MatchReason, code)
    return _OTHER_REASONS.get(code, words)


def show_mail(
    session: Session, outcomes: Iterable[MessageOutcome], seen: Mapping[tuple[str, str, str], MessageSeen]
) -> None:
    """Write the incoming mail line by line, and what staff sent as a count."""
    rungs = {person.email: person.rung for person in list_people(session)}
    lines, sent = [], 0
    for outcome in outcomes:
        if outcome.stream == "Sent":
            sent += 1
            continue
        reading = seen[outcome.account, outcome.stream, outcome.item].reading
        sender = reading.sender.name or reading.sender.address if reading.sender else ""
        kind = f"{reading.kind.value}, forwarded" if reading.forwarded else reading.kind.value
        taken = "used" if outcome.outcome is Outcome.USED else outcome.outcome.value
        why = reason_in_words(outcome.reason)
        if outcome.reason == Rung.KNOWN and reading.sender:
            why = f"a client: {reason_in_words(rungs.get(reading.sender.address, outcome.reason))}"
        lines.append(ReadLine(outcome.account, sender, kind, taken, why))
    columns = (
        Column[ReadLine]("mailbox", lambda row: row.folder),
        Column[ReadLine]("from", lambda row: row.sender),
        Column[ReadLine]("kind", lambda row: row.kind),
        Column[ReadLine]("outcome", lambda row: row.outcome),
        Column[ReadLine]("why", lambda row: row.why),
    )
    show(lines, columns, as_json=False)
    line(f"and {sent} messages that staff sent: they show whom the firm knows")


def show_events(objects: Sequence[CalendarObjectSeen], problems: int) -> None:
    """Write how many calendar entries are bookings and why the others are none."""
    whys = Counter(item.reading.occurrences[0].why for item in objects if item.reading.occurrences)
    bookings = sum(count for why, count in whys.items() if why.startswith("chosen"))
    line(f"{len(objects) + problems} calendar entries: {bookings} are bookings; the others are none:")
    for why, count in sorted(whys.items()):
        if not why.startswith("chosen"):
            line(f"  {count}  {why.replace('_', ' ')}")
    if problems:
        line(f"  {problems}  cannot be read (a rule that repeats every second): kept as a problem, the rest is read")


@dataclass(frozen=True, slots=True)
class ValueLine:
    """One value of one person with the sources that state it; `name` stands on a person's first line only."""

    name: str
    field: str
    value: str
    sources: str


def show_people(session: Session) -> None:
    """Write everybody in the register, each value with where it came from."""
    rows: list[ValueLine] = []
    for person in list_people(session):
        name = person.name
        for value in values_of(session, person.records):
            if value.field in _SHOWN_FIELDS:
                number = shown_phone(value.value) if value.field is DetailField.PHONE else value.value
                rows.append(ValueLine(name, _SHOWN_FIELDS[value.field], number, _sources(value)))
                name = ""
    columns = (
        Column[ValueLine]("person", lambda row: row.name),
        Column[ValueLine]("", lambda row: row.field),
        Column[ValueLine]("value", lambda row: row.value),
        Column[ValueLine]("from", lambda row: row.sources),
    )
    show(rows, columns, as_json=False)


def _sources(value: ValueShown) -> str:
    kinds = Counter(tag.source.kind.value.replace("_", " ") for tag in value.sources)
    return ", ".join(kind if count == 1 else f"{kind} ×{count}" for kind, count in kinds.items())


def show_letter(raw: bytes) -> None:
    """Write one letter as its receiver sees it: the headers that matter, and the plain text."""
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    assert part is not None
    for name in ("From", "To", "Subject", "List-Unsubscribe", "Auto-Submitted"):
        line(f"  │ {name}: {message[name]}")
    line("  │")
    for text in str(part.get_content()).rstrip().splitlines():
        for piece in re.findall(r".{1,92}(?:\s|$)|\S+", text) or [""]:
            line(f"  │ {piece.rstrip()}".rstrip())

"""How a person card looks in a terminal: values with their source tags first, then consent, bookings and what was between us."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.cli.booking_words import booking_when, roles_of, verdict_words
from daemon.cli.consent_words import consent_view
from daemon.cli.opened import Local
from daemon.cli.output import clean
from daemon.cli.plain_table import plain_table
from daemon.cli.source_words import tag_lines
from daemon.reasons import words_for
from models.register.queries.card import ContactShown, PersonCard
from models.register.queries.values import ValueShown
from models.rules.identity import MatchReason, Rung
from models.rules.normalise import shown_phone
from models.tables import DetailStanding
from models.vocabulary import DetailField

BOOKINGS_SHOWN = 15
CONTACTS_SHOWN = 10

FIELD_WORDS = {
    DetailField.PERSON_NAME: "name",
    DetailField.EMAIL: "e-mail",
    DetailField.BUSINESS_ID: "business id",
    DetailField.JOB_TITLE: "title",
    DetailField.EINVOICE_ADDRESS: "e-invoice",
    DetailField.EINVOICE_OPERATOR: "e-inv. operator",
}
STANDING_WORDS = {DetailStanding.EARLIER: "earlier", DetailStanding.PROPOSAL: "proposed, not in use"}


def card_view(card: PersonCard, local: Local, *, each_source: bool = False) -> RenderableType:
    """Give the card as something to print. `each_source`: one line for every source instead of one for equal ones."""
    parts: list[RenderableType] = [_heading(card, local), _values(card.values, local, each_source=each_source)]
    parts += [_title("consent"), consent_view(card.consent, card.ledger, local)]
    parts += _bookings(card, local)
    parts += _contacts(card.contacts, card.contact_count, local)
    parts += _cases(card, local)
    parts += _letters(card, local)
    parts += _judgements(card, local)
    return Group(*parts)


def _heading(card: PersonCard, local: Local) -> Text:
    name = next((value.value for value in card.values if value.shown and value.field is DetailField.PERSON_NAME), "")
    text = Text(clean(name) or "no name known", style="bold")
    text.append(f"\nperson {card.id}")
    language = next((record.language for record in card.records if record.language), None)
    text.append(f" · writes {language.value}" if language else "")
    if len(card.records) > 1:
        joined = ", ".join(str(record.id) for record in card.records)
        text.append(f" · records {joined} read as one since {local.day(card.together_since)}")
    for mark in (record.minor_mark for record in card.records if record.minor_mark):
        text.append(f" · minor ({mark.value})", style="bold")
    if not card.client:
        text.append("\nno client")
    for client in card.client:
        ended = f" until {client.ended_on}" if client.ended_on else f", last seen {client.last_activity_on}"
        because = words_for(Rung, client.rung)
        text.append(f"\nclient c{client.client_no} since {client.started_on}{ended}: {because}")
    return text.append("\n")


def _values(values: Sequence[ValueShown], local: Local, *, each_source: bool) -> RenderableType:
    if not values:
        return Text("no values\n")
    table = plain_table("field", "value", "where it came from")
    table.columns[0].no_wrap = True
    table.columns[1].ratio, table.columns[2].ratio = 2, 3
    last: DetailField | None = None
    for value in values:
        name = FIELD_WORDS.get(value.field, value.field.value) if value.field is not last else ""
        if last is not None and value.field is not last:
            table.add_section()
        last = value.field
        table.add_row(name, _value(value), Text("\n").join(tag_lines(value.sources, local, each=each_source)))
    return table


def _value(value: ValueShown) -> Text:
    shown = shown_phone(value.value) if value.field is DetailField.PHONE else value.value
    text = Text(clean(shown), style="bold" if value.shown else "")
    notes = [
        *([STANDING_WORDS[value.standing]] if value.standing in STANDING_WORDS else []),
        *(["an office's address"] if value.is_role_address else []),
        *(["told by the person"] if value.told_by_person and value.field is DetailField.EMAIL else []),
    ]
    return text.append(f"\n({'; '.join(notes)})", style="dim not bold") if notes else text


def _title(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _bookings(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if not card.bookings:
        return
    yield _title(_counted(len(card.bookings), "booking", BOOKINGS_SHOWN))
    table = plain_table("when", "state", "as", "feedback")
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    for booking in card.bookings[:BOOKINGS_SHOWN]:
        table.add_row(
            booking_when(booking, local),
            booking.status.value,
            roles_of(booking, card.id),
            verdict_words(booking, local),
        )
    yield table


def _contacts(contacts: Sequence[ContactShown], count: int, local: Local) -> Iterable[RenderableType]:
    if not contacts:
        return
    yield _title(_counted(count, "contact", CONTACTS_SHOWN))
    for contact in contacts[:CONTACTS_SHOWN]:
        place = f"{contact.source.account}/{contact.source.stream}"
        way = "from them" if contact.direction.value == "incoming" else "to them"
        yield Text(clean(f"  {local.moment(contact.at)}  {way:<9}  {contact.channel}  {place}"))


def _counted(count: int, what: str, shown: int) -> str:
    counted = f"{count} {what}{'' if count == 1 else 's'}"
    return f"{counted}, the latest {shown} of them" if count > shown else counted


def _cases(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.requests:
        yield _title("rights requests")
    for case in card.requests:
        yield Text(
            f"  case {case.id}  {case.kind.value}  {case.state.value}  received {case.received_on}  due {case.due_on}"
        )


def _letters(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.letters:
        yield _title("letters to the person")
    answers = {answer.mail_id: answer for answer in card.answers}
    for letter in card.letters:
        moment = letter.settled_at or letter.handed_at or letter.created_at
        words = f"  {local.moment(moment)}  {letter.kind.value.replace('_', ' ')}  {letter.state.value}"
        words += f" ({letter.reason})" if letter.reason else ""
        yield Text(
            words + _answer(answers[letter.id].score, answers[letter.id].answered_at, local)
            if letter.id in answers
            else words
        )


def _answer(score: int | None, at: datetime, local: Local) -> str:
    return f"  answered {local.day(at)}" + (f", score {score}" if score is not None else "")


def _judgements(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.judgements:
        yield _title("someone should look")
    for judgement in card.judgements:
        ids = ", ".join(f"{person} ({name})" if name else str(person) for person, name in judgement.people)
        yield Text(clean(f"  {local.day(judgement.made_at)}  {words_for(MatchReason, judgement.reason)}: {ids}"))

"""How a person card looks in a terminal: values with their source tags first, then consent, bookings and what was between us."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.text import Text

from daemon.cli.booking_words import Judging, booking_when, roles_of, state_words, verdict_words
from daemon.cli.consent_words import consent_view
from daemon.cli.opened import Local
from daemon.cli.output import cell, clean
from daemon.cli.plain_table import plain_lines, plain_table
from daemon.cli.recipient_words import notice_words
from daemon.cli.source_words import place_words, tag_lines
from daemon.reasons import words_for
from models.register.queries.card import AnswerShown, ContactShown, PersonCard
from models.register.queries.values import ValueShown
from models.register.queries.waiting import JudgementShown
from models.rules.identity import MatchReason, Rung
from models.rules.normalise import one_line, shown_phone
from models.tables import DetailStanding
from models.vocabulary import DetailField, Direction

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


def card_view(
    card: PersonCard, local: Local, judging: Judging, *, each_source: bool = False, wide: bool = False
) -> RenderableType:
    """Give the card as something to print.

    `each_source`: every source by itself instead of equal ones together. `wide`: there is room for a source on one line.
    """
    values = _values(card.values, local, each=each_source, wide=wide)
    parts: list[RenderableType] = [_heading(card, local, judging.now), values]
    parts += [_title("consent"), consent_view(card.consent, card.ledger, local)]
    parts += _bookings(card, local, judging)
    parts += _contacts(card.contacts, card.contact_count, local)
    parts += _cases(card)
    parts += _inquiries(card, local)
    parts += _recipients(card)
    parts += _letters(card, local)
    parts += _judgements(card, local)
    return Group(*parts)


def _heading(card: PersonCard, local: Local, now: datetime) -> Text:
    name = next((value.value for value in card.values if value.shown and value.field is DetailField.PERSON_NAME), "")
    text = Text().append(clean(name) or "no name known", style="bold")
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
        # A booking ahead is an activity on its own day.
        ahead = " (to come)" if local.day(client.last_activity_on) > local.day(now) else ""
        last = f", last activity {client.last_activity_on}{ahead}"
        ended = f" until {client.ended_on}" if client.ended_on else last
        text.append(f"\nclient c{client.client_no} since {client.started_on} ({words_for(Rung, client.rung)}){ended}")
    return text.append("\n")


def _values(values: Sequence[ValueShown], local: Local, *, each: bool, wide: bool) -> RenderableType:
    if not values:
        return Text("no values\n")
    table = plain_table("field", "value", "where it came from")
    table.columns[0].no_wrap = True
    if not wide:
        table.columns[1].ratio, table.columns[2].ratio = 2, 3
    last: DetailField | None = None
    for value in values:
        name = FIELD_WORDS.get(value.field, value.field.value) if value.field is not last else ""
        if last is not None and value.field is not last:
            table.add_section()
        last = value.field
        table.add_row(name, _value(value), Text("\n").join(tag_lines(value.sources, local, each=each, wide=wide)))
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


def _bookings(card: PersonCard, local: Local, judging: Judging) -> Iterable[RenderableType]:
    if not card.bookings:
        return
    yield _title(_counted(len(card.bookings), "booking", BOOKINGS_SHOWN))
    table = plain_table("when", "state", "as", "feedback")
    table.columns[0].no_wrap = True
    for booking in card.bookings[:BOOKINGS_SHOWN]:
        table.add_row(
            booking_when(booking, local),
            Text(cell(state_words(booking, local))),
            roles_of(booking, card.id),
            Text(cell(verdict_words(booking, local, judging))),
        )
    yield table


def _contacts(contacts: Sequence[ContactShown], count: int, local: Local) -> Iterable[RenderableType]:
    if not contacts:
        return
    yield _title(_counted(count, "contact", CONTACTS_SHOWN))
    yield plain_lines([_contact(contact, local) for contact in contacts[:CONTACTS_SHOWN]])


def _contact(contact: ContactShown, local: Local) -> tuple[str, ...]:
    way = "from them" if contact.direction is Direction.INCOMING else "to them"
    return local.moment(contact.at), way, contact.channel, place_words(contact.source)


def _counted(count: int, what: str, shown: int) -> str:
    counted = f"{count} {what}{'' if count == 1 else 's'}"
    return f"{counted}, the latest {shown} of them" if count > shown else counted


def _cases(card: PersonCard) -> Iterable[RenderableType]:
    if card.requests:
        yield _title("rights requests")
        yield plain_lines(
            (f"case {case.id}", case.kind.value, case.state.value, f"received {case.received_on}", f"due {case.due_on}")
            for case in card.requests
        )


def _inquiries(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.inquiries:
        yield _title("inquiries")
        yield plain_lines(
            (
                f"inquiry {row.id}",
                row.kind.value.replace("_", " "),
                row.state.value.replace("_", " "),
                f"came {row.received_on}",
                f"answered {local.day(row.answered_at)}" if row.answered_at else f"answer by {row.due_on}",
            )
            for row in card.inquiries
        )


def _recipients(card: PersonCard) -> Iterable[RenderableType]:
    if card.disclosures:
        yield _title("given to")
        yield plain_lines(
            (
                row.recipient,
                f"on {row.disclosed_on}",
                ", ".join(row.fields),
                "; ".join(notice_words(notice) for notice in row.notices),
            )
            for row in card.disclosures
        )


def _letters(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.letters:
        yield _title("letters to the person")
        answers: dict[int, list[str]] = {}
        for answer in card.answers:
            answers.setdefault(answer.mail_id, []).append(_answer(answer, local))
        yield plain_lines(
            (
                local.moment(letter.settled_at or letter.handed_at or letter.created_at),
                letter.kind.value.replace("_", " "),
                letter.state.value + (f" ({letter.reason})" if letter.reason not in ("", letter.state.value) else ""),
                "; then ".join(answers.get(letter.id, ())),
            )
            for letter in card.letters
        )


def _answer(answer: AnswerShown, local: Local) -> str:
    score = f", score {answer.score}" if answer.score is not None else ""
    comment = f": {clean(one_line(answer.comment))}" if answer.comment else ""
    return f"answered {local.day(answer.answered_at)}{score}{comment}"


def _judgements(card: PersonCard, local: Local) -> Iterable[RenderableType]:
    if card.judgements:
        yield _title("someone should look")
        yield plain_lines(
            (local.day(judgement.made_at), f"{words_for(MatchReason, judgement.reason)}: {_named(judgement)}")
            for judgement in card.judgements
        )


def _named(judgement: JudgementShown) -> str:
    return ", ".join(f"{person} ({name})" if name else str(person) for person, name in judgement.people)

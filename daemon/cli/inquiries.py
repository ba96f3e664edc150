"""`rekisterid inquiries`: what clients want explained or complain of, by when it is answered, and what was done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.choosing import chosen, listed
from daemon.cli.groups import add_group
from daemon.cli.output import Column, clean, line, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.vocabulary import InquiryChannel, InquiryKind, InquiryState

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.register.audit import By
    from models.register.inquiries import InquiryShown
    from models.tables import Inquiry

Number = Annotated[int, typer.Argument(metavar="ID", help="As `rekisterid inquiries` lists it.")]

KINDS = (InquiryKind.INQUIRY, InquiryKind.COMPLAINT)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        app,
        "inquiries",
        "Inquiries and complaints of clients, and their answers.",
        {"list": list_them, "show": show_one, "add": add, "answer": answer, "dismiss": dismiss},
        alone=list_them,
    )


def list_them(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the inquiries, the one due first at the head."""
    from daemon.cli.opened import opened
    from models.register.inquiries import list_inquiries

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        rows = list_inquiries(session, register_.today, everything=everything)
    columns: tuple[Column[InquiryShown], ...] = (
        Column("id", lambda row: row.id, number=True),
        Column("what", lambda row: row.kind.value.replace("_", " ")),
        Column("person", lambda row: row.person_id),
        Column("came", lambda row: row.received_on),
        Column("by", lambda row: row.channel),
        Column("answer by", lambda row: f"{row.due_on} late" if row.late else row.due_on),
        Column("state", lambda row: row.state.value.replace("_", " ")),
        Column("where", _where),
    )
    show(rows, columns, as_json=as_json, empty="nobody has asked" if everything else "no inquiry is open")


def show_one(ctx: typer.Context, inquiry_id: Number, as_json: AsJson = False) -> None:
    """Show an inquiry: where its words are, and the command that notes the answer. The look is logged."""
    from daemon.cli.opened import opened
    from models.register.audit import Act, record
    from models.register.inquiries import inquiry_of, shown

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        row = inquiry_of(session, inquiry_id)
        record(session, register_.by, Act("inquiry.read", "inquiry", inquiry_id, "S14"))
        (told,) = shown(session, [row], register_.today)
        day = register_.local.day(told.answered_at)
    if as_json:
        show_json(told)
        return
    for text in _lines(told, day):
        line(clean(text, keep_lines=True))


def _where(row: "InquiryShown") -> str:
    """Say where the words of an inquiry are."""
    from daemon.cli.source_words import place_words

    if row.place is None:
        return "the answer"
    return "entered by staff" if row.place.reference else place_words(row.place)


def _lines(told: "InquiryShown", answered_on: str) -> list[str]:
    from daemon.cli.source_words import place_words

    kind, state = told.kind.value.replace("_", " "), told.state.value.replace("_", " ")
    late = " – LATE" if told.late else ""
    lines = [
        f"inquiry {told.id}: {kind} by {told.channel.value}, {state}",
        f"person: {told.person_id} (rekisterid person show {told.person_id})",
        f"came on {told.received_on}, answer by {told.due_on}{late}",
    ]
    if told.place and told.place.reference:
        lines.append("entered by staff: the register knows no message of it")
    elif told.place:
        lines.append(f"its words are in the message: {place_words(told.place)}")
    if told.words:
        lines.append(f"its words:\n{told.words}")
    if told.kind is InquiryKind.WORDS_TO_READ:
        lines.append(
            "an answer whose words may touch health, belief or private life: nothing of them is stored (Art. 9)"
        )
    if told.state is not InquiryState.OPEN:
        return [*lines, f"on {answered_on}: {told.note or 'no note'}"]
    return [
        *lines,
        f"when it is answered: rekisterid inquiries answer {told.id} --note TEXT",
        f"when there is nothing to answer: rekisterid inquiries dismiss {told.id} --because TEXT",
    ]


def add(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {listed(KINDS)}.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="An id, client number or address.")],
    by: Annotated[str, typer.Option("--by", metavar="WAY", help=f"One of {listed(InquiryChannel)}.")] = "phone",
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it came; now if left out.")] = None,
) -> None:
    """Enter one that was spoken, or overlooked in mail."""
    from daemon.cli.opened import opened
    from models.register.inquiries import enter
    from models.register.queries.people import person_meant

    found = chosen(KINDS, kind, f"{clean(kind)} is no kind of inquiry")
    way = chosen(tuple(InquiryChannel), by, f"{clean(by)} is no way by which it came")
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        came = register_.local.read(on, option="--on") if on else register_.now
        row = enter(session, person_meant(session, person), found, way, came, register_.by)
        number, due_on = row.id, row.due_on
    line(f"inquiry {number} is entered; answer it by {due_on}")


def answer(
    ctx: typer.Context,
    inquiry_id: Number,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Where the answer lies: a message, a day.")] = "",
) -> None:
    """Note that you answered it."""
    from models.register import inquiries

    _do(ctx, lambda session, by: inquiries.answer(session, inquiry_id, note, by), "answered")


def dismiss(
    ctx: typer.Context,
    inquiry_id: Number,
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why nothing is answered.")] = "",
) -> None:
    """Note that there is nothing to answer."""
    from models.register import inquiries

    _do(ctx, lambda session, by: inquiries.dismiss(session, inquiry_id, because, by), "closed without an answer")


def _do(ctx: typer.Context, deed: "Callable[[Session, By], Inquiry]", what: str) -> None:
    from daemon.cli.opened import opened

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        row = deed(session, register_.by)
        number, due_on = row.id, row.due_on
    line(f"inquiry {number} is {what}; it was due on {due_on}")

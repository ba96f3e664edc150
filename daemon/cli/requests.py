"""`rekisterid requests`: what people have asked for, by when it is answered, and what has been done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.choosing import chosen, listed
from daemon.cli.groups import add_group
from daemon.cli.output import Column, clean, line, show, show_json
from daemon.cli.recipient_words import given_lines
from daemon.cli.shell import AsJson, shell_of
from models.vocabulary import RequestKind

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.register.audit import By
    from models.register.requests import RequestShown
    from models.rules.deadlines import Urgency
    from models.tables import RightsRequest

Number = Annotated[int, typer.Argument(metavar="ID", help="As `rekisterid requests` lists it.")]
Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="The reasons that the person was given.")]

WHAT_TO_DO = {
    RequestKind.ACCESS: "rekisterid export {person} --out FOLDER",
    RequestKind.PORTABILITY: "rekisterid export {person} --out FOLDER",
    RequestKind.ERASURE: "rekisterid erase {person} --preview, then rekisterid erase {person}",
    RequestKind.RECTIFICATION: "rekisterid correct {person} FIELD VALUE",
    RequestKind.RESTRICTION: "rekisterid restrict {person}",
    RequestKind.OBJECTION: "it was acted on at once: rekisterid consent show {person}",
    RequestKind.CONSENT_WITHDRAWAL: "it was acted on at once: rekisterid consent show {person}",
    RequestKind.RECIPIENTS_QUERY: "answer who got the data: rekisterid disclosures list {person}",
    RequestKind.COMPLAINT_FOLLOWUP: "read the message and answer it",
}


RULES = {
    "D2": "one month from the day of arrival (D2, Art. 12(3))",
    "D4": "three months from the day of arrival, as extended (D4, Art. 12(3))",
    "D3": "moved from a day off to the next working day (D3, Reg. 1182/71)",
}
"""Where a due date comes from."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        app,
        "requests",
        "Rights requests and their due dates.",
        {
            "list": list_them,
            "show": show_one,
            "add": add,
            "acknowledge": acknowledge,
            "extend": extend,
            "answer": answer,
            "refuse": refuse,
        },
        alone=list_them,
    )


def list_them(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the requests, the one due first at the head."""
    from daemon.cli.opened import opened
    from models.register.requests import list_requests

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        today = register_.today
        rows = list_requests(session, today, everything=everything)
    columns: tuple[Column[RequestShown], ...] = (
        Column("id", lambda row: row.id, number=True),
        Column("what", lambda row: row.kind.value.replace("_", " ")),
        Column("person", lambda row: row.person_id or "–"),
        Column("came", lambda row: row.received_on),
        Column("due", lambda row: f"{row.due_on} late" if row.late else row.due_on),
        Column("state", lambda row: row.state.value.replace("_", " ")),
    )
    show(rows, columns, as_json=as_json, empty="nothing was asked for" if everything else "no request is open")


def show_one(ctx: typer.Context, request_id: Number, as_json: AsJson = False) -> None:
    """Show a request with all its days and the command that does what it asks for."""
    from daemon.cli.opened import opened
    from models.register.clusters import cluster_of
    from models.register.recipients import disclosures_of
    from models.register.requests import request_of, shown

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        told = shown(request_of(session, request_id), register_.today)
        given = disclosures_of(session, cluster_of(session, told.person_id).members) if told.person_id else ()
    if as_json:
        show_json(told)
        return
    for text in (*_lines(told), *given_lines(given)):
        line(text)


def _lines(told: "RequestShown") -> list[str]:
    from models.register.requests import OVER

    person = str(told.person_id or "PERSON")
    lines = [
        f"request {told.id}: {told.kind.value.replace('_', ' ')}, {told.state.value.replace('_', ' ')}",
        f"person: {person if told.person_id else 'nobody known: see who wrote, in the mailbox'}",
        f"came on {told.received_on}, due on {told.due_on}{urgency_words(told.urgency)}",
        f"due by {', '.join(RULES[rule] for rule in told.due_by)}",
        f"acknowledge by {told.acknowledge_by}{f': done on {told.acknowledged_on}' if told.acknowledged_on else ''}",
    ]
    if told.extended_on:
        lines.append(f"extended on {told.extended_on} from {told.first_due_on}: {clean(told.note)}")
    elif told.note:
        lines.append(f"reasons: {clean(told.note)}")
    return lines if told.state in OVER else lines + _what_to_do(told, person)


def urgency_words(urgency: "Urgency") -> str:
    """Say beside a due date how a request stands today (D7); nothing of one that merely is open."""
    return {"reminder": " – reminder: answer without undue delay", "soon": " – due soon", "late": " – LATE"}.get(
        urgency, ""
    )


def _what_to_do(told: "RequestShown", person: str) -> list[str]:
    command = "rekisterid requests"
    lines = [f"what to do: {WHAT_TO_DO[told.kind].format(person=person)}"]
    if told.needs_code:
        lines.append(
            "identity: send a code to an address that is on record and have it given back, never to one in the request"
        )
    if told.reply_to:
        lines.append(f"send the answer to {clean(told.reply_to)}")
    if not told.acknowledged_on:
        lines.append(f"when the person was told that it arrived: {command} acknowledge {told.id}")
    if not told.extended_on:
        lines.append(f"for an answer by {told.extended_due_on}, told with reasons by {told.first_due_on}: ")
        lines[-1] += f"{command} extend {told.id} --because TEXT"
    lines.append(f"when the answer is handed over: {command} answer {told.id}")
    return lines


def add(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {listed(RequestKind)}.")],
    person: Annotated[str | None, typer.Argument(metavar="PERSON", help="An id, client number or address.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it arrived; today if left out.")] = None,
) -> None:
    """Enter a request that was spoken or written, or that was overlooked in mail: its day of arrival counts."""
    from daemon.cli.opened import opened
    from models.register.queries.people import person_meant
    from models.register.requests import due_of, enter

    found = chosen(RequestKind, kind, f"{clean(kind)} is no kind of request")
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        came = register_.local.read(on, option="--on") if on else register_.now
        person_id = person_meant(session, person) if person else None
        row = enter(session, found, person_id, register_.local.date_of(came), register_.by)
        due_on = due_of(row)
    line(f"request {row.id} is entered; it is due on {due_on}")


def acknowledge(ctx: typer.Context, request_id: Number) -> None:
    """Note that you told the person that the request has arrived."""
    from models.register import requests

    _do(ctx, lambda session, by: requests.acknowledge(session, request_id, by), "acknowledged")


def extend(ctx: typer.Context, request_id: Number, because: Because = "") -> None:
    """Note that you told the person, with reasons, that the answer takes up to three months."""
    from models.register import requests

    _do(ctx, lambda session, by: requests.extend(session, request_id, because, by), "extended")


def answer(ctx: typer.Context, request_id: Number) -> None:
    """Note that the answer was handed over. What was kept only to send it is forgotten."""
    from models.register import requests

    _do(ctx, lambda session, by: requests.answer(session, request_id, by), "answered", wipe=True)


def refuse(ctx: typer.Context, request_id: Number, because: Because = "") -> None:
    """Note that you refused it, with reasons and where the person can complain."""
    from models.register import requests

    _do(ctx, lambda session, by: requests.refuse(session, request_id, because, by), "refused", wipe=True)


def _do(ctx: typer.Context, deed: "Callable[[Session, By], RightsRequest]", what: str, *, wipe: bool = False) -> None:
    from daemon.cli.opened import opened
    from models.register.requests import due_of

    with opened(shell_of(ctx), make=True) as register_:
        with register_.database.write() as session:
            row = deed(session, register_.by)
            due_on = due_of(row)
        if wipe:
            register_.database.wipe_log()
    due = "it was due on" if row.closed_at else "due on"
    line(f"request {row.id} is {what}; {due} {due_on}")

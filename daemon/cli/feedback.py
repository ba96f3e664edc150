"""`rekisterid feedback preview|approve|skip`: the requests that wait for a yes, and the manual "not this one"."""

from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import Column, clean, line, note, show
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.cli.opened import Local, Opened
    from models.register.queries.approvals import ApprovalShown
    from models.vocabulary import MailState


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Feedback requests that wait for a yes.", no_args_is_help=True)
    group.command("preview")(preview)
    group.command("approve")(approve)
    group.command("skip")(skip)
    app.add_typer(group, name="feedback")


def preview(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Show the letters with these ids.")] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Those of which nobody knows whether they arrived.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the requests that wait, each judged as if it went now; with ids, show the letters as they would be."""
    from daemon.cli.opened import opened
    from models.vocabulary import MailState

    with opened(shell_of(ctx)) as register_:
        rows = _requests(register_, MailState.UNKNOWN if unknown else MailState.WAITING)
        if not ids or as_json:
            chosen = [row for row in rows if not ids or row.mail_id in ids]
            show(chosen, _columns(register_.local), as_json=as_json, empty="no request waits")
            return
        for mail_id in ids:
            _show_letter(register_, rows, mail_id)


def _requests(register_: "Opened", state: "MailState") -> "tuple[ApprovalShown, ...]":
    from daemon.assembly import ask_policy
    from models.register.queries.approvals import list_approvals
    from models.tables import RegisterState

    with register_.database.read() as session:
        policy = ask_policy(register_.config, session.get_one(RegisterState, 1), register_.now)
        return list_approvals(session, policy, register_.database.key, register_.now, state)


def _columns(local: "Local") -> "tuple[Column[ApprovalShown], ...]":
    return (
        Column("id", lambda row: row.mail_id, number=True),
        Column("person", lambda row: row.name or (f"person {row.person_id}" if row.person_id else "")),
        Column("to", lambda row: row.due.address if row.due else ""),
        Column("booking", lambda row: f"{row.booking_id}: {local.moment(row.starts_at)}"),
        Column("language", lambda row: row.due.language if row.due else ""),
        Column("may go", lambda row: _may_go(row, local)),
    )


def _may_go(row: "ApprovalShown", local: "Local") -> str:
    from daemon.reasons import words_for
    from models.rules.feedback import FeedbackReason

    reason = words_for(FeedbackReason, row.reason) if row.reason else ""
    if row.due is None:
        return f"no: {reason}"
    return f"from {local.moment(row.wait_until)}: {reason}" if row.wait_until else "yes"


def _show_letter(register_: "Opened", rows: "Sequence[ApprovalShown]", mail_id: int) -> None:
    from email import message_from_bytes, policy

    from daemon.compose import composer

    row = next((row for row in rows if row.mail_id == mail_id), None)
    if row is None:
        raise Declined(f"no request {mail_id} waits", mend="`rekisterid feedback preview` lists them")
    if row.due is None:
        line(f"{mail_id} would not go: {_may_go(row, register_.local)}")
        return
    letter = composer(register_.config, lambda: register_.now)(row.due)
    message = message_from_bytes(letter.content, policy=policy.default)
    for header in ("From", "To", "Reply-To", "Subject"):
        line(clean(f"{header}: {message[header]}"))
    text = message.get_body(("plain",))
    line(clean(f"\n{text.get_content() if text else ''}", keep_lines=True))


def approve(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="The requests to let go.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every request that waits.")] = False,
) -> None:
    """Let waiting requests go. Consent is read again when each is sent."""
    from daemon.cli.opened import opened
    from models.register import outbox

    if not ids and not every:
        raise Declined("nothing is named", mend="give ids from `rekisterid feedback preview`, or --all")
    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        waiting = [mail.id for mail in outbox.waiting(session) if mail.id is not None]
        strangers = sorted(set(ids or ()) - set(waiting))
        if strangers:
            listed = ", ".join(str(mail_id) for mail_id in strangers)
            raise Declined(f"not waiting: {listed}; nothing was approved", mend="see `rekisterid feedback preview`")
        count = outbox.approve(session, waiting if every else list(ids or ()), register_.by)
        sends = register_.config.sending.mode.value != "off"
    line("one request was approved" if count == 1 else f"{count} requests were approved")
    if not sends:
        note('nothing goes out while [sending] mode is "off"')


def skip(
    ctx: typer.Context,
    booking_id: Annotated[int, typer.Argument(metavar="BOOKING", help="The booking's id, see `rekisterid bookings`.")],
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Only this person; without it nobody is asked.")
    ] = None,
) -> None:
    """Never ask about a booking."""
    from daemon.cli.opened import opened
    from models.register import outbox
    from models.register.queries.people import person_meant
    from models.tables import Booking

    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        if session.get(Booking, booking_id) is None:
            raise Declined(f"there is no booking {booking_id}", mend="`rekisterid bookings` lists them")
        person_id = person_meant(session, person) if person else None
        stopped = outbox.skip(session, booking_id, person_id, register_.by)
    line(
        f"nobody is asked about booking {booking_id}" if person is None else f"person {person_id} is not asked about it"
    )
    if stopped:
        line(f"{stopped} waiting request{'' if stopped == 1 else 's'} dropped")

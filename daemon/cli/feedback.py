"""`rekisterid feedback preview|approve|skip|report`: the requests that wait for a yes, the manual "not this one", the figures."""

from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.feedback_report import report
from daemon.cli.groups import add_group
from daemon.cli.output import Column, Lines, clean, line, note, show
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daemon.cli.opened import Local, Opened
    from models.register.queries.approvals import ApprovalShown
    from models.vocabulary import MailState

BOOKING = "booking:"
_MAX_DIGITS = 18
_BOTH = "`rekisterid feedback preview` lists the requests; if you mean the booking, write booking:{}"

Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="ID", help="Requests by the number in `feedback preview` (3), or by booking (booking:12)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        app,
        "feedback",
        "Feedback requests that wait for a yes.",
        {"preview": preview, "approve": approve, "skip": skip, "report": report},
    )


def preview(
    ctx: typer.Context,
    ids: Ids = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Those of which nobody knows whether they arrived.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the requests that wait, each judged as if it went now; with ids, show those letters as they would be."""
    from daemon.cli.opened import opened
    from models.vocabulary import MailState

    with opened(shell_of(ctx)) as register_:
        rows = _requests(register_, MailState.UNKNOWN if unknown else MailState.WAITING)
        known = [(row.mail_id, row.booking_id) for row in rows]
        chosen = meant(ids or (), known) if ids else [mail_id for mail_id, _ in known]
        if not ids or as_json:
            listed = [row for row in rows if row.mail_id in chosen]
            show(listed, _columns(register_.local), as_json=as_json, empty="no request waits")
            return
        for mail_id in chosen:
            _show_letter(register_, rows, mail_id)


def _requests(register_: "Opened", state: "MailState") -> "tuple[ApprovalShown, ...]":
    from daemon.pulling import ask_policy
    from models.register.queries.approvals import list_approvals
    from models.tables import RegisterState

    with register_.database.read() as session:
        policy = ask_policy(register_.config, session.get_one(RegisterState, 1), register_.now)
        return list_approvals(session, policy, register_.database.key, register_.now, state)


def _columns(local: "Local") -> "tuple[Column[ApprovalShown], ...]":
    return (
        Column("request", lambda row: row.mail_id, number=True),
        Column("person", lambda row: row.name or (f"person {row.person_id}" if row.person_id else "")),
        Column("to", lambda row: row.due.address if row.due else ""),
        Column("booking", lambda row: Lines((f"{BOOKING}{row.booking_id}", local.moment(row.starts_at)))),
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
    from daemon.page_links import sample_links

    row = next(row for row in rows if row.mail_id == mail_id)
    if row.due is None:
        line(f"{mail_id} would not go: {_may_go(row, register_.local)}")
        return
    letter = composer(register_.config, lambda: register_.now, sample_links(register_.config))(row.due)
    message = message_from_bytes(letter.content, policy=policy.default)
    for header in ("From", "To", "Reply-To", "Subject"):
        line(clean(f"{header}: {message[header]}"))
    text = message.get_body(("plain",))
    line(clean(f"\n{text.get_content() if text else ''}", keep_lines=True))


def approve(
    ctx: typer.Context,
    ids: Ids = None,
    every: Annotated[bool, typer.Option("--all", help="Every request that waits.")] = False,
) -> None:
    """Let waiting requests go. Consent is read again when each is sent."""
    from daemon.cli.opened import opened
    from models.register import outbox

    if not ids and not every:
        raise Declined("nothing is named", mend="give ids from `rekisterid feedback preview`, or --all")
    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        waiting = [(mail.id, mail.booking_id) for mail in outbox.waiting(session) if mail.id is not None]
        chosen = [mail_id for mail_id, _ in waiting] if every else meant(ids or (), waiting, so="; nothing was done")
        count = outbox.approve(session, chosen, register_.by)
        sends = register_.config.sending.mode.value != "off"
    line("one request was approved" if count == 1 else f"{count} requests were approved")
    if not sends:
        note('nothing goes out while [sending] mode is "off"')


def skip(
    ctx: typer.Context,
    what: Annotated[
        str, typer.Argument(metavar="ID", help="A request (3), or a booking (booking:12), asked about already or not.")
    ],
    person: Annotated[
        str | None,
        typer.Option("--person", metavar="PERSON", help="Of a booking: only this person, else nobody is asked."),
    ] = None,
) -> None:
    """Never ask: a request is dropped, or a booking is not asked about."""
    from daemon.cli.opened import opened
    from models.register import outbox
    from models.register.queries.people import person_meant
    from models.tables import Booking, OutgoingMail

    number, is_booking = _number(what)
    with opened(shell_of(ctx)) as register_, register_.database.write() as session:
        if is_booking:
            booking_id, person_id = number, person_meant(session, person) if person else None
        else:
            mail = session.get(OutgoingMail, number)
            if mail is None or mail.booking_id is None:
                raise Declined(f"there is no request {number}", mend=_BOTH.format(number))
            booking_id, person_id = mail.booking_id, mail.person_id
        if session.get(Booking, booking_id) is None:
            raise Declined(f"there is no booking {booking_id}", mend="`rekisterid bookings` lists them")
        stopped = outbox.skip(session, booking_id, person_id, register_.by)
    whom = "nobody is" if person_id is None else f"person {person_id} is not"
    line(f"{whom} asked about booking {booking_id}")
    if stopped:
        line(f"{stopped} waiting request{'' if stopped == 1 else 's'} dropped")


def meant(ids: "Sequence[str]", waiting: "Sequence[tuple[int, int | None]]", so: str = "") -> list[int]:
    """Give the requests that ids mean: of those that wait, each with its booking. Raises Declined for any that does not.

    `so`: what that means for the command.
    """
    found: list[int] = []
    strangers: list[str] = []
    for text in ids:
        number, is_booking = _number(text)
        fitting = [mail_id for mail_id, booking_id in waiting if number == (booking_id if is_booking else mail_id)]
        found += [mail_id for mail_id in fitting if mail_id not in found]
        strangers += [] if fitting else [clean(text)]
    if strangers:
        mend = "`rekisterid feedback preview` lists the requests that wait; a booking is written booking:12"
        raise Declined(f"not waiting: {', '.join(strangers)}{so}", mend=mend)
    return found


def _number(text: str) -> tuple[int, bool]:
    """Read an id: its number, and whether it is a booking's."""
    number = text.removeprefix(BOOKING)
    if not (number.isascii() and number.isdigit() and len(number) < _MAX_DIGITS):
        raise Declined(f"{clean(text)} is no id", mend="write a request as 3, or a booking as booking:12")
    return int(number), text.startswith(BOOKING)

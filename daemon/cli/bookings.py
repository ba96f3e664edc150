"""`rekisterid bookings`: who came or comes when, and who is asked for feedback and why."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import Column, Plain, plain, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from daemon.cli.booking_words import Judging
    from daemon.cli.opened import Local
    from models.register.queries.bookings import BookingShown


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bookings")(bookings)


def bookings(
    ctx: typer.Context,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="The first day to list.")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="The last day to list.")] = None,
    upcoming: Annotated[bool, typer.Option("--upcoming", help="Only what is still to come.")] = False,
    past: Annotated[bool, typer.Option("--past", help="Only what has been.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the bookings with their people, and for each person the feedback verdict with its reason."""
    from daemon.cli.booking_words import judging_of
    from daemon.cli.opened import opened
    from models.register.queries.bookings import list_bookings

    if upcoming and past:
        raise Declined("--upcoming and --past leave nothing to list", mend="choose one of them")
    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        local = register_.local
        first = local.read(since, option="--from") if since else None
        last = local.read(until, option="--to", late=True) if until else None
        if first and last and first > last:
            raise Declined("--from lies after --to", mend="the earlier day stands after --from")
        first = _later(first, register_.now) if upcoming else first
        last = _earlier(last, register_.now) if past else last
        rows = list_bookings(session, first, last)
        has_calendars = bool(register_.config.calendars)
    if as_json:
        show_json([told(row, local) for row in rows])
    else:
        show(
            rows,
            _columns(local, judging_of(register_)),
            as_json=False,
            empty=_none(has_calendars=has_calendars, filtered=bool(first or last)),
        )


def _none(*, has_calendars: bool, filtered: bool) -> str:
    """Say that there are none; of all bookings also where they would come from."""
    if filtered:
        return "no bookings"
    if not has_calendars:
        return "no bookings: they come from calendars, and none is configured"
    return "no bookings: which events count is set by `bookings` and `pattern` of each calendar in the configuration"


def told(row: "BookingShown", local: "Local") -> Plain:
    """Give a booking as JSON has it: everything, and each verdict in plain words beside its code."""
    from daemon.cli.booking_words import one_verdict

    shown = plain(row)
    assert isinstance(shown, dict)
    verdicts = shown["verdicts"]
    assert isinstance(verdicts, list)
    for verdict, words in zip(verdicts, row.verdicts, strict=True):
        assert isinstance(verdict, dict)
        verdict["words"] = one_verdict(words, local)
    return shown


def _columns(local: "Local", judging: "Judging") -> "tuple[Column[BookingShown], ...]":
    from daemon.cli.booking_words import booking_when, people_words, state_words, verdict_words

    return (
        Column("id", lambda row: row.id, number=True),
        Column("when", lambda row: booking_when(row, local)),
        Column("people", people_words),
        Column("state", lambda row: state_words(row, local)),
        Column("feedback", lambda row: verdict_words(row, local, judging)),
    )


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one else other


def _earlier(one: datetime | None, other: datetime) -> datetime:
    return min(one, other) if one else other

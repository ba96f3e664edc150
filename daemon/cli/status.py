"""`rekisterid status`: how the service and its accounts fare, and what waits for a person. No value of a client is shown."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from daemon.cli.output import Column, clean, console, line, show, show_json
from daemon.cli.shell import AsJson, shell_of

if TYPE_CHECKING:
    from daemon.cli.opened import Local
    from daemon.config import Config
    from daemon.logins import LoginFare
    from models.register.queries.status import AccountFare, RegisterFare


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status")(status)


@dataclass(frozen=True, slots=True)
class Status:
    """What is told: the register's state, the mode of sending, accounts never tried, and logins by OAuth2."""

    mode: str
    never_tried: tuple[str, ...]
    logins: "tuple[LoginFare, ...]"
    register: "RegisterFare"


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show the accounts, what waits, problems and due dates."""
    from daemon.cli.opened import opened
    from daemon.logins import login_fares
    from models.register.queries.status import register_fare

    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        fare = register_fare(session, register_.now)
        config, local = register_.config, register_.local
    logins = login_fares(config, register_.now)
    told = Status(config.sending.mode.value, _never_tried(config, fare), logins, fare)
    if as_json:
        show_json(told)
        return
    _tell(told, local)


def _never_tried(config: "Config", fare: "RegisterFare") -> tuple[str, ...]:
    configured = [box.name for box in config.mailboxes] + [calendar.name for calendar in config.calendars]
    tried = {account.account for account in fare.accounts}
    return tuple(name for name in configured if name not in tried)


def _tell(told: Status, local: "Local") -> None:
    fare = told.register
    if fare.owner:
        line(clean(f"the service runs ({fare.owner})"))
    else:
        line("the service does not run")
    line(f"feedback requests: {told.mode}" + (f", since {local.day(fare.sending_since)}" if fare.sending_since else ""))
    line()
    show(fare.accounts, _account_columns(local), as_json=False, empty="no account has been read yet")
    for name in told.never_tried:
        line(f"{name}: not tried yet")
    for account in fare.accounts:
        if account.failing_since:
            line(clean(f"{account.account}: {account.message or account.error}"))
    for login in told.logins:
        console(sys.stdout).print(clean(_login(login, local)), soft_wrap=True)
    for text in (*_next_runs(told, local), *_counts(told), *_waiting(told, local)):
        console(sys.stdout).print(clean(text), soft_wrap=True)


def _login(fare: "LoginFare", local: "Local") -> str:
    """How a login by OAuth2 fares, with the mend when a person has to do something."""
    end = f", ends {local.day(fare.ends_at)}" if fare.ends_at else ""
    last = f", last token {local.moment(fare.refreshed_at)}{end}" if fare.refreshed_at else ""
    wrong = f": {fare.why}: {fare.mend}" if fare.why else ""
    return f"login {fare.login} ({', '.join(fare.accounts) or 'no account'}): {fare.state.value}{last}{wrong}"


def _next_runs(told: Status, local: "Local") -> Iterator[str]:
    """What the service does next; nothing when it does not run."""
    if told.register.owner and told.register.jobs:
        runs = [
            f"{job.job} {local.moment(job.next_run_at)[-5:]}" + (f" (failed: {job.error})" if job.error else "")
            for job in told.register.jobs
        ]
        yield f"next runs: {', '.join(runs)}"


def _account_columns(local: "Local") -> "tuple[Column[AccountFare], ...]":
    return (
        Column("account", lambda row: row.account),
        Column("state", lambda row: _state(row, local)),
        Column("last success", lambda row: local.moment(row.last_success_at) or "never"),
        Column("next try", lambda row: local.moment(row.next_try_at)),
        Column("folders", lambda row: len(row.streams), number=True),
    )


def _state(row: "AccountFare", local: "Local") -> str:
    if row.failing_since:
        return f"fails since {local.moment(row.failing_since)}"
    return "well" if row.last_success_at else "not tried yet"


def _counts(told: Status) -> Iterator[str]:
    counts = told.register.counts
    yield ""
    yield f"{counts.people} people, {counts.clients} of them clients; {counts.bookings_ahead} bookings ahead"
    yield f"{counts.sent} requests sent, {counts.queued} on their way"
    if counts.to_read_again:
        yield f"{counts.to_read_again} items to be read again"


def _waiting(told: Status, local: "Local") -> Iterator[str]:
    from daemon.cli.source_words import stream_words
    from daemon.reasons import words_for
    from models.rules.absence import AbsenceReason

    fare, counts = told.register, told.register.counts
    rows = (
        ("requests to approve", counts.waiting_approval, "rekisterid feedback preview"),
        ("letters of unknown fate", len(fare.unknown_letters), "rekisterid feedback preview --unknown"),
        ("letters refused in 7 days", counts.refused, "rekisterid bookings"),
        ("items that could not be read", counts.problems, "rekisterid problems"),
        ("who is who", counts.open_judgements, "rekisterid judgements"),
        ("senders who are no clients yet", counts.candidates, "rekisterid candidates"),
    )
    waiting = [f"  {what:<31}{count:>5}   {command}" for what, count, command in rows if count]
    for person in fare.paused:
        waiting.append(f"  an unclear message of person {person} to read   rekisterid consent show {person}")
    for stream in fare.frozen:
        why = words_for(AbsenceReason, stream.reason)
        confirmed = "; confirmed, at the next pull they go" if stream.confirmed_at else ""
        waiting.append(
            f"  ALARM {stream.account}/{stream_words(stream.stream)} since {local.moment(stream.since)}: {why}"
        )
        waiting.append(f"    {stream.gone} events held back{confirmed}: rekisterid calendar confirm {stream.account} …")
    for case in fare.cases:
        waiting.append(f"  case {case.id}, {case.kind.value}, {case.state.value}: due {case.due_on}")
    yield ""
    yield "nothing waits" if not waiting else "waiting:"
    yield from waiting

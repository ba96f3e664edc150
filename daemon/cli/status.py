"""`rekisterid status`: how the service and its accounts fare, and what waits for a person. No value of a client is shown."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from daemon.cli.output import Column, clean, console, line, named, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.errors import NotMadeYet
from models.vocabulary import DutyKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from daemon.cli.backup_words import BackupFare
    from daemon.cli.opened import Local
    from daemon.config import Config
    from daemon.logins import LoginFare
    from models.register.queries.status import AccountFare, RegisterFare
    from models.register.sending_hold import Held

RELAY = "smtp"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status")(status)


@dataclass(frozen=True, slots=True)
class Status:
    """What is told: the local day, the mode of sending, how many folders are configured by account (None: no mailbox).

    Then accounts of the configuration never tried, logins by OAuth2, what is loud about the configuration, backups (None: none
    are made), whether nothing is sent, and the register's state, None before the first reading.
    """

    today: "date"
    mode: str
    folders: dict[str, int]
    never_tried: tuple[str, ...]
    logins: "tuple[LoginFare, ...]"
    warnings: tuple[str, ...]
    backup: "BackupFare | None"
    held: "Held | None"
    register: "RegisterFare | None"


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show the accounts, what waits, problems and due dates."""
    from zoneinfo import ZoneInfo

    from daemon.cli.backup_words import backup_fare
    from daemon.cli.opened import Local, opened
    from daemon.config.names import account_names
    from models.register.queries.status import register_fare

    shell = shell_of(ctx)
    config, now = shell.config, shell.clock()
    local = Local(ZoneInfo(config.register.zone))
    fare: RegisterFare | None = None
    held: Held | None = None
    with suppress(NotMadeYet), opened(shell) as register_, register_.database.read() as session:
        fare = register_fare(session, register_.now)
        held = register_.database.hold.read() if register_.database.hold else None
    tried = {account.account for account in fare.accounts} if fare else set()
    told = Status(
        today=local.date_of(now),
        mode=config.sending.mode.value,
        folders={box.name: len(box.folders) for box in config.mailboxes},
        never_tried=tuple(name for name in account_names(config) if name not in tried),
        logins=_logins(config, now),
        warnings=config.warnings,
        backup=backup_fare(config),
        held=held,
        register=fare,
    )
    if as_json:
        show_json(told)
    else:
        _tell(told, local)


def _tell(told: Status, local: "Local") -> None:
    from daemon.cli.backup_words import keeping_lines

    fare = told.register
    if fare is None:
        line("nothing was read yet: run `rekisterid pull` or `rekisterid run`")
        show(_rows(told), _account_columns(local), as_json=False)
        _tell_logins(told, local)
        return
    line(clean(_service_words(fare, local)))
    for text in keeping_lines(told.backup, told.held, local):
        line(clean(text))
    line(
        f"feedback requests: {told.mode}"
        + (f", switched on {local.day(fare.sending_since)}" if fare.sending_since else "")
    )
    line()
    show(_rows(told), _account_columns(local), as_json=False, empty="no accounts are configured")
    for account in fare.accounts:
        if account.failing_since:
            line(clean(named(account.account, account.message or account.error)))
        elif account.remark:
            line(clean(named(account.account, account.remark)))
    _tell_logins(told, local)
    for text in (*_next_runs(told, local), *_counts(fare), *_waiting(fare, local, told.today)):
        console(sys.stdout).print(clean(text), soft_wrap=True)


def _logins(config: "Config", now: "datetime") -> "tuple[LoginFare, ...]":
    if not config.logins:
        return ()
    from daemon.logins import login_fares

    return login_fares(config, now)


def _tell_logins(told: Status, local: "Local") -> None:
    for login in told.logins:
        console(sys.stdout).print(clean(_login(login, local)), soft_wrap=True)
    for warning in told.warnings:
        line(clean(f"warning: {warning}"))


def _login(fare: "LoginFare", local: "Local") -> str:
    """How a login by OAuth2 fares, with the mend when a person has to do something."""
    end = f", ends {local.day(fare.ends_at)}" if fare.ends_at else ""
    last = f", last token {local.moment(fare.refreshed_at)}{end}" if fare.refreshed_at else ""
    wrong = f": {fare.why}: {fare.mend}" if fare.why else ""
    return f"login {fare.login} ({', '.join(fare.accounts) or 'no account'}): {fare.state.value}{last}{wrong}"


def _service_words(fare: "RegisterFare", local: "Local") -> str:
    if fare.owner:
        return f"the service runs ({fare.owner})"
    ran_until = max((job.last_run_at for job in fare.jobs), default=None)
    since = f" since {local.moment(ran_until)}" if ran_until else ""
    return f"the service is not running{since}: nothing is read or sent until `rekisterid run`"


@dataclass(frozen=True, slots=True)
class _Row:
    """An account in the table."""

    account: str
    fare: "AccountFare | None"
    folders: str
    next_try_at: "datetime | None" = None


def _rows(told: Status) -> list[_Row]:
    """Give the accounts of the register, then those never tried. When it is tried next is true while the service runs."""
    fares = told.register.accounts if told.register else ()
    runs = bool(told.register and told.register.owner)
    rows = [_Row(fare.account, fare, _folders(told, fare), (fare.next_try_at if runs else None)) for fare in fares]
    return rows + [_Row(name, None, _configured(told, name)) for name in told.never_tried]


def _folders(told: Status, fare: "AccountFare") -> str:
    """Give how many folders or calendars were read; an empty folder leaves no trace of its own. A relay has none."""
    read = len(fare.streams)
    if fare.account in told.folders:
        read = max(read, told.folders[fare.account] if fare.last_success_at else read)
        return f"{read} of {told.folders[fare.account]}" if read < told.folders[fare.account] else str(read)
    return str(read) if read or fare.account != RELAY else "–"


def _configured(told: Status, name: str) -> str:
    return f"0 of {told.folders[name]}" if name in told.folders else "–"


def _next_runs(told: Status, local: "Local") -> Iterator[str]:
    """What the service does next; nothing when it does not run."""
    if told.register and told.register.owner and told.register.jobs:
        runs = [
            f"{job.job} {local.moment(job.next_run_at)[-5:]}" + (f" (failed: {job.error})" if job.error else "")
            for job in told.register.jobs
        ]
        yield f"next runs: {', '.join(runs)}"


def _account_columns(local: "Local") -> "tuple[Column[_Row], ...]":
    return (
        Column("account", lambda row: row.account),
        Column("state", lambda row: _state(row.fare, local)),
        Column("last success", lambda row: local.moment(row.fare.last_success_at if row.fare else None) or "never"),
        Column("next try", lambda row: local.moment(row.next_try_at) or "–"),
        Column("folders", lambda row: row.folders, number=True),
    )


def _state(fare: "AccountFare | None", local: "Local") -> str:
    if fare is None:
        return "never read"
    if fare.failing_since:
        return f"fails since {local.moment(fare.failing_since)}"
    return "well" if fare.last_success_at else "never read"


def _counts(fare: "RegisterFare") -> Iterator[str]:
    counts = fare.counts
    yield ""
    yield f"{counts.people} people, {counts.clients} of them clients; {counts.bookings_ahead} bookings ahead"
    yield f"{counts.sent} requests sent, {counts.queued} on their way"
    if counts.to_read_again:
        items = "item is" if counts.to_read_again == 1 else "items are"
        yield f"{counts.to_read_again} {items} read again at the next pull"


_DUTIES = {
    DutyKind.TELL_RECIPIENTS: ("recipient to be told since", "recipients to be told since", "disclosures to-tell"),
    DutyKind.SOURCE_NOTICES: (
        "person to tell whence their data are by",
        "people to tell whence their data are by",
        "notices",
    ),
    DutyKind.REVIEW_HOLDS: ("hold to look at again since", "holds to look at again since", "retention show"),
    DutyKind.REVIEW_KEPT_OUT: (
        "kept prohibition or hash to look at again since",
        "kept prohibitions and hashes to look at again since",
        "kept-out --looked-at",
    ),
}


def _duties(fare: "RegisterFare") -> Iterator[str]:
    for duty in fare.duties:
        one, several, command = _DUTIES[duty.kind]
        yield f"{duty.count} {one if duty.count == 1 else several} {duty.day}   rekisterid {command}"


def _waiting(fare: "RegisterFare", local: "Local", today: "date") -> Iterator[str]:
    from daemon.cli.alarm_words import alarm_lines, held_back_lines
    from daemon.cli.requests import urgency_words
    from models.rules.deadlines import urgency

    counts = fare.counts
    rows = (
        ("requests to approve", counts.waiting_approval, "rekisterid feedback preview"),
        ("letters of unknown fate", len(fare.unknown_letters), "rekisterid feedback preview --unknown"),
        ("letters refused in 7 days", counts.refused, "rekisterid bookings"),
        ("addresses letters return from", counts.returning, "rekisterid bookings"),
        ("items that could not be read", counts.problems, "rekisterid problems"),
        ("who is who", counts.open_judgements, "rekisterid judgements"),
        ("senders who are no clients yet", counts.candidates, "rekisterid candidates"),
    )
    waiting = [f"  {text}" for text in alarm_lines(fare.alarms, local)]
    waiting += [f"  {what:<31}{count:>5}   {command}" for what, count, command in rows if count]
    waiting += [f"  {text}" for text in _duties(fare)]
    for person in fare.paused:
        waiting.append(f"  an unclear message of person {person} to read   rekisterid consent show {person}")
    for stream in fare.frozen:
        waiting += [f"  {text}" for text in held_back_lines(stream, local)]
    for case in fare.cases:
        stands = urgency_words(urgency(case.received_on, case.due_on, today))
        due = f"due {case.due_on}{stands}"
        waiting.append(
            f"  case {case.id}, {case.kind.value}, {case.state.value}: {due}   rekisterid requests show {case.id}"
        )
    for inquiry in fare.inquiries:
        late = " – LATE" if inquiry.late else ""
        what = f"inquiry {inquiry.id}, {inquiry.kind.value.replace('_', ' ')}: answer by {inquiry.due_on}{late}"
        waiting.append(f"  {what}   rekisterid inquiries")
    yield ""
    yield "nothing waits" if not waiting else "waiting:"
    yield from waiting

"""`rekisterid retention`: what is over its term and goes, what is held and why, and what waits for approval."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.groups import add_group
from daemon.cli.output import Column, line, show, show_json
from daemon.cli.people import Person
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from datetime import date

    from daemon.cli.opened import Opened
    from models.register.holds import HoldShown
    from models.register.retention import CategoryShown, Terms

Because = Annotated[str, typer.Option("--because", metavar="TEXT", help="Which dispute or request. No text of a mail.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        app,
        "retention",
        "How long things are kept.",
        {
            "show": show_retention,
            "run": run_now,
            "hold": hold,
            "review": review,
            "release": release,
            "voucher": voucher,
        },
    )


@dataclass(frozen=True, slots=True)
class RetentionTold:
    """Each kind of row, the holds that are on, and the last run."""

    ran_on: "date | None"
    kinds: "tuple[CategoryShown, ...]"
    holds: "tuple[HoldShown, ...]"
    doubtful: tuple[tuple[int, int], ...] = ()


def show_retention(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show how long each kind is kept, how many rows are over, what waits for approval, and the holds."""
    from daemon.cli.opened import opened

    with opened(shell_of(ctx)) as register_:
        told = _told(register_)
    if as_json:
        show_json(told)
    else:
        _tell(told)


def run_now(
    ctx: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what would go.")] = False,
    approve: Annotated[
        list[str] | None, typer.Option("--approve", metavar="KIND", help="Let a kind go that waits for a person.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Delete now what is over its term, as the service does every night."""
    from daemon.cli.opened import opened
    from models.register import retention
    from models.register.retention_rules import RULES

    with opened(shell_of(ctx), make=not dry_run) as register_:
        if dry_run:
            told = _told(register_)
            if as_json:
                show_json(told)
            else:
                _tell(told, over_only=True)
            return
        with register_.database.write() as session:
            for category in approve or ():
                retention.approve(session, category, register_.by)
        run = retention.run(register_.database, RULES, _terms(register_), register_.by)
        register_.database.wipe_log()
    if as_json:
        show_json(run)
        return
    for kind, count in run.ended.items():
        line(f"{kind.replace('_', ' ')}: {count} ended")
    for kind in run.waiting:
        line(f"{kind.replace('_', ' ')}: waits, it would be much at once; look at it, then --approve {kind}")
    if not run.ended and not run.waiting:
        line("nothing is over its term")


def hold(
    ctx: typer.Context,
    person: Person,
    ground: Annotated[str, typer.Argument(metavar="GROUND", help="dispute or authority.")],
    because: Because = "",
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Of evidence of a claim: its last day.")
    ] = None,
) -> None:
    """Keep everything of a person, also against an erasure, until it is released."""
    from daemon.cli.opened import opened
    from models.register import holds
    from models.register.queries.people import person_meant
    from models.rules.retention import HoldGround

    grounds = {HoldGround.DISPUTE.value: HoldGround.DISPUTE, HoldGround.AUTHORITY.value: HoldGround.AUTHORITY}
    if ground not in grounds:
        raise Declined("the ground is dispute or authority", mend="an open request holds by itself")
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        last = register_.local.read_day(until, option="--until") if until else None
        person_id = person_meant(session, person)
        row = holds.place(session, person_id, grounds[ground], because, register_.by, until=last)
    line(f"hold {row.id}: nothing of person {person_id} is deleted; look at it again by {row.review_on}")


def review(ctx: typer.Context, hold_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """Note that you looked at a hold and it is needed still; it is brought to mind again in six months."""
    from daemon.cli.opened import opened
    from models.register import holds

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        row = holds.review(session, hold_id, register_.by)
    line(f"hold {row.id} stays; look at it again by {row.review_on}")


def release(ctx: typer.Context, hold_id: Annotated[int, typer.Argument(metavar="ID")]) -> None:
    """End a hold; what is over its term goes in the next run."""
    from daemon.cli.opened import opened
    from models.register import holds

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        row = holds.release(session, hold_id, register_.by)
    line(f"hold {row.id} is released")


def voucher(
    ctx: typer.Context,
    person: Person,
    posted: Annotated[str, typer.Option("--posted", metavar="DAY", help="The day of posting in the bookkeeping.")],
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="The number of the invoice.")] = "",
    book: Annotated[bool, typer.Option("--book", help="A ledger or statement: ten years.")] = False,
) -> None:
    """Note that an invoice names a person: name, address and client number stay as long as the bookkeeping act says."""
    from daemon.cli.opened import opened
    from models.register import holds
    from models.register.holds import Posting
    from models.register.queries.people import person_meant
    from models.rules.retention import RetentionClass

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        day = register_.local.read_day(posted, option="--posted")
        posting = Posting(day, reference, RetentionClass.BOOK if book else RetentionClass.VOUCHER)
        person_id = person_meant(session, person)
        row = holds.enter_voucher(session, person_id, posting, register_.config.retention.year_ends, register_.by)
    line(f"what an invoice needs of person {person_id} is held until {row.hold_until}")


def _terms(register_: "Opened") -> "Terms":
    from daemon.config.build import retention_periods
    from models.register.retention import Terms

    periods = retention_periods(register_.config)
    return Terms(register_.now, register_.database.key, register_.local.zone, periods)


def _told(register_: "Opened") -> RetentionTold:
    from models.register import erasure, holds, retention
    from models.register.retention_rules import RULES

    with register_.database.read() as session:
        kinds = retention.survey(session, RULES, _terms(register_))
        doubtful = tuple(erasure.in_doubt(session, register_.now))
        return RetentionTold(retention.ran_on(session), kinds, holds.list_holds(session), doubtful)


def _tell(told: RetentionTold, *, over_only: bool = False) -> None:
    columns: tuple[Column[CategoryShown], ...] = (
        Column("kind", lambda row: row.category.replace("_", " ")),
        Column("kept", _kept),
        Column("rows", lambda row: row.total, number=True),
        Column("over", lambda row: row.over, number=True),
        Column("", lambda row: "waits for approval" if row.waits else "approved" if row.approved else ""),
    )
    rows = [row for row in told.kinds if row.over or not over_only]
    show(rows, columns, as_json=False, empty="nothing is over its term")
    held: tuple[Column[HoldShown], ...] = (
        Column("hold", lambda row: row.id, number=True),
        Column("person", lambda row: row.person_id, number=True),
        Column("ground", lambda row: row.ground.value),
        Column("why", lambda row: row.note),
        Column("review by", lambda row: row.review_on),
        Column("until", lambda row: row.until),
    )
    if told.holds:
        show(told.holds, held, as_json=False)
    for number, person_id in told.doubtful:
        line(
            f"erasure {number} waits: other records are person {person_id} by now; look: rekisterid erase {person_id} --preview"
        )
    line(f"last run: {told.ran_on or 'never'}")


def _kept(row: "CategoryShown") -> str:
    if row.period is None:
        return "by its own date"
    months = f"{row.period.months} months" if row.period.months else ""
    return months or f"{row.period.days} days"

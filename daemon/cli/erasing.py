"""`rekisterid erase`, `kept-out`, `readmit`, `restrict`, `unrestrict`: what a person may ask for everything held of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import Column, clean, line, note, show, show_json
from daemon.cli.people import Person
from daemon.cli.recipient_words import tell_recipients
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined

if TYPE_CHECKING:
    from datetime import datetime

    from daemon.cli.opened import Local, Opened
    from models.register.erasing import Taken
    from models.register.erasure_preview import Fate, Pointer, Preview
    from models.register.recipients import NoticeShown
    from models.register.suppression import KeptOut

Evidence = Annotated[
    str, typer.Option("--evidence", metavar="TEXT", help="How and when, or where the proof lies. No text of a mail.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("erase")(erase)
    app.command("kept-out")(kept_out)
    app.command("readmit")(readmit)
    app.command("restrict")(restrict)
    app.command("unrestrict")(unrestrict)


@dataclass(frozen=True, slots=True)
class ErasureTold:
    """What an erasure does or did. `due_at`: when it is carried out, None = it was, or it is only a preview."""

    person_id: int
    state: str
    due_at: "datetime | None"
    taken: "Taken | None"
    found: "Preview"
    reply_to: tuple[str, ...] = ()
    to_tell: "tuple[NoticeShown, ...]" = ()


def erase(
    ctx: typer.Context,
    person: Person,
    preview: Annotated[bool, typer.Option("--preview", help="Only show what would go and what stays.")] = False,
    now: Annotated[bool, typer.Option("--now", help="Carry it out at once; it cannot be taken back.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back an erasure that is still held: once.")] = False,
    settled: Annotated[
        bool, typer.Option("--settled", help="Bookings that lie ahead were talked over with the person.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Erase a person: shown as restricted for 7 days, then gone for good and kept out. Only what the law holds stays."""
    from daemon.cli.opened import opened

    if preview + now + undo > 1:
        raise Declined("--preview, --now and --undo exclude each other", mend="choose one of them")
    with opened(shell_of(ctx), make=not preview) as register_:
        if preview:
            told = _previewed(register_, person)
        elif undo:
            _undo(register_, person)
            return
        else:
            told = _requested(register_, person, settled=settled, at_once=now)
        if now:
            _leave_no_copy(register_)
        if as_json:
            show_json(told)
        else:
            _tell(told, register_.local)


def _leave_no_copy(register_: "Opened") -> None:
    from models.register.upgrade import forget_copies

    if not register_.database.wipe_log():
        note("the database's log is emptied by the service within the day: another command reads, or the disk is full")
    copies = forget_copies(register_.database.engine, register_.now, register_.now)
    if copies:
        note(f"copies of the register from before an upgrade or a restore are deleted with it: {copies}")


def _previewed(register_: "Opened", person: str) -> ErasureTold:
    from models.register.erasure_preview import preview as look
    from models.register.queries.people import person_meant
    from models.register.subjects import subject_of

    with register_.database.read() as session:
        person_id = person_meant(session, person)
        subject = subject_of(session, register_.database.key, person_id)
        found = look(session, subject, register_.today, register_.now)
    return ErasureTold(person_id, "preview", None, None, found)


def _requested(register_: "Opened", person: str, *, settled: bool, at_once: bool) -> ErasureTold:
    from models.register import erasure, recipients
    from models.register.erasure_preview import preview as look
    from models.register.queries.people import person_meant
    from models.register.subjects import subject_of

    key, by = register_.database.key, register_.by
    with register_.database.write() as session:
        person_id = person_meant(session, person)
        subject = subject_of(session, key, person_id)
        row = erasure.held_of(session, subject.members) if at_once else None
        row = row or erasure.request(session, key, person_id, by, settled=settled, at_once=at_once)
        if at_once:
            done = erasure.carry_out(session, key, row, by)
            return ErasureTold(person_id, "done", None, done.taken, done.before, done.reply_to, done.to_tell)
        found = look(session, subject, register_.today, by.now)
        to_tell = recipients.to_tell(session, subject.members)
        return ErasureTold(person_id, "held", row.due_at, None, found, to_tell=to_tell)


def _undo(register_: "Opened", person: str) -> None:
    from models.register import erasure
    from models.register.queries.people import person_meant

    with register_.database.write() as session:
        person_id = person_meant(session, person)
        erasure.undo(session, register_.database.key, person_id, register_.by)
    line(f"the erasure of person {person_id} is taken back; what came meanwhile is read again at the next pull")


def _tell(told: ErasureTold, local: "Local") -> None:
    for text in _what_happens(told, local):
        line(text)
    found = told.found
    columns: tuple[Column[Fate], ...] = (
        Column("what", lambda fate: fate.retention_class.value.replace("_", " ")),
        Column("rows", lambda fate: fate.rows, number=True),
        Column("what becomes of it", _fate_words),
    )
    show((*found.goes, *found.stays), columns, as_json=False, empty="nothing is held")
    for hold in found.holds:
        line(f"hold {hold.id} ({hold.ground.value}, review {hold.review_on}) keeps everything until it is released")
    if found.shared:
        line(f"addresses or numbers that somebody else has too: {found.shared}; kept out when nobody has them any more")
    if found.ahead:
        line(f"bookings that lie ahead: {found.ahead}; they stay in the calendar, without a name here")
    tell_recipients(told.to_tell)
    _tell_pointers(told.found.pointers, local)


def _what_happens(told: ErasureTold, local: "Local") -> list[str]:
    if told.state == "preview":
        return [f"an erasure of person {told.person_id} would do this; nothing was changed"]
    if told.state == "held":
        return [
            f"person {told.person_id} is restricted now and erased on {local.moment(told.due_at)}",
            f"take it back until then: rekisterid erase {told.person_id} --undo; at once: --now",
            "answer the person before that day: their address goes too",
        ]
    taken = told.taken
    assert taken is not None
    words = [
        f"person {told.person_id} is erased: {taken.deleted} rows deleted, {taken.pseudonymised} made nobody's, "
        f"{taken.restricted} kept restricted, {taken.minimised} cut down to hash and dates"
    ]
    if told.reply_to:
        words.append(
            f"send the answer to {clean(told.reply_to[0])}; `rekisterid requests answer` then forgets the address"
        )
    return words


def _fate_words(fate: "Fate") -> str:
    from models.rules.erasure import ErasureAction

    if fate.action is ErasureAction.DELETE:
        return "deleted"
    kept = "kept, hidden and unused" if fate.action is ErasureAction.RESTRICT else "cut down to hash, purpose and dates"
    until = f" until {fate.until}" if fate.until else ""
    return f"{kept}{until} ({fate.ground.value})" if fate.ground else f"{kept}{until}"


def _tell_pointers(pointers: "tuple[Pointer, ...]", local: "Local") -> None:
    """The mailboxes are the firm's: what lies there is deleted by staff (T11)."""
    if not pointers:
        return
    line()
    line("delete these in the mailbox and the calendar yourself; rekisterid never changes anything there:")
    from daemon.cli.source_words import stream_words

    columns: tuple[Column[Pointer], ...] = (
        Column("account", lambda row: row.account),
        Column("folder", lambda row: stream_words(row.folder)),
        Column("item", lambda row: f"UID {row.item}" if row.validity else row.item),
        Column("of", lambda row: local.day(row.at)),
    )
    show(pointers, columns, as_json=False)


def kept_out(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="ID", help="With --looked-at: these stay.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what keeps nobody out, and holds again when its person returns.")
    ] = False,
    looked_at: Annotated[
        bool,
        typer.Option(
            "--looked-at",
            help="List what is due to be looked at; with IDs, note that these stay: they are due again in five years.",
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the hashes that keep erased people out, with how often mail came from each; nothing of it was stored."""
    from daemon.cli.opened import opened
    from models.register.suppression import list_due, list_kept_out, review

    if looked_at and ids:
        with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
            rows = review(session, ids, register_.by)
        _tell_looked_at(rows, as_json=as_json)
        return
    if ids:
        raise Declined("an ID alone says nothing", mend="rekisterid kept-out --looked-at ID notes that it stays")
    with opened(shell_of(ctx)) as register_, register_.database.read() as session:
        found = list_due(session, register_.today) if looked_at else list_kept_out(session, everything=everything)
        local = register_.local
    empty = "nothing is due to be looked at" if looked_at else "nobody is kept out"
    show(found, _kept_columns(local, does=everything or looked_at), as_json=as_json, empty=empty)
    if looked_at and found and not as_json:
        line("note which of them stay: rekisterid kept-out --looked-at ID …")


def _kept_columns(local: "Local", *, does: bool) -> "tuple[Column[KeptOut], ...]":
    standing: tuple[Column[KeptOut], ...] = (Column("does", lambda row: row.standing.value),)
    return (
        Column("id", lambda row: row.id, number=True),
        Column("what", lambda row: row.field.value),
        Column("why", lambda row: f"{row.act.value} {row.scope}".strip().replace("_", " ")),
        *(standing if does else ()),
        Column("since", lambda row: local.day(row.since)),
        Column("mails since", lambda row: row.arrivals, number=True),
        Column("the last", lambda row: local.moment(row.last_arrival_at)),
        Column("review by", lambda row: row.review_on),
    )


def _tell_looked_at(rows: "tuple[KeptOut, ...]", *, as_json: bool) -> None:
    if as_json:
        show_json(rows)
        return
    for row in sorted(rows, key=lambda row: row.id):
        line(f"{row.id} stays; look at it again by {row.review_on}")


def readmit(ctx: typer.Context, address: Annotated[str, typer.Argument(metavar="ADDRESS")], evidence: Evidence) -> None:
    """Let an erased person come back who wishes it: their e-mail address or phone number is taken in again."""
    from daemon.cli.opened import opened
    from models.register import erasure
    from models.register.keys import keyed_hash
    from models.rules.normalise import normal_form
    from models.vocabulary import DetailField

    field = DetailField.EMAIL if "@" in address else DetailField.PHONE
    value_key = normal_form(field, address)
    if value_key is None:
        raise Declined("that is no e-mail address or phone number", mend="write one address or number, without a name")
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        mark = keyed_hash(register_.database.key, field, value_key)
        erasure.readmit(session, [(field, mark)], evidence, register_.by)
    line("what comes from there is taken in again, as of a new person; nothing of before belongs to them")


def restrict(
    ctx: typer.Context,
    person: Person,
    because: Annotated[
        str, typer.Option("--because", metavar="TEXT", help="Why: accuracy contested, objection …")
    ] = "",
) -> None:
    """Restrict a person: hidden, unchanged, never written to and not deleted, until it is lifted."""
    from daemon.cli.opened import opened
    from models.register import recipients, restriction
    from models.register.clusters import cluster_of
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        person_id = person_meant(session, person)
        restriction.restrict(session, person_id, because, register_.by)
        to_tell = recipients.to_tell(session, cluster_of(session, person_id).members)
    line(f"person {person_id} is restricted: nothing is sent, changed or deleted until `rekisterid unrestrict`")
    tell_recipients(to_tell)


def unrestrict(ctx: typer.Context, person: Person, evidence: Evidence) -> None:
    """End a restriction, after the person was told of it; what came meanwhile is read again."""
    from daemon.cli.opened import opened
    from models.register import erasure, restriction
    from models.register.queries.people import person_meant

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        person_id = person_meant(session, person)
        if erasure.held_of(session, [person_id]) is not None:
            raise Declined("an erasure is held", mend=f"rekisterid erase {person_id} --undo takes it back")
        restriction.lift(session, person_id, evidence, register_.by)
    line(f"person {person_id} is not restricted any more; what came meanwhile is read again at the next pull")

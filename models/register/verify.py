"""Look whether a register holds what must always hold (I1–I8): reads only, names rows by number, nothing of a person.

I1 no message lost · I2 none doubled · I3 nothing sent twice · I4 nothing sent without consent · I5 every value has its source ·
I6 what is derived is what a rebuild gives · I7 the database is whole · I8 the log's chain is unbroken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select

from models.migrations import HEAD
from models.register import audit, migrate
from models.register.breaches import NAMED, Breach, Invariant, told
from models.register.failures import is_damage
from models.register.keys import fingerprint
from models.register.ledger_check import damaged_lines
from models.register.verify_letters import letters_without_consent, requests_sent_twice
from models.register.verify_values import details_not_as_rebuilt, messages_lost, sources_doubled, values_without_source
from models.tables import AuditEntry, AuditSeal, RegisterState


@dataclass(frozen=True, slots=True)
class Looked:
    """What `verify` found: the breaches, and how many rows of how many tables there are."""

    breaches: tuple[Breach, ...]
    tables: int
    rows: int


def verify(session: Session, key: bytes | None = None, ledger: Path | None = None) -> Looked:
    """Look at everything in one read session. `key`: the register's, None where it is not at hand. `ledger`: the file beside it.

    A database that is damaged or of another schema is told as that alone: nothing else of it could be believed.
    """
    damaged = tuple(_damaged_lines(ledger)) if ledger is not None else ()
    broken = _broken(session)
    if broken:
        return Looked((*broken, *damaged), 0, 0)
    found = [breach for look in _LOOKS for breach in look(session)]
    found += _wrong_key(session, key)
    return Looked((*found, *damaged), len(SQLModel.metadata.tables), _rows(session))


def _damaged_lines(ledger: Path) -> Iterator[Breach]:
    what = "the line cannot be read: what stood there is not done again after a restore (T11)"
    mend = "take the line from the copy beside the backups, register.ledger (docs/backup.md, a damaged ledger)"
    yield from told(Invariant.DATABASE_WHOLE, what, f"{ledger} line", damaged_lines(ledger), mend)


def _rows(session: Session) -> int:
    count = 0
    for table in SQLModel.metadata.sorted_tables:
        count += int(session.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
    return count


_DAMAGED = "the file is damaged"
_RESTORE = "the database is damaged: stop the service and restore the newest backup (docs/backup.md)"
_REPORT = "a fault in the program: report it with this line; it holds nothing of your data"


def _broken(session: Session) -> tuple[Breach, ...]:
    try:
        return tuple(_unreadable(session))
    except DBAPIError as exc:
        # So damaged that SQLite does not even get as far as to say where.
        if not is_damage(exc):
            raise
        return (Breach(Invariant.DATABASE_WHOLE, _DAMAGED, "", (), 1, _RESTORE),)


def _unreadable(session: Session) -> Iterator[Breach]:
    whole = Invariant.DATABASE_WHOLE
    present = migrate.revision_of(session.connection())
    if present != HEAD:
        what = f"the schema is {present or 'not there'}, and this version's is {HEAD}"
        yield Breach(
            whole, what, "", (), 1, "verify with the version that wrote it, or let `rekisterid run` bring it up to date"
        )
        return
    if session.connection().dialect.name != "sqlite":
        return
    damage = [str(row[0]) for row in session.execute(sa.text("PRAGMA integrity_check(20)"))]
    if damage != ["ok"]:
        # What SQLite says may quote an index and a row's number, never a value.
        yield Breach(whole, _DAMAGED, "", tuple(_place(line) for line in damage[:NAMED]), len(damage), _RESTORE)


def _place(line: str) -> str:
    return "".join(letter for letter in line if letter.isalnum() or letter in " _.,:")[:120]


def _broken_links(session: Session) -> Iterator[Breach]:
    """Both databases guard links themselves; a register that was mended by hand or copied while open may have broken ones."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            for link in column.foreign_keys:
                target = link.column.table.alias("target")
                here = target.c[link.column.name] == column
                query = sa.select(_number(table)).where(column.is_not(None), ~sa.exists().where(here))
                invariant = Invariant.SOURCE_EXISTS if link.column.table.name == "source" else Invariant.DATABASE_WHOLE
                what = f"{column.name} points to a row of {link.column.table.name} that is not there"
                yield from told(invariant, what, table.name, session.execute(query).scalars(), _RESTORE)


def _doubled(session: Session) -> Iterator[Breach]:
    """Count afresh what a unique index says is there once: a damaged index does not see its own doubles."""
    for table in SQLModel.metadata.sorted_tables:
        for rule in table.constraints:
            if not isinstance(rule, sa.UniqueConstraint):
                continue
            known = [column.is_not(None) for column in rule.columns]
            query = sa.select(sa.func.min(_number(table))).where(*known).group_by(*rule.columns)
            query = query.having(sa.func.count() > 1)
            names = ", ".join(column.name for column in rule.columns)
            rows = session.execute(query).scalars()
            yield from told(
                Invariant.NOTHING_DOUBLED, f"more than one row with the same {names}", table.name, rows, _RESTORE
            )


def _number(table: sa.Table) -> sa.Column[object]:
    return table.c.id if "id" in table.c else next(iter(table.primary_key.columns))


def _no_member(session: Session) -> Iterator[Breach]:
    """A value of a closed list that this version does not know makes its row unreadable."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, sa.Enum):
                plain = sa.type_coerce(column, sa.String)
                query = sa.select(_number(table)).where(column.is_not(None), plain.not_in(column.type.enums))
                what = f"{column.name} holds a word that this version does not know"
                yield from told(Invariant.DATABASE_WHOLE, what, table.name, session.execute(query).scalars(), _REPORT)


def _state(session: Session) -> Iterator[Breach]:
    if session.get(RegisterState, 1) is None:
        yield Breach(
            Invariant.DATABASE_WHOLE, "the register's own row is missing", "register_state", ("1",), 1, _RESTORE
        )


def _wrong_key(session: Session, key: bytes | None) -> Iterator[Breach]:
    state = session.get(RegisterState, 1)
    if key is not None and state is not None and state.key_fingerprint != fingerprint(key):
        mend = "restore the hash key that was in use when it was written: with another one erased people come back"
        yield Breach(Invariant.DATABASE_WHOLE, "it was made with another hash key", "register_state", ("1",), 1, mend)


def _log(session: Session) -> Iterator[Breach]:
    broken = Invariant.LOG_UNBROKEN
    mend = "somebody changed the log or the file was mended by hand: compare with a backup (`rekisterid verify --database FILE`)"
    yield from told(broken, "the rows under the seal were changed", "audit_seal", audit.broken_seals(session), mend)
    last = session.exec(select(sa.func.max(AuditSeal.last_id))).one() or 0
    newest = session.exec(select(sa.func.max(AuditEntry.id))).one() or 0
    given = _last_number(session, "audit_entry")
    if given is not None and given > max(newest, last):
        what = f"the log ends at {max(newest, last)}, and rows up to {given} were written"
        yield Breach(broken, what, "audit_entry", (str(given),), given - max(newest, last), mend)


def _last_number(session: Session, table: str) -> int | None:
    """Give the last number that was given out; None where the database does not tell (PostgreSQL skips some by itself)."""
    if session.connection().dialect.name != "sqlite":
        return None
    return session.execute(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}).scalar()


def _sent_twice(session: Session) -> Iterator[Breach]:
    mend = "look at `rekisterid bookings`; whoever got two should be told"
    what = "another request for the same booking went to the same person"
    yield from told(Invariant.SENT_ONCE, what, "outgoing_mail", requests_sent_twice(session), mend)


def _sent_without_consent(session: Session) -> Iterator[Breach]:
    mend = "look at `rekisterid consent show PERSON`; it may be a breach to write down (G28)"
    what = "it went out though the ledger of that moment did not allow it"
    yield from told(Invariant.SENT_WITH_CONSENT, what, "outgoing_mail", letters_without_consent(session), mend)


def _lost(session: Session) -> Iterator[Breach]:
    mend = "`rekisterid pull` reads it again; when it is told again, report this line"
    what = "it gave something and is not noted as read"
    yield from told(Invariant.NOTHING_LOST, what, "source", messages_lost(session), mend)


def _read_twice(session: Session) -> Iterator[Breach]:
    what = "another source is the same message"
    yield from told(Invariant.NOTHING_DOUBLED, what, "source", sources_doubled(session), _REPORT)


def _values(session: Session) -> Iterator[Breach]:
    nowhere, other = "no source states it", "it is kept under another key or day than a rebuild gives"
    yield from told(Invariant.SOURCE_EXISTS, nowhere, "detail", values_without_source(session), _REPORT)
    yield from told(Invariant.AS_REBUILT, other, "detail", details_not_as_rebuilt(session), _REPORT)


_LOOKS: tuple[Callable[[Session], Iterator[Breach]], ...] = (
    _state,
    _broken_links,
    _doubled,
    _no_member,
    _lost,
    _read_twice,
    _sent_twice,
    _sent_without_consent,
    _values,
    _log,
)

"""`rekisterid consent wording`: the texts that people agreed to, by name, version and language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.choosing import chosen, chosen_by
from daemon.cli.groups import add_group
from daemon.cli.output import Column, clean, line, show, show_json
from daemon.cli.shell import AsJson, shell_of
from models.errors import Declined
from models.vocabulary import CONSENT_PURPOSES, Language, Purpose

if TYPE_CHECKING:
    from sqlmodel import Session

    from daemon.cli.opened import Opened
    from models.tables import ConsentWording

MAX_TEXT_BYTES = 20_000


def register(group: typer.Typer) -> None:
    """Add the commands."""
    add_group(
        group,
        "wording",
        "The texts that people agree to.",
        {"list": list_them, "show": show_one, "add": add, "consents": list_consents},
    )


@dataclass(frozen=True, slots=True)
class WordingTold:
    """One version of a wording."""

    wording: str
    purpose: Purpose
    introduced_at: datetime
    material: bool
    texts: dict[Language, str]
    consents: int = 0


def seed(session: "Session", register_: "Opened") -> None:
    """Give a new register the wording that comes with the service."""
    from daemon.wordings import firm_facts, seed_wordings

    seed_wordings(session, register_.by, firm_facts(register_.config))


def list_them(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the wordings and their versions."""
    from daemon.cli.opened import opened

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        seed(session, register_)
        rows = _told(session)
        local = register_.local
    columns: tuple[Column[WordingTold], ...] = (
        Column("wording", lambda row: row.wording),
        Column("purpose", lambda row: row.purpose),
        Column("introduced", lambda row: local.moment(row.introduced_at)),
        Column("ends older consents", lambda row: row.material),
        Column("consents", lambda row: row.consents, number=True),
    )
    show(rows, columns, as_json=as_json, empty="there is no wording")


def show_one(
    ctx: typer.Context,
    wording: Annotated[str, typer.Argument(metavar="NAME[@VERSION]", help="The newest version if none is named.")],
    language: Annotated[str | None, typer.Option("--language", metavar="LANGUAGE", help="Only fi, sv or en.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show the text of a wording."""
    from daemon.cli.opened import opened

    if language is not None:
        chosen_by(Language, language, "--language")
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        seed(session, register_)
        row = _versions(session, wording)[-1]
    if as_json:
        show_json(row)
        return
    for one, text in row.texts.items():
        if language in (None, one.value):
            line(f"{row.wording} {one.value}\n\n{clean(text, keep_lines=True)}\n")


def list_consents(
    ctx: typer.Context,
    wording: Annotated[str, typer.Argument(metavar="NAME[@VERSION]", help="Every version if none is named.")],
    as_json: AsJson = False,
) -> None:
    """List who consented to a wording, when and how, and whether it still serves. The look is logged."""
    from daemon.cli.opened import opened
    from daemon.reasons import plain_words
    from models.register.audit import Act, record
    from models.register.queries.wordings import GivenConsent, consents_given_to

    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        seed(session, register_)
        _versions(session, wording)
        record(session, register_.by, Act("consent.list", "consent_wording", None, "S14", clean(wording)))
        rows = consents_given_to(session, wording, register_.now, register_.consent)
        local = register_.local
    columns: tuple[Column[GivenConsent], ...] = (
        Column("wording", lambda row: row.wording),
        Column("person", lambda row: row.name or f"person {row.person_id}"),
        Column("given", lambda row: local.day(row.given_at)),
        Column("how", lambda row: row.method.value.replace("_", " ") if row.method else ""),
        Column("language", lambda row: row.language or ""),
        Column("serves", lambda row: "yes" if row.serves else f"no: {plain_words(row.reason)}"),
    )
    show(rows, columns, as_json=as_json, empty="nobody has consented to it")


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short name, such as feedback.")],
    finnish: Annotated[Path, typer.Option("--fi", metavar="FILE", help="The text in Finnish.")],
    swedish: Annotated[Path, typer.Option("--sv", metavar="FILE", help="The text in Swedish.")],
    english: Annotated[Path, typer.Option("--en", metavar="FILE", help="The text in English.")],
    purpose: Annotated[str, typer.Option("--purpose", metavar="PURPOSE")] = Purpose.FEEDBACK_REQUEST.value,
    spelling_only: Annotated[
        bool, typer.Option("--spelling-only", help="Nothing but spelling changed: older consents go on.")
    ] = False,
) -> None:
    """Add a wording, or the next version of one. Older consents of the purpose end unless only spelling changed."""
    from daemon.cli.opened import opened
    from models.register.wordings import NewWording, add_version, reference

    served = chosen(sorted(CONSENT_PURPOSES), purpose, f"{clean(purpose)} is no purpose that needs consent")
    if not name.replace("-", "").replace("_", "").isalnum() or len(name) > 60:
        raise Declined("that is no name for a wording", mend="letters, digits and hyphens, at most 60")
    texts = dict(zip(Language, map(_text, (finnish, swedish, english)), strict=True))
    with opened(shell_of(ctx), make=True) as register_, register_.database.write() as session:
        version = add_version(session, NewWording(name, served, texts, not spelling_only), register_.by)
    line(f"added {reference(name, version)}")
    if version > 1 and not spelling_only:
        line(f"consents for {purpose} given before now have ended: ask anew with this wording")


def require(register_: "Opened", wording: str) -> None:
    """Raise Declined when the register has no such `name@version`; nothing is stored."""
    with register_.database.write() as session:
        seed(session, register_)
        known = {row.wording for row in _told(session)}
        session.rollback()
    if wording not in known:
        raise _no_wording(wording)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as exc:
        raise Declined(
            f"{path} cannot be read: {exc.strerror or type(exc).__name__}", mend="name a text file"
        ) from None
    except UnicodeDecodeError:
        raise Declined(f"{path} is no text in UTF-8", mend="save it as UTF-8") from None
    if len(raw) > MAX_TEXT_BYTES:
        raise Declined(f"{path} is longer than {MAX_TEXT_BYTES} bytes", mend="a wording is a page of text at most")
    return text


def _versions(session: "Session", named: str) -> list[WordingTold]:
    """Give the wording `name@version`, or every version of `name`, the newest last. Raises Declined when there is none."""
    found = [row for row in _told(session) if named in (row.wording, row.wording.partition("@")[0])]
    if not found:
        raise _no_wording(named)
    return found


def _no_wording(named: str) -> Declined:
    return Declined(f"there is no wording {clean(named)}", mend="see `rekisterid consent wording list`")


def _told(session: "Session") -> list[WordingTold]:
    from models.register.queries.wordings import consents_by_wording
    from models.register.wordings import every_version, reference

    given = consents_by_wording(session)
    told: dict[str, WordingTold] = {}
    rows: Iterable[ConsentWording] = every_version(session)
    for row in rows:
        name = reference(row.name, row.version)
        known = told.setdefault(name, WordingTold(name, row.purpose, row.introduced_at, row.material, {}, given[name]))
        known.texts[row.language] = row.text
    return list(told.values())

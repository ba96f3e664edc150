"""Consent wordings: versioned, immutable, in three languages (C5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.rules.consent import ConsentEvent, ConsentEventType
from models.tables import ConsentWording
from models.vocabulary import Language, Purpose

MAX_DIGITS = 9


class WordingRefused(Declined):
    """A wording cannot be added or used; the message says why."""


@dataclass(frozen=True, slots=True)
class NewWording:
    """A wording to add: its name, what it asks leave for, the text in each language, whether the change is material."""

    name: str
    purpose: Purpose
    texts: Mapping[Language, str]
    material: bool = True


def reference(name: str, version: int) -> str:
    """Give `name@version`, by which the ledger names a wording."""
    return f"{name}@{version}"


def add_version(session: Session, wording: NewWording, by: By) -> int:
    """Add the next version of a wording in all three languages; give its number.

    A material change supersedes the consents given to earlier versions (C5); a correction of spelling does not.
    Raises WordingRefused when a language is missing or the name serves another purpose.
    """
    missing = [language.value for language in Language if not wording.texts.get(language, "").strip()]
    if missing:
        raise WordingRefused(
            f"the wording {wording.name} lacks {', '.join(missing)}", mend="give the text in fi, sv and en"
        )
    latest = latest_version(session, wording.name)
    if latest is not None and latest.purpose is not wording.purpose:
        raise WordingRefused(f"the wording {wording.name} is for {latest.purpose.value}", mend="use another name")
    version = latest.version + 1 if latest else 1
    for language in Language:
        session.add(
            ConsentWording(
                name=wording.name,
                version=version,
                language=language,
                purpose=wording.purpose,
                text=wording.texts[language].strip(),
                material=wording.material,
                introduced_at=by.now,
            )
        )
    if latest is not None:
        # Loaded here: every pull looks whether there is a wording, and hardly one replaces it.
        from models.register import ledger

        superseded = ConsentEvent(
            type=ConsentEventType.WORDING_SUPERSEDED,
            at=by.now,
            purpose=wording.purpose.value,
            material=wording.material,
        )
        ledger.append(session, None, superseded, by)
    record(session, by, Act("wording.add", "consent_wording", version, "C5", wording.name))
    return version


def latest_version(session: Session, name: str) -> ConsentWording | None:
    """Give a row of the newest version of a wording; None when there is none of that name."""
    return session.exec(
        select(ConsentWording).where(ConsentWording.name == name).order_by(col(ConsentWording.version).desc()).limit(1)
    ).first()


def newest_for(session: Session, purpose: Purpose) -> ConsentWording | None:
    """Give a row of the wording for a purpose that was introduced last; None when there is none."""
    return session.exec(
        select(ConsentWording)
        .where(ConsentWording.purpose == purpose)
        .order_by(col(ConsentWording.introduced_at).desc(), col(ConsentWording.id).desc())
        .limit(1)
    ).first()


def text_of(session: Session, wording: str, language: Language) -> str:
    """Give the text of `name@version` in a language, "" when there is no such wording."""
    name, _, number = wording.partition("@")
    if not number.isdecimal() or len(number) > MAX_DIGITS:
        return ""
    found = session.exec(
        select(ConsentWording.text).where(
            ConsentWording.name == name,
            ConsentWording.version == int(number),
            ConsentWording.language == language,
        )
    ).first()
    return found or ""


def every_version(session: Session) -> list[ConsentWording]:
    """Give all wordings, by name, version and language."""
    return list(
        session.exec(
            select(ConsentWording).order_by(
                col(ConsentWording.name), col(ConsentWording.version), col(ConsentWording.language)
            )
        )
    )


def require_current(session: Session, wording: str, purpose: str, given_at: datetime) -> None:
    """Raise WordingRefused unless `name@version` exists, serves the purpose and was not replaced when the grant is entered.

    A grant on a version that a material change replaced is refused (C5), also when the paper is older than the change.
    """
    name, _, number = wording.partition("@")
    rows = session.exec(
        select(ConsentWording).where(ConsentWording.name == name).order_by(col(ConsentWording.version))
    ).all()
    chosen = [row for row in rows if str(row.version) == number]
    if not chosen:
        raise WordingRefused(f"there is no wording {wording}", mend="see `rekisterid consent wording list`")
    if chosen[0].purpose.value != purpose:
        raise WordingRefused(
            f"the wording {wording} is for {chosen[0].purpose.value}", mend="name the purpose it is for"
        )
    if any(row.version > chosen[0].version and row.material for row in rows):
        raise WordingRefused(f"the wording {wording} was replaced", mend="ask for consent with the present wording")
    if given_at.tzinfo is None:
        raise WordingRefused("the time of the consent has no offset")

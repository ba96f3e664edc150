"""The wording by which consent to feedback requests is asked, in three languages, made for the firm when the register has none.

A wording is what people agreed to: once it is in the register it never changes there (C5), whatever this text becomes.
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from sqlmodel import Session

from models.register.audit import By
from models.register.wordings import NewWording, add_version, newest_for
from models.vocabulary import Language, Purpose

if TYPE_CHECKING:
    from daemon.config import Config

FEEDBACK = "feedback"
_FOLDER = Path(__file__).resolve().parent / "templates" / "wordings"


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What a wording says of the firm: who asks, who reads the answers and for how many months they are kept."""

    controller: str
    address: str
    email: str
    reader: str
    answers_kept_months: int


def firm_facts(config: "Config") -> FirmFacts:
    """Give what the configuration says of the firm."""
    return FirmFacts(
        controller=config.controller.name,
        address=config.controller.address,
        email=config.controller.email,
        reader=config.contact_person.name,
        answers_kept_months=config.feedback.answers_kept_months,
    )


def seed_wordings(session: Session, by: By, firm: FirmFacts) -> bool:
    """Add `feedback@1` when the register has no wording for feedback requests; give whether it was added."""
    if newest_for(session, Purpose.FEEDBACK_REQUEST) is not None:
        return False
    add_version(session, NewWording(FEEDBACK, Purpose.FEEDBACK_REQUEST, wording_texts(firm)), by)
    return True


def wording_texts(firm: FirmFacts) -> dict[Language, str]:
    """Give our wording for feedback requests in each language, for that firm."""
    facts = {
        "controller": firm.controller,
        "address": firm.address,
        "email": firm.email,
        "reader": firm.reader,
        "months": str(firm.answers_kept_months),
    }
    return {
        language: Template((_FOLDER / f"{FEEDBACK}.{language.value}.txt").read_text(encoding="utf-8")).substitute(facts)
        for language in Language
    }

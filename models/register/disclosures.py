"""Disclosures entered by staff: nothing is given to a recipient without a row of who, what, when and on which basis (S13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.errors import Declined
from models.register import restriction
from models.register.audit import Act, By, record
from models.register.queries.consent import standings
from models.rules.consent import ConsentState
from models.rules.disclosures import KNOWN, basis_of, needs_safeguard, unknown_data
from models.rules.free_text import note_of_staff
from models.rules.months import local_date
from models.rules.normalise import one_line
from models.tables import Disclosure, Person
from models.vocabulary import CONSENT_PURPOSES, LawfulBasis, Purpose, RecipientRole

MAX_RECIPIENT = 120
MAX_SAFEGUARD = 200


@dataclass(frozen=True, slots=True)
class Given:
    """What staff say of a disclosure. `recipient`: the organisation by name. `data`: what was given, by the names of `KNOWN`.

    `basis` None = that of the purpose (S4). `country`: two letters; outside the EEA `safeguard` says on what the transfer rests.
    """

    recipient: str
    role: RecipientRole
    data: Sequence[str]
    on: date
    purpose: Purpose
    basis: LawfulBasis | None = None
    country: str = "FI"
    safeguard: str = ""


def enter(session: Session, person_id: int, given: Given, by: By) -> Disclosure:
    """Enter a disclosure, before it or after it.

    Raises Declined for a recipient without a name or that is a person's address, data that the register does not know, a day to
    come, a country outside the EEA without a safeguard (G29), a purpose of consent that the person has not given today, and on
    any day of a restriction (G19). What was given earlier is noted whatever it rested on: its recipient must be told.
    """
    recipient = note_of_staff(given.recipient, MAX_RECIPIENT)
    data = tuple(dict.fromkeys(name.strip() for name in given.data if name.strip()))
    _require_words(recipient, data)
    today = local_date(by.now)
    if given.on > today:
        raise Declined(
            "the day of the disclosure lies in the future", mend="enter it on the day on which data are given"
        )
    _require_allowed(session, person_id, given, by, today)
    country = given.country.strip().upper()
    safeguard = note_of_staff(given.safeguard, MAX_SAFEGUARD)
    if len(country) != 2 or not country.isalpha():
        raise Declined("that is no country", mend="give its two letters, such as FI or SE: --country")
    if needs_safeguard(country) and not safeguard:
        raise Declined(
            f"{country} lies outside the EU and the EEA: nothing goes there without adequacy or a safeguard (Art. 44–49)",
            mend="say on what the transfer rests: --safeguard",
        )
    row = Disclosure(
        person_id=person_id,
        recipient=recipient,
        role=given.role,
        fields=",".join(data),
        disclosed_on=given.on,
        purpose=given.purpose,
        basis=given.basis or basis_of(given.purpose),
        country=country,
        safeguard=safeguard,
        entered_at=by.now,
        entered_by=by.actor,
    )
    session.add(row)
    session.flush()
    record(session, by, Act("disclosure.enter", "disclosure", row.id, "S13", given.purpose.value))
    return row


def _require_words(recipient: str, data: Sequence[str]) -> None:
    if not recipient or "@" in one_line(recipient):
        raise Declined(
            "the recipient is missing or is an address",
            mend="name the organisation: a person may ask who it is (Art. 15)",
        )
    if not data or unknown_data(data):
        raise Declined("what was given is missing or unknown", mend=f"--what: some of {', '.join(KNOWN)}")


def _require_allowed(session: Session, person_id: int, given: Given, by: By, today: date) -> None:
    person = session.get_one(Person, person_id)
    if restriction.is_restricted(session, person_id):
        since = local_date(person.restricted_since) if person.restricted_since is not None else today
        if given.on >= since:
            restriction.require_free(session, person_id)
    on_consent = given.purpose in CONSENT_PURPOSES or given.basis is LawfulBasis.CONSENT
    if not on_consent or given.on != today:
        return
    held = standings(session, person_id, by.now)
    if not any(row.purpose is given.purpose and row.state is ConsentState.VALID and not row.prohibited for row in held):
        raise Declined(
            f"the person has not consented to {given.purpose.value}: nothing is given on it (S13)",
            mend="`rekisterid consent show` shows what they consented to",
        )

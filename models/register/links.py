"""Links to our pages: a random token that only the letter has, kept as a hash; bound to one page and one letter (HW-T9).

Made when the letter is written, in the job that sends it: the token stands in no table, no log and no queue.
"""

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from models.register.outgoing import request_reminded_of
from models.tables import LinkPurpose, OutgoingMail, PageLink, row_id
from models.vocabulary import Language

TOKEN_BYTES = 24
"""192 bits: 32 characters in an address."""

TERMS: Mapping[LinkPurpose, timedelta] = {
    # C16: "expires in 30 days".
    LinkPurpose.ANSWER: timedelta(days=30),
    # A letter can be opened again after years; the link works as long as the request is on record (24 months).
    LinkPurpose.WITHDRAWAL: timedelta(days=730),
    LinkPurpose.CONSENTS: timedelta(days=3),
    # C6: 14 × 24 h; what counts is the grant's own time, read again when the link is used.
    LinkPurpose.CONFIRMATION: timedelta(days=14),
}

_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a token opens. `is_expired`: nothing but a friendly word. `language`: the one the letter was written in."""

    link_id: int
    mail: OutgoingMail
    person_id: int
    language: Language | None
    is_expired: bool


def token_hash(token: str) -> str:
    """Give what is stored of a token. Unkeyed: 192 random bits cannot be guessed from their hash."""
    return hashlib.sha256(f"rekisterid page link\0{token}".encode()).hexdigest()


def make(session: Session, mail_id: int, purposes: frozenset[LinkPurpose], now: datetime) -> dict[LinkPurpose, str]:
    """Make the links of a letter that is about to be handed over; give the tokens, by purpose.

    Those of an earlier try are void: that letter did not arrive.
    """
    session.exec(delete(PageLink).where(col(PageLink.mail_id) == mail_id))
    tokens = {purpose: secrets.token_urlsafe(TOKEN_BYTES) for purpose in sorted(purposes)}
    for purpose, token in tokens.items():
        session.add(
            PageLink(
                token_hash=token_hash(token),
                purpose=purpose,
                mail_id=mail_id,
                created_at=now,
                expires_at=now + TERMS[purpose],
            )
        )
    session.flush()
    return tokens


def opened(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> OpenedLink | None:
    """Give what the token opens, None for one that opens nothing there: unknown, or of another page."""
    if not _TOKEN.fullmatch(token):
        return None
    found = session.exec(
        select(PageLink, OutgoingMail)
        .join(OutgoingMail, col(OutgoingMail.id) == col(PageLink.mail_id))
        .where(PageLink.token_hash == token_hash(token), PageLink.purpose == purpose)
    ).first()
    if found is None or found[1].person_id is None:
        return None
    link, mail = found
    if purpose is LinkPurpose.ANSWER:
        # What a reminder's link brings is the answer to its request.
        mail = request_reminded_of(session, mail) or mail
    return OpenedLink(row_id(link), mail, found[1].person_id, mail.language, now > link.expires_at)

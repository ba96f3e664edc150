"""A new row of the outbox: its token, and the Message-ID made of it."""

import secrets
from datetime import datetime

from models.tables import MailKind, OutgoingMail
from models.vocabulary import MailState

TOKEN_BYTES = 16


def new_letter(kind: MailKind, person_id: int | None, mail_domain: str, now: datetime) -> OutgoingMail:
    """Give a letter that is due at once. `mail_domain`: of its Message-ID."""
    token = f"rk-{secrets.token_urlsafe(TOKEN_BYTES)}"
    return OutgoingMail(
        kind=kind,
        person_id=person_id,
        state=MailState.QUEUED,
        token=token,
        message_id=f"{token}@{mail_domain}",
        created_at=now,
        next_try_at=now,
    )

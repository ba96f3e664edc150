"""A calendar that emptied at once is held back until a person says that its events are really gone (HW-F12)."""

from sqlmodel import Session, col, select

from models.errors import Declined
from models.register.audit import Act, By, record
from models.tables import Stream, row_id


def confirm_gone(session: Session, account: str, calendar: str, by: By) -> int:
    """Note a person's word that what a frozen calendar lost is gone; give how many events that are.

    `calendar`: its URL or the last part of it; the only frozen one of the account when empty. The next pull believes it.
    Raises Declined when there is no such calendar, several fit, or nothing is held back.
    """
    streams = session.exec(select(Stream).where(Stream.account == account).order_by(col(Stream.id))).all()
    if not streams:
        raise Declined(f"nothing has been read of an account {account}", mend="`rekisterid status` names the accounts")
    frozen = [row for row in streams if row.frozen_at is not None]
    fitting = [row for row in frozen if calendar in ("", row.name, _last_part(row.name))]
    if len(fitting) != 1:
        listed = ", ".join(_last_part(row.name) for row in frozen)
        if not frozen:
            raise Declined(f"nothing is held back in {account}", mend="`rekisterid status` shows the alarms")
        raise Declined("that names no single calendar that is held back", mend=f"name one of: {listed}")
    stream = fitting[0]
    stream.confirmed_at = by.now
    session.add(stream)
    record(session, by, Act("calendar.confirm", "stream", row_id(stream), "HW-F12", str(stream.frozen_gone or 0)))
    return stream.frozen_gone or 0


def _last_part(name: str) -> str:
    return name.rstrip("/").rpartition("/")[2]

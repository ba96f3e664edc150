"""Nothing is sent while a hold stands: set by a restore before it changes anything, lifted by a person (HW-F15, T11).

A file beside the ledger, not a row: a restored database does not know that it was restored, and a kill in between must not send.
"""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select, update

from models.errors import RegisterUnusable
from models.register.audit import Act, By, record
from models.register.copies import sync_folder
from models.tables import TO_CLIENTS, OutgoingMail, RegisterState
from models.vocabulary import UNDER_WAY, MailState

SUFFIX = ".hold"
RESTORED = "restored"
"""Why a letter of a restored outbox is of unknown fate: it may have gone out after the backup was made."""


@dataclass(frozen=True, slots=True)
class Held:
    """Since when nothing is sent, and why (a word). `restored`: the state of the outbox may be older than what was sent."""

    since: datetime
    why: str

    @property
    def restored(self) -> bool:
        """Whether it was set by a restore."""
        return self.why == RESTORED


class SendingHold:
    """The hold of one register."""

    def __init__(self, ledger: Path) -> None:
        """`ledger`: where the register's ledger of erasures lies."""
        self.path = ledger.with_suffix(SUFFIX)

    @property
    def is_on(self) -> bool:
        """Whether nothing may be sent now. Asked before every letter."""
        return self.path.exists()

    def read(self) -> Held | None:
        """Give the hold; None when there is none. One that cannot be read holds all the same, since ever."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            return Held(datetime.fromisoformat(found["since"]), str(found["why"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            return Held(datetime.fromtimestamp(0).astimezone(), "unreadable")

    def put(self, held: Held) -> None:
        """Set the hold; it is on the disk when this returns. A restore's is not replaced by staff's. Raises RegisterUnusable."""
        before = self.read()
        if before is not None and before.restored and not held.restored:
            return
        self._write(held)

    def put_back(self, before: Held | None) -> None:
        """Let it be as it was before a restore that has changed nothing. Raises RegisterUnusable."""
        if before is None:
            self.lift()
        else:
            self._write(before)

    def _write(self, held: Held) -> None:
        new = self.path.with_name(f".{self.path.name}.new")
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"since": held.since.isoformat(), "why": held.why}, file)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.path)
            sync_folder(self.path.parent)
        except OSError as exc:
            raise self._unwritable(exc) from exc

    def lift(self) -> None:
        """Let mail go again. Raises RegisterUnusable."""
        try:
            self.path.unlink(missing_ok=True)
            sync_folder(self.path.parent)
        except OSError as exc:
            raise self._unwritable(exc) from exc

    def _unwritable(self, exc: OSError) -> RegisterUnusable:
        return RegisterUnusable(
            f"{self.path}: the hold on sending cannot be written: {exc.strerror}",
            mend="free some space there, or let the account which runs rekisterid write the folder",
        )


def let_go(session: Session, hold: SendingHold, by: By) -> int:
    """Note a person's word that mail may go again; give how many letters of before the restore stay unsent.

    The caller lifts the hold after the commit. What waited in the outbox when the register was restored may have gone out since
    the backup: its fate is unknown, and nobody is asked about a booking that had ended by then (HW-F15: nothing is sent twice).
    """
    held = hold.read()
    settled = settle_restored(session, held.since) if held is not None and held.restored else 0
    record(session, by, Act("sending.go", "register", None, "C16", held.why if held else ""))
    return settled


def settle_restored(session: Session, restored_at: datetime) -> int:
    """Leave what the outbox held at that moment to its unknown fate; give how many letters. Doing it again changes nothing."""
    state = session.get_one(RegisterState, 1)
    state.restored_at = max(restored_at, state.restored_at or restored_at)
    session.add(state)
    rows = session.exec(
        select(OutgoingMail.id).where(
            col(OutgoingMail.kind).in_(TO_CLIENTS),
            col(OutgoingMail.state).in_(UNDER_WAY),
            OutgoingMail.created_at <= restored_at,
        )
    ).all()
    session.exec(
        update(OutgoingMail)
        .where(col(OutgoingMail.id).in_(rows))
        .values(state=MailState.UNKNOWN, reason=RESTORED, settled_at=restored_at, claimed_at=None, claimed_by=None)
        .execution_options(synchronize_session="fetch")
    )
    return len(rows)

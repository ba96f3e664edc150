"""What makes a person stay, and what makes them go, as staff do it: an invoice, a dispute, an erasure at once."""

from datetime import date

from sqlmodel import Session

from models.register import erasure, holds
from models.register.erasure import Erased
from models.rules.retention import HoldGround
from models.tables import Hold, Voucher
from tests.models.register.office import Office
from tests.models.register.samples import KEY


def kept_for_invoices(office: Office, person_id: int, year: int = 2026) -> None:
    """Note that the bookkeeping of that year names the person: it is held to the end of the sixth year after (KPL 2:10)."""
    voucher = Voucher(
        person_id=person_id,
        posted_on=date(year, 3, 1),
        year_end=date(year, 12, 31),
        hold_until=date(year + 6, 12, 31),
        entered_at=office.now,
        entered_by="cli:test",
    )
    office.do(lambda session: session.add(voucher))


def in_dispute(office: Office, person_id: int) -> Hold:
    """Hold everything of a person for a dispute."""
    return office.do(lambda session: holds.place(session, person_id, HoldGround.DISPUTE, "case 12", office.by))


def erase(office: Office, person_id: int) -> Erased:
    """Erase a person at once, with what is ahead settled."""

    def deed(session: Session) -> Erased:
        row = erasure.request(session, KEY, person_id, office.by, settled=True, at_once=True)
        return erasure.carry_out(session, KEY, row, office.by)

    return office.do(deed)

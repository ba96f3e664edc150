"""What must hold after whatever happened: the database is whole, and so is the log of what was done (I7, I8)."""

import sqlalchemy as sa

from models.register import audit
from tests.live.firm import NOW, Firm


def verify(firm: Firm) -> None:
    """Look, and seal the log."""
    with firm.register() as database:
        with database.write() as session:
            audit.seal(session, NOW)
        with database.read() as session:
            if database.is_sqlite:
                assert session.execute(sa.text("PRAGMA integrity_check")).scalar_one() == "ok"
                assert session.execute(sa.text("PRAGMA foreign_key_check")).all() == []
            assert audit.broken_seals(session) == []

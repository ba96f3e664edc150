"""What must hold after whatever happened: I1–I8, by the command's own look, and a log that can be sealed."""

from models.register import audit
from models.register.verify import verify as look
from tests.live.firm import NOW, Firm


def verify(firm: Firm) -> None:
    """Look, and seal the log."""
    with firm.register() as database:
        with database.write() as session:
            audit.seal(session, NOW)
        with database.read() as session:
            assert look(session, database.key).breaches == ()

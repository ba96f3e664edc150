"""Ask staff about records that may be one person. Once asked, a question waits for its answer and is never asked again."""

from datetime import datetime

from models.register.audit import By
from models.register.database import Database
from models.register.proposals import propose


def propose_merges(database: Database, now: datetime) -> int:
    """Open a judgement for each two records that look like one person; give how many are new."""
    with database.write() as session:
        return propose(session, By("daemon", now))

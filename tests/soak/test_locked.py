"""HW-F17: a backup tool holds the database for a minute. Nothing is lost, and work goes on by itself."""

import sqlite3
import time
from pathlib import Path

import pytest

from models.tables import Seen
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot
from tests.live.firm import Firm, mail

MINUTE = 60.0


@pytest.mark.live("dovecot")
def test_database_that_another_program_locks_for_a_minute(
    tmp_path: Path, test_ca: CertificateAuthority, dovecot: Dovecot
) -> None:
    firm = Firm(tmp_path, test_ca)
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.write()
    firm.paper_consents("maija.malli@asiakas.example")
    with firm.start() as running:
        running.wait_for(lambda: firm.account("info") is not None, "the first pull")
        backup = sqlite3.connect(firm.folder / "data" / "register.sqlite", isolation_level=None)
        backup.execute("BEGIN IMMEDIATE")
        dovecot.append(user, "INBOX", mail("maija.malli@asiakas.example"))
        time.sleep(MINUTE)
        backup.execute("ROLLBACK")
        backup.close()
        running.wait_for(lambda: len(firm.all(Seen)) == 1, "the message", seconds=90)
        assert running.stop() == 0
    assert "locked by another program" in running.log()

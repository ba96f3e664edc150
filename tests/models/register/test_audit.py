"""The audit log: sealed in a chain, so that a changed, added or missing row shows."""

from datetime import timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from models.register.audit import Act, By, broken_seals, record, seal, unsealed
from models.tables import AuditEntry, AuditSeal
from tests.models.register.office import Office
from tests.models.register.samples import NOW, Step, booking, calendar_object


def sealed(office: Office, runs: int = 3) -> None:
    """Write three acts a run and seal each run by itself."""
    for run in range(runs):

        def deed(session: Any, run: int = run) -> None:
            for number in range(3):
                record(
                    session, By("staff:sari", office.now), Act("test.act", "person", run * 3 + number, "S11", "done")
                )

        office.do(deed)
        assert office.do(lambda session: seal(session, office.now)) == 3


def change(office: Office, statement: str) -> None:
    """Change the database behind the register's back."""
    office.do(lambda session: session.execute(sa.text(statement)))


def test_untouched_log_has_no_broken_seal(office: Office) -> None:
    sealed(office)
    assert office.ask(broken_seals) == []
    assert office.ask(unsealed) == 0
    assert office.do(lambda session: seal(session, office.now)) == 0


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_entry SET result = 'refused' WHERE id = 5", [2]),
        ("UPDATE audit_entry SET object_id = NULL WHERE id = 1", [1]),
        ("DELETE FROM audit_entry WHERE id = 9", [3]),
        ("UPDATE audit_seal SET first_id = 0, last_id = 0 WHERE id = 2", [2, 3]),
        ("UPDATE audit_seal SET first_id = 6 WHERE id = 2", []),
        ("DELETE FROM audit_seal WHERE id = 2", [3]),
        ("UPDATE audit_seal SET hash = 'ff' WHERE id = 1", [1, 2]),
    ],
)
def test_tampering_shows_at_its_seal(office: Office, statement: str, broken: list[int]) -> None:
    sealed(office)
    change(office, statement)
    assert office.ask(broken_seals) == broken


def test_row_slipped_in_between_shows(office: Office) -> None:
    sealed(office, 1)
    change(office, "UPDATE audit_entry SET id = 100 WHERE id = 3")
    office.do(lambda session: session.add(AuditEntry(id=3, at=NOW, actor="x", action="y", object_type="z")))
    assert office.ask(broken_seals) == [1]


def test_seal_outlives_the_rows_that_retention_deletes(office: Office) -> None:
    sealed(office)
    change(office, "DELETE FROM audit_entry WHERE id <= 3")
    assert office.ask(broken_seals) == []
    change(office, "UPDATE audit_entry SET result = 'refused' WHERE id = 4")
    assert office.ask(broken_seals) == [2]


def test_act_written_in_local_time_seals_as_the_same_instant(office: Office) -> None:
    def deed(session: Any) -> None:
        local = NOW.astimezone(timezone(timedelta(hours=2)))
        record(session, By("staff:sari", local), Act("test.act", "person", 1))
        session.flush()
        seal(session, local)

    office.do(deed)
    assert office.ask(broken_seals) == []


def test_act_of_a_failed_transaction_leaves_no_row(office: Office) -> None:
    def deed(session: Any) -> None:
        record(session, By("staff:sari", NOW), Act("test.act", "person", 1))
        raise KeyError("a fault of ours")

    with pytest.raises(KeyError):
        office.do(deed)
    assert office.count(AuditEntry) == office.count(AuditSeal) == 0


def test_log_of_intake_names_nobody(office: Office) -> None:
    office.store(Step((calendar_object(booking()),)))
    assert [row.action for row in office.all(AuditEntry)] == ["person.make", "client.make"]
    assert "maija" not in str(office.all(AuditEntry)).casefold()

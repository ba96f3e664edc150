"""What erasing one person and a night of retention cost, with 100,000 people of twelve values (BENCH=full; else 5,000)."""

import resource
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import update

from models.register import erasure, retention
from models.register.audit import By
from models.register.database import Database
from models.register.retention import Terms
from models.register.retention_rules import RULES
from models.tables import ClientRelationship, ConsentEntry, ContactEvent
from tests.benchmarks.keeping_ground import filled
from tests.benchmarks.test_keeping import PEOPLE, told
from tests.models.register.samples import KEY, NOW

pytestmark = pytest.mark.bench

NIGHTLY = 700
"""Of so many people one is over the term in a night: two years of days."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A register of that many people, of whom a night's share has not been seen for two years."""
    made = filled(tmp_path_factory.mktemp("erasing"), PEOPLE)
    long_ago = NOW - timedelta(days=740)
    with made.write() as session:
        for table, day in ((ContactEvent, "at"), (ConsentEntry, "at"), (ClientRelationship, "last_activity_on")):
            quiet = sa.literal_column("person_id") % NIGHTLY == 0
            value = long_ago.date() if day == "last_activity_on" else long_ago
            session.exec(update(table).where(quiet).values({day: value}))
    yield made
    made.close()


def test_erasure_takes_a_second_at_most(database: Database) -> None:
    by, slowest = By("cli:bench", NOW), 0.0
    for person in (1, PEOPLE // 2 + 1, PEOPLE - 1):
        since = time.perf_counter()
        with database.write() as session:
            row = erasure.request(session, KEY, person, by, settled=True, at_once=True)
            done = erasure.carry_out(session, KEY, row, by)
        assert database.wipe_log()
        slowest = max(slowest, time.perf_counter() - since)
        assert done.taken.deleted > 12
    told("erasure", slowest, 1.0)


def test_night_of_retention_takes_a_minute_at_most(database: Database) -> None:
    since = time.perf_counter()
    run = retention.run(database, RULES, Terms(NOW, KEY), By("daemon", NOW))
    seconds = time.perf_counter() - since
    assert run.ended["contact"] >= PEOPLE // NIGHTLY - 3
    assert run.waiting == ()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    told("retention", seconds, 60.0, f", {run.ended['contact']} of them gone, {memory} MB at most")

"""What Prometheus can read of the service. Labels hold account names of the configuration, codes and nothing else."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from daemon.logs import redact
from daemon.watch import Mortal
from models.errors import RegisterUnusable
from models.migrations import program
from models.register.accounts import PARKED
from models.register.database import Database
from models.register.intake import Stored
from models.register.queries.gauges import AccountGauge, RegisterGauges, register_gauges
from models.rules.alarms import Alarm
from models.vocabulary import AlarmKind

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
POLL_BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
NEWS_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Metrics = Iterator[Metric]


def account_labels(names: Sequence[str]) -> dict[str, str]:
    """Give the label of each account: its name, unless that looks like an address or a number of somebody's."""
    return {name: name if redact(name) == name else f"account-{number}" for number, name in enumerate(names, start=1)}


class Meters:
    """What is counted while the service runs: see daemon.jobs.pull.LoopWatcher. Safe to share between threads."""

    def __init__(self, labels: Mapping[str, str], read: Iterable[str], registry: CollectorRegistry) -> None:
        """`labels`: of each account by its name; `read`: those that are read, which begin with a count of nothing."""
        self._labels = labels
        self._items = Counter(
            "rekisterid_items",
            "Messages and calendar objects read, by outcome",
            ["account", "outcome"],
            registry=registry,
        )
        self._polls = Histogram(
            "rekisterid_poll_duration_seconds",
            "How long an account took to be read to its end",
            ["account"],
            buckets=POLL_BUCKETS,
            registry=registry,
        )
        self._news = Histogram(
            "rekisterid_news_to_commit_seconds",
            "From a server's word of something new to its committed row",
            ["account"],
            buckets=NEWS_BUCKETS,
            registry=registry,
        )
        for account in read:
            for outcome in ("used", "skipped", "problem"):
                self._items.labels(self._label(account), outcome)

    def stored(self, account: str, stored: Stored) -> None:
        """Count what a batch brought."""
        label = self._label(account)
        self._items.labels(label, "used").inc(stored.used)
        self._items.labels(label, "skipped").inc(stored.skipped)
        self._items.labels(label, "problem").inc(stored.problems)

    def polled(self, account: str, lasted: timedelta) -> None:
        """Note how long an account took."""
        self._polls.labels(self._label(account)).observe(lasted.total_seconds())

    def heard(self, account: str, lasted: timedelta) -> None:
        """Note how long news took to be committed."""
        self._news.labels(self._label(account)).observe(lasted.total_seconds())

    def _label(self, account: str) -> str:
        return self._labels.get(account, "other")


class ServiceCollector(Collector):
    """What is asked for at each look: the register's figures, alarms that stand, reading processes that died."""

    def __init__(
        self,
        database: Database,
        labels: Mapping[str, str],
        readers: Mapping[str, Mortal],
        alarms: Callable[[], frozenset[Alarm]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._labels = labels
        self._readers = readers
        self._alarms = alarms
        self._clock = clock

    def describe(self) -> Metrics:
        """Name nothing beforehand: the register is not asked when this is registered."""
        return iter(())

    def collect(self) -> Metrics:
        """Give the figures of now. While the register cannot be used, only those that do not need it."""
        yield _build()
        yield from self._of_service()
        up = GaugeMetricFamily("rekisterid_register_up", "Whether the register could be read")
        try:
            with self._database.read() as session:
                gauges = register_gauges(session)
        except RegisterUnusable:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        yield from self._of_accounts(gauges)
        yield from self._of_letters(gauges)
        yield from _of_database(gauges)

    def _of_service(self) -> Metrics:
        standing = [alarm.kind for alarm in self._alarms()]
        alarms = GaugeMetricFamily("rekisterid_alarms", "Alarms that stand", labels=["kind"])
        for kind in AlarmKind:
            alarms.add_metric([kind.value], standing.count(kind))
        yield alarms
        restarts = CounterMetricFamily(
            "rekisterid_reader_restarts", "Reading processes that died or were killed", labels=["reader"]
        )
        for name, reader in self._readers.items():
            restarts.add_metric([name], reader.deaths)
        yield restarts

    def _of_accounts(self, gauges: RegisterGauges) -> Metrics:
        success = GaugeMetricFamily(
            "rekisterid_account_last_success_timestamp_seconds", "When it was last read to its end", labels=["account"]
        )
        state = GaugeMetricFamily(
            "rekisterid_account_state", "1 for the state that an account is in", labels=["account", "state"]
        )
        pause = GaugeMetricFamily(
            "rekisterid_account_backoff_seconds", "How long until a failing account is tried again", labels=["account"]
        )
        now = self._clock()
        for account in gauges.accounts:
            label = self._labels.get(account.account)
            if label is None:
                continue
            if account.last_success_at is not None:
                success.add_metric([label], account.last_success_at.timestamp())
            for name, holds in _states(account).items():
                state.add_metric([label, name], int(holds))
            left = account.next_try_at - now if account.next_try_at is not None else timedelta(0)
            pause.add_metric([label], max(0.0, left.total_seconds()))
        yield from (success, state, pause)
        runs = GaugeMetricFamily(
            "rekisterid_job_last_run_timestamp_seconds", "When a job of the service ran last", labels=["job"]
        )
        failing = GaugeMetricFamily("rekisterid_job_failing", "Whether a job's last run failed", labels=["job"])
        for job in gauges.jobs:
            runs.add_metric([job.job], job.last_run_at.timestamp())
            failing.add_metric([job.job], int(job.failed))
        yield from (runs, failing)

    def _of_letters(self, gauges: RegisterGauges) -> Metrics:
        letters = GaugeMetricFamily("rekisterid_letters", "Outgoing letters, by state", labels=["state"])
        for letter_state, number in gauges.letters.items():
            letters.add_metric([letter_state.value], number)
        yield letters
        age = self._clock() - gauges.oldest_waiting if gauges.oldest_waiting is not None else timedelta(0)
        yield GaugeMetricFamily(
            "rekisterid_oldest_waiting_letter_age_seconds",
            "Age of the oldest letter that waits for approval or the relay, 0 for none",
            max(0.0, age.total_seconds()),
        )


def _states(account: AccountGauge) -> dict[str, bool]:
    parked = account.error in PARKED
    return {"ok": not account.error, "backing_off": bool(account.error) and not parked, "parked": parked}


def _of_database(gauges: RegisterGauges) -> Metrics:
    yield GaugeMetricFamily("rekisterid_database_bytes", "Size of the database", gauges.database_bytes)
    if gauges.wal_bytes is not None:
        yield GaugeMetricFamily("rekisterid_database_wal_bytes", "Size of SQLite's write-ahead log", gauges.wal_bytes)
    yield InfoMetricFamily("rekisterid_schema", "Revision of the database's tables", {"revision": gauges.revision})


def _build() -> Metric:
    return InfoMetricFamily("rekisterid_build", "Version of rekisterid", {"version": program()})


class Exposition:
    """A registry of our own, and its text. Looked at more often than once a second, it gives the same text again."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._text = b""
        self._made_at = float("-inf")

    def text(self) -> bytes:
        """Give the metrics in Prometheus' text format 0.0.4."""
        if time.monotonic() - self._made_at >= 1.0:
            self._text = generate_latest(self.registry)
            self._made_at = time.monotonic()
        return self._text

"""Look at what can be wrong, let alarms stand and fall by it, and log each beginning and end."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from daemon.clocks import Clocks
from daemon.watch import MachineWatch
from models.errors import RegisterUnusable
from models.register import standing_alarms
from models.register.database import Database
from models.rules.alarms import OF_REGISTER, SERIOUS, Alarm, MachineFacts, RegisterFacts, alarms
from models.vocabulary import AlarmKind

log = structlog.get_logger()

WRITTEN_EVERY = timedelta(seconds=30)
"""How often a pass writes even when nothing is new: that the register takes a write is what it finds out."""

UNUSABLE = Alarm(AlarmKind.DATABASE_UNUSABLE)


class AlarmJob:
    """One pass: facts in, alarms out. `current` are those that stand, also while the register cannot be used."""

    def __init__(
        self,
        database: Database,
        machine: MachineWatch,
        silent_after: Mapping[str, timedelta],
        relay: str,
        clocks: Clocks,
    ) -> None:
        """`silent_after`: for each account of the configuration, how long it may go unread; `relay`: its name or ""."""
        self._database = database
        self._machine = machine
        self._silent_after = dict(silent_after)
        self._relay = relay
        self._clock = clocks.now
        self._steady = clocks.steady
        self._written_at: float | None = None
        self._unusable_since: datetime | None = None
        self.current: frozenset[Alarm] = frozenset()

    def run(self) -> None:
        """Look once. That the register cannot be used is an alarm itself, and no error of this job."""
        machine = self._machine.look()
        try:
            found = self._pass(machine)
        except RegisterUnusable:
            now = self._clock()
            self._unusable_since = self._unusable_since or now
            unseen = {alarm for alarm in self.current if alarm.kind in OF_REGISTER}
            found = alarms(RegisterFacts(), replace(machine, unusable=True), self.current, now) | unseen
        else:
            self._unusable_since = None
        self._tell(found)

    def _pass(self, machine: MachineFacts) -> frozenset[Alarm]:
        begun = self._steady()
        with self._database.write() as session:
            now = self._clock()
            if self._written_at is None:
                self._machine.clock_watch.remember(standing_alarms.latest_run(session))
            if self._written_at is None or begun - self._written_at >= WRITTEN_EVERY.total_seconds():
                standing_alarms.write_something(session, now)
            theirs = standing_alarms.database_clock(session)
            if theirs is not None:
                machine = replace(machine, clock_skew=abs(datetime.now(UTC) - theirs))
            facts = standing_alarms.register_facts(session, self._silent_after, self._relay, now)
            stands = frozenset(shown.alarm for shown in standing_alarms.standing(session))
            found = alarms(facts, machine, stands, now)
            standing_alarms.reconcile(session, found, now)
            if self._unusable_since is not None:
                standing_alarms.note_over(session, UNUSABLE, self._unusable_since, now)
        self._written_at = begun
        return found

    def _tell(self, found: frozenset[Alarm]) -> None:
        for alarm in sorted(found - self.current):
            say = log.error if alarm.kind in SERIOUS else log.warning
            say("alarm", kind=alarm.kind.value, subject=alarm.subject)
        for alarm in sorted(self.current - found):
            log.info("alarm over", kind=alarm.kind.value, subject=alarm.subject)
        self.current = found

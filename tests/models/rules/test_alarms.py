"""What is wrong stands as an alarm, as long as its fact does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.rules.alarms import (
    DEATHS_RAISE,
    FREE_BYTES_CLEAR,
    FREE_BYTES_RAISE,
    OF_REGISTER,
    SERIOUS,
    AccountFacts,
    Alarm,
    MachineFacts,
    RegisterFacts,
    alarms,
)
from models.vocabulary import AlarmKind

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIX = timedelta(hours=6)
WELL = RegisterFacts()
MACHINE = MachineFacts(watched_since=NOW - timedelta(days=30), free_bytes=10**12)
NOTHING: frozenset[Alarm] = frozenset()
FULL = Alarm(AlarmKind.DISK_NEARLY_FULL)


def account(read_ago: timedelta | None, *, refused: bool = False) -> RegisterFacts:
    at = None if read_ago is None else NOW - read_ago
    return RegisterFacts(accounts=(AccountFacts("info", refused, refused, at, SIX),))


def judged(register: RegisterFacts = WELL, machine: MachineFacts = MACHINE) -> set[Alarm]:
    return set(alarms(register, machine, NOTHING, NOW))


def test_nothing_is_wrong_with_a_service_that_is_well() -> None:
    assert judged(account(timedelta(minutes=5))) == set()


def test_refused_account_is_an_alarm_at_once_and_is_not_silent_too() -> None:
    assert judged(account(timedelta(days=3), refused=True)) == {Alarm(AlarmKind.ACCOUNT_PARKED, "info")}


def test_account_that_was_refused_and_then_not_reached_is_still_parked() -> None:
    parked = Alarm(AlarmKind.ACCOUNT_PARKED, "info")
    unreached = RegisterFacts(accounts=(AccountFacts("info", True, False, NOW, SIX),))
    assert judged(unreached) == set()
    assert alarms(unreached, MACHINE, frozenset({parked}), NOW) == {parked}
    assert alarms(account(timedelta(0)), MACHINE, frozenset({parked}), NOW) == NOTHING


@pytest.mark.parametrize(("hours", "silent"), [(5.9, False), (6.1, True)])
def test_account_is_silent_after_its_hours(hours: float, silent: bool) -> None:
    assert (Alarm(AlarmKind.ACCOUNT_SILENT, "info") in judged(account(timedelta(hours=hours)))) is silent


def test_account_that_was_read_enough_for_today_is_not_silent() -> None:
    spent = replace(account(timedelta(hours=12)), out_of_budget=("info",))
    assert judged(spent) == {Alarm(AlarmKind.BYTE_BUDGET, "info")}


def test_time_in_which_the_service_did_not_run_is_no_silence() -> None:
    started = replace(MACHINE, watched_since=NOW - timedelta(minutes=1))
    assert judged(account(timedelta(days=3)), started) == set()
    assert judged(account(None), started) == set()
    assert judged(account(None)) == {Alarm(AlarmKind.ACCOUNT_SILENT, "info")}


@pytest.mark.parametrize(
    ("facts", "alarm"),
    [
        (RegisterFacts(relay="smtp"), Alarm(AlarmKind.RELAY_FAILING, "smtp")),
        (RegisterFacts(frozen=("sari/4",)), Alarm(AlarmKind.CALENDAR_FROZEN, "sari/4")),
        (RegisterFacts(failing_jobs=("seal",)), Alarm(AlarmKind.JOB_FAILING, "seal")),
        (RegisterFacts(unknown_letters=3), Alarm(AlarmKind.UNKNOWN_LETTERS)),
        (RegisterFacts(storing_fails=True), Alarm(AlarmKind.DATABASE_UNUSABLE)),
    ],
)
def test_each_fact_of_the_register_is_its_alarm(facts: RegisterFacts, alarm: Alarm) -> None:
    assert judged(facts) == {alarm}


@pytest.mark.parametrize(
    ("facts", "alarm"),
    [
        (replace(MACHINE, reader_deaths=DEATHS_RAISE), Alarm(AlarmKind.READER_DYING)),
        (replace(MACHINE, clock_behind=True), Alarm(AlarmKind.CLOCK_SET_BACK)),
        (replace(MACHINE, clock_skew=timedelta(minutes=3)), Alarm(AlarmKind.CLOCK_SKEW)),
        (replace(MACHINE, unusable=True), Alarm(AlarmKind.DATABASE_UNUSABLE)),
        (replace(MACHINE, stuck=("info",)), Alarm(AlarmKind.STUCK, "info")),
        (replace(MACHINE, logins_expiring=("google",)), Alarm(AlarmKind.LOGIN_EXPIRING, "google")),
        (replace(MACHINE, backup_old=True), Alarm(AlarmKind.BACKUP_OLD)),
        (replace(MACHINE, ledger_damaged=(3, 12)), Alarm(AlarmKind.LEDGER_DAMAGED, "3, 12")),
        (replace(MACHINE, ledger_damaged=tuple(range(1, 9))), Alarm(AlarmKind.LEDGER_DAMAGED, "1, 2, 3, 4, 5 + 3")),
        (replace(MACHINE, free_bytes=FREE_BYTES_RAISE - 1), FULL),
    ],
)
def test_each_fact_of_the_machine_is_its_alarm(facts: MachineFacts, alarm: Alarm) -> None:
    assert judged(machine=facts) == {alarm}


def test_one_hostile_item_and_one_unknown_letter_are_no_alarm() -> None:
    assert judged(RegisterFacts(unknown_letters=2), replace(MACHINE, reader_deaths=2)) == set()


def test_disk_that_hovers_around_the_limit_keeps_one_alarm() -> None:
    between = replace(MACHINE, free_bytes=(FREE_BYTES_RAISE + FREE_BYTES_CLEAR) // 2)
    assert alarms(WELL, between, NOTHING, NOW) == NOTHING
    assert alarms(WELL, between, frozenset({FULL}), NOW) == {FULL}
    assert alarms(WELL, replace(between, free_bytes=FREE_BYTES_CLEAR), frozenset({FULL}), NOW) == NOTHING


def test_disk_that_cannot_be_asked_is_no_alarm() -> None:
    assert judged(machine=replace(MACHINE, free_bytes=None)) == set()


def test_every_kind_is_serious_or_in_the_digest_and_can_arise() -> None:
    everything = judged(
        RegisterFacts(
            tuple(AccountFacts(name, name == "a", name == "a", None, SIX) for name in "abd"),
            "smtp",
            ("c/1",),
            ("j",),
            9,
            ("d",),
            retention_waiting=("contact",),
        ),
        MachineFacts(
            MACHINE.watched_since, 0, 99, True, SIX, True, ("t",), ("l",), backup_old=True, ledger_damaged=(1,)
        ),
    )
    assert {alarm.kind for alarm in everything} == set(AlarmKind)
    assert set(AlarmKind) > SERIOUS
    assert not OF_REGISTER & {AlarmKind.DATABASE_UNUSABLE, AlarmKind.DISK_NEARLY_FULL}

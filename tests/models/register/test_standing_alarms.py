"""Alarms in the register: raised once, cleared by themselves, told once each way."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from models.errors import BudgetSpent, Refused, RegisterUnusable, Unreachable
from models.register import accounts, standing_alarms
from models.register.audit import By
from models.register.queries.gauges import register_gauges
from models.register.standing_alarms import WORTH_TELLING, AlarmNews
from models.rules.alarms import Alarm, RegisterFacts
from models.tables import AlarmRow, MailKind, OutgoingMail, Stream
from models.vocabulary import AlarmKind, MailState
from tests.models.register.mailroom import MailRoom
from tests.models.register.office import Office

PARKED = Alarm(AlarmKind.ACCOUNT_PARKED, "info")
BUDGET = Alarm(AlarmKind.BYTE_BUDGET, "info")


def look(office: Office, *found: Alarm) -> None:
    office.do(lambda session: standing_alarms.reconcile(session, frozenset(found), office.now))


def stands(office: Office) -> set[Alarm]:
    return {shown.alarm for shown in office.ask(standing_alarms.standing)}


def news(office: Office) -> tuple[list[Alarm], list[Alarm]]:
    found: AlarmNews = office.ask(standing_alarms.news)
    return [shown.alarm for shown in found.raised], [shown.alarm for shown in found.cleared]


def tell(office: Office) -> None:
    office.do(lambda session: standing_alarms.mark_told(session, standing_alarms.news(session), office.now))


def test_alarm_is_raised_once_and_falls_with_its_fact(office: Office) -> None:
    look(office, PARKED, BUDGET)
    office.pass_time(minutes=1)
    look(office, PARKED)
    assert stands(office) == {PARKED}
    assert office.count(AlarmRow) == 2
    office.pass_time(minutes=1)
    look(office)
    assert stands(office) == set()
    assert [row.cleared_at - row.raised_at for row in office.all(AlarmRow)] == [
        timedelta(minutes=2),
        timedelta(minutes=1),
    ]


def test_contact_person_is_told_of_beginning_and_end_once(office: Office) -> None:
    look(office, PARKED)
    assert news(office) == ([PARKED], [])
    tell(office)
    assert news(office) == ([], [])
    look(office)
    assert news(office) == ([], [PARKED])
    tell(office)
    assert news(office) == ([], [])
    look(office, PARKED)
    assert news(office) == ([PARKED], []), "it is wrong again"


def test_what_is_not_serious_is_left_to_the_digest(office: Office) -> None:
    look(office, BUDGET)
    assert news(office) == ([], [])


def test_short_alarm_that_nobody_was_told_of_is_not_told_afterwards(office: Office) -> None:
    look(office, PARKED)
    office.pass_time(minutes=5)
    look(office)
    assert news(office) == ([], [])


def test_long_alarm_that_nobody_could_be_told_of_is_told_afterwards(office: Office) -> None:
    down = Alarm(AlarmKind.RELAY_FAILING, "smtp")
    look(office, down)
    office.pass_time(hours=2)
    look(office)
    assert news(office) == ([], [down])


def test_database_that_was_gone_for_long_is_told_of_when_it_is_back(office: Office) -> None:
    gone = Alarm(AlarmKind.DATABASE_UNUSABLE)
    since = office.now - WORTH_TELLING - timedelta(minutes=1)
    office.do(lambda session: standing_alarms.note_over(session, gone, since, office.now))
    assert stands(office) == set()
    assert news(office) == ([], [gone])


def claim(office: Office, per_day: int) -> OutgoingMail | None:
    def deed(session: Session) -> OutgoingMail | None:
        return standing_alarms.claim_alarm_mail(session, "firma.example", per_day, By("daemon", office.now))

    found: OutgoingMail | None = office.do(deed)
    return found


def test_so_many_mails_go_out_within_a_day(office: Office) -> None:
    assert claim(office, 0) is None
    first = claim(office, 2)
    assert first is not None
    assert (first.kind, first.state, first.person_id) == (MailKind.ALARM, MailState.CLAIMED, None)
    assert claim(office, 2) is not None
    assert claim(office, 2) is None
    office.pass_time(hours=25)
    assert claim(office, 2) is not None


def facts(office: Office) -> RegisterFacts:
    limits = {"info": timedelta(hours=6), "sari": timedelta(hours=6), "uusi": timedelta(hours=6)}
    found: RegisterFacts = office.ask(
        lambda session: standing_alarms.register_facts(session, limits, "smtp", office.now)
    )
    return found


def test_facts_are_those_of_the_configured_accounts_and_the_relay(office: Office) -> None:
    def deed(session: Session) -> None:
        now = office.now
        accounts.note_failure(session, "info", Refused("info: wrong password"), now, now)
        accounts.note_success(session, "sari", now)
        accounts.note_failure(session, "gone", Refused("no longer configured"), now, now)
        accounts.note_failure(session, "smtp", Unreachable("no answer"), now, now)
        accounts.note_job(session, "seal", "KeyError", now, now)
        session.add(Stream(account="sari", name="https://dav.example/sari/", frozen_at=now, frozen_gone=7))

    office.do(deed)
    found = facts(office)
    assert [(row.name, row.refused, row.last_success_at) for row in found.accounts] == [
        ("info", True, None),
        ("sari", False, office.now),
        ("uusi", False, None),
    ]
    assert (found.relay, found.failing_jobs, found.storing_fails) == ("smtp", ("seal",), False)
    assert found.frozen == ("sari/1",), "the number of the calendar, not its address"
    office.do(lambda session: accounts.note_success(session, "smtp", office.now))
    assert facts(office).relay == ""


def test_calendar_and_job_that_are_no_longer_there_alarm_nobody(office: Office) -> None:
    def deed(session: Session) -> None:
        accounts.note_job(session, "ask", "KeyError", office.now - timedelta(days=2), office.now - timedelta(days=2))
        session.add(Stream(account="gone", name="https://dav.example/x/", frozen_at=office.now, frozen_gone=7))

    office.do(deed)
    assert facts(office).failing_jobs == ()
    assert facts(office).frozen == ()


def test_relay_that_fails_is_not_told_of_by_mail_until_it_works(office: Office) -> None:
    relay = Alarm(AlarmKind.RELAY_FAILING, "smtp")
    look(office, relay)
    assert news(office) == ([], [])
    office.pass_time(hours=2)
    look(office)
    assert news(office) == ([], [relay])


@pytest.mark.parametrize(
    ("kind", "minutes", "waits"),
    [(MailKind.FEEDBACK_REQUEST, 1, True), (MailKind.FEEDBACK_REQUEST, 60, False), (MailKind.ALARM, 1, False)],
)
def test_only_a_letter_in_somebodys_hands_shows_how_the_relay_fares(
    office: Office, kind: MailKind, minutes: int, waits: bool
) -> None:
    since = office.now - timedelta(minutes=minutes)
    mail = OutgoingMail(
        kind=kind,
        state=MailState.QUEUED,
        token="rk-1",
        message_id="rk-1@x.example",
        created_at=since,
        next_try_at=since,
    )
    office.do(lambda session: session.add(mail))
    assert office.ask(lambda session: standing_alarms.letters_wait(session, office.now)) is waits


def test_account_whose_mail_could_not_be_stored_tells_of_the_database(office: Office) -> None:
    error = RegisterUnusable("the disk is full")
    office.do(lambda session: accounts.note_failure(session, "info", error, office.now, office.now))
    assert facts(office).storing_fails


def test_account_that_was_read_enough_for_today_is_out_of_budget_and_not_refused(office: Office) -> None:
    error = BudgetSpent("info: 1500 MB have been read today", retry_after=timedelta(hours=5))
    office.do(lambda session: accounts.note_failure(session, "info", error, office.now, office.now))
    found = facts(office)
    assert found.out_of_budget == ("info",)
    assert [row.refused for row in found.accounts] == [False, False, False]


def test_alarms_that_are_over_are_forgotten_after_thirty_days(office: Office) -> None:
    look(office, PARKED, BUDGET)
    look(office, BUDGET)
    office.pass_time(days=31)
    office.do(lambda session: standing_alarms.forget_old_alarms(session, office.now))
    assert [row.kind for row in office.all(AlarmRow)] == [AlarmKind.BYTE_BUDGET]


def test_mail_about_alarms_that_was_claimed_when_the_process_died_is_dropped(office: Office) -> None:
    room = MailRoom(office.url)
    try:
        claim(office, 5)
        room.outbox.recover()
        assert [(row.state, row.reason) for row in room.letters()] == [(MailState.DROPPED, "restarted")]
    finally:
        room.database.close()


def test_figures_for_monitoring_are_there_on_both_databases(office: Office) -> None:
    figures = office.ask(register_gauges)
    assert figures.revision
    assert figures.database_bytes > 0
    assert set(figures.letters) == set(MailState)
    assert figures.oldest_waiting is None
    theirs = office.ask(standing_alarms.database_clock)
    assert (theirs is None) is office.database.is_sqlite
    assert (figures.wal_bytes is None) is not office.database.is_sqlite
    assert theirs is None or abs(datetime.now(UTC) - theirs) < timedelta(minutes=1)
    office.do(lambda session: standing_alarms.write_something(session, office.now))
    assert office.ask(standing_alarms.latest_run) is None

"""Alarms as jobs: raised within a pass, logged once, told by mail once, and never through a relay that fails."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from connectors.oauth.grant import LoginNeeded
from daemon.clocks import Clocks
from daemon.compose import sender_identity
from daemon.jobs.alarm_mail import AlarmMail
from daemon.jobs.alarms import AlarmJob
from daemon.jobs.relay import RelayHealth
from daemon.pulse import Pulse
from daemon.watch import MachineWatch
from models.errors import Refused, Unreachable
from models.register import accounts
from models.register.database import Database
from models.rules.alarms import Alarm
from models.tables import AlarmRow, MailKind, OutgoingMail
from models.values import Finding
from models.vocabulary import AlarmKind, MailState
from tests.contract.fakes import FakeSender
from tests.daemon.config.test_example import EXAMPLE, load
from tests.live.smtp_sink import Stage
from tests.models.register.mailroom import MailRoom

PARKED = Alarm(AlarmKind.ACCOUNT_PARKED, "info")
UNUSABLE = Alarm(AlarmKind.DATABASE_UNUSABLE)
MINUTE = timedelta(minutes=1)


class Watched(MailRoom):
    """A mail room whose service keeps alarms; its accounts are info and sari."""

    def __init__(self, folder: Path) -> None:
        self.steady = 1000.0
        self.clocks = Clocks(lambda: self.now, lambda: self.steady)
        super().__init__(f"sqlite:///{folder / 'register.sqlite'}")
        self.folder = folder
        self.config = load(folder, EXAMPLE)
        self.sender = FakeSender()
        limits = {"info": timedelta(hours=6), "sari": timedelta(hours=6)}
        machine = MachineWatch(folder, [], Pulse(), self.clocks)
        self.job = AlarmJob(self.database, machine, limits, "smtp", self.clocks)
        self.new_mail()

    def new_mail(self) -> None:
        """Start the mail job, as after a restart."""
        self.relay = RelayHealth(self.database, "smtp", self.clocks)
        identity = sender_identity(self.config)
        self.mail = AlarmMail(self.config, self.database, self.sender, identity, self.relay, self.clocks)

    def pass_time(self, **amount: float) -> None:
        """Let both clocks go on."""
        super().pass_time(**amount)
        self.steady += timedelta(**amount).total_seconds()

    def look(self, then: timedelta = timedelta(seconds=15)) -> bool:
        """One pass of both jobs, then so much time."""
        self.job.run()
        sent = self.mail.run(self.outbox)
        self.pass_time(seconds=then.total_seconds())
        return sent

    def fails(self, name: str, error: Exception) -> None:
        self.do(lambda session: accounts.note_failure(session, name, error, self.now, self.now))

    def works(self, name: str) -> None:
        self.do(lambda session: accounts.note_success(session, name, self.now))

    def subjects(self) -> list[str]:
        """Subjects of the letters that the relay took."""
        return [str(parsed(letter.content)["Subject"]) for letter in self.sender.letters]


def parsed(content: bytes) -> EmailMessage:
    made = message_from_bytes(content, policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.database.close()


def test_every_error_that_refuses_an_account_parks_it() -> None:
    kinds: set[type[Refused]] = {Refused, LoginNeeded, *Refused.__subclasses__()}
    assert {kind.__name__ for kind in kinds} == accounts.PARKED


def test_refused_account_is_told_once_and_its_end_too(room: Watched) -> None:
    room.fails("info", Refused("info: wrong password", mend="correct it"))
    with capture_logs() as logs:
        assert room.look()
        for _ in range(20):
            room.fails("info", Refused("info: wrong password", mend="correct it"))
            assert not room.look()
        room.works("info")
        assert room.look()
        assert not room.look()
    assert room.subjects() == ["Asiakasrekisteri: 1 hälytys", "Asiakasrekisteri: 1 hälytys on ohi"]
    (letter, _) = room.sender.letters
    assert letter.envelope_to == "riikka@suvanto.example"
    said = [(line["event"], line.get("kind")) for line in logs if line["event"].startswith("alarm")]
    assert said == [
        ("alarm", "account_parked"),
        ("alarm mail", None),
        ("alarm over", "account_parked"),
        ("alarm mail", None),
    ]
    assert [row.state for row in room.all(OutgoingMail)] == [MailState.SENT, MailState.SENT]


def test_alarms_that_come_together_are_one_mail(room: Watched) -> None:
    room.fails("info", Refused("info: wrong password"))
    room.fails("sari", Refused("sari: wrong password"))
    room.look()
    assert room.subjects() == ["Asiakasrekisteri: 2 hälytystä"]


def test_account_that_comes_and_goes_writes_no_more_than_its_mails_of_a_day(room: Watched) -> None:
    for _ in range(20):
        room.fails("info", Refused("info: wrong password"))
        room.look()
        room.works("info")
        room.look()
    assert len(room.sender.letters) == room.config.alarms.mails_per_day == 10


def test_nothing_is_sent_through_a_relay_that_fails_and_it_is_told_when_it_is_back(room: Watched) -> None:
    room.sender.down = True
    room.fails("info", Refused("info: wrong password"))
    for _ in range(70):
        room.look(MINUTE)
    tried = [row for row in room.all(OutgoingMail) if row.kind is MailKind.ALARM]
    assert len(tried) == 1, "one attempt found the relay down; after it only the relay itself was asked"
    assert {alarm.kind for alarm in room.job.current} == {AlarmKind.ACCOUNT_PARKED, AlarmKind.RELAY_FAILING}
    room.sender.down = False
    for _ in range(20):
        room.look(MINUTE)
    assert room.job.current == {PARKED}
    assert len(room.sender.letters) == 1
    text = parsed(room.sender.letters[0].content).get_body(("plain",))
    assert text is not None
    assert "lähtevän postin palvelin" in text.get_content().lower()


def test_password_that_the_relay_refuses_is_tried_five_times_an_hour_at_most(room: Watched) -> None:
    asked: list[datetime] = []

    class Counting(FakeSender):
        def check(self) -> list[Finding]:
            asked.append(room.now)
            return super().check()

    room.sender = Counting(refusing=True)
    room.new_mail()
    room.fails("smtp", Refused("smtp: wrong password"))
    for _ in range(30):
        room.look(MINUTE)
    room.new_mail()
    for _ in range(30):
        room.look(MINUTE)
    assert 2 <= len(asked) <= 6
    assert room.sender.letters == []


def test_relay_that_a_waiting_letter_will_try_is_not_asked_beside_it(room: Watched) -> None:
    room.visit()
    room.consents()
    room.judge()
    room.fails("smtp", Unreachable("no answer"))
    room.look()
    room.look()
    assert room.relay.trouble == "Unreachable"
    room.send_all()
    for _ in range(3):
        room.look()
    assert room.relay.trouble == ""


def test_contact_person_whose_address_is_refused_is_not_tried_again(room: Watched) -> None:
    room.sender.answers[Stage.RCPT] = 550
    room.fails("info", Refused("info: wrong password"))
    for _ in range(15):
        room.look()
    assert [row.state for row in room.all(OutgoingMail)] == [MailState.REFUSED]


def test_letter_of_unknown_fate_is_not_sent_twice(room: Watched) -> None:
    room.sender.answers[Stage.FINAL_DOT] = 0
    room.fails("info", Refused("info: wrong password"))
    for _ in range(15):
        room.look()
    assert [row.state for row in room.all(OutgoingMail)] == [MailState.UNKNOWN]


def test_relay_that_says_later_is_asked_again_after_ten_minutes(room: Watched) -> None:
    room.sender.answers[Stage.RCPT] = 451
    room.fails("info", Refused("info: wrong password"))
    for _ in range(9):
        room.look(MINUTE)
    room.sender.answers.clear()
    assert len(room.all(OutgoingMail)) == 1
    for _ in range(3):
        room.look(MINUTE)
    assert [row.state for row in room.all(OutgoingMail)] == [MailState.DROPPED, MailState.SENT]


def test_no_mail_at_all_where_the_firm_wants_none(room: Watched) -> None:
    room.config = load(room.folder, EXAMPLE.replace("mails_per_day = 10", "mails_per_day = 0"))
    room.new_mail()
    room.fails("info", Refused("info: wrong password"))
    room.look()
    assert room.sender.letters == []
    assert room.job.current == {PARKED}


def test_register_that_cannot_be_used_is_an_alarm_that_stands_without_it(room: Watched) -> None:
    room.fails("info", Refused("info: wrong password"))
    room.job.run()
    with blocked(room.database), capture_logs() as logs:
        room.job.run()
        assert room.job.current == {PARKED, UNUSABLE}, "what only the register knows stands as it stood"
        room.job.run()
    assert [line["kind"] for line in logs if line["event"] == "alarm"] == ["database_unusable"]
    room.pass_time(hours=2)
    room.job.run()
    assert room.job.current == {PARKED}
    rows = [row for row in room.all(AlarmRow) if row.kind is AlarmKind.DATABASE_UNUSABLE]
    assert [row.cleared_at - row.raised_at for row in rows] == [timedelta(hours=2)]


class blocked:
    """The database is read-only for everybody while the block lasts."""

    def __init__(self, database: Database) -> None:
        self._file = Path(str(database.engine.url.database))
        self._database = database

    def __enter__(self) -> None:
        self._database.close()
        self._away = self._file.rename(self._file.with_suffix(".away"))
        self._file.mkdir()

    def __exit__(self, *_error: object) -> None:
        self._file.rmdir()
        self._away.rename(self._file)
        self._database.close()

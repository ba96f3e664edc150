"""The service as a process: alarms within a minute in log, register, mail and metric, and faults that must not stop it."""

import http.client
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from models.tables import AlarmRow, MailKind, OutgoingMail, Seen
from models.vocabulary import AlarmKind, MailState
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import MARKER, NOW, Firm, mail
from tests.live.process import free_port, wait_until
from tests.live.smtp_sink import SmtpSink, Stage
from tests.live.test_kills import visits

pytestmark = [pytest.mark.xdist_group("service"), pytest.mark.live("dovecot")]
MAIJA = "maija.malli@asiakas.example"
CLIENT = "asiakas0.malli@asiakas.example"
WITHIN = 60.0
"""Seconds within which an alarm is raised, and gone again when its cause is."""


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    return Firm(tmp_path, test_ca)


def with_pages(firm: Firm) -> int:
    port = free_port()
    firm.parts["health"] = f"\n[health]\nport = {port}\n"
    return port


def page(port: int, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    return 0, ""


def metric(port: int, name: str) -> float | None:
    for line in page(port, "/metrics")[1].splitlines():
        if line.startswith(f"{name} "):
            return float(line.rpartition(" ")[2])
    return None


@pytest.mark.live("smtp")
def test_refused_account_is_told_within_a_minute_in_all_four_places(
    firm: Firm, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, dovecot.new_user())
    firm.mailbox(dovecot, MailUser(user.name, "wrong"), name="vanha")
    firm.relay(smtp_sink)
    port = with_pages(firm)
    firm.write()
    with firm.start() as running:
        running.wait_for(lambda: alarm_mails(firm) == [MailState.SENT], "the mail", seconds=WITHIN)
        assert {letter.recipients for letter in smtp_sink.messages} == {("sari@salonki.example",)}
        running.wait_for(lambda: metric(port, 'rekisterid_alarms{kind="account_parked"}') == 1, "the metric")
        assert [(row.kind, row.subject) for row in firm.all(AlarmRow)] == [(AlarmKind.ACCOUNT_PARKED, "vanha")]
        assert "kind=account_parked" in running.log()
        assert metric(port, 'rekisterid_account_state{account="vanha",state="parked"}') == 1
        assert page(port, "/healthz")[0] == 200
        running.wait_for(lambda: page(port, "/readyz")[0] == 200, "it can do its work")
        assert MARKER not in page(port, "/metrics")[1]
        assert running.stop() == 0
    assert page(port, "/healthz")[0] == 0
    assert alarm_mails(firm) == [MailState.SENT]


def alarm_mails(firm: Firm) -> list[MailState]:
    return [row.state for row in firm.all(OutgoingMail) if row.kind is MailKind.ALARM]


@pytest.mark.live("smtp")
def test_relay_that_fails_is_an_alarm_that_goes_with_its_cause(
    firm: Firm, dovecot: Dovecot, smtp_sink: SmtpSink
) -> None:
    firm.mailbox(dovecot, dovecot.new_user())
    firm.relay(smtp_sink)
    port = with_pages(firm)
    firm.write()
    firm.paper_consents(CLIENT)
    visits(firm, 1)
    smtp_sink.cut(Stage.EHLO)
    with firm.start() as running:
        name = 'rekisterid_alarms{kind="relay_failing"}'
        running.wait_for(lambda: metric(port, name) == 1, "the alarm", seconds=WITHIN)
        assert page(port, "/healthz")[0] == 200, "a relay is mended by no restart"
        smtp_sink.behave()
        running.wait_for(lambda: metric(port, name) == 0, "its end", seconds=WITHIN)
        assert "alarm over" in running.log()
        assert running.stop() == 0
    # The letter is pushed ahead by its first failure; that the relay works was found out without it.
    assert {row.state for row in firm.letters()} <= {MailState.QUEUED, MailState.SENT}


def children(pid: int) -> list[int]:
    """The processes that it has started and that run; not one that was killed and waits for its parent to notice."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end while it is looked at.
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, (task / "children").read_text().split())
    return [child for child in found if not has_ended(child)]


def has_ended(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_reading_process_that_the_system_kills_is_started_again(firm: Firm, dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    port = with_pages(firm)
    firm.write()
    firm.paper_consents(MAIJA)
    dovecot.append(user, "INBOX", mail(MAIJA, name="first"))
    with firm.start() as running:
        running.wait_for(lambda: len(firm.all(Seen)) == 1, "the first message")
        assert running.process.pid is not None
        readers = children(running.process.pid)
        assert readers
        for reader in readers:
            os.kill(reader, signal.SIGKILL)
        dovecot.append(user, "INBOX", mail(MAIJA, name="second"))
        running.wait_for(lambda: len(firm.all(Seen)) == 2, "the second message")
        assert [row.outcome.value for row in firm.all(Seen)] == ["used", "used"]
        assert metric(port, 'rekisterid_reader_restarts_total{reader="mail"}') == 1
        now = set(children(running.process.pid))
        assert now
        assert now.isdisjoint(readers)
        assert running.stop() == 0


@pytest.mark.parametrize("where", ["full", "closed"])
def test_log_that_cannot_be_written_stops_nothing(firm: Firm, dovecot: Dovecot, where: str) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.write()
    firm.paper_consents(MAIJA)
    dovecot.append(user, "INBOX", mail(MAIJA))
    words = [sys.executable, "-m", "tests.live.own_clock", "--config", str(firm.path), "serve", NOW.isoformat()]
    read_end, write_end = os.pipe()
    full = os.open("/dev/full", os.O_WRONLY)
    target = full if where == "full" else write_end
    with subprocess.Popen(words, cwd=Path(__file__).parents[2], stdout=target, stderr=target) as process:
        os.close(write_end)
        os.close(read_end)
        os.close(full)
        try:
            wait_until(lambda: len(firm.all(Seen)) == 1 or process.poll() is not None, WITHIN, "the message")
            assert process.poll() is None
            dovecot.append(user, "INBOX", mail(MAIJA, name="second"))
            wait_until(lambda: len(firm.all(Seen)) == 2 or process.poll() is not None, WITHIN, "the second message")
            process.terminate()
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_log_file_that_is_turned_over_while_it_runs_goes_on_from_its_beginning(firm: Firm, dovecot: Dovecot) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.write()
    with firm.start() as running:
        running.wait_for(lambda: " started " in running.log(), "the start")
        # What logrotate's copytruncate does.
        os.truncate(running.log_path, 0)
        assert running.stop() == 0
        said = running.log_path.read_bytes()
        assert b"stopped" in said
        assert not said.startswith(b"\0")

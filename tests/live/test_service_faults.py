"""The service as a process among servers that fail: accounts, databases, signals, and a second daemon."""

import contextlib
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from daemon.cli.exit_codes import ExitCode
from models.tables import Seen, Stream
from models.vocabulary import MailState
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.firm import MARKER, NOW, Firm, event, mail
from tests.live.imap_proxy import ImapProxy
from tests.live.postgresql import PostgreSQL
from tests.live.radicale import Radicale
from tests.live.smtp_sink import SmtpSink, Stage
from tests.live.test_kills import visits

pytestmark = pytest.mark.xdist_group("service")
MAIJA = "maija.malli@asiakas.example"
CLIENT = "asiakas0.malli@asiakas.example"


@pytest.fixture
def firm(tmp_path: Path, test_ca: CertificateAuthority) -> Firm:
    made = Firm(tmp_path, test_ca)
    made.mailbox_nowhere()
    made.write()
    return made


def read_once(firm: Firm, name: str = "info") -> bool:
    state = firm.account(name)
    return state is not None and state.last_success_at is not None and state.failing_since is None


@pytest.mark.live("dovecot")
def test_one_failing_account_is_named_with_its_mend_and_the_other_goes_on(firm: Firm, dovecot: Dovecot) -> None:
    well, locked_out = dovecot.new_user(), dovecot.new_user()
    firm.mailbox(dovecot, MailUser(locked_out.name, "wrong"), name="vanha")
    firm.mailbox(dovecot, well)
    firm.mailbox(dovecot, well, name="kadonnut")
    firm.parts["kadonnut"] = firm.parts["kadonnut"].replace(f"port = {dovecot.tls_port}", "port = 9")
    firm.write()
    firm.paper_consents(MAIJA)
    dovecot.append(well, "INBOX", mail(MAIJA))
    with firm.start() as running:
        running.wait_for(lambda: len(firm.all(Seen)) == 1, "the message of the well account")
        running.wait_for(lambda: firm.account("vanha") is not None and firm.account("kadonnut") is not None, "failures")
        refused, gone = firm.account("vanha"), firm.account("kadonnut")
        assert refused is not None
        assert gone is not None
        assert (refused.error, gone.error) == ("Refused", "Unreachable")
        assert "vanha" in refused.message
        assert "password" in refused.message
        begun = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - begun < 5.0
    assert len([line for line in running.log().splitlines() if "account failed" in line and "vanha" in line]) == 1


@pytest.mark.live("dovecot")
def test_it_ends_within_five_seconds_in_the_middle_of_a_pull_and_goes_on_later(
    firm: Firm, dovecot: Dovecot, imap_tls_proxy: ImapProxy
) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.parts["info"] = firm.parts["info"].replace(f"port = {dovecot.tls_port}", f"port = {imap_tls_proxy.port}")
    firm.write()
    firm.paper_consents(MAIJA)
    dovecot.append_many(user, "INBOX", [mail(MAIJA, name=f"m{number}") for number in range(20)])
    imap_tls_proxy.cut_after(6_000)
    with firm.start() as running:
        running.wait_for(lambda: any(verb == "UID FETCH" for verb in imap_tls_proxy.verbs), "the pull")
        imap_tls_proxy.silence()
        begun = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - begun < 5.0
    imap_tls_proxy.cut_after(None)
    imap_tls_proxy.resume()
    with firm.start() as running:
        running.wait_for(lambda: len(firm.all(Seen)) == 20, "all messages")


def due_letter(firm: Firm, sink: SmtpSink, dovecot: Dovecot) -> None:
    """Let one letter be due, in a firm that can read the answers to it."""
    firm.mailbox(dovecot, dovecot.new_user())
    firm.relay(sink)
    firm.write()
    firm.paper_consents(CLIENT)
    visits(firm, 1)


@pytest.mark.live("smtp")
def test_letter_before_its_content_is_given_back_at_the_end(firm: Firm, smtp_sink: SmtpSink, dovecot: Dovecot) -> None:
    due_letter(firm, smtp_sink, dovecot)
    smtp_sink.delay(Stage.RCPT, 60.0)
    with firm.start() as running:
        running.wait_for(lambda: any(word.startswith("RCPT") for word in smtp_sink.commands), "the dialogue")
        assert running.stop() == 0
    assert [(row.state, row.tries) for row in firm.letters()] == [(MailState.QUEUED, 0)]
    assert smtp_sink.messages == []


@pytest.mark.live("smtp")
def test_letter_whose_content_is_out_is_waited_for(firm: Firm, smtp_sink: SmtpSink, dovecot: Dovecot) -> None:
    due_letter(firm, smtp_sink, dovecot)
    smtp_sink.delay(Stage.FINAL_DOT, 6.0)
    with firm.start() as running:
        running.wait_for(lambda: len(smtp_sink.messages) == 1, "the content")
        assert running.stop(seconds=20) == 0
    assert [(row.state, row.reason) for row in firm.letters()] == [(MailState.SENT, "sent")]


def test_second_daemon_leaves_at_once_with_its_code_and_a_killed_one_makes_room(firm: Firm) -> None:
    with firm.start() as first:
        first.wait_for(lambda: " started " in first.log(), "the first")
        begun = time.monotonic()
        with firm.start(name="second") as second:
            assert second.ended(20) == ExitCode.RUNNING
            assert time.monotonic() - begun < 2.0
            assert "rekisterid status" in second.log()
        first.kill()
        with firm.start(name="third") as third:
            third.wait_for(lambda: " started " in third.log(), "the third")


@pytest.mark.live("postgresql")
def test_postgresql_restart_is_survived_and_a_second_daemon_leaves(
    firm: Firm, postgresql: PostgreSQL, postgresql_url: str, dovecot: Dovecot
) -> None:
    user = dovecot.new_user()
    firm.database = postgresql_url
    firm.mailbox(dovecot, user)
    firm.write()
    firm.paper_consents(MAIJA)
    with firm.start() as running:
        running.wait_for(lambda: read_once(firm), "the first pull")
        with firm.start(name="second") as second:
            assert second.ended(20) == ExitCode.RUNNING
        postgresql.stop()
        dovecot.append(user, "INBOX", mail(MAIJA))
        running.wait_for(lambda: "register unusable" in running.log(), "the alarm", seconds=60)
        postgresql.start()
        running.wait_for(lambda: len(firm.all(Seen)) == 1, "the message", seconds=60)
        assert running.stop() == 0
    assert MARKER not in running.log()


def fill(ballast: Path) -> None:
    """Take all the space that is left; the service may take some at the same time."""
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass


@pytest.mark.live("dovecot")
@pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a small disk")
def test_full_disk_is_told_no_cursor_moves_and_work_goes_on_with_space(
    firm: Firm, dovecot: Dovecot, tmp_path: Path
) -> None:
    user = dovecot.new_user()
    firm.mailbox(dovecot, user)
    firm.write()
    disk = firm.folder / "data"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no right to mount a small disk here")
    try:
        firm.paper_consents(MAIJA)
        ballast = disk / "ballast"
        with firm.start() as running:
            running.wait_for(lambda: read_once(firm), "the first pull")
            fill(ballast)
            before = [row.cursor for row in firm.all(Stream)]
            dovecot.append_many(user, "INBOX", [mail(MAIJA, name=f"m{number}") for number in range(150)])
            running.wait_for(lambda: "the disk is full" in running.log(), "the alarm", seconds=60)
            assert [row.cursor for row in firm.all(Stream)] == before
            ballast.unlink()
            running.wait_for(lambda: len(firm.all(Seen)) == 150, "everything", seconds=90)
            assert running.stop() == 0
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        ("database", ExitCode.IO, "not a database"),
        ("key", ExitCode.REFUSED, "hash key"),
        ("folder", ExitCode.IO, "does not exist"),
    ],
)
def test_register_that_cannot_be_opened_ends_with_its_code_and_a_mend(
    firm: Firm, spoil: str, code: ExitCode, words: str
) -> None:
    firm.paper_consents(MAIJA)
    if spoil == "database":
        for path in (firm.folder / "data").glob("register.sqlite*"):
            path.write_bytes(b"no database at all " * 500)
    elif spoil == "key":
        key = firm.folder / "secrets" / "hash.key"
        key.unlink()
        firm.write()
    else:
        for path in (firm.folder / "data").iterdir():
            path.unlink()
        (firm.folder / "data").rmdir()
    with firm.start() as running:
        assert running.ended(20) == code
    assert words in running.log()
    assert "mend:" in running.log()


@pytest.mark.live("dovecot")
@pytest.mark.live("radicale")
def test_marker_of_bodies_and_subjects_is_nowhere_in_what_is_written(
    firm: Firm, dovecot: Dovecot, radicale: Radicale
) -> None:
    user = dovecot.new_user()
    calendar = radicale.new_calendar("Vastaanotto")
    firm.mailbox(dovecot, user)
    firm.calendar(calendar)
    firm.write()
    firm.paper_consents(MAIJA)
    calendar.put("a.ics", event("a", NOW - timedelta(hours=3), attendee=MAIJA))
    calendar.put("broken.ics", event("b", NOW).replace("SUMMARY:", "RRULE:FREQ=SECONDLY\r\nSUMMARY:"))
    broken = f'Content-Type: multipart/mixed; boundary="{MARKER}\r\n'.encode()
    dovecot.append_many(user, "INBOX", [mail(MAIJA), mail(MAIJA, name="x").replace(b"MIME-Version: 1.0\r\n", broken)])
    with firm.start() as running:
        running.wait_for(lambda: len(firm.all(Seen)) == 2 and read_once(firm, "kalenteri"), "everything")
        written = b"".join(path.read_bytes() for path in sorted(firm.folder.rglob("*")) if path.is_file())
        assert MARKER.encode() not in written
        assert MAIJA.encode() not in running.log().encode()
        running.stop()


def test_command_run_is_what_the_unit_starts(firm: Firm) -> None:
    words = [sys.executable, "-c", "from daemon.cli import main; main()", "--config", str(firm.path), "run"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if " started " in line:
                break
        process.terminate()
        assert process.wait(5) == 0

"""The demo as a person runs it: real servers, the real service; what it must show, and what it must not keep."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

MARK = "Kultakala laulaa kanteleella kellarissa."
COMMAND = [sys.executable, "-c", "from daemon.cli import main; main()", "demo"]
HERE = Path(__file__).parents[3]
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Ran:
    """One run: its exit code, what it printed, and the folder that it kept."""

    code: int
    printed: str
    folder: Path


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("demo") / "kept"
    done = subprocess.run(
        [*COMMAND, "--once", "--folder", str(folder), "--mark", MARK],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    return Ran(done.returncode, done.stdout + done.stderr, folder)


def test_demo_ends_by_itself_with_everything_as_it_must_be(ran: Ran) -> None:
    assert ran.code == 0, ran.printed[-4000:]
    assert "as it must be: 10 consented clients asked once, nobody else" in ran.printed
    assert "flags and UIDs of every folder before and after: equal" in ran.printed


@pytest.mark.parametrize(
    "reason",
    [
        "no consent was given",
        "consent was withdrawn",
        "the person has forbidden this",
        "the consent has expired",
        "the booking was cancelled",
        "the client did not come",
        "staff decided not to ask",
        "was asked not long ago",
        "was booked for somebody else",
        "the address is an office's, not a person's",
        "the booking names nobody to ask",
        "the booking is from before requests began",
        "too soon after the booking",
        "the message was sent to many",
        "the message is an automatic reply",
        "the message is a delivery report",
        "another name on a known address",
        "not a client yet",
        "wrote by a form or a booking service",
    ],
)
def test_demo_shows_every_sort_of_reason(ran: Ran, reason: str) -> None:
    assert reason in " ".join(ran.printed.split())


def test_demo_shows_a_finnish_letter_with_its_way_out(ran: Ran) -> None:
    assert "Subject: Palautepyyntö tapaamisestasi" in ran.printed
    ways = r"<http://127\.0\.0\.1:\d+/w/[\w-]{32}>, <mailto:info@majakka\.example\?subject=PERUUTA%20rk-[\w-]+>"
    assert re.search(f"List-Unsubscribe: {ways}", ran.printed)


@pytest.mark.parametrize(
    "shown",
    [
        "answers on the page: 5, and reads “Kiitos palautteestasi!”",
        "presses “unsubscribe” in the mail program, and is told “Suostumus on peruutettu”",
        "to answer: “Hei Oskari, miten tapaaminen sujui?”",
        "to withdraw: “Peruuta suostumus”",
        "Maija's consents: “Suostumuksesi”",
        "sent 10, answered 5 (50%)",
    ],
)
def test_demo_shows_the_pages_and_the_figures(ran: Ran, shown: str) -> None:
    assert shown in ran.printed


def test_demo_shows_no_fault_of_the_program(ran: Ran) -> None:
    assert "a fault in the program" not in ran.printed
    assert "Traceback" not in ran.printed


def test_no_word_of_the_mail_is_kept_or_logged(ran: Ran) -> None:
    kept = [*ran.folder.glob("data/*"), *ran.folder.glob("*.log")]
    assert {path.name for path in kept} >= {"register.sqlite", "rekisterid.log"}
    for path in kept:
        assert MARK.encode() not in path.read_bytes(), path.name
        assert b"kultakala" not in path.read_bytes().lower(), path.name
    assert "kultakala" not in ran.printed.lower()


def test_log_names_nobody(ran: Ran) -> None:
    log = (ran.folder / "rekisterid.log").read_text(encoding="utf-8")
    assert "@" not in log
    assert "Rantakivi" not in log


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_dropped_mail_arrives_and_ctrl_c_ends_everything(tmp_path: Path) -> None:
    folder, output = tmp_path / "kept", tmp_path / "output"
    servers: list[int] = []
    with output.open("w", encoding="utf-8") as target:
        demo = subprocess.Popen(
            [*COMMAND, "--folder", str(folder)], cwd=HERE, stdin=subprocess.DEVNULL, stdout=target, stderr=target
        )
    try:
        wait_for(lambda: demo.poll() is not None or "Ctrl-C ends the demo" in output.read_text(encoding="utf-8"))
        assert demo.poll() is None, tail(output)
        drop_letter(folder / "drop")
        arrived = re.compile(r"oma\.eml arrives.*message \d+: used", re.DOTALL)
        assert wait_for(lambda: arrived.search(output.read_text(encoding="utf-8")) is not None), tail(output)
        servers = children_of(demo.pid)
        assert len(servers) >= 3
        demo.send_signal(signal.SIGINT)
        assert demo.wait(30) == 0
    finally:
        demo.terminate()
        demo.wait(30)
    # Reading processes end when their input does, a moment after the demo itself.
    assert wait_for(lambda: not [pid for pid in servers if Path(f"/proc/{pid}").exists()], seconds=10)


def drop_letter(folder: Path) -> None:
    letter = "From: Pekka Honkasalo <pekka.honkasalo@honkasalo.example>\r\nTo: info@majakka.example\r\n\r\nMoi!\r\n"
    (folder / "oma.tmp").write_text(letter)
    (folder / "oma.tmp").rename(folder / "oma.eml")


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.3)
    return False


def tail(path: Path) -> str:
    return path.read_text(encoding="utf-8")[-2000:]


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found

"""The reading child: what a hostile item can do to it, and that the next item is read all the same."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from connectors.sandbox import Begun, Limits, SandboxReader
from models.errors import BadItem, Unreachable
from tests.connectors.rogue_reader import Deed, Wish
from tests.live.process import wait_until

MODULE = "tests.connectors.rogue_reader"
MEBIBYTE = 1024 * 1024
Ask = Callable[..., Deed]


@pytest.fixture
def reader() -> Iterator[SandboxReader]:
    reader = SandboxReader(Limits(cpu_seconds=1, wall_seconds=4.0, memory_bytes=64 * MEBIBYTE), MODULE)
    yield reader
    reader.close()


@pytest.fixture
def ask(reader: SandboxReader) -> Ask:
    def ask(deed: str, number: int = 0, raw: bytes = b"") -> Deed:
        return reader.read("misbehave", raw, Wish(deed, number), Deed)

    return ask


def refusal(ask: Ask, deed: str, number: int = 0, raw: bytes = b"") -> str:
    with pytest.raises(BadItem) as caught:
        ask(deed, number, raw)
    return caught.value.code


def empty_parts(size: int) -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"--x\r\n\r\n" * ((size - len(head)) // 7)


def nested_parts(levels: int) -> bytes:
    opened = (f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(levels))
    return "".join(opened).encode("ascii")


def test_answer_that_nobody_waited_for_is_not_that_of_the_next_item(ask: Ask) -> None:
    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    ask("nothing")
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        with pytest.raises(KeyboardInterrupt):
            ask("sleep", 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    time.sleep(1)
    assert ask("nothing").done == "nothing"


def test_items_are_read_by_one_child_after_the_other(ask: Ask) -> None:
    first, second = ask("nothing"), ask("nothing")
    assert first.pid == second.pid
    assert first.pid != os.getpid()


def test_item_that_spins_is_stopped_and_the_next_is_read(ask: Ask) -> None:
    before = ask("nothing").pid
    started = time.monotonic()
    # A machine under load may reach the wall before the second of processor time is used.
    assert refusal(ask, "spin") in {"cpu_limit", "wall_limit"}
    assert time.monotonic() - started < 25, "two tries of four seconds, and a fresh process for each"
    assert ask("nothing").pid != before


def test_mail_of_empty_parts_costs_no_more_than_its_limit(ask: Ask) -> None:
    # Which limit is met first depends on how fast the machine is.
    assert refusal(ask, "parse", raw=empty_parts(2_800_000)) in {"cpu_limit", "wall_limit", "memory_limit"}
    assert ask("nothing").done == "nothing"


def test_deep_nesting_is_one_bad_item(ask: Ask) -> None:
    assert refusal(ask, "nest") == "RecursionError"
    assert refusal(ask, "parse", raw=nested_parts(4_000)) in {"RecursionError", "reader_died", "cpu_limit"}
    assert ask("nothing").done == "nothing"


def test_item_that_sleeps_meets_the_wall(ask: Ask) -> None:
    started = time.monotonic()
    assert refusal(ask, "sleep", 600) == "wall_limit"
    assert 8 <= time.monotonic() - started < 25, "two tries of four seconds, and a fresh process for each"
    assert ask("nothing").done == "nothing"


def test_processor_time_of_earlier_items_does_not_count(ask: Ask) -> None:
    parts = empty_parts(40_000)
    pids = {ask("parse", raw=parts).pid for _ in range(20)}
    assert len(pids) == 1


def test_item_that_allocates_too_much_is_refused(ask: Ask) -> None:
    assert ask("allocate", 16 * MEBIBYTE).done == "allocate"
    assert refusal(ask, "allocate", 300 * MEBIBYTE) == "memory_limit"
    assert refusal(ask, "hoard") == "memory_limit"
    assert ask("nothing").done == "nothing"


@pytest.mark.parametrize("deed", ["exit", "abort"])
def test_child_that_dies_is_replaced(ask: Ask, deed: str) -> None:
    assert refusal(ask, deed, 3) == "reader_died"
    assert ask("nothing").done == "nothing"


def test_killed_child_is_replaced_without_losing_the_item(ask: Ask) -> None:
    pid = ask("nothing").pid
    os.kill(pid, signal.SIGKILL)
    assert ask("nothing").pid != pid


def test_exception_gives_its_class_name_and_no_text(ask: Ask) -> None:
    with pytest.raises(BadItem) as caught:
        ask("fail", raw=b"Maija Esimerkki")
    assert caught.value.code == "LookupError"
    assert "Maija" not in str(caught.value)
    assert ask("nothing").done == "nothing"


def test_what_the_child_prints_disturbs_nothing(ask: Ask, capfd: pytest.CaptureFixture[str]) -> None:
    assert ask("print", raw=b"Maija Esimerkki").done == "print"
    assert capfd.readouterr() == ("", "")


def test_large_items_pass_and_larger_ones_do_not(ask: Ask) -> None:
    assert len(ask("shout", 1, b"x" * 3_000_000).done) == 3_000_000
    assert refusal(ask, "shout", 10, b"x" * 1_000_000) == "reader_died", "an answer beyond the cap"
    assert refusal(ask, "nothing", raw=bytes(33 * MEBIBYTE)) == "too_large"


def test_parser_that_cannot_be_loaded_is_no_fault_of_the_item(reader: SandboxReader, ask: Ask) -> None:
    ask("nothing")
    with pytest.raises(Unreachable):
        reader.read("unloadable", b"", Wish("nothing"), Deed)
    assert ask("nothing").done == "nothing"
    with closing(SandboxReader(Limits(), "tests.connectors.no_such_module")) as missing, pytest.raises(Unreachable):
        missing.read("misbehave", b"", Wish("nothing"), Deed)


def test_reader_is_shared_by_threads(ask: Ask) -> None:
    seen: list[str] = []
    threads = [threading.Thread(target=lambda n=n: seen.append(ask("shout", 1, b"%d" % n).done)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen, key=int) == [str(n) for n in range(20)]


def handed_in(reader: SandboxReader, deed: str, number: int = 0) -> Begun[Deed]:
    return reader.begin("misbehave", b"", Wish(deed, number), Deed)


def test_items_handed_in_ahead_are_asked_for_in_any_order(reader: SandboxReader) -> None:
    begun = [reader.begin("misbehave", b"%d" % number, Wish("shout", 1), Deed) for number in range(200)]
    assert [one.result().done for one in reversed(begun)] == [str(number) for number in reversed(range(200))]


def test_item_that_kills_its_child_costs_those_behind_it_nothing(reader: SandboxReader) -> None:
    begun = [handed_in(reader, "exit" if number == 3 else "nothing", 9) for number in range(8)]
    outcomes: list[str] = []
    for one in begun:
        try:
            outcomes.append(one.result().done)
        except BadItem as exc:
            outcomes.append(exc.code)
    assert outcomes == ["nothing"] * 3 + ["reader_died"] + ["nothing"] * 4
    assert reader.deaths == 2, "two tries of the one, none of the others"


def test_item_that_was_given_up_is_not_tried_again(reader: SandboxReader) -> None:
    handed_in(reader, "nothing").result()
    handed_in(reader, "exit", 9).give_up()
    assert handed_in(reader, "nothing").result().done == "nothing"
    assert reader.deaths == 1


def test_another_child_is_started_only_where_many_items_wait() -> None:
    with closing(SandboxReader(Limits(), MODULE, children=2)) as reader:
        few = {handed_in(reader, "nothing").result().pid for _ in range(3)}
        begun = [handed_in(reader, "sleep", 1), *(handed_in(reader, "nothing") for _ in range(30))]
        for _ in range(50):
            # One that is still loading gets nothing.
            time.sleep(0.02)
            begun.append(handed_in(reader, "nothing"))
        many = {one.result().pid for one in begun}
    assert (len(few), len(many)) == (1, 2)


def test_closing_gives_up_every_item_that_was_handed_in(reader: SandboxReader) -> None:
    handed_in(reader, "nothing").result()
    begun = [handed_in(reader, "sleep", 600), handed_in(reader, "nothing")]
    reader.close()
    for one in begun:
        with pytest.raises(Unreachable):
            one.result()
    assert handed_in(reader, "nothing").result().done == "nothing"


def test_child_for_which_the_system_has_no_room_is_nobodys_bad_item(ask: Ask, reader: SandboxReader) -> None:
    ask("nothing")
    reader.close()
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, most))
    try:
        begun = handed_in(reader, "nothing")
        with pytest.raises(Unreachable):
            begun.result()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    assert ask("nothing").done == "nothing"


def test_closed_reader_leaves_no_process(ask: Ask, reader: SandboxReader) -> None:
    pid = ask("nothing").pid
    reader.close()
    reader.close()
    assert not Path(f"/proc/{pid}").exists()
    assert ask("nothing").pid != pid


def test_closing_gives_up_the_item_that_is_being_read(ask: Ask, reader: SandboxReader) -> None:
    ask("nothing")
    errors: list[Exception] = []

    def read() -> None:
        try:
            ask("sleep", 600)
        except (BadItem, Unreachable) as exc:
            errors.append(exc)

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    reader.close()
    thread.join()
    assert time.monotonic() - started < 3
    assert [type(error) for error in errors] == [Unreachable]
    assert ask("nothing").done == "nothing"


@pytest.mark.parametrize("item", ["nothing", "sleep"])
def test_child_ends_with_its_parent(item: str) -> None:
    program = (
        "import os, signal, threading, time\n"
        "from connectors.sandbox import Limits, SandboxReader\n"
        "from tests.connectors.rogue_reader import Deed, Wish\n"
        f"reader = SandboxReader(Limits(wall_seconds=0.9), module={MODULE!r})\n"
        "def ask(deed): return reader.read('misbehave', b'', Wish(deed, 600), Deed)\n"
        "print(ask('nothing').pid, flush=True)\n"
        f"threading.Thread(target=ask, args=({item!r},)).start()\n"
        "time.sleep(0.3)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    child = Path(f"/proc/{int(done.stdout)}")
    wait_until(lambda: not child.exists(), 8, "end of the child")


def test_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch, ask: Ask) -> None:
    monkeypatch.setenv("REKISTERID_SECRET", "hush")
    pid = ask("nothing").pid
    assert b"hush" not in Path(f"/proc/{pid}/environ").read_bytes()

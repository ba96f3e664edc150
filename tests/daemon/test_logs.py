"""What reaches the log, and above all what does not."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
import structlog

from daemon.logs import redact, set_up_logging
from models.errors import Unreachable
from tests.daemon.kept_logging import kept_logging

MARKER = "Marker Sentence"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Give what is logged."""
    with kept_logging():
        yield io.StringIO()


def ours() -> structlog.stdlib.BoundLogger:
    """Give a logger as our modules have it."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger("daemon.jobs.pull")
    return logger


def test_event_is_one_line_of_text_with_its_counts(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    ours().info("pulled", account="info", new=12, problems=1)
    line = out.getvalue().splitlines()[0]
    assert line.endswith("INFO    pulled account=info new=12 problems=1")
    assert line[:2] == "20"
    assert line.split()[0].endswith("Z")


def test_event_is_one_object_in_json(out: io.StringIO) -> None:
    set_up_logging("info", "json", stream=out)
    ours().info("pulled", account="info", new=12)
    event = json.loads(out.getvalue())
    assert (event["event"], event["level"], event["account"], event["new"]) == ("pulled", "info", "info", 12)


def test_events_below_the_level_are_not_written(out: io.StringIO) -> None:
    set_up_logging("warning", stream=out)
    ours().info("pulled")
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    "value",
    [
        "maija.meikalainen@example.com",
        "Maija <maija@example.com>",
        "https://dav.example/cal/maija%40example.com/",
        "mailto:maija＠example.com",
        "maija@localhost",
        "040 123 4567",
        "+358 40 123 4567",
        "(09) 123 4567",
        "tel:+358401234567",
        "358401234567",
        "09-123 45 67",
        "131052-308T",
        "010190A0012",
    ],
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_address_phone_and_identity_code_are_masked_in_every_value(out: io.StringIO, form: str, value: str) -> None:
    set_up_logging("info", form, stream=out)
    ours().info(f"seen {value}", plain=value, nested={"a": [value, {value: (value,)}]}, odd=value.encode())
    digits = "".join(character for character in value if character.isdigit())
    assert "maija" not in out.getvalue().replace("Maija", "")
    assert not digits or digits not in "".join(c for c in out.getvalue().split("Z", 1)[-1] if c.isdigit())


@pytest.mark.parametrize(
    "value",
    ["INBOX/Asiakkaat", "2026-11-22T08:00:00+00:00", "0123456789abcdef0123456789abcdef", "1714", "imap.example.com:993",
     "3.9.0", "models/register/intake.py:120 store", "10.0.0.1"],
)  # fmt: skip
def test_what_a_log_is_for_stays_readable(value: str) -> None:
    assert redact(value) == value


def test_numbers_are_left_alone(out: io.StringIO) -> None:
    set_up_logging("info", "json", stream=out)
    ours().info("pulled", uid=401234567, seconds=0.40123456)
    assert json.loads(out.getvalue())["uid"] == 401234567


def test_line_cannot_be_forged_by_a_value(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    ours().info("pulled", folder="x\n2026-01-01 ERROR forged\x1b[31m \u202egnp")
    assert len(out.getvalue().splitlines()) == 1
    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()


def test_exception_is_told_by_class_and_place_only(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as cause:
            raise ValueError(MARKER) from cause
    except ValueError as error:
        ours().error("job failed", exc_info=error)
        ours().exception("again")
        ours().error("as a value", error=error, errors=[error])
    lines = out.getvalue().splitlines()
    assert len(lines) == 3
    assert 'exception="ValueError from KeyError"' in lines[0]
    assert "tests/daemon/test_logs.py:" in lines[0]
    assert "exception=" in lines[1]
    assert MARKER not in out.getvalue()


def test_message_of_our_own_errors_is_shown_when_it_is_given(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    ours().warning("account unreachable", error=Unreachable("info: imap.example.com does not answer"))
    assert "imap.example.com does not answer" in out.getvalue()


@pytest.mark.parametrize("name", [None, "caldav", "imapclient.imapclient", "niquests", "urllib3", "sqlalchemy.engine"])
def test_libraries_say_where_and_never_what(out: io.StringIO, name: str | None) -> None:
    set_up_logging("debug", stream=out)
    library = logging.getLogger(name)
    library.info("quiet %s", MARKER)
    library.error(f"{MARKER} in the text, %s in the values", MARKER)
    line = out.getvalue().splitlines()[0]
    assert len(out.getvalue().splitlines()) == 1
    assert f"library={name or 'root'}" in line
    assert "test_logs.py:" in line
    assert MARKER not in line


def test_scheduler_shows_its_text_without_the_values(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    logging.getLogger("apscheduler.executors.default").error('Job "%s" raised an exception', MARKER)
    assert "raised an exception" in out.getvalue()
    assert MARKER not in out.getvalue()


def test_exception_of_a_library_is_told_by_class(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    try:
        raise ValueError(MARKER)
    except ValueError:
        logging.getLogger("caldav").exception("failed")
    assert "exception=ValueError" in out.getvalue()
    assert MARKER not in out.getvalue()


def test_warnings_of_python_say_nothing_of_their_text(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(MARKER, UserWarning, stacklevel=1)
    assert MARKER not in out.getvalue()


def test_uncaught_exception_of_a_thread_is_logged_without_its_message(out: io.StringIO) -> None:
    set_up_logging("info", stream=out)

    def fail() -> None:
        raise ValueError(MARKER)

    thread = threading.Thread(target=fail, name="account:info")
    thread.start()
    thread.join()
    sys.excepthook(ValueError, ValueError(MARKER), None)
    assert out.getvalue().count("uncaught exception") == 2
    assert "thread=account:info" in out.getvalue()
    assert MARKER not in out.getvalue()


def test_record_that_cannot_be_formatted_prints_nothing(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("info", stream=out)
    logging.getLogger("caldav").error("%d", MARKER)
    assert MARKER not in out.getvalue()
    assert MARKER not in capsys.readouterr().err


def test_journal_gets_a_priority_and_no_time(out: io.StringIO, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("journal") / "stderr"
    with path.open("w+") as stream:
        status = path.stat()
        set_up_logging("info", stream=stream, env={"JOURNAL_STREAM": f"{status.st_dev}:{status.st_ino}"})
        ours().warning("stuck", threads=1)
        stream.flush()
    assert path.read_text() == "<4>WARNING stuck threads=1\n"

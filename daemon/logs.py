"""The log: one line an event on standard error, counts and account names only.

Nothing of a client may reach it, so there are three nets. Our own events carry ids and counts. What libraries log is
reduced to who logged where: their messages quote whole events and addresses. And whatever still looks like an e-mail
address, a phone number or an identity code is masked in every value. Exceptions are told by class and place: their
messages quote values.
"""

import json
import logging
import os
import re
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import IO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from models.errors import RekisteridError
from models.rules.normalise.hetu import redact_hetu
from models.rules.normalise.visible import is_hidden

OURS = ("models", "connectors", "daemon")
TEMPLATES_SHOWN = ("apscheduler", "uvicorn.error")
"""Libraries that see nothing of a client: the text of their message is shown, before values are put into it."""

KEPT_QUIET = (
    "alembic", "apscheduler", "asyncio", "caldav", "icalendar", "imapclient", "imaplib", "niquests", "py.warnings",
    "recurring_ical_events", "smtplib", "sqlalchemy", "urllib3", "urllib3_future", "uvicorn", "x_wr_timezone",
)  # fmt: skip
MAX_FRAMES = 20

_ROOT = Path(__file__).parents[1]
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:=]+(?:@|＠|%40)[^\s@<>\"'(),;=]+", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)(?:\+\d|\(?0\d|358\d)(?:[ \u00a0().\u2010-\u2013-]{0,2}\d){5,14}(?!\w)")
_PLAIN_VALUE = re.compile(r"[\w.:/+,@[\]•-]+\Z")
_PRIORITY = {"critical": 2, "error": 3, "warning": 4, "info": 6, "debug": 7}


def set_up_logging(
    level: str = "warning", form: str = "text", *, stream: IO[str] | None = None, env: Mapping[str, str] | None = None
) -> None:
    """Send all logging of the process to `stream` (standard error when None). May be called again.

    `level`: debug, info, warning or error, for our own events; libraries get warning at most. `form`: text or json.
    """
    target = stream or sys.stderr
    journal = _is_journal(target, os.environ if env is None else env)
    handler = logging.StreamHandler(target)
    handler.setFormatter(_formatter(form, journal=journal))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    for name in KEPT_QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # A record that cannot be written must not print itself, with its values, to standard error.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    _catch_the_uncaught()


def redact(text: str) -> str:
    """Mask what looks like an e-mail address, an identity code (F7) or a phone number; make hidden characters visible."""
    if "@" in text or "＠" in text or "%40" in text:
        text = _ADDRESS.sub("[address]", text)
    if any(character.isdigit() for character in text):
        text = _PHONE.sub("[phone]", redact_hetu(text).text)
    if any(is_hidden(character) for character in text):
        text = "".join(_escaped(character) for character in text)
    return text


def told(error: BaseException) -> str:
    """Give an exception as its class and those that caused it, without any message."""
    names: list[str] = []
    link: BaseException | None = error
    while link is not None and len(names) < 8:
        names.append(type(link).__name__)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return " from ".join(names)


def places(error: BaseException) -> list[str]:
    """Give where an exception came from, outermost first: file, line and function, nothing of their values."""
    frames = extract_tb(error.__traceback__)[-MAX_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    if path.is_relative_to(_ROOT) and "site-packages" not in path.parts:
        return str(path.relative_to(_ROOT))
    return "/".join(path.parts[-2:])


def _formatter(form: str, *, journal: bool) -> logging.Formatter:
    render: list[Processor] = [] if journal else [structlog.processors.TimeStamper(fmt="iso", utc=True)]
    render.append(_as_json if form == "json" else _as_text)
    if journal:
        render.append(_with_priority)
    else:
        render.append(_line_only)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_reduce_foreign, structlog.stdlib.add_log_level],
        processors=[
            _describe_exception,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _redact_all,
            *render,
        ],
    )


def _reduce_foreign(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    record: logging.LogRecord = event["_record"]
    top = record.name.partition(".")[0]
    if top in OURS:
        return event
    shown = record.name.startswith(TEMPLATES_SHOWN) and isinstance(record.msg, str)
    event["event"] = record.msg if shown else "a library had something to say"
    event["library"] = record.name
    event["where"] = f"{_short(record.pathname)}:{record.lineno}"
    return event


def _describe_exception(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    found = event.pop("exc_info", None)
    event.pop("stack_info", None)
    error = _exception_of(found)
    if error is not None:
        event["exception"] = told(error)
        event["trace"] = "; ".join(places(error))
    return event


def _exception_of(found: object) -> BaseException | None:
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple) and len(found) == 3 and isinstance(found[1], BaseException):
        return found[1]
    return sys.exc_info()[1] if found is True else None


def _redact_all(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {key: _redacted(value) for key, value in event.items()}


def _redacted(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {redact(str(key)): _redacted(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(item) for item in value]
    if isinstance(value, BaseException):
        return redact(str(value)) if isinstance(value, RekisteridError) else told(value)
    return redact(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value))


def _as_text(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    head = [str(event.pop(key)) for key in ("timestamp", "level", "event") if key in event]
    level = head[-2].upper() if len(head) > 1 else ""
    pairs = " ".join(f"{key}={_value(value)}" for key, value in event.items())
    line = " ".join([*head[:-2], f"{level:<7}", head[-1], pairs]).rstrip()
    return {"line": line, "level": level.lower()}


def _as_json(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    first = {key: event[key] for key in ("timestamp", "level", "event") if key in event}
    return {"line": json.dumps(first | dict(event), ensure_ascii=False, default=str), "level": event.get("level", "")}


def _line_only(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    return str(event["line"])


def _with_priority(_logger: WrappedLogger, _name: str, event: EventDict) -> str:
    # sd-daemon(3): the journal takes the priority from this prefix and the time from itself.
    return f"<{_PRIORITY.get(event['level'], 6)}>{event['line']}"


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if _PLAIN_VALUE.match(text) else json.dumps(value, ensure_ascii=False, default=str)


def _escaped(character: str) -> str:
    return f"\\u{ord(character):04x}" if is_hidden(character) else character


def _is_journal(stream: IO[str], env: Mapping[str, str]) -> bool:
    try:
        status = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return env.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _catch_the_uncaught() -> None:
    """Log what nobody caught like any exception: Python's own report quotes the message and the source lines."""
    log = structlog.get_logger("daemon.uncaught")

    def of_main(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        log.critical("uncaught exception", exc_info=error)

    def of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical("uncaught exception", thread=args.thread.name if args.thread else "", exc_info=args.exc_value)

    def of_end(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            log.error("exception while tidying up", exc_info=args.exc_value)

    sys.excepthook, threading.excepthook, sys.unraisablehook = of_main, of_thread, of_end

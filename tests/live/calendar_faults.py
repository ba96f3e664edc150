"""Faults of calendar servers, one a data file in tests/data/calendar_faults, and what they make of a true answer.

A file says why there is such a fault, which questions it strikes (`on`, see Question.report; none = all), which sources it
applies to (`sources`), how many questions it lets pass first (`spares`), and then what is said: `[answer]` in place of the
truth, `[[mangle]]` steps on the true one (see MANGLES), `cut` (a share of the bytes below 1, or their number), `pause`
(seconds) before or at `pause_at` (share).
"""

import email.utils
import itertools
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from tests.live.caldav_front import Question, Reply, with_header

FOLDER = Path(__file__).parents[1] / "data" / "calendar_faults"
_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_FIRM_TAG = "{http://calendarserver.org/ns/}getctag"


@dataclass(frozen=True)
class Fault:
    """One file. `name` is the file's."""

    name: str
    why: str
    sources: tuple[str, ...]
    on: frozenset[str]
    spares: int
    told: Mapping[str, Any]
    asked: "itertools.count[int]" = field(default_factory=itertools.count, compare=False)

    def strikes(self, question: Question, reply: Reply) -> bool:
        """Whether this question is lied to. The demand for a password is always true."""
        if reply.status == 401 or (self.on and question.report not in self.on):
            return False
        return next(self.asked) >= self.spares


def faults(source: str) -> list[Fault]:
    """Every fault that applies to "caldav" or "published", by name."""
    found = (_read(path) for path in sorted(FOLDER.glob("*.toml")))
    return [fault for fault in found if source in fault.sources]


def _read(path: Path) -> Fault:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Fault(
        path.stem,
        told.pop("why"),
        tuple(told.pop("sources", ["caldav"])),
        frozenset(told.pop("on", [])),
        told.pop("spares", 0),
        told,
    )


class Liar:
    """Says what a fault makes of the truth. `foreign`: the address of a server that must hear nothing."""

    def __init__(self, fault: Fault, own: str, foreign: str) -> None:
        self._fault = replace(fault, asked=itertools.count())
        self._own, self._foreign = own, foreign

    def __call__(self, question: Question, reply: Reply) -> Reply:
        if not self._fault.strikes(question, reply):
            return reply
        told = self._fault.told
        if "answer" in told:
            reply = self._said(told["answer"], reply)
        for step in told.get("mangle", ()):
            reply = self._mangled(step, question, reply)
        size = len(reply.wire())
        if "cut" in told:
            reply = replace(reply, cut=int(told["cut"] * size) if told["cut"] < 1 else int(told["cut"]))
        if "cut_before_end" in told:
            reply = replace(reply, cut=size - told["cut_before_end"])
        if "pause" in told:
            reply = replace(reply, pause=told["pause"], pause_at=int(size * told.get("pause_at", 0.0)))
        return reply

    def _said(self, answer: Mapping[str, Any], true: Reply) -> Reply:
        headers = (
            true.headers if "status" not in answer else (("Date", email.utils.format_datetime(datetime.now(UTC))),)
        )
        reply = Reply(
            answer.get("status", true.status), headers, self._filled(answer["body"]) if "body" in answer else true.body
        )
        if "status" in answer and "body" not in answer and not answer.get("keeps_body"):
            reply = replace(reply, body=b"")
        for name, value in answer.get("headers", {}).items():
            reply = with_header(reply, name, self._filled(value).decode())
        return reply

    def _filled(self, text: str) -> bytes:
        later = email.utils.format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
        for mark, value in (("FOREIGN", self._foreign), ("OWN", self._own), ("IN_TWO_MINUTES", later)):
            text = text.replace("{" + mark + "}", value)
        return text.encode()

    def _mangled(self, step: Mapping[str, Any], question: Question, reply: Reply) -> Reply:
        filled = {key: self._filled(value).decode() if isinstance(value, str) else value for key, value in step.items()}
        if not reply.body:
            return reply
        if filled["do"] in BYTES:
            return replace(reply, body=BYTES[filled["do"]](reply.body, filled))
        if reply.status != 207:
            return reply
        root = ElementTree.fromstring(reply.body)
        MANGLES[filled["do"]](root, filled, question)
        return replace(reply, body=b'<?xml version="1.0" encoding="utf-8"?>' + ElementTree.tostring(root))


def _responses(root: Element, step: Mapping[str, Any], question: Question) -> list[Element]:
    """The responses meant by `which`: all (the default), first, last, half or others (all but the first); never the
    collection's own."""
    path = question.path.rstrip("/")
    found = [one for one in root.iter(_DAV + "response") if (one.findtext(_DAV + "href") or "").rstrip("/") != path]
    picked = {"first": slice(0, 1), "last": slice(-1, None), "half": slice(None, None, 2), "others": slice(1, None)}
    return found[picked[step["which"]]] if step.get("which", "all") != "all" else found


def _drop(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Leave responses out."""
    for one in _responses(root, step, question):
        root.remove(one)


def _double(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Say responses twice; the second time with `status` when given."""
    for one in _responses(root, step, question):
        again = ElementTree.fromstring(ElementTree.tostring(one))
        if "status" in step:
            _state(again, step["status"])
        root.insert(list(root).index(one) + 1, again)


def _status(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Let responses have that status as a whole."""
    for one in _responses(root, step, question):
        _state(one, step["to"])


def _state(response: Element, status: str) -> None:
    for part in [*response.findall(_DAV + "propstat"), *response.findall(_DAV + "status")]:
        response.remove(part)
    SubElement(response, _DAV + "status").text = status


def _inner_status(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Let the properties of responses have that status."""
    for one in _responses(root, step, question):
        for status in one.iter(_DAV + "status"):
            status.text = step["to"]


def _text_of(tag: str) -> Callable[[Element, Mapping[str, Any], Question], None]:
    """Exchange the text of a property; `to` may hold {TEXT} and {NUMBER}; without `to` the property is taken out."""
    numbers = itertools.count(1)

    def exchange(root: Element, step: Mapping[str, Any], question: Question) -> None:
        for one in _responses(root, step, question):
            for parent in list(one.iter()):
                for found in parent.findall(tag):
                    if "to" not in step:
                        parent.remove(found)
                        continue
                    old = found.text or ""
                    half = old[: len(old) // 2]
                    found.text = (
                        step["to"]
                        .replace("{HALF}", half)
                        .replace("{TEXT}", old)
                        .replace("{NUMBER}", str(next(numbers)))
                    )

    return exchange


def _href(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Spell the addresses of responses otherwise: `pattern` and `to` of a regular expression."""
    for one in _responses(root, step, question):
        href = one.find(_DAV + "href")
        if href is not None:
            href.text = re.sub(step["pattern"], step["to"], href.text or "", count=1)


def _token(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Exchange the sync token; without `to` there is none."""
    for one in root.findall(_DAV + "sync-token"):
        if "to" in step:
            one.text = step["to"].replace("{NUMBER}", str(datetime.now(UTC).timestamp()))
        else:
            root.remove(one)


def _reverse(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Turn the order round."""
    root[:] = reversed(root)


def _more(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Say that there is more (RFC 6578, 3.6)."""
    own = SubElement(root, _DAV + "response")
    SubElement(own, _DAV + "href").text = question.path
    SubElement(own, _DAV + "status").text = "HTTP/1.1 507 Insufficient Storage"
    error = SubElement(own, _DAV + "error")
    SubElement(error, _DAV + "number-of-matches-within-limits")


def _property(root: Element, step: Mapping[str, Any], question: Question) -> None:
    """Take the property `name` (DAV or CalDAV) out of every response, the collection's own too."""
    for parent in list(root.iter()):
        for tag in (_DAV + step["name"], _CALDAV + step["name"]):
            for found in parent.findall(tag):
                parent.remove(found)


MANGLES: dict[str, Callable[[Element, Mapping[str, Any], Question], None]] = {
    "drop": _drop,
    "double": _double,
    "status": _status,
    "inner_status": _inner_status,
    "etag": _text_of(_DAV + "getetag"),
    "data": _text_of(_CALDAV + "calendar-data"),
    "ctag": _text_of(_FIRM_TAG),
    "href": _href,
    "token": _token,
    "reverse": _reverse,
    "more": _more,
    "property": _property,
}


def _replaced(body: bytes, step: Mapping[str, Any]) -> bytes:
    return re.sub(step["pattern"].encode(), step["to"].encode(), body, count=step.get("times", 0), flags=re.DOTALL)


def _fewer_events(body: bytes, step: Mapping[str, Any]) -> bytes:
    """Leave out every event but each `keeps`th; 0 = all."""
    numbers = itertools.count()
    keeps = step["keeps"]

    def left(found: re.Match[bytes]) -> bytes:
        return found[0] if keeps and next(numbers) % keeps == 0 else b""

    return re.sub(rb"BEGIN:VEVENT.*?END:VEVENT\r\n", left, body, flags=re.DOTALL)


BYTES: dict[str, Callable[[bytes, Mapping[str, Any]], bytes]] = {
    "replace": _replaced,
    "pad": lambda body, step: body + b" " * step["bytes"],
    "nest": lambda body, step: b"<a>" * step["deep"] + body + b"</a>" * step["deep"],
    "half": lambda body, step: body[: len(body) // 2],
    "bytes": lambda body, step: bytes(step["are"]) + body,
    "fewer_events": _fewer_events,
}
"""Steps on the bytes of the body; MANGLES are those on a multistatus."""

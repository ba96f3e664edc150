"""Read iCalendar text (RFC 5545, 3.1) into components and properties. Values stay text; nothing here knows what they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from connectors.calendar.limits import MAX_COMPONENTS, MAX_DEPTH, MAX_LINE_BYTES, MAX_OBJECT_BYTES
from models.errors import BadItem

_FOLD = re.compile(rb"\n[ \t]")
_START = re.compile(r"(?im)^\s*BEGIN\s*:\s*(VCALENDAR|VEVENT)\s*$")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([^=:;"]+)=((?:"[^"]*"?|[^:;"])*)')
_ESCAPED = re.compile(r"\\(.)")
_UNESCAPE = {"n": "\n", "N": "\n"}

# What is read of an event. Anything else, attachments above all, is dropped while reading.
_ZONES = {"TZID", "TZOFFSETTO", "X-LIC-LOCATION", "X-WR-TIMEZONE"}
_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
_STATES = {"STATUS", "METHOD", "CLASS", "TRANSP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "DTSTAMP"}
_TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "ORGANIZER", "ATTENDEE"}
_WANTED = frozenset(_ZONES | _TIMES | _STATES | _TEXTS | {"X-MICROSOFT-CDO-ALLDAYEVENT"})
_USUAL = _WANTED | {"BEGIN", "END"}
# Components whose content is read; others (alarms, tasks, free-busy) are walked over.
_READ = frozenset({"VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"})


@dataclass(frozen=True, slots=True)
class Property:
    """One content line: value as written, parameters by upper-case name with the quotes taken off."""

    value: str
    parameters: dict[str, str]

    @property
    def text(self) -> str:
        """The value as TEXT: escapes undone (RFC 5545, 3.3.11), quoted-printable of older writers too."""
        value = self.value
        if self.parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            value = _quoted_printable(value, self.parameters.get("CHARSET", ""))
        return _ESCAPED.sub(lambda found: _UNESCAPE.get(found[1], found[1]), value)


@dataclass(slots=True)
class Component:
    """A component with its properties by upper-case name, in order, and the components inside it that are read.

    `whole` is false when the text ended before the component did.
    """

    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)
    whole: bool = False

    def first(self, name: str) -> Property | None:
        """The first property of that name, or None."""
        found = self.properties.get(name)
        return found[0] if found else None

    def value(self, name: str) -> str:
        """The first property's value without surrounding blanks, "" when there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""

    def all(self, name: str) -> list[Property]:
        """Every property of that name."""
        return self.properties.get(name, [])


def read_components(raw: bytes) -> list[Component]:
    """The calendars of one object: VCALENDARs, or one made up around VEVENTs that stand alone.

    Raises BadItem: `not_a_calendar` for anything else (a page of a login form, an empty answer), `too_large`.
    """
    if len(raw) > MAX_OBJECT_BYTES:
        raise BadItem("too_large")
    text = _decoded(raw)
    begin = _START.search(text)
    if begin is None or text.lstrip("\ufeff \t\n")[:1] == "<":
        raise BadItem("not_a_calendar")
    return _tree(text[begin.start() :])


def _decoded(raw: bytes) -> str:
    """Text with folding undone. Folds are undone in the bytes: writers fold inside a character too."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raw = raw.decode("utf-16", errors="replace").encode()
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = _FOLD.sub(b"", raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _tree(text: str) -> list[Component]:
    loose = Component("VCALENDAR", whole=True)
    roots: list[Component] = []
    stack: list[Component] = []
    events = 0
    for name, parameters, value in _content_lines(text):
        if name == "BEGIN":
            child = Component(value.strip().upper())
            events += child.name == "VEVENT"
            if events > MAX_COMPONENTS:
                raise BadItem("too_many_components")
            _attach(child, stack, roots, loose)
            # Deeper ones are nothing that is read; their END finds no BEGIN and is passed over.
            if len(stack) < MAX_DEPTH:
                stack.append(child)
        elif name == "END":
            _close(value.strip().upper(), stack)
        elif stack and stack[-1].name in _READ and name in _WANTED:
            stack[-1].properties.setdefault(name, []).append(Property(value, _parameters(parameters)))
    return [*roots, loose] if loose.parts else roots


def _attach(child: Component, stack: list[Component], roots: list[Component], loose: Component) -> None:
    # A calendar or an event never lies inside an event: the writer forgot an END.
    if child.name == "VCALENDAR":
        stack.clear()
    elif child.name in ("VEVENT", "VTIMEZONE", "VTODO", "VJOURNAL", "VFREEBUSY"):
        while stack and stack[-1].name != "VCALENDAR":
            stack.pop()
    if stack:
        stack[-1].parts.append(child)
    elif child.name == "VCALENDAR":
        roots.append(child)
    elif child.name == "VEVENT":
        loose.parts.append(child)


def _close(name: str, stack: list[Component]) -> None:
    """Close the innermost component of that name; those inside it were never ended. An END without BEGIN is passed over."""
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth].name == name:
            stack[depth].whole = True
            del stack[depth:]
            return


def _content_lines(text: str) -> Iterator[tuple[str, str, str]]:
    """(upper-case name, parameter text, value) of each line; what is no content line is passed over."""
    for written in text.split("\n"):
        head, mark, value = written.partition(":")
        name = head.partition(";")[0]
        if mark and name in _USUAL and '"' not in head and len(written) <= MAX_LINE_BYTES:
            # As nearly every line is written: the same as below, in less time.
            yield name, head[len(name) :], value
            continue
        line = written.lstrip()
        found = _NAME.match(line) if len(line) <= MAX_LINE_BYTES else None
        if found is None:
            continue
        rest = line[found.end() :]
        colon = _value_starts(rest)
        if colon >= 0:
            yield found[0].upper(), rest[:colon], rest[colon + 1 :]


def _value_starts(rest: str) -> int:
    """Where the colon before the value is: the first one outside quotes, or the first at all when a quote is never closed."""
    if '"' not in rest:
        return rest.find(":")
    quoted = False
    for position, letter in enumerate(rest):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            return position
    return rest.find(":")


def _parameters(text: str) -> dict[str, str]:
    if not text:
        return {}
    return {name.strip().upper(): value.replace('"', "").strip() for name, value in _PARAMETER.findall(text)}


def _quoted_printable(value: str, charset: str) -> str:
    encoded = re.sub(r"=([0-9A-Fa-f]{2})", lambda found: chr(int(found[1], 16)), value)
    raw = encoded.encode("latin-1", errors="replace")
    try:
        return raw.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("latin-1")

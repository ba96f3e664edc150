"""Read `SECTION.KEY=VALUE` as the command line gives it into a draft: `controller.name=…`, `mailboxes.info.host=…`."""

import tomllib
from collections.abc import Iterable
from datetime import date

from daemon.config.draft import Draft, Table, Toml
from daemon.config.faults import HIDDEN, Fault, Location, bare_kind, fault_of_value, keys_of, kind_at, shown
from daemon.config.schema import Folder, Keys
from daemon.config.secrets import CLIENT_SECRET, PASSWORD
from models.errors import ConfigError

LISTS = ("logins", "mailboxes", "calendars")
_FORM = "SECTION.KEY=VALUE, such as controller.name=Suvanto or mailboxes.info.host=imap.example.com"


def assign(draft: Draft, assignments: Iterable[str]) -> None:
    """Put values into the draft; an account that is named for the first time is added.

    Raises ConfigError with every assignment that cannot be read and every value that does not fit its key.
    """
    faults: list[str] = []
    for text in assignments:
        path, equals, value = text.partition("=")
        steps = path.strip().split(".")
        try:
            if not equals:
                raise ValueError
            table, at = _table(draft, steps)
            table[steps[-1]] = _checked(_value(value, at), at, steps)
        except ValueError:
            faults.append(f"--set: expected {_FORM}, got {shown(path)}")
        except _Refused as refused:
            faults.append(str(refused.fault))
    if faults:
        raise ConfigError(faults, mend="config.example.toml explains every key")


class _Refused(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self.fault = fault


def _table(draft: Draft, steps: list[str]) -> tuple[Table, Location]:
    """Give the table to write into and the place of the key in the schema."""
    for sort in (PASSWORD, CLIENT_SECRET):
        if steps[-1] == sort.key:
            expected = f"no {sort.noun} on the command line, where others see it"
            raise _Refused(Fault(tuple(steps), expected, HIDDEN, sort.inline))
    if len(steps) == 3 and steps[0] in LISTS:
        entries = {"logins": draft.logins, "mailboxes": draft.mailboxes, "calendars": draft.calendars}[steps[0]]
        entry = next((entry for entry in entries if entry["name"] == steps[1]), None)
        if entry is None:
            entry = {"name": steps[1]}
            entries.append(entry)
        return entry, (steps[0], 0, steps[2])
    if len(steps) == 2 and steps[0] in keys_of(Keys) and steps[0] not in LISTS:
        return draft.sections.setdefault(steps[0], {}), (steps[0], steps[1])
    raise ValueError


def _checked(value: Toml, at: Location, steps: list[str]) -> Toml:
    fault = fault_of_value(at, value, Keys)
    if fault is not None:
        raise _Refused(Fault(tuple(steps), fault.expected, fault.got, fault.hint))
    return value


def _value(text: str, at: Location) -> Toml:
    """Give the value in the type that its key has; a text that does not fit stays one, and its kind says so later."""
    kind = bare_kind(kind_at(at, Keys))
    try:
        if kind is bool:
            return {"true": True, "false": False}[text]
        if kind is int:
            return int(text)
        if kind is date:
            return date.fromisoformat(text)
    except (KeyError, ValueError):
        return text
    return _list(text, at) if getattr(kind, "__origin__", None) is tuple else text


def _list(text: str, at: Location) -> Toml:
    if text.startswith("["):
        try:
            found: list[Toml] = tomllib.loads(f"v = {text}")["v"]
        except tomllib.TOMLDecodeError:
            return text
        return found
    items = [item.strip() for item in text.split(",") if item.strip()]
    if bare_kind(kind_at((*at, 0), Keys)) is not Folder:
        return items
    pairs = [item.rpartition(":") for item in items]
    return [{"name": name or role, "role": role if name else ""} for name, _, role in pairs]

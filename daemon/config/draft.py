"""A configuration in the making: what `rekisterid init` gathers, the file it writes, and the passwords beside it."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from daemon.config.hash_key import make_hash_key
from daemon.config.loader import SMTP, config_from
from daemon.config.private_file import write_private
from daemon.config.schema import Config
from daemon.config.secrets import variable_of

Toml = str | int | bool | date | Sequence["Toml"] | Mapping[str, "Toml"]
Table = dict[str, Toml]

SECRETS = "secrets"
HASH_KEY_FILE = f"{SECRETS}/hash.key"

_HEAD = """\
# Written by `rekisterid init`. config.example.toml explains these keys and all others; `rekisterid check` tests the file.
# Passwords lie beside it, in the folder secrets.
"""
_NOTES = {
    "own": "What is yours and never a client's: the names of all who work with you belong to staff.",
    "sending": 'Nothing goes out to clients until mode is "approve" or "auto".',
}


@dataclass(slots=True)
class Draft:
    """What is known so far. `passwords`: by account, those that get a file in the folder secrets."""

    sections: dict[str, Table] = field(default_factory=dict)
    logins: list[Table] = field(default_factory=list)
    mailboxes: list[Table] = field(default_factory=list)
    calendars: list[Table] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)

    def text(self) -> str:
        """Give the configuration file."""
        parts = [_HEAD]
        order = ("controller", "contact_person", "register", "own", "database")
        for name in order:
            if self.sections.get(name):
                parts.append(_section(f"[{name}]", self.sections[name], _NOTES.get(name, "")))
        parts += [_section("[[logins]]", entry) for entry in self.logins]
        parts += [_section("[[mailboxes]]", self._with_file(entry)) for entry in self.mailboxes]
        parts += [_section("[[calendars]]", self._with_file(entry)) for entry in self.calendars]
        sending: Table = {"mode": "off", **self.sections.get("sending", {})}
        parts.append(_section("[sending]", self._with_file(sending, SMTP), _NOTES["sending"]))
        rest = [name for name in self.sections if name not in (*order, "sending") and self.sections[name]]
        parts += [_section(f"[{name}]", self.sections[name]) for name in rest]
        return "\n\n".join(parts)

    def config(self, path: Path, *, env: Mapping[str, str], today: date) -> Config:
        """Give the configuration that it would be at `path`, before anything is written. Raises ConfigError."""
        raw = tomllib.loads(self.text())
        for entry in [*raw.get("mailboxes", []), *raw.get("calendars", []), raw.get("sending", {})]:
            if entry.get("name", SMTP) in self.passwords:
                entry.pop("password_file", None)
        given = {variable_of(account): password for account, password in self.passwords.items()}
        return config_from(raw, path, env={**env, **given}, today=today)

    def write(self, path: Path, *, replace: bool) -> list[Path]:
        """Write the file, the passwords (0600) and, where there is none yet, the hash key; give what was written.

        A hash key is never replaced. Raises FileExistsError when a file is there and `replace` is off, OSError.
        """
        folder = path.parent
        files = {folder / SECRETS / f"{account}.password": f"{text}\n" for account, text in self.passwords.items()}
        present = [file for file in (path, *files) if file.exists()]
        if present and not replace:
            raise FileExistsError(17, "it is there already", str(present[0]))
        written: list[Path] = []
        for file, content in files.items():
            write_private(file, content.encode(), replace=replace)
            written.append(file)
        key = folder / HASH_KEY_FILE
        if not key.exists():
            make_hash_key(key)
            written.append(key)
        write_private(path, self.text().encode(), replace=replace)
        return [*written, path]

    def _with_file(self, entry: Table, account: str | None = None) -> Table:
        name = account or str(entry.get("name"))
        if name not in self.passwords:
            return entry
        return {**entry, "password_file": f"{SECRETS}/{name}.password"}


def _section(head: str, table: Table, comment: str = "") -> str:
    lines = [f"# {comment}"] if comment else []
    lines += [head, *(f"{key} = {toml(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def toml(value: Toml) -> str:
    """Give a value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # A JSON string is a TOML string, but for the one control character that JSON lets pass.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, Sequence):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    return str(value)

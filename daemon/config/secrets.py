"""Find passwords and secret addresses: a file, the environment or a systemd credential; never the configuration itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.config.faults import HIDDEN, Fault, Location, shown
from daemon.config.private_file import MAX_SECRET_BYTES, TooOpen, read_private


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of secret: the stem of its keys, what it is called, and what is said to who writes it into the file."""

    key: str
    noun: str
    inline: str


PASSWORD = Sort("password", "password", "passwords never stand in this file: write password_file or password_env")
CLIENT_SECRET = Sort(
    "client_secret",
    "client secret",
    "secrets never stand in this file: write client_secret_file or client_secret_env",
)
ADDRESS = Sort("url", "address", "the address of a published calendar is a secret: write url_file or url_env")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where to look. `folder` is that of the configuration file; `credentials` is systemd's, None outside a unit."""

    folder: Path
    env: Mapping[str, str]
    credentials: Path | None

    def find(self, sort: Sort, entry: Mapping[str, Any], account: str, at: Location, *, needed: bool) -> str | Fault:
        """Give the secret of an entry, "" when it needs none and has none, or the fault.

        A systemd credential `<account>.password` comes first: a unit that has one may not be able to read the file. Then
        the entry's own `password_file` or `password_env`, then the variable `REKISTERID_<ACCOUNT>_PASSWORD`. For an
        address it is `url` in each place instead of `password`.
        """
        file_key, variable_key = f"{sort.key}_file", f"{sort.key}_env"
        if sort.key in entry:
            return Fault((*at, sort.key), "no such key", HIDDEN, sort.inline)
        file, variable = entry.get(file_key), entry.get(variable_key)
        if file is not None and variable is not None:
            return Fault((*at, variable_key), f"either {file_key} or {variable_key}", "both")
        credential = self.credentials / f"{account}.{sort.key}" if self.credentials else None
        if credential is not None and credential.is_file():
            return _read(sort, credential, (*at, file_key), f"the credential {credential.name}", trusted=True)
        if file is not None:
            return self._from_file(sort, file, (*at, file_key))
        if variable is not None:
            return self._from_variable(sort, variable, (*at, variable_key))
        return self._by_name(sort, account, at, needed=needed)

    def _from_file(self, sort: Sort, file: object, at: Location) -> str | Fault:
        if not isinstance(file, str) or not file.strip() or "\0" in file:
            return ""  # the key's own kind says what is wrong
        if "://" in file:
            # The secret itself in the place of its file: it must not be shown.
            return Fault(at, f"the path of a file that holds the {sort.noun}", HIDDEN, sort.inline)
        path = self.folder / Path(file).expanduser()
        return _read(sort, path, at, shown(file))

    def _from_variable(self, sort: Sort, variable: object, at: Location) -> str | Fault:
        if not isinstance(variable, str) or not variable.isidentifier():
            return ""  # the key's own kind says what is wrong
        value = self.env.get(variable, "")
        return value or Fault(at, f"the environment variable {variable} to hold the {sort.noun}", "nothing")

    def _by_name(self, sort: Sort, account: str, at: Location, *, needed: bool) -> str | Fault:
        variable = variable_of(account, sort)
        if value := self.env.get(variable):
            return value
        if not needed:
            return ""
        return Fault(
            (*at, f"{sort.key}_file"),
            f"{'an' if sort is ADDRESS else 'a'} {sort.noun}",
            "nothing",
            f"write {sort.key}_file or {sort.key}_env, or set {variable}, or give systemd the credential {account}.{sort.key}",
        )


def variable_of(account: str, sort: Sort = PASSWORD) -> str:
    """Give the environment variable that holds an account's secret unless the entry names another."""
    return f"REKISTERID_{account.upper().replace('-', '_')}_{sort.key.upper()}"


def _read(sort: Sort, path: Path, at: Location, name: str, *, trusted: bool = False) -> str | Fault:
    try:
        raw = read_private(path, trusted=trusted)
    except TooOpen:
        return Fault(at, "a file that only its owner can read", name, f"chmod 600 {path}")
    except OSError as exc:
        return Fault(at, "a readable file", name, f"{path}: {exc.strerror or type(exc).__name__}")
    try:
        text = raw.decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        return Fault(at, "a file of UTF-8 text", name)
    if not text or len(raw) > MAX_SECRET_BYTES or any(ord(character) < 32 for character in text):
        return Fault(at, f"a file that holds the {sort.noun} on one line", f"another content in {name}")
    return text

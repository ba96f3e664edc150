"""Find the passwords: a file, the environment or a systemd credential; never the configuration file itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daemon.config.faults import HIDDEN, Fault, Location, shown
from daemon.config.private_file import MAX_SECRET_BYTES, TooOpen, read_private

INLINE = "passwords never stand in this file: write password_file or password_env"


@dataclass(frozen=True, slots=True)
class Secrets:
    """Where to look. `folder` is that of the configuration file; `credentials` is systemd's, None outside a unit."""

    folder: Path
    env: Mapping[str, str]
    credentials: Path | None

    def password(self, entry: Mapping[str, Any], account: str, at: Location, *, needed: bool) -> str | Fault:
        """Give the password of an entry, "" when it needs none and has none, or the fault.

        A systemd credential `<account>.password` comes first: a unit that has one may not be able to read the file. Then
        the entry's own `password_file` or `password_env`, then the variable `REKISTERID_<ACCOUNT>_PASSWORD`.
        """
        if "password" in entry:
            return Fault((*at, "password"), "no such key", HIDDEN, INLINE)
        file, variable = entry.get("password_file"), entry.get("password_env")
        if file is not None and variable is not None:
            return Fault((*at, "password_env"), "either password_file or password_env", "both")
        credential = self.credentials / f"{account}.password" if self.credentials else None
        if credential is not None and credential.is_file():
            return _read(credential, (*at, "password_file"), f"the credential {credential.name}", trusted=True)
        if file is not None:
            return self._from_file(file, (*at, "password_file"))
        if variable is not None:
            return self._from_variable(variable, (*at, "password_env"))
        return self._by_name(account, at, needed=needed)

    def _from_file(self, file: object, at: Location) -> str | Fault:
        if not isinstance(file, str) or not file.strip() or "\0" in file:
            return ""  # the key's own kind says what is wrong
        path = self.folder / Path(file).expanduser()
        return _read(path, at, shown(file))

    def _from_variable(self, variable: object, at: Location) -> str | Fault:
        if not isinstance(variable, str) or not variable.isidentifier():
            return ""  # the key's own kind says what is wrong
        value = self.env.get(variable, "")
        return value or Fault(at, f"the environment variable {variable} to hold the password", "nothing")

    def _by_name(self, account: str, at: Location, *, needed: bool) -> str | Fault:
        variable = variable_of(account)
        if value := self.env.get(variable):
            return value
        if not needed:
            return ""
        return Fault(
            (*at, "password_file"),
            "a password",
            "nothing",
            f"write password_file or password_env, or set {variable}, or give systemd the credential {account}.password",
        )


def variable_of(account: str) -> str:
    """Give the environment variable that holds an account's password unless the entry names another."""
    return f"REKISTERID_{account.upper().replace('-', '_')}_PASSWORD"


def _read(path: Path, at: Location, name: str, *, trusted: bool = False) -> str | Fault:
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
        return Fault(at, "a file that holds the password on one line", f"another content in {name}")
    return text

"""The key of the register's keyed hashes (T10): made once, kept outside the database, refused when others can read it."""

import secrets
from pathlib import Path

from daemon.config.private_file import TooOpen, read_private, write_private
from models.errors import ConfigError

KEY_BYTES = 32
_LOST = (
    "restore it from your copy: with another key a register that is in use does not open. "
    "For a new register make it with `rekisterid init --key-only`"
)


def make_hash_key(path: Path) -> None:
    """Write a new key of 32 random bytes in hexadecimal, mode 0600. Raises FileExistsError: a key is never replaced."""
    write_private(path, secrets.token_hex(KEY_BYTES).encode() + b"\n")


def read_hash_key(path: Path, *, trusted: bool = False) -> bytes:
    """Give the 32 or more bytes of the key. `trusted`: the file is a systemd credential.

    Raises ConfigError when the file is missing, not hexadecimal, too short, or readable by group or others.
    """
    where = "register.hash_key_file"
    try:
        text = read_private(path, trusted=trusted)
    except TooOpen:
        fault = f"{where}: expected a file that only its owner can read, got one that others can read: {path}"
        raise ConfigError([fault], mend=f"chmod 600 {path}") from None
    except FileNotFoundError:
        raise ConfigError([f"{where}: expected the hash key, got no file at {path}"], mend=_LOST) from None
    except OSError as exc:
        fault = f"{where}: expected a readable file, got {exc.strerror or type(exc).__name__}: {path}"
        raise ConfigError([fault], mend="give the account that runs rekisterid the right to read it") from None
    try:
        key = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raise ConfigError([f"{where}: expected hexadecimal digits, got other text in {path}"], mend=_LOST) from None
    if len(key) < KEY_BYTES:
        raise ConfigError([f"{where}: expected {KEY_BYTES} bytes, got {len(key)} in {path}"], mend=_LOST)
    return key

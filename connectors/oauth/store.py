"""Tokens on disk: a file for each login (0600) in a folder of its own (0700), never half written, one writer at a time."""

import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from pathlib import Path

from models.errors import Refused, Unreachable

LOCK_WITHIN = timedelta(seconds=75)
"""How long another process is waited for: a little longer than it may ask the provider."""

_ROOM_BYTES = 65_536
_LOCK_TICK = 0.05


@dataclass(frozen=True, slots=True)
class Kept:
    """A login as it is kept. Moments are aware. An empty `refresh_token` = the login has ended. `ended` says why,
    or with a `refresh_token` why the provider wants a person, while it is asked again.

    `token_endpoint` and `client_id` are those that the tokens came from: they are shown to no other. From `renew_at` on
    another access token is fetched; `ends_at`: when the login itself ends, None = the provider does not say.
    `forced_at`: when a token was last fetched because a server refused the one before.
    """

    token_endpoint: str
    client_id: str
    scopes: tuple[str, ...]
    refresh_token: str = field(repr=False)
    access_token: str = field(repr=False)
    renew_at: datetime
    access_until: datetime
    logged_in_at: datetime
    refreshed_at: datetime
    ends_at: datetime | None = None
    forced_at: datetime | None = None
    ended: str = ""


class LoginStore:
    """The file of one login. Processes and threads may use it at the same time."""

    def __init__(self, folder: Path, name: str) -> None:
        """`name` is the login's, a sound account name; the folder is made when it is first written to, the one above never."""
        self._folder = folder
        self._name = name
        self._path = folder / f"{name}.json"

    def read(self) -> Kept | None:
        """Give what is kept, None when nobody has logged in. Raises Refused when the file cannot be used."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            with os.fdopen(descriptor, "rb") as file:
                too_open = os.fstat(file.fileno()).st_mode & 0o077
                content = file.read(_ROOM_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as exc:
            mend = "run it as the account that the service runs as, and see who may read that file"
            raise Refused(f"{self._name}: {self._path} cannot be read ({type(exc).__name__})", mend=mend) from None
        if too_open:
            raise Refused(f"{self._name}: others can read {self._path}", mend=f"chmod 600 {self._path}")
        try:
            return _from_text(content)
        except (ValueError, TypeError, AttributeError, KeyError):
            mend = f"run `rekisterid login {self._name}`, which writes it anew"
            raise Refused(f"{self._name}: {self._path} is damaged", mend=mend) from None

    def require_place(self) -> None:
        """Raise Refused when the folder above is missing: made here it would be open to others, and root's own."""
        above = self._folder.parent
        if not above.is_dir():
            mend = (
                f"as the account that the service runs as: mkdir -m 700 -p {above}; or correct [register] data_folder"
            )
            raise Refused(f"{self._name}: the folder {above} does not exist", mend=mend)

    @contextmanager
    def writing(self) -> Iterator[Callable[[Kept], None]]:
        """Be the only writer, with room on the disk already taken; gives what puts a login in its place, at most once.

        Read inside: another process may have written meanwhile. The room is there before anything is asked for, because a
        provider that gives a new refresh token takes the old one back. Raises Unreachable when it cannot be written, and
        what `require_place` raises.
        """
        with self._locked():
            new = self._path.with_name(f".{self._path.name}.new")
            with self._explained():
                new.unlink(missing_ok=True)
                descriptor = self._open(new, os.O_WRONLY | os.O_EXCL)
            try:
                with self._explained():
                    os.posix_fallocate(descriptor, 0, _ROOM_BYTES)
                yield lambda kept: self._put(descriptor, new, kept)
            finally:
                os.close(descriptor)
                new.unlink(missing_ok=True)

    def _put(self, descriptor: int, new: Path, kept: Kept) -> None:
        content = _to_text(kept)
        with self._explained():
            # Behind a write of any length lies room that was taken for it.
            written = 0
            while written < len(content):
                written += os.pwrite(descriptor, content[written:], written)
            os.ftruncate(descriptor, len(content))
            os.fsync(descriptor)
            new.replace(self._path)
            folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._explained():
            self._make_folder()
            descriptor = self._open(self._folder / f"{self._name}.lock", os.O_RDWR)
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)  # gives the lock back, as the end of the process does

    def _wait_for(self, descriptor: int) -> None:
        until = time.monotonic() + LOCK_WITHIN.total_seconds()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    mend = "the service tries again by itself"
                    raise Unreachable(f"{self._name}: another process is fetching a token", mend=mend) from None
                time.sleep(_LOCK_TICK)
            else:
                return

    def _make_folder(self) -> None:
        if self._folder.is_dir():
            if self._folder.stat().st_mode & 0o077:
                raise Refused(f"{self._name}: others can look into {self._folder}", mend=f"chmod 700 {self._folder}")
            return
        self.require_place()
        self._folder.mkdir(mode=0o700, exist_ok=True)
        _give(self._folder, self._folder.parent)

    def _open(self, path: Path, flags: int) -> int:
        descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        _give(descriptor, self._folder)
        return descriptor

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as exc:
            mend = "free some space, and let the account that runs rekisterid write there; the service tries again by itself"
            where = f"{self._folder} cannot be written ({exc.strerror or type(exc).__name__})"
            raise Unreachable(f"{self._name}: {where}", mend=mend) from None


def _give(what: int | Path, like: Path) -> None:
    """What root makes belongs to the owner of the folder above: the service, which runs as somebody else, must read it."""
    if os.geteuid() == 0:
        owner = like.stat()
        os.chown(what, owner.st_uid, owner.st_gid)


_MOMENTS = frozenset({"renew_at", "access_until", "logged_in_at", "refreshed_at", "ends_at", "forced_at"})


def _to_text(kept: Kept) -> bytes:
    plain = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in asdict(kept).items()}
    return json.dumps(plain, indent=1).encode() + b"\n"


def _from_text(content: bytes) -> Kept:
    plain = json.loads(content)
    values = {key: plain[key] for key in (part.name for part in fields(Kept))}
    for key in _MOMENTS:
        values[key] = None if values[key] is None else datetime.fromisoformat(values[key])
        if values[key] is not None and values[key].tzinfo is None:
            raise ValueError(key)
    texts = [values[key] for key in ("token_endpoint", "client_id", "refresh_token", "access_token", "ended")]
    if not all(isinstance(text, str) for text in [*texts, *values["scopes"]]):
        raise ValueError("a text")
    if any(values[key] is None for key in ("renew_at", "access_until", "logged_in_at", "refreshed_at")):
        raise ValueError("a moment")
    return Kept(**{**values, "scopes": tuple(values["scopes"])})

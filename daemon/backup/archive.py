"""The file of a backup: a tar of a manifest and the database, packed by gzip, encrypted by age. Written and read as a stream.

Without this program: `age -d -i KEY FILE | tar xz`.
"""

import io
import json
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from models.errors import BackupFailed

if TYPE_CHECKING:
    from pyrage import x25519
    from typing_extensions import Buffer

MANIFEST, CHUNK, BLOCK = "manifest.json", 1 << 20, 512
MAX_MANIFEST = 65_536
GZIP = 31
"""zlib's number for a gzip frame: its checksum tells whether everything came through."""

FAST = 1
"""A database packs well at any level; the level only costs time."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `kind`: sqlite or postgresql; `revision`: of its tables; `fingerprint`: of the hash key."""

    kind: str
    made_at: datetime
    program: str
    revision: str
    fingerprint: str

    @property
    def database(self) -> str:
        """The name of the database in the archive."""
        return "register.sqlite" if self.kind == "sqlite" else "register.dump"


def pack(database: Path, manifest: Manifest, recipients: Sequence["x25519.Recipient"], target: IO[bytes]) -> None:
    """Write a backup of the database file to an open file. Raises OSError, and BackupFailed when it cannot be encrypted."""
    import pyrage

    source, watched = _Watched(_Pulled(_packed(database, manifest))), _Watched(target)
    try:
        pyrage.encrypt_io(source, watched, list(recipients))
    except pyrage.EncryptError as exc:
        if not (source.failure or watched.failure):
            raise BackupFailed("the backup cannot be encrypted", mend=_KEYS) from exc
    # Of a short backup what encrypts does not even tell that the last write failed.
    if failure := source.failure or watched.failure:
        raise failure


_KEYS = "see that [backup] recipients names keys that begin with age1"


def _packed(database: Path, manifest: Manifest) -> Iterator[bytes]:
    press = zlib.compressobj(FAST, zlib.DEFLATED, GZIP)
    for chunk in _tarred(database, manifest):
        if packed := press.compress(chunk):
            yield packed
    yield press.flush()


def _tarred(database: Path, manifest: Manifest) -> Iterator[bytes]:
    facts = {**asdict(manifest), "made_at": manifest.made_at.isoformat(), "format": 1}
    text = json.dumps(facts, indent=2).encode()
    yield from (_head(MANIFEST, len(text), manifest), text, _padding(len(text)))
    size = database.stat().st_size
    yield _head(manifest.database, size, manifest)
    left = size
    with database.open("rb") as file:
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
    if left:
        raise OSError(0, "the copy of the database grew shorter")
    yield _padding(size) + bytes(2 * BLOCK)


def _head(name: str, size: int, manifest: Manifest) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return info.tobuf(tarfile.GNU_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % BLOCK)


class _Watched(io.RawIOBase):
    """A file whose failure is kept as it was: what encrypts and decrypts tells of it in a text only."""

    def __init__(self, file: "io.RawIOBase | IO[bytes]") -> None:
        self._file = file
        self.failure: OSError | None = None

    def readable(self) -> bool:
        return self._file.readable()

    def writable(self) -> bool:
        return self._file.writable()

    def read(self, size: int = -1, /) -> bytes:
        with self._kept():
            return self._file.read(size) or b""

    def write(self, data: "Buffer", /) -> int:
        with self._kept():
            return self._file.write(data) or 0

    @contextmanager
    def _kept(self) -> Iterator[None]:
        try:
            yield
        except OSError as exc:
            self.failure = exc
            raise


class _Pulled(io.RawIOBase):
    """Lets chunks be read like a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "Buffer", /) -> int:
        room = memoryview(buffer).cast("B")
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(room), len(self._rest))
        room[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def unpack(backup: Path, identities: Sequence["x25519.Identity"], target: Path) -> Manifest:
    """Decrypt a backup and write its database to `target`; give its manifest. Raises BackupFailed and OSError.

    Nothing of a file that was cut short or changed is believed: then `target` is not whole and must not be used.
    """
    import pyrage

    with backup.open("rb") as file, target.open("wb") as out:
        source, reader = _Watched(file), _Reader(out)
        try:
            pyrage.decrypt_io(source, reader, list(identities))
        except pyrage.DecryptError as exc:
            if source.failure:
                raise source.failure from None
            mend = "name the key that the backup was made for (`rekisterid backup key` made it), or another backup"
            raise BackupFailed(f"{backup.name} cannot be decrypted with that key", mend=mend) from exc
        except OSError as exc:
            if exc.errno:
                raise
            raise _damaged(backup.name) from exc
        except (zlib.error, ValueError, tarfile.TarError) as exc:
            raise _damaged(backup.name) from exc
        return reader.ended(backup.name)


def _damaged(name: str) -> BackupFailed:
    return BackupFailed(f"{name} is damaged or no backup of rekisterid", mend="take another backup")


class _Reader(io.RawIOBase):
    """Takes the archive piece by piece: the manifest into memory, the database into its file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._unpress = zlib.decompressobj(GZIP)
        self._waiting = bytearray()
        self._left = 0
        self._skip = 0
        self._name = ""
        self._manifest = bytearray()
        self._database = ""
        self._written = -1

    def writable(self) -> bool:
        return True

    def write(self, data: "Buffer", /) -> int:
        raw = bytes(data)
        packed = raw
        while packed:
            # In pieces: what packs a thousand times smaller must not fill the memory.
            piece = self._unpress.decompress(packed, CHUNK)
            self._take(piece)
            packed = self._unpress.unconsumed_tail
        return len(raw)

    def ended(self, name: str) -> Manifest:
        """Give the manifest of an archive that came to its end."""
        self._take(self._unpress.flush())
        if not self._unpress.eof or self._left or self._written < 0:
            raise _damaged(name)
        try:
            facts = json.loads(self._manifest)
            manifest = Manifest(
                kind=str(facts["kind"]),
                made_at=datetime.fromisoformat(facts["made_at"]),
                program=str(facts["program"]),
                revision=str(facts["revision"]),
                fingerprint=str(facts["fingerprint"]),
            )
        except (ValueError, KeyError, TypeError) as exc:
            raise _damaged(name) from exc
        if self._database != manifest.database:
            raise _damaged(name)
        return manifest

    def _take(self, data: bytes) -> None:
        self._waiting += data
        while self._waiting:
            if self._left:
                self._store(bytes(self._waiting[: self._left]))
            elif self._skip:
                count = min(self._skip, len(self._waiting))
                del self._waiting[:count]
                self._skip -= count
            elif len(self._waiting) >= BLOCK:
                self._begin(bytes(self._waiting[:BLOCK]))
            else:
                return

    def _store(self, data: bytes) -> None:
        if self._name == MANIFEST:
            self._manifest += data
        else:
            self._out.write(data)
        del self._waiting[: len(data)]
        self._left -= len(data)

    def _begin(self, block: bytes) -> None:
        del self._waiting[:BLOCK]
        if not block.strip(b"\0"):
            return
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        if info.name == MANIFEST and info.size > MAX_MANIFEST:
            raise ValueError("a manifest of that size")
        if info.name != MANIFEST:
            if self._written >= 0:
                raise ValueError("two databases")
            self._database, self._written = info.name, info.size
        self._name, self._left, self._skip = info.name, info.size, -info.size % BLOCK

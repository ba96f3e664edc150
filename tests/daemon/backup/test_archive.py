"""A backup comes back byte by byte; one that is cut, changed or for another key gives nothing; the plain tools read it too."""

import errno
import io
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from daemon.backup.archive import Manifest, pack, unpack
from daemon.backup.shelf import Shelf
from models.errors import BackupFailed

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MANIFEST = Manifest("sqlite", NOW, "0.1.0", "0001", "f" * 64)
KEY = pyrage.x25519.Identity.generate()
SIZES = [0, 1, 511, 512, 513, 100_000, 3_000_001]


def packed(folder: Path, content: bytes) -> Path:
    source, target = folder / "source", folder / "backup.age"
    source.write_bytes(content)
    with target.open("wb") as file:
        pack(source, MANIFEST, [KEY.to_public()], file)
    return target


@pytest.mark.parametrize("size", SIZES)
def test_backup_comes_back_as_it_was(tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size // 2) + bytes(size - size // 2)
    backup = packed(tmp_path, content)
    assert unpack(backup, [KEY], tmp_path / "out") == MANIFEST
    assert (tmp_path / "out").read_bytes() == content


def test_plain_tools_read_it(tmp_path: Path) -> None:
    backup = packed(tmp_path, b"rows" * 1000)
    plain = pyrage.decrypt(backup.read_bytes(), [KEY])
    with tarfile.open(fileobj=io.BytesIO(plain), mode="r:gz") as archive:
        assert archive.getnames() == ["manifest.json", "register.sqlite"]
        member = archive.extractfile("register.sqlite")
        assert member is not None
        assert member.read() == b"rows" * 1000


def test_full_disk_is_told_as_one_however_long_the_backup(tmp_path: Path) -> None:
    """What encrypts would tell it in a text of its own, without the place and with another mend."""
    for size in (100, 3_000_000):
        (tmp_path / "source").write_bytes(random.Random(size).randbytes(size))
        with pytest.raises(OSError, match="No space") as caught, Path("/dev/full").open("wb", buffering=0) as full:
            pack(tmp_path / "source", MANIFEST, [KEY.to_public()], full)
        assert caught.value.errno == errno.ENOSPC


def test_backup_that_cannot_be_read_is_not_called_one_of_another_key(tmp_path: Path) -> None:
    unread = tmp_path / "folder.age"
    unread.symlink_to("/proc/self/mem")
    with pytest.raises(OSError, match="Input/output error") as caught:
        unpack(unread, [KEY], tmp_path / "out")
    assert caught.value.errno == errno.EIO


def test_nothing_of_the_register_is_read_without_the_key(tmp_path: Path) -> None:
    backup = packed(tmp_path, b"maija@asiakas.example" * 100)
    assert b"maija" not in backup.read_bytes()
    with pytest.raises(BackupFailed, match="cannot be decrypted with that key"):
        unpack(backup, [pyrage.x25519.Identity.generate()], tmp_path / "out")


def _damages(content: bytes) -> Iterator[bytes]:
    for share in (0.0, 0.1, 0.5, 0.9):
        yield content[: int(len(content) * share)]
    yield content[:-1]
    yield content + b"x"
    middle = len(content) // 2
    yield content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def test_cut_or_changed_backup_is_refused(tmp_path: Path) -> None:
    backup = packed(tmp_path, os.urandom(300_000))
    for number, damaged in enumerate(_damages(backup.read_bytes())):
        backup.write_bytes(damaged)
        with pytest.raises(BackupFailed):
            unpack(backup, [KEY], tmp_path / f"out{number}")


@pytest.mark.parametrize("content", [b"no gzip", b""])
def test_what_is_encrypted_for_us_but_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    backup = tmp_path / "backup.age"
    backup.write_bytes(pyrage.encrypt(content, [KEY.to_public()]))
    with pytest.raises(BackupFailed, match="no backup of rekisterid"):
        unpack(backup, [KEY], tmp_path / "out")


def test_archive_of_something_else_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name in ("manifest.json", "../../etc/passwd"):
            info = tarfile.TarInfo(name)
            info.size = 2
            archive.addfile(info, io.BytesIO(b"{}"))
    backup = tmp_path / "backup.age"
    backup.write_bytes(pyrage.encrypt(out.getvalue(), [KEY.to_public()]))
    with pytest.raises(BackupFailed):
        unpack(backup, [KEY], tmp_path / "out")
    assert {path.name for path in tmp_path.iterdir()} == {"backup.age", "out"}


def test_old_backups_go_after_their_term_and_begun_ones_at_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "backups", timedelta(days=35))
    for days in range(40, -1, -1):
        shelf.add(NOW - timedelta(days=days), lambda file: file.write(b"x"))
        shelf.forget_old(NOW - timedelta(days=days))
    assert len(shelf.backups()) == 36
    assert shelf.backups()[-1].made_at == NOW - timedelta(days=35)
    begun = shelf.folder / ".register-20260101T000000Z.age.part"
    begun.touch()
    stranger = shelf.folder / "notes.txt"
    stranger.touch()
    shelf.add(NOW + timedelta(hours=1), lambda file: file.write(b"x"))
    assert not begun.exists()
    assert stranger.exists()
    assert all(kept.path.stat().st_mode & 0o777 == 0o600 for kept in shelf.backups())
    shelf.forget_old(NOW + timedelta(days=400))
    assert shelf.backups() == []


def test_full_disk_leaves_the_older_backups_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, timedelta(days=35))
    shelf.add(NOW, lambda file: file.write(b"x"))

    def full(_file: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(BackupFailed, match="No space left") as failed:
        shelf.add(NOW + timedelta(days=1), full)
    assert "older backups stay" in failed.value.mend
    assert [path.name for path in tmp_path.iterdir()] == ["register-20261120T100000Z.age"]


def test_backup_to_a_full_device_fails(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(os.urandom(200_000))
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises((OSError, BackupFailed)):
        pack(source, MANIFEST, [KEY.to_public()], full)


def test_memory_stays_flat_whatever_the_size(tmp_path: Path) -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from tests.daemon.backup.test_archive import KEY, MANIFEST\n"
        "from daemon.backup.archive import pack, unpack\n"
        "folder = Path(sys.argv[1])\n"
        "with (folder / 'source').open('wb') as f: f.truncate(int(sys.argv[2]))\n"
        "with (folder / 'b').open('wb') as f: pack(folder / 'source', MANIFEST, [KEY.to_public()], f)\n"
        "unpack(folder / 'b', [KEY], folder / 'out')\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    root = Path(__file__).parents[3]
    peaks = []
    for size in (1_000_000, 60_000_000):
        command = [sys.executable, "-c", script, str(tmp_path), str(size)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] - peaks[0] < 20_000

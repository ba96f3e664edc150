"""The hash key is made once and refused when it is not safe."""

import stat
from pathlib import Path

import pytest

from daemon.config import make_hash_key, read_hash_key
from models.errors import ConfigError


def test_key_is_made_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "hash.key"
    make_hash_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(read_hash_key(path)) == 32
    assert [file.name for file in path.parent.iterdir()] == ["hash.key"]


def test_two_keys_differ(tmp_path: Path) -> None:
    make_hash_key(tmp_path / "a")
    make_hash_key(tmp_path / "b")
    assert read_hash_key(tmp_path / "a") != read_hash_key(tmp_path / "b")


def test_key_is_never_replaced(tmp_path: Path) -> None:
    make_hash_key(tmp_path / "key")
    key = read_hash_key(tmp_path / "key")
    with pytest.raises(FileExistsError):
        make_hash_key(tmp_path / "key")
    assert read_hash_key(tmp_path / "key") == key


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [
        (None, 0, "expected the hash key, got no file"),
        ("ab" * 31, 0o600, "expected 32 bytes, got 31"),
        ("not hexadecimal", 0o600, "expected hexadecimal digits"),
        ("", 0o600, "expected 32 bytes, got 0"),
        ("ab" * 32, 0o640, "expected a file that only its owner can read"),
        ("ab" * 32, 0o604, "expected a file that only its owner can read"),
    ],
)
def test_key_that_is_not_safe_is_refused_with_a_mend(
    content: str | None, mode: int, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "hash.key"
    if content is not None:
        path.write_text(content)
        path.chmod(mode)
    with pytest.raises(ConfigError, match=message) as caught:
        read_hash_key(path)
    assert caught.value.mend
    assert not content or content not in str(caught.value)


def test_folder_in_the_place_of_the_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="expected a readable file"):
        read_hash_key(tmp_path)

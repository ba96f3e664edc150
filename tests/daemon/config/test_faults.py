"""Broken configurations, each a data file with the faults that it must give."""

from datetime import date
from pathlib import Path

import pytest

from daemon.config import load_config
from models.errors import ConfigError

DATA = Path(__file__).parents[2] / "data" / "config"
TODAY = date(2026, 11, 22)
ENV = {"SET_PASSWORD": "a password"}


def prepared(folder: Path, text: str) -> Path:
    """Write a configuration with the parts and files that the README of the data names; give its path."""
    for name, content, mode in (("info", "pw\n", 0o600), ("open", "pw\n", 0o644), ("empty", "\n", 0o600)):
        file = folder / f"{name}.password"
        file.write_text(content)
        file.chmod(mode)
    for part in ("firm", "mailbox"):
        text = text.replace(f"@{part}\n", (DATA / f"{part}.toml").read_text("utf-8"))
    config = folder / "config.toml"
    config.write_text(text, "utf-8")
    return config


@pytest.mark.parametrize("case", sorted((DATA / "broken").glob("*.toml")), ids=lambda path: path.stem)
def test_all_faults_come_at_once_with_path_expectation_and_finding(case: Path, tmp_path: Path) -> None:
    text = case.read_text("utf-8")
    wanted = [line[3:].replace("{folder}", str(tmp_path)) for line in text.splitlines() if line.startswith("#! ")]
    with pytest.raises(ConfigError) as caught:
        load_config(prepared(tmp_path, text), env=ENV, today=TODAY)
    assert caught.value.faults == wanted
    assert "MARKER-SECRET" not in str(caught.value) + repr(caught.value) + caught.value.mend


def test_bytes_that_are_no_utf8_name_their_line(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_bytes('[controller]\nname = "Ty\xf6"\n'.encode("latin-1"))
    with pytest.raises(ConfigError, match="got other bytes in line 2"):
        load_config(config, env={})


def test_file_too_deep_or_too_large_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("a = " + "[" * 100_000)
    with pytest.raises(ConfigError):
        load_config(config, env={})
    config.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="at most 1000000 bytes"):
        load_config(config, env={})

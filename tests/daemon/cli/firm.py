"""A firm with a configuration, a key and a register in a folder, and the command line run in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from daemon.cli.app import run
from daemon.cli.shell import Shell
from tests.daemon.config.test_faults import prepared
from tests.models.register.office import Office
from tests.models.register.samples import KEY


@dataclass
class Ran:
    """What a command gave: its exit code, what it wrote and what it noted."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, read as JSON."""
        return json.loads(self.out)


class Firm:
    """A folder in which commands run; `office` stores mail and events as the service does."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        prepared(folder, "@firm\n@mailbox\n")
        (folder / "data").mkdir()
        key = folder / "secrets" / "hash.key"
        key.parent.mkdir(mode=0o700)
        key.write_text(KEY.hex())
        key.chmod(0o600)
        self.office = Office(f"sqlite:///{folder / 'data' / 'register.sqlite'}")
        self._capsys = capsys

    def clock(self) -> datetime:
        """The moment at which commands run: a minute after what was stored last."""
        return self.office.now + timedelta(minutes=1)

    def run(self, *arguments: str) -> Ran:
        """Run a command in the folder."""
        self._capsys.readouterr()
        code = run(arguments, Shell(env={}, folder=self.folder, clock=self.clock))
        wrote = self._capsys.readouterr()
        return Ran(code, wrote.out, wrote.err)

    def ok(self, *arguments: str) -> Ran:
        """Run a command that must succeed."""
        ran = self.run(*arguments)
        assert ran.code == 0, ran.err + ran.out
        return ran

    def configure(self, section: str) -> None:
        """Add to the configuration."""
        path = self.folder / "config.toml"
        path.write_text(f"{path.read_text('utf-8')}\n{section}\n", "utf-8")

    def file(self, name: str, content: str | bytes | Sequence[str]) -> str:
        """Write a file into the folder and give its path."""
        path = self.folder / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else "\n".join(content) + "\n", encoding="utf-8")
        return str(path)

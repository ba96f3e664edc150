"""What every command has at hand: the configuration, the environment and the options that stand before the command."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import note

if TYPE_CHECKING:
    from daemon.config import Config
    from daemon.outside import Outside

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON for programs instead of a table.")]
"""The option of every command that lists something."""


@dataclass(frozen=True)
class Shell:
    """Where a command runs. `named`: the file given with --config, None when it is to be looked for.

    `outside` and `clock` stand for the servers and the time; None = the real servers.
    """

    named: Path | None = None
    env: Mapping[str, str] = field(default_factory=lambda: os.environ)
    folder: Path = field(default_factory=Path.cwd)
    outside: "Outside | None" = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def with_config(self, named: Path | None) -> "Shell":
        """Give the same shell with another file named."""
        return replace(self, named=named)

    @cached_property
    def config(self) -> "Config":
        """Give the configuration, loaded once. Raises ConfigError."""
        from daemon.config import find_config, load_config

        return load_config(
            find_config(self.named, self.env, self.folder), env=self.env, today=self.clock().astimezone().date()
        )

    def connecting(self) -> "Config":
        """Give the configuration to a command that asks servers: set up logging as it says and tell its warnings.

        Raises ConfigError.
        """
        self.set_up_logging(self.config.log.level.value, self.config.log.format.value)
        for warning in self.config.warnings:
            note(f"warning: {warning}")
        return self.config

    @property
    def servers(self) -> "Outside":
        """Give what asks the servers."""
        from daemon.outside import Servers

        return self.outside or Servers()

    def set_up_logging(self, level: str = "warning", form: str = "text") -> None:
        """Send the log to standard error: for commands that work without a configuration."""
        with _without_rich():
            from daemon.logs import set_up_logging

        set_up_logging(level, form, env=self.env)


@contextmanager
def _without_rich() -> Iterator[None]:
    """Let structlog find no rich: it would load it whole, for tracebacks that our log never shows (`daemon/logs.py`)."""
    if any(name in sys.modules for name in ("rich", "structlog")):
        yield
        return
    # The import system takes this for a module that is not there.
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["rich"]


def shell_of(ctx: typer.Context) -> Shell:
    """Give the shell of the running command."""
    shell = ctx.find_object(Shell)
    assert shell is not None, "the application's callback sets it"
    return shell

"""Processes that start at once: forked from one that has loaded the service and has no threads of its own."""

import multiprocessing
import os
import sys
from collections.abc import Sequence

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "tests.live.victims",
        "tests.live.own_clock",
        "connectors.mail.fetch",
        "connectors.mail.send",
        "connectors.calendar.fetch",
        "psycopg",
        "alembic.command",
        "alembic.autogenerate",
        "models.register.upgrade",
        "tests.live.upgrade_kills",
    ]
)


def command(words: Sequence[str], log: str) -> None:
    """Run the command `rekisterid` of tests.live.own_clock with both outputs in a file; ends with its exit code."""
    from daemon.cli.app import run

    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (sys.stdout, sys.stderr):
        os.dup2(handle, stream.fileno())
    os.close(handle)
    code = run(list(words), modules=["tests.live.own_clock"])
    sys.stdout.flush()
    sys.exit(int(code))

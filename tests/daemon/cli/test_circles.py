"""Circles of objects are looked for while a command works, and not while it loads."""

import gc
import subprocess
import sys

import pytest

from daemon.cli import circles
from tests.daemon.cli.firm import Firm

TOLD = """
import gc, sys
from pathlib import Path
from daemon.cli import circles
from daemon.cli.app import run
from daemon.cli.shell import Shell
circles.loading()
before = gc.get_threshold()[0]
code = run(sys.argv[2:], Shell(env={}, folder=Path(sys.argv[1])))
print(int(code), gc.isenabled(), gc.get_threshold()[0] < before, gc.get_freeze_count() > 100_000)
"""


@pytest.mark.parametrize("command", ["people", "status"])
def test_circles_are_looked_for_once_the_register_is_open_and_not_among_what_was_loaded(
    firm: Firm, command: str
) -> None:
    arguments = [sys.executable, "-c", TOLD, str(firm.folder), command]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 True True True"


def test_process_that_did_not_say_that_it_loads_keeps_its_ways() -> None:
    before = gc.get_threshold()
    circles.loaded()
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)

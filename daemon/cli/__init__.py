"""The command `rekisterid`."""

from daemon.cli.app import main

__all__ = ["main"]

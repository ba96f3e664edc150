"""Logging as it is, kept while a test lets the service set it up."""

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog


@contextmanager
def kept_logging() -> Iterator[None]:
    """Let the block set up logging; afterwards the root's handlers and level, and the hooks, are as before."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    root = logging.getLogger()
    handlers, level, raises = root.handlers, root.level, logging.raiseExceptions
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
        root.handlers, logging.raiseExceptions = handlers, raises
        root.setLevel(level)
        logging.captureWarnings(False)
        structlog.reset_defaults()

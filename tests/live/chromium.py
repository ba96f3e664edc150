"""A real browser without a window."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.live.missing import server_missing


@contextmanager
def chromium_page(**context: Any) -> Iterator[Page]:
    """An empty page of a Chromium of its own; `context` as Playwright's `new_context` takes it."""
    program = shutil.which("chromium")
    if program is None:
        server_missing("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser.new_context(**context).new_page()
        browser.close()

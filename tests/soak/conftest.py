"""What the long runs came to, said at their end: they run in processes that cannot print."""

from collections.abc import Callable
from typing import Any

import pytest

FIGURE = "figure"

Tell = Callable[[str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Gives what takes a line for the end of the run."""
    return lambda line: record_property(FIGURE, line)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the lines of every test, also of one that failed."""
    reports = [report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, [])]
    lines = [value for report in reports for name, value in report.user_properties if name == FIGURE]
    if lines:
        terminalreporter.section("figures")
        for line in sorted(lines):
            terminalreporter.write_line(line)

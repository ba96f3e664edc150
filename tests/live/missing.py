"""What happens when a real server is not there: skip with a reason that is counted, or fail when it is required."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import NoReturn

import pytest

REQUIRE_SERVERS = "REKISTERID_REQUIRE_SERVERS"
"""Set to 1 where every server must be there: a missing one is a failure then."""

_REASON = re.compile(r"(?:server not installed|not given): ([^\n(]+)")


def server_missing(name: str, detail: str = "") -> NoReturn:
    """End the test: the server `name` cannot be started here; `detail` says why when it is more than not installed."""
    reason = f"server not installed: {name}" + (f" ({detail})" if detail else "")
    if os.environ.get(REQUIRE_SERVERS) == "1":
        pytest.fail(f"{reason}; {REQUIRE_SERVERS}=1 asks for it", pytrace=False)
    pytest.skip(reason)


def data_missing(name: str, variable: str) -> NoReturn:
    """Skip the test: the data set `name` is not in the repository and the environment variable does not name it."""
    pytest.skip(f"not given: {name} (set {variable})")


def count_by_name(reasons: Iterable[str]) -> Counter[str]:
    """Number of skips by server or data set, from the reasons of skipped tests; other skips do not count."""
    found = (_REASON.search(reason) for reason in reasons)
    return Counter(match[1].strip() for match in found if match)

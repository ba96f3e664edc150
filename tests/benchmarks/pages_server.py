"""Serve the pages of a register in a process of its own: `python -m tests.benchmarks.pages_server FOLDER`; says its port."""

import sys
from pathlib import Path

from daemon.logs import set_up_logging
from daemon.web.public.serving import serving_pages
from daemon.web.public.wishes import Wishes
from models.register.database import open_database
from tests.daemon.web.public.visitors import configured
from tests.models.register.samples import KEY, NOW


def main() -> None:
    """Serve until the standard input ends."""
    set_up_logging("warning", "text", stream=sys.stderr, env={})
    folder = Path(sys.argv[1])
    database = open_database(f"sqlite:///{folder}/register.sqlite", key=KEY, now=NOW)
    with serving_pages(configured(folder), database, Wishes(), lambda: NOW, port=0) as port:
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
    database.close()


if __name__ == "__main__":
    main()

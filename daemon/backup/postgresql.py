"""PostgreSQL's own tools for a dump and for putting one back. The password goes by the environment, never by an argument."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy.engine import make_url

from models.errors import BackupFailed

_OF_QUERY = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
_CLEAR = "DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;\n"
"""What the dump does not know of must be gone as well, or a later upgrade meets tables that are there already."""


def dump(url: str, target: Path) -> None:
    """Write a dump of the database, in one state, beside whoever writes it. Raises BackupFailed."""
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-password", f"--file={target}"]
    _run(["pg_dump", *options], url, "the database cannot be dumped")


def put_back(url: str, source: Path, script: Path) -> None:
    """Put a dump in the place of everything in the database: all of it or, after any failure, nothing. Raises BackupFailed.

    `script`: where the statements may be written in between.
    """
    # First a whole script, then one transaction: a dump that breaks off in a pipe would be half a register.
    script.touch(mode=0o600)
    body = ["--no-owner", "--no-privileges", "--exit-on-error", f"--file={script}", str(source)]
    _run(["pg_restore", *body], url, "the dump cannot be read")
    clear = script.with_name(f"{script.name}.clear")
    clear.write_text(_CLEAR, encoding="ascii")
    try:
        files = [f"--file={clear}", f"--file={script}"]
        options = ["--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        _run(["psql", *options, *files], url, "the dump cannot be put back; the database is as it was")
    finally:
        clear.unlink(missing_ok=True)
        script.unlink(missing_ok=True)


def _run(command: Sequence[str], url: str, fault: str) -> None:
    try:
        # What the tools say may quote rows: it is read and dropped.
        done = subprocess.run(
            command, env=_environment(url), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError as exc:
        mend = "install PostgreSQL's client programs (Debian: postgresql-client), of the server's version or newer"
        raise BackupFailed(f"{command[0]} is not installed", mend=mend) from exc
    if done.returncode != 0:
        mend = (
            f"see that {command[0]} is of the server's version or newer, that the server runs, and that there is space"
        )
        raise BackupFailed(f"{fault} ({command[0]} ended with {done.returncode})", mend=mend)


def _environment(url: str) -> Mapping[str, str]:
    parsed = make_url(url)
    wanted = {
        "PGHOST": parsed.host,
        "PGPORT": str(parsed.port) if parsed.port else None,
        "PGUSER": parsed.username,
        "PGPASSWORD": parsed.password,
        "PGDATABASE": parsed.database,
        **{name: str(parsed.query[key]) for key, name in _OF_QUERY.items() if key in parsed.query},
    }
    if "host" in parsed.query:
        wanted["PGHOST"] = str(parsed.query["host"])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "PGCONNECT_TIMEOUT": "10", **{name: value for name, value in wanted.items() if value}}

"""PostgreSQL and the handling of servers do what tests rely on. These prove the tools, not the service."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.live.missing import count_by_name
from tests.live.postgresql import PostgreSQL
from tests.live.process import accepts_connections, wait_until


def dsn(url: str) -> str:
    return url.replace("+psycopg", "")


def test_postgresql_databases_are_separate_and_can_be_copied(postgresql: PostgreSQL) -> None:
    original = postgresql.new_database()
    with closing(psycopg.connect(dsn(original))) as connection:
        connection.execute("CREATE TABLE word (text TEXT)")
        connection.execute("INSERT INTO word VALUES ('Öljy'), ('Zorro'), ('Äiti')")
        connection.commit()
    copy, empty = postgresql.new_database(template=original), postgresql.new_database()
    with closing(psycopg.connect(dsn(copy))) as connection:
        words = connection.execute("SELECT text FROM word ORDER BY text").fetchall()
    assert words == [("Zorro",), ("Äiti",), ("Öljy",)]
    with closing(psycopg.connect(dsn(empty))) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT text FROM word")
    for url in (copy, empty, original):
        postgresql.drop_database(url)


def test_postgresql_keeps_data_over_a_stop(postgresql: PostgreSQL, postgresql_url: str) -> None:
    with closing(psycopg.connect(dsn(postgresql_url))) as connection:
        connection.execute("CREATE TABLE word (text TEXT)")
        connection.commit()
        postgresql.stop()
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    postgresql.start()
    with closing(psycopg.connect(dsn(postgresql_url))) as connection:
        assert connection.execute("SELECT count(*) FROM word").fetchone() == (0,)


def test_database_url_is_an_empty_database(database_url: str) -> None:
    assert database_url.startswith(("sqlite:///", "postgresql+psycopg://"))


def test_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    program = (
        "import os, signal\nfrom tests.live.radicale import Radicale\n"
        "server = Radicale()\nserver.start()\nprint(server.port, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    port = int(answer.stdout)
    wait_until(lambda: not accepts_connections(port), 5, "radicale is gone")
    assert answer.returncode == -9


def test_left_out_tests_are_counted_by_server() -> None:
    reasons = [
        "Skipped: server not installed: dovecot",
        "Skipped: server not installed: dovecot (version 2.3 wanted, 2.4.1 found)",
        "Skipped: not given: public corpus (set REKISTERID_CORPUS)",
        "Skipped: something else",
    ]
    assert count_by_name(reasons) == {"dovecot": 2, "public corpus": 1}

"""Programs that pull a mailbox: ours, mbsync into a Maildir, imap-tools which fetches and parses."""

import shutil
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from daemon.config import load_config, make_hash_key
from daemon.config.build import database_url, hash_key
from models.register.database import open_database
from tests.benchmarks.contender import Contender
from tests.live.dovecot import MailUser
from tests.live.process import HOST

FIRM = (Path(__file__).parents[1] / "data" / "config" / "firm.toml").read_text("utf-8")
BIN = Path(sys.executable).parent

OURS = """{firm}
[own]
domains = ["firma.example"]
[[mailboxes]]
name = "info"
host = "{host}"
port = {port}
tls = "none"
insecure_host = "{host}"
user = "{user}"
password_file = "info.password"
since = 2020-01-01
"""
MBSYNC = """IMAPAccount far
Host {host}
Port {port}
User {user}
Pass {password}
SSLType None
AuthMechs LOGIN

IMAPStore far
Account far

MaildirStore near
Path {folder}/mail/
Inbox {folder}/mail/INBOX

Channel all
Far :far:
Near :near:
Patterns INBOX
Create Near
Sync Pull
SyncState *
"""


def ours(user: MailUser, port: int, expected: int, base: Path) -> Contender:
    """`rekisterid pull` into a register that is made already."""

    def prepare(folder: Path) -> None:
        make_hash_key(folder / "secrets" / "hash.key")
        (folder / "data").mkdir(mode=0o700)
        password = folder / "info.password"
        password.write_text(user.password)
        password.chmod(0o600)
        path = folder / "config.toml"
        path.write_text(OURS.format(firm=FIRM, host=HOST, port=port, user=user.name), "utf-8")
        config = load_config(path, env={})
        open_database(database_url(config), key=hash_key(config), now=datetime.now(UTC)).close()

    def count(folder: Path) -> int:
        connection = sqlite3.connect(folder / "data" / "register.sqlite")
        [(number,)] = connection.execute("SELECT count(*) FROM seen").fetchall()
        connection.close()
        return int(number)

    command = [str(BIN / "rekisterid"), "--config", "FOLDER/config.toml", "pull"]
    return Contender("`rekisterid pull`, started anew", command, prepare, count, expected, base)


def mbsync(user: MailUser, port: int, expected: int, base: Path) -> Contender | None:
    """`mbsync` into a new Maildir; None when it is not installed."""
    program = shutil.which("mbsync")
    if program is None:
        return None

    def prepare(folder: Path) -> None:
        (folder / "mail").mkdir()
        told = MBSYNC.format(folder=folder, host=HOST, port=port, user=user.name, password=user.password)
        (folder / "config").write_text(told)

    def count(folder: Path) -> int:
        return sum(len(list((folder / "mail" / "INBOX" / kind).iterdir())) for kind in ("new", "cur"))

    return Contender(
        "`mbsync`, stores a Maildir", [program, "-c", "FOLDER/config", "-a"], prepare, count, expected, base
    )


def imap_tools(user: MailUser, port: int, expected: int) -> int:
    """Fetch and parse every message with imap-tools, in batches of 100, and keep nothing; gives the number of bytes of text."""
    size = seen = 0
    with MailBoxUnencrypted(HOST, port).login(user.name, user.password) as mailbox:
        for message in mailbox.fetch(mark_seen=False, bulk=100):
            seen += 1
            size += len(message.text or message.html)
    assert seen == expected
    return size

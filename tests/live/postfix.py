"""Postfix with a folder of its own on 127.0.0.1: takes mail for any address of two reserved domains into one Maildir.

Its master needs root (it gives each part its own rights); the installed service and its /etc/postfix are not touched.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.live.missing import server_missing
from tests.live.process import HOST, ServerProcess, accepts_connections, free_port

_PROGRAMS = Path("/usr/lib/postfix/sbin")
_MAIN = """
compatibility_level = 3.6
queue_directory = {base}/spool
data_directory = {base}/data
command_directory = /usr/sbin
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = asiakas.example, example.com
virtual_mailbox_base = {base}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = reject_unauth_destination
smtpd_client_connection_rate_limit = 0
smtpd_client_message_rate_limit = 0
smtpd_error_sleep_time = 0
smtputf8_enable = no
message_size_limit = 20000000
maillog_file = {base}/mail.log
maillog_file_prefixes = {base}
"""
_MASTER = """
{host}:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """One server for a test worker; every message it has taken lies in `messages()` soon after."""

    def __init__(self) -> None:
        if not (_PROGRAMS / "master").exists():
            server_missing("postfix")
        if os.getuid() != 0:
            server_missing("postfix", "its master needs root")
        self.host = HOST
        self.port = free_port()
        self._base = Path(tempfile.mkdtemp(prefix="rekisterid-postfix-"))
        self._base.chmod(0o755)
        self._lay_out()
        self._server = ServerProcess(
            "postfix",
            # Not by `postfix start-fg`: a shell stands before the master then, and ends without it.
            [str(_PROGRAMS / "master"), "-c", str(self._base / "etc"), "-s"],
            log=self._base / "output.log",
            ready=lambda: accepts_connections(self.port),
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server.start()

    def close(self) -> None:
        """End it and remove its folder."""
        self._server.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def messages(self) -> list[bytes]:
        """Every message that was delivered, in no order."""
        return [path.read_bytes() for path in (self._base / "mail" / "all" / "new").glob("*")]

    def waiting(self) -> int:
        """How many messages were taken and are not delivered yet."""
        queues = ("maildrop", "incoming", "active", "deferred")
        return sum(1 for name in queues for path in (self._base / "spool" / name).rglob("*") if path.is_file())

    def _lay_out(self) -> None:
        owner = pwd.getpwnam("postfix")
        for name in ("etc", "spool", "data", "mail"):
            (self._base / name).mkdir(mode=0o755)
        os.chown(self._base / "data", owner.pw_uid, owner.pw_gid)
        # The owner of mailboxes may be anybody but Postfix itself.
        nobody = pwd.getpwnam("nobody")
        os.chown(self._base / "mail", nobody.pw_uid, nobody.pw_gid)
        facts = {"base": self._base, "programs": _PROGRAMS, "uid": nobody.pw_uid, "gid": nobody.pw_gid}
        (self._base / "etc" / "main.cf").write_text(_MAIN.format(**facts))
        (self._base / "etc" / "master.cf").write_text(_MASTER.format(host=HOST, port=self.port))
        # Makes the folders of the queue, each with its owner.
        subprocess.run(["postfix", "-c", str(self._base / "etc"), "check"], check=True, capture_output=True)

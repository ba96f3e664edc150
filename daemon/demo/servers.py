"""The servers of the demo, all from PyPI, all on 127.0.0.1: mail by pymap, calendars by Radicale, a relay by aiosmtpd."""

import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from imapclient import IMAPClient

from daemon.demo.mails import Mail

HOST = "127.0.0.1"
LOGIN_WORD = "majakka"
"""What opens every account of the demo."""

READY_WITHIN = 20.0
GRACE = 2.0
_PYMAP = "import sys; from pymap.main import main; sys.exit(main())"
_RADICALE = """[server]
hosts = {host}:{port}
ssl = True
certificate = {folder}/server.pem
key = {folder}/server.key
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = owner_only
[storage]
filesystem_folder = {folder}/calendars
[logging]
level = error
"""


class ServerFailed(Exception):
    """A server of the demo did not start; the message names it and where its output lies."""


def make_certificate(folder: Path) -> None:
    """Make an authority for this run (`ca.pem`) and its certificate for 127.0.0.1: TLS is verified here as everywhere."""
    import trustme

    authority = trustme.CA(organization_name="rekisterid demo")
    certificate = authority.issue_cert(HOST)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate.private_key_pem.write_to_path(folder / "server.key")
    for index, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(folder / "server.pem", append=index > 0)


def free_port() -> int:
    """Give a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def imap_server(folder: Path, user: str) -> Iterator[int]:
    """Run a mail server for one user; give its port (STARTTLS)."""
    port = free_port()
    # fmt: off
    command = [
        sys.executable, "-c", _PYMAP, "--no-service", "admin", "--no-service", "sieve", "--host", HOST,
        "--port", str(port), "--cert", str(folder / "server.pem"), "--key", str(folder / "server.key"),
        "dict", "--demo-user", user, "--demo-password", LOGIN_WORD,
    ]
    # fmt: on
    with _process(f"imap-{user.partition('@')[0]}", command, folder, port):
        yield port


@contextmanager
def caldav_server(folder: Path, users: tuple[str, ...]) -> Iterator[int]:
    """Run a calendar server over `folder/calendars`; give its port (HTTPS)."""
    port = free_port()
    (folder / "users").write_text("".join(f"{user}:{LOGIN_WORD}\n" for user in users))
    configuration = folder / "radicale.config"
    configuration.write_text(_RADICALE.format(host=HOST, port=port, folder=folder))
    with _process("caldav", [sys.executable, "-m", "radicale", "--config", str(configuration)], folder, port):
        yield port


@contextmanager
def _process(name: str, command: list[str], folder: Path, port: int) -> Iterator[None]:
    output = folder / f"{name}.log"
    with output.open("wb") as log:
        # A session of its own: Ctrl-C reaches the demo alone, which then ends its servers in order.
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        _await_port(process, port, f"{name} did not start; see {output}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            # pymap does not always end on SIGTERM once clients have been there.
            process.kill()
            process.wait()


def _await_port(process: subprocess.Popen[bytes], port: int, failure: str) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.03)
        else:
            return
    raise ServerFailed(failure)


class Mailbox:
    """A door to one mailbox for mail that arrives: what the firm's real server does by itself."""

    def __init__(self, port: int, user: str, ca_file: Path) -> None:
        self._client = IMAPClient(HOST, port, ssl=False, timeout=10)
        # imaplib sends a command in pieces; without this each waits for the last one's acknowledgement.
        self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client.starttls(ssl.create_default_context(cafile=str(ca_file)))
        self._client.login(user, LOGIN_WORD)
        self._folders = {"INBOX"}

    def deliver(self, mail: Mail) -> None:
        """Lay a message into its folder, unread, with the time of its arrival."""
        if mail.folder not in self._folders:
            self._client.create_folder(mail.folder)
            self._folders.add(mail.folder)
        self._client.append(mail.folder, mail.raw, msg_time=mail.arrived_at)

    def state(self, folder: str) -> tuple[tuple[int, tuple[bytes, ...]], ...]:
        """Give UID and flags of every message of a folder: what reading it must not change."""
        self._client.select_folder(folder, readonly=True)
        found = self._client.fetch(uids, ["FLAGS"]) if (uids := self._client.search("ALL")) else {}
        # \Recent tells only who looked first.
        return tuple(
            (uid, tuple(sorted(flag for flag in data[b"FLAGS"] if flag != b"\\Recent")))
            for uid, data in sorted(found.items())
        )

    def close(self) -> None:
        """Say goodbye."""
        self._client.logout()

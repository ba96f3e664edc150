"""A real Dovecot on 127.0.0.1, and what staff and senders do to its mailboxes while the service only reads."""

import grp
import hashlib
import itertools
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from imapclient import IMAPClient, SocketTimeout

from tests.live.certificates import CertificateAuthority
from tests.live.missing import server_missing
from tests.live.process import (
    HOST,
    ServerProcess,
    accepts_connections,
    free_port,
    greets,
    hand_over,
    private_folder,
    server_user,
    wait_until,
)

_TEMPLATE = Path(__file__).with_name("dovecot.conf.txt")
_TOKEN_PASSDB = "passdb {{\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = {base}/oauth2.conf\n}}\n"
_PASSWORD_SECONDS = 1.1
_STOP_SECONDS = 10.0
_APPENDED = re.compile(rb"APPENDUID \d+ ([\d:,]+)")


class MailUser(NamedTuple):
    """Name and password of one mailbox."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class FolderState:
    """All that reading could change in a folder. `messages`: UID → (flags, digest of the bytes)."""

    uidvalidity: int
    uidnext: int
    recent: int
    messages: dict[int, tuple[frozenset[bytes], str]]


class Dovecot:
    """One server for a test worker. Every test makes its own user, so tests cannot see each other's mail."""

    def __init__(self, authority: CertificateAuthority, token_info: str = "") -> None:
        """`token_info`: where the server asks whose a token is; with it XOAUTH2 and OAUTHBEARER are offered too."""
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if program is None:
            server_missing("dovecot")
        version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
        if not version.startswith("2.3."):
            server_missing("dovecot", f"version 2.3 wanted, {version.split()[0]} found")
        self.host = HOST
        self.port = free_port()
        self.tls_port = free_port()
        self.ca_file = authority.ca_file
        self._names = (f"user{number}" for number in itertools.count(1))
        self._base = private_folder("dovecot")
        self._write_configuration(authority, token_info)
        self._server = ServerProcess(
            "dovecot",
            [program, "-F", "-c", str(self._base / "dovecot.conf")],
            log=self._base / "output.log",
            ready=lambda: greets(self.port, b"* OK") and accepts_connections(self.tls_port),
            drop=True,
        )

    def start(self) -> None:
        """Start it and wait until both ports answer."""
        self._server.start()

    def stop(self, *, kill: bool = False) -> None:
        """End it and with it every connection. Its children go after it: as long as one listens, it takes connections."""
        self._server.stop(kill=kill)
        wait_until(lambda: not accepts_connections(self.port), _STOP_SECONDS, "end of dovecot")

    def restart(self) -> None:
        """Drop every connection and serve the same mail on the same ports again."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End it and remove all its mail."""
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def log(self) -> str:
        """What the server logged so far."""
        path = self._base / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def new_user(self) -> MailUser:
        """A new user with an empty INBOX."""
        name = next(self._names)
        user = MailUser(name, f"secret-of-{name}")
        self._write_password(user)
        return user

    def change_password(self, user: MailUser) -> MailUser:
        """Give the user another password (takes a second); the old one is refused from the next login on."""
        changed = MailUser(user.name, user.password + "-new")
        self._write_password(changed)
        time.sleep(_PASSWORD_SECONDS)
        return changed

    @contextmanager
    def connection(self, user: MailUser, *, tls: bool = False) -> Iterator[Any]:
        """An imapclient connection of its own, logged in: what staff's mail program does goes over it."""
        context = ssl.create_default_context(cafile=str(self.ca_file)) if tls else None
        client = IMAPClient(
            self.host,
            self.tls_port if tls else self.port,
            ssl=tls,
            ssl_context=context,
            timeout=SocketTimeout(connect=5, read=30),
        )
        try:
            client.login(user.name, user.password)
            yield client
        finally:
            client.shutdown()

    def append(
        self,
        user: MailUser,
        folder: str,
        raw: bytes,
        *,
        flags: Sequence[bytes] = (),
        when: datetime | None = None,
    ) -> int:
        """Put one raw message (CRLF) into a folder, made when missing; `when` is its INTERNALDATE. Gives the UID."""
        with self.connection(user) as client:
            _make_folder(client, folder)
            return _uids(client.append(folder, raw, flags, when))[0]

    def append_many(self, user: MailUser, folder: str, raws: Sequence[bytes]) -> list[int]:
        """Put several messages into a folder in one command; gives their UIDs in the same order."""
        with self.connection(user) as client:
            _make_folder(client, folder)
            _, answers = client.multiappend(folder, raws)
            return _uids(answers[0])

    def create_folder(self, user: MailUser, folder: str) -> None:
        """Make an empty folder; nothing happens when it is there."""
        with self.connection(user) as client:
            _make_folder(client, folder)

    def set_flags(self, user: MailUser, folder: str, uids: Sequence[int], flags: Sequence[bytes]) -> None:
        """Set exactly these flags, as staff's mail program would."""
        with self._opened(user, folder) as client:
            client.set_flags(uids, flags)

    def move(self, user: MailUser, folder: str, uids: Sequence[int], target: str) -> None:
        """Move messages to another folder, made when missing: staff file something."""
        with self._opened(user, folder) as client:
            _make_folder(client, target)
            client.move(uids, target)

    def delete(self, user: MailUser, folder: str, uids: Sequence[int]) -> None:
        """Delete messages for good."""
        with self._opened(user, folder) as client:
            client.delete_messages(uids)
            client.uid_expunge(uids)

    def renew_uidvalidity(self, user: MailUser, folder: str) -> None:
        """Make folder and messages anew under another UIDVALIDITY, as after a restored backup. UIDs start again at 1."""
        with self._opened(user, folder) as client:
            seen = client.fetch(client.search(), ["BODY.PEEK[]", "FLAGS", "INTERNALDATE"])
        self.restart()
        mailbox = self._base / "mail" / user.name
        directory = mailbox if folder == "INBOX" else mailbox / ("." + folder.replace("/", "."))
        for stale in [*directory.glob("dovecot*"), *directory.glob("new/*"), *directory.glob("cur/*")]:
            stale.unlink()
        for _, data in sorted(seen.items()):
            flags = [flag for flag in data[b"FLAGS"] if flag != b"\\Recent"]
            self.append(user, folder, data[b"BODY[]"], flags=flags, when=data[b"INTERNALDATE"])

    def forget_indexes(self, user: MailUser) -> None:
        """Lose what it has noted of a user's messages, as after a move to another machine; the mail and its UIDs stay."""
        self.stop()
        for index in (self._base / "mail" / user.name).rglob("dovecot.index*"):
            index.unlink()
        self.start()

    def snapshot(self, user: MailUser) -> dict[str, FolderState]:
        """Every folder as it is now, read without changing anything: equal before and after means untouched."""
        with self.connection(user) as client:
            folders = [name for flags, _, name in client.list_folders() if b"\\Noselect" not in flags]
            return {folder: _state(client, folder) for folder in folders}

    @contextmanager
    def _opened(self, user: MailUser, folder: str) -> Iterator[Any]:
        with self.connection(user) as client:
            client.select_folder(folder)
            yield client

    def _write_password(self, user: MailUser) -> None:
        # A file for each user: Dovecot looks at a file again only in another second,
        # so users of a common one would not be known at once.
        path = self._base / "users" / user.name
        path.write_text(f"{user.name}:{{PLAIN}}{user.password}::::::\n")

    def _write_configuration(self, authority: CertificateAuthority, token_info: str) -> None:
        user = server_user()
        (self._base / "tls").mkdir()
        good = authority.certificates["good"]
        shutil.copy(good.chain_file, self._base / "tls" / "chain.pem")
        shutil.copy(good.key_file, self._base / "tls" / "key.pem")
        (self._base / "users").mkdir()
        text = _TEMPLATE.read_text().format(
            base=self._base,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            port=self.port,
            tls_port=self.tls_port,
            mechanisms=" xoauth2 oauthbearer" if token_info else "",
            token_passdb=_TOKEN_PASSDB.format(base=self._base) if token_info else "",
        )
        if token_info:
            settings = f"tokeninfo_url = {token_info}\nintrospection_mode = auth\nusername_attribute = email\n"
            (self._base / "oauth2.conf").write_text(settings)
        (self._base / "dovecot.conf").write_text(text)
        hand_over(self._base)


def _make_folder(client: Any, folder: str) -> None:
    if folder != "INBOX" and not client.folder_exists(folder):
        client.create_folder(folder)


def _uids(answer: bytes) -> list[int]:
    match = _APPENDED.search(answer)
    if match is None:
        raise AssertionError("the server gave no APPENDUID")
    uids: list[int] = []
    for part in match[1].decode().split(","):
        first, _, last = part.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids


def _state(client: Any, folder: str) -> FolderState:
    status = client.folder_status(folder, ["UIDVALIDITY", "UIDNEXT", "RECENT"])
    client.select_folder(folder, readonly=True)
    uids = client.search()
    fetched = client.fetch(uids, ["FLAGS", "BODY.PEEK[]"]) if uids else {}
    messages = {
        uid: (frozenset(data[b"FLAGS"]), hashlib.sha256(data[b"BODY[]"]).hexdigest()) for uid, data in fetched.items()
    }
    return FolderState(status[b"UIDVALIDITY"], status[b"UIDNEXT"], status[b"RECENT"], messages)

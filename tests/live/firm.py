"""An invented firm with a configuration file, real servers and the real service as a process of its own."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel, select

from daemon.config import Config, load_config
from daemon.config.build import database_url, hash_key
from daemon.config.hash_key import make_hash_key
from daemon.wordings import firm_facts, seed_wordings
from models.register.audit import By
from models.register.consent_import import ConsentImport
from models.register.database import Database, open_database
from models.rules.consent_rows import ConsentRow, RowDefaults
from models.tables import AccountState, MailKind, OutgoingMail
from tests.live.caldav_http import Calendar
from tests.live.certificates import CertificateAuthority
from tests.live.dovecot import Dovecot, MailUser
from tests.live.forks import FORKS, command
from tests.live.process import wait_until
from tests.live.smtp_sink import SmtpSink

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
"""A Wednesday at noon in Helsinki: requests may go out."""

OWN_ADDRESS = "info@salonki.example"
MARKER = "Salaisuus-8c1f-kukaan-ei-lue"
"""Stands in every subject and body; nothing of ours may hold it."""

NOBODY_LISTENS = 9

SOON = 30.0
"""Seconds within which what must happen soon has happened, on a busy machine too."""

_HEAD = """
[controller]
name = "Salonki Esimerkki Oy"
address = "Esimerkkikatu 1, 00100 Helsinki"
email = "info@salonki.example"

[contact_person]
name = "Sari Esimerkki"
email = "sari@salonki.example"
phone = "09 100 1000"

[register]
name = "Asiakasrekisteri"
notice_version = "2026-01"
notice_url = "https://salonki.example/tietosuoja"

[own]
domains = ["salonki.example"]

[feedback]
delay_hours = 0
asking_since = 2026-01-01

[log]
level = "debug"
"""


@dataclass
class Firm:
    """What the configuration will say. Add accounts, then `write`; every part may be changed and written anew."""

    folder: Path
    authority: CertificateAuthority
    parts: dict[str, str] = field(default_factory=dict)
    database: str = ""

    def mailbox(self, server: Dovecot, user: MailUser, *, name: str = "info", more: str = "") -> None:
        """Read a mailbox of Dovecot's, over TLS."""
        self._password(name, user.password)
        self.parts[name] = f"""
[[mailboxes]]
name = "{name}"
host = "{server.host}"
port = {server.tls_port}
ca_file = "{self.authority.ca_file}"
user = "{user.name}"
address = "{OWN_ADDRESS}"
password_file = "{name}.password"
since = 2026-01-01
poll_minutes = 1
{more}
"""

    def mailbox_nowhere(self) -> None:
        """Name a mailbox at which nobody answers: a configuration needs one."""
        self._password("info", "none")
        self.parts["info"] = f"""
[[mailboxes]]
name = "info"
host = "127.0.0.1"
port = {NOBODY_LISTENS}
user = "{OWN_ADDRESS}"
password_file = "info.password"
since = 2026-01-01
"""

    def calendar(self, calendar: Calendar, *, name: str = "kalenteri") -> None:
        """Read the calendars of an account."""
        self._password(name, calendar.account.password)
        self.parts[name] = f"""
[[calendars]]
name = "{name}"
url = "{calendar.account.url}"
insecure_host = "127.0.0.1"
user = "{calendar.account.username}"
password_file = "{name}.password"
since = 2026-01-01
poll_minutes = 1
"""

    def relay(self, sink: SmtpSink, *, mode: str = "auto", more: str = "") -> None:
        """Send through the sink; in the first weeks too."""
        self._password("smtp", sink.password)
        self.parts["smtp"] = f"""
[sending]
mode = "{mode}"
auto_after_days = 0
host = "{sink.host}"
port = {sink.port}
tls = "starttls"
ca_file = "{self.authority.ca_file}"
user = "{sink.username}"
password_file = "smtp.password"
from_address = "{OWN_ADDRESS}"
reply_to = "{OWN_ADDRESS}"
per_hour = 200
per_day = 2000
{more}
"""

    @property
    def path(self) -> Path:
        """The configuration file."""
        return self.folder / "config.toml"

    def write(self) -> None:
        """Write the configuration file; the first time also the key and the data folder."""
        (self.folder / "data").mkdir(mode=0o700, exist_ok=True)
        (self.folder / "secrets").mkdir(mode=0o700, exist_ok=True)
        key = self.folder / "secrets" / "hash.key"
        if not key.exists():
            make_hash_key(key)
        database = f'[database]\nurl = "{self.database}"\n' if self.database else ""
        self.path.write_text(_HEAD + database + "".join(self.parts.values()), encoding="utf-8")

    def config(self) -> Config:
        """What the service makes of the file."""
        return load_config(self.path, env={}, today=date(2026, 3, 4))

    @contextlib.contextmanager
    def register(self) -> Iterator[Database]:
        """The register, opened beside the service; made when it is not there yet."""
        config = self.config()
        database = open_database(database_url(config), key=hash_key(config), now=NOW - timedelta(days=30))
        try:
            yield database
        finally:
            database.close()

    def paper_consents(self, *addresses: str) -> None:
        """Take in consents that these people gave on paper."""
        by = By("cli:test", NOW - timedelta(days=20))
        rows = [
            ConsentRow(
                number,
                {
                    "name": address.partition("@")[0].replace(".", " ").title(),
                    "email": address,
                    "given_on": "2026-01-15",
                    "wording": "feedback@1",
                    "evidence": "kansio 1",
                    "language": "fi",
                },
            )
            for number, address in enumerate(addresses, start=2)
        ]
        with self.register() as database, database.write() as session:
            seed_wordings(session, by, firm_facts(self.config()))
            task = ConsentImport(session, database.key, by, file_name="luettelo.csv", defaults=RowDefaults())
            assert all(outcome.taken for outcome in task.take_all(rows))

    def all(self, table: type[SQLModel]) -> list[Any]:
        """Every row of a table, in the order of their ids; none while there is no register."""
        key = sa.inspect(table).primary_key
        with self.register() as database, database.read() as session:
            rows = session.exec(select(table).order_by(*key)).all()
            session.expunge_all()
            return list(rows)

    def letters(self) -> list[OutgoingMail]:
        """The feedback requests of the outbox."""
        return [row for row in self.all(OutgoingMail) if row.kind is MailKind.FEEDBACK_REQUEST]

    def account(self, name: str) -> AccountState | None:
        """How an account fares."""
        return next((row for row in self.all(AccountState) if row.account == name), None)

    def start(self, *, at: datetime = NOW, name: str = "service") -> "Running":
        """Start the service as a process that lives at that moment; it logs into NAME.log."""
        return Running(self, name, ["--config", str(self.path), "serve", at.isoformat()])

    def _password(self, name: str, password: str) -> None:
        path = self.folder / f"{name}.password"
        path.write_text(password, encoding="utf-8")
        path.chmod(0o600)


class Running:
    """A process of the service. Ends with the block at the latest."""

    def __init__(self, firm: Firm, name: str, words: list[str]) -> None:
        self.firm = firm
        self.log_path = firm.folder / f"{name}.log"
        self.log_path.touch()
        self.process = FORKS.Process(target=command, args=(words, str(self.log_path)))
        self.process.start()

    def __enter__(self) -> "Running":
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def log(self) -> str:
        """All that every process of that name has said."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, holds: Callable[[], bool], what: str, seconds: float = SOON) -> None:
        """Wait until the condition holds while the process lives. Fails with the end of the log."""

        def holds_or_ended() -> bool:
            return holds() or self.process.exitcode is not None

        try:
            wait_until(holds_or_ended, seconds, what)
        except TimeoutError as exc:
            raise AssertionError(f"{exc}\n{self.log()[-4000:]}") from None
        assert holds(), f"{what}: the service ended with {self.process.exitcode}\n{self.log()[-4000:]}"

    def stop(self, seconds: float = 5.0) -> int:
        """SIGTERM; gives the exit code. Fails when it has not ended within that time."""
        self.process.terminate()
        code = self.ended(seconds)
        assert code is not None, f"not ended {seconds:g} s after SIGTERM\n{self.log()[-4000:]}"
        return code

    def kill(self) -> None:
        """SIGKILL, when it still runs."""
        if self.process.exitcode is None:
            self.process.kill()
        self.process.join(10)

    def ended(self, seconds: float) -> int | None:
        """Wait for its own end; gives the exit code, None when it still runs."""
        self.process.join(seconds)
        return self.process.exitcode


def event(uid: str, start: datetime, *, attendee: str = "", summary: str = MARKER, hours: float = 1.0) -> str:
    """An event of staff's, with a client who has accepted."""
    end = start + timedelta(hours=hours)
    people = ["ORGANIZER;CN=Sari:mailto:sari@salonki.example"]
    if attendee:
        name = attendee.partition("@")[0].replace(".", " ").title()
        people.append(f"ATTENDEE;CN={name};PARTSTAT=ACCEPTED:mailto:{attendee}")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//salonki//test//FI",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260301T000000Z",
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{summary}",
        f"DESCRIPTION:{MARKER}",
        *people,
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def mail(sender: str, *, text: str = "Hei, kiitos ajasta.", headers: str = "", name: str = "") -> bytes:
    """A personal message to the firm, with the marker in subject and body."""
    shown = sender.partition("@")[0].replace(".", " ").title()
    message_id = name or f"{abs(hash((sender, text, headers))):x}"
    return (
        f"From: {shown} <{sender}>\r\nTo: {OWN_ADDRESS}\r\nSubject: {MARKER}\r\n"
        f"Date: Wed, 04 Mar 2026 09:00:00 +0200\r\nMessage-ID: <{message_id}@asiakas.example>\r\n{headers}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}\r\n\r\n{MARKER}\r\n\r\nTerveisin\r\n{shown}\r\n"
    ).encode()

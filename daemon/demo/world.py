"""Everything outside the service: the firm's servers with their content, its configuration, its list of paper consents."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from daemon.config import Config, load_config, make_hash_key
from daemon.demo import events, servers
from daemon.demo.clock import DemoClock, weekdays_away
from daemon.demo.dated import for_people, read_data
from daemon.demo.mails import Mail, firm_mail
from daemon.demo.relay import Relay, relay_server

USERS = {"info": "info@majakka.example", "tuomas": "tuomas@majakka.example"}
READ_BACK = timedelta(days=90)
ASKED_BACK = -10


@dataclass(frozen=True, slots=True)
class World:
    """The demo's outside. `mailboxes` are doors by which mail arrives; `mails` and `events` count what lies there."""

    folder: Path
    config: Config
    clock: DemoClock
    mailboxes: dict[str, servers.Mailbox]
    relay: Relay
    consents: Path
    mails: int
    events: int

    def arrive(self, raw: bytes, account: str = "info") -> None:
        """Let a message arrive in an inbox now."""
        self.mailboxes[account].deliver(Mail(account, "INBOX", self.clock(), raw))

    def state(self) -> dict[str, tuple[tuple[int, tuple[bytes, ...]], ...]]:
        """Give UIDs and flags of every folder."""
        return {
            f"{name}/{folder}": mailbox.state(folder)
            for name, mailbox in self.mailboxes.items()
            for folder in ("INBOX", "Sent")
        }


@contextmanager
def open_world(folder: Path, clock: DemoClock, mark: str = "") -> Iterator[World]:
    """Start the servers in `folder` (empty, private), fill them and write the configuration; end them afterwards.

    `mark`: a sentence for every subject and body, "" for none.
    """
    today = clock.starts.date()
    with ExitStack() as stack:
        servers.make_certificate(folder)
        laid = events.lay_out(folder / "calendars", today, mark)
        ports = {name: stack.enter_context(servers.imap_server(folder, user)) for name, user in USERS.items()}
        caldav = stack.enter_context(servers.caldav_server(folder, ("aino", "tuomas")))
        relay = stack.enter_context(relay_server(folder, USERS["info"]))
        boxes = {name: servers.Mailbox(port, USERS[name], folder / "ca.pem") for name, port in ports.items()}
        for box in boxes.values():
            stack.callback(_quietly, box)
        mails = list(firm_mail(today, mark))
        for mail in mails:
            boxes[mail.account].deliver(mail)
        named = {f"{name}_port": port for name, port in ports.items()}
        named |= {"caldav_port": caldav, "web_port": servers.free_port()}
        config = _configure(folder, clock, named, relay)
        consents = folder / "suostumukset.csv"
        consents.write_text(for_people(read_data("consents.csv"), today), encoding="utf-8")
        yield World(folder, config, clock, boxes, relay, consents, len(mails), laid)


def _configure(folder: Path, clock: DemoClock, ports: dict[str, int], relay: Relay) -> Config:
    today = clock.starts.date()
    text = read_data("config.toml").format(
        **ports,
        smtp_port=relay.port,
        since=(today - READ_BACK).isoformat(),
        asking_since=weekdays_away(today, ASKED_BACK).isoformat(),
    )
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    (folder / "data").mkdir(mode=0o700)
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    password = secrets / "demo.password"
    password.touch(mode=0o600)
    password.write_text(servers.LOGIN_WORD)
    make_hash_key(secrets / "hash.key")
    return load_config(path, env={})


def _quietly(box: servers.Mailbox) -> None:
    from imapclient.exceptions import IMAPClientError

    try:
        box.close()
    except (IMAPClientError, OSError):
        # The connection may be gone already; its server goes with the demo.
        return

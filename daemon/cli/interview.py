"""What `rekisterid init` asks, in its order; every account is tried out as soon as it is known."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connectors.accounts import EventChoice
from daemon.checks import Area, Result
from daemon.cli.check import tell
from daemon.cli.dialogue import Dialogue
from daemon.cli.output import busy, line
from daemon.cli.shell import Shell
from daemon.config.build import calendar_accounts, mail_accounts, published_accounts, smtp_account
from daemon.config.calendars import CalendarKind
from daemon.config.draft import Draft, Table
from daemon.config.kinds import AccountName, Address, HostName, Line, PageUrl, Phone, TypedPort, Version, WebUrl
from daemon.config.loader import SMTP, START_WINDOW
from daemon.config.schema import FREE_MAIL, Config
from models.errors import ConfigError, RekisteridError
from models.values import Finding
from models.vocabulary import FolderRole, Language

SENT_NAMES = frozenset(
    {"sent", "sent items", "sent mail", "sent messages", "lähetetyt", "lähetetyt kohteet", "skickat", "skickade objekt"}
)
BOOKINGS = {
    "all of them": EventChoice.ALL.value,
    "those with somebody from outside the firm": EventChoice.OUTSIDE_ATTENDEE.value,
    "those with certain words in the title": EventChoice.TITLE.value,
}
AGAIN, KEEP, LEAVE = "try again", "keep it as it is", "leave it out"


@dataclass(frozen=True, slots=True)
class Question:
    """A question for one key; `default` gives what is offered, from what is known so far."""

    section: str
    key: str
    text: str
    kind: Any
    default: Callable[[Draft], str] = lambda _: ""
    optional: bool = False


def known(draft: Draft, section: str, key: str) -> str:
    """Give what the draft has for a key, "" when it has nothing."""
    return str(draft.sections.get(section, {}).get(key, ""))


QUESTIONS = (
    Question("controller", "name", "Name of the firm", Line),
    Question("controller", "address", "Its postal address, on one line", Line),
    Question("controller", "email", "Its e-mail address", Address),
    Question("contact_person", "name", "Who answers questions about the register (name)", Line),
    Question("contact_person", "email", "E-mail", Address, lambda draft: known(draft, "controller", "email")),
    Question("contact_person", "phone", "Phone", Phone),
    Question("register", "name", "Name of the register, as in the privacy notice", Line, lambda _: "Asiakasrekisteri"),
    Question("register", "notice_version", "Version of the privacy notice that is in force (a date will do)", Version),
    Question("register", "notice_url", "Where clients can read it (empty: not on the web yet)", PageUrl, optional=True),
)


class Interview:
    """Fills a draft by asking; what the draft has already is not asked. `path`: where the file will lie."""

    def __init__(self, draft: Draft, path: Path, shell: Shell, dialogue: Dialogue) -> None:
        self._draft = draft
        self._path = path
        self._shell = shell
        self._ask = dialogue
        self._today = shell.clock().astimezone().date()

    def run(self) -> None:
        """Ask everything. Raises typer.Abort when the input ends."""
        line("The firm")
        self._firm()
        # A configuration is tried out as a whole: all that options gave must be complete before the first account is.
        for given in (*self._draft.mailboxes, *self._draft.calendars):
            self._ask_password(given)
        sending = self._draft.sections.get("sending", {})
        if "user" in sending:
            self._ask_password(sending, SMTP)
        line("\nMailboxes, which are only read")
        self._accounts("mailbox", self._draft.mailboxes, self._mailbox, self._try_mailbox)
        line("\nCalendars, which are only read")
        self._accounts("calendar account", self._draft.calendars, self._calendar, self._try_calendar)
        self._sending()

    def _firm(self) -> None:
        for question in QUESTIONS:
            table = self._draft.sections.setdefault(question.section, {})
            if question.key in table:
                continue
            default = question.default(self._draft)
            answer = self._ask.ask(question.text, question.kind, default=default, optional=question.optional)
            if answer:
                table[question.key] = answer
        register = self._draft.sections["register"]
        if "language" not in register:
            text = "Language of clients whose own is not known"
            register["language"] = self._ask.choose(text, [language.value for language in Language], default="fi")
        own = self._draft.sections.setdefault("own", {})
        domain = known(self._draft, "controller", "email").rpartition("@")[2].lower()
        ours = f"Does everybody who writes from @{domain} work for you?"
        if "domains" not in own and domain not in FREE_MAIL and self._ask.yes(ours, default=True):
            own["domains"] = [domain]
        if "staff" not in own:
            names = self._ask.ask("Names of all who work for you, with commas between", Line, optional=True)
            own["staff"] = [name.strip() for name in names.split(",") if name.strip()]

    def _accounts(
        self,
        what: str,
        entries: list[Table],
        ask: Callable[[Table], Table],
        try_out: Callable[[Table], Sequence[Finding]],
    ) -> None:
        """Ask for accounts until the person has had enough; one that fails is asked again, kept or left out."""
        for given in list(entries):
            self._given(given, entries, try_out)
        while self._ask.yes(f"Add a {what}?", default=not entries):
            entry: Table = {}
            while True:
                entry = ask(entry)
                entries.append(entry)
                sound = report(try_out(entry))
                choice = KEEP if sound else self._ask.choose("What now?", (AGAIN, KEEP, LEAVE), default="1")
                if choice == KEEP:
                    break
                entries.remove(entry)
                self._draft.passwords.pop(str(entry["name"]), None)
                if choice == LEAVE:
                    break

    def _given(self, entry: Table, entries: list[Table], try_out: Callable[[Table], Sequence[Finding]]) -> None:
        """Try out an account that options gave; only its password is asked, again when it fails."""
        while not report(try_out(entry)):
            choice = self._ask.choose("What now?", (AGAIN, KEEP, LEAVE), default="1")
            if choice == KEEP:
                return
            self._draft.passwords.pop(str(entry["name"]), None)
            if choice == LEAVE:
                entries.remove(entry)
                return
            self._ask_password(entry)

    def _ask_password(self, entry: Table, account: str = "") -> None:
        """Ask for the password of an account that was given by options and has none yet."""
        name = account or str(entry["name"])
        has_login = entry.get("kind") != CalendarKind.PUBLISHED
        if (
            has_login
            and name not in self._draft.passwords
            and not entry.keys() & {"password_file", "password_env", "login"}
        ):
            self._draft.passwords[name] = self._ask.secret(f"Password of {name} (it is not shown)")

    def _mailbox(self, old: Table) -> Table:
        address = self._ask.ask("  Its e-mail address", Address, default=str(old.get("user", "")))
        local, _, domain = address.rpartition("@")
        name = self._name(str(old.get("name", "")) or short_name(local))
        entry: Table = {"name": name, **self._server("IMAP", {"host": f"imap.{domain}", **old}, 993, 143)}
        entry["user"] = self._ask.ask("  User name at the server", Line, default=address)
        if entry["user"] != address:
            entry["address"] = address
        entry["since"] = self._today - START_WINDOW
        self._draft.passwords[name] = self._ask.secret("  Password (it is not shown)")
        return entry

    def _calendar(self, old: Table) -> Table:
        url = self._ask.ask("  Its CalDAV address (https://…)", WebUrl, default=str(old.get("url", "")))
        name = self._name(str(old.get("name", "")) or self._free_name("ajanvaraus"))
        authority = self._authority(old)
        user = self._ask.ask("  User name", Line, default=str(old.get("user", "")))
        self._draft.passwords[name] = self._ask.secret("  Password (it is not shown)")
        since = self._today - START_WINDOW
        return {"name": name, "url": url, **authority, "user": user, "since": since, **self._bookings(old)}

    def _bookings(self, old: Table) -> Table:
        """Ask which events are bookings; `old` has what is offered."""
        offered = str(old.get("bookings", EventChoice.ALL))
        answer = self._ask.choose(
            "  Which events are bookings?", list(BOOKINGS), default=str([*BOOKINGS.values()].index(offered) + 1)
        )
        chosen = BOOKINGS[answer]
        if chosen != EventChoice.TITLE:
            return {"bookings": chosen}
        words = "  Which words? One is enough; with | between"
        return {"bookings": chosen, "pattern": self._ask.ask(words, Line, default=str(old.get("pattern", "")))}

    def _server(self, protocol: str, old: Table, implicit: int, starttls: int) -> Table:
        """Ask how a server is reached; `old` has what is offered."""
        host = self._ask.ask(f"  {protocol} server", HostName, default=str(old["host"]))
        ways = (f"TLS from the first byte (usual port {implicit})", f"STARTTLS (usual port {starttls})")
        way = self._ask.choose("  Encryption", ways, default="2" if old.get("tls") == "starttls" else "1")
        tls, usual = ("implicit", implicit) if way == ways[0] else ("starttls", starttls)
        offered = str(old["port"]) if "port" in old and old.get("tls") == tls else str(usual)
        port = int(self._ask.ask("  Port", TypedPort, default=offered))
        table: Table = {"host": host, "tls": tls} if port == usual else {"host": host, "tls": tls, "port": port}
        return {**table, **self._authority(old)}

    def _authority(self, old: Table) -> Table:
        """Ask for the certificate of an authority that no system knows, such as the firm's own; nothing for none."""
        question = "  File with the certificate of a private authority (empty: none)"
        while answer := self._ask.ask(question, Line, default=str(old.get("ca_file", "")), optional=True):
            path = (self._shell.folder / Path(answer).expanduser()).absolute()
            if path.is_file():
                return {"ca_file": str(path)}
            line(f"  there is no file {path}")
            old = {}
        return {}

    def _name(self, default: str) -> str:
        while True:
            name = self._ask.ask("  A short name for it", AccountName, default=default)
            if name == self._free_name(name) and name not in (SMTP, "database"):
                return name
            line(f"  {name} is taken")

    def _free_name(self, wanted: str) -> str:
        taken = {entry["name"] for entry in (*self._draft.mailboxes, *self._draft.calendars)}
        numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, 1000))
        return next(name for name in numbered if name not in taken)

    def _try_mailbox(self, entry: Table) -> Sequence[Finding]:
        """Log in, choose folders among those that are there, and test it."""

        def test(config: Config) -> Sequence[Finding]:
            account = next(account for account in mail_accounts(config) if account.name == entry["name"])
            if "folders" not in entry:
                entry["folders"] = self._folders(self._shell.servers.folders(account))
                account = next(a for a in mail_accounts(self._config()) if a.name == entry["name"])
            with busy(f"testing {account.name} …"):
                return self._shell.servers.check_mailbox(account)

        return self._tried(str(entry["name"]), test)

    def _folders(self, names: Sequence[str]) -> list[Table]:
        inbox = next((name for name in names if name.upper() == "INBOX"), "INBOX")
        chosen: list[Table] = [{"name": inbox, "role": FolderRole.INBOX.value}]
        others = [name for name in names if name != inbox]
        if not others:
            return chosen
        line("  Its folders:")
        guess = next((name for name in others if re.split(r"[/.]", name)[-1].casefold() in SENT_NAMES), "")
        sent = self._ask.choose_some("  Which hold what you have sent? (empty: none)", others, default=guess)
        rest = [name for name in others if name not in sent]
        question = "  In which do you file clients' messages? (empty: none)"
        clients = self._ask.choose_some(question, rest) if rest else []
        chosen += [{"name": name, "role": FolderRole.SENT.value} for name in sent]
        return chosen + [{"name": name, "role": FolderRole.CLIENTS.value} for name in clients]

    def _try_calendar(self, entry: Table) -> Sequence[Finding]:
        """Log in, choose calendars among those that are there, and test the account."""

        def test(config: Config) -> Sequence[Finding]:
            feed = next((feed for feed in published_accounts(config) if feed.name == entry["name"]), None)
            if feed is not None:
                return self._shell.servers.check_published(feed)
            account = next(account for account in calendar_accounts(config) if account.name == entry["name"])
            if "calendars" not in entry:
                names = self._shell.servers.calendars(account)
                line("  Its calendars:")
                chosen = self._ask.choose_some("  Which hold bookings? (empty: all)", names) if names else []
                entry["calendars"] = chosen
                account = next(a for a in calendar_accounts(self._config()) if a.name == entry["name"])
            with busy(f"testing {account.name} …"):
                return self._shell.servers.check_calendar(account)

        return self._tried(str(entry["name"]), test)

    def _sending(self) -> None:
        """Ask for the relay; the mode stays off."""
        boxes = [str(entry.get("address", entry["user"])) for entry in self._draft.mailboxes]
        given = self._draft.sections.get("sending", {})
        if "host" in given:
            report(self._try_relay())
            return
        line("\nOutgoing mail: needed for confirmations and, once you turn them on, feedback requests")
        old: Table = {}
        while boxes and self._ask.yes("Set up the relay?", default=True):
            self._draft.sections["sending"] = old = given | self._relay(boxes, old)
            if report(self._try_relay()):
                return
            choice = self._ask.choose("What now?", (AGAIN, KEEP, LEAVE), default="1")
            if choice == KEEP:
                return
            self._draft.sections["sending"] = given
            self._draft.passwords.pop(SMTP, None)
            if choice == LEAVE:
                return

    def _relay(self, boxes: Sequence[str], old: Table) -> Table:
        sender = self._ask.choose("  From which mailbox do letters come?", boxes, default="1")
        domain = sender.rpartition("@")[2]
        table: Table = {**self._server("SMTP", {"host": f"smtp.{domain}", **old}, 465, 587)}
        table |= {"from_address": sender, "reply_to": sender}
        user = self._ask.ask("  User name (a dash: the relay asks for none)", Line, default=sender)
        if user != "-":
            table["user"] = user
            self._draft.passwords[SMTP] = self._ask.secret("  Password (it is not shown)")
        return table

    def _try_relay(self) -> Sequence[Finding]:
        """Test the relay."""

        def test(config: Config) -> Sequence[Finding]:
            relay = smtp_account(config)
            with busy("testing the relay …"):
                return self._shell.servers.check_relay(relay) if relay else []

        return self._tried(SMTP, test)

    def _config(self) -> Config:
        return self._draft.config(self._path, env=self._shell.env, today=self._today)

    def _tried(self, name: str, test: Callable[[Config], Sequence[Finding]]) -> Sequence[Finding]:
        try:
            return test(self._config())
        except ConfigError as error:
            return [Finding(name, ok=False, message=fault, mend="") for fault in error.faults]
        except RekisteridError as error:
            return [Finding.failed(name, error)]


def report(findings: Sequence[Finding]) -> bool:
    """Write findings; True when all of them hold."""
    for finding in findings:
        tell(Result(Area.ACCOUNT, finding))
    return all(finding.ok for finding in findings)


def short_name(text: str) -> str:
    """Give an account name made of a text."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:32].strip("-")

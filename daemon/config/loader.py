"""Find and load the configuration file: everything that is wrong with it comes at once, each with what to write instead."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from daemon.config.calendars import CalendarKind
from daemon.config.faults import HIDDEN, Fault, Location, faults_of
from daemon.config.kinds import Password, is_account_name, is_web_url
from daemon.config.logins import LoginProvider, login_faults
from daemon.config.schema import Config, Keys, Mode
from daemon.config.secrets import ADDRESS, CLIENT_SECRET, PASSWORD, Secrets
from daemon.config.web import WEB_PORT, web_warnings
from models.errors import ConfigError

MAX_FILE_BYTES = 1_000_000
START_WINDOW = timedelta(days=90)
"""How far back an account is read whose `since` is not written."""

HASH_KEY_CREDENTIAL = "hash.key"
SMTP = "smtp"
"""The name of the relay where accounts are named, as in `smtp.password`."""

_RESERVED = frozenset({SMTP, "database"})


def places(env: Mapping[str, str], cwd: Path) -> list[Path]:
    """Give where a configuration is looked for when none is named, the first that exists counts."""
    home = Path(env.get("HOME", "/"))
    return [
        cwd / "config.toml",
        home / ".config" / "rekisterid" / "config.toml",
        Path("/etc/rekisterid/config.toml"),
    ]


def find_config(named: Path | None, env: Mapping[str, str], cwd: Path) -> Path:
    """Give the file to load: `--config`, then $REKISTERID_CONFIG, then the known places. Raises ConfigError for none."""
    chosen = named or (Path(env["REKISTERID_CONFIG"]) if env.get("REKISTERID_CONFIG") else None)
    if chosen is not None:
        path = cwd / chosen
        if not path.is_file():
            raise ConfigError(
                [f"there is no configuration file {path}"], mend="name another one, or run `rekisterid init`"
            )
        return path
    looked = places(env, cwd)
    found = next((path for path in looked if path.is_file()), None)
    if found is None:
        listed = ", ".join(str(path) for path in looked)
        raise ConfigError(
            [f"there is no configuration file; looked for {listed}"],
            mend="run `rekisterid init`, or name the file with --config or $REKISTERID_CONFIG",
        )
    return found


def load_config(path: Path, *, env: Mapping[str, str], today: date | None = None) -> Config:
    """Load a configuration with its passwords. Relative paths in it start at its own folder.

    `env` gives passwords and `$CREDENTIALS_DIRECTORY`; `today` (the system's date when None) is where the start window
    of accounts without `since` is counted from. Raises ConfigError with all faults together.
    """
    path = path.absolute()
    return config_from(_read(path), path, env=env, today=today)


def config_from(raw: dict[str, Any], path: Path, *, env: Mapping[str, str], today: date | None = None) -> Config:
    """Give the configuration that a parsed file holds, as if it lay at `path`; `raw` is used up. Raises as load_config."""
    day = today or datetime.now().astimezone().date()
    credentials = Path(env["CREDENTIALS_DIRECTORY"]) if env.get("CREDENTIALS_DIRECTORY") else None
    faults = list(_fill(raw, Secrets(path.parent, env, credentials), day))
    keys: Keys | None = None
    try:
        keys = Keys.model_validate(raw, context={"folder": path.parent})
    except ValidationError as error:
        faults += faults_of(error, Keys)
    faults += _across(raw)
    if faults or keys is None:
        ordered = sorted(_without_doubles(faults), key=lambda fault: _order(fault.at, raw))
        mend = f"mend what is named above and test it: `rekisterid --config {path} check`; config.example.toml explains every key"
        raise ConfigError([fault.told(_names(raw)) for fault in ordered], mend=mend)
    fields = {name: getattr(keys, name) for name in Keys.model_fields}
    return Config.model_construct(**fields, path=path, credentials=credentials, warnings=tuple(_warnings(keys, day)))


def _read(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as exc:
        mend = "give the account that runs rekisterid the right to read it"
        raise ConfigError([f"{path} cannot be read: {exc.strerror or type(exc).__name__}"], mend=mend) from None
    if len(content) > MAX_FILE_BYTES:
        raise ConfigError([f"{path}: expected at most {MAX_FILE_BYTES} bytes, got {len(content)}"])
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        line = content[: exc.start].count(b"\n") + 1
        raise ConfigError([f"{path}: expected text in UTF-8, got other bytes in line {line}"]) from None
    except tomllib.TOMLDecodeError as exc:
        mend = (
            'text stands in "quotation marks", a list in [square brackets], a date without any as 2026-01-31; '
            "a section begins with [its name]"
        )
        raise ConfigError([f"{path}: expected TOML, got: {exc}"], mend=mend) from None
    except RecursionError:
        raise ConfigError([f"{path}: expected TOML, got tables nested too deep"]) from None


def _fill(raw: dict[str, Any], secrets: Secrets, today: date) -> Iterator[Fault]:
    """Put secrets and start dates where the models want them; yield what is wrong with the secrets."""
    for section in ("mailboxes", "calendars"):
        for number, entry in _entries(raw, section):
            entry.setdefault("since", today - START_WINDOW)
            account = name if is_account_name(name := str(entry.get("name"))) else "<name>"
            if entry.pop("secret_url", None) is not None:
                yield Fault((section, number, "secret_url"), "no such key", HIDDEN, ADDRESS.inline)
            published = section == "calendars" and entry.get("kind") == CalendarKind.PUBLISHED
            find = _address if published else _password
            yield from find(entry, secrets, account, (section, number), needed=entry.get("login") is None)
    yield from _client_secrets(raw, secrets)
    raw.setdefault("database", {})
    for section, account in (("sending", SMTP), ("database", "database")):
        only = raw.get(section)
        if isinstance(only, dict):
            needed = section == "sending" and only.get("user") is not None and only.get("login") is None
            yield from _password(only, secrets, account, (section,), needed=needed)
    register = raw.get("register")
    if isinstance(register, dict) and secrets.credentials is not None:
        credential = secrets.credentials / HASH_KEY_CREDENTIAL
        if credential.is_file():
            register["hash_key_file"] = str(credential)


def _client_secrets(raw: Mapping[str, Any], secrets: Secrets) -> Iterator[Fault]:
    for number, entry in _entries(raw, "logins"):
        name = name if is_account_name(name := str(entry.get("name"))) else "<name>"
        # Google gives one to every client, Microsoft none to a public one.
        needed = entry.get("provider") == LoginProvider.GOOGLE
        found = secrets.find(CLIENT_SECRET, entry, name, ("logins", number), needed=needed)
        if isinstance(found, Fault):
            yield found
        entry["client_secret"] = Password(found if isinstance(found, str) else "")


def _password(entry: dict[str, Any], secrets: Secrets, account: str, at: Location, *, needed: bool) -> Iterator[Fault]:
    found = secrets.find(PASSWORD, entry, account, at, needed=needed)
    if isinstance(found, Fault):
        yield found
    entry["password"] = Password(found if isinstance(found, str) else "")


def _address(entry: dict[str, Any], secrets: Secrets, account: str, at: Location, *, needed: bool) -> Iterator[Fault]:
    """Put the secret address of a published calendar in its place; there is no login."""
    for key in (PASSWORD.key, f"{PASSWORD.key}_file", f"{PASSWORD.key}_env"):
        if key in entry:
            yield Fault((*at, key), 'no such key with kind = "published"', HIDDEN)
    found = secrets.find(ADDRESS, entry, account, at, needed=needed)
    # webcal:// is how such addresses are handed out; it means https.
    if isinstance(found, str) and found[:9].lower() == "webcal://":
        found = f"https://{found[9:]}"
    if isinstance(found, str) and found and not is_web_url(found):
        found = Fault((*at, "url_file"), "an address that begins with https:// or webcal://", HIDDEN)
    if isinstance(found, Fault):
        yield found
    entry.pop(ADDRESS.key, None)
    entry["secret_url"] = Password(found if isinstance(found, str) else "")


def _entries(raw: Mapping[str, Any], section: str) -> Iterator[tuple[int, dict[str, Any]]]:
    entries = raw.get(section)
    if isinstance(entries, list):
        yield from ((number, entry) for number, entry in enumerate(entries) if isinstance(entry, dict))


def _names(raw: Mapping[str, Any]) -> dict[Location, str]:
    """Give the names of the accounts that can be shown, by section and number."""
    entries = [
        (section, number, entry) for section in ("mailboxes", "calendars") for number, entry in _entries(raw, section)
    ]
    return {
        (section, number): name for section, number, entry in entries if is_account_name(name := str(entry.get("name")))
    }


def _across(raw: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults that lie between sections; read from the file's own values, so that they come with all others."""
    names: dict[str, str] = {}
    accounts = [(s, number, entry) for s in ("mailboxes", "calendars") for number, entry in _entries(raw, s)]
    if not raw.get("mailboxes") and not raw.get("calendars"):
        yield Fault((), "at least one [[mailboxes]] or [[calendars]]", "neither")
    for section, number, entry in accounts:
        name = entry.get("name")
        if isinstance(name, str) and (name in names or name in _RESERVED):
            where = names.get(name, "reserved")
            yield Fault(
                (section, number, "name"), "a name that nothing else has", f'"{name}"', f"it is {where} already"
            )
        elif isinstance(name, str):
            names[name] = f"{section}[{number}]"
    yield from login_faults(raw)
    yield from _sending(raw)
    yield from _ports(raw)


def _ports(raw: Mapping[str, Any]) -> Iterator[Fault]:
    web, health = raw.get("web"), raw.get("health")
    if not isinstance(web, dict) or not isinstance(health, dict) or web.get("enabled") is not True:
        return
    taken = [
        (part.get("listen", "127.0.0.1"), part.get("port", default))
        for part, default in ((web, WEB_PORT), (health, None))
    ]
    if taken[0] == taken[1]:
        yield Fault(("health", "port"), "a port that [web] does not use", str(taken[1][1]))


def _sending(raw: Mapping[str, Any]) -> Iterator[Fault]:
    sending, register = raw.get("sending"), raw.get("register")
    if not isinstance(sending, dict):
        return
    mode, reply_to = sending.get("mode", Mode.OFF), sending.get("reply_to")
    if mode in (Mode.APPROVE, Mode.AUTO) and isinstance(register, dict) and register.get("notice_url") is None:
        # Each request links to the notice (the elements listed after C16).
        yield Fault(("register", "notice_url"), f'an address, as sending.mode is "{mode}"', "nothing")
    boxes = [entry.get("address") or entry.get("user") for _, entry in _entries(raw, "mailboxes")]
    known = sorted(str(address) for address in boxes if isinstance(address, str) and "@" in address)
    if isinstance(reply_to, str) and reply_to.strip().lower() not in [address.strip().lower() for address in known]:
        # Answers and withdrawals come by reply: one that nobody reads would be a withdrawal ignored (C8).
        listed = ", ".join(known) or "none has an address yet: write mailboxes.address"
        yield Fault(("sending", "reply_to"), "the address of a mailbox above", f'"{reply_to}"', f"known: {listed}")


def _without_doubles(faults: list[Fault]) -> list[Fault]:
    """Keep the first fault of a place: a missing password is not missing twice."""
    return list({fault.at: fault for fault in reversed(faults)}.values())[::-1]


def _order(at: Location, raw: Mapping[str, Any]) -> tuple[int, int]:
    sections = [field.alias or name for name, field in Keys.model_fields.items()]
    section = sections.index(str(at[0])) if at and at[0] in sections else len(sections)
    return section, at[1] if len(at) > 1 and isinstance(at[1], int) else -1


def _warnings(keys: Keys, today: date) -> Iterator[str]:
    """Say what must be loud: a host whose certificate is not verified (HW-T14), an account that is not read yet."""
    hosts = [(mailbox.name, mailbox.insecure_host) for mailbox in keys.mailboxes]
    hosts += [(calendar.name, calendar.insecure_host) for calendar in keys.calendars]
    for name, host in [*hosts, (SMTP, keys.sending.insecure_host)]:
        if host is not None:
            yield (
                f"{name}: the certificate of {host} is not verified, as insecure_host says: "
                "whoever sits on the line can read the password and the mail"
            )
    if keys.health.insecure_listen is not None and keys.health.port is not None:
        yield (
            f"health: whoever can reach {keys.health.listen} can read how the service fares, as insecure_listen says; "
            "the pages have no password"
        )
    yield from web_warnings(keys.web)
    used = {*(box.login for box in keys.mailboxes), *(one.login for one in keys.calendars), keys.sending.login}
    for login in keys.logins:
        if login.name not in used:
            yield f"{login.name}: no account names this login"
    # No fault: a machine without a battery starts with a clock of years ago.
    starts = [(mailbox.name, mailbox.since) for mailbox in keys.mailboxes]
    starts += [(calendar.name, calendar.since) for calendar in keys.calendars]
    for name, since in starts:
        if since > today:
            yield f"{name}: nothing is read before {since}, and today is {today} by this machine's clock"

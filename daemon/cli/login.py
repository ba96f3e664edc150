"""`rekisterid login`: a person logs in at Microsoft, Google or another provider, once, for the accounts that use the login."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from daemon.cli.output import clean, line, note, plain
from daemon.cli.shell import AsJson, shell_of

if TYPE_CHECKING:
    from connectors.oauth.code import Attempt
    from connectors.oauth.grant import Grant
    from connectors.oauth.settings import OAuthLogin
    from daemon.config import Config

BROWSER_WITHIN = timedelta(minutes=10)
_PASTE_PORT = 8400
"""Nobody listens there: the browser shows an error, and its address line holds what is wanted."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("login")(login)


@dataclass(frozen=True, slots=True)
class Open:
    """What the person must open; `code` is typed there, "" when nothing is. `within`: seconds."""

    open: str
    code: str
    within: timedelta


@dataclass(frozen=True, slots=True)
class Done:
    """A login that was made; `person_checked`: the provider said who logged in, and it is the one of the configuration."""

    login: str
    accounts: tuple[str, ...]
    person_checked: bool


def login(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="LOGIN", help="A login of [[logins]], or an account that uses one.")],
    browser: Annotated[
        bool, typer.Option("--browser", help="With a browser on this machine, not with a code typed elsewhere.")
    ] = False,
    paste: Annotated[
        bool, typer.Option("--paste", help="With a browser on another machine: paste the address it ends at.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Log in at Microsoft, Google or another provider; what was kept of an earlier login is replaced."""
    from connectors.oauth.tokens import first
    from daemon.config.build import login_store
    from daemon.logins import accounts_of

    shell = shell_of(ctx)
    chosen = _chosen(shell.config, name)
    tell = _Teller(as_json)
    store = login_store(shell.config, chosen.name)
    # Before a person takes the trouble.
    store.require_place()
    grant = _grant(chosen, tell, browser=browser, paste=paste)
    refresh_token = tested(chosen, grant)
    with store.writing() as put:
        put(first(chosen, grant, refresh_token, shell.clock()))
    tell.done(Done(chosen.name, accounts_of(shell.config, chosen.name), bool(grant.people)))


def _chosen(config: "Config", name: str) -> "OAuthLogin":
    """The login of that name, or that of the account of that name. Raises Declined when there is none."""
    from daemon.config.build import oauth_logins
    from daemon.logins import accounts_of
    from models.errors import Declined

    logins = oauth_logins(config)
    found = [one for one in logins if one.name == name] or [
        one for one in logins if name in accounts_of(config, one.name)
    ]
    if found:
        return found[0]
    known = ", ".join(one.name for one in logins)
    mend = f"name one of {known}" if known else "write [[logins]] first: docs/oauth2.md says how"
    raise Declined(f"there is no login {name}, nor an account that uses one", mend=mend)


def _grant(login: "OAuthLogin", tell: "_Teller", *, browser: bool, paste: bool) -> "Grant":
    from models.errors import Declined

    if browser and paste:
        raise typer.BadParameter("--browser and --paste are two ways: choose one")
    if (browser or paste) and not login.provider.authorization_endpoint:
        raise Declined(f"{login.name}: this provider has no page for a browser", mend="leave the option away")
    if paste:
        return _pasted(login, tell)
    if browser or not login.provider.device_endpoint:
        return _with_browser(login, tell)
    return _with_code(login, tell)


def _with_code(login: "OAuthLogin", tell: "_Teller") -> "Grant":
    from connectors.oauth.device import ask_for_code, wait_for_grant

    code = ask_for_code(login)
    tell.open(Open(code.address, code.code, code.lives), login)
    return wait_for_grant(login, code, lambda pause: time.sleep(pause.total_seconds()))


def _with_browser(login: "OAuthLogin", tell: "_Teller") -> "Grant":
    from connectors.oauth.code import begin, code_in, exchange
    from connectors.oauth.loopback import Loopback
    from models.errors import Declined

    with Loopback() as loopback:
        attempt = begin(login, loopback.port)
        tell.open(Open(attempt.address, "", BROWSER_WITHIN), login)
        code = loopback.wait(lambda address: code_in(login, attempt, address), BROWSER_WITHIN)
    if code is None:
        mend = "start again; when the browser runs on another machine, use --paste"
        raise Declined(f"{login.name}: nobody has logged in in time; nothing was stored", mend=mend)
    return exchange(login, attempt, code)


def _pasted(login: "OAuthLogin", tell: "_Teller") -> "Grant":
    from connectors.oauth.code import begin, exchange

    attempt = begin(login, _PASTE_PORT)
    tell.open(Open(attempt.address, "", BROWSER_WITHIN), login)
    tell.say(f"The browser ends at a page that cannot be opened, {attempt.redirect}/?…: copy its whole address.")
    code: str = typer.prompt("Address", err=True, value_proc=_reader(login, attempt))
    return exchange(login, attempt, code)


def _reader(login: "OAuthLogin", attempt: "Attempt") -> Callable[[str], str]:
    from connectors.oauth.code import NotOurs, code_in

    def read(answer: str) -> str:
        try:
            return code_in(login, attempt, answer)
        except NotOurs:
            raise typer.BadParameter(f"expected an address that begins with {attempt.redirect}/?") from None

    return read


def tested(login: "OAuthLogin", grant: "Grant") -> str:
    """Give the refresh token of a grant that can be kept. Raises Declined for one that is of somebody else, or too little."""
    from models.errors import Declined

    if grant.people and login.user.casefold() not in grant.people:
        mend = "log in as the user of this login; sign out on the provider's page first, or use a private window"
        raise Declined(
            f"{login.name}: another person logged in than the user of this login; nothing was stored", mend=mend
        )
    if grant.scopes is not None and login.lacking(grant.scopes):
        mend = "log in again and allow everything that is asked for; docs/oauth2.md says what must be allowed before"
        raise Declined(f"{login.name}: not all rights were granted; nothing was stored", mend=mend)
    if grant.refresh_token is None:
        mend = 'allow access that lasts: the scope "offline_access" belongs to scopes of a custom login'
        raise Declined(f"{login.name}: the provider gives access for an hour only; nothing was stored", mend=mend)
    return grant.refresh_token


class _Teller:
    """Says what to do: to people in words, to programs as one JSON object a line."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json

    def open(self, what: Open, login: "OAuthLogin") -> None:
        """Say where to go."""
        if self._as_json:
            self._write(what)
            return
        line(f"Open this address in a browser, and log in as {clean(login.user)}:")
        line(f"\n  {clean(what.open)}\n")
        if what.code:
            line(f"Type the code  {clean(what.code)}  there; it holds for {_minutes(what.within)} minutes.")
        line("Waiting …" if what.code else f"Waiting for {_minutes(what.within)} minutes at most …")
        sys.stdout.flush()

    def say(self, text: str) -> None:
        """Say more to people."""
        if not self._as_json:
            note(text)

    def done(self, done: Done) -> None:
        """Say that it is done, and what comes next."""
        if self._as_json:
            self._write(done)
            return
        line(f"Logged in: {done.login}, used for {', '.join(done.accounts) or 'no account yet'}.")
        if not done.person_checked:
            line("The provider did not say who logged in: see that it was the right person.")
        line("`rekisterid check` tests the accounts. A running service uses the login within 15 minutes.")

    @staticmethod
    def _write(value: object) -> None:
        line(json.dumps(plain(value), ensure_ascii=False))
        sys.stdout.flush()


def _minutes(time_left: timedelta) -> int:
    return max(round(time_left.total_seconds() / 60), 1)

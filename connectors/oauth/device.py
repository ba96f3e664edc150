"""Log in with a code that a person types on any device with a browser (RFC 8628)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from connectors.oauth.endpoint import Reply, ask
from connectors.oauth.grant import NOT_NOW, Grant, read_grant, refusal
from connectors.oauth.settings import OAuthLogin
from models.errors import Declined, Refused, Unreachable

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_USUAL_PAUSE = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(hours=1)
_DENIED = frozenset({"access_denied", "authorization_declined"})
_CODE = re.compile(r"[!-~]{1,64}\Z")

Wait = Callable[[timedelta], None]
"""Waits; stands for time.sleep in tests."""


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """What to tell the person: open `address`, type `code`, within `lives`. The device code is a secret of ours."""

    address: str
    code: str
    lives: timedelta
    pause: timedelta
    device_code: str = field(repr=False)


def ask_for_code(login: OAuthLogin) -> DeviceCode:
    """Begin a login. Raises Refused and Unreachable."""
    reply = ask(login, login.provider.device_endpoint, {"scope": " ".join(login.scopes)})
    if reply.status != 200 or reply.error:
        raise refusal(login, reply.error)
    # Google and old servers call the address verification_url.
    address = _text(reply, "verification_uri") or _text(reply, "verification_url")
    code, device_code = _text(reply, "user_code"), _text(reply, "device_code")
    lives, pause = _seconds(reply, "expires_in"), _seconds(reply, "interval")
    if urlsplit(address).scheme != "https" or not _CODE.match(code) or not device_code or lives is None:
        raise Unreachable(f"{login.name}: the provider gave no code to type", mend="try again")
    return DeviceCode(address, code, min(lives, _LONGEST_WAIT), pause or _USUAL_PAUSE, device_code)


def wait_for_grant(login: OAuthLogin, code: DeviceCode, wait: Wait) -> Grant:
    """Ask again and again until the person has logged in.

    Raises Refused when they or the provider say no, Declined when the time is over. What may pass does not end it.
    """
    left, pause = code.lives, code.pause
    while left > timedelta(0):
        wait(pause)
        left -= pause
        try:
            reply = ask(login, login.provider.token_endpoint, {"grant_type": _GRANT, "device_code": code.device_code})
        except Unreachable:
            # RFC 8628, 3.5: slower, as after slow_down.
            pause += _USUAL_PAUSE
            continue
        if reply.error in NOT_NOW:
            pause += _USUAL_PAUSE
        elif reply.error == "expired_token":
            break
        elif reply.error in _DENIED:
            raise denied(login)
        elif reply.error != "authorization_pending":
            return read_grant(login, reply)
    raise Declined(f"{login.name}: nobody has logged in in time; nothing was stored", mend="start again")


def denied(login: OAuthLogin) -> Refused:
    """Give the error for a person, or a provider, that said no on the page."""
    mend = "log in again and allow what is asked; an administrator may have to allow the application"
    return Refused(f"{login.name}: the login was denied on the provider's page; nothing was stored", mend=mend)


def _text(reply: Reply, key: str) -> str:
    value = reply.fields.get(key)
    return value if isinstance(value, str) and len(value) <= 4096 and value.isprintable() else ""


def _seconds(reply: Reply, key: str) -> timedelta | None:
    value = reply.fields.get(key)
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() and 0 < len(text) <= 6 else None

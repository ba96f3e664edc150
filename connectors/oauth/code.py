"""Log in on the provider's page with a browser: authorization code with PKCE (RFC 6749, 4.1; RFC 7636; RFC 8252)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.oauth.device import denied
from connectors.oauth.endpoint import ask
from connectors.oauth.grant import Grant, read_grant, refusal
from connectors.oauth.settings import OAuthLogin

_MAX_ADDRESS = 16_384


class NotOurs(Exception):
    """An address that is no answer to this login: another one's, an old one's, or nobody's."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login that has begun. `address` is opened by the person; the browser is sent back to `redirect`."""

    address: str
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def begin(login: OAuthLogin, port: int) -> Attempt:
    """Give an attempt whose answer comes to that port of this machine."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    redirect = f"http://{login.provider.redirect_host}:{port}"
    asked = {
        "response_type": "code",
        "client_id": login.client_id,
        "redirect_uri": redirect,
        "scope": " ".join(login.scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Who is logged in already as somebody else is offered the right account.
        "login_hint": login.user,
        **dict(login.provider.asks),
    }
    endpoint = login.provider.authorization_endpoint
    return Attempt(f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}", redirect, state, verifier)


def code_in(login: OAuthLogin, attempt: Attempt, address: str) -> str:
    """Give the code in the address to which the browser was sent back, whole or from its path on.

    Raises NotOurs for another address or a state that is not that of the attempt, Refused when the page said no.
    """
    try:
        query = parse_qs(urlsplit(address.strip()[:_MAX_ADDRESS]).query)
    except ValueError:
        raise NotOurs from None
    state = query.get("state", [""])
    if len(state) != 1 or not hmac.compare_digest(state[0].encode(), attempt.state.encode()):
        raise NotOurs
    if error := query.get("error", [""])[0]:
        raise denied(login) if error == "access_denied" else refusal(login, error if error.isidentifier() else "")
    codes = query.get("code", [])
    if len(codes) != 1 or not codes[0]:
        raise NotOurs
    return codes[0]


def exchange(login: OAuthLogin, attempt: Attempt, code: str) -> Grant:
    """Give the grant for a code. Raises Refused and Unreachable."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": attempt.redirect,
        "code_verifier": attempt.verifier,
    }
    return read_grant(login, ask(login, login.provider.token_endpoint, form))

"""Read what a token endpoint answers: a grant, or why there is none. Pure."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from connectors.oauth.endpoint import Reply
from connectors.oauth.settings import OAuthLogin
from models.errors import Refused, Unreachable

UNSAID_LIFE = timedelta(minutes=10)
"""How long an access token is used of which the provider does not say how long it holds."""

_TOKEN = re.compile(r"[\x21-\x7e]{1,16384}\Z")
_LONGEST = 10 * 366 * 86_400
_PERSON_WANTED = frozenset({"interaction_required", "consent_required", "login_required"})
NOT_NOW = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
"""Errors that pass by themselves."""

_CLAIMS = ("email", "preferred_username", "upn")


class LoginNeeded(Refused):
    """Nobody has logged in, or the login has ended: a person must log in. Other logins and accounts are not touched.

    `final`: what is kept is worth nothing any more. Else it may be taken again, as a policy about places does.
    """

    def __init__(self, message: str, *, mend: str = "", final: bool = True) -> None:
        super().__init__(message, mend=mend)
        self.final = final


@dataclass(frozen=True, slots=True)
class Grant:
    """What a provider gave. None = it did not say, or gave no other one.

    `people`: names by which it knows who logged in, in lower case, from the id token.
    """

    access_token: str = field(repr=False)
    access_lives: timedelta
    refresh_token: str | None = field(default=None, repr=False)
    refresh_lives: timedelta | None = None
    scopes: frozenset[str] | None = None
    people: frozenset[str] = field(default=frozenset(), repr=False)


def login_needed(login: OAuthLogin, why: str, *, final: bool = True) -> LoginNeeded:
    """Give the error for a login that a person must make (again)."""
    return LoginNeeded(f"{login.name}: {why}", mend=f"run `rekisterid login {login.name}`", final=final)


def read_grant(login: OAuthLogin, reply: Reply) -> Grant:
    """Give the grant. Raises what `refusal` gives, and Unreachable for an answer that holds no token."""
    if reply.status != 200 or reply.error:
        raise refusal(login, reply.error)
    fields = reply.fields
    access = _token(fields, "access_token")
    kind = fields.get("token_type", "Bearer")
    if access is None or not isinstance(kind, str) or kind.lower() != "bearer":
        raise Unreachable(f"{login.name}: the provider gave no token", mend="the service tries again by itself")
    scopes = fields.get("scope")
    return Grant(
        access_token=access,
        access_lives=_seconds(fields, "expires_in") or UNSAID_LIFE,
        refresh_token=_token(fields, "refresh_token"),
        refresh_lives=_seconds(fields, "refresh_token_expires_in"),
        scopes=frozenset(scopes.split()) if isinstance(scopes, str) else None,
        people=_people(fields.get("id_token")),
    )


def refusal(login: OAuthLogin, error: str) -> Refused | Unreachable:
    """Give the error for a code of RFC 6749 (5.2) or of a provider's own; "" = none was given."""
    if error in NOT_NOW:
        return Unreachable(f"{login.name}: the provider cannot answer now", mend="the service tries again by itself")
    if error == "invalid_grant":
        return login_needed(login, f"the login has ended or was taken back ({error})")
    if error in _PERSON_WANTED:
        return login_needed(login, f"the provider wants a person to log in ({error})", final=False)
    mends = {
        "invalid_client": "check client_id and client_secret of the login; a secret may have expired at the provider",
        "unauthorized_client": "allow this way to log in at the provider: docs/oauth2.md says what to click",
        "invalid_scope": "allow these rights at the provider: docs/oauth2.md says which; or check scopes of the login",
        "access_denied": "log in again and allow what is asked; an administrator may have to allow the application",
    }
    mend = mends.get(error, "check the login in the configuration; docs/oauth2.md says what the provider needs")
    return Refused(f"{login.name}: the provider refuses ({error or 'without a reason'})", mend=mend)


def _token(fields: Mapping[str, object], key: str) -> str | None:
    """The token; None for what could not be said to a server as one (RFC 6749, A.12 and A.17)."""
    value = fields.get(key)
    return value if isinstance(value, str) and _TOKEN.match(value) else None


def _seconds(fields: Mapping[str, object], key: str) -> timedelta | None:
    """Whole seconds; some providers write the number as text."""
    value = fields.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST:
        return None
    return timedelta(seconds=int(value)) or timedelta(seconds=1)


def _people(id_token: object) -> frozenset[str]:
    """The names in an id token. It came from the provider itself over TLS: its signature need not be tested
    (OpenID Connect Core, 3.1.3.7)."""
    parts = id_token.split(".") if isinstance(id_token, str) else []
    if len(parts) != 3:
        return frozenset()
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return frozenset()
    if not isinstance(claims, dict):
        return frozenset()
    return frozenset(value.strip().casefold() for name in _CLAIMS if isinstance(value := claims.get(name), str))

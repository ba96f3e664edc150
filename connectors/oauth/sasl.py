"""How a mail server is shown a token: OAUTHBEARER (RFC 7628), or XOAUTH2, which Google and Microsoft had before it. Pure."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from connectors.accounts import Server
from models.errors import Refused

THE_OTHER_WAY = "; this server takes logins by OAuth2, as Microsoft and Google want them: docs/oauth2.md"
"""What is added to the mend of a password that was refused."""


class Mechanism(StrEnum):
    """The names as servers list them, the better one first."""

    OAUTHBEARER = "OAUTHBEARER"
    XOAUTH2 = "XOAUTH2"


class TokenRefusal(StrEnum):
    """What a server's refusal means."""

    STALE = "stale"
    """Another token may be taken."""
    RIGHTS = "rights"
    """The token holds, but not for this: no other one would."""
    OUTAGE = "outage"
    """The server cannot tell now."""


def chosen(offered: Collection[str]) -> Mechanism | None:
    """Give the mechanism to use of those that a server lists; None when it has neither."""
    names = {name.upper() for name in offered}
    return next((mechanism for mechanism in Mechanism if mechanism in names), None)


def first_words(mechanism: Mechanism, user: str, server: Server, token: str) -> bytes:
    """Give the message that shows the token."""
    if mechanism is Mechanism.XOAUTH2:
        return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
    name = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={name},\x01host={server.host}\x01port={server.port}\x01auth=Bearer {token}\x01\x01".encode()


def last_words(mechanism: Mechanism) -> bytes:
    """Give the answer to a server's reason, without which it would wait (RFC 7628, 3.2.3; XOAUTH2: an empty line)."""
    return b"\x01" if mechanism is Mechanism.OAUTHBEARER else b""


def understood(reason: bytes) -> TokenRefusal:
    """Give what a server's reason means: JSON with a `status`, a number with XOAUTH2, a word with OAUTHBEARER."""
    try:
        found = json.loads(reason)
    except (ValueError, RecursionError):
        return TokenRefusal.STALE
    status = str(found.get("status", "")).lower() if isinstance(found, dict) else ""
    if status in {"403", "insufficient_scope"}:
        return TokenRefusal.RIGHTS
    return TokenRefusal.OUTAGE if status.startswith("5") else TokenRefusal.STALE


@dataclass(slots=True)
class Showing:
    """One try to show a token, for libraries that ask for each next message; `refusal` is known after it."""

    mechanism: Mechanism
    message: bytes = field(repr=False)
    refusal: TokenRefusal = TokenRefusal.STALE
    _shown: bool = False

    def __call__(self, challenge: bytes) -> bytes:
        """Give the next message to the server."""
        if not self._shown:
            self._shown = True
            return self.message
        self.refusal = understood(challenge)
        return last_words(self.mechanism)


def no_token_login(account: str, host: str) -> Refused:
    """Give the error for a server that takes no tokens."""
    mend = "use a password (password_file) in the place of login, or the server that the provider names"
    return Refused(f"{account}: {host} offers no login by OAuth2", mend=mend)


def token_refused(account: str, host: str, login: str, refusal: TokenRefusal) -> Refused:
    """Give the error for a server that refuses the token, and another one after it."""
    if refusal is TokenRefusal.RIGHTS:
        mend = f"run `rekisterid login {login}` and allow everything that is asked"
        return Refused(f"{account}: the login {login} has not the rights for {host}", mend=mend)
    mend = (
        "see that user is the mailbox of the login, and that IMAP or sending by SMTP is allowed for it (docs/oauth2.md); "
        f"then run `rekisterid login {login}`"
    )
    return Refused(f"{account}: {host} refuses the token of the login {login}", mend=mend, at_login=True)

"""What a login is: whose, at which provider, with which rights. Built by the daemon's configuration; nothing is asked here."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

ABOUT_THE_PERSON = ("openid", "email")
"""Scopes that let the provider say who logged in (OpenID Connect Core, 5.4): a login of somebody else is noticed."""

_ABOUT_THE_LOGIN = frozenset({*ABOUT_THE_PERSON, "profile", "offline_access"})


class Use(StrEnum):
    """What a login is used for: decides the rights that are asked for, and no more."""

    READING_MAIL = "reading mail"
    SENDING_MAIL = "sending mail"
    CALENDARS = "calendars"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider is asked. "" = it has no such endpoint.

    `redirect_host`: the name by which it allows a redirect to this very machine. `asks`: what else stands in the address
    that a person opens. `unused_for`: after so long without use a login ends; None = not known.
    """

    token_endpoint: str
    authorization_endpoint: str = ""
    device_endpoint: str = ""
    redirect_host: str = "127.0.0.1"
    asks: tuple[tuple[str, str], ...] = ()
    unused_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class OAuthLogin:
    """One person's login. `user` is the address they log in with; `client_secret` is "" for a public client."""

    name: str
    user: str
    provider: Provider
    client_id: str
    scopes: tuple[str, ...]
    client_secret: str = field(default="", repr=False)
    ca_file: str | None = None

    @property
    def rights(self) -> frozenset[str]:
        """The scopes that open mail and calendars; those that only concern the login itself are left out."""
        return frozenset(scope for scope in self.scopes if scope not in _ABOUT_THE_LOGIN)

    def lacking(self, granted: Collection[str]) -> frozenset[str]:
        """Give the rights that are not among the granted scopes; providers write the addresses before a right freely."""
        found = {_right(scope) for scope in granted}
        return frozenset(scope for scope in self.rights if _right(scope) not in found)


def _right(scope: str) -> str:
    return scope.rstrip("/").rpartition("/")[2].casefold()


def microsoft(tenant: str) -> Provider:
    """Give Microsoft's identity platform for a tenant: a domain, an id, "organizations", "consumers" or "common"."""
    base = f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
    return Provider(
        token_endpoint=f"{base}/token",
        authorization_endpoint=f"{base}/authorize",
        device_endpoint=f"{base}/devicecode",
        # The address that an app registration allows with any port is http://localhost.
        redirect_host="localhost",
        asks=(("prompt", "select_account"),),
        unused_for=timedelta(days=90),
    )


def google() -> Provider:
    """Give Google's endpoints. Its device endpoint grants no mail and no calendars, so it is left out.

    `access_type` and `prompt`: without both it gives a refresh token at the first login only.
    """
    return Provider(
        "https://oauth2.googleapis.com/token",
        authorization_endpoint="https://accounts.google.com/o/oauth2/v2/auth",
        asks=(("access_type", "offline"), ("prompt", "consent")),
    )


def microsoft_scopes(uses: Collection[Use]) -> tuple[str, ...]:
    """Give the scopes of Exchange Online for these uses; it has no calendars for CalDAV."""
    rights = {
        Use.READING_MAIL: "https://outlook.office.com/IMAP.AccessAsUser.All",
        Use.SENDING_MAIL: "https://outlook.office.com/SMTP.Send",
    }
    return (*(scope for use, scope in rights.items() if use in uses), "offline_access", *ABOUT_THE_PERSON, "profile")


def google_scopes(uses: Collection[Use]) -> tuple[str, ...]:
    """Give Google's scopes for these uses: IMAP and SMTP know only the whole of mail, calendars can be looked at alone."""
    rights = {
        "https://mail.google.com/": {Use.READING_MAIL, Use.SENDING_MAIL},
        "https://www.googleapis.com/auth/calendar.readonly": {Use.CALENDARS},
    }
    return (*(scope for scope, needs in rights.items() if needs & set(uses)), *ABOUT_THE_PERSON)

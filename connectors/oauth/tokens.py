"""Access tokens of a login, as accounts need them: kept ones while they hold, fetched anew a little before they end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from connectors.oauth.endpoint import ask
from connectors.oauth.grant import Grant, LoginNeeded, login_needed, read_grant
from connectors.oauth.settings import OAuthLogin
from connectors.oauth.store import Kept, LoginStore
from models.errors import Unreachable

RENEW_BEFORE = timedelta(minutes=5)
FORCED_AT_MOST_EVERY = timedelta(hours=1)
"""A server that refuses fresh tokens too gets one more try an hour: with the pause after a refusal at most 5 logins (HW-F14)."""

log = structlog.get_logger(__name__)


class StoredTokens:
    """See connectors.accounts.TokenSource. Holds nothing itself: all is in the store, which other processes write too."""

    def __init__(self, login: OAuthLogin, store: LoginStore, clock: Callable[[], datetime]) -> None:
        self._login = login
        self._store = store
        self._clock = clock

    @property
    def login(self) -> str:
        """The name of the login."""
        return self._login.name

    def token(self) -> str:
        """Give an access token that holds. Raises LoginNeeded, Refused and Unreachable."""
        kept = usable(self._login, self._store.read())
        if not _is_due(kept, self._clock()):
            return kept.access_token
        try:
            return self._renewed(None) or kept.access_token
        except Unreachable as exc:
            if not kept.refreshed_at <= self._clock() < kept.access_until:
                raise
            # The old one holds for some more minutes, in which the provider may come back.
            log.warning("token not renewed yet", login=self.login, message=str(exc))
            return kept.access_token

    def renewed(self, refused: str) -> str | None:
        """Give another token in place of one that a server refused; None when there is no other now.

        Raises LoginNeeded, Refused and Unreachable.
        """
        return self._renewed(refused)

    def _renewed(self, refused: str | None) -> str | None:
        with self._store.writing() as put:
            kept, now = usable(self._login, self._store.read()), self._clock()
            forced = kept.access_token == refused
            if not forced and not _is_due(kept, now):
                # Somebody else has fetched it meanwhile.
                return kept.access_token
            if forced and kept.forced_at and timedelta(0) <= now - kept.forced_at < FORCED_AT_MOST_EVERY:
                return None
            try:
                grant = self._ask(kept)
            except LoginNeeded as exc:
                why = str(exc).rpartition(": ")[2]
                lost = replace(kept, refresh_token="", access_token="", ended=why)
                put(lost if exc.final else replace(kept, ended=why))
                raise
            # At once, before anybody uses the new token: the old one may be worth nothing from now on.
            put(_after(self._login, kept, grant, now, forced=forced))
        log.info("token renewed", login=self.login, forced=forced)
        return grant.access_token

    def _ask(self, kept: Kept) -> Grant:
        form = {"grant_type": "refresh_token", "refresh_token": kept.refresh_token}
        return read_grant(self._login, ask(self._login, self._login.provider.token_endpoint, form))


def usable(login: OAuthLogin, kept: Kept | None) -> Kept:
    """Give what is kept of a login when it is one that holds. Raises LoginNeeded.

    Tokens of another client or provider are not used: they would be shown to a server that did not give them.
    """
    if kept is None:
        raise login_needed(login, "nobody has logged in yet")
    if not kept.refresh_token:
        raise login_needed(login, kept.ended or "the login has ended")
    if (kept.token_endpoint, kept.client_id) != (login.provider.token_endpoint, login.client_id):
        raise login_needed(login, "the login was made for another provider or client_id")
    return kept


def first(login: OAuthLogin, grant: Grant, refresh_token: str, now: datetime) -> Kept:
    """Give what is to be kept of a new login."""
    blank = Kept(
        token_endpoint=login.provider.token_endpoint,
        client_id=login.client_id,
        scopes=login.scopes,
        refresh_token=refresh_token,
        access_token="",
        renew_at=now,
        access_until=now,
        logged_in_at=now,
        refreshed_at=now,
    )
    return _after(login, blank, grant, now, forced=False)


def _after(login: OAuthLogin, kept: Kept, grant: Grant, now: datetime, *, forced: bool) -> Kept:
    lives = grant.access_lives
    ends_at = kept.ends_at
    if grant.refresh_lives is not None:
        ends_at = now + grant.refresh_lives
    elif login.provider.unused_for is not None:
        ends_at = now + login.provider.unused_for
    return replace(
        kept,
        refresh_token=grant.refresh_token or kept.refresh_token,
        access_token=grant.access_token,
        renew_at=now + lives - min(RENEW_BEFORE, lives / 2),
        access_until=now + lives,
        refreshed_at=now,
        ended="",
        ends_at=ends_at,
        forced_at=now if forced else kept.forced_at,
    )


def _is_due(kept: Kept, now: datetime) -> bool:
    # Before it was fetched: the clock was set back, and says nothing of how long the token holds.
    return now >= kept.renew_at or now < kept.refreshed_at

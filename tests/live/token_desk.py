"""A person's login by OAuth2 as the connectors have it: the provider, what is kept, and a clock that a test sets."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from connectors.oauth.grant import Grant
from connectors.oauth.settings import OAuthLogin
from connectors.oauth.store import Kept, LoginStore
from connectors.oauth.tokens import StoredTokens, first
from tests.live.certificates import CertificateAuthority
from tests.live.token_provider import TokenProvider

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@dataclass
class Desk:
    """A login called office. `now` is what its tokens take for the present."""

    provider: TokenProvider
    authority: CertificateAuthority
    folder: Path
    now: datetime = NOW
    login: OAuthLogin = field(init=False)

    def __post_init__(self) -> None:
        self.login = OAuthLogin(
            "office",
            "info@salonki.example",
            self.provider.provider,
            "client-1",
            ("mail", "offline_access", "openid", "email"),
            ca_file=str(self.authority.ca_file),
        )

    @property
    def store(self) -> LoginStore:
        """Where its tokens are."""
        return LoginStore(self.folder / "logins", "office")

    @property
    def path(self) -> Path:
        """The file that they are in."""
        return self.folder / "logins" / "office.json"

    @property
    def kept(self) -> Kept:
        """What is kept now."""
        kept = self.store.read()
        assert kept is not None
        return kept

    @property
    def tokens(self) -> StoredTokens:
        """Its tokens."""
        return StoredTokens(self.login, self.store, lambda: self.now)

    def log_in(self, *, access: str = "", lives: timedelta = timedelta(hours=1)) -> None:
        """Keep a login that was made just now; `access`: an access token that the provider does not know."""
        grant = Grant(access or self.provider.new_access_token(), lives)
        with self.store.writing() as put:
            put(first(self.login, grant, self.provider.new_refresh_token(), self.now))

    def change(self, **values: Any) -> None:
        """Change what is kept."""
        kept = replace(self.kept, **values)
        with self.store.writing() as put:
            put(kept)

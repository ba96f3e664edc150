"""How a calendar server is shown an access token: in each request's header (RFC 6750, 2.1), fetched when it is needed."""

from typing import Any

from niquests.auth import AuthBase

from connectors.accounts import TokenSource


class TokenAuth(AuthBase):
    """Puts a token into every request of an account. The guarded session sees to it that only its own server is asked."""

    def __init__(self, tokens: TokenSource) -> None:
        self._tokens = tokens
        self._shown = ""
        self._next: str | None = None

    def __call__(self, request: Any) -> Any:
        """See AuthBase. Raises what TokenSource.token raises."""
        self._shown, self._next = self._next or self._tokens.token(), None
        request.headers["Authorization"] = f"Bearer {self._shown}"
        return request

    def has_another(self) -> bool:
        """Whether the next request shows another token than the last one, which the server refused. Raises as `token`."""
        self._next = self._tokens.renewed(self._shown)
        return self._next is not None

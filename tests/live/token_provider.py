"""A provider of logins on 127.0.0.1, over TLS: device codes, a page with PKCE, refresh tokens that rotate, and every way to fail.

Beside it, in the clear, what a mail server asks to see whose a token is (Dovecot's token info).
"""

import base64
import hashlib
import http.client
import itertools
import json
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from connectors.oauth.settings import Provider
from tests.live.process import HOST

MARKER = "T0ken-8c1f-must-stay-secret"
"""Stands in every token and code: nothing but the kept file and the wire may hold it."""

_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
Answer = tuple[int, dict[str, Any] | bytes]


@dataclass
class Begun:
    """A login that has begun: by device, or on the page with what PKCE needs."""

    scope: str
    redirect: str = ""
    challenge: str = ""
    allowed: bool = False
    denied: bool = False


@dataclass
class Rules:
    """How the provider behaves; a test changes what it needs. Lives are in seconds, None = not said."""

    user: str = "user1"
    client_secret: str = ""
    access_lives: int | None = 3600
    refresh_lives: int | None = None
    rotates: bool = True
    says_person: str = "info@salonki.example"
    grants: str = ""
    interval: int = 1
    expires_in: int = 900
    gives_refresh: bool = True
    next_answers: list[Answer] = field(default_factory=list)
    """Given in place of the next answers of the token endpoint."""
    device_answer: Answer | None = None
    """Given in place of every code to type."""
    length: int = 1500
    """How much longer tokens are than their mark: those of Microsoft are long, those of Google short."""
    slow: float = 0.0
    """Seconds before the token endpoint answers."""


class TokenProvider:
    """Use as `with TokenProvider(context) as provider:`; `behave()` forgets everything before the next test."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._server = _serve(self, tls)
        self._info = _serve(self, None)
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.behave()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._server, self._info):
            server.shutdown()
            server.server_close()

    def behave(self) -> None:
        """Forget every rule, login and token."""
        self.rules = Rules()
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.shown: list[str] = []
        self.reused = 0
        self._devices: dict[str, Begun] = {}
        self._codes: dict[str, Begun] = {}
        self._refresh: set[str] = set()
        self._spent: set[str] = set()
        self._access: dict[str, float] = {}

    @property
    def url(self) -> str:
        """Where it is, without a path."""
        return f"https://{HOST}:{self._server.server_port}"

    @property
    def info_port(self) -> int:
        """The port in the clear; it answers as the other one does."""
        return self._info.server_port

    @property
    def info_url(self) -> str:
        """What a mail server asks, the token goes to its end."""
        return f"http://{HOST}:{self._info.server_port}/info?access_token="

    @property
    def provider(self) -> Provider:
        """Its endpoints as the connectors take them."""
        return Provider(f"{self.url}/token", f"{self.url}/authorize", f"{self.url}/device")

    @property
    def refreshes(self) -> int:
        """How often a refresh token was shown."""
        return sum(form.get("grant_type") == "refresh_token" for _, form in self.asked)

    @property
    def codes_given(self) -> int:
        """How many codes to type were given."""
        return len(self._devices)

    def allow(self) -> None:
        """The person types the code and says yes."""
        self._settle(allowed=True)

    def deny(self) -> None:
        """The person says no."""
        self._settle(denied=True)

    def revoke(self) -> None:
        """Take every login back: no token of any kind holds any more."""
        with self._lock:
            self._refresh.clear()
            self._access.clear()

    def forget_access(self) -> None:
        """Let access tokens end early; refresh tokens hold."""
        with self._lock:
            self._access.clear()

    def new_refresh_token(self) -> str:
        """A login that somebody has made already."""
        with self._lock:
            return self._new(self._refresh)

    def new_access_token(self) -> str:
        """An access token that holds."""
        with self._lock:
            return self._new_access()

    def person_of(self, token: str) -> str | None:
        """Whose an access token is; None when it does not hold."""
        with self._lock:
            self.shown.append(token)
            return self.rules.user if self._access.get(token, 0.0) > time.monotonic() else None

    def browse(self, address: str, ca: ssl.SSLContext, *, deny: bool = False) -> str:
        """Open the page as a browser, log in, and give the address it sends the browser back to."""
        parts = urlsplit(address)
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, context=ca, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}{'&deny=1' if deny else ''}")
        answer = connection.getresponse()
        back = answer.getheader("Location") or ""
        connection.close()
        assert answer.status == 302, answer.status
        return back

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Answer an endpoint; for the server's own threads."""
        with self._lock:
            self.asked.append((path, form))
            if path == "/device" and self.rules.device_answer is not None:
                return self.rules.device_answer
            if path == "/token" and self.rules.next_answers:
                return self.rules.next_answers.pop(0)
        if path == "/token":
            time.sleep(self.rules.slow)
        with self._lock:
            if form.get("client_id") != "client-1" or form.get("client_secret", "") != self.rules.client_secret:
                return 401, {"error": "invalid_client", "error_description": MARKER}
            return self._device(form) if path == "/device" else self._token(form)

    def authorize(self, query: Mapping[str, list[str]]) -> str:
        """Give the address to send the browser to."""
        with self._lock:
            asked = {key: values[0] for key, values in query.items()}
            assert asked["response_type"] == "code"
            assert asked["code_challenge_method"] == "S256"
            answer = {"state": asked["state"]}
            if "deny" in asked:
                answer["error"] = "access_denied"
            else:
                answer["code"] = self._token_text()
                self._codes[answer["code"]] = Begun(asked["scope"], asked["redirect_uri"], asked["code_challenge"])
            return f"{asked['redirect_uri']}/?{urlencode(answer)}"

    def _settle(self, *, allowed: bool = False, denied: bool = False) -> None:
        with self._lock:
            for begun in self._devices.values():
                begun.allowed, begun.denied = allowed, denied

    def _device(self, form: dict[str, str]) -> Answer:
        device_code = self._token_text()
        self._devices[device_code] = Begun(form["scope"])
        return 200, {
            "device_code": device_code,
            "user_code": "ABCD-1234",
            "verification_uri": f"{self.url}/activate",
            "expires_in": self.rules.expires_in,
            "interval": self.rules.interval,
        }

    def _token(self, form: dict[str, str]) -> Answer:
        kind = form.get("grant_type")
        if kind == _DEVICE_GRANT:
            begun = self._devices.get(form.get("device_code", ""), Begun("", denied=True))
            if begun.denied:
                return 400, {"error": "authorization_declined"}
            return self._granted(begun.scope) if begun.allowed else (400, {"error": "authorization_pending"})
        if kind == "authorization_code":
            made = self._codes.pop(form.get("code", ""), None)
            proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
            if (
                made is None
                or made.redirect != form.get("redirect_uri")
                or made.challenge != proof.rstrip(b"=").decode()
            ):
                return 400, {"error": "invalid_grant", "error_description": MARKER}
            return self._granted(made.scope)
        return self._refreshed(form.get("refresh_token", ""))

    def _refreshed(self, shown: str) -> Answer:
        if shown not in self._refresh:
            self.reused += shown in self._spent
            return 400, {"error": "invalid_grant", "error_description": f"revoked {MARKER}"}
        if self.rules.rotates:
            self._refresh.discard(shown)
            self._spent.add(shown)
        return self._granted("", refresh=self.rules.rotates)

    def _granted(self, scope: str, *, refresh: bool = True) -> Answer:
        rules = self.rules
        given: dict[str, Any] = {"access_token": self._new_access(), "token_type": "Bearer"}
        given |= {"expires_in": rules.access_lives} if rules.access_lives is not None else {}
        given |= {"refresh_token_expires_in": rules.refresh_lives} if rules.refresh_lives is not None else {}
        given |= {"refresh_token": self._new(self._refresh)} if refresh and rules.gives_refresh else {}
        given |= {"scope": rules.grants or scope} if scope else {}
        given |= {"id_token": id_token({"email": rules.says_person, "sub": "1"})} if rules.says_person else {}
        return 200, given

    def _new_access(self) -> str:
        token = self._token_text()
        self._access[token] = time.monotonic() + (self.rules.access_lives or 600)
        return token

    def _new(self, where: set[str]) -> str:
        token = self._token_text()
        where.add(token)
        return token

    def _token_text(self) -> str:
        return f"{MARKER}.{next(self._numbers)}.{'x' * self.rules.length}"


def id_token(claims: Mapping[str, object]) -> str:
    """An id token with these claims; nobody looks at its signature."""
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    return f"e30.{middle}.c2ln"


def _serve(provider: TokenProvider, tls: ssl.SSLContext | None) -> ThreadingHTTPServer:
    class Handler(_Handler):
        owner = provider

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        # The handshake is made by the thread of the connection: one that never speaks must not hold up the others.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    owner: TokenProvider
    timeout = 10

    def handle(self) -> None:
        try:
            super().handle()
        except (OSError, ssl.SSLError):
            self.close_connection = True

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length", "0"))
        form = {key: values[0] for key, values in parse_qs(self.rfile.read(size).decode()).items()}
        status, body = self.owner.post(urlsplit(self.path).path, form)
        self._say(status, body if isinstance(body, bytes) else json.dumps(body).encode())

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        if parts.path == "/authorize":
            self._say(302, b"", {"Location": self.owner.authorize(query)})
            return
        person = self.owner.person_of(query.get("access_token", [""])[0])
        if person is None:
            self._say(401, b'{"error":"invalid_token"}')
        else:
            self._say(200, json.dumps({"email": person, "active": True}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on standard error."""

    def _say(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        more = {"Location": f"{self.owner.url}/elsewhere"} if 300 <= status < 400 and not headers else headers or {}
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

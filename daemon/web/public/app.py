"""The public pages as an ASGI application: routes, limits, what every answer carries.

Looking (GET, HEAD) reads; only POST acts, and each act is one short transaction in a thread beside: a page never holds up a
job, and a slow visitor holds nothing. What a visitor asks for is logged nowhere: the address of a page is a key.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import structlog
from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from daemon.page_links import PATHS
from daemon.web.public import answer, confirmation, consents, self_service, withdrawal
from daemon.web.public.limits import MISSES, REQUESTS, WISHES, Limit, visitor_of
from daemon.web.public.rendering import Shown, html_of, said
from daemon.web.public.requests import (
    ONE_CLICK,
    TooLarge,
    browser_language,
    is_from_elsewhere,
    language_named,
    read_form,
)
from daemon.web.public.room import Room, Visit, language_for, wrong_link
from models.errors import RegisterUnusable
from models.register.page_consent import LinkSpent
from models.tables import LinkPurpose

log = structlog.get_logger()

AT_ONCE_SHOW, AT_ONCE_ACT = 4, 2
"""So many pages are made at the same time: the others wait their turn, and jobs find room in the database. Looking has its own
places: it never waits for acts that wait for a writer."""

MAX_PATH_CHARS = 200
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose name holds their hash."""

Act = Callable[[Room, Visit], Shown]


@dataclass(frozen=True, slots=True)
class Group:
    """A page: how it is shown, and what a form on it does."""

    show: Act
    act: Act


GROUPS: Mapping[str, Group] = {
    "/": Group(self_service.show, self_service.act),
    f"/{PATHS[LinkPurpose.ANSWER]}/{{token}}": Group(answer.show, answer.act),
    f"/{PATHS[LinkPurpose.WITHDRAWAL]}/{{token}}": Group(withdrawal.show, withdrawal.act),
    f"/{PATHS[LinkPurpose.CONSENTS]}/{{token}}": Group(consents.show, consents.act),
    f"/{PATHS[LinkPurpose.CONFIRMATION]}/{{token}}": Group(confirmation.show, confirmation.act),
}


def create_app(room: Room, trusted: Collection[str]) -> ASGIApp:
    """Give the application. `trusted`: proxies that are believed about a visitor's address."""
    pages = _Pages(room, frozenset(trusted))
    routes = [
        *(Route(path, pages.endpoint(group), methods=["GET", "POST"]) for path, group in GROUPS.items()),
        *(Route(path, _file(*held)) for path, held in room.look.files.items()),
        Route("/robots.txt", _robots),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: pages.no_page, Exception: pages.failed})
    # The way without the slash would be named by the visitor's own Host, and without https behind a proxy.
    app.router.redirect_slashes = False
    return _WithHeaders(app)


class _Pages:
    """Answers visits, and counts them. All of it but the making of a page runs in the loop's own thread."""

    def __init__(self, room: Room, trusted: frozenset[str]) -> None:
        self._room = room
        self._trusted = trusted
        self._requests, self._misses, self._wishes = Limit(REQUESTS), Limit(MISSES), Limit(WISHES)
        self._at_once = {"show": CapacityLimiter(AT_ONCE_SHOW), "act": CapacityLimiter(AT_ONCE_ACT)}

    def endpoint(self, group: Group) -> Callable[[Request], object]:
        """Give the endpoint of a page."""

        async def answer_request(request: Request) -> Response:
            visitor = self._visitor(request)
            self._requests.count(visitor)
            if self._requests.is_spent(visitor):
                return self._problem(request, "too_many", 429)
            form: dict[str, str] = {}
            if request.method == "POST":
                try:
                    form = await read_form(request)
                except TooLarge:
                    return self._problem(request, "too_large", 413)
                except ClientDisconnect:
                    return Response(status_code=400)
                # A mail program's own POST comes from anywhere (RFC 8058), and withdraws only.
                is_one_click = form == ONE_CLICK and group.act is withdrawal.act
                if not is_one_click and is_from_elsewhere(request, self._room.choices.url):
                    return self._problem(request, "foreign", 403)
                if group.act is self_service.act and self._is_flooding(visitor):
                    return self._problem(request, "too_many", 429)
            return await self._made(group, _visit(request, form), request, visitor)

        return answer_request

    async def _made(self, group: Group, visit: Visit, request: Request, visitor: str) -> Response:
        make, kind = (group.act, "act") if request.method == "POST" else (group.show, "show")

        def page() -> tuple[Shown, str]:
            shown = make(self._room, visit)
            return shown, html_of(shown, self._room.look)

        try:
            shown, html = await run_sync(page, limiter=self._at_once[kind])
        except RegisterUnusable as exc:
            log.warning("page not served", error=type(exc).__name__)
            return self._problem(request, "unavailable", 503)
        except LinkSpent:
            return self._problem(request, "link_spent", 429)
        if shown.is_miss:
            # A link that opens something is served all the same: an office of many must be able to withdraw (C8).
            if self._misses.is_spent(visitor):
                return self._problem(request, "too_many", 429)
            self._misses.count(visitor)
        return HTMLResponse(html, shown.status, headers={"Content-Language": shown.language.value})

    async def no_page(self, request: Request, exc: Exception) -> Response:
        """Answer what there is no page for: in the words of a wrong link, or of a method that is not taken."""
        visitor = self._visitor(request)
        self._requests.count(visitor)
        if self._requests.is_spent(visitor):
            return self._problem(request, "too_many", 429)
        if isinstance(exc, HTTPException) and exc.status_code == 405:
            return PlainTextResponse("GET, HEAD, POST\n", 405, headers={"Allow": "GET, HEAD, POST"})
        # Without its own address: "//elsewhere/" in a link of the page would be another site.
        shown = wrong_link(self._room, replace(_visit(request, {}), path=""))
        return HTMLResponse(html_of(shown, self._room.look), 404)

    async def failed(self, request: Request, exc: Exception) -> Response:
        """Answer when a page failed by a fault of ours. Only the place of it is logged, nothing of the visit."""
        log.error("page failed", error=type(exc).__name__, exc_info=exc)
        return self._problem(request, "unavailable", 500)

    def _problem(self, request: Request, section: str, status: int) -> Response:
        language = language_for(self._room, _visit(request, {}))
        html = html_of(said(section, language, status=status), self._room.look)
        headers = {"Retry-After": "300"} if section != "link_spent" and status in (429, 503) else {}
        return HTMLResponse(html, status, headers=headers)

    def _is_flooding(self, visitor: str) -> bool:
        self._wishes.count(visitor)
        return self._wishes.is_spent(visitor)

    def _visitor(self, request: Request) -> str:
        peer = request.client.host if request.client else ""
        return visitor_of(peer, request.headers.getlist("x-forwarded-for"), self._trusted)


def _visit(request: Request, form: Mapping[str, str]) -> Visit:
    query = request.query_params
    return Visit(
        path=request.url.path if len(request.url.path) <= MAX_PATH_CHARS else "",
        token=request.path_params.get("token", ""),
        form=form,
        score=query.get("score", ""),
        wished=language_named(query.get("lang", "")),
        browser=browser_language(request.headers),
    )


def _file(content: bytes, kind: str) -> Callable[[Request], Response]:
    def answer_file(_request: Request) -> Response:
        return Response(content, media_type=kind, headers={"Cache-Control": FOR_EVER})

    return answer_file


def _robots(_request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


class _WithHeaders:
    """Adds to every answer what keeps a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                ours = dict(HEADERS) if b"cache-control" in held else {**HEADERS, "Cache-Control": "no-store"}
                added = [(name.lower().encode(), value.encode()) for name, value in ours.items()]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, with_headers)

"""Read what a visitor sent: a small form, a language. Nothing larger is taken, and nothing slow."""

import asyncio
from collections.abc import Mapping
from email import message_from_bytes
from email.policy import HTTP
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from models.vocabulary import Language

MAX_BODY_BYTES = 49_152
"""A comment of the longest kind, each character written with twelve bytes, and the rest of the form."""

MAX_FIELDS = 12
BODY_SECONDS = 10.0
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
"""What a mail program posts, and nothing else (RFC 8058, 3.1)."""


class TooLarge(Exception):
    """More was sent than a form of ours can hold, or it came too slowly."""


async def read_form(request: Request) -> dict[str, str]:
    """Give the fields of a posted form; a field that comes twice counts once, the last. Raises TooLarge, ClientDisconnect."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise TooLarge
    except TimeoutError:
        raise TooLarge from None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _parts(bytes(body), request.headers["content-type"])
    try:
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS))
    except ValueError:
        raise TooLarge from None


def _parts(body: bytes, content_type: str) -> dict[str, str]:
    """Read a form in parts: mail programs may post one (RFC 8058). Files and everything odd in it is left out."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = message_from_bytes(head + body, policy=HTTP)
    fields: dict[str, str] = {}
    for part in [*message.walk()][1 : MAX_FIELDS + 1]:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode("utf-8", "replace").strip("\r\n")
    return fields


def is_from_elsewhere(request: Request, url: str) -> bool:
    """Whether a browser says that another site's page has sent this form. The token is the secret; this only helps.

    `Origin: null` is what our own pages send: they let nobody know where one comes from (Referrer-Policy).
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "null")
    return site not in ("same-origin", "none") or origin not in ("null", url)


def language_named(text: str) -> Language | None:
    """Give the language of a code, None for one that is not ours."""
    return Language(text) if text in set(Language) else None


def browser_language(headers: Mapping[str, str]) -> Language | None:
    """Give the first of the browser's languages that is one of ours (their order is the usual one of preference)."""
    for item in headers.get("accept-language", "")[:200].split(","):
        found = language_named(item.partition(";")[0].strip()[:2].lower())
        if found is not None:
            return found
    return None


__all__ = [
    "ONE_CLICK",
    "ClientDisconnect",
    "TooLarge",
    "browser_language",
    "is_from_elsewhere",
    "language_named",
    "read_form",
]

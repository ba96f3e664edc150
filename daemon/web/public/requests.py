"""Read what a visitor sent: a small form, a language. Nothing larger is taken, and nothing slow."""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from models.vocabulary import Language

MAX_BODY_BYTES = 49_152
"""A comment of the longest kind, each character written with twelve bytes, and the rest of the form."""

MAX_PARTS_BYTES = 1024
"""A one click in parts, with room for a long boundary."""

MAX_FIELDS = 12
BODY_SECONDS = 10.0
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
"""What a mail program posts, and nothing else (RFC 8058, 3.1)."""

TYPED = ("comment",)
"""Free text: what cannot be seen in it is taken out when it is read. Any other field with such a character is left out."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ONE_CLICK_PART = re.compile(
    rb"""[ ;]name="?List-Unsubscribe"?[^\r\n]*\r?\n(?:[A-Za-z-]+:[^\r\n]*\r?\n)*\r?\nOne-Click\r?\n--""", re.IGNORECASE
)


class TooLarge(Exception):
    """More was sent than a form of ours can hold, or it came too slowly."""


async def read_form(request: Request) -> dict[str, str]:
    """Give the fields of a posted form; a field that comes twice counts once, the last. Raises TooLarge, ClientDisconnect.

    A form in parts is read as a mail program's one click alone (RFC 8058): no page of ours posts one, and taking such forms
    apart costs seconds where somebody means ill.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        if not _is_one_click(await _body(request, MAX_PARTS_BYTES)):
            raise TooLarge
        return dict(ONE_CLICK)
    body = await _body(request, MAX_BODY_BYTES)
    try:
        fields = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise TooLarge from None
    return {name: value for name, value in fields if name in TYPED or not _CONTROL.search(value)}


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise TooLarge
    except TimeoutError:
        raise TooLarge from None
    return bytes(body)


def _is_one_click(body: bytes) -> bool:
    return body.lower().count(b"content-disposition:") == 1 and _ONE_CLICK_PART.search(body) is not None


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

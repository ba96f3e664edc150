"""Programs that open every link of a mail before its reader does: mail gateways, prefetchers, sandboxes."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tests.daemon.web.public.visitors import PageFirm


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of scanner asks: its headers, the methods it uses, what it adds to the address."""

    headers: dict[str, str]
    methods: tuple[str, ...]
    suffixes: tuple[str, ...]


STYLES = (
    # A gateway that rewrites links and asks for the head first.
    Style({"User-Agent": "Mozilla/5.0 (compatible; MailGuard/2)"}, ("HEAD", "GET"), ("", "?score=1", "?score=5")),
    # A browser that fetches ahead of its reader.
    Style(
        {"Sec-Purpose": "prefetch;prerender", "Sec-Fetch-Site": "cross-site", "Accept-Language": "sv"},
        ("GET",),
        ("", "?lang=sv", "?lang=en&score=3"),
    ),
    # A sandbox that tries what else there is.
    Style(
        {"User-Agent": "curl/8", "Origin": "https://sandbox.example"},
        ("OPTIONS", "GET", "HEAD"),
        ("", "?action=withdraw", "?List-Unsubscribe=One-Click", "?_method=POST", "?score=10"),
    ),
)


def scan(firm: PageFirm, paths: Sequence[str], times: int, chance: random.Random) -> Counter[int]:
    """Open the paths so many times in all styles; give how often each status was answered."""
    visitor = firm.visitor()
    statuses: Counter[int] = Counter()
    for number in range(times):
        style = STYLES[number % len(STYLES)]
        path = paths[number % len(paths)] + chance.choice(style.suffixes)
        # Each from an address of its own: a scanner has many, and limits are not what is tested here.
        headers = {**style.headers, "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        statuses[visitor.request(chance.choice(style.methods), path, headers=headers).status_code] += 1
    return statuses

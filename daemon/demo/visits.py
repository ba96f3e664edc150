"""What the demo's clients do on the pages of the firm: they open the links in their letters, as a browser would."""

import re
from email import message_from_bytes, policy
from html import unescape

import niquests

from daemon.demo.relay import Taken
from daemon.page_links import PATHS
from models.tables import LinkPurpose

SECONDS = 20
_ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def link_in(letter: Taken, purpose: LinkPurpose) -> str | None:
    """Give the address of a page in the plain part of a letter, None where there is none."""
    part = message_from_bytes(letter.raw, policy=policy.default).get_body(("plain",))
    found = re.search(rf"https?://\S+/{PATHS[purpose]}/[\w-]+", str(part.get_content())) if part is not None else None
    return found[0] if found else None


def one_click(letter: Taken) -> str:
    """Press the mail program's own button (RFC 8058); give the title of the page that answers."""
    url = re.search(
        r"<(https?://[^>]+)>", str(message_from_bytes(letter.raw, policy=policy.default)["List-Unsubscribe"])
    )
    assert url is not None
    return submit(url[1], _ONE_CLICK)


def look(url: str) -> str:
    """Open a page; give its title."""
    return _title(niquests.get(url, timeout=SECONDS))


def submit(url: str, form: dict[str, str]) -> str:
    """Send a form of a page; give the title of what comes back."""
    return _title(niquests.post(url, data=form, timeout=SECONDS))


def _title(answer: niquests.Response) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.text or "", re.DOTALL)
    return unescape(found[1]) if found else f"{answer.status_code}, which it should not be"

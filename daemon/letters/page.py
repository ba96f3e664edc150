"""A letter's HTML as its reader sees it, and what a mail program would follow or load: for the lints."""

import re
from html.parser import HTMLParser
from itertools import takewhile

from models.vocabulary import Language

URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+|\bmailto:\S+", re.IGNORECASE)
_FORBIDDEN_TAGS = frozenset({
    "img", "script", "link", "iframe", "form", "input", "button", "object", "embed", "video", "audio", "svg", "base",
})  # fmt: skip
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity|max-height)\s*:\s*0(?:\.0+)?(?:px|em|%)?\s*[;\"'}!]",
    re.IGNORECASE,
)
"""How a style makes words that nobody sees."""
NAMED_WORDS = 5
"""So many words tell where two texts part."""

_LOADS = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)


def html_faults(html: str, text: str, language: Language) -> list[str]:
    """Give what is wrong with the HTML part beside the plain one: the same words and link, and nothing that loads."""
    page = Page()
    page.feed(html)
    page.close()
    holds = {
        "html language": page.language == language.value,
        "html link": page.links == URL.findall(text),
        "nothing loaded": not page.tags & _FORBIDDEN_TAGS and not page.loads and not _LOADS.search(html),
        "nothing hidden": not page.hides and not _HIDES.search(html),
        "same words": page.words() == text.split(),
    }
    return [name for name, good in holds.items() if not good]


def first_difference(html: str, text: str) -> tuple[str, str] | None:
    """Give the words of the HTML and those of the plain part from where they part, a few of each; None: they are the same."""
    page = Page()
    page.feed(html)
    page.close()
    shown, plain = page.words(), text.split()
    if shown == plain:
        return None
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(shown, plain, strict=False)))
    end = same + NAMED_WORDS
    return " ".join(shown[same:end]), " ".join(plain[same:end])


class Page(HTMLParser):
    """Collects what a reader sees, and what a mail program would follow or load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.loads = False
        self.hides = False
        self._hidden = 0
        self._seen: list[str] = []
        self._button = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag and what it points to."""
        values = dict(attrs)
        self.tags.add(tag)
        self._hidden += tag in ("head", "style")
        self._seen.append(" " if tag in ("p", "h1", "h2", "div", "td", "tr", "li", "br") else "")
        if tag == "html":
            self.language = values.get("lang") or ""
        if "href" in values:
            self.links.append(values["href"] or "")
        if tag == "a" and values.get("class") == "button":
            self._button = values.get("href") or ""
        handlers = any(name.startswith("on") for name in values)
        self.hides = self.hides or "hidden" in values
        self.loads = self.loads or handlers or bool({"src", "srcset", "background", "action"} & values.keys())

    def handle_endtag(self, tag: str) -> None:
        """End what is hidden; end a word where a block ends."""
        self._hidden -= tag in ("head", "style")
        self._seen.append(" " if tag in ("p", "h1", "h2", "div", "td", "tr", "li") else "")
        if tag == "a" and self._button:
            # The plain part says where a button leads.
            self._seen.append(f": {self._button}")
            self._button = ""

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if self._hidden <= 0:
            self._seen.append(data)

    def words(self) -> list[str]:
        """Give the words that are shown, in order."""
        return "".join(self._seen).split()

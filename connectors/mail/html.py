"""HTML to lines with their structure: cells, breaks, quote blocks and the wrappers that mail programs put round a quote.

Hidden text is left out: display:none and its like, by style, attribute or a class rule of the message's own style
sheet.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from connectors.mail import limits

_BLOCK_TEXT = """
address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
main nav ol p pre section table tbody tfoot thead tr ul
"""
_BLOCK = frozenset(_BLOCK_TEXT.split())
_SKIP_TEXT = """
head script style title template noscript svg math object iframe select textarea button audio video
"""
_SKIP = frozenset(_SKIP_TEXT.split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em"
    r"|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-height\s*:\s*0|(?:left|text-indent)\s*:\s*-\d{4,}px",
    re.I,
)
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,600})\}")
_CLASS = re.compile(r"\.([A-Za-z0-9_-]{1,60})\s*(?:,|\Z)")
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|moz-forward-container"
    r"|tutanota_quote|zmail_extra|qt|cite)(?:\s|$)"
)
_HEADER_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|OutlookMessageHeader)(?:\s|$)"
)
_SIGNATURE_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block(?:-user)?|x_signature"
    r"|elementToProof_signature)(?:\s|$)|^Signature$",
    re.I,
)
_HEADER_IDS = frozenset(
    {
        "divRplyFwdMsg",
        "x_divRplyFwdMsg",
        "mail-editor-reference-message-container",
        "appendonsend",
        "OLK_SRC_BODY_SECTION",
    }
)
_OUTLOOK_RULE = re.compile(r"border:\s*none;\s*border-top:\s*solid", re.I)
_TAG = re.compile(r"<[^<>]*>")
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]+")


@dataclass(slots=True)
class HtmlLine:
    """One line of text. `depth`: blockquotes around it. `mark`: "", "quote header", "quote" or "signature" by its wrapper."""

    text: str
    depth: int = 0
    mark: str = ""


class _Writer:
    """Collects text into lines; blanks collapse as a browser shows them."""

    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self.parts: list[str] = []
        self.depth = 0
        self.mark = ""
        self.line_mark = ""
        self.preformatted = 0

    def text(self, text: str) -> None:
        """Add text to the line at hand."""
        if not self.preformatted:
            text = _BLANKS.sub(" ", text)
        if text and (text != " " or self.parts):
            if not self.line_mark:
                self.line_mark = self.mark
            self.parts.append(text)

    def line_break(self, *, forced: bool = False) -> None:
        """End the line at hand; `forced` also when it is empty."""
        text = "".join(self.parts).strip()
        self.parts.clear()
        if text or forced:
            mark = self.line_mark if text else self.mark
            self.lines += [HtmlLine(piece.strip(" "), self.depth, mark) for piece in text.split("\n")]
        self.line_mark = ""

    def gap(self) -> None:
        """An empty line, unless there is one."""
        if self.lines and self.lines[-1].text:
            self.lines.append(HtmlLine("", self.depth, self.mark))

    def cell(self) -> None:
        """A tab between two cells of a row."""
        if self.parts and self.parts[-1] != "\t":
            self.parts.append("\t")


def html_lines(source: str) -> list[HtmlLine]:
    """Give the visible lines of an HTML text; an empty line stands for a paragraph's gap."""
    if source.count("<") - 2 * source.count("</") > limits.MAX_OPEN_TAGS:
        # Thousands of elements left open are nested by the parser one in the other, at a cost that grows with the square.
        return [HtmlLine(" ".join(line.split())) for line in _TAG.sub("\n", source).split("\n") if line.strip()]
    tree = LexborHTMLParser(source)
    body = tree.body or tree.root
    if body is None:
        return []
    writer = _Writer()
    _Walk(writer, _hidden_classes(source)).run(body)
    writer.line_break()
    return writer.lines[: limits.MAX_LINES]


def _hidden_classes(source: str) -> frozenset[str]:
    """Classes that the message's own style sheet hides."""
    lowered = source[:65_536].lower()
    if "<style" not in lowered:
        return frozenset()
    start, end = lowered.find("<style"), lowered.rfind("</style")
    names: set[str] = set()
    if not _HIDDEN_STYLE.search(lowered, start, max(end, start)):
        return frozenset()
    for selector, rule in _RULE.findall(source[start : max(end, start)]):
        # A rule inside @media holds for some screens only; it is read as the others: less text is the safer side.
        if "@" not in selector and _HIDDEN_STYLE.search(rule):
            names.update(_CLASS.findall(selector.strip()))
    return frozenset(names)


class _Walk:
    """Walks the tree without recursion: 20,000 nested elements are a known attack."""

    def __init__(self, writer: _Writer, hidden: frozenset[str]) -> None:
        self.writer = writer
        self.hidden = hidden
        self.open: list[tuple[str, int, str]] = []

    def run(self, root: LexborNode) -> None:
        """Visit every node below `root` in document order."""
        node: LexborNode | None = root.child
        for _ in range(limits.MAX_HTML_NODES):
            if node is None:
                return
            if self.enter(node):
                below = node.child
                if below is not None:
                    node = below
                    continue
                self.leave()
            node = self._onward(node)

    def _onward(self, node: LexborNode) -> LexborNode | None:
        following = node.next
        while following is None and self.open:
            parent = node.parent
            if parent is None:
                return None
            node = parent
            self.leave()
            following = node.next
        return following

    def enter(self, node: LexborNode) -> bool:
        """Open an element; False when nothing below it is to be seen or it has no inside."""
        tag = node.tag or ""
        if tag == "-text":
            self.writer.text(node.text_content or "")
            return False
        if tag in _SKIP or tag[:1] in {"-", "!", ""}:
            return False
        if tag == "br":
            self.writer.line_break(forced=True)
            return False
        attributes = node.attributes
        if attributes and self._hides(attributes):
            return False
        if tag in _BLOCK:
            self.writer.line_break()
        elif tag in {"td", "th"}:
            self.writer.cell()
        plain_paragraph = tag == "p" and not (attributes and "mso" in (attributes.get("class") or "").lower())
        self.open.append(("paragraph" if plain_paragraph else tag, self.writer.depth, self.writer.mark))
        if attributes or tag == "blockquote":
            self._mark(tag, attributes)
        self.writer.preformatted += tag == "pre"
        return True

    def leave(self) -> None:
        """Close the innermost open element: what its end means for lines."""
        tag, depth, mark = self.open.pop()
        if tag in _BLOCK or tag == "paragraph":
            self.writer.line_break()
            if tag == "paragraph":
                self.writer.gap()
        self.writer.preformatted -= tag == "pre"
        self.writer.depth, self.writer.mark = depth, mark

    def _mark(self, tag: str, attributes: dict[str, str | None]) -> None:
        writer = self.writer
        if tag == "blockquote" and not (attributes.get("style") or "").startswith("margin:0 0 0 40px"):
            writer.depth += 1
        names = attributes.get("class") or ""
        if names and _HEADER_CLASS.search(names):
            writer.mark = "quote header"
        elif names and _QUOTE_CLASS.search(names):
            writer.mark = "quote"
        elif names and _SIGNATURE_CLASS.search(names) and not writer.mark:
            writer.mark = "signature"
        identifier = attributes.get("id") or ""
        if identifier in _HEADER_IDS or _OUTLOOK_RULE.search(attributes.get("style") or ""):
            writer.mark = "quote header"
        elif identifier == "Signature" and not writer.mark:
            writer.mark = "signature"

    def _hides(self, attributes: dict[str, str | None]) -> bool:
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style and _HIDDEN_STYLE.search(style):
            return True
        names = attributes.get("class")
        return bool(names and self.hidden and not self.hidden.isdisjoint(names.lower().split()))

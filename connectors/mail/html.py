"""HTML to lines with their structure: cells, breaks, quote blocks and the wrappers that mail programs put round a quote.

Hidden text is left out: display:none and its like, by style, attribute or a class rule of the message's own style
sheet.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from connectors.mail import limits
from models.patterns import lazy

_BLOCK_TEXT = """
address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li
main nav ol p pre section table tbody tfoot thead tr ul
"""
_BLOCK = frozenset(_BLOCK_TEXT.split())
_SKIP_TEXT = """
head script style title template noscript svg math object iframe select textarea button audio video
"""
_SKIP = frozenset(_SKIP_TEXT.split())
_HIDDEN_STYLE = lazy(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em"
    r"|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|max-height\s*:\s*0|(?:left|text-indent)\s*:\s*-\d{4,}px",
    re.I,
)
# The sign that a tag begins with is looked for quickly where its case does not matter.
_STYLE = lazy("<(?i:style)")
_MAX_STYLE_CHARS = 65_536
_RULE = lazy(r"([^{}]{1,300})\{([^{}]{0,600})\}")
_CLASS = lazy(r"\.([A-Za-z0-9_-]{1,60})\s*(?:,|\Z)")
_QUOTE_CLASS = lazy(
    r"(?:^|\s)(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|moz-forward-container"
    r"|tutanota_quote|zmail_extra|qt|cite)(?:\s|$)"
)
_HEADER_CLASS = lazy(r"(?:^|\s)(?:gmail_attr|moz-cite-prefix|moz-email-headers-table|OutlookMessageHeader)(?:\s|$)")
_SIGNATURE_CLASS = lazy(
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
_OUTLOOK_RULE = lazy(r"border:\s*none;\s*border-top:\s*solid", re.I)
_TAG = lazy(r"<[^<>]*>")
# A parsed tree written out again is well-formed: ">" stands at the end of tags alone. Elements whose text is not escaped
# are the exception.
# Paragraphs without attributes that hold nothing but text are one token for as long as they follow one another: all of them
# and what stands behind. Of all other elements a tag and the text behind it.
_TOKEN = lazy(r"((?:<p>[^<]*</p>)+)([^<]*)|<([^>]*)>([^<]*)")
_BETWEEN_PARAGRAPHS = "</p><p>"
_ATTRIBUTE = lazy(r'\s([^\s=]+)="([^"]*)"')
_RAW = lazy(r"<!--.*?-->|<(style|script|iframe|xmp|noembed|noframes)(?:\s[^>]*)?>(.*?)</\1>", re.S)
_RAW_SHOWN = frozenset({"xmp", "noembed", "noframes"})
# Nothing ends this one, whatever stands behind it: its text is taken for text like any other.
_PLAINTEXT = lazy(r"<(/?)(?i:plaintext)")
_VOID_TEXT = """
area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr
"""
_VOID = frozenset(_VOID_TEXT.split())
_SEEN_OF_CELL = 6
_BLANKS = lazy(r"[ \t\n\r\f\xa0]+")
# Without these a text is shown as it is written.
_NOT_PLAIN = ("&", "  ", "\t", "\n", "\r", "\f", "\xa0")


HtmlLine = tuple[str, int, str]
"""A line's text, how many blockquotes stand round it, and its wrapper's mark: "", "quote header", "quote", "signature"."""


class _Writer:
    """Collects text into lines; blanks collapse as a browser shows them."""

    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self.parts: list[str] = []
        self.depth = 0
        self.mark = ""
        self.line_mark = ""
        self.preformatted = 0
        self.cells: list[int] = []
        self.tall = False

    def text(self, text: str) -> None:
        """Add text to the line at hand."""
        if not self.preformatted and ("  " in text or not text.isprintable()):
            text = _BLANKS.sub(" ", text)
        if text and (text != " " or self.parts):
            if not self.line_mark:
                self.line_mark = self.mark
            self.parts.append(text)

    def line_break(self, *, forced: bool = False) -> None:
        """End the line at hand; `forced` also when it is empty."""
        if self.parts or forced:
            text = "".join(self.parts).strip()
            self.parts.clear()
            if text or forced:
                mark = self.line_mark if text else self.mark
                if "\n" in text:
                    self.lines += [(piece.strip(" "), self.depth, mark) for piece in text.split("\n")]
                else:
                    self.lines.append((text, self.depth, mark))
        self.line_mark = ""

    def paragraph_end(self) -> None:
        """End the line at hand and leave an empty one behind it."""
        self.line_break()
        self.gap()

    def is_below_attribution(self) -> bool:
        """Whether a quote's wrapper holds "… wrote:" alone so far: what follows the block it quotes is the answer below it."""
        if self.mark != "quote" or self.depth:
            return False
        text, _, mark = next((line for line in self.lines[:-4:-1] if line[0]), ("", 0, ""))
        return mark == "quote header" and text.endswith(":")

    def gap(self) -> None:
        """An empty line, unless there is one."""
        if self.lines and self.lines[-1][0]:
            self.lines.append(("", self.depth, self.mark))

    def cell(self) -> None:
        """A tab between two cells of a row; behind one of several lines the next stands by itself."""
        if self.tall:
            self.line_break()
            self.gap()
            self.tall = False
        elif self.parts and self.parts[-1] != "\t":
            self.parts.append("\t")
        self.cells.append(len(self.lines))

    def end_cell(self) -> None:
        """Note whether the cell that ends had several lines."""
        start = max(self.cells.pop() if self.cells else 0, len(self.lines) - _SEEN_OF_CELL)
        held = sum(bool(text) for text, _, _ in self.lines[start:])
        self.tall = held + bool(self.parts) > 1


def html_lines(source: str) -> list[HtmlLine]:
    """Give the visible lines of an HTML text; an empty line stands for a paragraph's gap."""
    signs = source.count("<")
    if signs > limits.MAX_OPEN_TAGS and signs - 2 * source.count("</") > limits.MAX_OPEN_TAGS:
        # Thousands of elements left open are nested by the parser one in the other, at a cost that grows with the square.
        return [(" ".join(line.split()), 0, "") for line in _TAG.sub("\n", source).split("\n") if line.strip()]
    tree = LexborHTMLParser(_PLAINTEXT.sub(r"<\1div", source))
    body = tree.body or tree.root
    if body is None:
        return []
    writer = _Writer()
    _Walk(writer, _hidden_classes(source)).run(body.html or "")
    writer.line_break()
    return writer.lines[: limits.MAX_LINES]


def _hidden_classes(source: str) -> frozenset[str]:
    """Classes that the message's own style sheet hides."""
    if not _STYLE.search(source, 0, _MAX_STYLE_CHARS):
        return frozenset()
    lowered = source[:_MAX_STYLE_CHARS].lower()
    start, end = lowered.find("<style"), lowered.rfind("</style")
    names: set[str] = set()
    if not _HIDDEN_STYLE.search(lowered, start, max(end, start)):
        return frozenset()
    for selector, rule in _RULE.findall(source[start : max(end, start)]):
        # A rule inside @media holds for some screens only; it is read as the others: less text is the safer side.
        if "@" not in selector and _HIDDEN_STYLE.search(rule):
            names.update(_CLASS.findall(selector.strip()))
    return frozenset(names)


def _escaped(raw: re.Match[str]) -> str:
    """Write text that stands unescaped as other text; what is never shown goes."""
    name = raw[1]
    if name is None:
        return "<wbr>"
    shown = raw[2].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if name in _RAW_SHOWN else ""
    return f"<{name}>{shown}</{name}>"


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    text = text.replace("&gt;", ">").replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&quot;", '"')
    return text.replace("&amp;", "&")


class _Walk:
    """Goes over the tags of a tree that was written out, one after another: no element is an object of its own."""

    def __init__(self, writer: _Writer, hidden: frozenset[str]) -> None:
        self.writer = writer
        self.hidden = hidden
        self.open: list[tuple[str, int, str]] = []

    def run(self, written: str) -> None:
        """Visit every tag and text inside the outermost element in order."""
        if _RAW.search(written):
            written = _RAW.sub(_escaped, written)
        writer, skipped, levels = self.writer, "", 0
        tokens = _TOKEN.findall(written)[: limits.MAX_HTML_TAGS]
        if tokens and tokens[0][3]:
            writer.text(_plain(tokens[0][3]))
        for paragraphs, behind, tag, text in tokens[1:]:
            if not tag:
                if not skipped:
                    self.paragraphs(paragraphs)
                    writer.text(_plain(behind))
                continue
            if skipped:
                # Only its own end ends an element that is not shown; elements of its name may stand inside.
                levels += (tag.split(None, 1)[0] == skipped) - (tag == f"/{skipped}")
                if levels:
                    continue
                skipped = ""
            elif tag == "p":
                self.enter_paragraph()
            elif tag[0] == "/":
                if not self.open:
                    return
                self.leave()
            elif not self.enter(tag):
                skipped, levels = tag.split(None, 1)[0], 1
                continue
            if text:
                writer.text(_plain(text))

    def paragraphs(self, written: str) -> None:
        """Visit whole paragraphs without attributes."""
        writer = self.writer
        # What stands before the lines of a quote; nothing else is escaped in most.
        written = written.replace("&gt;", ">")
        texts = written[len("<p>") : -len("</p>")].split(_BETWEEN_PARAGRAPHS)
        if writer.parts or writer.preformatted or any(sign in written for sign in _NOT_PLAIN):
            for text in texts:
                self.enter_paragraph()
                writer.text(_plain(text))
                self.leave()
            return
        # A line where none is at hand, and an empty one behind it.
        writer.line_mark = ""
        depth, mark = writer.depth, writer.mark
        gap = ("", depth, mark)
        for text in map(str.strip, texts):
            if text:
                writer.lines += ((text, depth, mark), gap)
            else:
                writer.gap()

    def enter_paragraph(self) -> None:
        """Open a paragraph without attributes."""
        writer = self.writer
        if writer.parts:
            writer.line_break()
        writer.line_mark = ""
        self.open.append(("paragraph", writer.depth, writer.mark))

    def enter(self, inside: str) -> bool:
        """Open an element by what its tag holds; False when nothing inside it is to be seen."""
        tag, _, told = inside.partition(" ")
        if tag == "br":
            self.writer.line_break(forced=True)
            return True
        if tag in _SKIP:
            return tag in _VOID
        attributes = {name: _plain(value) for name, value in _ATTRIBUTE.findall(f" {told}")} if told else {}
        if attributes and self._hides(attributes):
            return tag in _VOID
        if tag in _BLOCK:
            self.writer.line_break()
        elif tag in {"td", "th"}:
            self.writer.cell()
        plain_paragraph = tag == "p" and not (attributes and "mso" in attributes.get("class", "").lower())
        mark = "" if tag == "blockquote" and self.writer.is_below_attribution() else self.writer.mark
        self.open.append(("paragraph" if plain_paragraph else tag, self.writer.depth, mark))
        if attributes or tag == "blockquote":
            self._mark(tag, attributes)
        self.writer.preformatted += tag == "pre"
        if tag in _VOID:
            self.leave()
        return True

    def leave(self) -> None:
        """Close the innermost open element: what its end means for lines."""
        tag, depth, mark = self.open.pop()
        writer = self.writer
        if tag == "paragraph":
            writer.paragraph_end()
        elif tag in _BLOCK:
            writer.line_break()
            writer.preformatted -= tag == "pre"
            if tag == "tr":
                writer.tall = False
        elif tag in {"td", "th"}:
            writer.end_cell()
        writer.depth, writer.mark = depth, mark

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        writer = self.writer
        if tag == "blockquote" and not attributes.get("style", "").startswith("margin:0 0 0 40px"):
            writer.depth += 1
        names = attributes.get("class", "")
        if names and _HEADER_CLASS.search(names):
            writer.mark = "quote header"
        elif names and _QUOTE_CLASS.search(names):
            writer.mark = "quote"
        elif names and _SIGNATURE_CLASS.search(names) and not writer.mark:
            writer.mark = "signature"
        identifier = attributes.get("id", "")
        if identifier in _HEADER_IDS or _OUTLOOK_RULE.search(attributes.get("style", "")):
            writer.mark = "quote header"
        elif identifier == "Signature" and not writer.mark:
            writer.mark = "signature"

    def _hides(self, attributes: dict[str, str]) -> bool:
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style and _HIDDEN_STYLE.search(style):
            return True
        names = attributes.get("class")
        return bool(names and self.hidden and not self.hidden.isdisjoint(names.lower().split()))

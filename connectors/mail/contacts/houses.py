"""Whose house a business id or an e-invoice address is told of: the writer's own, or one that is only spoken of."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from connectors.mail.contacts.companies import KINDS, named_companies
from connectors.mail.contacts.identifiers import find_operators, names_operator
from connectors.mail.contacts.names import ascii_fold
from connectors.mail.contacts.said_of import of_customer
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy

# A house that has to do with the writer's and is another: whoever lets, audits, supplies, insures, or employed before.
_RELATED = lazy(
    r"\b(?:vuokranantaj\w*|vuokralai\w*|alihankkij\w*|aliurakoitsij\w*|pääurakoitsij\w*|tavarantoimittaj\w*|yhteistyökumppani\w*|kumppanimme"
    r"|(?:entinen|entise\w+|edellinen|edellise\w+|aiempi|aiemma\w+|vanha\w{0,3}) (?:työnantaj|työpaik|yrity|firma|yhtiö)\w*"
    r"|isännöitsij\w*|isännöintitoimisto\w*|kiinteistönomistaj\w*|taloyhtiö(?!mme|ni)\w*|naapuri\w*"
    r"|(?:tilitoimisto|kirjanpitäj|siivousliik|huoltoyhtiö|vakuutusyhtiö|asianajotoimisto|lakimie|toimittaj|maksaj)\w{0,10}(?:mme|ni)"
    r"|tilitoimisto(?=[:\s])(?!\s[A-ZÅÄÖ])"
    r"|hyresvärd\w*|hyresgäst\w*|underleverantör\w*|huvudentreprenör\w*|samarbetspartner\w*|disponent\w*|granne\w*"
    r"|(?:tidigare|förra|förre|gamla) (?:arbetsgivare|arbetsplats|jobb|arbete|företag|firma|bolag)\w*"
    r"|(?:vår|våra|min|mina) (?:bokförare|bokföringsbyrå\w*|leverantör\w*|revisor\w*|städfirma|partner)"
    r"|landlord\w*|tenants?|subcontractor\w*|main contractor|letting agents?"
    r"|(?:former|previous|old|last) (?:employer|job|workplace|company|firm)"
    r"|(?:our|my) (?:accountants?|bookkeepers?|suppliers?|auditors?|partners?|lawyers?|solicitors?|cleaners|neighbou?rs?))\b"
    # "Kirjanpitäjämme ei ota muita vastaan" says nothing of whose the number behind it is.
    r"(?!,?\s(?:kautta|mukaan|vaatii|pyysi|pyytää|sanoi|sanoo|haluaa|haluavat|tarvitsee|ei|eivät|vill|behöver|säger|kräver"
    r"|tar emot|wants?|needs?|says?|said|asked|only|will|requires?)\b)",
    re.I,
)
_THEIRS = lazy(r"\b(?:heidän|heille|hänen|niiden|deras|dem|hennes|hans|their|them)\b", re.I)
_OURS = lazy(
    r"\b(?:meille|meitä|meidän|meijän|meijjän|meil\w{1,2}|minulle|minun|mun"
    # "X saa oman laskun" speaks of the other.
    r"|(?<!saa )(?<!saavat )(?<!maksaa )(?<!hoitaa )oma(?:n|t|a|ni|mme)?|omien"
    r"|itselleni|emoyhtiö\w*|konserni\w*|moderbolag\w*|parent company"
    r"|(?!(?:kirjanpitäj|tilitoimisto))\w{2,20}(?:tietomme|tietoni|osoitteemme|tunnuksemme|numeromme|laskumme|laskuni|laskutuksemme"
    r"|operaattorimme|välittäjämme|yrityksemme|yritykseni|firmamme|firmani|yhtiömme|yhtiöni|yhdistyksemme|toiminimeni|nimeni)"
    r"|(?:firmamme|firmani|yhtiömme|yhtiöni|toiminimeni)"
    r"|mitt|mina|min|vårt|vår|våra|oss|egen|eget|egna|our|ours|us|my|mine|own)\b",
    re.I,
)
_WRITER_IS = lazy(
    r"\b(?:olen|olemme|jag är|vi är|i am|i'm|we are|we're)\b"
    r"|^\W*(?:me|vi|we|us|oss|meille|laskutustiedot|laskutusosoite|faktureringsuppgifter|fakturaadress|(?:billing|invoic(?:e|ing))"
    r" (?:details|address|information))\W*:",
    re.I,
)
# "Vanha verkkolaskuosoite … uusi …": what was is not what counts.
_PAST = lazy(
    r"\b(?:vanha\w{0,3}|entinen|entise\w+|aiempi|edellinen|gamla|tidigare|förra|old|former|previous)\s(?:\w{1,20}\s)?"
    r"(?:y-?tunnu|fo-?n|business id|vat|ovt|verkkolasku|e-?lasku|e-?faktur|e-?invoic|operaattor|operatör|operator|välittäj"
    r"|förmedl)",
    re.I,
)
_PRESENT = lazy(r"\b(?:uusi|uude\w+|uudet|uute\w+|nykyi\w+|ny|nya|nytt|nuvarande|new|current)\b", re.I)
# Somebody who keeps another's books says so: "hoidamme Esimerkki Oy:n kirjanpitoa".
_KEEPS_BOOKS = lazy(
    r"\b(?:hoida(?:mme|n)|teemme|teen|vastaa(?:mme|n)|sköter|gör|handhar|keep|handle|do|manage)\b"
    r"(?=.{0,90}(?:kirjanpi(?:to|do)|taloushallin|palkanlasken|palko[ij]|ostolasku|bokföring|löne|ekonomiförvaltning|\bbooks\b|accounting"
    r"|payroll|bookkeeping))",
    re.I,
)
# So far an owner's word reaches the name of a firm behind it: "laskut meille: Esimerkki Oy".
_REACH = 40
_CLAUSE = lazy(r"[.!?]\s|\s(?:ja|sekä|och|samt|and)\s")
_LONGEST_HEADING = 60
_SORTS = tuple(KINDS)
_SHORTEST_WORD = 4
_STEM = 5


class _Mark(NamedTuple):
    """A word that says of whose house is spoken from there on; `named`: by the name of a firm."""

    place: int
    others: bool
    named: bool = False


class Houses:
    """Tells the writer's own house from others by the firms that are known to be the writer's."""

    def __init__(self, firms: Iterable[str], domain: str, lines: Sequence[ZonedLine]) -> None:
        """`firms`: names of the writer's own; `domain`: that of the writer's address; `lines`: all that the writer says."""
        self._known = tuple(firms)
        self._lines = lines
        self._domain = domain

    @cached_property
    def _label(self) -> str:
        """The name in the domain, without its dots and hyphens."""
        return re.sub(r"[^a-z0-9]", "", ascii_fold(self._domain.rpartition(".")[0].rpartition(".")[2]))

    @cached_property
    def _firms(self) -> list[tuple[str, ...]]:
        """Telling words of the writer's own firms: known, said in the text to be, or of the name of the domain."""
        said = [
            name
            for line in self._lines
            for start, name in named_companies(line.text)
            if self._of_domain(name) or self._said_own(line.text[:start])
        ]
        return [words for words in map(_telling_words, [*self._known, *said]) if words]

    def others_at(self, sentence: str, place: int, before: str = "") -> bool:
        """Whether what stands at a place of a sentence is told of another's house. `before`: the sentence before."""
        marks = [mark for mark in self._marks(sentence) if mark.place < place]
        return marks[-1].others if marks else self.leaves_others(before, named=True)

    def named_other(self, text: str) -> int:
        """Give the place of the last name of another's firm in a text, when nothing behind it speaks of the writer's; or -1."""
        mark = max(self._marks(text), default=None) if any(named_companies(text)) else None
        return mark.place if mark is not None and mark.others and mark.named else -1

    def leaves_others(self, sentence: str, *, named: bool = False) -> bool:
        """Whether a sentence ends with another's house, so that what follows is of it. `named`: only of one that it names."""
        marks = list(self._marks(sentence)) if sentence else []
        return bool(marks) and marks[-1].others and (marks[-1].named or not named)

    def heads_others(self, text: str) -> bool:
        """Whether a line of a list is the heading over another's details: "Alihankkija:", "Vuokranantaja Esimerkki Oy"."""
        if len(text) >= _LONGEST_HEADING or _RELATED.search(text) is None:
            return False
        return self.leaves_others(text) and not self.heads_own(text)

    def heads_own(self, text: str) -> bool:
        """Whether a line of a list is the heading over the writer's own details, or the writer's firm."""
        if len(text) >= _LONGEST_HEADING:
            return False
        headed = text.rstrip().endswith(":") and (_OURS.search(text) or _WRITER_IS.search(text))
        return bool(headed) or any(self._is_own(name) for _, name in named_companies(text))

    def _marks(self, sentence: str) -> list[_Mark]:
        marks = [_Mark(found.end() - 1, others=False) for found in _OURS.finditer(sentence)]
        marks += [_Mark(found.end() - 1, others=False) for found in _WRITER_IS.finditer(sentence)]
        marks += [_Mark(found.end() - 1, others=True) for found in _RELATED.finditer(sentence)]
        marks += [_Mark(found.start(), others=True) for found in _THEIRS.finditer(sentence)]
        past = _PAST.search(sentence)
        if past:
            marks.append(_Mark(past.start(), others=True))
            marks += [_Mark(found.start(), others=False) for found in _PRESENT.finditer(sentence, past.end())]
        marks += self._firm_marks(sentence, marks)
        return sorted(marks)

    def _firm_marks(self, sentence: str, words: list[_Mark]) -> Iterator[_Mark]:
        """Give the marks that names of firms are. `words`: those of words that say whose a firm is."""
        books = _KEEPS_BOOKS.search(sentence)
        operators = find_operators(sentence, context=True)
        for start, name in named_companies(sentence):
            if names_operator(name) or any(
                found.start < start + len(name) and start < found.end for found in operators
            ):
                continue
            own = False if self._said_others(sentence[:start]) else self._is_own(name)
            kept = (books is not None and books.end() <= start) or of_customer(sentence[:start][-_REACH:])
            told = max((mark for mark in words if mark.place < start), default=None)
            other = own is False and not self._said_own(sentence[:start])
            if own or kept or other or (told is not None and told.others):
                yield _Mark(start, others=not own, named=True)

    def _said_own(self, before: str) -> bool:
        """Whether the words right before a firm's name say that it is the writer's."""
        near = _CLAUSE.split(before[-_REACH:])[-1]
        ours = max((found.end() for pattern in (_OURS, _WRITER_IS) for found in pattern.finditer(near)), default=-1)
        return ours >= 0 and not _RELATED.search(near, max(ours - 12, 0)) and not of_customer(near)

    def _said_others(self, before: str) -> bool:
        """Whether the words right before a firm's name say that it is another's: "hänen firmalleen: Esimerkki Oy"."""
        near = before[-_REACH:]
        theirs = max((found.end() for pattern in (_THEIRS, _RELATED) for found in pattern.finditer(near)), default=-1)
        return theirs >= 0 and not _OURS.search(near, theirs)

    def _is_own(self, name: str) -> bool | None:
        """Whether a firm is the writer's; None when nothing tells."""
        words = _telling_words(name)
        if self._of_domain(name) or any(_alike(words, firm) for firm in self._firms):
            return True
        return False if self._firms else None

    def _of_domain(self, name: str) -> bool:
        words = _telling_words(name)
        return bool(words) and words[0][:_STEM] in self._label


def _telling_words(name: str) -> tuple[str, ...]:
    """Give the folded words of a firm's name that are its own, none of its form or its sort, in order."""
    words = (word.strip(".,:&-").casefold() for word in name.split())
    return tuple([ascii_fold(word) for word in words if len(word) >= _SHORTEST_WORD and not word.endswith(_SORTS)])


def _alike(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether the first word of one firm stands in the other's name: "Salmelan Huolto" and "Salmela Yhtiöt"."""
    stems = [{word[:_STEM] for word in words} for words in (one, two)]
    return bool(one and two) and (one[0][:_STEM] in stems[1] or two[0][:_STEM] in stems[0])

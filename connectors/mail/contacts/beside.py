"""Others beside the writer in a signature: columns and lines of another's, a colleague's number, what a house says at length."""

import re

from connectors.mail.contacts import titles
from connectors.mail.contacts.companies import looks_like_company
from connectors.mail.contacts.names import ascii_fold, is_given, is_person, person_words, same_person, surname_like
from connectors.mail.contacts.others import name_parts, names_owner, other_person, relation, self_words, tells_owner
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy

_OTHER_ROLE = lazy(
    r"\b(?:sihteeri|assistentti|sijainen|sijaiseni|varahenkilö|vikarie|ersättare|assistent|substitute"
    r"|assistant|kiireelliset|akuta ärenden|in my absence|poissa ollessani)\b\s*[:.]",
    re.I,
)


_HEAD_PARTS = lazy(r"[\t|•·,:/]|\s{2,}|\s[–-]\s")
_FIRST_VALUE = lazy(r"\+?\d(?:[ ()-]{0,2}\d){6,14}|[\w.+-]{1,64}@")
_NUMBER_ON = lazy(r"\+?\(?\d[\d ()-]{5,}.*|\b[\w.+-]{1,64}@.*")
_NUMBER_IN = lazy(r"\+?\d(?:[ ()-]{0,2}\d){6,14}|[^\s@]{1,64}@\S+")
_FIGURE = lazy(r"\d")
_COLUMNS = lazy(r"\t+|\s{3,}|\s[|/]\s")
# "PA to Professor Julian Ashworth" is a title of the writer's.
_SERVES = frozenset({"to", "for", "till", "åt", "för"})
_IN_BRACKETS = lazy(r"\(([^\W\d_][\w'’-]+)\)")
# What a house says of those who work for it, and a program of itself.
_BY_ANOTHER = lazy(
    r"\b(?:hoitaa|toimittaa|ylläpitää|tuottaa|palvelun tarjoaa|tukee|sköter|sköts av|levereras av|drivs av|handled by"
    r"|provided by|powered by|hosted by|sponsored by|managed by)\b"
    r"|^\W*(?:sent|skickat|lähetetty|made|created|skapad|luotu)\s(?:with|via|using|from|by|med|från|av)?\b",
    re.I,
)
# No longer a line of a name, a number and an address: somebody says something.
_MOST_OF_DETAIL = 30
_SAYS = lazy(r"\b(?:on|ovat|är|is|are)\W*$", re.I)


class Others:
    """Watches the lines of a signature for another's name. `known`: the writer's, "" until it is found."""

    def __init__(self, known: str) -> None:
        self.known = known
        self.other = False
        self.beside = False
        self.signed = False
        self.told = 0

    def end_paragraph(self) -> None:
        """An empty line ends what is told of another."""
        self.other = False

    def own_part(self, text: str, following: str = "") -> str:
        """Give what of a line is the writer's or the house's, "" for another's line. `following`: the line under it."""
        self._watch(text, following)
        text = "" if self.other else self._without_others(text)
        if not text:
            self.other = self.other and not self.beside
        # "To report misuse call …": a sentence under the signature speaks of the writer only when it says so.
        return "" if _told_at_length(text) else text

    def _watch(self, text: str, following: str) -> None:
        """From another person's name on, numbers are that person's, until an empty line or the writer's own name."""
        valued = _has_value(text)
        head = _HEAD_PARTS.split(_NUMBER_ON.sub("", text) if valued else text)
        if (":" in text or "." in text) and _OTHER_ROLE.search(text):
            self.other = True
            return
        for piece in head:
            name = behind_title(piece.strip())
            if not is_person(name) or looks_like_company(name) or titles.title_like(name):
                continue
            # Without "Dr".
            words = person_words(name)
            numbered = valued and bool(_FIRST_VALUE.search(text))
            if self.known and is_contact(name, self.known):
                self.signed = True
                self.other = False
                self.beside = self.beside or numbered
                return
            # Under one who signed, an unknown name stands above a title.
            titled = self.signed and name == text.strip() and titles.title_like(following)
            if self.known and (is_given(words[0]) or (numbered and surname_like(words[-1])) or titled):
                self.other = True
                self.told += numbered
                # Where each has a line with a number, what stands under them is the house's that they share.
                self.beside = numbered and self.beside
                return

    def _without_others(self, text: str) -> str:
        """Cut off what one who is called by the given name alone is reached by: "Ajanvaraus: Sari, 040 …", "040 … (Sari)"."""
        value = _FIRST_VALUE.search(text) if self.known and _has_value(text) else None
        if value is None:
            return text
        before = text[: value.start()]
        if len(text) > _MOST_OF_DETAIL and _BY_ANOTHER.search(text):
            return ""
        if self._speaks_of_another(before):
            # "Visan puhelinta (045 …) älkää käyttäkö, minun on …".
            rest = text[value.end() :]
            mine = self_words(rest)
            return rest[mine:] if mine >= 0 else ""
        mine, start = False, 0
        for piece in _HEAD_PARTS.split(text):
            at = text.find(piece, start)
            start = at + len(piece)
            name = self._given_beside(piece)
            if not name:
                continue
            if is_contact(name, self.known):
                mine = True
            elif at < value.start() or not mine:
                # What stands before the first number may be the writer's all the same: a line of one's own.
                return ""
            else:
                return text[:at]
        return text

    def _speaks_of_another(self, before: str) -> bool:
        """Whether a sentence or a label in a signature is of another: "Osoite on Liisan, …", "Martin puhelin …"."""
        says = _SAYS.search(before) is not None
        if not says and not tells_owner(before):
            return False
        names = name_parts(self.known)
        return (says and other_person(before, names) > self_words(before)) or names_owner(before, names) >= 0

    def _given_beside(self, piece: str) -> str:
        """Give the given name by which somebody is called in a piece: "Sari", "Varalla (Jouni)"; "" for none."""
        called = _IN_BRACKETS.search(piece)
        if called is None:
            return _given_alone(piece)
        mine = any(ascii_fold(word) in name_parts(self.known) for word in piece.split())
        return called[1] if is_given(called[1]) and not mine else _given_alone(piece)


def _has_value(text: str) -> bool:
    """Whether a number or an address could stand in a line: few have a figure or an "@"."""
    return "@" in text or _FIGURE.search(text) is not None


def behind_title(piece: str) -> str:
    """Give "Tiina Salo" of "Apulaisrehtori Tiina Salo", any other piece as it is."""
    words = piece.split()
    if len(words) < 3 or not is_given(words[-2]) or not _SERVES.isdisjoint(words[1:-2]):
        return piece
    # "pj Markku Salo", "siht. Eija Rönkkö".
    short = all(word[:1].islower() or word.endswith(".") for word in words[:-2])
    return " ".join(words[-2:]) if short or titles.title_like(" ".join(words[:-2])) else piece


def is_contact(name: str, known: str) -> bool:
    """Whether a name is the writer's (`known`), whole or in part."""
    if name == known or same_person(name, known):
        return True
    mine = {ascii_fold(word) for word in known.replace(",", " ").split()}
    first = ascii_fold(name.split(maxsplit=1)[0])
    if " " in name.strip() and is_given(first) and first not in mine and any(map(is_given, mine)):
        # Another of the same surname: spouses, a mother and a son.
        return False
    return len({ascii_fold(word) for word in name.split()} & mine) >= 1


def own_column(lines: list[ZonedLine], known: str) -> list[ZonedLine]:
    """Where two sign beside each other, in cells of a table or in columns, keep the writer's own."""
    own, width = -1, 0
    kept: list[ZonedLine] = []
    for line in lines:
        cells = _COLUMNS.split(line.text.strip())
        if own < 0 and len(cells) > 1 and all(is_person(cell) and not titles.title_like(cell) for cell in cells):
            own = next((at for at, cell in enumerate(cells) if is_contact(cell, known)), -1)
            width = len(cells)
        elif own >= 0 and len(cells) != width:
            own = -1
        kept.append(line._replace(text=cells[own]) if own >= 0 else line)
    return kept


def _given_alone(piece: str) -> str:
    """Give the name of "Sari", "(Sari)", "Assistenttini Sari", "Matti Koskela, varahenkilö"; "" for anything else."""
    words = _NUMBER_IN.sub(" ", piece).strip(" ().").split()
    if not words or len(words) > 6 or not words[-1][:1].isupper():
        return ""
    role = " ".join(words[:-1])
    if is_given(words[-1]) and (not role or relation(role) or titles.title_like(role)):
        return words[-1]
    if len(words) > 2 and is_given(words[-2]) and relation(" ".join(words[:-2])):
        return " ".join(words[-2:])
    name = " ".join(words)
    return name if is_given(words[0]) and is_person(name) and not looks_like_company(name) else ""


def _told_at_length(text: str) -> bool:
    """Whether a line is a sentence with a number or address in it, and not of the writer's own."""
    return (
        len(text) > 60
        and text[-1:] == "."
        and len([word for word in text.split() if word[:1].islower()]) >= 8
        and self_words(text) < 0
    )

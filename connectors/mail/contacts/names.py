"""Names of persons: Given Surname whatever the order and case of the source; role names and companies are no person."""

import re
import unicodedata
from functools import lru_cache

from connectors.mail.contacts.companies import KINDS, looks_like_company
from connectors.mail.contacts.endings import Endings
from connectors.mail.contacts.given_names import ALSO_SURNAMES, GIVEN_NAMES
from models.patterns import lazy

PARTICLES_TEXT = """
af av von van der den de di da del della la le el al bin ibn binti zu zur ten ter dos das du y e des und st st.
"""
PARTICLES = frozenset(PARTICLES_TEXT.split())
_WORD = lazy(r"[^\W\d_]+(?:['’´.-][^\W\d_]+)*\.?")
_SURNAME_END_TEXT = """
nen la lä niemi mäki järvi salo saari lahti ranta koski joki oja maa harju vaara aho suo korpi kangas luoma pelto
virta vuori metsä kallio puro lampi kivi hovi linna palo pää perä ström qvist kvist berg lund gren man son sson sen
stedt roos ov ova ev eva enko sky skaya ski yan dottir fors dahl holm blad felt feldt backa back bäck gård näs vik
wall mark bom lind löf löv rén ell ius ander
"""
_SURNAME_END = Endings(_SURNAME_END_TEXT.split())
# Nirmala, Kamala, Herman, Mark, Tiberius: no sure sign by themselves.
_DOUBTFUL_END = ("la", "man", "mark", "ius", "ov", "yan", "ell", "ander", "sa", "maa")
_ROLE_TEXT = """
robot bot survey surveys
toimisto kanslia info asiakaspalvelu myynti laskutus kirjaamo palvelu tuki vastaanotto hallinto henkilöstö johto
tiimi tietosuoja yhteyshenkilö yhteydenotto ajanvaraus varaukset varaus kotisivut verkkosivut verkkokauppa uutiset
uutiskirje ilmoitus järjestelmä automaatti robotti noreply no-reply postmaster admin administrator webmaster support
sales office billing service services team customer newsletter notifications booking bookings kundtjänst kontor
kontoret reception växel faktura fakturering försäljning personal ekonomi nyheter bokning bokningar webbplats
hemsida kansli registrator help helpdesk hr it talous taloushallinto palkanlaskenta markkinointi viestintä
rekrytointi koulutus neuvonta kauppa shop myymälä ravintola hotelli koulu päiväkoti klinikka studio yritys oy ab ky
oyj ry group company account accounts payable ostolaskut reskontra osto hankinta mail mailer daemon delivery system
subsystem lomake lomakkeet form forms web www sivusto site contact contacts kontakti sähköposti email käyttäjä user
client asiakas jäsenpalvelu seurakunta kunta kaupunki desk hub the online store club network academy centre center
school tapahtumat kurssit kurser members house events
"""
_ROLE = frozenset(_ROLE_TEXT.split())
_NOT_IN_NAMES_TEXT = """
terveisin ystävällisin hälsningar regards puh tel gsm sent lähetetty from kiitos tack hei hej hello moi best kind
med vänliga osoite puhelin nimi email e-post viesti message aihe subject maanantai tiistai keskiviikko torstai
perjantai lauantai sunnuntai tammikuu helmikuu monday tuesday wednesday thursday friday saturday sunday suomi
finland helsinki tampere turku espoo vantaa oulu åbo
"""
_NOT_IN_NAMES = frozenset(_NOT_IN_NAMES_TEXT.split())
_NO_NAMES = _ROLE | _NOT_IN_NAMES | KINDS
_TRADE_TEXT = """
palvelut palvelu toimisto keskus yhtiö yhtiöt valmennus konsultointi huolto kauppa myymälä byrån föreningen förbundet
stiftelsen weekly news media shop koulutus rakennus kuljetus tjänster tjänst byrå handel consulting services solutions
group studio
"""
_TRADE = Endings(_TRADE_TEXT.split())
_HONORIFIC = lazy(
    r"^(?:herra|rouva|neiti|hr|rva|tri|dr|prof|professori|mr|mrs|ms|miss|herr|fru|fröken|dipl\.?ins|ft|ktm"
    r"|vtm|ktt|toht)\.?\s+",
    re.I,
)
_TAIL = lazy(
    r"\s*(?:[(\[{|/].*|\s[-–—]\s.*|,\s*(?:ktm|vtm|ft|yto|dos|dosentti|dr|phd|mba|msc|ba|ma|fm|di|tkt"
    r"|oik\.?kand|otm|psm|psl|lääk\.?|insinööri|ins|sairaanhoitaja).*)$",
    re.I,
)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


_NOT_COMPOSED = str.maketrans("øæßđłðþ", "oasdldt")
# The letters of nearly all names, folded beforehand.
_FOLDED = {code: _without_accents(chr(code)) for code in range(0x80, 0x180)} | _NOT_COMPOSED


def ascii_fold(text: str) -> str:
    """Give a text in lower case without accents, as it would stand in an address: "Päivi" gives "paivi"."""
    special = text.casefold()
    if special.isascii():
        return special
    special = special.translate(_FOLDED)
    return special if special.isascii() else _without_accents(special)


@lru_cache(maxsize=256)
def person_words(text: str) -> tuple[str, ...]:
    """Give the words of a text that has the shape of a person's name (two to five words), else nothing."""
    if len(text.replace(",", " ").split()) < 2:
        return ()
    text = _HONORIFIC.sub("", _TAIL.sub("", text.strip(" ,;:*\"'"))).strip(" ,;:")
    if not text or "@" in text or any(map(str.isdigit, text)) or len(text) > 60:
        return ()
    words = [word for word in text.replace(",", " ").split() if word]
    if not 2 <= len(words) <= 5 or not all(_WORD.fullmatch(word) for word in words):
        return ()
    if sum(len(word.strip(".")) > 1 for word in words) < 2:
        return ()
    lowered = [word.casefold().strip(".") for word in words]
    if any(word in _NO_NAMES or _TRADE.of(word) for word in lowered) or looks_like_company(text):
        return ()
    if len(words) < 3 and lowered[0] in PARTICLES:
        return ()
    return tuple(words)


@lru_cache(maxsize=256)
def is_person(text: str) -> bool:
    """Whether a text has the shape of a person's full name with capital letters where names have them."""
    words = person_words(text)
    return bool(words) and all(word[0].isupper() or word.casefold() in PARTICLES for word in words)


def _cased(word: str) -> str:
    """Mend the case of a name part written in capitals or small letters; mixed case is the bearer's own."""
    if word.casefold() in PARTICLES and not word[0].isupper():
        return word.lower()
    if (word.isupper() and len(word) > 1) or word.islower():
        return re.sub(r"(^|['’´-])([^\W\d_])", lambda m: m[1] + m[2].upper(), word.lower())
    return word


_FOLDED_GIVEN = frozenset(ascii_fold(name) for name in GIVEN_NAMES)


def is_given(word: str) -> bool:
    """Whether a word, or the first half of a double one, is a given name that is known, with its accents or without."""
    lowered = word.casefold()
    return lowered in GIVEN_NAMES or ascii_fold(lowered.partition("-")[0]) in _FOLDED_GIVEN


def _given_weight(word: str) -> float:
    """Double names are given ones for sure when both halves are: Sara-Morottaja is a surname with one half that could be."""
    halves = word.casefold().split("-")
    if word.casefold() in ALSO_SURNAMES:
        return 0.2
    if len(halves) == 1 or word.casefold() in GIVEN_NAMES:
        return float(is_given(word))
    return 0.5 * (halves[0] in GIVEN_NAMES) + 0.5 * (halves[-1] in GIVEN_NAMES)


_BETWEEN_PARTS = lazy(r"[._+-]")
_NOT_PLAIN = lazy(r"[^a-z0-9]")


def _half(word: str, parts: list[str]) -> bool:
    """Whether a part of an address is a word of a name, or one half of a double one."""
    folded = ascii_fold(word)
    return folded.replace("-", "") in parts or any(half in parts for half in folded.split("-"))


def surname_like(word: str) -> bool:
    """Whether a word ends as surnames do, for names whose given name is not known."""
    return _SURNAME_END.of(word.casefold())


def _surname_weight(word: str) -> float:
    """How much the ending of a word tells of a surname; given names of other peoples end in some of them, too."""
    lowered = word.casefold()
    return 0.5 * _SURNAME_END.of(lowered) - 0.2 * lowered.endswith(_DOUBTFUL_END)


def _reversal_score(words: list[str], local: str) -> float:
    """How much speaks for Surname Given (positive) against Given Surname (negative)."""
    first, last = words[0], words[-1]
    score = 0.0
    parts = [part for part in _BETWEEN_PARTS.split(ascii_fold(local)) if part]
    head, tail = ascii_fold(first).replace("-", ""), ascii_fold(last).replace("-", "")
    if len(parts) >= 2 and head != tail:
        joined = ["".join(parts[:1]), "".join(parts[:2]), parts[-1], "".join(parts[-2:])]
        if _half(last, joined[:2]) and _half(first, joined[2:]):
            score += 1.9
        elif _half(first, joined[:2]) and _half(last, joined[2:]):
            score -= 1.9
        elif len(parts[0]) == 1 and parts[0] == tail[:1] != head[:1] and parts[-1] == head:
            score += 1.2
        elif parts[0] == head and any(part in parts[1:] for part in map(ascii_fold, words[1:])):
            # "ines.carvalho" of Ines Carvalho da Silva: the first of several surnames stands behind the given name.
            score -= 1.5
    elif parts == [head]:
        # A bare word before the @ is more often the given name.
        score -= 0.6
    if len(words) > 2 and words[-2].casefold() in PARTICLES and words[0].casefold() not in PARTICLES:
        score -= 2.5
    score += 2.0 * (_given_weight(last) - _given_weight(first))
    score += _surname_weight(first) - _surname_weight(last)
    if first.isupper() and not last.isupper() and len(first) > 2:
        score += 2.5
    elif last.isupper() and not first.isupper() and len(last) > 2:
        score -= 2.5
    return score


def normal_name(text: str, local: str = "") -> str:
    """Give "Given Surname" of a person's name in any order and case, "" when the text is no person's full name.

    `local` is the local part of the person's address, a hint for the order.
    """
    clean = _HONORIFIC.sub("", _TAIL.sub("", text.strip(" ;:*\"'"))).strip(" ;:")
    words = list(person_words(clean))
    if not words:
        return ""
    if clean.count(",") == 1 and not clean.endswith(","):
        surname, _, given = clean.partition(",")
        words = [*given.split(), *surname.split()]
    elif _reversal_score(words, local) > 0.4:
        words = _given_first(words, local)
    return " ".join(_cased(word) for word in words)


def _given_first(words: list[str], local: str) -> list[str]:
    """Move the surname behind: it is the first word, with its particles, or all before the one that the address begins with."""
    end = 1
    if len(words) > 2 and ascii_fold(words[-1]) == re.split(r"[._-]", local)[0] and not is_given(words[-2]):
        return [words[-1], *words[:-1]]
    while end < len(words) - 1 and words[end - 1].casefold() in PARTICLES:
        end += 1
    return [*words[end:], *words[:end]]


def same_person(left: str, right: str) -> bool:
    """Whether two names have the same parts, whatever order, case and accents."""
    one, two = (frozenset(ascii_fold(name).replace(",", " ").split()) for name in (left, right))
    return bool(one) and (one == two or (len(one & two) >= 2))


def fits_address(name: str, address: str) -> bool:
    """Whether a name could be the one an address is made of ("Veera Hiidenniemi", veera_hiidenniemi@…)."""
    local = ascii_fold(address.partition("@")[0])
    words = [ascii_fold(word).replace("-", "") for word in name.split() if word.casefold() not in PARTICLES]
    plain = _NOT_PLAIN.sub("", local)
    return len(words) >= 2 and (words[-1] in plain or words[0] in plain)

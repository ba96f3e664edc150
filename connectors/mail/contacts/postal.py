"""Finnish postal addresses in a line: street with its number, PL and PB boxes, postcode, city."""

import re
from dataclasses import dataclass
from functools import lru_cache

from connectors.mail.contacts.endings import Endings
from models.patterns import lazy

_CAPITAL = "A-ZÅÄÖÁÉÜÕŠŽ"
_CITY = lazy(
    rf"(?<![\w-])(?:(?:FI|FIN|AX"
    rf"|SF)[- ]{{0,2}})?(\d{{5}})[ \t,]+((?:[{_CAPITAL}][\w'’-]*)(?:[ ](?:[{_CAPITAL}][\w'’-]*|kk|as|kyla"
    rf"|by|kommun))?)(?=\s*(?:$|[,;|.()/•·–\t-]|\d|\s(?:ja|och|and|tai|or)\s|\s[|•·/–*-]|\s{{2,}}|Finland"
    rf"|Suomi|FINLAND|SUOMI))"
)
# In a sentence a small word follows the town: told there by the street right before.
_CITY_TOLD = lazy(rf"(\d{{5}})[ ]+([{_CAPITAL}][a-zåäöé'’-]+)(?=[ ][a-zåäö])")
_STREET_ENDS_TEXT = """
katu tie kuja polku raitti väylä kaari aukio tori ranta rinne mäki penger puistikko puisto bulevardi esplanadi laituri
kaarre kulma taival piha portti silta niitty ura rata kehä syrjä reuna laita varsi valtatie harju vuori laakso
niemi saari lahti pelto aho suora käytävä ketju kierto lenkki reitti väli perä pää linja mutka mäentie luoto kallio
metsä koski aukea gatan vägen stigen gränden grände väg gata stig torget torg backen kajen esplanaden bågen platsen
stranden allén svängen ringen gården parken brinken leden plan åsen street road avenue lane alley square drive st. rd.
"""
_STREET_ENDS = tuple(_STREET_ENDS_TEXT.split())
_STREET_ENDINGS = Endings(_STREET_ENDS)
_STREET_WORD = f"(?:{'|'.join(map(re.escape, _STREET_ENDS))})"
_NUMBER = (
    r"(?!0)\d{1,5}(?:\s?[-–]\s?\d{1,4})?(?:\s?[a-zA-Z](?![\w]))?(?:[ ,]{1,2}(?:(?:as|bst|lgh|apt|krs|rak|talo"
    r"|ovi|port|porras)\.?\s?)?(?:[A-Z]{1,2}\s?\d{0,4}|\d{1,4})(?![\w.]))?(?:\s?[a-z](?!\w))?"
)
_STREET = lazy(
    rf"(?<![\w-])((?:[{_CAPITAL}][\w'’.-]*[ ]){{0,3}}[{_CAPITAL}]?[\wåäö'’:-]*{_STREET_WORD}\s+{_NUMBER})(?![\w-])"
)
# Behind the word for a street its number stands.
_WORD_AND_NUMBER = lazy(r"[a-zåäö.]\s+\d")
_ANY_STREET = lazy(rf"^((?:[{_CAPITAL}][\w'’.:-]*)(?:[ ][\w'’.:-]+){{0,3}}\s+{_NUMBER})$")
_BOX = lazy(r"(?<!\w)((?:PL|PB|P\.?\s?O\.?\s?Box|Box|Postilokero|Postbox)\.?\s*\d{1,5})(?!\w)")
_BOX_SIGNS = ("PL", "PB", "ox", "ostilokero")
_LABEL = lazy(
    r"^\W*(?:(?:käynti|posti|laskutus|koti|toimi|katu|lähi|toimitus|vierailu|besöks|post|hem|gatu"
    r"|fakturerings|leverans|visiting|postal|street|home|billing|mailing|office)?[- ]?(?:os(?:oite)?(?:ni"
    r"|mme)?|adr(?:ess)?(?:en)?|addr(?:ess)?)|osoitteeni|adressen|my address|our address|toimipiste"
    r"|toimisto)\b[\s.:]*(?:on|är|is)?[\s:]*",
    re.I,
)
_TOWN = lazy(
    rf"[, ]*,\s*(?!Finland|Suomi|Sverige|Åland\b)([{_CAPITAL}][a-zåäöé]{{2,}}(?:[ -][{_CAPITAL}][a-zåäöé]{{2,}})?)\s*\.?$"
)
_DIGIT = lazy(r"\d")
_FIVE_DIGITS = lazy(r"\d{5}")
_NOT_STREET = lazy(
    r"^(?:puh|p|tel|gsm|fax|faksi|y-tunnus|huone|krs|kerros|room|klo|kello|sivu|luku|vuosi|versio|asiakas"
    r"|tilaus|lasku|viite|osasto|ryhmä|grupp|group|avdelning|nro|nr|no)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class PostalFound:
    """What a line holds of an address; parts that it lacks are ""; `start` and `end` bound all of it."""

    street: str
    postcode: str
    city: str
    start: int
    end: int


@lru_cache(maxsize=64)
def find_postal(text: str) -> PostalFound | None:
    """Give the address of a line: street, postcode and city, or postcode and city, or street alone."""
    if not _DIGIT.search(text):
        return None
    city = _CITY.search(text) if _FIVE_DIGITS.search(text) else None
    if city and not _plausible_city(city[2]):
        city = None
    if city is None and _FIVE_DIGITS.search(text):
        city = _told_city(text)
    before = text[: city.start()] if city else text
    street = _street_in(before, with_city=bool(city))
    if city is None and street is None:
        return None
    start = street[1] if street else (city.start() if city else 0)
    end = city.end(2) if city else (street[2] if street else 0)
    # "Mustikkatie 3, Rovaniemi": a town right behind the street, with nothing after it.
    town = _TOWN.match(text, end) if street and city is None else None
    if street and town:
        return PostalFound(street[0], "", town[1], start, town.end())
    label = _LABEL.match(text)
    if label and label.end() >= start - 2:
        start = 0
    return PostalFound(
        street[0] if street else "", city[1] if city else "", _city_name(city[2]) if city else "", start, end
    )


def _told_city(text: str) -> re.Match[str] | None:
    """Find "Kirkkokatu 3, 20500 Turku niin": a town that runs on into the sentence, with its street right before it."""
    for match in _CITY_TOLD.finditer(text):
        street = _street_in(text[: match.start()], with_city=True)
        if street and not text[street[2] : match.start()].strip(" ,") and _plausible_city(match[2]):
            return match
    return None


def _plausible_city(name: str) -> bool:
    return (
        name[:1].isalpha()
        and name.upper() not in {"EUR", "EUROA", "KPL", "OY", "AB", "PUH", "KM", "SEK"}
        and len(name) >= 2
    )


_BEHIND_CITY = lazy(r"\s+(?:Finland|Suomi|FINLAND|SUOMI|Puh|Tel|GSM|P)$")


def _city_name(name: str) -> str:
    return _BEHIND_CITY.sub("", name.strip())


_BETWEEN_PIECES = lazy(r"[|;•·\t]|,\s|\s/\s|:\s")


def _street_in(before: str, *, with_city: bool) -> tuple[str, int, int] | None:
    boxed = any(sign in before for sign in _BOX_SIGNS)
    box = next(reversed(list(_BOX.finditer(before))), None) if boxed else None
    numbered = any(_STREET_ENDINGS.of(before[: told.start() + 1]) for told in _WORD_AND_NUMBER.finditer(before))
    streets = [match for match in _STREET.finditer(before) if not _NOT_STREET.match(match[1])] if numbered else []
    if streets and (box is None or streets[-1].start() > box.start()):
        found = streets[-1]
        return _clean(found[1]), found.start(), found.end()
    if box:
        return box[1], box.start(), box.end()
    if not with_city:
        return None
    # Without a known ending the piece right before the postcode is the street when it ends in a number.
    piece = _BETWEEN_PIECES.split(before.rstrip(" ,|–-·•\t"))[-1].strip()
    piece = _LABEL.sub("", piece).strip()
    match = _ANY_STREET.match(piece)
    if match and not _NOT_STREET.match(piece):
        start = before.rfind(piece)
        return _clean(match[1]), start, start + len(piece)
    return None


def _clean(street: str) -> str:
    return " ".join(_LABEL.sub("", street).split()).strip(" ,.")


_TOWNS_TEXT = """
helsinki helsingfors espoo esbo tampere tammerfors vantaa vanda oulu uleåborg turku åbo jyväskylä kuopio lahti pori
björneborg kouvola joensuu lappeenranta villmanstrand vaasa vasa hämeenlinna tavastehus seinäjoki rovaniemi mikkeli
kotka salo porvoo borgå kokkola karleby hyvinkää lohja lojo järvenpää rauma tuusula kirkkonummi kyrkslätt kajaani
kerava savonlinna nokia raasepori raseborg pietarsaari jakobstad loviisa lovisa parainen pargas kauniainen grankulla
maarianhamina mariehamn hanko hangö kemi tornio stockholm
"""
TOWNS = frozenset(_TOWNS_TEXT.split())
"""Towns that people write beside their title without a postcode."""
_LONE_CODE = lazy(r"(?:(?:FI|FIN|AX|SF)[- ]{0,2})?(\d{5})[\s,;|]*")
_LONE_TOWN = lazy(rf"([{_CAPITAL}][\w’'-]+(?:[ ][{_CAPITAL}][\w’'-]+)?)[\s,;|]*(?:(?:Finland|Suomi)\W*)?", re.I)


def lone_postcode(text: str) -> str:
    """Give the postcode that has a line to itself, "" otherwise."""
    match = _LONE_CODE.fullmatch(text.strip()) if len(text) < 20 else None
    return match[1] if match else ""


def lone_town(text: str) -> str:
    """Give the town that has a line to itself, under its postcode, "" when the line holds anything else."""
    match = _LONE_TOWN.fullmatch(text.strip()) if len(text) < 50 else None
    plain = match is not None and match[1][:1].isupper() and not any(character.isdigit() for character in text)
    return match[1] if match and plain and _plausible_city(match[1]) else ""


def street_line(text: str) -> str:
    """Give the street when a whole line (above a postcode line) is one: a name and a number, "" otherwise."""
    clean = _LABEL.sub("", text.strip()).strip(" ,")
    match = _ANY_STREET.match(clean)
    if match and not _NOT_STREET.match(clean) and not re.search(r"\d{6}", clean):
        return _clean(match[1])
    return ""

"""Other people in a sentence: relations, names, and whether a number or address beside them is theirs or the writer's."""

import re

from connectors.mail.contacts.companies import named_companies
from connectors.mail.contacts.given_names import GIVEN_NAMES
from connectors.mail.contacts.names import PARTICLES, ascii_fold, is_given
from models.patterns import lazy

_RELATION = lazy(
    r"\b(?:vaimo\w*|mies(?:tä|tän\w*)?ni|mieheni|miehel\w+|miehen|aviomie\w*|puoliso\w*|avopuoliso\w*"
    r"|äiti\w*|äidi\w*|isäni|isälle\w*|isän|isä|tyttär\w*|tytär\w*|poikani|pojal\w*|pojan\w*|lapse\w*"
    r"|kolleg\w*|työkaver\w*|työtover\w*|esimie\w*|esihenkilö\w*"
    r"|pomo\w*|sihteeri\w*|assistent\w*|naapuri\w*|ystävä(?!l)\w*|kaveri\w*|sijai\w*|sisko\w*|velje\w*"
    r"|veli\w*|kirjanpitäj\w*|isännöitsijä\w*|lääkäri\w*|hän(?:en|et|elle|tä|estä)?\b|heidän|heille"
    r"|anoppi\w*|appi\w*|mummo\w*|yhteyshenkilö(?:mme|nämme|nä)?|toimitusjohtajamme|esihenkilöni"
    r"|(?:min|vår|hennes|hans) (?:fru|man|make|maka|mamma|pappa|mor|far|dotter|son|syster|bror|sambo)"
    r"|kollega\w*|chefen?|granne\w*|väninna\w*|vän|vännen|vikarie\w*|ersättare\w*|bokförare\w*|honom|henne"
    r"|hennes|hans|sekreterare\w*|kontaktperson\w*"
    r"|(?:my|our|the) (?:driver|caretaker|janitor|receptionist|director|supervisor|principal|porter|front desk|reception)"
    r"|he|she|theirs|han|hon|deras"
    r"|(?:tilitoimisto|isännöinti|kiinteistöhuolto|huoltoyhtiö|siivousliik|työtervey)\w{0,12}mme|bokföringsbyrån?"
    r"|(?:our|my) (?:accountants|lawyers?|solicitors?|bookkeepers|cleaners|letting agents?)"
    r"|kumppani\w*|yhteistyökumppani\w*|alihankkija\w*|vuokranantaja\w*|tilitoimisto(?:mme|ltamme|llemme|lta|lle)|pankki(?:ni|mme)|edunvalvottav\w*|päämiehe\w*"
    r"|(?:my|our|the) (?:bank|doctor|dentist|interpreter|therapist|guardian|carer)|min bank|(?:min|vår) (?:tolk|läkare)"
    r"|samarbetspartner\w*|hyresvärd\w*|(?:my|our) (?:landlord|supplier|bookkeeper)"
    r"|(?:vår|våran|min) (?:vaktmästare|chaufför|direktör|rektor|förman|ekonom|receptionist)"
    r"|(?:my|our) (?:wife|husband|mother|father|daughter|son|sister|brother|partner|colleague|boss"
    r"|neighbou?r|friend|assistant|secretary|manager|accountant)|colleague\w*|neighbou?r\w*|assistant"
    r"|substitute|him|her|his|their|contact person|secretary)\b",
    re.I,
)
# Of whoever is asked or told something by a trade: "huoltomieheltä", "sihteerille".
_BY_TRADE = lazy(
    r"\b\w{3,30}(?:jalta|jältä|jalle|jälle|rilta|riltä|rille|költä|kolta|kölle|kolle|miehelt[aä]|miehelle)\b"
    # "Uudelle ohjaajalleni", "lakimieheltämme": whoever is the writer's, and none of the writer's things.
    r"|\b(?!(?:numero|puhelim|kännyk|osoit|sähköpost|meili|maili|posti|itse|minu|firma|yrity|yhtiö|tili|koti|työ|toimisto|kone))"
    r"\w{3,30}(?:lleni|llemme|lt[aä]ni|lt[aä]mme)\b",
    re.I,
)
_SELF = lazy(
    r"\b(?:numeroni|puhelinnumeroni|puhelimeni|kännykkäni|minun|minut|minulle|minua|minuun|mulle|mun|mut"
    r"|omani|oma numero\w*|sähköpostini|osoitteeni|olen|soittelen|soitan|numeromme|meille|meidän|meidät"
    r"|tavoitatte?|mitt|min|mina|mig|jag|vårt|vår|våra|oss|vi|\w*tietomme|\w*tietoni|my|me|i|i'm|mine|our|us)\b",
    re.I,
)
_CALL = lazy(
    r"\b(?:soit(?:a|takaa|telkaa|tele)|soittaa|tavoitettavissa|numero|numerosta|puh|ring(?:a)?|nås|telefon|call|phone|reach)\b",
    re.I,
)
_PAIR = lazy(
    r"(?<![\w@./-])(?<!\d )([A-ZÅÄÖÁÉÜ][\w’'-]+)[ ]((?:(?:af|von|van|de|der|al|el)[ ])?[A-ZÅÄÖÁÉÜ][\w’'-]+)(?![\w@])"
)
_OWNED_BY = lazy(
    r"(?<![\w@./-])([A-ZÅÄÖÁÉÜ][\w-]{1,30}(?:['’]s|['’]|n|s)) (?i:(?:uusi|oma|henkilökohtainen|nya?|new|direct|own|work|home) )?"
    r"(?i:puhelin|puhelim|numero|kännyk|gsm|sähköposti|s-posti|osoite|osoitt|mobil|telefon|nummer|e-?post|mejl|adress"
    r"|phone|cell|number|e-?mail|direct line|suora)",
)
_WORD = lazy(r"(?<![\w@./-])[A-ZÅÄÖÁÉÜ][\w’'-]+")
_ABBREVIATION = lazy(r"[A-ZÅÄÖ]{2,4}(?![\w’'])")
_CASE_END = lazy(r"(?:lle|lta|ltä|lla|llä|sta|stä|ssa|ssä|ksi|iin|een|aan|ään|oon|uun|ta|tä|lta|n|a|ä|s)$")
_NOT_A_PERSON = lazy(
    r"^(?:Oy|Ab|Ky|Oyj|Tmi|Ry|Rf|Ltd|Inc|Kunta|Kaupunki|Bank|Pankki|Solutions|Messaging|Oyj|GDPR|EU)\b", re.I
)
_STREETISH = lazy(r"(?:katu|tie|kuja|polku|gatan|vägen|stigen|street|road|tori|raitti)\w{0,3}$", re.I)
_COMMON_FIRST = lazy(
    r"^(?:Hei|Moi|Terve|Hej|Hi|Hello|Dear|Hyvä|Kiitos|Tack|Thanks|Puh|Tel|Gsm|Soita|Soittakaa|Ring|Call"
    r"|Avaimet|Laskut?|Fakturan?|Uusi|Ny|New|Osoite|Terveisin|Minun|Min|My|Minä|Olen|Jag|Vi|We|The|Ja|Tai"
    r"|Voitte|Voisitteko|Sähköposti|Email|Maanantai|Tiistai)$"
)


def relation(text: str) -> bool:
    """Whether a text speaks of a person by relation: "vaimoni", "min chef", "my colleague"."""
    return bool(_RELATION.search(text))


def self_words(text: str) -> int:
    """Give the place of the last word by which writers speak of themselves, -1 when there is none."""
    last = -1
    for match in _SELF.finditer(text):
        last = match.start()
    return last


def self_reach(text: str) -> bool:
    """Whether a text asks to be called back or names the writer's own number: "soittakaa", "numeroni", "ring mig"."""
    return self_words(text) >= 0 or bool(_CALL.search(text))


def _mine(word: str, names: frozenset[str]) -> bool:
    plain = ascii_fold(word)
    return plain in names or any(len(name) > 3 and plain.startswith(name[:-1]) for name in names)


_BETWEEN_PARTS = lazy(r"[\s,._@-]+")


def name_parts(*names: str) -> frozenset[str]:
    """Give the folded parts of names, for telling the writer's own name from another."""
    return frozenset(
        ascii_fold(part)
        for name in names
        for part in _BETWEEN_PARTS.split(name)
        if len(part) > 1 and part.casefold() not in PARTICLES
    )


def names_another(address: str, names: frozenset[str]) -> bool:
    """Whether an address is made of a given name and a surname that are none of the writer's: a colleague's, not a desk's."""
    parts = address.partition("@")[0].casefold().replace("_", ".").split(".")
    if not 2 <= len(parts) <= 3 or len(names) < 2 or not all(part.isalpha() and len(part) > 1 for part in parts):
        return False
    return (is_given(parts[0]) or is_given(parts[-1])) and not any(ascii_fold(part) in names for part in parts)


def tells_owner(text: str) -> bool:
    """Whether a number or address could be said to be somebody's by name, be it the writer's."""
    return _OWNED_BY.search(text) is not None


def names_owner(text: str, names: frozenset[str]) -> int:
    """Give the place where a number or address is said to be that of another: "Ashworth's mobile", "Visan puhelin"; or -1."""
    last = -1
    for match in _OWNED_BY.finditer(text):
        # Any noun may begin a sentence: "Toimiston numero on".
        at_start = not text[: match.start()].strip(" (–-*•")
        if (_given(match[1]) or not at_start) and not _mine(match[1], names):
            last = match.start()
    return last


def _given(word: str) -> bool:
    lowered = word.casefold()
    if is_given(word):
        return True
    stem = _CASE_END.sub("", lowered)
    if len(stem) < 3:
        return False
    # "Pekalta" is Pekka's, "Matilta" Matti's.
    strong = f"{stem[:-1]}{stem[-2]}{stem[-1]}" if stem[-2] in "kpt" else stem
    return stem in GIVEN_NAMES or strong in GIVEN_NAMES or _CASE_END.sub("", stem) in GIVEN_NAMES


def _blank_companies(text: str) -> str:
    """Blank the names of firms: the words of "Havsbris Rederi Ab" and "Naapurin Pojat Oy" are no person's."""
    for start, name in named_companies(text):
        words = name.split()
        if len(words) < 4 or not is_given(words[0]):
            text = f"{text[:start]}{' ' * len(name)}{text[start + len(name) :]}"
    return text


def other_person(text: str, names: frozenset[str]) -> int:
    """Give the place of the last mention of a person who is not the writer (`names`: folded parts of theirs), -1 if none."""
    last = _other_person(text, names)
    if last < 0:
        return last
    blanked = _blank_companies(text)
    return last if blanked == text else _other_person(blanked, names)


def _other_person(text: str, names: frozenset[str]) -> int:
    last = -1
    for match in _RELATION.finditer(text):
        if match[0][0].isupper() and _mine(match[0], names):
            # One who is called Sisko.
            continue
        # "My driver" begins with a word by which writers speak of themselves.
        last = max(last, match.end() - 1)
    if "lt" in text or "lle" in text:
        for match in _BY_TRADE.finditer(text):
            last = max(last, match.end() - 1)
    last = max(last, names_owner(text, names))
    for match in _PAIR.finditer(text):
        first, second = match[1], match[2].split()[-1]
        if (
            _NOT_A_PERSON.match(second)
            or any(character.isdigit() for character in first + second)
            or _STREETISH.search(first)
            or _STREETISH.search(second)
            or _COMMON_FIRST.match(first)
        ):
            continue
        if not (_mine(first, names) or _mine(second, names)) and (_given(first) or match.start() > 0):
            last = max(last, match.start())
    for match in _WORD.finditer(text):
        if _ABBREVIATION.match(match[0]):
            continue
        if _given(match[0]) and not _mine(match[0], names) and not _COMMON_FIRST.match(match[0]):
            last = max(last, match.start())
    return last

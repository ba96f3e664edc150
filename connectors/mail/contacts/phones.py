"""Phone numbers in a line: found by a cheap pattern, vetoed by what stands beside them, given in E.164 (F9)."""

import re
from dataclasses import dataclass

import phonenumbers

from models.patterns import lazy

_CANDIDATE = lazy(
    r"(?<![\w@/=&?#%.:,+-])(?:\+|00(?=[1-9]))?\(?\+?\d(?:[\d \u2009\u202f]|[-–‑./](?=\d)|\)|\((?=0?\d)"
    r"|(?<=\d)\s*-\s*(?=\d)){5,22}\d(?![\w@%])"
)
_HAS_DIGITS = lazy(r"\d[\d\s()./–-]{4,}\d")
_DATE = lazy(r"^(?:\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4})(?:\D|$)")
_RANGE = lazy(r"^\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}$")
# Words that say the number beside them is something else. Looked for between the last other number and this one.
VETO = lazy(
    r"(?:tilaukse|varaukse|hakemukse|sopimukse)(?:n|mme|ni|nne)\s*(?:nro|nr|no|numero|tunnus)\b"
    r"|viit(?:e|te|en)|\bref(?:erens|erence|\.)?\b|referensn|(?<!ajan)tilaus(?!ten)|order|(?<!tids)beställning|lasku(?:n"
    r"|numero|nro|lla|n ?numero)\b|faktura(?:n|nummer|nr)\b|invoice|iban|tili(?:nro|numero|lle|llä|n)\b"
    r"|konto(?:t|nummer|nr)?\b|bank"
    r"|faksi|telefaksi|\bfax|telefax|\bf\b[.:]|tunnus|tunniste|koodi|\bkod(?:en)?\b|\bcode\b|\bid\b|diaari"
    r"|diarie|asiakas(?:numero|nro)|kund(?:nummer|nr)|customer (?:no|number|id)|sopimus|avtal|contract"
    r"|agreement"
    r"|lähetys(?:numero|tunnus)|seuranta|tracking|paketti|kolli|sarja(?:numero|nro)|serie|serial"
    r"|henkilö(?:tunnus|numero)|hetu|person(?:nummer|beteckning)|\bssn|kortti|kort(?:nummer)|\bcard|vakuutus"
    r"|försäkring|polic|policy"
    r"|asia(?:numero|nro)|ärendenummer|ticket|case (?:no|number)|tapaus|varaus(?:numero|nro|koodi|tunnus)"
    r"|boknings(?:nummer|kod|nr)|booking (?:no|number|ref|id)|reservation|jäsen(?:numero|nro)|medlems"
    r"|\bmember|\blupa|rekisteri(?:numero|nro)|kiinteistö|laite|\bimei|\bean\b|\bgtin"
    r"|försändelse|fraktsedel|rahtikirja|shipment|parcel|kuitin|kuitti(?:numero|nro)|kvitto(?:nummer|nr)|receipt|dial-?in"
    r"|quote no|purchase order|\bpo\b"
    r"|\bovt|y-?tunnus|fo-?nummer|\bvat\b|\balv\b|\balv-|\bmoms|peppol|\bedi\b|summa|hinta|euro|€|eur\b|\bpris|\bprice|\btotal|arkisto"
    r"|projekti(?:numero|nro)|hanke(?:numero|nro)|kustannuspaikka|kostnadsställe|maksu(?:n|tunniste)"
    r"|työ(?:numero|nro)|mittari|käyttöpaik"
    r"|mätare|\bmeter\b|eränumero|erä\b|postilaatikko|\bpl\b|meeting id|kokous(?:tunnus|id|numero)|pin\b"
    r"|zoom|teams|passcode|salasana|lösenord",
    re.I,
)
_NOT_IN_USE = lazy(
    r"ei (?:ole )?(?:enää )?(?:käytössä|toimi|voimassa|kuulu)"
    r"|eivät (?:ole )?(?:enää )?(?:käytössä|toimi|voimassa)|poistunut käytöstä|poistuu käytöstä|pois"
    r" käytöstä|vanha(?:an|n|sta|lla|a)? (?:numero|puhelin|nro)|entinen|aiempi numero|aiemman numeron"
    r"|edellinen numero|vaihtunut (?:numerosta|pois)"
    r"|(?:inte|ej|ur) (?:längre )?(?:i )?(?:bruk|användning)|fungerar inte|gäller inte|gamla? numm?(?:er"
    r"|ret)|tidigare numm?|no longer|not in use|out of use|does ?n[o']t work|old (?:phone |mobile )?number"
    r"|previous number|disconnected|älkää (?:enää )?soitta\w*|do not call",
    re.I,
)
# "040 … ei ole enää käytössä, uusi on 044 …": up to the comma the words speak of the number before them.
_OF_THE_LAST = lazy(
    r"[^,;.–—→>]*(?:[,;.–—→>]|\b(?:ja|mutta|vaan|joten|uusi|nykyinen|och|men|utan|så|nytt?|nya|and|but|so|please|use|new)\b)",
    re.I,
)
LABEL = lazy(
    r"(?:\b(?:puh|puhelin|puhelinnumero|p|tel|telefon|telefonnummer|telephone|tfn|phone|gsm|mob|mobil"
    r"|mobile|matkapuh|matkapuhelin|cell|kännykkä|numero|numeroni|nro|vaihde|växel|suora|direkt|direct|m|t"
    r"|d)\b\s*[.:]?\s*)$",
    re.I,
)


_NEW_THING = lazy(r"[|;•]| / |\.\s+(?=[A-ZÅÄÖ])")
_NEXT_THING = lazy(r"[|;•\d]|\.\s+[A-ZÅÄÖ]|\b(?:uusi|ny(?:a|tt)?|new)\b")
_GAP = lazy(r"[,\s]\s*$")
_FAX_BEHIND = lazy(r"\s*\(?(?:fax|faksi|f\b)(?![\s.:]*[+(]?\d)", re.I)
_NEW = lazy(r"uusi|nytt?|nya|new", re.I)
_COUNT = lazy(r"\s*(?:numero|nro|nr|no)\b", re.I)


@dataclass(frozen=True, slots=True)
class PhoneFound:
    """A number in E.164 with its place in the line; `labelled` when a word for phone stands right before it."""

    number: str
    start: int
    end: int
    labelled: bool


def normal_phone(text: str) -> str:
    """Give a number in E.164 with Finland as home, "" when the digits cannot be a phone number."""
    clean = text.replace("(0)", "")
    plus = clean.lstrip(" (").startswith("+")
    number = "".join(filter(str.isdigit, clean))
    if not plus and number.startswith("00"):
        plus, number = True, number[2:]
    if not plus and not number.startswith("0"):
        # Finnish numbers are written with the trunk 0; without it and without + only the country code shows a number.
        if not (number.startswith("358") and 10 <= len(number) <= 13):
            return ""
        plus = True
    if plus and number.startswith("358"):
        return _finnish(number[3:].removeprefix("0"))
    return _foreign(number) if plus else _finnish(number[1:])


def _finnish(national: str) -> str:
    """Number plan of Traficom by shape: 4x and 50 mobiles, area codes 1x–9, 10, 20, 29, 30, 7x and service numbers."""
    if not national or national[0] == "0" or not 5 <= len(national) <= 11:
        return ""
    if national.startswith(("4", "50")):
        return f"+358{national}" if 8 <= len(national) <= 10 else ""
    if national.startswith(("10", "20", "29", "30", "71", "73", "75")):
        return f"+358{national}" if 6 <= len(national) <= 10 else ""
    if national[0] in "1235689" and len(national) >= 6:
        return f"+358{national}" if len(national) <= 10 else ""
    return f"+358{national}" if national.startswith(("60", "70", "80")) else ""


def _foreign(number: str) -> str:
    if not 7 <= len(number) <= 15:
        return ""
    try:
        parsed = phonenumbers.parse(f"+{number}", None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def find_phones(text: str) -> list[PhoneFound]:
    """Give the phone numbers of a line that nothing beside them vetoes, in order."""
    if not _HAS_DIGITS.search(text):
        return []
    found: list[PhoneFound] = []
    behind = 0
    for match in _CANDIDATE.finditer(text):
        raw = match[0]
        before, after = text[behind : match.start()], text[match.end() : match.end() + 60]
        if behind and (said := _OF_THE_LAST.match(before)) and _NOT_IN_USE.search(said[0]):
            before = before[said.end() :]
        behind = match.end()
        # Only what belongs to the number: back to the last separator that starts something new.
        near = _NEW_THING.split(before[-60:])[-1]
        label = LABEL.search(near)
        if _DATE.match(raw) or _RANGE.match(raw) or _vetoed(near, label, after):
            continue
        number = normal_phone(raw)
        # Digits in plain groups of four are a bank reference, not a way to write a Finnish number, unless labelled.
        if number:
            found.append(PhoneFound(number, match.start(), match.end(), label is not None))
    return found


def _vetoed(near: str, label: re.Match[str] | None, after: str) -> bool:
    """Whether what stands beside a number says that it is none to call. `near`: before it, with the label at its end."""
    told = near[: label.start()] if label else near
    if told.strip() and _vetoed_before(near, label):
        return True
    tail = _NEXT_THING.split(after, maxsplit=1)[0]
    # "+358 9 …,,123456#" dials into a meeting.
    if after.startswith(",,") or _FAX_BEHIND.match(after):
        return True
    return _NOT_IN_USE.search(tail) is not None


def _vetoed_before(near: str, label: re.Match[str] | None) -> bool:
    veto = next(reversed(list(VETO.finditer(near))), None)
    if veto is not None and label and not near[veto.end() : label.start()].strip() and _COUNT.match(label[0]):
        # "Tilaus nro 0400 123 456" is not the phone of an order.
        return True
    if veto is not None and not (
        label and label.start() > veto.end() and _GAP.search(near[veto.end() : label.start()] or " ")
    ):
        return True
    return _NOT_IN_USE.search(near) is not None and not _NEW.search(near[-25:])

"""Business ids, e-invoice addresses and operators, by their check digits and the words beside them (F8, F10)."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from connectors.mail.needs import Gate
from connectors.mail.words import WordFinder, lines_with
from connectors.mail.zones.split import ZonedLine
from models.patterns import lazy

_BUSINESS = lazy(r"(?<![\w-])(?:FI[ -]?)?(\d{7})\s?[-–‑‐−]\s?(\d)(?![\w-]|\.\d)|(?<!\w)FI[ -]?(\d{8})(?![\w-])", re.I)
# "ytunnus 12345678", "FO-nr 12345678", "Esimerkki Oy (12345678)": without its hyphen only where something says what it is.
_BARE_BUSINESS = lazy(r"(?<![\w+-])(\d{7})[ ]?(\d)(?![\w-]|[ ]\d)")
_BUSINESS_LABEL = lazy(
    r"(?:\by-?[ ]?tunnu\w*|\bfo-?[ ]?(?:nummer|nr|nro)\w*|\bbusiness id|\balv(?:-?(?:nro|numero|tunnus)|-rek\w*)?"
    r"|\bvat(?: (?:id|no|number))?|\bmoms(?:-?nummer|nr|reg\w*)?|\bcompany (?:id|no|number)|\borg\w*\.?-?n(?:umme)?r)"
    r"\W{0,4}(?:(?:on|är|is)\W{1,3})?\Z",
    re.I,
)
_FIRM_BEFORE = lazy(r"\b(?:oyj?|abp?|ky|ay|tmi|ry|rf|osk|ltd|r\.[yf]\.)(?::n)?,?[ ]?([(\[]?)\Z", re.I)
_BUSINESS_VETO = lazy(
    r"(?:diaari|diarie|viite|referens|ref|tilaus|order|lasku(?!t)|faktura|invoice|sopimus|avtal|asiakas"
    r"|kund|projekti|hanke|asia|ärende|potilas|jäsen|seuranta|lähetys|varaus|boknings|tuote|sarja|kohde"
    r"|dnro|dnr|case)"
    r"\w{0,14}(?:\s(?:numero|nro|nr|nummer|number|no))?(?:\s(?:on|oli|är|var|is|was))?[\s.:#]*$",
    re.I,
)
_EINVOICE = lazy(r"(?<![\w-])(?:FI)?(0037[ -]?\d{4}[ -]?\d{3}[ -]?\d(?:[ ]?[0-9A-Z]{1,5})?)(?![\w-])")
_IBAN_ADDRESS = lazy(r"(?<!\w)(FI\d{2}(?:[ ]?\d{4}){3}[ ]?\d{2})(?!\d)")
_EINVOICE_LABEL = lazy(
    r"(?:verkkolasku\w*|ovt|e-?lasku\w*|e-?faktur\w*|nätfaktur\w*|e-?invoic\w*|electronic invoic\w*|edi"
    r"|finvoice|peppol\w*)",
    re.I,
)
_OPERATOR_LABEL = lazy(
    r"(?:\b(?:verkkolasku-?|laskutus-?|e-?lasku-?|e-?fakture?rings?-?|e-?faktura-?|e-?invoice "
    r"|e-?invoicing |nätfaktura-?)?(?:operaattori(?:n|na|mme)?(?: on)?|välittäjä(?:n|nä|mme)?(?: on)?"
    r"|operatör(?:en)?(?: är)?|operator(?: is)?|förmedlare(?:n)?(?: är)?"
    r"|intermediary|välityspalvelu|välittäjätunnus|operaattoritunnus|operatörskod|förmedlarkod"
    r"|välittäjän tunnus|operaattorin tunnus|operatörens kod|(?:access point|service) provider)"
    r"(?:['’]?s?[ -](?:id|code|tunnus|kod|nr|nro|number|nummer|numero|identifier|name|nimi|namn))?)\b\s*(?:on|is"
    r"|är)?\s*[:=–-]?\s*",
    re.I,
)
_BARE_LABEL = lazy(r"\W*(?:(?:tunnus|koodi|kod|code|id|nro|nr|number|nummer)\W*)?", re.I)
_OPERATOR_ID_LABEL = lazy(
    r"(?:välittäjä|operaattori|operatör|operator|förmedlar|intermediary|välitys|service"
    r" provider)\w*[^,;.|]{0,40}$",
    re.I,
)
_ADDRESS_BEFORE = lazy(r"(?:osoit|adress|address|ovt|vastaanottaja)\w*[\s:]*(?:(?:on|är|is)[\s:]+)?$", re.I)
_NAMES = (
    "Visma Maventa|Visma Netvisor|Visma Fivaldi|Fivaldi"
    "|Maventa|Apix Messaging|Apix|OpusCapita Solutions|OpusCapita|Basware|Pagero|Posti"
    " Messaging|Ropo Capital|Ropo|CGI|TietoEVRY|Tietoevry|Tieto|Liaison|OpenText|InExchange|Crediflow"
    "|Danske Bank|Nordea|OP Yrityspankki"
    "|Osuuspankki|Aktia|S-Pankki|Handelsbanken|POP Pankki|Säästöpankki|Telia|Elisa|Logiq|Edicom|Notus"
    "|PostNord Strålfors|Enfo Zender|Enfo|Heeros|Fennoa|Netvisor|Finago|Procountor|Storecove|Qvalia"
    "|Unifiedpost|Comarch|Evitec|Tradeshift"
    "|Lemonsoft|Netbox|Digital Planet|Scancloud|B2Brouter|Kofax|Retarus|Dataserv|4US|HighJump"
    "|Ålandsbanken|Oma Säästöpankki|SEB"
)
_BEHIND_NAME = (
    r"(?: (?:Messaging|Solutions|Technologies|Group|Services|Network|Sverige|Nordic|Finland|Suomi|Bank"
    r"|Pankki|International|Capital)){0,2}(?: (?:Oyj|Oy|Ab|AB|Ltd))?"
)
_OPERATOR_NAME = lazy(rf"(?<!\w)((?:{_NAMES}){_BEHIND_NAME})(?!\w)")
# In small letters, or with the ending of a case: "välittäjä on pagero", "Apixin kautta", "via maventa".
_OPERATOR_SPOKEN = lazy(
    rf"(?<!\w)({_NAMES}){_BEHIND_NAME}(?!\w)|(?<!\w)({_NAMES})(?:i?n|en|iin|oon)?(?=[ ]kautta\b)", re.I
)
# "Käytämme Pageroa", "laskut Maventaan": names that are no word or person's name with such an ending.
_OPERATOR_INFLECTED = lazy(
    r"(?<!\w)(Maventa|Apix|Basware|Pagero|OpusCapita|Ropo Capital|Netvisor|Procountor|Fennoa|Heeros|Tietoevry|InExchange"
    r"|Crediflow|Lemonsoft|Fivaldi|Storecove|Qvalia)(?:i?(?:n|a|ta|an|in|en|on|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä)|oon|hin)(?!\w)"
)
_THROUGH = lazy(r"(?:\b(?:via|genom|through)[ ]|0037[\d -]{8,12}[\s,/(–-]{1,4})\Z", re.I)
_SPELLED = {name.casefold(): name for name in _NAMES.split("|")}
_OPERATOR_CODE = lazy(r"\b(?:E\d{6}|(?:0037|FI)\d{8,9}|[A-Z]{4}FI[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")
# The public codes of operators that have the shape of a client's own address.
_OPERATOR_ADDRESSES = frozenset(
    (
        "003721291126",
        "003723327487",
        "003703575029",
        "003708599126",
        "003723609900",
        "003714377140",
        "003701011385",
        "003726044706",
    )
)
_SEVEN_DIGITS = lazy(r"\d{7}")
_INVOICING = Gate({"label": _EINVOICE_LABEL, "operator": _OPERATOR_LABEL})
WORDS = _INVOICING.words
"""What is looked for in every line of a message to tell whether it speaks of e-invoicing."""
_FINDER = WordFinder(WORDS)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Spotted:
    """A value with its place in the line."""

    value: str
    start: int
    end: int


def valid_business_id(digits: str) -> bool:
    """Check the eight digits of a business id: modulus 11, remainder 1 is never issued (F8)."""
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:7], _WEIGHTS, strict=True)) % 11
    return rest != 1 and int(digits[7]) == (0 if rest == 0 else 11 - rest)


def find_business_ids(text: str, above: str = "") -> list[Spotted]:
    """Give the valid business ids of a line as 1234567-8, VAT form included; one beside a word for another number is none.

    `above` is the line before, which may hold the label.
    """
    found: list[Spotted] = []
    if not _SEVEN_DIGITS.search(text):
        return found
    for match in _BUSINESS.finditer(text):
        number = (match[1] or "") + (match[2] or "") or match[3]
        if valid_business_id(number) and not _BUSINESS_VETO.search(text[max(0, match.start() - 30) : match.start()]):
            found.append(Spotted(f"{number[:7]}-{number[7]}", match.start(), match.end()))
    for match in _BARE_BUSINESS.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        if _tells_business_id(before if before.strip() else above, match[1]) and valid_business_id(match[1] + match[2]):
            found.append(Spotted(f"{match[1]}-{match[2]}", match.start(), match.end()))
    return found


def _tells_business_id(before: str, digits: str) -> bool:
    """Whether what stands before eight digits says that they are a business id: its label, or a firm's name."""
    if _BUSINESS_LABEL.search(before):
        return True
    firm = _FIRM_BEFORE.search(before)
    # Phone numbers begin with 0.
    return firm is not None and bool(firm[1] or digits[0] != "0")


def find_einvoice_addresses(text: str, above: str = "") -> list[Spotted]:
    """Give the client's own e-invoice addresses of a line; the operator's code beside its label or name is none.

        `above` is the line before, which may hold the label. The IBAN form counts only where a word for e-invoicing
    stands.
    """
    found: list[Spotted] = []
    for match in _EINVOICE.finditer(text) if "0037" in text else ():
        value = re.sub(r"[\s-]", "", match[1])
        before = text[max(0, match.start() - 60) : match.start()]
        if not valid_business_id(value[4:12]) or value in _OPERATOR_ADDRESSES:
            continue
        if _is_operator_code(before, alone=text.count("0037") == 1) and f"{value[4:11]}-{value[11]}" not in text:
            continue
        # "Operaattori: …" / "Tunnus: 0037…" and "…, Apix Messaging Oy /" with the code on the next line.
        if _BARE_LABEL.fullmatch(before) and _is_operator_code(f"{above[-60:]} "):
            continue
        found.append(Spotted(value, match.start(), match.end()))
    if "FI" in text and (_EINVOICE_LABEL.search(text) or _EINVOICE_LABEL.search(above)):
        for match in _IBAN_ADDRESS.finditer(text):
            value = match[1].replace(" ", "")
            if _valid_iban(value) and not re.search(
                r"iban|tili|konto", text[max(0, match.start() - 25) : match.start()], re.I
            ):
                found.append(Spotted(value, match.start(), match.end()))
    return found


def _is_operator_code(before: str, *, alone: bool = False) -> bool:
    """Whether a code behind these words is an operator's. `alone`: no other stands beside it, so that a comma parts the two."""
    if _OPERATOR_ID_LABEL.search(before) and not _ADDRESS_BEFORE.search(before):
        return True
    name = next(reversed(list(_OPERATOR_NAME.finditer(before))), None)
    if name is not None and alone and re.fullmatch(r",\s?", before[name.end() :]):
        return False
    return name is not None and bool(
        re.fullmatch(r"[\s(/:,–-]*(?:tunnus|kod|code|id)?[\s(:]*", before[name.end() :], re.I)
    )


def _valid_iban(value: str) -> bool:
    digits = value[4:] + str(ord("F") - 55) + str(ord("I") - 55) + value[2:4]
    return digits.isdigit() and int(digits) % 97 == 1


def einvoice_context(text: str) -> bool:
    """Whether a text speaks of e-invoicing."""
    return bool(_INVOICING.possible(_FINDER.among(text))) and bool(
        _EINVOICE_LABEL.search(text) or _OPERATOR_LABEL.search(text)
    )


def einvoice_among(texts: list[str]) -> bool:
    """Whether one of these texts speaks of e-invoicing."""
    return bool(_INVOICING.possible(_FINDER.among("\n".join(texts)))) and any(einvoice_context(text) for text in texts)


def einvoice_in_lines(lines: Sequence[ZonedLine], words: Mapping[int, Set[str]]) -> bool:
    """Whether one of these lines speaks of e-invoicing. `words`: those of WORDS that stand in each, by its number."""
    told = set(lines_with(_INVOICING.openers, words))
    return bool(told) and any(einvoice_context(line.text) for line in lines if line.number in told)


def find_operators(text: str, *, context: bool) -> list[Spotted]:
    """Give e-invoice operators of a line: the name behind a word for operator, or a known name where the text speaks of it."""
    label = _OPERATOR_LABEL.search(text)
    if label:
        rest = text[label.end() :]
        known = _OPERATOR_NAME.search(rest)
        if known and known.start() < 40:
            start = label.end() + known.start()
            return [Spotted(known[1], start, start + len(known[1]))]
        spoken = _OPERATOR_SPOKEN.match(rest)
        if spoken:
            return [_as_spelled(spoken, label.end())]
        value = re.split(r"[,;|()]|\.(?:\s|$)|\s(?:ja|och|and|\d{4,})|\s-\s|\t", rest)[0].strip(" :.")
        # In a row of labels the next one is no operator.
        labelled = _OPERATOR_LABEL.match(value) is not None
        if (
            value
            and value[0].isupper()
            and len(value.split()) <= 4
            and not (labelled or _OPERATOR_CODE.fullmatch(value))
        ):
            return [Spotted(value, label.end(), label.end() + len(value))]
        if value and _OPERATOR_CODE.fullmatch(value):
            return [Spotted(value, label.end(), label.end() + len(value))]
    if context or _EINVOICE_LABEL.search(text):
        known = _OPERATOR_NAME.search(text)
        if known:
            return [Spotted(known[1], known.start(), known.end())]
        for spoken in _OPERATOR_SPOKEN.finditer(text):
            if spoken[2] or _THROUGH.search(text[: spoken.start()]):
                return [_as_spelled(spoken)]
        inflected = _OPERATOR_INFLECTED.search(text)
        if inflected:
            return [Spotted(inflected[1], inflected.start(), inflected.end())]
    return []


def names_operator(text: str) -> bool:
    """Whether a text begins with the name of a known operator."""
    return bool(_OPERATOR_NAME.match(text))


def _as_spelled(spoken: re.Match[str], offset: int = 0) -> Spotted:
    """Give an operator by the name that it is known by. `offset`: where the matched text begins."""
    name = _SPELLED[(spoken[1] or spoken[2]).casefold()]
    return Spotted(name, offset + spoken.start(), offset + spoken.end())


def blank_operator_codes(text: str) -> str:
    """Blank codes in parentheses and BICs, so that no one reads them as something else."""
    return _OPERATOR_CODE.sub(lambda match: " " * len(match[0]), text)

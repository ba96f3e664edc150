"""Names of companies and other organisations, by their legal form or by the word that names their sort."""

import re
from collections.abc import Iterator
from functools import lru_cache

from connectors.mail.contacts.endings import Endings
from connectors.mail.contacts.given_names import GIVEN_NAMES
from models.patterns import lazy

_FORM = (
    r"(?:oy|oyj|ab|abp|ky|ay|tmi|t:mi|toiminimi|ry|r\.y\.|rf|r\.f\.|rp|osk|osuuskunta|oyab|öb|kb|hb|ltd"
    r"|limited|inc|llc|llp|plc|gmbh|as|a/s|aps|oü|sia|uab|bv|sa|sarl|nv|ag|säätiö|sr"
    r"|corp|pty ltd|gmbh & co\. ?kg|sp\. ?z ?o\. ?o|s\.r\.[ol]|d\.o\.o|s\.p\.a|s\.a|b\.v|n\.v|spa|srl|kft|eurl|ivs)"
)
_AFTER = lazy(rf"(?:^|[\s,])(?:{_FORM})\.?(?:\s+(?:ab|ltd|oy|abp|oyj|r\.?f\.?|r\.?y\.?))?$", re.I)
_BEFORE = lazy(r"^(?:oy|ab|tmi|t:mi|toiminimi|ky|osuuskunta|asunto oy|as\.? ?oy|firma|fma|f:ma)\s+[A-ZÅÄÖ0-9]", re.I)
_KIND_TEXT = """
kunta kaupunki seurakunta seurakuntayhtymä hyvinvointialue kuntayhtymä yhdistys liitto säätiö yliopisto
ammattikorkeakoulu korkeakoulu ammattiopisto kansalaisopisto opisto lukio peruskoulu koulu päiväkoti virasto laitos
keskus osuuskunta yhtiö yhtiöt toimisto kommun stad församling förening föreningen förbund stiftelse stiftelsen
universitet yrkeshögskola högskola gymnasium folkhögskola välfärdsområde samkommun byrå university foundation
association city college council sairaala sjukhus terveysasema hammaslääkäri apteekki apotek parturi kampaamo
kustannus kustantamo konserni group company solutions consulting palvelut services studio galleria teatteri museo
kirjasto klubi seura ryhmä school academy institute hospital clinic agency authority trust society union restaurant
centre center hotel theatre library museum kindergarten nursery technologies systems logistics industries holdings
software ministry partners archives klinikka akatemia instituutti järjestö päivätoiminta hoitokoti palvelutalo
hammasklinikka kylpylä kliniken klinik tandklinik akademi akademin institut sällskapet sällskap förskola musikskola
grundskola skolan daghem daghemmet biblioteket muséet museet teatern hotellet centret centrum myndigheten ämbetsverket
ministeriö virkakunta
"""
KINDS = frozenset(_KIND_TEXT.split()) | {"skola"}
"""Words for a sort of house: library, school, city."""
_KIND = Endings((*_KIND_TEXT.split(), " skola"))
_KIND_FIRST = lazy(
    r"^(?:kahvila|ravintola|hotelli|tilitoimisto|asianajotoimisto|lakiasiaintoimisto|parturi-kampaamo"
    r"|kampaamo|kauneushoitola|päiväkoti|apteekki|studio|galleria|kukkakauppa|leipomo|insinööritoimisto"
    r"|arkkitehtitoimisto|advokatbyrå|bokföringsbyrå|restaurang|café|kiinteistö|maatila|rakennus"
    r"|autokorjaamo|hoitokoti|palvelutalo|fysioterapia|[a-zåäö]{0,12}(?:kauppa|liike|korjaamo|myymälä|handel|affär|butik|verkstad)"
    r"|hostel|hostelli|motelli|pensionat|pensionaatti|camping|konditori|bageri|bakery|pizzeria|krog|krogen|salong|frisör|gård)"
    r"\s+[A-ZÅÄÖ]",
    re.I,
)
_SENTENCE = lazy(
    r"[?!]|\.\s|\b(?:on|ja että|jos|olen|olemme|haluan|haluamme|kiitos|että|är|vi|och|the|is|are|we)\b", re.I
)


_CAPITALISED = lazy(r"(?<!\S)[A-ZÅÄÖÁÉ0-9]")


# "Head of School", "Director of Services": whoever leads the house, and not the house.
_LEADS = lazy(
    r"^(?:[^\W\d_]+ )?(?:head|director|manager|dean|principal|chief|chair|president|vp|lead|coordinator|secretary|member)"
    r" (?:of|for|at)\b",
    re.I,
)


def has_form(text: str) -> bool:
    """Whether a text ends (or begins) with a legal form: Oy, Ab, Tmi, ry …"""
    clean = text.strip(" ,;|")
    return len(clean.split()) >= 2 and bool(_AFTER.search(clean) or _BEFORE.match(clean))


@lru_cache(maxsize=256)
def looks_like_company(text: str) -> bool:
    """Whether a short text is by its words the name of an organisation."""
    clean = text.strip(" ,;|")
    if has_form(clean):
        return True
    words = clean.split()
    if not words or len(words) > 7 or not words[0][0].isupper() or _LEADS.match(clean):
        return False
    if len(words) == 2 and words[0].casefold() in GIVEN_NAMES and words[1].casefold() not in KINDS:
        # Surnames end so, too: "Tapio Eskola".
        return False
    return (len(words) >= 2 and _KIND.of(clean.casefold())) or bool(_KIND_FIRST.match(clean))


def company_name(text: str) -> str:
    """Give the name of the organisation a text consists of, "" when it is none or runs on as a sentence."""
    clean = " ".join(text.split()).strip(" ,;|•·-–")
    if not 3 <= len(clean) <= 90 or "@" in clean or len(clean.split()) > 9:
        return ""
    if not looks_like_company(clean) or (_SENTENCE.search(clean) and not has_form(clean)):
        return ""
    return clean


_NAMED = lazy(
    rf"((?:[A-ZÅÄÖÁÉ0-9][\w&+'’.:-]*\s+|(?:ja|&|och|and|\+|von|af|[a-zåäö]{{3,20}})\s+){{1,6}})"
    rf"(?:(?i:r\.\s?[yf]\.)|(?i:{_FORM})\b)\.?(?:\s+(?:Ab|Ltd|Oy)\b)?"
)


def trailing_company(text: str) -> tuple[int, str]:
    """Give (start, name) of a company with a legal form inside a text; (-1, "") when there is none."""
    match = None
    for match in _NAMED.finditer(text):
        if match[1][:1].isupper() or match[1][:1].isdigit():
            break
    if match is None or text[match.end() : match.end() + 1] == ":":
        # "Esimerkki Oy:n" speaks of a firm and does not name it.
        return -1, ""
    # Small words before the name are the sentence's: "förmedlare CGI Suomi Oy".
    begin = _CAPITALISED.search(match[1])
    return (match.start() + begin.start(), match[0][begin.start() :].strip()) if begin else (-1, "")


# English "as", "sa" and "sr" of letters are words, too.
_SMALL_FORM = frozenset({"oy", "oyj", "ab", "abp", "ky", "ay", "tmi", "ry", "r.y.", "rf", "r.f.", "osk", "ltd"})


# "Yritys Esimerkki Oy", "Olemme Esimerkki Oy".
_BEFORE_FIRM = lazy(
    r"(?:yritys|firma|yhtiö|asiakas|laskutus|olemme|edustan|edustamme|me|företag|bolag|kund|vi|company|customer|client|we|hei|moi|hej"
    r"|hi|hello|kysyjänä|maksaja|laskutettava)\s+",
    re.I,
)


# Small words between the capitals of one name.
_JOINS = frozenset({"ja", "och", "and", "&", "+", "för", "av", "von", "af", "of"})
_SENTENCE_BREAK = lazy(r"[^\W\d_]{4,}\.\s+(?=[A-ZÅÄÖ])")


def named_companies(text: str) -> Iterator[tuple[int, str]]:
    """Give (start, name) of every company with a legal form inside a text, those that are only spoken of included."""
    for match in _NAMED.finditer(text):
        form = match[0][len(match[1]) :].split()[0]
        begin = _name_begins(match[1])
        if begin >= 0 and (form[0].isupper() or form.rstrip(",") in _SMALL_FORM):
            yield match.start() + begin, match[0][begin:].strip()


def _name_begins(words: str) -> int:
    """Give where the name begins in the words before a legal form; -1 where none does."""
    end = max((found.end() for found in _SENTENCE_BREAK.finditer(words)), default=0)
    if label := _BEFORE_FIRM.match(words, end):
        end = label.end()
    pieces = [piece for piece in _PIECE.finditer(words, end) if piece[0] not in _JOINS]
    if pieces and pieces[-1][0][0].isupper():
        # "Oma lasku toiminimeltä Esimerkki Tmi": the capital of the sentence is not the name's.
        small = max((piece.end() for piece in pieces if piece[0][0].islower()), default=end)
        end = max(end, small)
    begin = _CAPITALISED.search(words, end)
    return begin.start() if begin else -1


_PIECE = lazy(r"\S+")

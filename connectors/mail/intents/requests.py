"""Requests under the data protection law in free words (section 6): which of the rights a text asks for."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from connectors.mail.intents.request_grammar import GRAMMAR_TELLINGS, OWN_ENTRY
from connectors.mail.intents.request_outcome import LOOK, settled
from connectors.mail.intents.request_records import RECORD_TELLINGS
from connectors.mail.intents.request_vetoes import A_TOPIC, CONSUMED, LET_BE, OPINION, RECEIVED
from connectors.mail.intents.request_words import (
    CHANGE_OF_DETAILS,
    NOT_DELETING,
    OF_A_THING,
    OWN_DATA,
    TELLINGS,
    Telling,
)
from connectors.mail.intents.spoken import Spoken
from connectors.mail.needs import Gate, Need, all_of, need_of
from connectors.mail.rare_words import rarest
from connectors.mail.words import Found, WordFinder, by_word
from models.patterns import lazy
from models.vocabulary import RequestKind

_DATA_FI = (
    r"(?:tieto(?:ni|jani|jeni|ja|jen|jemme|mme)\b|tiedo(?:t|ista|istani|ille|ilta)\w*|henkilötie\w*|tietoihini\w*"
    r"|henkilötunnu\w*"
    r"|asiakastie\w*|minua koskev\w*|itseäni koskev\w*)"
)
_DATA_SV = r"(?:uppgift\w*|personuppgift\w*|information\w*|data\b)"
_DATA_EN = r"(?:data|information|details|records?|personal info\w*|profile|account)"
PATTERNS: dict[RequestKind, re.Pattern[str]] = {
    RequestKind.PORTABILITY: lazy(
        rf"\b(?:siirrettävä\w* muodo|koneluettav|siirtää.{{0,40}}{_DATA_FI}.{{0,50}}(?:toise|muualle)"
        rf"|{_DATA_FI}.{{0,50}}siirre?t\w*.{{0,40}}(?:toise|muualle)|siirto-oikeu|koneellisesti luettava"
        rf"|dataportabilitet|maskinläsbar"
        rf"|flytta.{{0,30}}{_DATA_SV}.{{0,40}}(?:till|annan)|överför\w*.{{0,30}}{_DATA_SV}"
        rf"|portab|machine.?readable|transfer (?:of )?(?:all )?my.{{0,20}}{_DATA_EN})",
        re.I,
    ),
    RequestKind.OBJECTION: lazy(
        rf"\b(?:\bvastustan\b.{{0,80}}(?:{_DATA_FI}|käsittel|käyt|markkin|profil)|\bkiellän\b.{{0,80}}(?:{_DATA_FI}"
        rf"|käyt|käsittel|markkin|luovut|profil)|\bkieltää\b.{{0,50}}{_DATA_FI}.{{0,30}}(?:käyt|käsittel)"
        rf"|\b(?:ette|ei) saa (?:enää )?käyttää\b.{{0,30}}{_DATA_FI}|vastustamisoikeu|invändningsrätt"
        rf"|rätt(?:en)? att (?:invända|göra invändning)|right to object|vastustava\w*.{{0,40}}(?:käsittel|käyt|profil|markkin"
        rf"|tieto)|{_DATA_FI}.{{0,20}} ei"
        rf" saa käyttää"
        rf"|\ben (?:anna|hyväksy|salli|suostu)\b.{{0,40}}{_DATA_FI}.{{0,40}}(?:käyt|käsit|luovut)"
        rf"|\bslutar? använda\b.{{0,25}}{_DATA_SV}|\b(?:stop|cease|quit) using\b.{{0,12}}my.{{0,15}}{_DATA_EN}"
        rf"|\bmotsätter mig\b(?=.{{0,80}}(?:uppgift|behandl|användn|använd|marknad|profil|reklam|data|att ni))"
        rf"|\binvänd(?:er|ning)\b(?=.{{0,80}}(?:uppgift|behandl|använd|marknad|profil|reklam|data|artik|gdpr"
        rf"|att ni))|\bgör invändning|\bförbjuder\b.{{0,60}}(?:{_DATA_SV}"
        rf"|användn|behandl|marknads)|\bprotestera\w*.{{0,40}}{_DATA_SV}|\bobject(?:ion|ing)?\b.{{0,15}}(?:to"
        rf"|against).{{0,60}}(?:{_DATA_EN}|process|use|marketing|profil)|\bforbid\b.{{0,40}}(?:use|{_DATA_EN}))",
        re.I,
    ),
    RequestKind.RESTRICTION: lazy(
        rf"\b(?:rajoit(?!etaanko|ammeko|amme\b)\w*.{{0,70}}(?:käsittel|käyt|{_DATA_FI})|(?:käsittely\w*"
        rf"|{_DATA_FI}).{{0,40}}rajoit"
        rf"|älkää\b.{{0,15}}(?:käsitelkö|käyttäkö)\b.{{0,40}}{_DATA_FI}|(?:jäädyttä"
        rf"|keskeyttä)\w*.{{0,40}}(?:käsittel|{_DATA_FI})"
        rf"|slutar? behandla\b.{{0,25}}{_DATA_SV}|begräns\w*.{{0,50}}(?:behandl|användn|{_DATA_SV})"
        rf"|behandling\w*.{{0,30}}begräns|(?:behandla"
        rf"|använd)\b.{{0,6}} inte\b.{{0,25}}{_DATA_SV}.{{0,60}}(?:förrän|innan|tills|så länge)"
        rf"|pausa.{{0,30}}behandl"
        rf"|restrict\w*.{{0,50}}(?:process|use\b|using|{_DATA_EN})|limit\w*.{{0,30}}processing|(?:do not|don'?t"
        rf"|stop|suspend|pause|freeze)\b.{{0,15}}process\w*.{{0,40}}{_DATA_EN}|processing.{{0,20}}(?:be"
        rf" )?(?:restricted|limited|suspended|frozen))",
        re.I,
    ),
    RequestKind.ERASURE: lazy(
        rf"\b(?:\b(?:poist\w*|hävit\w*|pyyh\w*|tuho\w*|deletoi\w*|siivot\w*|unohta\w*)\b.{{0,70}}(?:{_DATA_FI}"
        rf"|\bminut\b.{{0,25}}(?:rekister|järjestelm|tietokan)|rekisteri(?:stä|stänne)\b"
        rf"|nimeni\b.{{0,30}}rekister)|(?:{_DATA_FI}|\bminut\b|\bnimeni\b).{{0,60}}\b(?:poist\w*|hävit\w*"
        rf"|pyyhi\w*|tuho\w*)|(?:kadota|poistua|hävitä)\b.{{0,30}}(?:järjestelm|rekister|tietokan)\w*|unohdetuksi"
        rf"|oikeu\w* tulla unohd|\bkaikki\b.{{0,30}}minusta\b.{{0,30}}(?:pois"
        rf"|poist)"
        rf"|\b(?:radera\w*|ta bort|tas bort|tar bort|stryk\w*|utplåna\w*|plocka bort|förstör\w*"
        rf"|makulera\w*)\b.{{0,60}}(?:{_DATA_SV}|mig ur\b|ur (?:ert|era|er) (?:register|system|kund))"
        rf"|{_DATA_SV}.{{0,40}}(?:rader|tas bort|bort\b|borttag|stryk|utplån)|bli (?:bort)?glömd|\b(?:radera|ta"
        rf" bort|stryk|förstör)\b.{{0,10}}(?:allt|alla)\b.{{0,40}}(?:om mig|mig)\b"
        rf"|\b(?:delet\w*|eras\w*|remov\w*|wipe|purge|destroy)\b.{{0,15}}(?:my|all|any|the|everything|every"
        rf"|our)\b.{{0,40}}{_DATA_EN}|\b(?:delet\w*|eras\w*|wipe|remove)\b.{{0,20}}(?:everything|anything"
        rf"|all)\b.{{0,30}}(?:about|on) me|{_DATA_EN}.{{0,40}}\b(?:deleted|erased|removed|wiped|destroyed)"
        rf"|\b(?:poist|hävit|tuho)\w*\b.{{0,40}}\bkai(?:kki|ken)\b.{{0,40}}\b(?:minusta|musta)\b|\bminut\b.{{0,20}}\bunoh"
        rf"|\bpoist\w*.{{0,15}}\b(?:asiakas|käyttäjä)?tilini\b|\b(?:radera|ta bort|avsluta)\b.{{0,10}}\bmitt"
        rf" (?:kund|användar)?konto|\b(?:its|their|the|my|immediate|complete|full|request) (?:complete |full "
        rf"|immediate )?(?:deletion|erasure)\b"
        rf"|right to be forgotten|right to erasure|(?<!don't )(?<!not )(?<!never )\bforget me\b"
        rf"|remove me from (?:your )?(?:system|database"
        rf"|records|register))",
        re.I,
    ),
    RequestKind.RECTIFICATION: lazy(
        r"\b(?:oikaisupyyn|oikaisua?\b(?!-| (?:\w+ )?viesti)|rättelse(?! (?:av|till) mitt (?:\w+ )?(?:mejl|meddelande))|rectif"
        r"|(?:väärin|virhe\w*|väärä\w*|väärät|vanhentu\w*|kirjoitusvirhe\w*|puutteelli\w*|paikkansapitämät\w*"
        r"|ei pidä paikkaansa|ei ole oikein).{0,120}(?:korja|oikais|oikea|muutta|muuttakaa|päivit|kuuluu olla"
        r"|pitäisi olla|pitää olla|tulisi olla)|(?:korja|oikais|muutta\w*|päivit)\w*.{0,90}(?:väärin|virhe\w*"
        r"|väärä\w*|vanhentu|oikein\b|oikeaksi)"
        r"|kirjoit\w*.{0,20}\b\w*nime(?:ni|mme)\b.{0,120}(?:korja|oikais|oikein)|stavar? (?:mitt|vårt)"
        r" \w*namn.{0,120}(?:rätta|korriger|ändra|ska vara)"
        r"|(?:fel\b|felaktig\w*|felstav\w*|felskriv\w*|föråldra\w*|stämmer inte|inte korrekt"
        r"|ofullständig\w*).{0,120}(?:rätta|korriger|ändra|uppdater|ska vara|borde vara|skall vara|rätt )"
        r"|(?:rätta|korriger|ändra)\w*.{0,90}(?:fel\b|felaktig|felstav|föråldra)|\brätta (?:mina|mitt|min"
        r"|till)\b"
        r"|(?:wrong\w*|incorrect\w*|mis-?spel\w*|spell\w* (?:my|our)|inaccurate|mistake\w*|error\w*|outdated"
        r"|out of date|not correct|typo).{0,120}(?:correct\b|fix|amend|change|update|should (?:be|read))|(?:correct|fix|amend"
        r"|change|update)\b.{0,90}(?:wrong|incorrect|misspel|inaccurate|mistake|error|outdated|typo)|\bplease"
        r" correct\b.{0,40}(?:my|the|name|address|data))",
        re.I | re.S,
    ),
    RequestKind.ACCESS: lazy(
        rf"\b(?:(?:kopio\w*|jäljennö\w*|ote\b|otteen|poiminta|yhteenvet\w*).{{0,60}}(?:{_DATA_FI}|minusta|rekister)"
        rf"|\bmitä\b.{{0,25}}(?:tietoja|tietoa|tiedätte|tallen\w*|rekister\w*|olette).{{0,60}}(?:minusta|minua"
        rf"|itsestäni)|\bmitä\b.{{0,30}}\bminusta\b(?! (?:tuntu|olisi|tulee|on \w+[aä]\b|pitäisi|näytt|vaikutt|oli))"
        rf"|\bmi(?:tä|tkä|kä|llaisia|nkälaisia)\b.{{0,40}}\b(?:musta|minusta|itsestäni)\b.{{0,30}}(?:talle|tieto|rekister"
        rf"|kirja)|(?:nähdä|saada|tarkast\w*|haluan|pyydän|pyytäisin"
        rf"|toimitta\w*|lähettä\w*|luovutta\w*|kertoa|kertokaa"
        rf"|katsoa).{{0,70}}(?:{_DATA_FI}).{{0,50}}(?:minusta|itsestäni|teillä|keränn|tallen|rekister)"
        rf"|(?:kaikki|omat|ne)\b.{{0,15}}{_DATA_FI}.{{0,10}}(?:jotka|joita|mitä).{{0,50}}minusta"
        rf"|minusta.{{0,30}}(?:tallenn\w*|kerät\w*|rekisteröi\w*|kirjat\w*|säilyt\w*|pidät\w*"
        rf"|olevat).{{0,15}}(?:tied|tieto)|tarkastusoikeu|tarkastuspyyn|insynsrätt|rätt(?:en)? till (?:insyn|tillgång)"
        rf"|rätt att få (?:tillgång|ta del)|tietopyyn(?!nöt|nöi|töj)|tutustua\b.{{0,30}}{_DATA_FI}"
        rf"|pääsy\w*.{{0,20}}{_DATA_FI}|omiin tietoihin"
        rf"|registerutdrag|utdrag\b.{{0,40}}(?:{_DATA_SV}|register)|(?:vilka|vad för"
        rf"|vad)\b.{{0,15}}(?:{_DATA_SV}).{{0,50}}(?:om mig|mig)|kopi\w*.{{0,50}}{_DATA_SV}|(?:få|se|ta del"
        rf"|tillgång|begär|skicka).{{0,45}}(?:{_DATA_SV}).{{0,40}}(?:om mig|ni har|sparat|lagrat|mig)"
        rf"|vad\b.{{0,20}}(?:har|vet|sparat|lagrat)\b.{{0,25}}om mig"
        rf"|(?:copy|overview|summary|extract|export)\b.{{0,40}}{_DATA_EN}|(?:what"
        rf"|which)\b.{{0,20}}{_DATA_EN}.{{0,50}}(?:me\b|hold|store|keep)|{_DATA_EN}.{{0,12}}you.{{0,15}}(?:hold"
        rf"|have|store|keep|process|collected).{{0,25}}me|subject access|right of access|access (?:request(?!s)|to"
        rf" (?:all )?my)|\bsee\b.{{0,20}}{_DATA_EN}.{{0,30}}(?:me|my)|what\b.{{0,12}}\byou\b.{{0,12}}(?:have|know|hold|store"
        rf"|keep|got)\b.{{0,30}}\b(?:on|about) me\b)",
        re.I | re.S,
    ),
    RequestKind.RECIPIENTS_QUERY: lazy(
        rf"\b(?:(?:kenelle|kelle|keille|mihin)\b.{{0,30}}{_DATA_FI}.{{0,40}}(?:luovut|annet|jaet|siirret)|(?:till"
        rf" vem|vem har fått)\b.{{0,40}}{_DATA_SV}|(?:who|whom)\b.{{0,40}}(?:shared|disclosed"
        rf"|given)\b.{{0,30}}{_DATA_EN}|with whom\b.{{0,40}}{_DATA_EN})",
        re.I,
    ),
}
_VETO = lazy(
    r"\b(?:\w*-?nappi\w*|painike\w*|valikko|button|menu|knapp(?:en)?|asiakkaat|asiakkaamme|asiakkaidemme|kunderna|våra kunder"
    r"|our (?:customers|clients)|their (?:data|information"
    r"|details)|mitä mieltä|what (?:do|did) you think|vad tyck\w*|mitä tietoja.{0,20}tarvits\w*|vilka uppgifter behöver"
    r"|what (?:information|details|data) do you need"
    r"|ei tarvitse(?![^.!?]{0,30}\b(?:säily|pitää|tallen|jää|jättää|olla|näky))|ei ole tarpeen|älkää poistako"
    r"|älä poista|en pyydä|en halua poist"
    r"|poistitte"
    r"|poistittehan|poistaako|poistuuko|kävikö|tack för (?:att ni )?(?:rader\w*|tog bort|borttag\w*|rätta\w*)|thank(?:s"
    r"| you) for (?:having )?(?:delet|remov|eras|correct)\w*|(?:en|ei) tarvi\w* (?:enää )?(?:kopio|otet|jäljenn)\w*"
    r"|on (?:jo )?(?:poistettu|korjattu|oikaistu)|onko.{0,40}poistettu jo|kiitos(?: kun)?"
    r" (?:poistitte|korjasitte)|behöver (?:inte|ni inte)(?![^.!?]{0,30}\b(?:spara|ha kvar|behålla|lagra))|radera inte"
    r"|ta inte bort|har (?:redan"
    r" )?(?:raderats|tagits bort|rättats)"
    r"|do(?:n't| not) (?:delete|remove|erase)|no need to(?! (?:keep|store|hold|retain|have))|have (?:already )?been (?:deleted"
    r"|removed"
    r"|corrected)|thanks for (?:deleting|removing|correcting))\b",
    re.I,
)
_THING = lazy(
    r"\b(?:liite\w*|liitte\w*|liitteen|tiedosto\w*|kuva\w*|varau\w*|ajan|ajat|kommen\w*|kokou\w*|esitteen"
    r"|hinnasto\w*|ohjelman|tallenteen|materiaali\w*|bilag\w*|fil\w*|bild\w*|bokning\w*|attachment\w*|file"
    r"|files|photo\w*|picture\w*|booking|appointment|slide\w*|invoice copy|laskun kopio|kopio laskusta"
    r"|sopimuksesta|avtalet|contract|laskusta|kuitista|fakturan|kvitto|receipt|invoice)\b",
    re.I,
)
# A firm's numbers are no personal data: a wrong one on an invoice is a matter for the bookkeeping.
_FIRM_NUMBER = lazy(
    r"\b(?:y-?tunnu\w*|fo-?numm\w*|business id|vat|alv|moms|ovt|verkkolasku\w*|e-?faktur\w*|lasku\w*"
    r"|faktura\w*|invoice\w*|kuiti\w*|kvitto\w*|receipt\w*)\b",
    re.I,
)
# What is put off until an entry is right does not ask that it be put right.
_ONCE_RIGHT = lazy(
    r"\b(?:ennen ?kuin|kunnes|tills|förrän|innan|until|before)\b[^.!?]{0,40}\b(?:korjattu|oikaistu|rättat\w*|rättad\w*"
    r"|korrigera\w*"
    r"|corrected|fixed|rectified|sorted(?: out)?|resolved|cleared up)\b",
    re.I,
)
# What is said of how data end, and asked by nobody: "Uppgifter om anbudsgivaren raderas efter upphandlingen".
_STATED = lazy(
    r"\b(?:raderas|tas bort|förstörs|poistetaan|hävitetään|tuhotaan|(?:are|is|will be|gets?) (?:deleted|erased"
    r"|removed|destroyed))\b",
    re.I,
)
_OF_ANOTHER = lazy(
    r"\b(?:hänen|hänestä|hennes|hans|honom|his|her|him|their|heidän|heistä|deras|kollegan|kollegani|työntekijä\w*|entisen)\b"
    r"[^.!?]{0,30}\b(?:tie[td]\w*|uppgift\w*|data|details|information|records?|nimi|nimen|namn|name)\b",
    re.I,
)
_FIRST_PERSON = lazy(
    r"\b(?:minu\w*|mu[ant]\w*|meidän|meitä|mig|min|mina|mitt|jag|vi|oss|vår\w*|i|my|me|mine|our|us|we)\b|\w(?:ni|mme)\b",
    re.I,
)
_OWN_ENTRY = lazy(
    r"(?:nime|osoittee|numero|tieto|postia)\w{0,3}ni\b|\b(?:mitt|min|mina|my|our)\b"
    r"|\b\w*(?:tietoihin|rekisteriin|järjestelmään)ne\b|\b(?:ert register|er databas|your (?:records|register|files))\b",
    re.I,
)
_SURE_DATA = lazy(
    r"minusta|minua|henkilötunnu|personbeteckning|minun|tietoni|tietojani|tietojeni|henkilötie|itsestäni|om mig"
    r"|mina (?:person)?uppgift|mig ur|about me|on me|my (?:own )?(?:file|profile)|min akt|kansioni|my (?:personal"
    r" )?(?:data|information|details|records)|gdpr|rekisteri|your (?:own )?(?:files|books|system)"
    r"|register",
    re.I,
)


_Asking = RequestKind | Telling
"""How a right is asked for: in the law's words, or in others."""
_TELLINGS = (*TELLINGS, *GRAMMAR_TELLINGS, *RECORD_TELLINGS)
_NEEDS: dict[_Asking, Need] = {
    **{kind: need_of(pattern) for kind, pattern in PATTERNS.items()},
    **{telling: all_of([*map(need_of, telling.needs)]) for telling in _TELLINGS},
}
_SPREAD: list[tuple[_Asking, int]] = [
    # A reason and a wish often stand apart: "Nimeni on väärin. Korjatkaa se."
    (RequestKind.RECTIFICATION, 3),
    *[(telling, telling.sentences) for telling in _TELLINGS if telling.sentences > 1],
]
_IN_ONE: list[_Asking] = [*PATTERNS, *[telling for telling in _TELLINGS if telling.sentences == 1]]
_TOGETHER = Gate({asking: _NEEDS[asking] for asking, _ in _SPREAD}, edges=True)
_TOGETHER_WORDS = WordFinder(_TOGETHER.words)
_ALONE = Gate({asking: _NEEDS[asking] for asking in _IN_ONE}, edges=True)
_ALONE_WORDS = WordFinder(_ALONE.words)
_OPENING: Gate[tuple[_Asking, int]] = Gate(
    {
        **{(asking, 1): rarest(_NEEDS[asking]) for asking in _IN_ONE},
        **{(asking, size): rarest(_NEEDS[asking], most=1) for asking, size in _SPREAD},
    },
    edges=True,
)
"""What the rarest of its words in one sentence open, and over how many at most it may be spread."""
_UNMEANT_BY = (CONSUMED, RECEIVED, LET_BE, A_TOPIC)
_UNMEANT = Gate({pattern: pattern for pattern in _UNMEANT_BY}, edges=True)
_UNMEANT_WORDS = WordFinder(_UNMEANT.words)
WORDS = _OPENING.words
"""What is looked for in a text that may ask for a right."""


def read_requests(spoken: Spoken) -> tuple[RequestKind, ...]:
    """Give the rights an own text asks for, in a fixed order, each once. Telling a new number or address is none."""
    named: dict[str, set[RequestKind]] = {}
    told: list[tuple[Telling, Sequence[str]]] = []
    for asking, size, around in _asked(spoken):
        if isinstance(asking, Telling):
            told.append((asking, around))
        else:
            for run in _runs(around, size):
                named.setdefault(run, set()).add(asking)
    if not (named or told):
        return ()
    found = set[RequestKind]().union(*[_meant(run, kinds) for run, kinds in named.items()])
    kept = settled(found | _told(told, found), spoken.text)
    return tuple(kind for kind in RequestKind if kind in kept)


def _asked(spoken: Spoken) -> Iterator[tuple[_Asking, int, Sequence[str]]]:
    """Give what could be asked by all its words, over how many sentences at most, and those around the one that opens it."""
    for (index, size), opened in _opened(spoken.found).items():
        around = spoken.sentences[max(0, index - size + 1) : index + size]
        gate, words = (_ALONE, _ALONE_WORDS) if size == 1 else (_TOGETHER, _TOGETHER_WORDS)
        # Most sentences that open one lack the rest of it.
        for asking in opened & gate.possible(words.among(" ".join(around))):
            yield asking, size, around


def _opened(found: Found) -> dict[tuple[int, int], set[_Asking]]:
    """Give what is opened, by the index of the sentence and over how many at most it may be spread."""
    # Most words stand in no sentence with the others that would open it: they are looked for in the whole text first.
    lines = by_word(found.of(_OPENING.met(found.anywhere)))
    opened: dict[tuple[int, int], set[_Asking]] = {}
    for (asking, size), indexes in _OPENING.on_lines(lines).items():
        for index in indexes:
            opened.setdefault((index, size), set()).add(asking)
    return opened


def _runs(around: Sequence[str], most: int) -> Iterator[str]:
    """Give each of some sentences, and so many neighbours among them together."""
    for size in range(1, most + 1):
        for start in range(len(around) - size + 1):
            yield " ".join(around[start : start + size])


def _meant(sentence: str, possible: Set[RequestKind]) -> set[RequestKind]:
    """Give what one sentence asks for, of the kinds it could."""
    kinds = {kind for kind in possible if PATTERNS[kind].search(sentence)}
    if not kinds or _VETO.search(sentence) or unmeant(sentence):
        return set()
    if _OF_ANOTHER.search(sentence) and not OWN_DATA.search(sentence):
        return set()
    if RequestKind.ERASURE in kinds and NOT_DELETING.search(sentence):
        kinds.discard(RequestKind.ERASURE)
    if RequestKind.ERASURE in kinds and _STATED.search(sentence) and not _FIRST_PERSON.search(sentence):
        kinds.discard(RequestKind.ERASURE)
    if RequestKind.RECTIFICATION in kinds and not PATTERNS[RequestKind.RECTIFICATION].search(
        _ONCE_RIGHT.sub(" ", sentence)
    ):
        kinds.discard(RequestKind.RECTIFICATION)
    if _THING.search(sentence) and not _SURE_DATA.search(sentence):
        kinds -= {RequestKind.ERASURE, RequestKind.ACCESS}
    if (_FIRM_NUMBER.search(sentence) or OF_A_THING.search(sentence)) and not _OWN_ENTRY.search(sentence):
        kinds.discard(RequestKind.RECTIFICATION)
    if len(kinds) > 1 and not LOOK.search(sentence):
        kinds.discard(RequestKind.ACCESS)
    return kinds


def unmeant(sentence: str) -> bool:
    """Whether a sentence speaks of a right and does not use it: it has been served, taken back, or is a topic."""
    return any(veto.search(sentence) for veto in _UNMEANT.possible(_UNMEANT_WORDS.among(sentence)))


def tells_of_change(span: str) -> bool:
    """Whether sentences tell a new number or address and call no entry wrong."""
    changed, wrong = CHANGE_OF_DETAILS
    return bool(changed.search(span) and not wrong.search(span))


def unheard(kind: RequestKind, span: str) -> bool:
    """Whether the sentences that the second opinion heard a right in are known to ask for another thing."""
    if kind is RequestKind.ERASURE:
        return bool(NOT_DELETING.search(span))
    if kind is RequestKind.ACCESS:
        return bool(OPINION.search(span))
    if kind is not RequestKind.RECTIFICATION:
        return False
    return tells_of_change(span) or bool(_FIRM_NUMBER.search(span) and not OWN_ENTRY.search(span))


def _told(opened: Iterable[tuple[Telling, Sequence[str]]], found: Set[RequestKind]) -> set[RequestKind]:
    """Give what is asked for in other words than the law's, of kinds not found yet, in the sentences that could tell it."""
    told: set[RequestKind] = set()
    for telling, around in opened:
        if telling.kind not in found and telling.kind not in told and _is_told_around(telling, around):
            told.add(telling.kind)
    return told


def _is_told_around(telling: Telling, around: Sequence[str]) -> bool:
    """Whether one of these sentences, or neighbours among them, ask for a right."""
    whole = " ".join(around)
    if telling.sentences > 1 and not all(need.search(whole) for need in telling.needs):
        return False
    return any(_is_told(telling, run) for run in _runs(around, telling.sentences))


def _is_told(telling: Telling, span: str) -> bool:
    if not telling.told(span) or unmeant(span):
        return False
    # Whoever wants entries held asks that they be not deleted.
    if telling.kind is not RequestKind.RESTRICTION and not telling.overrides_veto and _VETO.search(span):
        return False
    if telling.kind is RequestKind.RECTIFICATION:
        if _ONCE_RIGHT.search(span) and not telling.told(_ONCE_RIGHT.sub(" ", span)):
            return False
        return not tells_of_change(span) and not (_FIRM_NUMBER.search(span) and not _OWN_ENTRY.search(span))
    return telling.kind is RequestKind.PORTABILITY or not (_THING.search(span) and not _SURE_DATA.search(span))

"""Tell Finnish, Swedish and English apart in short mail: small words, endings, letters. Finnish when nothing speaks."""

import re
from collections.abc import Iterable
from itertools import islice

from models.vocabulary import Language

_WORD = re.compile(r"[^\W\d_]+")
_FI_TEXT = """
ei en on ja hei moi moikka terve kiitos kiitti kyllä joo ok tai että jos kun kuin niin myös mutta sekä voi voin
voiko voitte voitteko saako saa saisinko saisimme haluan haluaisin olen olet olemme ole oli olin ollut minä minun
minut minulle minua mulle mun me meidän teidän teille teiltä te se sen tämä tämän nyt vielä kanssa terveisin
ystävällisin parhain terv terveiset puh puhelin sähköposti osoite nimi etunimi sukunimi yritys viesti lasku laskun
laskutus tarjous tarjouksen aika ajan varaus uusi sopii sopiiko klo maanantai tiistai keskiviikko torstai perjantai
lauantai sunnuntai ensi viikolla huomenna tänään päivää hyvä hyvää hyvin erittäin todella oikein asiakas viite
tilaus numero numeroni numeroon vaihde suora käyntiosoite postiosoite lähettäjä lähetetty vastaanottaja aihe
kirjoitti lähetän pyydän poistakaa poistettava tietoni yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan
yhdeksän kymmenen täysi pistettä arvosana annan anna mitä mistä missä miten milloin kuka paljonko maksaa saisiko
lisätietoja luottamuksellinen tiedoksi ohessa liitteenä asiakkaan palvelu ajankohta peruutus peruttu perun
ilmoittautuminen yhteydenotto lomake lomakkeelta verkkosivu
"""
_FI = frozenset(_FI_TEXT.split())
_SV_TEXT = """
och är jag inte det att som på för med av den en ett vi ni du mig mitt min er ert era har hade kan skulle vill till
från om hej tack ja nej tyvärr gärna mvh vänliga hälsningar hälsar bästa vänlig telefon tel mobil namn förnamn
efternamn epost adress företag meddelande faktura fakturan bokning bokad kund ny tid när var hur också men eller så
måndag tisdag onsdag torsdag fredag lördag söndag vecka nästa idag imorgon bra mycket detta dessa min mina mitt
uppgifter ta bort skicka skrev skickat ämne avsändare offert erbjudande kostar vad vem svar svarar återkommer
bortrest semester växel hemsida personal handledning intresserad fråga frågor finns tider kvällen noll två tre fyra
fem sex sju åtta nio tio poäng betyg jo jodå okej avboka avbokad godmorgon goddag önskar behöver reklam nyhetsbrev
prenumeration nyheter ring
"""
_SV = frozenset(_SV_TEXT.split())
_EN_TEXT = """
the and is are was were i you we my your our me us it this that to of for with from in on at be have has had can
could would will please thanks thank yes no not hello hi dear regards best kind sincerely name email phone telephone
company message booking booked new event invitee client customer address about how what when where who which monday
tuesday wednesday thursday friday saturday sunday next week today tomorrow meeting invoice quote price list book
appointment let know looking forward one two three four five six seven eight nine ten out office away until
unsubscribe news weekly do does did send copy data delete remove do us there any some if or but so as cancel
cancelled reschedule score give great good very job fine works sure ok sorry unfortunately undeliverable delivered
following could
"""
_EN = frozenset(_EN_TEXT.split())
_COMMON = (_FI & _SV) | (_FI & _EN) | (_SV & _EN)
_FI_SHAPE = re.compile(
    r"(?:ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|tta|ttä|mme|nne|nsa|nsä|ko|kö|isin|inen|isen|ista|aan|ään"
    r"|oon|een|iin|uun|ita|itä|kaa|kää|han|hän|vat|vät|nut|nyt|mus|tus|yys|uus|ni|at|et|it|än|yn)$|yö|äö"
    r"|uo|ie|aa|ää|ii|uu|kk|pp|äy"
)
_SV_SHAPE = re.compile(
    r"å|(?:ningar|ning|ande|ende|heten|het|skap|arna|erna|orna|ligt|ligen|gt|tt|rt|ör|öv|ck|sk|lig|rna|ade"
    r"|are|ast)$|sj|tj|stj|skj|hj|kv|gj|ck"
)
_EN_SHAPE = re.compile(
    r"(?:ing|tion|ed|ly|ous|ful|ment|ness|ght|ould|ough|th|ies|ive|able)$|^(?:wh|th|kn|wr|qu)|w|th|sh|oo|ou"
)


def scores(text: str) -> tuple[float, float, float]:
    """Give how much of a text speaks for Finnish, Swedish, English (sums over its words)."""
    fi = sv = en = 0.0
    sure = 0
    for match in islice(_WORD.finditer(text.casefold()), 60):
        word = match[0]
        share = 0.5 if word in _COMMON else 1.0
        known = False
        if word in _FI:
            fi, known = fi + 2 * share, True
        if word in _SV:
            sv, known = sv + 2 * share, True
        if word in _EN:
            en, known = en + 2 * share, True
        sure += known
        if known or len(word) < 4 or sure > 8:
            continue
        fi += 0.6 * bool(_FI_SHAPE.search(word))
        sv += 0.6 * bool(_SV_SHAPE.search(word))
        en += 0.5 * bool(_EN_SHAPE.search(word))
    return fi, sv, en


def detect(texts: Iterable[tuple[str, float]], *, enough: float = 1.5) -> Language:
    """Judge texts in the order of their worth: own text, then greeting and sign-off, then subject, then what is quoted.

    A text that decides alone (a lead of `enough`) ends the search; otherwise weighted scores add up.
    """
    total = [0.0, 0.0, 0.0]
    for text, weight in texts:
        if not text:
            continue
        found = scores(text)
        total = [so_far + weight * score for so_far, score in zip(total, found, strict=True)]
        ranked = sorted(total, reverse=True)
        if ranked[0] - ranked[1] >= enough:
            break
    best = max(range(3), key=lambda index: total[index])
    return (Language.FI, Language.SV, Language.EN)[best] if total[best] > 0 else Language.FI

"""Tell Finnish, Swedish and English apart in short mail: small words, endings, letters. Finnish when nothing speaks."""

import math
from collections.abc import Iterable

from connectors.mail.charset import folded_latin
from models.patterns import lazy
from models.vocabulary import Language

_WORD = lazy(r"[^\W\d_]+")
# The signs of Latin-1 for taking its words apart: what belongs to none is a blank.
_LETTERS = bytes(code if (sign := chr(code)).isalnum() and not sign.isdecimal() else 0x20 for code in range(256))
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


def _worth(word: str) -> tuple[float, float, float]:
    """Give how much a known word speaks for each language: one of two languages half as much."""
    languages = (word in _FI, word in _SV, word in _EN)
    one = 2.0 if sum(languages) == 1 else 1.0
    fi, sv, en = (one * known for known in languages)
    return fi, sv, en


_KNOWN = {word: _worth(word) for word in _FI | _SV | _EN}
_FI_ENDS_TEXT = """
ssa ssä sta stä lla llä lta ltä lle ksi tta ttä mme nne nsa nsä ko kö isin inen isen ista aan ään oon een iin uun ita itä
kaa kää han hän vat vät nut nyt mus tus yys uus ni at et it än yn
"""
_FI_ENDS = frozenset(_FI_ENDS_TEXT.split())
_FI_INSIDE = lazy("yö|äö|uo|ie|aa|ää|ii|uu|kk|pp|äy").search
_SV_ENDS_TEXT = """
ningar ning ande ende heten het skap ligen gt tt rt ör öv ck sk lig rna ade are ast
"""
_SV_ENDS = frozenset(_SV_ENDS_TEXT.split())
_SV_INSIDE = lazy("å|sj|tj|skj|hj|kv|gj|ck").search
_EN_ENDS_TEXT = """
ing tion ed ly ous ful ment ness ght ould ough th ies ive able
"""
_EN_ENDS = frozenset(_EN_ENDS_TEXT.split())
_EN_STARTS = ("wh", "th", "kn", "wr", "qu")
_EN_INSIDE = lazy("w|th|sh|oo|ou").search
_MOST_WORDS = 60
_MOST_SURE = 9
"""So many words that are known tell enough: how others look is asked no more."""
_BY_LOOK = 0.6
"""The most that the look of a word speaks for a language."""
_AT_ONCE = 6
_MOST_CHARS = 600


def _first_words(text: str) -> list[str]:
    """Give the first words of a text, case-folded. Most have them all in their first lines."""
    words = _words(text[:_MOST_CHARS])
    # The last one may have been cut.
    return words[:_MOST_WORDS] if len(words) > _MOST_WORDS or len(text) <= _MOST_CHARS else _words(text)[:_MOST_WORDS]


def _words(text: str) -> list[str]:
    folded = folded_latin(text)
    return _WORD.findall(text.casefold()) if folded is None else folded.translate(_LETTERS).decode("latin-1").split()


def _look(word: str) -> tuple[float, float, float]:
    """Give how much ending and letters of a word that is not known speak for each language."""
    ends = {word[-2:], word[-3:], word[-4:], word[-5:], word[-6:]}
    return (
        _BY_LOOK * (not ends.isdisjoint(_FI_ENDS) or _FI_INSIDE(word) is not None),
        0.6 * (not ends.isdisjoint(_SV_ENDS) or _SV_INSIDE(word) is not None),
        0.5 * (not ends.isdisjoint(_EN_ENDS) or word.startswith(_EN_STARTS) or _EN_INSIDE(word) is not None),
    )


def _lead(fi: float, sv: float, en: float) -> float:
    """Give how far the first of three sums is before the second."""
    ranked = sorted((fi, sv, en))
    return ranked[2] - ranked[1]


def scores(text: str, enough: float = math.inf) -> tuple[float, float, float]:
    """Give how much of a text speaks for Finnish, Swedish, English (sums over its words).

    It ends before the last word when no further ones could take the lead of `enough` from the language that has it.
    """
    words = _first_words(text)
    told = list(map(_KNOWN.get, words))
    sure = [at for at, worth in enumerate(told) if worth is not None]
    end = sure[_MOST_SURE - 1] if len(sure) >= _MOST_SURE else len(words)
    asked = [at for at in range(end) if told[at] is None and len(words[at]) > 3]
    # Known words first: they tell most and cost least.
    fi, sv, en = _sum([told[at] for at in sure])
    for start in range(0, len(asked), _AT_ONCE):
        if _lead(fi, sv, en) > enough + _BY_LOOK * (len(asked) - start):
            return fi, sv, en
        for at in asked[start : start + _AT_ONCE]:
            look = told[at] = _look(words[at])
            fi, sv, en = fi + look[0], sv + look[1], en + look[2]
    # In the order of the words: a sum of fractions depends on it, and sums may be equal.
    return _sum(told)


def _sum(worths: list[tuple[float, float, float] | None]) -> tuple[float, float, float]:
    fi = sv = en = 0.0
    for worth in worths:
        if worth is not None:
            fi, sv, en = fi + worth[0], sv + worth[1], en + worth[2]
    return fi, sv, en


def detect(texts: Iterable[tuple[str, float]], *, enough: float = 1.5) -> Language:
    """Judge texts in the order of their worth: own text, then greeting and sign-off, then subject, then what is quoted.

    A text that decides alone (a lead of `enough`) ends the search; otherwise weighted scores add up.
    """
    total = [0.0, 0.0, 0.0]
    for text, weight in texts:
        if not text:
            continue
        found = scores(text, enough if weight == 1.0 and not any(total) else math.inf)
        total = [so_far + weight * score for so_far, score in zip(total, found, strict=True)]
        ranked = sorted(total, reverse=True)
        if ranked[0] - ranked[1] >= enough:
            break
    best = max(range(3), key=lambda index: total[index])
    return (Language.FI, Language.SV, Language.EN)[best] if total[best] > 0 else Language.FI

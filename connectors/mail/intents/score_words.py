"""Numbers as people say them when they grade, the scales they grade on, and numbers that are no grade."""

import re
from dataclasses import dataclass

from models.patterns import lazy

_WORDS = {
    0: "nolla nollan noll zero nil",
    1: "yksi yhden ykkönen ykkösen ykköstä ett etta ettan one yks",
    2: "kaksi kahden kakkonen kakkosen kakkosta två tvåa tvåan two kaks",
    3: "kolme kolmen kolmonen kolmosen kolmosta tre trea trean three kol kolome kolmeen",
    4: "neljä neljän nelonen nelosen nelosta fyra fyran four nelkku nelkun neliskö neljään",
    5: "viisi viiden viitonen viitosen viitosta vitonen vitosen vitosta fem femma femman five viis",
    6: "kuusi kuuden kuutonen kuutosen kutonen kutosen kutosta sex sexa sexan six kuus kuutosta kuuteen",
    7: "seitsemän seitsemäinen seitsemisen seiska seiskan seiskaa sju sjua sjuan seven seittemän seittemä seiskaan",
    8: "kahdeksan kasi kasin kasia kahdeksikko kahdeksikon kahdeksainen åtta åttan eight kaheksan kaheksa"
    " kaheksikko kasiin kahdeksikkoa kahdeksaan",
    9: "yhdeksän ysi ysin ysiä yhdeksikkö yhdeksikön nio nia nian nine yheksän yheksä ysiin yhdeksikköä yhdeksään",
    10: "kymmenen kymppi kympin kymppiä kybä tio tia tian ten kymppii kymmenisen kymppiin",
}
_TENS = {
    20: "kaksikymmentä tjugo twenty",
    30: "kolmekymmentä trettio thirty",
    40: "neljäkymmentä fyrtio forty",
    50: "viisikymmentä femtio fifty",
    60: "kuusikymmentä sextio sixty",
    70: "seitsemänkymmentä sjuttio seventy",
    80: "kahdeksankymmentä åttio eighty",
    90: "yhdeksänkymmentä nittio ninety",
    100: "sata hundra hundred",
}
_BY_WORD = {word: number for words in (_WORDS, _TENS) for number, said in words.items() for word in said.split()}
_GRADES = "|".join(sorted((word for said in _WORDS.values() for word in said.split()), key=len, reverse=True))
_HUNDREDS = "|".join(sorted((word for said in _TENS.values() for word in said.split()), key=len, reverse=True))
# A half, like a plus or a minus, keeps the grade it is said of. "8.5." with a dot behind is a day of May.
_HALF = r"(?:\s?½|,(?:5|25|75|0)|\.(?:5|25|75|0)(?!\d|\.\s*(?:\d|klo|jälk|asti|men|töi|al[ku])|\.-))?"
NUMBER = rf"(?<![\w.,:/-])(?:(10|[0-9]){_HALF}(?![\d:%]|[.,]\d)|({_GRADES}))(?!\w)"
"""A grade: digits in the first group, a word in the second; case is not told apart."""
PERCENT = lazy(
    rf"(?<![\d.,–-])(?:(100|\d{{1,2}})|({_HUNDREDS}|{_GRADES}))\s?(?:%|prosent\w*|pros\b|procent\w*|per ?cent\b)", re.I
)
"""A share of a hundred, grouped as NUMBER is."""
STARS = lazy(r"[★⭐🌟✭✮](?:\ufe0f?[★⭐🌟✭✮☆✩])*|^\W*\*{1,10}\W*$|^\*{2,5}(?=\s+\w)", re.M)
"""Stars that are drawn, the empty ones behind them too."""

_FROM = r"(?:0|1|4|nollasta|yhdestä|ykkösestä|neljästä|noll|ett|zero|one|fyra|four)"
_TO = r"(100|10|7|5|sataan|kymmeneen|kymppiin|seitsemään|viiteen|vitoseen|tio|hundra|sju|fem|ten|a hundred|seven|five)"
_RANGE = lazy(
    rf"\b{_FROM}(?:\s?\([^)]{{0,40}}\))?\s?(?:[–—-]|\.\.\.?|…|to|till|upp till|-\s?:?(?:sta|stä)?"
    rf"|:?st[aä])?\s?{_TO}(?!\w|[.,]\d)"
    rf"|(?<![\d.,])[014]\s?(?:=|on|är|is|means)\s[^.?!]{{0,60}}?\b(100|10|7|5)\s?(?:=|on|är|is|means)\b",
    re.I,
)
_TOPS = {
    "sataan": 100, "hundra": 100, "a hundred": 100, "kymmeneen": 10, "kymppiin": 10, "tio": 10, "ten": 10, "seitsemään": 7,
    "sju": 7, "seven": 7, "viiteen": 5, "vitoseen": 5, "fem": 5, "five": 5,
}  # fmt: skip
_OF_HUNDRED = lazy(r"prosent|procent|per ?cent|%", re.I)
# A scale told again is no grade: "jos asteikko on yhdestä viiteen, niin nelonen".
SCALE_TOLD = lazy(
    rf"\b(?:jos\s|kun\s|om\s|if\s)?(?:koulu)?(?:asteikol?l?a?|asteikko(?:na)?|skaala(?:lla)?|skalalla|skalan?|scale"
    rf"|vitsordsskalan?)\b[^.!?,\d]{{0,14}}"
    rf"{_FROM}\s?(?:[–—-]|to|till|:?st[aä])?\s?{_TO}(?!\w)|\b{_FROM}\s?(?:[–—-]|to|till"
    rf"|:?st[aä])\s?{_TO}\s(?:asteikolla|skalan?|scale)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """What a question asks for: the highest grade, and whether the question told it."""

    top: int = 10
    told: bool = False


def scale_of(asked: str) -> Scale:
    """Read the scale off a question; ten where it tells none."""
    found = _RANGE.search(asked)
    if found:
        top = found[1] or found[2]
        return Scale(_TOPS.get(top.casefold()) or int(top), told=True)
    return Scale(100, told=True) if _OF_HUNDRED.search(asked) else Scale()


# Words that may stand beside a grade without making it anything else.
_BESIDE_A_GRADE = """
tietysti tietenkin tottakai totta luonnollisesti förstås såklart självklart absolut naturally certainly obviously course
no noh joo juu nojoo hmm hmmm ehkä varmaan kai kait sanotaan sanoisin sanon laitan laittaisin laitetaan annan antaisin
antaa anna annoin annetaan saa saatte saisi tulee tulisi tuli on oli olisi olkoon se tämä tästä tuosta tälle tuolle
siitä sille ihan aika noin n suunnilleen jotain jotakin joku semmoinen sellainen vaikka nyt siis eli vahva vankka selkeä
iso hyvä ehdoton ehdottomasti täysi täys täyden puhdas reilu pieni pikku heikko niukka kova minulta multa meiltä minusta
musta mielestäni minun mun arvio arvioni arvosana arvosanani arvosanaksi arvosanana arviona numero numeroksi numerona
pisteet pisteitä pisteinä pistettä piste pojoa tähteä tähti tähdet vastaus vastaukseni vastaan kokonaisuus
kokonaisuutena kokonaisarvosana kokonaisarvio yhteensä plus plussa miinus puoli puol puolikas ja kiitos kiitti suora
suoraan rehellisesti lopulta kyllä kuitenkin lienee tosi erittäin hienosta hyvästä kouluasteikolla kouluarvosana
kouluarvosanana kouluarvosanaksi kouluarvosanoin kouluarvosanalla asteikolla päivälle päivästä tapaamiselle tapaamisesta
kurssille kurssista teille teidän ohjaukselle jaksolle ryhmälle tyytyväisyyteni suosittelen jag skulle säga ge ger det
den blir blev är var får en ett stark svag klar ren stabil solid drygt knappt ungefär cirka ca typ kanske nog väl runt
från mig betyg betyget betyget: poäng poängen vitsord vitsordet omdöme svar mitt min mina stjärna stjärnor till er minus
halv halvt och tack åt kursen dagen träffen helheten i minst i'd id would say give gives it it's its a an that that's
about around maybe probably perhaps think guess roughly approximately well strong weak good clear definite definitely
easily full big my score rating grade answer mark vote points point star stars for from me us to you the session day
workshop overall all thanks please let's call make half and so honestly just scale out tiimiltä meidän tiimin
kiitettävä oikea ansaittu selvä rehellinen sopiva paras ihana helppo korkea easy honest fair decent generous deserved
sure go going rate rated scored put choose pick säger väljer sätter rejäl god välförtjänt lätt given numret siffran
siffra number luku olen olisin kohdassa mulle meille mä mie oisko olisko tycker tyckte känns rätt can could tulos
arvo ääni et että
sanosin sanoisi antasin laittasin pistän pistäisin pistetään arvoinen arvoiseksi arvoista kaikille
valitettavasti vain vaan pyöreä suuri sellaista tapaaminen semmosen luokkaa tasoa ylsi päästään ni av irtoaa heltiää
kommer landar sanottuna annettakoon menköön was were with
deserves worth only fat
best sorry tyvärr bara endast jag'd we i'll tämän tän teistä hyvin lähes been be got
"""
_BESIDE = frozenset(_BESIDE_A_GRADE.split())
_CLAUSE = lazy(
    r"[;:!()–—]|,(?!\d)|\.(?!\d)| - |\s\b(?:koska|sillä|kun|because|since|eftersom|för att|mutta|men|but|vaikka"
    r"|although|though|niin|eli|vaan|så|so)\b",
    re.I,
)
_TOKEN = lazy(r"[^\W_][\w'½-]*")
_GIVEN_FOR = lazy(r"\b(?:for (?:the|your|this|that|our)|för|åt) \w+", re.I)
_NUMBER = lazy(NUMBER, re.I)
SPREAD = lazy(
    rf"{NUMBER}\s*(?:tai|eller|or|vai|–|-|/|ja|och|and)\s*(?:ehkä |kanske |maybe )?{NUMBER}|\bväli\w*|\bbetween\b"
    rf"|\bmellan\b",
    re.I,
)
"""Two grades of which neither is chosen."""


def graded_clauses(sentence: str) -> list[tuple[int, int, int]]:
    """Give (score, start, end) of each clause that holds one number and nothing but words that go with a grade."""
    if "?" in sentence or SPREAD.search(sentence):
        return []
    found, start = [], 0
    for end, following in [*[match.span() for match in _CLAUSE.finditer(sentence)], (len(sentence), len(sentence))]:
        numbers = list(_NUMBER.finditer(sentence, start, end))
        if len(numbers) == 1 and numbers[0].end() <= end:
            match = numbers[0]
            rest = f"{sentence[start : match.start()]} {sentence[match.end() : end]}"
            # "8 for the coaching": whatever it is given for.
            rest = _GIVEN_FOR.sub(" ", rest)
            if all(token.casefold() in _BESIDE for token in _TOKEN.findall(rest)):
                found.append((value(match), match.start(), match.end()))
        start = following
    return found


def value(match: re.Match[str]) -> int:
    """Give the number of a match whose first group is digits and whose second is a word."""
    digits, word = match[1], match[2]
    return int(digits) if digits is not None else _BY_WORD[word.casefold()]


NOT_GRADED = lazy(
    r"\b(?:viikko\w*|viikon|päivä\w*|kello|klo|kl\b|kertaa|kerran|kerta\b|tapaamis\w*|minuut\w*|min\b|tunti\w*|tuntia"
    r"|tunnin|euro\w*|€"
    r"|vuot\w*|vuoden|henki\w*|hlö|ihmis\w*|ihmisen|osallistuj\w*|kerro\w*|krs|luok\w*|rivi\w*|kohta\w*|kohda\w*"
    r"|sivu\w*|kysymy\w*|asiaa|asia\b|syytä"
    r"|viimei\w*|ensimmäi\w*|kuukau\w*|kappaletta|kpl|meistä|meitä|ryhmä\w*|huone\w*|astetta|km\b|esihenkil\w*|gånger"
    r"|gången|veckor|vecka\w*|dagar|dagen"
    r"|timm\w*|minuter|personer|år|frågor|deltagar\w*|av oss|våning\w*|saker|st\b|månad\w*|times|weeks?|days?|hours?"
    r"|minutes?|people|years?|sessions?"
    r"|months?|questions|things|reasons|participants|colleagues|of us|floors?|points? to|things to|o'clock|am\b|pm\b"
    r"|bussi\w*|linja\w*|ratika\w*|sessio\w*|lasta\b|lapse\w*|barn\b|children|kids|kids\b|of you|as usual|osallistuj\w*"
    r"|%|prosent|procent|per ?cent)",
    re.I,
)
"""What follows a number that counts something else than marks. To be matched right behind it."""
_BEFORE = lazy(
    r"\b(?:klo|kl|kello|(?<!are )(?<!am )(?<!'m )(?<!'re )at|huone\w*|room|rum|nro|nr|sivu\w*|page|sida\w*|osa\w*"
    r"|part|del|erä|kerta|kerran|session"
    r"|tapaaminen|träff|gång\w*|lasku\w*|invoice"
    r"|faktura\w*|vko|viikko\w*|viikolla|vecka|week|kerros|floor|våning|versio|version|bussi\w*|linja\w*|juna|jakso"
    r"|moduuli|module|modul|kohta|kohdassa"
    r"|on the|den|viimeksi\b.{0,20}|edelli\w+\b.{0,20}|aiemmin\b.{0,20}|last time\b.{0,20}|senast\b.{0,20}"
    r"|förra\b.{0,20}|previously\b.{0,20})\W{0,3}$",
    re.I,
)
# English before a day, "on 5/10"; Finnish for "is": "arvosanani on 9/10".
_ON = lazy(r"\bon\W{0,3}$", re.I)
_GRADE_IS = lazy(
    r"\b(?:\w*arvosan|\w*arvio|numero|piste|tulos|tulokse|vastauk|tyytyväisyy|fiili|tämä|tää|kokonaisuu)\w*\b.{0,30}\bon\W{0,3}$",
    re.I,
)


def is_no_grade_behind(before: str) -> bool:
    """Whether a number behind these words names a time, a place or an earlier grade."""
    return bool(_BEFORE.search(before) or (_ON.search(before) and not _GRADE_IS.search(before)))

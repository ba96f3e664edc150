"""A stated score and the comment beside it, in the free forms people answer a survey with."""

import re

from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_SCORE, MAXIMUM, SCALE

_WORDS = {
    0: "nolla nollan noll zero",
    1: "yksi yhden ykkönen ykkösen ett etta etta ettan one",
    2: "kaksi kahden kakkonen kakkosen två tvåa two",
    3: "kolme kolmen kolmonen kolmosen tre trea three",
    4: "neljä neljän nelonen nelosen fyra fyran four",
    5: "viisi viiden viitonen vitonen vitosen viitosen fem femma femman five",
    6: "kuusi kuuden kuutonen kutonen kutosen sex sexa sexan six",
    7: "seitsemän seiska seiskan sju sjua sjuan seven",
    8: "kahdeksan kasi kasin kahdeksikko åtta åttan eight",
    9: "yhdeksän ysi ysin yhdeksikkö nio nia nian nine",
    10: "kymmenen kymppi kympin kymppiä tio tia tian ten",
}
_BY_WORD = {word: number for number, words in _WORDS.items() for word in words.split()}
_NUMBER = (
    rf"(?<![\d.,:/-])(?:(10|[0-9])(?![\d:%]|[.,]\d)"
    rf"|({'|'.join(sorted(_BY_WORD, key=len, reverse=True))}))(?!\w)"
)
_MAXIMUM = r"(?:10|5|7|kymmenestä|viidestä|kymmenen|viiden|tio|fem|ten|five|kympistä|100)"
_OF = re.compile(
    rf"{_NUMBER}\s*(?:/|\\|kautta|out of|av|of|pistettä|poäng av)?\s*(?:/|\\|kautta|out of|av|of"
    rf"|\bpistettä\b)?\s*{_MAXIMUM}(?![\w])",
    re.I,
)
_OF_STRICT = re.compile(
    rf"{_NUMBER}\s*(?:(?:/|\\|kautta|out of|av|of|poäng av|pistettä)\s*{_MAXIMUM}|(?:pistettä"
    rf" )?(?:kymmenestä|viidestä|kympistä)|(?:pistettä |poäng )?(?:asteikolla|skalalla|på skalan))(?!\w)",
    re.I,
)
_GRADE = re.compile(
    rf"\b(?:annan|antaisin|annoin|anna\w*|arvosana\w*|arvioni|arvio\w*|pisteet|pistemäärä|pisteitä|pistettä"
    rf"|numero(?:ksi)?|sanoisin|laitan|laittaisin|tyytyväisyy\w*|olkoon|vastaan|vastaukseni|ger|betyg\w*"
    rf"|poäng\w*|omdöme|skulle säga|skulle ge|sätter|mitt svar|i(?:'d| would)? give|score\w*|rating|rate"
    rf"|grade|i(?:'d| would) say|my answer|going with|it'?s an?)\b[^.!?\n]{{0,32}}?{_NUMBER}",
    re.I,
)
_FULL = re.compile(
    r"\b(?:täy(?:si|den|dellinen) (?:kymppi|kympin|10|kymmenen)|täydet (?:pisteet|kymmenen|kymppi|10)"
    r"|full(?:a)? (?:pott|poäng|tia|tior|marks|score)|(?:klock)?ren tia|top marks|högsta (?:betyg|poäng)"
    r"|paras mahdollinen arvosana|a perfect (?:ten|10|score)|perfect (?:ten|10)|solid (?:ten|10))\b",
    re.I,
)
_POINTS = re.compile(rf"{_NUMBER}\s*(?:pistettä|pojoa|poäng|points?|p\b|tähteä|stjärnor|stars?)", re.I)
_LEADING = re.compile(
    rf"^\W*(?:(?:no|noh|joo|ehdottomasti|vankka|vahva|selkeä|iso|en|a|an|solid|stark|klar|ihan|suoraan|hyvä"
    rf"|ehdoton|definitely|well|nå|jo)[\s,]+){{0,2}}{_NUMBER}(?=\s*(?:$|[.,!;:–—()+-]|\s*(?:/|kiitos|tack"
    rf"|thanks|from|från|minulta|sillä|koska|för|because|plus|ja|och|and|\n)))",
    re.I,
)
# What a wavering answer comes to: "8½ eli pyöristettynä 9", "between 7 and 8, let's say 8".
_SETTLED = re.compile(
    rf"\b(?:eli|siis|pyörist\w+|sanotaan|laitetaan|olkoon|alltså|avrundat|säg(?:er)?|rounded|let's say|make it)"
    rf"(?:\s(?:siis|pyörist\w+|vaikka|nyt|till|to|up to|down to|a))*\s{_NUMBER}(?=\s*(?:$|[.,!;\n]))",
    re.I,
)
_ALONE = re.compile(rf"^\W*{_NUMBER}\W*$", re.I | re.M)
_ALTERNATIVE = re.compile(
    rf"{_NUMBER}\s*(?:tai|eller|or|–|-|/(?!\s*(?:10|5|7)\b)|ja puoli|och ett halvt|and a half|½)\s*(?:ehkä "
    rf"|kanske |maybe )?{_NUMBER}?",
    re.I,
)
_NOT_SCORE = re.compile(
    r"\b(?:viikko\w*|päivä\w*|kello|klo|kl\b|kertaa|kerran|tapaamis\w*|minuut\w*|tunti\w*|tuntia|euro\w*|€"
    r"|vuot\w*|henki\w*|hlö|gånger|veckor|dagar|timm\w*|minuter|personer|år|times|weeks|days|hours|minutes"
    r"|people|years|sessions?|kappaletta|kpl|st\b|kuukau\w*|månad\w*|months?)",
    re.I,
)
_HINTS = ("/", "\\", "estä", "out of", "skala", "asteik", " av ")
_SLASHED = re.compile(r"[/\\]\s?\d")
_MAYBE = re.compile(
    r"\b\d{1,2}\s?(?:/|\\)\s?\d|(?:kymmenestä|viidestä|kympistä)\b|\b(?:out of|av) (?:10|5|ten|five|tio"
    r"|fem)\b|asteikol|skala",
    re.I,
)
_ASKS = re.compile(r"\b(?:0\s?[–-]\s?10|1\s?[–-]\s?(?:5|7|10)|rate|poäng|betyg)\b", re.I)
_SCALE = re.compile(r"[01]\s?[–-]")
_POLITE = re.compile(
    r"^\W*(?:kiitos|kiitti|tack|thanks|thank you|kiitos paljon|terveisin|pistettä|poäng|points?|arvosana"
    r"|hei|moi|hej|hi)?\W*$",
    re.I,
)


def asks_for_score(asked: Spoken) -> bool:
    """Whether a quoted letter or its subject asks for a score."""
    if not asked.stems.isdisjoint(ASKING_SCORE):
        return True
    low = asked.low
    ranged = ("-" in low or "–" in low) and _SCALE.search(low)
    return bool((ranged or not asked.stems.isdisjoint(SCALE)) and _ASKS.search(low))


def read_feedback(spoken: Spoken, *, asked: bool) -> tuple[int | None, str | None]:
    """Give (score, comment). A bare number counts only when a score was asked for; two different scores are none."""
    if not asked and not _may_score(spoken):
        return None, None
    text = "\n".join(spoken.sentences)
    for pattern, ten in (
        (_FULL, 10),
        (_OF_STRICT, None),
        (_SETTLED, None),
        (_GRADE, None),
        (_POINTS, None),
        (_LEADING, None),
        (_ALONE, None),
    ):
        if pattern is _OF_STRICT or asked:
            match = pattern.search(text)
            if match and not _unsure(text, match, pattern):
                score = ten if ten is not None else _value(match)
                return score, _comment(text, match)
    return None, (text or None) if asked and len(text.split()) > 3 else None


def _may_score(spoken: Spoken) -> bool:
    text = spoken.text
    told = any(not present.isdisjoint(MAXIMUM) for present in spoken.in_sentences.values())
    if not told and not (("/" in text or "\\" in text) and _SLASHED.search(text)):
        return False
    return any(hint in text for hint in _HINTS) and bool(_MAYBE.search(text))


def _value(match: re.Match[str]) -> int:
    digits, word = match[1], match[2]
    return int(digits) if digits is not None else _BY_WORD[word.casefold()]


def _unsure(text: str, match: re.Match[str], pattern: re.Pattern[str]) -> bool:
    line = text[: match.end()].rpartition("\n")[2] + text[match.end() :].partition("\n")[0]
    if _ALTERNATIVE.search(line) and pattern not in {_OF_STRICT, _SETTLED} and _two_numbers(line):
        return True
    if pattern is _GRADE and re.search(
        r"\b(?:en (?:osaa|anna|pysty|voi|tiedä|halua|vielä|ehdi)|ei|inte|not|don'?t|viikol|palaan|myöhemmin"
        r"|senare|later)\b",
        match[0],
        re.I,
    ):
        return True
    behind = text[match.end() : match.end() + 14]
    if re.match(r"\s?[-–]\s?\d", behind):
        return True
    return (pattern is not _FULL and bool(_NOT_SCORE.match(behind.lstrip()))) or bool(re.match(r"\s*\.\s*\d", behind))


def _two_numbers(line: str) -> bool:
    return len({m[1] or m[2].casefold() for m in re.finditer(_NUMBER, line, re.I)}) > 1 or bool(
        re.search(r"puoli|halvt|half|½", line)
    )


def _comment(text: str, match: re.Match[str]) -> str | None:
    before = text[: match.start()].rpartition("\n")
    rest = f"{before[0]}\n{text[match.end() :]}".strip()
    rest = re.sub(r"^[\s.,!;:/)\-–—+]+", "", rest)
    return None if _POLITE.match(rest) else rest

"""A stated score and the comment beside it, in the free forms people answer a survey with."""

import re

from connectors.mail.intents.asked import Asked
from connectors.mail.intents.lone_grades import BETWEEN, lone_grade, settled_grade
from connectors.mail.intents.score_words import (
    NOT_GRADED,
    NUMBER,
    PERCENT,
    SCALE_TOLD,
    STARS,
    Scale,
    graded_clauses,
    is_no_grade_behind,
    scale_of,
    value,
)
from connectors.mail.intents.several_grades import counting_grade
from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_SCORE, MAXIMUM, SCALE
from connectors.mail.needs import Gate
from connectors.mail.words import WordFinder
from models.patterns import lazy

_MAXIMUM = r"(?:10|5|7|viisi|kymppi|kymmenestä|viidestä|kymmenen|viiden|tio|fem|ten|five|kympistä|100)"
_OF_STRICT = lazy(
    rf"{NUMBER}\s*(?:(?:/|\\|kautta|out of|av|of|poäng av|pistettä)\s*{_MAXIMUM}|(?:pistettä"
    rf" )?(?:kymmenestä|viidestä|kympistä)|(?:pistettä |poäng )?(?:asteikolla|skalalla|på skalan))(?!\w)",
    re.I,
)
_GRADE = lazy(
    rf"\b(?:annan|antaisin|annoin|anna\w*|arvosana\w*|arvioni|arvio\w*|pisteet|pistemäärä|pisteitä|pistettä"
    rf"|numero(?:ksi|ni|mme|na|nne)?|luku(?:ni|mme)|siffra\w*|(?:put|pin) a (?:figure|number) (?:to|on)"
    rf"|sanoisin|laitan|laittaisin"
    rf"|tyytyväisyy\w*|olkoon|vastaan|vastaukseni|ger|betyg\w*"
    rf"|poäng\w*|omdöme|skulle säga|skulle ge|sätter|mitt svar|i(?:'d| would)? give|score\w*|rating|rate"
    rf"|grade|i(?:'d| would) say|my answer|going with|it'?s an?)\b[^.!?\n]{{0,32}}?{NUMBER}",
    re.I,
)
_FULL = lazy(
    r"\b(?:täydet(?=\W*$)|maksimipist\w*|täydet (?:pisteet|tähdet|pojot|arvosanat)|täysi(?:ä|en) pisteitä|täyden pistemäärän"
    r"|kaikki (?:pisteet|tähdet)"
    r"|full(?:a)? (?:pott|poäng|marks|score|points)|top (?:marks|score|grade)|maximum (?:score|points)|max(?:poäng|pisteet)"
    r"|(?:the )?highest (?:score|mark|grade|rating)|högsta (?:betyg\w*|poäng\w*|vitsord\w*)|toppbetyg|alla stjärnor"
    r"|all the stars|paras mahdollinen (?:arvosana|numero)|korkein (?:mahdollinen )?(?:arvosana|numero))\b",
    re.I,
)
_FULL_MARKS: Gate[str] = Gate({"full": _FULL}, edges=True)
_FULL_WORDS = WordFinder(_FULL_MARKS.words)
_NOT_QUITE = lazy(
    r"\b(?:ei|en|inte|not|melkein|lähes|nästan|almost|nearly|vailla|short of|would|could|olisi\w*|skulle|hade"
    r"|jos|om|if|until|kunnes"
    r"|miksi|varför|why|sisältö|ohjaaja\w*|kouluttaja\w*|vetäjä\w*|ledare\w*|trainer|supervisor|coach)\b[^.!?;\n]{0,25}$",
    re.I,
)
_ORDINAL_END = lazy(r"(?<=\d\.)\n(?=[a-zåäö])")
_IDIOM = lazy(
    r"\b(?:number one|nummer ett|(?:olette|olitte|on|oli|olet) (?:ihan |todella |aivan )?ykkö(?:nen|siä|set|stä)|numero yksi"
    r"|(?:one|yksi|en|ett) (?:of the|parhai\w+|av de|av årets)|two thumbs|thumbs up|high five|ylävitonen|ylävitoset"
    r"|between (?:us|ourselves|you and me)|mellan oss(?: sagt)?"
    r"|(?:0|nolla|noll|zero) (?:valitt|moit|huomaut|klagom|anmärk|invänd|complain|regret|stress)\w*)\b"
    # "2. ja 3. kerralla": a full stop behind a number that counts is no end of a sentence.
    r"|(?<=\w )\d{1,2}\.(?=\s(?:(?:ja|tai|och|eller|and|or) \d|\w+(?:lla|llä|na|nä|ssa|ssä)\b|(?:kerta|kerra|tapaami"
    r"|päiv|gång|möte"
    r"|träff)))",
    re.I,
)
_POINTS = lazy(
    rf"{NUMBER}[\s-]*(?:pistettä|pisteen\b|pojoa|poäng|points?|p\b|tähte[äe]|tähti[aä]?\b|tähden|stjärn(?:or|a|ors)\b"
    r"|stjärnig\w*|stars?)",
    re.I,
)
_ONE_STAR = lazy(r"\ben (?:enda |ensam )?stjärna\b", re.I)
# What would have been given is not.
_UNREAL = lazy(
    r"\b(?:\w+isin|would|i'd|skulle|hade)\b[^.!?;\n]{0,30}"
    rf"{NUMBER}(?=[^.!?;\n]{{0,20}}\b(?:jos|if|om)\b[^.!?;\n]{{0,30}}\b(?:olisi\w*|had|hade|been)\b)",
    re.I,
)
_LEADING = lazy(
    rf"^\W*(?:(?:no|noh|joo|ehdottomasti|vankka|vahva|selkeä|iso|täysi|täys|täyden|täydellinen|klockren|ren|full"
    rf"|fulla|perfect|en|a|an|solid|stark|klar|ihan|suoraan|hyvä"
    rf"|ehdoton|definitely|well|nå|jo)[\s,]+){{0,2}}{NUMBER}(?=\s*(?:$|[.,!;:–—()+-]|\s*(?:/|miinus|plus\b|minus"
    rf"|puoli|ja puoli|och en halv|and a half|kiitos|tack"
    rf"|thanks|from|från|minulta|sillä|koska|för|because|plus|ja|och|and|\n)))",
    re.I,
)
# What a wavering answer comes to: "8½ eli pyöristettynä 9", "between 7 and 8, let's say 8".
_SETTLED = lazy(
    rf"\b(?:eli|siis|pyörist\w+|sanotaan|laitetaan|olkoon|alltså|avrundat|säg(?:er)?|rounded|let's say|make it)"
    rf"(?:\s(?:siis|pyörist\w+|vaikka|nyt|till|to|up to|down to|a))*\s{NUMBER}(?=\s*(?:$|[.,!;\n]))",
    re.I,
)
_ALONE = lazy(rf"^\W*{NUMBER}\W*$", re.I | re.M)
_ALTERNATIVE = lazy(
    rf"{NUMBER}\s*(?:tai|eller|or|–|-|/(?!\s*(?:10|5|7)\b))\s*(?:ehkä "
    rf"|kanske |maybe )?{NUMBER}?",
    re.I,
)
_HUNDRED = 100
_MOST_LINES = 8
_HUNDRED_ALONE = lazy(
    r"^\W*(?:noin |ehkä |about |around |ungefär |cirka |n\. ?)?(100|\d{1,2})(?=\s*(?:$|[,!;\n]|\.(?!\d)|/100))", re.I
)
_LEADS = lazy(
    r"^\W*(?:(?:noin|ehkä|varmaan|sanoisin|n\.|about|around|maybe|i'd say|roughly|ungefär|cirka|ca|kanske|typ"
    r"|runt)\W+){0,2}$",
    re.I,
)
_ENDS_CLAUSE = lazy(r"\s*(?:$|[.,!;:\n)–-])")
_LISTED = lazy(r"(?:^|\s)1[.)]\s[^\n]*(?:\n[^\n]*){0,3}?(?:^|\s)2[.)]\s", re.M)
_LIST_MARK = lazy(r"(?:(?<=\s)|(?<![\s\S]))\d[.)](?=\s)")
_SLASHED = lazy(r"[/\\]\s?\d")
_MAYBE = lazy(
    r"\b\d{1,2}\s?(?:/|\\)\s?\d|(?:kymmenestä|viidestä|kympistä)\b|\b(?:out of|av) (?:10|5|ten|five|tio"
    r"|fem)\b|asteikol|skala",
    re.I,
)
_ASKS = lazy(r"\b(?:0\s?[–-]\s?10|1\s?[–-]\s?(?:5|7|10)|rate|poäng|betyg)\b", re.I)
# An answer that quotes nothing keeps the question in its subject alone.
_SUBJECT_ASKS = lazy(
    r"(?:re|vs|sv|vast|aw)\s?:[^\n]*\b(?:(?:miten|kuinka|millai\w+)\b[^\n]*\b(?:men(?:i|ivät)|onnistui\w*|sujui\w*"
    r"|toimi(?:vat)?"
    r"|koitte|koit|tuntui\w*|oli|olivat|pidit|piditte|vastasi\w*)"
    r"|hur\b[^\n]*\b(?:gick|var|lyckades|upplevde|fungerade|kändes|blev|tyckte)"
    r"|how\b[^\n]*\b(?:did|was|were|went)"
    r"|(?:your|din|er) (?:opinion|view|experience|upplevelse|åsikt)|mielipite\w+|kokemukse(?:si|nne))\b"
)
_SCALE = lazy(r"[01]\s?[–-]")
_POLITE = lazy(
    r"^\W*(?:kiitos|kiitti|tack|thanks|thank you|kiitos paljon|terveisin|pistettä|poäng|points?|arvosana"
    r"|hei|moi|hej|hi)?\W*$",
    re.I,
)


def asks_for_score(asked: Asked) -> Scale | None:
    """Give the scale on which a quoted letter or its subject asks for a score; None when it asks for none."""
    if not asked.found.of(ASKING_SCORE) and not _SUBJECT_ASKS.match(asked.text.partition("\n")[0].casefold()):
        ranged = ("-" in asked.text or "–" in asked.text) and _SCALE.search(asked.low)
        if not ((ranged or asked.found.of(SCALE)) and _ASKS.search(asked.low)):
            return None
    return scale_of(asked.low)


def read_feedback(spoken: Spoken, *, asked: Scale | None, alone: bool = False) -> tuple[int | None, str | None]:
    """Give (score, comment). A bare number counts only when a score was asked for; two different scores are none.

    `alone`: a grade was surely asked for; then the only one in the text counts, whatever is said around it.
    The score is the number as it is said, on the speaker's own scale; a half, a plus or a minus keeps the grade named.
    """
    if asked is None and not _may_score(spoken.standard):
        return None, None
    text = "\n".join(spoken.sentences)
    if asked is None:
        match = next((match for match in _OF_STRICT.finditer(text) if not _unsure(text, match, _OF_STRICT)), None)
        return (value(match), _comment(text, match)) if match else (None, None)
    found = _answer(text, asked, spoken, alone=alone)
    if found is None and spoken.standard is not spoken:
        found = _answer("\n".join(spoken.standard.sentences), asked, spoken.standard, alone=alone)
        if found:
            return found[0], text if len(text.split()) > 3 else None
    if found is None:
        return None, text if len(text.split()) > 3 else None
    score, start, end = found
    return score, _comment_around(text, start, end)


def _answer(text: str, asked: Scale, spoken: Spoken, *, alone: bool) -> tuple[int, int, int] | None:
    """Give (score, start, end) of an answer to a question for a score. `text`: its sentences, a line each."""
    # The same length, so that places stay.
    bare = SCALE_TOLD.sub(_blank, _ORDINAL_END.sub(" ", text))
    listed = _LISTED.search(text)
    if listed:
        bare = bare[: listed.start()] + _LIST_MARK.sub(_blank, bare[listed.start() :])
    bare = _UNREAL.sub(_blank, _IDIOM.sub(_blank, bare))
    special = _unlike_a_number(bare, asked)
    if special:
        return special
    settled = counting_grade(bare, asked.top) or settled_grade(bare, asked.top)
    if settled:
        return settled
    if BETWEEN.search(bare):
        return None
    for pattern in (_OF_STRICT, _SETTLED, _GRADE, _POINTS, _LEADING, _ALONE):
        match = pattern.search(bare)
        if match and not _unsure(bare, match, pattern):
            grade = value(match)
            if pattern is _OF_STRICT or grade <= asked.top:
                return grade, match.start(), match.end()
    found = _on_first_line(spoken, text, asked) or _only_grade(bare, asked)
    return found or (lone_grade(bare, asked.top) if alone else None)


def _on_first_line(spoken: Spoken, text: str, asked: Scale) -> tuple[int, int, int] | None:
    """A number that has the first line to itself, as no other has: what follows may hold numbers of another sort."""
    lines = [line.strip() for line in spoken.lines if line.strip()]
    alone = [match for match in map(_ALONE.match, lines) if match]
    if len(alone) != 1 or alone[0].string != lines[0] or not text.startswith(lines[0]):
        return None
    found = value(alone[0])
    return (found, 0, len(lines[0])) if found <= asked.top else None


def _unlike_a_number(text: str, asked: Scale) -> tuple[int, int, int] | None:
    """Full marks, stars that are drawn, a share of a hundred."""
    full = _FULL.search(text) if _FULL_MARKS.possible(_FULL_WORDS.among(text)) else None
    if full and not (_NOT_QUITE.search(text[: full.start()]) or _OF_STRICT.search(text)):
        return asked.top, full.start(), full.end()
    drawn = list(STARS.finditer(text))
    if len(drawn) == 1:
        count = sum(sign in "★⭐🌟✭✮*" for sign in drawn[0][0])
        return (count, drawn[0].start(), drawn[0].end()) if count <= asked.top else None
    star = _ONE_STAR.search(text)
    if star and not _POINTS.search(text):
        return 1, star.start(), star.end()
    share = PERCENT.search(text)
    whole = asked.top == _HUNDRED or (
        share and _LEADS.match(text[: share.start()]) and _ENDS_CLAUSE.match(text, share.end())
    )
    if share and whole:
        return value(share), share.start(), share.end()
    if asked.top == _HUNDRED:
        alone = _HUNDRED_ALONE.match(text)
        return (int(alone[1]), alone.start(), alone.end()) if alone else None
    return None


def _only_grade(text: str, asked: Scale) -> tuple[int, int, int] | None:
    """The one grade of clauses that say nothing else: "no joku 7 varmaan", "asteikolla yhdestä viiteen, niin nelonen"."""
    found, at = [], 0
    for line in text.split("\n")[:_MOST_LINES]:
        found += [
            (score, at + start, at + end)
            for score, start, end in graded_clauses(line)
            # "3." and, in what the splitting holds for a new sentence, "kerta oli paras".
            if not NOT_GRADED.match(text[at + end : at + end + 20].lstrip(". \n"))
        ]
        at += len(line) + 1
    scores = {score for score, _, _ in found}
    return found[0] if len(scores) == 1 and found[0][0] <= asked.top else None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _may_score(spoken: Spoken) -> bool:
    text = spoken.text
    if not spoken.found.of(MAXIMUM) and not (("/" in text or "\\" in text) and _SLASHED.search(text)):
        return False
    return bool(_MAYBE.search(text))


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
    start = match.start(1 if match[1] else 2)
    if re.search(r"\b(?:kl|klo|nr|nro|vko|tel|puh)\.\s*$", text[max(0, start - 8) : start], re.I):
        return True
    if is_no_grade_behind(text[max(0, start - 40) : start].rpartition("\n")[2]):
        return True
    behind = text[match.end() : match.end() + 20]
    if re.match(r"\s?[-–]\s?\d", behind):
        return True
    return bool(NOT_GRADED.match(behind.lstrip(". \n" if match[1] else " ")) or re.match(r"\s*\.\s*\d", behind))


def _two_numbers(line: str) -> bool:
    return len({m[1] or m[2].casefold() for m in re.finditer(NUMBER, line, re.I)}) > 1


def _comment(text: str, match: re.Match[str]) -> str | None:
    return _comment_around(text, match.start(), match.end())


def _comment_around(text: str, start: int, end: int) -> str | None:
    before = text[:start].rpartition("\n")
    rest = f"{before[0]}\n{text[end:]}".strip()
    rest = re.sub(r"^[\s.,!;:/)\-–—+]+", "", rest)
    return None if _POLITE.match(rest) else rest

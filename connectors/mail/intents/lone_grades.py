"""A grade said beside other words: the one that is settled on, the one that counts after a "but", the only one there is."""

import re
from itertools import islice

from connectors.mail.intents.score_words import NOT_GRADED, NUMBER, SPREAD, is_no_grade_behind, value
from models.patterns import lazy

_MOST_CHARS = 1_500
_MOST_BUTS = 3
_MOST_LINES = 12
_NUMBER = lazy(NUMBER, re.I)
BETWEEN = lazy(
    rf"\b(?:between|mellan)\b(?: \w+){{0,2}}? {NUMBER}(?: \w+){{0,2}}? {NUMBER}"
    rf"|{NUMBER}(?::n)?(?: \w+)? (?:ja|tai|–|-) (?:\w+ )?{NUMBER}(?::n)? (?:väli|puoliväli|tienoil|hujakoil)\w*",
    re.I,
)
"""Two grades of which neither is chosen, in so many words."""
_SETTLES = lazy(
    r"\b(?:merkitse|merkitkää|merkkaa|merkataan|kirjaa|kirjatkaa|laita|laittakaa|pane|pankaa|panen|pistä|pistetään"
    r"|pistän|laitan"
    r"|laitetaan|valitsen|valitaan|päädyn|päädyin|päätän|annan|otan|otetaan|menköön|jääköön|olkoon|sanon|sanotaan"
    r"|kallistun|taivun"
    r"|lopullinen (?:vastaukseni|arvosanani|lukuni|arvioni)(?: on)?|slutligt? (?:svar|betyg)|final (?:answer|score|grade)"
    r"|skriv|sätt|sätter|väljer|landar|lutar|tar|tar vi|blir|säg|säger|säger vi|put|mark|make|call|go|going|settle"
    r"|settled|landed|chose|picked|went|stannar|stannade|landade|valde|päädyin|pyöristetään|pyöristän|say|take|lean"
    r"|leaning|choose|pick|count)\b(?: (?:me|it|us|that|down|for|as|the|a|an|on|to|towards?|with|at|in|siis|nyt"
    r"|sitten|vaikka|se|sen"
    rf"|den|det|på|för|en|ett|mot|åt|för|vi|då|mig|it's|i)){{0,4}} {NUMBER}",
    re.I,
)
_THEN = lazy(
    r"\b(?:jos|olisin|olisi|muuten|muutoin|viimeksi|aiemmin|ensin|ei(?: ihan| nyt)?|en|normaalisti|yleensä"
    r"|meinasin|ajattelin|aioin|tänkte|meant to|was going to|om|hade"
    r"|skulle|annars|först"
    r"|viime|sist|earlier|previously|förra|senast|vanligtvis|inte|if|would|otherwise|normally|usually|last time|first"
    r"|not(?: quite)?|almost|nearly|melkein|lähes"
    r"|nästan)\b",
    re.I,
)
_BUT = lazy(r"\b(?:mutta|mut|vaan|but|men|utan|nyt|now|nu|however|joten|so)\b", re.I)
OUT_OF = lazy(
    r"\b(?:kymmenestä|kympistä|viidestä|vitosesta|seitsemästä|sadasta|av (?:tio|fem|sju|10|5|7)|out of (?:a )?(?:ten"
    r"|five|seven|10|5|7))"
    r"(?: (?:pisteestä|mahdollisesta|tähdestä|poäng|möjliga|points|possible|stars))?(?!\w)"
    r"|(?<=\d)\s?/\s?(?:10|5|7)(?!\d)",
    re.I,
)
_DECLINES = lazy(
    r"\b(?:en|emme|ei|vill|kan|tänker|i'd|i|won't|can't|cannot|rather)\b[^.!?]{0,40}\b(?:anna|antaa|osaa|numero\w*"
    r"|pisteyt\w*|arvosan\w*"
    r"|mittaam\w*|sätta|betygsätt\w*|siffr\w*|number|score|rate|rating|stars|grade)\b(?<!annan)|\btakaisin|\bpalaan\b"
    r"|\båterkommer\b"
    r"|\b(?:get|come) back to you\b|\bmyöhemmin\b|\bsenare\b|\blater\b"
    r"|\b(?:en|emme|vet|don't|can't|hard|difficult|vaikea\w*|svårt)\b[^.!?]{0,20}\b(?:sanoa|osaa|tiedä|osso\w*|inte"
    r"|know|say|tell)\b"
    r"|\b(?:pomo|esihenkilö|esimies|kollega|puoliso|vaimo|mies|chef|chefen|kollegan|boss|manager|colleague|wife"
    r"|husband)\w*\b[^.!?]{0,15}"
    r"\b(?:anta\w+|sano\w*|skulle|would|gave|says|said|gav)\b|(?:^|[.!]\s+)not[.!]*\s*$",
    re.I,
)
_COUNTED_BEFORE = lazy(
    r"\b(?:meitä|teitä|heitä|oli|olimme|oltiin|olivat|kesti|lasta|lapsi|lapseni|vuoteni|age|aged|born|were|was|had"
    r"|have|vi var|var|hade"
    r"|varade|lasted|took|tog|kostade|maksoi|maksoin|paid|betalade|before|after|past|since|until|till|jälkeen|ennen"
    r"|alkaen|asti|efter"
    r"|före|innan|klockan|noin kello|numero|talo|lägenhet|ovi|door|bus|tram|bussi|ratikka|linja|steg|kohta|point"
    r"|question|kysymys|fråga"
    r"|chapter|luku|kappale|sivu|page|sida|ja|och|and)\W{0,3}(?:noin |about |around |ungefär |cirka |n\. ?)?$",
    re.I,
)
GRADE_NOUN = lazy(
    r"(?:(?:ykkö|kakko|kolmo|nelo|viito|vito|kuuto|kuto)(?:nen|sen|sta)|seiskaa?n?|kasi[an]?|kasiin|ysi[än]?|ysiin"
    r"|kymp(?:pi|in|piä|piin)|kahdeksik(?:ko|on|koa)|yhdeksik(?:ko|on|koa)"
    r"|kybä|nelkku|tvåan?|trean?|femman?|sexan?|sjuan?|åttan|nian?|tian?)$",
    re.I,
)
# One, before anything else, is an article or a pronoun more often than a grade.
_ARTICLES = frozenset(["yksi", "yhden", "yks", "ett", "one"])
_OPENS_CLAUSE = lazy(r"(?:^|[:.!(]|\b(?:annan|antaisin|laitan|arvosana|ger|blir|give|say))\s*$", re.I)
_FREE_BEHIND = lazy(
    r"\s*(?:$|[.!,;:)(\n–—…]|-\s|\b(?:ja|och|and|får|fick|saa|riittää"
    r"|it (?:is|was)|it'll be|will do|is fine|då|sitten|then|tällä kertaa|here|tässä|här"
    r"|denna gång|den här gången|this time|overall|totalt|överlag|altogether|in all|helhet\w*|kokonais\w*"
    r"|kouluasteikolla|rather"
    r"|instead|arvoi\w+|koulu\w*|tähti|tähde[nt]|stjärna|istället|sijaan|att börja|to start"
    r"|koska|sillä|because|plus|miinus|minus|men|mutta|but|för|for|from"
    r"|eftersom|kun|med|with"
    r"|blir|tulee|on|is|är|kiitos|tack|thanks|please|minulta|meiltä|multa|från|av|out|tällä|tästä|tälle|siitä|teille"
    r"|sillä|ehdottomasti"
    r"|at (?:best|most|least)|på sin|i alla fall|tycker|tror|kanske|ehkä|maybe|max|utan|without|since|as|which|vaikka"
    r"|although|though|eli|pistettä|tähteä|poäng|stjärnor|stars?|points?)\b)",
    re.I,
)


def settled_grade(text: str, top: int) -> tuple[int, int, int] | None:
    """Give (score, start, end) of what a wavering answer comes to: "between a five and a six; put me down for the six"."""
    text = text[:_MOST_CHARS]
    spread = SPREAD.search(text)
    if spread:
        told = list(_SETTLES.finditer(text, spread.start()))
        return _fits(told[-1], top) if told and told[-1].start() - spread.end() < 120 else None
    return _after_but(text, top)


def _after_but(text: str, top: int) -> tuple[int, int, int] | None:
    """The grade behind a "but" of which another, not given, stands before: "not a ten but a nine"."""
    for line in islice(re.finditer(r"[^\n]+", text), _MOST_LINES):
        then = _THEN.search(line[0])
        if not then:
            continue
        for but in islice(_BUT.finditer(line[0], then.end()), _MOST_BUTS):
            before = [match for match in _NUMBER.finditer(line[0], 0, but.start()) if is_grade(line[0], match)]
            after = [match for match in _NUMBER.finditer(line[0], but.end()) if is_grade(line[0], match)]
            if before and len(after) == 1 and value(after[0]) <= top:
                return value(after[0]), line.start() + after[0].start(), line.start() + after[0].end()
    return None


def lone_grade(text: str, top: int) -> tuple[int, int, int] | None:
    """Give (score, start, end) of the only grade in a text that was asked for one: "Sillä rahalla irtoaa kutonen"."""
    text = text[:_MOST_CHARS]
    if SPREAD.search(text):
        return None
    declined = _DECLINES.search(text)
    if declined:
        # "I am no good at numbers, but if I must: eight."
        after = _BUT.search(text, declined.end())
        if not after or _DECLINES.search(text, after.end()):
            return None
        text = " " * after.end() + text[after.end() :]
    bare = OUT_OF.sub(lambda match: " " * len(match[0]), text)
    found = [match for match in _NUMBER.finditer(bare) if value(match) <= top and is_grade(bare, match)]
    nouns = [match for match in found if match[2] and GRADE_NOUN.match(match[2])]
    clear = nouns or [match for match in found if is_free_behind(bare, match.end())]
    scores = {value(match) for match in clear}
    return _fits(clear[0], top) if len(scores) == 1 else None


def is_free_behind(text: str, end: int) -> bool:
    """Whether a number that ends here belongs to no word behind it."""
    return bool(_FREE_BEHIND.match(text, end))


def is_grade(text: str, match: re.Match[str]) -> bool:
    """Whether a number counts nothing and names no time or place."""
    before = text[max(0, match.start() - 40) : match.start()].replace("\n", " ")
    if match[2] and match[2].casefold() in _ARTICLES and not _OPENS_CLAUSE.search(before):
        return False
    if is_no_grade_behind(before) or re.search(r"\d\s?$", before):
        return False
    if _COUNTED_BEFORE.search(before) and not (match[2] and GRADE_NOUN.match(match[2])):
        return False
    behind = text[match.end() : match.end() + 20]
    if "?" in text[match.end() :].partition("\n")[0] or re.match(
        r"\s?(?:(?:av|of|out of|/)\s?\d|\.?\s?[-–]\s?\d|\d|\.\s*\d|\.\s+[a-zåäö]|e\b|eur|€|h\b|°)", behind
    ):
        return False
    return not NOT_GRADED.match(behind.lstrip(". " if match[1] else " "))


def _fits(match: re.Match[str], top: int) -> tuple[int, int, int] | None:
    found = value(match)
    return (found, match.start(), match.end()) if found <= top else None

"""Which of several grades counts: the one for the whole, the one that is left when those not given are put aside."""

import re
from collections.abc import Sequence

from connectors.mail.intents.lone_grades import BETWEEN, GRADE_NOUN, OUT_OF, is_free_behind, is_grade
from connectors.mail.intents.score_words import NUMBER, SPREAD, value
from models.patterns import lazy

_MOST_CHARS = 1_500
_MOST_GRADES = 12
_NUMBER = lazy(NUMBER, re.I)
_WHOLE = lazy(
    r"\b(?:kokonais\w+|keskiarvo\w*|snittet|i snitt|genomsnitt\w*|average|kokonaisuu\w*|yleisarvosana\w*"
    r"|yleisarvio\w*|kaikkiaan|kaiken kaikkiaan|yhteensä"
    r"|kaikki yhdessä|ylipäätään"
    r"|koko (?:homma\w*|juttu|jutu\w*|päivä\w*|paketti|paketi\w*|kurssi\w*|koulutu\w*|setti|seti\w*|sarja\w*"
    r"|jakso\w*|prosessi\w*)"
    r"|helhet\w*|totalt|totalbetyg\w*|sammantaget|överlag|i det stora hela|på det hela taget|allt som allt|allt i allt"
    r"|hela (?:dagen|grejen|kursen|paketet|serien|utbildningen|processen|rasket)|överhuvudtaget"
    r"|overall|all in all|in all|in total|altogether|on the whole|taken together|as a whole"
    r"|(?:the )?(?:whole|entire)(?: (?:thing|day|series|course|lot|package|programme|training|process))?)\b",
    re.I,
)
_PUT_ASIDE = lazy(
    r"\b(?:viime (?:vuonna|kerralla|keväänä|syksynä|talvena|kesänä|kuussa|vuoden)|viimeksi|aiem\w+|edelli\w+|harvoin"
    r"|koskaan|ikinä|ensin|aluksi|alkuun"
    r"|meinasin|ajattelin|aioin|olisi\w*|jos (?:vain|olisi|ruoka\w*|arvioisin)|melkein|lähes|vaille"
    r"|förra (?:gången|året|våren|hösten|veckan)|senast|sist|tidigare|sällan|aldrig|först|i fjol|skulle ha"
    r"|hade (?:det|jag|ni)|tänkte|nästan"
    r"|last (?:time|year|spring|autumn|summer|winter|month)|previously|earlier|at first|first|originally|initially|would have"
    r"|could have|rarely|seldom|was going to|was about to|meant to|almost|nearly|nor|rather than|instead of|short of"
    r"|not|never|ei|enkä|eikä"
    r"|inte|ej|istället för|i stället för|snarare än|hellre än|miinus|minus|plus|plussaa?"
    r"|pomo\w*|esihenkilö\w*|kolleg\w+|työkaveri\w*|puoliso\w*|chefen|arbetskamrat\w*|colleague\w*|boss|husband|wife)\b"
    r"[^.!?;:\n]{0,28}$",
    re.I,
)
# "en viitosta" is a Finnish no, "en femma" a Swedish grade.
_NOT_GIVEN = lazy(r"\b(?:en|emme)\b[^.!?;:\n]{0,20}$", re.I)
_PARTITIVE = lazy(r"(?:osta|skaa|kasia|ysiä|kymppiä)$", re.I)
_ANEW = lazy(r"[,;]|\b(?:mutta|mut|vaan|but|men|utan|joten|så|so|nyt|nu|now)\b", re.I)
_TAKEN_OFF = lazy(
    r"\s*(?:pistettä|pist\w*|poäng|points?|tähteä|stjärn\w*|stars?)?\s?(?:pois|vähemmän|alas|bort|avdrag|mindre|off"
    r"|less|deducted"
    r"|away)\b|\s*(?:sijaan|sijasta|olisi\b|hade varit|would have|oli (?:vahinko|virhe)|var (?:fel|ett misstag)"
    r"|was (?:a mistake|a typo|wrong))"
    r"|,?\s*(?:jos|om|if)\b[^.;!?\n]{0,40}\b(?:olisi\w*|hade|skulle|had|were|was)\b",
    re.I,
)
_CORRECTED = lazy(
    r"\b(?:tai no|tai ei|eiku|eikun|ei kun|ei vaan|korjaan|korjaus|korjattakoon|anteeksi|nej|förresten|rättelse"
    r"|rättar|jag menar|förlåt"
    r"|make (?:that|it)|scratch that|no|sorry|i mean|actually|äh|hups|oops|höps)\b",
    re.I,
)


def several(text: str, top: int) -> list[re.Match[str]]:
    """Give the grades that a text names, the top of a scale left out; none of them where all say the same."""
    bare = OUT_OF.sub(lambda match: " " * len(match[0]), text[:_MOST_CHARS])
    found = [
        match
        for match in _NUMBER.finditer(bare)
        if value(match) <= top
        and is_grade(bare, match)
        and ((match[2] and GRADE_NOUN.match(match[2])) or is_free_behind(bare, match.end()))
    ][:_MOST_GRADES]
    return found if len({value(match) for match in found}) > 1 else []


def counting_grade(text: str, top: int) -> tuple[int, int, int] | None:
    """Give (score, start, end) of the grade that counts among several; None where there are not several, or none stands out."""
    found = several(text, top)
    if not found:
        return None
    return _of_the_whole(found) or _corrected(found) or _left_over(found)


def _of_the_whole(found: Sequence[re.Match[str]]) -> tuple[int, int, int] | None:
    """The grade that stands beside a word for the whole: behind it, or before it in the same clause."""
    text = found[0].string
    told = []
    for whole in _WHOLE.finditer(text):
        behind = next((match for match in found if match.start() >= whole.end()), None)
        if (
            behind
            and not re.search(r"[.!?;]\s|\n", text[whole.end() : behind.start()])
            and behind.start() - whole.end() < 50
        ):
            told.append(behind)
            continue
        before = next((match for match in reversed(found) if match.end() <= whole.start()), None)
        if (
            before
            and not re.search(r"[.!?;,:]|\n", text[before.end() : whole.start()])
            and whole.start() - before.end() < 40
        ):
            told.append(before)
    return _span(told[-1]) if len({value(match) for match in told}) == 1 else None


def _corrected(found: Sequence[re.Match[str]]) -> tuple[int, int, int] | None:
    """The last grade where the one before it is taken back: "8, tai no, laita 9"."""
    before, last = found[-2:]
    between = before.string[before.end() : last.start()]
    return _span(last) if len(between) < 30 and _CORRECTED.search(between) else None


def _left_over(found: Sequence[re.Match[str]]) -> tuple[int, int, int] | None:
    """The one that is left when grades of earlier, of others and such as are not given are put aside."""
    text = found[0].string
    spread = BETWEEN.search(text) or SPREAD.search(text)
    left = [match for match in found if not (spread and spread.start() <= match.start() < spread.end())]
    left = [match for match in left if not _is_put_aside(text, match)]
    return _span(left[-1]) if left and len({value(match) for match in left}) == 1 else None


def _is_put_aside(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 60) : match.start()]
    if _NOT_GIVEN.search(before) and match[2] and _PARTITIVE.search(match[2]):
        return True
    aside = _PUT_ASIDE.search(before)
    # A new clause says something new: "ensin kutonen, mutta nyt kasi".
    return bool(aside and not _ANEW.search(before, aside.start() + 1)) or bool(_TAKEN_OFF.match(text, match.end()))


def _span(match: re.Match[str]) -> tuple[int, int, int]:
    return value(match), match.start(), match.end()

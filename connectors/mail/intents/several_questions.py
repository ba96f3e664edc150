"""What of an answer is to the question for leave, where a letter asks more than that or lists the answers to choose from.

"1 sopii, 2 ei kiitos", "Ekaan vastaan illalla. Tokaan kyllä", "Uutiskirje joo, palautetta ei saa julkaista", "[x] Kyllä",
"vaihtoehto yksi", "kyllä kumpaankin". What is not told apart stays as it stands, for the reader of any other answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from connectors.mail.charset import case_folded
from connectors.mail.intents import consent_clauses, mail_names
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from models.patterns import lazy

_YES, _NO = "Kyllä", "Ei kiitos"
BOXES = str.maketrans("", "", "☐□☑☒✅✔✓")
"""Marks of a form, which are no pictures that jest."""
_NOTHING = "–"
_MOST_CHARS = 4_000
"""An answer longer than this is read as it stands."""
_MOST_PLACES = 4
_LEAST_TOPIC = 5
"""So many letters of a word tell what a question is about."""

_ROW = lazy(
    r"^[ \t>]*(?:[-*•][ \t]+)?(?P<box>\[[ \t_]*(?P<tick>[xX✓✔v*]?)[ \t_]*\]|\([ \t]*(?P<ring>[xX✓✔]?)[ \t]*\)|[☐□](?P<none>)"
    r"|(?P<ballot>[☑☒✅✓✔]))[ \t]*(?:\(?(?P<label>\d|[A-Da-d])[.):]?[ \t]+)?(?P<text>\S.*)$",
    re.M,
)
_LISTED = lazy(r"^[ \t]*\(?(?P<label>\d|[A-Da-d])(?:[.):=]|[ \t][-–=])\)?[ \t]*(?P<text>\S.*)$", re.M)
_INLINE = lazy(
    r"(?<!\w)\(?(?P<label>\d|[A-D])\)?[ \t]?(?:[=:–-]|tarkoittaa|betyder|means|on|for|för)[ \t]?[\"'”]?"
    r"(?P<text>kyllä|joo|ja|yes|ei|nej|no)\b",
    re.I,
)
_IF = lazy(r"(?<!\w)(?P<label>\d|[A-D])\b[\"'”]?,? (?P<text>(?:jos|mikäli|if|om) [^.,;!?\n]{3,70})")
_SAYS_YES = lazy(
    r"^\W*(?:kyllä|joo|juu|ja|jo|yes|saa|saatte|haluan|suostun|lähettäkää|mielelläni|gärna|jag (?:vill (?!inte)|samtycker)"
    r"|i (?:want|agree|consent|would)|please (?:do )?send|ni får (?!inte))\b",
    re.I,
)
_SAYS_NO = lazy(r"^\W*(?:ei|en|älkää|nej|no|inte|don'?t|do not|i do not|i don'?t|jag vill inte|ni får inte)\b", re.I)
_IF_NOT = lazy(r"\b(?:et|ette|en|ei|not|don'?t|inte|ej)\b", re.I)

_QUESTION = lazy(
    r"(?:^|(?<=[.!?\n])|(?<=[.!?\n] ))[ \t]*(?:\(?(?P<label>\d|[A-Da-d])[.):]\)?[ \t]+|[-*•][ \t]+)?"
    r"(?P<text>(?:[^.!?\n]|\n(?!\n|[ \t]*\(?(?:\d|[A-Da-d])[.):])|\.(?=\w| \d)|(?<=\d)\.(?= [^\W\d_A-ZÅÄÖ]))+\?)"
)
_YES_OR_NO = lazy(r"^\W*(?:vastaa\w*:? |svara:? )?(?:kyllä|joo|ja|yes),? (?:vai|tai|eller|or) (?:ei|nej|no)\W*$", re.I)
_ORDINALS = (
    r"ykkö(?:nen|se\w*|stä)|eka(?:an|sta|lle)?|ensimmäi(?:nen|see\w*|sen|stä|selle)|ettan|första|first(?: one)?|former",
    r"kakko(?:nen|se\w*|sta)|toka(?:an|sta|lle)?|toi(?:nen|see\w*|sen|sta|selle)|jälkimmäi(?:nen|see\w*|sen|stä)|tvåan|andra"
    r"|second(?: one)?|latter",
    r"kolmo(?:nen|se\w*|sta)|kolmas|kolmanteen|trean|tredje|third(?: one)?",
)
_CARDINALS = (r"yk[ks]i?|yksi|yhteen|ett|one", r"kaksi|kaks|kahteen|två|two", r"kolme|kolmeen|tre|three")
_ROWS = (
    r"ylempi|ylempään|ylin|ylimmäi\w+|yläkerran|övre|översta|upper|top",
    r"alempi|alempaan|alin|alimmai\w+|alakerran|nedre|nedersta|lower|bottom",
)
_SUFFIX = r"(?:[:-](?:han|hän|hen|een|seen|kohta\w*|kohdasta|vaihtoehto\w*|vaihtoehdon|stä|sta|lle))?"
_AFTER_LABEL = (
    r"(?:kohta(?:an|na)?|kohda(?:n|sta|lle)|kysymy(?:s|kseen|ksestä)|vaihtoehto(?:a|on)?|vaihtoehdon|frågan?|punkten"
    r"|alternativ(?:et)?|question|item|option|rivi|rivin|riviin|raden?|row|line)"
)
_OF_LABEL = rf"(?:{_AFTER_LABEL}|numero(?:on)?|nro|nr|asia(?:an|sta)?|lupa|punkt|nummer|point|number|svar på fråga)"
# Words that may stand between the beginning of a sentence and the label it answers.
_LEADS = (
    r"(?:ja|och|and|mutta|mut|men|but|sitten|siis|eli|so|then|sen|sitä|siihen|tuohon|tuosta|siitä|että|se|den|det|the|that|my"
    r"|minun|mun|vastaus(?:eni)?|vastaan|vastaukseni|svar(?:et)?|answer|reply|to|för|for|as|på|till|regarding|about|on|om"
    r"|mitä tulee|vad gäller|gällande|koskien|(?:hei|hej|hi|moi|moikka|hello|terve|tervehdys)(?:\s\w+)?(?=\s*[,!]))"
)
_ORDINAL = f"(?:{'|'.join(_ORDINALS)}|{'|'.join(_ROWS)})"
_CARDINAL = f"(?:{'|'.join(_CARDINALS)})"
_LABEL = lazy(
    rf"(?<![\w.,:/@-])(?:(?P<of>(?i:{_OF_LABEL})) )?(?:(?P<digit>\d)(?![\w/%€])(?![.,:]\d)(?! ?(?:x|krt|kpl|h|e|euro\w*|kertaa"
    rf"|viik\w+|kuuk\w+|päiv\w+|tunti\w*|vuot\w+|henke\w*|hlö\w*|timm\w+|veck\w+|gång\w*|år|hours?|weeks?|days?|times"
    rf"|people|min\w*)\b)|(?P<letter>[A-D])(?:{_SUFFIX})(?!\w|\.\w)|(?P<small>[a-d])(?=[):])"
    rf"|(?P<word>(?i:{_ORDINAL})(?!\w)|(?:^|(?<=\n))(?i:{_CARDINAL})(?=[):=])|(?(of)(?i:{_CARDINAL})(?!\w)|(?!))))"
    rf"(?: (?i:{_AFTER_LABEL})(?!\w))?[).:=]*",
)
_IN_FRONT = lazy(rf"^[\W_]*(?:{_LEADS}[\s,:]+)*$", re.I)
_APART = lazy(r"(\n\s*(?:\n|[-*•]\s)|(?<=[.!?…])(?<![\s(]\d\.)(?<!^\d\.)(?<!\b\w\.)(?<!terv\.)(?<!mvh\.)\s+)", re.I)
# "Uutiskirje joo", "kurssiuutiset: kyllä": what is asked about stands in front of what is said to it.
_TOPIC_IN_FRONT = lazy(
    rf"^\W*(?:{_LEADS}[\s,]+)*(?P<topic>(?:[\w-]+\s+){{0,4}}?[\w-]+\s*:\s+|(?:[\w-]+\s+)?[\w-]+(?:\s+(?:sen sijaan|däremot"
    r"|sitä vastoin|kans|kanssa|myös|också|too|also|on|är|is))?\s+(?=(?:kyllä|joo|juu|jep|ok|okei|ei|ja|jo"
    r"|nej|okej|yes|no|yep|nope|sure)\b))",
    re.I,
)
_LEADS_BEHIND = lazy(rf"(?:[\s,;]+(?:{_LEADS}|{_OF_LABEL}))+[\s,;]*$", re.I)
_IS = lazy(r"^(?:is|on|är|blir)\s+", re.I)
_OF_ANOTHER = lazy(r"^\W*(?:[\w-]+ ){0,3}[\w-]+:\s")
_ANY_YES = lazy(rf"{words.AGREES.pattern}|{consent_clauses.ALLOWS.pattern}", re.I)
_DATE = lazy(r"\b\d{1,2}[.:]\d{1,2}\b")
_CONDITION = lazy(
    r"\b(?:jos|kunhan|mikäli|ellei|vasta|sitten|ensin|paitsi|kun|siihen asti|if|unless|only|until|once|when|provided|first|except"
    r"|om|bara|ifall|först|när|tills|utom|sittenkään|tai siis|tosin|silti|kuitenkin|though|however|dock|ändå|toisinpäin"
    r"|päinvastoin|other way|tvärtom)\b",
    re.I,
)
_CLAUSE = lazy(r"[,;]\s+|\s+(?=(?:ja|och|and|mutta|mut|men|but)\s)|\s+&\s+")
_CHOOSES = (
    r"(?:(?:minun |mun |min |mitt |my )?(?:valin(?:ta|tani|nassa)|valitsen|valitsisin|otan|rasti(?:tan|n)?|ruksi(?:n|tan)?|laitan"
    r"|merkitsen|äänestän|vastaan|vastaus(?:eni)?|oikea vastaus|svaret?|mitt svar|väljer|tar|kryssar|val|choose|pick|choice"
    r"|answer|select|tick|go(?:es)? (?:for|with))(?: on| är| is| blir| i| to| for)?[: ]+)"
)
_BEHIND_CHOICE = (
    r"(?=\W*$|\s*[,.!;:)(–-]|\s(?:ehdottomasti|kiitos|tack|please|thanks|mulle|minulle|for me|för mig|siis|todellakin|definitely"
    r"|absolut|absolutely|of course|tietysti|tietenkin|valitettavasti|tyvärr|vaan|vain)\b)"
)
_ROW_NAME = (
    r"(?:kohta\w*|kohdan|vaihtoehto\w*|vaihtoehdon|rivi\w*|ruutu\w*|ruudun|raden?|row|line|option"
    r"|alternativet?|rutan?|box)"
)
_BEGINS = rf"(?:^\W*|(?<=[.!?,] )|\b(?P<chooses>(?:jag |i |minä |mä )?{_CHOOSES}))(?:sen |den |the |se )?"
_CHOICE = lazy(
    rf"{_BEGINS}(?P<of>{_OF_LABEL} )?(?:(?P<digit>\d)(?!\d|[.,:]\d)|(?P<letter>[A-Da-d])(?!\w)"
    rf"|(?P<word>{_ORDINAL}|{_CARDINAL})(?!\w))[).:]?(?: ?{_ROW_NAME}(?!\w))?{_BEHIND_CHOICE}",
    re.I,
)
_NAMED_CHOICE = lazy(
    rf"{_BEGINS}[\"'”]?(?P<said>kyllä|joo|ja|yes|ei|nej|no)[\"'”]?[- ]{_ROW_NAME}\b",
    re.I,
)
_BOTH = r"(?:kumpikin|kumpaankin|molemm(?:at|ille)|molempiin|molempia|kaikkiin|both(?: of them)?|båda(?: två)?|bägge|bådadera)"
_AGREES = (
    r"(?:kyllä|kyl|joo|juu|jep|jees|ok|okei|okej|okay|käy|käyvät|sopii|sopivat|passaa|kelpaa|onnistuu|saa|saatte|yes|yep|sure|fine"
    r"|good|ja|javisst|jo|gärna|mielellään|går bra|går|bra|funkar|passar|yes please)"
)
_REFUSES = r"(?:ei|en|nej|no|nope|nah|näpp|inte)"
_TO = (
    r"(?:to|till|på|för|for|with|me|mig|minulle|mulle|minun|puolestani|hyvin|tosi|oikein|ihan|mun|are|on|ovat|by|from|svarar"
    r"|säger|sanon|vastaan|vastaus|jag|i|say|kiitos|kiitti|tack|thanks|please|absolut|well|great|vaan|vain|kysymykseen|questions?)"
)
_TWICE = lazy(
    rf"(?P<yes>(?<!\w){_AGREES},? (?:ja|och|and|&|\+|sekä) {_AGREES}(?=\W*$|\s*[.!,;(–]|\s(?:t|terv|mvh|br)\b)"
    r"|\b(?:kaksi kyllää|kaks kyllää|tuplakyllä|tupla kyllä|dubbelt ja|dubbel-?ja|två ja(?=\W*$|[.!])|double yes|two yes(?:es)?))"
    rf"|(?P<no>(?<!\w){_REFUSES},? (?:ja|och|and|&|\+|sekä) {_REFUSES}(?=\W*$|\s*[.!,;(–])"
    r"|\b(?:kaksi eitä|dubbelt nej|double no|two noes))",
    re.I,
)
_OF_BOTH = lazy(
    rf"^\W*(?:(?:{_TO}|{_AGREES})[ ,]+)*(?:{_AGREES}[ ,]+(?:{_TO} )*{_BOTH}|{_BOTH}[ ,]+(?:{_TO} )*{_AGREES})(?:[ ,]+(?:{_TO}"
    rf"|{_AGREES}))*(?=\W*$|\s*[.!,;:(–]|\st\.)",
    re.I,
)
_NEITHER = lazy(
    rf"^\W*(?:{_TO}[ ,]+)*(?:{_REFUSES}[ ,]+(?:{_TO} )*{_BOTH}|{_BOTH}[ ,]+(?:{_TO} )*{_REFUSES})(?=\W*$|\s*[.!,;:(–])",
    re.I,
)
_WORD = lazy(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FILLING = lazy(
    r"saammeko|saisimmeko|voimmeko|voisimmeko|halua\w*ko|sopi\w*ko|onko|olisiko|lähet\w+|sinulle|sinun|teille|teidän|jatkossa"
    r"|sähköposti\w*|meidän|skicka\w*|sända|could|please|would|about|seuraavaksi|kanssa|ilman|antamasi|meille|tällä|tähän"
    r"|osoitteeseen|toinen|vielä|kysymys",
    re.I,
)
"""What a question for leave says whatever it is about."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a letter: its label or place, what it says, and whether it asks for leave to send mail."""

    place: str
    text: str
    leave: bool


@dataclass(frozen=True, slots=True)
class Addressed:
    """What of an answer is to the question for leave, and that question."""

    answer: str
    question: str


@dataclass(frozen=True)
class Letter:
    """What a letter asks and which answers it lists; `asks_for_leave` tells it of one question."""

    text: str
    asks_for_leave: Callable[[str], bool]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Its questions in order."""
        found: list[Question] = []
        for match in _QUESTION.finditer(self.text):
            text = " ".join(match["text"].split())
            # "Kyllä vai ei?" asks nothing further.
            if not _YES_OR_NO.match(text):
                place = (match["label"] or str(len(found) + 1)).upper()
                found.append(Question(place, text, self.asks_for_leave(text)))
        return tuple(found)

    @cached_property
    def choices(self) -> dict[str, str]:
        """The answers that it lists, by label and by place: yes or no. Empty unless there is one of each."""
        if sum(bool(match["label"]) for match in _QUESTION.finditer(self.text)) > 1:
            return {}
        for pattern in (_ROW, _LISTED, _INLINE, _IF):
            told: dict[str, str] = {}
            for place, match in enumerate(pattern.finditer(self.text), 1):
                if said := _says(match["text"], conditional=pattern is _IF):
                    told[str(place)] = said
                    if match["label"]:
                        told[match["label"].upper()] = said
            if set(told.values()) == {_YES, _NO}:
                return told
        return {}

    @cached_property
    def topics(self) -> tuple[str, str]:
        """The words of the questions for leave, and those of the others."""
        leave, other = (
            " ".join([case_folded(question.text) for question in self.questions if question.leave is wanted])
            for wanted in (True, False)
        )
        return leave, other


def addressed(text: str, letter: Letter) -> Addressed | None:
    """Tell what of an answer is to the question for leave; None when the answer does not tell it apart."""
    if len(text) > _MOST_CHARS:
        return None
    ticked = _ticked(text)
    chosen = _chosen(ticked, letter.choices) if letter.choices else ticked
    leave = [question for question in letter.questions if question.leave]
    if len(letter.questions) > 1 and leave:
        kept = _of_leave(chosen, letter)
        if kept is not None:
            return Addressed(kept, f"\n{' '.join([question.text for question in leave])}")
    return None if chosen == text else Addressed(chosen, letter.text)


def _says(text: str, *, conditional: bool) -> str:
    if conditional:
        return _NO if _IF_NOT.search(text) else _YES
    if _SAYS_NO.match(text):
        return _NO
    return _YES if _SAYS_YES.match(text) else ""


def _ticked(text: str) -> str:
    """Give an answer with the rows of a form that are ticked, and without those that are not."""
    rows = list(_ROW.finditer(text))
    ticks = [bool(row["tick"] or row["ring"] or row["ballot"]) for row in rows]
    if not rows or (not any(ticks) and len(rows) == 1):
        return text
    told = text
    for row, tick in reversed(list(zip(rows, ticks, strict=True))):
        told = f"{told[: row.start()]}\n{row['text'] if tick else ''}\n{told[row.end() :]}"
    return told


def _chosen(text: str, choices: dict[str, str]) -> str:
    """Give an answer with what it chooses put in place of a label: "Valintani on 1" is "Kyllä"."""

    def put(match: re.Match[str]) -> str:
        place = _place(match)
        if place not in choices:
            return match[0]
        apart = "\n\n" if match["chooses"] else " "
        return f"{apart}{choices[place]}" + ("" if match.string[match.end() :].strip() else "\n\n")

    def named(match: re.Match[str]) -> str:
        said = _NO if case_folded(match["said"]) in ("ei", "nej", "no") else _YES
        return f"\n\n{said}"

    lines = "\n".join([_NAMED_CHOICE.sub(named, line) for line in text.split("\n")]).split("\n")
    return "\n".join([_CHOICE.sub(put, line) for line in lines])


def _place(match: re.Match[str]) -> str:
    found = match.groupdict()
    if told := found.get("digit") or found.get("letter") or found.get("small"):
        return told.upper()
    word = found["word"] or ""
    for forms in (_ORDINALS, _CARDINALS, _ROWS):
        for place, form in enumerate(forms, 1):
            if re.fullmatch(form, word, re.I):
                return str(place)
    return ""


def _of_leave(text: str, letter: Letter) -> str | None:
    """Give the parts of an answer that are to the question for leave or to none; None when no part is to any question.

    A bare yes before them, or beside a yes to another question, is to that one.
    """
    # Sentences, and what parts them.
    parts = [*_APART.split(text), ""]
    cut = [
        (piece, leave, apart, index)
        for index, (sentence, apart) in enumerate(zip(parts[::2], parts[1::2], strict=True))
        for piece, leave in _pieces(sentence, letter)
    ]
    told = {leave for _, leave, _, _ in cut}
    if True not in told and not any(leave is False and _ANY_YES.search(piece) for piece, leave, _, _ in cut):
        return None
    kept, heard = "", False
    for piece, leave, apart, index in cut:
        heard |= leave is True
        if leave or (leave is None and (heard or not _agrees(piece))):
            whole = leave is None and piece == parts[2 * index]
            kept += piece + (apart if whole else "\n\n")
    return kept or _NOTHING


def _agrees(piece: str) -> bool:
    return bool(words.AGREES.search(piece)) and not mail_names.OF_MAIL.search(piece)


def _pieces(sentence: str, letter: Letter) -> list[tuple[str, bool | None]]:
    """Cut a sentence by what it answers: to the question for leave, to another (False), or to none that it tells (None)."""
    if found := _TWICE.search(sentence):
        return [(f"{_YES if found['yes'] else _NO}{sentence[found.end() :]}", True)]
    if found := _OF_BOTH.match(sentence):
        return [(f"{_YES}{sentence[found.end() :]}", True)]
    if found := _NEITHER.match(sentence):
        return [(f"{_NO}{sentence[found.end() :]}", True)]
    return _by_label(sentence, letter) or _by_topic(sentence, letter)


def _by_label(sentence: str, letter: Letter) -> list[tuple[str, bool | None]]:
    places = {question.place: question.leave for question in letter.questions}
    for index, question in enumerate(letter.questions, 1):
        places.setdefault(str(index), question.leave)
    found = [match for match in _LABEL.finditer(sentence) if _place(match) in places]
    if not found or len(found) > _MOST_PLACES:
        return []
    if not _IN_FRONT.match(sentence[: found[0].start()]):
        return _by_clause(sentence, places)
    cut: list[tuple[str, bool | None]] = []
    ends = [*[match.start() for match in found[1:]], len(sentence)]
    waiting: list[bool] = []
    for match, end in zip(found, ends, strict=True):
        said = _LEADS_BEHIND.sub("", _IS.sub("", sentence[match.end() : end].strip(" ,;:=–-\n")))
        waiting.append(places[_place(match)])
        if said and not _IN_FRONT.match(f"{said} "):
            cut.append((said, any(waiting)))
            waiting = []
    return cut


def _by_clause(sentence: str, places: dict[str, bool]) -> list[tuple[str, bool | None]]:
    """Cut "Kyllä ensimmäiseen, ei toiseen": the label stands behind what is said to it."""
    cut: list[tuple[str, bool | None]] = []
    before = ""
    for clause in _CLAUSE.split(sentence):
        found = [places[_place(match)] for match in _LABEL.finditer(clause) if _place(match) in places]
        said = " ".join(_LABEL.sub(" ", clause).split())
        if found:
            cut.append((re.sub(r"(?:\s(?:till|to|på|for|för|the|det|den))+\W*$", "", f"{before}{said}"), any(found)))
            before = ""
        elif cut:
            cut[-1] = (f"{cut[-1][0]}, {clause}", cut[-1][1])
        else:
            before += f"{clause}, "
    if any(not leave and _CONDITION.search(said) for said, leave in cut) and any(leave for _, leave in cut):
        return [(sentence, True)]
    return cut


def _by_topic(sentence: str, letter: Letter) -> list[tuple[str, bool | None]]:
    """Cut a sentence by what its clauses speak of; one that names nothing belongs to the one before it."""
    cut: list[tuple[str, bool | None]] = []
    before = ""
    for clause in _CLAUSE.split(sentence):
        told = _topic(clause, letter)
        if told is not None:
            cut.append((f"{before}{clause}", told))
            before = ""
        elif cut:
            cut[-1] = (f"{cut[-1][0]}, {clause}", cut[-1][1])
        else:
            before += f"{clause}, "
    found = {told for _, told in cut}
    if not cut:
        return [(sentence, None)]
    if found == {False} and _OF_ANOTHER.match(sentence):
        return [(sentence, False)]
    if any(told is False and _CONDITION.search(said) for said, told in cut):
        # A condition may be of the leave, whatever it speaks of.
        return [(sentence, True if True in found else None)]
    if found == {True}:
        return [(_said_of_it(sentence, letter), True)]
    return [(_said_of_it(said, letter) if told else said, told) for said, told in cut]


def _topic(text: str, letter: Letter) -> bool | None:
    """Whether a text speaks of what is asked leave for (True), of what else is asked (False), or of neither."""
    of_leave, of_other = letter.topics
    stems = {stem for stem in _stems(text) if (stem in of_leave) is not (stem in of_other)}
    leave, other = any(stem in of_leave for stem in stems), any(stem in of_other for stem in stems)
    if leave or (mail_names.OF_MAIL.search(text) and not words.OF_A_BILL.search(text)):
        return True
    return False if other or limits.ELSE.search(text) or _DATE.search(text) else None


def _said_of_it(clause: str, letter: Letter) -> str:
    """Give what is said to a topic in front: of "Uutiskirje joo" the "joo"."""
    found = _TOPIC_IN_FRONT.match(clause)
    if not found or not _topic(found["topic"], letter) or words.NEGATION.search(found["topic"]):
        return clause
    return clause[found.end() :]


def _stems(text: str) -> set[str]:
    found = {case_folded(word) for word in _WORD.findall(text)}
    return {word[:_LEAST_TOPIC] for word in found if len(word) >= _LEAST_TOPIC and not _FILLING.fullmatch(word)}

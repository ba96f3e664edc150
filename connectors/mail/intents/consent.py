"""What a text says of receiving mail from the firm (C8). Tightens on a hint, loosens only on a plain yes."""

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from connectors.mail.intents import consent_clauses as clauses
from connectors.mail.intents import consent_limits as limits
from connectors.mail.intents import consent_words as words
from connectors.mail.intents import leave_grammar as grammar
from connectors.mail.intents import mail_names
from connectors.mail.intents.answer_lexicon import UNKNOWN, part_of
from connectors.mail.intents.asked import Asked
from connectors.mail.intents.leave_answers import (
    Answer,
    allows_wholly,
    answer_of,
    is_whole,
    leads_with_leave,
    names_both,
    names_in_leave,
    objects_to_nothing,
    only_acknowledges,
    opens_with_yes,
    speaks_against,
)
from connectors.mail.intents.leave_questions import (
    A_YES,
    NEAR,
    OF_IT,
    asks_for_objections,
    asks_near,
    asks_of_it,
    subject_asks,
)
from connectors.mail.intents.leave_sentences import PARTS, UNMARKED, asks_by_parts
from connectors.mail.intents.plain_leave import gives_plainly
from connectors.mail.intents.spoken import Spoken, on_lines
from connectors.mail.intents.stems import ASKING_LEAVE, MAILING, MAILINGS, NAMING, OBJECTING, QUESTION
from connectors.mail.intents.stopping import CANCELS, KEEPS, MAY_END, SOME_DAY, wants_mail_stopped
from connectors.mail.intents.stopping import PATTERNS as STOPPING
from connectors.mail.intents.taken_back import is_taken_back, may_turn
from connectors.mail.intents.unasked_leave import grants_unasked, is_plain
from connectors.mail.intents.wishes import TURNING, asks_to_be_added, was_refused_once
from connectors.mail.needs import Alternatives, Gate, all_of, need_of
from connectors.mail.rare_words import rarest
from connectors.mail.words import Found, WordFinder, by_word
from models.patterns import lazy
from models.vocabulary import ConsentWord

_MAILINGS = frozenset(MAILINGS)
_MAILING_STEMS = frozenset(MAILING) | _MAILINGS
_LEAVE_STEMS = frozenset(ASKING_LEAVE)
_ASKING = Alternatives({"asks": words.ASKS}, edges=True)
_YES_OR_NO: Gate[str] = Gate({"either": all_of([need_of(words.YES_OR_NO), A_YES])}, edges=True)
_ASKING_GATES = (NEAR, OF_IT, PARTS, UNMARKED, _ASKING.gate, _YES_OR_NO)
_ASKING_WORDS = WordFinder((_MAILING_STEMS | _LEAVE_STEMS).union(*[gate.words for gate in _ASKING_GATES]))
# All of them at once, by the rarest words that each needs.
_COULD_ASK: Gate[tuple[Gate[Any], Any]] = Gate(
    {(gate, key): rarest(need) for gate in _ASKING_GATES for key, need in gate.needs.items()}, edges=True
)
_SAYING: Gate[str] = Gate({"withdraws": words.WITHDRAW, "gives": words.GIVE})
_SAYING_WORDS = WordFinder(_SAYING.words)
_ORDERING: Gate[str] = Gate({"orders": grammar.ORDERS_IT}, edges=True)
_SAYS_ANYTHING = _MAILING_STEMS | _ORDERING.openers
"""No text that nobody asked for speaks of mail without one of these."""
_STOPPING: Gate[str] = Gate(STOPPING, edges=True)
_STOPPING_WORDS = WordFinder(_STOPPING.words)
WORDS = _MAILING_STEMS | OBJECTING | _ORDERING.words | TURNING.words
"""What is looked for in a text that may give or withdraw it."""

_NAME = lazy(r"(?<!\w)[A-ZÅÄÖ][a-zåäöé]+(?!\w)")
_SPOKEN_TO = lazy(r"(?<!\w)(?<![Vv]oi )([A-ZÅÄÖ][a-zåäöé]+)(?!\w)(?: (?:hei|kiltti|hyvä|snälla))?([,.!]?)")
_SIGNED_CHARS = 250
_MOST_SENTENCES = 12
_MOST_CHARS = 16_000
"""So much of a sentence is read; a longer one grants nothing."""
_ANSWERING_SENTENCES = 3
"""An answer to a question stands in the first sentences; later ones must name what they speak of."""
_TAKES_BACK = lazy(r"^\W*(?:p\.? ?s\b\W*)?(?:mutta|men|but|paitsi|tosin|fast|kuitenkin|however|although)\b", re.I)
# The speaker sends something: a list of wishes, a bill.
_I_SEND = lazy(
    r"\b(?:lähetän|lähetämme|lähetin|lähetimme|laitan|laitamme|toimitan|toimitamme|jag (?:skickar|mejlar)"
    r"|i(?:'ll| will)? send)\b",
    re.I,
)
_SUITING = lazy(
    r"\b(?:sopii|sopi|käy|passaa|ok|okei|okej|okay|passar|funkar|går bra|works|suits|fine|sounds good)\b", re.I
)
_OR = lazy(r"^\W*(?:tai|vai|eller|or)\b", re.I)
_TAKES_OFF = lazy(
    r"\b(?:poist\w+|pois|siivo\w+|ta(?:r)? bort|stryker|rensa\w*|remov\w+|delete|take you off|clean\w*|tidy\w*)\b", re.I
)
# Kept for a while, or in another register.
_MAY_HOLD = lazy(
    r"\b(?:vielä|ihan|ennen kuin|muita|muuta|rekister\w*|tieto\w*|tiedot|asiaka\w*|historia\w*|yet|before|others?|register|data"
    r"|än|ännu|andra|uppgifter\w*|kunst\w*|kund\w*)\b",
    re.I,
)
_NOT_CERTAIN = lazy(r"\ben (?:ole|oo) (?:ihan )?varma|\bnot sure|\binte säker", re.I)
# Our own mail says how it ends; whoever answers it with "no more of these" means it.
_ENDABLE = lazy(
    r"unsubscribe|opt out|to leave\b|to stop\b|\bjos e(?:t|tte) (?:enää )?halua"
    r"|\b(?:saat|sait|saatte|saitte) (?:tämän|nämä)|peru(?:a|uta|uttaa) (?:tilau|suostumu|lupa)|lopetus|tilan(?:nut|neet)"
    r"|you(?:'re| are)? (?:get|receiv|getting|receiving) this|you signed up|du får (?:det|detta|den)|avsluta|avregistrer"
    r"|prenumer|avbeställ|återkalla|edelleen, vastaa|viimeinen numero|numero on täällä|lukuhetke|i det här numret|in this issue"
    r"|kära läsare|dear readers?|redaktionen|the editors|book tips|boktips|news from|nytt från"
    r"|you are on our (?:mailing )?list|if you (?:wish|want|would like) to be (?:taken|removed)"
    r"|(?:du|ni) (?:är|finns|står) på vår \w*lista|vill (?:du|ni) inte ha (?:det|den|brevet|detta)\b"
    r"|\b(?:asteikol|på (?:en )?skala|on a scale|antaisitko numeron|ber om din respons|please rate)",
    re.I,
)
_ENDING_WORD = lazy(r"\b(?:PERUUTA|ÅTERKALLA|STOP)\b")
_ENDABLE_SUBJECT = lazy(
    r"^\W*(?:re|vs|sv|vast|aw)\s?:.*(?:kirje|newsletter|nyhetsbrev|kundbrev|månadsbrev|palautepyyn|kysely|letter from"
    r"|survey|enkät)",
    re.I,
)
_ENDING: Gate[str] = Gate({"word": _ENDING_WORD, "says": _ENDABLE, "subject": _ENDABLE_SUBJECT}, edges=True)
# Of mail that one can end: that it goes on, and the list for it.
_GOES_ON = lazy(
    r"\b(?:jatkossa\w*|jatkosakin|edelleen\w*|vastakin|vastedes\w*|vastaisuudessa\w*|toistekin|framöver|i fortsättningen"
    r"|fortsätt\w*|in (?:the )?future|from now on|keep|continue|carry on)\b",
    re.I,
)
_WANTS = lazy(r"\b(?:haluan|haluaisin|otan|tilaan|saa|saatte|jatkan|vill|want|like)\b", re.I)
_KEEPS_COMING = lazy(r"\bkeep (?:it|them|these|those|'em) coming\b", re.I)
_KEPT = lazy(
    r"\b(?:älkää|älä|ei saa|ette saa|ei tarvitse|ei pidä) (?:\w+ ){0,2}?(?:poist|lopet|peru)\w*|\bta(?:r)? inte bort\b"
    r"|\b(?:sluta|avsluta|stryk|radera|avregistrera) (?:mig )?inte\b"
    r"|\b(?:don'?t|do not|never|no need to) (?:\w+ )?(?:remove|unsubscribe|stop|take me off|cancel|delete)\b",
    re.I,
)
_ON_A_LIST = lazy(r"\b\w*list\w*", re.I)
_SOMEBODY_WANTS = lazy(r"\b(?:vill|skulle|tar|want|wants|like|likes|love|loves)\b", re.I)
_OF_MYSELF = lazy(r"\b(?:jag|vi|i|i'd|i'm|i'll|we|we'd|we'll|gärna|please)\b", re.I)
_A_GRADE = lazy(r"^\W*\d{1,2}(?:/\d{1,2})?[,!.:;]* (?:ja |och |and )?")
ASKED_WORDS = QUESTION | _COULD_ASK.words | _ENDING.words
"""What is looked for in a text that may ask for leave."""


@dataclass(frozen=True)
class Answering:
    """What a text answers: a question for leave (then a bare yes or no counts), mail of ours that one can end."""

    leave: bool
    asked: Asked
    _read: dict[str, Answer] = field(default_factory=dict, init=False, compare=False, repr=False)

    def read(self, sentence: str) -> Answer:
        """Read a sentence as an answer to it; each is parsed once."""
        if sentence not in self._read:
            self._read[sentence] = answer_of(self._without_names(sentence), self.asked.text)
        return self._read[sentence]

    @cached_property
    def _names(self) -> frozenset[str]:
        """The words under what is answered that may name who wrote it: an answer speaks to them."""
        words = _NAME.findall(self.asked.text[-_SIGNED_CHARS:])
        return frozenset([word for word in words if part_of(word.casefold()) == UNKNOWN])

    def _without_names(self, sentence: str) -> str:
        if self._names.isdisjoint(sentence.replace(",", " ").replace("!", " ").split()):
            return sentence
        return _SPOKEN_TO.sub(lambda said: said[2] if said[1] in self._names else said[0], sentence)

    @cached_property
    def endable(self) -> bool:
        """Whether what is answered is mail sent again and again that says how to end it."""
        if not _ENDING.possible(self.asked.found.anywhere):
            return False
        subject, _, quoted = self.asked.text.partition("\n")
        return bool(_ENDING_WORD.search(quoted) or _ENDABLE.search(quoted) or _ENDABLE_SUBJECT.match(subject))


def asks_for_consent(asked: Asked) -> bool:
    """Whether a text (what the message quotes, its subject) asks for leave to send mail."""
    subject, _, quoted = asked.text.partition("\n")
    if not quoted.strip() and subject_asks(subject):
        return True
    if asked.found.anywhere.isdisjoint(QUESTION):
        return False
    parts = asked.parts
    return any(_asks_at(parts, index) for index in _could_ask(asked.found)) and _speaks_of_mail(parts)


def _could_ask(found: Found) -> set[int]:
    """Give the sentences, by their index, that could ask by the rarest of their words: the patterns are long."""
    lines = by_word(found.of(_COULD_ASK.met(found.anywhere) | {"?"}))
    possible = _COULD_ASK.on_lines(lines)
    near, of_it, telling, unmarked, asking, either = [
        set[int]().union(*[at for (told, _), at in possible.items() if told is gate]) for gate in _ASKING_GATES
    ]
    marked: Set[int] = lines.get("?", frozenset())
    telling.update([index + 1 for index in telling])
    return near | (of_it & marked) | (telling & (unmarked | marked)) | asking | either


def _asks_at(parts: Sequence[str], index: int) -> bool:
    """Whether a sentence of a letter asks for leave, by itself or beside what stands before it."""
    above = max(0, index - 1)
    told = _ASKING_WORDS.by_line(on_lines(parts[above : index + 1]))
    found = {above + line: present for line, present in told.items()}
    present: Set[str] = found.get(index, frozenset())
    return (
        asks_near(parts, index, NEAR.possible(present))
        or asks_of_it(parts, index, OF_IT.possible(present))
        or asks_by_parts(parts, index, found)
        or _asks(parts[index], present)
    )


def _asks(part: str, present: Set[str]) -> bool:
    """Whether a sentence on mail asks for leave in plain words. `present`: the words looked for in it."""
    if present.isdisjoint(_MAILING_STEMS) or present.isdisjoint(_LEAVE_STEMS):
        return False
    asks = _ASKING.matching(part, present) or (_YES_OR_NO.possible(present) and words.YES_OR_NO.search(part))
    return bool(asks) and not words.OF_A_BILL.search(part) and not limits.asks_for_else(part)


def _speaks_of_mail(parts: Sequence[str]) -> bool:
    present = frozenset[str]().union(*_ASKING_WORDS.by_line(on_lines(parts)).values())
    return not present.isdisjoint(_MAILING_STEMS) or bool(PARTS.possible(present))


def read_consent(spoken: Spoken, answering: Answering, *, objects: bool = False) -> ConsentWord:
    """Judge an own text. `objects`: it also objects to a use of data, which is a request and no word on mail.

    A question, condition, negation or doubt beside a yes gives UNCLEAR, never GIVEN.
    """
    found = spoken.found.of(WORDS, most=_MOST_SENTENCES)
    answers = answering.leave or answering.endable
    if not (answers or any(map(_could_say, found.values())) or spoken.found.of(_SAYS_ANYTHING)):
        return ConsentWord.NONE
    if not spoken.sentences or _objects(spoken):
        return ConsentWord.NONE
    parts = spoken.sentences
    if len(spoken.text) > _MOST_CHARS:
        parts = tuple([sentence[:_MOST_CHARS] for sentence in parts])
    votes = _votes(parts[:_MOST_SENTENCES], found, answering)
    if objects and ConsentWord.GIVEN not in votes:
        return ConsentWord.NONE
    if not votes:
        return ConsentWord.UNCLEAR if answering.leave else ConsentWord.NONE
    said = joined(votes)
    if said is ConsentWord.GIVEN:
        mixed = objects or any(len(part) > _MOST_CHARS for part in spoken.sentences)
        if mixed or is_taken_back(spoken.sentences) or _is_left_open(parts, answering):
            return ConsentWord.UNCLEAR
    return said


def joined(said: Collection[ConsentWord]) -> ConsentWord:
    """Join what the parts of an answer say: a doubt outweighs a yes, a no a doubt, and a yes beside a no leaves it open."""
    if ConsentWord.GIVEN in said and ConsentWord.WITHDRAWN in said:
        return ConsentWord.UNCLEAR
    told = (ConsentWord.WITHDRAWN, ConsentWord.UNCLEAR, ConsentWord.GIVEN)
    return next((word for word in told if word in said), ConsentWord.NONE)


def _is_left_open(parts: tuple[str, ...], answering: Answering) -> bool:
    """Whether what stands beside a yes leaves it open: a limit, another matter that it suits, a mere nod, a turn."""
    if _limited(parts, answering) or _agrees_to_meet(parts):
        return True
    return answering.leave and (_nods(parts, answering) or _is_turned(parts, answering))


def _is_turned(parts: Sequence[str], answering: Answering) -> bool:
    """Whether a sentence beside the yes may turn it; what stands before leave in plain words was weighed already."""
    plainly = max((index for index, part in enumerate(parts) if gives_plainly(part)), default=0)
    return any(may_turn(part) for part in parts[plainly:] if answering.read(part) in (Answer.NOTHING, Answer.HALF))


def speaks_of_mail(spoken: Spoken) -> bool:
    """Whether any sentence names mail that is sent again and again, or leave to send it."""
    return bool(spoken.found.of(_MAILINGS))


def misses_mail(spoken: Spoken) -> bool:
    """Whether somebody wants what did not come: "I did not get the newsletter, please send it again"."""
    return bool(words.MISSES.search(spoken.text))


def wholly_agrees(spoken: Spoken) -> bool:
    """Whether a sentence of an answer to a question for leave is nothing but a yes whose every word is known, or a plain one."""
    return any(
        is_whole(said) or gives_plainly(said) or leads_with_leave(said) for said in spoken.sentences[:_MOST_SENTENCES]
    )


def wholly_allows(spoken: Spoken) -> bool:
    """Whether a sentence gives leave for mail that it names, nobody having asked, and its every word is known."""
    return any(
        allows_wholly(_A_GRADE.sub("", sentence))
        for sentence in spoken.sentences[:_MOST_SENTENCES]
        if (mail_names.OF_MAILINGS.search(sentence) or _ON_A_LIST.search(sentence) or _GOES_ON.search(sentence))
        and (_OF_MYSELF.search(sentence) or not _SOMEBODY_WANTS.search(sentence))
    )


def allows_by_name(spoken: Spoken, answering: Answering) -> bool:
    """Whether a sentence gives leave, nobody having asked, in a clause of known words that names what is to come."""
    return any(
        answering.read(sentence) is Answer.ALLOWS and names_in_leave(sentence)
        for sentence in spoken.sentences[:_MOST_SENTENCES]
        if _OF_MYSELF.search(sentence) or not _SOMEBODY_WANTS.search(sentence)
    )


def says_no_objection(spoken: Spoken) -> bool:
    """Whether a sentence says that nothing speaks against it."""
    return any(map(objects_to_nothing, spoken.sentences[:_MOST_SENTENCES]))


def wants_to_stay(spoken: Spoken) -> bool:
    """Whether a sentence says not to be taken off a list: "Älkää poistako"."""
    return any(map(KEEPS.search, spoken.sentences[:_MOST_SENTENCES]))


def is_undecided(spoken: Spoken) -> bool:
    """Whether a sentence says that nothing is decided yet."""
    return any(limits.UNDECIDED.search(sentence) for sentence in spoken.sentences[:_MOST_SENTENCES])


def of_the_speaker(sentences: Sequence[str]) -> list[str]:
    """Give the sentences that speak of nobody else and of no other list or order."""
    return [sentence for sentence in sentences if not words.NOT_MINE.search(sentence)]


def _could_say(present: Set[str]) -> bool:
    return not present.isdisjoint(_SAYS_ANYTHING)


def _votes(parts: tuple[str, ...], found: Mapping[int, Set[str]], answering: Answering) -> list[ConsentWord]:
    """Give what the sentences say, each for itself or of what its neighbour names."""
    votes: list[ConsentWord] = []
    of_else: list[ConsentWord] = []
    answers = answering.leave or answering.endable
    for index, said in enumerate(parts):
        part, present = said, found.get(index, frozenset())
        turning = TURNING.possible(present)
        if "takes back" in turning and grammar.TAKES_BACK_ALL.match(part):
            # "Joo, ihanaa … Eiku oikeesti: ei": what came before was a joke.
            votes.clear()
            part = grammar.TAKES_BACK_ALL.sub("", part).lstrip(" ,.:;!–-")
        if "refused once" in turning and was_refused_once(parts, index):
            continue
        if asks_to_be_added(parts, index):
            votes.append(ConsentWord.GIVEN)
            continue
        if not (present or answers or found.get(index - 1)):
            continue
        vote = _vote(part, present, answering, index) or _of_neighbour(index, parts, found, answering)
        if vote is ConsentWord.UNCLEAR and (
            _of_something_else(part) or (answering.leave and answering.read(part) is Answer.MIXED)
        ):
            of_else.append(vote)
        elif vote is ConsentWord.GIVEN and (_suits_a_time(part, answering) or clauses.ONCE_GAVE.search(part)):
            of_else.append(ConsentWord.UNCLEAR)
        elif vote is not None:
            votes.append(vote)
    return votes or of_else


def _agrees_to_meet(parts: Sequence[str]) -> bool:
    """Whether what suits is a time in the next sentence: "Joo, sopii! Nähdään maanantaina klo 9."."""
    if (
        any(map(mail_names.OF_MAIL.search, parts))
        or not any(map(words.AGREES.search, parts))
        or any(map(names_both, parts))
    ):
        return False
    meets = any(clauses.SEES.search(part) and limits.ELSE.search(part) for part in parts)
    return meets and any(_SUITING.search(part) for part in parts)


def _nods(parts: Sequence[str], answering: Answering) -> bool:
    """Whether a mere "ok" among other words is all there is of a yes."""
    said = {answering.read(part) for part in parts[:_MOST_SENTENCES]}
    if Answer.ACKNOWLEDGES not in said or said & {Answer.AGREES, Answer.ALLOWS}:
        return False
    return not only_acknowledges(parts[:_MOST_SENTENCES], answering.asked.text)


def _suits_a_time(part: str, answering: Answering) -> bool:
    """Whether a yes may be to the time that is proposed in what is answered: "Works for me"."""
    if not grammar.SUITS.match(part) or mail_names.OF_MAIL.search(part):
        return False
    return bool(grammar.PROPOSES.search(answering.asked.text))


def _of_neighbour(
    index: int, parts: tuple[str, ...], found: Mapping[int, Set[str]], answering: Answering
) -> ConsentWord | None:
    """An order or a wish for an end of what a neighbouring sentence names: "Sign me up for it", "Kan ni sluta med det?"."""
    part, present = parts[index], found.get(index, frozenset())
    if answering.leave:
        return None
    if _ORDERING.possible(present) and grammar.ORDERS_IT.search(part):
        if answering.endable and grammar.ORDERS_THIS.match(part):
            return ConsentWord.GIVEN
        around = [parts[near] for near in (index - 1, index + 1) if 0 <= near < len(parts)]
        if any(map(mail_names.A_LETTER.search, around)):
            return ConsentWord.GIVEN if is_plain(part) else ConsentWord.UNCLEAR
    named = index and not found.get(index - 1, frozenset()).isdisjoint(_MAILINGS)
    if not named or not present.isdisjoint(_MAILINGS):
        return None
    kinds = _STOPPING.possible(_STOPPING_WORDS.among(part))
    return ConsentWord.WITHDRAWN if kinds and wants_mail_stopped(part, kinds, answering=True, near=True) else None


def _objects(spoken: Spoken) -> bool:
    return any(words.OBJECTS.search(spoken.sentences[index]) for index in spoken.found.of(OBJECTING))


def _vote(part: str, present: Set[str], answering: Answering, index: int) -> ConsentWord | None:
    about = not present.isdisjoint(_MAILING_STEMS)
    asked = answering.leave and (index < _ANSWERING_SENTENCES or (about and bool(mail_names.OF_MAIL.search(part))))
    if not about and not asked and not answering.endable:
        return None
    possible = _SAYING.possible(_SAYING_WORDS.among(f" {part} ")) if about else set()
    stays = asked and KEEPS.search(part)
    if stops := _keeps(part, answering) if stays else _stops(part, possible, present, answering):
        return ConsentWord.UNCLEAR if _OR.match(part) else stops
    goes_on = answering.endable and index < _ANSWERING_SENTENCES and bool(_GOES_ON.search(part))
    answer = _answer(part, answering) if asked or goes_on or (answering.endable and about) else Answer.NOTHING
    if answer in (Answer.AGREES, Answer.ALLOWS, Answer.ACKNOWLEDGES):
        return ConsentWord.GIVEN
    bare = grammar.LEAD.sub("", part) if asked else part
    if (
        asked
        and (words.PLAIN_NO.match(part) or words.PLAIN_NO.match(bare) or clauses.REFUSES.search(part))
        and not words.UNSURE.search(part)
    ):
        return ConsentWord.WITHDRAWN
    if asked and _denies(part):
        return ConsentWord.WITHDRAWN
    if answer in (Answer.HALF, Answer.MIXED):
        return ConsentWord.UNCLEAR
    if asked and words.WILLING.search(part):
        # A bare "no objection" is a negation: no grant (C8), and no refusal either.
        return None
    if not asked:
        return grants_unasked(part, possible, names=not present.isdisjoint(NAMING))
    if index == 0 and grammar.SHORT_NO.match(part.partition(",")[0]):
        return ConsentWord.WITHDRAWN
    if index == 0 and (words.NO.match(part) or words.NO.match(bare)):
        doubted = (words.DOUBT.search(bare) and len(part.split()) > 1) or words.IS_NO_REFUSAL.match(bare)
        return ConsentWord.UNCLEAR if doubted or words.HARDLY_AGAINST.search(bare) else ConsentWord.WITHDRAWN
    if (words.NO_INSIDE.search(part) or grammar.SHORT_NO.match(part)) and not words.UNSURE.search(part):
        return ConsentWord.WITHDRAWN
    doubtful = words.DOUBT.search(part) and mail_names.OF_MAIL.search(_I_SEND.sub(" ", part))
    if _is_of_a_bill(part):
        return None
    return ConsentWord.UNCLEAR if doubtful or limits.UNDECIDED.search(part) or speaks_against(part) else None


def _is_of_a_bill(part: str) -> bool:
    """Whether what is doubtful or denied is a bill: "Laitatteko laskut sähköpostiin?"."""
    return bool(words.OF_A_BILL.search(part)) and not mail_names.OF_LETTERS.search(part)


def _keeps(part: str, answering: Answering) -> ConsentWord:
    """Judge "Älkää poistako": leave where the letter says that it takes its reader off, and nothing stands beside it."""
    rest = KEEPS.sub(" ", part)
    plain = is_plain(rest) and "?" not in part and not _MAY_HOLD.search(rest) and not limits.ELSE.search(rest)
    return ConsentWord.GIVEN if plain and _TAKES_OFF.search(answering.asked.text) else ConsentWord.UNCLEAR


def _denies(part: str) -> bool:
    """Whether an answer is called a no, or a wish denied; beside a yes only what is said of mail counts."""
    if words.WILLING.search(part) or words.UNSURE.search(part):
        return False
    if opens_with_yes(part):
        part = part.partition(",")[2]
        if not mail_names.OF_MAIL.search(part):
            return False
    return bool(grammar.ANSWERS_NO.search(part)) and not limits.ELSE.search(part)


def _stops(part: str, possible: Set[str], present: Set[str], answering: Answering) -> ConsentWord | None:
    """A wish that mail stops, in plain words or in others. What anybody may do some day is none, nor what did not come."""
    if answering.endable and CANCELS.match(part):
        return ConsentWord.WITHDRAWN
    # In mail that answers nothing of ours only a sentence on mailings can ask for their end in other words.
    ends = not _MAILINGS.isdisjoint(present) or answering.leave or answering.endable
    if not ends and "withdraws" not in possible:
        return None
    # "Älkää poistako minua listalta": an end that is denied.
    part = _KEPT.sub(" ", part)
    part = words.DID_NOT_COME.sub(" ", part)
    if answering.leave:
        part = MAY_END.sub(" ", part)
    if "withdraws" in possible and words.WITHDRAW.search(SOME_DAY.sub(" ", part)) and not words.NOT_MINE.search(part):
        return ConsentWord.UNCLEAR if _NOT_CERTAIN.search(part) else ConsentWord.WITHDRAWN
    if not ends:
        return None
    said = words.WILLING.sub(" ", SOME_DAY.sub(" ", part))
    kinds = _STOPPING.possible(_STOPPING_WORDS.among(said))
    if not kinds:
        return None
    wish = wants_mail_stopped(said, kinds, answering=answering.leave or answering.endable)
    if wish is None:
        return ConsentWord.UNCLEAR
    return ConsentWord.WITHDRAWN if wish else None


def _answer(part: str, answering: Answering) -> Answer:
    """Read a sentence that answers a question for leave, or mail that one can end; there the yes has to name the mail."""
    answer = answering.read(part)
    if not answering.leave:
        if grammar.A_PART_OF_IT.search(part):
            return Answer.NOTHING
        goes_on = bool(_GOES_ON.search(part))
        if answer is Answer.AGREES and (
            _KEEPS_COMING.search(part) or (goes_on and _WANTS.search(part) and is_whole(part))
        ):
            return answer
        names = goes_on or mail_names.OF_MAIL.search(part) or _ON_A_LIST.search(part)
        return answer if answer is Answer.ALLOWS and names else Answer.NOTHING
    if answer not in (Answer.AGREES, Answer.ACKNOWLEDGES):
        return answer
    asked = answering.asked.text
    if asks_for_objections(asked) and not words.WILLING.search(part):
        # "Yes, I do" to "Do you have any objections?".
        return Answer.HALF
    if grammar.asks_for_a_time(asked) and not (mail_names.OF_MAIL.search(part) or names_both(part)):
        # A time is asked about as well: a bare yes may be to that.
        return Answer.HALF
    return answer


def _of_something_else(part: str) -> bool:
    """Whether the clause that agrees speaks of a time, a bill or the like, and none speaks of mail: "Joo, tiistai sopii"."""
    if mail_names.OF_MAIL.search(part):
        return False
    if clauses.MEETS.search(part) and (limits.ELSE.search(part) or not clauses.ALLOWS.search(part)):
        return True
    return any(limits.ELSE.search(clause) and words.AGREES.search(clause) for clause in re.split(r"[,;–—]", part))


def _limited(parts: tuple[str, ...], answering: Answering) -> bool:
    """Whether another sentence takes the yes back in part: "Mutta …", "How often will they come?", "Mietin vielä"."""
    for part in parts[1:]:
        turn = _TAKES_BACK.match(part)
        # "Mutta joo, saa lähettää" turns towards the yes.
        if not turn or gives_plainly(part):
            continue
        if answering.read(part[turn.end() :]) not in (Answer.AGREES, Answer.ALLOWS):
            return True
    return any(
        limits.STRINGS.search(part) or (limits.UNDECIDED.search(part) and not limits.ELSE.search(part))
        for part in parts[:_MOST_SENTENCES]
    )

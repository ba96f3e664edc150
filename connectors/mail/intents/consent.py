"""What a text says of receiving mail from the firm (C8). Tightens on a hint, loosens only on a plain yes."""

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from connectors.mail.intents import consent_clauses as clauses
from connectors.mail.intents import consent_words as words
from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_LEAVE, MAILING, MAILINGS, OBJECTING, QUESTION
from connectors.mail.intents.stopping import PATTERNS as STOPPING
from connectors.mail.intents.stopping import SOME_DAY, wants_mail_stopped
from connectors.mail.needs import Alternatives, Gate
from connectors.mail.words import WordFinder
from models.patterns import lazy
from models.vocabulary import ConsentWord

_MAILINGS = frozenset(MAILINGS)
_MAILING_STEMS = frozenset(MAILING) | _MAILINGS
_LEAVE_STEMS = frozenset(ASKING_LEAVE)
_ASKING = Alternatives({"asks": words.ASKS})
_SAYING: Gate[str] = Gate({"withdraws": words.WITHDRAW, "gives": words.GIVE})
_STOPPING: Gate[str] = Gate(STOPPING)
_STOPPING_WORDS = WordFinder(_STOPPING.words)
WORDS = _MAILING_STEMS | OBJECTING | _SAYING.words
"""What is looked for in a text that may give or withdraw it."""

_MOST_SENTENCES = 12
_ANSWERING_SENTENCES = 3
"""An answer to a question stands in the first sentences; later ones must name what they speak of."""
_TAKES_BACK = lazy(r"^\W*(?:mutta|men|but|paitsi|tosin|fast|kuitenkin|however|although)\b", re.I)
_NOT_CERTAIN = lazy(r"\ben (?:ole|oo) (?:ihan )?varma|\bnot sure|\binte säker", re.I)
# Our own mail says how it ends; whoever answers it with "no more of these" means it.
_ENDABLE = lazy(
    r"unsubscribe|opt out|to leave\b|to stop\b|\bjos e(?:t|tte) (?:enää )?halua"
    r"|\b(?:saat|sait|saatte|saitte) (?:tämän|nämä)|peru(?:a|uta|uttaa) (?:tilau|suostumu|lupa)|lopetus|tilan(?:nut|neet)"
    r"|you(?:'re| are)? (?:get|receiv|getting|receiving) this|you signed up|du får (?:det|detta|den)|avsluta|avregistrer"
    r"|prenumer|avbeställ|återkalla",
    re.I,
)
_ENDING_WORD = lazy(r"\b(?:PERUUTA|ÅTERKALLA|STOP)\b")
_ENDABLE_SUBJECT = lazy(
    r"^\W*(?:re|vs|sv|vast|aw)\s?:.*(?:kirje|newsletter|nyhetsbrev|kundbrev|månadsbrev|palautepyyn|kysely|letter from"
    r"|survey|enkät)",
    re.I,
)
_ENDING: Gate[str] = Gate({"word": _ENDING_WORD, "says": _ENDABLE, "subject": _ENDABLE_SUBJECT})
ASKED_WORDS = _MAILING_STEMS | _LEAVE_STEMS | QUESTION | _ASKING.words | _ENDING.words
"""What is looked for in a text that may ask for leave."""


@dataclass(frozen=True)
class Answering:
    """What a text answers: a question for leave (then a bare yes or no counts), mail of ours that one can end."""

    leave: bool
    asked: Spoken

    @cached_property
    def endable(self) -> bool:
        """Whether what is answered is mail sent again and again that says how to end it."""
        if not _ENDING.possible(self.asked.stems):
            return False
        subject, _, quoted = self.asked.text.partition("\n")
        return bool(_ENDING_WORD.search(quoted) or _ENDABLE.search(quoted) or _ENDABLE_SUBJECT.match(subject))


def asks_for_consent(asked: Spoken) -> bool:
    """Whether a text (what the message quotes, its subject) asks for leave to send mail."""
    if asked.stems.isdisjoint(QUESTION) or asked.stems.isdisjoint(_MAILING_STEMS):
        return False
    if not _ASKING.possible(asked.stems):
        return False
    # Only the sentences that speak of mail or leave and could ask: the pattern is long.
    parts = words.ASKING_PARTS.split(asked.text)
    return any(
        not present.isdisjoint(_MAILING_STEMS)
        and not present.isdisjoint(_LEAVE_STEMS)
        and _ASKING.matching(parts[index], present)
        and not words.OF_A_BILL.search(parts[index])
        for index, present in asked.words.by_line(
            "\n".join([part.replace("\n", "\v") for part in parts]).casefold()
        ).items()
    )


def read_consent(spoken: Spoken, answering: Answering, *, objects: bool = False) -> ConsentWord:
    """Judge an own text. `objects`: it also objects to a use of data, which is a request and no word on mail.

    A question, condition, negation or doubt beside a yes gives UNCLEAR, never GIVEN.
    """
    parts, found = spoken.sentences, spoken.in_sentences
    answers = answering.leave or answering.endable
    if not answers and all(present.isdisjoint(_MAILING_STEMS) for present in found.values()):
        return ConsentWord.NONE
    if not parts or _objects(spoken):
        return ConsentWord.NONE
    votes = [
        vote
        for index, part in enumerate(parts[:_MOST_SENTENCES])
        if (vote := _vote(part, found.get(index, frozenset()), answering, index)) is not None
    ]
    if objects and ConsentWord.GIVEN not in votes:
        return ConsentWord.NONE
    if not votes:
        return ConsentWord.UNCLEAR if answering.leave else ConsentWord.NONE
    if ConsentWord.GIVEN in votes and (ConsentWord.WITHDRAWN in votes or objects or _limited(parts)):
        return ConsentWord.UNCLEAR
    if ConsentWord.WITHDRAWN in votes:
        return ConsentWord.WITHDRAWN
    return ConsentWord.UNCLEAR if ConsentWord.UNCLEAR in votes else ConsentWord.GIVEN


def _objects(spoken: Spoken) -> bool:
    return any(
        words.OBJECTS.search(spoken.sentences[index])
        for index, present in spoken.in_sentences.items()
        if not present.isdisjoint(OBJECTING)
    )


def _vote(part: str, present: Set[str], answering: Answering, index: int) -> ConsentWord | None:
    about = not present.isdisjoint(_MAILING_STEMS)
    asked = answering.leave and (index < _ANSWERING_SENTENCES or (about and bool(words.ABOUT_MAIL.search(part))))
    if not about and not asked and not answering.endable:
        return None
    possible = _SAYING.possible(present) if about else set()
    if stops := _stops(part, possible, present, answering):
        return stops
    if asked and (words.PLAIN_NO.match(part) or clauses.REFUSES.search(part)) and not words.UNSURE.search(part):
        return ConsentWord.WITHDRAWN
    if yes := _says_yes(part, possible, asked=asked, early=index < _ANSWERING_SENTENCES):
        return yes
    if not asked:
        return None
    if index == 0 and words.NO.match(part):
        return ConsentWord.UNCLEAR if words.DOUBT.search(part) and len(part.split()) > 1 else ConsentWord.WITHDRAWN
    if words.NO_INSIDE.search(part) and not words.UNSURE.search(part):
        return ConsentWord.WITHDRAWN
    doubtful = words.DOUBT.search(part) and words.ABOUT_MAIL.search(part)
    return ConsentWord.UNCLEAR if doubtful or words.UNDECIDED.search(part) else None


def _stops(part: str, possible: Set[str], present: Set[str], answering: Answering) -> ConsentWord | None:
    """A wish that mail stops, in plain words or in others. What anybody may do some day is none."""
    if "withdraws" in possible and words.WITHDRAW.search(SOME_DAY.sub(" ", part)) and not words.NOT_MINE.search(part):
        return ConsentWord.UNCLEAR if _NOT_CERTAIN.search(part) else ConsentWord.WITHDRAWN
    # In mail that answers nothing of ours only a sentence on mailings can ask for their end in other words.
    if _MAILINGS.isdisjoint(present) and not (answering.leave or answering.endable):
        return None
    kinds = _STOPPING.possible(_STOPPING_WORDS.among(part.casefold()))
    if not kinds:
        return None
    wish = wants_mail_stopped(SOME_DAY.sub(" ", part), kinds, answering=answering.leave or answering.endable)
    if wish is None:
        return ConsentWord.UNCLEAR
    return ConsentWord.WITHDRAWN if wish else None


def _says_yes(part: str, possible: Set[str], *, asked: bool, early: bool) -> ConsentWord | None:
    """A yes: GIVEN when nothing beside it takes anything back, UNCLEAR when something does."""
    starts = asked and words.YES.match(part)
    gives = "gives" in possible and words.GIVE.search(part)
    # "Nä, jag slipper gärna" holds the word of a yes as well.
    inside = (
        asked
        and early
        and words.YES_INSIDE.search(part)
        and not (words.NO.match(part) and not words.WILLING.search(part))
    )
    if not (starts or inside or gives):
        # A bare "no objection" is a negation: no grant (C8), and no refusal either.
        return ConsentWord.UNCLEAR if asked and early and words.WILLING.search(part) else None
    if gives and clauses.ENDS.search(SOME_DAY.sub(" ", part)):
        return ConsentWord.UNCLEAR
    if words.OTHER_LEAVE.search(part) or (not asked and words.ELSE.search(part)):
        return ConsentWord.UNCLEAR if asked else None
    plain = words.ASIDE.sub(" ", words.WILLING.sub(" ", words.FILLER.sub("", part)))
    refused = words.NEGATION.search(words.YES.sub("", plain, count=1))
    qualified = any(pattern.search(plain) for pattern in (words.DOUBT, words.LIMIT, words.WAVERING, words.FOR_ANOTHER))
    answers_else = not gives and (_of_something_else(plain) or words.RECEIVED.search(plain))
    answers_else = answers_else or _of_a_bill(plain) or (not gives and _looks_back(plain))
    return ConsentWord.UNCLEAR if refused or qualified or answers_else else ConsentWord.GIVEN


def _of_a_bill(part: str) -> bool:
    return bool(words.OF_A_BILL.search(part)) and not words.OF_MAILINGS.search(part)


def _looks_back(part: str) -> bool:
    """Whether it begins with a yes and agrees to nothing: "Kyllä se kurssi oli hyvä"."""
    return bool(clauses.LOOKS_BACK.search(part)) and not (words.OF_MAIL.search(part) or clauses.ALLOWS.search(part))


def _of_something_else(part: str) -> bool:
    """Whether the clause that agrees speaks of a time, a bill or the like, and none speaks of mail: "Joo, tiistai sopii"."""
    if words.OF_MAIL.search(part):
        return False
    if clauses.MEETS.search(part) and (words.ELSE.search(part) or not clauses.ALLOWS.search(part)):
        return True
    return any(words.ELSE.search(clause) and words.AGREES.search(clause) for clause in re.split(r"[,;–—]", part))


def _limited(parts: tuple[str, ...]) -> bool:
    """Whether another sentence takes the yes back in part: "Mutta …", "How often will they come?", "Mietin vielä"."""
    if any(_TAKES_BACK.match(part) for part in parts[1:]):
        return True
    return any(
        words.STRINGS.search(part) or (words.UNDECIDED.search(part) and not words.ELSE.search(part))
        for part in parts[:_MOST_SENTENCES]
    )

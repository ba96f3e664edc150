"""Read every intent of one own text in the light of what it answers."""

from dataclasses import dataclass, replace

from connectors.mail.intents import consent as leave
from connectors.mail.intents import ending, everyday, learned
from connectors.mail.intents import requests as rights
from connectors.mail.intents.asked import Asked
from connectors.mail.intents.consent import Answering, asks_for_consent, read_consent
from connectors.mail.intents.ending import asks_to_end, read_ending
from connectors.mail.intents.feedback import asks_for_score, read_feedback
from connectors.mail.intents.learned_rights import judged
from connectors.mail.intents.request_outcome import settled
from connectors.mail.intents.requests import read_requests
from connectors.mail.intents.score_words import Scale
from connectors.mail.intents.several_questions import BOXES, Addressed, Letter, addressed
from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_SCORE, MAXIMUM, SCALE
from connectors.mail.intents.stopping import may_refuse
from connectors.mail.intents.taken_back import is_taken_back
from connectors.mail.words import WordFinder
from models.vocabulary import ConsentWord, RequestKind

_SAID = WordFinder(leave.WORDS | rights.WORDS | MAXIMUM | everyday.WORDS)
_ASKED = WordFinder(leave.ASKED_WORDS | ending.ASKED_WORDS | ASKING_SCORE | SCALE)
MAX_ASKED_CHARS = 4_000
"""So much of a quoted text is looked at for a question."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a message answers: quoted text, subject, and whether it carries a token of ours (then a bare word counts)."""

    quoted: str
    subject: str
    answers_us: bool = False
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Intents:
    """What a text wants. `feedback_comment` is the rest of an answer to a survey; `why`: learned words that decided."""

    consent: ConsentWord
    requests: tuple[RequestKind, ...]
    feedback_score: int | None
    feedback_comment: str | None
    why: tuple[str, ...] = ()


def asks_for_leave(context: Context) -> bool:
    """Whether what is answered asks for leave to send mail."""
    return asks_for_consent(_asked(context))


def _asked(context: Context) -> Asked:
    return Asked(f"{context.subject}\n{context.quoted}"[:MAX_ASKED_CHARS], _ASKED)


def read_intents(own_text: str, context: Context) -> Intents:
    """Read consent, rights requests and feedback from the sender's own text alone."""
    spoken = Spoken(own_text, _SAID)
    asked_of = _asked(context)
    scored, wants_leave = asks_for_score(asked_of), asks_for_consent(asked_of)
    told = scored is not None
    # It answers a letter of ours and shows nothing of it: it may have asked for leave or for a score.
    untold = context.answers_us and not context.quotes and not told and not wants_leave
    plain = spoken.standard
    requests = read_requests(plain)
    addressing = _addressed(plain, asked_of) if wants_leave else None
    graded = scored is not None and (scored.told or not wants_leave)
    if addressing is not None and not graded:
        # The numbers are those of the questions or of the answers to choose from.
        scored = None
    if scored is None and context.answers_us and not wants_leave:
        scored = Scale()
    score, comment = read_feedback(spoken, asked=scored, alone=graded)
    objects = RequestKind.OBJECTION in requests
    answering = Answering(leave=(wants_leave or untold) and score is None, asked=asked_of)
    of_mail = plain.as_typed if answering.leave or answering.endable else plain
    if addressing is not None:
        of_mail = Spoken(addressing.answer, _SAID)
        answering = replace(answering, asked=Asked(addressing.question, _ASKED))
    consent = read_consent(of_mail, answering, objects=objects)
    turned = addressing is not None and is_taken_back([said.translate(BOXES) for said in plain.sentences])
    if turned and consent is ConsentWord.GIVEN:
        consent = ConsentWord.UNCLEAR
    if untold and consent is ConsentWord.UNCLEAR:
        # Unclear as an answer about leave, of which we do not know that it was asked for.
        unasked = read_consent(of_mail, replace(answering, leave=False), objects=objects)
        consent = consent if unasked is ConsentWord.GIVEN else unasked
    if asks_to_end(asked_of):
        consent = read_ending(asked_of, of_mail, consent)
        why: tuple[str, ...] = ()
    else:
        consent, why = _tightened(consent, of_mail, answering)
    answers = wants_leave or score is not None or consent is not ConsentWord.NONE
    requests, heard = _judged_requests(plain, requests, answers=answers)
    why += heard
    return Intents(consent, requests, score, comment if told or score is not None else None, why)


def _addressed(plain: Spoken, asked: Asked) -> Addressed | None:
    """Give what of a text is to the question for leave, and that question, where the letter asks more or lists answers."""
    subject, _, quoted = asked.text.partition("\n")
    told = addressed(plain.text, Letter(quoted, lambda question: asks_for_consent(Asked(f"\n{question}", _ASKED))))
    return told and Addressed(told.answer, f"{subject}\n{told.question}")


def _judged_requests(
    plain: Spoken, named: tuple[RequestKind, ...], *, answers: bool
) -> tuple[tuple[RequestKind, ...], tuple[str, ...]]:
    """Give the rights after the second opinion, and its words. `answers`: the text says something else that was asked for."""
    kept, heard = judged(plain.sentences, set(named), answers=answers)
    if heard:
        kept = settled(kept, plain.text)
    told = tuple([kind for kind in RequestKind if kind in kept])
    return told, tuple([f"{kind.value}: {', '.join(heard[kind])}" for kind in told if kind in heard])


def _tightened(consent: ConsentWord, plain: Spoken, answering: Answering) -> tuple[ConsentWord, tuple[str, ...]]:
    """Hear the second opinion on leave: it vetoes a yes, and hears a refusal where the rules found none."""
    asked = answering.leave
    if asked and consent is not ConsentWord.WITHDRAWN and leave.wants_to_stay(plain):
        # Its words are those of a refusal.
        return consent, ()
    if consent is ConsentWord.GIVEN:
        if (
            leave.wholly_agrees(plain)
            if asked
            else (leave.wholly_allows(plain) or leave.allows_by_name(plain, answering))
        ):
            return consent, ()
        doubted = learned.hardly_gives(plain.sentences, asked=asked)
        return (ConsentWord.UNCLEAR if doubted else consent), ()
    if consent is ConsentWord.WITHDRAWN or not plain.sentences or not (asked or leave.speaks_of_mail(plain)):
        return consent, ()
    if consent is ConsentWord.UNCLEAR and (leave.is_undecided(plain) or leave.says_no_objection(plain)):
        # Who has not decided, or is against nothing, has not refused: it waits for a person as it is.
        return consent, ()
    if asked and not any(map(may_refuse, plain.sentences)):
        # Words alone that stood beside refusals: "That would suit me fine" holds no no.
        return consent, ()
    refused = learned.refuses(leave.of_the_speaker(plain.sentences), asked=asked)
    if not refused or (not asked and leave.misses_mail(plain)):
        return consent, ()
    # Where nobody asked, a pause and a look by a person tighten enough: nothing is ended for good on learned words.
    told = ConsentWord.WITHDRAWN if asked else ConsentWord.UNCLEAR
    return told, (f"{told.value}: {', '.join(refused.why)}",)

"""Read every intent of one own text in the light of what it answers."""

from dataclasses import dataclass, replace

from connectors.mail.intents import consent as leave
from connectors.mail.intents import ending
from connectors.mail.intents import requests as rights
from connectors.mail.intents.consent import Answering, asks_for_consent, read_consent
from connectors.mail.intents.ending import asks_to_end, read_ending
from connectors.mail.intents.feedback import asks_for_score, read_feedback
from connectors.mail.intents.requests import read_requests
from connectors.mail.intents.score_words import Scale
from connectors.mail.intents.spoken import Spoken
from connectors.mail.intents.stems import ASKING_SCORE, MAXIMUM, SCALE
from connectors.mail.words import WordFinder
from models.vocabulary import ConsentWord, RequestKind

_SAID = WordFinder(leave.WORDS | rights.WORDS | MAXIMUM)
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
    """What a text wants. `feedback_comment` is the rest of an answer to a survey."""

    consent: ConsentWord
    requests: tuple[RequestKind, ...]
    feedback_score: int | None
    feedback_comment: str | None


def read_intents(own_text: str, context: Context) -> Intents:
    """Read consent, rights requests and feedback from the sender's own text alone."""
    spoken = Spoken(own_text, _SAID)
    asked_of = Spoken(f"{context.subject}\n{context.quoted}"[:MAX_ASKED_CHARS], _ASKED)
    scored, wants_leave = asks_for_score(asked_of), asks_for_consent(asked_of)
    told = scored is not None
    # It answers a letter of ours and shows nothing of it: it may have asked for leave or for a score.
    untold = context.answers_us and not context.quotes and not told and not wants_leave
    plain = spoken.standard
    requests = read_requests(plain)
    graded = scored is not None and (scored.told or not wants_leave)
    if scored is None and context.answers_us and not wants_leave:
        scored = Scale()
    score, comment = read_feedback(spoken, asked=scored, alone=graded)
    objects = RequestKind.OBJECTION in requests
    answering = Answering(leave=(wants_leave or untold) and score is None, asked=asked_of)
    consent = read_consent(plain, answering, objects=objects)
    if untold and consent is ConsentWord.UNCLEAR:
        # Unclear as an answer about leave, of which we do not know that it was asked for.
        consent = read_consent(plain, replace(answering, leave=False), objects=objects)
    if asks_to_end(asked_of):
        consent = read_ending(asked_of, plain, consent)
    return Intents(consent, requests, score, comment if told or score is not None else None)

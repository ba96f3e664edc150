"""The letters we send: facts in, exact bytes out. No database, no clock, no network."""

from daemon.letters.digest import render_digest
from daemon.letters.facts import (
    AnswerScale,
    DigestCase,
    DigestFacts,
    DigestTopic,
    LetterFacts,
    SenderIdentity,
)
from daemon.letters.feedback_request import render_feedback_request
from daemon.letters.lint import lint

__all__ = [
    "AnswerScale",
    "DigestCase",
    "DigestFacts",
    "DigestTopic",
    "LetterFacts",
    "SenderIdentity",
    "lint",
    "render_digest",
    "render_feedback_request",
]

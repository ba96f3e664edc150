"""The letters we send: facts in, exact bytes out. No database, no clock, no network."""

from daemon.letters.alarm import render_alarm
from daemon.letters.digest import render_digest
from daemon.letters.facts import (
    AlarmFacts,
    AlarmLine,
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
    "AlarmFacts",
    "AlarmLine",
    "AnswerScale",
    "DigestCase",
    "DigestFacts",
    "DigestTopic",
    "LetterFacts",
    "SenderIdentity",
    "lint",
    "render_alarm",
    "render_digest",
    "render_feedback_request",
]

"""The letters we send: facts in, exact bytes out. No database, no clock, no network."""

from daemon.letters.alarm import render_alarm
from daemon.letters.by_page import render_confirmation, render_consent_link
from daemon.letters.digest import render_digest
from daemon.letters.facts import (
    AlarmFacts,
    AlarmLine,
    AnswerScale,
    ConfirmationFacts,
    DigestCase,
    DigestFacts,
    DigestTopic,
    LetterFacts,
    LinkFacts,
    RequestLinks,
    SenderIdentity,
    WithdrawalFacts,
)
from daemon.letters.feedback_request import render_feedback_request
from daemon.letters.lint import lint
from daemon.letters.notice_lint import lint_notice
from daemon.letters.withdrawal_notice import render_withdrawal_notice

__all__ = [
    "AlarmFacts",
    "AlarmLine",
    "AnswerScale",
    "ConfirmationFacts",
    "DigestCase",
    "DigestFacts",
    "DigestTopic",
    "LetterFacts",
    "LinkFacts",
    "RequestLinks",
    "SenderIdentity",
    "WithdrawalFacts",
    "lint",
    "lint_notice",
    "render_alarm",
    "render_confirmation",
    "render_consent_link",
    "render_digest",
    "render_feedback_request",
    "render_withdrawal_notice",
]

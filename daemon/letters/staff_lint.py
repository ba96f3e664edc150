"""Check a finished mail to staff, from its bytes: no link, nothing that loads, the same words twice, every figure in it."""

import re
from email import policy
from email.parser import BytesParser

from daemon.letters.facts import AlarmFacts, DigestFacts
from daemon.letters.lint import language_of
from daemon.letters.page import URL, html_faults
from models.values import OutgoingLetter


def lint_staff(letter: OutgoingLetter, facts: DigestFacts | AlarmFacts) -> list[str]:
    """Give the name of everything that the mail lacks or must not have."""
    message = BytesParser(policy=policy.default).parsebytes(letter.content)
    language = language_of(message)
    parts = [part for part in message.walk() if not part.is_multipart()]
    if language is None or [part.get_content_type() for part in parts] != ["text/plain", "text/html"]:
        return ["language" if language is None else "parts"]
    text, html = (str(part.get_content()) for part in parts)
    flat = " ".join(text.split())
    holds = {
        "no link": not URL.search(text),
        "every figure": all(re.search(rf"(?<!\d){figure}(?!\d)", flat) for figure in _figures(facts)),
        "every alarm": all(words.casefold() in flat.casefold() for words in _alarms(facts)),
    }
    return [*(name for name, good in holds.items() if not good), *html_faults(html, text, language)]


def _figures(facts: DigestFacts | AlarmFacts) -> list[int]:
    if isinstance(facts, AlarmFacts):
        return []
    return [*(count for count in facts.counts.values() if count), *(case.number for case in facts.cases)]


def _alarms(facts: DigestFacts | AlarmFacts) -> list[str]:
    return [line.words for line in (*facts.raised, *facts.over)] if isinstance(facts, AlarmFacts) else []

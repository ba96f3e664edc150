"""Check a finished mail to staff, from its bytes: no link, nothing that loads, the same words twice, every figure in it."""

import re

from daemon.letters.facts import AlarmFacts, DigestFacts
from daemon.letters.finished import take_apart
from daemon.letters.page import URL, html_faults
from models.values import OutgoingLetter


def lint_staff(letter: OutgoingLetter, facts: DigestFacts | AlarmFacts) -> list[str]:
    """Give the name of everything that the mail lacks or must not have."""
    found = take_apart(letter)
    if isinstance(found, str):
        return [found]
    flat = found.flat
    holds = {
        "no link": not URL.search(found.text),
        "every figure": all(re.search(rf"(?<!\d){figure}(?!\d)", flat) for figure in _figures(facts)),
        "every alarm": all(words.casefold() in flat.casefold() for words in _alarms(facts)),
    }
    return [*(name for name, good in holds.items() if not good), *html_faults(found.html, found.text, found.language)]


def _figures(facts: DigestFacts | AlarmFacts) -> list[int]:
    if isinstance(facts, AlarmFacts):
        return []
    return [*(count for count in facts.counts.values() if count), *(case.number for case in facts.cases)]


def _alarms(facts: DigestFacts | AlarmFacts) -> list[str]:
    return [line.words for line in (*facts.raised, *facts.over)] if isinstance(facts, AlarmFacts) else []

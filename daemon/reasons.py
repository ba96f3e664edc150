"""What every reason code means, in plain words: for commands, letters and pages. The words stand in reasons.toml."""

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from daemon.problem_codes import Advice, ProblemCode
from models.rules.absence import AbsenceReason
from models.rules.consent import ConsentReason
from models.rules.consent_rows import RowReason
from models.rules.feedback import FeedbackReason
from models.rules.identity import MatchReason, Rung
from models.vocabulary import AlarmKind, Language

SECTIONS: Mapping[type[StrEnum], tuple[str, ...]] = {
    ConsentReason: ("consent",),
    # A request that consent does not allow carries the reason of consent by value.
    FeedbackReason: ("feedback", "consent"),
    Rung: ("rung",),
    MatchReason: ("match",),
    AbsenceReason: ("absence",),
    RowReason: ("row",),
    ProblemCode: ("problem",),
    Advice: ("advice",),
    AlarmKind: ("alarm",),
}
"""Where the words of each list of reasons stand; the first section that has the code counts."""


def plain_words(reason: StrEnum, language: Language = Language.EN) -> str:
    """Give the words for a reason. Raises KeyError for a list of reasons that has no section."""
    for section in SECTIONS[type(reason)]:
        words = catalogue()[section].get(reason.value)
        if words is not None:
            return words[language.value]
    raise KeyError(reason.value)


def words_for(kind: type[StrEnum], code: str, language: Language = Language.EN) -> str:
    """Give the words for a code as the register stores it; a code that is none of `kind` comes back as it is."""
    try:
        return plain_words(kind(code), language)
    except ValueError:
        return code


def alarm_words(kind: AlarmKind, subject: str, language: Language = Language.EN) -> str:
    """Say what is wrong with an account, a job or the service itself. Of a calendar its account is named."""
    return plain_words(kind, language).format(subject=subject.partition("/")[0])


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Give the words by section, code and language."""
    content = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    sections: dict[str, dict[str, dict[str, str]]] = tomllib.loads(content)
    return sections

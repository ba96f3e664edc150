"""The words that letters are written with: our templates and subjects, and the firm's own in their place."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from models.vocabulary import Language

if TYPE_CHECKING:
    from daemon.letters.sandbox import LetterEnvironment

PLACE = re.compile(r"\{(\w*)\}")
"""A place in a subject that is filled in."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class LetterName(StrEnum):
    """The letters whose words a firm may change."""

    FEEDBACK_REQUEST = "feedback_request"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    CONSENT_CONFIRMATION = "consent_confirmation"
    CONSENT_LINK = "consent_link"
    DIGEST = "digest"
    ALARM = "alarm"


class LetterSet:
    """Templates by file name (`feedback_request.fi.txt.j2`) and subjects by letter and language (`feedback_request.fi`).

    What is not there is ours. Files were read before: a change of theirs counts after the next start.
    """

    def __init__(self, templates: Mapping[str, str] = NOTHING, subjects: Mapping[str, str] = NOTHING) -> None:
        self.templates = templates
        self.subjects = subjects

    def render(self, name: str, facts: Mapping[str, object]) -> tuple[str, str]:
        """Give plain text and HTML of the templates `name.txt.j2` and `name.html.j2`.

        Raises jinja2.UndefinedError for a name that the template wants and `facts` does not have.
        """
        text = self.text_parts.get_template(f"{name}.txt.j2").render(facts)
        html = self.html_parts.get_template(f"{name}.html.j2").render(facts)
        return text.strip() + "\n", html.strip() + "\n"

    def subject(self, name: LetterName, language: Language, standard: str, **places: str) -> str:
        """Give the subject with its places filled in; `standard` where the firm has none of its own.

        Raises KeyError for a place that there is not.
        """
        words = self.subjects.get(f"{name}.{language.value}", standard)
        return PLACE.sub(lambda found: places[found[1]], words)

    # An environment for each kind of part: a text must not be escaped, HTML always (HW, Jinja).

    @cached_property
    def text_parts(self) -> "LetterEnvironment":
        """Give the environment of plain parts."""
        return self._environment()

    @cached_property
    def html_parts(self) -> "LetterEnvironment":
        """Give the environment of HTML parts."""
        return self._environment()

    def _environment(self) -> "LetterEnvironment":
        # Commands that write nothing do not wait for it.
        from daemon.letters.sandbox import LetterEnvironment

        return LetterEnvironment(self.templates)


STANDARD = LetterSet()
"""Our own words."""

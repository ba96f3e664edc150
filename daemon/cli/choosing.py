"""An argument or option that names one of a closed list."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from daemon.cli.output import clean
from models.errors import Declined

E = TypeVar("E", bound=StrEnum)


def listed(known: Iterable[StrEnum]) -> str:
    """Give the values of a closed list as a person reads them, for help and for the way to mend."""
    return ", ".join(each.value for each in known)


def chosen(known: Iterable[E], text: str, wrong: str) -> E:
    """Give the one of `known` whose value was typed. Raises Declined, `wrong`, for any other text."""
    found = next((each for each in known if each.value == text), None)
    if found is None:
        raise Declined(wrong, mend=f"name one of {listed(known)}")
    return found


def chosen_by(known: Iterable[E], text: str, option: str) -> E:
    """Give the one of `known` that was typed after an option, such as "--method". Raises Declined for any other text."""
    return chosen(known, text, f"{option} does not know {clean(text)}")

"""The words of a person's copy, from the catalogue beside this module."""

import tomllib
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

from models.vocabulary import Language


@cache
def catalogue() -> Mapping[str, Mapping[str, object]]:
    """Give the catalogue by section."""
    loaded: dict[str, dict[str, object]] = tomllib.loads(
        (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
    )
    return loaded


class Voice:
    """Speaks one language. Every method raises KeyError for what has no words."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def page(self, name: str) -> str:
        """Give a heading or sentence of the page."""
        return self._said(catalogue()["page"][name])

    def section(self, name: str) -> str:
        """Name a part of the copy."""
        return self._said(catalogue()["section"][name])

    def table(self, name: str) -> str:
        """Name what a row of that table is."""
        return self._said(catalogue()["table"][name])

    def column(self, table: str, name: str) -> str:
        """Name a column of that table."""
        columns = catalogue()["column"]
        return self._said(columns.get(f"{table}.{name}") or columns[name])

    def member(self, value: Enum) -> str:
        """Name a value of a closed list."""
        return self._said(_mapping(catalogue()["value"][type(value).__name__])[str(value.value)])

    def code(self, kind: str, code: str) -> str:
        """Name a value of a list that is stored as plain text; what is none of it comes back as it is."""
        return self.find(kind, code) or code

    def find(self, kind: str, code: str) -> str | None:
        """Name a value of a list, stored as plain text; None for what has no words."""
        words = _mapping(catalogue()["value"][kind]).get(code)
        return None if words is None else self._said(words)

    def has_table(self, name: str) -> bool:
        """Whether there are words for the rows of that table."""
        return name in catalogue()["table"]

    def _said(self, words: object) -> str:
        return str(_mapping(words)[self.language.value])


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value

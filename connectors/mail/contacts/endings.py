"""Words that end in one of many ways: those that share the last two letters are tried, and not every one in turn."""

from collections.abc import Iterable


class Endings:
    """Many endings, each of two letters at least."""

    def __init__(self, endings: Iterable[str]) -> None:
        by_tail: dict[str, list[str]] = {}
        for ending in endings:
            by_tail.setdefault(ending[-2:], []).append(ending)
        self._by_tail = {tail: tuple(found) for tail, found in by_tail.items()}

    def of(self, text: str) -> bool:
        """Whether a text has one of them."""
        return text.endswith(self._by_tail.get(text[-2:], ()))

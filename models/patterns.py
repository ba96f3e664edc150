"""Regular expressions that are compiled when they are first used.

Most items need few of the many patterns that read them, and compiling them all is half of a reader's start. Which words stand
in a text is looked up first (connectors/mail/needs.py), and that needs a pattern's source alone.
"""

import re
from typing import Any, AnyStr, Generic, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


def lazy(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Give a pattern as `re.compile` does, for its methods alone. A wrong one raises at its first use; a test uses all."""
    return cast("re.Pattern[AnyStr]", LazyPattern(source, flags))


class LazyPattern(Generic[AnyStr]):
    """Stands for a compiled pattern. `flags`: those that were given."""

    def __init__(self, source: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = source
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there: before the first use for every method, afterwards for none of them."""
        if name.startswith("__"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        # The compiled pattern's own methods: from now on it costs nothing to have been lazy.
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)

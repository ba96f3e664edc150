"""Where a firm's own template says something else than ours: the line to look at first."""

from difflib import SequenceMatcher

from daemon.letters.sandbox import OURS
from daemon.letters.templates import LetterSet


def changed_line(file: str, letters: LetterSet, words: str) -> int | None:
    """Give the changed line of a template, from 1, that has most of the `words`; of several the first.

    None: the file is not in the folder, or is as ours.
    """
    source = letters.templates.get(file)
    if source is None:
        return None
    own, ours = source.splitlines(), (OURS / file).read_text(encoding="utf-8").splitlines()
    numbers = [
        number
        for kind, _, _, start, end in SequenceMatcher(None, ours, own, autojunk=False).get_opcodes()
        if kind != "equal"
        # Where lines were taken out, the one that follows.
        for number in (range(start, end) or [min(start, len(own) - 1)])
    ]
    wanted = words.split()
    best = max(numbers, key=lambda number: sum(word in own[number] for word in wanted), default=None) if own else None
    return None if best is None else best + 1

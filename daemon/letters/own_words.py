"""A firm's own letters: templates and subjects from its folder, read once; what cannot be one is told with file and mend."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from daemon.letters.templates import PLACE, LetterName, LetterSet
from models.rules.normalise.visible import is_hidden
from models.vocabulary import Language

WORDS_FILE = "words.toml"
SHARED = ("layout.html.j2", "style.html.j2")
"""Templates that the HTML of every letter uses."""

TEMPLATES = frozenset(
    {f"{name}.{language}.{kind}.j2" for name in LetterName for language in Language for kind in ("txt", "html")}
    | {*SHARED}
)
PLACES = {LetterName.FEEDBACK_REQUEST: "date", LetterName.DIGEST: "count", LetterName.ALARM: "count"}
"""The place that the subject of a letter has."""

MAX_FILE_BYTES = 64_000
MAX_SUBJECT = 120
"""Longer ones are cut by mail programs, and a header line must not pass 998 characters (RFC 5322, 2.1.1)."""


@dataclass(frozen=True, slots=True)
class LetterFault:
    """What is wrong with a file of the folder. `line` None: with the letter as a whole."""

    file: str
    line: int | None
    what: str
    mend: str

    def told(self) -> str:
        """Give it as one line."""
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.what}; mend: {self.mend}"


def read_own(folder: Path) -> tuple[LetterSet, list[LetterFault]]:
    """Give the letters of a folder, and what cannot be read in it."""
    templates: dict[str, str] = {}
    subjects: dict[str, str] = {}
    faults: list[LetterFault] = []
    if not folder.is_dir():
        mend = "make the folder, or take the key folder of [letters] away"
        return LetterSet(), [LetterFault(str(folder), None, "there is no such folder", mend)]
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "README")) or path.name.endswith("~"):
            continue
        content = _text(path)
        if isinstance(content, LetterFault):
            faults.append(content)
        elif path.name == WORDS_FILE:
            found = _subjects(content)
            subjects = {at: words for at, words in found if isinstance(words, str)}
            faults += [words for _, words in found if isinstance(words, LetterFault)]
        else:
            templates[path.name] = content
    return LetterSet(templates, subjects), faults


def _text(path: Path) -> str | LetterFault:
    if path.name != WORDS_FILE and path.name not in TEMPLATES:
        near = get_close_matches(path.name, [*TEMPLATES, WORDS_FILE], n=1)
        like = near[0] if near else "feedback_request.fi.txt.j2"
        return LetterFault(path.name, None, "no letter is called that", f"name it like {like}, or take it away")
    try:
        content = path.read_bytes()
    except OSError as exc:
        return LetterFault(
            path.name, None, f"it cannot be read: {exc.strerror}", "give rekisterid the right to read it"
        )
    if len(content) > MAX_FILE_BYTES:
        return LetterFault(path.name, None, f"it has {len(content)} bytes", f"make it at most {MAX_FILE_BYTES}")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as exc:
        line = content[: exc.start].count(b"\n") + 1
        return LetterFault(path.name, line, "it is not text in UTF-8", "save it as UTF-8")


def _subjects(content: str) -> list[tuple[str, str | LetterFault]]:
    try:
        found = tomllib.loads(content)
    except tomllib.TOMLDecodeError as exc:
        mend = 'write it as [feedback_request.fi] and under it subject = "…"'
        return [("", LetterFault(WORDS_FILE, None, f"it is not TOML: {exc}", mend))]
    return list(_entries(found, content.splitlines()))


def _entries(found: dict[str, object], lines: list[str]) -> Iterator[tuple[str, str | LetterFault]]:
    for name, languages in found.items():
        if name not in set(LetterName) or not isinstance(languages, dict):
            yield "", _fault(lines, name, f"there is no letter {name}", f"it is one of {', '.join(LetterName)}")
            continue
        for language, words in languages.items():
            at = f"{name}.{language}"
            if language not in set(Language) or not isinstance(words, dict) or set(words) != {"subject"}:
                mend = f'write [{name}.fi] (or sv, en) and under it only subject = "…"'
                yield "", _fault(lines, language, f"[{at}] cannot be taken", mend)
            else:
                yield at, _subject(LetterName(name), words["subject"], lines)


def _subject(name: LetterName, words: object, lines: list[str]) -> str | LetterFault:
    if not isinstance(words, str) or not words.strip() or any(map(is_hidden, words)):
        return _fault(lines, "subject", "a subject is one line of text that can be seen", "write it anew")
    if len(words) > MAX_SUBJECT:
        return _fault(lines, words, f"the subject has {len(words)} characters", f"make it at most {MAX_SUBJECT}")
    place = PLACES.get(name)
    wrong = [found for found in PLACE.findall(words) if found != place]
    if wrong:
        mend = f"write {{{place}}}, the only one of this letter" if place else "this letter has none: take it away"
        return _fault(lines, words, f"there is no {{{wrong[0]}}}", mend)
    return words


def _fault(lines: list[str], needle: str, what: str, mend: str) -> LetterFault:
    line = next((number for number, text in enumerate(lines, 1) if needle in text), None)
    return LetterFault(WORDS_FILE, line, what, mend)

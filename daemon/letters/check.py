"""Try a firm's own letters before any goes out: every letter, in every language, with everything that it can say.

Each fault names the file, the line where there is one, and the mend.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from itertools import product

from jinja2 import TemplateError, TemplateSyntaxError

from daemon.letters.by_page_lint import ELEMENTS as AWAITED
from daemon.letters.facts import SenderIdentity
from daemon.letters.fault_words import FAULTS, MISSING
from daemon.letters.finished import take_apart
from daemon.letters.lint import ELEMENTS as REQUEST
from daemon.letters.lint import PROMOTION
from daemon.letters.notice_lint import ELEMENTS as NOTICE
from daemon.letters.own_lines import changed_line
from daemon.letters.own_words import SHARED, WORDS_FILE, LetterFault
from daemon.letters.page import URL, first_difference
from daemon.letters.samples import Address, Sample, samples
from daemon.letters.sandbox import OURS, names_in
from daemon.letters.templates import STANDARD, LetterName, LetterSet
from models.errors import BadItem
from models.values import OutgoingLetter
from models.vocabulary import Language

MAX_LETTER_BYTES = 80_000
"""Gmail cuts a letter at 102 kB; what the law wants stands at its end."""

_ELEMENTS: Mapping[LetterName, Mapping[Language, Mapping[str, str]]] = {
    LetterName.FEEDBACK_REQUEST: REQUEST,
    LetterName.WITHDRAWAL_NOTICE: NOTICE,
    LetterName.CONSENT_CONFIRMATION: AWAITED,
    LetterName.CONSENT_LINK: AWAITED,
}


class _Noted(Exception):
    """A template was given its facts: no letter is wanted."""


class _Noting(LetterSet):
    """Keeps what a template is given."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[str, object] = {}

    def render(self, name: str, facts: Mapping[str, object]) -> tuple[str, str]:
        """Keep the facts and stop."""
        self.facts |= facts
        raise _Noted


def check_letters(letters: LetterSet, sender: SenderIdentity) -> list[LetterFault]:
    """Give everything that is wrong with a firm's own letters. `sender`: the firm; its own words are not looked at."""
    # A template that escapes nothing would lose the second half of this name.
    sender = replace(sender, firm=f"{sender.firm} & <Co>")
    unreadable = list(_unreadable(letters))
    broken = {fault.file for fault in unreadable}
    if not broken.isdisjoint(SHARED):
        return unreadable
    tried = (
        _tried(name, language, letters, sender)
        for name, language in product(LetterName, Language)
        if _is_touched(name, language, letters) and broken.isdisjoint(_files(name, language))
    )
    # One fault of a shared file shows in many letters.
    return list(dict.fromkeys([*unreadable, *(fault for faults in tried for fault in faults)]))


def _files(name: LetterName, language: Language) -> tuple[str, str]:
    return f"{name}.{language}.txt.j2", f"{name}.{language}.html.j2"


def _is_touched(name: LetterName, language: Language, letters: LetterSet) -> bool:
    """Whether anything of a letter is the firm's own."""
    files = (*_files(name, language), *SHARED)
    return f"{name}.{language}" in letters.subjects or any(file in letters.templates for file in files)


def placeholders(name: LetterName, language: Language, sender: SenderIdentity) -> dict[str, object]:
    """Give what the templates of a letter may name, each with a value of a sample."""
    noting = _Noting()
    for sample in samples(name, language, Address()):
        with suppress(_Noted):
            sample.write(replace(sender, letters=noting))
    return noting.facts


def _unreadable(letters: LetterSet) -> Iterator[LetterFault]:
    for file, source in letters.templates.items():
        try:
            names_in(source, letters.html_parts)
        except TemplateSyntaxError as exc:
            mend = (
                "{{ a name }} puts a value in, {% if … %} needs an {% endif %}; `rekisterid letters list` has the names"
            )
            yield LetterFault(file, exc.lineno, f"the template cannot be read: {exc.message}", mend)


def _tried(name: LetterName, language: Language, letters: LetterSet, sender: SenderIdentity) -> Iterator[LetterFault]:
    """Give the faults of one letter in one language; of values that do not exist alone, when there are such."""
    known = placeholders(name, language, sender)
    files = [file for file in _files(name, language) if file in letters.templates]
    unknown = [fault for file in files for fault in _unknown_names(file, letters, known)]
    if unknown:
        yield from unknown
        return
    for sample in samples(name, language, Address()):
        found = list(_faults_of(name, language, sample, letters, sender))
        yield from found
        if found:
            return


def _unknown_names(file: str, letters: LetterSet, known: Mapping[str, object]) -> Iterator[LetterFault]:
    for wanted, line in names_in(letters.templates[file], letters.html_parts):
        if wanted in known:
            continue
        near = get_close_matches(wanted, known, n=1, cutoff=0.5)
        guess = f"write {{{{ {near[0]} }}}}; " if near else ""
        yield LetterFault(
            file, line, f"there is no {{{{ {wanted} }}}} in this letter", f"{guess}it has {', '.join(sorted(known))}"
        )


def _faults_of(
    name: LetterName, language: Language, sample: Sample, letters: LetterSet, sender: SenderIdentity
) -> Iterator[LetterFault]:
    file = next((file for file in (*_files(name, language), *SHARED) if file in letters.templates), WORDS_FILE)
    try:
        letter = sample.write(replace(sender, letters=letters))
    except TemplateError as exc:
        yield _fault_in_template(exc, file)
        return
    except BadItem as exc:
        yield LetterFault(file, None, f"the letter cannot be made ({exc.code})", "put only words and values there")
        return
    if len(letter.content) > MAX_LETTER_BYTES:
        what = f"the letter has {len(letter.content)} bytes"
        yield LetterFault(file, None, what, f"make it shorter than {MAX_LETTER_BYTES}")
    faults = sample.lint(letter)
    if "subject" in faults:
        # Its date is looked for in the letter as well: one fault is told once.
        faults = [fault for fault in faults if fault != "same date"]
    for fault in faults:
        told = _told(fault, name, language, file, letters, sender)
        yield _parted(told, _files(name, language), letter, letters) if fault == "same words" else told


def _parted(told: LetterFault, files: tuple[str, str], letter: OutgoingLetter, letters: LetterSet) -> LetterFault:
    """Say from which words on the two parts differ, and in which file of the firm's. The words are nobody's data: of a sample."""
    found = take_apart(letter)
    differ = None if isinstance(found, str) else first_difference(found.html, found.text)
    if differ is None:
        return told
    text_file, html_file = files
    html, text = (f"“{words}”" if words else "nothing more" for words in differ)
    what = f"{told.what}: {html} where the plain text has {text}"
    lines = {
        file: changed_line(file, letters, words) for file, words in ((html_file, differ[0]), (text_file, differ[1]))
    }
    changed = [file for file, line in lines.items() if line is not None]
    if not changed:
        # Neither part was changed: what is around the HTML was.
        shared = next((file for file in SHARED if file in letters.templates), told.file)
        return replace(told, file=shared, line=changed_line(shared, letters, differ[0]), what=what)
    if len(changed) == 2:
        what = f"{what} ({text_file}, line {lines[text_file]})"
    return replace(told, file=changed[0], line=lines[changed[0]], what=what)


def _fault_in_template(exc: TemplateError, file: str) -> LetterFault:
    """Say where a template failed: the innermost of its lines that the traceback has."""
    line, trace = None, exc.__traceback__
    while trace is not None:
        place = trace.tb_frame.f_code.co_filename
        if place.endswith(".j2"):
            file, line = place.rpartition("/")[2], trace.tb_lineno
        trace = trace.tb_next
    mend = "use the values as the standard letter does: `rekisterid letters copy`"
    return LetterFault(file, line, f"the template fails: {exc.message}", mend)


def _told(
    fault: str, name: LetterName, language: Language, file: str, letters: LetterSet, sender: SenderIdentity
) -> LetterFault:
    """Put a fault of the letter into words, with the sentence of our own letter where one is missing."""
    html_file = f"{name}.{language}.html.j2"
    if fault in MISSING:
        sentence = _our_sentence(name, language, fault, sender)
        return LetterFault(file, None, f"{MISSING[fault]} is missing", f"write as the standard letter does: {sentence}")
    what, mend = FAULTS.get(fault, (f"the letter is not as it must be ({fault})", "begin from the standard letter"))
    if fault == "subject":
        file = WORDS_FILE
    elif fault in ("html link", "nothing loaded", "nothing hidden", "html language") and html_file in letters.templates:
        file = html_file
    return LetterFault(file, _line_of(fault, letters.templates.get(file, "")), what, mend)


def _line_of(fault: str, source: str) -> int | None:
    """Give the line with the word or link that must not be there."""
    wanted = {"promotion": PROMOTION, "one link": URL, "three links": URL, "links": URL, "no link": URL}.get(fault)
    if fault == "nothing loaded":
        wanted = re.compile(
            r"<(?:img|script|link|iframe|form|svg|base)\b|url\s*\(|@import|\bsrc=|\bon\w+=", re.IGNORECASE
        )
    if wanted is None:
        return None
    return next((number for number, text in enumerate(source.splitlines(), 1) if wanted.search(text)), None)


def _our_sentence(name: LetterName, language: Language, element: str, sender: SenderIdentity) -> str:
    """Give the lines of our own template that say an element, its values as names."""
    wanted = _ELEMENTS[name][language][element]
    source = (OURS / f"{name}.{language}.txt.j2").read_text(encoding="utf-8")
    known = placeholders(name, language, sender)
    lines = source.splitlines()
    for size in range(1, 5):
        for start in range(len(lines) - size + 1):
            some = lines[start : start + size]
            try:
                said = STANDARD.text_parts.from_string("\n".join(some)).render(known)
            except TemplateError:
                continue
            if re.search(wanted, " ".join(said.split())):
                return " | ".join(some)
    return f"see {name}.{language}.txt.j2"

"""A firm's own letters: taken when they hold, and told with file, line and mend when they do not."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from daemon.letters import lint, render_digest, render_feedback_request
from daemon.letters.check import check_letters
from daemon.letters.own_words import TEMPLATES, LetterFault, read_own
from daemon.letters.page import first_difference
from daemon.letters.samples import Address, samples
from daemon.letters.sandbox import OURS
from daemon.letters.templates import STANDARD, LetterName, LetterSet
from models.vocabulary import Language
from tests.daemon.letters.invented import FACTS, SENDER, parsed, text_and_html
from tests.daemon.letters.test_digest import WAITING

FAULTS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parents[2] / "data/own_letters/faults.toml").read_text(encoding="utf-8")
)


def ours(stem: str) -> dict[str, str]:
    """Our own templates of a letter in a language."""
    return {f"{stem}.{kind}.j2": (OURS / f"{stem}.{kind}.j2").read_text("utf-8") for kind in ("txt", "html")}


def changed(stem: str, old: str, new: str, parts: tuple[str, ...] = ("txt", "html")) -> LetterSet:
    """Our templates with some words exchanged."""
    templates = ours(stem)
    for kind in parts:
        assert old in templates[f"{stem}.{kind}.j2"]
        templates[f"{stem}.{kind}.j2"] = templates[f"{stem}.{kind}.j2"].replace(old, new)
    return LetterSet(templates)


def told(faults: list[LetterFault]) -> str:
    return "\n".join(fault.told() for fault in faults)


def test_every_letter_of_ours_passes_as_a_firms_own() -> None:
    every = {file: (OURS / file).read_text("utf-8") for file in TEMPLATES}
    assert told(check_letters(LetterSet(every), SENDER)) == ""


@pytest.mark.parametrize("case", list(FAULTS))
def test_fault_is_told_with_its_place_and_mend(case: str) -> None:
    fault = FAULTS[case]
    letters = changed(fault["letter"], fault["replace"], fault["with"], tuple(fault["parts"]))
    said = told(check_letters(letters, SENDER))
    assert said
    file = f"{fault['letter']}.{fault['parts'][0]}.j2"
    line = next((n for n, text in enumerate(letters.templates[file].split("\n"), 1) if fault["with"] in text), 0)
    for words in fault["says"]:
        assert words.replace("{line}", str(line)) in said
    assert said.count("; mend: ") == said.count("\n") + 1


def test_two_changed_parts_that_differ_are_both_named_with_their_lines() -> None:
    letters = changed("consent_link.fi", "Älä välitä viestiä muille", "Pidä viesti itselläsi", ("txt",))
    html = changed("consent_link.fi", "Älä välitä viestiä muille", "Pidä se itselläsi", ("html",)).templates
    letters.templates = {**letters.templates, "consent_link.fi.html.j2": html["consent_link.fi.html.j2"]}
    lines = {
        file: next(number for number, text in enumerate(source.split("\n"), 1) if "itselläsi" in text)
        for file, source in letters.templates.items()
    }
    said = told(check_letters(letters, SENDER))
    assert said.startswith(f"consent_link.fi.html.j2, line {lines['consent_link.fi.html.j2']}: the HTML says")
    assert f"(consent_link.fi.txt.j2, line {lines['consent_link.fi.txt.j2']})" in said


def test_words_in_the_frame_of_the_html_are_told_of_the_frame() -> None:
    layout = (OURS / "layout.html.j2").read_text("utf-8").replace("</body>", "<p>Hyvää joulua</p>\n</body>")
    line = next(number for number, text in enumerate(layout.split("\n"), 1) if "joulua" in text)
    letters = LetterSet({"layout.html.j2": layout})
    assert told(check_letters(letters, SENDER)).startswith(f"layout.html.j2, line {line}: the HTML says")


def test_own_words_reach_the_letter_and_the_law_stays_in_it() -> None:
    letters = changed("feedback_request.fi", "Pyydämme palautetta tapaamisestasi", "Kerro palautetta käynnistäsi")
    letters.subjects = {"feedback_request.fi": "Millainen käyntisi {date} oli? Anna palautetta"}
    assert told(check_letters(letters, SENDER)) == ""
    letter = render_feedback_request(FACTS, replace(SENDER, letters=letters))
    assert parsed(letter)["Subject"] == "Millainen käyntisi ti 24.11.2026 oli? Anna palautetta"
    assert "Kerro palautetta käynnistäsi ti 24.11.2026" in text_and_html(letter)[0]
    # What our own words are held to is stricter than what a firm may say.
    assert "request" in lint(letter)
    assert lint(letter, own_words=True) == []


def test_subject_of_a_mail_to_staff_counts() -> None:
    letters = LetterSet(subjects={"digest.fi": "Rekisterissä odottaa {count} asiaa"})
    assert told(check_letters(letters, SENDER)) == ""
    letter = render_digest(WAITING, replace(SENDER, letters=letters))
    assert str(parsed(letter)["Subject"]).startswith("Rekisterissä odottaa ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            '[feedback_request.fi]\nsubject = "Palaute {pvm}"',
            "words.toml, line 2: there is no {pvm}; mend: write {date}",
        ),
        ('[consent_link.fi]\nsubject = "Linkki {date}"', "this letter has none: take it away"),
        ('[feedback.fi]\nsubject = "x"', "there is no letter feedback; mend: it is one of feedback_request"),
        ('[feedback_request.de]\nsubject = "x"', "[feedback_request.de] cannot be taken"),
        ('[feedback_request.fi]\ntitle = "x"', "only subject"),
        ('[feedback_request.fi]\nsubject = "Palaute\\r\\nBcc: x@example.com"', "one line of text"),
        ('[feedback_request.fi]\nsubject = ""', "one line of text"),
        (f'[feedback_request.fi]\nsubject = "{"x" * 121}"', "the subject has 121 characters"),
        ("subject = ", "it is not TOML"),
    ],
)
def test_subject_that_cannot_be_one_is_told(content: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(content, encoding="utf-8")
    letters, faults = read_own(tmp_path)
    assert says in told(faults)
    assert letters.subjects == {}


@pytest.mark.parametrize("name", [name for name in LetterName if name not in (LetterName.DIGEST, LetterName.ALARM)])
def test_subject_with_promotion_is_told_of_every_letter_to_clients(name: LetterName) -> None:
    day = " {date}" if name is LetterName.FEEDBACK_REQUEST else ""
    letters = LetterSet(subjects={f"{name}.fi": f"Palaute{day}: tarjous sinulle"})
    assert "words.toml: a word of promotion" in told(check_letters(letters, SENDER))


def test_subject_without_the_day_is_told() -> None:
    letters = LetterSet(subjects={"feedback_request.sv": "Ge respons"})
    assert "words.toml: the subject says neither" in told(check_letters(letters, SENDER))


def test_files_that_are_no_letters_are_told(tmp_path: Path) -> None:
    (tmp_path / "feedback_reqest.fi.txt.j2").write_text("x")
    (tmp_path / "alarm.fi.txt.j2").write_bytes(b"\xff\xfe")
    (tmp_path / "digest.fi.txt.j2").write_text("x" * 70_000)
    (tmp_path / "README.md").write_text("ours")
    said = told(read_own(tmp_path)[1])
    assert "feedback_reqest.fi.txt.j2: no letter is called that; mend: name it like feedback_request.fi.txt.j2" in said
    assert "alarm.fi.txt.j2, line 1: it is not text in UTF-8" in said
    assert "digest.fi.txt.j2: it has 70000 bytes" in said
    assert "README" not in said
    assert "there is no such folder" in told(read_own(tmp_path / "none")[1])


def test_layout_of_a_firms_own_is_tried_in_every_letter() -> None:
    layout = (OURS / "layout.html.j2").read_text("utf-8")
    assert told(check_letters(LetterSet({"layout.html.j2": layout.replace("#ffffff", "#fffef9")}), SENDER)) == ""
    logo = layout.replace("{% block content %}", '<img src="cid:logo">{% block content %}')
    assert "loads or runs something" in told(check_letters(LetterSet({"layout.html.j2": logo}), SENDER))


@pytest.mark.parametrize("name", list(LetterName))
@pytest.mark.parametrize("language", list(Language))
def test_samples_of_every_letter_hold(name: LetterName, language: Language) -> None:
    for sample in samples(name, language, Address(pages="https://palaute.kaarnaohjaus.example")):
        assert sample.lint(sample.write(SENDER)) == []
    assert SENDER.letters is STANDARD


@pytest.mark.parametrize(
    ("html", "text", "says"),
    [
        (
            "<p>Hei Malli!</p><p>Anna palautetta meille nyt heti</p>",
            "Hei Malli! Anna palaute meille nyt heti",
            ("palautetta meille nyt heti", "palaute meille nyt heti"),
        ),
        ("<p>Hei</p>", "Hei sinä", ("", "sinä")),
        ("<p>Hei sinä siellä</p>", "Hei", ("sinä siellä", "")),
        ("<p>Hei <b>Malli</b></p>", "Hei Malli", None),
    ],
)
def test_two_parts_of_a_letter_are_told_from_where_they_part(
    html: str, text: str, says: tuple[str, str] | None
) -> None:
    assert first_difference(html, text) == says

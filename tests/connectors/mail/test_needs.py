"""What a pattern needs is never more than what its matches have; words are found in the lines in which they stand."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.mail.contacts import identifiers
from connectors.mail.intents import consent_words, requests, stopping
from connectors.mail.needs import ALWAYS, Alternatives, Gate, alternatives_of, need_of
from connectors.mail.words import EDGE, WordFinder, by_word

PATTERNS = {
    "withdraws": consent_words.WITHDRAW,
    "gives": consent_words.GIVE,
    "asks for leave": consent_words.ASKS,
    "e-invoice": identifiers._EINVOICE_LABEL,
    "operator": identifiers._OPERATOR_LABEL,
    **{str(kind): pattern for kind, pattern in requests.PATTERNS.items()},
    **{f"mail to stop, {kind}": pattern for kind, pattern in stopping.PATTERNS.items()},
}


UNFOLDED = str.maketrans("ıİ", "iI")


@pytest.mark.parametrize("name", PATTERNS)
def test_whatever_matches_a_rule_passes_its_gate(name: str) -> None:
    gates = [Gate({name: PATTERNS[name]}, edges=edges) for edges in (False, True)]
    finders = [WordFinder(gate.words) for gate in gates]

    @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(re.compile(PATTERNS[name].pattern, PATTERNS[name].flags)))
    def passes(text: str) -> None:
        # Read as it is written, looked for as it is folded; "ı" and "İ", which folding leaves or takes apart, by no reader.
        written = " ".join(text.translate(UNFOLDED).split())
        if PATTERNS[name].search(written):
            for gate, finder in zip(gates, finders, strict=True):
                assert gate.possible(finder.among(written.casefold())) == {name}

    passes()


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (r"\bkopio\w*.{0,60}tieto", "kopio tieto", ["kopio", "tieto"]),
        (r"e-?lasku|ovt\b", "e-lasku", ["lasku"]),
        (r"(?:abcd)?efgh", "efgh", ["abcd"]),
        (r"(?<=x)abcd(?!ef)", "abcd", ["x"]),
        (r"ab{2}cdef", "abbcdef", ["ab"]),
        (r"[^]a]foo[]]bar", "foo]bar", ["foobar"]),
        (r"(?P<word>abc)+def", "abcabcdef", ["abc"]),
        (r"v[äa]stus|kielt(?:ää|o)", "kielto", ["kielt"]),
    ],
)
def test_need_of_a_pattern_is_read_off_it(pattern: str, matching: str, others: list[str]) -> None:
    gate = Gate({1: re.compile(pattern, re.I)})
    finder = WordFinder(gate.words)
    assert gate.possible(finder.among(matching)) == {1}
    assert not any(gate.possible(finder.among(other)) for other in others)


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (r"\b(?:lupa|tieto\w*)(?!\w)", ["lupa", "en lupa!", "tietoni", "»lupa"], ["luparyhmä", "eilupa", "etätieto"]),
        (r"\b(?:lupa|(?:oma|mun) tieto)\b", ["lupa,", "mun tieto"], ["mun tietoni", "luvan", "alupa"]),
        (r"\b(?:lupa)|(?:kielto)\b", ["lupaus", "viekielto"], ["alupa", "kieltoni"]),
        (r"kiellän\b.{0,9}-?\btieto", ["enkiellän: tieto", "kiellän -tieto"], ["kiellänkö tieto", "kiellän etätieto"]),
        (r"\w*lupa\w*", ["eiluparyhmä"], ["lupp"]),
        (r"\b(?:#tieto-|vad\?)\b", ["x#tieto-x", "vad?x"], ["vada?", "tieto"]),
        (r"\blupa(?!\w)(?! ei)", ["lupa", "(lupa)"], ["lupaa"]),
        (r"\blupa\b", ["lupa\u0345", "\u0345Lupa", "lupa\u0345 tieto"], ["lupaa\u0345", "\u0345alupa"]),
    ],
)
def test_no_letter_stands_beside_a_word_where_the_pattern_allows_none(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    rule = re.compile(pattern, re.I)
    gate, anywhere = (Gate({1: rule}, edges=edges) for edges in (True, False))
    finder, loose = WordFinder(gate.words), WordFinder(anywhere.words)
    for text in matching:
        assert rule.search(text)
        low = text.casefold()
        assert gate.possible(finder.among(low)) == {1} == anywhere.possible(loose.among(low))
        assert gate.possible(finder.by_line(f"x\n{low}\ny")[1]) == {1}
    for other in others:
        low = other.casefold()
        assert not gate.possible(finder.among(low))
        assert 0 not in finder.by_line(low) or not gate.possible(finder.by_line(low)[0])


def test_half_a_letter_hides_no_word() -> None:
    assert WordFinder(["lupa"]).by_line("\udcff lupa") == {0: {"lupa"}}


@pytest.mark.parametrize("pattern", [r"ab|cdef", r"\w+", r"(?:abcd)*", r"\u0041bcd", r"abc.*|", r"(?=abcd)"])
def test_where_nothing_is_certain_the_need_is_always_met(pattern: str) -> None:
    assert need_of(re.compile(pattern)) == ALWAYS
    assert Gate({1: re.compile(pattern)}).possible(frozenset()) == {1}


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"\b(?:a|b(?:c|d)|[|(]x)\b", [r"\b(?:a)\b", r"\b(?:b(?:c|d))\b", r"\b(?:[|(]x)\b"]),
        (r"(?:a|b)(?:c|d)", [r"(?:a|b)(?:c|d)"]),
        (r"a\||(?:b|c)", [r"a\|", "(?:b|c)"]),
    ],
)
def test_alternatives_are_taken_apart_where_nothing_joins_them(pattern: str, parts: list[str]) -> None:
    assert [part.pattern for part in alternatives_of(re.compile(pattern))] == parts


def test_of_many_alternatives_those_are_tried_whose_words_stand_there() -> None:
    tried = Alternatives({1: re.compile(r"\b(?:kopio\w* tiedot|poistakaa)\b", re.I), 2: re.compile("kielto|lupa")})
    finder = WordFinder(tried.words)
    for text, found in (
        ("Kopioikaa tiedot", {1}),
        ("poistakaa lupa", {1, 2}),
        ("kopio", set()),
        ("poistakaamme", set()),
    ):
        assert tried.matching(text, finder.among(text.casefold())) == found


def test_words_are_found_in_their_lines_also_at_the_edge() -> None:
    finder = WordFinder(["ei ", "äiti", "?", "ti"])
    assert finder.by_line("äiti?\n\nhän sanoi ei\n") == {0: {"äiti", "?", "ti"}, 2: {"ei "}}
    assert finder.by_line("") == {}


def test_a_word_that_ends_in_a_blank_has_its_edge_also_at_the_end_of_a_line() -> None:
    finder = WordFinder([f"{EDGE}on ", f" vi{EDGE}", f"{EDGE}list", f"{EDGE}list{EDGE}", "list"])
    assert finder.by_line("kun vi on\nPapperslista, List vion") == {
        0: {f"{EDGE}on ", f" vi{EDGE}"},
        1: {f"{EDGE}list", f"{EDGE}list{EDGE}", "list"},
    }
    assert finder.among("vi on") == frozenset()


@pytest.mark.parametrize("beside", ["š", "ж"])
def test_a_letter_outside_of_latin_1_is_one_beside_a_word(beside: str) -> None:
    finder = WordFinder([f"{EDGE}list", f"{beside}ok{EDGE}"])
    assert finder.by_line(f"{beside}list – {beside.upper()}OK") == {0: {f"{beside}ok{EDGE}"}}
    assert finder.by_line(f"“List” {beside}ok{beside} ðok") == {0: {f"{EDGE}list"}}


def test_of_the_words_asked_for_those_on_one_line_are_told() -> None:
    found = WordFinder([f"{EDGE}on", f"lupa{EDGE}", "ei saa", "kysyä"]).in_lines(
        "Onko lupa\nEi\nsaa kysyä lupaa\nTuon lupa"
    )
    assert found.anywhere == {f"{EDGE}on", f"lupa{EDGE}", "ei saa", "kysyä"}
    assert found.of() == {0: {f"{EDGE}on", f"lupa{EDGE}"}, 2: {"kysyä"}, 3: {f"lupa{EDGE}"}}
    assert found.of({f"lupa{EDGE}"}, most=3) == {0: {f"lupa{EDGE}"}}
    assert found.of({"ei saa"}) == {}
    assert by_word(found.of({"kysyä", f"lupa{EDGE}", "ei saa"})) == {"kysyä": {2}, f"lupa{EDGE}": {0, 3}}


def test_patterns_are_found_possible_on_their_lines_at_once() -> None:
    gate = Gate(
        {1: re.compile("kopio.*tieto"), 2: re.compile("poista|tieto.*pois"), 3: re.compile("kielto")}, edges=True
    )
    lines = {"kopio": {0, 2}, "tieto": {1, 2}, "pois": {0, 1}}
    assert gate.on_lines(lines) == {1: {2}, 2: {1}}
    assert gate.met(lines.keys()) == {"kopio", "tieto", "pois"}
    assert gate.met({"kopio", "pois"}) == set()

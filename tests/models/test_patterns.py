"""Patterns that are compiled when they are first used."""

import gc
import pkgutil
import re
from importlib import import_module

import pytest

import connectors
import models
from models.patterns import LazyPattern, lazy


@pytest.mark.parametrize("use", ["search", "match", "fullmatch", "findall", "split"])
def test_lazy_pattern_gives_what_a_compiled_one_gives(use: str) -> None:
    source, text = r"\b(ai)no\w*", "Aino kävi, ainokin"
    assert str(getattr(lazy(source, re.I), use)(text)) == str(getattr(re.compile(source, re.I), use)(text))
    assert lazy(source).sub("-", text) == "Aino kävi, -"
    assert [found[0] for found in lazy(source, re.I).finditer(text, 2)] == ["ainokin"]


def test_lazy_pattern_is_compiled_at_its_first_use_and_once() -> None:
    pattern = lazy(r"a+")
    assert "search" not in vars(pattern)
    assert pattern.search("baa") is not None
    assert vars(pattern)["search"] == re.compile(r"a+").search


def test_lazy_pattern_that_is_none_raises_when_it_is_used() -> None:
    with pytest.raises(re.error):
        lazy("(").search("")


def test_every_lazy_pattern_of_the_program_is_a_right_one() -> None:
    for package in (models, connectors):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name:
                import_module(module.name)
    found = [one for one in gc.get_objects() if isinstance(one, LazyPattern)]
    assert len(found) > 300
    for pattern in found:
        re.compile(pattern.pattern, pattern.flags)

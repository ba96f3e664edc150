"""Whatever colour a firm has, text in it and on it can be read, on bright pages and on dark ones (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from daemon.config.colours import (
    BRIGHT,
    DARK,
    ENOUGH_CONTRAST,
    contrast,
    darker_enough,
    least_contrast,
    lighter_enough,
)
from daemon.web.public.look import style_of

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
ENOUGH_FOR_EDGES = 3.0


@given(COLOURS)
@example("#000000")
@example("#ffffff")
@example("#ffff00")
@example("#0000ff")
def test_any_colour_becomes_readable_in_both_schemes(colour: str) -> None:
    dark, bright = lighter_enough(colour), darker_enough(colour)
    assert least_contrast(bright, BRIGHT) >= ENOUGH_CONTRAST
    assert least_contrast(dark, DARK) >= ENOUGH_CONTRAST
    # A button under the pointer: our layer over it only helps.
    assert contrast(over(bright, 0, 0.15), BRIGHT.card) >= ENOUGH_CONTRAST
    assert contrast(over(dark, 255, 0.2), DARK.card) >= ENOUGH_CONTRAST


def over(colour: str, layer: int, share: float) -> str:
    """Give the colour under a layer of grey."""
    shades = [round(int(colour[at : at + 2], 16) * (1 - share) + layer * share) for at in (1, 3, 5)]
    return "#" + "".join(f"{shade:02x}" for shade in shades)


@pytest.mark.parametrize("colour", ["#1f6a59", "#000080", "#8b0000", "#000000"])
def test_colour_that_can_be_read_already_is_left_as_it_is(colour: str) -> None:
    assert darker_enough(colour) == colour
    assert lighter_enough("#7fd0bb") == "#7fd0bb"


def schemes(style: str) -> tuple[dict[str, str], dict[str, str]]:
    """Give the colours that the style sheet declares, on bright pages and on dark ones."""
    bright, dark = (dict(re.findall(r"(--[\w-]+): ([^;]+);", part)) for part in style.split("\n")[:2])
    return bright, dark


@pytest.mark.parametrize("which", [0, 1], ids=["bright", "dark"])
def test_every_colour_of_the_style_sheet_can_be_read_where_it_stands(which: int) -> None:
    colours = schemes(style_of("#1f6a59"))[which]
    for text in ("--ink", "--quiet", "--accent", "--wrong"):
        for ground in ("--paper", "--card"):
            assert contrast(colours[text], colours[ground]) >= ENOUGH_CONTRAST, (text, ground)
    for text in ("--wrong", "--ink"):
        assert contrast(colours[text], colours["--wrong-card"]) >= ENOUGH_CONTRAST, text
    for edge in ("--edge", "--ink", "--wrong", "--accent"):
        assert contrast(colours[edge], colours["--card"]) >= ENOUGH_FOR_EDGES, edge


def test_style_sheet_names_each_colour_once_for_each_scheme() -> None:
    style = style_of("#1f6a59")
    bright, dark = schemes(style)
    assert bright.keys() == dark.keys()
    rest = "\n".join(style.split("\n")[2:])
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb", rest) == []
    assert set(re.findall(r"var\((--[\w-]+)\)", rest)) <= bright.keys()

"""The colours of the pages, bright and dark, and what makes text in the firm's own colour readable on both (WCAG 2.2, 1.4.3)."""

import colorsys
import re
from dataclasses import dataclass

ENOUGH_CONTRAST = 4.5
"""Text against its background."""

DARK_CONTRAST = 6.5
"""What our own choice for dark pages reaches: at the least allowed, colours look dull there."""

STEPS = 100

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")


@dataclass(frozen=True, slots=True)
class Scheme:
    """The backgrounds of a page: `paper` around, `card` in the middle. On a button of the firm's colour stands text of `card`."""

    paper: str
    card: str


BRIGHT = Scheme("#f6f4ef", "#ffffff")
DARK = Scheme("#121716", "#1c2322")


def is_colour(text: str) -> bool:
    """Whether the text is a colour `#rrggbb`, in small letters."""
    return _COLOUR.match(text) is not None


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour `#rrggbb`, 0–1 (WCAG 2.2)."""
    parts = _parts(colour)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1–21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, scheme: Scheme) -> float:
    """Give the contrast of a colour with the background on which it is read worst."""
    return min(contrast(colour, scheme.paper), contrast(colour, scheme.card))


def darker_enough(colour: str) -> str:
    """Give the colour, darkened until text in it can be read on bright pages."""
    return _moved(colour, BRIGHT, 0.0, ENOUGH_CONTRAST)


def lighter_enough(colour: str) -> str:
    """Give the colour, lightened until text in it can be read on dark pages, and dark text on it."""
    return _moved(colour, DARK, 1.0, DARK_CONTRAST)


def _moved(colour: str, scheme: Scheme, end: float, wanted: float) -> str:
    """Give the first colour of the same hue, on the way to black (0) or white (1), that has the contrast."""
    hue, light, saturation = colorsys.rgb_to_hls(*_parts(colour))
    for step in range(STEPS + 1):
        shades = colorsys.hls_to_rgb(hue, light + (end - light) * step / STEPS, saturation)
        found = "#" + "".join(f"{round(shade * 255):02x}" for shade in shades)
        if least_contrast(found, scheme) >= wanted:
            return found
    raise AssertionError("black and white can be read on every scheme")


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue

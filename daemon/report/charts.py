"""The geometry of the report's charts: bars and a line, drawn by the template as inline SVG. Units are those of the view box."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 340
"""Wide enough for a phone at its own size: text in a chart is never smaller than the text around it."""

ROW = 46
BAR_TOP = 20
BAR_HEIGHT = 14
LABEL = 38
"""So many characters of a label at most; the table has the whole."""

LINE_HEIGHT = 150
_TOP, _BOTTOM, _SIDE = 34, 112, 24
MANY = 12
"""From more points than this only the first and the last one have their value beside them."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `whole` is its outline, `part` what is filled."""

    label: str
    value: str
    top: int
    part: float
    whole: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars."""

    bars: tuple[Bar, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line; `value` is empty where there are too many."""

    x: float
    y: float
    value: str


@dataclass(frozen=True, slots=True)
class Line:
    """A chart of a line: its points and what stands below both ends."""

    points: tuple[Point, ...]
    first: str
    last: str
    height: int = LINE_HEIGHT

    @property
    def path(self) -> str:
        """Give the points as SVG's polyline takes them."""
        return " ".join(f"{point.x:.1f},{point.y:.1f}" for point in self.points)


def bars(rows: Sequence[tuple[str, str, int, int]]) -> Bars:
    """Give a chart of (label, value in words, part, whole) rows; the largest whole takes the whole width."""
    largest = max((whole for *_, whole in rows), default=0) or 1
    made = (
        Bar(_short(label), value, number * ROW, WIDTH * part / largest, WIDTH * whole / largest)
        for number, (label, value, part, whole) in enumerate(rows)
    )
    return Bars(tuple(made), len(rows) * ROW)


def line(rows: Sequence[tuple[str, str, float]], lowest: float, highest: float) -> Line | None:
    """Give a chart of (label, value in words, value) points between two values; None for fewer than two points."""
    if len(rows) < 2:
        return None
    step = (WIDTH - 2 * _SIDE) / (len(rows) - 1)
    ends = {0, len(rows) - 1}
    points = (
        Point(
            x=_SIDE + number * step,
            y=_BOTTOM - (_BOTTOM - _TOP) * (value - lowest) / ((highest - lowest) or 1),
            value=words if len(rows) <= MANY or number in ends else "",
        )
        for number, (_, words, value) in enumerate(rows)
    )
    return Line(tuple(points), rows[0][0], rows[-1][0])


def _short(label: str) -> str:
    return label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"

"""What a picture of a sheet shows, before any dot is drawn: lines, axes, ticks."""

import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from lrcalc.curve import Curve
from lrcalc.outputs import FormatError
from lrcalc.sheets import Row, Sheet

Point = tuple[float, float]
LEVEL = 1e-6  # a curve that moves by less is level
TINY = 1e-300  # a range that is narrower has no room for ticks
MANY = 20_000  # rows from which a jump is narrower than a dot anyway
TOO_MANY = 100_000  # rows from which some of each dot's are enough
SOME = 32
LARGEST = sys.float_info.max


class Axis(NamedTuple):
    """A range of values, its ticks, and the way from a value to a place between 0 and 1."""

    name: str
    low: float
    high: float
    ticks: Sequence[float]
    log: bool = False

    def place(self, value: float) -> float:
        """Return where a value stands between the axis' ends."""
        if self.log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        span = self.high / 2 - self.low / 2  # the range itself may be too large
        return (value / 2 - self.low / 2) / span if span else 0.5  # or too small for doubles


class Picture(NamedTuple):
    """Lines over a common pair of axes; a line is a list of strokes, each a list of points."""

    lines: Sequence[tuple[str, Sequence[Sequence[Point]]]]
    x: Axis
    y: Axis


def picture(sheet: Sheet, *, width: int, ticks: tuple[int, int], logarithmic: bool | None) -> Picture:
    """Return the picture of a sheet for so many dots of width and so many ticks on x and y.

    A logarithmic axis leaves out what is 0. Raises FormatError where nothing is left.
    """
    log = sheet.source.logarithmic if logarithmic is None else logarithmic
    if not sheet.indices("place"):
        raise FormatError("there is nothing to draw the values over")
    across = sheet.indices("place")[0]
    low, high = _ends(sheet, across)
    if high - low < TINY:
        around = max(0.5, abs(low) * LEVEL)
        low, high = low - around, high + around
    drawn = [(one, index) for one in sheet.members or [sheet] for index in one.indices("value")]
    scale = Axis("", low, high, ())
    strokes = [[*_strokes(_points(*column, width), scale, width, log=log)] for column in drawn]
    values = [y for line in strokes for stroke in line for _, y in stroke]
    if not values:
        raise FormatError("no value is greater than 0, so a logarithmic axis has nothing to show")
    make = _log_axis if log else _linear_axis
    x_axis = Axis(sheet.names[across], low, high, [tick for tick in _nice(low, high, ticks[0]) if low <= tick <= high])
    names = [sheet.names[index] for index in sheet.indices("value")]
    return Picture([*zip(names, strokes, strict=True)], x_axis, make("", min(values), max(values), ticks[1]))


def _ends(sheet: Sheet, across: int) -> tuple[float, float]:
    """Return the least and the greatest place of a sheet's rows, of which a range's are known without looking."""
    rows: Iterable[Row] = sheet.rows
    if len(sheet.rows) > MANY and all(isinstance(one.rows, Curve) for one in sheet.members or [sheet]):
        rows = (sheet.rows[0], sheet.rows[-1])
    low, high = math.inf, -math.inf
    for row in rows:
        place = float(row[across])
        low, high = min(low, place), max(high, place)
    return low, high


def _strokes(points: Iterable[Point], x: Axis, width: int, *, log: bool) -> Iterator[list[Point]]:
    """Yield a line's points in strokes that have no gap in them."""
    for visible, stroke in groupby(_thinned(points, x, width), key=lambda point: point[1] > 0 or not log):
        if visible:
            yield [*stroke]


def _points(sheet: Sheet, index: int, width: int) -> Iterator[Point]:
    """Yield a column's points: each row, and before it the left limit, so that a jump is upright."""
    across = sheet.indices("place")[0]
    for number, row in enumerate(_some(sheet.rows, width)):
        limit = sheet.source.before(row) if number and len(sheet.rows) <= MANY else None
        if limit:
            yield float(row[across]), float(limit[index])
        yield float(row[across]), float(row[index])


def _some(rows: Sequence[Row], width: int) -> Iterable[Row]:
    """Return the rows; of too many, the first and the last of each dot, and some between at odd distances.

    So a picture costs what its width costs, and a wave faster than its dots is still seen to be one.
    """
    if len(rows) <= TOO_MANY:
        return rows
    edges = [len(rows) * dot // width for dot in range(width + 1)]
    return (
        rows[number]
        for start, end in pairwise(edges)
        for number in (start, *(start + int((end - start) * _odd(part)) for part in range(SOME)), end - 1)
    )


def _odd(part: int) -> float:
    """Return a number in the part of 0 to 1 that is meant, never at the same place in it."""
    return (part + part * 0.6180339887498949 % 1) / SOME


def _thinned(points: Iterable[Point], x: Axis, width: int) -> Iterator[Point]:
    """Yield of the points that fall on one dot's width the first, the lowest, the highest and the last."""
    for _, group in groupby(points, key=lambda point: math.floor(x.place(point[0]) * width)):
        near = [*group]
        if len(near) <= 4:  # noqa: PLR2004 - all of them are among the four
            yield from near
        else:
            lowest = min(range(len(near)), key=lambda i: near[i][1])
            highest = max(range(len(near)), key=lambda i: near[i][1])
            yield from (near[i] for i in sorted({0, lowest, highest, len(near) - 1}))


def _nice(low: float, high: float, count: int) -> list[float]:
    """Return about so many round numbers that cover a range: multiples of 1, 2 or 5 times a power of ten.

    >>> _nice(0, 0.1, 5)
    [0.0, 0.02, 0.04, 0.06, 0.08, 0.1]
    """
    rough = high / max(count, 1) - low / max(count, 1)
    size = 10.0 ** math.floor(math.log10(rough))
    unit = next((unit * size for unit in (1, 2, 5, 10) if rough * (1 - 1e-9) <= unit * size < math.inf), LARGEST)
    first, last = math.floor(low / unit + 1e-9), math.ceil(high / unit - 1e-9)
    ticks = [float(f"{number * unit:.12g}") for number in range(first, last + 1)]
    return [max(-LARGEST, min(tick, LARGEST)) for tick in ticks]


def _linear_axis(name: str, low: float, high: float, count: int) -> Axis:
    if 0 <= low <= high / 2 or high - low <= LEVEL * abs(high):
        low = min(low, 0.0)  # a curve that falls far, or not at all, is seen against nothing
    if low == high == 0:
        high = 1.0
    elif low == high:
        high = 0.0
    ticks = _nice(low, max(high, low + TINY), count)
    return Axis(name, ticks[0], ticks[-1], ticks)


def _log_axis(name: str, low: float, high: float, count: int) -> Axis:
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    last = max(last, first + 1)
    every = max(1, math.ceil((last - first) / max(count, 1)))
    ticks = [float(f"1e{power}") for power in range(first, last + 1, every) if -324 < power < 309]  # noqa: PLR2004
    top = min(float(f"1e{last}"), LARGEST)
    return Axis(name, max(min(float(f"1e{first}"), top / 10), math.ulp(0.0)), top, ticks, log=True)

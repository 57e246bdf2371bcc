"""The shape of a curve in one line of eighth blocks."""

from collections.abc import Sequence
from math import fsum
from typing import TypeVar

from lrcalc.sheets import Sheet

Of = TypeVar("Of")

BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 40  # blocks
FEWEST = 4  # rows that have a shape
LOOKED_AT = 1000  # rows of which the smallest and the largest is looked for


def shape(sheet: Sheet, columns: int, digits: int) -> str | None:
    """Return a sheet's only value as a line of blocks with its smallest and largest, or None where it has no shape.

    Each block is the value of one row; of many rows, rows at even distances. Rows over time have a mean as well.
    """
    values = sheet.indices("value")
    if len(values) != 1 or not sheet.indices("place") or len(sheet.rows) < FEWEST:
        return None
    looked_at = sheet.rows if len(sheet.rows) <= LOOKED_AT else _even(sheet.rows, WIDEST)
    known = [float(row[values[0]]) for row in looked_at]
    low, high = min(known), max(known)
    if not low < high:
        return None
    words = f"{low:.3g} to {high:.3g}"
    if sheet.source.over_time and looked_at is sheet.rows:
        words += f", mean {fsum(value / len(known) for value in known):.{digits}g}"
    heights = _even(known, min(WIDEST, columns - len(words) - len("  ")))
    levels = [int((height / 2 - low / 2) / (high / 2 - low / 2) * (len(BLOCKS) - 1) + 0.5) for height in heights]
    return f"{''.join(BLOCKS[level] for level in levels)}  {words}"


def _even(these: Sequence[Of], count: int) -> list[Of]:
    count = min(len(these), max(count, FEWEST))
    return [these[number * (len(these) - 1) // (count - 1)] for number in range(count)]

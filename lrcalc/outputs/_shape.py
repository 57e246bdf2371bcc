"""The shape of a curve in one line of eighth blocks."""

from collections.abc import Sequence

from lrcalc.sheets import Row, Sheet

BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 40  # blocks
FEWEST = 4  # rows that have a shape
LOOKED_AT = 1000  # rows of which the smallest and the largest is looked for


def shape(sheet: Sheet, columns: int) -> str | None:
    """Return a sheet's only value as a line of blocks with its smallest and largest, or None where it has no shape.

    Each block is the value of one row; of many rows, rows at even distances.
    """
    values = sheet.indices("value")
    if len(values) != 1 or len(sheet.rows) < FEWEST:
        return None
    heights = [float(row[values[0]]) for row in _even(sheet.rows, min(WIDEST, columns - 30))]
    known = heights if len(sheet.rows) > LOOKED_AT else [float(row[values[0]]) for row in sheet.rows]
    low, high = min(known), max(known)
    if not low < high:
        return None
    levels = [int((height / 2 - low / 2) / (high / 2 - low / 2) * (len(BLOCKS) - 1) + 0.5) for height in heights]
    return f"{''.join(BLOCKS[level] for level in levels)}  {low:.3g} to {high:.3g}"


def _even(rows: Sequence[Row], count: int) -> list[Row]:
    count = min(len(rows), max(count, FEWEST))
    return [rows[number * (len(rows) - 1) // (count - 1)] for number in range(count)]

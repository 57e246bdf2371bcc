"""Numbers of a column as people read them: point under point, in one notation."""

import math
from collections.abc import Sequence
from decimal import Decimal

from lrcalc.sheets import Cell
from lrcalc.values import pretty

SMALL, LARGE = 1e-5, 1e16  # a column with a number beyond them is in powers of ten,
LOW = 1e-4  # and one with none above this, too


def column(cells: Sequence[Cell], digits: int, *, exact: bool = False) -> list[str]:
    """Return a column's cells as texts of one width; numbers are rounded to significant digits unless they are exact.

    >>> column([0.1, 0.05, 0.025], 6), column([4e-05, 1.6e-06], 6), column([10, 2.5], 6, exact=True)
    (['0.1  ', '0.05 ', '0.025'], ['4.0e-05', '1.6e-06'], ['10  ', ' 2.5'])
    """
    rounded = [cell if exact or isinstance(cell, (str, int)) else _rounded(cell, digits) for cell in cells]
    floats = [abs(number) for number in rounded if isinstance(number, float)]
    highest = max(floats, default=1.0)
    if not exact and (any(0 < n < SMALL or n >= LARGE for n in floats) or 0 < highest < LOW):
        mantissas = [f"{number:.{digits - 1}e}".partition("e")[0] for number in floats]
        places = max(len(mantissa.partition(".")[2].rstrip("0")) for mantissa in mantissas)
        texts = [f"{cell:.{places}e}" if isinstance(cell, float) and cell else pretty(cell) for cell in rounded]
    else:
        texts = [pretty(cell) if exact else _plain(cell) for cell in rounded]
    behind = [0 if isinstance(cell, str) else _behind(text) for cell, text in zip(rounded, texts, strict=True)]
    most = max(behind, default=0)
    padded = [
        text if isinstance(cell, str) else text + " " * (most - after)
        for cell, text, after in zip(rounded, texts, behind, strict=True)
    ]
    width = max(map(len, padded), default=0)
    return [text.rjust(width) for text in padded]


def _rounded(number: float, digits: int) -> float:
    rounded = float(f"{number:.{digits}g}")
    return rounded if math.isfinite(rounded) else number  # at the end of the doubles


def _plain(cell: Cell) -> str:
    """Return a number without powers of ten."""
    text = pretty(cell)
    return f"{Decimal(text):f}" if isinstance(cell, float) and "e" in text else text


def _behind(text: str) -> int:
    """Return how many letters a number has from its point on."""
    whole, point, rest = text.partition(".")
    return len(point + rest) if point else (len(text) - len(whole.partition("e")[0]) if "e" in text else 0)

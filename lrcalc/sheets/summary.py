"""The summary of rows: their mean, sum, smallest, largest and last value."""

from collections.abc import Iterator, Sequence
from math import fsum, inf
from typing import NamedTuple

from lrcalc.sheets import Cell, Row


class Summary(NamedTuple):
    """What there is to say of a column of values; ``min_at`` and ``max_at`` are the first places that have them."""

    mean: float
    sum: Cell
    min: float
    min_at: Cell
    max: float
    max_at: Cell
    last: float

    @property
    def data(self) -> dict[str, object]:
        """The summary by its words, without a sum that no double holds."""
        return {word: value for word, value in self._asdict().items() if value != TOO_LARGE}


TOO_LARGE = "too large"


def summarise(rows: Sequence[Row]) -> Summary:
    """Return the summary of the last cells of rows, of which there is at least one, in constant memory.

    >>> summarise([(0, 0.5), (1, 0.25), (2, 0.25)])
    Summary(mean=0.3333333333333333, sum=1.0, min=0.25, min_at=1, max=0.5, max_at=0, last=0.25)
    """
    lowest: tuple[float, Cell] = (inf, "")
    highest: tuple[float, Cell] = (-inf, "")
    last = 0.0

    def values() -> Iterator[float]:
        nonlocal lowest, highest, last
        for row in rows:
            last = float(row[-1])
            if last < lowest[0]:
                lowest = last, row[0]
            if last > highest[0]:
                highest = last, row[0]
            yield last

    total: Cell
    try:
        total = fsum(values())
        mean = total / len(rows)
    except OverflowError:  # of the sum alone: a mean is not above the highest value
        total = TOO_LARGE
        mean = fsum(value / len(rows) for value in values())
    return Summary(mean, total, *lowest, *highest, last)


def summary_rows(summaries: Sequence[Summary], places: int) -> list[Row]:
    """Return a row for each word of the summaries of columns that stand side by side."""
    blank = ("",) * (places - 1)
    words = (word.replace("_", " ") for word in Summary._fields)
    return [(word, *blank, *cells) for word, *cells in zip(words, *summaries, strict=True)]

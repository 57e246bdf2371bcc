"""What lies between two curves that stand side by side: where they part, by how much, and a column of it."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

from lrcalc.sheets import Cell, Column, Row, Sheet

EXACT = 1e-9  # of the highest rate: what two ways of computing the same curve may differ by

Point = tuple[Cell, float, float]  # a place, and the rate of either curve there


@dataclass(frozen=True)
class Difference:
    """How two curves differ: the first row at which they part, if they do, and the row of the largest difference."""

    rows: int
    first: Point | None
    last_alike: Cell | None
    largest: Point


def difference(rows: Sequence[Row], ours: int, theirs: int, rounding: Callable[[float], float] | None) -> Difference:
    """Return how two columns differ; what a log was rounded by, and a billionth of the peak, are no difference."""
    slack = EXACT * max((max(float(row[ours]), float(row[theirs])) for row in rows), default=0.0)
    first: Point | None = None
    alike: Cell | None = None
    largest: Point = ("", 0.0, 0.0)
    most = -1.0
    for row in rows:
        here, there = float(row[ours]), float(row[theirs])
        gap = abs(there - here)
        if gap > most:
            most, largest = gap, (row[0], here, there)
        if first is None:
            if gap > slack + (rounding(here) * (1 + EXACT) if rounding else 0.0):
                first = (row[0], here, there)
            else:
                alike = row[0]
    return Difference(len(rows), first, alike, largest)


def relative(here: float, there: float) -> Cell:
    """Return the difference as a share of the first; nothing to say where that is 0.

    >>> relative(0.5, 0.25), relative(0, 0), relative(0, 1)
    (-0.5, 0.0, '')
    """
    if here == there:
        return 0.0
    share = (there - here) / here if here else math.inf
    return share if math.isfinite(share) else ""


class WithDifference(Sequence[Row]):
    """Rows of two curves, with the difference of the second from the first, absolute and relative."""

    def __init__(self, rows: Sequence[Row], ours: int, theirs: int) -> None:
        self.rows = rows
        self.ours = ours
        self.theirs = theirs

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "WithDifference": ...
    def __getitem__(self, index: int | slice) -> "Row | WithDifference":
        if isinstance(index, slice):
            return WithDifference(self.rows[index], self.ours, self.theirs)
        return self._row(self.rows[index])

    def _row(self, row: Row) -> Row:
        here, there = float(row[self.ours]), float(row[self.theirs])
        return (*row, there - here, relative(here, there))


def with_columns(sheet: Sheet) -> Sheet:
    """Return the sheet of two curves with the columns of their difference."""
    ours, theirs = sheet.indices("value")
    coming = sheet.next and WithDifference([sheet.next], ours, theirs)[0]
    columns = [*sheet.columns, Column("difference", "beside"), Column("relative", "beside")]
    return replace(sheet, columns=columns, rows=WithDifference(sheet.rows, ours, theirs), next=coming, summary=None)


def with_sentence(
    sheet: Sheet, ours: int, theirs: int, *, rounding: Callable[[float], float] | None = None, words: str = ""
) -> Sheet:
    """Return a sheet of several curves that says where two of them part, or that they agree."""
    found = difference(sheet.rows, ours, theirs, rounding)
    names = sheet.names[ours], sheet.names[theirs]
    unit = sheet.names[0]
    closing = [*sheet.closing, _sentence(found, names, unit, words)]
    facts = {key: value for key, value in sheet.facts.items() if key != "differences"}
    differences = [*_known(sheet), _data(found, names, unit)]
    return replace(sheet, closing=closing, facts={**facts, "differences": differences})


def _known(sheet: Sheet) -> Sequence[object]:
    known = sheet.facts.get("differences", ())
    return known if isinstance(known, list) else ()


def _data(found: Difference, names: tuple[str, str], unit: str) -> dict[str, object]:
    def point(at: Point) -> dict[str, object]:
        place, here, there = at
        shares = {"relative": share} if (share := relative(here, there)) != "" else {}
        return {unit: place, "values": [here, there], "difference": there - here, **shares}

    data: dict[str, object] = {"of": [*names], "rows": found.rows, "agree": found.first is None}
    if found.first:
        data["first"] = point(found.first)
    return {**data, "largest": point(found.largest)}


def _sentence(found: Difference, names: tuple[str, str], unit: str, words: str) -> str:
    pair = f"{names[0]} and {names[1]}"
    place, here, there = found.largest
    most = f"the largest difference is {abs(there - here):.3g}, at {unit} {place}"
    rows = f"all {found.rows:,} rows" if found.rows > 1 else "the one row"
    if found.first is None:
        if here == there:
            return f"{pair} agree at {rows}, to the last digit."
        return f"{pair} agree at {rows}{words}: {most}."
    place, here, there = found.first
    share = relative(here, there)
    percent = f", {100 * share:+.3g} %" if isinstance(share, float) else ""
    before = "it is the first row" if found.last_alike is None else f"up to {unit} {found.last_alike} they agree"
    return f"{pair} part at {unit} {place} ({here:.6g} and {there:.6g}{percent}); {before}; {most}."

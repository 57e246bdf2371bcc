"""The sheet of several that stand side by side: a row for each place, a column for each sheet."""

from collections.abc import Iterator, Sequence
from typing import overload

from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.sheets.summary import summarise

MOST_SUMMED = 1_000_000  # rows whose summary is made without being asked for


class SideBySide(Sequence[Row]):
    """The rows of several sheets as one: their places, then the value of each."""

    def __init__(self, columns: Sequence[Sequence[Row]], places: int) -> None:
        self.columns = columns
        self.places = places

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[Row]:
        for rows in zip(*self.columns, strict=True):
            yield (*rows[0][: self.places], *(row[-1] for row in rows))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "SideBySide": ...
    def __getitem__(self, index: int | slice) -> "Row | SideBySide":
        if isinstance(index, slice):
            return SideBySide([rows[index] for rows in self.columns], self.places)
        rows = [column[index] for column in self.columns]
        return (*rows[0][: self.places], *(row[-1] for row in rows))


class ComparisonSource(Source):
    """The sources of several sheets, side by side; a picture asks each of them for its left limits."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.logarithmic = any(sheet.source.logarithmic for sheet in sheets)


def comparison_sheet(names: Sequence[str], sheets: Sequence[Sheet], leading: int = 0) -> Sheet:
    """Return one sheet of several that have the same places, called as in the leading one: a column for each."""
    first = sheets[leading]
    places = [first.columns[index] for index in first.indices("place")]
    following = [sheet.next for sheet in sheets if sheet.next]
    pairs = [*zip(names, sheets, strict=True)]
    return Sheet(
        title=", ".join(names),
        details=[
            f"{'' if sheet.title.startswith(f'{name}:') else f'{name} = '}{'; '.join([sheet.title, *sheet.details])}"
            for name, sheet in pairs
            if [sheet.title, *sheet.details] != [name]
        ],
        columns=[*places, *map(Column, names)],
        rows=SideBySide([sheet.rows for sheet in sheets], len(places)),
        label={},
        facts={},
        source=ComparisonSource(sheets),
        notes=[f"{name}: {note}" for name, sheet in pairs for note in sheet.notes],
        row_notes=[f"{name}: {note}" for name, sheet in pairs for note in sheet.row_notes],
        closing=[f"{name}: {line}" for name, sheet in pairs for line in sheet.closing],
        next=(*following[0][:-1], *(row[-1] for row in following)) if len(following) == len(sheets) else None,
        summary=(lambda: [summarise(sheet.rows) for sheet in sheets]) if _in_a_row(sheets) else None,
        unasked=any(sheet.unasked for sheet in sheets),
        members=[sheet.named(name) for name, sheet in pairs],
    )


def _in_a_row(sheets: Sequence[Sheet]) -> bool:
    return all(sheet.source.over_time and 0 < len(sheet.rows) <= MOST_SUMMED for sheet in sheets)

"""What a command hands to an output: rows under columns, and the words around them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import fsum
from typing import overload

from lrcalc import describe
from lrcalc.curve import Curve
from lrcalc.schedule import Schedule, pretty

Cell = float | str
Row = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sheet:
    """One table of a command's answer; every output writes any sheet.

    ``label`` names the sheet among others, ``facts`` is what JSON says of it before its rows,
    ``exact`` counts the leading columns that say where a row stands and are never rounded.
    """

    title: str
    details: Sequence[str]
    columns: tuple[str, ...]
    rows: Sequence[Row]
    label: Mapping[str, str]
    facts: Mapping[str, object]
    exact: int = 1
    places: int = 0  # the columns that say where a row stands, to which values of other sheets fit; 0: all but the last
    closing: Sequence[str] = field(default=())  # what a reader should take from the rows, in words
    clock: str = ""  # the column that says where a row stands; the first, if none is named
    facts_only: bool = False  # the facts are all of the JSON: they have the rows in them
    next: Row | None = None  # the row after the last one
    exercise: str = ""  # what the textbook asks
    command: str = ""  # the command that makes this sheet
    stated: Sequence[Row] = field(default=())  # rows that the textbook states
    notes: Sequence[str] = field(default=())  # what the reader should know, beside the data
    working: Callable[[Row], str] | None = None  # the row's value as arithmetic, with its numbers
    legend: Sequence[str] = field(default=())  # what the names in the formula mean
    lines: tuple[str, ...] = ()  # the columns that a picture draws; the last one, if none are named
    before: Callable[[Row], Row] | None = None  # a row's values just before it, from which a jump is drawn
    log: bool = False  # whether a picture's value axis is logarithmic
    schedule: Schedule | None = None  # what the rows are of, where they are of one
    parts: Sequence["Sheet"] = field(default=())  # the sheets that stand side by side in this one
    summary: Callable[[], Sequence[Row]] | None = None  # rows for people, below the others
    digits: int = 6  # significant digits, where people read

    def cells(self, row: Row) -> list[str]:
        """Return a row as people read it: where it stands in full, the rest in significant digits."""
        return [
            pretty(cell) if index < self.exact or not isinstance(cell, float) else f"{cell:.{self.digits}g}"
            for index, cell in enumerate(row)
        ]

    def named(self, name: str) -> "Sheet":
        """Return the sheet under a name of its own, beside its label."""
        return replace(self, label={"name": name, **self.label}, facts={"name": name, **self.facts})

    @property
    def series(self) -> tuple[str, ...]:
        """The columns that are values, not places."""
        return self.lines or self.columns[-1:]

    def point(self, row: Row) -> str:
        """Return a row as an equation, ``lr(30) = 0.0125``; one for each value."""
        cells = dict(zip(self.columns, self.cells(row), strict=True))
        return ", ".join(f"{self.place(row, name)} = {cells[name]}" for name in self.series)

    def place(self, row: Row, name: str) -> str:
        """Return what a row's value is the value of, ``lr(30)`` or ``lr(step 30)``."""
        clock = self.clock or self.columns[0]
        unit = "" if clock == "epoch" else f"{clock} "
        return f"{name}({unit}{pretty(row[self.columns.index(clock)])})"


Answer = Sheet | list[Sheet]  # a list keeps its form in every output, however short it is


def sheets_of(answer: Answer) -> list[Sheet]:
    """Return the sheets of an answer."""
    return [answer] if isinstance(answer, Sheet) else answer


def of_curve(curve: Curve, *, after: int | None = None) -> Sheet:
    """Return the sheet of a curve; ``after`` is the epoch or step that comes next, if one does."""
    schedule = curve.schedule
    formula = describe.formula(schedule)
    notes = describe.remarks(schedule, curve.last)
    coming = None
    if after is not None:
        try:
            coming = curve.row(after)
        except OverflowError as error:  # the rows that were asked for are good
            notes.append(str(error))
    return Sheet(
        title=f"{schedule.name}: {formula}",
        details=describe.details(schedule),
        columns=curve.columns,
        rows=curve,
        label={"schedule": schedule.name},
        facts={"schedule": schedule.name, "formula": formula, "parameters": schedule.settings, **curve.clock},
        next=coming,
        notes=notes,
        working=lambda row: describe.working(schedule, curve.epoch_of(float(row[0]))),
        before=curve.before,
        schedule=schedule,
        legend=describe.legend(schedule),
    )


class SideBySide(Sequence[Row]):
    """The rows of several sheets as one: where they stand, then the value of each."""

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


def side_by_side(names: Sequence[str], sheets: Sequence[Sheet]) -> Sheet:
    """Return one sheet of several that have the same epochs: a column for each, under its name."""
    places = sheets[0].columns[: sheets[0].places or -1]

    def before(row: Row) -> Row:
        place = row[: len(places)]
        befores = [sheet.before or (lambda same: same) for sheet in sheets]
        own = zip(befores, row[len(places) :], strict=True)
        return (*place, *(before((*place, value))[-1] for before, value in own))

    following = [sheet.next for sheet in sheets if sheet.next]
    pairs = [*zip(names, sheets, strict=True)]
    return Sheet(
        title=", ".join(names),
        details=[
            f"{'' if sheet.title.startswith(f'{name}:') else f'{name} = '}{'; '.join([sheet.title, *sheet.details])}"
            for name, sheet in pairs
        ],
        columns=(*places, *names),
        rows=SideBySide([sheet.rows for sheet in sheets], len(places)),
        label={},
        facts={},
        exact=sheets[0].exact,
        next=(*following[0][:-1], *(row[-1] for row in following)) if len(following) == len(sheets) else None,
        notes=[f"{name}: {note}" for name, sheet in pairs for note in sheet.notes],
        lines=tuple(names),
        before=before if all(sheet.before for sheet in sheets) else None,
        parts=[sheet.named(name) for name, sheet in pairs],
        log=any(sheet.log for sheet in sheets),
        closing=[f"{name}: {line}" for name, sheet in pairs for line in sheet.closing],
        summary=None if places[0] == "layer" else lambda: _summary(sheets, len(places)),
    )


def _summary(sheets: Sequence[Sheet], places: int) -> list[Row]:
    """Return each curve's mean, the area under it by trapezoids over the epochs, and its last value."""
    means: list[float] = []
    areas: list[float] = []
    for sheet in sheets:
        points = [(float(row[-2]), float(row[-1])) for row in sheet.rows]
        means.append(fsum(y for _, y in points) / len(points))
        areas.append(fsum((x - x0) * (y0 + y) / 2 for (x0, y0), (x, y) in pairwise(points)))
    blank = ("",) * (places - 1)
    lasts = [float(sheet.rows[-1][-1]) for sheet in sheets]
    return [("mean", *blank, *means), ("area", *blank, *areas), ("last", *blank, *lasts)]

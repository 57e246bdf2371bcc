"""What a command hands to an output: rows under columns, and the words around them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lrcalc.curve import Curve
from lrcalc.schedule import show

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
    clock: str = ""  # the column that says where a row stands; the first, if none is named
    facts_only: bool = False  # the facts are all of the JSON: they have the rows in them
    next: Row | None = None  # the row after the last one
    exercise: str = ""  # what the textbook asks
    command: str = ""  # the command that makes this sheet
    stated: Sequence[Row] = field(default=())  # rows that the textbook states
    notes: Sequence[str] = field(default=())  # what the reader should know, beside the data
    working: Callable[[Row], str] | None = None  # the row's value as arithmetic, with its numbers
    legend: Sequence[str] = field(default=())  # what the names in the formula mean
    digits: int = 6  # significant digits, where people read

    def cells(self, row: Row) -> list[str]:
        """Return a row as people read it: where it stands in full, the rest in significant digits."""
        return [
            show(cell) if index < self.exact or not isinstance(cell, float) else f"{cell:.{self.digits}g}"
            for index, cell in enumerate(row)
        ]

    def point(self, row: Row) -> str:
        """Return a row as an equation, ``lr(30) = 0.0125``."""
        cells = self.cells(row)
        return f"{self.place(row)} = {cells[-1]}"

    def place(self, row: Row) -> str:
        """Return what a row is the value of, ``lr(30)`` or ``lr(step 30)``."""
        clock = self.clock or self.columns[0]
        unit = "" if clock == "epoch" else f"{clock} "
        return f"{self.columns[-1]}({unit}{show(row[self.columns.index(clock)])})"


Answer = Sheet | list[Sheet]  # a list keeps its form in every output, however short it is


def sheets_of(answer: Answer) -> list[Sheet]:
    """Return the sheets of an answer."""
    return [answer] if isinstance(answer, Sheet) else answer


def of_curve(curve: Curve, *, after: int | None = None) -> Sheet:
    """Return the sheet of a curve; ``after`` is the epoch or step that comes next, if one does."""
    schedule = curve.schedule
    formula = schedule.written()
    remark = schedule.remark(curve.last)
    notes = [remark] if remark else []
    coming = None
    if after is not None:
        try:
            coming = curve.row(after)
        except OverflowError as error:  # the rows that were asked for are good
            notes.append(str(error))
    return Sheet(
        title=f"{schedule.name}: {formula}",
        details=schedule.details(),
        columns=curve.columns,
        rows=curve,
        label={"schedule": schedule.name},
        facts={"schedule": schedule.name, "formula": formula, "parameters": schedule.settings, **curve.clock},
        next=coming,
        notes=notes,
        working=curve.working,
        legend=schedule.legend(),
    )

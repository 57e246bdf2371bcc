"""What the commands answer: sheets, which every format writes. One file here is one kind of answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from lrcalc.schedule import Schedule
from lrcalc.values import pretty

if TYPE_CHECKING:
    from lrcalc.sheets.summary import Summary

Cell = float | str
Row = tuple[Cell, ...]


class Column(NamedTuple):
    """A column and its role.

    A ``place`` says where a row stands: sheets are laid side by side on their places, and the first is
    the axis of a picture. A ``value`` is what the sheet is about. A number ``beside`` it is neither drawn
    nor compared, and ``text`` is words. What is ``exact`` is never rounded.
    """

    name: str
    role: Literal["place", "value", "beside", "text"] = "value"
    exact: bool = False


class Source:
    """What can be asked of a sheet's rows beyond their cells; a kind of answer overrides what it knows.

    ``schedule`` is what the rows are of, where they are of one, up to the epoch ``last``; ``logarithmic`` the
    axis that shows them best; ``over_time`` tells whether they are in a row, so that a sum and a mean mean something.
    """

    schedule: Schedule | None = None
    last: float | None = None
    logarithmic: bool = False
    over_time: bool = False

    def legend(self) -> Sequence[str]:
        """Return what the names in the formula mean."""
        return ()

    def working(self, row: Row) -> str | None:  # noqa: ARG002 - for those that know
        """Return a row's value as arithmetic, with its numbers; None where there is no single formula."""
        return None

    def derivation(self, digits: int) -> Sequence[str]:  # noqa: ARG002 - for those that were solved for
        """Return the lines that lead to the rows, numbers in so many significant digits."""
        return ()

    def before(self, row: Row) -> Row | None:  # noqa: ARG002 - for those that know
        """Return a row with the left limit of its values, from which a jump is drawn; None where it is not known."""
        return None


NOTHING_MORE = Source()


class Exercise(NamedTuple):
    """An exercise: what it asks in a sentence, the command that answers it, and the rows that its book states."""

    sentence: str
    command: str
    stated: Sequence[Row] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sheet:
    """One table of a command's answer.

    Which fields a format must honour depends on its kind (see ``outputs``), beside columns and rows:

    * text: ``title``, ``details``, ``exercise``, ``summary``, ``closing``, ``next``, and the view's digits;
    * working: ``exercise``, the source's working and legend, and the view's digits;
    * document: ``facts`` before the rows (or alone, with ``facts_only``), ``exercise``, ``next``, ``summary``,
      ``members``;
    * rows: ``label``, where there are several sheets, in which case ``members`` are sheets too;
    * picture: ``title``, ``details``, the source's left limits, and the axis;
    * code: the source's schedule, and the view's command.

    ``notes`` are printed on standard error, whatever the format; ``row_notes`` where rows are shown.
    """

    title: str
    details: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Row]
    label: Mapping[str, str]  # the sheet's name among others
    facts: Mapping[str, object]  # what JSON says of it
    facts_only: bool = False  # the facts are all of the JSON: the rows are among them
    source: Source = NOTHING_MORE
    exercise: Exercise | None = None
    notes: Sequence[str] = ()  # what a reader should know, beside the data
    row_notes: Sequence[str] = ()  # what a reader of the rows should know
    closing: Sequence[str] = ()  # what a reader should take from the rows, in words
    next: Row | None = None  # the row after the last one
    summary: "Callable[[], Sequence[Summary]] | None" = None  # of each value column, below the rows
    unasked: bool = False  # the rows are as many as the schedule is long, which nobody said
    members: Sequence["Sheet"] = ()  # the sheets that stand side by side in this one

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def indices(self, role: str) -> list[int]:
        """Return where the columns of a role stand."""
        return [index for index, column in enumerate(self.columns) if column.role == role]

    def cells(self, row: Row, digits: int) -> list[str]:
        """Return a row as people read it, rounded to significant digits where it is not exact."""
        return [
            pretty(cell) if column.exact or not isinstance(cell, float) else f"{cell:.{digits}g}"
            for column, cell in zip(self.columns, row, strict=True)
        ]

    def texts(self, rows: Sequence[Row], digits: int) -> Iterator[tuple[str, ...]]:
        """Yield what ``cells`` returns of each row; a column at a time, which is what makes many rows fast."""
        shown = f"%.{digits}g".__mod__
        columns = [
            map(pretty, cells)
            if column.exact
            else (shown(cell) if isinstance(cell, float) else pretty(cell) for cell in cells)
            for column, cells in zip(self.columns, zip(*rows, strict=True), strict=False)
        ]
        return zip(*columns, strict=True)

    def named(self, name: str) -> "Sheet":
        """Return the sheet under a name of its own, beside its label."""
        return replace(self, label={"name": name, **self.label}, facts={"name": name, **self.facts})


class View(NamedTuple):
    """How a user wants to see an answer.

    ``digits`` are the significant digits where people read; ``logarithmic`` the axis of pictures, or None
    for the one that the source prefers; ``command`` the command line that made the answer. Pictures have a
    ``title`` of the user's, a ``caption`` of title and details, a ``size`` in pixels or a ``height`` in lines;
    JSON is ``pretty`` with a line for each row. ``color`` is whether text is coloured, or None for where it shows.
    """

    digits: int = 6
    logarithmic: bool | None = None
    command: str = ""
    title: str | None = None
    caption: bool = True
    size: tuple[int, int] | None = None
    height: int | None = None
    pretty: bool = False
    color: bool | None = None


DEFAULT_VIEW = View()


class Answer(NamedTuple):
    """What a command hands to a format. A list stays a list, even with one element."""

    sheets: Sequence[Sheet]
    is_list: bool = False
    view: View = DEFAULT_VIEW

    @property
    def single(self) -> list[Sheet]:
        """The sheets, with the members of a comparison in its place."""
        return [member for sheet in self.sheets for member in sheet.members or [sheet]]

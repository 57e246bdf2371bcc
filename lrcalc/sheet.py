"""What a command hands to an output: rows under columns, and the words around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lrcalc.curve import Curve
from lrcalc.schedule import Schedule, show

Cell = float | str
Row = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Sheet:
    """One table of a command's answer; every output writes any sheet.

    ``label`` names the sheet among others, ``facts`` is what JSON says of it before its rows,
    ``exact`` counts the leading columns that say where a row stands and are never rounded.
    """

    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    label: Mapping[str, str]
    facts: Mapping[str, object]
    exact: int = 1
    next: Row | None = None  # the row after the last one
    exercise: str = ""  # what the textbook asks
    command: str = ""  # the command that makes this sheet
    stated: Sequence[Row] = field(default=())  # rows that the textbook states
    notes: Sequence[str] = field(default=())  # what the reader should know, beside the data
    digits: int = 6  # significant digits, where people read


Answer = Sheet | list[Sheet]  # a list keeps its form in every output, however short it is


def sheets_of(answer: Answer) -> list[Sheet]:
    """Return the sheets of an answer."""
    return [answer] if isinstance(answer, Sheet) else answer


def symbols(schedule: Schedule) -> str:
    """Return a schedule's formula in its parameters' names.

    >>> from lrcalc import Exponential
    >>> symbols(Exponential(lr=0.1, rate=0.95))
    'lr · rate^epoch'
    """
    names = {name: name for name in (*schedule.parameters, "epoch")}
    return schedule.formula_at(0).format_map(names)


def of_curve(curve: Curve, *, after: float | None = None) -> Sheet:
    """Return the sheet of a curve; ``after`` is the epoch that comes next, if one does."""
    schedule = curve.schedule
    formula = symbols(schedule)
    settings = schedule.settings
    remark = schedule.remark(curve.last)
    notes = [remark] if remark else []
    coming = None
    if after is not None:
        try:
            coming = (after, schedule(after))
        except OverflowError as error:  # the rows that were asked for are good
            notes.append(str(error))
    return Sheet(
        title=f"{schedule.strategy}: {formula}",
        subtitle=", ".join(f"{name} = {show(value)}" for name, value in settings.items()),
        columns=("epoch", "lr"),
        rows=curve,
        label={"schedule": schedule.strategy},
        facts={"schedule": schedule.strategy, "formula": formula, "parameters": settings},
        next=coming,
        notes=notes,
    )

"""The sheet of a curve, and of rows whose schedule is not known."""

from collections.abc import Sequence

from lrcalc import describe
from lrcalc.curve import Curve
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.sheets.summary import summarise
from lrcalc.values import pretty

LR = Column("lr")


class CurveSource(Source):
    """A curve, asked for more than its rows."""

    def __init__(self, curve: Curve) -> None:
        self.curve = curve
        self.schedule = curve.schedule
        self.over_time = isinstance(curve.numbers, range)
        self.last = curve.last

    def legend(self) -> Sequence[str]:
        """Return the schedule's formulas, and what their names mean."""
        return describe.legend(self.curve.schedule, _time(self.curve))

    def working(self, row: Row) -> str | None:
        """Return the formula with the numbers of a row; None where it is not in our notation."""
        if self.curve.schedule.signed:  # a text of someone's own
            return None
        return describe.working(self.curve.schedule, self.curve.epoch_of(float(row[0])))

    def before(self, row: Row) -> Row | None:
        """Return a row with the left limit of the learning rate; None where that is too large for a double."""
        try:
            return (*row[:-1], self.curve.before(float(row[0])))
        except OverflowError:
            return None


def curve_sheet(
    curve: Curve,
    *,
    after: int | None = None,
    negative: Row | None = None,
    notes: Sequence[str] = (),
    summary: bool = False,
) -> Sheet:
    """Return the sheet of a curve whose rows are known to be finite.

    ``after`` is the epoch or step that comes next, if one does; ``negative`` the first row below 0, if there is one.
    """
    schedule = curve.schedule
    formula = describe.formula(schedule, _time(curve))
    notes = [*notes, *describe.remarks(schedule, curve.last)]
    if negative:  # as a program or a formula is free to have it
        notes.append(f"the rate is first negative at {curve.columns[0]} {pretty(negative[0])}: {negative[-1]:g}")
    coming = None
    if after is not None:
        try:
            coming = curve.row(after)
        except OverflowError as error:  # the rows that were asked for are good
            notes.append(str(error))
    stepping = curve.stepping
    return Sheet(
        title=f"{schedule.name}: {formula}",
        details=describe.details(schedule, curve.clock),
        columns=[Column(curve.columns[0], "place", exact=True), *(Column(c, "place") for c in curve.columns[1:-1]), LR],
        rows=curve,
        label={"schedule": schedule.name},
        facts={"schedule": schedule.name, "formula": formula, "parameters": schedule.settings, **stepping},
        source=CurveSource(curve),
        notes=notes,
        next=coming,
        summary=(lambda: [summarise(curve)]) if summary else None,
    )


def _time(curve: Curve) -> str:
    """Return what the formula calls the epoch: it counts from 0, whatever the rows count from."""
    return f"({curve.clock} − {curve.count_from})" if curve.count_from else curve.clock


class RowsSource(Source):
    """Rows alone."""

    over_time = True


def rows_sheet(name: str, columns: Sequence[str], rows: Sequence[Row], notes: Sequence[str] = ()) -> Sheet:
    """Return the sheet of rows without their schedule; the last of the columns is the learning rate."""
    label = {"schedule": name}
    places = [Column(column, "place", exact=index == 0) for index, column in enumerate(columns[:-1])]
    return Sheet(
        title=name,
        details=(),
        columns=[*places, LR],
        rows=rows,
        label=label,
        facts=label,
        source=RowsSource(),
        notes=notes,
    )

"""The sheet of a schedule that was recognised, beside the log that it made."""

from collections.abc import Sequence

from lrcalc import describe
from lrcalc.fit import Candidate
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.sheets.comparison import SideBySide


class FitSource(Source):
    """The schedule that was recognised."""

    def __init__(self, candidate: Candidate) -> None:
        self.schedule = self.found = candidate.schedule
        self.count_from = candidate.count_from

    def legend(self) -> Sequence[str]:
        """Return the schedule's formulas, and what their names mean."""
        return describe.legend(self.found)

    def working(self, row: Row) -> str:
        """Return the formula with the numbers of a row."""
        return describe.working(self.found, float(row[0]) - self.count_from)


def fit_sheet(log: Sheet, curve: Sheet, candidates: Sequence[Candidate], commands: Sequence[str]) -> Sheet:
    """Return the sheet of a log and the curve of the first candidate, with the command of each."""
    best, *others = candidates
    name = best.schedule.name
    schedules = [
        {"command": command, "error": candidate.error, **candidate.schedule.data()}
        for candidate, command in zip(candidates, commands, strict=True)
    ]
    following = [
        f"  {command}  (off by {candidate.error:.3g} at most)"
        for candidate, command in zip(others, commands[1:], strict=True)
    ]
    log_name = log.title if log.title != name else f"{name} of the log"
    return Sheet(
        title=commands[0],
        details=[
            f"off by {best.error:.3g} at most, in {len(log.rows):,} rows",
            f"{name}: {describe.formula(best.schedule)}",
            *describe.details(best.schedule),
        ],
        columns=[*[log.columns[index] for index in log.indices("place")], Column(name), Column(log_name)],
        rows=SideBySide([curve.rows, log.rows], len(log.indices("place"))),
        label={"schedule": name},
        facts={"candidates": schedules},
        facts_only=True,
        source=FitSource(best),
        notes=log.notes,
        closing=["next best:", *following] if following else (),
    )

"""The sheet of an answer to an exercise."""

from collections.abc import Sequence

from lrcalc import describe
from lrcalc.question import EPOCH, Question
from lrcalc.schedule import Schedule
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.sheets.curve import LR
from lrcalc.values import pretty, trimmed

MANY_DIGITS = 15


class SolutionSource(Source):
    """The check of an answer: the schedule at its epoch."""

    def __init__(self, schedule: Schedule, epoch: float) -> None:
        self.schedule = schedule
        self.epoch = epoch
        self.lines = describe.legend(schedule)
        self.arithmetic = describe.working(schedule, epoch)

    def legend(self) -> Sequence[str]:
        """Return the schedule's formulas, and what their names mean."""
        return self.lines

    def working(self, row: Row) -> str:  # noqa: ARG002 - there is one row
        """Return the formula with the numbers of the check."""
        return self.arithmetic


def solution_sheet(question: Question) -> Sheet:
    """Return the sheet of a question's answer. Raises NoSolutionError where there is none."""
    solution = question.solution()
    schedule = question.schedule(solution.value)
    value = question.parameter.data(solution.value)
    epoch = trimmed(question.given.get(EPOCH, solution.value))
    # The last column is the check's lr: an lr that was the unknown is the initial one.
    row = {"initial_lr" if question.unknown == "lr" else question.unknown: value, EPOCH: epoch}
    document = {
        "unknown": question.unknown,
        "value": value,
        **schedule.data(),
        "check": {EPOCH: epoch, "lr": schedule(epoch)},
    }
    answer = f"{question.unknown} = {_in_full(value)}"
    if solution.exact is not None and solution.exact != epoch:
        row["exact_epoch"] = document["exact_epoch"] = solution.exact
        answer += f", and the curve crosses the target at {_in_full(solution.exact)}"
    if solution.others:
        document["others"] = solution.others
    return Sheet(
        title=answer,
        details=[f"{schedule.name}: {describe.formula(schedule)}", *describe.details(schedule)],
        columns=[*(Column(name, "place" if name == EPOCH else "beside", exact=True) for name in row), LR],
        rows=[(*row.values(), schedule(epoch))],
        label={"schedule": schedule.name},
        facts=document,
        facts_only=True,
        source=SolutionSource(schedule, epoch),
        notes=[f"other answers: {solution.others}"] if solution.others else [],
    )


def _in_full(number: float) -> str:
    """Return a number in up to 15 significant digits."""
    shortest = pretty(number)
    return shortest if len(shortest.lstrip("0.")) <= MANY_DIGITS else f"{number:#.15g}"

"""The sheet of an answer to an exercise."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Literal

from lrcalc import describe
from lrcalc.notation import LAST_BITS, evaluate
from lrcalc.question import EPOCH, FormulaQuestion, Question
from lrcalc.schedule import Schedule
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.sheets.curve import LR
from lrcalc.solve import CLOSE, NoSolutionError, Solution
from lrcalc.values import pretty, trimmed

ALIKE = 1e-9  # a formula that was turned round by hand must come to the answer, relatively


class SolutionSource(Source):
    """An answer's derivation, and its check: the schedule at its epoch."""

    def __init__(
        self, question: Question | FormulaQuestion, solution: Solution, schedule: Schedule, epoch: float
    ) -> None:
        self.schedule = self.solved = schedule
        self.epoch = epoch
        self.unknown = question.unknown
        self.solution = solution
        turned = describe.derivation(schedule, question.unknown, epoch, question.goal.target)
        self.turned = turned if turned and _comes_to(turned[1], solution) else None

    def derivation(self, digits: int) -> Sequence[str]:
        """Return how the answer is found: the formula turned round, or that it was found by trying."""
        answer = f"{self.unknown} = {pretty(trimmed(self.solution.value))}"
        if self.turned is None:
            how = "by trying one epoch after another" if self.unknown == EPOCH else "numerically, by bisection"
            return [f"{answer}, found {how}", "", "check:"]
        names, numbers = self.turned
        value = evaluate(numbers) + 0.0
        shown = f"{value:.{digits}g}"
        relation = "=" if abs(float(shown) - value) <= LAST_BITS * abs(value) else "≈"
        lines = [f"{self.unknown} = {names}", f"{self.unknown} = {numbers} {relation} {shown}"]
        if self.unknown == EPOCH and abs(value - self.solution.value) > ALIKE * value:
            lines.append(f"the first whole epoch from there on is {pretty(self.solution.value)}")
        return [*lines, "", "check:"]

    def legend(self) -> Sequence[str]:
        """Return the schedule's formulas, and what their names mean."""
        return describe.legend(self.solved)

    def working(self, row: Row) -> str:  # noqa: ARG002 - there is one row
        """Return the formula with the numbers of the check."""
        return describe.working(self.solved, self.epoch)


def _comes_to(numbers: str, solution: Solution) -> bool:
    try:
        value = evaluate(numbers)
    except (ArithmeticError, ValueError):  # of math, at the edge of a formula
        return False
    answers = [solution.value] if solution.exact is None else [solution.exact, solution.value]
    return any(abs(value - answer) <= ALIKE * abs(answer) for answer in answers)


def solution_sheet(question: Question | FormulaQuestion) -> Sheet:
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
    answer = f"{question.unknown} = {pretty(value)}"
    exact = solution.exact if solution.exact not in (None, epoch) else None
    if exact is not None:
        row["exact_epoch"] = document["exact_epoch"] = exact
        answer += f", and the curve crosses {pretty(question.goal.target)} at epoch {exact:.6g}"
    if solution.others:
        document["others"] = solution.others
    columns = [Column(name, "place" if name == EPOCH else "beside", exact=name != "exact_epoch") for name in row]
    return Sheet(
        title=answer,
        details=[f"{schedule.name}: {describe.formula(schedule)}", *describe.details(schedule)],
        columns=[*columns, LR],
        rows=[(*row.values(), schedule(epoch))],
        label={"schedule": schedule.name},
        facts=document,
        facts_only=True,
        source=SolutionSource(question, solution, schedule, epoch),
        notes=[*([f"other answers: {solution.others}"] if solution.others else []), *_strictly(question, solution)],
    )


def _strictly(question: Question | FormulaQuestion, solution: Solution) -> Iterator[str]:
    """Yield the first epoch that is beyond the target, where the answer is just at it for a while."""
    goal = question.goal
    if question.unknown != EPOCH or goal.relation != "reach" or goal.target == 0:
        return
    schedule = question.schedule(solution.value)
    rate = schedule(solution.value)
    if abs(rate - goal.target) <= CLOSE * goal.target and abs(schedule(solution.value + 1) - rate) <= CLOSE * rate:
        before = schedule(max(solution.value - 1, 0))  # where it is reached from: a ramp may be the other way
        side: Literal["below", "above"] = "below" if before >= rate else "above"
        beyond = replace(question, goal=replace(goal, relation=side, after=int(solution.value)))
        with suppress(NoSolutionError):
            first = pretty(beyond.solution().value)
            yield f"at epoch {pretty(solution.value)} the rate is at the target; it is {side} it from epoch {first} on"

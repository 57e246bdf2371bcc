"""An exercise's question: all numbers of a schedule but one, and the learning rate to meet."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from lrcalc.compose import Warmup, assemble
from lrcalc.schedule import FINITE, REQUIRED, Param, Parameter, Schedule
from lrcalc.solve import Goal, NoSolutionError, Solution, solve_epoch, solve_parameter
from lrcalc.values import pretty

if TYPE_CHECKING:
    from lrcalc.gradient import Gradient

EPOCH = "epoch"
TARGET = "target"
ASKED = {
    TARGET: Parameter(TARGET, Annotated[float, Param("Learning rate to reach.")], REQUIRED),
    EPOCH: Parameter(EPOCH, Annotated[float, Param("Epoch at which to reach it.", unit="epochs")], REQUIRED),
}


class QuestionError(ValueError):
    """A question has no unknown, or more than one.

    The sentence has ``{}`` for each of ``names``, so that the command line can spell them as options.
    """

    def __init__(self, sentence: str, *names: str) -> None:
        super().__init__(sentence.format(*names))
        self.sentence = sentence
        self.names = names

    def spelled(self, spell: Callable[[str], str]) -> str:
        """Return the sentence with its names spelled another way."""
        return self.sentence.format(*map(spell, self.names))


class NothingMissingError(QuestionError):
    """All numbers are given; ``names`` are those with a default, for which one could ask."""


@dataclass(frozen=True)
class Question:
    """A strategy, the numbers that are given, and the name of the unknown."""

    kind: type[Schedule]
    given: Mapping[str, Any]
    unknown: str
    goal: Goal

    @property
    def parameter(self) -> Parameter:
        """The unknown's declaration."""
        return parameters_of(self.kind)[self.unknown]

    def schedule(self, value: float) -> Schedule:
        """Return the schedule with an answer in its place."""
        numbers = {name: number for name, number in self.given.items() if name != EPOCH}
        return assemble(self.kind, numbers if self.unknown == EPOCH else {**numbers, self.unknown: value})

    def solution(self) -> Solution:
        """Return the answer. Raises NoSolutionError in the exercise's own words where there is none."""
        try:
            if self.unknown == EPOCH:
                schedule = self.schedule(0)
                solution = solve_epoch(schedule, self.goal)
                schedule(solution.value)  # a curve may pass its target on the way to overflow
                return solution
            return solve_parameter(self.schedule, self.parameter, epoch=self.given[EPOCH], target=self.goal.target)
        except NoSolutionError:
            raise NoSolutionError(self._impossible()) from None

    def _impossible(self) -> str:
        first = next(iter(self.kind.parameters))
        start = pretty(self.given[first]) if first.startswith("lr") and first in self.given else "the learning rate"
        target = pretty(self.goal.target)
        if self.unknown == EPOCH:
            where = "" if self.goal.relation == "reach" else f"{self.goal.relation} "
            after = "" if self.goal.after is None else f" from epoch {self.goal.after} on"
            return f"no epoch{after} brings {start} {where or 'to '}{target}"
        interval = self.parameter.param.range.interval
        goal = f"{target} at epoch {pretty(self.given[EPOCH])}"
        return f"no {self.unknown} in {interval} brings {start} to {goal}"


def ask_gradient(given: Mapping[str, Any], target: float, wanted: str) -> "tuple[Gradient, float]":
    """Return the gradient of which layer 1 gets a target, and the number that was wanted.

    Raises NoSolutionError where no number does.
    """
    from lrcalc.gradient import Gradient, layers_until

    if wanted in given:
        raise QuestionError("{} is the unknown: leave it out.", wanted)
    if wanted == "layers":
        count = layers_until(Gradient(**{**given, "layers": 1}), target)
        if count is None:
            raise NoSolutionError(f"no number of layers brings the gradient to {pretty(target)}")
        return Gradient(**{**given, "layers": count}), count
    parameter = Parameter(wanted, Annotated[float, Gradient.parameters[wanted].param], REQUIRED)

    def make(value: float) -> Callable[[float], float]:
        gradient = Gradient(**{**given, wanted: value})
        return lambda _: gradient.last

    try:
        solution = solve_parameter(make, parameter, epoch=0, target=target)
    except NoSolutionError:
        goal = f"{pretty(target)} after {given['layers']} layers"
        raise NoSolutionError(f"no {wanted} brings the gradient to {goal}") from None
    return Gradient(**{**given, wanted: solution.value}), solution.value


@dataclass(frozen=True)
class FormulaQuestion:
    """A formula with one name open, or with its epoch."""

    expression: str
    given: Mapping[str, float]
    unknown: str
    goal: Goal
    variable: str = EPOCH

    @property
    def parameter(self) -> Parameter:
        """The unknown's declaration: any number, or an epoch."""
        help_ = "Number of a name in the formula."
        return (
            ASKED[EPOCH]
            if self.unknown == EPOCH
            else Parameter(self.unknown, Annotated[float, Param(help_, FINITE)], 1.0)
        )

    def schedule(self, value: float) -> Schedule:
        """Return the formula with an answer in its place."""
        from lrcalc.formula import Formula

        numbers = {name: number for name, number in self.given.items() if name != EPOCH}
        names = numbers if self.unknown == EPOCH else {**numbers, self.unknown: value}
        return Formula(expression=self.expression, names=names, variable=self.variable)

    def solution(self) -> Solution:
        """Return the answer; raise NoSolutionError where there is none."""
        try:
            if self.unknown == EPOCH:
                return solve_epoch(self.schedule(0), self.goal)
            epoch, target = self.given[EPOCH], self.goal.target
            return solve_parameter(self.schedule, self.parameter, epoch=epoch, target=target)
        except NoSolutionError:
            what = "epoch" if self.unknown == EPOCH else self.unknown
            raise NoSolutionError(f"no {what} brings the formula to {pretty(self.goal.target)}") from None


def parameters_of(kind: type[Schedule]) -> dict[str, Parameter]:
    """Return the parameters that a question about a strategy may give: its own, its warm-up's, and the epoch."""
    warmup = {} if kind.warms_up else Warmup.parameters
    return {**kind.parameters, **warmup, EPOCH: ASKED[EPOCH]}


def ask(kind: type[Schedule], given: Mapping[str, Any], goal: Goal, wanted: str | None = None) -> Question:
    """Return the question that asks for the number that is missing, or for the one that is wanted.

    >>> from lrcalc import Exponential
    >>> ask(Exponential, {"lr": 0.1, "epoch": 50}, Goal(0.001)).unknown
    'rate'
    """
    parameters = parameters_of(kind)
    checked = {name: parameters[name].checked(value) for name, value in given.items()}
    missing = [name for name in (*kind.parameters, EPOCH) if parameters[name].required and name not in given]
    if wanted is not None:
        if wanted in given:
            raise QuestionError("{} is the unknown: leave it out.", wanted)
        missing = [wanted, *(name for name in missing if name != wanted)]
    if not missing:
        missing = _meant(kind, given)
    if len(missing) > 1:
        holes = " and ".join(["{}"] * len(missing))
        raise QuestionError(f"More than one number is missing: {holes}. Give all but one.", *missing)
    if parameters[missing[0]].kind not in (float, int):
        raise QuestionError("{} cannot be the unknown: it is not a single number.", missing[0])
    require_meaning(goal, missing[0])
    return Question(kind, checked, missing[0], replace(goal, target=ASKED[TARGET].checked(goal.target)))


def require_meaning(goal: Goal, unknown: str) -> None:
    """Raise QuestionError where a goal is one of epochs, and another number is asked for."""
    if unknown != EPOCH and (goal.relation != "reach" or goal.after is not None):
        word = "after" if goal.relation == "reach" else goal.relation
        raise QuestionError("{} is for an epoch, and {} is missing, too.", word, unknown)


def _meant(kind: type[Schedule], given: Iterable[str]) -> list[str]:
    """Return the one number with a default that is probably asked for, where all others are given.

    A floor of 0 and a limit that is not set are meant as they are; a power of 1 need not be.
    """
    defaulted = [
        parameter
        for parameter in kind.parameters.values()
        if parameter.kind in (float, int) and not parameter.required and parameter.name not in given
    ]
    meant = [parameter.name for parameter in defaulted if parameter.default and not parameter.param.quiet]
    if len(meant) == 1:
        return meant
    holes = " or ".join(["{}"] * len(defaulted))
    hint = f", or ask for one that has a default: {holes}" if defaulted else ""
    sentence = f"Nothing is missing: leave out the number to compute{hint}."
    raise NothingMissingError(sentence, *(parameter.name for parameter in defaulted))

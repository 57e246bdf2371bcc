"""``lrcalc solve``: give all but one, and the missing one is computed."""

import inspect
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import click

from lrcalc import describe
from lrcalc.cli.command import SheetCommand, version_option
from lrcalc.cli.groups import Deferred, OrderedGroup
from lrcalc.cli.strategy import (
    ParameterOption,
    collected,
    option_error,
    parameter_options,
)
from lrcalc.compose import assemble
from lrcalc.schedule import REQUIRED, Param, Parameter, ParameterError, Schedule, pretty, trimmed
from lrcalc.schedules import STRATEGIES, load
from lrcalc.solve import NoSolutionError, Solution, solve_epoch, solve_parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcalc.sheet import Sheet

EPOCH = "epoch"


TARGET = "target"
WHERE = Param("Epoch at which the target is to be met.", unit="epochs")
QUESTION = {
    TARGET: Parameter(TARGET, Annotated[float, Param("Learning rate to meet.")], REQUIRED),
    EPOCH: Parameter(EPOCH, Annotated[float, WHERE], REQUIRED),
}


def solve_command(name: str) -> SheetCommand:
    """Make the command that solves a strategy's equation."""
    kind = load(name)
    sections: dict[str, Sequence[click.Option]] = {
        "Question": [
            ParameterOption(QUESTION[TARGET]),
            ParameterOption(QUESTION[EPOCH], required=False),
            click.Option(["--for", "unknown"], metavar="NAME", help="The unknown, where it has a default."),
        ],
        **parameter_options(kind, required=False),
    }
    options = [option for section in sections.values() for option in section]
    own = [option.parameter for option in options if isinstance(option, ParameterOption)]
    parameters = {parameter.name: parameter for parameter in own}

    def make(unknown: str | None, **values: Any) -> "Sheet":
        given = collected(values)
        try:
            checked = {name: parameters[name].checked(value) for name, value in given.items()}
            target = checked.pop(TARGET)
            name = find_unknown(kind, parameters, checked, unknown)
            return _sheet(_Exercise(kind, parameters, checked, name, target))
        except ParameterError as error:
            raise option_error(error) from None

    formula = kind.formula.replace("{", "").replace("}", "")
    return SheetCommand(
        name,
        make=make,
        help=f"Compute the number that is missing in {name}.\n\nGive all but one: a parameter that is missing is "
        "computed; a missing epoch is the first whole one that reaches the target.\n\n"
        f"\b\n  lr(epoch) = {formula}",
        sections=sections,
    )


def find_unknown(
    kind: type[Schedule], parameters: dict[str, Parameter], given: dict[str, Any], wanted: str | None
) -> str:
    """Return the name of the unknown: the one that is missing, or the one that --for names."""
    missing = [name for name in (*kind.parameters, EPOCH) if parameters[name].required and name not in given]
    if wanted is not None:
        name = _named(wanted, kind, parameters)
        if name in given:
            raise click.UsageError(f"--for {wanted} is the unknown: leave --{_option(name)} out.")
        missing = [name, *(other for other in missing if other != name)]
    open_ones = [
        parameter
        for parameter in kind.parameters.values()
        if parameter.kind in (float, int) and not parameter.required and parameter.name not in given
    ]
    if not missing:
        # A floor of 0 and a limit that is not set are meant as they are; a power of 1 need not be.
        missing = [parameter.name for parameter in open_ones if parameter.default and not parameter.param.quiet]
        if len(missing) != 1:
            names = [f"--for {_option(parameter.name)}" for parameter in open_ones]
            hint = f", or name one that has a default: {' or '.join(names)}" if names else ""
            raise click.UsageError(f"Nothing is missing: leave out what is to be computed{hint}.")
    if len(missing) > 1:
        options = " and ".join(f"--{_option(name)}" for name in missing)
        raise click.UsageError(f"More than one is missing: {options}. Give all but one.")
    if parameters[missing[0]].kind not in (float, int):
        raise click.UsageError(f"--{_option(missing[0])} cannot be the unknown: it is not a single number.")
    return missing[0]


def _named(wanted: str, kind: type[Schedule], parameters: dict[str, Parameter]) -> str:
    names = {
        alias: name
        for name, parameter in parameters.items()
        for alias in (_option(name), *parameter.param.aliases)
        if name != TARGET
    }
    name = names.get(wanted.lstrip("-").replace("_", "-"))
    if name is None:
        raise click.UsageError(f"--for {wanted}: {kind.strategy} has no such number; it has {', '.join(names)}.")
    return name


@dataclass
class _Exercise:
    """A question, and how to put an answer back into the strategy."""

    kind: type[Schedule]
    parameters: dict[str, Parameter]
    given: dict[str, Any]
    unknown: str
    target: float

    def schedule(self, value: float) -> Schedule:
        """Return the schedule with the answer in its place."""
        given = self.given if self.unknown == EPOCH else {**self.given, self.unknown: value}
        return assemble(self.kind, {name: value for name, value in given.items() if name != EPOCH})

    def solution(self) -> Solution:
        """Return the answer; an exercise that has none ends the command, in its own words."""
        try:
            if self.unknown == EPOCH:
                solution = solve_epoch(self.schedule(0), self.target)
                self.schedule(0)(solution.value)  # a curve may pass its target on the way to overflow
                return solution
            parameter, epoch = self.parameters[self.unknown], self.given[EPOCH]
            return solve_parameter(self.schedule, parameter, epoch=epoch, target=self.target)
        except NoSolutionError:
            raise click.ClickException(f"{self._impossible()}.") from None
        except OverflowError as error:
            raise click.ClickException(f"{error}.") from None

    def _impossible(self) -> str:
        start = next((pretty(self.given[name]) for name in ("lr", "lr_max") if name in self.given), "the learning rate")
        if self.unknown == EPOCH:
            return f"no epoch brings {start} to {pretty(self.target)}"
        interval = self.parameters[self.unknown].param.range.interval
        goal = f"{pretty(self.target)} at epoch {pretty(self.given[EPOCH])}"
        return f"no {_option(self.unknown)} in {interval} brings {start} to {goal}"


def _sheet(exercise: _Exercise) -> "Sheet":
    from lrcalc.sheet import Sheet

    solution = exercise.solution()
    value = exercise.parameters[exercise.unknown].data(solution.value)
    schedule = exercise.schedule(solution.value)
    epoch = trimmed(exercise.given.get(EPOCH, solution.value))
    # The last column is the check's lr: an lr that was the unknown is the initial one.
    row = {"initial_lr" if exercise.unknown == "lr" else exercise.unknown: value, EPOCH: epoch}
    document = {
        "unknown": exercise.unknown,
        "value": value,
        **schedule.data(),
        "check": {EPOCH: epoch, "lr": schedule(epoch)},
    }
    answer = f"{exercise.unknown} = {_in_full(value)}"
    if solution.exact is not None and solution.exact != epoch:
        row["exact_epoch"] = document["exact_epoch"] = solution.exact
        answer += f", which the curve meets at {_in_full(solution.exact)}"
    if solution.others:
        document["others"] = solution.others
    return Sheet(
        title=answer,
        details=[f"{schedule.name}: {describe.formula(schedule)}", *describe.details(schedule)],
        columns=(*row, "lr"),
        rows=[(*row.values(), schedule(epoch))],
        label={"schedule": schedule.name},
        facts=document,
        facts_only=True,
        exact=len(row),
        clock=EPOCH,
        notes=[f"other answers: {solution.others}"] if solution.others else [],
        working=lambda _: describe.working(schedule, epoch),
        legend=describe.legend(schedule),
    )


def _in_full(number: float) -> str:
    """Return a number in 15 digits, or shorter where it is."""
    shortest = pretty(number)
    return shortest if len(shortest.lstrip("0.")) <= 15 else f"{number:#.15g}"  # noqa: PLR2004


def _option(name: str) -> str:
    return name.replace("_", "-")


command = OrderedGroup(
    "solve",
    commands={name: Deferred(name, title, partial(solve_command, name)) for name, title in STRATEGIES.items()},
    headings={"Strategies": STRATEGIES},
    params=[version_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    help=inspect.cleandoc(
        """
        Compute the number that an exercise asks for.

        Give the target and all of the rest but one; the missing one is computed.

        \b
          lrcalc solve exponential --lr 0.1 --epoch 50 --target 0.001
          lrcalc solve step --lr 0.1 --rate 0.5 --every 10 --target 0.01
          lrcalc solve cosine --lr 0.1 --t-max 50 --epoch 10 --target 0.095 --for lr-min
        """
    ),
)

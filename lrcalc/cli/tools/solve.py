"""``lrcalc solve``: give all but one, and the missing one is computed."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import click

from lrcalc.cli.command import SheetCommand, version_option
from lrcalc.cli.groups import Deferred, OrderedGroup
from lrcalc.cli.options import ParameterOption, collected, option_error, option_name, parameter_options
from lrcalc.cli.run import run_options, scaled
from lrcalc.cli.types import NUMBER, Whole, Words
from lrcalc.question import (
    ASKED,
    EPOCH,
    TARGET,
    FormulaQuestion,
    NothingMissingError,
    QuestionError,
    ask,
    ask_gradient,
    parameters_of,
    require_meaning,
)
from lrcalc.schedule import POSITIVE, REQUIRED, Param, Parameter, ParameterError, Schedule
from lrcalc.schedules import STRATEGIES, load
from lrcalc.solve import Goal, NoSolutionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcalc.sheets import Sheet


def solve_command(name: str) -> SheetCommand:
    """Make the command that solves a strategy's equation."""
    kind = load(name)
    sections: dict[str, Sequence[click.Option]] = {
        "Question": [
            *_goal_options(),
            ParameterOption(ASKED[EPOCH], required=False),
            click.Option(
                ["--for", "wanted"],
                type=Words({name.replace("_", "-"): "" for name in parameters_of(kind)}),
                metavar="NAME",
                help="The number to compute, if it has a default.",
            ),
        ],
        **parameter_options(kind, required=False),
        "Run": [
            click.Option(["--epochs"], type=Whole(1), help="Epochs of the run, of which percentages are."),
            *run_options(),
        ],
    }
    of_run = [option.name for option in sections["Run"]]

    def make(wanted: str | None, **values: Any) -> "Sheet":
        from lrcalc.sheets.solution import solution_sheet

        goal = _goal(values)
        scaled(values, kind)
        values = {name: value for name, value in values.items() if name not in of_run}
        with _answers():
            named = None if wanted is None else _named(kind, wanted)
            return solution_sheet(ask(kind, collected(values, parameters_of(kind)), goal, named))

    formula = kind.formula.replace("{", "").replace("}", "")
    return SheetCommand(
        name,
        make=make,
        help=f"Compute the missing number of {name}.\n\nGive all numbers but one. A missing parameter is "
        "computed; a missing epoch is the first whole one at which the rate reaches the target, past the curve's first "
        "peak where it rises at first.\n\n"
        f"\b\n  lr(epoch) = {formula}",
        sections=sections,
    )


def _goal_options() -> list[click.Option]:
    return [
        ParameterOption(ASKED[TARGET], required=False),
        click.Option(["--below"], type=NUMBER, metavar="NUMBER", help="Ask for the first epoch strictly below it."),
        click.Option(["--above"], type=NUMBER, metavar="NUMBER", help="Ask for the first epoch strictly above it."),
        click.Option(
            ["--after"],
            type=Whole(0),
            metavar="EPOCH",
            help="First epoch to look at.  [default: the curve's first peak]",
        ),
    ]


@contextmanager
def _answers(spelled: Callable[[str], str] = option_name) -> Iterator[None]:
    """Turn what stands in the way of an answer into errors of the command line, in which ``spelled`` names numbers."""
    try:
        yield
    except ParameterError as error:
        raise option_error(error) from None
    except NothingMissingError as error:
        raise click.UsageError(error.spelled(lambda name: f"--for {name.replace('_', '-')}")) from None
    except QuestionError as error:
        raise click.UsageError(error.spelled(spelled)) from None
    except (NoSolutionError, OverflowError) as error:
        raise click.ClickException(f"{error}.") from None


def solve_formula() -> SheetCommand:
    """Make the command that finds a missing name of a formula."""
    from lrcalc.cli.tools.formula import made, names_option, numbers_of

    def make(expression: str, given: "Sequence[str]", epoch: float | None, **values: Any) -> "Sheet":
        from lrcalc.sheets.solution import solution_sheet

        goal, numbers = _goal(values), numbers_of(given)
        schedule = made(expression, numbers, EPOCH)
        missing = [*schedule.missing, *([EPOCH] if epoch is None else [])]
        if len(missing) != 1:
            what = "Nothing is missing" if not missing else f"More than one number is missing: {' and '.join(missing)}"
            raise click.UsageError(f"{what}: give all names of the formula with --set, and --epoch, but one.")
        with _answers(lambda name: name if name in missing else option_name(name)):
            known = {**numbers, **({} if epoch is None else {EPOCH: ASKED[EPOCH].checked(epoch)})}
            require_meaning(goal, missing[0])
            return solution_sheet(FormulaQuestion(schedule.expression, known, missing[0], goal))

    return SheetCommand(
        "formula",
        make=make,
        help="Compute the missing number of a formula of your own.\n\n"
        "Give its names with --set, and --epoch, all but one."
        '\n\n\b\n  lrcalc solve formula "lr0 / (1 + k * epoch)" --set lr0=0.1 --epoch 30 --target 0.05',
        arguments=[click.Argument(["expression"], metavar="FORMULA")],
        sections={"Question": [*_goal_options(), ParameterOption(ASKED[EPOCH], required=False), names_option()]},
    )


def _goal(values: dict[str, Any]) -> Goal:
    """Take what is asked of the epoch out of the options' values."""
    given = {word: number for word in ("target", "below", "above") if (number := values.pop(word)) is not None}
    after = values.pop("after")
    if not given:
        raise click.UsageError("Missing option '--target', or '--below' or '--above'.")
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(f'--{word}' for word in given)} are both given: leave one of them out.")
    ((word, number),) = given.items()
    try:
        target = ASKED[TARGET].checked(number)
    except ParameterError as error:
        raise option_error(ParameterError(word, error.problem)) from None
    relation: Any = "reach" if word == "target" else word
    return Goal(target, relation, after)


def _named(kind: type[Schedule], wanted: str) -> str:
    """Return the parameter that --for names, by any of its names."""
    names = {
        alias: name
        for name, parameter in parameters_of(kind).items()
        for alias in (name.replace("_", "-"), *parameter.param.aliases)
    }
    name = names.get(wanted.lstrip("-").replace("_", "-"))
    if name is None:
        raise click.UsageError(f"--for {wanted}: {kind.strategy} has no such number; it has {', '.join(names)}.")
    return name


GRADIENT_UNKNOWNS = ("layers", "weight", "mean", "std", "factor")
OTHERS = {
    "formula": "A formula of your own",
    "gradient": "Vanishing gradients: the number of layers, a weight, a mean",
}


def gradient_command() -> SheetCommand:
    """Make the command that solves for a number of a vanishing gradient."""
    from lrcalc.gradient import Gradient

    own = [parameter for name, parameter in Gradient.parameters.items() if name != "below"]
    goal = Parameter("target", Annotated[float, Param("Gradient that layer 1 is to get.", POSITIVE)], REQUIRED)

    def make(wanted: str | None, target: float, **values: Any) -> "Sheet":
        from lrcalc.sheets.gradient import gradient_answer_sheet

        with _answers():
            given = collected(values, Gradient.parameters)
            unknown = wanted or "layers"
            if unknown != "layers" and "layers" not in given:
                raise click.UsageError("Missing option '--layers'.")
            if wanted is None and "layers" in given:
                names = ", ".join(f"--for {name}" for name in GRADIENT_UNKNOWNS[1:])
                raise click.UsageError(f"Nothing is missing: leave --layers out, or name the unknown: {names}.")
            gradient, value = ask_gradient(given, goal.checked(target), unknown)
            return gradient_answer_sheet(gradient, unknown, value, target)

    return SheetCommand(
        "gradient",
        make=make,
        help="Compute how many layers bring the gradient to a target; or, with --for, the number that does so in a "
        "network of --layers.\n\n\b\n  lrcalc solve gradient --activation sigmoid --target 1e-6",
        sections={
            "Question": [
                ParameterOption(goal),
                click.Option(
                    ["--for", "wanted"],
                    type=click.Choice(GRADIENT_UNKNOWNS),
                    help="The number to compute.  [default: layers]",
                ),
            ],
            "Parameters": [ParameterOption(parameter, required=False) for parameter in own],
        },
    )


command = OrderedGroup(
    "solve",
    commands={
        **{name: Deferred(name, title, partial(solve_command, name)) for name, title in STRATEGIES.items()},
        "formula": Deferred("formula", OTHERS["formula"], solve_formula),
        "gradient": Deferred("gradient", OTHERS["gradient"], gradient_command),
    },
    headings={"Strategies": STRATEGIES, "Others": OTHERS},
    params=[version_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    help=inspect.cleandoc(
        """
        Compute the number that an exercise asks for.

        Give the target and all other numbers but one; the missing one is computed.

        \b
          lrcalc solve exponential --lr 0.1 --epoch 50 --target 0.001
          lrcalc solve step --lr 0.1 --rate 0.5 --every 10 --target 0.01
          lrcalc solve cosine --lr 0.1 --t-max 50 --epoch 10 --target 0.095 --for lr-min
        """
    ),
)

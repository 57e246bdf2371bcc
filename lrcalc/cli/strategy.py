"""The command of a strategy, derived from its schedule class."""

import inspect
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.types import EPOCHS, NUMBER, Whole
from lrcalc.curve import LAST_EPOCH, Curve
from lrcalc.schedule import Parameter, ParameterError, Schedule, show
from lrcalc.schedules import STRATEGIES, load

if TYPE_CHECKING:
    from lrcalc.sheet import Sheet

DEFAULT_EPOCHS = 10  # where a schedule never is complete


def strategy_command(name: str) -> SheetCommand:
    """Make the command of a strategy."""
    kind = load(name)

    def make(**values: Any) -> "Sheet":
        window = {option: values.pop(option) for option in ("epochs", "start", "at")}
        return curve_sheet(make_schedule(kind, values), **window)

    return SheetCommand(
        name,
        make=make,
        help=help_text(name, kind),
        sections={
            "Parameters": [ParameterOption(parameter) for parameter in kind.parameters.values()],
            "Window": window_options(),
        },
    )


def help_text(name: str, kind: type[Schedule]) -> str:
    """Return a strategy's help: its docstring up to the example, the formula, the source."""
    prose = inspect.cleandoc(kind.__doc__ or "").partition("\n\n>>>")[0].replace("``", "")
    formula = kind.formula.replace("{", "").replace("}", "")
    return f"{STRATEGIES[name]}.\n\n{prose}\n\n\b\n  lr(epoch) = {formula}\n\nReference: {kind.reference}."


class ParameterOption(click.Option):
    """The option of a schedule's parameter."""

    def __init__(self, parameter: Parameter) -> None:
        names = [parameter.name.replace("_", "-"), *parameter.param.aliases]
        flag = parameter.kind is bool
        super().__init__(
            [*(f"--{name}" for name in names), parameter.name],
            help=parameter.param.help,
            required=parameter.default is None,
            is_flag=flag or None,
            type=bool if flag else NUMBER,
            metavar=None if flag else parameter.param.unit.upper() or "NUMBER",
        )
        self.parameter = parameter

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Add the default and the range, both of which the schedule knows."""
        extra = super().get_help_extra(ctx)
        if self.parameter.kind is not bool:
            extra["range"] = self.parameter.param.range.words
            if self.parameter.default is not None:
                extra["default"] = show(self.parameter.default)
        return extra


def window_options() -> list[click.Option]:
    """Return new options for the epochs to list."""
    return [
        click.Option(
            ["-n", "--epochs"], type=Whole(1), help="Rows. [default: until the schedule is complete, else 10]"
        ),
        click.Option(
            ["--start"],
            type=Whole(0),
            metavar="EPOCH",
            help="First epoch; textbooks often count from 1. [default: 0]",
        ),
        click.Option(
            ["--at"],
            type=EPOCHS,
            multiple=True,
            metavar="LIST",
            help="List exactly these epochs, such as 10,20,30 or 2.5.",
        ),
    ]


def make_schedule(kind: type[Schedule], values: dict[str, Any]) -> Schedule:
    """Make a schedule of the options that were given; a broken rule becomes an error of its option."""
    try:
        return kind(**{name: value for name, value in values.items() if value is not None})
    except ParameterError as error:
        context = click.get_current_context()
        option = next(param for param in context.command.params if param.name == error.name)
        raise click.BadParameter(f"{error.problem}.", ctx=context, param=option) from None


def curve_sheet(
    schedule: Schedule, epochs: int | None, start: int | None, at: Sequence[Sequence[float]]
) -> "Sheet":
    """Return the sheet of a schedule in the window that the options ask for."""
    if at:
        if epochs is not None or start is not None:
            other = "--epochs" if epochs is not None else "--start"
            raise click.UsageError(
                f"--at lists the epochs itself and excludes {other}: leave one of them out."
            )
        curve = Curve(schedule, [epoch for part in at for epoch in part])
        after = None
    else:
        first = start or 0
        after = first + (epochs or math.ceil(schedule.horizon or DEFAULT_EPOCHS))
        if after > LAST_EPOCH:
            raise click.UsageError(
                f"The window ends at epoch {after}: epochs beyond 2^53 cannot be told apart."
            )
        curve = Curve(schedule, range(first, after))
    try:
        curve.require_finite()
    except OverflowError as error:
        raise click.ClickException(f"{error}.") from None
    from lrcalc.sheet import of_curve

    return of_curve(curve, after=after)

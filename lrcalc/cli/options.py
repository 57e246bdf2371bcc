"""The options of parameters, derived from their declarations, and the values that they make."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from lrcalc.cli.types import NUMBER, NUMBERS, WHOLE
from lrcalc.compose import Warmup, assemble
from lrcalc.schedule import Parameter, ParameterError, Schedule
from lrcalc.values import pretty

T = TypeVar("T")


def parameter_options(kind: type[Schedule], *, required: bool = True) -> "dict[str, list[ParameterOption]]":
    """Return new options for a strategy's parameters and, where it has none of its own, its warm-up."""
    sections = {"Parameters": [ParameterOption(parameter, required=required) for parameter in kind.parameters.values()]}
    if not kind.warms_up:
        sections["Warm-up"] = [ParameterOption(parameter, required=False) for parameter in Warmup.parameters.values()]
    return sections


class ParameterOption(click.Option):
    """The option of a schedule's parameter."""

    def __init__(self, parameter: Parameter, *, required: bool = True) -> None:
        kinds: dict[type, dict[str, Any]] = {
            float: {"type": NUMBER, "metavar": parameter.param.unit.upper() or "NUMBER"},
            int: {"type": WHOLE, "metavar": "COUNT"},
            bool: {"is_flag": True},
            str: {"type": click.Choice(parameter.choices)},
            tuple: {"type": NUMBERS, "metavar": "LIST", "multiple": True},
        }
        super().__init__(
            [
                option_name(parameter.name),
                *(f"--{alias}" for alias in parameter.param.aliases),
                parameter.name,
            ],
            help=parameter.param.help,
            required=required and parameter.required,
            **kinds[parameter.kind],
        )
        self.parameter = parameter

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Add the default and the range, both of which the schedule knows."""
        extra = super().get_help_extra(ctx)
        if self.parameter.kind not in (bool, str):
            extra["range"] = self.parameter.param.range.words
        if self.parameter.kind is not bool and not (self.parameter.required or self.parameter.default is None):
            extra["default"] = pretty(self.parameter.default)
        return extra


def made(make: Callable[..., T], values: dict[str, Any]) -> T:
    """Make something of the options that were given; a broken rule becomes an error of its option."""
    try:
        return make(**collected(values))
    except ParameterError as error:
        raise option_error(error) from None


def make_schedule(kind: type[Schedule], values: dict[str, Any]) -> Schedule:
    """Make a schedule of the options that were given, those of a warm-up among them."""
    return made(lambda **given: assemble(kind, given), values)


def collected(values: dict[str, Any]) -> dict[str, Any]:
    """Return the options that were given; the lists of one that was repeated are one list."""
    given = {name: value for name, value in values.items() if value is not None and value != ()}
    return {
        name: tuple(number for part in value for number in part) if isinstance(value, tuple) else value
        for name, value in given.items()
    }


def option_error(error: ParameterError) -> click.BadParameter:
    """Return the error of the option that sets a parameter, in the command that is running."""
    context = click.get_current_context()
    option = next((param for param in context.command.params if param.name == error.name), None)
    return click.BadParameter(f"{error.problem}.", ctx=context, param=option, param_hint=None if option else error.name)


def option_name(name: str) -> str:
    """Return the option of a parameter.

    >>> option_name("lr_min")
    '--lr-min'
    """
    return f"--{name.replace('_', '-')}"

"""The options of parameters, derived from their declarations, and the values that they make."""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from lrcalc.cli.types import NUMBER, NUMBERS, Share, Whole
from lrcalc.cli.words import Context
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
            int: {"type": Whole(shares=bool(parameter.param.unit)), "metavar": "COUNT"},
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

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Return the option as the user spelled it, or by the first of its names."""
        words = [word.partition("=")[0] for word in ctx.words] if isinstance(ctx, Context) else []
        return f"'{next((word for word in reversed(words) if word in self.opts), self.opts[0])}'"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the first name and the help, and the other names behind it."""
        first, *others = self.opts
        self.opts = [first]
        record = super().get_help_record(ctx)
        self.opts = [first, *others]
        if record is None or not others:
            return record
        return record[0], f"{record[1]}  [also: {', '.join(others)}]"

    def get_help_extra(self, ctx: click.Context) -> Any:
        """Add the default and the range, both of which the schedule knows."""
        extra = super().get_help_extra(ctx)
        if self.parameter.kind not in (bool, str):
            extra["range"] = self.parameter.param.range.words
        if self.parameter.kind is not bool and not (self.parameter.required or self.parameter.default is None):
            extra["default"] = pretty(self.parameter.default)
        return extra


def made(make: Callable[..., T], values: dict[str, Any], parameters: Mapping[str, Parameter]) -> T:
    """Make something of the options that were given; a broken rule becomes an error of its option."""
    try:
        return make(**collected(values, parameters))
    except ParameterError as error:
        raise option_error(error) from None


def make_schedule(kind: type[Schedule], values: dict[str, Any]) -> Schedule:
    """Make a schedule of the options that were given, those of a warm-up among them."""
    return made(lambda **given: assemble(kind, given), values, {**kind.parameters, **Warmup.parameters})


def collected(values: dict[str, Any], parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """Return the options that were given; the lists of one that was repeated are one list, percentages are numbers."""
    given = {name: value for name, value in values.items() if value is not None and value != ()}
    given = {
        name: tuple(number for part in value for number in part) if isinstance(value, tuple) else value
        for name, value in given.items()
    }

    def number(name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(number(name, one) for one in value)
        return _of_what(value, name, given, parameters) if isinstance(value, Share) else value

    return {name: number(name, value) for name, value in given.items()}


def _of_what(share: Share, name: str, given: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> float:
    """Return the number that a percentage is: of another parameter, of the run or its schedule's end, or of 1."""
    param = parameters[name].param
    if param.of:
        if param.of not in given:
            raise ParameterError(name, f"{share} is of {param.of}, which is not given")
        return share.of(given[param.of])
    if param.unit != "epochs":
        return share.of(1)
    ends = [
        value
        for other, value in given.items()
        if parameters[other].param.when == "end" and other != name and not isinstance(value, Share)
    ]
    updates, length = run_length()
    if updates is not None:
        return math.ceil(round(share.of(updates), 9))  # as the Trainer rounds a warm-up ratio
    whole = ends[0] if length is None and ends else length
    if whole is None:
        known = "" if param.when == "end" else ", or the schedule's end"
        raise ParameterError(name, f"{share} of what? Give the run's length with --epochs{known}")
    return share.of(whole)


def run_length() -> tuple[int | None, int | None]:
    """Return the updates of the run, and else the epochs, that the running command, or the one around it, is for."""
    from lrcalc.cli.run import running

    run = running()
    if run is not None and run.updates is not None:
        return run.updates, None
    context = click.get_current_context(silent=True)
    while context:
        if context.params.get("epochs"):
            return None, int(context.params["epochs"]) + int(context.params.get("start") or 0)
        context = context.parent
    return None, None


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

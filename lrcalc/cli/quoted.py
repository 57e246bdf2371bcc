"""Schedules and gradients in one argument: ``"cosine --lr 0.1 --t-max 45"``."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lrcalc.cli.command import Sections
from lrcalc.cli.options import ParameterOption, made, make_schedule, parameter_options
from lrcalc.cli.run import scaled
from lrcalc.cli.types import Words
from lrcalc.cli.words import Command, no_such_command
from lrcalc.schedule import Schedule
from lrcalc.schedules import STRATEGIES, load

if TYPE_CHECKING:
    from lrcalc.gradient import Gradient

T = TypeVar("T")


def parts_argument(*others: Mapping[str, str], suffixes: Sequence[str] | None = None) -> click.Argument:
    """Return a new argument for schedules in quotes, for what else may begin a part, and for files."""
    kind = Words(STRATEGIES, *others, suffixes=suffixes, quoted=True)
    return click.Argument(["parts"], nargs=-1, required=True, metavar="PART...", type=kind)


def quoted_schedules(parts: Sequence[str]) -> tuple[Schedule, ...]:
    """Return the schedules of parts; an error names its part and, as ever, the option."""
    return tuple(quoted_schedule(text, f"part {number}") for number, text in enumerate(parts, 1))


def quoted_schedule(text: str, place: str) -> Schedule:
    """Return the schedule that a strategy and its parameters make."""

    def make(name: str, args: list[str]) -> Schedule:
        if name not in STRATEGIES:
            no_such_command(name, STRATEGIES)
        kind = load(name)

        def scaled_schedule(values: dict[str, Any]) -> Schedule:
            scaled(values, kind)
            return make_schedule(kind, values)

        return _parsed(name, args, scaled_schedule)

    return _quoted(text, place, make)


def quoted_code(text: str, place: str) -> "tuple[Schedule, Sequence[str]]":
    """Return the schedule that ``from`` and its code make, and what there is to note of it."""
    from lrcalc.cli.tools.from_ import command

    def make(name: str, args: list[str]) -> tuple[Schedule, Sequence[str]]:
        with command.make_context(name, args, click.get_current_context()) as context:
            sheet: Any = command.answer(context)  # of one schedule, always
        return sheet.source.schedule, sheet.notes

    return _quoted(text, place, make)


def quoted_gradient(text: str, place: str) -> "Gradient":
    """Return the gradient that its parameters make."""
    from lrcalc.gradient import Gradient

    def make(name: str, args: list[str]) -> Gradient:
        return _parsed(name, args, lambda values: made(Gradient, values, Gradient.parameters))

    return _quoted(text, place, make)


def part_sections(name: str) -> Sections:
    """Return the options that may follow the first word of a part, under their headings."""
    if name == "from":
        from lrcalc.cli.tools.from_ import command

        return command.sections
    if name == "gradient":
        from lrcalc.gradient import Gradient

        return {"Parameters": [ParameterOption(parameter) for parameter in Gradient.parameters.values()]}
    return parameter_options(load(name))


def _parsed(name: str, args: list[str], make: Callable[[dict[str, Any]], T]) -> T:
    outer = click.get_current_context()
    options = [option for section in part_sections(name).values() for option in section]
    with Command(name, params=[*options], add_help_option=False).make_context(name, args, outer) as context:
        return make(context.params)


def _quoted(text: str, place: str, make: Callable[[str, list[str]], T]) -> T:
    outer = click.get_current_context()
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise click.UsageError(f"In {place} ({text!r}): {str(error).rstrip('.')}.", outer) from None
    try:
        if not words:
            raise click.UsageError("The strategy is missing.")
        return make(words[0], words[1:])
    except click.UsageError as error:
        raise click.UsageError(f"In {place} ({text!r}): {error.format_message()}", outer) from None

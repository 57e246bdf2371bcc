"""Schedules that stand in one argument: ``"cosine --lr 0.1 --t-max 45"``."""

import shlex
from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from lrcalc.cli.gradient import make_gradient
from lrcalc.cli.strategy import ParameterOption, make_schedule, parameter_options
from lrcalc.gradient import Gradient
from lrcalc.schedule import Schedule
from lrcalc.schedules import STRATEGIES, load

T = TypeVar("T")


def part_schedules(parts: Sequence[str]) -> tuple[Schedule, ...]:
    """Return the schedules of parts; an error names its part and, as ever, the option."""
    return tuple(part_schedule(text, f"part {number}") for number, text in enumerate(parts, 1))


def part_schedule(text: str, place: str) -> Schedule:
    """Return the schedule that a strategy and its parameters make."""

    def made(name: str, args: list[str]) -> Schedule:
        if name not in STRATEGIES:
            raise click.NoSuchCommand(name, possibilities=STRATEGIES)
        kind = load(name)
        options = [option for section in parameter_options(kind).values() for option in section]
        with click.Command(name, params=[*options], add_help_option=False).make_context(name, args) as context:
            return make_schedule(kind, context.params)

    return _part(text, place, made)


def part_gradient(text: str, place: str) -> Gradient:
    """Return the gradient that its parameters make."""

    def made(name: str, args: list[str]) -> Gradient:
        options = [ParameterOption(parameter) for parameter in Gradient.parameters.values()]
        with click.Command(name, params=[*options], add_help_option=False).make_context(name, args) as context:
            return make_gradient(context.params)

    return _part(text, place, made)


def _part(text: str, place: str, made: Callable[[str, list[str]], T]) -> T:
    outer = click.get_current_context()
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise click.UsageError(f"In {place} ({text!r}): {error}.".replace("..", "."), outer) from None
    try:
        if not words:
            raise click.UsageError("The strategy is missing.")
        return made(words[0], words[1:])
    except click.UsageError as error:
        raise click.UsageError(f"In {place} ({text!r}): {error.format_message()}", outer) from None

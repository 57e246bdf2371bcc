"""Schedules that stand in one argument: ``"cosine --lr 0.1 --t-max 45"``."""

import shlex
from collections.abc import Sequence

import click

from lrcalc.cli.strategy import make_schedule, parameter_options
from lrcalc.schedule import Schedule
from lrcalc.schedules import STRATEGIES, load


def part_schedules(parts: Sequence[str]) -> tuple[Schedule, ...]:
    """Return the schedules of parts; an error names its part and, as ever, the option."""
    return tuple(part_schedule(text, f"part {number}") for number, text in enumerate(parts, 1))


def part_schedule(text: str, place: str) -> Schedule:
    """Return the schedule that a strategy and its parameters make."""
    outer = click.get_current_context()
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise click.UsageError(f"In {place} ({text!r}): {error}.".replace("..", "."), outer) from None
    try:
        if not words:
            raise click.UsageError("The strategy is missing.")
        name, *args = words
        if name not in STRATEGIES:
            raise click.NoSuchCommand(name, possibilities=STRATEGIES)
        kind = load(name)
        options = [option for section in parameter_options(kind).values() for option in section]
        with click.Command(name, params=[*options], add_help_option=False).make_context(name, args) as context:
            return make_schedule(kind, context.params)
    except click.UsageError as error:
        raise click.UsageError(f"In {place} ({text!r}): {error.format_message()}", outer) from None

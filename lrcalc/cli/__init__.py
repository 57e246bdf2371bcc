"""The command line: the main group. What a command does is in its own file, imported when it is used."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import click

from lrcalc.cli.command import version_option
from lrcalc.schedules import STRATEGIES

TOOLS = {
    "sequence": "Schedules one after another",
    "product": "Schedules multiplied",
    "examples": "The article's worked exercises",
    "completion": "Tab completion for bash, zsh and fish",
}


class Deferred(click.Command):
    """A command that is made when it is used: help, Tab and "Did you mean" need its name and title alone."""

    def __init__(self, name: str, title: str, make: Callable[[], click.Command]) -> None:
        super().__init__(name, short_help=title)
        self.make = make

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Make the real command, which goes on from here."""
        return self.make().make_context(info_name, args, parent, **extra)


class TwoLists(click.Group):
    """A group that lists its commands as strategies and tools, each in its own order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of their lists."""
        return [*self.commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write both lists under their headings."""
        for heading, titles in (("Strategies", STRATEGIES), ("Tools", TOOLS)):
            with formatter.section(heading):
                formatter.write_dl([*titles.items()])


def _make_strategy(name: str) -> click.Command:
    from lrcalc.cli.strategy import strategy_command

    return strategy_command(name)


def _make_tool(name: str) -> click.Command:
    command: click.Command = import_module(f"lrcalc.cli.{name}").command
    return command


root = TwoLists(
    "lrcalc",
    commands={
        **{name: Deferred(name, title, partial(_make_strategy, name)) for name, title in STRATEGIES.items()},
        **{name: Deferred(name, title, partial(_make_tool, name)) for name, title in TOOLS.items()},
    },
    params=[version_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Print what the learning rate will do, epoch by epoch.\n\n"
    "\b\n"
    "  lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30\n"
    "  lrcalc cosine --lr 0.1 --t-max 50 --csv > curve.csv",
    epilog="Each command has a help of its own: lrcalc step -h",
)

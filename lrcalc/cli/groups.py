"""Groups of commands that are made when they are used."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from lrcalc.cli.words import Context, no_such_command


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


def made(command: click.Command) -> click.Command:
    """Return the real command, of one that may be deferred."""
    return command.make() if isinstance(command, Deferred) else command


class OrderedGroup(click.Group):
    """A group whose help lists its commands under headings, in the order in which they stand there."""

    context_class = Context

    def __init__(self, name: str, *, headings: Mapping[str, Mapping[str, str]], **settings: Any) -> None:
        super().__init__(name, **settings)
        self.headings = headings

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in their order."""
        return [*self.commands]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the first word; where there is none, say which was meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            no_such_command(error.command_name, self.commands, ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the names and titles under each heading."""
        for heading, titles in self.headings.items():
            with formatter.section(heading):
                formatter.write_dl([*titles.items()])

"""``lrcalc help``: a command's help, and the options that commands share, in full."""

from typing import cast

import click

from lrcalc.cli import TOOLS
from lrcalc.cli.command import output_options, records, version_option
from lrcalc.cli.groups import OrderedGroup, made
from lrcalc.cli.run import run_options
from lrcalc.cli.types import Words
from lrcalc.cli.window import window_options
from lrcalc.cli.words import Context, no_such_command
from lrcalc.schedules import STRATEGIES

TOPICS = {
    "window": ("Which epochs or steps are listed", window_options),
    "run": ("A training run, which makes the clock of a curve steps", run_options),
    "output": ("How the answer is written", output_options),
}
TITLES = {**{name: title for name, (title, _) in TOPICS.items()}, "man": "The manual page"}
PNG = (
    "A PNG is made of an svg by the browser or by rsvg-convert: rsvg-convert curve.svg -o curve.png. Exit codes: 0; "
    "1 where the work could not be done; 2 for misuse; 130 for Ctrl-C."
)


def _print(words: tuple[str, ...]) -> None:
    context = click.get_current_context()
    root = context.find_root()
    if words == ("man",):
        from lrcalc.cli.man import page

        click.echo(page(cast("OrderedGroup", root.command)), nl=False)
        return
    if len(words) == 1 and words[0] in TOPICS:
        click.echo(topic(words[0], context))
        return
    path, command = root.command_path, root.command
    for word in words:
        found = command.get_command(root, word) if isinstance(command, click.Group) else None
        if found is None:
            no_such_command(word, [*getattr(command, "commands", {}), *TOPICS], context)
        path, command = f"{path} {word}", made(found)
    with command.make_context(path, ["--help"], resilient_parsing=True, terminal_width=root.terminal_width) as inner:
        click.echo(inner.command.get_help(inner))


def topic(name: str, context: click.Context) -> str:
    """Return the help of options that commands share."""
    title, options = TOPICS[name]
    formatter = context.make_formatter()
    with formatter.section(f"{name}: {title[0].lower()}{title[1:]}"):
        formatter.write_dl(records(options(), context))
    if name == "output":
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(PNG)
    return formatter.getvalue().rstrip("\n")


class _Command(click.Command):
    context_class = Context


command = _Command(
    "help",
    callback=_print,
    params=[
        click.Argument(
            ["words"],
            nargs=-1,
            metavar="[COMMAND|window|run|output|man]",
            type=Words(STRATEGIES, TOOLS, TITLES, then=Words()),
        ),
        version_option(),
    ],
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Print the help of a command, or in full the options that commands share: window, run, output; man prints the "
    "manual page.",
)

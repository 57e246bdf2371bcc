"""A command that makes sheets, and the output options that all such commands share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from lrcalc import __version__, outputs
from lrcalc.cli.terminal import COLORS, printable, wants_color
from lrcalc.cli.types import SIZE, Whole
from lrcalc.cli.words import Command, Context

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet

OUTPUT = ("format", "output", "digits", "log", "title", "caption", "size", "height", "pretty")  # the output options

SHARED = ("Window", "Run", "Output")  # sections that many commands have, in full in help of their own
TYPED = ParameterSource.COMMANDLINE

Sections = Mapping[str, Sequence[click.Option]]


class SheetCommand(Command):
    """A command that makes an answer and writes it as the output options say.

    ``sections`` are its own options under the headings of its help.
    """

    def __init__(
        self,
        name: str,
        *,
        make: "Callable[..., Sheet | list[Sheet]]",
        help: str,  # noqa: A002 - click's own name
        sections: Sections,
        arguments: Sequence[click.Argument] = (),
    ) -> None:
        self.make = make
        self.sections = {**sections, "Output": output_options()}
        options = [option for section in self.sections.values() for option in section]
        super().__init__(name, help=help, params=[*arguments, *options])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the command's own options under their headings, and the shared ones by their names."""
        for heading, options in self.sections.items():
            if heading not in SHARED:
                with formatter.section(heading):
                    formatter.write_dl(records(options, ctx))
        with formatter.section("Shared options, in full in lrcalc help window, run, output"):
            formatter.write_dl(
                [
                    (heading.lower(), ", ".join(map(spelled, options)))
                    for heading, options in self.sections.items()
                    if heading in SHARED
                ]
            )

    def invoke(self, ctx: click.Context) -> None:
        """Make the answer, then write it."""
        from lrcalc.cli.deliver import deliver, format_of, require_bounds, require_meaning
        from lrcalc.sheets import Answer, View

        made = self.answer(ctx)
        format_name, output = format_of(ctx.params["format"], ctx.params["output"]), ctx.params["output"]
        given = [name for name in ctx.params if ctx.get_parameter_source(name) == TYPED]
        require_meaning(format_name, given)
        command = _command_line(ctx) if outputs.FORMATS[format_name].kind == "code" else ""
        wishes = {name: ctx.params[name] for name in ("digits", "title", "caption", "size", "height", "pretty")}
        view = View(logarithmic=ctx.params["log"], command=command, color=wants_color(), **wishes)
        sheets, is_list = (made, True) if isinstance(made, list) else ([made], False)
        require_bounds(sheets, format_name, given)
        deliver(Answer(sheets, is_list, view), format_name, output)

    def answer(self, ctx: click.Context) -> "Sheet | list[Sheet]":
        """Return the command's answer without writing it."""
        values = {name: value for name, value in ctx.params.items() if name not in OUTPUT}
        made: Sheet | list[Sheet] = ctx.invoke(self.make, **values)
        return made


def spelled(option: click.Option) -> str:
    """Return an option's name, and its letter before it."""
    return "/".join(option.opts if len(option.opts[0]) == len("-n") else option.opts[:1])


def records(options: Iterable[click.Option], ctx: click.Context) -> list[tuple[str, str]]:
    """Return the names of options and what they mean."""
    return [record for option in options if (record := option.get_help_record(ctx))]


def _command_line(ctx: click.Context) -> str:
    from shlex import join

    words = ctx.words if isinstance(ctx, Context) else ()
    return printable(f"{ctx.command_path} {join(words)}")


def output_options() -> list[click.Option]:
    """Return new options for the format, the file and the digits."""
    formats = [*outputs.FORMATS]
    return [
        click.Option(
            ["-f", "--format"],
            type=click.Choice(formats),
            metavar="FORMAT",
            help=f"{', '.join(formats[:-1])} or {formats[-1]}.  [default: by the suffix of FILE, or table]",
        ),
        *(
            click.Option([f"--{name}", "format"], flag_value=name, help=f"Short for --format {name}.")
            for name in ("csv", "json")
        ),
        click.Option(
            ["-o", "--output"],
            type=click.Path(allow_dash=True),
            metavar="FILE",
            help="Write to a file, atomically: after an error the old file is intact.",
        ),
        click.Option(
            ["--digits"],
            type=Whole(1, 17),
            default=6,
            show_default=True,
            help="Significant digits where people read; csv, json and jsonl never round.",
        ),
        click.Option(["--pretty"], is_flag=True, help="Write json with a line for each row, for version control."),
        click.Option(["--log/--linear"], default=None, help="Scale of a picture's value axis."),
        click.Option(["--title"], metavar="TEXT", help="Title of a picture, instead of the formula."),
        click.Option(
            ["--caption/--no-caption"], default=True, help="Write the formula and the parameters above a picture."
        ),
        click.Option(["--size"], type=SIZE, metavar="WxH", help="Width and height of svg and html, such as 640x360."),
        click.Option(["--height"], type=Whole(3, 200), metavar="LINES", help="Lines of a plot in the terminal."),
        color_option(),
        version_option(),
    ]


def color_option() -> click.Option:
    """Return a new --color option; the words of the command line are looked at for it before they are parsed."""
    return click.Option(
        ["--color"],
        type=click.Choice(COLORS),
        default="auto",
        show_default=True,
        expose_value=False,
        help="Colour on a terminal, always or never; NO_COLOR and FORCE_COLOR are honoured.",
    )


def version_option() -> click.Option:
    """Return a new --version option, for each command has one."""

    def print_version(ctx: click.Context, _: click.Parameter, wanted: Any) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(f"lrcalc {__version__}")
            ctx.exit()

    return click.Option(
        ["-V", "--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=print_version,
        help="Show the version and exit.",
    )

"""The manual page, made of the commands: ``lrcalc help man`` prints it."""

from collections.abc import Iterable, Iterator

import click

from lrcalc import __version__
from lrcalc.cli.command import SHARED, records
from lrcalc.cli.groups import OrderedGroup, made
from lrcalc.cli.tools.help import TOPICS

EXIT = {
    "0": "The answer is whole; or the reader of a pipe had what it wanted.",
    "1": "The work could not be done: a file that cannot be written, no solution, a value that overflows.",
    "2": "Misuse: the message names the option, the value and the rule. Nothing is on standard output.",
    "130": "Ctrl-C.",
}
FILES = "A file of -o is replaced as a whole, or not at all. NO_COLOR, FORCE_COLOR, COLUMNS and LINES are honoured."


def page(root: OrderedGroup) -> str:
    """Return the manual page of the whole program, in roff."""
    return "\n".join([*_head(root), *_commands(root, "lrcalc"), *_shared(root), *_foot()]) + "\n"


def _head(root: OrderedGroup) -> Iterator[str]:
    yield f'.TH LRCALC 1 "" "lrcalc {__version__}" "User Commands"'
    yield ".SH NAME\nlrcalc \\- print what the learning rate will do, before you train with it"
    yield ".SH SYNOPSIS\n.B lrcalc\n.I COMMAND\n[OPTIONS]\n.SH DESCRIPTION"
    yield from _prose((root.help or "").partition("\n\n")[0])


def _commands(group: click.Group, path: str) -> Iterator[str]:
    yield ".SH COMMANDS"
    for name, command in group.commands.items():
        yield from _command(made(command), f"{path} {name}")


def _command(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        yield f'.SS "{path}"'
        yield from _prose(command.help or "")
        return
    with command.make_context(path, [], resilient_parsing=True) as context:
        yield f'.SS "{path}"'
        yield from _prose(command.help or "")
        sections = getattr(command, "sections", {"": command.params})
        for heading, params in sections.items():
            if heading not in SHARED:
                yield from _options(params, context)


def _options(params: Iterable[click.Parameter], context: click.Context) -> Iterator[str]:
    for name, text in records([param for param in params if isinstance(param, click.Option)], context):
        yield f".TP\n.B {_escaped(name)}\n{_escaped(' '.join(text.split()))}"


def _shared(root: click.Command) -> Iterator[str]:
    """Yield the options that commands share."""
    yield '.SH "SHARED OPTIONS"'
    for title, options in TOPICS.values():
        yield f'.SS "{title}"'
        yield from _options(options(), click.Context(root))


def _foot() -> Iterator[str]:
    yield '.SH "EXIT STATUS"'
    for code, meaning in EXIT.items():
        yield f".TP\n.B {code}\n{meaning}"
    yield f".SH FILES AND ENVIRONMENT\n{_escaped(FILES)}"


def _prose(text: str) -> Iterator[str]:
    """Yield paragraphs; one after a backspace keeps its lines, as in click."""
    for number, paragraph in enumerate(text.split("\n\n")):
        yield from [".PP"] * (number > 0)
        if paragraph.startswith("\b"):
            yield from (".nf", *(_escaped(line) for line in paragraph.split("\n")[1:]), ".fi")
        else:
            yield _escaped(" ".join(paragraph.split()))


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped

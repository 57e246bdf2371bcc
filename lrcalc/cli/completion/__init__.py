"""Tab without Python: what may be typed where, read from the commands once. One file here is one shell's script."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import click

from lrcalc.cli.groups import OrderedGroup, made
from lrcalc.cli.quoted import part_sections
from lrcalc.cli.types import Words

PART = '"'  # stands for a command's words before the first word of a quoted part


class Row(NamedTuple):
    """Something that may be typed: an option by its names, or a command; and the offer for its value, if any.

    An offer is a text of words to choose from. Among them, ``+group`` stands for the rows of a group, ``@.csv`` for
    files with a suffix, ``@`` for any file; ``"`` says that the words stand in quotes, ``...`` that more may follow.
    """

    names: tuple[str, ...]
    title: str
    offer: str | None = None
    aliases: tuple[str, ...] = ()  # offered where no name fits


Rows = tuple[Row, ...]


class Entry(NamedTuple):
    """What may follow a command: the groups of its options, and an offer for each of its arguments."""

    groups: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """All that may be typed: rows in groups, which commands share, and what may follow each command."""

    groups: dict[str, Rows] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)

    def add(self, path: str, command: click.Command, parent: click.Context | None = None) -> None:
        """Add a command, the commands in it, and those that begin its quoted parts."""
        context = click.Context(command, parent=parent, **command.context_settings)
        arguments = [param for param in command.params if isinstance(param, click.Argument)]
        offers = [offer for argument in arguments for offer in self._offers(path, argument)]
        if isinstance(command, OrderedGroup):
            offers = [" ".join(self._titled(path, heading, titles) for heading, titles in command.headings.items())]
            if path:
                self.entries[f"help {path}"] = Entry(offers=tuple(offers))
        self.entries[path] = Entry(self._options(path, _sections(command, context)), tuple(offers))
        for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
            self.add(f"{path} {name}".strip(), made(inner), context)
        for name in [name for argument in arguments for name in _parts(argument.type)]:
            self.entries[f"{PART} {name}"] = Entry(self._options(name, part_sections(name)))

    def _options(self, path: str, sections: Mapping[str, Iterable[click.Option]]) -> tuple[str, ...]:
        """Return the groups of options under headings."""
        return tuple(
            self._group(path, heading, tuple(self._option(path, option) for option in options))
            for heading, options in sections.items()
        )

    def _option(self, path: str, option: click.Option) -> Row:
        offer = None if option.is_flag else self._offer(path, option.type)
        aliases = tuple(name for name in option.opts if name.startswith("--"))[1:]
        names = tuple(name for name in (*option.opts, *option.secondary_opts) if name not in aliases)
        return Row(names, sentence(option.help or ""), offer, aliases)

    def _offers(self, path: str, argument: click.Argument) -> Iterator[str]:
        """Yield the offers for the words of an argument."""
        offer, then = self._offer(path, argument.type), getattr(argument.type, "then", None)
        yield f"... {offer}" if argument.nargs == -1 and then is None else offer
        while then is not None:
            yield self._offer(path, then)
            then = then.then

    def _offer(self, path: str, kind: Any) -> str:
        """Return the offer that a type makes."""
        if isinstance(kind, click.Choice):
            return " ".join(kind.choices)
        if isinstance(kind, click.Path):
            return "@"
        if not isinstance(kind, Words):
            return ""
        words = [
            self._titled(path, "words", titles) if any(titles.values()) else " ".join(titles) for titles in kind.titles
        ]
        return " ".join([*[PART] * kind.quoted, *words, *(f"@{suffix}" for suffix in kind.suffixes or ())])

    def _titled(self, path: str, heading: str, titles: Mapping[str, str]) -> str:
        return f"+{self._group(path, heading, tuple(Row((name,), title) for name, title in titles.items()))}"

    def _group(self, path: str, heading: str, rows: Rows) -> str:
        """Return the name of the group of these rows: its heading's, or that of the command which has it first."""
        known = next((name for name, group in self.groups.items() if group == rows), None)
        own, plain = path.replace(" ", "-"), heading.partition(":")[0].lower()
        free = (name for name in (own if plain == "parameters" else plain, f"{own}-{plain}") if name not in self.groups)
        name = known or next(free)
        self.groups[name] = rows
        return name


def table_of(root: click.Command) -> Table:
    """Return the table of a program."""
    table = Table()
    table.add("", root)
    return table


def filled(
    template: str, table: Table, version: str, group: Callable[[str, Rows], str], entry: Callable[[str, Entry], str]
) -> str:
    """Return a script: a template with the version, and with a case for each group and for each command."""
    return (
        template.replace("VERSION", version)
        .replace("GROUPS", "\n".join(group(name, rows) for name, rows in table.groups.items()))
        .replace("ENTRIES", "\n".join(entry(path, known) for path, known in table.entries.items()))
    )


def sentence(help_: str) -> str:
    """Return the first sentence of a help, without its full stop.

    >>> sentence("First epoch, 2.5 or so. It moves.  [default: 0]"), sentence("Batch.  [default: 256]")
    ('First epoch, 2.5 or so', 'Batch')
    """
    return " ".join(help_.partition("  [")[0].partition(". ")[0].split()).rstrip(".")


def _sections(command: click.Command, context: click.Context) -> dict[str, list[click.Option]]:
    """Return a command's options under their headings; --help and what has words of its own are apart from them."""
    sections = {
        heading: [option for option in options if not isinstance(option.type, Words)]
        for heading, options in getattr(command, "sections", {}).items()
    }
    listed = [option for options in sections.values() for option in options]
    others = [param for param in command.get_params(context) if isinstance(param, click.Option) and param not in listed]
    return {**sections, **{option.opts[-1].strip("-"): [option] for option in others}}


def _parts(kind: Any) -> list[str]:
    """Return the words that begin a quoted part."""
    return [word for titles in kind.titles for word in titles] if isinstance(kind, Words) and kind.quoted else []

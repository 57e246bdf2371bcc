"""How help is laid out: options are never broken at their dashes, and Chinese letters are two cells wide."""

import sys
from collections.abc import Iterable, Iterator

import click

from lrcalc.cli.terminal import painted
from lrcalc.values import width

NARROW = 60  # columns below which a description stands under its option


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield a text's words in lines of so many cells; a longer word has a line of its own.

    >>> list(wrapped("Epochs of the --warm-up ramp", 12))
    ['Epochs of', 'the', '--warm-up', 'ramp']
    """
    line = ""
    for word in text.split():
        if line and width(line) + 1 + width(word) > columns:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


class Formatter(click.HelpFormatter):
    """Click's layout of help, with a list of definitions of our own, and headings in bold where there is colour."""

    def write_heading(self, heading: str) -> None:
        """Write a heading, in as many lines as it needs."""
        for line in wrapped(f"{heading}:", self.width - self.current_indent):
            self.write(f"{'':>{self.current_indent}}{painted(line, 'heading', sys.stdout)}\n")

    def write_dl(self, rows: Iterable[tuple[str, str | None]], col_max: int = 26, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns, or below each other where there is no room."""
        listed = [*rows]
        indent = " " * self.current_indent
        narrow = self.width < NARROW
        column = min(max((width(name) for name, _ in listed), default=0), col_max) + col_spacing
        margin = f"{indent}{' ' * (4 if narrow else column)}"
        for name, text in listed:
            lines = [*wrapped(text or "", self.width - len(margin))]
            first = f"{indent}{name}"
            if not narrow and width(name) + col_spacing <= column:
                first += " " * (column - width(name)) + lines.pop(0)
            self.write("".join(f"{line}\n" for line in (first, *(f"{margin}{line}" for line in lines))))

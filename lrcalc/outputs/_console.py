"""Who reads a stream: the console that table and plot are written with, and whether they need one."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 1000  # columns: no terminal is wider, but COLUMNS may say so


def is_looked_at(out: TextIO, color: bool | None) -> bool:
    """Tell whether a stream is a terminal, or is to be written as one: what is not needs nothing of rich."""
    forced = color is True or (color is None and bool(os.environ.get("FORCE_COLOR")))
    return out.isatty() or (forced and out is sys.stdout)


def speaks_unicode(out: TextIO) -> bool:
    """Tell whether a stream has letters for rules, dots and blocks."""
    return (getattr(out, "encoding", None) or "utf-8").lower().startswith("utf")


def console_of(out: TextIO, color: bool | None) -> "Console":
    """Return a console for a stream that takes words as they are; a file gets no colours, whatever is forced."""
    from rich.console import Console

    forced = color if out is sys.stdout else False
    console = Console(file=out, force_terminal=forced, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = min(console.width, WIDEST)
    return console

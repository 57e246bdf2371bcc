"""The console that table and plot are written with."""

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 1000  # columns: no terminal is wider, but COLUMNS may say so


def console_of(out: TextIO, color: bool | None) -> "Console":
    """Return a console for a stream that takes words as they are; a file gets no colours, whatever is forced."""
    from rich.console import Console

    forced = color if out is sys.stdout else False
    console = Console(file=out, force_terminal=forced, highlight=False, markup=False, emoji=False, soft_wrap=True)
    console.width = min(console.width, WIDEST)
    return console

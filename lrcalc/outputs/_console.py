"""The console that table and plot are written with."""

import sys
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 1000  # columns: no terminal is wider, but COLUMNS may say so


def console_of(out: TextIO) -> "Console":
    """Return a console for a stream that takes words as they are; a file gets no colours, whatever is forced."""
    from rich.console import Console

    is_file = out is not sys.stdout
    console = Console(
        file=out, force_terminal=False if is_file else None, highlight=False, markup=False, emoji=False, soft_wrap=True
    )
    console.width = min(console.width, WIDEST)
    return console

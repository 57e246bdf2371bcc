"""JSON Lines: a row each, every line an object that says which schedule it is of."""

from itertools import chain
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.outputs.json import template
from lrcalc.sheet import Answer, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write a line for each row of each sheet."""
    for sheet in chain.from_iterable(whole.parts or [whole] for whole in sheets_of(answer)):
        line = template(sheet.columns, sheet.label) + "\n"
        out.writelines("".join([line % row for row in batch]) for batch in batches(sheet.rows))

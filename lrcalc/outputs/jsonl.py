"""JSON Lines: a row each, every line an object that says which schedule it is of."""

from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.outputs.json import encoded, template
from lrcalc.sheets import Answer


def write(answer: Answer, out: TextIO) -> None:
    """Write a line for each row of each sheet."""
    for sheet in answer.single:
        line = template(sheet.names, sheet.label) + "\n"
        rows = encoded(sheet, sheet.rows)
        out.writelines("".join([line % row for row in batch]) for batch in batches(rows))

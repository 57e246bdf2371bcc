"""JSON Lines: a row each, every line an object that says which schedule it is of."""

from typing import TextIO

from lrcalc.outputs import filled
from lrcalc.outputs.json import encoded, template
from lrcalc.sheets import Answer


def write(answer: Answer, out: TextIO) -> None:
    """Write a line for each row of each sheet."""
    for sheet in answer.single:
        line = template(sheet.names, sheet.label) + "\n"
        out.writelines(filled(line, encoded(sheet, sheet.rows)))

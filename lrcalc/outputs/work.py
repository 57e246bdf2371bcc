"""The working: each row's formula with its numbers, then what the names mean."""

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

from lrcalc.notation import LAST_BITS, waves_worked_out
from lrcalc.outputs import FormatError, batches
from lrcalc.outputs._console import console_of, is_looked_at
from lrcalc.outputs._prose import ENDLESS, broken, head, place
from lrcalc.sheets import Answer, Row, Sheet
from lrcalc.values import width

LINES = 500  # that are written together: they are long
HEAD = {"sentence": "{}\n", "command": "$ {}\n\n", "title": "", "detail": ""}


def write(answer: Answer, out: TextIO) -> None:
    """Write the working of each sheet."""
    if any(sheet.source.working(row) is None for sheet in answer.sheets for row in sheet.rows[:1]):
        raise FormatError("there is no single formula in lrcalc's notation to show the working of")
    looked_at = is_looked_at(out, answer.view.color)
    columns = console_of(out, answer.view.color).width if looked_at else ENDLESS
    for index, sheet in enumerate(answer.sheets):
        out.write("\n" * (index > 0))
        out.writelines(HEAD[what].format(line) for what, line in head(sheet))
        _write_lines(sheet.source.derivation(answer.view.digits), columns, out)
        for batch in batches(sheet.rows, LINES):
            _write_lines([working(sheet, row, answer.view.digits) for row in batch], columns, out)
        out.write("\n")
        _write_lines(sheet.source.legend(), columns, out)


def _write_lines(lines: Sequence[str], columns: int, out: TextIO) -> None:
    """Write lines; what is too wide for a terminal is broken at its signs of equality, and then between words."""
    if columns < ENDLESS:
        lines = [part for line in lines for part in _broken(line, columns)]
    out.write("".join([f"{line}\n" for line in lines]))


def _broken(line: str, columns: int) -> Iterator[str]:
    if width(line) <= columns:
        yield line
        return
    first, *steps = re.split(r" (?=[=≈] )", line)
    yield from broken(" ".join([first, *steps[:1]]), columns)
    for step in steps[1:]:
        yield from broken(f"  {step}", columns)


def working(sheet: Sheet, row: Row, digits: int) -> str:
    """Return a row's working; a number that is rounded stands after ≈."""
    expression = sheet.source.working(row) or ""
    without_waves, exact = waves_worked_out(expression, digits)
    index = sheet.indices("value")[0]
    value, result = float(row[index]), sheet.cells(row, digits)[index]
    text = f"{place(sheet, row, index)} = {expression}"
    if without_waves != expression:
        text += f" {'=' if exact else '≈'} {without_waves}"
    if without_waves != result:
        exact = exact and abs(float(result) - value) <= LAST_BITS * abs(value)
        text += f" {'=' if exact else '≈'} {result}"
    return text

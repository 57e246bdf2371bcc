"""The working: each row's formula with its numbers, then what the names mean."""

from typing import TextIO

from lrcalc.notation import LAST_BITS, waves_worked_out
from lrcalc.outputs import FormatError, batches
from lrcalc.outputs._prose import head, place
from lrcalc.sheets import Answer, Row, Sheet

HEAD = {"sentence": "{}\n", "command": "$ {}\n\n", "title": "", "detail": ""}


def write(answer: Answer, out: TextIO) -> None:
    """Write the working of each sheet."""
    if any(sheet.source.working(row) is None for sheet in answer.sheets for row in sheet.rows[:1]):
        raise FormatError("there is no single formula in lrcalc's notation to show the working of")
    for index, sheet in enumerate(answer.sheets):
        out.write("\n" * (index > 0))
        out.writelines(HEAD[what].format(line) for what, line in head(sheet))
        out.writelines(f"{line}\n" for line in sheet.source.derivation(answer.view.digits))
        out.writelines(
            "".join([f"{working(sheet, row, answer.view.digits)}\n" for row in batch]) for batch in batches(sheet.rows)
        )
        out.write("\n" + "".join(f"{line}\n" for line in sheet.source.legend()))


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

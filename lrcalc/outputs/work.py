"""The working: each row's formula with its numbers, then what the names mean."""

from typing import TextIO

from lrcalc.notation import LAST_BITS, waves_worked_out
from lrcalc.outputs import batches
from lrcalc.sheet import Answer, Row, Sheet, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write the working of each sheet."""
    sheets = sheets_of(answer)
    if any(sheet.working is None for sheet in sheets):
        raise ValueError("there is no single formula whose working could be shown")
    for index, sheet in enumerate(sheets):
        out.write("\n" * (index > 0))
        if sheet.exercise:
            out.write(f"{sheet.exercise}\n$ {sheet.command}\n\n")
        out.writelines("".join([f"{working(sheet, row)}\n" for row in batch]) for batch in batches(sheet.rows))
        out.write("\n" + "".join(f"{line}\n" for line in sheet.legend))


def working(sheet: Sheet, row: Row) -> str:
    """Return a row's working; a number that is rounded stands after ≈."""
    expression = sheet.working(row) if sheet.working else ""
    without_waves, exact = waves_worked_out(expression, sheet.digits)
    value, result = float(row[-1]), sheet.cells(row)[-1]
    text = f"{sheet.place(row, sheet.columns[-1])} = {expression}"
    if without_waves != expression:
        text += f" {'=' if exact else '≈'} {without_waves}"
    if without_waves != result:
        exact = exact and abs(float(result) - value) <= LAST_BITS * abs(value)
        text += f" {'=' if exact else '≈'} {result}"
    return text

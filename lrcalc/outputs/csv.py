"""CSV: a header, then a row each, numbers as Python writes them so that they read back bit for bit."""

from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.sheet import Answer, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write a sheet; those of a list share one header and begin each row with their label."""
    sheets = sheets_of(answer)
    labelled = isinstance(answer, list)
    labels = tuple(sheets[0].label) if labelled else ()
    out.write(",".join(labels + sheets[0].columns) + "\n")
    for sheet in sheets:
        label = "".join(f"{value}," for value in sheet.label.values()) if labelled else ""
        line = label + ",".join(["%s"] * len(sheet.columns)) + "\n"
        out.writelines("".join([line % row for row in batch]) for batch in batches(sheet.rows))

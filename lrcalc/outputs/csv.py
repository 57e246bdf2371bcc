"""CSV: a header, then a row each, numbers as Python writes them so that they read back bit for bit."""

from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.sheet import Answer, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write a sheet; those of a list share one header and begin each row with their label."""
    sheets = sheets_of(answer)
    labelled = isinstance(answer, list)
    if len({(sheet.columns, tuple(sheet.label)) for sheet in sheets}) > 1:
        raise ValueError("what has different columns does not fit into one table")
    labels = tuple(sheets[0].label) if labelled else ()
    out.write(",".join(map(quoted, labels + sheets[0].columns)) + "\n")
    for sheet in sheets:
        label = "".join(f"{quoted(value)}," for value in sheet.label.values()) if labelled else ""
        line = label.replace("%", "%%") + ",".join(["%s"] * len(sheet.columns)) + "\n"
        out.writelines("".join([line % row for row in batch]) for batch in batches(sheet.rows))


def quoted(text: str) -> str:
    """Return a text as CSV writes it, in quotes where it has a comma, a quote or a line's end in it.

    >>> quoted("step"), quoted("a,b")
    ('step', '"a,b"')
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if any(c in text for c in ',"\r\n') else text

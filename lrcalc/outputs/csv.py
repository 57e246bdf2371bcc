"""CSV: a header, then a row each, numbers as Python writes them so that they read back bit for bit."""

from collections.abc import Iterator
from typing import TextIO

from lrcalc.outputs import FormatError, filled
from lrcalc.sheets import Answer, Row, Sheet


def write(answer: Answer, out: TextIO) -> None:
    """Write a sheet; those of a list share one header and begin each row with their label."""
    write_table(answer, out, ",")


def write_table(answer: Answer, out: TextIO, comma: str) -> None:
    """Write what CSV is, with a comma or another separator."""
    sheets = answer.sheets
    if len({(sheet.names, tuple(sheet.label)) for sheet in sheets}) > 1:
        raise FormatError("sheets with different columns do not fit into one table")
    labels = tuple(sheets[0].label) if answer.is_list else ()
    out.write(comma.join(quoted(name, comma) for name in (*labels, *sheets[0].names)) + "\n")
    for sheet in sheets:
        label = "".join(f"{quoted(value, comma)}{comma}" for value in sheet.label.values()) if answer.is_list else ""
        line = label.replace("%", "%%") + comma.join(["%s"] * len(sheet.columns)) + "\n"
        out.writelines(filled(line, _rows(sheet, comma)))


def quoted(text: str, comma: str = ",") -> str:
    """Return a text as CSV writes it, in quotes where it has a comma, a quote or a line's end in it.

    >>> quoted("step"), quoted("a,b")
    ('step', '"a,b"')
    """
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if any(c in text for c in f'{comma}"\r\n') else text


def _rows(sheet: Sheet, comma: str) -> Iterator[Row]:
    if not sheet.indices("text"):
        return iter(sheet.rows)
    return (tuple(quoted(cell, comma) if isinstance(cell, str) else cell for cell in row) for row in sheet.rows)

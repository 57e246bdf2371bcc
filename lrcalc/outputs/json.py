"""JSON: one object for a sheet, ``{"curves": [...]}`` for a list, the rows written as they come."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.sheet import Answer, Row, Sheet, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write one document and a newline."""
    sheets = [part for sheet in sheets_of(answer) for part in sheet.parts or [sheet]]
    if sheets == [answer]:
        _write_object(sheets[0], out)
    else:
        out.write('{"curves": [')
        for index, sheet in enumerate(sheets):
            out.write(", " * (index > 0))
            _write_object(sheet, out)
        out.write("]}")
    out.write("\n")


def text(value: object, out: TextIO) -> str:
    """Return a value as JSON, in letters that the stream can write."""
    readable = (out.encoding or "utf-8").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not readable, allow_nan=False)


def template(columns: Sequence[str], label: Mapping[str, str] | None = None) -> str:
    """Return the %-template of a row as a JSON object: much faster than a dump for each.

    >>> template(["epoch", "lr"], {"schedule": "step"}) % (0, 0.1)
    '{"schedule": "step", "epoch": 0, "lr": 0.1}'
    """
    head = json.dumps(label)[1:-1] + ", " if label else ""
    return "{" + head.replace("%", "%%") + ", ".join(f"{json.dumps(column)}: %s" for column in columns) + "}"


def _write_object(sheet: Sheet, out: TextIO) -> None:
    asked = {"exercise": sheet.exercise, "command": sheet.command}
    head = {**{key: value for key, value in asked.items() if value}, **sheet.facts}
    if sheet.facts_only:
        out.write(text(head, out))
        return
    out.write(text(head, out)[:-1])
    row = template(sheet.columns)
    _write_rows("rows", row, sheet.rows, out)
    if sheet.stated:
        _write_rows("stated", row, sheet.stated, out)
    if sheet.next:
        out.write(f', "next": {row % sheet.next}')
    out.write("}")


def _write_rows(key: str, row: str, rows: Iterable[Row], out: TextIO) -> None:
    out.write(f', "{key}": [')
    separator = ""
    for batch in batches(rows):
        out.write(separator + ", ".join([row % cells for cells in batch]))
        separator = ", "
    out.write("]")

"""JSON: one object for a sheet, ``{"curves": [...]}`` for a list, the rows written as they come."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.sheets import Answer, Row, Sheet


def write(answer: Answer, out: TextIO) -> None:
    """Write one document and a newline."""
    sheets = answer.single
    if answer.is_list or sheets != [*answer.sheets]:
        out.write('{"curves": [')
        for index, sheet in enumerate(sheets):
            out.write(", " * (index > 0))
            _write_object(sheet, out)
        out.write("]}")
    else:
        _write_object(sheets[0], out)
    out.write("\n")


def text(value: object, out: TextIO) -> str:
    """Return a value as JSON, in letters that the stream can write."""
    readable = (out.encoding or "utf-8").lower().startswith("utf")
    return json.dumps(value, ensure_ascii=not readable, allow_nan=False)


def template(names: Sequence[str], label: Mapping[str, str] | None = None) -> str:
    """Return the %-template of a row as a JSON object: much faster than a dump for each.

    >>> template(["epoch", "lr"], {"schedule": "step"}) % (0, 0.1)
    '{"schedule": "step", "epoch": 0, "lr": 0.1}'
    """
    head = json.dumps(label)[1:-1] + ", " if label else ""
    keys = [json.dumps(name).replace("%", "%%") for name in names]
    return "{" + head.replace("%", "%%") + ", ".join(f"{key}: %s" for key in keys) + "}"


def encoded(sheet: Sheet, rows: Iterable[Row]) -> Iterator[Row]:
    """Return rows for a template: as they are, but for cells of text."""
    if not sheet.indices("text"):
        return iter(rows)
    return (tuple(json.dumps(cell) if isinstance(cell, str) else cell for cell in row) for row in rows)


def _write_object(sheet: Sheet, out: TextIO) -> None:
    asked = {"exercise": sheet.exercise.sentence, "command": sheet.exercise.command} if sheet.exercise else {}
    head = {**asked, **sheet.facts}
    if sheet.facts_only:
        out.write(text(head, out))
        return
    out.write(text(head, out)[:-1] + ", " * bool(head))
    row = template(sheet.names)
    _write_rows("rows", row, encoded(sheet, sheet.rows), out)
    if sheet.exercise and sheet.exercise.stated:
        out.write(", ")
        _write_rows("stated", row, encoded(sheet, sheet.exercise.stated), out)
    if sheet.next:
        out.write(f', "next": {row % next(encoded(sheet, [sheet.next]))}')
    if sheet.summary:
        (summary,) = sheet.summary()
        out.write(f', "summary": {text(summary.data, out)}')
    out.write("}")


def _write_rows(key: str, row: str, rows: Iterable[Row], out: TextIO) -> None:
    out.write(f'"{key}": [')
    separator = ""
    for batch in batches(rows):
        out.write(separator + ", ".join([row % cells for cells in batch]))
        separator = ", "
    out.write("]")

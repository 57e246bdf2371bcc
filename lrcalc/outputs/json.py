"""JSON: one object for a sheet, ``{"curves": [...]}`` for a list, the rows written as they come."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from lrcalc.outputs import filled
from lrcalc.sheets import Answer, Row, Sheet


def write(answer: Answer, out: TextIO) -> None:
    """Write one document and a newline."""
    sheets, pretty = answer.single, answer.view.pretty
    if answer.is_list or sheets != [*answer.sheets]:
        out.write('{"curves": [')
        for index, sheet in enumerate(sheets):
            out.write((",\n" if pretty else ", ") * (index > 0))
            _write_object(sheet, out, pretty=pretty)
        out.write("]")
        for sheet in answer.sheets:
            if sheet.members and sheet.facts:
                out.write(f", {text(sheet.facts, out)[1:-1]}")
        out.write("}")
    else:
        _write_object(sheets[0], out, pretty=pretty)
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


def _write_object(sheet: Sheet, out: TextIO, *, pretty: bool) -> None:
    asked = {"exercise": sheet.exercise.sentence, "command": sheet.exercise.command} if sheet.exercise else {}
    head = {**asked, **sheet.facts}
    comma, end = (",\n  ", "\n}") if pretty else (", ", "}")
    out.write("{\n  " if pretty else "{")
    out.write(comma.join(f"{text(key, out)}: {text(value, out)}" for key, value in head.items()))
    if sheet.facts_only:
        out.write(end)
        return
    row = template(sheet.names)
    out.write(comma * bool(head))
    _write_rows("rows", row, encoded(sheet, sheet.rows), out, pretty=pretty)
    if sheet.exercise and sheet.exercise.stated:
        out.write(comma)
        _write_rows("stated", row, encoded(sheet, sheet.exercise.stated), out, pretty=pretty)
    if sheet.next:
        out.write(f'{comma}"next": {row % next(encoded(sheet, [sheet.next]))}')
    if sheet.summary:
        (summary,) = sheet.summary()
        out.write(f'{comma}"summary": {text(summary.data, out)}')
    out.write(end)


def _write_rows(key: str, row: str, rows: Iterable[Row], out: TextIO, *, pretty: bool) -> None:
    comma = ",\n    " if pretty else ", "
    out.write(f'"{key}": [' + "\n    " * pretty)
    separator = ""
    for text_ in filled(row, rows, comma):
        out.write(separator + text_)
        separator = comma
    out.write("\n  ]" if pretty else "]")

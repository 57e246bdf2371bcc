"""GitHub Markdown: the table for homework and documents."""

from collections.abc import Iterable
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.outputs._prose import foot, head
from lrcalc.sheets import Answer, Sheet
from lrcalc.sheets.summary import summary_rows

ESCAPED_LINE, ESCAPED_BAR = r"\_", r"\|"
HEAD = {"sentence": "{}\n\n", "command": "    {}\n\n", "title": "`{}`\n", "detail": "<br>{}\n"}


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet as a paragraph and a table."""
    for index, sheet in enumerate(answer.sheets):
        out.write("\n" * (index > 0))
        _write(sheet, answer.view.digits, out)


def _write(sheet: Sheet, digits: int, out: TextIO) -> None:
    lines = ((what, line.replace("_", ESCAPED_LINE) if what == "detail" else line) for what, line in head(sheet))
    out.writelines(HEAD[what].format(line) for what, line in lines)
    out.write("\n" + _line(sheet.names))
    out.write(_line([":---" if column.role == "text" else "---:" for column in sheet.columns]))
    line = _line if sheet.indices("text") else _joined  # numbers have no bar in them
    out.writelines("".join(map(line, sheet.texts(batch, digits))) for batch in batches(sheet.rows))
    if sheet.summary:
        rows = summary_rows(sheet.summary(), len(sheet.indices("place")))
        out.writelines(_line(map(_bold, sheet.cells(row, digits))) for row in rows)
    out.writelines(f"\n{line}\n" for paragraph in foot(sheet, digits) for line in paragraph)


def _line(cells: Iterable[str]) -> str:
    return _joined(cell.replace("|", ESCAPED_BAR) for cell in cells)


def _joined(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _bold(cell: str) -> str:
    return f"**{cell}**" if cell else ""

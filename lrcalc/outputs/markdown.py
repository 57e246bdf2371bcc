"""GitHub Markdown: the table for homework and documents."""

from collections.abc import Iterable
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.sheet import Answer, Sheet, sheets_of


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet as a paragraph and a table."""
    for index, sheet in enumerate(sheets_of(answer)):
        out.write("\n" * (index > 0))
        _write(sheet, out)


def _write(sheet: Sheet, out: TextIO) -> None:
    if sheet.exercise:
        out.write(f"{sheet.exercise}\n\n    {sheet.command}\n\n")
    out.write(f"`{sheet.title}`\n")
    out.writelines(f"<br>{line.replace('_', chr(92) + '_')}\n" for line in sheet.details)
    out.write("\n" + _line(sheet.columns) + _line(["---:"] * len(sheet.columns)))
    out.writelines("".join([_line(sheet.cells(row)) for row in batch]) for batch in batches(sheet.rows))
    if sheet.summary:
        out.writelines(_line([f"**{cell}**" if cell else "" for cell in sheet.cells(row)]) for row in sheet.summary())
    out.writelines(f"\n{line}\n" for line in sheet.closing)
    points = {"stated in the article": sheet.stated, "next": [sheet.next] if sheet.next else ()}
    for words, rows in points.items():
        if rows:
            out.write(f"\n{words}: {', '.join(map(sheet.point, rows))}\n")


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"

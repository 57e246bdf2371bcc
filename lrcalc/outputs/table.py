"""The table for people: rich on a terminal, plain text when piped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from lrcalc.outputs._console import console_of
from lrcalc.outputs._prose import foot, head
from lrcalc.sheets import Answer, Cell, Row, Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MOST_ROWS = 1000  # more than this and the table shows its ends
END = 10  # that many rows at each end
HEAD = {"sentence": ("{}", ""), "command": ("$ {}\n", "green"), "title": ("{}", "bold"), "detail": ("{}", "dim")}


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet: title, parameters, table, what comes next."""
    console = console_of(out)
    with console.capture() as capture:  # rich would end the program itself at a closed pipe
        for index, sheet in enumerate(answer.sheets):
            if index:
                console.print()
            _print(sheet, answer.view.digits, console)
    out.write(capture.get())


def _print(sheet: Sheet, digits: int, console: "Console") -> None:
    from rich.measure import Measurement
    from rich.text import Text

    for what, line in head(sheet):
        form, style = HEAD[what]
        console.print(Text(form.format(line), style=style))
    console.print()
    table = _table(sheet, digits, console)
    # A number that is cut is worse than a line that wraps: the table is as wide as it needs.
    needed = Measurement.get(console, console.options.update(width=10**6), table).maximum
    console.width = max(console.width, needed)
    console.print(table)
    for paragraph in foot(sheet, digits):
        console.print()
        for line in paragraph:
            console.print(Text(line))


def _table(sheet: Sheet, digits: int, console: "Console") -> "Table":
    from rich.box import Box
    from rich.table import Table

    from lrcalc.sheets.summary import summary_rows

    unicode = console.encoding.startswith("utf")
    rule, gap = ("─", "⋮") if unicode else ("-", ":")
    lines = ["    "] * 8
    lines[2] = lines[4] = f" {rule}{rule} "
    box = Box("\n".join(lines) + "\n", ascii=not unicode)
    table = Table(
        box=box,
        show_edge=False,
        pad_edge=False,
        padding=(0, 0, 0, 2),
        header_style="bold",
        border_style="dim",
    )
    for column in sheet.columns:
        justify: Literal["left", "right"] = "left" if column.role == "text" else "right"
        table.add_column(column.name, justify=justify, no_wrap=True, style="cyan" if column.exact else "")
    if len(sheet.rows) > MOST_ROWS:
        _add(table, sheet, digits, sheet.rows[:END])
        table.add_row(*[gap] * len(sheet.columns), style="dim")
        _add(table, sheet, digits, sheet.rows[-END:])
    else:
        _add(table, sheet, digits, sheet.rows)
    if sheet.summary:
        table.rows[-1].end_section = True
        for row in summary_rows(sheet.summary(), len(sheet.indices("place"))):
            table.add_row(*sheet.cells(row, digits), style="bold")
    return table


def _add(table: "Table", sheet: Sheet, digits: int, rows: Sequence[Row]) -> None:
    inexact = [index for index, column in enumerate(sheet.columns) if not column.exact]
    before: list[Cell] = []
    for row in rows:
        now = [row[index] for index in inexact]
        table.add_row(*sheet.cells(row, digits), style="dim" if now == before else "")  # the eye finds changes
        before = now

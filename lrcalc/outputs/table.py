"""The table for people: rich on a terminal, plain text when piped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from lrcalc.sheet import Answer, Row, Sheet, sheets_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MOST_ROWS = 1000  # more than this and the table shows its ends
END = 10  # that many rows at each end


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet: title, parameters, table, what comes next."""
    from rich.console import Console

    console = Console(file=out, highlight=False, markup=False, emoji=False, soft_wrap=True)
    with console.capture() as capture:  # rich would end the program itself at a closed pipe
        for index, sheet in enumerate(sheets_of(answer)):
            if index:
                console.print()
            _print(sheet, console)
    out.write(capture.get())


def _print(sheet: Sheet, console: "Console") -> None:
    from rich.measure import Measurement
    from rich.text import Text

    if sheet.exercise:
        console.print(Text(sheet.exercise))
        console.print(Text(f"$ {sheet.command}", style="green"))
        console.print()
    console.print(Text(sheet.title, style="bold"))
    for line in sheet.details:
        console.print(Text(line, style="dim"))
    console.print()
    table = _table(sheet, console)
    # A number that is cut is worse than a line that wraps: the table is as wide as it needs.
    needed = Measurement.get(console, console.options.update(width=10**6), table).maximum
    console.width = max(console.width, needed)
    console.print(table)
    for index, line in enumerate(sheet.closing):
        console.print(Text("\n" * (index == 0) + line))
    below = {"stated in the article": sheet.stated, "next": [sheet.next] if sheet.next else ()}
    for index, (words, rows) in enumerate((words, rows) for words, rows in below.items() if rows):
        console.print("\n" * (index == 0) + f"{words}: {', '.join(map(sheet.point, rows))}")


def _table(sheet: Sheet, console: "Console") -> "Table":
    from rich.box import Box
    from rich.table import Table

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
    for index, column in enumerate(sheet.columns):
        style = "cyan" if index < sheet.exact else ""
        table.add_column(column, justify="right", no_wrap=True, style=style)
    if len(sheet.rows) > MOST_ROWS:
        _add(table, sheet, sheet.rows[:END])
        table.add_row(*[gap] * len(sheet.columns), style="dim")
        _add(table, sheet, sheet.rows[-END:])
    else:
        _add(table, sheet, sheet.rows)
    if sheet.summary:
        table.rows[-1].end_section = True
        for row in sheet.summary():
            table.add_row(*sheet.cells(row), style="bold")
    return table


def _add(table: "Table", sheet: Sheet, rows: Sequence[Row]) -> None:
    before: Row = ()
    for row in rows:
        same = before and row[sheet.exact :] == before[sheet.exact :]
        table.add_row(*sheet.cells(row), style="dim" if same else "")  # the eye finds the changes
        before = row

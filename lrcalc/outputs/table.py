"""The table for people: rich on a terminal, plain text when piped."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TextIO

from lrcalc.outputs._console import console_of
from lrcalc.outputs._numbers import column
from lrcalc.outputs._prose import foot, head
from lrcalc.outputs._shape import shape
from lrcalc.sheets import Answer, Cell, Row, Sheet

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

MOST_ROWS = 1000  # more than this and the table shows its ends
END = 10  # that many rows at each end
HEAD = {"sentence": ("{}", ""), "command": ("$ {}\n", "green"), "title": ("{}", "bold"), "detail": ("{}", "dim")}


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet: title, parameters, table, what comes next."""
    console = console_of(out, answer.view.color)
    with console.capture() as capture:  # rich would end the program itself at a closed pipe
        for index, sheet in enumerate(answer.sheets):
            if index:
                console.print()
            _print(sheet, answer.view.digits, console, lively=console.is_terminal or out.isatty())
    lines = capture.get().split("\n")
    out.write("\n".join(lines if console.is_terminal else map(str.rstrip, lines)))


def _print(sheet: Sheet, digits: int, console: "Console", *, lively: bool) -> None:
    from rich.measure import Measurement
    from rich.text import Text

    for what, line in head(sheet):
        form, style = HEAD[what]
        console.print(Text(form.format(line), style=style))
    if lively and console.encoding.startswith("utf"):
        line_of_blocks = shape(sheet, console.width, digits)
        if line_of_blocks:
            console.print(Text(line_of_blocks, style="cyan"))
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
    from rich.text import Text

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
    for one in sheet.columns:
        justify: Literal["left", "right"] = "left" if one.role == "text" else "right"
        # The cells are of one width already, with room behind their points that rich would take away on the right.
        table.add_column(Text(one.name, justify=justify), no_wrap=True, style="cyan" if one.exact else "")
    is_long = len(sheet.rows) > MOST_ROWS
    shown = [*sheet.rows[:END], *sheet.rows[-END:]] if is_long else [*sheet.rows]
    summary = summary_rows(sheet.summary(), len(sheet.indices("place"))) if sheet.summary else []
    cells = _cells(sheet, [*shown, *summary], digits)
    inexact = [index for index, one in enumerate(sheet.columns) if not one.exact]
    before: list[Cell] = []
    for number, row in enumerate(shown):
        if is_long and number == END:
            table.add_row(*[gap] * len(sheet.columns), style="dim")
            before = []
        now = [row[index] for index in inexact]
        table.add_row(*cells[number], style="dim" if now == before else "")  # the eye finds changes
        before = now
    if summary:
        table.rows[-1].end_section = True
        for row_cells in cells[len(shown) :]:
            table.add_row(*row_cells, style="bold")
    return table


def _cells(sheet: Sheet, rows: Sequence[Row], digits: int) -> list[tuple[str, ...]]:
    """Return rows as people read them: each column in one notation, its numbers point under point."""
    from rich.cells import cell_len

    columns = [
        [str(row[index]) for row in rows]
        if one.role == "text"
        else [cell.rjust(cell_len(one.name)) for cell in column([row[index] for row in rows], digits, exact=one.exact)]
        for index, one in enumerate(sheet.columns)
    ]
    return [*zip(*columns, strict=True)]

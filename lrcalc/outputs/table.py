"""The table for people: plain text when piped; on a terminal coloured, and folded where it is too wide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from lrcalc.outputs._console import console_of, is_looked_at, speaks_unicode
from lrcalc.outputs._numbers import column
from lrcalc.outputs._prose import ENDLESS, broken, foot, head
from lrcalc.outputs._shape import shape
from lrcalc.sheets import Answer, Cell, Column, Sheet
from lrcalc.values import width

MOST_ROWS = 1000  # more than this and the table shows its ends
END = 10  # that many rows at each end
GAP = 3  # blanks between columns
FORM = {"sentence": ("{}", ""), "command": ("$ {}", "green"), "title": ("{}", "bold"), "detail": ("{}", "dim")}

Line = list[tuple[str, str]]  # pieces of text, each with its style


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet: title, parameters, table, what comes next."""
    if not is_looked_at(out, answer.view.color):
        lines = _lines(answer, ENDLESS, unicode=speaks_unicode(out))
        out.writelines(f"{''.join(text for text, _ in line).rstrip()}\n" for line in lines)
        return
    from rich.text import Text

    console = console_of(out, answer.view.color)
    with console.capture() as capture:  # rich would end the program itself at a closed pipe
        lines = _lines(answer, console.width, unicode=speaks_unicode(out))
        console.print(Text("\n").join(Text.assemble(*line) for line in lines))
    out.write(capture.get())


def _lines(answer: Answer, columns: int, *, unicode: bool) -> Iterator[Line]:
    """Yield the lines of an answer for a terminal of so many columns."""
    digits = answer.view.digits
    for index, sheet in enumerate(answer.sheets):
        if index:
            yield []
        for what, line in head(sheet):
            form, style = FORM[what]
            yield from ([(part, style)] for part in _folded(form.format(line), columns))
            if what == "command":
                yield []
        line_of_blocks = shape(sheet, columns, digits) if columns < ENDLESS and unicode else None
        if line_of_blocks:
            yield [(line_of_blocks, "cyan")]
        yield []
        yield from _table(sheet, digits, columns, unicode=unicode)
        for paragraph in foot(sheet, digits):
            yield []
            yield from ([(part, "")] for line in paragraph for part in _folded(line, columns))


def _folded(line: str, columns: int) -> Iterable[str]:
    """Return a line in parts that fit; a command stays in one line, so that it can be copied."""
    return [line] if line.lstrip(" $").startswith("lrcalc ") else broken(line, columns)


def _table(sheet: Sheet, digits: int, columns: int, *, unicode: bool) -> Iterator[Line]:
    """Yield the lines of the rows and their summary; where they are too wide, in blocks below each other."""
    from lrcalc.sheets.summary import summary_rows

    rule, gap = ("─", "⋮") if unicode else ("-", ":")
    is_long = len(sheet.rows) > MOST_ROWS
    rows = [*sheet.rows[:END], *sheet.rows[-END:]] if is_long else [*sheet.rows]
    summary = summary_rows(sheet.summary(), len(sheet.indices("place"))) if sheet.summary else []
    laid = [
        _laid(one, [row[index] for row in (*rows, *summary)], digits, columns)
        for index, one in enumerate(sheet.columns)
    ]
    widths = [width(name) for name, *_ in laid]
    for number, block in enumerate(_blocks(sheet, widths, columns)):
        if number:
            yield []
        exact = {place for place, index in enumerate(block) if sheet.columns[index].exact}
        names, *lines = zip(*(laid[index] for index in block), strict=True)
        ruled = [(rule * (sum(widths[index] + GAP for index in block) - GAP), "dim")]
        yield _line(names, "bold")
        yield ruled
        before: list[str] = []
        for row, cells in enumerate(lines):
            if is_long and row == END:
                yield _line([f"{gap:>{widths[index]}}" for index in block], "dim", exact)
                before = []
            if row == len(rows):
                yield ruled
            now = [cell for place, cell in enumerate(cells) if place not in exact]
            style = "bold" if row >= len(rows) else "dim" if now == before else ""  # the eye finds changes
            yield _line(cells, style, exact)
            before = now


def _laid(one: Column, cells: Sequence[Cell], digits: int, most: int) -> list[str]:
    """Return a column's name and its cells, all of one width, and the numbers point under point."""
    texts = [*map(str, cells)] if one.role == "text" else column(cells, digits, exact=one.exact)
    name = one.name
    while width(name) > most // 2:
        name = f"{name[:-2]}…"  # in full it stands above the table
    widest = max(map(width, (name, *texts)))
    blanks = [" " * (widest - width(text)) for text in (name, *texts)]
    return [
        text + blank if one.role == "text" else blank + text for text, blank in zip((name, *texts), blanks, strict=True)
    ]


def _blocks(sheet: Sheet, widths: Sequence[int], columns: int) -> Iterator[list[int]]:
    """Yield the columns that stand side by side: all, or as many as fit behind the places, which each block has."""
    whole = [*range(len(widths))]
    if sum(widths) + GAP * (len(widths) - 1) <= columns:
        yield whole
        return
    places = [index for index in whole if sheet.columns[index].role in ("place", "text")]
    block = [*places]
    for index in whole:
        if index in places:
            continue
        if len(block) > len(places) and sum(widths[other] + GAP for other in block) + widths[index] > columns:
            yield block
            block = [*places]
        block.append(index)
    yield block


def _line(cells: Iterable[str], style: str, exact: Iterable[int] = ()) -> Line:
    """Return the line of some cells; those of exact columns are in their colour."""
    pieces = [(f"{'':{GAP * (place > 0)}}{cell}", place) for place, cell in enumerate(cells)]
    return [(text, f"{style} cyan" if place in exact else style) for text, place in pieces]

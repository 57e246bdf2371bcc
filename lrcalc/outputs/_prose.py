"""What table, markdown and work say around their rows."""

from collections.abc import Iterator

from lrcalc.sheets import Row, Sheet
from lrcalc.values import pretty, width

ENDLESS = 10**6  # columns of no terminal: what is piped is as wide as it needs


def head(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Yield the lines above the rows, each with what it is: a sentence, a command, the title or a detail."""
    if sheet.exercise:
        yield "sentence", sheet.exercise.sentence
        yield "command", sheet.exercise.command
    yield "title", sheet.title
    yield from (("detail", line) for line in sheet.details)


def broken(line: str, columns: int) -> Iterator[str]:
    """Yield a line in parts of so many cells, broken between words; what follows the first is indented.

    >>> list(broken("lr = 0.1, every = 10", 12))
    ['lr = 0.1,', '  every = 10']
    """
    if width(line) <= columns:
        yield line
        return
    part = ""
    for word in line.replace(" = ", "\u00a0=\u00a0").split(" "):  # a name stays with its number
        if part.strip() and width(part) + 1 + width(word) > columns:
            yield part.replace("\u00a0", " ")
            part = f"  {word}"
        else:
            part = f"{part} {word}" if part else word
    yield part.replace("\u00a0", " ")


def foot(sheet: Sheet, digits: int) -> list[list[str]]:
    """Return the paragraphs below the rows: what to take from them, what the book states, what comes next."""
    stated = sheet.exercise.stated if sheet.exercise else ()
    points = {"stated in the article": stated, "next": [sheet.next] if sheet.next else ()}
    below = [
        f"{words}: {', '.join(point(sheet, row, digits) for row in rows)}" for words, rows in points.items() if rows
    ]
    return [paragraph for paragraph in ([*sheet.closing], below) if paragraph]


def point(sheet: Sheet, row: Row, digits: int) -> str:
    """Return a row as an equation, ``lr(30) = 0.0125``; one for each value."""
    cells = sheet.cells(row, digits)
    return ", ".join(f"{place(sheet, row, index)} = {cells[index]}" for index in sheet.indices("value"))


def place(sheet: Sheet, row: Row, index: int) -> str:
    """Return what a row's value is the value of, ``lr(30)`` or ``lr(step 30)``."""
    where = sheet.indices("place")[0]
    unit = "" if sheet.names[where] == "epoch" else f"{sheet.names[where]} "
    return f"{sheet.names[index]}({unit}{pretty(row[where])})"

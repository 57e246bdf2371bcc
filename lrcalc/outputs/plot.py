"""The curve in the terminal: braille dots, or letters where the terminal has no braille."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, TextIO

from lrcalc.outputs._console import console_of
from lrcalc.outputs._picture import Axis, Picture, picture
from lrcalc.outputs._prose import ENDLESS, broken
from lrcalc.sheets import Answer, Sheet, View
from lrcalc.values import width

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

LINES = 20  # of a plot with its title, axis and labels
LEAST = 8  # lines of dots, however much stands around them
COLOURS = ("cyan", "magenta", "yellow", "green", "red", "blue")
DASHES = ((1, 0), (6, 4), (2, 3), (8, 3), (3, 6), (1, 2))  # dots on and off, so that lines differ without colour
LETTERS = "*o+x#@"
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # braille's bits by row and column

Cells = dict[tuple[int, int], tuple[int, int]]  # (line, column): the dots in it, and whose line is on top


def write(answer: Answer, out: TextIO) -> None:
    """Draw each sheet, as wide as the terminal and 80 columns where there is none."""
    console = console_of(out, answer.view.color)
    room = console.width if console.is_terminal else ENDLESS
    with console.capture() as capture:
        for index, sheet in enumerate(answer.sheets):
            if index:
                console.print()
            caption = [*_caption(sheet, answer.view, room)]
            for line in caption:
                console.print(line)
            console.print()
            for line in draw(sheet, answer.view, console, len(caption)):
                console.print(line)
    out.write(capture.get())


def _caption(sheet: Sheet, view: View, width: int) -> "Iterator[Text]":
    """Yield the lines above a plot: the title, and the details."""
    from rich.text import Text

    title = view.title if view.title is not None else sheet.title if view.caption else None
    yield from (Text(part, style="bold") for part in (broken(title, width) if title is not None else ()))
    for line in sheet.details if view.caption else ():
        yield from (Text(part, style="dim") for part in broken(line, width))


def draw(sheet: Sheet, view: View, console: "Console", captions: int) -> "Iterator[Text]":
    """Yield the lines of a sheet's plot: dots, axis, labels and, for several lines, a legend."""
    from rich.text import Text

    whole, braille = console.width, console.encoding.startswith("utf")
    columns = max(whole - 12, 10)
    drawn = picture(sheet, width=2 * columns, ticks=(max(columns // 8, 2), 5), logarithmic=view.logarithmic)
    labels = {tick: f"{tick:g}" for tick in drawn.y.ticks}
    margin = max(map(len, labels.values()))
    columns = max(whole - margin - 2, 10)
    legend = [*_legend(drawn, margin + 2, whole if console.is_terminal else ENDLESS, braille=braille)]
    height = view.height or max(LINES - 3 - captions - len(legend), LEAST)
    cells = _canvas(drawn, columns, height, braille=braille)
    at_line = {round((1 - drawn.y.place(tick)) * (height - 1)): label for tick, label in labels.items()}
    tick, bar = ("┤", "│") if braille else ("+", "|")
    for line in range(height):
        text = Text()
        text.append(f"{at_line.get(line, ''):>{margin}} ", style="dim")
        text.append(tick if line in at_line else bar, style="dim")
        for column in range(columns):
            dots, whose = cells.get((line, column), (0, 0))
            letter = chr(0x2800 + dots) if braille else LETTERS[whose % len(LETTERS)]
            text.append(letter if dots else " ", style=COLOURS[whose % len(COLOURS)] if dots else "")
        text.rstrip()
        yield text
    yield from _below(drawn.x, margin, columns, braille=braille)
    yield from legend


def _legend(drawn: Picture, margin: int, columns: int, *, braille: bool) -> "Iterator[Text]":
    """Yield the lines that say which line is whose, if there are several."""
    from rich.text import Text

    text = Text()
    for index, (label, _) in enumerate(drawn.lines if len(drawn.lines) > 1 else ()):
        entry = f"{_sample(index, braille=braille)} {label}"
        if text and text.cell_len + len("   ") + width(entry) > columns:
            yield text
            text = Text()
        text.append("   " if text else " " * margin)
        text.append(entry, style=COLOURS[index % len(COLOURS)])
    if text:
        yield text


def _below(axis: Axis, margin: int, columns: int, *, braille: bool) -> "Iterator[Text]":
    from rich.text import Text

    corner, line, tick = ("└", "─", "┬") if braille else ("+", "-", "+")
    places = {round(axis.place(value) * (columns - 1)): f"{value:g}" for value in axis.ticks}
    rule = "".join(tick if column in places else line for column in range(columns))
    yield Text(f"{'':{margin}} {corner}{rule}", style="dim")
    labels = ""
    for column, label in places.items():
        at = margin + 2 + column - len(label) // 2
        if at >= len(labels) + (labels != "") and at + len(label) <= margin + 2 + columns:
            labels = f"{labels:{at}}{label}"
    name = f" {axis.name}"
    yield Text((labels + name) if len(labels + name) <= margin + 2 + columns else labels, style="dim")


def _canvas(drawn: Picture, columns: int, lines: int, *, braille: bool) -> Cells:
    across, down = (2, 4) if braille else (1, 1)
    width, height = columns * across - 1, lines * down - 1
    cells: Cells = {}
    for index, (_, strokes) in enumerate(drawn.lines):
        on, off = DASHES[index % len(DASHES)] if braille else (1, 0)
        count = 0
        for stroke in strokes:
            dots = [(round(drawn.x.place(x) * width), round((1 - drawn.y.place(y)) * height)) for x, y in stroke]
            for x, y in _path(dots):
                count += 1
                if off == 0 or count % (on + off) < on:
                    bits, _ = cells.get((y // down, x // across), (0, 0))
                    bit = DOTS[y % 4][x % 2] if braille else 1
                    cells[y // down, x // across] = (bits | bit, index)
    return cells


def _path(dots: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield each dot on the way along a line's corners, once."""
    yield dots[0]
    for (x, y), (to_x, to_y) in pairwise(dots):
        steps = max(abs(to_x - x), abs(to_y - y))
        for step in range(1, steps + 1):
            yield round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)


def _sample(index: int, *, braille: bool) -> str:
    if not braille:
        return LETTERS[index % len(LETTERS)] * 3
    on, off = DASHES[index % len(DASHES)]
    dots = [off == 0 or dot % (on + off) < on for dot in range(8)]
    return "".join(chr(0x2800 + 0x04 * dots[i] + 0x20 * dots[i + 1]) for i in range(0, 8, 2))

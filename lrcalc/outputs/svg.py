"""A picture file: small, with nothing from outside, readable on light and dark."""

from collections.abc import Sequence
from typing import TextIO
from xml.sax.saxutils import escape

from lrcalc.outputs._picture import Picture, Point, picture
from lrcalc.sheets import Answer, Sheet

WIDTH, HEIGHT = 720, 360  # of the plot, without what stands around it
LEFT, RIGHT, BOTTOM = 80, 24, 50
LINE = 20  # of text
LETTERS = 110  # in a line of it
GAP = 24  # between the pictures of a list

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #444 }
.title { font-weight: 600; font-size: 15px; fill: #111 }
.back { fill: #fff } .grid { stroke: #e4e4e4 } .axis { stroke: #888 }
path { fill: none; stroke-width: 2; stroke-linejoin: round }
.c0 { stroke: #0072b2 } .c1 { stroke: #d55e00 } .c2 { stroke: #009e73 }
.c3 { stroke: #cc79a7 } .c4 { stroke: #a07c00 } .c5 { stroke: #56b4e9 }
@media (prefers-color-scheme: dark) {
  text { fill: #bbb } .title { fill: #fff } .back { fill: #16181d } .grid { stroke: #2c3038 } .axis { stroke: #777 }
  .c0 { stroke: #56b4e9 } .c1 { stroke: #ff8b3d } .c2 { stroke: #2ed3a2 }
  .c3 { stroke: #e9a3cb } .c4 { stroke: #f0e442 } .c5 { stroke: #8fd0ff }
}"""


def write(answer: Answer, out: TextIO) -> None:
    """Write one document; the sheets of a list stand below each other."""
    sheets, log = answer.sheets, answer.view.logarithmic
    pictures = [picture(sheet, width=WIDTH * 2, ticks=(10, 6), logarithmic=log) for sheet in sheets]
    width = LEFT + WIDTH + RIGHT
    tops = [36 + LINE * (len(sheet.details) + 1) for sheet in sheets]
    height = sum(tops) + len(sheets) * (HEIGHT + BOTTOM + GAP) - GAP
    out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">\n')
    out.write(f"<title>{_text('; '.join(sheet.title for sheet in sheets))}</title>\n")
    out.write(f"<desc>{_text('; '.join(_description(sheet, answer.view.digits) for sheet in sheets))}</desc>\n")
    out.write(f'<style>\n{STYLE}\n</style>\n<rect class="back" width="{width}" height="{height}"/>\n')
    y = 0
    for sheet, drawn, top in zip(sheets, pictures, tops, strict=True):
        out.write(f'<g transform="translate({LEFT} {y + top})">\n')
        _write_plot(sheet, drawn, top, out)
        out.write("</g>\n")
        y += top + HEIGHT + BOTTOM + GAP
    out.write("</svg>\n")


def _write_plot(sheet: Sheet, drawn: Picture, top: int, out: TextIO) -> None:
    out.write(f'<text class="title" x="0" y="{30 - top}">{_text(sheet.title)}</text>\n')
    for index, line in enumerate(sheet.details, 1):
        shown = line if len(line) <= LETTERS else f"{line[: LETTERS - 1]}…"
        out.write(f'<text x="0" y="{30 - top + LINE * index}">{_text(shown)}</text>\n')
    for tick in drawn.y.ticks:
        y = _number((1 - drawn.y.place(tick)) * HEIGHT)
        out.write(f'<line class="grid" x1="0" x2="{WIDTH}" y1="{y}" y2="{y}"/>')
        out.write(f'<text x="-10" y="{y}" text-anchor="end" dominant-baseline="middle">{tick:g}</text>\n')
    for tick in drawn.x.ticks:
        x = _number(drawn.x.place(tick) * WIDTH)
        out.write(f'<line class="axis" x1="{x}" x2="{x}" y1="{HEIGHT}" y2="{HEIGHT + 5}"/>')
        out.write(f'<text x="{x}" y="{HEIGHT + 21}" text-anchor="middle">{tick:g}</text>\n')
    out.write(f'<line class="axis" x1="0" x2="{WIDTH}" y1="{HEIGHT}" y2="{HEIGHT}"/>\n')
    out.write(f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 41}" text-anchor="middle">{_text(drawn.x.name)}</text>\n')
    for index, (label, strokes) in enumerate(drawn.lines):
        out.write(f'<path class="c{index % 6}" d="{"".join(_path(drawn, stroke) for stroke in strokes)}"/>\n')
        if len(drawn.lines) > 1:
            at = 16 + 20 * index
            out.write(f'<path class="c{index % 6}" d="M{WIDTH - 150} {at}h24"/>')
            out.write(f'<text x="{WIDTH - 118}" y="{at}" dominant-baseline="middle">{_text(label)}</text>\n')


def _path(drawn: Picture, stroke: Sequence[Point]) -> str:
    points = [f"{_number(drawn.x.place(x) * WIDTH)} {_number((1 - drawn.y.place(y)) * HEIGHT)}" for x, y in stroke]
    return "M" + "L".join(dict.fromkeys(points))


def _description(sheet: Sheet, digits: int) -> str:
    first, last = sheet.cells(sheet.rows[0], digits), sheet.cells(sheet.rows[-1], digits)
    ends = [
        f"{sheet.names[index]} from {first[index]} at {sheet.names[0]} {first[0]} to {last[index]} at {last[0]}"
        for index in sheet.indices("value")
    ]
    return ", ".join([*sheet.details, *ends])


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable()))

"""A picture file: small, with nothing from outside, readable on light and dark."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TextIO

from lrcalc.outputs import FormatError
from lrcalc.outputs._picture import Picture, Point, picture
from lrcalc.sheets import Answer, Sheet, View

WIDTH, HEIGHT = 720, 360  # of the plot, without what stands around it
LEFT, RIGHT, BOTTOM, TOP = 84, 24, 50, 24
LINE = 20  # of text
LETTER = 7.6  # the width of one, at most
GAP = 24  # between the pictures of a list
LEAST = 100, 60  # of a plot that can be read
KEY = 44  # of a legend's line, with the room around it
POINTS = 200  # more than these are not marked
COLOURS, DASHES = 8, 4
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})  # html.escape would load all of its entities

STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #444 }
.title { font-weight: 600; font-size: 15px; fill: #111 }
.back { fill: #fff } .grid { stroke: #e4e4e4 } .axis { stroke: #888 }
path { fill: none; stroke-width: 2; stroke-linejoin: round } circle { stroke: none }
.d1 { stroke-dasharray: 9 4 } .d2 { stroke-dasharray: 2 3 } .d3 { stroke-dasharray: 9 3 2 3 }
.c0 { stroke: #0072b2; fill: #0072b2 } .c1 { stroke: #d55e00; fill: #d55e00 } .c2 { stroke: #009e73; fill: #009e73 }
.c3 { stroke: #cc79a7; fill: #cc79a7 } .c4 { stroke: #a07c00; fill: #a07c00 } .c5 { stroke: #56b4e9; fill: #56b4e9 }
.c6 { stroke: #6a3d9a; fill: #6a3d9a } .c7 { stroke: #666; fill: #666 } path[class] { fill: none }
@media (prefers-color-scheme: dark) {
  text { fill: #bbb } .title { fill: #fff } .back { fill: #16181d } .grid { stroke: #2c3038 } .axis { stroke: #777 }
  .c0 { stroke: #56b4e9; fill: #56b4e9 } .c1 { stroke: #ff8b3d; fill: #ff8b3d } .c2 { stroke: #2ed3a2; fill: #2ed3a2 }
  .c3 { stroke: #e9a3cb; fill: #e9a3cb } .c4 { stroke: #f0e442; fill: #f0e442 } .c5 { stroke: #8fd0ff; fill: #8fd0ff }
  .c6 { stroke: #b79aff; fill: #b79aff } .c7 { stroke: #bbb; fill: #bbb }
}"""


class Geometry(NamedTuple):
    """Where the last plot of a picture is: below ``top``, ``width`` to the right of LEFT, ``height`` down."""

    top: float
    width: int
    height: float


def write(answer: Answer, out: TextIO) -> None:
    """Write one document; the sheets of a list stand below each other."""
    draw(answer.sheets, answer.view, out)


def draw(sheets: Sequence[Sheet], view: View, out: TextIO) -> Geometry:
    """Write the picture of sheets, and return where the last of them is."""
    plot, whole = _widths(view, max(_legend_width(sheet) for sheet in sheets))
    captions = [[*_caption(sheet, view, whole)] for sheet in sheets]
    tops = [TOP + 12 * bool(caption) + LINE * len(caption) for caption in captions]
    height = _height(view, tops)
    ticks = max(2, round(plot / 72)), max(2, round(height / 60))
    pictures = [picture(sheet, width=plot * 2, ticks=ticks, logarithmic=view.logarithmic) for sheet in sheets]
    tall = sum(tops) + len(sheets) * (height + BOTTOM + GAP) - GAP
    size = f' width="{whole:g}" height="{tall:g}"' if view.size else ""
    out.write(f'<svg xmlns="http://www.w3.org/2000/svg"{size} viewBox="0 0 {whole:g} {tall:g}" role="img">\n')
    out.write(f"<title>{_text(view.title or '; '.join(sheet.title for sheet in sheets))}</title>\n")
    out.write(f"<desc>{_text('; '.join(_description(sheet, view.digits) for sheet in sheets))}</desc>\n")
    out.write(f'<style>\n{STYLE}\n</style>\n<rect class="back" width="{whole:g}" height="{tall:g}"/>\n')
    y = top = 0.0
    for sheet, drawn, caption, above in zip(sheets, pictures, captions, tops, strict=True):
        top = y + above
        out.write(f'<g transform="translate({LEFT} {top:g})">\n')
        for index, (kind, line) in enumerate(caption):
            place = f'x="0" y="{30 - above + LINE * index}"'
            out.write(f'<text class="{kind}" {place}>{_text(line)}</text>\n')
        _write_plot(sheet, drawn, plot, height, out)
        out.write("</g>\n")
        y = top + height + BOTTOM + GAP
    out.write("</svg>\n")
    return Geometry(top, plot, height)


def _widths(view: View, beside: int) -> tuple[int, int]:
    """Return the width of the plot, and of the whole picture."""
    if view.size is None:
        return WIDTH, LEFT + WIDTH + RIGHT + beside
    plot = view.size[0] - LEFT - RIGHT - beside
    if plot < LEAST[0]:
        raise FormatError(f"a width of {view.size[0]} leaves no room for the plot")
    return plot, view.size[0]


def _height(view: View, tops: Sequence[float]) -> float:
    """Return the height of each plot."""
    if view.size is None:
        return HEIGHT
    height = (view.size[1] - sum(tops) - len(tops) * BOTTOM - (len(tops) - 1) * GAP) / len(tops)
    if height < LEAST[1]:
        raise FormatError(f"a height of {view.size[1]} leaves no room for the plot; no caption makes more")
    return height


def _caption(sheet: Sheet, view: View, width: float) -> Iterator[tuple[str, str]]:
    """Yield the lines above a plot, each with its class: the title and the details in full, however many they need."""
    letters = int((width - LEFT - RIGHT) / LETTER)
    title = view.title if view.title is not None else sheet.title if view.caption else ""
    if title:
        yield from (("title", line) for line in _broken(title, letters - 10))
    for detail in sheet.details if view.caption else ():
        yield from (("detail", line) for line in _broken(detail, letters))


def _broken(text: str, letters: int) -> Iterator[str]:
    """Yield a text in lines, broken between words; a name stays with its number."""
    line = ""
    for word in text.replace(" = ", "\u00a0=\u00a0").split(" "):
        if line and _letters(line) + 1 + _letters(word) > letters:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _letters(text: str) -> int:
    """Return how many Latin letters a text is as wide as: Chinese ones are as wide as two."""
    return sum(1 if letter < "\u1100" else 2 for letter in text)


def _legend_width(sheet: Sheet) -> int:
    names = [sheet.names[index] for index in sheet.indices("value")]
    return KEY + round(max(map(_letters, names)) * LETTER) if len(names) > 1 else 0


def _write_plot(sheet: Sheet, drawn: Picture, width: float, height: float, out: TextIO) -> None:
    for tick in drawn.y.ticks:
        y = _number((1 - drawn.y.place(tick)) * height)
        out.write(f'<line class="grid" x1="0" x2="{width:g}" y1="{y}" y2="{y}"/>')
        out.write(f'<text x="-10" y="{y}" text-anchor="end" dominant-baseline="middle">{tick:g}</text>\n')
    for tick in drawn.x.ticks:
        x = _number(drawn.x.place(tick) * width)
        out.write(f'<line class="axis" x1="{x}" x2="{x}" y1="{height:g}" y2="{height + 5:g}"/>')
        out.write(f'<text x="{x}" y="{height + 21:g}" text-anchor="middle">{tick:g}</text>\n')
    out.write(f'<line class="axis" x1="0" x2="{width:g}" y1="{height:g}" y2="{height:g}"/>\n')
    out.write(f'<text x="{width / 2:g}" y="{height + 41:g}" text-anchor="middle">{_text(drawn.x.name)}</text>\n')
    turned = f'transform="translate(-68 {height / 2:g}) rotate(-90)" text-anchor="middle"'
    out.write(f"<text {turned}>{_text(_y_title(sheet))}</text>\n")
    for index, (label, strokes) in enumerate(drawn.lines):
        style = f'class="c{index % COLOURS} d{(index + index // COLOURS) % DASHES}"'
        out.write(f'<path {style} d="{"".join(_path(drawn, stroke, width, height) for stroke in strokes)}"/>\n')
        for place, value in _marked(sheet, strokes):
            x, y = _number(drawn.x.place(place) * width), _number((1 - drawn.y.place(value)) * height)
            out.write(f'<circle class="c{index % COLOURS}" cx="{x}" cy="{y}" r="3.5"/>\n')
        if len(drawn.lines) > 1:
            at = 10 + LINE * index
            out.write(f'<path {style} d="M{width + 12:g} {at}h24"/>')
            out.write(f'<text x="{width + KEY:g}" y="{at}" dominant-baseline="middle">{_text(label)}</text>\n')


def _y_title(sheet: Sheet) -> str:
    """Return what the values are."""
    values = [one.names[one.indices("value")[0]] for one in sheet.members or [sheet]]
    return "learning rate" if {*values} == {"lr"} else values[0]


def _marked(sheet: Sheet, strokes: Sequence[Sequence[Point]]) -> Iterator[Point]:
    """Yield the points that are marked: those that were picked, and one that stands alone."""
    alone = [stroke[0] for stroke in strokes if len({*stroke}) == 1]
    picked = len(sheet.rows) <= POINTS and not all(one.source.over_time for one in sheet.members or [sheet])
    if not picked or sheet.source.logarithmic:
        yield from alone
        return
    across = sheet.indices("place")[0]
    places = {float(row[across]) for row in sheet.rows}
    # Behind a jump, where the row is, is the last of its points.
    yield from {x: y for stroke in strokes for x, y in stroke if x in places}.items()


def _path(drawn: Picture, stroke: Sequence[Point], width: float, height: float) -> str:
    points = [f"{_number(drawn.x.place(x) * width)} {_number((1 - drawn.y.place(y)) * height)}" for x, y in stroke]
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
    return "".join(c for c in text if c.isprintable() or c == "\u00a0").translate(_ESCAPED)

"""A page: the picture, the value under the pointer, and the table, in one file that needs no network."""

import json
from collections.abc import Sequence
from html import escape
from io import StringIO
from typing import TextIO

from lrcalc.outputs import svg
from lrcalc.outputs._numbers import column
from lrcalc.outputs._picture import picture
from lrcalc.outputs._prose import foot, head
from lrcalc.sheets import Answer, Column, Row, Sheet, View
from lrcalc.sheets.summary import summary_rows

MOST_ROWS = 5000  # of a page; of more it has rows at even distances, and the last

STYLE = """\
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
figure { margin: 0 } svg { width: 100%; height: auto; touch-action: none }
output { display: block; min-height: 1.5em; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; margin: 1rem 0; font: 13px/1.5 ui-monospace, monospace }
th, td { text-align: right; padding: .15rem .8rem; border-bottom: 1px solid #8884; white-space: pre }
th { position: sticky; top: 0; background: Canvas } td.text, th.text { text-align: left }
:is(td, th):first-child { position: sticky; left: 0; background: Canvas } th:first-child { z-index: 1 }
tfoot { font-weight: 600 } .detail { opacity: .75; margin: 0 } code { white-space: pre-wrap }"""

SCRIPT = """\
for (const figure of document.querySelectorAll("figure")) {
  const data = JSON.parse(figure.querySelector("script").textContent), svg = figure.querySelector("svg");
  const line = document.createElementNS(svg.namespaceURI, "line"), said = figure.querySelector("output");
  line.setAttribute("class", "axis"); svg.append(line);
  svg.addEventListener("pointermove", event => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const wanted = data.low + (at.x - data.left) / data.width * (data.high - data.low);
    let best = 0;
    data.places.forEach((place, index) => {
      if (Math.abs(place - wanted) < Math.abs(data.places[best] - wanted)) best = index;
    });
    const x = data.left + (data.places[best] - data.low) / (data.high - data.low) * data.width;
    for (const [name, value] of Object.entries({x1: x, x2: x, y1: data.top, y2: data.top + data.height}))
      line.setAttribute(name, value);
    said.textContent = `${data.name} ${data.places[best]}: ` +
      data.columns.map((name, index) => `${name} = ${data.values[best][index]}`).join(", ");
  });
}"""


def write(answer: Answer, out: TextIO) -> None:
    """Write a page with a figure and a table for each sheet."""
    title = answer.view.title or "; ".join(sheet.title for sheet in answer.sheets)
    figures = [_figure(sheet, answer.view) for sheet in answer.sheets]  # an axis that cannot be is known by now
    out.write('<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n')
    out.write('<meta name="viewport" content="width=device-width">\n')
    out.write(f"<title>{_text(title)}</title>\n<style>\n{STYLE}\n</style>\n")
    for sheet, figure in zip(answer.sheets, figures, strict=True):
        out.write(figure)
        _write_table(sheet, answer.view, out)
    out.write(f"<script>\n{SCRIPT}\n</script>\n</html>\n")


def shown(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that a page has.

    >>> len(shown(range(5000))), shown(range(12_000))[:2], shown(range(12_000))[-2:]
    (5000, [0, 3], [11997, 11999])
    """
    numbers = [*range(0, len(rows), every(rows))]
    return [rows[number] for number in dict.fromkeys((*numbers, len(rows) - 1))]


def every(rows: Sequence[Row]) -> int:
    """Return how far apart the rows are that a page has."""
    return -(-len(rows) // MOST_ROWS)


def _figure(sheet: Sheet, view: View) -> str:
    """Return a sheet's words and its picture, with what the pointer shows."""
    form = {"command": "<p><code>$ {}</code></p>\n", "sentence": "<p>{}</p>\n"}
    words = "".join(form[what].format(_text(line)) for what, line in head(sheet) if what in form)
    drawn = StringIO()
    geometry = svg.draw([sheet], view, drawn)
    x = picture(sheet, width=geometry.width * 2, ticks=(2, 2), logarithmic=view.logarithmic).x
    across, values = sheet.indices("place")[0], sheet.indices("value")
    rows = shown(sheet.rows)
    data = {
        "name": sheet.names[across],
        "columns": [sheet.names[index] for index in values],
        "places": [row[across] for row in rows],
        "values": [[sheet.cells(row, view.digits)[index] for index in values] for row in rows],
        "low": x.low, "high": x.high,
        "left": svg.LEFT, "top": geometry.top, "width": geometry.width, "height": geometry.height,
    }  # fmt: skip
    text = json.dumps(data, allow_nan=False).replace("<", "\\u003c")
    data_there = f'<script type="application/json">{text}</script>'
    return f"{words}<figure>\n{drawn.getvalue()}<output></output>\n{data_there}\n</figure>\n"


def _write_table(sheet: Sheet, view: View, out: TextIO) -> None:
    kinds = [' class="text"' if one.role == "text" else "" for one in sheet.columns]
    names = "".join(f"<th{kind}>{_text(name)}</th>" for kind, name in zip(kinds, sheet.names, strict=True))
    rows = shown(sheet.rows)
    summary = summary_rows(sheet.summary(), len(sheet.indices("place"))) if sheet.summary else []
    cells = zip(
        *(_cells(one, index, [*rows, *summary], view.digits) for index, one in enumerate(sheet.columns)), strict=True
    )
    lines = [
        f"<tr>{''.join(f'<td{kind}>{cell}</td>' for kind, cell in zip(kinds, row, strict=True))}</tr>\n"
        for row in cells
    ]
    out.write(f"<table>\n<thead><tr>{names}</tr></thead>\n<tbody>\n")
    out.writelines(lines[: len(rows)])
    out.write("</tbody>\n")
    if summary:
        out.writelines(["<tfoot>\n", *lines[len(rows) :], "</tfoot>\n"])
    out.write("</table>\n")
    if every(sheet.rows) > 1:
        out.write(f"<p>1 in {every(sheet.rows):,} of {len(sheet.rows):,} rows.</p>\n")
    out.writelines(f"<p>{_text(line)}</p>\n" for paragraph in foot(sheet, view.digits) for line in paragraph)


def _cells(one: Column, index: int, rows: Sequence[Row], digits: int) -> list[str]:
    """Return a column's cells, the numbers point under point."""
    cells = [row[index] for row in rows]
    return [_text(str(cell)) for cell in cells] if one.role == "text" else column(cells, digits, exact=one.exact)


def _text(text: str) -> str:
    return escape("".join(c for c in text if c.isprintable()))

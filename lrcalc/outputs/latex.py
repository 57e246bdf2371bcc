"""LaTeX: a table of the package booktabs, for papers."""

from collections.abc import Iterable
from typing import TextIO

from lrcalc.outputs import batches
from lrcalc.outputs._prose import foot, head
from lrcalc.sheets import Answer, Sheet
from lrcalc.sheets.summary import summary_rows

# What LaTeX would take for a command, and the letters of our formulas that its text fonts lack.
_ESCAPED = str.maketrans({
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "·": r"$\cdot$", "−": "$-$", "½": r"$\frac{1}{2}$",
    "π": r"$\pi$", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$", "√": r"$\surd$",
    "φ": r"$\varphi$", "′": "$'$", "≈": r"$\approx$",
})  # fmt: skip
LINES = {"sentence": "{}\n\n", "command": "\\texttt{{{}}}\n\n", "title": "% {}\n", "detail": "% {}\n"}


def write(answer: Answer, out: TextIO) -> None:
    """Write each sheet as a tabular, its title and details as comments above it."""
    for index, sheet in enumerate(answer.sheets):
        out.write("\n" * (index > 0))
        _write(sheet, answer.view.digits, out)


def _write(sheet: Sheet, digits: int, out: TextIO) -> None:
    out.writelines(
        LINES[what].format(line if what in ("title", "detail") else _escaped(line)) for what, line in head(sheet)
    )
    kinds = "".join("l" if column.role == "text" else "r" for column in sheet.columns)
    out.write(f"\\begin{{tabular}}{{{kinds}}}\n\\toprule\n{_line(sheet.names)}\\midrule\n")
    line = _line if sheet.indices("text") else _joined  # numbers have nothing to escape
    out.writelines("".join(map(line, sheet.texts(batch, digits))) for batch in batches(sheet.rows))
    if sheet.summary:
        out.write("\\midrule\n")
        rows = summary_rows(sheet.summary(), len(sheet.indices("place")))
        out.writelines(_line(sheet.cells(row, digits)) for row in rows)
    out.write("\\bottomrule\n\\end{tabular}\n")
    out.writelines(f"\n{_escaped(line)}\n" for paragraph in foot(sheet, digits) for line in paragraph)


def _line(cells: Iterable[str]) -> str:
    return _joined(map(_escaped, cells))


def _joined(cells: Iterable[str]) -> str:
    return f"{' & '.join(cells)} \\\\\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPED)

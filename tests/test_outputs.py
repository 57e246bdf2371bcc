"""What each format writes, to the letter, and that machines read it back bit for bit."""

import csv
import io
import json
import re
from dataclasses import replace

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcalc import Curve, Exponential, Step, outputs
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.outputs.csv import quoted
from lrcalc.sheets import Answer, Column, Sheet
from lrcalc.sheets.curve import curve_sheet
from tests.program import lrcalc, printed, shell

STEP = curve_sheet(Curve(Step(lr=0.1, rate=0.5, every=10), range(9, 12)), after=12)

TABLE = """\
step: lr · rate^⌊epoch / every⌋
lr = 0.1, rate = 0.5, every = 10

epoch     lr
────────────
    9   0.1
   10   0.05
   11   0.05

next: lr(12) = 0.05
"""
CSV = "epoch,lr\n9,0.1\n10,0.05\n11,0.05\n"
JSON = (
    '{"schedule": "step", "formula": "lr · rate^⌊epoch / every⌋", "parameters": {"lr": 0.1, "rate": 0.5, "every": 10}, '
    '"rows": [{"epoch": 9, "lr": 0.1}, {"epoch": 10, "lr": 0.05}, {"epoch": 11, "lr": 0.05}], '
    '"next": {"epoch": 12, "lr": 0.05}}\n'
)
JSONL = (
    '{"schedule": "step", "epoch": 9, "lr": 0.1}\n'
    '{"schedule": "step", "epoch": 10, "lr": 0.05}\n'
    '{"schedule": "step", "epoch": 11, "lr": 0.05}\n'
)


def written(made: Sheet | list[Sheet], form: str) -> str:
    """Return what a format writes."""
    out = io.StringIO()
    answer = Answer(made, is_list=True) if isinstance(made, list) else Answer([made])
    outputs.writer(form)(answer, out)
    return out.getvalue()


MARKDOWN = """\
`step: lr · rate^⌊epoch / every⌋`
<br>lr = 0.1, rate = 0.5, every = 10

| epoch | lr |
| ---: | ---: |
| 9 | 0.1 |
| 10 | 0.05 |
| 11 | 0.05 |

next: lr(12) = 0.05
"""
WORK = """\
lr(9) = 0.1 · 0.5^⌊9 / 10⌋ = 0.1
lr(10) = 0.1 · 0.5^⌊10 / 10⌋ = 0.05
lr(11) = 0.1 · 0.5^⌊11 / 10⌋ = 0.05

lr(epoch) = lr · rate^⌊epoch / every⌋
  lr: Initial learning rate
  rate: Factor at each drop
  every: Epochs between drops
"""
LATEX = r"""% step: lr · rate^⌊epoch / every⌋
% lr = 0.1, rate = 0.5, every = 10
\begin{tabular}{rr}
\toprule
epoch & lr \\
\midrule
9 & 0.1 \\
10 & 0.05 \\
11 & 0.05 \\
\bottomrule
\end{tabular}

next: lr(12) = 0.05
"""
GOLDEN = {
    "table": TABLE, "csv": CSV, "tsv": CSV.replace(",", "\t"), "json": JSON, "jsonl": JSONL, "markdown": MARKDOWN,
    "latex": LATEX, "work": WORK,
}  # fmt: skip


@pytest.mark.parametrize(("form", "expected"), GOLDEN.items())
def test_golden(form: str, expected: str) -> None:
    """Each format writes exactly this."""
    assert written(STEP, form) == expected


def test_every_format_has_a_golden() -> None:
    """The formats of the registry are those above, and pictures and code, which have tests of their own."""
    assert [*outputs.FORMATS] == [
        *GOLDEN,
        "plot",
        "svg",
        "html",
        *(name for name, known in FRAMEWORKS.items() if known.writes),
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [("a", "a"), ("a b", "a b"), ("a,b", '"a,b"'), ('a"b', '"a""b"'), ("a\nb", '"a\nb"'), ("a\rb", '"a\rb"')],
)
def test_quotes_of_csv(text: str, field: str) -> None:
    """A field of CSV is in quotes where RFC 4180 asks for them."""
    assert quoted(text) == field
    assert [*csv.reader(io.StringIO(f"{field},x\r\n", newline=""))] == [[text, "x"]]


def test_markdown_of_names_and_digits() -> None:
    """An underscore is no emphasis in Markdown, and the digits are those that are asked for."""
    markdown = lrcalc("cosine --lr 0.1 --t-max 3 --at 1 -f markdown --digits 3").stdout
    assert "<br>lr = 0.1, lr\\_min = 0, t\\_max = 3\n" in markdown
    assert "| 1 | 0.075 |\n" in markdown
    assert "| 9 | 0.063 |\n" in lrcalc("exponential --lr 0.1 --rate 0.95 --at 9 -f markdown --digits 3").stdout


def test_a_list_keeps_its_form() -> None:
    """A list is a list in JSON and labelled in CSV, be it as short as it may."""
    assert written([STEP], "json") == '{"curves": [' + JSON.rstrip("\n") + "]}\n"
    assert written([STEP], "csv").splitlines()[:2] == ["schedule,epoch,lr", "step,9,0.1"]
    assert written([STEP, STEP], "jsonl") == 2 * JSONL
    assert written([STEP, STEP], "table") == f"{TABLE}\n{TABLE}"


WORDS = Sheet(
    title="words: a column of text",
    details=["and a value"],
    columns=[Column("name", "text"), Column("lr")],
    rows=[('a, "b"', 0.5), ("50%|c_d", 0.25)],
    label={"name": "words"},
    facts={"words": True},
)


def test_a_column_of_text_is_possible_in_every_format() -> None:
    """Text is quoted where a format needs it; where it has no place, that is said."""
    assert written(WORDS, "csv") == 'name,lr\n"a, ""b""",0.5\n50%|c_d,0.25\n'
    assert json.loads(written(replace(WORDS, facts={}), "json")) == {"rows": json.loads(written(WORDS, "json"))["rows"]}
    assert json.loads(written(WORDS, "json"))["rows"] == [
        {"name": 'a, "b"', "lr": 0.5},
        {"name": "50%|c_d", "lr": 0.25},
    ]
    lines = [json.loads(line) for line in written(WORDS, "jsonl").splitlines()]
    assert [line["lr"] for line in lines] == [0.5, 0.25]
    assert "50%|c_d   0.25" in written(WORDS, "table")
    assert '| a, "b" | 0.5 |\n| 50%\\|c_d | 0.25 |\n' in written(WORDS, "markdown")
    for form in ("work", "torch", "plot", "svg"):
        with pytest.raises(outputs.FormatError):
            written(WORDS, form)
    assert (WORDS.source.legend(), WORDS.source.before(("a", 1))) == ((), None)


def test_words_beside_numbers() -> None:
    """Words are escaped as a page and a table of LaTeX need it, and stand on the left."""
    columns = [Column("epoch", "place", exact=True), Column("lr"), Column("remark", "text")]
    sheet = replace(WORDS, columns=columns, rows=[(0, 0.5, "<b>"), (1, 0.25, "50%")])
    assert '<tr><td>0</td><td>0.5 </td><td class="text">&lt;b&gt;</td></tr>' in written(sheet, "html")
    assert "1 & 0.25 & 50\\% \\\\\n" in written(sheet, "latex")
    assert "epoch     lr   remark\n─────────────────────\n    0   0.5    <b>\n    1   0.25   50%\n" in written(
        sheet, "table"
    )


@given(
    lr=st.floats(1e-300, 1e300),
    rate=st.floats(0.1, 1),
    epochs=st.lists(st.one_of(st.integers(0, 10**6), st.floats(0, 1e6)), min_size=1, max_size=20),
)
def test_numbers_read_back_bit_for_bit(lr: float, rate: float, epochs: list[float]) -> None:
    """CSV, JSON and JSON Lines hold every number exactly, and JSON is what json.dumps would write."""
    curve = Curve(Exponential(lr=lr, rate=rate), epochs)
    sheet = curve_sheet(curve)
    rows = [*curve]
    assert [(float(e), float(r)) for e, r in [*csv.reader(io.StringIO(written(sheet, "csv")))][1:]] == rows
    text = written(sheet, "json")
    assert [(row["epoch"], row["lr"]) for row in json.loads(text)["rows"]] == rows
    assert text == json.dumps(json.loads(text), ensure_ascii=False) + "\n"
    lines = [json.loads(line) for line in written(sheet, "jsonl").splitlines()]
    assert [(row["epoch"], row["lr"]) for row in lines] == rows


def test_batches_hide_no_seam() -> None:
    """More rows than one batch are still one document."""
    sheet = curve_sheet(Curve(Step(lr=0.1, rate=0.5, every=10), 10_000))
    assert len(json.loads(written(sheet, "json"))["rows"]) == 10_000
    assert written(sheet, "csv").count("\n") == 10_001
    assert written(sheet, "jsonl").count("\n") == 10_000


def test_a_summary_in_latex() -> None:
    """The summary stands below a rule of its own, and its numbers are in the column of the rates."""
    table = printed("linear --lr 0.4 --over 4 --summary -f latex")
    assert table.endswith(
        "3 & 0.1 \\\\\n\\midrule\nmean & 0.25 \\\\\nsum & 1 \\\\\nmin & 0.1 \\\\\nmin at & 3 \\\\\n"
        "max & 0.4 \\\\\nmax at & 0 \\\\\nlast & 0.1 \\\\\n\\bottomrule\n\\end{tabular}\n\nnext: lr(4) = 0\n"
    )


def test_a_long_table_of_differences() -> None:
    """A comparison's ends are shown with their differences, absolute and relative."""
    lines = lrcalc("compare 'linear --lr 1 --over 2000' 'constant --lr 1' -n 2000 --diff").stdout.splitlines()
    rows = [line.split() for line in lines if line.split()[:1] in (["1"], ["1000"], ["1998"])]
    assert rows == [["1", "0.9995", "1", "0.0005", "0.00050025"], ["1998", "0.001", "1", "0.999", "999"]]


@pytest.mark.parametrize(
    ("line", "columns", "expected"),
    [
        (
            "step --lr 0.1 --rate 0.5 --every 10 -n 30",
            80,
            "██████████▃▃▃▃▃▃▃▃▃▃▁▁▁▁▁▁▁▁▁▁  0.025 to 0.1, mean 0.0583333",
        ),
        ("step --lr 0.1 --rate 0.5 --every 10 -n 30", 40, "████▃▃▃▁▁▁  0.025 to 0.1, mean 0.0583333"),
        ("step --lr 0.1 --rate 0.5 --every 10 -n 30", 10, "██▃▁  0.025 to 0.1, mean 0.0583333"),
        ("step --lr 0.1 --rate 0.5 --every 10 -n 30 --digits 2", 40, "█████▃▃▃▃▁▁▁▁▁  0.025 to 0.1, mean 0.058"),
        ("linear --lr 0.7 --over 7 --at 0:7", 80, "█▇▆▅▄▃▂▁  0 to 0.7"),  # picked: they have no mean
        # Of thousands of rows forty are looked at, which are no mean of all.
        ("linear --lr 7 --over 7000 -n 7001", 29, "██▇▇▇▆▆▆▅▅▅▄▄▄▃▃▂▂▂▁▁  0 to 7"),
        ("linear --lr 999 --over 999 -n 1000", 10, "█▆▃▁  0 to 999, mean 499.5"),
        ("linear --lr 3 --over 3 -n 4", 10, "█▆▃▁  0 to 3, mean 1.5"),
        ("constant --lr 0.1", 80, None),
        ("step --lr 0.1 --rate 0.5 --every 1 -n 3", 80, None),
        ('compare "step --lr 0.1 --rate 0.5 --every 1" "constant --lr 1"', 80, None),
    ],
)
def test_the_shape_of_a_curve(line: str, columns: int, expected: str | None) -> None:
    """A terminal shows a curve's shape in one line, with its smallest, largest and mean; a pipe never does."""
    wide = shell(f"lrcalc {line}", COLUMNS=str(columns), FORCE_COLOR="1").stdout
    blocks = [shown for shown in click.unstyle(wide).splitlines() if shown.startswith(("█", "▁"))]
    assert blocks == ([expected] if expected else [])
    assert "█" not in shell(f"lrcalc {line}").stdout


MANY = "compare " + " ".join(f"'curve-{number}=linear --lr 0.{number} --over 30'" for number in range(1, 10))


def terminal(line: str, columns: int) -> list[str]:
    """Return what a terminal of so many columns shows of a command."""
    shown = shell(f"lrcalc {line}", COLUMNS=str(columns), FORCE_COLOR="1").stdout
    return click.unstyle(shown).splitlines()


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(
    "line", [f"{MANY} -n 4", f"{MANY} -n 4 --summary", f"{MANY} -n 3 --digits 17", f"{MANY} -n 1001"]
)
def test_a_wide_table_folds_as_a_whole(line: str, columns: int) -> None:
    """No line is wider than the terminal, and each block has the epochs, its own curves, and all their numbers."""
    lines = terminal(line, columns)
    assert max(map(len, lines)) <= columns
    heads = [
        index
        for index, shown in enumerate(lines)
        if shown.split()[:2] in (["epoch", f"curve-{one}"] for one in range(10))
    ]
    blocks = [lines[index : lines.index("", index)] for index in heads]
    assert [name for head, *_ in blocks for name in head.split()[1:]] == [f"curve-{number}" for number in range(1, 10)]
    assert all(block[1] == "─" * max(map(len, block)) for block in blocks)
    piped = printed(line) if "1001" not in line else lrcalc(line).stdout
    whole = piped.split("\n\n")[1].splitlines()
    places = [row.split()[0] for row in whole[2:] if "─" not in row]
    for block in blocks:
        assert [row.split()[0] for row in block[2:] if "─" not in row] == places
    cells = sorted(cell for block in blocks for row in block[2:] for cell in row.split() if cell[:2] == "0.")
    assert cells == sorted(cell for row in whole[2:] for cell in row.split() if cell[:2] == "0.")


def test_what_a_terminal_shows_of_differences() -> None:
    """The two rates stand above their differences, and sentences are broken between words."""
    assert terminal("compare 'linear --lr 1 --over 7' 'constant --lr 1' -n 2 --diff --digits 12", 40)[5:] == [
        "",
        "epoch           linear   constant",
        "─────────────────────────────────",
        "    0   1                       1",
        "    1   0.857142857143          1",
        "",
        "epoch       difference         relative",
        "───────────────────────────────────────",
        "    0   0                0             ",
        "    1   0.142857142857   0.166666666667",
        "",
        "linear and constant part at epoch 1",
        "  (0.857143 and 1, +16.7 %); up to epoch",
        "  0 they agree; the largest difference",
        "  is 0.143, at epoch 1.",
        "",
        "next: linear(2) = 0.714285714286,",
        "  constant(2) = 1",
    ]


def test_a_name_wider_than_its_terminal() -> None:
    """A name that leaves no room for its numbers is cut, be it Latin or Chinese; above the table it is in full."""
    lines = terminal(
        "compare 'the-very-longest-of-all-names=constant --lr 1' '余弦退火余弦退火余弦退火=constant --lr 2' -n 1", 40
    )
    assert lines[0] == "the-very-longest-of-all-names,"
    assert " epoch   the-very-longest-of…" in lines
    assert " epoch   余弦退火余弦退火余…" in lines


def test_a_command_stays_in_one_line() -> None:
    """What can be copied is not broken, however narrow the terminal is."""
    command = "$ lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30"
    assert command in terminal("examples step", 40)


def test_a_terminal_of_letters() -> None:
    """Where a terminal has no rules, they are dashes, and a curve has no shape in blocks."""
    shown = shell("lrcalc linear --lr 1 --over 4", FORCE_COLOR="1", PYTHONIOENCODING="ascii").stdout
    assert "-----" in shown
    assert "─" not in shown


def test_a_working_on_a_narrow_terminal() -> None:
    """A working is broken at its signs of equality, and between words where that is not enough; a short one is not."""
    line = "cosine --lr 0.1 --t-max 9 --at 1 -f work"
    assert terminal(line, 60)[:3] == [
        "lr(1) = 0 + ½ (0.1 − 0) (1 + cos(π · 1 / 9))",
        "  ≈ 0 + ½ (0.1 − 0) (1 + 0.939693)",
        "  ≈ 0.0969846",
    ]
    assert terminal(line, 40)[:2] == ["lr(1) = 0 + ½ (0.1 − 0) (1 + cos(π · 1 /", "  9))"]
    assert "\n".join(terminal(line, 200)) + "\n" == printed(line)


def test_the_words_around_a_plot_on_a_narrow_terminal() -> None:
    """Title, details and legend are broken as text is, and a plot without them has none of their lines."""
    parts = "'first-of-three=linear --lr 1 --over 9' 'second-of-three=constant --lr 1' 'third=constant --lr 2'"
    lines = terminal(f"compare {parts} -n 9 -f plot", 40)
    assert max(map(len, lines)) <= 40
    assert [shown.split()[1::2] for shown in lines[-2:]] == [["first-of-three"], ["second-of-three", "third"]]
    assert lines[:2] == ["first-of-three, second-of-three, third", "first-of-three = linear: (lr − lr_end) ·"]
    assert "of-three, second" not in "".join(terminal(f"compare {parts} -n 9 -f plot --no-caption", 40)[:-2])
    assert terminal(f"compare {parts} -n 9 -f plot --no-caption --title Mine", 40)[0] == "Mine"


def test_no_shape_of_what_is_no_curve() -> None:
    """Numbers that stand below each other for other reasons than time have no shape."""
    assert "█" not in "".join(terminal("steps --samples 1000 --batch-size 8 --epochs 3", 80))


def test_headings_on_a_narrow_terminal() -> None:
    """A heading of help that is wider than its terminal is broken between words."""
    lines = terminal("step --help", 40)
    assert lines[lines.index("Shared options, in full in lrcalc help") + 1] == "window, run, output:"


@pytest.mark.parametrize(
    ("line", "dim"),
    [
        ("step --lr 0.1 --rate 0.5 --every 2 -n 4", [1, 3]),
        ("constant --lr 0.1 -n 1001", [*range(1, 10), *range(992, 1001)]),  # behind the gap it is shown anew
    ],
)
def test_rows_that_repeat_are_dim(line: str, dim: list[int]) -> None:
    """The eye finds the changes: a row with the value of the one above it is dim."""
    lines = shell(f"lrcalc {line}", FORCE_COLOR="1").stdout.splitlines()
    rows = [shown for shown in lines if click.unstyle(shown).split()[:1] and click.unstyle(shown).split()[0].isdigit()]
    assert [int(click.unstyle(row).split()[0]) for row in rows if re.search(r"\x1b\[2m *[\d.]", row)] == dim

"""Pictures: plots against golden files, SVG that parses and renders, axes that fit."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcalc import Curve, Cyclic, Exponential, Linear, Piecewise, Schedule, Step, outputs
from lrcalc.outputs._picture import SOME, TOO_MANY, _nice, picture
from lrcalc.sheets import Answer, View
from lrcalc.sheets.curve import curve_sheet
from tests.cases import SCHEDULES
from tests.program import lrcalc, printed, shell

FOLDER = Path(__file__).parent / "plots"
SVG = "{http://www.w3.org/2000/svg}"

# Golden file: the command, and the terminal it is drawn for. To draw them anew: see test_plot.
PLOTS = {
    "step": (["step", "--lr", "0.1", "--rate", "0.5", "--every", "10", "-n", "30"], {}),
    "cosine-40-columns": (["cosine", "--lr", "0.1", "--t-max", "50"], {"COLUMNS": "40"}),
    "log": (["exponential", "--lr", "0.1", "--rate", "0.8", "-n", "50", "--log"], {}),
    "restarts-120-columns": (
        ["cosine-restarts", "--lr", "0.1", "--t-0", "10", "--t-mult", "2", "-n", "70", "--warmup", "5"],
        {"COLUMNS": "120"},
    ),
    "ascii": (["cosine", "--lr", "0.1", "--t-max", "30"], {"PYTHONIOENCODING": "ascii"}),
    "compare": (["compare", "step --lr 0.1 --rate 0.5 --every 10", "half=cosine --lr 0.1 --t-max 30"], {}),
    "compare-ascii": (
        ["compare", "step --lr 0.1 --rate 0.5 --every 10", "cosine --lr 0.1 --t-max 30"],
        {"PYTHONIOENCODING": "ascii"},
    ),
}


@pytest.mark.parametrize("name", PLOTS)
def test_plot(name: str) -> None:
    """A plot is the golden file to the dot; LRCALC_DRAW=1 draws the files anew, to be looked at."""
    command, variables = PLOTS[name]
    run = subprocess.run(
        [sys.executable, "-m", "lrcalc", *command, "-f", "plot"],
        env=os.environ | variables,
        capture_output=True,
        check=True,
    )
    drawn = run.stdout.decode()
    golden = FOLDER / f"{name}.txt"
    if os.environ.get("LRCALC_DRAW"):
        golden.write_text(drawn, encoding="utf-8")
    assert drawn == golden.read_text(encoding="utf-8")
    width = int(variables.get("COLUMNS", 80))
    plot = drawn.partition("\n\n")[2].splitlines()
    assert all(len(line) <= width and line == line.rstrip() for line in plot)
    assert len(drawn.splitlines()) <= 20
    assert drawn.isascii() is ("PYTHONIOENCODING" in variables)


def test_plot_colour() -> None:
    """Colour is on a terminal, or where it is forced, and not where NO_COLOR forbids it."""
    command = [sys.executable, "-m", "lrcalc", *PLOTS["step"][0], "-f", "plot"]

    def drawn(**variables: str) -> str:
        return subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=True).stdout

    assert "\x1b" not in drawn()
    assert "\x1b[36m" in drawn(FORCE_COLOR="1")
    assert "\x1b[36m" not in drawn(FORCE_COLOR="1", NO_COLOR="1")


def svg(*args: str) -> ET.Element:
    """Return the SVG that a command writes, parsed."""
    result = lrcalc(*args, "-f", "svg")
    assert result.exit_code == 0
    return ET.fromstring(result.stdout)


def test_svg() -> None:
    """An SVG is small, has title and description for those who hear it, axes and nothing from outside."""
    result = lrcalc(*PLOTS["step"][0], "-f", "svg")
    picture = ET.fromstring(result.stdout)
    assert picture.tag == f"{SVG}svg"
    assert picture.findtext(f"{SVG}title") == "step: lr · rate^⌊epoch / every⌋"
    assert picture.findtext(f"{SVG}desc") == "lr = 0.1, rate = 0.5, every = 10, lr from 0.1 at epoch 0 to 0.025 at 29"
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"epoch", "0.1", "0.02", "0", "20"} <= {*texts}
    assert "prefers-color-scheme: dark" in result.stdout
    assert "http" not in result.stdout.replace("http://www.w3.org/2000/svg", "")
    assert len(result.stdout) < 5000
    (path,) = [path.get("d") or "" for path in picture.iter(f"{SVG}path")]
    corners = [tuple(map(float, point.split())) for point in path[1:].split("L")]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(corners))  # upright or level


def test_svg_of_several() -> None:
    """A comparison has a legend; a list has a picture for each."""
    legend = svg("compare", "step --lr 0.1 --rate 0.5 --every 10", "<&>=cosine --lr 0.1 --t-max 30")
    assert {"step", "<&>"} <= {text.text for text in legend.iter(f"{SVG}text")}
    assert len([*svg("examples").iter(f"{SVG}g")]) == 4


def test_ten_curves_are_told_apart() -> None:
    """No two of ten curves have both colour and dash, and each name stands whole in the legend beside them."""
    parts = [f"curve-number-{number}=linear --lr 1 --over {number + 2}" for number in range(10)]
    picture = svg("compare", *parts)
    styles = [path.get("class") for path in picture.iter(f"{SVG}path")]
    assert len({*styles}) == 10
    assert styles[::2] == styles[1::2]  # each curve, and its sample in the legend
    keys = list(picture.iter(f"{SVG}path"))[1::2]
    width = float((picture.get("viewBox") or "").split()[2])
    for key, number in zip(keys, range(10), strict=True):
        at = float((key.get("d") or "M0")[1:].split()[0])
        assert 720 < at < width - 24 - 7 * len(f"curve-number-{number}")


def test_svg_says_all_or_nothing() -> None:
    """The formula and the parameters stand there in full, or not at all; a title of one's own replaces the formula."""
    line = ["one-cycle", "--lr-max", "0.1", "--total", "30"]
    whole = [text.text for text in svg(*line, "--size", "320x360").iter(f"{SVG}text") if text.get("class")]
    assert "".join(map(str, whole)).replace("\u00a0", "").replace(" ", "").endswith("anneal=cos")
    assert not [text for text in svg(*line, "--no-caption").iter(f"{SVG}text") if text.get("class")]
    titled = svg(*line, "--no-caption", "--title", "Mine & yours")
    assert [text.text for text in titled.iter(f"{SVG}text") if text.get("class")] == ["Mine & yours"]
    assert titled.findtext(f"{SVG}title") == "Mine & yours"


def test_size_of_svg() -> None:
    """--size is the whole picture's; one that leaves no room for the plot is refused."""
    picture = svg("constant", "--lr", "1", "--size", "640x360")
    assert (picture.get("width"), picture.get("height"), picture.get("viewBox")) == ("640", "360", "0 0 640 360")
    for size in ("150x360", "640x120"):
        result = lrcalc("constant --lr 1 -f svg --size", size)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "leaves no room for the plot" in result.stderr


def test_points_that_were_picked_are_marked() -> None:
    """--at marks its points, behind a jump where the rate is; a single row is a point; a window has none."""
    picked = svg("step", "--lr", "0.1", "--rate", "0.5", "--every", "10", "--at", "0,10,20")
    assert [dot.get("cx") for dot in picked.iter(f"{SVG}circle")] == ["0", "360", "720"]
    heights = [float(dot.get("cy") or 0) for dot in picked.iter(f"{SVG}circle")]
    assert heights == pytest.approx([0, 180, 270], abs=0.1)
    assert len([*svg("constant", "--lr", "1", "-n", "1").iter(f"{SVG}circle")]) == 1
    assert not [*svg(*PLOTS["step"][0]).iter(f"{SVG}circle")]


def test_the_y_axis_has_a_title() -> None:
    """What is drawn stands beside the axis."""
    assert "learning rate" in {text.text for text in svg(*PLOTS["compare"][0]).iter(f"{SVG}text")}
    gradient = svg("gradient", "--layers", "5", "--activation", "sigmoid")
    assert "gradient" in {text.text for text in gradient.iter(f"{SVG}text")}


def test_page() -> None:
    """A page has the picture, the table and the data under the pointer, and nothing from outside."""
    page = lrcalc(
        "compare", "step --lr 0.1 --rate 0.5 --every 2", "<b>=constant --lr 1", "-n", "4", "-f", "html"
    ).stdout
    assert page.startswith("<!doctype html>")
    assert page.count("<tr>") == 1 + 4 + 7  # a head, the rows, the summary
    assert "<th>&lt;b&gt;</th>" in page
    assert "<b>" not in page
    assert not re.search(r"(src|href)=|@import|fetch\(|http(?!://www\.w3\.org/2000/svg)", page)
    data = json.loads(page.partition('<script type="application/json">')[2].partition("</script>")[0])
    assert data["places"] == [0, 1, 2, 3]
    assert data["values"][2] == ["0.05", "1"]
    assert (data["low"], data["high"]) == (0, 3)
    exercise = lrcalc("examples step -f html").stdout
    assert "<code>$ lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30</code>" in exercise
    result = lrcalc("constant --lr 1 -n 20000 -f html")
    assert "note: the page shows 1 in 4 of 20,000 rows; --csv, --json or -f jsonl has them all." in result.stderr
    long = result.stdout
    long_data = json.loads(long.partition('<script type="application/json">')[2].partition("</script>")[0])
    assert (len(long_data["places"]), long_data["places"][-2:]) == (5001, [19996, 19999])
    assert long.count("<tr>") == 1 + 5001
    assert "<p>1 in 4 of 20,000 rows.</p>" in long
    endless = lrcalc("compare 'cosine --lr 0.1 --t-max 4503599627370497' -f html --log").stdout
    assert endless.count("<tr>") == 1 + 5001


def test_height_of_a_plot() -> None:
    """--height is the number of lines of dots; without a caption the plot stands alone."""
    plot = lrcalc(*PLOTS["step"][0], "-f", "plot", "--height", "5", "--no-caption").stdout.splitlines()
    assert len(plot) == 1 + 5 + 2
    titled = lrcalc(*PLOTS["step"][0], "-f", "plot", "--title", "Mine").stdout.splitlines()
    assert titled[0] == "Mine"


def test_svg_of_a_million() -> None:
    """A million rows are thinned to what a screen can show, their extremes kept."""
    result = lrcalc("cyclic", "--lr", "0.1", "--lr-max", "1", "--up", "1", "-n", "1000000", "-f", "svg")
    assert len(result.stdout) < 200_000
    (path,) = [path.get("d") or "" for path in ET.fromstring(result.stdout).iter(f"{SVG}path")]
    heights = {point.split()[1] for point in path[1:].split("L")}
    assert heights == {"324", "0"}  # of 360: from 0.1 up to 1, at every dot


@pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
@pytest.mark.parametrize("form", ["plot", "svg"])
@pytest.mark.parametrize("log", [False, True])
def test_every_schedule_has_a_picture(schedule: Schedule, form: str, log: bool) -> None:
    """Each strategy is drawn, with no number that is none."""
    for epochs in (range(1), range(60), [0, 7.5, 3]):
        out = io.StringIO()
        sheet = curve_sheet(Curve(schedule, epochs))
        try:
            outputs.writer(form)(Answer([sheet], view=View(logarithmic=log)), out)
        except ValueError as error:
            assert "greater than 0" in str(error)  # noqa: PT017 - a curve of 0 on a logarithmic axis
            continue
        assert not re.search(r"\b(nan|inf)\b", out.getvalue())
        if form == "svg":
            ET.fromstring(out.getvalue())


@given(low=st.floats(-1e6, 1e6), size=st.floats(1e-2, 1e9), count=st.integers(1, 12))
def test_ticks_are_round_and_cover(low: float, size: float, count: int) -> None:
    """Ticks enclose the range, at even distances, and are about as many as asked for."""
    high = low + size
    ticks = _nice(low, high, count)
    assert ticks[0] <= low + 1e-6 * size
    assert ticks[-1] >= high - 1e-6 * size
    assert 2 <= len(ticks) <= 2.5 * count + 3


def test_axes() -> None:
    """A falling curve stands on 0; one that hardly moves is shown close up; a log axis has powers of ten."""
    falling = picture(curve_sheet(Curve(Linear(lr=1, over=10), 11)), width=100, ticks=(5, 5), logarithmic=False)
    assert (falling.y.low, falling.y.high) == (0, 1)
    level = picture(
        curve_sheet(Curve(Linear(lr=1, lr_end=0.99, over=10), 11)), width=100, ticks=(5, 5), logarithmic=False
    )
    assert level.y.low >= 0.98
    log = picture(curve_sheet(Curve(Exponential(lr=1, rate=0.1), 5)), width=100, ticks=(5, 5), logarithmic=True)
    assert log.y.ticks == [1e-4, 1e-3, 1e-2, 1e-1, 1]
    assert log.y.place(0.01) == pytest.approx(0.5)


def test_jumps_are_upright() -> None:
    """Before each row stands what the curve had come to: the dot just before a drop is as high as ever."""
    drawn = picture(curve_sheet(Curve(Step(lr=1, rate=0.5, every=2), 4)), width=1000, ticks=(5, 5), logarithmic=False)
    ((_, (stroke,)),) = drawn.lines
    assert stroke == [(0, 1), (1, 1), (1, 1), (2, 1), (2, 0.5), (3, 0.5), (3, 0.5)]


def test_one_negative_value() -> None:
    """A single value below 0 hangs from 0."""
    plot = printed("gradient --layers 1 --activation linear --weight -1.5 -f plot --linear")
    assert "  0 ┤" in plot
    assert "-1.5 ┤" in plot


def test_several_plots() -> None:
    """The plots of a list stand below each other, with a blank line between."""
    plots = printed("examples step cosine -f plot")
    assert plots.startswith("step: ")
    assert "\n\ncosine: " in plots


def test_labels_that_do_not_fit() -> None:
    """On a narrow terminal a label that would touch another or leave the plot is left out."""
    drawn = shell("lrcalc step --lr 1 --rate 1 --every 1 --start 100000000 -n 10000000 -f plot", COLUMNS="24").stdout
    axis = drawn.splitlines()[-1].replace("epoch", "").split()
    assert axis
    assert all(float(label) >= 1e8 for label in axis)
    last = printed("step --lr 1 --rate 0.5 --every 1 --at 0,1e15 -f plot").splitlines()[-1]
    assert last.split() == ["0", "2e+14", "4e+14", "6e+14", "8e+14", "epoch"]  # 1e+15 has its tick, and no room


def test_what_is_narrower_than_a_dot_is_seen() -> None:
    """A dip of one epoch among thousands is drawn, and so is a wave that fits the distance of what is looked at."""
    dip = Curve(Piecewise(values=(1, 0.1, 1), boundaries=(5050, 5051)), 10_000)
    wave = Curve(Cyclic(lr=0.1, lr_max=1, up=500), 100 * SOME * 1000)
    for curve, low, high in ((dip, 0.1, 1), (wave, 0.2, 0.9)):
        drawn = picture(curve_sheet(curve), width=100, ticks=(5, 5), logarithmic=False)
        heights = [y for _, strokes in drawn.lines for stroke in strokes for _, y in stroke]
        assert min(heights) <= low
        assert max(heights) >= high
    assert len(wave) > TOO_MANY


def test_nothing_to_draw() -> None:
    """A curve of zeros has no logarithmic picture: that is said, with 1."""
    result = lrcalc("linear", "--lr", "1", "--over", "5", "--at", "5,6", "-f", "plot", "--log")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no value is greater than 0, so a logarithmic axis has nothing to show" in result.stderr


def test_readme_picture_is_current() -> None:
    """The picture in the README is the one that its command makes."""
    file = Path(__file__).parent.parent / ".readme" / "curves.svg"
    command = [
        "compare",
        "step --lr 0.1 --rate 0.5 --every 10",
        "cosine --lr 0.1 --t-max 30",
        "one-cycle --lr-max 0.1 --total 30",
    ]
    assert lrcalc(*command, "-f", "svg").stdout == file.read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_browser(scheme: str, tmp_path: Path) -> None:
    """A real browser draws the picture: its background, and lines on it, in both schemes."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    (tmp_path / "curve.svg").write_text(lrcalc(*PLOTS["step"][0], "-f", "svg").stdout, encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(
        '<body style="margin:0"><img id="i" src="curve.svg" width="828"><canvas id="c"></canvas><script>'
        "i.onload = () => { c.width = i.width; c.height = i.height; const g = c.getContext('2d'); g.drawImage(i, 0, 0);"
        "const p = (x, y) => [...g.getImageData(x, y, 1, 1).data].slice(0, 3).join();"
        "document.title = JSON.stringify({back: p(3, 3), line: p(120, 76)}) }</script>",
        encoding="utf-8",
    )
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --allow-file-access-from-files --virtual-time-budget=2000"
    dark = (
        ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else ["--blink-settings=preferredColorScheme=1"]
    )
    run = subprocess.run(
        [chromium, *flags.split(), *dark, f"--user-data-dir={tmp_path}/profile", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    seen = json.loads(run.stdout.partition("<title>")[2].partition("</title>")[0])
    assert seen["back"] == {"light": "255,255,255", "dark": "22,24,29"}[scheme]
    assert seen["line"] != seen["back"]


@pytest.mark.browser
def test_value_under_the_pointer(tmp_path: Path) -> None:
    """In a real browser the page says the row under the pointer."""
    chromium = shutil.which("chromium")
    assert chromium, "chromium is not installed"
    page = lrcalc("cosine --lr 0.1 --t-max 10 -f html").stdout
    move = """<script>addEventListener("load", () => {
      const svg = document.querySelector("svg"), box = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
      const x = box.left + (84 + 720 * 5 / 9) * box.width / view.width;
      svg.dispatchEvent(new PointerEvent("pointermove", {clientX: x, clientY: box.top + 200}));
      document.title = document.querySelector("output").textContent; })</script></html>"""
    file = tmp_path / "page.html"
    file.write_text(page.replace("</html>", move), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    flags += " --disable-component-update --disable-sync --virtual-time-budget=2000"
    run = subprocess.run(
        [chromium, *flags.split(), f"--user-data-dir={tmp_path}/profile", "--dump-dom", file.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert run.stdout.partition("<title>")[2].partition("</title>")[0] == "epoch 5: lr = 0.05"

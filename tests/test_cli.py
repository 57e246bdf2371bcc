"""The command line, as its contract says: windows, formats, errors, streams, files."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from lrcalc import __version__
from lrcalc.cli import TOOLS
from lrcalc.schedules import STRATEGIES, load
from tests.program import lrcalc, shell, untraced

STEP = "step --lr 0.1 --rate 0.5 --every 10"


# The contract's errors: what is typed, and the sentence that says what is wrong with it.
MISUSE = [
    (f"{STEP} --lr -1", "Invalid value for '--lr': -1 is not a number greater than 0."),
    (f"{STEP} --lr 0", "Invalid value for '--lr': 0 is not a number greater than 0."),
    (f"{STEP} --lr nan", "Invalid value for '--lr': nan is not a finite number."),
    (f"{STEP} --lr inf", "Invalid value for '--lr': inf is not a finite number."),
    (f"{STEP} --lr abc", "Invalid value for '--lr': 'abc' is not a number."),
    (f"{STEP} --lr 0,1", "Invalid value for '--lr': '0,1' is not a number (use . as the decimal separator)."),
    (f"{STEP} --lr 1__0", "Invalid value for '--lr': '1__0' is not a number or arithmetic."),
    (f"{STEP} --lr 10,000", "Invalid value for '--lr': '10,000' is not a number: write 10000 or 10_000."),
    (f"{STEP} --lr 9**9**9", "Invalid value for '--lr': '9**9**9': a number is too large."),
    (f"{STEP} --lr 1000000**64", "Invalid value for '--lr': '1000000**64': a number is too large."),
    (f"{STEP} --epochs 7/2", "'7/2' is not a whole number of at least 1: it is 3.5."),
    (f"{STEP} --epochs 50%", "'50%' is not a whole number of at least 1."),
    (f"{STEP} --lr 1e999", "Invalid value for '--lr': 1e999 is too large."),
    (f"{STEP} --lr 1e-999", "Invalid value for '--lr': 1e-999 is too small to tell from 0."),
    (f"{STEP} --rate 0", "'--rate': 0 is not a number greater than 0."),
    (f"{STEP} --gamma 0", "'--gamma': 0 is not a number greater than 0."),
    (f"{STEP} --every 0", "'--every': 0 is not a number greater than 0."),
    (f"{STEP} --epochs 0", "'--epochs': '0' is not a whole number of at least 1."),
    (f"{STEP} --epochs -3", "'--epochs': '-3' is not a whole number of at least 1."),
    (f"{STEP} --epochs 2.5", "'--epochs': '2.5' is not a whole number of at least 1."),
    (f"{STEP} --epochs 1{'0' * 5000}", "is too large."),
    (
        f"{STEP} --epochs 9007199254740993",
        "'9007199254740993' is not a whole number of at most 9007199254740992.",
    ),
    (f"{STEP} --start 9007199254740992", "epochs beyond 2^53 cannot be told apart."),
    (f"{STEP} --start -1", "'--start': '-1' is not a whole number of at least 0."),
    (f"{STEP} --at 1,,2", "'--at': '1,,2' has an empty entry"),
    (f"{STEP} --at x", "'--at': 'x' is not a number."),
    (f"{STEP} --at -1", "'--at': -1 is not an epoch (a number from 0 to 2^53)."),
    (f"{STEP} --at nan", "'--at': nan is not an epoch"),
    (f"{STEP} --at 1 --epochs 5", "--at and --epochs both choose the epochs"),
    (f"{STEP} --at 1 --start 5", "--at and --start both choose the epochs"),
    (f"{STEP} --digits 0", "'--digits': '0' is not a whole number of at least 1."),
    (f"{STEP} --digits 18", "'--digits': '18' is not a whole number of at most 17."),
    ("cosine --lr 0.1 --lr-min 0.2 --t-max 5", "'--lr-min': 0.2 is above lr, which is 0.1."),
    ("tanh --lr 0.1 --lr-min 0.2 --t-max 5", "'--lr-min': 0.2 is above lr, which is 0.1."),
    ("multistep --lr 1 --rate 0.1 --milestones 6,3", "'--milestones': 3 comes after 6: the numbers must ascend."),
    ("multistep --lr 1 --rate 0.1 --milestones 3,x", "'--milestones': 'x' is not a number."),
    ("one-cycle --lr-max 1 --total 2.5", "'--total': '2.5' is not a whole number."),
    (
        "cyclic --lr 0 --lr-max 1 --up 2 --mode tri",
        "'--mode': 'tri' is not one of 'triangular', 'triangular2', 'exp-range'.",
    ),
    ("step --lr 0.1 --every 10", "Missing option '--rate'."),
    (f"{STEP} --epoch 3", "No such option '--epoch'. Did you mean '--epochs'?"),
    (f"{STEP} 30", "Got unexpected extra argument (30)"),
    ("cosin", "No such command 'cosin'. Did you mean 'cosine'?"),
    (
        f"{STEP} -f jsn",
        "Invalid value for '-f' / '--format': 'jsn' is not one of 'table', 'csv', 'tsv', 'json', 'jsonl',",
    ),
    (
        f"{STEP} -o curve.xlsx",
        "The suffix of -o curve.xlsx does not name a format (.csv, .html, .json, .jsonl, .md, .svg, .tex, .tsv, .txt do): add --format.",
    ),
    (
        f"{STEP} --count-from 1 --steps-per-epoch 2",
        "--count-from counts epochs, and --steps-per-epoch lists steps: leave one out.",
    ),
    (f"{STEP} --summary --at 1", "--summary is of epochs in a row, and --at picks some: leave one out."),
    (f"{STEP} --summary -o curve.csv", "--summary: csv has no place for it; table, markdown and json have."),
    (f"{STEP} --start 0 --count-from 1", "--start 0 is before --count-from 1, the first epoch."),
    (f"{STEP} --at 0:1:2:3", "'0:1:2:3' is not a range of epochs, such as 0:50:10 (its end is included)."),
    (f"{STEP} --at 0:5:-1", "'0:5:-1' is not a range: it must rise from its first number to its last."),
    (f"{STEP} --at 5:1", "'5:1' is not a range: it must rise from its first number to its last."),
    (f"{STEP} --at 0:1e15", "'0:1e15' has more than"),
    ("step --lr 0.1", "Missing options '--rate' and '--every'."),
    ("step 0.1 0.5 10", "Each number needs its option: lrcalc step --lr 0.1 --rate 0.5 --every 10"),
    (
        "sequence step --lr 0.1 constant --lr 1 --switch 5",
        'Put each part in quotes: lrcalc sequence "step --lr 0.1" "constant --lr 1',
    ),
    (f"{STEP} -o curve.csv --json", "-o curve.csv names the format csv, and json is asked for: leave one out."),
    (f"{STEP} --json --digits 3 -o curve.json", "--digits: json never rounds; table, markdown and work do."),
    (f"{STEP} -f torch --digits 3 -o curve.py", "--digits: torch never rounds"),
    (f"{STEP} --log -o curve.csv", "--log is for plot, svg and html, not for csv."),
    (f"{STEP} --size 640x360 -f plot -o curve.txt", "--size is for svg and html, not for plot."),
    (f"{STEP} --height 9 -f svg -o curve.svg", "--height is for plot, not for svg."),
    (f"{STEP} --title x -f json -o curve.json", "--title is for plot, svg and html, not for json."),
    (f"{STEP} --no-caption -o curve.csv", "--caption is for plot, svg and html, not for csv."),
    (f"{STEP} --pretty -o curve.csv", "--pretty is for json, not for csv."),
    (f"{STEP} --size 640 -f svg", "'--size': '640' is not a width and a height, such as 640x360."),
    ("examples cosin", "'cosin' is not one of 'step', 'cosine', 'polynomial', 'exponential', 'gradient'."),
]


@pytest.mark.parametrize(("line", "sentence"), MISUSE)
def test_misuse(line: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Misuse ends with 2 and a sentence that names option, value and rule; stdout and the folder stay empty."""
    monkeypatch.chdir(tmp_path)
    result = lrcalc(line if "-o" in line else f"{line} -o curve.csv")
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert [*tmp_path.iterdir()] == []


# --- windows ---


def epochs(line: str) -> list[float]:
    """Return the epochs that a command lists."""
    return [row["epoch"] for row in json.loads(lrcalc(f"{line} --json").stdout)["rows"]]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (STEP, [*range(10)]),
        ("exponential --lr 0.1 --rate 0.9", [*range(10)]),
        ("cosine --lr 0.1 --t-max 50", [*range(50)]),
        ("cosine --lr 0.1 --t-max 2.5", [0, 1, 2]),
        ("polynomial --lr 0.1 --max-epochs 20", [*range(20)]),
        (f"{STEP} --epochs 3", [0, 1, 2]),
        (f"{STEP} -n 3 --start 1", [1, 2, 3]),
        (f"{STEP} --at 10,20,30", [10, 20, 30]),
        (f"{STEP} --at 30 --at 2.5,10.0", [30, 2.5, 10]),
        (f"{STEP} --at 0:20:10,25", [0, 10, 20, 25]),
        (f"{STEP} --at 0:0.3:0.1", [0, 0.1, 0.2, 0.3]),
        (f"{STEP} --at :2", [0, 1, 2]),
        (f"{STEP} --epochs 5 --epochs 2", [0, 1]),
        (f"--epochs 2 {STEP}".replace("--epochs 2 step", "step --epochs 2"), [0, 1]),
        (f"{STEP} -n 2 --count-from 1 --start 1", [1, 2]),
        ("linear --lr 1 --over 4 --count-from 1 --at end", [5]),
    ],
)
def test_window(line: str, expected: list[float]) -> None:
    """The window is the horizon or 10, --epochs rows from --start, or exactly --at."""
    listed = epochs(line)
    assert listed == expected
    assert [type(epoch) for epoch in listed] == [type(epoch) for epoch in expected]


@pytest.mark.parametrize(
    ("line", "following"),
    [
        (f"{STEP} --epochs 30", {"epoch": 30, "lr": 0.0125}),
        (f"{STEP} --epochs 30 --start 1", {"epoch": 31, "lr": 0.0125}),
        ("polynomial --lr 0.1 --max-epochs 50", {"epoch": 50, "lr": 0.0}),
        (f"{STEP} --at 10", None),
    ],
)
def test_what_comes_next(line: str, following: object) -> None:
    """The value after the last row is given, but not after --at."""
    assert json.loads(lrcalc(f"{line} --json").stdout).get("next") == following
    table = lrcalc(line).stdout
    if following:
        assert "next: lr(" in table
    else:
        assert "next" not in table


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("step --lr 0.1 --rate 0.5 --every 30 -n 10", "it first does at epoch 30, which -n 31 shows"),
        ("step --lr 0.1 --rate 0.5 --every 30 --start 5 -n 10", "it first does at epoch 30, which -n 26 shows"),
        ("step --lr 0.1 --rate 0.5 --every 50000 -n 10", "it first does at epoch 50000, which -n 50001 shows"),
        (f"{STEP} --start 1", "where epoch 1 has it, --count-from 1 instead of --start 1"),
        ("from python 'def f(step): return 1 / step'", "it divides by 0 at epoch 0; --start 1 leaves it out."),
        ("from torch 'LambdaLR(o, lambda e: 1 - e)' --lr 0.5 -n 4", "the rate is first negative at epoch 2: -0.5"),
        ("formula '1 - epoch' -n 4", "the rate is first negative at epoch 2: -1."),
    ],
)
def test_what_is_said_of_the_rows(line: str, note: str) -> None:
    """Rows that are all alike say where the rate changes, and odd ones how else they may be meant."""
    assert note in lrcalc(line).stderr


def test_a_run_that_is_over_where_the_window_begins() -> None:
    """From the end of a run on, ten updates are listed."""
    line = "constant --lr 1 --samples 10 --batch-size 1 --epochs 1 --start 10 --csv"
    assert lrcalc(line).stdout.splitlines()[1::9] == ["10,1.0,1.0", "19,1.9,1.0"]


def test_next_may_overflow() -> None:
    """Rows that exist are printed, though the value after them is too large; a note says so."""
    result = lrcalc("exponential --lr 1 --rate 10 --start 307 -n 2 --json")
    document = json.loads(result.stdout)
    assert document["rows"][-1] == {"epoch": 308, "lr": 1e308}
    assert "next" not in document
    assert result.stderr.endswith("note: the learning rate overflows at epoch 309.\n")


def test_overflow() -> None:
    """An overflow within the window ends with 1, names the epoch, and prints no rows."""
    for line in (
        "exponential --lr 1 --rate 10 --epochs 400 --csv",
        "exponential --lr 1 --rate 10 --at 309,400",
    ):
        result = lrcalc(line)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "Error: the learning rate overflows at epoch 309.\n"


@pytest.mark.parametrize("extra", ["--epochs 51", "--periodic --epochs 60", "--at 50"])
def test_no_note(extra: str) -> None:
    """A window up to t_max, or a wave that goes on, has nothing to note."""
    assert lrcalc(f"cosine --lr 0.1 --t-max 50 {extra}").stderr == ""


def test_note_past_the_floor() -> None:
    """Past t_max a note on stderr says that the floor is held, in every format."""
    for form in ("table", "csv", "json", "jsonl"):
        result = lrcalc(f"cosine --lr 0.1 --t-max 50 --epochs 52 -f {form}")
        assert result.exit_code == 0
        assert result.stderr.startswith("note: past t_max = 50 the learning rate stays at lr_min = 0; PyTorch")


# --- names ---


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("step --lr 1 --gamma 0.5 --step-size 3", "step --lr 1 --rate 0.5 --every 3"),
        ("step --lr 1 --decay-rate 0.5 --decay-steps 3", "step --lr 1 --rate 0.5 --every 3"),
        ("cosine --lr-max 1 --eta-min 0.5 --t-max 3", "cosine --lr 1 --lr-min 0.5 --t-max 3"),
        ("polynomial --lr 1 --total-iters 3", "polynomial --lr 1 --max-epochs 3 --power 1 --lr-end 0"),
        ("polynomial --lr 1 --decay-steps 3", "polynomial --lr 1 --max-epochs 3"),
        ("exponential --lr 1 --gamma 0.5", "exponential --lr 1 --rate 0.5"),
        ("exponential --lr 1 --decay-rate 0.5", "exponential --lr 1 --rate 0.5"),
    ],
)
def test_aliases(line: str, same: str) -> None:
    """The names of the frameworks mean the same parameter."""
    assert lrcalc(f"{line} --json").stdout == lrcalc(f"{same} --json").stdout != ""


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("help_option", ["-h", "--help"])
def test_help_of_each_strategy(strategy: str, help_option: str) -> None:
    """Help shows the title, every name of every parameter, ranges, defaults, formula and reference."""
    result = lrcalc(f"{strategy} {help_option}")
    assert (result.exit_code, result.stderr) == (0, "")
    words = " ".join(result.stdout.split())
    assert STRATEGIES[strategy].partition(":")[0] in words
    assert load(strategy).reference in words
    assert "lr(epoch) = " in words
    for parameter in load(strategy).parameters.values():
        for name in (parameter.name.replace("_", "-"), *parameter.param.aliases):
            assert f"--{name}" in words
        assert parameter.param.help in words
        if parameter.kind not in (bool, str):
            assert parameter.param.range.words in words


def test_help_of_the_group() -> None:
    """The main help lists strategies and tools, each in its own order and with a title."""
    lines = [line.strip() for line in lrcalc("--help").stdout.splitlines()]
    listed = lines[lines.index("Strategies:") :]
    names = [line.split()[0] for line in listed if line and line.split()[0] in {*STRATEGIES, *TOOLS}]
    assert names == [*STRATEGIES, *TOOLS]
    assert "step             Step decay (阶梯衰减): a factor every few epochs" in listed


@pytest.mark.parametrize("command", ["", *STRATEGIES, *TOOLS])
def test_version_everywhere(command: str) -> None:
    """Every command tells the version."""
    assert lrcalc(f"{command} --version").stdout == f"lrcalc {__version__}\n"


def test_no_arguments() -> None:
    """Without arguments the program shows its help, as misuse."""
    result = lrcalc("")
    assert result.exit_code == 2
    assert "Strategies:" in result.stderr


def test_python_m() -> None:
    """``python -m lrcalc`` is the same program."""
    run = [sys.executable, "-m", "lrcalc", *STEP.split(), "--at", "20", "--csv"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout == "epoch,lr\n20,0.025\n"


# --- formats and files ---


@pytest.mark.parametrize(
    ("options", "starts"),
    [
        ("", "step: lr"),
        ("--csv", "epoch,lr"),
        ("--json", "{"),
        ("--csv -f json", '{"schedule": "step", "formula"'),
        ("--json --csv", "epoch,lr"),
        ("-f json --csv -f table", "step: lr"),
        ("-f jsonl", '{"schedule": "step", "epoch": 0'),
        ("--csv -o -", "epoch,lr"),
    ],
)
def test_format_options(options: str, starts: str) -> None:
    """The last format given wins; without one it is a table."""
    assert lrcalc(f"{STEP} {options}").stdout.startswith(starts)


@pytest.mark.parametrize(
    ("name", "options", "same"),
    [
        ("curve.csv", "", "--csv"),
        ("curve.JSON", "", "--json"),
        ("curve.jsonl", "", "-f jsonl"),
        ("curve.txt", "", ""),
        ("curve", "", ""),
        ("curve.dat", "--csv", "--csv"),
    ],
)
def test_suffix_decides(name: str, options: str, same: str, tmp_path: Path) -> None:
    """With -o and no format the suffix decides; the file holds what stdout would."""
    result = lrcalc(f"{STEP} -n 11 {options} -o {tmp_path / name}")
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / name).read_bytes() == lrcalc(f"{STEP} -n 11 {same}").stdout_bytes
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_file_keeps_its_mode_and_link(tmp_path: Path) -> None:
    """A file that is replaced keeps its permissions, and a link to it stays a link."""
    old = tmp_path / "old.csv"
    old.write_text("old")
    old.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(old)
    assert lrcalc(f"{STEP} -o {link}").exit_code == 0
    assert link.is_symlink()
    assert old.read_text().startswith("epoch,lr\n")
    assert old.stat().st_mode & 0o777 == 0o640


def test_new_file_has_the_usual_mode(tmp_path: Path) -> None:
    """A new file gets the permissions that the shell would have given it."""
    lrcalc(f"{STEP} -o {tmp_path / 'new.csv'}")
    (tmp_path / "plain").touch()
    assert (tmp_path / "new.csv").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A missing folder, a folder and a read-only file end with 1; the old file stays whole."""
    locked = tmp_path / "locked.csv"
    locked.write_text("precious")
    locked.chmod(0o444)
    for name, reason in (
        (tmp_path / "none/curve.csv", "No such file or directory"),
        (locked, "the file is read-only"),
    ):
        result = lrcalc(f"{STEP} -o {name}")
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == f"Error: cannot write '{name}': {reason}.\n"
    assert lrcalc(f"{STEP} --csv -o {tmp_path}").exit_code == 1
    assert locked.read_text() == "precious"
    assert [*tmp_path.iterdir()] == [locked]


def test_error_leaves_the_old_file(tmp_path: Path) -> None:
    """An overflow leaves the old file as it was."""
    old = tmp_path / "old.csv"
    old.write_text("old")
    assert lrcalc(f"exponential --lr 1 --rate 10 --epochs 400 -o {old}").exit_code == 1
    assert old.read_text() == "old"


def test_device_is_written_not_replaced() -> None:
    """A device stays a device."""
    assert lrcalc(f"{STEP} --csv -o /dev/null").exit_code == 0
    assert Path("/dev/null").is_char_device()


# --- the terminal and its streams ---


@pytest.mark.parametrize("command", [STEP, f"{STEP} --csv -n 1000000", f"{STEP} --json -n 100000", "--help"])
def test_full_disk(command: str) -> None:
    """A full disk ends with 1 and one line."""
    result = shell(f"lrcalc {command} > /dev/full")
    assert result.returncode == 1
    assert result.stderr == "Error: cannot write to standard output: No space left on device.\n"


@pytest.mark.parametrize("options", ["-n 1000000 --csv", "-n 1000000 -f jsonl", "-n 300000 --json", "-n 1000"])
def test_closed_pipe(options: str) -> None:
    """A reader that has had enough ends the program silently."""
    result = shell(f"set -o pipefail; lrcalc {STEP} {options} | head -c 5")
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout) == 5


def test_closed_stdout() -> None:
    """Without a standard output the work cannot be done."""
    result = shell(f"lrcalc {STEP} >&-")
    assert result.returncode == 1
    assert result.stderr == "Error: cannot write to standard output: it is closed.\n"


def test_interrupt(tmp_path: Path) -> None:
    """Ctrl-C ends with 130, without a traceback and without a piece of the file."""
    # Where the tests run with SIGINT ignored, as under nohup, the program must not inherit that.
    start = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    start += "from lrcalc.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", start, *STEP.split(), "-n", "1000000000", "-o", str(tmp_path / "curve.csv")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=untraced()) as process:
        try:
            deadline = time.monotonic() + 30
            while not any(file.stat().st_size for file in tmp_path.iterdir()) and time.monotonic() < deadline:
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, stderr = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert stderr.strip() == ""
    assert [*tmp_path.iterdir()] == []


def test_ascii_terminal() -> None:
    """Where the encoding has no Greek and no lines, the table is spelled in ASCII and JSON is escaped."""
    table = shell(f"PYTHONIOENCODING=ascii lrcalc {STEP} -n 1").stdout
    assert table.isascii()
    assert table.startswith("step: lr * rate^floor(epoch / every)\n")
    document = shell(f"PYTHONIOENCODING=ascii lrcalc {STEP} --json").stdout
    assert document.isascii()
    assert json.loads(document)["formula"] == "lr · rate^⌊epoch / every⌋"


def test_piped_table_is_plain() -> None:
    """A piped table has no colour, no trailing blanks, and is never cut, however narrow the terminal is said to be."""
    table = shell(f"COLUMNS=20 lrcalc {STEP} --digits 17 --at 10,123456.789").stdout
    assert "\x1b" not in table
    assert "…" not in table
    assert "123456.789" in table
    assert all(line == line.rstrip() for line in table.splitlines())


@pytest.mark.parametrize(("variables", "coloured"), [("FORCE_COLOR=1", True), ("NO_COLOR=1", False), ("", False)])
def test_colour(variables: str, coloured: bool) -> None:
    """Colour can be forced; a pipe has none."""
    assert ("\x1b[36m" in shell(f"{variables} lrcalc {STEP}").stdout) is coloured


def test_long_table_shows_its_ends() -> None:
    """More than 1,000 rows are elided, with a note on how to get them; 1,000 are not."""
    result = lrcalc(f"{STEP} -n 1001")
    assert result.stderr == "note: the table shows the ends of 1,001 rows; --csv, --json or -f jsonl has them all.\n"
    lines = [line.split()[0] for line in result.stdout.splitlines() if line.strip() and line[:6].strip()[:1].isdigit()]
    assert lines == [*map(str, range(10)), *map(str, range(991, 1001))]
    assert "⋮" in result.stdout
    assert "next: lr(1001) = " in result.stdout
    whole = lrcalc(f"{STEP} -n 1000")
    assert whole.stderr == ""
    assert "⋮" not in whole.stdout


def test_long_table_is_quick() -> None:
    """The table of 10¹² rows computes its ends alone."""
    assert "999999999999" in lrcalc(f"{STEP} -n 1000000000000").stdout


# --- help ---


@pytest.mark.parametrize(
    ("topic", "options"), [("window", "--at LIST"), ("run", "--samples COUNT"), ("output", "--size WxH")]
)
def test_help_of_shared_options(topic: str, options: str) -> None:
    """What commands share stands in their help by name, and in full in help of its own."""
    page = lrcalc(f"help {topic}").stdout
    assert page.startswith(f"{topic}: ")
    assert options in page
    assert options not in lrcalc("step -h").stdout
    assert f"  {topic:6}  " in lrcalc("step -h").stdout


def test_help_as_a_command() -> None:
    """Help prints what -h does, of a command within another, too; without a word, the help of the program."""
    assert lrcalc("help step").stdout == lrcalc("step -h").stdout
    assert lrcalc("help solve cosine").stdout == lrcalc("solve cosine -h").stdout
    assert lrcalc("help").stdout == lrcalc("-h").stdout
    assert "rsvg-convert" in lrcalc("help output").stdout
    wrong = lrcalc("help poly")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "No such command 'poly'. Did you mean 'polynomial'?" in wrong.stderr
    assert lrcalc("-V").stdout == lrcalc("--version").stdout


@pytest.mark.parametrize(
    ("options", "variables", "coloured"),
    [
        ("", {}, False),
        ("--color always", {}, True),
        ("--color=never", {"FORCE_COLOR": "1"}, False),
        ("", {"FORCE_COLOR": "1"}, True),
        ("--color always --color never", {}, False),
    ],
)
def test_colour_of_tables_help_and_errors(options: str, variables: dict[str, Any], coloured: bool) -> None:
    """Tables, headings of help, and the first word of an error are coloured where it is wanted, and only there."""
    for line in (f"{STEP} -n 11", "step -h", "step --lr x", f"{STEP} -n 3"):
        result = shell(f"lrcalc {line} {options} 2>&1", **variables)
        assert ("\x1b[" in result.stdout) is coloured, line


def test_colour_never_reaches_a_file(tmp_path: Path) -> None:
    """A file has no escape sequences, whatever is asked for."""
    shell(f"lrcalc {STEP} -n 11 --color always -o {tmp_path}/curve.txt", FORCE_COLOR="1")
    assert "\x1b" not in (tmp_path / "curve.txt").read_text(encoding="utf-8")

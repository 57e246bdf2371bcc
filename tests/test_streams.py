"""Files and streams, whatever they are: what is unfinished is never seen, and nothing else is touched."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lrcalc.cli.deliver import _replacing
from tests.program import LRCALC, lrcalc, shell, untraced

STEP = "step --lr 0.1 --rate 0.5 --every 10"
CSV = "epoch,lr\n0,0.1\n"

# --- files ---


def test_two_writers_with_one_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others left in the folder, were it by a process of the same number, is neither in the way nor removed."""
    monkeypatch.setattr(os, "urandom", lambda count: b"\0" * count)
    other = tmp_path / f".lrcalc-{'00' * 8}"
    other.write_text("another program's")
    result = lrcalc(f"{STEP} -n 1 -o {tmp_path / 'curve.csv'}")
    assert (result.exit_code, other.read_text()) == (1, "another program's")
    monkeypatch.undo()
    assert lrcalc(f"{STEP} -n 1 -o {tmp_path / 'curve.csv'}").exit_code == 0
    assert {*tmp_path.iterdir()} == {other, tmp_path / "curve.csv"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_leave_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    """A signal that ends the program leaves the old file whole and no piece of the new one."""
    file = tmp_path / "curve.csv"
    file.write_text("old")
    start = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    start += "signal.signal(signal.SIGHUP, signal.SIG_DFL); from lrcalc.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", start, *STEP.split(), "-n", "1000000000", "-o", str(file)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=untraced()) as process:
        try:
            deadline = time.monotonic() + 30
            while not any(file.stat().st_size > 3 for file in tmp_path.iterdir()) and time.monotonic() < deadline:
                time.sleep(0.01)
            process.send_signal(number)
            _, stderr = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, stderr) == (130 if number == signal.SIGINT else 128 + number, "")
    assert [*tmp_path.iterdir()] == [file]
    assert file.read_text() == "old"


def test_a_signal_that_ends_the_program_removes_what_is_unfinished(tmp_path: Path) -> None:
    """The end by a signal is an exit like any other, of which the code says the signal; afterwards it is as before."""
    before = signal.getsignal(signal.SIGTERM)

    def write() -> None:
        with _replacing(str(tmp_path / "curve.csv"), None) as out:
            out.write("half of it")
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(SystemExit) as caught:
        write()
    assert caught.value.code == 128 + signal.SIGTERM
    assert [*tmp_path.iterdir()] == []
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_signal_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """Under nohup the end of the terminal does not end the program."""
    result = shell(
        f"trap '' HUP; lrcalc {STEP} -n 300000 -o curve.csv & sleep 0.2; kill -HUP $!; wait $!", cwd=tmp_path
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "curve.csv").read_text().count("\n") == 300_001


def test_interrupt_at_the_start() -> None:
    """Ctrl-C while the program is still being imported is 130, and no traceback."""
    start = "import sys, click, lrcalc.__main__ as program\n"
    start += "def stop(*_): raise KeyboardInterrupt\n"
    start += "import builtins; real = builtins.__import__\n"
    start += "builtins.__import__ = lambda name, *rest: stop() if name == 'lrcalc.cli' else real(name, *rest)\n"
    start += "code = program.main(); builtins.__import__ = real; sys.exit(code)"
    run = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout, run.stderr) == (130, "", "")


def test_symlink_loop(tmp_path: Path) -> None:
    """A link that leads to itself is an error of one line."""
    a, b = tmp_path / "a", tmp_path / "b"
    a.symlink_to(b)
    b.symlink_to(a)
    result = lrcalc(f"{STEP} -o {a}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: cannot write '{a}': Too many levels of symbolic links.\n"


def test_longest_name(tmp_path: Path) -> None:
    """The longest name that a file may have can be written: the temporary one does not depend on it."""
    file = tmp_path / f"{'x' * 251}.csv"
    assert lrcalc(f"{STEP} -n 1 -o {file}").exit_code == 0
    assert file.read_text() == CSV


def test_writable_file_in_a_folder_that_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can be made beside it, a file is written in place, once all of it is known."""
    file = tmp_path / "curve.csv"
    file.write_text("old")
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: False if Path(path).is_dir() else real(path, mode))
    assert lrcalc(f"exponential --lr 1 --rate 10 -n 400 -o {file}").exit_code == 1
    assert file.read_text() == "old"
    assert lrcalc(f"{STEP} -n 1 -o {file}").exit_code == 0
    assert file.read_text() == CSV


@pytest.mark.parametrize(
    ("line", "stdout"),
    [
        ("lrcalc {step} -n 1 --csv -o /dev/stdout | cat", CSV),
        ("lrcalc {step} -n 1 -o >(cat) --csv; sleep 0.3", CSV),
        ("mkfifo pipe; cat pipe & lrcalc {step} -n 1 --csv -o pipe; wait", CSV),
        ("lrcalc {step} -n 1 --csv -o out.csv >&-; cat out.csv", CSV),
        ("lrcalc {step} -n 100000 --csv -o /dev/stdout | head -c 9", "epoch,lr\n"),
    ],
)
def test_pipes_by_name(line: str, stdout: str, tmp_path: Path) -> None:
    """A pipe that is named as the file is written as it is, and a closed standard output disturbs no file."""
    result = shell(f"set -o pipefail; {line.format(step=STEP)}", cwd=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, stdout, "")


def test_folder_that_is_gone(tmp_path: Path) -> None:
    """In a folder that was removed the file that cannot be written is named."""
    result = shell(f"mkdir gone; cd gone; rmdir ../gone; lrcalc {STEP} -o x.csv", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: cannot write 'x.csv': No such file or directory.\n"


def test_files_have_no_colour(tmp_path: Path) -> None:
    """Colour that is forced is for what is shown; a file gets none."""
    for form in ("table", "plot"):
        assert shell(f"lrcalc {STEP} -f {form} -o {form}.txt", cwd=tmp_path, FORCE_COLOR="1").returncode == 0
        assert "\x1b" not in (tmp_path / f"{form}.txt").read_text()


# --- streams ---


@pytest.mark.parametrize("command", ["show -", "from -"])
def test_standard_input_that_is_closed(command: str) -> None:
    """Without a standard input there is nothing to read."""
    result = shell(f"lrcalc {command} <&-")
    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: Cannot read standard input: it is closed.\n" in result.stderr


@pytest.mark.parametrize("line", [f"{STEP} --lr -1", "cosine --lr 1 --t-max 5 -n 9 --csv"])
def test_standard_error_that_is_closed(line: str) -> None:
    """Errors and notes have nowhere to go: they never get between the data."""
    with_it, without = shell(f"lrcalc {line}"), shell(f"lrcalc {line} 2>&-")
    assert with_it.stderr
    assert (without.returncode, without.stdout) == (with_it.returncode, with_it.stdout)


def test_notes_that_nobody_reads() -> None:
    """A note to a closed pipe changes nothing."""
    result = shell("lrcalc cosine --lr 1 --t-max 5 -n 9 --csv 2> >(exec true); echo $?")
    assert result.stdout.splitlines()[-1] == "0"
    assert result.stdout.count("\n") == 11


@pytest.mark.parametrize("line", ["--help", "step --help", "--version", "completion bash", f"{STEP} -n 1000000 --csv"])
def test_help_for_a_reader_who_has_left(line: str) -> None:
    """A reader who has left ends the program silently, whatever it prints."""
    result = shell(f"set -o pipefail; lrcalc {line} | true")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("columns", ["²", "-5", "x", "", "0", "00", "9" * 19, "9" * 5000], ids=lambda text: text[:5])
def test_any_width(columns: str) -> None:
    """A width that is none is forgotten, and one that no screen has is cut, in help and in pictures."""
    for line in (f"{STEP} -n 12 -f plot", f"{STEP} -n 12", "--help"):
        result = shell(f"lrcalc {line}", COLUMNS=columns, LINES=columns)
        assert (result.returncode, result.stderr) == (0, "")
        assert max(map(len, result.stdout.splitlines())) <= 1000


@pytest.mark.parametrize(("columns", "width"), [("10", 38), ("60", 58), ("500", 98)])
def test_width_of_help(columns: str, width: int) -> None:
    """Help is as wide as the terminal, within what reads well."""
    longest = max(map(len, shell("lrcalc step --help", COLUMNS=columns).stdout.splitlines()))
    assert width - 15 < longest <= width + 25


def test_completion_without_its_variables() -> None:
    """The variable of the completion scripts, set by hand, is misuse and no traceback."""
    result = shell("lrcalc", _LRCALC_COMPLETE="bash_complete")
    assert (result.returncode, result.stdout) == (2, "")
    assert "_LRCALC_COMPLETE is for the scripts of lrcalc completion alone: unset it." in result.stderr


@pytest.mark.parametrize("name", ["ascii", "cp936", "latin-1", "utf-16"])
@pytest.mark.parametrize(
    "line", ["inverse-sqrt --lr 1 --timescale 5 --at 15 -f work", "examples", "solve step --lr 1 --every 3"]
)
def test_any_encoding(name: str, line: str) -> None:
    """What an encoding lacks is spelled in ASCII, on both streams."""
    environment = os.environ | {"PYTHONIOENCODING": name}
    run = subprocess.run([LRCALC, *line.split()], env=environment, capture_output=True, check=False)
    stdout, stderr = run.stdout.decode(name), run.stderr.decode(name)
    assert run.returncode == (2 if line.startswith("solve") else 0)
    assert "Traceback" not in stderr
    if name == "ascii" and "work" in line:
        assert stdout.startswith("lr(15) = 1 * (1 / sqrt((15 + 5) / 5)) = 0.5\n")

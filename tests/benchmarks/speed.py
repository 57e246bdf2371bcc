"""Print the program's speed and memory, each as a ratio measured side by side in one run, with its target.

    python tests/benchmarks/speed.py           # some minutes; memory up to a million rows
    python tests/benchmarks/speed.py 10000000  # memory up to ten million rows

C is ``python -c "import click"``, R the same with rich's console and table, and the bare loop prints the same
rows with nothing around it. All commands of a list take turns, several times; the ratio is of the least processor
time of each, which a machine that is busy with something else changes least.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

PYTHON = sys.executable
LRCALC = str(Path(PYTHON).parent / "lrcalc")
# As a user has it: Python's own variables would make it write each line at once, or compile what it imports anew.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("PYTHON") and name not in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR")
}

Commands = Mapping[str, tuple[list[str], float]]  # each with its target


def lrcalc(*words: str) -> list[str]:
    """Return a command of the installed program."""
    return [LRCALC, *words]


STEP = ("step", "--lr", "0.1", "--rate", "0.5", "--every", "10")
QUOTED = " ".join(STEP)
SIGMOID = ("gradient", "--layers", "10", "--activation", "sigmoid")
TAB = ["env", "_LRCALC_COMPLETE=bash_complete", "COMP_WORDS=lrcalc step --f", "COMP_CWORD=2", LRCALC]
EPOCH = ("solve", *STEP, "--target", "0.01")
RATE = ("solve", "step", "--lr", "0.1", "--every", "10", "--epoch", "50", "--target", "0.01")

CLICK = [PYTHON, "-c", "import click"]
RICH = [PYTHON, "-c", "import click, rich.console, rich.table"]
STARTS: Commands = {
    "--help": (lrcalc("--help"), 1.10),
    "--version": (lrcalc("--version"), 1.10),
    "a usage error": (lrcalc("step", "--lr", "-1"), 1.25),
    "step --help": (lrcalc("step", "--help"), 1.25),
    "Tab, where the program is asked": (TAB, 1.25),
    "30 rows, csv": (lrcalc(*STEP, "-n", "30", "--csv"), 1.25),
    "30 rows, json": (lrcalc(*STEP, "-n", "30", "--json"), 1.25),
    "30 rows, svg": (lrcalc(*STEP, "-n", "30", "-f", "svg"), 1.30),
    "gradient, csv": (lrcalc(*SIGMOID, "--csv"), 1.30),
    "gradient --std 1, csv": (lrcalc(*SIGMOID, "--std", "1", "--csv"), 1.30),
    "solve for an epoch, json": (lrcalc(*EPOCH, "--json"), 1.40),
    "solve for a parameter, json": (lrcalc(*RATE, "--json"), 1.40),
    "from torch, csv": (lrcalc("from", "torch", "StepLR(optimizer, 30)", "--lr", "0.1", "--csv"), 1.30),
    "compare two curves, csv": (lrcalc("compare", QUOTED, "cosine --lr 0.1 --t-max 30", "--csv"), 1.50),
}
TABLES: Commands = {
    "30 rows, table": (lrcalc(*STEP, "-n", "30"), 1.10),
    "30 rows, table on a terminal": (lrcalc(*STEP, "-n", "30", "--color", "always"), 1.10),
    "solve, table": (lrcalc(*EPOCH), 1.10),
    "gradient, table": (lrcalc(*SIGMOID), 1.10),
}
LOOP = """
import math
lr, low, end = 0.1, 0.0, 1_000_000
print("epoch,lr")
for epoch in range(1_000_000):
    print(f"{epoch},{low + (lr - low) / 2 * (1 + math.cos(math.pi * epoch / end))!r}")
"""
MILLION = ("cosine", "--lr", "0.1", "--t-max", "1000000", "-n", "1000000", "-f")
ROWS: Commands = {
    "a million rows, csv": (lrcalc(*MILLION, "csv"), 0.40),
    "a million rows, json": (lrcalc(*MILLION, "json"), 0.42),
    "a million rows, markdown": (lrcalc(*MILLION, "markdown"), 0.50),
    "a million rows, plot": (lrcalc(*MILLION, "plot"), 0.20),
    "a million rows, svg": (lrcalc(*MILLION, "svg"), 0.20),
}


def sequence(parts: int) -> list[str]:
    """Return the command of a sequence of so many parts."""
    switch = ",".join(map(str, range(1, parts)))
    return lrcalc("sequence", *["linear --lr 1 --over 5"] * parts, "--switch", switch, "-n", str(parts), "--csv")


def read_sequence(parts: int) -> list[str]:
    """Return the command that reads a sequence of so many parts."""
    inner = ", ".join(["StepLR(optimizer, 10)"] * parts)
    code = f"SequentialLR(optimizer, [{inner}], {[*range(1, parts)]})"
    return lrcalc("from", "torch", code, "--lr", "0.1", "-n", "3", "--csv")


def curves(count: int, form: str) -> list[str]:
    """Return the command that compares so many curves."""
    return lrcalc("compare", *[QUOTED] * count, "-n", "5000", "-f", form)


# The same for less and for ten times as much.
GROWTH = {
    "rows, csv": [lrcalc(*STEP, "-n", str(n), "--csv") for n in (100_000, 1_000_000)],
    "rows, plot": [lrcalc(*STEP, "-n", str(n), "-f", "plot") for n in (9_000, 90_000)],
    "rows, work": [lrcalc(*STEP, "-n", str(n), "-f", "work") for n in (10_000, 100_000)],
    "curves, csv": [curves(n, "csv") for n in (10, 100)],
    "curves, svg": [curves(n, "svg") for n in (10, 100)],
    "curves, table": [curves(n, "table") for n in (10, 100)],
    "parts of a sequence": [sequence(n) for n in (50, 500)],
    "parts of a sequence that is read": [read_sequence(n) for n in (400, 4000)],
}


def measured(command: list[str]) -> tuple[float, int]:
    """Return a command's processor time in seconds and, with a small parent of its own, its peak memory in kB."""
    script = (
        "import os, resource, sys; pid = os.fork() or os.execvp(sys.argv[1], sys.argv[1:]); os.wait();"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss,"
        "file=sys.stderr)"
    )
    run = subprocess.run(
        [PYTHON, "-S", "-c", script, *command],
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=True,
    )
    time, memory = run.stderr.split("\n")[-2].split()
    return float(time), int(memory)


def least(commands: Iterable[list[str]], runs: int) -> list[float]:
    """Return the least processor times of commands that take turns, after one turn that does not count."""
    listed = [*commands]
    for command in listed:
        measured(command)
    turns = [[measured(command)[0] for command in listed] for _ in range(runs)]
    return [min(times) for times in zip(*turns, strict=True)]


def line(name: str, value: float, target: float, unit: str = "") -> None:
    """Print a figure and its target."""
    print(f"  {name:32} {value:6.2f}{unit}  target {target:5.2f}{'' if value <= target else '  missed'}", flush=True)


def against(heading: str, base: list[str], commands: Commands, runs: int) -> None:
    """Print the ratio of each command to what it is measured against."""
    print(heading, flush=True)
    first, *times = least([base, *(command for command, _ in commands.values())], runs)
    for (name, (_, target)), time in zip(commands.items(), times, strict=True):
        line(name, time / first, target)


def readers(folder: Path, rows: int) -> dict[str, list[str]]:
    """Return commands that write so many rows in each format, or read them."""
    n = str(rows)
    curve = ("cosine", "--lr", "0.1", "--t-max", n, "-n", n)
    pair = ("compare", f"cosine --lr 0.1 --t-max {n}", QUOTED, "-n", n)
    formats = ("csv", "json", "jsonl", "markdown", "latex", "work", "table", "plot", "svg", "html")
    log, saved, lines = (folder / f"{n}{suffix}" for suffix in (".csv", ".json", ".jsonl"))
    for file in (log, saved, lines):
        subprocess.run(lrcalc(*curve, "-o", str(file)), env=ENVIRONMENT, check=True)
    layers = str(min(rows, 1_000_000))
    return {
        **{form: lrcalc(*curve, "-f", form) for form in formats},
        "json --summary": lrcalc(*curve, "--json", "--summary"),
        **{f"compare, {form}": lrcalc(*pair, "-f", form) for form in ("csv", "json", "markdown", "table", "svg")},
        "compare --diff, csv": lrcalc(*pair, "--diff", "--csv"),
        "gradient, csv": lrcalc("gradient", "--layers", layers, "--activation", "relu", "--csv"),
        "gradient, svg": lrcalc("gradient", "--layers", layers, "--activation", "relu", "-f", "svg"),
        "show of a log, csv": lrcalc("show", str(log), "--csv"),
        "show of a log, table": lrcalc("show", str(log)),
        "compare with a log, csv": lrcalc("compare", str(log), QUOTED, "--csv"),
        "show of json, csv": lrcalc("show", str(saved), "--csv"),
        "show of json lines, csv": lrcalc("show", str(lines), "--csv"),
        "compare of json with json lines": lrcalc("compare", str(saved), str(lines), "--csv"),
    }


def main() -> None:
    """Measure and print."""
    against("start, against C", CLICK, STARTS, 15)
    against("start, against R", RICH, TABLES, 15)
    with tempfile.TemporaryDirectory() as name:
        loop = Path(name, "loop.py")
        loop.write_text(LOOP, encoding="utf-8")
        against("rows, against the bare loop", [PYTHON, str(loop)], ROWS, 4)
        print("time for ten times as much", flush=True)
        for what, commands in GROWTH.items():
            less, more = least(commands, 3)
            line(what, more / less, 10.5)
        many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
        print(f"peak memory of {many:,} rows in MB, against that of 10,000", flush=True)
        few, all_ = readers(Path(name), 10_000), readers(Path(name), many)
        for what, command in all_.items():
            (_, small), (_, large) = measured(few[what]), measured(command)
            line(f"{what}: {large / 1024:.1f}", large / small, 1.10)


if __name__ == "__main__":
    main()

"""Print the program's speed as ratios measured side by side in one run.

    python tests/benchmarks/speed.py

C is `python -c "import click"`. Ratios are medians over runs that take turns, so that a machine
whose speed drifts slows both sides.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PYTHON = sys.executable
LRCALC = str(Path(PYTHON).parent / "lrcalc")
STEP = [LRCALC, "step", "--lr", "0.1", "--rate", "0.5", "--every", "10"]

CLICK = [PYTHON, "-c", "import click"]
RICH = [PYTHON, "-c", "import click, rich.console, rich.table"]
LOOP = """
import math
lr, rate, every = 0.1, 0.5, 10.0
print("epoch,lr")
for epoch in range(1_000_000):
    print(f"{epoch},{lr * math.pow(rate, math.floor(epoch / every))!r}")
"""

TAB = ["env", "_LRCALC_COMPLETE=bash_complete", "COMP_WORDS=lrcalc step --f", "COMP_CWORD=2", LRCALC]
STARTS = {
    "--help": [LRCALC, "--help"],
    "--version": [LRCALC, "--version"],
    "a usage error": [*STEP[:2], "--lr", "-1"],
    "step --help": [*STEP[:2], "--help"],
    "Tab": TAB,
    "30 rows of CSV": [*STEP, "--epochs", "30", "--csv"],
    "30 rows of JSON": [*STEP, "--epochs", "30", "--json"],
}


def seconds(command: list[str]) -> float:
    """Return how long a command takes as a whole process."""
    before = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - before


def ratio(command: list[str], against: list[str], runs: int) -> float:
    """Return the median ratio of two commands that take turns."""
    return statistics.median(seconds(command) / seconds(against) for _ in range(runs))


def peak_memory(command: list[str]) -> int:
    """Return a command's peak memory in kB, measured by a parent of its own."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run([PYTHON, "-c", script, *command], capture_output=True, text=True, check=True)
    return int(run.stdout)


def main() -> None:
    """Measure and print."""
    print("start, against C (limit 1.25)")
    for name, command in STARTS.items():
        print(f"  {name:20} {ratio(command, CLICK, 25):5.2f}")
    print("against import click, rich.console, rich.table (limit 1.25)")
    print(f"  {'30-row table':20} {ratio([*STEP, '--epochs', '30'], RICH, 15):5.2f}")
    with tempfile.TemporaryDirectory() as folder:
        loop = Path(folder, "loop.py")
        loop.write_text(LOOP, encoding="utf-8")
        million = [*STEP, "--epochs", "1000000", "--csv"]
        print("against a bare loop that prints a row at a time (limit 0.70)")
        print(f"  {'a million CSV rows':20} {ratio(million, [PYTHON, str(loop)], 5):5.2f}")
    print("peak memory in kB (the same, ± 10 %)")
    for rows in (10_000, 10_000_000):
        print(f"  {rows:10,} CSV rows  {peak_memory([*STEP, '--epochs', str(rows), '--csv']):8,}")


if __name__ == "__main__":
    main()

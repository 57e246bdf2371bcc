"""Print how long it takes from the key to the screen, by the script alone and where it asks the program.

    python -m tests.benchmarks.tab

Medians of 30 Tabs in a terminal, in milliseconds; both kinds take turns.
"""

import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.test_shells import SHELLS, session

TABS = {
    "lrcalc expo": "nential",
    "lrcalc step --lr 0.1 --smo": "oth",
    "lrcalc step --lr 0.1 --format=cs": "v",
    'lrcalc compare "constant --lr 1" "cosine --t': "-max",
    "lrcalc show ru": "n.csv",
}
BIN = Path(sys.executable).parent


def drained(shell: Any, seconds: float) -> None:
    """Read what a terminal still writes, until it is quiet."""
    import pexpect

    with suppress(pexpect.TIMEOUT):
        while True:
            shell.read_nonblocking(100_000, seconds)


def milliseconds(shell: Any, typed: str, added: str) -> float:
    """Return how long one Tab takes, on a line that is then thrown away."""
    shell.send(typed)
    drained(shell, 0.15)
    before = time.perf_counter()
    shell.send("\t")
    shell.expect_exact(added)
    after = time.perf_counter()
    drained(shell, 0.05)
    shell.send("\x15")
    drained(shell, 0.05)
    return (after - before) * 1000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, "run.csv").touch()
        program = Path(home, "bin/lrcalc")
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {BIN}/lrcalc "$@"\n', encoding="utf-8")  # beside no version
        program.chmod(0o755)
        settings = {"HOME": home, "TERM": "xterm", "LANG": "C.UTF-8"}
        paths = [f"{folder}{os.pathsep}{os.environ['PATH']}" for folder in (BIN, program.parent)]
        for name in SHELLS:
            with (
                session(name, {**settings, "PATH": paths[0]}) as alone,
                session(name, {**settings, "PATH": paths[1]}) as asking,
            ):
                for typed, added in TABS.items():
                    quoted = '"' in typed  # which only the script completes
                    runs = [
                        (milliseconds(alone, typed, added), 0 if quoted else milliseconds(asking, typed, added))
                        for _ in range(30)
                    ]
                    own, asked = map(statistics.median, zip(*runs, strict=True))
                    print(f"{name:5} {own:5.1f}  {'    -' if quoted else f'{asked:5.1f}'}  {typed}", flush=True)


if __name__ == "__main__":
    main()

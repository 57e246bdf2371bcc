"""The program starts fast because it does not import: numpy, rich and strategies that are not asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from lrcalc.cli import TOOLS
from lrcalc.schedules import STRATEGIES

STEP = ["step", "--lr", "0.1", "--rate", "0.5", "--every", "10"]
REPORT = """
import contextlib, json, os, sys
nothing = open(os.devnull, "w")
with contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
    from lrcalc.__main__ import main
    with contextlib.suppress(SystemExit):
        main()
print(json.dumps(sorted(sys.modules)))
"""


def modules(*args: str, **environment: str) -> set[str]:
    """Return what a run of the program has imported by its end."""
    run = subprocess.run(
        [sys.executable, "-c", REPORT, *args],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(run.stdout.splitlines()[-1]))


def heavy(imported: set[str]) -> set[str]:
    """Return the packages that a start must do without, where they are imported."""
    return {name.partition(".")[0] for name in imported} & {"numpy", "rich"}


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["--version"],
        [],
        ["cosin"],
        ["step", "--help"],
        ["step", "--lr", "-1"],
        [*STEP, "-f", "csv"],
        [*STEP, "--json"],
        [*STEP, "-f", "jsonl"],
        ["examples", "--json"],
        ["completion", "bash"],
        [*STEP, "-f", "markdown"],
        [*STEP, "-f", "work"],
        [*STEP, "-f", "torch"],
        ["sequence", "constant --lr 1", "constant --lr 2", "--switch", "3", "--csv"],
        ["product", "constant --lr 1", "constant --lr 2", "--csv"],
        ["compare", "constant --lr 1", "constant --lr 2", "--csv"],
        ["gradient", "--layers", "5", "--activation", "sigmoid", "--csv"],
        ["gradient", "--layers", "5", "--activation", "gelu", "--std", "1", "--json"],
        ["gradient", "--layers", "5", "--activation", "silu", "--std", "1", "--csv"],
        ["solve", "step", "--lr", "0.1", "--rate", "0.5", "--every", "10", "--target", "0.01", "--json"],
        ["solve", "cosine", "--lr", "0.1", "--epoch", "5", "--target", "0.05", "--csv"],
        ["from", "torch", "StepLR(optimizer, 30)", "--lr", "0.1", "--csv"],
        ["from", "torch", "StepLR(optimizer, 30)", "--lr", "0.1", "-f", "optax"],
    ],
    ids=" ".join,
)
def test_neither_numpy_nor_rich(args: list[str]) -> None:
    """Help, errors and machine formats import neither numpy nor rich."""
    assert heavy(modules(*args)) == set()


@pytest.mark.parametrize("command", [*STRATEGIES, *TOOLS])
def test_help_of_each_command(command: str) -> None:
    """The help of a command imports neither, and no strategy but its own and those that all options need."""
    imported = modules(command, "--help")
    strategies = {name.removeprefix("lrcalc.schedules.") for name in imported if name.startswith("lrcalc.schedules.")}
    assert heavy(imported) == set()
    assert strategies <= {"constant", command.replace("-", "_")}


def test_show(tmp_path: Path) -> None:
    """A saved curve is read and written again without either."""
    file = tmp_path / "curve.json"
    file.write_text('{"schedule": "step", "parameters": {"lr": 0.1, "rate": 0.5, "every": 10}}')
    assert heavy(modules("show", str(file), "--csv")) == set()


@pytest.mark.parametrize("words", ["lrcalc ", "lrcalc step --", "lrcalc step --format=j"])
def test_tab_imports_neither(words: str) -> None:
    """Tab imports neither numpy nor rich."""
    cword = str(len(words.split(" ")) - 1)
    assert heavy(modules(_LRCALC_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=cword)) == set()


def test_a_table_needs_rich_on_a_terminal_alone() -> None:
    """A table that is piped is plain text; rich draws what somebody looks at, and never needs numpy."""
    assert heavy(modules(*STEP)) == set()
    assert heavy(modules(*STEP, "--color", "always")) == {"rich"}


def test_only_the_strategy_that_is_used() -> None:
    """A command imports its own strategy, and the list of all imports none."""
    strategies = {"lrcalc.schedules.cosine", "lrcalc.schedules.exponential", "lrcalc.schedules.step"}
    assert modules(*STEP, "--csv") & strategies == {"lrcalc.schedules.step"}
    assert modules("--help") & strategies == set()
    assert modules(_LRCALC_COMPLETE="bash_complete", COMP_WORDS="lrcalc ", COMP_CWORD="1") & strategies == set()


def test_the_core_stands_alone() -> None:
    """Schedules and curves import neither click, rich nor numpy, until arrays are asked for."""
    script = "import lrcalc, sys; list(lrcalc.Curve(lrcalc.Step(lr=1, rate=1, every=1), 3)); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not {"click", "rich", "numpy"} & set(run.stdout.split())

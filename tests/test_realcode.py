"""Learning-rate code as people write it, read by the command line and compared with what it really does.

``realcode/python-dev.json`` holds code in the patterns of 221 snippets of public repositories, each written anew:
the same constructs, other names and numbers. The values were had by running it: the real framework's object
stepped, or the function executed. ``file`` is a whole script with the same schedule.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lrcalc.cli import root

ENTRIES = json.loads((Path(__file__).parent / "realcode" / "python-dev.json").read_text(encoding="utf-8"))
RIGHT, HELPED, DEAD_END, WRONG = "read and right", "refused with help", "dead end", "wrong"


def command(entry: dict[str, Any], form: str) -> list[str]:
    """Return the command that reads an entry."""
    words = ["from", entry["framework"], entry[form]]
    for name, value in entry["set" if form == "text" else "file_set"].items():
        words += ["--set", f"{name}={value}"]
    if form == "text" and entry["lr"] is not None:
        words += ["--lr", repr(entry["lr"])]
    if pick := entry["function"] if form == "text" else entry.get("file_function"):
        words += ["--pick", pick]
    if entry["unknown"] and entry["framework"] == "python":
        words += ["--variable", entry["unknown"]]
    return [*words, "--at", ",".join(map(str, entry["at"])), "--json"]


def outcome(entry: dict[str, Any], form: str) -> str:
    """Return what became of an entry."""
    result = CliRunner().invoke(root, command(entry, form))
    if result.exit_code:
        assert result.exit_code == 2, result.output
        return HELPED if "--set" in result.output or "--pick" in result.output else DEAD_END
    rates = [row["lr"] for row in json.loads(result.stdout)["rows"]]
    same = all(rate == pytest.approx(true, rel=1e-9, abs=0) for rate, true in zip(rates, entry["values"], strict=True))
    return RIGHT if same else WRONG


@pytest.mark.parametrize("form", ["text", "file"])
def test_real_code_is_read_and_right(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """At least 90 % of it is read with its true values, and no value is wrong."""
    outcomes = {entry["id"]: outcome(entry, form) for entry in ENTRIES if form in entry}
    counts = {kind: [*outcomes.values()].count(kind) for kind in (RIGHT, HELPED, DEAD_END, WRONG)}
    with capsys.disabled():
        print(f"\nrealcode, {form}: {', '.join(f'{count} {kind}' for kind, count in counts.items())}", end=" ")
    assert counts[WRONG] == 0, [name for name, kind in outcomes.items() if kind == WRONG]
    assert counts[RIGHT] >= 0.9 * len(outcomes), [name for name, kind in outcomes.items() if kind != RIGHT]


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e["set"]], ids=lambda e: e["id"])
def test_names_that_are_missing_are_named_all(entry: dict[str, Any]) -> None:
    """Without its values, code is refused with what to add: names that it asks for, or a choice that they decide."""
    result = CliRunner().invoke(root, command({**entry, "set": {}}, "text"))
    assert result.exit_code == 2
    assert "add --set" in result.output or "--pick" in result.output

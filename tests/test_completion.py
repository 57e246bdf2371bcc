"""The completion scripts that are shipped are those that the program prints."""

import os
from pathlib import Path

import pytest

from lrcalc.schedules import STRATEGIES, load
from tests.program import lrcalc, shell

FOLDER = Path(__file__).parent.parent / "completions"
FILES = {"bash": "lrcalc.bash", "zsh": "_lrcalc", "fish": "lrcalc.fish"}


@pytest.mark.parametrize("name", FILES)
def test_shipped_script_is_current(name: str) -> None:
    """``lrcalc completion SHELL`` prints the file in completions/ to the letter."""
    shipped = FOLDER / FILES[name]
    assert lrcalc("completion", name).stdout == shipped.read_text(encoding="utf-8")


def test_unknown_shell() -> None:
    """A shell that has no script is refused with those that have one."""
    result = lrcalc("completion tcsh")
    assert result.exit_code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in result.stderr
    assert result.stdout == ""


# What a shell types, and at which word (fish: which text), with what it is given.
SUGGESTED = [
    ("zsh", "lrcalc step --format=j", "2", ["--format=json", "--format=jsonl"]),
    ("zsh", "lrcalc step -o cur", "3", ["cur"]),
    ("fish", "lrcalc step --format=j", "--format=j", ["--format=json", "--format=jsonl"]),
    ("fish", "lrcalc step -o cur", "cur", ["cur"]),
    ("fish", "lrcalc step --output=cur", "--output=cur", ["cur"]),
    ("fish", "lrcalc step --smo", "--smo", ["--smooth"]),
    ("bash", "lrcalc step --format=j", "2", ["json", "jsonl"]),
    ("bash", "lrcalc cosine-", "1", ["cosine-restarts"]),
]


@pytest.mark.parametrize(("name", "words", "index", "expected"), SUGGESTED)
def test_suggestions(name: str, words: str, index: str, expected: list[str]) -> None:
    """Zsh and fish are given the whole word behind an equals sign, bash the value; files are left to the shell."""
    printed = shell("lrcalc", _LRCALC_COMPLETE=f"{name}_complete", COMP_WORDS=words, COMP_CWORD=index).stdout
    lines = printed.splitlines()
    if name == "zsh":
        assert lines[1::3] == expected
    else:
        assert [line.partition(",")[2].partition("\t")[0] for line in lines] == expected


def test_the_manual_page_is_current() -> None:
    """The shipped page is what the program prints; LRCALC_DRAW=1 writes it anew. It has every option and exit code."""
    file = FOLDER / "lrcalc.1"
    printed = lrcalc("help man").stdout
    if os.environ.get("LRCALC_DRAW"):
        file.write_text(printed, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == printed
    for name in STRATEGIES:
        for parameter in load(name).parameters:
            assert f"\\-\\-{parameter.replace('_', chr(92) + '-')}" in printed
    assert all(f".B {code}\n" in printed for code in (0, 1, 2, 130))


def test_fish_keeps_descriptions_whole() -> None:
    """A description may have commas."""
    assert 'string split -m1 ","' in (FOLDER / "lrcalc.fish").read_text(encoding="utf-8")

"""The completion scripts that are shipped are those that the program prints."""

from pathlib import Path

import pytest

from tests.program import lrcalc, shell

FILES = {"bash": "lrcalc.bash", "zsh": "_lrcalc", "fish": "lrcalc.fish"}


@pytest.mark.parametrize("name", FILES)
def test_shipped_script_is_current(name: str) -> None:
    """``lrcalc completion SHELL`` prints the file in completions/ to the letter."""
    shipped = Path(__file__).parent.parent / "completions" / FILES[name]
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

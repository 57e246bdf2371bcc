"""The completion scripts that are shipped are those that the program prints."""

from pathlib import Path

import pytest

from tests.program import lrcalc

FILES = {"bash": "lrcalc.bash", "zsh": "_lrcalc", "fish": "lrcalc.fish"}


@pytest.mark.parametrize("shell", FILES)
def test_shipped_script_is_current(shell: str) -> None:
    """``lrcalc completion SHELL`` prints the file in completions/ to the letter."""
    shipped = Path(__file__).parent.parent / "completions" / FILES[shell]
    assert lrcalc("completion", shell).stdout == shipped.read_text(encoding="utf-8")


def test_unknown_shell() -> None:
    """A shell that has no script is refused with those that have one."""
    result = lrcalc("completion tcsh")
    assert result.exit_code == 2
    assert "'tcsh' is not one of 'bash', 'zsh', 'fish'" in result.stderr
    assert result.stdout == ""

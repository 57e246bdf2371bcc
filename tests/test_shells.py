"""Tab in the real shells: what a user types, and what the shell adds to it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.shells
COMPLETIONS = Path(__file__).parent.parent / "completions"

# (typed, what Tab adds) in every shell
TABS = [
    ("lrcalc expo", "nential"),
    ("lrcalc examples po", "lynomial"),
    ("lrcalc step --smo", "oth"),
    ("lrcalc step --gam", "ma"),
    ("lrcalc step -f c", "sv"),
    ("lrcalc step --format c", "sv"),
    ("lrcalc step --format=c", "sv"),
    ("lrcalc step --format=j", "son"),  # json and jsonl begin with it
    ("lrcalc step --lr 0.1 --format=js", "on"),
    ("lrcalc completion z", "sh"),
]

PLAIN_BASH = "bind 'set enable-bracketed-paste off'; bind 'set bell-style none'"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return an environment with an empty home, and lrcalc on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {"HOME": str(tmp_path), "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8"}


@contextmanager
def terminal(command: list[str], environment: dict[str, str], setup: str) -> Iterator[Any]:
    """Start a shell in a terminal of its own and bring it to its prompt."""
    import pexpect

    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is not installed")
    shell = pexpect.spawn(command[0], command[1:], env=environment, encoding="utf-8", timeout=20, dimensions=(40, 200))
    shell.delaybeforesend = None
    shell.sendline(f"{setup}; PS1='rea''dy> '")
    shell.expect("ready> ")
    try:
        yield shell
    finally:
        shell.close(force=True)


@pytest.mark.parametrize(("typed", "added"), TABS)
def test_bash(typed: str, added: str, environment: dict[str, str]) -> None:
    """Bash completes names, options and values, also behind an equals sign."""
    setup = f"{PLAIN_BASH}; source {COMPLETIONS}/lrcalc.bash"
    with terminal(["bash", "--norc", "--noprofile"], environment, setup) as shell:
        shell.send(typed + "\t")
        shell.expect_exact(typed + added)


@pytest.mark.parametrize(("typed", "added"), TABS)
def test_zsh(typed: str, added: str, environment: dict[str, str]) -> None:
    """Zsh completes the same from its function path."""
    setup = f"fpath=({COMPLETIONS} $fpath); autoload -U compinit; compinit -D -u; unsetopt zle_bracketed_paste"
    with terminal(["zsh", "-f"], environment, setup) as shell:
        shell.send(typed)
        shell.expect_exact(typed[-1])
        shell.send("\t")
        shell.expect_exact(added)


@pytest.mark.parametrize(("typed", "added"), TABS)
def test_fish(typed: str, added: str, environment: dict[str, str]) -> None:
    """Fish offers the whole word, and help beside it."""
    assert shutil.which("fish"), "fish is not installed"
    script = f"source {COMPLETIONS}/lrcalc.fish; complete -C '{typed}'"
    answer = subprocess.run(["fish", "-c", script], env=environment, capture_output=True, text=True, check=True).stdout
    words = [line.partition("\t")[0] for line in answer.splitlines()]
    assert typed.rsplit(maxsplit=1)[-1] + added in words


def test_bash_completion_loads_the_installed_file(tmp_path: Path, environment: dict[str, str]) -> None:
    """The bash-completion package finds the file by its name, where the wheel puts it."""
    package = Path("/usr/share/bash-completion/bash_completion")
    assert package.exists(), "bash-completion is not installed"
    folder = tmp_path / "share/bash-completion/completions"
    folder.mkdir(parents=True)
    shutil.copy(COMPLETIONS / "lrcalc.bash", folder / "lrcalc")
    environment["XDG_DATA_HOME"] = str(tmp_path / "share")
    setup = f"{PLAIN_BASH}; source {package}"
    with terminal(["bash", "--norc", "--noprofile"], environment, setup) as shell:
        shell.send("lrcalc step --format=c\t")
        shell.expect_exact("--format=csv")


def test_bash_offers_files_for_the_output(tmp_path: Path, environment: dict[str, str]) -> None:
    """The option for a file completes file names."""
    (tmp_path / "curve.csv").touch()
    setup = f"{PLAIN_BASH}; source {COMPLETIONS}/lrcalc.bash; cd {tmp_path}"
    with terminal(["bash", "--norc", "--noprofile"], environment, setup) as shell:
        shell.send("lrcalc step -o cur\t")
        shell.expect_exact("curve.csv")

"""The program as the tests run it: in this process, or in a shell as a user does."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from lrcalc.cli import root

LRCALC = str(Path(sys.executable).parent / "lrcalc")


def untraced() -> dict[str, str]:
    """Return an environment whose programs coverage does not trace: it loses signals that arrive in its tracer."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


def lrcalc(line: str, *words: str, stdin: str | bytes = "") -> Result:
    """Run a line, split as a shell splits it, and further words as they are, inside this process."""
    return CliRunner().invoke(root, [*shlex.split(line), *words], input=stdin, prog_name="lrcalc")


def printed(line: str, *words: str, stdin: str | bytes = "") -> str:
    """Return what a command that succeeds without a note prints."""
    result = lrcalc(line, *words, stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def shell(line: str, *, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line in bash, where lrcalc is the installed program."""
    path = f"{Path(LRCALC).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path} | variables
    run = ["bash", "-c", line]
    return subprocess.run(run, env=environment, cwd=cwd, capture_output=True, text=True, check=False)

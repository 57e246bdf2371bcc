"""Every command and output that the README shows is true."""

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from lrcalc.cli.tools.examples import EXERCISES
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.schedules import STRATEGIES

README = Path(__file__).parent.parent / "README.md"
CHINESE = README.parent / ".readme" / "README.zh.md"
TEXT = README.read_text(encoding="utf-8")
RECORDED = [
    README.parent / "tests" / "golden" / f"{name}.json" for name, known in FRAMEWORKS.items() if not known.is_configured
]
SCRIPT = re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)[0]
TERMINAL = {"COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR"}
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in TERMINAL} | {
    "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
}


def console_examples() -> list[tuple[str, str]]:
    """Return each command after a ``$`` with the output below it."""
    examples = []
    pages = TEXT + CHINESE.read_text(encoding="utf-8")
    for block in re.findall(r"^```console\n(.*?)^```$", pages, re.DOTALL | re.MULTILINE):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            examples.append((command, output))
    return examples


def need(tool: str) -> None:
    """Skip where a tool of an example is missing, but not on the build machine."""
    if not (shutil.which(tool) or find_spec(tool)):
        message = f"{tool} is not installed"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.mark.parametrize(("command", "output"), console_examples(), ids=[command for command, _ in console_examples()])
def test_console(command: str, output: str, tmp_path: Path) -> None:
    """The command prints just what is shown, on a terminal's both streams."""
    for tool in ("jq", "pandas"):
        if tool in command:
            need(tool)
    before = [made for made, _ in console_examples() if " -o " in made and "curve.csv" in command]
    script = "\n".join([*before, command])
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    run = subprocess.run(
        ["bash", "-c", f"exec 2>&1; {script}"],
        env=ENVIRONMENT,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout == output


def test_python_examples() -> None:
    """The library's examples run."""
    assert doctest.testfile(str(README), module_relative=False, encoding="utf-8").failed == 0
    assert ">>> schedule(20)" in TEXT


def test_chinese_table_has_the_exercises() -> None:
    """The Chinese section gives the article's exercises, by the commands that the program prints."""
    page = CHINESE.read_text(encoding="utf-8")
    commands = re.findall(r"^\| .*衰减|^\| 余弦退火", page, re.MULTILINE)
    assert len(commands) == len(EXERCISES)
    for exercise in EXERCISES.values():
        assert f"| `{exercise.command}` |" in page


def test_what_the_first_lines_claim() -> None:
    """The number of recorded curves, the number of strategies and the length of the page are as said."""
    recorded = sum(len(json.loads(file.read_text(encoding="utf-8"))) for file in RECORDED)
    assert f"{recorded} curves recorded from" in " ".join(TEXT.split())
    assert f"{recorded} 条" in CHINESE.read_text(encoding="utf-8")
    assert len(STRATEGIES) == 16
    assert "sixteen strategies" in TEXT
    assert "[中文](.readme/README.zh.md)" in TEXT
    assert len(TEXT.splitlines()) <= 250


def test_commands_for_a_fresh_machine() -> None:
    """The build machine finds the two commands, and runs them there."""
    commands = [line for line in TEXT.splitlines() if line.startswith("python3 -m venv .venv && ")]
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30")
    assert commands[1].endswith(".venv/bin/pytest")

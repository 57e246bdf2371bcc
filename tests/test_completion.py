"""The completion scripts that are shipped are those that the program prints."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lrcalc.cli import TOOLS, root
from lrcalc.cli.completion import sentence, table_of
from lrcalc.cli.groups import made
from lrcalc.schedules import STRATEGIES, load
from tests.program import lrcalc, shell

FOLDER = Path(__file__).parent.parent / "completions"
FILES = {"bash": "lrcalc.bash", "zsh": "_lrcalc", "fish": "lrcalc.fish"}


@pytest.mark.parametrize("name", FILES)
def test_shipped_script_is_current(name: str) -> None:
    """``lrcalc completion SHELL`` prints the file in completions/ to the letter; LRCALC_DRAW=1 writes it anew."""
    shipped = FOLDER / FILES[name]
    printed = lrcalc("completion", name).stdout
    if os.environ.get("LRCALC_DRAW"):
        shipped.write_text(printed, encoding="utf-8")
    assert shipped.read_text(encoding="utf-8") == printed


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
    ("bash", "lrcalc from t", "2", ["torch", "transformers", "timm"]),
    ("bash", "lrcalc from tra.py", "2", ["tra.py"]),
    ("bash", "lrcalc solve cosine --for lr", "4", ["lr", "lr-min"]),
    ("bash", "lrcalc solve cosine --for x", "4", [""]),
    ("bash", "lrcalc sequence st", "2", [""]),
    ("bash", "lrcalc compare run", "2", ["run"]),
    ("bash", "lrcalc help so", "2", ["solve"]),
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


def commands(command: click.Command = root, *path: str) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield each command with its words and its context."""
    context = click.Context(command, **root.context_settings)
    yield " ".join(path), command, context
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        yield from commands(made(inner), *path, name)


COMMANDS = [*commands()]


def options_of(command: click.Command, context: click.Context) -> list[click.Option]:
    """Return the options that click knows of a command."""
    return [param for param in command.get_params(context) if isinstance(param, click.Option)]


@pytest.mark.parametrize(("path", "command", "context"), COMMANDS, ids=[path or "lrcalc" for path, *_ in COMMANDS])
def test_the_table_has_what_click_has(path: str, command: click.Command, context: click.Context) -> None:
    """Each command has all its options and no other, with whether they take a value, and its choices."""
    table = table_of(root)
    rows = [row for group in table.entries[path].groups for row in table.groups[group]]
    offers = {(*row.names, *row.aliases): row.offer for row in rows}
    assert len(offers) == len(options_of(command, context))
    for option in options_of(command, context):
        offer = offers[(*option.opts, *option.secondary_opts)]
        assert (offer is None) == option.is_flag
        assert not isinstance(option.type, click.Choice) or offer == " ".join(option.type.choices)


@pytest.mark.parametrize("name", FILES)
def test_every_word_stands_in_every_script(name: str) -> None:
    """Commands, options and choices stand in all scripts; what they mean stands whole where shells show it."""
    script = (FOLDER / FILES[name]).read_text(encoding="utf-8")
    words = {word.strip("()") for word in re.split(r"[\s'\"|]+", script)}
    plain = script.replace("\\'", "'").replace("''", "'").replace("''", "'")
    for path, command, context in COMMANDS:
        assert {*path.split()} <= words
        for option in options_of(command, context):
            assert {*option.opts, *option.secondary_opts} <= words
            assert not isinstance(option.type, click.Choice) or {*option.type.choices} <= words
            if name != "bash":
                assert sentence(option.help or "") in plain
    if name != "bash":
        assert all(title in plain for title in (*STRATEGIES.values(), *TOOLS.values()))


def test_parts_have_the_options_of_their_strategies() -> None:
    """In quotes a strategy has its own options and those of its warm-up, not those of the command around it."""
    table = table_of(root)
    for name in STRATEGIES:
        groups = table.entries[name].groups
        assert table.entries[f'" {name}'].groups == groups[: groups.index("window")]
    assert table.entries['" gradient'].groups == table.entries["gradient"].groups[:1]
    assert table.entries['" from'].groups == table.entries["from"].groups[:-1]


@pytest.mark.parametrize("name", FILES)
def test_clicks_own_variable(name: str) -> None:
    """Click's own variable prints the script as well."""
    assert shell("lrcalc", _LRCALC_COMPLETE=f"{name}_source").stdout == lrcalc(f"completion {name}").stdout


OLD = """
OLD=(3 2)
lrcalc() { echo "plain,$_LRCALC_COMPLETE"; }
source /dev/stdin <<<"$SCRIPT"
complete -p lrcalc
COMP_WORDS=(lrcalc st) COMP_CWORD=1
_lrcalc_completion lrcalc st
echo "$COMPREPLY"
"""


@pytest.mark.parametrize("bash", ["bash -eu", "bash --posix -eu"])
def test_an_old_bash_asks(bash: str) -> None:
    """The bash of macOS, 3.2, and one that keeps to POSIX take the script without a word, and ask the program."""
    script = (FOLDER / "lrcalc.bash").read_text(encoding="utf-8").replace("BASH_VERSINFO", "OLD")
    run = subprocess.run(
        [*bash.split(), "-c", OLD], env=os.environ | {"SCRIPT": script}, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == (
        "complete -o default -F _lrcalc_completion lrcalc\nbash_complete\n",
        "",
    )

"""Tab completion: the command that prints the scripts, and the answers to those that ask."""

import os
from importlib import import_module

import click
from click.shell_completion import (
    CompletionItem,
    FishComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
)

from lrcalc import __version__
from lrcalc.cli.command import version_option

SHELLS = ("bash", "zsh", "fish")


class _AttachedValues:
    """Complete ``--format=j`` to ``--format=json``: zsh and fish match suggestions with the whole word."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        items: list[CompletionItem[str]] = super().get_completions(args, incomplete)  # type: ignore[misc]
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("--"):
            for item in items:
                if item.type == "plain":
                    item.value = f"{option}={item.value}"
        return items


class Zsh(_AttachedValues, ZshComplete):
    """Zsh, as it asks the program."""


class Fish(_AttachedValues, FishComplete):
    """Fish, as it asks the program."""


def answer(root: click.Command, instruction: str) -> int:
    """Answer a shell that asks for completions, or for its script, and return the exit code."""
    shell, _, wish = instruction.partition("_")
    if wish == "source" and shell in SHELLS:
        click.echo(script(root, shell), nl=False)
        return 0
    if not {"COMP_WORDS", "COMP_CWORD"} <= {*os.environ}:
        raise click.UsageError("_LRCALC_COMPLETE is for the scripts of lrcalc completion alone: unset it.")
    for kind in (Zsh, Fish):
        add_completion_class(kind)
    return shell_complete(root, {}, "lrcalc", "_LRCALC_COMPLETE", instruction)


@click.command(
    "completion",
    params=[click.Argument(["shell"], type=click.Choice(SHELLS)), version_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Print the script that completes lrcalc's words on Tab.\n\n\b\n"
    '  bash  eval "$(lrcalc completion bash)"    in ~/.bashrc\n'
    '  zsh   eval "$(lrcalc completion zsh)"     in ~/.zshrc, after compinit\n'
    "  fish  lrcalc completion fish > ~/.config/fish/completions/lrcalc.fish",
)
def command(shell: str) -> None:
    """Print a shell's script."""
    root = click.get_current_context().find_root().command
    click.echo(script(root, shell), nl=False)


def script(root: click.Command, shell: str) -> str:
    """Return a shell's script for the program."""
    from lrcalc.cli.completion import table_of

    written: str = import_module(f"lrcalc.cli.completion.{shell}").script(table_of(root), __version__)
    return written

"""Tab completion: click's, mended where ``--option=value`` breaks it, and the command that prints it."""

import os
from typing import ClassVar

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
)

from lrcalc.cli.command import version_option


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
    """Zsh, with click's script."""


class Fish(_AttachedValues, FishComplete):
    """Fish, with click's script, which cuts a description at its first comma no more."""

    source_template = FishComplete.source_template.replace('string split "," ', 'string split -m1 "," ')


class Bash(BashComplete):
    """Bash, with a script that joins the words which bash cuts at ``=``."""

    source_template: ClassVar[str] = r"""# bash completion for %(prog_name)s

%(complete_func)s() {
    local IFS=$'\n' type value line
    local -a words=()
    local -i i cword=0
    # Bash cuts --option=value into three words; the program wants them as one.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if ((i > 0)) && [[ ${COMP_WORDS[i]} == "=" && ${words[cword]} == --* ]]; then
            words[cword]+="="
        elif ((i > 1)) && [[ ${COMP_WORDS[i-1]} == "=" && ${words[cword]} == --*= ]]; then
            words[cword]+=${COMP_WORDS[i]}
        else
            ((i > 0)) && cword+=1
            words[cword]=${COMP_WORDS[i]}
        fi
    done
    COMPREPLY=()
    while read -r line; do
        type=${line%%%%,*} value=${line#*,}
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${words[*]}" COMP_CWORD="$cword" %(complete_var)s=bash_complete "$1")
}

# Only bash 4.4 and later can keep the program's order.
if ((BASH_VERSINFO[0] > 4 || BASH_VERSINFO[0] == 4 && BASH_VERSINFO[1] >= 4)); then
    complete -o nosort -F %(complete_func)s %(prog_name)s
else
    complete -F %(complete_func)s %(prog_name)s
fi
"""

    def source(self) -> str:
        """Return the script; unlike click's, without starting a bash to ask its version."""
        return self.source_template % self.source_vars()


def answer(root: click.Command, instruction: str) -> int:
    """Answer a shell that asks for completions, or for its script, and return the exit code."""
    for shell in SHELLS.values():
        add_completion_class(shell)
    if not instruction.endswith("_source") and not {"COMP_WORDS", "COMP_CWORD"} <= {*os.environ}:
        raise click.UsageError("_LRCALC_COMPLETE is for the scripts of lrcalc completion alone: unset it.")
    return shell_complete(root, {}, "lrcalc", "_LRCALC_COMPLETE", instruction)


SHELLS: dict[str, type[ShellComplete]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


@click.command(
    "completion",
    params=[click.Argument(["shell"], type=click.Choice([*SHELLS])), version_option()],
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
    return SHELLS[shell](root, {}, "lrcalc", "_LRCALC_COMPLETE").source()

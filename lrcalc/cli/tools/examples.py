"""``lrcalc examples``: the article's worked exercises, each by the command that reproduces it."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.strategy import strategy_command
from lrcalc.cli.tools.compare import command as compare
from lrcalc.sheets import Exercise, Row, Sheet


@dataclass(frozen=True)
class Example:
    """An exercise in one sentence, the command that answers it, and the epochs with a stated value."""

    sentence: str
    command: str
    stated: str = ""


EXERCISES = {
    "step": Example(
        "Start at 0.1 and halve the learning rate every 10 epochs; list the first 30 epochs.",
        "lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30",
        stated="10,20,30",
    ),
    "cosine": Example(
        "Anneal from 0.1 to 0.001 along a cosine over 50 epochs; list the first 10 epochs.",
        "lrcalc cosine --lr-max 0.1 --lr-min 0.001 --t-max 50 --epochs 10",
    ),
    "polynomial": Example(
        "Decay from 0.1 over 50 epochs with power 2; list the first 10 epochs.",
        "lrcalc polynomial --lr 0.1 --max-epochs 50 --power 2 --epochs 10",
    ),
    "exponential": Example(
        "Start at 0.1 and multiply by 0.95 at every epoch; list the first 10 epochs.",
        "lrcalc exponential --lr 0.1 --rate 0.95 --epochs 10",
    ),
}


# Beside the four: the article's second half, when it is asked for.
GRADIENT = Example(
    "Send a gradient of 1 back through 10 layers: sigmoids at their steepest and saturated, and the remedies.",
    'lrcalc compare "sigmoid=gradient --layers 10 --activation sigmoid" '
    '"saturated=gradient --layers 10 --activation sigmoid --mean 5" '
    '"relu=gradient --layers 10 --activation relu --mean 5" '
    '"batch-norm=gradient --layers 10 --activation sigmoid --batch-norm" '
    '"residual=gradient --layers 10 --activation sigmoid --mean 5 --residual"',
)
ALL = {**EXERCISES, "gradient": GRADIENT}


def example_sheet(example: Example) -> Sheet:
    """Return the sheet that an example's command makes, with the exercise around it."""
    return replace(_run(example.command), exercise=Exercise(example.sentence, example.command, _stated_rows(example)))


def _stated_rows(example: Example) -> Sequence[Row]:
    if not example.stated:
        return ()
    window = example.command.partition(" --epochs")[0]
    return [*_run(f"{window} --at {example.stated}").rows]


def _run(line: str) -> Sheet:
    name, *args = shlex.split(line)[1:]
    command = compare if name == "compare" else strategy_command(name)
    with command.make_context(name, args) as ctx:
        sheet = command.answer(ctx)
    assert isinstance(sheet, Sheet)  # noqa: S101 - neither of them makes a list
    return sheet


def _answer(names: Sequence[str]) -> list[Sheet]:
    return [example_sheet(ALL[name]) for name in names or EXERCISES]


command = SheetCommand(
    "examples",
    make=_answer,
    help="Print the article's four worked exercises, or those named; gradient is its comparison of remedies "
    "for vanishing gradients.\n\n"
    "Each has its sentence, the command that reproduces it, and the answer.",
    arguments=[click.Argument(["names"], type=click.Choice([*ALL]), nargs=-1, metavar="[NAME]...")],
    sections={},
)

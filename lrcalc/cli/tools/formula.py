"""``lrcalc formula``: an expression as a schedule."""

from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import option_error
from lrcalc.cli.types import NUMBER
from lrcalc.cli.window import Window, window_sections
from lrcalc.expression import ExpressionError, plain
from lrcalc.schedule import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcalc.formula import Formula
    from lrcalc.sheets import Sheet


def names_option() -> click.Option:
    """Return a new option for the numbers of names."""
    return click.Option(
        ["--set", "given"], multiple=True, metavar="NAME=NUMBER", help="Number of a name in the formula."
    )


def numbers_of(given: "Sequence[str]") -> dict[str, float]:
    """Return the numbers of names, each as NAME=NUMBER."""
    made = {}
    for text in given:
        name, found, number = text.partition("=")
        if not found or not name.strip().isidentifier():
            raise click.UsageError(f"--set {text}: a name, =, and its number are needed, as in --set k=0.01.")
        made[name.strip()] = NUMBER.convert(number.strip(), None, None)
    return made


def _answer(expression: str, given: "Sequence[str]", variable: str, **window: Any) -> "Sheet":
    schedule = made(expression, numbers_of(given), variable)
    if schedule.missing:
        adds = " ".join(f"--set {name}=…" for name in schedule.missing)
        raise click.UsageError(f"The formula needs {' and '.join(schedule.missing)}: add {adds}.")
    asked = Window(**window)
    try:
        for epoch in asked.numbers(None)[0][:1]:
            schedule.rate_at(epoch)
        return asked.sheet(schedule)
    except ExpressionError as error:
        raise click.UsageError(f"The formula has no value: {error}.") from None


def made(expression: str, names: dict[str, float], variable: str) -> "Formula":
    """Return a formula; each name that is given must be in it."""
    from lrcalc.formula import Formula

    try:
        schedule = Formula(expression=plain(expression), names=names, variable=variable)
    except ParameterError as error:
        raise option_error(error) from None
    except ExpressionError as error:
        raise click.UsageError(f"{error}.") from None
    unused = [name for name in names if name not in schedule.used]
    if unused:
        raise click.UsageError(
            f"--set: the formula has no {' and no '.join(unused)}; it has {', '.join(schedule.used)}."
        )
    return schedule


command = SheetCommand(
    "formula",
    make=_answer,
    help="Compute the learning rate by a formula of your own, in Python's notation.\n\n"
    "Known are + - * / // % ** ^, comparisons, a if b else c, and sqrt, exp, log, cos, min, max, floor and their "
    "like. epoch is the time; each other name takes its number from --set.\n\n\b\n"
    '  lrcalc formula "lr0 / (1 + k * epoch)" --set lr0=0.1 --set k=0.01 -n 30\n'
    '  lrcalc formula "0.1 * (1 - epoch / 50) ** 2 if epoch < 50 else 0" -f torch',
    arguments=[click.Argument(["expression"], metavar="FORMULA")],
    sections={
        "Parameters": [
            names_option(),
            click.Option(
                ["--variable"],
                default="epoch",
                show_default=True,
                metavar="NAME",
                help="What the formula calls its time.",
            ),
        ],
        **window_sections(),
    },
)

"""``lrcalc from``: a line of a training script, as a curve."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.strategy import ParameterOption, option_error
from lrcalc.cli.window import Window, window_options
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.reading import Reader, ReadingError
from lrcalc.schedule import ParameterError
from lrcalc.schedules.constant import Constant

if TYPE_CHECKING:
    from lrcalc.sheet import Sheet

LR = Constant.parameters["lr"]


def _sheet(framework: str, expression: str, lr: float | None, **window: Any) -> "Sheet":
    try:
        reader = Reader(framework, None if lr is None else LR.checked(lr))
        schedule = reader.read(expression)
    except ParameterError as error:
        raise option_error(error) from None
    except ReadingError as error:
        raise click.UsageError(f"{framework}: {error}.") from None
    sheet = Window(**window).sheet(schedule)
    return replace(sheet, notes=[*reader.notes, *sheet.notes])


command = SheetCommand(
    "from",
    make=_sheet,
    help="Read a framework's scheduler, as it stands in a training script, and print its curve.\n\n"
    "The line is read, never run, and no framework needs to be installed. With -f torch, keras, optax and the like "
    "it is written for another framework.\n\n\b\n"
    '  lrcalc from torch "CosineAnnealingLR(optimizer, T_max=50, eta_min=0.001)" --lr 0.1\n'
    '  lrcalc from keras "CosineDecay(0.1, decay_steps=100, alpha=0.01)" -f optax',
    arguments=[
        click.Argument(["framework"], type=click.Choice([*FRAMEWORKS]), metavar="FRAMEWORK"),
        click.Argument(["expression"], metavar="EXPRESSION"),
    ],
    sections={
        f"Frameworks: {', '.join(FRAMEWORKS)}": [ParameterOption(LR, required=False)],
        "Window": window_options(),
    },
)

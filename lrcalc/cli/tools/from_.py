"""``lrcalc from``: a line of a training script, as a curve."""

from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, option_error
from lrcalc.cli.window import Window, window_options
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.reading import MissingRateError, ReadingError, read
from lrcalc.schedule import ParameterError
from lrcalc.schedules.constant import Constant

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet

LR = Constant.parameters["lr"]


def _answer(framework: str, expression: str, lr: float | None, **window: Any) -> "Sheet":
    try:
        schedule, notes = read(expression, framework, lr)
    except ParameterError as error:
        raise option_error(error) from None
    except MissingRateError:
        raise click.UsageError(f"{framework}: the learning rate is set in the optimizer: give it with --lr.") from None
    except ReadingError as error:
        raise click.UsageError(f"{framework}: {error}.") from None
    return Window(**window).sheet(schedule, notes)


command = SheetCommand(
    "from",
    make=_answer,
    help="Read a framework's scheduler from a line of a training script, and print its curve.\n\n"
    "The line is read, never run, and no framework needs to be installed. -f torch, keras, optax and the like "
    "write it for another framework.\n\n\b\n"
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

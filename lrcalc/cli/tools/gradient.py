"""``lrcalc gradient``: how gradients vanish, layer by layer."""

from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, made
from lrcalc.gradient import Gradient

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def _answer(**values: Any) -> "Sheet":
    from lrcalc.sheets.gradient import gradient_sheet

    try:
        return gradient_sheet(made(Gradient, values, Gradient.parameters))
    except OverflowError as error:
        raise click.ClickException(f"{error}.") from None


command = SheetCommand(
    "gradient",
    make=_answer,
    help="Print the gradient that reaches each layer (梯度弥散): it is 1 at the output, and the chain rule "
    "multiplies it by each layer's factor on the way down.\n\n"
    "The factor is weight · E[φ′(z)] over normally distributed pre-activations z. The causes of vanishing are depth "
    "(--layers) and saturation (--mean far from 0); the remedies are --activation relu with a mean above 0, --clip, "
    "--batch-norm and --residual.\n\n\b\n"
    "  lrcalc gradient --layers 20 --activation sigmoid",
    sections={"Parameters": [ParameterOption(parameter) for parameter in Gradient.parameters.values()]},
)

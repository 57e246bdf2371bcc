"""``lrcalc gradient``: how gradients vanish, layer by layer."""

from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.strategy import ParameterOption, collected, option_error
from lrcalc.gradient import VANISHED, Gradient
from lrcalc.schedule import ParameterError, pretty

if TYPE_CHECKING:
    from lrcalc.sheet import Row, Sheet


def make_gradient(values: dict[str, Any]) -> Gradient:
    """Make a gradient of the options that were given."""
    try:
        return Gradient(**collected(values))
    except ParameterError as error:
        raise option_error(error) from None


def gradient_sheet(gradient: Gradient) -> "Sheet":
    """Return the sheet of a gradient."""
    from lrcalc.sheet import Sheet

    try:
        rows = [*gradient.rows()]
    except OverflowError as error:
        raise click.ClickException(f"{error}.") from None
    arriving = {layer: before for (layer, _, _), before in zip(rows, [1.0, *(row[2] for row in rows)], strict=False)}

    def working(row: "Row") -> str:
        before, factor = arriving[int(row[0])], float(row[1])
        product = f"{pretty(before)} · {pretty(factor)}"
        if gradient.clip is None:
            return product
        clip = pretty(gradient.clip)
        return f"max(−{clip}, {product})" if before * factor < 0 else f"min({clip}, {product})"

    facts = {"gradient": gradient.activation, "formula": gradient.formula, "parameters": gradient.settings}
    return Sheet(
        title=f"gradient: factor = {gradient.formula}",
        details=[", ".join(f"{key} = {pretty(value)}" for key, value in gradient.settings.items())],
        columns=("layer", "factor", "gradient"),
        rows=rows,
        label={"gradient": gradient.activation},
        facts={**facts, **_below(rows, gradient)},
        places=1,
        log=True,
        closing=[_in_words(rows, gradient)],
        notes=[*_notes(rows, gradient)],
        working=working,
        legend=[
            "gradient(layer) = gradient(layer + 1) · factor, and 1 arrives at the output",
            f"  factor = {gradient.formula}: {pretty(gradient.factor)}",
            "  φ′: the activation's derivative",
        ],
    )


def _first_below(rows: "list[tuple[int, float, float]]") -> int | None:
    return next((layer for layer, _, gradient in rows if abs(gradient) < VANISHED), None)


def _below(rows: "list[tuple[int, float, float]]", gradient: Gradient) -> dict[str, Any]:
    layer = _first_below(rows)
    return {} if layer is None else {"vanishes": {"layer": layer, "layers": gradient.layers - layer + 1}}


def _in_words(rows: "list[tuple[int, float, float]]", gradient: Gradient) -> str:
    layer = _first_below(rows)
    last = f"{rows[-1][2]:.6g}"
    if layer is None:
        way = "grows" if abs(rows[-1][2]) > 1 else "does not vanish"
        return f"The gradient {way}: layer 1 gets {last} of what came in."
    count = gradient.layers - layer + 1
    layers = "1 layer" if count == 1 else f"{count} layers"
    return f"The gradient vanishes: after {layers}, at layer {layer}, it is below {VANISHED:g} of what came in."


def _notes(rows: "list[tuple[int, float, float]]", gradient: Gradient) -> list[str]:
    notes = []
    factor = gradient.factor
    zero = next((layer for layer, _, value in rows if value == 0), None)
    if factor and zero is not None:
        notes.append(f"from layer {zero} on the gradient is too small for a double, and shown as 0")
    if gradient.activation == "relu" and not (gradient.mean or gradient.std or gradient.batch_norm):
        notes.append("at a pre-activation of exactly 0 ReLU's derivative is 0; --mean 1 is where it is active")
    return notes


def _sheet(**values: Any) -> "Sheet":
    return gradient_sheet(make_gradient(values))


command = SheetCommand(
    "gradient",
    make=_sheet,
    help="Print the gradient that reaches each layer (梯度弥散): 1 arrives at the output layer, and the chain rule "
    "multiplies it by each layer's factor on the way down.\n\n"
    "The factor is weight · E[φ′(z)], for pre-activations z of a mean and a standard deviation. Saturation is a mean "
    "far from 0, depth is --layers; remedies are --activation relu with a mean above 0, --clip, --batch-norm and "
    "--residual.\n\n\b\n"
    "  lrcalc gradient --layers 20 --activation sigmoid",
    sections={"Parameters": [ParameterOption(parameter) for parameter in Gradient.parameters.values()]},
)

"""The sheet of a vanishing gradient."""

from collections.abc import Sequence

from lrcalc.gradient import VANISHED, Gradient
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.values import pretty

Rows = Sequence[tuple[int, float, float]]


class GradientSource(Source):
    """A gradient, asked for more than its rows."""

    logarithmic = True

    def __init__(self, gradient: Gradient, rows: Rows) -> None:
        self.gradient = gradient
        self.rows = rows

    def legend(self) -> Sequence[str]:
        """Return the chain rule, and what its names mean."""
        return [
            "gradient(layer) = gradient(layer + 1) · factor, and 1 arrives at the output",
            f"  factor = {self.gradient.formula}: {pretty(self.gradient.factor)}",
            "  φ′: the activation's derivative",
        ]

    def working(self, row: Row) -> str:
        """Return the product that a layer's gradient is."""
        index = self.gradient.layers - int(row[0])
        before, factor = self.rows[index - 1][-1] if index else 1.0, float(row[1])
        product = f"{pretty(before)} · {pretty(factor)}"
        if self.gradient.clip is None:
            return product
        clip = pretty(self.gradient.clip)
        return f"max(−{clip}, {product})" if before * factor < 0 else f"min({clip}, {product})"


def gradient_sheet(gradient: Gradient) -> Sheet:
    """Return the sheet of a gradient. Raises OverflowError with the layer where it overflows."""
    rows = [*gradient.rows()]
    layer = next((layer for layer, _, value in rows if abs(value) < VANISHED), None)
    vanishes = {} if layer is None else {"vanishes": {"layer": layer, "layers": gradient.layers - layer + 1}}
    return Sheet(
        title=f"gradient: factor = {gradient.formula}",
        details=[", ".join(f"{key} = {pretty(value)}" for key, value in gradient.settings.items())],
        columns=[Column("layer", "place", exact=True), Column("factor", "beside"), Column("gradient")],
        rows=rows,
        label={"gradient": gradient.activation},
        facts={
            "gradient": gradient.activation,
            "formula": gradient.formula,
            "parameters": gradient.settings,
            **vanishes,
        },
        source=GradientSource(gradient, rows),
        notes=_notes(gradient, rows),
        closing=[_in_words(gradient, rows, layer)],
    )


def _in_words(gradient: Gradient, rows: Rows, layer: int | None) -> str:
    if layer is None:
        last = rows[-1][2]
        way = "grows" if abs(last) > 1 else "does not vanish"
        return f"The gradient {way}: layer 1 gets {last:.6g} of what came in."
    count = gradient.layers - layer + 1
    layers = "1 layer" if count == 1 else f"{count} layers"
    return f"The gradient vanishes: after {layers}, at layer {layer}, it is below {VANISHED:g} of what came in."


def _notes(gradient: Gradient, rows: Rows) -> list[str]:
    notes = []
    zero = next((layer for layer, _, value in rows if value == 0), None)
    if gradient.factor and zero is not None:
        notes.append(f"from layer {zero} on the gradient is too small for a double and shown as 0")
    if gradient.activation == "relu" and not (gradient.mean or gradient.std or gradient.batch_norm):
        notes.append("at a pre-activation of exactly 0 ReLU's derivative is 0; with a mean of 1 it is active")
    return notes

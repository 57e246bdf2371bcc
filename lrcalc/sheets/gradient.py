"""The sheet of a vanishing gradient."""

from collections.abc import Iterator, Sequence
from typing import overload

from lrcalc.gradient import VANISHED, Gradient
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.values import pretty


class GradientRows(Sequence[Row]):
    """The rows of a gradient from the output down, computed when they are asked for.

    Each is the product of all before it, so that one is found from the last one found, or from the output.
    """

    def __init__(self, gradient: Gradient) -> None:
        self.gradient = gradient
        self.factor = gradient.factor
        self._found = (0, 1.0)  # layers passed, and what arrives below them

    def __len__(self) -> int:
        return self.gradient.layers

    def __iter__(self) -> Iterator[Row]:
        return self.gradient.rows()

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        layer = range(len(self), 0, -1)[index]
        return layer, self.factor, self.below(layer)

    def below(self, layer: int) -> float:
        """Return the gradient that a layer passes on; the one above the last layer is the output's, 1."""
        wanted = self.gradient.layers - layer + 1
        passed, gradient = self._found if self._found[0] <= wanted else (0, 1.0)
        for number in range(passed, wanted):
            gradient = self.gradient.passed_on(gradient, self.factor, self.gradient.layers - number)
        self._found = wanted, gradient
        return gradient


class GradientSource(Source):
    """A gradient, asked for more than its rows."""

    logarithmic = True

    def __init__(self, rows: GradientRows) -> None:
        self.gradient = rows.gradient
        self.rows = rows

    def legend(self) -> Sequence[str]:
        """Return the chain rule, and what its names mean."""
        return [
            "gradient(layer) = gradient(layer + 1) · factor, and 1 arrives at the output",
            f"  factor = {self.gradient.formula}: {pretty(self.rows.factor)}",
            "  φ′: the activation's derivative",
        ]

    def working(self, row: Row) -> str:
        """Return the product that a layer's gradient is."""
        before, factor = self.rows.below(int(row[0]) + 1), float(row[1])
        product = f"{pretty(before)} · {pretty(factor)}"
        if self.gradient.clip is None:
            return product
        clip = pretty(self.gradient.clip)
        return f"max(−{clip}, {product})" if before * factor < 0 else f"min({clip}, {product})"


def gradient_sheet(gradient: Gradient) -> Sheet:
    """Return the sheet of a gradient. Raises OverflowError with the layer where it overflows."""
    rows = GradientRows(gradient)
    layer = zero = None
    for number, _, value in gradient.rows():
        layer = number if layer is None and abs(value) < VANISHED else layer
        zero = number if zero is None and value == 0 else zero
    vanishes = {} if layer is None else {"vanishes": {"layer": layer, "layers": gradient.layers - layer + 1}}
    return Sheet(
        title=f"gradient: factor = {gradient.formula}",
        details=[", ".join(f"{key} = {pretty(value)}" for key, value in gradient.settings.items())],
        columns=[Column("layer", "place", exact=True), Column("factor", "beside"), Column("gradient")],
        rows=rows,
        label={"activation": gradient.activation},
        facts={
            "gradient": gradient.activation,
            "formula": gradient.formula,
            "parameters": gradient.settings,
            **vanishes,
        },
        source=GradientSource(rows),
        notes=_notes(rows, zero),
        closing=[_in_words(rows, layer)],
    )


def _in_words(rows: GradientRows, layer: int | None) -> str:
    if layer is None:
        last = rows.below(1)
        way = "grows" if abs(last) > 1 else "does not vanish"
        return f"The gradient {way}: layer 1 gets {last:.6g} of what came in."
    count = len(rows) - layer + 1
    layers = "1 layer" if count == 1 else f"{count} layers"
    return f"The gradient vanishes: after {layers}, at layer {layer}, it is below {VANISHED:g} of what came in."


def _notes(rows: GradientRows, zero: int | None) -> list[str]:
    gradient, notes = rows.gradient, []
    if rows.factor and zero is not None:
        notes.append(f"from layer {zero} on the gradient is too small for a double and shown as 0")
    if gradient.activation == "relu" and not (gradient.mean or gradient.std or gradient.batch_norm):
        notes.append("at a pre-activation of exactly 0 ReLU's derivative is 0; with a mean of 1 it is active")
    return notes

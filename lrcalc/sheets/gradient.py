"""The sheet of a vanishing gradient."""

import math
from collections.abc import Iterator, Sequence
from typing import overload

from lrcalc.gradient import Gradient
from lrcalc.sheets import Column, Row, Sheet, Source
from lrcalc.values import pretty


class GradientRows(Sequence[Row]):
    """The rows of a gradient from the output down, computed when they are asked for.

    Each is the product of all before it, so that one is found from the last one found, or from the output.
    """

    def __init__(self, gradient: Gradient) -> None:
        self.gradient = gradient
        self._uniform = gradient.factor_of(1) if gradient.is_uniform else None
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
        return layer, self.factor(layer), self.below(layer)

    def factor(self, layer: int) -> float:
        """Return the factor of a layer."""
        return self.gradient.factor_of(layer) if self._uniform is None else self._uniform

    def below(self, layer: int) -> float:
        """Return the gradient that a layer passes on; the one above the last layer is the output's, 1."""
        wanted = self.gradient.layers - layer + 1
        passed, gradient = self._found if self._found[0] <= wanted else (0, 1.0)
        for number in range(passed, wanted):
            layer_ = self.gradient.layers - number
            gradient = self.gradient.passed_on(gradient, self.factor(layer_), layer_)
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
        worth = f": {pretty(self.rows.factor(1))}" if self.gradient.is_uniform else ""
        return [
            "gradient(layer) = gradient(layer + 1) · factor, and 1 arrives at the output",
            *([f"  factor = {self.gradient.formula}{worth}"] if self.gradient.activation else [f"  factor{worth}"]),
            *(["  φ′: the activation's derivative"] if self.gradient.activation else []),
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
        layer = number if layer is None and abs(value) < gradient.below else layer
        zero = number if zero is None and value == 0 else zero
    vanishes = {} if layer is None else {"vanishes": {"layer": layer, "layers": gradient.layers - layer + 1}}
    return Sheet(
        title=f"gradient: factor = {gradient.formula}",
        details=[", ".join(f"{key} = {pretty(value)}" for key, value in gradient.settings.items())],
        columns=[Column("layer", "place", exact=True), Column("factor", "beside"), Column("gradient")],
        rows=rows,
        label={"activation": gradient.activation or "factor"},
        facts={
            "gradient": gradient.activation or "factor",
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
    return (
        f"The gradient vanishes: after {layers}, at layer {layer}, it is below {rows.gradient.below:g} of what came in."
    )


def _notes(rows: GradientRows, zero: int | None) -> list[str]:
    gradient, notes = rows.gradient, []
    if zero is not None and rows.factor(zero):
        notes.append(f"from layer {zero} on the gradient is too small for a double and shown as 0")
    if gradient.activation == "relu" and gradient.mean == gradient.std == (0.0,) and not gradient.batch_norm:
        notes.append("at a pre-activation of exactly 0 ReLU's derivative is 0; with a mean of 1 it is active")
    return notes


class AnswerSource(Source):
    """An answer to a question about a gradient, and how it is found."""

    logarithmic = True

    def __init__(self, gradient: Gradient, unknown: str, value: float, target: float) -> None:
        self.gradient, self.unknown, self.value, self.target = gradient, unknown, value, target

    def derivation(self, digits: int) -> Sequence[str]:
        """Return the logarithms of a number of layers, or that the answer was found by trying."""
        factor = abs(self.gradient.factor_of(1))
        if self.unknown != "layers" or self.gradient.clip is not None or factor in (0, 1):
            return [f"{self.unknown} = {pretty(self.value)}, found numerically, by bisection", "", "check:"]
        layers = math.log(self.target) / math.log(factor)
        return [
            "layers = log(target) / log(factor)",
            f"layers = log({pretty(self.target)}) / log({pretty(factor)}) ≈ {layers:.{digits}g}",
            f"the first whole number from there on is {pretty(self.value)}",
            "",
            "check:",
        ]

    def working(self, row: Row) -> str:
        """Return the product that the gradient is."""
        if self.gradient.is_uniform and self.gradient.clip is None:
            factor = self.gradient.factor_of(1)
            base = pretty(factor) if factor >= 0 else f"(−{pretty(-factor)})"
            return f"{base}^{pretty(row[0])}"
        return pretty(float(row[-1]))


def gradient_answer_sheet(gradient: Gradient, unknown: str, value: float, target: float) -> Sheet:
    """Return the sheet of a number that brings what layer 1 gets to a target."""
    known = [Column(unknown, "beside", exact=True)] if unknown != "layers" else []
    return Sheet(
        title=f"{unknown} = {pretty(value)}",
        details=[
            f"gradient: factor = {gradient.formula}",
            ", ".join(f"{key} = {pretty(number)}" for key, number in gradient.settings.items()),
        ],
        columns=[Column("layers", "place", exact=True), *known, Column("gradient")],
        rows=[(gradient.layers, *([value] * len(known)), gradient.last)],
        label={"activation": gradient.activation or "factor"},
        facts={
            "unknown": unknown,
            "value": value,
            "gradient": gradient.activation or "factor",
            "parameters": gradient.settings,
            "check": {"layers": gradient.layers, "gradient": gradient.last},
        },
        facts_only=True,
        source=AnswerSource(gradient, unknown, value, target),
    )

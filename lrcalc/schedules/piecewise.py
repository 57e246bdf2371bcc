"""Constant pieces."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import NOT_NEGATIVE, Param, ParameterError, Schedule
from lrcalc.values import pretty


@dataclass(frozen=True, kw_only=True)
class Piecewise(Schedule):
    """Take the learning rate from a list of values, moving on at each boundary.

    The new value applies at the boundary itself, as in Paddle; Keras still has the old one there.

    >>> schedule = Piecewise(values=(0.1, 0.01, 0.001), boundaries=(30, 60))
    >>> [schedule(epoch) for epoch in (29, 30, 60)]
    [0.1, 0.01, 0.001]
    """

    formula = "{value}"
    symbols = {"value": "the value of the interval that the epoch is in"}
    reference = "Paddle PiecewiseDecay; Keras PiecewiseConstantDecay"

    values: Annotated[tuple[float, ...], Param("Learning rates, one more than there are boundaries.", NOT_NEGATIVE)]
    boundaries: Annotated[
        tuple[float, ...], Param("Epochs at which the next value begins.", NOT_NEGATIVE, unit="epochs", when="moment")
    ]

    def __post_init__(self) -> None:
        super().__post_init__()
        need = len(self.boundaries) + 1
        if len(self.values) != need:
            raise ParameterError(
                "values",
                f"there must be one more than boundaries ({need}), not {len(self.values)}",
            )
        if not any(self.values):
            raise ParameterError("values", "at least one must be greater than 0")
        self.require_ascending("boundaries")

    def lr_at(self, epoch: float) -> float:
        return self.values[bisect_right(self.boundaries, epoch)]

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return max(self.values)

    def reading(self, epochs: Sequence[float]) -> str | None:
        at = [epoch for epoch in epochs if epoch in self.boundaries]
        new = f"at the boundary {pretty(at[0])} the new value holds already" if at else None
        return new and f"{new}, as in Paddle; Keras' steps still have the old one there"

    def terms(self, epoch: float) -> dict[str, float]:
        return {"value": self.lr_at(epoch)}

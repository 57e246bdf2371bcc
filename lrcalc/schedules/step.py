"""Step decay."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_FLOOR, POSITIVE, Param, Schedule, floored, growing, scaled_power
from lrcalc.values import pretty


@dataclass(frozen=True, kw_only=True)
class Step(Schedule):
    """Multiply the learning rate by a factor every few epochs.

    ``smooth`` does not round down, as the formula is often printed; both curves meet at every drop.

    >>> schedule = Step(lr=0.1, rate=0.5, every=10)
    >>> [schedule(epoch) for epoch in (0, 9, 10, 20, 30)]
    [0.1, 0.1, 0.05, 0.025, 0.0125]
    >>> Step(lr=0.1, rate=0.25, every=10, smooth=True)(5)
    0.05
    """

    formula = "{lr} · {rate}^⌊{epoch} / {every}⌋"
    inverses = {
        "lr": "{target} / {rate}^⌊{epoch} / {every}⌋",
        "rate": "({target} / {lr})^(1 / ⌊{epoch} / {every}⌋)",
        "epoch": "{every} · ⌈log({target} / {lr}) / log({rate})⌉",
    }
    reference = "PyTorch StepLR; Keras ExponentialDecay(staircase=True)"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE, aliases=INITIAL)]
    rate: Annotated[float, Param("Factor at each drop.", POSITIVE, aliases=("gamma", "decay-rate"))]
    every: Annotated[
        float,
        Param("Epochs between drops.", POSITIVE, unit="epochs", when="moment", aliases=("step-size", "decay-steps")),
    ]
    smooth: Annotated[bool, Param("Decay continuously: the formula without rounding down.")] = False
    lr_min: Annotated[float, LR_FLOOR] = 0.0

    def lr_at(self, epoch: float) -> float:
        periods = epoch / self.every
        lr = scaled_power(self.lr, self.rate, periods if self.smooth else math.floor(periods))
        return max(lr, self.lr_min) if self.lr_min else lr

    @property
    def keeps_moments(self) -> bool:
        return not self.smooth

    @property
    def falls_from(self) -> float:
        return 0 if self.rate <= 1 else math.inf

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def remark(self, last: float) -> str | None:  # noqa: ARG002 - at all epochs
        return growing(self.rate)

    def reading(self, epochs: Sequence[float]) -> str | None:
        between = [epoch for epoch in epochs if epoch % self.every]
        if self.smooth or len(between) < len(epochs):
            return None
        smooth = replace(self, smooth=True)(between[0])
        flat = f"the rate drops at multiples of every = {pretty(self.every)} and stays in between"
        return f"{flat}; with smooth it is {smooth:.6g} at epoch {pretty(between[0])}"

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return floored("{lr} · {rate}^({epoch} / {every})" if self.smooth else self.formula, self.lr_min)

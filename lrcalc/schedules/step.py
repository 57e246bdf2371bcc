"""Step decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import POSITIVE, Param, Schedule, scaled_power


@dataclass(frozen=True, kw_only=True)
class Step(Schedule):
    """Multiply the learning rate by a factor every few epochs.

    ``smooth`` leaves out the floor, as the formula is often printed; both curves meet at every drop.

    >>> schedule = Step(lr=0.1, rate=0.5, every=10)
    >>> [schedule(epoch) for epoch in (0, 9, 10, 20, 30)]
    [0.1, 0.1, 0.05, 0.025, 0.0125]
    >>> Step(lr=0.1, rate=0.25, every=10, smooth=True)(5)
    0.05
    """

    formula = "{lr} · {rate}^⌊{epoch} / {every}⌋"
    reference = "PyTorch StepLR; Keras ExponentialDecay(staircase=True)"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE)]
    rate: Annotated[float, Param("Factor at each drop.", POSITIVE, aliases=("gamma", "decay-rate"))]
    every: Annotated[
        float, Param("Epochs between drops.", POSITIVE, unit="epochs", aliases=("step-size", "decay-steps"))
    ]
    smooth: Annotated[bool, Param("Decay continuously: the formula without the floor.")] = False

    def lr_at(self, epoch: float) -> float:
        periods = epoch / self.every
        return scaled_power(self.lr, self.rate, periods if self.smooth else math.floor(periods))

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return "{lr} · {rate}^({epoch} / {every})" if self.smooth else self.formula

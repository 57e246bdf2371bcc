"""Exponential decay."""

from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import POSITIVE, Param, Schedule, scaled_power


@dataclass(frozen=True, kw_only=True)
class Exponential(Schedule):
    """Multiply the learning rate by a factor at every epoch.

    >>> schedule = Exponential(lr=0.1, rate=0.5)
    >>> [schedule(epoch) for epoch in (0, 1, 2, 3)]
    [0.1, 0.05, 0.025, 0.0125]
    """

    formula = "{lr} · {rate}^{epoch}"
    reference = "PyTorch ExponentialLR"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE)]
    rate: Annotated[float, Param("Factor per epoch.", POSITIVE, aliases=("gamma", "decay-rate"))]

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def lr_at(self, epoch: float) -> float:
        return scaled_power(self.lr, self.rate, epoch)

"""Inverse square root."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import POSITIVE, Param, Schedule


@dataclass(frozen=True, kw_only=True)
class InverseSqrt(Schedule):
    """Divide the learning rate by the square root of the time that has passed.

    >>> schedule = InverseSqrt(lr=0.1, timescale=100)
    >>> [schedule(epoch) for epoch in (0, 300)]
    [0.1, 0.05]
    """

    formula = "{lr} · (1 / √(({epoch} + {timescale}) / {timescale}))"
    reference = "Transformers get_inverse_sqrt_schedule"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE)]
    timescale: Annotated[
        float, Param("Time constant; the rate is halved after three of them.", POSITIVE, unit="epochs")
    ]
    power: Annotated[float, Param("Exponent of the decay (timm's stable_power).", POSITIVE, quiet=True)] = 0.5

    def lr_at(self, epoch: float) -> float:
        if self.power == 0.5:  # to the bit as in Transformers
            return self.lr * (1 / math.sqrt((epoch + self.timescale) / self.timescale))
        return self.lr * math.pow(1 + epoch / self.timescale, -self.power)

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return self.formula if self.power == 0.5 else "{lr} · (1 + {epoch} / {timescale})^−{power}"

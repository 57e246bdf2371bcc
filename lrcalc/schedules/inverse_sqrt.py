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
    timescale: Annotated[float, Param("Epochs whose third multiple halves the rate.", POSITIVE, unit="epochs")]

    power: Annotated[float | None, Param("Another power than the square root's 0.5, as in timm.", POSITIVE)] = None

    def lr_at(self, epoch: float) -> float:
        if self.power is not None:
            return self.lr * math.pow(1 + epoch / self.timescale, -self.power)
        return self.lr * (1 / math.sqrt((epoch + self.timescale) / self.timescale))

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return self.formula if self.power is None else "{lr} · (1 + {epoch} / {timescale})^−{power}"

"""Inverse square root."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_FLOOR, POSITIVE, Param, Schedule, floored


@dataclass(frozen=True, kw_only=True)
class InverseSqrt(Schedule):
    """Divide the learning rate by the square root of the time that has passed.

    >>> schedule = InverseSqrt(lr=0.1, timescale=100)
    >>> [schedule(epoch) for epoch in (0, 300)]
    [0.1, 0.05]
    """

    formula = "{lr} · (1 / √(({epoch} + {timescale}) / {timescale}))"
    inverses = {
        "lr": "{target} · √(({epoch} + {timescale}) / {timescale})",
        "timescale": "{epoch} / (({lr} / {target})^2 − 1)",
        "epoch": "{timescale} · (({lr} / {target})^2 − 1)",
    }
    reference = "Transformers get_inverse_sqrt_schedule"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE, aliases=INITIAL)]
    timescale: Annotated[
        float, Param("Time constant; the rate is halved after three of them.", POSITIVE, unit="epochs")
    ] = 1.0
    lr_min: Annotated[float, LR_FLOOR] = 0.0
    power: Annotated[float, Param("Exponent of the decay (timm's stable_power).", POSITIVE, quiet=True)] = 0.5

    def lr_at(self, epoch: float) -> float:
        if self.power == 0.5:  # to the bit as in Transformers
            lr = self.lr * (1 / math.sqrt((epoch + self.timescale) / self.timescale))
        else:
            lr = self.lr * math.pow(1 + epoch / self.timescale, -self.power)
        return max(lr, self.lr_min) if self.lr_min else lr

    @property
    def falls_from(self) -> float:
        return 0

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        text = self.formula if self.power == 0.5 else "{lr} · (1 + {epoch} / {timescale})^−{power}"
        return floored(text, self.lr_min)

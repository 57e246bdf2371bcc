"""Inverse-time decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_FLOOR, POSITIVE, Param, Schedule, floored


@dataclass(frozen=True, kw_only=True)
class InverseTime(Schedule):
    """Divide the learning rate by a number that grows linearly.

    >>> schedule = InverseTime(lr=0.2, rate=1)
    >>> [schedule(epoch) for epoch in (0, 1, 3)]
    [0.2, 0.1, 0.05]
    """

    formula = "{lr} / (1 + {rate} · {epoch} / {every})"
    inverses = {
        "lr": "{target} · (1 + {rate} · {epoch} / {every})",
        "rate": "({lr} / {target} − 1) · {every} / {epoch}",
        "every": "{rate} · {epoch} / ({lr} / {target} − 1)",
        "epoch": "({lr} / {target} − 1) · {every} / {rate}",
    }
    reference = "Keras InverseTimeDecay; Paddle InverseTimeDecay"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE, aliases=INITIAL)]
    rate: Annotated[float, Param("Increase of the divisor per period.", POSITIVE, aliases=("gamma", "decay-rate"))]
    every: Annotated[float, Param("Length of a period.", POSITIVE, unit="epochs", aliases=("decay-steps",))] = 1.0
    staircase: Annotated[bool, Param("Increase only at the end of each period.")] = False
    lr_min: Annotated[float, LR_FLOOR] = 0.0

    def lr_at(self, epoch: float) -> float:
        periods = epoch / self.every
        lr = self.lr / (1 + self.rate * (math.floor(periods) if self.staircase else periods))
        return max(lr, self.lr_min) if self.lr_min else lr

    @property
    def falls_from(self) -> float:
        return 0

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        text = "{lr} / (1 + {rate} · ⌊{epoch} / {every}⌋)" if self.staircase else self.formula
        return floored(text, self.lr_min)

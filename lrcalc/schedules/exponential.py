"""Exponential decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_FLOOR, POSITIVE, Param, Schedule, floored, growing, scaled_power


@dataclass(frozen=True, kw_only=True)
class Exponential(Schedule):
    """Multiply the learning rate by a factor at every epoch.

    With ``every`` the factor is spread over so many epochs, as decay_steps are in Keras and Optax.

    >>> schedule = Exponential(lr=0.1, rate=0.5)
    >>> [schedule(epoch) for epoch in (0, 1, 2, 3)]
    [0.1, 0.05, 0.025, 0.0125]
    >>> Exponential(lr=0.1, rate=0.25, every=10, lr_min=0.03)(5), Exponential(lr=0.1, rate=0.5, lr_min=0.03)(5)
    (0.05, 0.03)
    """

    formula = "{lr} · {rate}^{epoch}"
    inverses = {
        "lr": "{target} / {rate}^({epoch} / {every})",
        "rate": "({target} / {lr})^({every} / {epoch})",
        "every": "{epoch} · log({rate}) / log({target} / {lr})",
        "epoch": "log({target} / {lr}) / log({rate}) · {every}",
    }
    reference = "PyTorch ExponentialLR; Keras ExponentialDecay"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE, aliases=INITIAL)]
    rate: Annotated[float, Param("Factor per epoch, or per interval.", POSITIVE, aliases=("gamma", "decay-rate"))]
    every: Annotated[
        float,
        Param("Epochs over which the factor is spread.", POSITIVE, unit="epochs", aliases=("decay-steps",), quiet=True),
    ] = 1.0
    lr_min: Annotated[float, LR_FLOOR] = 0.0

    @property
    def falls_from(self) -> float:
        return 0 if self.rate <= 1 else math.inf

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def lr_at(self, epoch: float) -> float:
        lr = scaled_power(self.lr, self.rate, epoch if self.every == 1 else epoch / self.every)
        return max(lr, self.lr_min) if self.lr_min else lr

    def remark(self, last: float) -> str | None:  # noqa: ARG002 - at all epochs
        return growing(self.rate)

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return floored(self.formula if self.every == 1 else "{lr} · {rate}^({epoch} / {every})", self.lr_min)

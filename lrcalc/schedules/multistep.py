"""Drops at milestones."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_FLOOR, NOT_NEGATIVE, POSITIVE, Param, Schedule, floored, growing, scaled_power


@dataclass(frozen=True, kw_only=True)
class Multistep(Schedule):
    """Multiply the learning rate by a factor at each milestone.

    The drop is at the milestone itself; a milestone given twice drops twice.

    >>> schedule = Multistep(lr=0.8, rate=0.5, milestones=(30, 60))
    >>> [schedule(epoch) for epoch in (29, 30, 60)]
    [0.8, 0.4, 0.2]
    """

    formula = "{lr} · {rate}^{drops}"
    symbols = {"drops": "milestones reached so far"}
    inverses = {"lr": "{target} / {rate}^{drops}", "rate": "({target} / {lr})^(1 / {drops})"}
    reference = "PyTorch MultiStepLR"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE, aliases=INITIAL)]
    rate: Annotated[float, Param("Factor at each milestone.", POSITIVE, aliases=("gamma", "decay-rate"))]
    milestones: Annotated[
        tuple[float, ...], Param("Epochs at which the rate drops.", NOT_NEGATIVE, unit="epochs", when="moment")
    ]
    lr_min: Annotated[float, LR_FLOOR] = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_ascending("milestones", twice=True)

    def lr_at(self, epoch: float) -> float:
        lr = scaled_power(self.lr, self.rate, self._drops(epoch))
        return max(lr, self.lr_min) if self.lr_min else lr

    def remark(self, last: float) -> str | None:  # noqa: ARG002 - at all epochs
        return growing(self.rate)

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return floored(self.formula, self.lr_min)

    @property
    def falls_from(self) -> float:
        return 0 if self.rate <= 1 else math.inf

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def terms(self, epoch: float) -> dict[str, float]:
        return {"drops": self._drops(epoch)}

    def _drops(self, epoch: float) -> int:
        return bisect_right(self.milestones, epoch)

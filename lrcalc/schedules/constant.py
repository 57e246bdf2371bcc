"""A constant learning rate."""

from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, POSITIVE, Param, Schedule


@dataclass(frozen=True, kw_only=True)
class Constant(Schedule):
    """Keep the learning rate constant.

    >>> Constant(lr=0.1)(1000)
    0.1
    """

    formula = "{lr}"
    inverses = {"lr": "{target}"}
    reference = "Optax constant_schedule; Transformers get_constant_schedule"

    lr: Annotated[float, Param("Learning rate.", POSITIVE, aliases=INITIAL)]

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return self.lr

    def lr_at(self, epoch: float) -> float:  # noqa: ARG002 - it is constant
        return self.lr

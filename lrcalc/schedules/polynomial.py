"""Polynomial decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, ParameterError, Schedule


@dataclass(frozen=True, kw_only=True)
class Polynomial(Schedule):
    """Decay the learning rate to lr_end by a power of the epochs that are left.

    At max_epochs lr_end is reached, and held from there. A power of 1 is a straight line.

    >>> schedule = Polynomial(lr=0.1, max_epochs=50, power=2)
    >>> [schedule(epoch) for epoch in (0, 25, 50, 60)]
    [0.1, 0.025, 0.0, 0.0]
    """

    formula = "({lr} − {lr_end}) · (1 − {epoch} / {max_epochs})^{power} + {lr_end}"
    reference = "PyTorch PolynomialLR; Keras PolynomialDecay"

    lr: Annotated[float, Param("Initial learning rate.", POSITIVE)]
    max_epochs: Annotated[
        float, Param("Epochs of decay.", POSITIVE, unit="epochs", aliases=("total-iters", "decay-steps"))
    ]
    power: Annotated[float, Param("Exponent; 1 is a straight line.", POSITIVE)] = 1.0
    lr_end: Annotated[float, Param("Learning rate at the end.", NOT_NEGATIVE)] = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lr_end > self.lr:
            raise ParameterError("lr_end", f"{self.lr_end} is above lr, which is {self.lr}")

    def lr_at(self, epoch: float) -> float:
        left = 1 - min(epoch, self.max_epochs) / self.max_epochs
        return (self.lr - self.lr_end) * math.pow(left, self.power) + self.lr_end

    @property
    def horizon(self) -> float:
        return self.max_epochs

    def formula_at(self, epoch: float) -> str:
        return "{lr_end}" if epoch >= self.max_epochs else super().formula_at(epoch)

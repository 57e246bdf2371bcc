"""Cosine annealing."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, ParameterError, Schedule, whole


@dataclass(frozen=True, kw_only=True)
class Cosine(Schedule):
    """Anneal the learning rate along half a cosine wave, from lr down to lr_min at t_max.

    Past t_max it stays at lr_min, as in Keras and Optax; ``periodic`` lets the wave go on instead, up
    again to lr at twice t_max, as in PyTorch.

    >>> schedule = Cosine(lr=0.1, lr_min=0.001, t_max=50)
    >>> [schedule(epoch) for epoch in (0, 25, 50, 100)]
    [0.1, 0.0505, 0.001, 0.001]
    >>> Cosine(lr=0.1, t_max=50, periodic=True)(100)
    0.1
    """

    formula = "{lr_min} + ½ ({lr} − {lr_min}) (1 + cos(π · {epoch} / {t_max}))"
    reference = "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch CosineAnnealingLR"

    lr: Annotated[float, Param("Initial and highest learning rate.", POSITIVE, aliases=("lr-max",))]
    lr_min: Annotated[float, Param("Lowest learning rate.", NOT_NEGATIVE, aliases=("eta-min",))] = 0.0
    t_max: Annotated[float, Param("Epochs from the highest to the lowest.", POSITIVE, unit="epochs")]
    periodic: Annotated[bool, Param("Let the wave rise again past t_max, as PyTorch does.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lr_min > self.lr:
            raise ParameterError("lr_min", f"{self.lr_min} is above lr, which is {self.lr}")

    def lr_at(self, epoch: float) -> float:
        if epoch >= self.t_max and not self.periodic:
            return self.lr_min
        return self.lr_min + 0.5 * (self.lr - self.lr_min) * (1 + math.cos(math.pi * epoch / self.t_max))

    @property
    def horizon(self) -> float:
        return self.t_max

    def formula_at(self, epoch: float) -> str:
        held = epoch >= self.t_max and not self.periodic
        return "{lr_min}" if held else super().formula_at(epoch)

    def remark(self, last: float) -> str | None:
        if last <= self.t_max or self.periodic:
            return None
        held = f"past t_max = {whole(self.t_max)} the learning rate stays at lr_min = {whole(self.lr_min)}"
        return f"{held}; PyTorch's wave rises again, as with periodic"

"""Stable, then decay."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, Schedule

SHAPES = {
    "linear": "(1 − {x})",
    "cosine": "½ (1 + cos(π · {x}))",
    "1-sqrt": "(1 − √({x}))",
}


@dataclass(frozen=True, kw_only=True)
class Wsd(Schedule):
    """Keep the learning rate for some epochs, then decay it to lr_min: with a warm-up before, WSD.

    >>> schedule = Wsd(lr=0.1, stable=80, decay=20)
    >>> [schedule(epoch) for epoch in (0, 80, 90, 100)]
    [0.1, 0.1, 0.05, 0.0]
    """

    formula = "{lr_min} + ({lr} − {lr_min}) · (1 − ({epoch} − {stable}) / {decay})"
    reference = "Hu et al. 2024, arXiv:2404.06395; Transformers get_wsd_schedule; timm WSDLRScheduler"

    lr: Annotated[float, Param("Learning rate while it is stable.", POSITIVE)]
    stable: Annotated[float, Param("Epochs before the decay.", NOT_NEGATIVE, unit="epochs")]
    decay: Annotated[float, Param("Epochs of the decay.", POSITIVE, unit="epochs")]
    lr_min: Annotated[float, Param("Learning rate at the end.", NOT_NEGATIVE)] = 0.0
    shape: Annotated[Literal["linear", "cosine", "1-sqrt"], Param("The shape of the decay.")] = "linear"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_not_above("lr_min", "lr")

    def lr_at(self, epoch: float) -> float:
        if epoch < self.stable:
            return self.lr
        x = min((epoch - self.stable) / self.decay, 1)
        if self.shape == "linear":
            left = 1 - x
        elif self.shape == "cosine":
            left = 0.5 * (1 + math.cos(math.pi * x))
        else:
            left = 1 - math.sqrt(x)
        return self.lr_min + (self.lr - self.lr_min) * left

    @property
    def horizon(self) -> float:
        return self.stable + self.decay

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is not None and epoch < self.stable:
            return "{lr}"
        if epoch is not None and epoch >= self.stable + self.decay:
            return "{lr_min}"
        left = SHAPES[self.shape].replace("{x}", "({epoch} − {stable}) / {decay}")
        return f"{{lr_min}} + ({{lr}} − {{lr_min}}) · {left}"

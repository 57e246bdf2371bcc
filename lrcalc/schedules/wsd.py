"""Stable, then decay."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, Range, Schedule

SHARE = Range(0, 1, above_low=True, below_high=True)
SHAPES = {
    "linear": "(1 − {x})",
    "cosine": "½ (1 + cos(π · {x}))",
    "1-sqrt": "(1 − √({x}))",
    "power": "(1 − ({x})^{power})",
    "exp": "({ratio}^(({x})) − {ratio}) / (1 − {ratio})",
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
    shape: Annotated[Literal["linear", "cosine", "1-sqrt", "power", "exp"], Param("The shape of the decay.")] = "linear"
    power: Annotated[float | None, Param("Exponent of the shape power; 0.5 unless given.", POSITIVE)] = None
    ratio: Annotated[float | None, Param("Where the shape exp would end; 0.1 unless given.", SHARE)] = None

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
        elif self.shape == "1-sqrt":
            left = 1 - math.sqrt(x)
        elif self.shape == "power":
            left = 1 - math.pow(x, 0.5 if self.power is None else self.power)
        else:
            ratio = 0.1 if self.ratio is None else self.ratio
            left = (math.pow(ratio, x) - ratio) / (1 - ratio)
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
        left = left.replace("{power}", "0.5") if self.power is None else left
        left = left.replace("{ratio}", "0.1") if self.ratio is None else left
        return f"{{lr_min}} + ({{lr}} − {{lr_min}}) · {left}"

"""Stable, then decay."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, Range, Schedule

FRACTION = Range(0, 1, above_low=True, below_high=True)
X = "({epoch} − {stable}) / {decay}"
SHAPES = {
    "linear": f"(1 − {X})",
    "cosine": f"½ (1 + cos(π · {X}))",
    "1-sqrt": f"(1 − √({X}))",
    "power": f"(1 − ({X})^{{power}})",
    "exp": f"({{ratio}}^({X}) − {{ratio}}) / (1 − {{ratio}})",
}


@dataclass(frozen=True, kw_only=True)
class Wsd(Schedule):
    """Keep the learning rate for some epochs, then decay it to lr_min.

    These are the stable and decay phases of WSD; a warm-up adds the first.

    >>> schedule = Wsd(lr=0.1, stable=80, decay=20)
    >>> [schedule(epoch) for epoch in (0, 80, 90, 100)]
    [0.1, 0.1, 0.05, 0.0]
    """

    formula = "{lr_min} + ({lr} − {lr_min}) · (1 − ({epoch} − {stable}) / {decay})"
    reference = "Hu et al. 2024, arXiv:2404.06395; Transformers get_wsd_schedule; timm WSDLRScheduler"

    lr: Annotated[float, Param("Learning rate of the stable phase.", POSITIVE)]
    stable: Annotated[float, Param("Length of the stable phase.", NOT_NEGATIVE, unit="epochs")]
    decay: Annotated[float, Param("Length of the decay.", POSITIVE, unit="epochs")]
    lr_min: Annotated[float, Param("Final learning rate.", NOT_NEGATIVE)] = 0.0
    shape: Annotated[Literal["linear", "cosine", "1-sqrt", "power", "exp"], Param("Shape of the decay.")] = "linear"
    power: Annotated[float, Param("Exponent of the shape power.", POSITIVE, quiet=True)] = 0.5
    ratio: Annotated[
        float, Param("Ratio at which the shape exp is cut off and rescaled to 0.", FRACTION, quiet=True)
    ] = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_not_above("lr_min", "lr")

    def lr_at(self, epoch: float) -> float:
        if epoch < self.stable:
            return self.lr
        if epoch >= self.stable + self.decay:
            return self.lr_min
        x = min((epoch - self.stable) / self.decay, 1)
        if self.shape == "linear":
            left = 1 - x
        elif self.shape == "cosine":
            left = 0.5 * (1 + math.cos(math.pi * x))
        elif self.shape == "1-sqrt":
            left = 1 - math.sqrt(x)
        elif self.shape == "power":
            left = 1 - math.pow(x, self.power)
        else:
            left = (math.pow(self.ratio, x) - self.ratio) / (1 - self.ratio)
        return self.lr_min + (self.lr - self.lr_min) * left

    @property
    def horizon(self) -> float:
        return self.stable + self.decay

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return self.lr

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is not None and epoch < self.stable:
            return "{lr}"
        if epoch is not None and epoch >= self.stable + self.decay:
            return "{lr_min}"
        return "{lr_min} + ({lr} − {lr_min}) · " + SHAPES[self.shape]

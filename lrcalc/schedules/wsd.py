"""Stable, then decay."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import INITIAL, LR_MIN, NOT_NEGATIVE, PEAK, POSITIVE, TOTAL, Param, ParameterError, Range, Schedule
from lrcalc.values import pretty

FRACTION = Range(0, 1, above_low=True, below_high=True)
X = "({epoch} − {start}) / {decay}"
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

    One of stable and total is given: with ``total`` the decay ends there.

    >>> schedule = Wsd(lr=0.1, stable=80, decay=20)
    >>> [schedule(epoch) for epoch in (0, 80, 90, 100)]
    [0.1, 0.1, 0.05, 0.0]
    >>> Wsd(lr=0.1, total=100, decay=20)(90)
    0.05
    """

    formula = "{lr_min} + ({lr} − {lr_min}) · (1 − ({epoch} − {stable}) / {decay})"
    reference = "Hu et al. 2024, arXiv:2404.06395; Transformers get_wsd_schedule; timm WSDLRScheduler"

    lr: Annotated[float, Param("Learning rate of the stable phase.", POSITIVE, aliases=(*INITIAL, *PEAK))]
    stable: Annotated[float | None, Param("Length of the stable phase.", NOT_NEGATIVE, unit="epochs")] = None
    total: Annotated[
        float | None,
        Param(
            "Epoch at which the decay ends (instead of stable).",
            POSITIVE,
            unit="epochs",
            when="end",
            aliases=TOTAL[1:],
        ),
    ] = None
    decay: Annotated[float, Param("Length of the decay.", POSITIVE, unit="epochs")]
    lr_min: Annotated[float, LR_MIN] = 0.0
    shape: Annotated[Literal["linear", "cosine", "1-sqrt", "power", "exp"], Param("Shape of the decay.")] = "linear"
    power: Annotated[float, Param("Exponent of the shape power.", POSITIVE, quiet=True)] = 0.5
    ratio: Annotated[
        float, Param("Ratio at which the shape exp is cut off and rescaled to 0.", FRACTION, quiet=True)
    ] = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        if (self.stable is None) == (self.total is None):
            raise ParameterError("stable", "one of stable and total is needed, and one alone")
        if self.total is not None and self.decay > self.total:
            problem = f"{pretty(self.decay)} is longer than the {pretty(self.total)} epochs that there are for it"
            raise ParameterError("decay", problem)

    def lr_at(self, epoch: float) -> float:
        start: float = self.stable if self.total is None else self.total - self.decay  # type: ignore[assignment]
        if epoch < start:
            return self.lr
        if epoch >= (start + self.decay if self.total is None else self.total):
            return self.lr_min
        x = min((epoch - start) / self.decay, 1)
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
        return self.decay_from + self.decay if self.total is None else self.total

    @property
    def decay_from(self) -> float:
        """The epoch at which the decay begins."""
        return self.stable if self.stable is not None else (self.total or 0.0) - self.decay

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return self.lr

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is not None and epoch < self.decay_from:
            return "{lr}"
        if epoch is not None and epoch >= self.horizon:
            return "{lr_min}"
        start = "{stable}" if self.total is None else "({total} − {decay})"
        return "{lr_min} + ({lr} − {lr_min}) · " + SHAPES[self.shape].replace("{start}", start)

"""Hyperbolic-tangent decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import FINITE, INITIAL, LR_MIN, PEAK, POSITIVE, TOTAL, Param, ParameterError, Schedule


@dataclass(frozen=True, kw_only=True)
class Tanh(Schedule):
    """Decay the learning rate along a hyperbolic tangent: late and steep where lower is far below upper.

    >>> schedule = Tanh(lr=0.1, t_max=50)
    >>> [round(schedule(epoch), 6) for epoch in (0, 35, 50)]
    [0.1, 0.05, 0.0]
    """

    formula = (
        "{lr_min} + ½ ({lr} − {lr_min}) (1 − tanh({lower} · (1 − {epoch} / {t_max}) + {upper} · {epoch} / {t_max}))"
    )
    reference = "Hsueh et al. 2019, arXiv:1806.01593; timm TanhLRScheduler"

    lr: Annotated[
        float,
        Param(
            "Initial learning rate (exact in the limit of a very negative lower).", POSITIVE, aliases=(*INITIAL, *PEAK)
        ),
    ]
    lr_min: Annotated[float, LR_MIN] = 0.0
    t_max: Annotated[
        float, Param("Epoch at which lr_min is reached.", POSITIVE, unit="epochs", when="end", aliases=TOTAL)
    ]
    lower: Annotated[float, Param("Argument of tanh at the start.", FINITE)] = -7.0
    upper: Annotated[float, Param("Argument of tanh at the end.", FINITE)] = 3.0

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.lower >= self.upper:
            raise ParameterError("lower", f"{self.lower} is not below upper, which is {self.upper}")

    def lr_at(self, epoch: float) -> float:
        if epoch >= self.t_max:
            return self.lr_min
        x = epoch / self.t_max
        return self.lr_min + 0.5 * (self.lr - self.lr_min) * (1 - math.tanh(self.lower * (1 - x) + self.upper * x))

    @property
    def horizon(self) -> float:
        return self.t_max

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return self.lr

    def formula_at(self, epoch: float | None = None) -> str:
        return self.formula if epoch is None or epoch < self.t_max else "{lr_min}"

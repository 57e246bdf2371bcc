"""Polynomial decay."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import (
    INITIAL,
    LR_END,
    NOT_NEGATIVE,
    POSITIVE,
    TOTAL,
    Param,
    ParameterError,
    Schedule,
    scaled_power,
)


@dataclass(frozen=True, kw_only=True)
class Polynomial(Schedule):
    """Move the learning rate to lr_end by a power of the fraction of time left.

    At max_epochs it reaches lr_end and stays there; a power of 1 is a straight line. With ``cycle``,
    max_epochs is stretched to its next multiple instead, as in Keras and Paddle: the rate jumps up again.

    >>> schedule = Polynomial(lr=0.1, max_epochs=50, power=2)
    >>> [schedule(epoch) for epoch in (0, 25, 50, 60)]
    [0.1, 0.025, 0.0, 0.0]
    """

    formula = "({lr} − {lr_end}) · (1 − {epoch} / {max_epochs})^{power} + {lr_end}"
    symbols = {"stretch": "the number of max_epochs begun so far, 1 at epoch 0"}
    inverses = {
        "lr": "{lr_end} + ({target} − {lr_end}) / (1 − {epoch} / {max_epochs})^{power}",
        "max_epochs": "{epoch} / (1 − (({target} − {lr_end}) / ({lr} − {lr_end}))^(1 / {power}))",
        "power": "log(({target} − {lr_end}) / ({lr} − {lr_end})) / log(1 − {epoch} / {max_epochs})",
        "epoch": "{max_epochs} · (1 − (({target} − {lr_end}) / ({lr} − {lr_end}))^(1 / {power}))",
    }
    reference = "PyTorch PolynomialLR; Keras PolynomialDecay"

    lr: Annotated[float, Param("Initial learning rate.", NOT_NEGATIVE, aliases=INITIAL)]
    max_epochs: Annotated[
        float,
        Param(
            "Epoch at which lr_end is reached.",
            POSITIVE,
            unit="epochs",
            when="end",
            aliases=("total-iters", "decay-steps", *TOTAL),
        ),
    ]
    power: Annotated[float, Param("Exponent; 1 is a straight line.", POSITIVE)] = 1.0
    lr_end: Annotated[float, LR_END] = 0.0
    cycle: Annotated[bool, Param("Stretch max_epochs to its next multiple instead of stopping there.")] = False
    k_decay: Annotated[float, Param("Exponent on the elapsed fraction (timm's k_decay).", POSITIVE, quiet=True)] = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_some("lr", "lr_end")
        if self.cycle and self.k_decay != 1:
            raise ParameterError("k_decay", "it cannot be combined with cycle")

    def lr_at(self, epoch: float) -> float:
        if self.cycle:
            left = max(1 - epoch / (self.max_epochs * self._stretch(epoch)), 0.0)
        elif self.k_decay == 1:
            left = 1 - min(epoch, self.max_epochs) / self.max_epochs
        else:
            left = 1 - math.pow(min(epoch, self.max_epochs) / self.max_epochs, self.k_decay)
        return scaled_power(self.lr - self.lr_end, left, self.power) + self.lr_end

    @property
    def horizon(self) -> float | None:
        return None if self.cycle else self.max_epochs

    @property
    def falls_from(self) -> float:
        return math.inf if self.cycle else self.max_epochs if self.lr < self.lr_end else 0

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_end, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:
        if self.cycle:
            return "({lr} − {lr_end}) · (1 − {epoch} / ({max_epochs} · {stretch}))^{power} + {lr_end}"
        if epoch is not None and epoch >= self.max_epochs:
            return "{lr_end}"
        if self.k_decay != 1:
            return "({lr} − {lr_end}) · (1 − ({epoch} / {max_epochs})^{k_decay})^{power} + {lr_end}"
        return self.formula

    def terms(self, epoch: float) -> dict[str, float]:
        return {"stretch": self._stretch(epoch)}

    def _stretch(self, epoch: float) -> int:
        return max(1, math.ceil(epoch / self.max_epochs))

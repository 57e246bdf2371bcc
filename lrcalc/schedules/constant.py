"""The constant rate."""

from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, NOT_NEGATIVE, POSITIVE, Param, Schedule


@dataclass(frozen=True, kw_only=True)
class Constant(Schedule):
    """Keep the learning rate constant.

    With ``factor`` and ``until`` it is multiplied by the factor before that epoch, as in PyTorch's ConstantLR.

    >>> schedule = Constant(lr=0.1)
    >>> schedule(0), schedule(1000)
    (0.1, 0.1)
    >>> [Constant(lr=0.1, factor=0.5, until=5)(epoch) for epoch in (0, 4, 5)]
    [0.05, 0.05, 0.1]
    """

    formula = "{lr}"
    inverses = {"lr": "{target}"}
    reference = "PyTorch ConstantLR; Transformers get_constant_schedule"

    lr: Annotated[float, Param("The learning rate.", POSITIVE, aliases=INITIAL)]
    factor: Annotated[float, Param("Factor on the rate before until.", POSITIVE, quiet=True)] = 1.0
    until: Annotated[
        float,
        Param(
            "Epoch from which the factor is gone.",
            NOT_NEGATIVE,
            unit="epochs",
            when="moment",
            aliases=("total-iters",),
            quiet=True,
        ),
    ] = 0.0

    def lr_at(self, epoch: float) -> float:
        if epoch < self.until:
            return self.lr * self.factor
        return self.lr

    @property
    def keeps_moments(self) -> bool:
        return self.until > 0

    @property
    def falls_from(self) -> float:
        return 0 if self.factor >= 1 else self.until

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return max(self.lr, self.lr * self.factor)

    def formula_at(self, epoch: float | None = None) -> str:
        return "{lr} · {factor}" if epoch is not None and epoch < self.until else self.formula

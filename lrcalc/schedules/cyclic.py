"""Cyclical learning rates."""

from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import NOT_NEGATIVE, POSITIVE, Param, Schedule, scaled_power


@dataclass(frozen=True, kw_only=True)
class Cyclic(Schedule):
    """Swing the learning rate in a triangle between lr and lr_max.

    The amplitude stays the same (triangular), halves with each cycle (triangular2), or is multiplied by
    rate at every epoch (exp-range).

    >>> schedule = Cyclic(lr=0.01, lr_max=0.09, up=4, mode="triangular2")
    >>> [schedule(epoch) for epoch in (0, 4, 8, 12)]
    [0.01, 0.09, 0.01, 0.05]
    """

    formula = "{lr} + ({lr_max} − {lr}) · {height}"
    symbols = {"height": "position within the triangle, 0 to 1", "cycle": "cycles completed so far"}
    reference = "Smith 2017, arXiv:1506.01186; PyTorch CyclicLR"

    lr: Annotated[float, Param("Lowest learning rate.", NOT_NEGATIVE, aliases=("base-lr", "min-lr"))]
    lr_max: Annotated[float, Param("Highest learning rate.", POSITIVE, aliases=("max-lr", "peak-lr"))]
    up: Annotated[float, Param("Epochs of the rising half.", POSITIVE, unit="epochs", aliases=("step-size-up",))]
    down: Annotated[
        float | None,
        Param(
            "Epochs of the falling half (default: the same as up).",
            POSITIVE,
            unit="epochs",
            aliases=("step-size-down",),
        ),
    ] = None
    mode: Annotated[
        Literal["triangular", "triangular2", "exp-range"], Param("How the amplitude changes from cycle to cycle.")
    ] = "triangular"
    rate: Annotated[float, Param("Factor per epoch in mode exp-range.", POSITIVE, aliases=("gamma",))] = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_not_above("lr", "lr_max")

    def lr_at(self, epoch: float) -> float:
        height, cycle = self._position(epoch)
        swing = (self.lr_max - self.lr) * height
        if self.mode == "triangular2":
            swing = scaled_power(swing, 0.5, cycle)
        elif self.mode == "exp-range":
            swing = scaled_power(swing, self.rate, epoch)
        return self.lr + swing

    def ceiling(self, last: float) -> float:
        grows = self.mode == "exp-range" and self.rate > 1
        return self.lr + scaled_power(self.lr_max - self.lr, self.rate if grows else 1.0, last)

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return self.formula + {"triangular2": " · 0.5^{cycle}", "exp-range": " · {rate}^{epoch}"}.get(self.mode, "")

    def terms(self, epoch: float) -> dict[str, float]:
        height, cycle = self._position(epoch)
        return {"height": height, "cycle": cycle}

    def _position(self, epoch: float) -> tuple[float, float]:
        down = self.up if self.down is None else self.down
        cycle, elapsed = divmod(epoch, self.up + down)
        return (elapsed / self.up if elapsed <= self.up else (self.up + down - elapsed) / down), cycle

"""The Transformer's schedule."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import POSITIVE, Param, Schedule


@dataclass(frozen=True, kw_only=True)
class Noam(Schedule):
    """Ramp up for warmup_steps, then decay by the inverse square root, scaled by the model's width.

    Steps count from 0, where the rate is 0; the warm-up is part of the formula.

    >>> schedule = Noam(d_model=100, warmup_steps=4)
    >>> [schedule(step) for step in (0, 2, 4, 16)]
    [0.0, 0.025, 0.05, 0.025]
    """

    formula = "{scale} · {d_model}^−0.5 · min({epoch}^−0.5, {epoch} · {warmup_steps}^−1.5)"
    inverses = {
        "scale": "{target} · {d_model}^0.5 / min({epoch}^−0.5, {epoch} · {warmup_steps}^−1.5)",
        "epoch": "{scale}^2 / ({d_model} · {target}^2)",
    }
    reference = "Vaswani et al. 2017, arXiv:1706.03762; Paddle NoamDecay"
    warms_up = True

    d_model: Annotated[float, Param("Width of the model.", POSITIVE)]
    warmup_steps: Annotated[
        float, Param("Steps until the peak.", POSITIVE, unit="epochs", aliases=("warmup", "warmup-epochs"))
    ]
    scale: Annotated[float, Param("Factor on the whole curve.", POSITIVE)] = 1.0

    def lr_at(self, epoch: float) -> float:
        if epoch == 0:
            return 0.0
        shape = math.pow(epoch, -0.5)
        if epoch <= self.warmup_steps:
            shape = min(shape, math.pow(self.warmup_steps, -1.5) * epoch)
        return self.scale * math.pow(self.d_model, -0.5) * shape

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        peak = self.scale * math.pow(self.d_model, -0.5) * math.pow(self.warmup_steps, -0.5)
        return max(peak, self.lr_at(self.warmup_steps))

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is None:
            return self.formula
        branch = "{epoch} · {warmup_steps}^−1.5" if epoch <= self.warmup_steps else "{epoch}^−0.5"
        return f"{{scale}} · {{d_model}}^−0.5 · {branch}"

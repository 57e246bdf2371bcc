"""The one-cycle policy."""

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from lrcalc.schedule import POSITIVE, TOTAL, Param, ParameterError, Range, Schedule

FRACTION = Range(0, 1, below_high=True)
COUNT = Range(2)


@dataclass(frozen=True, kw_only=True)
class OneCycle(Schedule):
    """Rise from lr_max / div to lr_max, then fall far below the start.

    The rise ends at step pct_start · total − 1 and the fall at total − 1, as in PyTorch; the last rate is
    held from there. With ``three_phase`` the rate falls back to the first one as fast as it rose, then on.

    >>> schedule = OneCycle(lr_max=1, total=11, pct_start=0.5454545454545454, div=10, final_div=10)
    >>> [round(schedule(step), 6) for step in (0, 5, 10, 11)]
    [0.1, 1.0, 0.01, 0.01]
    """

    formula = "{end} + ½ ({start} − {end}) (1 + cos(π · {progress}))"
    symbols = {
        "start": "the phase's first rate",
        "end": "the phase's last rate",
        "progress": "the fraction of the phase completed",
    }
    reference = "Smith & Topin 2018, arXiv:1708.07120; PyTorch OneCycleLR"
    warms_up = True

    lr_max: Annotated[float, Param("Highest learning rate.", POSITIVE, aliases=("max-lr", "peak-lr"))]
    total: Annotated[int, Param("Total number of steps.", COUNT, unit="epochs", when="end", aliases=TOTAL[1:])]
    pct_start: Annotated[float, Param("Fraction of the steps spent increasing the rate.", FRACTION)] = 0.3
    div: Annotated[float, Param("The initial rate is lr_max / div.", POSITIVE, aliases=("div-factor",))] = 25.0
    final_div: Annotated[
        float, Param("The final rate is the initial one / final_div.", POSITIVE, aliases=("final-div-factor",))
    ] = 1e4
    anneal: Annotated[Literal["cos", "linear"], Param("Shape of the phases.", aliases=("anneal-strategy",))] = "cos"
    three_phase: Annotated[bool, Param("Three phases: up, symmetrically down, then anneal.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.three_phase and not 1 <= self.pct_start * self.total <= self.total / 2:
            raise ParameterError(
                "pct_start",
                f"{self.pct_start} of {self.total} steps is not between one step and half of them",
            )
        first = self.lr_max / self.div
        if first == math.inf:
            raise ParameterError("div", f"{self.div} makes the first rate, lr_max / div, too large")
        if first / self.final_div == math.inf:
            raise ParameterError(
                "final_div", f"{self.final_div} makes the last rate, lr_max / div / final_div, too large"
            )

    def lr_at(self, epoch: float) -> float:
        start, end, progress = self._phase(epoch)
        if self.anneal == "linear":
            return (end - start) * progress + start
        return end + (start - end) / 2 * (math.cos(math.pi * progress) + 1)

    @property
    def horizon(self) -> float:
        return self.total

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return max(self.lr_max, self.lr_max / self.div, self.lr_max / self.div / self.final_div)

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - one formula for all epochs
        return self.formula if self.anneal == "cos" else "({end} − {start}) · {progress} + {start}"

    def terms(self, epoch: float) -> dict[str, float]:
        return dict(zip(self.symbols, self._phase(epoch), strict=True))

    def _phase(self, epoch: float) -> tuple[float, float, float]:
        """Return the first and last rate of an epoch's phase, and the fraction of it completed."""
        first = self.lr_max / self.div
        last = first / self.final_div
        peak_at = self.pct_start * self.total - 1
        phases = [(peak_at, first, self.lr_max), (self.total - 1, self.lr_max, last)]
        if self.three_phase:
            phases[1:] = [(2 * peak_at, self.lr_max, first), (self.total - 1, first, last)]
        begin = 0.0
        for finish, start, end in phases:
            if epoch <= finish:
                return start, end, (epoch - begin) / (finish - begin) if finish > begin else 1.0
            begin = finish
        return last, last, 1.0

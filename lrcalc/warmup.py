"""A warm-up before any schedule."""

from dataclasses import dataclass
from typing import Annotated, Any

from lrcalc.schedule import NOT_NEGATIVE, Param, Schedule, show


@dataclass(frozen=True, kw_only=True)
class Warmup(Schedule):
    """Ramp up on a straight line to a schedule's first rate, then run the schedule on its own clock.

    >>> from lrcalc import Constant
    >>> schedule = Warmup(schedule=Constant(lr=0.1), warmup=4)
    >>> [schedule(epoch) for epoch in (0, 2, 4, 5)]
    [0.0, 0.05, 0.1, 0.1]
    """

    formula = "{warmup_lr} + ({first} − {warmup_lr}) · ({epoch} / {warmup})"
    symbols = {"first": "the first rate after the warm-up"}
    reference = "Goyal et al. 2017, arXiv:1706.02677"

    schedule: Schedule
    warmup: Annotated[float, Param("Epochs of a straight ramp before the rest.", NOT_NEGATIVE, unit="epochs")]
    warmup_lr: Annotated[float, Param("Learning rate where the ramp begins.", NOT_NEGATIVE)] = 0.0

    def lr_at(self, epoch: float) -> float:
        """Return the ramp's rate, or the schedule's on its own clock."""
        if epoch >= self.warmup:
            return self.schedule.lr_at(epoch - self.warmup)
        return self.warmup_lr + (self.schedule.lr_at(0) - self.warmup_lr) * (epoch / self.warmup)

    def terms(self, epoch: float) -> dict[str, float]:  # noqa: ARG002 - it is the same at every epoch
        """Return the first rate after the warm-up."""
        return {"first": self.schedule(0)}

    @property
    def name(self) -> str:
        """The name of the schedule that is warmed up to."""
        return self.schedule.name

    @property
    def horizon(self) -> float | None:
        """The schedule's, later by the warm-up."""
        return None if self.schedule.horizon is None else self.warmup + self.schedule.horizon

    def written(self, epoch: float | None = None, clock: str = "epoch") -> str:
        """Return the part that applies; the schedule's own formula is the main one."""
        if epoch is None:
            return self.schedule.written(clock=f"({clock} − warmup)")
        return super().written(epoch) if epoch < self.warmup else self.schedule.written(epoch - self.warmup)

    def formulas(self) -> list[str]:
        """Return the schedule's formula, and the ramp's."""
        return [f"lr(epoch) = {self.written()}", f"before epoch {show(self.warmup)}: {super().written()}"]

    def meanings(self) -> dict[str, str]:
        """Return the schedule's names and the ramp's."""
        return self.schedule.meanings() | super().meanings()

    def remark(self, last: float) -> str | None:
        """Return the schedule's remark."""
        return self.schedule.remark(last - self.warmup)

    @property
    def settings(self) -> dict[str, Any]:
        """The schedule's settings and the warm-up's, as on the command line."""
        return {**self.schedule.settings, **super().settings}

    def details(self) -> list[str]:
        """Return the schedule's details, and where the warm-up ends."""
        ramp = f"{show(self.warmup_lr)} to {show(self.schedule(0))}"
        return [*self.schedule.details(), f"warm-up: {ramp}, complete at epoch {show(self.warmup)}"]

"""Schedules made of several: one after another, or multiplied."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated, Any

from lrcalc.schedule import NOT_NEGATIVE, Param, ParameterError, Schedule, show


class _Composition(Schedule):
    """What a sequence and a product have in common: their parts."""

    parts: tuple[Schedule, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "parts", tuple(self.parts))
        if not self.parts:
            raise ParameterError("parts", "there must be at least one")
        for part in self.parts:
            if not isinstance(part, Schedule):
                raise ParameterError("parts", f"{part!r} is not a schedule")

    @property
    def settings(self) -> dict[str, Any]:
        """The parts as data, and the rest."""
        return {"parts": [part.data() for part in self.parts], **super().settings}


@dataclass(frozen=True, kw_only=True)
class Sequence(_Composition):
    """Run schedules one after another, each on its own clock from its switch.

    >>> from lrcalc import Constant, Linear
    >>> schedule = Sequence(parts=(Linear(lr=0, lr_end=0.1, over=5), Constant(lr=0.1)), switch=(5,))
    >>> [schedule(epoch) for epoch in (0, 5, 100)]
    [0.0, 0.1, 0.1]
    """

    formula = ""
    reference = "PyTorch SequentialLR; Optax join_schedules"

    parts: tuple[Schedule, ...]
    switch: Annotated[tuple[float, ...], Param("Epochs at which the next part begins.", NOT_NEGATIVE, unit="epochs")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.switch) != len(self.parts) - 1:
            need = len(self.parts) - 1
            raise ParameterError("switch", f"{len(self.parts)} parts need {need} epochs, not {len(self.switch)}")
        self.require_ascending("switch")

    def lr_at(self, epoch: float) -> float:
        """Return the rate of the part that an epoch is in."""
        part, start = self._part(epoch)
        return part.lr_at(epoch - start)

    @property
    def horizon(self) -> float | None:
        """The last part's, later by its switch."""
        part, start = self._part(math.inf)
        return None if part.horizon is None else start + part.horizon

    def written(self, epoch: float | None = None, clock: str = "epoch") -> str:
        """Return the formula of the part that applies, or the parts by name."""
        if epoch is not None:
            part, start = self._part(epoch)
            return part.written(epoch - start)
        later = [
            f"from {show(start)} {part.name}({clock} − {show(start)})"
            for part, start in zip(self.parts[1:], self.switch, strict=True)
        ]
        return ", ".join([f"{self.parts[0].name}({clock})", *later])

    def legend(self) -> list[str]:
        """Return the parts' legends, each under its name."""
        starts = [0.0, *self.switch]
        return [
            line
            for part, start in zip(self.parts, starts, strict=True)
            for line in (f"from epoch {show(start)}, on its own clock: {part.name}", *part.legend())
        ]

    def details(self) -> list[str]:
        """Return a line for each part."""
        starts = [0.0, *self.switch]
        return [
            f"from epoch {show(start)}: {part.name}: {'; '.join(part.details())}"
            for part, start in zip(self.parts, starts, strict=True)
        ]

    def remark(self, last: float) -> str | None:
        """Return what the parts have to say of their own epochs."""
        ends = [*self.switch, math.inf]
        starts = [0.0, *self.switch]
        spans = zip(self.parts, starts, ends, strict=True)
        remarks = [part.remark(min(last, end - 1) - start) for part, start, end in spans if last >= start]
        return "; ".join(filter(None, remarks)) or None

    def _part(self, epoch: float) -> tuple[Schedule, float]:
        index = bisect_right(self.switch, epoch)
        return self.parts[index], self.switch[index - 1] if index else 0.0


@dataclass(frozen=True, kw_only=True)
class Product(_Composition):
    """Multiply schedules: one with the learning rate, the others with factors.

    >>> from lrcalc import Exponential, Step
    >>> schedule = Product(parts=(Step(lr=0.8, rate=0.5, every=2), Exponential(lr=1, rate=0.5)))
    >>> [schedule(epoch) for epoch in (0, 1, 2)]
    [0.8, 0.4, 0.1]
    """

    formula = ""
    reference = "PyTorch ChainedScheduler, for schedulers that multiply"

    parts: tuple[Schedule, ...]

    def lr_at(self, epoch: float) -> float:
        """Return the product of the parts' rates."""
        return math.prod(part.lr_at(epoch) for part in self.parts)

    @property
    def horizon(self) -> float | None:
        """The epoch at which the last part is complete, if all of them ever are."""
        ends = [part.horizon for part in self.parts]
        return None if None in ends else max(end for end in ends if end is not None)

    def written(self, epoch: float | None = None, clock: str = "epoch") -> str:
        """Return the parts' formulas, multiplied."""
        if epoch is None:
            return " · ".join(f"{part.name}({clock})" for part in self.parts)
        return " · ".join(f"({part.written(epoch)})" for part in self.parts)

    def legend(self) -> list[str]:
        """Return the parts' legends, each under its name."""
        return [line for part in self.parts for line in (part.name, *part.legend())]

    def details(self) -> list[str]:
        """Return a line for each part."""
        return [f"{part.name}: {'; '.join(part.details())}" for part in self.parts]

    def remark(self, last: float) -> str | None:
        """Return what the parts have to say."""
        return "; ".join(filter(None, (part.remark(last) for part in self.parts))) or None


@dataclass(frozen=True, kw_only=True)
class Shift(_Composition):
    """Run a schedule from a later epoch of its clock, or from there backwards to its beginning.

    >>> from lrcalc import Linear
    >>> down = (Linear(lr=1, over=4),)
    >>> [Shift(parts=down, by=1)(epoch) for epoch in (0, 2, 5)]
    [0.75, 0.25, 0.0]
    >>> [Shift(parts=down, by=4, backwards=True)(epoch) for epoch in (0, 2, 5)]
    [0.0, 0.5, 1.0]
    """

    formula = ""
    reference = "timm's warmup_prefix=False; Transformers get_wsd_schedule's warm-ups"

    parts: tuple[Schedule, ...]
    by: Annotated[float, Param("Epoch of the part's clock at which to begin.", NOT_NEGATIVE, unit="epochs")]
    backwards: Annotated[bool, Param("Run from there to the part's epoch 0, and stay.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.parts) != 1:
            raise ParameterError("parts", "there must be one")

    def lr_at(self, epoch: float) -> float:
        """Return the part's rate on the other clock."""
        return self.parts[0].lr_at(self._clock(epoch))

    @property
    def horizon(self) -> float | None:
        """The part's, earlier by the shift; backwards, the part's beginning."""
        horizon = self.parts[0].horizon
        return self.by if self.backwards else None if horizon is None else max(horizon - self.by, 0) or None

    def written(self, epoch: float | None = None, clock: str = "epoch") -> str:
        """Return the part's formula on the other clock."""
        if epoch is not None:
            return self.parts[0].written(self._clock(epoch))
        return self.parts[0].written(
            clock=f"({show(self.by)} − {clock})" if self.backwards else f"({clock} + {show(self.by)})"
        )

    def legend(self) -> list[str]:
        """Return the part's legend, with the clock."""
        clock = f"{show(self.by)} − epoch, at least 0" if self.backwards else f"epoch + {show(self.by)}"
        return [f"on the clock {clock}: {self.parts[0].name}", *self.parts[0].legend()]

    def details(self) -> list[str]:
        """Return the part's details, and the shift."""
        way = "backwards from its" if self.backwards else "from its"
        return [f"{self.parts[0].name}: {'; '.join(self.parts[0].details())}", f"{way} epoch {show(self.by)}"]

    def _clock(self, epoch: float) -> float:
        return max(self.by - epoch, 0.0) if self.backwards else self.by + epoch

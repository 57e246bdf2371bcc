"""Schedules made of schedules: behind a warm-up, one after another, multiplied, or on another clock."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated, Any

from lrcalc.schedule import NOT_NEGATIVE, Param, ParameterError, Schedule
from lrcalc.values import in_words, pretty


class Composition(Schedule):
    """What compositions have in common: ``parts``, the schedules that they are made of."""

    formula = ""
    parts: tuple[Schedule, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.parts, Iterable):
            raise ParameterError("parts", f"{in_words(self.parts)} is not a list of schedules")
        object.__setattr__(self, "parts", tuple(self.parts))
        if not self.parts:
            raise ParameterError("parts", "there must be at least one")
        for part in self.parts:
            if not isinstance(part, Schedule):
                raise ParameterError("parts", f"{in_words(part)} is not a schedule")

    @cached_property
    def signed(self) -> bool:
        """Whether a part's rate may be negative: asked at every epoch, of thousands of parts."""
        return any(part.signed for part in self.parts)

    @property
    def settings(self) -> dict[str, Any]:
        """The parts as data, and the rest."""
        return {"parts": [part.data() for part in self.parts], **super().settings}


@dataclass(frozen=True, kw_only=True)
class Warmup(Schedule):
    """Ramp up on a straight line to a strategy's first rate in the first epochs of a training.

    What the strategy places on the training's clock stays there: its end, which the curve behind the ramp is
    fitted to, and its moments, such as milestones. A curve without an end begins behind the ramp.

    ``rest`` is the schedule behind the ramp; its clock is ``delay`` epochs behind the training's.

    >>> from lrcalc import Exponential, Linear
    >>> schedule = Warmup(schedule=Linear(lr=0.1, over=12), warmup=4)
    >>> [schedule(epoch) for epoch in (0, 2, 4, 8, 12)]
    [0.0, 0.05, 0.1, 0.05, 0.0]
    >>> Warmup(schedule=Exponential(lr=0.1, rate=0.5), warmup=4)(5)
    0.05
    """

    formula = "{warmup_lr} + ({first} − {warmup_lr}) · ({epoch} / {warmup})"
    symbols = {"first": "the rate at the end of the warm-up"}  # noqa: RUF012 - a read-only Mapping on Schedule
    reference = "Goyal et al. 2017, arXiv:1706.02677"

    schedule: Schedule
    warmup: Annotated[
        float,
        Param(
            "Epochs of a linear ramp at the beginning.",
            NOT_NEGATIVE,
            unit="epochs",
            aliases=("warmup-steps", "warmup-epochs"),
        ),
    ]
    warmup_lr: Annotated[float, Param("Learning rate at which the ramp starts.", NOT_NEGATIVE, of="lr")] = 0.0
    rest: Schedule = field(init=False, repr=False, compare=False)
    delay: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.schedule, Schedule):
            raise ParameterError("schedule", f"{in_words(self.schedule)} is not a schedule")
        if isinstance(self.schedule, (Warmup, Composition)):
            problem = f"a warm-up leads to a strategy, not to a {self.schedule.name}: it is a first part of a sequence"
            raise ParameterError("schedule", problem)
        for name, end in ends_of(self.schedule).items():
            if self.warmup >= end:
                problem = f"{pretty(self.warmup)} is not below {name}, which is {pretty(end)}"
                raise ParameterError("warmup", f"{problem}: the warm-up must end before the schedule does")
        rest = self.schedule if self.schedule.keeps_moments else moved(self.schedule, -self.warmup)
        object.__setattr__(self, "rest", rest)
        object.__setattr__(self, "delay", 0.0 if self.schedule.keeps_moments else self.warmup)

    def lr_at(self, epoch: float) -> float:
        """Return the ramp's rate, or that of the schedule behind it."""
        if epoch >= self.warmup:
            return self.rest.lr_at(epoch - self.delay)
        return self.warmup_lr + (self.rest.lr_at(0) - self.warmup_lr) * (epoch / self.warmup)

    def ceiling(self, last: float) -> float:
        """Return the higher of the ramp's ends and the schedule's ceiling."""
        return max(self.warmup_lr, self.rest.ceiling(max(last - self.delay, 0)))

    def terms(self, epoch: float) -> dict[str, float]:  # noqa: ARG002 - it is the same at every epoch
        """Return the rate at the end of the warm-up."""
        return {"first": self.rest(0)}

    @property
    def behind(self) -> Schedule:
        """The schedule behind the ramp, on a clock that starts there."""
        if self.delay == self.warmup:
            return self.rest
        try:
            own = moved(self.schedule, -self.warmup)
        except ParameterError:  # one of its moments is within the ramp
            own = None
        return own or Shift(parts=(self.schedule,), by=self.warmup)

    @property
    def signed(self) -> bool:
        """Whether the schedule's rate may be negative."""
        return self.schedule.signed

    @property
    def name(self) -> str:
        """The name of the schedule that is warmed up to."""
        return self.schedule.name

    @property
    def falls_from(self) -> float:
        """The end of the ramp, where the schedule behind it falls from its beginning."""
        return self.warmup if self.schedule.falls_from <= 0 else math.inf

    @property
    def horizon(self) -> float | None:
        """The schedule's, which is later by the warm-up where it is not an end that the user placed."""
        horizon = self.schedule.horizon
        if horizon is None or ends_of(self.schedule) or not self.delay:
            return horizon
        return self.warmup + horizon

    @property
    def settings(self) -> dict[str, Any]:
        """The schedule's settings and the warm-up's side by side, as :func:`assemble` takes them."""
        return {**self.schedule.settings, **super().settings}


def ends_of(schedule: Schedule) -> dict[str, float]:
    """Return the parameters that place a schedule's end.

    >>> from lrcalc import Cosine
    >>> ends_of(Cosine(lr=0.1, t_max=50))
    {'t_max': 50.0}
    """
    return {
        name: value
        for name, parameter in schedule.parameters.items()
        if parameter.param.when == "end" and (value := getattr(schedule, name)) is not None
    }


def moved(schedule: Schedule, by: float) -> Schedule | None:
    """Return a schedule whose ends and moments are later by some epochs; None where they are multiples of one.

    >>> from lrcalc import Multistep
    >>> moved(Multistep(lr=0.1, rate=0.5, milestones=(30, 60)), 5).milestones
    (35.0, 65.0)
    """
    later: dict[str, Any] = {name: end + by for name, end in ends_of(schedule).items()}
    for name, parameter in schedule.parameters.items():
        if parameter.param.when == "moment" and schedule.keeps_moments:
            if parameter.kind is not tuple:
                return None
            later[name] = tuple(epoch + by for epoch in getattr(schedule, name))
    return replace(schedule, **later) if later else schedule  # type: ignore[type-var]


@dataclass(frozen=True, kw_only=True)
class Sequence(Composition):
    """Run schedules one after another; each counts epochs from its own switch.

    >>> from lrcalc import Constant, Linear
    >>> schedule = Sequence(parts=(Linear(lr=0, lr_end=0.1, over=5), Constant(lr=0.1)), switch=(5,))
    >>> [schedule(epoch) for epoch in (0, 5, 100)]
    [0.0, 0.1, 0.1]
    """

    reference = "PyTorch SequentialLR; Optax join_schedules"

    parts: tuple[Schedule, ...]
    switch: Annotated[tuple[float, ...], Param("Epochs at which the next part begins.", NOT_NEGATIVE, unit="epochs")]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.switch) != len(self.parts) - 1:
            need = len(self.parts) - 1
            raise ParameterError("switch", f"there must be one fewer than parts ({need}), not {len(self.switch)}")
        self.require_ascending("switch")

    @property
    def starts(self) -> tuple[float, ...]:
        """The epoch at which each part begins."""
        return (0.0, *self.switch)

    def part_at(self, epoch: float) -> tuple[Schedule, float]:
        """Return the part that an epoch is in, and the epoch of its beginning."""
        index = bisect_right(self.switch, epoch)
        return self.parts[index], self.switch[index - 1] if index else 0.0

    def lr_at(self, epoch: float) -> float:
        """Return the rate of the part that an epoch is in."""
        part, start = self.part_at(epoch)
        return part.lr_at(epoch - start)

    def ceiling(self, last: float) -> float:
        """Return the highest ceiling of the parts, each over the epochs that are its own."""
        ends = [*self.switch[: bisect_right(self.switch, last)], last]
        return max(part.ceiling(end - start) for part, start, end in zip(self.parts, self.starts, ends, strict=False))

    @property
    def horizon(self) -> float | None:
        """The last part's, later by its switch."""
        part, start = self.part_at(math.inf)
        horizon = part.horizon
        return None if horizon is None else start + horizon


@dataclass(frozen=True, kw_only=True)
class Product(Composition):
    """Multiply schedules: one with the learning rate, the others with factors.

    >>> from lrcalc import Exponential, Step
    >>> schedule = Product(parts=(Step(lr=0.8, rate=0.5, every=2), Exponential(lr=1, rate=0.5)))
    >>> [schedule(epoch) for epoch in (0, 1, 2)]
    [0.8, 0.4, 0.1]
    """

    reference = "PyTorch ChainedScheduler, for schedulers that multiply"

    parts: tuple[Schedule, ...]

    def lr_at(self, epoch: float) -> float:
        """Return the product of the parts' rates."""
        return math.prod(part.lr_at(epoch) for part in self.parts)

    def ceiling(self, last: float) -> float:
        """Return the product of the parts' ceilings."""
        product = math.prod(part.ceiling(last) for part in self.parts)
        return math.inf if math.isnan(product) else product

    @property
    def horizon(self) -> float | None:
        """The epoch at which the last part is complete, if all of them ever are."""
        ends = [part.horizon for part in self.parts]
        return None if None in ends else max(end for end in ends if end is not None)


@dataclass(frozen=True, kw_only=True)
class Shift(Composition):
    """Run a schedule from a later epoch of its clock, or from there backwards to its beginning.

    >>> from lrcalc import Linear
    >>> down = (Linear(lr=1, over=4),)
    >>> [Shift(parts=down, by=1)(epoch) for epoch in (0, 2, 5)]
    [0.75, 0.25, 0.0]
    >>> [Shift(parts=down, by=4, backwards=True)(epoch) for epoch in (0, 2, 5)]
    [0.0, 0.5, 1.0]
    """

    reference = "timm's warmup_prefix=False; Transformers get_wsd_schedule's warm-ups"

    parts: tuple[Schedule, ...]
    by: Annotated[float, Param("Epoch of the part's clock at which to begin.", NOT_NEGATIVE, unit="epochs")]
    backwards: Annotated[bool, Param("Run from there back to the part's epoch 0, and stay there.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.parts) != 1:
            raise ParameterError("parts", "there must be exactly one")

    @property
    def part(self) -> Schedule:
        """The one schedule that is shifted."""
        return self.parts[0]

    def own_epoch(self, epoch: float) -> float:
        """Return the epoch of the part's clock."""
        return max(self.by - epoch, 0.0) if self.backwards else self.by + epoch

    def lr_at(self, epoch: float) -> float:
        """Return the part's rate on the other clock."""
        return self.parts[0].lr_at(self.own_epoch(epoch))

    def ceiling(self, last: float) -> float:
        """Return the part's ceiling over the epochs of its clock."""
        return self.part.ceiling(self.by if self.backwards else self.by + last)

    @property
    def horizon(self) -> float | None:
        """The part's, earlier by the shift; backwards, the part's beginning."""
        if self.backwards:
            return self.by
        horizon = self.part.horizon
        return None if horizon is None else max(horizon - self.by, 0) or None


def assemble(kind: type[Schedule], parameters: Mapping[str, Any]) -> Schedule:
    """Make a schedule of flat parameters, those of a warm-up among them.

    >>> from lrcalc import Constant
    >>> assemble(Constant, {"lr": 0.1, "warmup": 4})
    Warmup(schedule=Constant(lr=0.1, factor=1.0, until=0.0), warmup=4.0, warmup_lr=0.0)
    """
    own = {name: value for name, value in parameters.items() if name not in Warmup.parameters}
    ramp = {name: value for name, value in parameters.items() if name in Warmup.parameters}
    if ramp and "warmup" not in ramp:
        raise ParameterError("warmup_lr", "it needs warmup, the length of the ramp")
    schedule = kind(**own)
    return Warmup(schedule=schedule, **ramp) if ramp else schedule

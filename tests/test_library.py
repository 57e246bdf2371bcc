"""The library: whatever is given, a value that exists is valid, and what is refused is refused by name."""

import copy
import math
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

import numpy as np
import pytest

from lrcalc import (
    Constant,
    CosineRestarts,
    Curve,
    Exponential,
    Gradient,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    ParameterError,
    Product,
    Sequence,
    Shift,
    Step,
    Warmup,
    Wsd,
    read,
    write,
)
from lrcalc.reading import ReadingError
from lrcalc.schedule import POSITIVE, Param, Range, Schedule
from tests.cases import ALL

ONE = Constant(lr=1)


class Odd:
    """Something that says it is a number, and is not."""

    def __float__(self) -> float:
        raise RuntimeError


def bad_step(rate: float) -> Step:
    """Make a step, in another process."""
    return Step(lr=0.1, rate=rate, every=10)


def test_errors_come_back_from_another_process() -> None:
    """A ParameterError can be pickled and copied: a pool would wait for ever for one that cannot."""
    error = ParameterError("lr", "-1 is not a number greater than 0")
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert (type(twin), twin.name, twin.problem, str(twin)) == (ParameterError, "lr", error.problem, str(error))
    with ProcessPoolExecutor(1) as pool, pytest.raises(ParameterError, match="rate: -1 is not a number greater than 0"):
        pool.submit(bad_step, -1).result(timeout=60)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_schedules_can_be_pickled(schedule: Schedule) -> None:
    """A schedule goes to another process and comes back as itself."""
    assert pickle.loads(pickle.dumps(schedule)) == schedule == copy.deepcopy(schedule)


NOT_NUMBERS = [
    "0.1", b"ab", None, True, 1 + 0j, math.nan, math.inf, 10**400, 10**5000, -(10**5000), [0.1], Odd(),
    Decimal("nan"), Decimal("sNaN"), Decimal("1e999"), Fraction(10**400),
    np.complex128(1 + 2j), np.bool_(True), np.str_("0.1"), np.array(0.1), np.array([1, 2]), np.datetime64(1, "s"), np.nan,
]  # fmt: skip


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=lambda value: type(value).__name__)
def test_what_is_not_a_number(value: Any) -> None:
    """What is not a finite real number is refused as a parameter, in a list, as an epoch and as a size, by name."""
    makers: dict[str, Any] = {
        "lr": lambda: Step(lr=value, rate=0.5, every=10),
        "milestones": lambda: Multistep(lr=1, rate=0.5, milestones=(value,)),
        "epoch": lambda: ONE(value),
        "slope": lambda: Gradient(layers=3, activation="leaky-relu", slope=value),
        "epochs": lambda: Curve(ONE, [value]),
        "warmup": lambda: Warmup(schedule=ONE, warmup=value),
        "switch": lambda: Sequence(parts=(ONE, ONE), switch=(value,)),
        "by": lambda: Shift(parts=(ONE,), by=value),
    }
    for name, make in makers.items():
        with pytest.raises(ParameterError) as caught:
            make()
        assert caught.value.name.startswith(name.removesuffix("s"))
        assert len(str(caught.value)) < 250


@pytest.mark.parametrize("value", [2, 2.0, np.int64(2), np.uint8(2), np.float32(2), Fraction(2), Decimal(2)], ids=repr)
def test_what_is_a_number(value: Any) -> None:
    """Numbers of other libraries are numbers, wherever one may stand."""
    schedule = Step(lr=1, rate=0.5, every=value)
    assert schedule == Step(lr=1, rate=0.5, every=2.0)
    assert type(schedule.every) is float
    assert schedule(value) == 0.5
    assert type(OneCycle(lr_max=1, total=value).total) is int
    assert [*Curve(schedule, [value])] == [(2, 0.5)]


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)], ids=repr)
def test_a_number_of_epochs(value: Any) -> None:
    """A curve's number of epochs, and of steps, may be a numpy integer."""
    curve = Curve(ONE, value, steps_per_epoch=value)
    assert [*curve] == [(0, 0.0, 1.0), (1, 1 / 3, 1.0), (2, 2 / 3, 1.0)]
    assert type(curve.steps_per_epoch) is int


BAD: dict[str, tuple[Any, str, str]] = {
    "a curve of no schedule": (lambda: Curve(3, 5), "schedule", "3 is not a schedule"),  # type: ignore[arg-type]
    "a negative length": (lambda: Curve(ONE, -1), "epochs", "-1 is not a number of epochs (0 or greater)"),
    "a fraction of epochs": (lambda: Curve(ONE, 2.5), "epochs", "2.5 is not a number of epochs or a list"),  # type: ignore[arg-type]
    "a text of epochs": (lambda: Curve(ONE, "12"), "epochs", "'12' is not a number of epochs or a list"),  # type: ignore[arg-type]
    "true epochs": (lambda: Curve(ONE, True), "epochs", "True is not a number of epochs or a list"),
    "no steps": (lambda: Curve(ONE, 3, steps_per_epoch=0), "steps_per_epoch", "0 is not a whole number from 1 to 2^53"),
    "negative steps": (lambda: Curve(ONE, 3, steps_per_epoch=-7), "steps_per_epoch", "-7 is not a whole number"),
    "half a step": (lambda: Curve(ONE, 3, steps_per_epoch=2.5), "steps_per_epoch", "2.5 is not a whole number"),  # type: ignore[arg-type]
    "steps in words": (lambda: Curve(ONE, 3, steps_per_epoch="x"), "steps_per_epoch", "'x' is not a whole number"),  # type: ignore[arg-type]
    "hold in words": (lambda: Curve(ONE, 3, hold="yes"), "hold", "'yes' is not true or false"),  # type: ignore[arg-type]
    "a warm-up of a number": (lambda: Warmup(schedule=3, warmup=1), "schedule", "3 is not a schedule"),  # type: ignore[arg-type]
    "parts that are one": (lambda: Product(parts=3), "parts", "3 is not a list of schedules"),  # type: ignore[arg-type]
    "a shift of two": (lambda: Shift(parts=(ONE, ONE), by=1), "parts", "there must be exactly one"),
    "milestones in a dict": (lambda: Multistep(lr=1, rate=1, milestones={1: 2}), "milestones", "is not a list of numbers"),  # type: ignore[arg-type]
    "a negative first epoch": (lambda: Curve(ONE, 3, count_from=-1), "count_from", "-1 is not a whole number from 0 to 2^53"),
    "a first epoch of steps": (lambda: Curve(ONE, 3, count_from=1, steps_per_epoch=2), "count_from", "it counts epochs"),
    "an epoch before the first": (lambda: Curve(ONE, [2, 0], count_from=1), "epochs", "0 is before the first epoch, which is 1"),
    "a decay without its place": (lambda: Wsd(lr=1, decay=3), "stable", "one of stable and total is needed, and one alone"),
    "a decay in two places": (lambda: Wsd(lr=1, decay=3, stable=3, total=6), "stable", "one of stable and total is needed"),
    "a decay that is too long": (lambda: Wsd(lr=1, decay=9, total=6), "decay", "9 is longer than the 6 epochs that there are"),
    "a huge number": (lambda: Constant(lr=1.79e308), "lr", "1.79e+308 is too large"),
    "an unknown framework to read": (lambda: read("StepLR(o, 3)", "tourch", 0.1), "framework", "'tourch' is not one of torch, "),
    "an unknown framework to write": (lambda: write(ONE, "tourch"), "framework", "'tourch' is not one of torch, "),
    "a negative rate to read with": (lambda: read("StepLR(o, 3)", "torch", -1), "lr", "-1 is not a number greater than 0"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_is_refused(what: str) -> None:
    """Every bad value of every public class is a ParameterError that names it."""
    make, name, problem = BAD[what]
    with pytest.raises(ParameterError) as caught:
        make()
    assert caught.value.name == name
    assert problem in caught.value.problem


def test_a_rate_that_is_missing() -> None:
    """Where the optimizer has the rate, it must be given."""
    with pytest.raises(ReadingError, match="belongs to the optimizer"):
        read("StepLR(optimizer, 3)", "torch")


# --- numbers at their ends ---


@pytest.mark.parametrize(
    ("schedule", "epoch", "value"),
    [
        (Exponential(lr=1e-300, rate=10), 400, 1e100),
        (Exponential(lr=1e300, rate=0.1), 400, 1e-100),
        (Step(lr=1e-300, rate=10, every=1), 400, 1e100),
        (Step(lr=1e300, rate=0.1, every=1), 400, 1e-100),
        (Multistep(lr=1e-300, rate=1e200, milestones=(1, 2)), 2, 1e100),
        (Noam(d_model=1, warmup_steps=1e-300), 0, 0.0),
        (Linear(lr=0, lr_end=0.1, over=100_000), 1, 1e-06),
        (Linear(lr=0, lr_end=0.3, over=3), 1, 0.1),
    ],
    ids=repr,
)
def test_no_number_is_lost_on_the_way(schedule: Schedule, epoch: float, value: float) -> None:
    """A rate that is a double is found, though a power on the way to it is none; a line from 0 keeps its digits."""
    assert schedule(epoch) == pytest.approx(value, rel=1e-13, abs=0)
    Curve(schedule, [epoch]).require_finite()


def test_minus_zero_is_zero() -> None:
    """A parameter of −0 is 0, so that no output says -0.0."""
    schedule = replace(Linear(lr=1, over=5), lr_end=-0.0)
    assert math.copysign(1, schedule.lr_end) == 1
    assert math.copysign(1, schedule(5)) == 1


def test_wsd_ends_at_its_end() -> None:
    """The decay is over at stable + decay, however that sum is rounded."""
    assert Wsd(lr=0.1, lr_min=1e-5, stable=27, decay=5.3)(27 + 5.3) == 1e-5


OVERFLOWING = {
    "a part of a sequence": (Sequence(parts=(Exponential(lr=1, rate=10), ONE), switch=(400,)), 500, 309),
    "a growing cycle": (CosineRestarts(lr=1, t_0=1, decay=1e200, cycles=3), 5, 2),
    "a product": (Product(parts=(Exponential(lr=1, rate=10), Exponential(lr=1, rate=10))), 200, 155),
    "behind a warm-up": (Warmup(schedule=Exponential(lr=1, rate=10), warmup=5), 400, 314),
    "a shift": (Shift(parts=(Exponential(lr=1, rate=10),), by=300), 400, 9),
    "a shift backwards": (Shift(parts=(Exponential(lr=1, rate=10),), by=400, backwards=True), 400, 0),
}


@pytest.mark.parametrize("what", OVERFLOWING)
def test_an_overflow_is_known_before_the_first_row(what: str) -> None:
    """An overflow anywhere among the rows is found, with its first epoch, and rows without one are let through."""
    schedule, count, epoch = OVERFLOWING[what]
    with pytest.raises(OverflowError, match=f"overflows at epoch {epoch}$"):
        Curve(schedule, count).require_finite()
    Curve(schedule, range(epoch)).require_finite()


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_ceilings_hold(schedule: Schedule) -> None:
    """No rate is above the ceiling that a schedule states, and a ceiling never falls."""
    ceilings = [schedule.ceiling(last) for last in range(80)]
    assert ceilings == sorted(ceilings)
    assert all(schedule(epoch) <= ceilings[epoch] for epoch in range(80))
    assert ceilings[-1] < math.inf


def test_ceilings_that_are_not_the_usual() -> None:
    """A cycle may end above its peak, and what runs backwards begins with its part's last rate."""
    schedule = OneCycle(lr_max=1, total=11, div=0.5, final_div=0.25)
    assert (schedule(10), schedule.ceiling(10)) == pytest.approx((8, 8), rel=1e-12)
    backwards = Shift(parts=(Exponential(lr=1, rate=2),), by=3, backwards=True)
    assert (backwards(0), backwards.ceiling(0)) == (8, 8)


def test_a_schedule_may_state_no_ceiling() -> None:
    """Where none is stated each row is computed before the first is written."""

    @dataclass(frozen=True, kw_only=True)
    class Tower(Schedule):
        formula = "{lr}"
        reference = "a test"

        lr: Annotated[float, Param("A rate.", POSITIVE)]

        def lr_at(self, epoch: float) -> float:
            return self.lr * math.pow(10, epoch)

    with pytest.raises(OverflowError, match="at epoch 309"):
        Curve(Tower(lr=1), 400).require_finite()
    Curve(Tower(lr=1), 300).require_finite()


# --- the contract of lr_at, which becomes framework code ---


def helper(epoch: float) -> float:
    """Return something, from this file."""
    return epoch + 1


def made(lr_at: Any, **others: Any) -> type:
    """Declare a strategy with a method."""
    annotations = {"lr": Annotated[float, Param("A rate.", POSITIVE)]}
    return type("Odd", (Schedule,), {"__annotations__": annotations, "__module__": __name__, "lr_at": lr_at, **others})


def test_what_lr_at_may_use() -> None:
    """Parameters, own methods, names of the same file and the standard library are allowed."""
    made(lambda self, epoch: self.lr * math.cos(helper(self.own(epoch))), own=lambda self, epoch: self.lr + epoch)


@pytest.mark.parametrize(
    ("lr_at", "others", "problem"),
    [
        (lambda self, epoch: self.start + epoch, {"start": property(lambda self: self.lr)}, "uses start, a class attribute or property"),
        (lambda self, epoch: self.factor * epoch, {"factor": 3.0}, "uses factor, a class attribute or property"),
        (lambda self, epoch: Range(self.lr, epoch), {}, "uses Range of lrcalc.schedule"),
        (lambda self, epoch: self.deep(epoch), {"deep": lambda self, epoch: self.factor + epoch, "factor": 2}, "Odd.deep uses factor"),
    ],
    ids=["property", "class attribute", "of another file", "in a method of its own"],
)  # fmt: skip
def test_what_lr_at_may_not_use(lr_at: Any, others: dict[str, Any], problem: str) -> None:
    """What would be missing in framework code is refused where the strategy is declared, with the rule."""
    with pytest.raises(TypeError, match=f"{problem}.*; its source becomes framework code"):
        made(lr_at, **others)

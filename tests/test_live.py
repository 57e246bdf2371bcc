"""The code that is written, run in the real frameworks: its curve is lrcalc's."""

import os
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from lrcalc import Cosine, Linear, OneCycle, Schedule, Sequence, Shift, Step, Warmup
from lrcalc.frameworks.writing import snippet
from tests.test_compose import CHAIN, ROW, WARM
from tests.test_schedules import SCHEDULES

pytestmark = [pytest.mark.live, pytest.mark.filterwarnings("ignore")]

NATIVE = Sequence(parts=(Linear(lr=0.05, lr_end=0.1, over=5), Cosine(lr=0.1, t_max=20, periodic=True)), switch=(5,))
ALL = [
    *SCHEDULES, WARM, ROW, CHAIN, NATIVE,
    Warmup(schedule=Step(lr=0.1, rate=0.5, every=10), warmup=5),
    Shift(parts=(ROW,), by=10), Shift(parts=(ROW,), by=30, backwards=True),
]  # fmt: skip
EPOCHS = 60


def program(framework: str, schedule: Schedule) -> dict[str, Any]:
    """Run the program that is written for a schedule and return its names."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(snippet(framework, schedule, "lrcalc", [float(epoch) for epoch in range(EPOCHS)]), names)
    return names


def rates(schedule: Schedule) -> list[float]:
    """Return lrcalc's rates, as far as they are numbers and the schedule has not ended in an error."""
    last = schedule.total if isinstance(schedule, OneCycle) else EPOCHS
    return [schedule(epoch) for epoch in range(min(last, EPOCHS))]


def stepped(names: dict[str, Any], count: int) -> Iterator[float]:
    """Yield the rates of an optimizer whose scheduler is stepped."""
    optimizer, scheduler = names["optimizer"], names["scheduler"]
    for _ in range(count):
        yield optimizer.param_groups[0]["lr"]
        optimizer.step()
        scheduler.step()


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_torch(schedule: Schedule) -> None:
    """PyTorch gives the curve, by its own scheduler or by the formula in a LambdaLR."""
    own = rates(schedule)
    measured = [*stepped(program("torch", schedule), len(own))]
    assert measured == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_keras(schedule: Schedule) -> None:
    """Keras gives the curve, to its float32."""
    os.environ["KERAS_BACKEND"] = "torch"
    names = program("keras", schedule)
    own = rates(schedule)
    measured = [float(names["schedule"](epoch)) for epoch in range(len(own))]
    assert measured == pytest.approx(own, rel=2e-5, abs=1e-6 * max(own))


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_optax(schedule: Schedule) -> None:
    """Optax gives the curve in float64, and under jit too."""
    import jax

    jax.config.update("jax_enable_x64", True)
    curve = program("optax", schedule)["schedule"]
    own = rates(schedule)
    assert [float(curve(epoch)) for epoch in range(len(own))] == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))
    assert float(jax.jit(curve)(7)) == pytest.approx(schedule(7), rel=1e-6, abs=1e-7 * max(own))


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_transformers(schedule: Schedule) -> None:
    """Transformers gives the curve, where it has the schedule."""
    try:
        names = program("transformers", schedule)
    except ValueError:
        pytest.skip("Transformers has no such schedule")
    own = rates(schedule)
    assert [*stepped(names, len(own))] == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))

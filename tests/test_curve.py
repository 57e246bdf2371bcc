"""Curves: rows, arrays, windows, and where they end."""

import math

import numpy as np
import pytest

from lrcalc import Cosine, Curve, Exponential, Linear, ParameterError, Schedule, Step
from lrcalc.formula import Formula

STEP = Step(lr=0.1, rate=0.5, every=10)


def test_rows() -> None:
    """A curve is a sequence of rows: it has a length, an order, items and slices."""
    curve = Curve(STEP, range(10, 30))
    assert len(curve) == 20
    assert next(iter(curve)) == curve[0] == (10, 0.05)
    assert curve[-1] == (29, 0.025)
    assert [*curve[9:11]] == [(19, 0.05), (20, 0.025)]
    assert curve.last == 29


@pytest.mark.parametrize(
    "schedule",
    [
        Step(lr=0.1, rate=0.5, every=10),  # beyond epoch 10 740 its rates are 0
        Cosine(lr=1, t_max=5000),
        Formula(expression="0.1 - epoch / 5000"),
    ],
    ids=repr,
)
def test_rows_by_the_thousand(schedule: Schedule) -> None:
    """Rates that are computed together are those that are computed one by one."""
    assert [*Curve(schedule, 12_000)] == [(epoch, schedule(epoch)) for epoch in range(12_000)]


def test_the_first_row_that_overflows_is_named() -> None:
    """A rate that is too large is an error at its epoch, behind the rows that are not."""
    rows = iter(Curve(Exponential(lr=1, rate=10), 400))
    assert [next(rows) for _ in range(309)][-1] == (308, 1e308)
    with pytest.raises(OverflowError, match="epoch 309"):
        next(rows)


def test_repr() -> None:
    """A curve says what it is of, and over which epochs."""
    assert repr(Curve(STEP, 5)) == f"Curve({STEP!r}, range(0, 5))"


def test_arrays() -> None:
    """Epochs and rates are float64 arrays of one dimension."""
    curve = Curve(STEP, 30)
    for array in (curve.epochs, curve.lr):
        assert array.dtype == np.float64
        assert array.shape == (30,)
    assert curve.lr.tolist() == [0.1] * 10 + [0.05] * 10 + [0.025] * 10
    assert curve.epochs.tolist() == [*range(30)]


def test_epochs_in_any_order() -> None:
    """Epochs may be unordered, repeated, fractional, a numpy array or a generator."""
    assert [*Curve(STEP, [20, 0, 2.5, 20])] == [(20, 0.025), (0, 0.1), (2.5, 0.1), (20, 0.025)]
    rows = [*Curve(STEP, np.array([10.0, 20.5]))]
    assert rows == [(10, 0.05), (20.5, 0.025)]
    assert [type(epoch) for epoch, _ in rows] == [int, float]
    assert [*Curve(STEP, (epoch for epoch in (1, 2)))] == [(1, 0.1), (2, 0.1)]
    assert [*Curve(STEP, 0)] == []


@pytest.mark.parametrize(
    "epochs", [[-1], [1, math.nan], [math.inf], range(-2, 3), [2**53 + 2], range(2**53 - 1, 2**53 + 3)]
)
def test_bad_epochs(epochs: list[float]) -> None:
    """A negative epoch, nan, infinity, and epochs that doubles cannot tell apart are refused."""
    with pytest.raises(ParameterError, match="is not an epoch"):
        Curve(STEP, epochs)


def test_length_costs_nothing() -> None:
    """A curve of 10¹² epochs is made, measured and read at its ends at once."""
    curve = Curve(STEP, 10**12)
    assert len(curve) == 10**12
    assert curve[-1] == (10**12 - 1, 0.0)
    curve.require_finite()


def test_clocks() -> None:
    """A curve counts epochs or steps; another clock is refused by the parameter's name."""
    assert Curve(STEP, 2, clock="step").clock == "step"
    with pytest.raises(ParameterError, match="'hour' is not epoch or step") as caught:
        Curve(STEP, 2, clock="hour")
    assert caught.value.name == "clock"


@pytest.mark.parametrize("epochs", [range(400), [500, 3, 309, 400]])
def test_first_overflow_is_found(epochs: list[float]) -> None:
    """The error names the first epoch whose rate is too large, in whatever order epochs stand."""
    with pytest.raises(OverflowError, match="overflows at epoch 309"):
        Curve(Exponential(lr=1, rate=10), epochs).require_finite()
    Curve(Exponential(lr=1, rate=10), 309).require_finite()


def test_steps_of_an_epoch_that_is_held() -> None:
    """A schedule that counts steps is held at an epoch's first one; the latest row is the last, in whatever order."""
    curve = Curve(Linear(lr=8, over=8), range(8), steps_per_epoch=4, hold=True, clock="step")
    assert [row[-1] for row in curve] == [8] * 4 + [4] * 4
    assert Curve(Linear(lr=8, over=8), [7, 2]).last == 7

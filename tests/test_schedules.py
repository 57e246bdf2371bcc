"""The formulas: a table of values from outside, then laws that hold for every strategy."""

import ast
import inspect
import math
from dataclasses import FrozenInstanceError, fields, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lrcalc
from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    ParameterError,
    Piecewise,
    Polynomial,
    Schedule,
    Step,
    Tanh,
    Warmup,
    Wsd,
)
from lrcalc.schedules import STRATEGIES, class_name, load
from tests.cases import ALL, SCHEDULES, TABLE

BAD_NUMBERS = [math.nan, math.inf, -math.inf, -1, "0.1", None, True, 10**400, 1j]

ONE_OF_EACH = [*{schedule.strategy: schedule for schedule in reversed(SCHEDULES)}.values()][::-1]

every_schedule = pytest.mark.parametrize("schedule", SCHEDULES, ids=repr)
every_strategy = pytest.mark.parametrize("schedule", ONE_OF_EACH, ids=lambda schedule: schedule.strategy)


def having(kind: type) -> list[tuple[Schedule, str]]:
    """Return a schedule of each strategy that has a parameter of a kind, with the parameter's name."""
    return [
        (schedule, name)
        for schedule in ONE_OF_EACH
        for name, parameter in schedule.parameters.items()
        if parameter.kind is kind
    ]


@pytest.mark.parametrize(("schedule", "values", "source"), TABLE, ids=[f"{row[0]!r}, {row[2]}" for row in TABLE])
def test_values(schedule: Schedule, values: dict[float, float], source: str) -> None:
    """Each formula gives the values that its source states."""
    assert source
    assert [schedule(epoch) for epoch in values] == pytest.approx([*values.values()], rel=1e-14, abs=0)


def test_every_strategy_has_a_row() -> None:
    """The table above knows every strategy of the registry."""
    assert {schedule.strategy for schedule in SCHEDULES} == set(STRATEGIES)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_parameter_has_a_row(strategy: str) -> None:
    """Each parameter has a value other than its default in some row, and each choice is in one."""
    rows = [schedule for schedule in SCHEDULES if schedule.strategy == strategy]
    for name, parameter in load(strategy).parameters.items():
        values = {getattr(schedule, name) for schedule in rows}
        assert values - {parameter.default}, name
        assert {*parameter.choices} <= values, name


def test_the_typed_list_is_the_registry() -> None:
    """The list of strategies that mypy reads is the one that the program does."""
    tree = ast.parse(inspect.getsource(lrcalc.schedules))
    (block,) = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    imported = [one for node in block.body if isinstance(node, ast.ImportFrom) for one in node.names]
    assert {one.asname for one in imported if one.asname} == {class_name(strategy) for strategy in STRATEGIES}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_names_agree(strategy: str) -> None:
    """Subcommand, file, class and public name say the same."""
    kind = load(strategy)
    assert kind.strategy == strategy
    assert kind.__name__ == class_name(strategy)
    assert kind.__module__ == f"lrcalc.schedules.{strategy.replace('-', '_')}"
    assert getattr(lrcalc, kind.__name__) is kind
    assert kind.__name__ in lrcalc.__all__


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_declaration_is_complete(strategy: str) -> None:
    """A strategy has formula, reference, docstring with example; each parameter has help."""
    kind = load(strategy)
    assert kind.reference
    assert kind.symbols.keys() == next(one for one in ONE_OF_EACH if one.strategy == strategy).terms(1).keys()
    assert ">>>" in (kind.__doc__ or "")
    assert [field.name for field in fields(kind)] == [*kind.parameters]  # type: ignore[arg-type]
    kind.formula.format_map(dict.fromkeys([*kind.parameters, *kind.symbols, "epoch"], 1))
    for parameter in kind.parameters.values():
        assert parameter.param.help[0].isupper()
        assert parameter.param.help.endswith(".")


@every_schedule
def test_finite_and_never_negative(schedule: Schedule) -> None:
    """No epoch gives a negative rate, nan or infinity."""
    for epoch in [*range(300), 0.5, 1e-300, 10_000]:
        try:
            lr = schedule(epoch)
        except OverflowError:
            continue  # it is said, not returned
        assert 0 <= lr < math.inf


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_what_falls_never_rises(schedule: Schedule) -> None:
    """From the epoch on at which a schedule says that it falls, no rate is above the one before."""
    begin = schedule.falls_from
    rates = [schedule(begin + part / 3) for part in range(3000)] if begin < math.inf else []
    assert all(after <= before * (1 + 1e-15) for before, after in pairwise(rates))


@pytest.mark.parametrize(
    ("schedule", "begin"),
    [
        (Step(lr=0.1, rate=0.5, every=10), 0),
        (Step(lr=0.1, rate=2, every=10), math.inf),
        (Constant(lr=0.1, factor=0.5, until=5), 5),
        (Constant(lr=0.1, factor=2, until=5), 0),
        (Exponential(lr=0.1, rate=2), math.inf),
        (Multistep(lr=0.1, rate=2, milestones=(5,)), math.inf),
        (Linear(lr=0.1, lr_end=0.2, over=5), 5),
        (Polynomial(lr=0.1, lr_end=0.2, max_epochs=5), 5),
        (Polynomial(lr=0.1, max_epochs=5, cycle=True), math.inf),
        (Cosine(lr=0.1, t_max=5, periodic=True), math.inf),
        (Warmup(schedule=Cosine(lr=0.1, t_max=9), warmup=5), 5),
        (Warmup(schedule=Cosine(lr=0.1, t_max=9, periodic=True), warmup=5), math.inf),
    ],
    ids=repr,
)
def test_where_a_schedule_falls(schedule: Schedule, begin: float) -> None:
    """What grows or comes back falls from no epoch on, a ramp's schedule from the ramp's end."""
    assert schedule.falls_from == begin


@every_schedule
def test_pure(schedule: Schedule) -> None:
    """The same epoch gives the same rate, in whatever order it is asked, by equal schedules."""
    epochs = [*range(40), 2.5]
    forwards = [schedule(epoch) for epoch in epochs]
    twin = replace(schedule)  # type: ignore[type-var]
    assert twin == schedule
    assert hash(twin) == hash(schedule)
    assert [twin(epoch) for epoch in reversed(epochs)] == forwards[::-1]


@every_schedule
def test_starts_at_lr(schedule: Schedule) -> None:
    """Epoch 0 has the initial rate; these begin elsewhere by definition."""
    if not isinstance(schedule, (Noam, OneCycle, Piecewise, Tanh)) and "factor" not in schedule.settings:
        assert schedule(0) == pytest.approx(schedule.settings["lr"], rel=1e-15, abs=0)


@every_schedule
def test_value_semantics(schedule: Schedule) -> None:
    """A schedule cannot be changed, and its repr makes it again."""
    with pytest.raises(FrozenInstanceError):
        schedule.lr = 1.0  # type: ignore[attr-defined]
    assert eval(repr(schedule), vars(lrcalc) | {class_name(s): load(s) for s in STRATEGIES}) == schedule


@every_strategy
@pytest.mark.parametrize("epoch", [-1, -1e-300, math.nan, math.inf])
def test_bad_epoch(schedule: Schedule, epoch: float) -> None:
    """A negative epoch, nan and infinity are refused, not computed."""
    with pytest.raises(ParameterError, match=r"epoch: .* is not an epoch"):
        schedule(epoch)


@every_strategy
@pytest.mark.parametrize("value", BAD_NUMBERS)
def test_bad_number_is_refused_by_name(schedule: Schedule, value: object) -> None:
    """Every number of every strategy refuses nan, infinity, a negative and what is not a number."""
    names = [
        name
        for name, parameter in schedule.parameters.items()
        if parameter.kind in (float, int, tuple)
        and not (value is None and parameter.optional)
        and not (value == -1 and -1 in parameter.param.range)
    ]
    for name in names:
        bad = (value,) if schedule.parameters[name].kind is tuple else value
        with pytest.raises(ParameterError) as caught:
            replace(schedule, **{name: bad})  # type: ignore[type-var]
        assert caught.value.name == name
    assert names


@pytest.mark.parametrize(("schedule", "name"), having(str))
@pytest.mark.parametrize("value", ["", "triangle", None, 1, ["linear"]])
def test_bad_choice_is_refused_with_the_choices(schedule: Schedule, name: str, value: object) -> None:
    """A choice refuses what is not one of its words."""
    choices = ", ".join(schedule.parameters[name].choices)
    with pytest.raises(ParameterError, match=f"{name}: .* is not one of {choices}"):
        replace(schedule, **{name: value})  # type: ignore[type-var]


@pytest.mark.parametrize("value", ["30,60", 30, None])
def test_a_list_is_a_list(value: Any) -> None:
    """A list parameter refuses a text and a single number."""
    with pytest.raises(ParameterError, match=r"milestones: .* is not a list of numbers"):
        Multistep(lr=1, rate=0.5, milestones=value)


@pytest.mark.parametrize("value", [2.5, 1, 0, 10**400])
def test_a_count_is_whole(value: Any) -> None:
    """A count refuses a fraction, and what is out of its range."""
    with pytest.raises(ParameterError, match="total: "):
        OneCycle(lr_max=1, total=value)


@every_strategy
def test_zero_is_refused_where_the_help_says_so(schedule: Schedule) -> None:
    """A parameter greater than 0 refuses 0 by name."""
    names = [name for name, known in schedule.parameters.items() if known.param.range.words == "greater than 0"]
    for name in names:
        bad = (0,) if schedule.parameters[name].kind is tuple else 0
        with pytest.raises(ParameterError, match=f"{name}: 0 is not a number greater than 0"):
            replace(schedule, **{name: bad})  # type: ignore[type-var]
    assert names or schedule.strategy == "piecewise"


@pytest.mark.parametrize(("schedule", "name"), having(bool))
@pytest.mark.parametrize("value", [1, 0, "yes", None, 0.0])
def test_flags_are_true_or_false(schedule: Schedule, name: str, value: object) -> None:
    """A flag takes no number and no text."""
    with pytest.raises(ParameterError, match=f"{name}: .* is not true or false"):
        replace(schedule, **{name: value})  # type: ignore[type-var]


def test_numbers_of_other_libraries() -> None:
    """A numpy number or a fraction becomes the float that it is."""
    numbers: dict[str, Any] = {"lr": np.float32(0.5), "rate": Fraction(1, 2), "every": np.int64(10)}
    assert Step(**numbers) == Step(lr=0.5, rate=0.5, every=10)


@pytest.mark.parametrize(
    ("make", "name", "problem"),
    [
        (lambda: Cosine(lr=0.1, lr_min=0.2, t_max=5), "lr_min", "0.2 is above lr, which is 0.1"),
        (
            lambda: Polynomial(lr=0.1, max_epochs=5, cycle=True, k_decay=2),
            "k_decay",
            "it cannot be combined with cycle",
        ),
        (lambda: Tanh(lr=0.1, lr_min=0.2, t_max=5), "lr_min", "0.2 is above lr, which is 0.1"),
        (lambda: Wsd(lr=0.1, lr_min=0.2, stable=5, decay=5), "lr_min", "0.2 is above lr, which is 0.1"),
        (lambda: CosineRestarts(lr=0.1, lr_min=0.2, t_0=5), "lr_min", "0.2 is above lr, which is 0.1"),
        (lambda: Cyclic(lr=0.1, lr_max=0.05, up=5), "lr", "0.1 is above lr_max, which is 0.05"),
        (lambda: Tanh(lr=0.1, t_max=5, lower=3), "lower", "3.0 is not below upper, which is 3.0"),
        (
            lambda: Linear(lr=0, over=5),
            "lr",
            "0 is not a number greater than 0, as it must be where lr_end is 0",
        ),
        (
            lambda: Multistep(lr=1, rate=0.5, milestones=(6, 3)),
            "milestones",
            "3 comes after 6: the numbers must ascend",
        ),
        (
            lambda: Piecewise(values=(1, 2), boundaries=()),
            "values",
            "there must be one more than boundaries (1), not 2",
        ),
        (
            lambda: Piecewise(values=(1, 2, 3), boundaries=(4, 4)),
            "boundaries",
            "4 comes after 4: the numbers must ascend",
        ),
        (
            lambda: Piecewise(values=(0, 0), boundaries=(4,)),
            "values",
            "at least one must be greater than 0",
        ),
        (
            lambda: OneCycle(lr_max=1, total=10, pct_start=0.6, three_phase=True),
            "pct_start",
            "0.6 of 10 steps is not between one step and half of them",
        ),
        (
            lambda: OneCycle(lr_max=1, total=10, pct_start=0.05, three_phase=True),
            "pct_start",
            "0.05 of 10 steps is not between one step and half of them",
        ),
        (
            lambda: OneCycle(lr_max=1e300, total=10, div=1e-10),
            "div",
            "1e-10 makes the first rate, lr_max / div, too large",
        ),
        (
            lambda: OneCycle(lr_max=1e300, total=10, div=10, final_div=1e-10),
            "final_div",
            "1e-10 makes the last rate, lr_max / div / final_div, too large",
        ),
    ],
)
def test_parameters_that_do_not_fit_together(make: type[Schedule], name: str, problem: str) -> None:
    """Parameters that contradict each other are refused by the name of one."""
    with pytest.raises(ParameterError) as caught:
        make()
    assert (caught.value.name, caught.value.problem) == (name, problem)


@given(
    lr=st.floats(1e-6, 10),
    rate=st.floats(0.01, 1),
    every=st.integers(1, 50),
    drops=st.integers(0, 20),
)
def test_step_is_smooth_at_the_drops(lr: float, rate: float, every: int, drops: int) -> None:
    """The staircase and the article's printed formula meet at every multiple of ``every``."""
    staircase = Step(lr=lr, rate=rate, every=every)
    assert staircase(drops * every) == replace(staircase, smooth=True)(drops * every)


@given(lr=st.floats(1e-6, 10), share=st.floats(0, 1), t_max=st.integers(1, 1000), epoch=st.integers(0, 3000))
def test_cosine_is_the_cosine(lr: float, share: float, t_max: int, epoch: int) -> None:
    """The wave equals the formula in 50 digits, to a few bits of its peak and of its angle, which grows."""
    with mpmath.workdps(50):
        low = mpmath.mpf(lr * share)
        exact = low + (mpmath.mpf(lr) - low) * (1 + mpmath.cos(mpmath.pi * epoch / t_max)) / 2
    wave = Cosine(lr=lr, lr_min=lr * share, t_max=t_max, periodic=True)
    assert abs(wave(epoch) - exact) <= (4 + 2 * math.pi * epoch / t_max) * 2**-52 * lr


@given(lr=st.floats(1e-6, 10), rate=st.floats(0.5, 1), epoch=st.integers(0, 500))
def test_exponential_is_the_power(lr: float, rate: float, epoch: int) -> None:
    """The decay equals the exact power, to a few bits of itself."""
    exact = Fraction(lr) * Fraction(rate) ** epoch
    assert abs(Fraction(Exponential(lr=lr, rate=rate)(epoch)) - exact) <= exact / 10**15


@given(lr=st.floats(1e-6, 10), share=st.floats(0, 1), power=st.integers(1, 4), epoch=st.integers(0, 60))
def test_polynomial_is_the_power(lr: float, share: float, power: int, epoch: int) -> None:
    """The decay equals the exact polynomial, to a few bits of its peak, and holds its end."""
    schedule = Polynomial(lr=lr, lr_end=lr * share, max_epochs=50, power=power)
    left = 1 - Fraction(min(epoch, 50), 50)
    end = Fraction(schedule.lr_end)
    exact = end + (Fraction(lr) - end) * left**power
    assert abs(Fraction(schedule(epoch)) - exact) <= Fraction(lr) / 10**14


@pytest.mark.parametrize(
    ("schedule", "epoch"),
    [
        (Exponential(lr=1, rate=10), 309),
        (Exponential(lr=1e10, rate=10), 299),
        (Step(lr=1, rate=2, every=1), 1024),
    ],
)
def test_overflow_names_the_epoch(schedule: Schedule, epoch: int) -> None:
    """A rate that no double holds is an error with its epoch; the epoch before is a number."""
    assert schedule(epoch - 1) < math.inf
    with pytest.raises(OverflowError, match=f"overflows at epoch {epoch}"):
        schedule(epoch)


@given(
    t_0=st.integers(1, 50),
    tenths=st.integers(10, 40),
    cycle=st.integers(0, 12),
)
def test_restarts_are_where_they_should_be(t_0: int, tenths: int, cycle: int) -> None:
    """The peak is at the first epoch of its cycle, exactly, and nowhere else nearby."""
    t_mult = Fraction(tenths, 10)
    start = sum((t_0 * t_mult**i for i in range(cycle)), Fraction(0))
    schedule = CosineRestarts(lr=0.1, t_0=t_0, t_mult=tenths / 10)
    first = float(start) if Fraction(float(start)) >= start else math.nextafter(float(start), math.inf)
    assert schedule(first) == pytest.approx(0.1, rel=1e-12)
    if start > 0:
        assert schedule(float(start) * (1 - 1e-9)) < 1e-6
        assert schedule(float(start) * (1 + 1e-9)) > 0.0999


def test_many_cycles_are_quick() -> None:
    """A factor just above 1 makes thousands of cycles; each is found at once."""
    schedule = CosineRestarts(lr=0.1, t_0=1, t_mult=1.0001)
    assert 0 <= schedule(10**6) <= 0.1


def test_unknown_kind_of_parameter() -> None:
    """A parameter whose kind the house does not know fails when its class is made."""
    from typing import Annotated

    from lrcalc.schedule import Param

    for hint in (str, complex, bytes | None, dict[str, float]):
        with pytest.raises(TypeError, match="is not a kind of parameter"):
            type("Odd", (Schedule,), {"__annotations__": {"lr": Annotated[hint, Param("A text.")]}})


def test_remark_past_the_floor() -> None:
    """Only a window that goes past t_max, and no wave, needs the remark."""
    assert Cosine(lr=0.1, t_max=50).remark(50) is None
    assert Cosine(lr=0.1, t_max=50, periodic=True).remark(51) is None
    assert "past t_max = 50 the learning rate stays at lr_min = 0" in str(Cosine(lr=0.1, t_max=50).remark(51))


def test_a_decay_that_is_all_of_the_training() -> None:
    """A decay may begin at epoch 0."""
    assert [Wsd(lr=1, total=4, decay=4)(epoch) for epoch in (0, 2, 4)] == [1, 0.5, 0]

"""Exercises backwards: what is missing is found, and put back it gives the target."""

import json
import math
import re
from dataclasses import replace
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrcalc import (
    Constant,
    Cosine,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    Polynomial,
    Schedule,
    Step,
    Tanh,
    Warmup,
    describe,
)
from lrcalc.notation import evaluate
from lrcalc.solve import Goal, NoSolutionError, _roundest, _Search, solve_epoch, solve_parameter
from tests.cases import strategies
from tests.program import lrcalc, printed

# Schedules at whose epoch 20 each formula that can be turned round has one answer.
SOLVABLE: list[Schedule] = [
    Exponential(lr=0.1, rate=0.95),
    Exponential(lr=0.1, rate=0.5, every=10),
    Step(lr=0.1, rate=0.5, every=10),
    Multistep(lr=0.8, rate=0.5, milestones=(5, 15, 30)),
    Cosine(lr=0.1, lr_min=0.01, t_max=50),
    Warmup(schedule=Cosine(lr=0.1, lr_min=0.01, t_max=50), warmup=5),
    Polynomial(lr=0.1, max_epochs=50, power=3, lr_end=0.01),
    Linear(lr=0.1, lr_end=0.02, over=50),
    Warmup(schedule=Linear(lr=0.1, lr_end=0.02, over=50), warmup=10),
    InverseTime(lr=0.2, rate=0.5, every=4),
    InverseSqrt(lr=0.1, timescale=7),
    Noam(d_model=512, warmup_steps=10, scale=2),
    Constant(lr=0.1),
]


@settings(max_examples=25)
@given(schedule=strategies(), epoch=st.integers(0, 150))
def test_every_number_is_found_again(schedule: Schedule, epoch: int) -> None:
    """Each number of a schedule, hidden, is computed from the others so that the target is met."""
    target = schedule(epoch)
    assume(target > 1e-30)
    for name, parameter in schedule.parameters.items():
        if parameter.kind in (float, int) and getattr(schedule, name) is not None:
            solution = solve_parameter(
                lambda value, name=name: replace(schedule, **{name: value}),  # type: ignore[misc,type-var]
                parameter,
                epoch=epoch,
                target=target,
            )
            found = int(solution.value) if parameter.kind is int else solution.value
            again = replace(schedule, **{name: found})  # type: ignore[type-var]
            assert again(epoch) == pytest.approx(target, rel=1e-12, abs=0), name


@settings(max_examples=60)
@given(schedule=strategies(), share=st.floats(0.05, 0.95))
def test_the_epoch_is_the_first(schedule: Schedule, share: float) -> None:
    """The epoch found is at or beyond the target, and no epoch before it is; the exact one has the target."""
    start = schedule(0)
    assume(start > 0)
    target = start * share
    try:
        solution = solve_epoch(schedule, Goal(target))
    except NoSolutionError:
        assert all(schedule(epoch) > target for epoch in range(1000))
        return
    first = int(solution.value)
    assume(first < 5000)
    assert schedule(first) <= target * (1 + 1e-12)
    assert all(schedule(epoch) > target * (1 + 1e-12) for epoch in range(first))
    if solution.exact is not None:
        assert first - 1 < solution.exact <= first
        assert schedule(solution.exact) == pytest.approx(target, rel=1e-9)


def test_against_exact_answers() -> None:
    """Answers that a formula has are met in nearly all digits."""
    rate = solve_parameter(
        lambda x: Exponential(lr=0.1, rate=x), Exponential.parameters["rate"], epoch=50, target=0.001
    )
    with mpmath.workdps(40):
        assert rate.value == pytest.approx(float(mpmath.mpf("0.01") ** (mpmath.mpf(1) / 50)), rel=1e-15, abs=0)
    half_life = solve_epoch(Exponential(lr=1, rate=0.95), Goal(0.5))
    assert half_life.value == 14
    assert half_life.exact == pytest.approx(math.log(0.5) / math.log(0.95), rel=1e-14, abs=0)
    root_ = solve_parameter(
        lambda x: InverseSqrt(lr=1, timescale=x), InverseSqrt.parameters["timescale"], epoch=300, target=0.5
    )
    assert root_.value == pytest.approx(100, rel=1e-15)


def test_epochs_far_away() -> None:
    """An epoch in the millions is found, to the epoch."""
    solution = solve_epoch(Exponential(lr=0.1, rate=0.999999), Goal(1e-9))
    assert solution.value == math.ceil(math.log(1e-8) / math.log(0.999999))


@pytest.mark.parametrize(
    ("schedule", "target"),
    [
        (Exponential(lr=0.1, rate=0.9), 0.0),  # it never gets there, though doubles end
        (Cosine(lr=0.1, lr_min=0.01, t_max=5), 0.005),
        (Linear(lr=0.1, lr_end=0.2, over=5), 0.3),
    ],
)
def test_no_epoch(schedule: Schedule, target: float) -> None:
    """A target that the curve never reaches has no epoch."""
    with pytest.raises(NoSolutionError):
        solve_epoch(schedule, Goal(target))


def test_a_jump_is_no_answer() -> None:
    """A step that jumps over the target does not meet it at the jump, whatever is asked for but the epoch."""
    with pytest.raises(NoSolutionError):
        solve_parameter(lambda x: Step(lr=0.1, rate=0.5, every=x), Step.parameters["every"], epoch=25, target=0.03)
    assert solve_epoch(Step(lr=0.1, rate=0.5, every=10), Goal(0.03)).exact is None


def test_beyond_the_doubles() -> None:
    """An epoch is found though the curve overflows soon after it."""
    assert solve_epoch(Exponential(lr=1, rate=10), Goal(1e308)).value == 308


def test_intervals_have_a_round_answer() -> None:
    """Where an interval answers, its roundest number is given, and the interval is said."""
    solution = solve_parameter(
        lambda x: Step(lr=0.1, rate=0.5, every=x), Step.parameters["every"], epoch=25, target=0.025
    )
    assert (solution.value, solution.others) == (10.0, "any above 8.33333 and up to 12.5")
    anything = solve_parameter(
        lambda x: Exponential(lr=0.1, rate=x), Exponential.parameters["rate"], epoch=0, target=0.1
    )
    assert (anything.value, anything.others) == (1.0, "any")


def test_several_answers() -> None:
    """Of several answers the largest is given, and that there are more is said."""
    solution = solve_parameter(
        lambda x: Cosine(lr=1, t_max=x, periodic=True), Cosine.parameters["t_max"], epoch=10, target=0.25
    )
    assert solution.value == pytest.approx(15, rel=1e-15)
    assert solution.others == "7.5 and more"
    ramp = solve_epoch(Warmup(schedule=Exponential(lr=1, rate=0.5), warmup=4), Goal(0.5))
    assert (ramp.value, ramp.others) == (5, "epoch 2 on the ramp")


def test_intervals_of_negative_numbers() -> None:
    """Where all numbers below one answer, the roundest of them is given, and what they are is said."""
    solution = solve_parameter(lambda x: Tanh(lr=1, t_max=100, lower=x), Tanh.parameters["lower"], epoch=1, target=1.0)
    assert solution.others.startswith("any below -1")
    assert solution.value == float(f"{solution.value:.1g}")
    assert Tanh(lr=1, t_max=100, lower=solution.value)(1) == 1.0


@pytest.mark.parametrize(
    ("low", "high", "roundest"),
    [(8.3, 12.5, 10), (0.21, 0.29, 0.21), (-8.7, -7.3, -8), (3.141, 3.152, 3.15), (0, 5, 1), (-1, 0.5, 0)],
)
def test_roundest(low: float, high: float, roundest: float) -> None:
    """The roundest number of an interval has the fewest digits."""
    assert _roundest(low, high, None) == roundest


def test_values_that_make_no_schedule() -> None:
    """Between two values an answer is looked for only where all values make a schedule."""
    hole = _Search(lambda x: None if 1 < x < 2 else x - 1.5, 1.0)
    assert hole.between(0, 3) is None
    tried = [(1.1, 0.4), (1.45, 0.05), (1.6, 0.1)]
    assert _Search(lambda x: None if 1.2 < x < 1.4 else abs(x - 1.5), 1.0).answers(tried) == []
    assert _Search(lambda x: abs(x - 1.5), 1.0).answers(tried) == pytest.approx([1.5], rel=1e-12)


# --- the command line ---


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("exponential --lr 0.1 --epoch 50 --target 0.001", "rate = 0.9120108393559098"),
        ("step --lr 0.1 --rate 0.5 --every 10 --target 0.01", "epoch = 40"),
        ("polynomial --lr 0.1 --max-epochs 50 --epoch 25 --target 0.025", "power = 2"),
        ("cosine --lr 0.1 --t-max 50 --epoch 25 --target 0.075 --for lr-min", "lr_min = 0.05"),
        ("cosine --lr 0.1 --t-max 50 --epoch 25 --target 0.075 --for --eta_min", "lr_min = 0.05"),
        # the article's exercises, backwards
        ("step --rate 0.5 --every 10 --epoch 20 --target 0.025", "lr = 0.1"),
        ("step --lr 0.1 --every 10 --epoch 30 --target 0.0125", "rate = 0.5"),
        ("step --lr 0.1 --rate 0.5 --epoch 20 --target 0.025", "every = 10"),
        ("step --lr 0.1 --rate 0.5 --every 10 --target 0.0125", "epoch = 30"),
        ("cosine --lr 0.1 --lr-min 0.001 --epoch 10 --target 0.0905463412215599", "t_max = 50"),
        ("cosine --lr 0.1 --lr-min 0.001 --t-max 50 --target 0.001", "epoch = 50"),
        ("cosine --lr-min 0.001 --t-max 50 --epoch 10 --target 0.0905463412215599", "lr = 0.1"),
        ("polynomial --lr 0.1 --power 2 --epoch 9 --target 0.06724", "max_epochs = 50"),
        ("polynomial --lr 0.1 --max-epochs 50 --power 2 --target 0.064", "epoch = 10"),
        ("polynomial --lr 0.1 --max-epochs 50 --power 2 --target 0", "epoch = 50"),
        ("exponential --lr 0.1 --epoch 3 --target 0.0857375", "rate = 0.95"),
        ("exponential --rate 0.95 --epoch 3 --target 0.0857375", "lr = 0.1"),
    ],
)
def test_the_missing_one(line: str, answer: str) -> None:
    """The answer stands in the first line, and is met by the row below."""
    result = lrcalc(f"solve {line}")
    assert result.exit_code == 0
    name, _, number = answer.partition(" = ")
    first = result.stdout.splitlines()[0].split(",")[0].split(" = ")
    assert first[0] == name
    assert float(first[1]) == pytest.approx(float(number), rel=1e-12)
    if "for" not in line and "cosine" not in line:
        assert " = ".join(first) == answer


def test_json() -> None:
    """JSON has the unknown, its value, the schedule that it completes, and the check."""
    document = json.loads(lrcalc("solve exponential --lr 0.1 --epoch 50 --target 0.001 --json").stdout)
    assert [*document] == ["unknown", "value", "schedule", "parameters", "check"]
    assert document["unknown"] == "rate"
    assert document["parameters"] == {"lr": 0.1, "rate": document["value"]}
    assert document["check"] == {"epoch": 50, "lr": pytest.approx(0.001, rel=1e-14)}
    assert Exponential(**document["parameters"])(50) == document["check"]["lr"]


def test_other_formats() -> None:
    """The other formats have the row, its columns named by the unknown."""
    line = "step --lr 0.1 --rate 0.5 --every 10 --target 0.01"
    assert lrcalc(f"solve {line} --csv").stdout == "epoch,lr\n40,0.00625\n"
    assert lrcalc(f"solve {line} -f jsonl").stdout == '{"schedule": "step", "epoch": 40, "lr": 0.00625}\n'
    assert "lr(40) = 0.1 · 0.5^⌊40 / 10⌋ = 0.00625\n" in lrcalc(f"solve {line} -f work").stdout
    assert "| 40 | 0.00625 |\n" in lrcalc(f"solve {line} -f markdown").stdout
    assert (
        lrcalc("solve step --rate 0.5 --every 10 --epoch 20 --target 0.025 --csv").stdout
        == "initial_lr,epoch,lr\n0.1,20,0.025\n"
    )
    exact = lrcalc("solve linear --lr 1 --over 10 --target 0.45 --csv").stdout
    assert exact.startswith("epoch,exact_epoch,lr\n6,5.5,")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("exponential --lr 0.1 --epoch 50 --target 0", "no rate in (0, ∞) brings 0.1 to 0 at epoch 50."),
        ("exponential --lr 0.1 --rate 0.9 --target 0", "no epoch brings 0.1 to 0."),
        ("step --lr 0.1 --rate 0.5 --epoch 25 --target 0.03", "no every in (0, ∞) brings 0.1 to 0.03 at epoch 25."),
        (
            "cosine --lr 0.1 --t-max 50 --epoch 10 --target 0.09 --for lr-min",
            "no lr_min in [0, ∞) brings 0.1 to 0.09 at",
        ),
        ("exponential --rate 0.9 --epoch 5 --target 0", "no lr in (0, ∞) brings the learning rate to 0 at epoch 5."),
    ],
)
def test_no_answer(line: str, sentence: str) -> None:
    """Where nothing answers the program ends with 1 and says so in the problem's own words."""
    result = lrcalc(f"solve {line}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "exponential --lr 0.1 --rate 0.9 --epoch 5 --target 0.05",
            "Nothing is missing: leave out the number to compute, or ask for one that has a default: --for every",
        ),
        (
            "cosine --lr 1 --t-max 5 --epoch 1 --target 0.5",
            "or ask for one that has a default: --for lr-min or --for exponent or --for k-decay.",
        ),
        (
            "exponential --lr 0.1 --target 0.05",
            "More than one number is missing: --rate and --epoch. Give all but one.",
        ),
        ("cosine --lr 1 --epoch 1 --target 0.5 --for lr-min", "More than one number is missing: --lr-min and --t-max."),
        ("exponential --lr 0.1 --rate 0.9", "Missing option '--target', or '--below' or '--above'."),
        ("exponential --lr 0.1 --rate 0.9 --target nan", "'--target': nan is not a finite number."),
        ("exponential --lr 0.1 --rate 0.9 --target -1", "'--target': -1 is not a number 0 or greater."),
        ("exponential --lr 0.1 --epoch -1 --target 1", "'--epoch': -1 is not a number 0 or greater."),
        ("exponential --lr -1 --epoch 3 --target 0.1", "'--lr': -1 is not a number greater than 0."),
        ("exponential --lr 0.1 --rate 0.9 --target 1 --for foo", "--for foo: exponential has no such number; it has"),
        ("exponential --lr 0.1 --rate 0.9 --target 1 --for rate", "--rate is the unknown: leave it out."),
        ("multistep --lr 0.1 --rate 0.5 --target 0.01 --epoch 3", "--milestones cannot be the unknown"),
        ("cosine --lr 0.1 --lr-min 0.2 --target 0.01 --epoch 3", "'--lr-min': 0.2 is above lr"),
        ("cosin --lr 0.1", "No such command 'cosin'. Did you mean 'cosine'?"),
        (
            "formula 'lr0 / (1 + k * epoch)' --set lr0=1 --set k=1 --epoch 3 --target 1",
            "Nothing is missing: give all names",
        ),
        (
            "formula 'lr0 / (1 + k * epoch)' --set lr0=1 --target 1",
            "More than one number is missing: k and epoch: give all",
        ),
        ("formula 'k * epoch' --epoch -1 --target 1", "'--epoch': -1 is not a number 0 or greater."),
        (
            "formula 'k * epoch' --target 1 --set k",
            "--set k: a name, =, and its number are needed, as in --set k=0.01.",
        ),
        ("formula --target 1 --epoch 3", "Missing argument 'FORMULA'."),
    ],
)
def test_bad_question(line: str, sentence: str) -> None:
    """A question that is none ends with 2 and the rule."""
    result = lrcalc(f"solve {line}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_restarts_count_and_whole_numbers() -> None:
    """A whole number is found as one."""
    target = OneCycle(lr_max=1, total=57)(10)
    document: dict[str, Any] = json.loads(
        lrcalc(f"solve one-cycle --lr-max 1 --epoch 10 --target {target!r} --json --for total").stdout
    )
    assert isinstance(document["value"], int)
    assert document["check"]["lr"] == pytest.approx(target, rel=1e-12)


@pytest.mark.parametrize(
    ("line", "epoch", "exact", "others"),
    [
        ("step --lr 0.1 --rate 0.1 --every 30 --target 1e-3", 60, None, None),
        ("step --lr 0.1 --rate 0.1 --every 30 --below 1e-3", 90, None, None),
        ("linear --lr 1 --over 10 --below 0.5", 6, None, None),
        ("linear --lr 0 --lr-end 1 --over 10 --above 0.45", 5, 4.5, None),
        ("linear --lr 0 --lr-end 1 --over 10 --target 0.5", 5, None, None),
        ("linear --lr 0 --lr-end 0.1 --over 10 --target 0", 0, None, None),
        ("noam --d-model 512 --warmup-steps 4000 --target 0.00034938562148434", 16000, None, "epoch 2000 on the ramp"),
        ("cyclic --lr 0 --lr-max 1 --up 10 --target 0.5", 15, None, "epoch 5 on the ramp; epoch 25, when the curve is there again"),
        ("linear --lr 0.1 --over 110 --warmup 10 --target 0.05", 60, None, "epoch 5 on the ramp"),
        ("cosine --lr 0.1 --t-max 55 --warmup 5 --target 0.05", 30, None, "epoch 3 on the ramp"),
        ("cosine --lr 0.1 --t-max 55 --warmup 5 --target 0.05 --after 0", 3, 2.5, "epoch 30, when the curve is there again"),
        ("cosine --lr 1 --lr-min 0.5 --t-max 20 --warmup 5 --target 0.2", 1, None, None),  # on the ramp alone
        ("formula '0.1 / (1 + k * epoch)' --set k=0.1 --target 0.05", 10, None, None),
        ("formula '0.1 / (1 + k * epoch)' --set k=0.1 --target 5", None, None, "no epoch brings the formula to 5."),
        ("exponential --lr 0.1 --rate 0.5 --warmup 4 --target 0.2 --after 2", None, None, "from epoch 2 on"),
        ("step --lr 0.1 --rate 0.5 --every 10 --above 0.05", 0, None, "epoch 10, when the curve is there again"),
        ("step --lr 0.1 --rate 0.5 --every 10 --above 0.2", None, None, "no epoch brings 0.1 above 0.2."),
    ],
)  # fmt: skip
def test_which_epoch(line: str, epoch: int | None, exact: float | None, others: str | None) -> None:
    """Below and above are strict; past a first rise the falling side is meant, and the note names the rising one."""
    result = lrcalc(f"solve {line} --json")
    if epoch is None:
        assert (result.exit_code, result.stdout) == (1, "")
        assert str(others) in result.stderr
        return
    document = json.loads(result.stdout)
    assert document["value"] == epoch
    assert document.get("exact_epoch") == (None if exact is None else pytest.approx(exact, rel=1e-12))
    assert document.get("others") == others


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "exponential --lr 1 --rate 0.5 --target 0.1 --below 0.1",
            "--target and --below are both given: leave one of them",
        ),
        ("exponential --lr 1 --epoch 5 --below 0.1", "--below is for an epoch, and --rate is missing, too."),
        ("exponential --lr 1 --epoch 5 --target 0.1 --after 3", "--after is for an epoch, and --rate is missing, too."),
        ("formula 'k * epoch' --epoch 5 --below 0.1", "--below is for an epoch, and k is missing, too."),
        ("formula 'k * epoch' --epoch 5 --target 1 --after 3", "--after is for an epoch, and k is missing, too."),
        ("exponential --lr 1 --rate 0.5 --above -1", "'--above': -1 is not a number 0 or greater."),
        (
            "exponential --lr 1 --rate 0.5 --target 0.1 --after -1",
            "'--after': '-1' is not a whole number of at least 0.",
        ),
    ],
)
def test_bad_goal(line: str, sentence: str) -> None:
    """One goal is asked, of an epoch where it is not to be met exactly."""
    result = lrcalc(f"solve {line}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("schedule", "name"),
    [(schedule, name) for schedule in SOLVABLE for name in schedule.inverses],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_formulas_turned_round(schedule: Schedule, name: str) -> None:
    """What is derived by hand comes to the number that the schedule was made with."""
    epoch = 20
    turned = describe.derivation(schedule, name, epoch, schedule(epoch))
    assert turned is not None
    own = schedule.schedule if isinstance(schedule, Warmup) else schedule
    hidden = epoch if name == "epoch" else getattr(own, name)
    assert evaluate(turned[1]) == pytest.approx(hidden, rel=1e-12)
    words = {*re.findall(r"[a-z_]\w*", turned[0])} - {"log", "acos", "cos", "min"}
    assert words <= {*own.parameters, *own.symbols, "epoch", "target", "warmup"} - {name} | {"warmup", "lr_min"}


def test_the_algebra() -> None:
    """The working turns the formula round with its numbers, and checks the answer forwards."""
    work = printed("solve exponential --lr 0.1 --epoch 50 --target 0.001 -f work").splitlines()
    assert work[:5] == [
        "rate = (target / lr)^(every / epoch)",
        "rate = (0.001 / 0.1)^(1 / 50) ≈ 0.912011",
        "",
        "check:",
        "lr(50) = 0.1 · 0.9120108393559098^50 = 0.001",
    ]
    epoch = printed("solve exponential --lr 0.1 --rate 0.95 --target 1e-4 -f work").splitlines()
    assert epoch[1:3] == [
        "epoch = log(0.0001 / 0.1) / log(0.95) ≈ 134.672",
        "the first whole epoch from there on is 135",
    ]
    behind = printed("solve exponential --lr 0.1 --warmup 5 --epoch 15 --target 0.05 -f work").splitlines()
    assert behind[:2] == [
        "rate = (target / lr)^(every / (epoch − warmup))",
        "rate = (0.05 / 0.1)^(1 / (15 − 5)) ≈ 0.933033",
    ]
    at_the_start = lrcalc("solve exponential --lr 0.1 --epoch 0 --target 0.1 -f work")  # (0.1 / 0.1)^(1 / 0) is none
    assert at_the_start.stdout.startswith("rate = 1, found numerically, by bisection\n")
    assert at_the_start.stderr == "note: other answers: any.\n"
    tried = printed("solve tanh --lr 1 --t-max 5 --epoch 2 --target 0.3 --for lower -f work").splitlines()
    assert re.fullmatch(r"lower = -1\.2939184496773\d*, found numerically, by bisection", tried[0])
    cyclic = lrcalc("solve cyclic --lr 0 --lr-max 1 --up 10 --target 0.5 -f work").stdout.splitlines()
    assert cyclic[0] == "epoch = 15, found by trying one epoch after another"


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (
            "step --lr 0.1 --rate 0.5 --every 10 --target 0.1",
            "epoch 0 the rate is at the target; it is below it from epoch 10",
        ),
        (
            "step --lr 0.1 --rate 0.5 --every 10 --warmup 4 --target 0.05",
            "epoch 10 the rate is at the target; it is below it from epoch 20",
        ),
    ],
)
def test_where_the_target_is_left(line: str, note: str) -> None:
    """Where the rate stays at the target, the epoch at which it is beyond it is told, behind the answer."""
    assert note in lrcalc(f"solve {line}").stderr


@pytest.mark.parametrize(
    ("line", "epoch", "exact"),
    [
        ("linear --lr 0.1 --over 10 --warmup 4 --target 0.1", 4, None),
        ("step --lr 0.1 --rate 0.5 --every 10 --warmup 4 --target 0.1", 4, None),
        ("step --lr 0.1 --rate 0.5 --every 10 --warmup 4 --below 0.1", 10, None),
        ("linear --lr 0.1 --over 6 --warmup 4 --target 0.07", 5, 4.6),
    ],
)
def test_the_peak_behind_a_ramp(line: str, epoch: int, exact: float | None) -> None:
    """The peak's own rate is reached at the end of the ramp; what is lower, behind the peak."""
    document = json.loads(lrcalc(f"solve {line} --json").stdout)
    assert document["value"] == epoch
    known = {} if exact is None else {"exact_epoch": pytest.approx(exact, rel=1e-9)}
    assert {name: value for name, value in document.items() if name == "exact_epoch"} == known


def test_two_answers_and_no_more() -> None:
    """Of k (1 − k) = 0.16 the answers are 0.2 and 0.8."""
    result = lrcalc("solve formula 'k * (1 - k) + 0 * epoch' --epoch 1 --target 0.16")
    assert result.stdout.startswith("k = 0.8\n")
    assert "other answers: 0.2.\n" in result.stderr

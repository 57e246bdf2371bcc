"""The working: arithmetic that anybody can check, and its notation."""

import math
import re

import pytest

from lrcalc import Schedule, describe
from lrcalc.notation import evaluate, waves_worked_out
from tests.cases import ALL
from tests.program import lrcalc, printed

EPOCHS = [0, 1, 2, 3, 5, 8, 10, 13, 21, 34, 50, 60, 2.5]


def by_python(text: str) -> float:
    """Evaluate our notation another way: spelled as Python."""
    spelled = re.sub(r"(?<=[)\d½]) (?=[(½])", " * ", text)
    for ours, python in {
        "−": "-", "·": "*", "½": "0.5", "π": "math.pi", "⌊": "math.floor(", "⌋": ")",
        "√": "math.sqrt", "cos": "math.cos", "tanh": "math.tanh", "^": "**",
    }.items():  # fmt: skip
        spelled = spelled.replace(ours, python)
    return float(eval(spelled, {"math": math, "min": min}))


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_the_printed_arithmetic_is_the_value(schedule: Schedule) -> None:
    """At every epoch the formula with its numbers, evaluated, is the learning rate."""
    for epoch in EPOCHS:
        try:
            lr = schedule(epoch)
        except OverflowError:
            continue
        text = describe.working(schedule, epoch)
        scale = max(lr, schedule(0), 1e-3)
        assert "{" not in text
        assert by_python(text) == pytest.approx(lr, rel=1e-12, abs=1e-14 * scale)
        assert evaluate(text) == pytest.approx(by_python(text), rel=1e-14, abs=1e-16 * scale)
        assert evaluate(waves_worked_out(text, 17)[0]) == pytest.approx(lr, rel=1e-12, abs=2e-14 * scale)


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_every_symbol_has_its_meaning(schedule: Schedule) -> None:
    """The legend names every letter of the formulas."""
    legend = describe.legend(schedule)
    explained = {line.strip().partition(":")[0] for line in legend if line.startswith("  ")}
    formulas = " ".join(line.partition("=")[2] for line in legend if not line.startswith("  "))
    used = set(re.findall(r"[a-z_]\w*", formulas)) - {"cos", "tanh", "min", "max", "epoch"}
    assert used <= explained


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 · 3", 7),
        ("2 · 3^2", 18),
        ("2^3^2", 512),
        ("2^−1", 0.5),
        ("−2^2", -4),
        ("(1 + 2) (3 + 4)", 21),
        ("½ (1 + cos(π · 1 / 3))", 0.75),
        ("6 / 2 / 3", 1),
        ("1 − 2 − 3", -4),
        ("0.5^⌊25 / 10⌋", 0.25),
        ("√(16) · min(2, 3)", 8),
        ("max(0.01, 2 · 0.5^9)", 0.01),
        ("1e-05 · 2", 2e-5),
        ("tanh(−7 · 0)", 0),
    ],
)
def test_notation(text: str, value: float) -> None:
    """The notation means what a textbook means by it."""
    assert evaluate(text) == pytest.approx(value, rel=1e-15, abs=1e-15)


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "foo(1)", "__import__('os')", "1 2", "cos 1"])
def test_not_our_notation(text: str) -> None:
    """What is not an expression is refused, never run."""
    with pytest.raises((ValueError, IndexError)):
        evaluate(text)


def test_work_of_a_step() -> None:
    """A row's working is its formula with the numbers, and the result."""
    assert printed("step --lr 0.1 --rate 0.5 --every 10 --at 10,25 -f work") == (
        "lr(10) = 0.1 · 0.5^⌊10 / 10⌋ = 0.05\n"
        "lr(25) = 0.1 · 0.5^⌊25 / 10⌋ = 0.025\n"
        "\n"
        "lr(epoch) = lr · rate^⌊epoch / every⌋\n"
        "  lr: Initial learning rate\n"
        "  rate: Factor at each drop\n"
        "  every: Epochs between drops\n"
    )


def test_rounded_and_exact() -> None:
    """A result that is rounded stands after ≈, though no wave is in it; with all its digits it stands after =."""
    line = "exponential --lr 0.1 --rate 0.95 --at 9 -f work"
    assert printed(line).startswith("lr(9) = 0.1 · 0.95^9 ≈ 0.0630249\n")
    assert printed(f"{line} --digits 17").startswith("lr(9) = 0.1 · 0.95^9 = 0.0630249409724609")


def test_work_of_a_cosine() -> None:
    """A cosine is shown worked out; a number that is rounded stands after ≈, an exact one after =."""
    lines = lrcalc("cosine --lr 0.1 --lr-min 0.001 --t-max 50 --at 10,25,60 -f work").stdout.splitlines()
    formula = "0.001 + ½ (0.1 − 0.001)"
    assert lines[0] == f"lr(10) = {formula} (1 + cos(π · 10 / 50)) ≈ {formula} (1 + 0.809017) ≈ 0.0905463"
    assert lines[1] == f"lr(25) = {formula} (1 + cos(π · 25 / 50)) = {formula} (1 + 0) = 0.0505"
    assert lines[2] == "lr(60) = 0.001"


def test_work_of_a_warm_up() -> None:
    """During a warm-up the ramp is shown, then the schedule on its own clock."""
    lines = printed("exponential --lr 0.1 --rate 0.95 -n 5 --warmup 2 -f work").splitlines()
    assert lines[1] == "lr(1) = 0 + (0.1 − 0) · (1 / 2) = 0.05"
    assert lines[3] == "lr(3) = 0.1 · 0.95^(3 − 2) = 0.095"
    assert "before epoch 2: warmup_lr + (first − warmup_lr) · (epoch / warmup)" in lines


def test_work_of_steps_and_exercises() -> None:
    """Steps are named as such; an exercise is shown with its command."""
    assert printed("step --lr 1 --rate 0.5 --every 2 --steps-per-epoch 2 --at 5 -f work").startswith(
        "lr(step 5) = 1 · 0.5^⌊2.5 / 2⌋ = 0.5\n"
    )
    work = printed("examples polynomial -f work")
    assert work.startswith("Decay from 0.1 over 50 epochs with power 2")
    assert "lr(9) = (0.1 − 0) · (1 − 9 / 50)^2 + 0 = 0.06724\n" in work

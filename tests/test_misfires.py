"""What a framework does where it is hardly meant: the same curve, with a note; or the exception that it raises.

``realcode/misfires.json`` holds lines of code with the rates of the real PyTorch optimizer, stepped, or the exception.
"""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from lrcalc import ReadingError, read
from lrcalc.files.saved import schedule_of
from tests.program import lrcalc

ENTRIES = json.loads((Path(__file__).parent / "realcode" / "misfires.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["code"])
def test_recorded_misfire(entry: dict[str, Any]) -> None:
    """The rates are PyTorch's, to the last bits of the largest; where it raises, lrcalc says what."""
    if "raises" in entry:
        with pytest.raises(ReadingError, match=f"PyTorch raises {entry['raises']}"):
            read(entry["code"], entry["framework"], entry["lr"])
        return
    schedule = read(entry["code"], entry["framework"], entry["lr"]).schedule
    assert schedule_of(json.loads(json.dumps(schedule.data()))) == schedule
    largest = max(map(abs, entry["values"]))
    own = [schedule(epoch) for epoch in range(len(entry["values"]))]
    assert all(abs(rate - true) <= 1e-12 * largest for rate, true in zip(own, entry["values"], strict=True))


# Values of the real frameworks (Keras 3.15, Optax 0.2.8, Transformers 5.23, timm 1.0.31), or of their documented code.
@pytest.mark.parametrize(
    ("framework", "code", "lr", "values", "note"),
    [
        ("keras", "CosineDecay(0, 1000, warmup_target=0.1, warmup_steps=1000)", None, {0: 0, 500: 0, 1500: 0}, "whole numbers"),
        ("keras", "ExponentialDecay(1, 10, 0.5)", None, {0: 1, 1: 0, 50: 0}, "1.0 was probably meant"),
        ("keras", "InverseTimeDecay(1, 10, 0.5)", None, {0: 1, 50: 1}, "whole numbers"),
        ("keras", "CosineDecay(1, 100)", None, {0: 1, 50: 0.5 * (1 + math.cos(1.5))}, "whole numbers"),
        ("keras", "PolynomialDecay(1, 50)", None, {0: 1, 25: 0.5, 60: 0}, "whole numbers"),
        ("optax", "exponential_decay(0.0003, 10, 1.0, end_value=3e-05)", None, {0: 3e-05, 40: 3e-05}, "bounds the rate"),
        ("optax", "exponential_decay(1.0, 2, 1.0, end_value=0.5)", None, {0: 0.5, 9: 0.5}, "bounds the rate"),
        ("optax", "warmup_exponential_decay_schedule(0.0, 0.1, 10, 5, 0.5, end_value=0.2)", None, {1: 0.01, 10: 0.2}, ""),
        ("optax", "cosine_decay_schedule(-1e-3, 1000)", None, {0: -1e-3, 500: -5e-4, 1000: 0}, ""),
        ("optax", "warmup_constant_schedule(0.01, 0.1, 0)", None, {0: 0.01, 50: 0.01}, "0.1 was probably meant"),
        ("optax", "warmup_cosine_decay_schedule(0.0, 0.1, 10, 110, end_value=0.2)", None, {10: 0.1, 60: 0.15, 110: 0.2}, "rises"),
        ("transformers", "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 0, 10, num_cycles=6)", 0.1, {5: 0.1}, ""),
        (
            "transformers", "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 0, 100, num_cycles=2.5)", 0.01,
            {1: 0.005 * (1 + math.cos(math.pi * 0.025)), 40: 0.01, 100: 0}, "is not whole",
        ),
        (
            "transformers", "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 0, 100, num_cycles=0.5)", 0.01,
            {50: 0.005 * (1 + math.cos(math.pi * 0.25))}, "is not whole",
        ),
        (
            "transformers",
            "get_cosine_with_min_lr_schedule_with_warmup_lr_rate(optimizer, 1, 101, min_lr=0.0, warmup_lr_rate=0.3)", 0.1,
            {0: 0.03, 1: 0.05 * (1 + math.cos(math.pi * 0.01))}, "",
        ),
        (  # a later part starts by its closed form, as live PyTorch shows
            "torch", "SequentialLR(optimizer, [StepLR(optimizer, 5), ConstantLR(optimizer, total_iters=0)], milestones=[3])",
            0.1, {2: 0.1, 3: 0.1, 9: 0.1}, "",
        ),
        ("optax", "warmup_cosine_decay_schedule(0.0, 0.1, 0, 10)", None, {0: 0.1, 5: 0.05, 10: 0}, ""),
        ("timm", "CosineLRScheduler(optimizer, t_initial=10, lr_min=1e-3, cycle_decay=0.5, cycle_limit=10)", 0.1, {80: 0.000390625}, ""),
        ("timm", "TanhLRScheduler(optimizer, t_initial=10)", 0.1, {0: 0.1, 5: 0.05 * (1 - math.tanh(-2))}, "constructor"),
        ("timm", "MultiStepLRScheduler(optimizer, [1, 5], 0.5)", 0.1, {0: 0.1, 1: 0.05, 4: 0.025}, "constructor"),
        ("keras", "ExponentialDecay(-1.0, 10, 0.5)", None, {0: -1, 10: -0.5}, ""),
        ("keras", "CosineDecay(-1.0, 100)", None, {0: -1, 50: -0.5, 100: 0}, ""),
        ("keras", "CosineDecay(1.0, 100, alpha=2.0)", None, {0: 1, 50: 1.5, 100: 2}, ""),
        ("optax", "polynomial_schedule(-1.0, 1.0, 2, 10)", None, {0: -1, 5: 0.5, 10: 1}, ""),
        ("optax", "exponential_decay(-1.0, 10, 0.5)", None, {0: -1, 10: -0.5}, ""),
        ("optax", "exponential_decay(-1.0, 10, 0.5, end_value=-0.25)", None, {0: -0.25, 10: -0.25, 30: -0.125}, ""),
        ("optax", "exponential_decay(0.5, 10, 0.5, end_value=0.5)", None, {0: 0.5, 20: 0.5}, ""),
        ("optax", "cosine_decay_schedule(0.0, 10)", None, {0: 0, 5: 0}, ""),
        ("optax", "warmup_constant_schedule(-0.1, 0.1, 10)", None, {0: -0.1, 5: 0, 10: 0.1, 20: 0.1}, ""),
        ("optax", "linear_schedule(-0.1, -0.1, 10)", None, {0: -0.1, 20: -0.1}, ""),
        (
            "timm", "TanhLRScheduler(optimizer, t_initial=10, lr_min=0.05, cycle_decay=0.1, cycle_limit=2)", 0.1,
            {15: 0.05 - 0.02 * (1 - math.tanh(-2)), 25: 0.05}, "",
        ),
        (
            "timm", "PolyLRScheduler(optimizer, t_initial=10, power=1.0, lr_min=0.05, cycle_decay=0.1, cycle_limit=2)", 0.1,
            {5: 0.075, 15: 0.03, 25: 0.05}, "",
        ),
        (
            "timm", "CosineLRScheduler(optimizer, 10, lr_min=0.05, cycle_mul=2.0, cycle_decay=0.1, cycle_limit=2)", 0.1,
            {5: 0.075, 20: 0.03, 40: 0.05}, "logarithm falls short",
        ),
        ("torch", "LambdaLR(optimizer, [lambda e: 0.5 ** e, lambda e: 1])", 0.1, {0: 0.1, 1: 0.05}, "shows the first"),
        (
            "transformers", "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 0, 10, num_cycles=0)", 0.1,
            {0: 0.1, 9: 0.1, 10: 0}, "",
        ),
        (
            "transformers", "get_polynomial_decay_schedule_with_warmup(optimizer, 10, 5)", 0.1, {5: 0.05, 10: 1e-7},
            "lasts longer than the training",
        ),
        ("transformers", "get_wsd_schedule(optimizer, 2, 0, 10)", 0.1, {1: 0.05, 5: 0.1, 9: 0.1, 10: 0}, ""),
        ("timm", "StepLRScheduler(optimizer, decay_t=3.6, decay_rate=0.5)", 1.0, {17: 0.0625, 18: 0.5 ** (18 // 3.6)}, ""),
    ],
)  # fmt: skip
def test_misfire(framework: str, code: str, lr: float | None, values: dict[int, float], note: str) -> None:
    """The curve is the framework's own, and a note says what was probably meant."""
    reading = read(code, framework, lr)
    assert {epoch: reading.schedule(epoch) for epoch in values} == pytest.approx(values, rel=1e-12, abs=1e-15)
    assert note in " ".join(reading.notes)


CYCLE = "from torch 'OneCycleLR(optimizer, 0.1, total_steps=100{})'"


@pytest.mark.parametrize(
    ("more", "rate"),
    [
        ("", 5.074647154757325e-05),
        (", anneal_strategy='linear'", -0.001428165714285709),
        (", three_phase=True, pct_start=0.4", 2.2736113714987978e-05),
    ],
)
def test_one_cycle_past_its_end(more: str, rate: float) -> None:
    """One step past its end the rate is PyTorch's (2.13), noted; a step more is refused, for PyTorch raises there."""
    line = CYCLE.format(more.replace("'", '"'))
    run = lrcalc(f"{line} --at 100 --json")
    assert json.loads(run.stdout)["rows"][0]["lr"] == pytest.approx(rate, rel=1e-12)
    assert "epoch 100 is one past the end" in run.stderr
    refused = lrcalc(f"{line} -n 102")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "at step 101 PyTorch raises ValueError" in refused.stderr
    assert "next" not in json.loads(lrcalc(f"{line} --json").stdout)


def test_milestones_before_the_start() -> None:
    """A milestone before epoch 0 is refused in the user's words."""
    with pytest.raises(ReadingError, match="SequentialLR: milestones must be 0 or greater, not -1"):
        read("SequentialLR(optimizer, [LinearLR(optimizer), StepLR(optimizer, 2)], milestones=[-1])", "torch", 0.1)


def test_a_milestone_that_is_never_reached() -> None:
    """A milestone that is not whole is said; behind a floor that is above the rate it is refused."""
    code = (
        "SequentialLR(optimizer, [MultiStepLR(optimizer, [2]), CosineAnnealingLR(optimizer, 9, {})], milestones=[3.5])"
    )
    (note,) = read(code.format(0), "torch", 0.1).notes
    assert note.startswith("SequentialLR never reaches milestone 3.5, which is not whole")
    with pytest.raises(ReadingError, match=r"never reaches milestone 3\.5"):
        read(code.format(0.05), "torch", 0.1)


def test_a_negative_rate_is_noted() -> None:
    """A rate below 0 comes with a note of its own."""
    run = lrcalc("from 'optax.cosine_decay_schedule(-1e-3, 1000)' -n 2 --csv")
    assert run.stdout.splitlines()[:2] == ["step,lr", "0,-0.001"]
    assert "note: the rate is first negative at step 0: -0.001." in run.stderr


@pytest.mark.parametrize(
    ("framework", "code", "sentence"),
    [
        ("keras", "PiecewiseConstantDecay([5], [1, 0.5])", "whole numbers beside others in values"),
        ("optax", "cosine_decay_schedule(1.0, 0)", "requires positive decay_steps, got 0"),
        ("transformers", "get_polynomial_decay_schedule_with_warmup(optimizer, 1, 5, lr_end=0.5)", "must be smaller than initial lr"),
        ("torch", "StepLR(optimizer, 0)", "PyTorch raises ZeroDivisionError"),
        (
            "torch", "SequentialLR(optimizer, [StepLR(optimizer, 5), LinearLR(optimizer, total_iters=0)], milestones=[3])",
            "divides by total_iters, which is 0",
        ),
        (
            "torch",
            "SequentialLR(o, [SequentialLR(o, [SequentialLR(o, [StepLR(o, 5)], []), StepLR(o, 5)], [2]), StepLR(o, 5)], [3])",
            "a SequentialLR within a SequentialLR within another is not read",
        ),
    ],
)  # fmt: skip
def test_a_misfire_that_raises(framework: str, code: str, sentence: str) -> None:
    """What the framework does not accept is refused, in its words or with the reason."""
    with pytest.raises(ReadingError) as caught:
        read(code, framework, 0.1)
    assert sentence in str(caught.value)

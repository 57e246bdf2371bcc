"""Curves recorded from the real frameworks, against the strategies that are to equal them.

``EXACT`` entries match bit for bit. The others are computed by the framework in another order of
operations, which costs last bits; they match to 1e-12 of the curve's peak. Why, by framework:

* torch and Paddle's CosineAnnealingDecay and LinearLR multiply step upon step (a recurrence); torch's
  and Paddle's CyclicLR find the place in the cycle as 1 + t/S − cycle, which loses digits;
* Keras divides steps in float32, so that a polynomial of 33.3 steps never ends (not compared); Optax and Keras scale the part above alpha, a share of the peak;
* Transformers divides by the length before it multiplies by π, and counts what is left for a line;
* Paddle multiplies the ramp of a warm-up before it divides, timm divides first, Optax interpolates.
"""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    Piecewise,
    Polynomial,
    Product,
    Schedule,
    Sequence,
    Step,
    Tanh,
    Warmup,
    Wsd,
)

FOLDER = Path(__file__).parent / "golden"
RECORDED = [
    entry
    for file in sorted(FOLDER.glob("*.json"))
    for entry in json.loads(file.read_text(encoding="utf-8"))
    if entry["precision"] == "float64"
]

Make = Callable[[dict[str, Any]], Schedule]


def warm(schedule: Schedule, epochs: float, lr: float = 0.0) -> Schedule:
    """Return a schedule with a warm-up, if it has one."""
    return Warmup(schedule=schedule, warmup=epochs, warmup_lr=lr) if epochs else schedule


def timm_cycles(p: dict[str, Any]) -> Schedule:
    """Return timm's cosine: cycles, one of them by default."""
    keys = {"t_initial": "t_0", "cycle_mul": "t_mult", "cycle_decay": "decay"}
    cycles = CosineRestarts(lr=p["lr"], cycles=p.get("cycle_limit", 1), **{keys[k]: p[k] for k in keys if k in p})
    return warm(cycles, p.get("warmup_t", 0), p.get("warmup_lr_init", 0.0))


def optax_cosine(p: dict[str, Any]) -> Schedule:
    """Return Optax's cosine, whose floor is a share of the peak."""
    return Cosine(
        lr=p["init_value"],
        lr_min=p["alpha"] * p["init_value"],
        t_max=p["decay_steps"],
        exponent=p["exponent"],
    )


# One row: framework and schedule, the strategy that equals it, which entries it is for, and bit for bit or not.
EXACT, CLOSE = True, False
Choose = Callable[[dict[str, Any]], bool]
TABLE: list[tuple[str, str, Make, Choose, bool]] = [
    ("torch", "StepLR", lambda p: Step(lr=p["lr"], rate=p["gamma"], every=p["step_size"]), lambda _: True, CLOSE),
    ("torch", "MultiStepLR", lambda p: Multistep(lr=p["lr"], rate=p["gamma"], milestones=tuple(sorted(p["milestones"]))), lambda _: True, CLOSE),
    ("torch", "ExponentialLR", lambda p: Exponential(lr=p["lr"], rate=p["gamma"]), lambda _: True, CLOSE),
    ("torch", "PolynomialLR", lambda p: Polynomial(lr=p["lr"], max_epochs=p["total_iters"], power=p["power"]), lambda _: True, CLOSE),
    ("torch", "LinearLR", lambda p: Linear(lr=p["lr"] * p["start_factor"], lr_end=p["lr"] * p["end_factor"], over=p["total_iters"]), lambda _: True, CLOSE),
    ("torch", "CosineAnnealingLR", lambda p: Cosine(lr=p["lr"], lr_min=p["eta_min"], t_max=p["T_max"], periodic=True), lambda p: p["T_max"] < 10_000, CLOSE),
    ("torch", "CosineAnnealingWarmRestarts", lambda p: CosineRestarts(lr=p["lr"], lr_min=p["eta_min"], t_0=p["T_0"], t_mult=p["T_mult"]), lambda _: True, EXACT),
    ("torch", "CyclicLR", lambda p: Cyclic(lr=p["base_lr"], lr_max=p["max_lr"], up=p["step_size_up"], down=p["step_size_down"], mode=p["mode"].replace("_", "-"), rate=p["gamma"]), lambda _: True, CLOSE),
    ("torch", "OneCycleLR", lambda p: OneCycle(lr_max=p["max_lr"], total=p["total_steps"], pct_start=p.get("pct_start", 0.3), div=p.get("div_factor", 25), final_div=p.get("final_div_factor", 1e4), three_phase=p.get("three_phase", False)), lambda _: True, EXACT),
    ("torch", "SequentialLR", lambda p: Sequence(parts=(Linear(lr=0.1 * p["lr"], lr_end=p["lr"], over=10), Cosine(lr=p["lr"], t_max=90, periodic=True)), switch=(10,)), lambda p: p["lr"] == 0.1 and p["milestones"] == [10], CLOSE),
    ("torch", "ChainedScheduler", lambda p: Product(parts=(Step(lr=p["lr"], rate=0.9, every=7), Step(lr=1, rate=0.8, every=11))), lambda p: p["lr"] == 0.01, CLOSE),
    ("keras", "ExponentialDecay", lambda p: Step(lr=p["initial_learning_rate"], rate=p["decay_rate"], every=p["decay_steps"], smooth=not p["staircase"]), lambda _: True, EXACT),
    ("keras", "InverseTimeDecay", lambda p: InverseTime(lr=p["initial_learning_rate"], rate=p["decay_rate"], every=p["decay_steps"], staircase=p["staircase"]), lambda _: True, EXACT),
    ("keras", "PolynomialDecay", lambda p: Polynomial(lr=p["initial_learning_rate"], max_epochs=p["decay_steps"], power=p["power"], lr_end=p["end_learning_rate"], cycle=p["cycle"]), lambda p: p["decay_steps"] % 1 == 0, CLOSE),
    ("keras", "CosineDecay", lambda p: Cosine(lr=p["initial_learning_rate"], lr_min=p["alpha"] * p["initial_learning_rate"], t_max=p["decay_steps"]), lambda p: p["warmup_target"] is None, CLOSE),
    ("keras", "CosineDecayRestarts", lambda p: CosineRestarts(lr=p["initial_learning_rate"], t_0=p["first_decay_steps"], t_mult=p["t_mul"], decay=p["m_mul"]), lambda p: p["t_mul"] >= 1, CLOSE),
    ("keras", "PiecewiseConstantDecay", lambda p: Piecewise(values=p["values"], boundaries=tuple(b + 1 for b in p["boundaries"])), lambda _: True, EXACT),
    ("optax", "constant_schedule", lambda p: Constant(lr=p["value"]), lambda _: True, EXACT),
    ("optax", "cosine_decay_schedule", optax_cosine, lambda p: p["alpha"] == 0, EXACT),
    ("optax", "cosine_decay_schedule", optax_cosine, lambda p: 0 < p["alpha"] <= 1, CLOSE),
    ("optax", "exponential_decay", lambda p: Step(lr=p["init_value"], rate=p["decay_rate"], every=p["transition_steps"], smooth=not p["staircase"]), lambda p: p["decay_rate"] and p["end_value"] is None, EXACT),
    ("optax", "linear_schedule", lambda p: Linear(lr=p["init_value"], lr_end=p["end_value"], over=p["transition_steps"]), lambda p: p["transition_begin"] == 0 < p["transition_steps"], EXACT),
    ("optax", "polynomial_schedule", lambda p: Polynomial(lr=p["init_value"], lr_end=p["end_value"], max_epochs=p["transition_steps"], power=p["power"]), lambda p: p["transition_steps"] > 0, EXACT),
    ("optax", "join_schedules", lambda _: Sequence(parts=(Linear(lr=0, lr_end=0.1, over=10), Cosine(lr=0.1, t_max=60)), switch=(10,)), lambda p: p["boundaries"] == [10], EXACT),
    ("optax", "join_schedules", lambda _: Sequence(parts=(Linear(lr=0, lr_end=1, over=5), Constant(lr=1), Linear(lr=1, over=20)), switch=(5, 60)), lambda p: p["boundaries"] == [5, 60], EXACT),
    ("optax", "warmup_cosine_decay_schedule", lambda p: warm(Cosine(lr=p["peak_value"], lr_min=p["end_value"], t_max=p["decay_steps"] - p["warmup_steps"], exponent=p["exponent"]), p["warmup_steps"], p["init_value"]), lambda _: True, CLOSE),
    ("optax", "piecewise_constant_schedule", lambda p: Multistep(lr=p["init_value"], rate=p["boundaries_and_scales"][0][1], milestones=tuple(b for b, _ in p["boundaries_and_scales"])), lambda p: len({s for _, s in p["boundaries_and_scales"]}) == 1, CLOSE),
    ("transformers", "constant", lambda p: Constant(lr=p["lr"]), lambda _: True, EXACT),
    ("transformers", "constant_with_warmup", lambda p: warm(Constant(lr=p["lr"]), p["num_warmup_steps"]), lambda _: True, EXACT),
    ("transformers", "linear", lambda p: warm(Linear(lr=p["lr"], over=p["num_training_steps"] - p["num_warmup_steps"]), p["num_warmup_steps"]), lambda p: p["num_training_steps"] > p["num_warmup_steps"], CLOSE),
    ("transformers", "cosine", lambda p: warm(Cosine(lr=p["lr"], t_max=p["num_training_steps"] - p["num_warmup_steps"], periodic=True), p["num_warmup_steps"]), lambda p: "num_cycles" not in p and p["num_training_steps"] > p["num_warmup_steps"], CLOSE),
    ("transformers", "cosine_with_restarts", lambda p: warm(CosineRestarts(lr=p["lr"], t_0=(p["num_training_steps"] - p["num_warmup_steps"]) / p["num_cycles"], cycles=p["num_cycles"]), p["num_warmup_steps"]), lambda p: p["num_cycles"] in (1, 4), CLOSE),
    ("transformers", "inverse_sqrt", lambda p: warm(InverseSqrt(lr=p["lr"], timescale=p["timescale"] if "timescale" in p else p["num_warmup_steps"]), p["num_warmup_steps"]), lambda _: True, EXACT),
    ("transformers", "polynomial", lambda p: warm(Polynomial(lr=p["lr"], lr_end=p["lr_end"], power=p["power"], max_epochs=p["num_training_steps"] - p["num_warmup_steps"]), p["num_warmup_steps"]), lambda _: True, CLOSE),
    ("transformers", "warmup_stable_decay", lambda p: warm(Wsd(lr=p["lr"], stable=70, decay=20, shape="cosine"), 10), lambda p: p["num_decay_steps"] == 20, CLOSE),
    ("timm", "StepLRScheduler", lambda p: warm(Step(lr=p["lr"], rate=p["decay_rate"], every=p["decay_t"]), p.get("warmup_t", 0), p.get("warmup_lr_init", 0.0)), lambda p: p.get("warmup_prefix", True), CLOSE),
    ("timm", "StepLRScheduler", lambda p: Step(lr=p["lr"], rate=p["decay_rate"], every=p["decay_t"]), lambda p: "warmup_t" not in p, EXACT),
    ("timm", "CosineLRScheduler", timm_cycles, lambda p: "k_decay" not in p and "warmup_t" not in p, EXACT),
    ("timm", "CosineLRScheduler", timm_cycles, lambda p: p.get("warmup_prefix", False), CLOSE),
    ("timm", "TanhLRScheduler", lambda p: Tanh(lr=p["lr"], t_max=p["t_initial"]), lambda p: len(p) == 2, EXACT),
    ("timm", "PolyLRScheduler", lambda p: Polynomial(lr=p["lr"], max_epochs=p["t_initial"], power=0.5), lambda p: len(p) == 2, EXACT),
    ("timm", "WSDLRScheduler", lambda p: Wsd(lr=p["lr"], stable=80, decay=20, shape="1-sqrt"), lambda p: len(p) == 3, EXACT),
    ("timm", "WSDLRScheduler", lambda p: warm(Wsd(lr=p["lr"], stable=60, decay=30, shape="cosine"), 10, 1e-4), lambda p: p.get("decay_fn") == "cosine", CLOSE),
    ("paddle", "StepDecay", lambda p: Step(lr=p["learning_rate"], rate=p["gamma"], every=p["step_size"]), lambda _: True, EXACT),
    ("paddle", "MultiStepDecay", lambda p: Multistep(lr=p["learning_rate"], rate=p["gamma"], milestones=p["milestones"]), lambda _: True, EXACT),
    ("paddle", "ExponentialDecay", lambda p: Exponential(lr=p["learning_rate"], rate=p["gamma"]), lambda _: True, EXACT),
    ("paddle", "NaturalExpDecay", lambda p: Exponential(lr=p["learning_rate"], rate=math.exp(-p["gamma"])), lambda _: True, CLOSE),
    ("paddle", "InverseTimeDecay", lambda p: InverseTime(lr=p["learning_rate"], rate=p["gamma"]), lambda _: True, EXACT),
    ("paddle", "PolynomialDecay", lambda p: Polynomial(lr=p["learning_rate"], max_epochs=p["decay_steps"], power=p["power"], lr_end=p["end_lr"], cycle=p["cycle"]), lambda _: True, EXACT),
    ("paddle", "PiecewiseDecay", lambda p: Piecewise(values=p["values"], boundaries=p["boundaries"]), lambda _: True, EXACT),
    ("paddle", "NoamDecay", lambda p: Noam(d_model=p["d_model"], warmup_steps=p["warmup_steps"], scale=p["learning_rate"]), lambda _: True, EXACT),
    ("paddle", "CosineAnnealingDecay", lambda p: Cosine(lr=p["learning_rate"], lr_min=p["eta_min"], t_max=p["T_max"], periodic=True), lambda _: True, CLOSE),
    ("paddle", "CosineAnnealingWarmRestarts", lambda p: CosineRestarts(lr=p["learning_rate"], lr_min=p["eta_min"], t_0=p["T_0"], t_mult=p["T_mult"]), lambda _: True, EXACT),
    ("paddle", "CyclicLR", lambda p: Cyclic(lr=p["base_learning_rate"], lr_max=p["max_learning_rate"], up=p["step_size_up"], down=p["step_size_down"], mode=p["mode"].replace("_", "-"), rate=p["exp_gamma"]), lambda _: True, CLOSE),
    ("paddle", "LinearLR", lambda p: Linear(lr=p["learning_rate"] * p["start_factor"], lr_end=p["learning_rate"] * p["end_factor"], over=p["total_steps"]), lambda _: True, CLOSE),
    ("paddle", "LinearWarmup", lambda p: warm(Constant(lr=p["learning_rate"]), p["warmup_steps"]), lambda p: isinstance(p["learning_rate"], float), CLOSE),
]  # fmt: skip

# Epochs at which a framework gives something else than its own formula, or its schedule has ended.
MASKED: dict[tuple[str, str], Callable[[dict[str, Any], float], bool]] = {
    ("torch", "OneCycleLR"): lambda p, epoch: epoch == p["total_steps"],  # one step past the end
    ("timm", "TanhLRScheduler"): lambda _, epoch: epoch == 0,  # the constructor leaves lr as it is
}


def _never(_: dict[str, Any], __: float) -> bool:
    return False


def entries(peer: str, name: str, choose: Choose) -> list[dict[str, Any]]:
    """Return the recorded entries that a row is for."""
    return [e for e in RECORDED if e["peer"] == peer and e["schedule"] == name and choose(e["params"])]


@pytest.mark.parametrize(
    ("entry", "make", "exact"),
    [
        pytest.param(entry, make, exact, id=f"{peer} {name} {entry['params']}")
        for peer, name, make, choose, exact in TABLE
        for entry in entries(peer, name, choose)
    ],
)
def test_equals_the_framework(entry: dict[str, Any], make: Make, exact: bool) -> None:
    """The recorded curve is the strategy's: bit for bit, or to 1e-12 of its peak."""
    schedule = make(entry["params"])
    masked = MASKED.get((entry["peer"], entry["schedule"]), _never)
    rows = [
        (epoch, lr, schedule(epoch))
        for epoch, lr in zip(entry["epochs"], entry["lr"], strict=True)
        if not masked(entry["params"], epoch)
    ]
    assert len(rows) > 45
    peak = max(lr for _, lr, _ in rows)
    allowed = 0.0 if exact else 1e-12 * peak
    assert [row for row in rows if not abs(row[1] - row[2]) <= allowed] == []


def test_every_row_has_an_entry() -> None:
    """No row of the table stands there for nothing."""
    for peer, name, _, choose, _ in TABLE:
        assert entries(peer, name, choose), (peer, name)

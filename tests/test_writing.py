"""What is written reads back, and the formula as a function is the schedule."""

import ast
import json
import math
import os
import re
from dataclasses import replace
from typing import Any

import pytest

from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Exponential,
    Linear,
    Multistep,
    OneCycle,
    Piecewise,
    Polynomial,
    Product,
    Schedule,
    Sequence,
    Step,
    Warmup,
    WritingError,
    read,
    write,
)  # fmt: skip
from lrcalc.formula import Formula
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.schedules import STRATEGIES
from lrcalc.writing import own_code
from lrcalc.writing.function import function
from tests.cases import ALL, CHAIN, SCHEDULES
from tests.program import lrcalc
from tests.record import FOLDER

WRITES = [name for name, framework in FRAMEWORKS.items() if framework.writes]
WRITTEN = [(framework, schedule) for framework in WRITES for schedule in ALL if own_code(schedule, framework)]

# Where a curve has two names in a framework: a warm-up of 0 epochs, cycles of which there is one.
TWO_NAMES = {
    ("timm", "cosine"), ("timm", "cosine-restarts"), ("timm", "wsd"), ("timm", "multistep"),
    ("transformers", "cosine-restarts"), ("transformers", "wsd"),
    ("optax", "polynomial"), ("optax", "sequence"), ("optax", "cosine"),
    ("torch", "multistep"), ("torch", "piecewise"), ("torch", "constant"),
    ("keras", "exponential"), ("optax", "exponential"),
    ("keras", "cosine-restarts"),
}  # fmt: skip


@pytest.mark.parametrize(("framework", "schedule"), WRITTEN, ids=str)
def test_what_is_written_reads_back(framework: str, schedule: Schedule) -> None:
    """Where the framework has the schedule, its code is read as the same schedule, or the same curve."""
    native = own_code(schedule, framework)
    assert native
    code, _ = native
    again = read(code.call, framework, code.lr).schedule
    peak = max(schedule(epoch) for epoch in range(60))
    allowed = {"rel": 1e-12, "abs": 1e-13 * peak} if (framework, schedule.name) in TWO_NAMES else {"rel": 0, "abs": 0}
    assert [again(e) for e in range(60)] == pytest.approx([schedule(e) for e in range(60)], **allowed)
    assert again == schedule or (framework, schedule.name) in TWO_NAMES


def named(code: str) -> list[str]:
    """Return the schedulers that code names, as calls or as types."""
    return re.findall(r"dict\(type='(\w+)'", code) or re.findall(r"([A-Za-z_]+)[(]", code) or ["nothing"]


def report() -> str:
    """Return by which schedulers of its own each framework is given the schedules; the others get the formula."""
    lines = []
    for schedule in ALL:
        native = {framework: own_code(schedule, framework) for framework in WRITES}
        calls = {name: named(own[0].call) for name, own in native.items() if own}
        lines += [json.dumps(schedule.data())] * bool(calls)
        lines += [f"    {framework}: {', '.join(names)}" for framework, names in calls.items()]
    return "\n".join(lines) + "\n"


def test_what_each_framework_writes_itself() -> None:
    """The report says it of every schedule; LRCALC_DRAW=1 writes it anew, to be looked at."""
    file = FOLDER / "written.txt"
    if os.environ.get("LRCALC_DRAW"):
        file.write_text(report(), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == report()


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_the_function_is_the_schedule(schedule: Schedule) -> None:
    """The formula as a function of its own gives the same numbers to the bit."""
    imports, lines = function(schedule)
    names: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), names)
    assert "lrcalc" not in "\n".join(imports)
    for epoch in [*range(60), 2.5]:
        try:
            own = schedule(epoch)
        except OverflowError:
            continue
        assert names["learning_rate"](epoch) == own


@pytest.mark.parametrize("framework", ["torch", "keras", "optax"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_can_be_written(framework: str, strategy: str) -> None:
    """PyTorch, Keras and Optax get a program for every strategy, which is Python and says who made it."""
    schedule = next(schedule for schedule in SCHEDULES if schedule.strategy == strategy)
    program = write(schedule, framework, comment=f"lrcalc {strategy}")
    ast.parse(program)
    assert program.startswith(f"# lrcalc {strategy}\n")


def test_programs() -> None:
    """A program has its imports, the scheduler and the command; a port is one line."""
    run = lrcalc("from torch 'StepLR(optimizer, 30)' --lr 0.1 -f optax")
    assert run.stdout == (
        "# lrcalc from torch 'StepLR(optimizer, 30)' --lr 0.1 -f optax\n"
        "import optax\n\n"
        "schedule = optax.exponential_decay(init_value=0.1, transition_steps=30, decay_rate=0.1, staircase=True)\n"
    )
    run = lrcalc("exponential --lr 0.1 --rate 0.9 --warmup 5 -f paddle")
    assert run.stdout.splitlines()[1:] == [
        "import paddle",
        "",
        (
            "scheduler = paddle.optimizer.lr.LinearWarmup(learning_rate=paddle.optimizer.lr.ExponentialDecay("
            "learning_rate=0.1, gamma=0.9), warmup_steps=5, start_lr=0, end_lr=0.1)"
        ),
    ]
    assert lrcalc("tanh --lr 1 --t-max 9 --warmup 5 -f paddle").exit_code == 1
    run = lrcalc("tanh --lr 1 --t-max 5 -f transformers")
    assert (run.exit_code, run.stdout) == (1, "")
    assert (
        "transformers: it has no equivalent of this tanh; torch, keras and optax can write any schedule" in run.stderr
    )


def test_a_difference_is_said() -> None:
    """Where the framework's curve is another one within the window, a comment says from where on."""
    program = write(OneCycle(lr_max=1, total=10), "torch")
    assert (
        "# OneCycleLR has 10 steps, 0 to 9: its rate at step 10 is past the end, and at step 11 PyTorch raises ValueError."
        in program
    )
    with pytest.raises(WritingError):
        write(Multistep(lr=1, rate=0.5, milestones=(0,)), "timm")  # timm's constructor would leave epoch 0 at lr


def test_the_own_scheduler_is_used_in_the_window_asked_for() -> None:
    """Where the curve is the framework's up to the last epoch asked for, a comment says from where on it is not."""
    wave = write(Cosine(lr=0.1, t_max=50), "torch", last=49)
    assert "CosineAnnealingLR(optimizer, T_max=50" in wave
    assert "# From epoch 51 on it differs: 9.86636e-05 there, where the curve has 0." in wave
    assert "LambdaLR" in write(Cosine(lr=0.1, t_max=50), "torch", last=51)
    assert "LambdaLR" in write(Cosine(lr=0.1, t_max=50), "torch")


ONE = Constant(lr=1)
HALF = Piecewise(values=(0.5, 1), boundaries=(3,))
TWO_STEPS = Sequence(parts=(HALF, Step(lr=1, rate=0.1, every=2)), switch=(4,))


@pytest.mark.parametrize(
    ("framework", "schedule", "call"),
    [
        ("torch", HALF, "ConstantLR(optimizer, factor=0.5, total_iters=3)"),
        ("torch", TWO_STEPS, "SequentialLR(optimizer, schedulers=[ConstantLR(optimizer, factor=0.5, total_iters=3), StepLR(optimizer, step_size=2, gamma=0.1)], milestones=[4])"),
        ("torch", replace(TWO_STEPS, switch=(4.5,)), None),
        ("torch", Sequence(parts=(ONE, Step(lr=0.5, rate=0.1, every=2)), switch=(4,)), None),
        ("torch", Sequence(parts=(ONE, CHAIN), switch=(4,)), None),
        ("torch", Product(parts=(ONE, Cosine(lr=1, t_max=5))), None),
        ("torch", Product(parts=(ONE, Step(lr=0.5, rate=0.1, every=2))), None),
        ("torch", Product(parts=(Cosine(lr=1, t_max=5, periodic=True), Exponential(lr=1, rate=0.5))), None),
        ("torch", Product(parts=(Cosine(lr=1, lr_min=0.1, t_max=5, periodic=True), Exponential(lr=1, rate=0.5))), None),
        ("optax", Sequence(parts=(ONE, CHAIN), switch=(4,)), None),
        ("optax", Sequence(parts=(ONE, Linear(lr=1, over=5)), switch=(4,)), "join_schedules(schedules=[optax.constant_schedule(value=1), optax.linear_schedule(init_value=1, end_value=0, transition_steps=5)], boundaries=[4])"),
        ("optax", Multistep(lr=1, rate=0.1, milestones=(3, 6)), "piecewise_constant_schedule(init_value=1, boundaries_and_scales={3: 0.1, 6: 0.1})"),
        ("transformers", Linear(lr=1, over=5), "get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=5)"),
        ("transformers", Cosine(lr=1, lr_min=0.1, t_max=5, periodic=True), "get_cosine_with_min_lr_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=5, min_lr=0.1)"),
        ("transformers", CosineRestarts(lr=1, t_0=5, cycles=2), "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=10, num_cycles=2)"),
        ("transformers", Polynomial(lr=1, lr_end=1, max_epochs=5), None),
        ("timm", Polynomial(lr=1, lr_end=2, max_epochs=5), None),
        ("paddle", Warmup(schedule=Step(lr=1, rate=0.5, every=2.5), warmup=5), None),
        ("paddle", Step(lr=1, rate=1, every=2), None),
        ("paddle", Multistep(lr=1, rate=2, milestones=(2,)), None),
        ("paddle", Exponential(lr=1, rate=1.5), None),
        ("keras", CosineRestarts(lr=1, lr_min=0.1, t_0=1, decay=1e9), None),
        ("transformers", Cosine(lr=0.1, lr_min=0, t_max=2.5, periodic=True), None),
        ("keras", Piecewise(values=(1, 0.5), boundaries=(3,)), "PiecewiseConstantDecay(boundaries=[2], values=[1.0, 0.5])"),
        ("optax", Warmup(schedule=ONE, warmup=0), None),
        ("optax", Warmup(schedule=Multistep(lr=1, rate=0.5, milestones=(3, 10)), warmup=5), None),  # 3 is on the ramp
        ("torch", CosineRestarts(lr=1, t_0=1e300), None),  # PyTorch asks for an int
        ("optax", Warmup(schedule=Step(lr=1e300, rate=1e10, every=4), warmup=5), None),  # the ramp leads to no rate
    ],
)  # fmt: skip
def test_own_code(framework: str, schedule: Schedule, call: str | None) -> None:
    """A framework's own scheduler is written where it has one, and none where its curve would be another."""
    native = own_code(schedule, framework)
    assert (native[0].call if native else None) == call


def test_an_overflow_is_written_as_a_function() -> None:
    """A curve that cannot be compared with what is read back is written as the formula; behind its end it may."""
    assert "def learning_rate(epoch):" in write(Warmup(schedule=Exponential(lr=1, rate=1e9), warmup=5), "torch")
    cut_off = Sequence(parts=(Cosine(lr=1, t_max=50), Exponential(lr=1, rate=1e10)), switch=(40,))
    assert "SequentialLR(optimizer, schedulers=[CosineAnnealingLR(" in write(cut_off, "torch", last=39)
    run = lrcalc("step --lr 1e300 --rate 1e10 --every 4 --warmup 5 -n 3 -f optax")
    assert run.exit_code == 0
    assert "def learning_rate(epoch):" in run.stdout
    assert "at epoch 5, where it ends, the schedule has come to more than a double holds." in run.stderr


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (Formula(expression="0.1 * exp(-t / 10)", variable="t"), 0.1 * math.exp(-0.3)),
        (Formula(expression="k * math.sqrt(ln(epoch + 1)) + e * pi", names={"k": 2}), 2 * math.sqrt(math.log(4)) + math.e * math.pi),
        (Formula(expression="pow(epoch, 2) * min(e, epoch)", names={"e": 5}), 27),
    ],
)  # fmt: skip
def test_a_formula_is_written_with_its_modules(formula: Formula, value: float) -> None:
    """What a formula calls by its bare name is math's in the program, and its variable has its name."""
    imports, lines = function(formula)
    names: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), names)
    assert names["learning_rate"](3) == value == formula(3)


def test_what_timm_ramps_up_from_is_kept() -> None:
    """A ramp that leads into the middle of a curve, as timm has it, is timm's own again."""
    code = "CosineLRScheduler(optimizer, t_initial=10, warmup_t=3, warmup_lr_init=0.1)"
    program = lrcalc("from timm", code, "--lr", "1", "-f", "timm").stdout
    assert (
        "t_initial=10, lr_min=0, cycle_mul=1, cycle_decay=1, cycle_limit=1, warmup_t=3, warmup_lr_init=0.1, warmup_prefix=False)"
        in program
    )


def test_the_program_for_transformers() -> None:
    """The program for Transformers imports its schedule, and has PyTorch's optimizer."""
    program = lrcalc("linear --lr 0.5 --over 9 -f transformers").stdout
    assert program.splitlines()[1:] == [
        "import torch",
        "from transformers.optimization import get_linear_schedule_with_warmup",
        "",
        "weights = [torch.nn.Parameter(torch.zeros(1))]  # model.parameters()",
        "optimizer = torch.optim.SGD(weights, lr=0.5)",
        "scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=0, num_training_steps=9)",
    ]


def test_drops_behind_a_ramp_of_openmmlab() -> None:
    """A ramp and drops at epochs of the training's clock are read back as the same curve."""
    schedule = Warmup(schedule=Step(lr=0.1, rate=0.5, every=10), warmup=4, warmup_lr=0.05)
    back = read(write(schedule, "mmengine"), "mmengine").schedule
    assert [back(epoch) for epoch in range(25)] == pytest.approx([schedule(epoch) for epoch in range(25)], rel=1e-12)


def test_what_is_cut_before_it_ends() -> None:
    """A wave that another schedule cuts before its end differs nowhere, and needs no comment."""
    run = lrcalc("sequence 'cosine --lr 0.1 --t-max 50' 'constant --lr 0.1' --switch 20 -n 30 -f torch")
    assert run.exit_code == 0
    assert "differs" not in run.stdout

"""What is written reads back, and the formula as a function is the schedule."""

import ast
from typing import Any

import pytest

from lrcalc import Multistep, OneCycle, Schedule, read, write
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.schedules import STRATEGIES
from lrcalc.writing import own_code
from lrcalc.writing.function import function
from tests.cases import ALL, SCHEDULES
from tests.program import lrcalc

WRITTEN = [(framework, schedule) for framework in FRAMEWORKS for schedule in ALL if own_code(schedule, framework)]

# Where a curve has two names in a framework: a warm-up of 0 epochs, cycles of which there is one.
TWO_NAMES = {
    ("timm", "cosine"), ("timm", "cosine-restarts"), ("timm", "wsd"), ("timm", "multistep"),
    ("transformers", "cosine-restarts"),
    ("optax", "polynomial"), ("optax", "sequence"), ("optax", "cosine"),
    ("torch", "multistep"), ("torch", "piecewise"),
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
    run = lrcalc("tanh --lr 1 --t-max 5 -f transformers")
    assert (run.exit_code, run.stdout) == (1, "")
    assert (
        "transformers: it has no equivalent of this tanh; torch, keras and optax can write any schedule" in run.stderr
    )


def test_a_difference_is_said() -> None:
    """Where the framework's curve is another one within the window, a comment says from where on."""
    program = write(OneCycle(lr_max=1, total=10), "torch")
    assert "# OneCycleLR ends at step 9; PyTorch's value at step 10 is past the end, lrcalc shows the end's" in program
    early = write(Multistep(lr=1, rate=0.5, milestones=(0,)), "timm")
    assert "# at epoch 0 timm's constructor leaves lr unchanged" in early

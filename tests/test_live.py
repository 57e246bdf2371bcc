"""The code that is written, run in the real frameworks: its curve is lrcalc's."""

import os
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from lrcalc import Cosine, Gradient, Linear, OneCycle, Schedule, Sequence, WritingError, write
from lrcalc.gradient import DERIVATIVES, mean_derivative
from tests.cases import ALL

pytestmark = [pytest.mark.live, pytest.mark.filterwarnings("ignore")]

NATIVE = Sequence(parts=(Linear(lr=0.05, lr_end=0.1, over=5), Cosine(lr=0.1, t_max=20, periodic=True)), switch=(5,))
WRITTEN = [*ALL, NATIVE]
EPOCHS = 60


def program(framework: str, schedule: Schedule) -> dict[str, Any]:
    """Run the program that is written for a schedule and return its names."""
    names: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(write(schedule, framework), names)
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


@pytest.mark.parametrize("schedule", WRITTEN, ids=repr)
def test_torch(schedule: Schedule) -> None:
    """PyTorch gives the curve, by its own scheduler or by the formula in a LambdaLR."""
    own = rates(schedule)
    measured = [*stepped(program("torch", schedule), len(own))]
    assert measured == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))


@pytest.mark.parametrize("schedule", WRITTEN, ids=repr)
def test_keras(schedule: Schedule) -> None:
    """Keras gives the curve, to its float32."""
    os.environ["KERAS_BACKEND"] = "torch"
    names = program("keras", schedule)
    own = rates(schedule)
    measured = [float(names["schedule"](epoch)) for epoch in range(len(own))]
    assert measured == pytest.approx(own, rel=2e-5, abs=1e-6 * max(own))


@pytest.mark.parametrize("schedule", WRITTEN, ids=repr)
def test_optax(schedule: Schedule) -> None:
    """Optax gives the curve in float64, and under jit too."""
    import jax

    jax.config.update("jax_enable_x64", True)
    curve = program("optax", schedule)["schedule"]
    own = rates(schedule)
    assert [float(curve(epoch)) for epoch in range(len(own))] == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))
    assert float(jax.jit(curve)(7)) == pytest.approx(schedule(7), rel=1e-6, abs=1e-7 * max(own))


@pytest.mark.parametrize("schedule", WRITTEN, ids=repr)
def test_transformers(schedule: Schedule) -> None:
    """Transformers gives the curve, where it has the schedule."""
    try:
        names = program("transformers", schedule)
    except WritingError:
        pytest.skip("Transformers has no such schedule")
    own = rates(schedule)
    assert [*stepped(names, len(own))] == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))


@pytest.mark.parametrize("activation", DERIVATIVES)
def test_backpropagation(activation: str) -> None:
    """PyTorch's own backpropagation: a deep chain has the product, a wide layer the mean factor."""
    import torch

    apply: Any = (
        {
            "leaky-relu": torch.nn.functional.leaky_relu,
            "linear": lambda z: z * 1.0,
        }.get(activation)
        or getattr(torch.nn.functional, activation, None)
        or getattr(torch, activation)
    )
    weight, mean = 1.5, 0.7
    gradient = Gradient(layers=8, activation=activation, weight=weight, mean=mean)  # type: ignore[arg-type]
    x = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    out = x
    for _ in range(gradient.layers):
        shifted = out - out.detach() + mean  # a bias that keeps the pre-activation at the mean
        out = weight * apply(shifted)
    out.backward()
    assert x.grad is not None
    assert float(x.grad) == pytest.approx([*gradient.rows()][-1][2], rel=1e-9)

    torch.manual_seed(0)
    z = (0.7 + 1.3 * torch.randn(1_000_000, dtype=torch.float64)).requires_grad_()
    apply(z).sum().backward()
    assert z.grad is not None
    error = float(z.grad.std()) / 1000
    assert float(z.grad.mean()) == pytest.approx(mean_derivative(activation, 0.7, 1.3), abs=5 * error + 1e-12)


@pytest.mark.parametrize("activation", DERIVATIVES)
def test_derivative_at_zero(activation: str) -> None:
    """At exactly 0 the derivative is the framework's."""
    import torch

    z = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    apply: Any = (
        {"linear": lambda z: z * 1.0}.get(activation)
        or getattr(torch.nn.functional, activation.replace("-", "_"), None)
        or getattr(torch, activation)
    )
    apply(z).sum().backward()
    assert z.grad is not None
    assert float(z.grad) == pytest.approx(DERIVATIVES[activation](0.0), rel=1e-12)

"""The code that is written, run in the real frameworks: its curve is lrcalc's."""

import argparse
import importlib.util
import os
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from lrcalc import Cosine, Gradient, Linear, OneCycle, Schedule, Sequence, WritingError, read, write
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


RUNS: list[tuple[dict[str, Any], int]] = [
    ({"lr_scheduler_type": "cosine", "warmup_steps": 5, "num_train_epochs": 2.5}, 37),
    ({"lr_scheduler_type": "linear", "per_device_train_batch_size": 3, "gradient_accumulation_steps": 4}, 50),
    ({"learning_rate": 1e-3, "max_steps": 12, "lr_scheduler_type": "polynomial", "warmup_steps": 0.25}, 64),
    ({"per_device_train_batch_size": 7, "dataloader_drop_last": True, "gradient_accumulation_steps": 2}, 48),
    (
        {
            "lr_scheduler_type": "cosine_with_min_lr",
            "lr_scheduler_kwargs": {"min_lr_rate": 0.1},
            "num_train_epochs": 1,
            "per_device_train_batch_size": 1,
        },
        20,
    ),
    ({"lr_scheduler_type": "inverse_sqrt", "warmup_steps": 4}, 60),
]


@pytest.mark.parametrize(("arguments", "samples"), RUNS, ids=repr)
def test_trainer(arguments: dict[str, Any], samples: int, tmp_path: Any) -> None:
    """A Trainer that trains has these rates at its updates, and so many updates."""
    torch, transformers = pytest.importorskip("torch"), pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    measured: list[float] = []

    class Model(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(1))

        def forward(self, x: Any) -> dict[str, Any]:
            return {"loss": (self.weight * x).sum()}

    class Watch(transformers.TrainerCallback):  # type: ignore[misc, name-defined]
        def on_step_begin(self, *_: Any, **words: Any) -> None:
            measured.append(words["lr_scheduler"].get_last_lr()[0])

    own = transformers.TrainingArguments(
        str(tmp_path), use_cpu=True, report_to=[], save_strategy="no", disable_tqdm=True, **arguments
    )
    data = [{"x": torch.zeros(1)} for _ in range(samples)]
    transformers.Trainer(model=Model(), args=own, train_dataset=data, callbacks=[Watch()]).train()
    words = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    reading = read(f"TrainingArguments('out', {words})", run={"samples": samples})
    assert reading.end == len(measured)
    assert [reading.schedule(k) for k in range(len(measured))] == pytest.approx(measured, rel=1e-9)


FLAGS = [
    "--sched cosine --epochs 30 --lr 0.1 --warmup-epochs 4 --cooldown-epochs 3 --min-lr 1e-5",
    "--sched cosine --epochs 20 --lr 0.1 --lr-cycle-limit 3 --lr-cycle-decay 0.5 --lr-cycle-mul 2 --warmup-epochs 0",
    "--sched tanh --epochs 20 --lr 0.1 --warmup-epochs 3 --warmup-prefix",
    "--sched step --epochs 30 --lr 0.1 --decay-epochs 2.4 --decay-rate 0.97",
    "--sched multistep --epochs 30 --lr 0.1 --decay-milestones 10 20 --warmup-epochs 3",
    "--sched poly --epochs 30 --lr 0.1 --decay-rate 0.9 --lr-k-decay 2",
]


def timm_factory() -> Any:
    """Return the module that makes timm's schedulers, without timm's models, which need torchvision."""
    found = importlib.util.find_spec("timm")
    if found is None or found.submodule_search_locations is None:
        pytest.skip("timm is not installed")
    package = ModuleType("timm")
    package.__path__ = found.submodule_search_locations
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "timm", package)
        return importlib.import_module("timm.scheduler.scheduler_factory")


@pytest.mark.parametrize("flags", FLAGS)
def test_timm(flags: str) -> None:
    """The scheduler that timm makes of the flags, stepped as its train.py does, has these rates for so many epochs."""
    torch = pytest.importorskip("torch")
    factory = timm_factory()

    parser = argparse.ArgumentParser()
    for name, kind, default in [
        ("sched", str, "cosine"), ("epochs", int, 300), ("decay-epochs", float, 90), ("warmup-lr", float, 1e-5),
        ("min-lr", float, 0), ("warmup-epochs", int, 5), ("cooldown-epochs", int, 0), ("decay-rate", float, 0.1),
        ("lr", float, None), ("lr-cycle-mul", float, 1.0), ("lr-cycle-decay", float, 0.5), ("lr-cycle-limit", int, 1),
        ("lr-k-decay", float, 1.0), ("patience-epochs", int, 10),
    ]:  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--decay-milestones", type=int, nargs="+", default=[90, 180, 270])
    parser.add_argument("--warmup-prefix", action="store_true")
    args = parser.parse_args(flags.split())
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=args.lr)
    scheduler, epochs = factory.create_scheduler_v2(optimizer, **factory.scheduler_kwargs(args))
    measured = []
    for epoch in range(epochs):
        measured.append(optimizer.param_groups[0]["lr"])
        scheduler.step(epoch + 1)
    reading = read(f"train.py {flags}", "timm")
    assert reading.end == epochs
    assert [reading.schedule(epoch) for epoch in range(epochs)] == pytest.approx(measured, rel=1e-9)


# Schedulers that act together, one after another, and on clocks of their own.
PARTS: list[list[dict[str, Any]]] = [
    [
        {"type": "LinearLR", "start_factor": 0.01, "by_epoch": False, "end": 17},
        {"type": "MultiStepLR", "end": 12, "milestones": [4, 7]},
    ],
    [
        {"type": "LinearLR", "start_factor": 0.01, "end": 3, "convert_to_iter_based": True},
        {
            "type": "CosineAnnealingLR",
            "begin": 3,
            "end": 12,
            "T_max": 9,
            "eta_min": 0.001,
            "convert_to_iter_based": True,
        },
    ],
    [{"type": "OneCycleLR", "eta_max": 0.5, "total_steps": 120, "by_epoch": False, "three_phase": True}],
    [{"type": "PolyLR", "power": 0.9, "eta_min": 0.0001, "begin": 2, "end": 10}],
    [{"type": "PolyLR", "power": 2, "eta_min": 0.001, "end": 12, "convert_to_iter_based": True}],
    [
        {"type": "ConstantLR", "factor": 0.1, "end": 5, "by_epoch": False},
        {"type": "ExponentialLR", "gamma": 0.9, "end": 12},
    ],
    [{"type": "ConstantLR", "factor": 0.1, "end": 5}, {"type": "StepLR", "step_size": 3, "begin": 5, "end": 12}],
    [{"type": "StepLR", "step_size": 3, "gamma": 0.5, "begin": 2, "end": 9}],
    [
        {"type": "LinearLR", "start_factor": 0.5, "end_factor": 0.2, "end": 6},
        {"type": "StepLR", "step_size": 2, "gamma": 0.5, "begin": 6, "end": 12},
    ],
    [{"type": "LinearLR", "start_factor": 0.1, "end": 1}, {"type": "CosineAnnealingLR", "begin": 1, "end": 12}],
    [{"type": "CosineAnnealingLR", "T_max": 4, "end": 12, "eta_min": 0.001}],
    # A cosine that runs while the ramp does.
    [
        {"type": "LinearLR", "start_factor": 0.01, "by_epoch": False, "end": 17},
        {"type": "CosineAnnealingLR", "T_max": 12, "end": 12, "eta_min": 0.001},
    ],
    [
        {"type": "LinearLR", "start_factor": 0.1, "by_epoch": False, "end": 20},
        {"type": "CosineAnnealingLR", "by_epoch": False, "T_max": 50, "end": 120},
    ],
    [
        {"type": "CosineAnnealingLR", "T_max": 12, "end": 12, "convert_to_iter_based": True},
        {"type": "StepLR", "step_size": 4, "gamma": 0.5},
    ],
    [{"type": "PolyLR", "end": 12, "power": 2, "eta_min": 0.001}, {"type": "ConstantLR", "factor": 0.5, "end": 5}],
    [{"type": "CosineAnnealingLR", "T_max": 12, "by_epoch": False}],
    [],
]


def trained(parts: list[dict[str, Any]], lr: float, epochs: int, length: int) -> list[float]:
    """Return the rates of each iteration of a training, whose schedulers mmengine's hook steps."""
    torch, schedulers = pytest.importorskip("torch"), pytest.importorskip("mmengine.optim.scheduler")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    built = []
    for part in parts:
        words = {name: value for name, value in part.items() if name not in ("type", "convert_to_iter_based")}
        kind = getattr(schedulers, part["type"])
        if part.get("convert_to_iter_based"):
            built.append((kind.build_iter_from_epoch(optimizer, epoch_length=length, **words), False))
        else:
            built.append((kind(optimizer, **words), part.get("by_epoch", True)))
    measured = []
    for _ in range(epochs):
        for _ in range(length):
            measured.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            for scheduler, by_epoch in built:
                if not by_epoch:
                    scheduler.step()
        for scheduler, by_epoch in built:
            if by_epoch:
                scheduler.step()
    return measured


@pytest.mark.parametrize("parts", PARTS, ids=repr)
def test_mmengine(parts: list[dict[str, Any]]) -> None:
    """The schedulers of mmengine, stepped as its hook does, have these rates."""
    epochs, length = 12, 10
    measured = trained(parts, 0.1, epochs, length)
    text = f"optimizer = dict(lr=0.1)\nparam_scheduler = {parts!r}\ntrain_cfg = dict(max_epochs={epochs})"
    reading = read(text, "mmengine", run={"samples": 100, "batch_size": 10})
    clock = [k if reading.clock == "step" else k // length for k in range(epochs * length)]
    assert [*map(reading.schedule, clock)] == pytest.approx(measured, rel=1e-9)


@pytest.mark.parametrize("schedule", WRITTEN, ids=repr)
def test_mmengine_as_written(schedule: Schedule) -> None:
    """The configuration that is written for mmengine gives the curve, where it has the schedule."""
    try:
        names = program("mmengine", schedule)
    except WritingError:
        pytest.skip("mmengine has no such schedule")
    own = rates(schedule)
    measured = trained(names["param_scheduler"], names["optim_wrapper"]["optimizer"]["lr"], len(own), 1)
    assert measured == pytest.approx(own, rel=1e-12, abs=1e-13 * max(own))

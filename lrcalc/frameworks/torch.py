"""PyTorch: torch.optim.lr_scheduler."""

from fractions import Fraction
from typing import Any

from lrcalc.compose import Product, Sequence
from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.code import FUNCTION, Code, all_whole, call, exact_factor, literal
from lrcalc.frameworks.pieces import line
from lrcalc.schedule import Schedule
from lrcalc.schedules.constant import Constant
from lrcalc.schedules.cosine import Cosine
from lrcalc.schedules.cosine_restarts import CosineRestarts
from lrcalc.schedules.cyclic import Cyclic
from lrcalc.schedules.exponential import Exponential
from lrcalc.schedules.linear import Linear
from lrcalc.schedules.multistep import Multistep
from lrcalc.schedules.one_cycle import OneCycle
from lrcalc.schedules.piecewise import Piecewise
from lrcalc.schedules.polynomial import Polynomial
from lrcalc.schedules.step import Step

OVERWRITE = {"OneCycleLR", "CyclicLR", "SequentialLR", "ChainedScheduler"}  # what was before them, in a SequentialLR
MULTIPLY = {"StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "CosineAnnealingLR"}


def StepLR(read: Reader, optimizer: Any, step_size: float, gamma: float = 0.1, last_epoch: int = -1) -> Schedule:
    every = Fraction(repr(step_size)).numerator
    if every != step_size:
        read.note(f"StepLR drops only at epochs that are multiples of step_size = {step_size}: every {every} epochs")
    return Step(lr=read.lr, rate=gamma, every=every)


def MultiStepLR(
    read: Reader, optimizer: Any, milestones: list[float], gamma: float = 0.1, last_epoch: int = -1
) -> Schedule:
    if not all(map(all_whole, milestones)):
        read.note("MultiStepLR never reaches a milestone that is not a whole epoch: lrcalc leaves it out")
    return Multistep(lr=read.lr, rate=gamma, milestones=tuple(sorted(filter(all_whole, milestones))))


def ConstantLR(
    read: Reader, optimizer: Any, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1
) -> Schedule:
    if not all_whole(total_iters) or factor <= 0:
        raise ReadingError(
            "ConstantLR: unless total_iters is whole and factor is above 0, the rate never returns to lr"
        )
    if total_iters == 0:
        read.note("ConstantLR(total_iters=0) stays at lr · factor forever in PyTorch; lrcalc shows lr, as intended")
        return Constant(lr=read.lr)
    if factor == 1:
        return Constant(lr=read.lr)
    return Piecewise(values=(read.lr * factor, read.lr), boundaries=(total_iters,))


def LinearLR(
    read: Reader,
    optimizer: Any,
    start_factor: float = 1 / 3,
    end_factor: float = 1.0,
    total_iters: int = 5,
    last_epoch: int = -1,
) -> Schedule:
    if not all_whole(total_iters):
        raise ReadingError("LinearLR: if total_iters is not whole, PyTorch stops short of the end")
    if total_iters == 0:
        read.note("LinearLR(total_iters=0) stays at lr · start_factor forever in PyTorch; lrcalc shows the end")
        return Constant(lr=read.lr * end_factor)
    return line(read.lr * start_factor, read.lr * end_factor, total_iters)


def ExponentialLR(read: Reader, optimizer: Any, gamma: float, last_epoch: int = -1) -> Schedule:
    return Exponential(lr=read.lr, rate=gamma)


def PolynomialLR(
    read: Reader, optimizer: Any, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
) -> Schedule:
    if not all_whole(total_iters):
        raise ReadingError("PolynomialLR: if total_iters is not whole, PyTorch stops short of the end")
    if total_iters == 0:
        return Constant(lr=read.lr)
    return Polynomial(lr=read.lr, max_epochs=total_iters, power=power)


def CosineAnnealingLR(
    read: Reader, optimizer: Any, T_max: float, eta_min: float = 0.0, last_epoch: int = -1
) -> Schedule:
    return Cosine(lr=read.lr, lr_min=eta_min, t_max=T_max, periodic=True)


def CosineAnnealingWarmRestarts(
    read: Reader, optimizer: Any, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
) -> Schedule:
    return CosineRestarts(lr=read.lr, lr_min=eta_min, t_0=T_0, t_mult=T_mult)


def CyclicLR(
    read: Reader, optimizer: Any, base_lr: float, max_lr: float, step_size_up: float = 2000, step_size_down: float | None = None,
    mode: str = "triangular", gamma: float = 1.0, scale_fn: Any = None, scale_mode: str = "cycle",
    cycle_momentum: bool = True, base_momentum: float = 0.8, max_momentum: float = 0.9, last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    if scale_fn is not None:
        raise ReadingError("CyclicLR with scale_fn depends on a function")
    shape: Any = mode.replace("_", "-")
    return Cyclic(lr=base_lr, lr_max=max_lr, up=step_size_up, down=step_size_down, mode=shape, rate=gamma)


def OneCycleLR(
    read: Reader, optimizer: Any, max_lr: float, total_steps: int | None = None, epochs: int | None = None,
    steps_per_epoch: int | None = None, pct_start: float = 0.3, anneal_strategy: Any = "cos",
    cycle_momentum: bool = True, base_momentum: float = 0.85, max_momentum: float = 0.95,
    div_factor: float = 25.0, final_div_factor: float = 1e4, three_phase: bool = False, last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    total = total_steps if total_steps is not None else epochs * steps_per_epoch if epochs and steps_per_epoch else None
    if total is None:
        raise ReadingError("OneCycleLR needs total_steps, or epochs and steps_per_epoch")
    read.note(
        f"OneCycleLR ends at step {total - 1}; PyTorch's value at step {total} is past the end, lrcalc shows the end's"
    )
    return OneCycle(
        lr_max=max_lr, total=total, pct_start=pct_start, div=div_factor, final_div=final_div_factor,
        anneal=anneal_strategy, three_phase=three_phase,
    )  # fmt: skip


def SequentialLR(
    read: Reader, optimizer: Any, schedulers: list[Any], milestones: list[float], last_epoch: int = -1
) -> Schedule:
    if len(schedulers) > 1 and any(
        isinstance(call, Call) and call.name in ("OneCycleLR", "CyclicLR") for call in schedulers
    ):
        raise ReadingError(
            "SequentialLR cannot hold OneCycleLR or CyclicLR: they rewrite the learning rate that the others start from"
        )
    return Sequence(parts=tuple(map(read.schedule, schedulers)), switch=tuple(milestones))


def ChainedScheduler(read: Reader, schedulers: list[Any], optimizer: Any = None) -> Schedule:
    parts: list[Schedule] = []
    for index, inner in enumerate(schedulers):
        if not isinstance(inner, Call) or inner.name not in MULTIPLY:
            raise ReadingError(
                "ChainedScheduler is a product only of schedulers that multiply, such as StepLR; others overwrite the rate"
            )
        part = read.schedule(inner, lr=read.lr if index == 0 else 1.0)
        if isinstance(part, Cosine):
            if part.lr_min:
                raise ReadingError("in a ChainedScheduler, CosineAnnealingLR with eta_min does not multiply")
            read.note(
                f"in a ChainedScheduler CosineAnnealingLR multiplies only up to T_max = {part.t_max:g}; lrcalc shows the product"
            )
        parts.append(part)
    return Product(parts=tuple(parts))


def LambdaLR(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("LambdaLR depends on a function")


def MultiplicativeLR(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("MultiplicativeLR depends on a function")


def ReduceLROnPlateau(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("ReduceLROnPlateau depends on a metric")


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return PyTorch's own scheduler for a schedule, where it has one."""
    match schedule:
        case Step(lr=lr, rate=rate, every=every, smooth=False, lr_min=0) if all_whole(every):
            return call("StepLR", "optimizer", step_size=every, gamma=rate, lr=lr)
        case Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0) if all_whole(*milestones):
            return call("MultiStepLR", "optimizer", milestones=milestones, gamma=rate, lr=lr)
        case Constant(lr=lr):
            return call("ConstantLR", "optimizer", factor=1.0, total_iters=1, lr=lr)
        case Piecewise(values=(first, lr), boundaries=(boundary,)) if (
            all_whole(boundary) and 0 < first < lr and exact_factor(first, lr)
        ):
            return call("ConstantLR", "optimizer", factor=exact_factor(first, lr), total_iters=boundary, lr=lr)
        case Linear(lr=lr, lr_end=end, over=over) if (
            all_whole(over) and lr > 0 and exact_factor(min(lr, end), max(lr, end)) is not None
        ):
            top = max(lr, end)
            factors = {"start_factor": exact_factor(lr, top), "end_factor": exact_factor(end, top)}
            return call("LinearLR", "optimizer", **factors, total_iters=over, lr=top)
        case Exponential(lr=lr, rate=rate, every=1, lr_min=0):
            return call("ExponentialLR", "optimizer", gamma=rate, lr=lr)
        case Polynomial(lr=lr, max_epochs=epochs, power=power, lr_end=0, cycle=False, k_decay=1) if all_whole(epochs):
            return call("PolynomialLR", "optimizer", total_iters=epochs, power=power, lr=lr)
        case Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=True, exponent=1, k_decay=1):
            return call("CosineAnnealingLR", "optimizer", T_max=t_max, eta_min=low, lr=lr)
        case CosineRestarts(lr=lr, lr_min=low, t_0=t_0, t_mult=mult, decay=1, cycles=None) if all_whole(t_0, mult):
            return call("CosineAnnealingWarmRestarts", "optimizer", T_0=t_0, T_mult=mult, eta_min=low, lr=lr)
        case Cyclic(lr=low, lr_max=high, up=up, down=down, mode=mode, rate=rate):
            return call(
                "CyclicLR", "optimizer", base_lr=low, max_lr=high, step_size_up=up, step_size_down=down,
                mode=mode.replace("-", "_"), gamma=rate, cycle_momentum=False, lr=high,
            )  # fmt: skip
        case OneCycle():
            return call(
                "OneCycleLR", "optimizer", max_lr=schedule.lr_max, total_steps=schedule.total, pct_start=schedule.pct_start,
                anneal_strategy=schedule.anneal, cycle_momentum=False, div_factor=schedule.div,
                final_div_factor=schedule.final_div, three_phase=schedule.three_phase, lr=schedule.lr_max,
            )  # fmt: skip
        case Sequence(parts=parts, switch=switch):
            return _in_sequence([write(part) for part in parts], list(switch))
        case Product(parts=parts):
            return _chained([write(part) for part in parts])
    return None


def _in_sequence(codes: list[Code | None], switch: list[float]) -> Code | None:
    inner = [code for code in codes if code and code.names[0] not in OVERWRITE]
    if len(inner) < len(codes) or len({code.lr for code in inner}) > 1 or not all_whole(*switch):
        return None
    own = call("SequentialLR", "optimizer", schedulers=inner, milestones=switch)
    return Code(own.call, inner[0].lr, own.names + tuple(name for code in inner for name in code.names))


def _chained(codes: list[Code | None]) -> Code | None:
    # Past T_max PyTorch's cosine adds instead of multiplying, even below 0: the formula is right everywhere.
    inner = [code for code in codes if code and code.names[0] in MULTIPLY - {"CosineAnnealingLR"}]
    if len(inner) < len(codes) or any(code.lr != 1 for code in inner[1:]):
        return None
    own = call("ChainedScheduler", literal(inner))
    return Code(own.call, inner[0].lr, own.names + tuple(name for code in inner for name in code.names))


def program(code: Code) -> list[str]:
    """Return the lines of a program with a scheduler."""
    return torch_program(code, f"from torch.optim.lr_scheduler import {', '.join(sorted(set(code.names)))}")


def torch_program(code: Code, imports: str) -> list[str]:
    """Return the lines of a program with a scheduler of a PyTorch optimizer."""
    return ["import torch", imports, "", *_optimizer(code.lr or 1.0), f"scheduler = {code.call}"]


def _optimizer(lr: float) -> list[str]:
    return [
        "weights = [torch.nn.Parameter(torch.zeros(1))]  # model.parameters()",
        f"optimizer = torch.optim.SGD(weights, lr={literal(lr)})",
    ]


def general(imports: list[str], function: list[str]) -> list[str]:
    """Return the lines of a program with the formula in a LambdaLR."""
    return [
        *sorted([*imports, "import torch"]),
        "",
        "",
        *function,
        "",
        "",
        *_optimizer(1.0),
        f"scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, {FUNCTION})",
    ]

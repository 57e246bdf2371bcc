"""PaddlePaddle: paddle.optimizer.lr."""

import math
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Warmup
from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.code import Code, all_whole, call
from lrcalc.frameworks.pieces import after, line, warmed_up
from lrcalc.schedule import Schedule


def StepDecay(
    read: Reader, learning_rate: float, step_size: int, gamma: float = 0.1, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.Step(lr=learning_rate, rate=gamma, every=step_size)


def MultiStepDecay(
    read: Reader,
    learning_rate: float,
    milestones: list[int],
    gamma: float = 0.1,
    last_epoch: int = -1,
    verbose: bool = False,
) -> Schedule:
    return ours.Multistep(lr=learning_rate, rate=gamma, milestones=tuple(milestones))


def PiecewiseDecay(
    read: Reader, boundaries: list[int], values: list[float], last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.Piecewise(values=tuple(values), boundaries=tuple(boundaries))


def ExponentialDecay(
    read: Reader, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.Exponential(lr=learning_rate, rate=gamma)


def NaturalExpDecay(
    read: Reader, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.Exponential(lr=learning_rate, rate=math.exp(-gamma))


def InverseTimeDecay(
    read: Reader, learning_rate: float, gamma: float, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.InverseTime(lr=learning_rate, rate=gamma)


def PolynomialDecay(
    read: Reader, learning_rate: float, decay_steps: int, end_lr: float = 0.0001, power: float = 1.0, cycle: bool = False,
    last_epoch: int = -1, verbose: bool = False,
) -> Schedule:  # fmt: skip
    return ours.Polynomial(lr=learning_rate, max_epochs=decay_steps, power=power, lr_end=end_lr, cycle=cycle)


def NoamDecay(
    read: Reader,
    d_model: int,
    warmup_steps: int,
    learning_rate: float = 1.0,
    last_epoch: int = -1,
    verbose: bool = False,
) -> Schedule:
    return ours.Noam(d_model=d_model, warmup_steps=warmup_steps, scale=learning_rate)


def CosineAnnealingDecay(
    read: Reader, learning_rate: float, T_max: int, eta_min: float = 0, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return ours.Cosine(lr=learning_rate, lr_min=eta_min, t_max=T_max, periodic=True)


def CosineAnnealingWarmRestarts(
    read: Reader,
    learning_rate: float,
    T_0: int,
    T_mult: int = 1,
    eta_min: float = 0,
    last_epoch: int = -1,
    verbose: bool = False,
) -> Schedule:
    return ours.CosineRestarts(lr=learning_rate, lr_min=eta_min, t_0=T_0, t_mult=T_mult)


def LinearLR(
    read: Reader, learning_rate: float, total_steps: int, start_factor: float = 1 / 3, end_factor: float = 1.0,
    last_epoch: int = -1, verbose: bool = False,
) -> Schedule:  # fmt: skip
    return line(learning_rate * start_factor, learning_rate * end_factor, total_steps)


def CyclicLR(
    read: Reader, base_learning_rate: float, max_learning_rate: float, step_size_up: int, step_size_down: int | None = None,
    mode: str = "triangular", exp_gamma: float = 1.0, scale_fn: Any = None, scale_mode: str = "cycle", last_epoch: int = -1,
    verbose: bool = False,
) -> Schedule:  # fmt: skip
    if scale_fn is not None:
        raise ReadingError("CyclicLR with scale_fn depends on a function")
    shape: Any = mode.replace("_", "-")
    return ours.Cyclic(
        lr=base_learning_rate,
        lr_max=max_learning_rate,
        up=step_size_up,
        down=step_size_down,
        mode=shape,
        rate=exp_gamma,
    )


def OneCycleLR(
    read: Reader, max_learning_rate: float, total_steps: int, divide_factor: float = 25.0, end_learning_rate: float = 0.0001,
    phase_pct: float = 0.3, anneal_strategy: Any = "cos", three_phase: bool = False, last_epoch: int = -1, verbose: bool = False,
) -> Schedule:  # fmt: skip
    return ours.OneCycle(
        lr_max=max_learning_rate, total=total_steps, pct_start=phase_pct, div=divide_factor,
        final_div=max_learning_rate / divide_factor / end_learning_rate, anneal=anneal_strategy, three_phase=three_phase,
    )  # fmt: skip


def LinearWarmup(
    read: Reader,
    learning_rate: Any,
    warmup_steps: int,
    start_lr: float,
    end_lr: float,
    last_epoch: int = -1,
    verbose: bool = False,
) -> Schedule:
    inner = read.schedule(learning_rate) if isinstance(learning_rate, Call) else ours.Constant(lr=learning_rate)
    if inner(0) == end_lr:
        return warmed_up(inner, warmup_steps, start_lr)
    return after(warmup_steps, line(start_lr, end_lr, warmup_steps), inner)


def LambdaDecay(
    read: Reader, learning_rate: float, lr_lambda: Any, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return read.function("{lr} * {f}(epoch)", lr_lambda, lr=learning_rate)


def MultiplicativeDecay(
    read: Reader, learning_rate: float, lr_lambda: Any, last_epoch: int = -1, verbose: bool = False
) -> Schedule:
    return read.function("rate * {f}(epoch) if epoch > 0 else rate", lr_lambda, rate=learning_rate)


def ReduceOnPlateau(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("ReduceOnPlateau depends on a metric")


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return Paddle's own scheduler for a schedule, where it has one."""
    match schedule:
        case ours.Step(lr=lr, rate=rate, every=every, smooth=False, lr_min=0) if all_whole(every) and rate < 1:
            return call("StepDecay", learning_rate=lr, step_size=every, gamma=rate)
        case ours.Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0) if all_whole(*milestones) and rate < 1:
            return call("MultiStepDecay", learning_rate=lr, milestones=milestones, gamma=rate)
        case ours.Piecewise(values=values, boundaries=boundaries) if all_whole(*boundaries):
            return call("PiecewiseDecay", boundaries=boundaries, values=values)
        case ours.Exponential(lr=lr, rate=rate, every=1, lr_min=0) if rate < 1:
            return call("ExponentialDecay", learning_rate=lr, gamma=rate)
        case ours.InverseTime(lr=lr, rate=rate, every=1, staircase=False, lr_min=0):
            return call("InverseTimeDecay", learning_rate=lr, gamma=rate)
        case ours.Polynomial(lr=lr, max_epochs=epochs, power=power, lr_end=end, cycle=cycle, k_decay=1) if all_whole(
            epochs
        ):
            return call("PolynomialDecay", learning_rate=lr, decay_steps=epochs, end_lr=end, power=power, cycle=cycle)
        case ours.Noam(d_model=d_model, warmup_steps=steps, scale=scale) if all_whole(d_model, steps):
            return call("NoamDecay", d_model=d_model, warmup_steps=steps, learning_rate=scale)
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=True, exponent=1, k_decay=1) if all_whole(t_max):
            return call("CosineAnnealingDecay", learning_rate=lr, T_max=t_max, eta_min=low)
        case ours.CosineRestarts(lr=lr, lr_min=low, t_0=t_0, t_mult=mult, decay=1, cycles=None) if all_whole(t_0, mult):
            return call("CosineAnnealingWarmRestarts", learning_rate=lr, T_0=t_0, T_mult=mult, eta_min=low)
        case ours.Cyclic(lr=low, lr_max=high, up=up, down=down, mode=mode, rate=rate) if all_whole(up, down):
            return call(
                "CyclicLR", base_learning_rate=low, max_learning_rate=high, step_size_up=up, step_size_down=down,
                mode=mode.replace("-", "_"), exp_gamma=rate,
            )  # fmt: skip
        case Warmup(behind=ours.Constant(lr=lr), warmup=steps, warmup_lr=first) if all_whole(steps) and first < lr:
            return call("LinearWarmup", learning_rate=lr, warmup_steps=steps, start_lr=first, end_lr=lr)
        case Warmup(behind=inner, warmup=steps, warmup_lr=first) if all_whole(steps) and first < inner(0):
            own = write(inner)
            if own is None:
                return None
            code = Code(f"paddle.optimizer.lr.{own.call}")
            return call("LinearWarmup", learning_rate=code, warmup_steps=steps, start_lr=first, end_lr=inner(0))
    return None


def program(code: Code) -> list[str]:
    """Return the lines of a program with a scheduler."""
    return ["import paddle", "", f"scheduler = paddle.optimizer.lr.{code.call}"]

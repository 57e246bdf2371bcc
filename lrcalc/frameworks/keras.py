"""Keras: keras.optimizers.schedules."""

import math
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Warmup
from lrcalc.frameworks.calls import Reader, ReadingError
from lrcalc.frameworks.code import FUNCTION, Code, all_whole, call, exact_factor
from lrcalc.frameworks.pieces import formula, level, warmed_up
from lrcalc.schedule import Schedule


def _in_whole_numbers(read: Reader, rate: float) -> bool:
    """Tell whether Keras computes with ints, as it does where the initial rate is one."""
    if isinstance(rate, int):
        read.note(
            f"Keras computes in whole numbers, as initial_learning_rate = {rate} is one: {float(rate)} was probably meant"
        )
    return isinstance(rate, int)


def _require_steps(decay_steps: float) -> None:
    if decay_steps <= 0:
        raise ReadingError(f"Keras raises ValueError, decay_steps must be greater than 0, received {decay_steps:g}")


def ExponentialDecay(
    read: Reader,
    initial_learning_rate: float,
    decay_steps: float,
    decay_rate: float,
    staircase: bool = False,
    name: str = "",
) -> Schedule:
    _require_steps(decay_steps)
    if _in_whole_numbers(read, initial_learning_rate):
        power = "floor(epoch / steps)" if staircase else "(epoch / steps)"
        return formula(f"lr * rate ** {power}", lr=initial_learning_rate, rate=int(decay_rate), steps=int(decay_steps))
    if initial_learning_rate <= 0 or decay_rate <= 0:
        power = "floor(epoch / steps)" if staircase else "(epoch / steps)"
        return formula(f"lr * rate ** {power}", lr=initial_learning_rate, rate=decay_rate, steps=decay_steps)
    return ours.Step(lr=initial_learning_rate, rate=decay_rate, every=decay_steps, smooth=not staircase)


def InverseTimeDecay(
    read: Reader,
    initial_learning_rate: float,
    decay_steps: float,
    decay_rate: float,
    staircase: bool = False,
    name: str = "",
) -> Schedule:
    _require_steps(decay_steps)
    if _in_whole_numbers(read, initial_learning_rate):
        time = "floor(epoch / steps)" if staircase else "epoch / steps"
        return formula(
            f"lr / (1 + rate * ({time}))", lr=initial_learning_rate, rate=int(decay_rate), steps=int(decay_steps)
        )
    return ours.InverseTime(lr=initial_learning_rate, rate=decay_rate, every=decay_steps, staircase=staircase)


def PiecewiseConstantDecay(read: Reader, boundaries: list[float], values: list[float], name: str = "") -> Schedule:
    if any(isinstance(value, int) != isinstance(values[0], int) for value in values):
        raise ReadingError(
            "PiecewiseConstantDecay: whole numbers beside others in values: Keras refuses or truncates them, write 1.0 for 1"
        )
    # The old value still holds at the boundary itself: for whole steps, the next one begins a step later.
    return ours.Piecewise(values=tuple(values), boundaries=tuple(math.floor(boundary) + 1 for boundary in boundaries))


def PolynomialDecay(
    read: Reader, initial_learning_rate: float, decay_steps: float, end_learning_rate: float = 0.0001, power: float = 1.0,
    cycle: bool = False, name: str = "PolynomialDecay",
) -> Schedule:  # fmt: skip
    _require_steps(decay_steps)
    if _in_whole_numbers(read, initial_learning_rate):
        end, power, steps = int(end_learning_rate), int(power), int(decay_steps)
        time = "max(1, ceil(epoch / steps)) * steps" if cycle else "steps"
        return formula(
            f"(lr - end) * (1 - min(epoch, {time}) / ({time})) ** power + end",
            lr=initial_learning_rate, end=end, steps=steps, power=power,
        )  # fmt: skip
    if decay_steps != math.floor(decay_steps):
        read.note(
            f"Keras rounds decay_steps = {decay_steps} to float32, and stays slightly above the end; lrcalc shows the end"
        )
    return ours.Polynomial(
        lr=initial_learning_rate, max_epochs=decay_steps, power=power, lr_end=end_learning_rate, cycle=cycle
    )


def CosineDecay(
    read: Reader, initial_learning_rate: float, decay_steps: float, alpha: float = 0.0, name: str = "CosineDecay",
    warmup_target: float | None = None, warmup_steps: float = 0,
) -> Schedule:  # fmt: skip
    _require_steps(decay_steps)
    if _in_whole_numbers(read, initial_learning_rate):
        ramp = warmup_steps if warmup_target is not None else 0
        top = int(warmup_target if warmup_target is not None else initial_learning_rate)
        shape = "top * ((1 - alpha) * 0.5 * (1 + cos(3 * min(epoch - ramp, steps) / steps)) + alpha)"
        whole = formula(
            f"lr + (top - lr) * epoch / ramp if epoch < ramp else {shape}",
            lr=initial_learning_rate, top=top, ramp=ramp, steps=decay_steps, alpha=alpha,
        )  # fmt: skip
        return level(0.0) if initial_learning_rate == top == 0 else whole
    if warmup_target is None:
        if warmup_steps:
            read.note("without warmup_target Keras ignores warmup_steps")
        if not 0 <= alpha <= 1 or initial_learning_rate <= 0:
            wave_ = "0.5 * (1 + cos(pi * min(epoch, steps) / steps))"
            return formula(
                f"lr * ((1 - alpha) * {wave_} + alpha)", lr=initial_learning_rate, alpha=alpha, steps=decay_steps
            )
        return ours.Cosine(lr=initial_learning_rate, lr_min=alpha * initial_learning_rate, t_max=decay_steps)
    wave = ours.Cosine(lr=warmup_target, lr_min=alpha * warmup_target, t_max=decay_steps)
    return warmed_up(wave, warmup_steps, initial_learning_rate)


def CosineDecayRestarts(
    read: Reader, initial_learning_rate: float, first_decay_steps: float, t_mul: float = 2.0, m_mul: float = 1.0,
    alpha: float = 0.0, name: str = "SGDRDecay",
) -> Schedule:  # fmt: skip
    if isinstance(initial_learning_rate, int):
        raise ReadingError(
            f"CosineDecayRestarts: Keras computes in whole numbers, as initial_learning_rate = {initial_learning_rate} is one: "
            f"write {float(initial_learning_rate)}"
        )
    if t_mul != 1:
        read.note("in float32 Keras may return the floor for one step at a restart; lrcalc shows the peak")
    return ours.CosineRestarts(
        lr=initial_learning_rate, lr_min=alpha * initial_learning_rate, t_0=first_decay_steps, t_mult=t_mul,
        decay=m_mul, above_floor=bool(alpha) and m_mul != 1,
    )  # fmt: skip


def LearningRateScheduler(read: Reader, schedule: Any, verbose: int = 0) -> Schedule:
    if len(read.parameters(schedule)) > 1:
        return read.function("{f}(epoch, rate)", schedule, rate=read.lr)
    return read.function("{f}(epoch)", schedule)


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return Keras' own schedule for a schedule, where it has one."""
    match schedule:
        case ours.Step(lr=lr, rate=rate, every=every, smooth=smooth, lr_min=0):
            return call(
                "ExponentialDecay",
                initial_learning_rate=_float(lr),
                decay_steps=every,
                decay_rate=rate,
                staircase=not smooth,
            )
        case ours.Exponential(lr=lr, rate=rate, every=every, lr_min=0):
            return call("ExponentialDecay", initial_learning_rate=_float(lr), decay_steps=every, decay_rate=rate)
        case ours.InverseTime(lr=lr, rate=rate, every=every, staircase=staircase, lr_min=0):
            return call(
                "InverseTimeDecay",
                initial_learning_rate=_float(lr),
                decay_steps=every,
                decay_rate=rate,
                staircase=staircase,
            )
        case ours.Piecewise(values=values, boundaries=boundaries) if (
            boundaries and all_whole(*boundaries) and boundaries[0] >= 1
        ):
            return call("PiecewiseConstantDecay", boundaries=[b - 1 for b in boundaries], values=[*map(_float, values)])
        case ours.Polynomial(lr=lr, max_epochs=epochs, power=power, lr_end=end, cycle=cycle, k_decay=1) if all_whole(
            epochs
        ):
            return call(
                "PolynomialDecay",
                initial_learning_rate=_float(lr),
                decay_steps=epochs,
                end_learning_rate=end,
                power=power,
                cycle=cycle,
            )
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=False, exponent=1, k_decay=1) if (
            exact_factor(low, lr) is not None
        ):
            return call("CosineDecay", initial_learning_rate=_float(lr), decay_steps=t_max, alpha=exact_factor(low, lr))
        case Warmup(behind=ours.Cosine() as wave, warmup=steps, warmup_lr=first) if steps > 0:
            inner = write(wave)
            return inner and call(
                "CosineDecay", initial_learning_rate=_float(first), decay_steps=wave.t_max, alpha=exact_factor(wave.lr_min, wave.lr),
                warmup_target=wave.lr, warmup_steps=steps,
            )  # fmt: skip
        case ours.CosineRestarts(lr=lr, lr_min=low, cycles=None) if exact_factor(low, lr) is not None and _keras_decay(
            schedule
        ):
            return call(
                "CosineDecayRestarts", initial_learning_rate=_float(lr), first_decay_steps=schedule.t_0, t_mul=schedule.t_mult,
                m_mul=schedule.decay, alpha=exact_factor(low, lr),
            )  # fmt: skip
    return None


def _float(number: float) -> Code:
    """Return a number with its point: Keras would compute with an int as an int."""
    return Code(repr(float(number)))


def _keras_decay(schedule: "ours.CosineRestarts") -> bool:
    return schedule.decay == 1 or schedule.lr_min == 0 or schedule.above_floor


def program(code: Code) -> list[str]:
    """Return the lines of a program with a schedule."""
    name = code.names[0]
    return [f"from keras.optimizers.schedules import {name}", "", f"schedule = {code.call}"]


def general(imports: list[str], function: list[str]) -> list[str]:
    """Return the lines of a program with the formula in a LearningRateSchedule of its own."""
    return [
        *sorted([*imports, "import keras"]),
        "",
        "",
        *function,
        "",
        "",
        "class Schedule(keras.optimizers.schedules.LearningRateSchedule):  # for backends that run eagerly",
        "    def __call__(self, step):",
        f"        return keras.ops.convert_to_tensor({FUNCTION}(float(step)))",
        "",
        "",
        "schedule = Schedule()",
    ]

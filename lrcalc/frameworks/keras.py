"""Keras: keras.optimizers.schedules."""

import math

from lrcalc.compose import Warmup
from lrcalc.frameworks.calls import Reader
from lrcalc.frameworks.code import FUNCTION, Code, all_whole, call, exact_factor
from lrcalc.frameworks.pieces import warmed_up
from lrcalc.schedule import Schedule
from lrcalc.schedules.cosine import Cosine
from lrcalc.schedules.cosine_restarts import CosineRestarts
from lrcalc.schedules.inverse_time import InverseTime
from lrcalc.schedules.piecewise import Piecewise
from lrcalc.schedules.polynomial import Polynomial
from lrcalc.schedules.step import Step


def ExponentialDecay(
    read: Reader,
    initial_learning_rate: float,
    decay_steps: float,
    decay_rate: float,
    staircase: bool = False,
    name: str = "",
) -> Schedule:
    return Step(lr=initial_learning_rate, rate=decay_rate, every=decay_steps, smooth=not staircase)


def InverseTimeDecay(
    read: Reader,
    initial_learning_rate: float,
    decay_steps: float,
    decay_rate: float,
    staircase: bool = False,
    name: str = "",
) -> Schedule:
    return InverseTime(lr=initial_learning_rate, rate=decay_rate, every=decay_steps, staircase=staircase)


def PiecewiseConstantDecay(read: Reader, boundaries: list[float], values: list[float], name: str = "") -> Schedule:
    # The old value still holds at the boundary itself: for whole steps, the next one begins a step later.
    return Piecewise(values=tuple(values), boundaries=tuple(math.floor(boundary) + 1 for boundary in boundaries))


def PolynomialDecay(
    read: Reader, initial_learning_rate: float, decay_steps: float, end_learning_rate: float = 0.0001, power: float = 1.0,
    cycle: bool = False, name: str = "PolynomialDecay",
) -> Schedule:  # fmt: skip
    if decay_steps != math.floor(decay_steps):
        read.note(
            f"Keras rounds decay_steps = {decay_steps} to float32, and stays slightly above the end; lrcalc shows the end"
        )
    return Polynomial(
        lr=initial_learning_rate, max_epochs=decay_steps, power=power, lr_end=end_learning_rate, cycle=cycle
    )


def CosineDecay(
    read: Reader, initial_learning_rate: float, decay_steps: float, alpha: float = 0.0, name: str = "CosineDecay",
    warmup_target: float | None = None, warmup_steps: float = 0,
) -> Schedule:  # fmt: skip
    if warmup_target is None:
        if warmup_steps:
            read.note("without warmup_target Keras ignores warmup_steps")
        return Cosine(lr=initial_learning_rate, lr_min=alpha * initial_learning_rate, t_max=decay_steps)
    wave = Cosine(lr=warmup_target, lr_min=alpha * warmup_target, t_max=decay_steps)
    return warmed_up(wave, warmup_steps, initial_learning_rate)


def CosineDecayRestarts(
    read: Reader, initial_learning_rate: float, first_decay_steps: float, t_mul: float = 2.0, m_mul: float = 1.0,
    alpha: float = 0.0, name: str = "SGDRDecay",
) -> Schedule:  # fmt: skip
    if t_mul != 1:
        read.note("in float32 Keras may return the floor for one step at a restart; lrcalc shows the peak")
    return CosineRestarts(
        lr=initial_learning_rate, lr_min=alpha * initial_learning_rate, t_0=first_decay_steps, t_mult=t_mul,
        decay=m_mul, above_floor=bool(alpha) and m_mul != 1,
    )  # fmt: skip


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return Keras' own schedule for a schedule, where it has one."""
    match schedule:
        case Step(lr=lr, rate=rate, every=every, smooth=smooth, lr_min=0):
            return call(
                "ExponentialDecay",
                initial_learning_rate=_float(lr),
                decay_steps=every,
                decay_rate=rate,
                staircase=not smooth,
            )
        case InverseTime(lr=lr, rate=rate, every=every, staircase=staircase, lr_min=0):
            return call(
                "InverseTimeDecay",
                initial_learning_rate=_float(lr),
                decay_steps=every,
                decay_rate=rate,
                staircase=staircase,
            )
        case Piecewise(values=values, boundaries=boundaries) if (
            boundaries and all_whole(*boundaries) and boundaries[0] >= 1
        ):
            return call("PiecewiseConstantDecay", boundaries=[b - 1 for b in boundaries], values=[*map(_float, values)])
        case Polynomial(lr=lr, max_epochs=epochs, power=power, lr_end=end, cycle=cycle, k_decay=1) if all_whole(epochs):
            return call(
                "PolynomialDecay",
                initial_learning_rate=_float(lr),
                decay_steps=epochs,
                end_learning_rate=end,
                power=power,
                cycle=cycle,
            )
        case Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=False, exponent=1, k_decay=1) if (
            exact_factor(low, lr) is not None
        ):
            return call("CosineDecay", initial_learning_rate=_float(lr), decay_steps=t_max, alpha=exact_factor(low, lr))
        case Warmup(behind=Cosine() as wave, warmup=steps, warmup_lr=first) if steps > 0:
            inner = write(wave)
            return inner and call(
                "CosineDecay", initial_learning_rate=_float(first), decay_steps=wave.t_max, alpha=exact_factor(wave.lr_min, wave.lr),
                warmup_target=wave.lr, warmup_steps=steps,
            )  # fmt: skip
        case CosineRestarts(lr=lr, lr_min=low, cycles=None) if exact_factor(low, lr) is not None and _keras_decay(
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


def _keras_decay(schedule: CosineRestarts) -> bool:
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

"""Hugging Face Transformers: the get_… functions, and get_scheduler by their names."""

from typing import Any, cast

from lrcalc import schedules as ours
from lrcalc.compose import Sequence, Shift, Warmup
from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.code import Code, all_whole, call
from lrcalc.frameworks.pieces import after, formula, level, line, rising, warmed_up
from lrcalc.frameworks.torch import torch_program
from lrcalc.schedule import Schedule

MOST_CYCLES = 10_000  # whose starts are looked at


def get_constant_schedule(read: Reader, optimizer: Any, last_epoch: int = -1) -> Schedule:
    return ours.Constant(lr=read.lr)


def get_constant_schedule_with_warmup(
    read: Reader, optimizer: Any, num_warmup_steps: int, last_epoch: int = -1
) -> Schedule:
    return warmed_up(ours.Constant(lr=read.lr), num_warmup_steps)


def get_linear_schedule_with_warmup(
    read: Reader, optimizer: Any, num_warmup_steps: int, num_training_steps: int, last_epoch: int = -1
) -> Schedule:
    over = num_training_steps - num_warmup_steps
    if over < 1:
        read.note("the warm-up lasts as long as the training: the rate falls to 0 right after it")
        return after(num_warmup_steps, line(0, read.lr, num_warmup_steps), level(0, beside=read.lr))
    return warmed_up(ours.Linear(lr=read.lr, over=over), num_warmup_steps)


def get_cosine_schedule_with_warmup(
    read: Reader,
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 0.5,
    last_epoch: int = -1,
) -> Schedule:
    return _cosine(read, num_warmup_steps, num_training_steps, num_cycles, 0.0)


def get_cosine_with_min_lr_schedule_with_warmup(
    read: Reader, optimizer: Any, num_warmup_steps: int, num_training_steps: int, num_cycles: float = 0.5, last_epoch: int = -1,
    min_lr: float | None = None, min_lr_rate: float | None = None,
) -> Schedule:  # fmt: skip
    return _cosine(read, num_warmup_steps, num_training_steps, num_cycles, _min_lr(read, min_lr, min_lr_rate))


def get_cosine_with_min_lr_schedule_with_warmup_lr_rate(
    read: Reader, optimizer: Any, num_warmup_steps: int, num_training_steps: int, num_cycles: float = 0.5, last_epoch: int = -1,
    min_lr: float | None = None, min_lr_rate: float | None = None, warmup_lr_rate: float | None = None,
) -> Schedule:  # fmt: skip
    # Everything is a step earlier than elsewhere: the peak is at w − 1 and the minimum at n − 1.
    over = max(1, num_training_steps - num_warmup_steps)
    wave = _wave(read, over, num_cycles, _min_lr(read, min_lr, min_lr_rate))
    if num_warmup_steps < 1:
        return Shift(parts=(wave,), by=1)
    if num_warmup_steps == 1 and warmup_lr_rate is not None:
        return after(1, level(read.lr * warmup_lr_rate, beside=read.lr), Shift(parts=(wave,), by=1))
    first = read.lr * warmup_lr_rate if warmup_lr_rate is not None else read.lr / num_warmup_steps
    return warmed_up(wave, num_warmup_steps - 1, first)


def get_cosine_with_hard_restarts_schedule_with_warmup(
    read: Reader,
    optimizer: Any,
    num_warmup_steps: int,
    num_training_steps: int,
    num_cycles: float = 1,
    last_epoch: int = -1,
) -> Schedule:
    over = max(1, num_training_steps - num_warmup_steps)
    return warmed_up(_restarts(read, over, num_cycles), num_warmup_steps)


def _restarts(read: Reader, over: float, cycles: float) -> Schedule:
    """Return waves with hard restarts, as strictly as Transformers' own doubles have them."""
    if cycles == 0:
        return after(over, ours.Constant(lr=read.lr), level(0, beside=read.lr))
    length = over / cycles
    if all_whole(cycles, length) and cycles > 0:
        starts = (float(cycles) * (k * length / over) % 1.0 for k in range(int(cycles)))
        if int(cycles) <= MOST_CYCLES and not any(starts):
            return ours.CosineRestarts(lr=read.lr, t_0=length, cycles=int(cycles))
    if not all_whole(cycles):
        read.note(f"num_cycles = {cycles:g} is not whole: the last cycle is cut off")
    wave = "max(0, 0.5 * (1 + cos(pi * (num_cycles * (epoch / steps) % 1))))"
    return formula(f"lr * {wave} if epoch < steps else 0", lr=read.lr, num_cycles=float(cycles), steps=over)


def get_polynomial_decay_schedule_with_warmup(
    read: Reader, optimizer: Any, num_warmup_steps: int, num_training_steps: int, lr_end: float = 1e-7, power: float = 1.0,
    last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    if lr_end >= read.lr:
        raise ReadingError(
            f"Transformers raises ValueError, lr_end ({lr_end:g}) must be smaller than initial lr ({read.lr:g})"
        )
    over = num_training_steps - num_warmup_steps
    if over == 0:
        raise ReadingError(f"Transformers raises ZeroDivisionError at step {num_warmup_steps}, where the warm-up ends")
    if over < 0:
        read.note("the warm-up lasts longer than the training: lr_end follows right after it")
        return after(num_warmup_steps, line(0, read.lr, num_warmup_steps), level(lr_end, beside=read.lr))
    return warmed_up(ours.Polynomial(lr=read.lr, lr_end=lr_end, max_epochs=over, power=power), num_warmup_steps)


def get_inverse_sqrt_schedule(
    read: Reader, optimizer: Any, num_warmup_steps: int, timescale: int | None = None, last_epoch: int = -1
) -> Schedule:
    scale = timescale if timescale is not None else num_warmup_steps or 10_000
    return warmed_up(ours.InverseSqrt(lr=read.lr, timescale=scale), num_warmup_steps)


def get_wsd_schedule(
    read: Reader, optimizer: Any, num_warmup_steps: int, num_decay_steps: int, num_training_steps: int | None = None,
    num_stable_steps: int | None = None, warmup_type: str = "linear", decay_type: str = "cosine", min_lr_ratio: float = 0,
    num_cycles: float = 0.5, last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    if num_stable_steps is None and num_training_steps is None:
        raise ReadingError("get_wsd_schedule needs num_training_steps or num_stable_steps")
    stable = (
        num_stable_steps
        if num_stable_steps is not None
        else (num_training_steps or 0) - num_warmup_steps - num_decay_steps
    )
    if stable < 0:
        raise ReadingError("get_wsd_schedule: the warm-up and the decay together are longer than the training")
    if not {warmup_type, decay_type} <= {"linear", "cosine", "1-sqrt"}:
        raise ReadingError("get_wsd_schedule: warmup_type and decay_type must be linear, cosine or 1-sqrt")
    floor = read.lr * min_lr_ratio
    if num_decay_steps == 0:
        rest = after(stable, ours.Constant(lr=read.lr), level(floor, beside=read.lr))
    elif decay_type == "cosine" and num_cycles != 0.5:  # noqa: PLR2004 - half a wave, the usual one
        wave = _wave(read, num_decay_steps, num_cycles, floor)
        decay = Sequence(parts=(wave, level(floor, beside=read.lr)), switch=(num_decay_steps,))
        rest = after(stable, ours.Constant(lr=read.lr), decay)
    else:
        rest = ours.Wsd(lr=read.lr, stable=stable, decay=num_decay_steps, lr_min=floor, shape=cast("Any", decay_type))
    if warmup_type == "linear":
        return warmed_up(rest, num_warmup_steps, floor)
    fall = ours.Wsd(lr=read.lr, stable=0, decay=max(num_warmup_steps, 1), lr_min=floor, shape=warmup_type)  # type: ignore[arg-type]
    return after(num_warmup_steps, rising(fall, num_warmup_steps), rest)


def get_scheduler(
    read: Reader, name: str, optimizer: Any, num_warmup_steps: int | None = None, num_training_steps: int | None = None,
    scheduler_specific_kwargs: dict[str, Any] | None = None,
) -> Schedule:  # fmt: skip
    if name not in BY_NAME:
        raise ReadingError(f"get_scheduler: {name!r} is not one of {', '.join(BY_NAME)}, or depends on a metric")
    steps = {"num_warmup_steps": num_warmup_steps, "num_training_steps": num_training_steps}
    asked = BY_NAME[name].__code__.co_varnames
    given = {key: value for key, value in steps.items() if value is not None and key in asked}
    return read.schedule(Call(BY_NAME[name].__name__, (optimizer,), {**given, **(scheduler_specific_kwargs or {})}))


def _cosine(read: Reader, warmup: int, training: int, cycles: float, floor: float) -> Schedule:
    return warmed_up(_wave(read, max(1, training - warmup), cycles, floor), warmup)


def _wave(read: Reader, over: float, cycles: float, floor: float) -> Schedule:
    """Return so many waves over some steps, which continue past the end as in Transformers."""
    if cycles == 0:
        return ours.Constant(lr=read.lr)
    if floor > read.lr:
        read.note(f"the floor {floor:g} is above lr = {read.lr:g}: the rate rises to it")
    if not 0 <= floor <= read.lr:
        wave = "0.5 * (1 + cos(pi * epoch / t))"
        return formula(f"lr * max(0, {wave} * (1 - low) + low)", lr=read.lr, low=floor / read.lr, t=over / (2 * cycles))
    return ours.Cosine(lr=read.lr, lr_min=floor, t_max=over / (2 * cycles), periodic=True)


def _min_lr(read: Reader, min_lr: float | None, min_lr_rate: float | None) -> float:
    if (min_lr is None) == (min_lr_rate is None):
        raise ReadingError("exactly one of min_lr and min_lr_rate must be given")
    return min_lr if min_lr is not None else read.lr * (min_lr_rate or 0.0)


BY_NAME = {
    "linear": get_linear_schedule_with_warmup,
    "cosine": get_cosine_schedule_with_warmup,
    "cosine_with_restarts": get_cosine_with_hard_restarts_schedule_with_warmup,
    "polynomial": get_polynomial_decay_schedule_with_warmup,
    "constant": get_constant_schedule,
    "constant_with_warmup": get_constant_schedule_with_warmup,
    "inverse_sqrt": get_inverse_sqrt_schedule,
    "cosine_with_min_lr": get_cosine_with_min_lr_schedule_with_warmup,
    "cosine_warmup_with_min_lr": get_cosine_with_min_lr_schedule_with_warmup_lr_rate,
    "warmup_stable_decay": get_wsd_schedule,
}


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return Transformers' own schedule for a schedule, where it has one."""
    inner, steps = (schedule.behind, schedule.warmup) if isinstance(schedule, Warmup) else (schedule, 0)
    if isinstance(schedule, Warmup) and (schedule.warmup_lr != 0 or not all_whole(steps)):
        return None
    match inner:
        case ours.Constant(lr=lr):
            return (
                _get("constant_schedule_with_warmup", lr, num_warmup_steps=steps)
                if steps
                else _get("constant_schedule", lr)
            )
        case ours.Linear(lr=lr, lr_end=0, over=over) if all_whole(over):
            return _get("linear_schedule_with_warmup", lr, num_warmup_steps=steps, num_training_steps=steps + over)
        case ours.Cosine(lr=lr, lr_min=0, t_max=t_max, periodic=True, exponent=1, k_decay=1) if all_whole(t_max):
            return _get("cosine_schedule_with_warmup", lr, num_warmup_steps=steps, num_training_steps=steps + t_max)
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=True, exponent=1, k_decay=1) if all_whole(t_max):
            return _get(
                "cosine_with_min_lr_schedule_with_warmup",
                lr,
                num_warmup_steps=steps,
                num_training_steps=steps + t_max,
                min_lr=low,
            )
        case ours.CosineRestarts(lr=lr, lr_min=0, t_0=t_0, t_mult=1, decay=1, cycles=cycles) if cycles and all_whole(
            t_0
        ):
            total = steps + t_0 * cycles
            name = "cosine_with_hard_restarts_schedule_with_warmup"
            return _get(name, lr, num_warmup_steps=steps, num_training_steps=total, num_cycles=cycles)
        case ours.Polynomial(lr=lr, lr_end=end, max_epochs=epochs, power=power, cycle=False, k_decay=1) if (
            end < lr and all_whole(epochs)
        ):
            name = "polynomial_decay_schedule_with_warmup"
            return _get(name, lr, num_warmup_steps=steps, num_training_steps=steps + epochs, lr_end=end, power=power)
        case ours.InverseSqrt(lr=lr, timescale=timescale, power=0.5, lr_min=0):
            return _get("inverse_sqrt_schedule", lr, num_warmup_steps=steps, timescale=timescale)
        case ours.Wsd(
            lr=lr, decay_from=stable, decay=decay, lr_min=0, shape="linear" | "cosine" | "1-sqrt" as shape
        ) if all_whole(stable, decay):
            return _get(
                "wsd_schedule",
                lr,
                num_warmup_steps=steps,
                num_decay_steps=decay,
                num_stable_steps=stable,
                decay_type=shape,
            )
    return None


def _get(name: str, lr: float, **keywords: Any) -> Code:
    return call(f"get_{name}", "optimizer", lr=lr, **keywords)


def program(code: Code) -> list[str]:
    """Return the lines of a program with a schedule."""
    return torch_program(code, f"from transformers.optimization import {code.names[0]}")

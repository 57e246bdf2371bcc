"""timm: timm.scheduler."""

import math
from collections.abc import Callable
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Product, Sequence, Shift, Warmup
from lrcalc.frameworks.calls import Reader, ReadingError
from lrcalc.frameworks.code import Code, all_whole, call, unless
from lrcalc.frameworks.pieces import after, formula, line, warmed_up, within
from lrcalc.frameworks.torch import torch_program
from lrcalc.schedule import Schedule

MOST_CYCLES = 1000
LOOKED_AT = 1000  # drops


def CosineLRScheduler(
    read: Reader, optimizer: Any, t_initial: float, lr_min: float = 0.0, cycle_mul: float = 1.0, cycle_decay: float = 1.0,
    cycle_limit: int = 1, warmup_t: float = 0, warmup_lr_init: float = 0.0, warmup_prefix: bool = False, t_in_epochs: bool = True,
    noise_range_t: Any = None, noise_pct: float = 0.67, noise_std: float = 1.0, noise_seed: int = 42, k_decay: float = 1.0,
    initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)
    if _falls_short(t_initial, cycle_mul, cycle_limit) or _sinks(read.lr, cycle_decay, cycle_limit, lr_min):
        wave = "lr_min + 0.5 * (peak - lr_min) * (1 + math.cos(math.pi * elapsed ** k / length ** k))"
        curve = _as_timm(read, wave, t_initial, cycle_mul, cycle_decay, cycle_limit, lr_min=lr_min, k=k_decay)
    elif k_decay != 1:

        def cycle(lr: float, length: float) -> Schedule:
            return ours.Cosine(lr=lr, lr_min=lr_min, t_max=length, k_decay=k_decay)

        curve = _cycles(cycle, read.lr, t_initial, cycle_mul, cycle_decay, cycle_limit)
    else:
        curve = ours.CosineRestarts(
            lr=read.lr, lr_min=lr_min, t_0=t_initial, t_mult=cycle_mul, decay=cycle_decay, cycles=cycle_limit
        )
    return _warmed(curve, warmup_t, warmup_lr_init, read.lr, prefix=warmup_prefix)


def TanhLRScheduler(
    read: Reader, optimizer: Any, t_initial: float, lb: float = -7.0, ub: float = 3.0, lr_min: float = 0.0, cycle_mul: float = 1.0,
    cycle_decay: float = 1.0, cycle_limit: int = 1, warmup_t: float = 0, warmup_lr_init: float = 0.0, warmup_prefix: bool = False,
    t_in_epochs: bool = True, noise_range_t: Any = None, noise_pct: float = 0.67, noise_std: float = 1.0, noise_seed: int = 42,
    initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)

    def cycle(lr: float, length: float) -> Schedule:
        return ours.Tanh(lr=lr, lr_min=lr_min, t_max=length, lower=lb, upper=ub)

    if _falls_short(t_initial, cycle_mul, cycle_limit) or _sinks(read.lr, cycle_decay, cycle_limit, lr_min):
        shape = (
            "lr_min + 0.5 * (peak - lr_min) * (1 - math.tanh(lb * (1 - elapsed / length) + ub * (elapsed / length)))"
        )
        curve = _as_timm(read, shape, t_initial, cycle_mul, cycle_decay, cycle_limit, lr_min=lr_min, lb=lb, ub=ub)
    else:
        curve = _cycles(cycle, read.lr, t_initial, cycle_mul, cycle_decay, cycle_limit)
    if not warmup_t:
        return _constructed(read, curve)
    top = read.lr if warmup_prefix else curve(warmup_t)
    return _warmed(curve, warmup_t, warmup_lr_init, top, prefix=warmup_prefix)


def PolyLRScheduler(
    read: Reader, optimizer: Any, t_initial: float, power: float = 0.5, lr_min: float = 0.0, cycle_mul: float = 1.0,
    cycle_decay: float = 1.0, cycle_limit: int = 1, warmup_t: float = 0, warmup_lr_init: float = 0.0, warmup_prefix: bool = False,
    t_in_epochs: bool = True, noise_range_t: Any = None, noise_pct: float = 0.67, noise_std: float = 1.0, noise_seed: int = 42,
    k_decay: float = 1.0, initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)

    def cycle(lr: float, length: float) -> Schedule:
        return ours.Polynomial(lr=lr, lr_end=lr_min, max_epochs=length, power=power, k_decay=k_decay)

    if _falls_short(t_initial, cycle_mul, cycle_limit) or _sinks(read.lr, cycle_decay, cycle_limit, lr_min):
        shape = "lr_min + (peak - lr_min) * (1 - elapsed ** k / length ** k) ** power"
        curve = _as_timm(
            read, shape, t_initial, cycle_mul, cycle_decay, cycle_limit, lr_min=lr_min, k=k_decay, power=power
        )
    else:
        curve = _cycles(cycle, read.lr, t_initial, cycle_mul, cycle_decay, cycle_limit)
    return _warmed(curve, warmup_t, warmup_lr_init, read.lr, prefix=warmup_prefix)


def StepLRScheduler(
    read: Reader, optimizer: Any, decay_t: float, decay_rate: float = 1.0, warmup_t: float = 0, warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True, t_in_epochs: bool = True, noise_range_t: Any = None, noise_pct: float = 0.67,
    noise_std: float = 1.0, noise_seed: int = 42, initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)
    curve: Schedule = ours.Step(lr=read.lr, rate=decay_rate, every=decay_t)
    if _divides_otherwise(decay_t):
        curve = formula("lr * decay_rate ** (epoch // decay_t)", lr=read.lr, decay_rate=decay_rate, decay_t=decay_t)
    return _warmed(curve, warmup_t, warmup_lr_init, read.lr, prefix=warmup_prefix)


def MultiStepLRScheduler(
    read: Reader, optimizer: Any, decay_t: list[float], decay_rate: float = 1.0, warmup_t: float = 0, warmup_lr_init: float = 0.0,
    warmup_prefix: bool = True, t_in_epochs: bool = True, noise_range_t: Any = None, noise_pct: float = 0.67,
    noise_std: float = 1.0, noise_seed: int = 42, initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)
    # timm counts the milestones up to the next epoch: each drop is an epoch early.
    milestones = tuple(max(milestone - 1, 0) for milestone in decay_t)
    curve = ours.Multistep(lr=read.lr, rate=decay_rate, milestones=milestones)
    if milestones and milestones[0] == 0 and not warmup_t:
        return _constructed(read, curve)
    return _warmed(curve, warmup_t, warmup_lr_init, read.lr, prefix=warmup_prefix)


def WSDLRScheduler(
    read: Reader, optimizer: Any, t_initial: float, decay_t: float, lr_min: float = 0.0, stable_fn: str = "constant",
    stable_timescale: float | None = None, stable_power: float = 0.5, decay_fn: Any = "1-sqrt", decay_power: float = 0.5,
    decay_ratio: float = 0.1, warmup_t: float = 0, warmup_lr_init: float = 0.0, t_in_epochs: bool = True,
    noise_range_t: Any = None, noise_pct: float = 0.67, noise_std: float = 1.0, noise_seed: int = 42, initialize: bool = True,
) -> Schedule:  # fmt: skip
    _refuse(noise_range_t)
    own = {"power": decay_power, "ratio": decay_ratio}
    stable = t_initial - decay_t
    if stable_fn == "constant":
        curve: Schedule = ours.Wsd(lr=read.lr, stable=stable, decay=decay_t, lr_min=lr_min, shape=decay_fn, **own)
    elif stable_fn in ("rsqrt", "power") and stable_timescale and lr_min == 0:
        power = 0.5 if stable_fn == "rsqrt" else stable_power
        level = ours.InverseSqrt(lr=read.lr, timescale=stable_timescale, power=power)
        curve = Product(parts=(level, ours.Wsd(lr=1.0, stable=stable, decay=decay_t, shape=decay_fn, **own)))
    else:
        raise ReadingError(
            "WSDLRScheduler: a stable_fn other than constant is supported only with stable_timescale and an lr_min of 0"
        )
    return warmed_up(curve, warmup_t, warmup_lr_init)


def PlateauLRScheduler(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("PlateauLRScheduler depends on a metric")


def _divides_otherwise(every: float) -> bool:
    """Tell whether timm, which divides doubles, falls on the other side of a drop somewhere."""
    from fractions import Fraction

    exact = Fraction(repr(float(every)))
    return any(k * exact.numerator // every != k * exact.denominator for k in range(1, LOOKED_AT))


def _constructed(read: Reader, curve: Schedule) -> Schedule:
    """Return a curve as of epoch 1; until the first step the constructor leaves the optimizer's rate as it is."""
    read.note(f"at epoch 0 timm's constructor leaves lr unchanged, although the curve begins at {curve.rate_at(0):g}")
    return after(1, ours.Constant(lr=read.lr), Shift(parts=(curve,), by=1))


def _falls_short(length: float, mul: float, limit: float) -> bool:
    """Tell whether timm's logarithm misses the start of a cycle, as the doubles have it."""
    if mul == 1 or not 1 <= limit <= MOST_CYCLES or length <= 0 or mul <= 0:
        return False
    try:
        starts = [(1 - mul**cycle) / (1 - mul) * length for cycle in range(1, min(int(limit), 60))]
        return any(
            math.floor(math.log(1 - start / length * (1 - mul), mul)) != cycle
            for cycle, start in enumerate(starts, 1)
            if all_whole(start)
        )
    except (ArithmeticError, ValueError):
        return False


def _sinks(lr: float, decay: float, limit: float, lr_min: float) -> bool:
    """Tell whether the last cycle begins below the lowest rate."""
    try:
        return lr * float(decay) ** (math.ceil(limit) - 1) < lr_min
    except OverflowError:  # it grows, or has no end and is refused
        return False


def _as_timm(
    read: Reader, shape: str, length: float, mul: float, decay: float, limit: float, **names: float
) -> Schedule:  # fmt: skip
    """Return cycles with timm's own arithmetic, step by step."""
    if mul != 1:
        read.note("at some restarts timm's logarithm falls short, and it returns the cycle's end for an epoch")
        cycle = ["    i = math.floor(math.log(1 - epoch / t_initial * (1 - cycle_mul), cycle_mul))"]
        cycle += ["    length = cycle_mul**i * t_initial"]
        cycle += ["    elapsed = epoch - (1 - cycle_mul**i) / (1 - cycle_mul) * t_initial"]
    else:
        cycle = ["    i = epoch // t_initial", "    length = t_initial", "    elapsed = epoch - t_initial * i"]
    lines = ["import math", "", "def timm(epoch):", *cycle, "    peak = lr * cycle_decay**i"]
    lines += [f"    return {shape} if i < cycle_limit else lr_min"]
    names = {"lr": read.lr, "t_initial": length, "cycle_decay": decay, "cycle_limit": limit, **names}
    return formula("timm(epoch)", "\n".join(lines), **names, **({"cycle_mul": mul} if mul != 1 else {}))


def _refuse(noise: Any) -> None:
    if noise is not None:
        raise ReadingError("noise_range_t adds a random draw")


def _warmed(curve: Schedule, epochs: float, first: float, top: float, *, prefix: bool) -> Schedule:
    if epochs == 0:
        return curve
    if not prefix:
        return within(curve, epochs, first, top)
    return warmed_up(curve, epochs, first) if curve(0) == top else after(epochs, line(first, top, epochs), curve)


def _cycles(
    make: Callable[[float, float], Schedule], lr: float, length: float, mul: float, decay: float, limit: int
) -> Schedule:  # fmt: skip
    if not (all_whole(limit) and 1 <= limit <= MOST_CYCLES):
        raise ReadingError(f"cycle_limit must be a whole number from 1 to {MOST_CYCLES}")
    from lrcalc.schedules.cosine_restarts import start_of

    parts = [make(lr * decay**cycle, length * mul**cycle) for cycle in range(int(limit))]
    return parts[0] if limit == 1 else Sequence(
        parts=tuple(parts), switch=tuple(start_of(cycle, float(length), float(mul)) for cycle in range(1, int(limit)))
    )  # fmt: skip


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return timm's own scheduler for a schedule, where it has one."""
    inner, warmup, is_behind = schedule, {}, True
    match schedule:
        case Warmup():
            inner = schedule.schedule if schedule.schedule.keeps_moments else schedule.behind
            warmup = {"warmup_t": schedule.warmup, "warmup_lr_init": schedule.warmup_lr}
        case Sequence(parts=(ours.Constant(), Shift(parts=(own,), by=1)), switch=(1,)):  # as the constructor leaves it
            inner = own
        case Sequence(parts=(ours.Linear(lr=first), Shift(parts=(own,), by=by)), switch=(over,)) if by == over:
            inner, warmup, is_behind = own, {"warmup_t": over, "warmup_lr_init": first}, False
    prefix = {**warmup, **({"warmup_prefix": is_behind} if warmup else {})}
    within = {**warmup, **({"warmup_prefix": False} if warmup else {})}
    match inner:
        case ours.Step(lr=lr, rate=rate, every=every, smooth=False, lr_min=0) if not _divides_otherwise(every):
            return _new("StepLRScheduler", lr, decay_t=every, decay_rate=rate, **within)
        case ours.Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0):
            return _new("MultiStepLRScheduler", lr, decay_t=[m + 1 for m in milestones], decay_rate=rate, **within)
        case ours.CosineRestarts(lr=lr, lr_min=low, cycles=cycles, above_floor=False) if cycles:
            return _new(
                "CosineLRScheduler", lr, t_initial=inner.t_0, lr_min=low, cycle_mul=inner.t_mult, cycle_decay=inner.decay,
                cycle_limit=cycles, **prefix,
            )  # fmt: skip
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=False, k_decay=k_decay):
            return _new("CosineLRScheduler", lr, t_initial=t_max, lr_min=low, k_decay=unless(1, k_decay), **prefix)
        case ours.Tanh(lr=lr, lr_min=low, t_max=t_max, lower=lower, upper=upper):
            return _new("TanhLRScheduler", lr, t_initial=t_max, lb=lower, ub=upper, lr_min=low, **prefix)
        case ours.Polynomial(lr=lr, lr_end=low, max_epochs=epochs, power=power, cycle=False, k_decay=k_decay) if (
            low <= lr
        ):
            return _new(
                "PolyLRScheduler", lr, t_initial=epochs, power=power, lr_min=low, k_decay=unless(1, k_decay), **prefix
            )
        case ours.Wsd(lr=lr, decay_from=stable, decay=decay, lr_min=low, shape=shape, power=power, ratio=ratio):
            return _new(
                "WSDLRScheduler", lr, t_initial=stable + decay, decay_t=decay, lr_min=low, decay_fn=shape,
                decay_power=unless(0.5, power), decay_ratio=unless(0.1, ratio), **warmup,
            )  # fmt: skip
    return None


def _new(name: str, lr: float, **keywords: Any) -> Code:
    return call(name, "optimizer", lr=lr, **keywords)


def program(code: Code) -> list[str]:
    """Return the lines of a program with a scheduler."""
    return torch_program(code, f"from timm.scheduler import {code.names[0]}")

"""Optax: the schedules of JAX."""

import math
from itertools import accumulate
from operator import mul
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Sequence, Warmup
from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.code import FUNCTION, Code, all_whole, call, exact_factor, unless
from lrcalc.frameworks.pieces import after, formula, level, line, negated, rising, warmed_up
from lrcalc.schedule import Schedule


def constant_schedule(read: Reader, value: float) -> Schedule:
    return level(value)


def polynomial_schedule(
    read: Reader,
    init_value: float,
    end_value: float,
    power: float,
    transition_steps: float,
    transition_begin: float = 0,
) -> Schedule:
    if transition_steps <= 0:
        read.note("if transition_steps is 0 or less, Optax keeps init_value")
        return level(init_value)
    if init_value == end_value:
        return level(init_value)
    if power == 1:
        curve = line(init_value, end_value, transition_steps)
    elif init_value >= 0 and end_value >= 0:
        curve = ours.Polynomial(lr=init_value, lr_end=end_value, max_epochs=transition_steps, power=power)
    else:
        fraction = "(1 - min(epoch, steps) / steps) ** power"
        curve = formula(
            f"(init - end) * {fraction} + end", init=init_value, end=end_value, steps=transition_steps, power=power
        )
    return after(_begin(read, transition_begin), level(init_value), curve)


def linear_schedule(
    read: Reader, init_value: float, end_value: float, transition_steps: float, transition_begin: float = 0
) -> Schedule:
    return polynomial_schedule(read, init_value, end_value, 1, transition_steps, transition_begin)


def exponential_decay(
    read: Reader, init_value: float, transition_steps: float, decay_rate: float, transition_begin: float = 0,
    staircase: bool = False, end_value: float | None = None,
) -> Schedule:  # fmt: skip
    if transition_steps <= 0 or decay_rate == 0:
        read.note("if transition_steps is 0 or less, or decay_rate is 0, Optax keeps init_value")
        return level(init_value)
    if init_value <= 0 or decay_rate < 0:
        power = f"decay_rate ** {'floor(x)' if staircase else '(x)'}".replace("x", "max(epoch - begin, 0) / steps")
        bound = "{}" if end_value is None else "max({}, end)" if decay_rate < 1 else "min({}, end)"
        return formula(
            bound.format(f"init * {power}"), init=init_value, decay_rate=decay_rate, steps=transition_steps,
            begin=_begin(read, transition_begin), **({} if end_value is None else {"end": end_value}),  # type: ignore[arg-type]
        )  # fmt: skip
    if end_value is not None and (decay_rate == 1 or (init_value <= end_value) == (decay_rate < 1)):
        held = max(init_value, end_value) if decay_rate < 1 else min(init_value, end_value)
        if held != init_value:
            read.note(f"end_value = {end_value:g} bounds the rate from the start: Optax stays at {held:g}")
        return level(held)
    curve: Schedule = ours.Step(lr=init_value, rate=decay_rate, every=transition_steps, smooth=not staircase)
    if end_value is not None:
        curve = _bounded(curve, init_value, transition_steps, decay_rate, end_value, staircase=staircase)
    return after(_begin(read, transition_begin), ours.Constant(lr=init_value), curve)


def cosine_decay_schedule(
    read: Reader, init_value: float, decay_steps: float, alpha: float = 0.0, exponent: float = 1.0
) -> Schedule:
    if decay_steps <= 0:
        raise ReadingError(
            f"Optax raises ValueError, the cosine_decay_schedule requires positive decay_steps, got {decay_steps:g}"
        )
    if init_value < 0 <= alpha <= 1:
        wave = ours.Cosine(lr=-init_value, lr_min=-alpha * init_value, t_max=decay_steps, exponent=exponent)
        return negated(wave)
    return _cosine(read, init_value, alpha * init_value, decay_steps, exponent)


def _cosine(read: Reader, top: float, low: float, over: float, exponent: float) -> Schedule:
    """Return half a wave from the top to its end, which Optax lets be above it."""
    if 0 <= low <= top and top > 0:
        return ours.Cosine(lr=top, lr_min=low, t_max=over, exponent=exponent)
    if top == 0:
        return level(0.0)  # alpha is a fraction of the peak
    if low > top:
        read.note(f"the end, {low:g}, is above the start, {top:g}: the rate rises to it")
    wave = "(0.5 * (1 + cos(pi * min(epoch, steps) / steps))) ** exponent"
    return formula(f"init * ((1 - alpha) * {wave} + alpha)", init=top, alpha=low / top, steps=over, exponent=exponent)


def piecewise_constant_schedule(
    read: Reader, init_value: float, boundaries_and_scales: dict[int, float] | None = None
) -> Schedule:
    scales = {*(boundaries_and_scales or {}).values()}
    if len(scales) == 1 and scales != {0}:
        return ours.Multistep(lr=init_value, rate=scales.pop(), milestones=tuple(sorted(boundaries_and_scales or {})))
    boundaries, values = _scaled(init_value, boundaries_and_scales or {})
    return ours.Piecewise(values=tuple(values), boundaries=tuple(boundaries))


def piecewise_interpolate_schedule(
    read: Reader, interpolate_type: str, init_value: float, boundaries_and_scales: dict[int, float] | None = None
) -> Schedule:
    if interpolate_type not in ("linear", "cosine"):
        raise ReadingError(f"interpolate_type must be linear or cosine, not {interpolate_type!r}")
    boundaries, values = _scaled(init_value, boundaries_and_scales or {})
    parts: list[Schedule] = []
    for start, end, low, high in zip([0, *boundaries], boundaries, values, values[1:], strict=False):
        parts.append(_between(interpolate_type, low, high, end - start))
    return Sequence(parts=(*parts, level(values[-1])), switch=tuple(boundaries))


def join_schedules(read: Reader, schedules: list[Call], boundaries: list[float]) -> Schedule:
    parts = tuple(map(read.schedule, schedules))
    match parts:
        case (ours.Linear(lr=first, lr_end=top, over=over), then) if (
            boundaries == [over] and not then.signed and then(0) == top
        ):
            return warmed_up(then, over, first)
    return Sequence(parts=parts, switch=tuple(boundaries))


def warmup_constant_schedule(read: Reader, init_value: float, peak_value: float, warmup_steps: float) -> Schedule:
    if warmup_steps <= 0:
        read.note(
            f"with warmup_steps=0 Optax stays at init_value = {init_value:g} for ever; "
            f"peak_value = {peak_value:g} was probably meant"
        )
        return level(init_value)
    if init_value < 0 or peak_value <= 0:
        return line(init_value, peak_value, warmup_steps)
    return warmed_up(ours.Constant(lr=peak_value), warmup_steps, init_value)


def warmup_cosine_decay_schedule(
    read: Reader, init_value: float, peak_value: float, warmup_steps: float, decay_steps: float, end_value: float = 0.0,
    exponent: float = 1.0,
) -> Schedule:  # fmt: skip
    if decay_steps <= warmup_steps:
        raise ReadingError(
            "warmup_cosine_decay_schedule: decay_steps includes the warm-up and must be greater than warmup_steps: "
            "Optax raises ValueError"
        )
    wave = _cosine(read, peak_value, end_value, decay_steps - warmup_steps, exponent)
    return _ramped(wave, warmup_steps, init_value, peak_value)


def warmup_exponential_decay_schedule(
    read: Reader, init_value: float, peak_value: float, warmup_steps: float, transition_steps: float, decay_rate: float,
    transition_begin: float = 0, staircase: bool = False, end_value: float | None = None,
) -> Schedule:  # fmt: skip
    curve = exponential_decay(read, peak_value, transition_steps, decay_rate, transition_begin, staircase, end_value)
    return _ramped(curve, warmup_steps, init_value, peak_value)


def _ramped(curve: Schedule, steps: float, first: float, peak: float) -> Schedule:
    """Return a curve behind a straight line to the peak, which need not be where the curve begins."""
    if steps <= 0:
        return curve
    if first >= 0 and curve.rate_at(0) == peak:
        return warmed_up(curve, steps, first)
    return after(steps, line(first, peak, steps), curve)


def sgdr_schedule(read: Reader, cosine_kwargs: list[dict[str, Any]]) -> Schedule:
    parts = [read.schedule(Call("warmup_cosine_decay_schedule", (), kwargs)) for kwargs in cosine_kwargs]
    return Sequence(
        parts=tuple(parts), switch=tuple(accumulate(kwargs["decay_steps"] for kwargs in cosine_kwargs))[:-1]
    )


def linear_onecycle_schedule(
    read: Reader, transition_steps: int, peak_value: float, pct_start: float = 0.3, pct_final: float = 0.85,
    div_factor: float = 25.0, final_div_factor: float = 1e4,
) -> Schedule:  # fmt: skip
    steps = [_step(pct_start * transition_steps), _step(pct_final * transition_steps), transition_steps]
    _distinct("linear_onecycle_schedule", steps)
    scales = [div_factor, 1 / div_factor, 1 / final_div_factor]
    return piecewise_interpolate_schedule(
        read, "linear", peak_value / div_factor, dict(zip(steps, scales, strict=True))
    )


def cosine_onecycle_schedule(
    read: Reader, transition_steps: int, peak_value: float, pct_start: float = 0.3, div_factor: float = 25.0,
    final_div_factor: float = 1e4,
) -> Schedule:  # fmt: skip
    steps = [_step(pct_start * transition_steps), _step(transition_steps)]
    _distinct("cosine_onecycle_schedule", steps)
    scales = [div_factor, 1 / (div_factor * final_div_factor)]
    return piecewise_interpolate_schedule(
        read, "cosine", peak_value / div_factor, dict(zip(steps, scales, strict=True))
    )


def _begin(read: Reader, transition_begin: float) -> float:
    if transition_begin < 0:
        read.note("Optax treats a negative transition_begin as 0")
    return max(transition_begin, 0)


def _bounded(curve: Schedule, init: float, steps: float, rate: float, end: float, *, staircase: bool) -> Schedule:
    if end <= 0:
        return curve
    periods = math.log(end / init) / math.log(rate)
    return after((math.ceil(periods - 1e-12) if staircase else periods) * steps, curve, level(end))


def _scaled(init: float, scales: dict[int, float]) -> tuple[list[int], list[float]]:
    boundaries = sorted(scales)
    return boundaries, [*accumulate((scales[boundary] for boundary in boundaries), mul, initial=init)]


def _between(kind: str, low: float, high: float, over: float) -> Schedule:
    if low == high or kind == "linear":
        return line(low, high, over)
    fall = ours.Cosine(lr=max(low, high), lr_min=min(low, high), t_max=over)
    return fall if low > high else rising(fall, over)


def _step(place: float) -> int:
    if not math.isfinite(place):
        raise ReadingError("its phases must begin at steps, not at infinity")
    return int(place)


def _distinct(name: str, steps: list[int]) -> None:
    if not steps[0] > 0 or steps != sorted(set(steps)):
        raise ReadingError(
            f"{name}: its phases would start at steps {steps}, which are not distinct: Optax would drop one"
        )


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return Optax' own schedule for a schedule, where it has one."""
    match schedule:
        case ours.Constant(lr=lr):
            return call("constant_schedule", value=lr)
        case ours.Step(lr=lr, rate=rate, every=every, smooth=smooth, lr_min=0):
            return call(
                "exponential_decay", init_value=lr, transition_steps=every, decay_rate=rate, staircase=not smooth
            )
        case ours.Exponential(lr=lr, rate=rate, every=every, lr_min=low) if rate < 1 or low == 0:
            end = {"end_value": low} if low else {}
            return call("exponential_decay", init_value=lr, transition_steps=every, decay_rate=rate, **end)
        case ours.Linear(lr=lr, lr_end=end, over=over) if lr != end:
            return call("linear_schedule", init_value=lr, end_value=end, transition_steps=over)
        case ours.Polynomial(lr=lr, lr_end=end, max_epochs=epochs, power=power, cycle=False, k_decay=1) if (
            lr != end and power != 1
        ):
            return call("polynomial_schedule", init_value=lr, end_value=end, power=power, transition_steps=epochs)
        case ours.Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0) if (
            len({*milestones}) == len(milestones) > 0
        ):
            scales = dict.fromkeys((int(m) if all_whole(m) else m for m in milestones), rate)
            return call("piecewise_constant_schedule", init_value=lr, boundaries_and_scales=scales)
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=False, exponent=exponent, k_decay=1) if (
            exact_factor(low, lr) is not None
        ):
            return call(
                "cosine_decay_schedule",
                init_value=lr,
                decay_steps=t_max,
                alpha=exact_factor(low, lr),
                exponent=unless(1, exponent),
            )
        case Warmup(behind=ours.Constant(lr=lr), warmup=steps, warmup_lr=first) if steps > 0:
            return call("warmup_constant_schedule", init_value=first, peak_value=lr, warmup_steps=steps)
        case Warmup(behind=ours.Cosine(periodic=False, k_decay=1) as wave, warmup=steps, warmup_lr=first) if (
            steps > 0
            and wave.t_max + steps - steps == wave.t_max  # Optax takes the sum, and must find t_max in it again
        ):
            return call(
                "warmup_cosine_decay_schedule", init_value=first, peak_value=wave.lr, warmup_steps=steps,
                decay_steps=wave.t_max + steps, end_value=wave.lr_min, exponent=unless(1, wave.exponent),
            )  # fmt: skip
        case Warmup(behind=inner, warmup=steps, warmup_lr=first) if steps > 0 and first != inner(0):
            ramp = call("linear_schedule", init_value=first, end_value=inner(0), transition_steps=steps)
            return _joined([ramp, write(inner)], [steps])
        case Sequence(parts=parts, switch=switch):
            return _joined([write(part) for part in parts], list(switch))
    return None


def _joined(codes: list[Code | None], boundaries: list[float]) -> Code | None:
    inner = [code for code in codes if code]
    if len(inner) < len(codes):
        return None
    inner = [Code(f"optax.{code.call}") for code in inner]
    return call("join_schedules", schedules=inner, boundaries=boundaries)


def program(code: Code) -> list[str]:
    """Return the lines of a program with a schedule."""
    return ["import optax", "", f"schedule = optax.{code.call}"]


def general(imports: list[str], function: list[str]) -> list[str]:
    """Return the lines of a program with the formula behind a callback, which jit takes too."""
    return [
        *sorted([*imports, "import jax", "import numpy as np"]),
        "",
        "",
        *function,
        "",
        "",
        "def schedule(count):",
        "    shape = jax.ShapeDtypeStruct((), jax.numpy.result_type(float))",
        f"    return jax.pure_callback(lambda step: np.asarray({FUNCTION}(float(step)), shape.dtype), shape, count)",
    ]

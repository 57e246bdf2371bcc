"""Where the search for a strategy's parameters starts: one function for each, from what is seen of the curve.

A guess has values for the parameters that a strategy needs. Its numbers are polished afterwards, except those that
it holds fixed; what cannot be polished, such as the epoch of a jump, has to be right here.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from lrcalc.fit.logged import Array, Logged, Run

MOST_DROPS = 64  # milestones
SHAPES = ("linear", "cosine", "1-sqrt")


class Guess(NamedTuple):
    """Parameters to start from, and the names of those that are not to be polished."""

    parameters: dict[str, Any]
    fixed: tuple[str, ...] = ()


Guesses = Iterator[Guess]


def line(t: Array, y: Array) -> tuple[float, float]:
    """Return the slope of the straight line through points, and its height at 0."""
    middle = t.mean()
    slope = float(((t - middle) * (y - y.mean())).sum() / np.square(t - middle).sum())
    return slope, float(y.mean() - slope * middle)


def between(low: float, high: float) -> float:
    """Return the roundest number above one and up to another, the later one of several.

    >>> between(29, 30), between(50, 100), between(0.4, 2), between(25, 31), between(0.1, 0.1), between(1, math.inf)
    (30.0, 100.0, 2.0, 30.0, 0.1, inf)
    """
    if math.isfinite(high) and high > 0:
        size = 10.0 ** math.ceil(math.log10(high))
        for _ in range(17):
            for unit in (1.0, 0.5, 0.1):
                number = math.floor(high / (size * unit) * (1 + 1e-15)) * size * unit
                if low < number <= high:
                    return float(f"{number:.15g}")
            size /= 10
    return high


def ends(log: Logged) -> list[float]:
    """Return where the curve may be complete: where it is level at last, or at its end or later."""
    last = float(log.t[-1])
    if log.tail:
        start = log.tail.start
        return [float(log.t[start]), *([float(log.t[start - 1] + log.t[start]) / 2] if start else [])]
    return [last, last * 1.15, last * 1.5, last * 2.5, last * 6]


def constant(log: Logged) -> Guesses:
    """Yield the middle value; of two levels, the factor before the second."""
    yield Guess({"lr": float(np.median(log.y))})
    if len(log.runs) == 2:  # noqa: PLR2004 - before and after
        first, second = log.runs
        until = between(float(log.t[first.stop - 1]), float(log.t[second.start]))
        yield Guess({"lr": second.value, "factor": first.value / second.value if second.value else 1.0, "until": until},
                    ("until",))  # fmt: skip


def linear(log: Logged) -> Guesses:
    """Yield the line through the rows that change, and the level behind it."""
    rows = log.changing if log.tail else slice(0, len(log.y))
    stop = rows.stop - 1 if log.tail else rows.stop
    if stop - rows.start < 2:  # noqa: PLR2004 - a line needs two points
        rows, stop = slice(0, len(log.y)), len(log.y)
    slope, height = line(log.t[rows.start : stop], log.y[rows.start : stop])
    if slope == 0:
        return
    height = max(height, 0.0)
    if log.tail:
        over = (log.tail.value - height) / slope
        yield Guess({"lr": height, "lr_end": log.tail.value, "over": over})
        yield Guess({"lr": height, "lr_end": log.tail.value, "over": float(log.t[log.tail.start])})
    elif slope < 0:
        yield Guess({"lr": height, "over": -height / slope})
        # Where the line was cut off, any end on it will do.
        yield Guess({"lr": height, "lr_end": float(log.y[-1]), "over": float(log.t[-1])}, ("over",))
    else:
        yield Guess({"lr": height, "lr_end": float(log.y[-1]), "over": float(log.t[-1])}, ("over",))


def cosine(log: Logged) -> Guesses:
    """Yield from the highest to the lowest, complete where the curve gets level, or later."""
    low, high = float(log.y.min()), log.peak
    turns = log.t[log.turns]
    for end in ends(log):
        yield Guess({"lr": high, "lr_min": low if log.tail else 0.0, "t_max": end})
    if len(turns):
        halves = [float(turns[0]), *([float(turns[-1] - turns[0]) / (len(turns) - 1)] if len(turns) > 1 else [])]
        for half in halves[::-1]:
            yield Guess({"lr": high, "lr_min": low, "t_max": half, "periodic": True})
    for end in ends(log)[:2]:
        start = {"lr": high, "lr_min": low, "t_max": end}
        yield Guess({**start, "exponent": 1.5})
        yield Guess({**start, "k_decay": 1.3})
        yield Guess({**start, "k_decay": 0.7})


def polynomial(log: Logged) -> Guesses:
    """Yield the usual powers, complete where the curve gets level, or later."""
    first, last = _at_0(log), float(log.y[-1])
    if log.rises:
        bound = [float(log.t[index]) for index in log.rises]
        before = float(log.t[log.rises[0] - 1])
        for end in dict.fromkeys((before, between(before - 1e-9, bound[0]), bound[0])):
            for power in (1.0, 2.0, 0.5):
                start = {"lr": first, "lr_end": float(log.y.min()), "max_epochs": end, "power": power}
                yield Guess({**start, "cycle": True}, ("max_epochs",))
    for end in ends(log):
        for power in (1.0, 2.0, 0.5):
            yield Guess({"lr": first, "lr_end": last if log.tail else 0.0, "max_epochs": end, "power": power})
    for end in ends(log)[:1]:
        yield Guess({"lr": first, "lr_end": last, "max_epochs": end, "power": 1.0, "k_decay": 1.3})
        yield Guess({"lr": first, "lr_end": last, "max_epochs": end, "power": 1.0, "k_decay": 0.7})


def exponential(log: Logged) -> Guesses:
    """Yield the line through the logarithms."""
    rows = slice(0, log.tail.start) if log.tail and log.tail.start > 1 else slice(0, len(log.y))
    t, y = log.t[rows], log.y[rows]
    if (y <= 0).any() or len(y) < 2:  # noqa: PLR2004
        return
    slope, height = line(t, np.log(y))
    start: dict[str, Any] = {"lr": math.exp(height), "rate": math.exp(slope)}
    if log.tail and log.tail.value > 0:
        start["lr_min"] = log.tail.value
    yield Guess(start)


def inverse_time(log: Logged) -> Guesses:
    """Yield the line through the reciprocals."""
    rows = slice(0, log.tail.start) if log.tail and log.tail.start > 1 else slice(0, len(log.y))
    t, y = log.t[rows], log.y[rows]
    if (y > 0).all() and len(y) > 1:
        slope, height = line(t, 1 / y)
        if height > 0 and slope > 0:
            start: dict[str, Any] = {"lr": 1 / height, "rate": slope / height}
            if log.tail and log.tail.value > 0:
                start["lr_min"] = log.tail.value
            yield Guess(start)
            growth = slope / height
            for rate in (1.0, 0.5, 2.0, 0.1, 0.2, 0.05, 0.01):
                yield Guess({**start, "rate": rate, "every": rate / growth}, ("rate",))
    yield from _stairs_of_time(log)


def _stairs_of_time(log: Logged) -> Guesses:
    values = [run.value for run in log.runs]
    if len(values) < 3 or min(values) <= 0:  # noqa: PLR2004 - two stairs are a drop
        return
    turned = 1 / np.array(values)
    steps = np.diff(turned)
    unit = float(np.median(steps))
    if unit <= 0:
        return
    counts = np.concatenate([[0], np.cumsum(np.rint(steps / unit))])
    for every, before in _everies(log, counts):
        base = float(turned[0] - unit * before)
        if base > 0:
            slope, height = line(counts + before, turned)
            yield Guess({"lr": 1 / height, "rate": slope / height, "every": every, "staircase": True}, ("every",))


def inverse_sqrt(log: Logged) -> Guesses:
    """Yield the line through the reciprocals of the squares."""
    rows = slice(0, log.tail.start) if log.tail and log.tail.start > 1 else slice(0, len(log.y))
    t, y = log.t[rows], log.y[rows]
    if (y <= 0).any() or len(y) < 3:  # noqa: PLR2004
        return
    slope, height = line(t, 1 / np.square(y))
    floor = {"lr_min": log.tail.value} if log.tail and log.tail.value > 0 else {}
    if slope > 0 and height > 0:
        yield Guess({"lr": 1 / math.sqrt(height), "timescale": height / slope, **floor})
        yield Guess({"lr": 1 / math.sqrt(height), "timescale": height / slope, "power": 0.7, **floor})


def noam(log: Logged) -> Guesses:
    """Yield the size of the decay, and where the ramp meets it."""
    top = int(log.y.argmax())
    late = slice(top, len(log.y))
    if log.t[late][0] <= 0 or (log.y[late] <= 0).any():
        return
    size = float(np.median(log.y[late] * np.sqrt(log.t[late])))
    if top > 0 and log.t[top - 1] > 0:
        slope = float(log.y[top - 1] / log.t[top - 1])
        warmups = [(size / slope) ** (2 / 3)]
    elif top > 0:
        warmups = [float(log.t[top])]
    else:
        warmups = [between(float(log.t[0]) / 10, float(log.t[0]))]
    square = 1 / (size * size)
    for warmup in warmups:
        fixed = ("warmup_steps",) * (top == 0)
        if abs(square - round(square)) <= 1e-6 * square:
            yield Guess({"d_model": float(round(square)), "warmup_steps": warmup}, ("d_model", *fixed))
        for width in (512.0, 256.0, 768.0, 1024.0, 128.0, 64.0, 1.0):
            yield Guess(
                {"d_model": width, "warmup_steps": warmup, "scale": size * math.sqrt(width)}, ("d_model", *fixed)
            )


def tanh(log: Logged) -> Guesses:
    """Yield the usual arguments, complete where the curve gets level, or later."""
    low, high = float(log.y.min()), log.peak
    for end in ends(log)[:3]:
        for lower, upper in ((-7.0, 3.0), (-4.0, 4.0), (-3.0, 1.0), (-2.0, 2.0), (-6.0, 6.0)):
            yield Guess({"lr": high, "lr_min": low if log.tail else 0.0, "t_max": end, "lower": lower, "upper": upper})


def step(log: Logged) -> Guesses:
    """Yield the ratio of the levels, and a length that puts each where it is."""
    runs, floor = _stairs(log)
    values = [run.value for run in runs]
    if len(values) < 2 or min(values) <= 0:  # noqa: PLR2004
        return
    logs = np.log(np.array(values))
    steps = np.diff(logs)
    unit = float(steps[np.abs(steps).argmin()])
    counts = np.concatenate([[0], np.cumsum(np.rint(steps / unit))])
    if len(values) > 2:  # noqa: PLR2004 - over all of them it is known better
        unit = float((logs[-1] - logs[0]) / counts[-1])
    for every, before in _everies(log, counts, runs):
        rate = math.exp(unit)
        yield Guess({"lr": math.exp(logs[0] - unit * before), "rate": rate, "every": every, **floor}, ("every", *floor))


def multistep(log: Logged) -> Guesses:
    """Yield the smallest ratio of levels, and where they change."""
    runs, floor = _stairs(log)
    values = [run.value for run in runs]
    if not 2 <= len(values) <= MOST_DROPS or min(values) <= 0:  # noqa: PLR2004
        return
    steps = np.diff(np.log(np.array(values)))
    unit = float(steps[np.abs(steps).argmin()])
    times = np.rint(steps / unit).astype(int)
    if (times < 1).any() or (times > 9).any():  # noqa: PLR2004 - of drops at one milestone
        return
    places = [between(float(log.t[run.start - 1]), float(log.t[run.start])) for run in runs[1:]]
    milestones = tuple(place for place, count in zip(places, times, strict=True) for _ in range(count))
    yield Guess({"lr": values[0], "rate": math.exp(unit), "milestones": milestones, **floor}, ("milestones", *floor))
    if floor and times[-1] == 1:
        return


def piecewise(log: Logged) -> Guesses:
    """Yield the levels themselves."""
    runs = log.runs
    if 2 <= len(runs) <= MOST_DROPS and 2 * len(runs) - 1 <= len(log.y) / 10:  # noqa: PLR2004
        places = tuple(between(float(log.t[run.start - 1]), float(log.t[run.start])) for run in runs[1:])
        yield Guess({"values": tuple(run.value for run in runs), "boundaries": places}, ("values", "boundaries"))


def cosine_restarts(log: Logged) -> Guesses:
    """Yield where the curve jumps up, and the growth of the distances."""
    low = float(log.y.min())
    starts = [float(log.t[index]) for index in log.rises]
    if log.tail and len(starts) >= 1 and log.tail.start > log.rises[-1]:
        yield from _restarts(log, starts, low, float(log.t[log.tail.start]))
    if starts:
        yield from _restarts(log, starts, low, None)
    elif log.tail:
        yield Guess({"lr": log.peak, "lr_min": low, "t_0": float(log.t[log.tail.start]), "cycles": 1}, ("cycles",))


def _restarts(  # noqa: C901 - one case after another
    log: Logged, starts: Sequence[float], low: float, end: float | None
) -> Guesses:
    peaks = [float(log.y[index]) for index in log.rises]
    first = float(log.t[0])
    lengths = np.diff([*starts, *([end] if end is not None else [])])
    growth = 1.0
    if len(lengths) > 1:
        growth = float(lengths[-1] / lengths[0]) ** (1 / (len(lengths) - 1))
    elif len(lengths) == 1:
        growth = float(lengths[0]) / starts[0]
    decay = (peaks[-1] / peaks[0]) ** (1 / (len(peaks) - 1)) if len(peaks) > 1 and peaks[0] > 0 else 1.0
    if len(peaks) == 1 and first < starts[0] / 4:
        decay = peaks[0] / log.peak
    mults = [mult for mult in dict.fromkeys((1.0, float(f"{growth:.1g}"), float(f"{growth:.2g}"))) if mult >= 1]
    length = float(lengths[0]) if len(lengths) else starts[0]
    for mult, t_0 in [(one, guess) for one in mults for guess in (starts[0], length - starts[0] * (one - 1))]:
        if t_0 <= 0 or (t_0 == starts[0] and first >= 0.5 * starts[0]):
            continue
        passed = (
            round(math.log1p(starts[0] * (mult - 1) / t_0) / math.log(mult)) if mult > 1 else round(starts[0] / t_0)
        )
        if passed < 1:
            continue
        # Restart k is at t_0 · size, between the row before and the row of the jump.
        powers = np.arange(passed, passed + len(starts), dtype=float)
        sizes = powers if mult == 1 else (mult**powers - 1) / (mult - 1)
        lowest = float((np.array([log.t[index - 1] for index in log.rises]) / sizes).max())
        highest = float((np.array(starts) / sizes).min())
        if lowest >= highest:
            continue
        nearest = between(lowest, highest)
        cycles = {"cycles": passed + len(starts)} if end is not None else {}
        for factor in dict.fromkeys((1.0, decay)):
            base = max(peaks[0], log.peak) if factor == 1.0 else peaks[0] / factor**passed
            if first == 0:
                base = float(log.y[0])
            start = {"lr": base, "lr_min": low if end is not None else max(low - 0.01 * log.peak, 0.0), "t_0": nearest,
                     "t_mult": mult, "decay": factor, **cycles}  # fmt: skip
            fixed = ("t_0", "t_mult", *cycles, *(["decay"] if factor == 1.0 else []))
            yield Guess(start, fixed)
            loose = tuple(name for name in fixed if name != "t_0")
            yield Guess({**start, "lr_min": low, "t_0": lowest / 2 + highest / 2}, loose)
            if factor != 1.0:
                yield Guess({**start, "above_floor": True}, fixed)
                yield Guess({**start, "decay": max(factor, 0.05) * 0.95, "above_floor": True}, fixed)


def cyclic(log: Logged) -> Guesses:
    """Yield where the lines turn."""
    turns = _turns(log)
    if len(turns) < 2:  # noqa: PLR2004 - a top and a bottom
        return
    tops = [(t, y) for t, y, is_top in turns if is_top]
    bottoms = [(t, y) for t, y, is_top in turns if not is_top]
    if not tops or not bottoms:
        return
    low, high = float(log.y.min()), log.peak
    if len(bottoms) > 1:
        period = (bottoms[-1][0] - bottoms[0][0]) / (len(bottoms) - 1)
    elif len(tops) > 1:
        period = (tops[-1][0] - tops[0][0]) / (len(tops) - 1)
    else:
        period = bottoms[0][0]
    nearest = bottoms[0][0] / max(round(bottoms[0][0] / period), 1)
    period = nearest if abs(nearest - period) < 0.2 * period else period
    up = tops[0][0] % period
    if not 0 < up < period:
        return
    start = {"lr": low, "lr_max": high, "up": up, "down": period - up}
    even = abs(up - period / 2) < 0.1 * period
    if even:
        yield Guess({"lr": low, "lr_max": high, "up": period / 2})
        yield Guess({"lr": low, "lr_max": high, "up": period / 2, "mode": "triangular2"})
    yield Guess(start)
    cycle = math.floor(tops[0][0] / period)
    yield Guess({**start, "lr_max": low + (high - low) * 2.0**cycle, "mode": "triangular2"})
    if even:
        yield Guess({"lr": low, "lr_max": low + (high - low) * 2.0**cycle, "up": period / 2, "mode": "triangular2"})
    if len(tops) > 1 and tops[0][1] > low and tops[-1][1] > low:
        rate = ((tops[-1][1] - low) / (tops[0][1] - low)) ** (1 / (tops[-1][0] - tops[0][0]))
        swing = (tops[0][1] - low) / rate ** tops[0][0]
        shapes = [{"up": period / 2}] if even else []
        for shape in (*shapes, {"up": up, "down": period - up}):
            yield Guess({"lr": low, "lr_max": low + swing, **shape, "mode": "exp-range", "rate": rate})
            yield Guess(
                {
                    "lr": max(low - 0.02 * log.peak, 0.0),
                    "lr_max": low + swing,
                    **shape,
                    "mode": "exp-range",
                    "rate": rate,
                }
            )


def _turns(log: Logged) -> list[tuple[float, float, bool]]:
    """Return where the curve turns, from the straight lines on either side: place, height, and whether it is a top."""
    turned = log.turns
    found = []
    edges = [0, *turned, len(log.y) - 1]
    for index, here in enumerate(turned, 1):
        before, after = edges[index - 1], edges[index + 1]
        left = slice(max(before, here - 3), here) if here - before > 2 else slice(max(here - 2, 0), here)  # noqa: PLR2004
        right = slice(here + 1, min(after, here + 3) + 1) if after - here > 2 else slice(here + 1, here + 3)  # noqa: PLR2004
        place, height = float(log.t[here]), float(log.y[here])
        if left.stop - left.start > 1 and len(log.y[right]) > 1:
            (s1, h1), (s2, h2) = line(log.t[left], log.y[left]), line(log.t[right], log.y[right])
            if s1 != s2:
                crossing = (h2 - h1) / (s1 - s2)
                if log.t[here - 1] <= crossing <= log.t[here + 1]:
                    place, height = crossing, h1 + s1 * crossing
        found.append((place, height, bool(log.y[here] > log.y[here - 1])))
    return found


def one_cycle(log: Logged) -> Guesses:
    """Yield the place of the peak, and where the curve gets level."""
    top = int(log.y.argmax())
    high, first, last = log.peak, float(log.y[0]), float(log.y[-1])
    peak = float(log.t[top])
    end = float(log.t[log.tail.start]) if log.tail else float(log.t[-1])
    places = [end] if log.tail else [end, end * 1.1, end * 1.5]
    if top == 0 and log.t[0] == 0:
        total = max(round(end) + 1, 2)
        floor = high / 25 / last if last > 0 else 1e4
        yield Guess({"lr_max": high, "total": total, "pct_start": 0.0, "final_div": floor}, ("pct_start",))
        return
    for place in places:
        total = max(round(place) + 1, 2)
        share = (peak + 1) / total
        if not 0 < share < 1:
            continue
        start = {
            "lr_max": high,
            "total": total,
            "pct_start": share,
            "div": high / first if first and first < high else 25.0,
        }
        start["final_div"] = max(high / start["div"] / last, 1e-3) if last > 0 else 1e4
        for anneal in ("cos", "linear"):
            if log.t[0] == 0 and log.tail:
                yield Guess(
                    {**start, "final_div": float(f"{first / last:.10g}") if last else 1e4, "anneal": anneal},
                    ("final_div",),
                )
            yield Guess({**start, "anneal": anneal})
            if share < 0.5:  # noqa: PLR2004 - of the steps
                yield Guess({**start, "anneal": anneal, "three_phase": True})


def wsd(log: Logged) -> Guesses:
    """Yield where the curve leaves its highest level, and where it gets level again."""
    first = log.first
    level = first if abs(first.value - log.peak) <= 4 * log.allowed[first.start] else None
    stable = float(log.t[first.stop - 1]) if level and first.stop < len(log.t) else 0.0
    if level is None and log.t[0] == 0:
        return
    low = float(log.y[-1])
    last = log.tail.start if log.tail else len(log.t) - 1
    for end in ends(log)[:3]:
        for shape in (*SHAPES, "power", "exp"):
            start = {"lr": log.peak, "stable": stable, "decay": end - stable, "lr_min": low if log.tail else 0.0}
            begin = _begin(log, slice(first.stop, last), shape)
            if begin is not None and stable <= begin <= float(log.t[min(first.stop, last)]):
                start |= {"stable": begin, "decay": max(end - begin, 1e-9)}
            quiet = {"power": {"power": 0.5}, "exp": {"ratio": 0.1}}.get(shape, {})
            yield Guess({**start, "shape": shape, **quiet}, ("power", "ratio"))
            if shape == "power":
                yield Guess({**start, "shape": shape, "power": 2.0})
            if shape == "exp":
                yield Guess({**start, "shape": shape, "ratio": 0.02})
            if log.tail and end == float(log.t[log.tail.start]):
                yield Guess({**start, "stable": end - start["decay"], "shape": shape, **quiet}, ("power", "ratio"))


def _begin(log: Logged, rows: slice, shape: str) -> float | None:
    """Return where a decay begins, from its first rows."""
    if rows.stop - rows.start < 2:  # noqa: PLR2004
        return None
    y = log.y[rows][:6]
    t = log.t[rows][:6]
    drop = np.maximum(log.peak - y, 0)
    value = {"linear": drop, "cosine": np.sqrt(drop), "1-sqrt": np.square(drop), "power": np.square(drop)}.get(
        shape, drop
    )
    slope, height = line(t, value)
    return -height / slope if slope else None


def _at_0(log: Logged) -> float:
    """Return the rate at epoch 0, or what the first rows point at."""
    if log.t[0] == 0 or len(log.t) < 2:  # noqa: PLR2004
        return float(log.y[0])
    slope = float(log.y[1] - log.y[0]) / float(log.t[1] - log.t[0])
    return max(float(log.y[0] - slope * log.t[0]), float(log.y[0]) / 10)


def _stairs(log: Logged) -> tuple[Sequence[Run], dict[str, float]]:
    """Return the levels, without the last where it is a floor that breaks the ratio of the others."""
    runs = log.runs
    if len(runs) < 4 or min(run.value for run in runs) <= 0:  # noqa: PLR2004 - a ratio is seen twice before it breaks
        return runs, {}
    steps = np.diff(np.log([run.value for run in runs]))
    unit = steps[np.abs(steps[:-1]).argmin()]
    ratio = steps[-1] / unit
    loose = 3 * float((log.allowed / np.maximum(log.y, 1e-300)).max()) / abs(unit) + 1e-6
    return (runs[:-1], {"lr_min": runs[-1].value}) if abs(ratio - round(ratio)) > loose and ratio < 1 else (runs, {})


def _everies(log: Logged, counts: Array, runs: Sequence[Run] | None = None) -> Iterator[tuple[float, int]]:
    """Yield lengths of a stair that put each level where it is, and how many stairs came before the first row.

    Row t is on stair n where n ≤ t / every < n + 1.
    """
    runs = log.runs if runs is None else runs
    lasts = np.array([log.t[run.stop - 1] for run in runs])
    firsts = np.array([log.t[run.start] for run in runs])
    span = counts[-1] - counts[0]
    if span <= 0:
        return
    rough = float(firsts[-1] - firsts[0]) / span if len(runs) > 2 else float(firsts[-1])  # noqa: PLR2004
    guess = math.floor(float(log.t[0]) / rough) if rough > 0 else 0
    for before in dict.fromkeys((guess, guess + 1, guess - 1, 0, 1, 2, 3)):
        if before < 0:
            continue
        n = counts + before
        low = float((lasts / (n + 1)).max())
        with np.errstate(divide="ignore", invalid="ignore"):
            high = float(np.where(n > 0, firsts / np.maximum(n, 1), np.inf).min())
        if low < high < math.inf:
            yield between(low, high), before
            if high == round(high):
                yield high, before


GUESSES: dict[str, Callable[[Logged], Guesses]] = {
    "constant": constant,
    "linear": linear,
    "cosine": cosine,
    "step": step,
    "exponential": exponential,
    "multistep": multistep,
    "polynomial": polynomial,
    "inverse-time": inverse_time,
    "inverse-sqrt": inverse_sqrt,
    "cosine-restarts": cosine_restarts,
    "one-cycle": one_cycle,
    "cyclic": cyclic,
    "wsd": wsd,
    "noam": noam,
    "tanh": tanh,
    "piecewise": piecewise,
}  # the simpler first: of equals, the earlier wins

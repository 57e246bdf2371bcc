"""Least squares over a strategy itself, and the roundest parameters that keep the error."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from lrcalc.compose import Warmup, assemble
from lrcalc.fit.logged import Array, Logged
from lrcalc.schedule import ParameterError, Schedule

ITERATIONS = 25
AGAIN = 10  # iterations from numbers that are nearly right
STEPS = 6  # that are tried before it is as good as it gets
LAWSON = 5
LOOSE = 1.25  # times a log's rounding: what the numbers of the least squares may miss a row by
LEAP = 0.9  # of a parameter's size, in one step
MOST_OFF = 60.0  # times what is allowed: a rounded number that is further off cannot be made good by the others
MOST_TRIED = 9  # digits of a parameter of rounded values
SMALL = 1e-3  # a number that may as well be 0
DIGITS = 17  # that a double has
Parameters = dict[str, Any]
Found = tuple[Parameters, Array]  # parameters, and what is left of the log in units of what is allowed
Make = Callable[[Mapping[str, Any]], Schedule]


def maker(kind: type[Schedule]) -> Make:
    """Return what makes a schedule of a strategy's flat parameters; a limit that is passed is reached."""
    known = {**kind.parameters, **Warmup.parameters}

    def make(parameters: Mapping[str, Any]) -> Schedule:
        inside = {
            name: max(value, known[name].param.range.low) if isinstance(value, float) else value
            for name, value in parameters.items()
        }
        return assemble(kind, inside)

    return make


def rates(schedule: Schedule, t: Array) -> Array:
    """Return a schedule's rates at epochs. Raises OverflowError where one overflows."""
    return np.fromiter(map(schedule.rate_at, t.tolist()), np.float64, len(t))


def residuals(make: Make, parameters: Mapping[str, Any], log: Logged) -> Array | None:
    """Return how far a schedule is from the log, in units of what is allowed; None where there is no such schedule."""
    try:
        return (rates(make(parameters), log.t) - log.y) / log.allowed
    except (ParameterError, ArithmeticError, ValueError):
        return None


def least_squares(  # noqa: PLR0913, PLR0917 - the problem, and how well to solve it
    make: Make,
    parameters: Parameters,
    free: Sequence[str],
    log: Logged,
    weights: Array | None = None,
    iterations: int = ITERATIONS,
) -> Found | None:
    """Return the parameters of the least squares, and what is left; None where there is no schedule to start from."""
    left = residuals(make, parameters, log)
    return None if left is None else improved(make, (parameters, left), free, log, weights, iterations)


def improved(  # noqa: PLR0913, PLR0917 - the same
    make: Make,
    found: Found,
    free: Sequence[str],
    log: Logged,
    weights: Array | None = None,
    iterations: int = ITERATIONS,
) -> Found:
    """Return the parameters of the least squares, by damped Gauss-Newton steps, and what is left.

    The Jacobian is of differences; a step that makes it worse is damped.
    """
    w = np.ones(len(log.t)) if weights is None else weights
    best, left = dict(found[0]), found[1]
    damping = 1e-3
    cost = float(np.square(left * w).sum())
    for _ in range(iterations if free else 0):
        columns, sizes = [], []
        for name in free:
            size = abs(best[name]) or _scale(name, log)
            there = residuals(make, {**best, name: best[name] + 1e-6 * size}, log)
            if there is None:
                there = residuals(make, {**best, name: best[name] - 1e-6 * size}, log)
                there = None if there is None else 2 * left - there
            columns.append(np.zeros_like(left) if there is None else (there - left) * w / 1e-6)
            sizes.append(size)
        jacobian = np.stack(columns, axis=1)
        norms = np.sqrt(np.square(jacobian).sum(axis=0)) + 1e-300
        gradient = jacobian / norms
        for _ in range(STEPS):
            damped = np.vstack([gradient, math.sqrt(damping) * np.eye(len(free))])
            target = np.concatenate([-(left * w), np.zeros(len(free))])
            if not (np.isfinite(damped).all() and np.isfinite(target).all()):  # the log is at the end of the doubles
                return best, left
            step = np.linalg.lstsq(damped, target, rcond=None)[0] / norms
            trial = dict(best)
            for name, size, by in zip(free, sizes, step, strict=True):
                most = LEAP * abs(best[name]) or math.inf  # far leaps end where the curve is flat
                trial[name] = float(best[name] + min(max(by * size, -most), most))
            new = residuals(make, trial, log)
            new_cost = math.inf if new is None else float(np.square(new * w).sum())
            if new is not None and new_cost < cost:
                gain, best, left, cost = cost - new_cost, trial, new, new_cost
                break
            damping = max(damping * 10, 1e-8)
        else:
            break
        damping = max(damping / 30, 1e-15)
        if gain <= 1e-10 * cost or cost < 1e-26 * len(left):
            break
    return best, left


def _scale(name: str, log: Logged) -> float:
    """Return a size for the step of a parameter that is 0."""
    return log.peak if name.startswith(("lr", "warmup_lr")) else 1.0


def within(make: Make, found: Found, free: Sequence[str], log: Logged) -> Found:
    """Return parameters whose largest residual is small: Lawson's weights lead from least squares to the minimax."""
    found = improved(make, found, free, log)
    if not free:
        return found
    best = found
    weights = np.ones(len(log.t))
    for _ in range(LAWSON):
        worst = np.abs(best[1]).max()
        if worst <= 1 or worst > 2 * LOOSE or log.is_exact:
            break
        weights = weights * np.sqrt(np.abs(found[1]) / np.abs(found[1]).mean() + 1e-6)
        found = improved(make, found, free, log, weights / weights.mean(), AGAIN)
        if np.abs(found[1]).max() < worst:
            best = found
    return best


def roundest(make: Make, found: Found, free: Sequence[str], log: Logged, most: float = LOOSE) -> Parameters:
    """Return the parameters with the fewest digits that keep the residuals as they are, or within so much."""
    best, left = within(make, found, free, log)
    limit = max(float(np.abs(left).max()) * 4, 2e-6) if log.is_exact else most
    for index, name in enumerate(free):
        others = free[index + 1 :]
        for value in _rounder(best[name], DIGITS if log.is_exact else MOST_TRIED):
            trial = {**best, name: value}
            new = residuals(make, trial, log)
            size = np.inf if new is None else float(np.abs(new).max())
            if new is not None and limit < size < (limit * 1e7 if log.is_exact else MOST_OFF) and others:
                trial, new = improved(make, (trial, new), others, log, iterations=AGAIN)
                size = float(np.abs(new).max())
            if size <= limit:
                best = trial
                break
    return best


def _rounder(value: float, most: int) -> Sequence[float]:
    """Return a number in fewer digits, the fewest first."""
    shorter = [0.0] if abs(value) < SMALL else []
    for digits in range(1, most):
        number = float(f"{value:.{digits}g}")
        if number not in shorter:
            shorter.append(number)
    return shorter


def digits_of(value: object) -> int:
    """Return how many significant digits a value takes to write.

    >>> digits_of(0.1), digits_of(1221.0), digits_of((30.0, 60.0)), digits_of(True)
    (1, 4, 2, 1)
    """
    if isinstance(value, tuple):
        return sum(map(digits_of, value))
    if isinstance(value, (bool, str)) or value is None:
        return 1
    mantissa = repr(float(value)).partition("e")[0].replace(".", "").strip("-0")  # type: ignore[arg-type]
    return max(len(mantissa), 1)

"""The schedule behind a log: which strategy made these values, and with which numbers.

For each strategy, with and without a warm-up, a guess of its parameters (``guesses``) is polished by least squares over
the strategy itself and then rounded as far as the values allow (``polish``). Where no strategy alone fits, the log
is cut where it turns, and each part is fitted on its own.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from lrcalc.compose import Sequence as InSequence
from lrcalc.compose import Warmup
from lrcalc.fit.guesses import GUESSES, Guess
from lrcalc.fit.logged import EXACT, Array, Logged
from lrcalc.fit.polish import (
    AGAIN,
    LOOSE,
    Found,
    Make,
    Parameters,
    digits_of,
    least_squares,
    maker,
    rates,
    residuals,
    roundest,
    within,
)
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules import load

NEAR = 0.03  # of the peak: the error of a rough fit that is worth polishing
NEAR_TOTAL = 0.15  # and of one whose whole number only the polishing moves
FEW, ROUGH = 12, 8  # rows and steps of a rough fit
CLOSE = 4.0  # times what is allowed: a fit that may be within it once it is rounded
EXCHANGES, WORST = 4, 24  # times that rows which were missed are looked at again, and how many
ENDS = {"cosine": "t_max", "polynomial": "max_epochs", "linear": "over", "tanh": "t_max"}  # placed on the log's clock
MOMENTS = ("step", "multistep", "piecewise")  # as are theirs
OWN_RAMPS = ("noam", "one-cycle", "cyclic")
SHOWN = 4  # candidates
ROWS_PER_NUMBER, FEW_NUMBERS = 10, 4  # a schedule that takes more numbers lists the log
MOST_TOTALS = 24  # that are tried of the one-cycle policy
MORE = 2  # numbers than the simplest schedule that fits
CUTS, EARLIEST = 4, 2  # places at which a log is cut for a sequence: the sharpest, and the first


@dataclass(frozen=True)
class Candidate:
    """A schedule that may have made the log: its largest error, and whether that is within what is allowed.

    ``excess`` is the largest error in units of what is allowed; ``numbers`` and ``weight`` are how many numbers it
    takes to write the schedule, and how much. ``count_from`` is what the log calls the first epoch.
    """

    schedule: Schedule
    error: float
    excess: float
    numbers: int
    weight: int
    count_from: int = 0

    @property
    def fits(self) -> bool:
        """Whether every row is within what it may be off by."""
        return self.excess <= LOOSE


@np.errstate(all="ignore")
def fit(
    epochs: Sequence[float],
    lr: Sequence[float],
    rounding: Sequence[float] | float = 0.0,
    *,
    strategies: Sequence[str] = (),
) -> list[Candidate]:
    """Return the schedules that may have made learning rates at epochs, the best first.

    ``epochs`` ascend; ``rounding`` is how far each rate may be from what it was. The first candidate fits if any does.
    ``strategies`` narrows the search to some.

    >>> fit(range(40), [0.1 * 0.5 ** (epoch // 10) for epoch in range(40)])[0].schedule
    Step(lr=0.1, rate=0.5, every=10.0, smooth=False, lr_min=0.0)
    """  # fmt: skip
    t, y = np.array(epochs, np.float64), np.array(lr, np.float64)
    peak = float(y.max())
    allowed = np.broadcast_to(np.asarray(rounding, np.float64), y.shape) * (1 + EXACT) + EXACT * (peak or 1.0)
    log = Logged(t, y, allowed)
    names = [name for name in GUESSES if not strategies or name in strategies]
    found = _searched(log, names) if peak > 0 else []
    if not any(candidate.fits for candidate in found) and peak > 0 and t[0] >= 1:
        later = _searched(Logged(t - 1, y, allowed), names)  # some tools call the first step 1
        found += [replace(candidate, count_from=1) for candidate in later]
        alone = [one for one in later if one.fits and not isinstance(one.schedule, InSequence)]
        found += [again for one in alone if (again := _counted_from_0(one, log))]
    most = max(len(y) / ROWS_PER_NUMBER, FEW_NUMBERS)
    found = [candidate for candidate in found if candidate.numbers <= most]
    best: dict[Any, Candidate] = {}
    for candidate in sorted(found, key=_rank):
        best.setdefault(_kind_of(candidate.schedule), candidate)
    first = [*best.values()][:SHOWN]
    return sorted([one if one.fits else _judged_again(one, log) for one in first], key=_rank)


def _counted_from_0(candidate: Candidate, log: Logged) -> Candidate | None:
    """Return a candidate of the log one epoch earlier on the log's own epochs, where its numbers may be rounder."""
    schedule = candidate.schedule
    inner = schedule.schedule if isinstance(schedule, Warmup) else schedule
    end = ENDS.get(inner.name)
    make, parameters = maker(type(inner)), {**schedule.settings}
    free = [name for name, value in parameters.items() if isinstance(value, float) or name == end]
    parameters |= {end: float(parameters[end]) + 1} if end else {}
    polished = _polished(make, parameters, free, log.some())
    return polished and _rounded(type(inner), make, polished, free, log, log.some())


def _judged_again(candidate: Candidate, log: Logged) -> Candidate:
    """Return a candidate that was judged by some rows as all of them judge it."""
    found = _candidate(lambda _: candidate.schedule, {}, Logged(log.t - candidate.count_from, log.y, log.allowed))
    return replace(found or candidate, count_from=candidate.count_from)


def _searched(log: Logged, names: Sequence[str]) -> list[Candidate]:
    found = [*_alone(log, names)]
    return found if any(candidate.fits for candidate in found) else [*found, *_in_sequence(log, names)]


def _kind_of(schedule: Schedule) -> object:
    parts = getattr(schedule, "parts", ())
    return (type(schedule), schedule.name, *(part.name for part in parts))


def _rank(candidate: Candidate) -> tuple[Any, ...]:
    """Order candidates: those that fit by what it takes to write them, the others by how far they are off."""
    if not candidate.fits:
        return 1, candidate.excess, candidate.weight
    return 0, candidate.excess > 1e-3 and candidate.error > 0, candidate.weight, candidate.excess  # noqa: PLR2004


def _alone(log: Logged, names: Sequence[str]) -> Iterator[Candidate]:
    """Yield what single strategies come to, first without a warm-up."""
    some = log.some()
    most = math.inf  # numbers that a guess may have: not many more than what fits already
    for name in names:
        for candidate in _of_strategy(name, log, some, log, most):
            most = min(most, candidate.numbers + MORE) if candidate.fits else most
            yield candidate
    if most < math.inf:
        return
    for last, ramp in log.ramps():
        for name in names:
            delay = 0.0 if name in MOMENTS else ramp.warmup
            first = last if log.t[last] >= ramp.warmup else last + 1
            if name in OWN_RAMPS or len(log.t) - first < 2:  # noqa: PLR2004 - nothing is left behind the ramp
                continue
            rest = log.part(slice(first, len(log.t)), delay, ramp)
            for candidate in _of_strategy(name, log, some, rest, most):
                most = min(most, candidate.numbers + MORE) if candidate.fits else most
                yield candidate
        if most < math.inf:
            return


def _of_strategy(name: str, log: Logged, some: Logged, seen: Logged, most: float = math.inf) -> Iterator[Candidate]:
    """Yield a strategy's candidates: the guesses that come near are polished, and those that fit are rounded."""
    kind = load(name)
    make = maker(kind)
    few = some.some(FEW)
    nearest: tuple[float, Parameters] | None = None
    tried = np.inf
    for guess in _guessed(name, seen):
        if len(guess.parameters) > most:
            continue
        parameters, free = _started(guess, name, seen)
        rough = least_squares(make, parameters, free, few, iterations=ROUGH)
        if rough is None:
            continue
        parameters, off = rough[0], _off(rough[1], few)
        near = NEAR_TOTAL if "total" in parameters else NEAR
        if off < near and (polished := _polished(make, parameters, free, some)):
            parameters, left = polished
            off = _off(left, some)
            # Many guesses come to the same; another try is for one that is nearer.
            if np.abs(left).max() <= (1 if log.is_exact else CLOSE) and off < 0.99 * tried:
                tried = off
                candidate = _rounded(kind, make, polished, free, log, some)
                if candidate and candidate.fits:
                    yield candidate
                    return
        if nearest is None or off < nearest[0]:
            nearest = off, parameters
    if nearest:
        shown = {key: float(f"{value:.6g}") if isinstance(value, float) else value for key, value in nearest[1].items()}
        candidate = _candidate(make, shown, some)  # by some rows: whether it is worth the others is seen later
        if candidate and not candidate.fits:
            yield candidate


def _guessed(name: str, seen: Logged) -> Iterator[Guess]:
    """Yield a strategy's guesses, as far as the log's numbers let them be computed."""
    with suppress(ArithmeticError, ValueError):
        yield from GUESSES[name](seen)


def _off(left: Array, log: Logged) -> float:
    """Return the largest error as a share of the peak."""
    return float(np.abs(left * log.allowed).max()) / log.peak


def _rounded(  # noqa: PLR0913, PLR0917 - a fit, and what it is of
    kind: type[Schedule], make: Make, polished: Found, free: Sequence[str], log: Logged, some: Logged
) -> Candidate | None:
    """Return the candidate of the roundest parameters; rows that it misses are looked at again."""
    candidate = None
    start: Found | None = polished
    exchanges = 0
    while True:
        exchanges += 1
        found = start and within(make, start, free, some)
        if found is None or np.abs(found[1]).max() > LOOSE:  # no numbers bring these rows within what is allowed
            return candidate
        rounded = _simplified(kind, make, found, free, log, some)
        candidate, left = _candidate(make, rounded, log), residuals(make, rounded, log)
        if candidate and 1 < candidate.excess <= LOOSE:  # perhaps a digit more, and all rows are as they are printed
            strict = _candidate(make, roundest(make, found, free, some, 1.0), log)
            candidate = strict if strict and strict.excess <= 1 else candidate
        if candidate is None or left is None or len(some.t) == len(log.t) or exchanges == EXCHANGES:
            return candidate
        if candidate.fits or candidate.excess > CLOSE * 2:
            return candidate
        worst = np.argsort(-np.abs(left))[:WORST]
        indices = np.unique(np.concatenate([np.searchsorted(log.t, some.t), worst]))
        some = Logged(log.t[indices], log.y[indices], log.allowed[indices])
        start = least_squares(make, found[0], free, some, iterations=0)


def _started(guess: Guess, name: str, seen: Logged) -> tuple[Parameters, list[str]]:
    """Return a guess's parameters on the log's clock, with its warm-up, and the names of those to be polished."""
    parameters = {**guess.parameters}
    free = [key for key, value in parameters.items() if isinstance(value, float) and key not in guess.fixed]
    if seen.ramp:
        if name in ENDS:
            parameters[ENDS[name]] += seen.delay
        parameters["warmup"] = seen.ramp.warmup
        parameters["warmup_lr"] = seen.ramp.warmup_lr
        free += ["warmup", *(["warmup_lr"] if seen.ramp.warmup_lr else [])]
    return parameters, free


def _polished(make: Make, parameters: Parameters, free: Sequence[str], some: Logged) -> Found | None:
    if "total" in parameters and "pct_start" in parameters:
        return _whole_total(make, parameters, free, some)
    return least_squares(make, parameters, free, some)


def _whole_total(make: Make, parameters: Parameters, free: Sequence[str], some: Logged) -> Found | None:
    """Polish the one parameter that must be whole by trying: the one-cycle policy's number of steps."""
    few = some.some(FEW)
    tried: dict[int, tuple[Parameters, Array]] = {}

    def cost(total: int) -> float:
        if total not in tried and total >= 2:  # noqa: PLR2004 - its least
            share = parameters["pct_start"] * parameters["total"] / total
            start = {**parameters, "total": total, "pct_start": min(share, 0.999)}
            found = least_squares(make, start, free, few, iterations=ROUGH)
            if found:
                tried[total] = found
        return float(np.abs(tried[total][1]).max()) if total in tried else np.inf

    here, gap = parameters["total"], int(np.diff(some.t).min())
    for by in (gap, max(parameters["total"] // 8, 1)):  # it ends between two rows, or somewhere behind them
        while by and cost(here) > 1 and len(tried) < MOST_TOTALS:
            best = min((here, here - by, here + by), key=cost)
            by = by // 2 if best == here else by  # noqa: PLW2901 - a smaller step
            here = best
    return least_squares(make, tried[here][0], free, some) if here in tried else None


def _simplified(  # noqa: PLR0913, PLR0917 - the same
    kind: type[Schedule], make: Make, found: Found, free: Sequence[str], log: Logged, some: Logged
) -> Parameters:
    """Return the parameters in as few digits as the log allows, without those that may as well be their defaults."""
    known = {**kind.parameters, **Warmup.parameters}
    for name in free:
        default, (parameters, left) = known[name].default, found
        if isinstance(default, (int, float)) and not known[name].required and parameters[name] != default:
            trial = {**parameters, name: float(default)}
            others = [other for other in free if other != name]
            again = least_squares(make, trial, others, some, iterations=AGAIN)
            limit = LOOSE if not log.is_exact else max(4 * float(np.abs(left).max()), 2e-6)
            if again and float(np.abs(again[1]).max()) <= limit:
                found, free = again, others
    return roundest(make, found, free, some)


def _candidate(make: Make, parameters: Parameters, log: Logged) -> Candidate | None:
    """Return the candidate that parameters make, judged by all rows."""
    try:
        return _judged(make(parameters), log)
    except (ParameterError, OverflowError):
        return None


def _judged(schedule: Schedule, log: Logged) -> Candidate:
    gap = np.abs(rates(schedule, log.t) - log.y)
    return Candidate(schedule, float(gap.max()), float((gap / log.allowed).max()), *_size(schedule))


def _size(schedule: Schedule) -> tuple[int, int]:
    """Return how many numbers it takes to write a schedule, and how much: each counts, and each of its digits."""
    if isinstance(schedule, InSequence):
        sizes = [_size(part) for part in schedule.parts]
        switches = schedule.switch
        return (
            sum(size[0] for size in sizes) + len(switches),
            sum(size[1] + 4 for size in sizes) + sum(2 + digits_of(switch) for switch in switches),
        )
    inner = schedule.schedule if isinstance(schedule, Warmup) else schedule
    numbers = weight = 0
    for owner in dict.fromkeys((inner, schedule)):
        for name, parameter in owner.parameters.items():
            value = getattr(owner, name)
            if value != parameter.default and value is not None:
                numbers += len(value) if isinstance(value, tuple) else 1
                weight += (2 * len(value) if isinstance(value, tuple) else 2) + digits_of(value)
    return numbers, weight


def _in_sequence(log: Logged, names: Sequence[str]) -> list[Candidate]:
    """Return what two or three strategies one after another come to: the log is cut where it turns or jumps."""
    count = len(log.t)
    sharpest = {*log.kinks[:CUTS], *sorted(log.kinks)[:EARLIEST]}
    cuts = sorted(index for index in sharpest if 1 <= index < count - 1)
    simple = [name for name in names if name not in ("piecewise", "noam", "one-cycle", "cyclic", "tanh")]
    parts: dict[tuple[int, int], Candidate | None] = {}

    def part(start: int, stop: int) -> Candidate | None:
        if (start, stop) not in parts:
            delay = float(log.t[start]) if start else 0.0
            piece = log.part(slice(start, stop), delay)
            parts[start, stop] = _first_that_fits(piece, simple)
        return parts[start, stop]

    found = []
    for number in (1, 2):
        for chosen in combinations(cuts, number):
            edges = [0, *chosen, count]
            made: list[Candidate] = []
            for start, stop in pairwise(edges):
                candidate = part(start, stop)
                if candidate is None:
                    break
                made.append(candidate)
            if len(made) == len(edges) - 1:
                switch = tuple(float(log.t[index]) for index in chosen)
                whole = InSequence(parts=tuple(one.schedule for one in made), switch=switch)
                found.append(_judged(whole, log))
        if any(candidate.fits for candidate in found):
            break
    return found


def _first_that_fits(piece: Logged, names: Sequence[str]) -> Candidate | None:
    """Return the simplest strategy that fits a part of a log."""
    some = piece.some()
    if len(piece.t) == 1:
        names = [name for name in names if name == "constant"]
    fitting = []
    for name in names:
        if not piece.changes and name != "constant":
            break
        fitting += [candidate for candidate in _of_strategy(name, piece, some, piece) if candidate.fits]
        if fitting and name in ("linear", "exponential"):
            break
    return min(fitting, key=_rank, default=None)

"""The unknown of an exercise: the parameter, or the epoch, that brings the learning rate to a target.

A parameter is found by trying doubles of all sizes and bisecting wherever the error changes its sign,
down to neighbouring doubles. Nothing is assumed of the formula: a change of sign across a jump is seen
not to meet the target, and is no answer.
"""

import math
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from lrcalc.curve import LAST_EPOCH
from lrcalc.schedule import Parameter, ParameterError, Range, Schedule

CLOSE = 1e-12  # relative tolerance of an answer
STEEP = 1e-8  # neighbouring doubles that differ by less enclose an answer, by more a jump
UNDERFLOW = 1e-300  # a rate that fell below this has not reached 0
_ANY_SIZE = 1e100  # beyond, an interval has no end that people would name
NARROW = 1e-6  # an interval too narrow to be told from a number
ENOUGH = 3  # answers: one to give, and that there are others
SCANNED = 1 << 16  # epochs that are tried one by one; beyond, 4096 between each and its double


class NoSolutionError(ValueError):
    """No value answers."""


@dataclass(frozen=True)
class Solution:
    """The answer, any others in words, and for an epoch the exact crossing."""

    value: float
    others: str = ""
    exact: float | None = None


@dataclass(frozen=True)
class Goal:
    """What is asked of an epoch: that the rate reaches a target, or is strictly below or above it.

    ``after`` is the epoch at which to begin; without it the search begins at the curve's first peak.
    """

    target: float
    relation: Literal["reach", "below", "above"] = "reach"
    after: int | None = None


Error = Callable[[float], float | None]


def solve_parameter(
    make: Callable[[float], Callable[[float], float]], parameter: Parameter, *, epoch: float, target: float
) -> Solution:
    """Return the value of a parameter with which ``make(value)(epoch)`` is the target.

    Of several answers the largest is returned, and of an interval of them its roundest number. Raises
    NoSolutionError where none answers, and ParameterError where no value makes a schedule at all.
    """
    whole = parameter.kind is int

    def error(value: float) -> float | None:
        try:
            return make(int(value) if whole else value)(epoch) - target
        except (ParameterError, OverflowError):
            return None

    numbers = (float(round(x)) if whole else x for x in samples(parameter.param.range))
    grid = sorted({x for x in numbers if x in parameter.param.range})
    tried = [*_with_borders(error, grid)]
    if not tried:
        make(1)(epoch)
    search = _Search(error, target, whole=whole)
    answers = search.answers(tried)
    if not answers:
        raise NoSolutionError
    best = search.rounded(answers[-1])
    low, high = search.interval(best, [x for x, _ in tried])
    if high - low > NARROW * max(abs(low), abs(high)):
        chosen = _roundest(low, high, preferred=parameter.default)
        return Solution(chosen, others=_interval_words(low, high))
    others = [f"{answer:.6g}" for answer in answers[-2:-1]] + ["and more"] * (len(answers) > 2)  # noqa: PLR2004
    return Solution(best, others=" ".join(others))


def solve_epoch(schedule: Schedule, goal: Goal) -> Solution:
    """Return the first whole epoch that meets a goal, from the curve's first peak on, or from ``goal.after``.

    Where the curve rises first and comes back to the target behind its peak, that is the answer, and the epoch
    on the ramp is among the others. ``exact`` is the epoch, mostly a fraction, at which a continuous curve has
    the target. Raises NoSolutionError where the curve never gets there.
    """
    target, begin = goal.target, goal.after or 0
    ramp = None
    if goal.after is None and goal.relation != "above":
        peak = _first_peak(schedule)
        top = _rate(schedule, peak)
        # A target that is the peak itself is reached where the ramp gets there; below it is behind the peak.
        if peak and (top > target * (1 + CLOSE) or (goal.relation == "below" and top >= target)):
            ramp = _first(_reached(schedule, goal, rising=True), 0) if goal.relation == "reach" else None
            begin = peak
    rising = goal.relation == "above" or (goal.relation == "reach" and _rate(schedule, begin) < target * (1 - CLOSE))
    reached = _reached(schedule, goal, rising=rising)
    first = _first(reached, begin)
    if first is None or (target == 0 and first > begin and 0 < _rate(schedule, first - 1) < UNDERFLOW):
        if not ramp:
            raise NoSolutionError
        first, begin, ramp = ramp, 0, None
    words = [f"epoch {ramp} on the ramp"] if ramp is not None else []
    words += _returns(schedule, target, reached, first, rising=rising)
    others = "; ".join(words)
    if first == begin:
        return Solution(first, others, exact=float(first) if schedule(first) == target else None)
    if goal.relation != "reach" and _near(schedule, first - 1, target):
        return Solution(first, others)  # it has been at the target for a while
    search = _Search(lambda x: _rate(schedule, x) - target, target)
    return Solution(first, others, exact=search.between(first - 1.0, float(first)))


def _reached(schedule: Schedule, goal: Goal, *, rising: bool) -> Callable[[float], bool]:
    """Return the test whether an epoch is at the target or beyond it; beyond alone where the goal is strict."""
    margin = CLOSE if goal.relation == "reach" else -CLOSE
    if rising:
        return lambda epoch: _rate(schedule, epoch) >= goal.target * (1 - margin)
    return lambda epoch: _rate(schedule, epoch) <= goal.target * (1 + margin)


def _first(reached: Callable[[float], bool], begin: int) -> int | None:
    """Return the first whole epoch from ``begin`` on that is reached; None where none is found."""
    before = begin
    for epoch in _epochs(begin):
        if reached(epoch):
            return _first_whole(reached, before, epoch)
        before = epoch
    return None


def _first_peak(schedule: Schedule) -> int:
    """Return the epoch at which a curve that rises at first begins to fall; 0 where it does not rise, or not fall."""
    if schedule.falls_from <= 0:
        return 0
    before = _rate(schedule, 0)
    rose = False
    for epoch in range(1, SCANNED):
        now = _rate(schedule, epoch)
        if now < before:
            return epoch - 1 if rose else 0
        rose = rose or now > before
        before = now
    return 0


def _returns(
    schedule: Schedule, target: float, reached: Callable[[float], bool], first: int, *, rising: bool
) -> list[str]:
    """Return when the curve, once it has left the target behind, is there again from the other side."""
    if not rising and schedule.falls_from <= first:
        return []
    beyond = next((epoch for epoch in range(first, first + SCANNED) if not _near(schedule, epoch, target)), None)
    if beyond is None or not reached(beyond):
        return []
    for epoch in range(beyond, beyond + SCANNED):
        rate = _rate(schedule, epoch)
        if _near(schedule, epoch, target) or (rate < target if rising else rate > target):
            return [f"epoch {epoch}, when the curve is there again"]
    return []


def _near(schedule: Schedule, epoch: float, target: float) -> bool:
    return abs(_rate(schedule, epoch) - target) <= CLOSE * target


def samples(range_: Range) -> Iterator[float]:
    """Yield doubles of all sizes in a range: 16 to the octave where parameters live, fewer elsewhere."""
    sizes = [math.ldexp(1 + part / 16, octave) for octave in range(-20, 21) for part in range(16)]
    sizes += [math.ldexp(1 + part / 4, octave) for octave in (*range(-40, -20), *range(21, 41)) for part in range(4)]
    sizes += [math.ldexp(1, octave) for octave in (*range(-1074, -40, 8), *range(41, 1024, 8))]
    sizes += [0.0, *range(1, 129), *(1 - part / 256 for part in range(1, 256))]
    if range_.low < 0:
        sizes += [-size for size in sizes]
    return (size for size in sizes if size in range_)


class _Search:
    """Looks for the zeros of an error, which is None where a value makes no schedule."""

    def __init__(self, error: Error, target: float, *, whole: bool = False) -> None:
        self.error = error
        self.target = target
        self.whole = whole

    def answers(self, tried: list[tuple[float, float]]) -> list[float]:
        """Return what meets the target among values tried in ascending order, and between them.

        It is enough to have the largest few, ascending: a wave has no end of them near 0.
        """
        found = {*self._not_underflow(tried)}
        pairs = [*pairwise(tried)]
        for index in range(len(pairs) - 1, -1, -1):
            (low, error_low), (high, error_high) = pairs[index]
            if len(found) >= ENOUGH or self._meets(error_low) or self._meets(error_high):
                continue
            if (error_low < 0) != (error_high < 0):
                answer = self.between(low, high)
                found |= set() if answer is None else {answer}
            elif index and abs(pairs[index - 1][0][1]) > abs(error_low) < abs(error_high) and self.target > 0:
                answer = self._touching(pairs[index - 1][0][0], low, high)
                found |= set() if answer is None else {answer}
        # A steep curve may have no double that meets the target, but one on either side of it.
        found = {x for x in found if self._meets(self.error(x))} or found
        # What people cannot tell from another answer is the same one.
        return sorted({f"{x:.6g}": x for x in sorted(found)}.values())

    def between(self, low: float, high: float) -> float | None:
        """Return the zero between two values whose errors differ in sign; None at a jump."""
        bracket = low, high
        below = self.error(low)
        first, last = _ordinal(low), _ordinal(high)
        while last - first > 1 and not (self.whole and high - low <= 1):
            middle = (first + last) // 2 if not self.whole else _ordinal(float((low + high) // 2))
            error = self.error(_double(middle))
            if error is None or below is None:
                return None
            if error == 0:
                first = last = middle
            elif (error < 0) == (below < 0):
                first = middle
            else:
                last = middle
            low, high = _double(first), _double(last)
        return self._best(low, high, bracket)

    def interval(self, answer: float, tried: list[float]) -> tuple[float, float]:
        """Return the first and last value around an answer that give just the same rate."""
        error = self.error(answer)
        nudge = 1.0 if self.whole else max(abs(answer) * 1e-6, 1e-300)

        def edge(sign: int) -> float:
            if self.error(answer + sign * nudge) != error:
                return answer
            inside, outside = answer + sign * nudge, None
            for x in tried if sign > 0 else reversed(tried):
                if (x - answer) * sign > 0:
                    if self.error(x) != error:
                        outside = x
                        break
                    inside = x
            if outside is None:
                return inside
            first, last = _ordinal(inside), _ordinal(outside)
            while abs(last - first) > 1:
                middle = (first + last) // 2
                if self.error(_double(middle)) == error:
                    first = middle
                else:
                    last = middle
            return math.floor(_double(first)) if self.whole else _double(first)

        return edge(-1), edge(1)

    def rounded(self, answer: float) -> float:
        """Return the number of fewest digits whose rate is as near to the target as an answer's, but for two ulps."""
        allowed = abs(self.error(answer) or 0) + 2 * math.ulp(self.target)
        for digits in range(1, 17):
            candidate = float(f"{answer:.{digits}g}")
            error = self.error(candidate)
            if error is not None and abs(error) <= allowed and abs(candidate - answer) <= CLOSE * abs(answer):
                return candidate
        return answer

    def _meets(self, error: float | None) -> bool:
        return error is not None and abs(error) <= CLOSE * self.target

    def _not_underflow(self, tried: list[tuple[float, float]]) -> Iterator[float]:
        """Yield the best of each run of values that meet the target.

        A target of 0 is not met where the rate is 0 only for want of smaller doubles; a value of 0 meets it.
        """
        before: float | None = None
        run: list[tuple[float, int, float]] = []
        for x, error in [*tried, (math.inf, math.nan)]:
            if self._meets(error):
                run.append((abs(error), len(repr(x)), x))
                continue
            edges = [(run[0][2], before)] if run and before is not None else []
            edges += [(run[-1][2], x)] if run and x < math.inf else []
            if self.target == 0 and any(value == 0 for _, _, value in run):
                yield 0.0
            elif run and (self.target > 0 or not any(self._smallest_nonzero(*edge) < UNDERFLOW for edge in edges)):
                yield min(run)[2]
            run, before = [], x

    def _smallest_nonzero(self, zero: float, other: float) -> float:
        first, last = _ordinal(zero), _ordinal(other)
        while abs(last - first) > 1:
            middle = (first + last) // 2
            if self.error(_double(middle)):
                last = middle
            else:
                first = middle
        return self.error(_double(last)) or 0.0

    def _best(self, low: float, high: float, bracket: tuple[float, float]) -> float | None:
        """Return the double that comes nearest, near two neighbours and within the bracket; None at a jump."""
        if self.whole:
            return next((x for x in (low, high) if self._meets(self.error(x))), None)
        first, last = map(_ordinal, bracket)
        around = range(max(_ordinal(low) - 16, first), min(_ordinal(high) + 16, last) + 1)
        errors = [(abs(error), len(repr(x)), x) for x in map(_double, around) if (error := self.error(x)) is not None]
        error, _, x = min(errors)
        gap = abs((self.error(high) or 0) - (self.error(low) or 0))
        return x if self._meets(error) or gap <= STEEP * self.target else None

    def _touching(self, low: float, middle: float, high: float) -> float | None:
        """Return where an error that does not change its sign touches zero, if it does."""
        first, last = _ordinal(low), _ordinal(high)
        while last - first > 2:  # noqa: PLR2004 - there is a middle
            third = (last - first) // 3
            left, right = first + third, last - third
            error_left, error_right = self.error(_double(left)), self.error(_double(right))
            if error_left is None or error_right is None:
                return None
            if abs(error_left) <= abs(error_right):
                last = right
            else:
                first = left
        x = _double(first)
        candidates = [x, middle, *(float(f"{x:.{digits}g}") for digits in range(1, 16))]
        return next((x for x in candidates if low <= x <= high and self._meets(self.error(x))), None)


def _with_borders(error: Error, values: Iterable[float]) -> Iterator[tuple[float, float]]:
    """Yield each value that makes a schedule with its error, and the last one before those that make none."""
    before, error_before = math.nan, None
    for value in values:
        now = error(value)
        if not math.isnan(before) and (now is None) != (error_before is None):
            good, bad = (before, value) if now is None else (value, before)
            first, last = _ordinal(good), _ordinal(bad)
            while abs(last - first) > 1:
                middle = (first + last) // 2
                if error(_double(middle)) is None:
                    last = middle
                else:
                    first = middle
            border = error(_double(first))
            if border is not None and first != _ordinal(good):
                yield _double(first), border
        if now is not None:
            yield value, now
        before, error_before = value, now


def _roundest(low: float, high: float, preferred: object) -> float:
    """Return the number of fewest digits in an interval; its default, or 1, or 0, where the interval has it."""
    for number in (preferred, 1, 0):
        if isinstance(number, (int, float)) and low <= number <= high:
            return float(number)
    if high < 0:
        return -_roundest(-high, -low, preferred=None)
    high = min(high, max(10 * low, 1.0)) if high > _ANY_SIZE else high
    units = (10.0 ** (math.floor(math.log10(high)) - digits) for digits in range(17))
    rounded = (float(f"{math.ceil(low / unit) * unit:.15g}") for unit in units)
    return next((number for number in rounded if low <= number <= high), high)


def _interval_words(low: float, high: float) -> str:
    """Return an interval in words; where an end, rounded, is not in it, ``above`` or ``below`` says so.

    >>> _interval_words(8.3, 12.5), _interval_words(15.000000000000002, 20), _interval_words(-1e300, -1)
    ('any from 8.3 to 12.5', 'any above 15 and up to 20', 'any up to -1')
    """
    first, last = float(f"{low:.6g}"), float(f"{high:.6g}")
    has_start, has_end = low > -_ANY_SIZE and not 0 <= low <= 1 / _ANY_SIZE, high < _ANY_SIZE
    start = f"{'from' if first >= low else 'above'} {first:g}" if has_start else ""
    end = f"{'up to' if last <= high else 'below'} {last:g}" if has_end else ""
    if start.startswith("from") and end.startswith("up"):
        return f"any {start} {end.removeprefix('up ')}"
    return f"any {' and '.join(filter(None, [start, end]))}".strip()


def _rate(schedule: Schedule, epoch: float) -> float:
    try:
        return schedule.rate_at(epoch)
    except OverflowError:
        return math.inf


def _epochs(begin: int) -> Iterator[int]:
    yield from range(begin, begin + SCANNED)
    block = SCANNED
    while begin + block < LAST_EPOCH:
        yield from range(begin + block, begin + 2 * block, block // 4096)
        block *= 2


def _first_whole(reached: Callable[[float], bool], low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle, high)
    return low if reached(low) else high


_LARGEST = 0x7FEFFFFFFFFFFFFF  # the bits of the largest double


def _ordinal(x: float) -> int:
    """Return a double's index among all doubles, 0.0 being 0."""
    bits: int = struct.unpack("<q", struct.pack("<d", x))[0]
    return bits if bits >= 0 else -(bits & 0x7FFFFFFFFFFFFFFF)


def _double(ordinal: int) -> float:
    """Return the double of an index."""
    x: float = struct.unpack("<d", struct.pack("<q", abs(ordinal)))[0]
    return x if ordinal >= 0 else -x

"""The values of a log as arrays, and what a guess wants to know of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
EXACT = 1e-9  # of the peak: what a curve in full precision may be off by, for frameworks compute it in other orders
MOST_RUNS = 2000  # of stairs
BITS = 1e-12  # of the peak: values that differ by less are the same


class Run(NamedTuple):
    """Rows with the same value: the first, the one behind the last, and the value."""

    start: int
    stop: int
    value: float


class Ramp(NamedTuple):
    """A straight rise in the first rows: how long it is, about, and where it starts at epoch 0."""

    warmup: float
    warmup_lr: float


@dataclass(frozen=True)
class Logged:
    """Rates at epochs, ascending, and how far each may be from what it was before it was rounded.

    ``ramp`` was taken off the front, where it is one; the epochs are then those of the clock behind it, ``delay``
    epochs behind the log's.
    """

    t: Array
    y: Array
    allowed: Array
    ramp: Ramp | None = None
    delay: float = 0.0

    @property
    def peak(self) -> float:
        """The highest rate."""
        return float(self.y.max())

    @property
    def is_exact(self) -> bool:
        """Whether the values are in full precision."""
        return bool((self.allowed <= 2 * EXACT * self.peak).all())

    @cached_property
    def slack(self) -> Array:
        """What values may differ by and be the same: the last bits, or those of single precision."""
        single = np.where(self.allowed < 1e-6 * self.y, self.allowed, 0.0)
        return np.maximum(BITS * self.peak, single)

    @cached_property
    def changes(self) -> list[int]:
        """The rows whose values are not those of the rows before them."""
        return [int(index) for index in np.flatnonzero(np.abs(np.diff(self.y)) > self.slack[1:]) + 1]

    @cached_property
    def runs(self) -> Sequence[Run]:
        """The rows with the same values, one after another; none of a curve that has too many to be stairs."""
        if len(self.changes) > MOST_RUNS:
            return ()
        return [Run(a, b, float(self.y[a])) for a, b in pairwise([0, *self.changes, len(self.y)])]

    @property
    def first(self) -> Run:
        """The first rows with the same value."""
        return Run(0, self.changes[0] if self.changes else len(self.y), float(self.y[0]))

    @cached_property
    def tail(self) -> Run | None:
        """The last rows, where they do not change any more."""
        start = self.changes[-1] if self.changes else 0
        return Run(start, len(self.y), float(self.y[start])) if 0 < start < len(self.y) - 1 else None

    @cached_property
    def changing(self) -> slice:
        """The rows from the first change, or from the first row, to the last one before the tail."""
        return slice(max(self.first.stop - 1, 0), self.tail.start + 1 if self.tail else len(self.y))

    @cached_property
    def rises(self) -> Sequence[int]:
        """The rows at which the rate jumps up: by more than a rise next to it would make it."""
        step = np.diff(self.y)
        before = np.concatenate([[0.0], step[:-1]])
        after = np.concatenate([step[1:], [0.0]])
        alone = (before <= 0) & (after <= 0)
        jump = (step > 0.02 * self.peak) & (alone | (step > 3 * np.maximum(np.abs(before), np.abs(after))))
        return [int(index) + 1 for index in np.flatnonzero(jump)]

    @cached_property
    def turns(self) -> list[int]:
        """The rows at which the curve turns from rising to falling, or back."""
        sign = np.sign(np.diff(self.y))
        return [int(index) + 1 for index in np.flatnonzero(sign[1:] * sign[:-1] < 0)]

    @cached_property
    def kinks(self) -> Sequence[int]:
        """The rows at which the curve turns or jumps, the sharpest first, each a row behind the break."""
        if len(self.y) < 4:  # noqa: PLR2004 - two straight lines need as many
            return []
        slope = np.diff(self.y) / np.diff(self.t)
        bend = np.abs(np.diff(slope))
        around = np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
        sharp = np.where(bend > 1e-9 * np.abs(slope).max(), bend / (around + 1e-30) + bend / (np.abs(slope).max()), 0.0)
        usual = np.median(sharp)
        order = np.argsort(-sharp, kind="stable")[:12]
        return [int(index) + 1 for index in order if sharp[index] > 3 * usual]

    def part(self, rows: slice, delay: float = 0.0, ramp: Ramp | None = None) -> "Logged":
        """Return some of the rows, on a clock that is some epochs behind."""
        return Logged(self.t[rows] - delay, self.y[rows], self.allowed[rows], ramp, self.delay + delay)

    def some(self, most: int = 64) -> "Logged":
        """Return rows that tell as much as all of them do: spread evenly, and more where something happens."""
        count = len(self.t)
        if count <= 2 * most:
            return self
        near = {0, count - 1, int(self.y.argmax()), int(self.y.argmin()), self.changing.start, self.changing.stop - 1}
        around = [index + offset for index in near for offset in (-3, -2, -1, 0, 1, 2, 3)]
        early = np.unique(np.geomspace(1, count, most // 4).astype(int) - 1)
        picked = np.unique(np.clip([*np.linspace(0, count - 1, most).astype(int), *around, *early], 0, count - 1))
        return Logged(self.t[picked], self.y[picked], self.allowed[picked], self.ramp, self.delay)

    def ramps(self) -> Iterator[tuple[int, Ramp]]:
        """Yield straight rises at the front, each with the row behind which the rest begins."""
        y, t = self.y, self.t
        first = 0
        if len(y) < 4 or not y[1] > y[0]:  # noqa: PLR2004
            return
        slope = (y[1] - y[0]) / (t[1] - t[0])
        last = 1
        for index in range(2, len(y)):  # the rise is over where the line through its ends misses a row between them
            if not y[index] > y[index - 1]:
                break
            line = y[first] + slope * (t[index] - t[first])
            rough = (
                4 * self.allowed[index]
                + 1e-9 * self.peak
                + (self.allowed[:2].sum() / (t[1] - t[0])) * (t[index] - t[0])
            )
            if abs(y[index] - line) > rough:
                break
            last = index
            slope = (y[last] - y[first]) / (t[last] - t[first])
        start = float(y[first] - slope * t[first])
        start = 0.0 if abs(start) <= 4 * self.allowed[:2].max() + 1e-9 * self.peak else start
        if start < 0:
            return
        top = float(y[last:].max())
        end = (top - start) / slope
        after = float(t[last + 1]) if last + 1 < len(t) else float(t[last])
        yield last, Ramp(float(min(max(end, t[last]), after)), start)
        if last + 1 < len(t) and y[last] >= y[last + 1]:
            yield last, Ramp(float(t[last]), start)
        # One row of a ramp may be all that a coarse log has of it.
        if last == 1 and y[0] < y[1]:
            yield 1, Ramp(float(t[0] + t[1]) / 2, float(y[0]) if t[0] == 0 else 0.0)

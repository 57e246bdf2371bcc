"""A schedule at chosen epochs: rows one by one, or numpy arrays."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, overload

from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import in_words, number_of, trimmed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAST_EPOCH = 2**53  # from here on doubles cannot tell an epoch from the next one
SAFE = 1.7976931e308  # a ceiling below this is below the largest double, however its formula is rounded

BATCH = 4096  # rows whose rates are computed together
CLOCKS = ("epoch", "step")  # what a schedule may count

Row = tuple[float, ...]


class Curve(Sequence[Row]):
    """List a schedule's learning rate at chosen epochs.

    ``epochs`` is a number of epochs from 0, or the epochs themselves in any order (each 0 or later,
    fractions allowed). A curve is a sequence of rows ``(epoch, lr)``, computed when they are asked for
    and never stored, whatever its length; ``epochs`` and ``lr`` are numpy float64 arrays of shape
    ``(n,)``. Raises ParameterError for an epoch that is negative, not finite, or beyond 2⁵³, and
    OverflowError, when it is read, at an epoch whose learning rate is too large for a double.

    With ``steps_per_epoch`` the numbers are steps, and the rows ``(step, epoch, lr)``; ``hold`` keeps
    the rate of an epoch's first step until its last, as a scheduler does that is stepped once an epoch.
    ``count_from`` is what the first epoch is called: with 1, epoch 1 has the initial rate, as in textbooks.
    A schedule whose ``clock`` is "step" counts steps itself: its rows are ``(step, lr)``.

    >>> from lrcalc import Step
    >>> curve = Curve(Step(lr=0.1, rate=0.5, every=10), [0, 10, 20])
    >>> list(curve)
    [(0, 0.1), (10, 0.05), (20, 0.025)]
    >>> curve.lr
    array([0.1  , 0.05 , 0.025])
    >>> Curve(curve.schedule, [150], steps_per_epoch=10)[0]
    (150, 15.0, 0.05)
    """

    def __init__(  # noqa: PLR0913 - how the rows are counted
        self,
        schedule: Schedule,
        epochs: int | Iterable[float],
        *,
        steps_per_epoch: int | None = None,
        hold: bool = False,
        count_from: int = 0,
        clock: str = "epoch",
    ) -> None:
        if not isinstance(schedule, Schedule):
            raise ParameterError("schedule", f"{in_words(schedule)} is not a schedule")
        if steps_per_epoch is not None and not (_is_whole(steps_per_epoch) and 1 <= steps_per_epoch <= LAST_EPOCH):
            problem = f"{in_words(steps_per_epoch)} is not a whole number from 1 to 2^53"
            raise ParameterError("steps_per_epoch", problem)
        if hold is not True and hold is not False:
            raise ParameterError("hold", f"{in_words(hold)} is not true or false")
        if not (_is_whole(count_from) and 0 <= count_from <= LAST_EPOCH):
            raise ParameterError("count_from", f"{in_words(count_from)} is not a whole number from 0 to 2^53")
        if count_from and steps_per_epoch is not None:
            raise ParameterError("count_from", "it counts epochs, and with steps_per_epoch the rows are steps")
        if clock not in CLOCKS:
            raise ParameterError("clock", f"{in_words(clock)} is not {' or '.join(CLOCKS)}")
        self.schedule = schedule
        self.clock = clock
        self.steps_per_epoch = None if steps_per_epoch is None else int(steps_per_epoch)
        self.hold = hold
        self.count_from = int(count_from)
        self.numbers = _numbers(epochs)
        first = min(self.numbers[:1] if isinstance(self.numbers, range) else self.numbers, default=self.count_from)
        if first < self.count_from:
            raise ParameterError("epochs", f"{first} is before the first epoch, which is {self.count_from}")

    def __repr__(self) -> str:
        return f"Curve({self.schedule!r}, {self.numbers!r})"

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        if self.steps_per_epoch is None and not self.count_from:
            parts = (self.numbers[start : start + BATCH] for start in range(0, len(self.numbers), BATCH))
            return chain.from_iterable(zip(part, self.schedule.rates_at(part), strict=True) for part in parts)
        return map(self.row, self.numbers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Curve": ...
    def __getitem__(self, index: int | slice) -> "Row | Curve":
        if isinstance(index, slice):
            numbers = self.numbers[index]
            return Curve(self.schedule, numbers, **self.stepping)
        return self.row(self.numbers[index])

    def row(self, number: float) -> Row:
        """Return the row of an epoch or, with ``steps_per_epoch``, of a step."""
        if self.steps_per_epoch is None:
            return number, self.schedule.rate_at(self.epoch_of(number))
        return number, number / self.steps_per_epoch, self.schedule.rate_at(self.epoch_of(number))

    def before(self, number: float) -> float:
        """Return the learning rate's left limit at an epoch or step."""
        return self.schedule.rate_at(max(self.epoch_of(math.nextafter(number, 0)), 0.0))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a row's cells."""
        return (self.clock, "lr") if self.steps_per_epoch is None else ("step", "epoch", "lr")

    @property
    def stepping(self) -> dict[str, Any]:
        """How the rows are counted, where it is not in epochs from 0."""
        stepping: dict[str, Any] = {"steps_per_epoch": self.steps_per_epoch, "hold": self.hold}
        stepping |= {"count_from": self.count_from, "clock": self.clock}
        return {key: value for key, value in stepping.items() if value and value != CLOCKS[0]}

    @property
    def epochs(self) -> "NDArray[np.float64]":
        """The epochs, as float64 of shape (n,)."""
        import numpy as np

        return np.array(self.numbers, dtype=np.float64) / (self.steps_per_epoch or 1)

    @property
    def lr(self) -> "NDArray[np.float64]":
        """The learning rates, as float64 of shape (n,)."""
        import numpy as np

        return np.fromiter((row[-1] for row in self), dtype=np.float64, count=len(self))

    @property
    def last(self) -> float:
        """The latest epoch that the schedule is asked for; 0 for an empty curve."""
        if isinstance(self.numbers, range):
            return self.epoch_of(self.numbers[-1]) if self.numbers else 0
        return self.epoch_of(max(self.numbers, default=0))

    def require_finite(self) -> Row | None:
        """Raise OverflowError for the first row whose learning rate is too large for a double.

        The schedule's ceiling tells from which row on one may be; only those are computed. Returns the first of
        them that is negative, which a schedule's is not unless it is ``signed``.
        """
        numbers = self.numbers if isinstance(self.numbers, range) else sorted(self.numbers)
        negative = None
        for number in numbers[bisect_left(numbers, True, key=self._may_overflow) :]:
            if self.row(number)[-1] < 0 and negative is None:
                negative = self.row(number)
        return negative

    def epoch_of(self, number: float) -> float:
        """Return the epoch whose rate a row shows, of its epoch or step."""
        per_epoch = self.steps_per_epoch or 1
        if self.clock == "step":
            return number // per_epoch * per_epoch if self.hold else number - self.count_from
        epoch = number / per_epoch if self.steps_per_epoch else number - self.count_from
        return math.floor(epoch) if self.hold else epoch

    def _may_overflow(self, number: float) -> bool:
        try:
            return not self.schedule.ceiling(self.epoch_of(number)) < SAFE
        except (ArithmeticError, ValueError):  # of math, whose functions refuse infinity
            return True


def _numbers(epochs: int | Iterable[float]) -> Sequence[float]:
    """Return the epochs or steps of a curve, whole ones as ints."""
    if _is_whole(epochs):
        epochs = range(int(epochs))  # type: ignore[arg-type]
        if not epochs and epochs.stop < 0:
            raise ParameterError("epochs", f"{epochs.stop} is not a number of epochs (0 or greater)")
    if isinstance(epochs, range):
        numbers: Sequence[float] = epochs
        bounds: Iterable[float] = [*epochs[:1], *epochs[-1:]]
    else:
        if isinstance(epochs, (str, bytes, Mapping)) or not isinstance(epochs, Iterable):
            raise ParameterError("epochs", f"{in_words(epochs)} is not a number of epochs or a list of them")
        numbers = bounds = [_epoch(epoch) for epoch in epochs]
    for number in bounds:
        _epoch(number)
    return numbers


def _epoch(value: object) -> float:
    try:
        number = trimmed(number_of(value))
    except ValueError:
        raise ParameterError("epochs", f"{in_words(value)} is not an epoch (a number from 0 to 2^53)") from None
    if not 0 <= number <= LAST_EPOCH:
        raise ParameterError("epochs", f"{number} is not an epoch (a number from 0 to 2^53)")
    return number


def _is_whole(value: object) -> bool:
    """Tell whether a value is a whole number of Python's or of numpy's."""
    if isinstance(value, (int, range)):
        return not isinstance(value, (bool, range))
    from numbers import Integral

    return isinstance(value, Integral)

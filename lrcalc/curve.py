"""A schedule at chosen epochs: rows one by one, or numpy arrays."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from lrcalc.schedule import ParameterError, Schedule, trimmed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAST_EPOCH = 2**53  # from here on doubles cannot tell an epoch from the next one

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

    >>> from lrcalc import Step
    >>> curve = Curve(Step(lr=0.1, rate=0.5, every=10), [0, 10, 20])
    >>> list(curve)
    [(0, 0.1), (10, 0.05), (20, 0.025)]
    >>> curve.lr
    array([0.1  , 0.05 , 0.025])
    >>> Curve(curve.schedule, [150], steps_per_epoch=10)[0]
    (150, 15.0, 0.05)
    """

    def __init__(
        self,
        schedule: Schedule,
        epochs: int | Iterable[float],
        *,
        steps_per_epoch: int | None = None,
        hold: bool = False,
    ) -> None:
        self.schedule = schedule
        self.steps_per_epoch = steps_per_epoch
        self.hold = hold
        if isinstance(epochs, int):
            epochs = range(epochs)
        self._numbers: Sequence[float]
        if isinstance(epochs, range):
            self._numbers = epochs
            bounds = [*epochs[:1], *epochs[-1:]]
        else:
            self._numbers = bounds = [trimmed(float(epoch)) for epoch in epochs]
        for number in bounds:
            if not (math.isfinite(number) and 0 <= number <= LAST_EPOCH):
                raise ParameterError("epochs", f"{trimmed(number)} is not an epoch (a number from 0 to 2^53)")

    def __repr__(self) -> str:
        return f"Curve({self.schedule!r}, {self._numbers!r})"

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[Row]:
        if self.steps_per_epoch is None:
            return zip(self._numbers, map(self.schedule, self._numbers), strict=True)
        return map(self.row, self._numbers)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Curve": ...
    def __getitem__(self, index: int | slice) -> "Row | Curve":
        if isinstance(index, slice):
            numbers = self._numbers[index]
            return Curve(self.schedule, numbers, steps_per_epoch=self.steps_per_epoch, hold=self.hold)
        return self.row(self._numbers[index])

    def row(self, number: float) -> Row:
        """Return the row of an epoch or, with ``steps_per_epoch``, of a step."""
        if self.steps_per_epoch is None:
            return number, self.schedule(number)
        return number, number / self.steps_per_epoch, self.schedule(self.epoch_of(number))

    def before(self, number: float) -> float:
        """Return the learning rate's left limit at an epoch or step."""
        return self.schedule(self.epoch_of(math.nextafter(number, 0)))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of a row's cells."""
        return ("epoch", "lr") if self.steps_per_epoch is None else ("step", "epoch", "lr")

    @property
    def stepping(self) -> dict[str, int | bool]:
        """How steps make up epochs, where the rows are steps."""
        stepping = {"steps_per_epoch": self.steps_per_epoch, "hold": self.hold}
        return {key: value for key, value in stepping.items() if value}

    @property
    def epochs(self) -> "NDArray[np.float64]":
        """The epochs, as float64 of shape (n,)."""
        import numpy as np

        return np.array(self._numbers, dtype=np.float64) / (self.steps_per_epoch or 1)

    @property
    def lr(self) -> "NDArray[np.float64]":
        """The learning rates, as float64 of shape (n,)."""
        import numpy as np

        return np.fromiter((row[-1] for row in self), dtype=np.float64, count=len(self))

    @property
    def last(self) -> float:
        """The latest epoch that the schedule is asked for; 0 for an empty curve."""
        if isinstance(self._numbers, range):
            return self.epoch_of(self._numbers[-1]) if self._numbers else 0
        return self.epoch_of(max(self._numbers, default=0))

    def require_finite(self) -> None:
        """Raise OverflowError for the first epoch whose learning rate is too large for a double.

        A formula that overflows does so at all later epochs too (its growth is a power), so that one
        look at the last epoch is enough, and bisection finds the first.
        """
        numbers = self._numbers if isinstance(self._numbers, range) else sorted(self._numbers)
        if numbers and self._overflows(numbers[-1]):
            self.row(numbers[bisect_left(numbers, True, key=self._overflows)])

    def epoch_of(self, number: float) -> float:
        """Return the epoch whose rate a row shows, of its epoch or step."""
        epoch = number / self.steps_per_epoch if self.steps_per_epoch else number
        return math.floor(epoch) if self.hold else epoch

    def _overflows(self, number: float) -> bool:
        try:
            self.row(number)
        except OverflowError:
            return True
        return False

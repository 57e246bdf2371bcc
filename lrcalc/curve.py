"""A schedule at chosen epochs: rows one by one, or numpy arrays."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from lrcalc.schedule import ParameterError, Schedule, whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAST_EPOCH = 2**53  # from here on doubles cannot tell an epoch from the next one

Row = tuple[float, float]


class Curve(Sequence[Row]):
    """List a schedule's learning rate at chosen epochs.

    ``epochs`` is a number of epochs from 0, or the epochs themselves in any order (each 0 or later,
    fractions allowed). A curve is a sequence of rows ``(epoch, lr)``, computed when they are asked for
    and never stored, whatever its length; ``epochs`` and ``lr`` are numpy float64 arrays of shape
    ``(n,)``. Raises ParameterError for an epoch that is negative, not finite, or beyond 2⁵³, and
    OverflowError, when it is read, at an epoch whose learning rate is too large for a double.

    >>> from lrcalc import Step
    >>> curve = Curve(Step(lr=0.1, rate=0.5, every=10), [0, 10, 20])
    >>> list(curve)
    [(0, 0.1), (10, 0.05), (20, 0.025)]
    >>> curve.lr
    array([0.1  , 0.05 , 0.025])
    """

    def __init__(self, schedule: Schedule, epochs: int | Iterable[float]) -> None:
        self.schedule = schedule
        if isinstance(epochs, int):
            epochs = range(epochs)
        self._epochs: Sequence[float] = (
            epochs if isinstance(epochs, range) else [*map(whole, map(float, epochs))]
        )
        ends = (self._epochs[:1], self._epochs[-1:]) if isinstance(epochs, range) else (self._epochs,)
        for epoch in (epoch for end in ends for epoch in end):
            if not (math.isfinite(epoch) and 0 <= epoch <= LAST_EPOCH):
                raise ParameterError("epochs", f"{whole(epoch)} is not an epoch (a number from 0 to 2^53)")

    def __repr__(self) -> str:
        return f"Curve({self.schedule!r}, {self._epochs!r})"

    def __len__(self) -> int:
        return len(self._epochs)

    def __iter__(self) -> Iterator[Row]:
        return zip(self._epochs, map(self.schedule, self._epochs), strict=True)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "Curve": ...
    def __getitem__(self, index: int | slice) -> "Row | Curve":
        if isinstance(index, slice):
            return Curve(self.schedule, self._epochs[index])
        epoch = self._epochs[index]
        return epoch, self.schedule(epoch)

    @property
    def epochs(self) -> "NDArray[np.float64]":
        """The epochs, as float64 of shape (n,)."""
        import numpy as np

        return np.array(self._epochs, dtype=np.float64)

    @property
    def lr(self) -> "NDArray[np.float64]":
        """The learning rates, as float64 of shape (n,)."""
        import numpy as np

        return np.fromiter(map(self.schedule, self._epochs), dtype=np.float64, count=len(self))

    @property
    def last(self) -> float:
        """The latest epoch."""
        return self._epochs[-1] if isinstance(self._epochs, range) else max(self._epochs)

    def require_finite(self) -> None:
        """Raise OverflowError for the first epoch whose learning rate is too large for a double.

        A formula that overflows does so at all later epochs too (its growth is a power), so that one
        look at the last epoch is enough, and bisection finds the first.
        """
        epochs = self._epochs if isinstance(self._epochs, range) else sorted(self._epochs)
        if epochs and self._overflows(epochs[-1]):
            self.schedule(epochs[bisect_left(epochs, True, key=self._overflows)])

    def _overflows(self, epoch: float) -> bool:
        try:
            self.schedule(epoch)
        except OverflowError:
            return True
        return False

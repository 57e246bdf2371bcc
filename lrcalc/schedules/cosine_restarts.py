"""Cosine annealing with warm restarts."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Annotated

from lrcalc.schedule import AT_LEAST_1, INITIAL, LR_MIN, PEAK, POSITIVE, Param, Schedule, scaled_power


@dataclass(frozen=True, kw_only=True)
class CosineRestarts(Schedule):
    """Anneal along a cosine again and again, each cycle t_mult times as long as the last.

    A cycle ends just before lr_min, where the next one starts at its peak. Each peak is decay times the
    last, but never below lr_min; after the last of a limited number of cycles the rate stays at lr_min.

    >>> schedule = CosineRestarts(lr=0.1, t_0=10, t_mult=2)
    >>> [round(schedule(epoch), 6) for epoch in (0, 5, 10, 20, 29, 30)]
    [0.1, 0.05, 0.1, 0.05, 0.000616, 0.1]
    """

    formula = "{lr_min} + ½ ({peak} − {lr_min}) (1 + cos(π · {elapsed} / {length}))"
    symbols = {
        "peak": "the cycle's first rate, lr · decay^cycle",
        "elapsed": "epochs since the cycle began",
        "length": "the cycle's length, t_0 · t_mult^cycle",
    }
    reference = "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch CosineAnnealingWarmRestarts"

    lr: Annotated[float, Param("Learning rate at the first peak.", POSITIVE, aliases=(*INITIAL, *PEAK))]
    lr_min: Annotated[float, LR_MIN] = 0.0
    t_0: Annotated[float, Param("Length of the first cycle.", POSITIVE, unit="epochs")]
    t_mult: Annotated[float, Param("Factor on the length from one cycle to the next.", AT_LEAST_1)] = 1.0
    decay: Annotated[float, Param("Factor on the peak from one cycle to the next.", POSITIVE)] = 1.0
    above_floor: Annotated[bool, Param("Let decay scale only the part above lr_min, as Keras does.")] = False
    cycles: Annotated[int | None, Param("Number of cycles (default: no end).", AT_LEAST_1)] = None

    def lr_at(self, epoch: float) -> float:
        cycle = self._cycle(epoch)
        if self._is_over(cycle):
            return self.lr_min
        elapsed, length = self._position(epoch, cycle)
        return self.lr_min + 0.5 * (self._peak(cycle) - self.lr_min) * (1 + math.cos(math.pi * elapsed / length))

    @property
    def horizon(self) -> float | None:
        return None if self.cycles is None else start_of(self.cycles, self.t_0, self.t_mult)

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last), self._peak(self._cycle(last)) if self.decay > 1 else 0.0)

    def formula_at(self, epoch: float | None = None) -> str:
        return self.formula if epoch is None or not self._is_over(self._cycle(epoch)) else "{lr_min}"

    def terms(self, epoch: float) -> dict[str, float]:
        cycle = self._cycle(epoch)
        elapsed, length = self._position(epoch, cycle)
        return {"peak": self._peak(cycle), "elapsed": elapsed, "length": length}

    def _peak(self, cycle: int) -> float:
        if self.above_floor:
            return self.lr_min + scaled_power(self.lr - self.lr_min, self.decay, cycle)
        return max(self.lr_min, scaled_power(self.lr, self.decay, cycle))

    def _position(self, epoch: float, cycle: int) -> tuple[float, float]:
        return epoch - start_of(cycle, self.t_0, self.t_mult), self.t_0 * math.pow(self.t_mult, cycle)

    def _is_over(self, cycle: int) -> bool:
        return self.cycles is not None and cycle >= self.cycles

    def _cycle(self, epoch: float) -> int:
        """Return the number of the cycle that an epoch is in: guessed by a logarithm, decided by the starts."""

        def start(cycle: int) -> float:
            return start_of(cycle, self.t_0, self.t_mult)

        periods = epoch / self.t_0
        if self.t_mult > 1:
            periods = math.log1p(periods * (self.t_mult - 1)) / math.log(self.t_mult)
        guess = int(periods)
        if start(guess) <= epoch < start(guess + 1):
            return guess
        if guess >= MOST_CYCLES:
            raise OverflowError
        return bisect_right(range(MOST_CYCLES), epoch, key=start) - 1


MOST_CYCLES = 2**54
_EXACT = Context(prec=60, Emax=10**6, Emin=-(10**6), traps=[])
_TIE = 1 - Decimal("1e-40")  # the sum's own rounding


@lru_cache(maxsize=1024)
def start_of(cycle: int, t_0: float, t_mult: float) -> float:
    """Return the first epoch of a cycle: the least double that is not below t_0 (1 + t_mult + t_mult² …).

    The lengths are taken as they are written, 1.1 as eleven tenths: in binary, cycles of 10 and 11
    epochs would end a little after epoch 21.

    >>> start_of(2, 10, 1.1), start_of(5, 1, 3)
    (21.0, 121.0)
    """
    first, factor = Decimal(repr(t_0)), Decimal(repr(t_mult))
    if t_mult == 1:
        start = _EXACT.multiply(first, Decimal(cycle))
    else:
        growth = _EXACT.subtract(_EXACT.power(factor, cycle), Decimal(1))
        start = _EXACT.divide(_EXACT.multiply(first, growth), _EXACT.subtract(factor, Decimal(1)))
    nearest = float(start)
    below = Decimal(nearest) < _EXACT.multiply(start, _TIE)
    return math.nextafter(nearest, math.inf) if below else nearest

"""Cosine annealing."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_MIN, PEAK, POSITIVE, TOTAL, Param, Schedule
from lrcalc.values import trimmed


@dataclass(frozen=True, kw_only=True)
class Cosine(Schedule):
    """Anneal the learning rate along half a cosine wave, from lr down to lr_min at t_max.

    Past t_max it stays at lr_min, as in Keras and Optax; with ``periodic`` the wave goes on instead and is
    back at lr at twice t_max, as in PyTorch.

    >>> schedule = Cosine(lr=0.1, lr_min=0.001, t_max=50)
    >>> [schedule(epoch) for epoch in (0, 25, 50, 100)]
    [0.1, 0.0505, 0.001, 0.001]
    >>> Cosine(lr=0.1, t_max=50, periodic=True)(100)
    0.1
    """

    formula = "{lr_min} + ½ ({lr} − {lr_min}) (1 + cos(π · {epoch} / {t_max}))"
    inverses = {
        "lr": "{lr_min} + 2 ({target} − {lr_min}) / (1 + cos(π · {epoch} / {t_max}))",
        "lr_min": "(2 · {target} − {lr} (1 + cos(π · {epoch} / {t_max}))) / (1 − cos(π · {epoch} / {t_max}))",
        "t_max": "π · {epoch} / acos(2 ({target} − {lr_min}) / ({lr} − {lr_min}) − 1)",
        "epoch": "{t_max} · acos(2 ({target} − {lr_min}) / ({lr} − {lr_min}) − 1) / π",
    }
    reference = "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch CosineAnnealingLR"

    lr: Annotated[float, Param("Initial and highest learning rate.", POSITIVE, aliases=(*INITIAL, *PEAK))]
    lr_min: Annotated[float, LR_MIN] = 0.0
    t_max: Annotated[float, Param("Epoch of the lowest rate.", POSITIVE, unit="epochs", when="end", aliases=TOTAL)]
    periodic: Annotated[bool, Param("Let the wave rise again past t_max, as PyTorch does.")] = False
    exponent: Annotated[float, Param("Exponent on the half-wave, as in Optax.", POSITIVE, quiet=True)] = 1.0
    k_decay: Annotated[float, Param("Exponent on the elapsed fraction (timm's k_decay).", POSITIVE, quiet=True)] = 1.0

    def lr_at(self, epoch: float) -> float:
        if self._is_over(epoch):
            return self.lr_min
        if self.k_decay == 1:
            angle = math.pi * epoch / self.t_max
        else:
            angle = math.pi * math.pow(epoch / self.t_max, self.k_decay)
        wave = 0.5 * (1 + math.cos(angle))
        if self.exponent != 1:
            wave = math.pow(wave, self.exponent)
        return self.lr_min + (self.lr - self.lr_min) * wave

    @property
    def horizon(self) -> float:
        return self.t_max

    @property
    def falls_from(self) -> float:
        return math.inf if self.periodic else 0

    def ceiling(self, last: float) -> float:
        return max(self.lr, self.lr_at(last))

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is not None and self._is_over(epoch):
            return "{lr_min}"
        time = "{epoch} / {t_max}" if self.k_decay == 1 else "({epoch} / {t_max})^{k_decay}"
        if self.exponent == 1:
            return f"{{lr_min}} + ½ ({{lr}} − {{lr_min}}) (1 + cos(π · {time}))"
        return f"{{lr_min}} + ({{lr}} − {{lr_min}}) (½ (1 + cos(π · {time})))^{{exponent}}"

    def _is_over(self, epoch: float) -> bool:
        return epoch >= self.t_max and not self.periodic

    def remark(self, last: float) -> str | None:
        if last <= self.t_max or self.periodic:
            return None
        held = f"past t_max = {trimmed(self.t_max)} the learning rate stays at lr_min = {trimmed(self.lr_min)}"
        return f"{held}; PyTorch's wave rises again, as with periodic"

"""Linear decay or growth."""

from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import INITIAL, LR_END, NOT_NEGATIVE, POSITIVE, TOTAL, Param, Schedule


@dataclass(frozen=True, kw_only=True)
class Linear(Schedule):
    """Move the learning rate on a straight line from lr to lr_end, down or up, and hold it there.

    >>> schedule = Linear(lr=0.1, lr_end=0.02, over=4)
    >>> [schedule(epoch) for epoch in (0, 2, 4, 5)]
    [0.1, 0.06, 0.02, 0.02]
    """

    formula = "({lr} − {lr_end}) · (1 − {epoch} / {over}) + {lr_end}"
    inverses = {
        "lr": "({target} − {lr_end} · {epoch} / {over}) / (1 − {epoch} / {over})",
        "lr_end": "{lr} − ({lr} − {target}) · {over} / {epoch}",
        "over": "{epoch} · ({lr} − {lr_end}) / ({lr} − {target})",
        "epoch": "{over} · ({lr} − {target}) / ({lr} − {lr_end})",
    }
    reference = "PyTorch LinearLR; Optax linear_schedule"

    lr: Annotated[float, Param("Initial learning rate.", NOT_NEGATIVE, aliases=INITIAL)]
    lr_end: Annotated[float, LR_END] = 0.0
    over: Annotated[
        float,
        Param(
            "Epoch at which lr_end is reached.",
            POSITIVE,
            unit="epochs",
            when="end",
            aliases=("total-iters", "decay-steps", *TOTAL),
        ),
    ]

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require_some("lr", "lr_end")

    def lr_at(self, epoch: float) -> float:
        if epoch >= self.over:
            return self.lr_end
        if self.lr < self.lr_end:  # each form is exact at its lower end
            return self.lr + (self.lr_end - self.lr) * (epoch / self.over)
        return (self.lr - self.lr_end) * (1 - epoch / self.over) + self.lr_end

    @property
    def horizon(self) -> float:
        return self.over

    @property
    def falls_from(self) -> float:
        return 0 if self.lr_end <= self.lr else self.over

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - the same at every epoch
        return max(self.lr, self.lr_end)

    def formula_at(self, epoch: float | None = None) -> str:
        if epoch is not None and epoch >= self.over:
            return "{lr_end}"
        return self.formula if self.lr >= self.lr_end else "{lr} + ({lr_end} − {lr}) · {epoch} / {over}"

"""A training run: samples, batch, devices, accumulation and epochs make updates."""

import math
from dataclasses import dataclass
from typing import Annotated

from lrcalc.schedule import POSITIVE, Declared, Param, ParameterError, Range

COUNT = Range(1, 2**53)


@dataclass(frozen=True, kw_only=True)
class Run(Declared):
    """Count the updates of a training run, with the roundings of Transformers' Trainer.

    An epoch has ⌈samples / (batch_size · devices)⌉ batches, whole ones alone with ``drop_last``, and
    ⌈batches / accumulate⌉ updates, at least one; the run has ⌈epochs · updates an epoch⌉, or ``steps``.

    >>> run = Run(samples=52002, batch_size=4, devices=8, accumulate=4, epochs=3)
    >>> run.samples_per_update, run.updates_per_epoch, run.updates
    (128, 407, 1221)
    >>> Run(samples=52002, batch_size=128, steps=1221).length
    3.0
    """

    samples: Annotated[int | None, Param("Samples of the training set.", COUNT, aliases=("num-samples",))] = None
    batch_size: Annotated[
        int, Param("Samples per batch on each device.", COUNT, aliases=("batch", "per-device-batch-size"))
    ]
    devices: Annotated[int, Param("Devices that share the samples.", COUNT, aliases=("gpus", "num-gpus"))] = 1
    accumulate: Annotated[
        int,
        Param("Batches that are accumulated for an update.", COUNT, aliases=("gradient-accumulation-steps", "accum")),
    ] = 1
    epochs: Annotated[float | None, Param("Epochs of the run.", POSITIVE, aliases=("num-epochs",))] = None
    steps: Annotated[int | None, Param("Updates of the run, instead of epochs.", COUNT, aliases=("max-steps",))] = None
    drop_last: Annotated[bool, Param("Leave out an epoch's last batch if it is not full.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.epochs is not None and self.steps is not None:
            raise ParameterError("steps", "the length of a run is given in epochs or in steps, not in both")
        if self.epochs is not None and self.samples is None:
            raise ParameterError("samples", "epochs have no length without samples")
        if self.samples is not None and self.drop_last and self.samples < self.batch_size * self.devices:
            problem = f"{self.samples} make no full batch of {self.batch_size * self.devices}"
            raise ParameterError("samples", f"{problem}, and drop_last leaves the rest out")
        if (self.updates or 0) > COUNT.high:
            raise ParameterError("epochs", "the run has more than 2^53 updates")

    @property
    def samples_per_update(self) -> int:
        """The global batch."""
        return self.batch_size * self.devices * self.accumulate

    @property
    def batches_per_epoch(self) -> int | None:
        """The batches of an epoch, on each device; None where the samples are not known."""
        if self.samples is None:
            return None
        share = self.batch_size * self.devices
        return self.samples // share if self.drop_last else -(-self.samples // share)

    @property
    def updates_per_epoch(self) -> int | None:
        """The updates of an epoch; None where the samples are not known."""
        batches = self.batches_per_epoch
        return None if batches is None else max(1, -(-batches // self.accumulate))

    @property
    def updates(self) -> int | None:
        """The updates of the run; None where its length is not known."""
        if self.steps is not None:
            return self.steps
        per_epoch = self.updates_per_epoch
        return None if self.epochs is None or per_epoch is None else math.ceil(self.epochs * per_epoch)

    @property
    def length(self) -> float | None:
        """The epochs of the run; None where they are not known."""
        if self.epochs is not None:
            return self.epochs
        per_epoch = self.updates_per_epoch
        return None if self.steps is None or per_epoch is None else self.steps / per_epoch

    @property
    def in_words(self) -> str:
        """The run in one line."""
        in_all = "" if self.updates is None else f", {self.updates} in all"
        return f"run: {self.samples_per_update} samples an update, {self.updates_per_epoch} updates an epoch{in_all}"

    @property
    def last_batch(self) -> int | None:
        """The samples in an epoch's last batch, on all devices; None where the samples are not known."""
        if self.samples is None:
            return None
        share = self.batch_size * self.devices
        return share if self.drop_last else self.samples % share or share

    @property
    def samples_seen(self) -> int | None:
        """The samples of the whole run, those of a last batch that is not full counted as they are."""
        batches, length = self.batches_per_epoch, self.length
        if batches is None or length is None or self.samples is None:
            return None if self.steps is None else self.steps * self.samples_per_update
        an_epoch = batches * self.batch_size * self.devices if self.drop_last else self.samples
        return round(an_epoch * length)

    def warmup_of(self, share: float) -> int:
        """Return a share of the run's updates, as the Trainer rounds a warm-up ratio."""
        if self.updates is None:
            raise ParameterError("epochs", "a share of the run needs its length")
        return math.ceil(round(self.updates * share, 9))

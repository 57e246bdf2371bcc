"""Configurations of Transformers' Trainer and of what passes its arguments through."""

import math

from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.run import Run

# The calls that are configurations, and their learning rates where none is given.
CLASSES = {
    "TrainingArguments": 5e-5, "Seq2SeqTrainingArguments": 5e-5, "SFTConfig": 2e-5, "DPOConfig": 1e-6, "GRPOConfig": 1e-6,
}  # fmt: skip
LEFT = (
    r"(?:mm_projector|vision_tower|vit|aligner|embedding|new_embeddings?|loraplus)_(?:lr|learning_rate).*|\w*lr_ratio"
)
LAUNCHED = ("nproc_per_node", "num_processes", "num_gpus", "ngpus")


def configured(config: Configuration) -> Configured:
    """Return the schedule and run of a Trainer's arguments."""
    lr = config.rate("learning_rate", default=5e-5 if not config.title else CLASSES.get(config.title))
    kind = config.text("lr_scheduler_type", default="linear", noted=True).lower()
    run, total = run_of(
        config, "per_device_train_batch_size", "num_train_epochs", {"batch": 8, "epochs": 3, "accumulate": 1}
    )
    kwargs = config.within(config.table("lr_scheduler_kwargs")).known()
    steps, ratio = config.number("warmup_steps", default=0), config.number("warmup_ratio", default=0)
    if not 0 <= ratio <= 1:
        raise ReadingError(f"warmup_ratio must be from 0 to 1, not {ratio:g}")
    if steps < 0:
        raise ReadingError(f"warmup_steps must be at least 0, not {steps:g}")
    share = steps if 0 < steps < 1 else ratio
    warmup = int(steps) if steps >= 1 else math.ceil(total * share)
    return scheduled(config, lr, kind, warmup, total, run, kwargs)


def run_of(
    config: Configuration, batch: str, epochs: str, defaults: dict[str, int] | None = None
) -> tuple[Run | None, int]:
    """Return the run, and its updates; without max_steps it needs samples."""
    made = defaults or {}
    size = config.option("batch_size", config.whole(batch, "train_batch_size", default=made.get("batch"), noted=True))
    accumulate = config.option("accumulate", config.whole("gradient_accumulation_steps", default=1))
    limit = config.whole("max_steps", default=-1)
    if limit == 0:
        raise ReadingError("max_steps = 0 trains nothing; -1 leaves the length to the epochs")
    if limit > 0:
        config.asked |= {epochs, *LAUNCHED}
        return None, limit
    length = config.option("epochs", config.number(epochs, default=made.get("epochs"), noted=True))
    length = config.need("epochs") if length is None else length
    size = config.need("batch_size") if size is None else size
    samples: int = config.options.get("samples") or config.need("samples")
    run = Run(
        samples=samples, batch_size=size, devices=config.devices(*LAUNCHED), accumulate=accumulate, epochs=length,
        drop_last=bool(config.options.get("drop_last")) or config.flag("dataloader_drop_last"),
    )  # fmt: skip
    return run, run.updates or 1


def scheduled(
    config: Configuration, lr: float, kind: str, warmup: int, total: int, run: Run | None, kwargs: dict[str, object]
) -> Configured:  # fmt: skip
    """Return Transformers' own schedule of a kind."""
    reader = Reader("transformers", lr, config.notes)
    schedule = reader.schedule(Call("get_scheduler", (kind, None, warmup, total, kwargs), {}))
    config.notes.append(f"{total} updates, {warmup} of them warm-up" if warmup else f"{total} updates, no warm-up")
    return Configured(schedule, "step", run, total)

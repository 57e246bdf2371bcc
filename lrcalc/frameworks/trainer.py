"""Configurations of Transformers' Trainer and of what passes its arguments through."""

import math

from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.run import Run

# The calls that are configurations, and their learning rates where none is given; None where that varies.
CLASSES = {
    "TrainingArguments": 5e-5, "Seq2SeqTrainingArguments": 5e-5, "SentenceTransformerTrainingArguments": 5e-5,
    "SFTConfig": 2e-5, "DPOConfig": 1e-6, "GRPOConfig": 1e-6, "RLOOConfig": None, "KTOConfig": None, "ORPOConfig": None,
    "CPOConfig": None, "RewardConfig": None,
}  # fmt: skip
REPEATING = ("GRPOConfig", "RLOOConfig")  # that draw several answers to a sample
# Flags of the scripts of Transformers and Diffusers that have no Trainer.
BY_HAND = ("max_train_steps", "num_warmup_steps", "lr_warmup_steps")
LEFT = (
    r"(?:mm_projector|vision_tower|vit|aligner|embedding|new_embeddings?|loraplus)_(?:lr|learning_rate).*|\w*lr_ratio"
)
LAUNCHED = ("nproc_per_node", "num_processes", "num_gpus", "ngpus", "num_devices")


def configured(config: Configuration) -> Configured:
    """Return the schedule and run of a Trainer's arguments, or of the list of them in a model's card."""
    if config.has(*BY_HAND):
        return _by_hand(config)
    lr = config.rate("learning_rate", default=5e-5 if not config.title else CLASSES.get(config.title))
    kind = config.text("lr_scheduler_type", default="linear", noted=True).lower()
    if config.title in REPEATING and config.whole("max_steps", default=-1) < 0:
        raise ReadingError(
            f"{config.title} draws several answers to a sample, so epochs have no length: give max_steps"
        )
    run, total = run_of(
        config, "per_device_train_batch_size", ("num_train_epochs", "num_epochs"), {"batch": 8, "epochs": 3}
    )
    kwargs = config.within(config.table("lr_scheduler_kwargs")).known()
    steps = config.number("warmup_steps", "lr_scheduler_warmup_steps", default=0)
    ratio = config.number("warmup_ratio", "lr_scheduler_warmup_ratio", default=0)
    if not 0 <= ratio <= 1:
        raise ReadingError(f"warmup_ratio must be from 0 to 1, not {ratio:g}")
    if steps < 0:
        raise ReadingError(f"warmup_steps must be at least 0, not {steps:g}")
    share = steps if 0 < steps < 1 else ratio
    warmup = int(steps) if steps >= 1 else math.ceil(total * share)
    return scheduled(config, lr, kind, warmup, total, run, kwargs)


def _by_hand(config: Configuration) -> Configured:
    """Return the schedule of a script's flags that has no Trainer, such as run_glue_no_trainer.py."""
    is_diffusers = config.has("lr_warmup_steps") or config.has("lr_scheduler")
    kind = config.text(
        "lr_scheduler", "lr_scheduler_type", default="constant" if is_diffusers else "linear", noted=True
    )
    lr = config.rate("learning_rate", default=None if is_diffusers else 5e-5)
    warmup = config.whole("lr_warmup_steps", "num_warmup_steps", default=500 if is_diffusers else 0, noted=is_diffusers)
    cycles, power = config.whole("lr_num_cycles", default=1), config.number("lr_power", default=1)
    if config.flag("scale_lr"):
        raise ReadingError(
            "scale_lr multiplies the rate by an update's samples: leave it out, and give that rate with --lr"
        )
    batch, epochs = "per_device_train_batch_size", ("num_train_epochs",)
    run, total = None, config.whole("max_train_steps")
    if total is not None:
        config.asked |= {batch, "train_batch_size", *epochs, *LAUNCHED}
    else:
        run, total = run_of(config, batch, epochs, {} if is_diffusers else {"batch": 8, "epochs": 3})
        if run and run.devices > 1:
            raise ReadingError(
                "these scripts count their steps before they share out the samples: give max_train_steps"
            )
    own = {"cosine_with_restarts": {"num_cycles": cycles}, "polynomial": {"power": power}}.get(kind, {})
    return scheduled(config, lr, kind, warmup, total, run, own)


def run_of(
    config: Configuration, batch: str, epochs: tuple[str, ...], defaults: dict[str, int] | None = None
) -> tuple[Run | None, int]:
    """Return the run, and its updates; without max_steps it needs samples."""
    made = defaults or {}
    limit = config.whole("max_steps", "training_steps", default=-1)
    if limit == 0:
        raise ReadingError("max_steps = 0 trains nothing; -1 leaves the length to the epochs")
    if limit > 0:
        config.asked |= {batch, "train_batch_size", "gradient_accumulation_steps", *epochs, *LAUNCHED}
        return None, limit
    size = config.option("batch_size", config.whole(batch, "train_batch_size", default=made.get("batch"), noted=True))
    accumulate = config.option("accumulate", config.whole("gradient_accumulation_steps", default=1))
    length = config.option("epochs", config.number(*epochs, default=made.get("epochs"), noted=True))
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
    if kind == "reduce_lr_on_plateau":
        raise ReadingError("reduce_lr_on_plateau depends on a metric, which no text has")
    reader = Reader("transformers", lr, config.notes)
    schedule = reader.schedule(Call("get_scheduler", (kind, None, warmup, total, kwargs), {}))
    config.notes.append(f"{total} updates, {warmup} of them warm-up" if warmup else f"{total} updates, no warm-up")
    return Configured(schedule, "step", run, total)

"""Axolotl's YAML, whose names and warm-up are its own."""

from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.trainer import run_of, scheduled

LEFT = r"(?:embedding|loraplus)_lr.*"


def configured(config: Configuration) -> Configured:
    """Return the schedule and run of Axolotl's settings."""
    if config.flag("sample_packing") and config.whole("max_steps", default=-1) <= 0:
        raise ReadingError("sample_packing joins samples: the number of steps is not known; set max_steps")
    lr = config.rate("learning_rate")
    kind = config.text("lr_scheduler", default="cosine", noted=True)
    batch = config.whole("batch_size")
    if batch is not None and not config.has("gradient_accumulation_steps"):
        micro = config.whole("micro_batch_size", default=1) or 1
        config.settings["gradient_accumulation_steps"] = max(1, batch // micro)
    run, total = run_of(config, "micro_batch_size", ("num_epochs",))
    warmup = config.whole("warmup_steps")
    if warmup is None:
        ratio = config.number("warmup_ratio")
        warmup = min(int(0.03 * total), 100) if ratio is None else int(ratio * total)
    warmup = 2 if warmup == 1 else warmup
    kwargs = config.within(config.table("lr_scheduler_kwargs")).known()
    floor = config.number("cosine_min_lr_ratio")
    if floor is not None and kind == "cosine":
        kind, kwargs = "cosine_with_min_lr", {**kwargs, "min_lr_rate": float(floor)}
    return scheduled(config, lr, kind, warmup, total, run, kwargs)

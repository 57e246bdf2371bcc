"""timm's train.py: its flags, its YAML of arguments, and create_scheduler_v2."""

import math
from typing import Any

from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured

LEFT = r"lr_base.*|layer_decay|lr_noise_(?:pct|std)"
NAMES = {
    "cosine": "CosineLRScheduler", "tanh": "TanhLRScheduler", "step": "StepLRScheduler",
    "multistep": "MultiStepLRScheduler", "poly": "PolyLRScheduler",
}  # fmt: skip
LAUNCHED = ("nproc_per_node", "num_processes")


def configured(config: Configuration) -> Configured:
    """Return the schedule of train.py's arguments."""
    batch = config.option("batch_size", config.whole("batch_size", "b", default=128))
    accumulate = config.option("accumulate", config.whole("grad_accum_steps", default=1))
    config.asked |= {"epochs"}
    lr = _rate(config, batch, accumulate)
    epochs = config.option("epochs", config.number("epochs", default=300, noted=True))
    names = {
        "warmup_epochs": config.number("warmup_epochs", default=5, noted=True),
        "warmup_lr": config.number("warmup_lr", default=1e-5, noted=True),
        "min_lr": config.number("min_lr", default=0, noted=True),
        "cycle_decay": config.number("lr_cycle_decay", default=0.5),
    }
    by_update = config.flag("sched_on_updates")
    steps = _updates(config, batch, accumulate) if by_update else None
    return scheduled(config, lr, epochs, names, steps)


def _rate(config: Configuration, batch: int, accumulate: int) -> Any:
    """Return the rate, which is scaled to the batch where it is not given."""
    if config.has("lr") or "lr" in config.options:
        return config.rate("lr")
    base, size = config.number("lr_base", default=0.1, noted=True), config.number("lr_base_size", default=256)
    optimizer = config.text("opt", default="sgd").lower()
    scale = config.text("lr_base_scale") or ("sqrt" if any(o in optimizer for o in ("ada", "lamb")) else "linear")
    ratio = batch * config.devices(*LAUNCHED) * accumulate / size
    lr = base * (ratio**0.5 if scale == "sqrt" else ratio)
    config.notes.append(f"no lr: {base:g} scaled to the batch ({scale}), {lr:g}")
    return lr


def _updates(config: Configuration, batch: int, accumulate: int) -> int:
    """Return the updates of an epoch: the sampler fills up each device's share, and the loader drops the last batch."""
    samples: int = config.options.get("samples") or config.need("samples")
    devices = config.devices(*LAUNCHED)
    batches = math.ceil(samples / devices) // batch
    if batches < 1:
        raise ReadingError(f"{samples} samples make no full batch of {batch * devices}, and timm leaves the rest out")
    return math.ceil(batches / accumulate)


def scheduled(
    config: Configuration, lr: float, epochs: float, names: dict[str, Any], steps: int | None
) -> Configured:  # fmt: skip
    """Return timm's own scheduler, with times in epochs or, where steps are given, in updates."""
    noise = config.get("lr_noise", "noise_range")
    if noise not in (None, "None", "null", False, []):
        raise ReadingError("lr_noise adds a random draw")
    kind = config.text("sched", default="cosine", noted=True)
    kind = {"": "cosine"}.get(kind, kind)
    if kind not in NAMES:
        raise ReadingError(f"sched {kind!r} is not one of {', '.join(NAMES)}, or depends on a metric")
    scale = steps or 1
    prefix = config.flag("warmup_prefix")
    warmup = names["warmup_epochs"]
    if warmup != 0 and warmup >= epochs and not prefix:
        raise ReadingError(f"a warm-up of {warmup:g} epochs does not end within the {epochs:g}")
    own: dict[str, Any] = {"warmup_t": warmup * scale, "warmup_lr_init": names["warmup_lr"]}
    own["warmup_prefix"] = prefix
    cooldown = config.whole("cooldown_epochs", default=0)
    rate = config.number("decay_rate", default=0.1)
    milestones = config.get("decay_milestones", default=[90, 180, 270])
    every = config.number("decay_epochs", default=90)
    mul, limit = (
        config.number("lr_cycle_mul", "cycle_mul", default=1),
        config.whole("lr_cycle_limit", "cycle_limit", default=1),
    )
    k_decay = config.number("lr_k_decay", "k_decay", default=1)
    length = epochs + (warmup if prefix else 0)
    if kind == "step":
        own |= {"decay_t": every * scale, "decay_rate": rate}
    elif kind == "multistep":
        try:
            some = [float(one) for one in (milestones if isinstance(milestones, list) else [milestones])]
        except (TypeError, ValueError):
            raise ReadingError("decay_milestones must be numbers") from None
        own |= {"decay_t": [one * scale for one in some], "decay_rate": rate}
    else:
        own |= {"t_initial": epochs * scale, "lr_min": names["min_lr"]}
        own |= {"cycle_mul": mul, "cycle_decay": names["cycle_decay"], "cycle_limit": limit}
        if kind != "tanh":
            own["k_decay"] = k_decay
        if kind == "poly":
            own["power"] = rate
        length = sum(epochs * mul**i for i in range(min(limit, 1000))) + (warmup if prefix else 0) + cooldown
    reader = Reader("timm", lr, config.notes)
    schedule = reader.schedule(Call(NAMES[kind], (None,), own))
    return Configured(schedule, "step" if steps else "epoch", end=length * scale)


CALL = "create_scheduler_v2"


def called(config: Configuration) -> Configured:
    """Return the schedule of a call of create_scheduler_v2, whose defaults are its own."""
    lr = config.rate("lr")
    epochs = config.number("num_epochs", default=300, noted=True)
    names = {
        "warmup_epochs": config.number("warmup_epochs", default=0),
        "warmup_lr": config.number("warmup_lr", default=1e-5),
        "min_lr": config.number("min_lr", default=0),
        "cycle_decay": config.number("cycle_decay", default=0.1),
    }
    steps = None
    if config.settings.get("step_on_epochs") is False:
        steps = config.whole("updates_per_epoch")
        if steps is None:
            raise ReadingError("step_on_epochs=False needs updates_per_epoch")
    config.asked |= {"step_on_epochs", "updates_per_epoch"}
    return scheduled(config, lr, epochs, names, steps)

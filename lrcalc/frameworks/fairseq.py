"""fairseq's flags; the value after k updates is that of step_update(k)."""

from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula, level
from lrcalc.schedule import Schedule

LEFT = r"stop_min_lr"


def configured(config: Configuration) -> Configured:
    """Return the schedule of fairseq's flags, or of the tables of them that Hydra takes."""
    own = config.settings.get("lr_scheduler")
    if isinstance(own, dict):
        tables = {**config.table("optimization"), **config.table("lr_scheduler"), "lr_scheduler": own.get("_name")}
        return configured(config.within(tables))
    if isinstance(config.settings.get("lr"), list) and len(config.settings["lr"]) == 1:
        config.settings["lr"] = config.settings["lr"][0]
    kind = config.text("lr_scheduler", default="fixed", noted=True)
    if isinstance(config.settings.get("lr"), str) and "," in config.settings["lr"]:
        raise ReadingError("lr: a rate for each epoch needs the number of updates in it, which the flags do not have")
    lr = config.rate("lr")
    end = config.whole("max_update", default=0)
    if kind not in KINDS:
        raise ReadingError(f"lr_scheduler {kind!r} is not one of {', '.join(KINDS)}")
    return Configured(KINDS[kind](config, lr, end), "step", end=end or None)


def _fixed(config: Configuration, lr: float, end: int) -> Schedule:
    if config.has("force_anneal"):
        raise ReadingError("force_anneal anneals by the epoch, whose updates the flags do not have")
    warmup = config.whole("warmup_updates", default=0)
    config.get("lr_shrink")
    return formula("lr * min(1, (epoch + 1) / w)", lr=lr, w=warmup) if warmup > 0 else level(lr)


def _inverse_sqrt(config: Configuration, lr: float, end: int) -> Schedule:
    warmup = config.whole("warmup_updates", default=4000, noted=True)
    first = config.number("warmup_init_lr", default=-1)
    config.get("min_lr")  # it stops the training, and is no floor
    first = (0 if warmup > 0 else lr) if first < 0 else first
    text = "first + epoch * (lr - first) / w if epoch < w else lr * sqrt(w) * epoch ** -0.5"
    if warmup <= 0:
        raise ReadingError("inverse_sqrt needs warmup_updates above 0")
    return formula(text, lr=lr, first=first, w=warmup)


def _polynomial(config: Configuration, lr: float, end: int) -> Schedule:
    warmup = config.whole("warmup_updates", default=0)
    total = config.whole("total_num_update", default=end)
    if total <= warmup:
        raise ReadingError("polynomial_decay needs total_num_update, or max_update, above warmup_updates")
    low, power = config.number("end_learning_rate", default=0), config.number("power", default=1)
    if config.has("force_anneal"):
        raise ReadingError("force_anneal anneals by the epoch, whose updates the flags do not have")
    decay = "low if epoch >= total else (lr - low) * (1 - (epoch - w) / (total - w)) ** power + low"
    names = {"lr": lr, "low": low, "w": warmup, "total": total, "power": power}
    return formula(f"lr * epoch / w if epoch <= w else {decay}" if warmup > 0 else decay, **names)


CYCLES = """import math

def cosine(epoch):
    if epoch < w:
        return first + epoch * (lr - first) / w
    n = epoch - w
    i = 0
    length = period
    start = 0
    while n >= start + length and i < 1000:
        start = start + length
        length = length * mult
        i = i + 1
    low = floor * shrink ** i
    return low + 0.5 * (lr * shrink ** i - low) * (1 + math.cos(math.pi * (n - start) / length))
"""


def _cosine(config: Configuration, lr: float, end: int) -> Schedule:
    warmup, low = config.whole("warmup_updates", default=0), config.number("min_lr", default=0)
    first = config.number("warmup_init_lr", default=-1)
    period = config.number("lr_period_updates", default=-1)
    period = end - warmup if period <= 0 else period
    if period <= 0:
        raise ReadingError("cosine needs lr_period_updates, or max_update above warmup_updates")
    mult, shrink = config.number("t_mult", default=1), config.number("lr_shrink", default=0.1)
    if mult < 1:
        raise ReadingError("t_mult must be at least 1")
    first = low if first < 0 else first
    names = {"lr": lr, "floor": low, "first": first, "w": warmup, "period": period, "mult": mult, "shrink": shrink}
    return formula("cosine(epoch)", CYCLES, **names)


def _tri_stage(config: Configuration, lr: float, end: int) -> Schedule:
    ratio = config.get("phase_ratio")
    start, last = config.number("init_lr_scale", default=0.01), config.number("final_lr_scale", default=0.01)
    if ratio is not None:
        try:
            parts = [float(part) for part in str(ratio).strip("[]() ").split(",") if part.strip()]
        except ValueError:
            parts = []
        if len(parts) != 3 or not end or not all(0 <= part <= 1 for part in parts):  # noqa: PLR2004 - the three stages
            raise ReadingError("tri_stage's phase_ratio needs three shares, and max_update")
        up, hold, down = (int(end * part) for part in parts)
    else:
        up, hold, down = (config.whole(f"{name}_steps", default=0) for name in ("warmup", "hold", "decay"))
    text = (
        "lr * (start + (1 - start) * epoch / up) if epoch < up else lr if epoch < up + hold else "
        "lr * exp(log(last) * (epoch - up - hold) / down) if epoch <= up + hold + down else lr * last"
    )
    return formula(text, lr=lr, start=start, last=last, up=up, hold=hold, down=down)


KINDS = {
    "fixed": _fixed, "inverse_sqrt": _inverse_sqrt, "polynomial_decay": _polynomial, "cosine": _cosine,
    "tri_stage": _tri_stage,
}  # fmt: skip

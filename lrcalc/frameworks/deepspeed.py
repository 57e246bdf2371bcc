"""DeepSpeed's scheduler: one step per update of the optimizer."""

from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula

LEFT = ""
LOGARITHMIC = "(log(max(epoch, 1)) / log(w))"
LINEAR = "(max(epoch - 1, 0) / w)"


def configured(config: Configuration) -> Configured:
    """Return the schedule of DeepSpeed's settings."""
    scheduler = config.within(config.table("scheduler"))
    kind = scheduler.text("type")
    if kind not in KINDS:
        raise ReadingError(f"scheduler {kind!r} is not one of {', '.join(KINDS)}")
    own = scheduler.within(scheduler.table("params"))
    if auto := [name for name, value in own.settings.items() if value == "auto"]:
        raise ReadingError(f'"auto" for {" and ".join(auto)}: the Trainer fills them in; read its arguments instead')
    optimizer = config.within(config.within(config.table("optimizer")).table("params"))
    result = KINDS[kind](own, optimizer)
    for name in own.settings:
        if name not in own.asked and not name.endswith("_mom") and "mom" not in name:
            raise ReadingError(f"{kind} has no parameter {name}")
    return result


def _ramp(own: Configuration, name: str) -> tuple[str, int]:
    kind = own.text("warmup_type", default="log", noted=True)
    if kind not in ("log", "linear"):
        raise ReadingError(f"warmup_type {kind!r} is not one of log, linear")
    own.get("last_batch_iteration")
    return LOGARITHMIC if kind == "log" else LINEAR, max(2, own.whole(name, default=1000, noted=True))


def _warmup(own: Configuration, optimizer: Configuration) -> Configured:
    ramp, w = _ramp(own, "warmup_num_steps")
    low = own.number("warmup_min_lr", default=0)
    high = own.number("warmup_max_lr")
    high = optimizer.rate("lr") if high is None else high
    return Configured(formula(f"low + (high - low) * {ramp} if epoch <= w else high", low=low, high=high, w=w), end=w)


def _warmup_decay(own: Configuration, optimizer: Configuration) -> Configured:
    ramp, w = _ramp(own, "warmup_num_steps")
    low, high = own.number("warmup_min_lr", default=0), own.number("warmup_max_lr", default=0.001, noted=True)
    total = own.whole("total_num_steps")
    if total is None:
        raise ReadingError("WarmupDecayLR needs total_num_steps")
    text = f"low + (high - low) * ({ramp} if epoch <= w else max(0, (t - epoch + 1) / max(1, t - w)))"
    return Configured(formula(text, low=low, high=high, w=w, t=total), end=total)


def _warmup_cosine(own: Configuration, optimizer: Configuration) -> Configured:
    ramp, w = _ramp(own, "warmup_num_steps")
    lr, total = optimizer.rate("lr"), own.whole("total_num_steps")
    if total is None:
        raise ReadingError("WarmupCosineLR needs total_num_steps")
    first = own.number("warmup_min_ratio", default=0)
    last = own.number("cos_min_ratio", default=0.0001, noted=True)
    wave = "max(0, last + (1 - last) * (1 + cos(pi * (epoch - w) / (t - w))) / 2) if epoch <= t else last"
    text = f"0 if epoch < 1 else lr * (first + (1 - first) * {ramp} if epoch <= w else {wave})"
    return Configured(formula(text, lr=lr, first=first, last=last, w=w, t=total), end=total)


def _one_cycle(own: Configuration, optimizer: Configuration) -> Configured:
    low, high = own.number("cycle_min_lr"), own.number("cycle_max_lr")
    if low is None or high is None:
        raise ReadingError("OneCycle needs cycle_min_lr and cycle_max_lr")
    up = own.whole("cycle_first_step_size", default=2000, noted=True)
    down = own.whole("cycle_second_step_size", default=up)
    stairs = [own.whole(name, default=0) for name in ("cycle_first_stair_count", "cycle_second_stair_count")]
    if any(stairs):
        own.notes.append("DeepSpeed keeps the number of stairs, and makes none")
    size, rate = own.whole("decay_step_size", default=0), own.number("decay_lr_rate", default=0)
    tail = "low / (1 + rate * (epoch - up - down) / size)" if size else "low"
    fall = f"high - (high - low) * (epoch - up) / down if epoch <= up + down else {tail}"
    text = f"low + (high - low) * epoch / up if epoch <= up else {fall}"
    return Configured(formula(text, low=low, high=high, up=up, down=down, rate=rate, size=size), end=up + down)


def _range_test(own: Configuration, optimizer: Configuration) -> Configured:
    low, size = (
        own.number("lr_range_test_min_lr", default=1e-3, noted=True),
        own.whole("lr_range_test_step_size", default=2000, noted=True),
    )
    rate, stairs = own.number("lr_range_test_step_rate", default=1, noted=True), own.flag("lr_range_test_staircase")
    share = "(epoch // size)" if stairs else "(epoch / size)"
    return Configured(formula(f"low * (1 + rate * {share})", low=low, rate=rate, size=size))


KINDS = {
    "WarmupLR": _warmup, "WarmupDecayLR": _warmup_decay, "WarmupCosineLR": _warmup_cosine, "OneCycle": _one_cycle,
    "LRRangeTest": _range_test,
}  # fmt: skip

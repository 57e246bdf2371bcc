"""OpenMMLab's configurations: param_scheduler of mmengine, and lr_config of mmcv before it."""

import math
from typing import Any

from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula
from lrcalc.schedule import Schedule

LEFT = r".*"  # the variables above the schedule are its numbers
# The rate after n steps of a scheduler that has t of them, from the rate v that it found.
RATES = {
    "LinearLR": "v * (start + (end - start) * min(n, t) / t)",
    "ConstantLR": "v * factor if n < t else v",
    "MultiStepLR": "v * gamma ** len([m for m in milestones if m <= n])",
    "StepLR": "v * gamma ** (n // size)",
    "ExponentialLR": "v * gamma ** n",
    "CosineAnnealingLR": "low + (v - low) * (1 + math.cos(math.pi * n / t)) / 2",
    "PolyLR": "low + (v - low) * max(0, 1 - n / t) ** power",
    "QuadraticWarmupLR": "v * min(1, (n + 1) / t) ** 2",
}
MULTIPLY = {"LinearLR", "ConstantLR", "MultiStepLR", "StepLR", "ExponentialLR"}
OURS = {"type", "begin", "end", "by_epoch", "convert_to_iter_based", "verbose", "_scope_"}


def configured(config: Configuration) -> Configured:
    """Return the schedule of a configuration's param_scheduler, or lr_config."""
    if config.has("lr_config"):
        return _older(config)
    wrapper = config.within(config.table("optim_wrapper"))
    lr = config.within(wrapper.table("optimizer") or config.table("optimizer")).rate("lr")
    scale = config.within(config.table("auto_scale_lr"))
    if scale.flag("enable"):
        batch = scale.whole("base_batch_size")
        if not batch:
            raise ReadingError("auto_scale_lr needs base_batch_size")
        size = config.options.get("batch_size") or config.need("batch_size")
        lr = lr * size * config.devices() / batch
    loop = config.within(config.table("train_cfg"))
    iterations = loop.whole("max_iters")
    epochs = config.option("epochs", loop.whole("max_epochs"))
    _require_length(epochs, iterations)
    listed = config.get("param_scheduler", default=[])
    listed = listed if isinstance(listed, (list, tuple)) else [listed]
    if not listed or not all(isinstance(one, dict) for one in listed):
        raise ReadingError("there is no param_scheduler with the settings of a schedule")
    ones = [config.within(one) for one in listed]
    if any(one.settings.get("type") == "OneCycleLR" for one in ones):
        return _one_cycle(config, ones, lr)
    by_iteration = iterations is not None or any(
        one.flag("convert_to_iter_based") or one.settings.get("by_epoch") is False for one in ones
    )
    if iterations is not None and any(one.settings.get("by_epoch", True) for one in ones):
        raise ReadingError("by_epoch=True in a run of max_iters: mmengine never steps that scheduler while it trains")
    mixed = by_iteration and iterations is None
    per = (
        _epoch_length(config, None) if mixed and (epochs or any(o.settings.get("by_epoch", True) for o in ones)) else 1
    )
    end = iterations if iterations is not None else None if epochs is None else epochs * (per if mixed else 1)
    parts = [_Part(one, lr, per, end if iterations is not None else epochs, by_iteration) for one in ones]
    parts.sort(key=lambda part: part.begin)
    for i, part in enumerate(parts):
        for other in parts[i + 1 :]:
            if other.begin < part.end and not {part.kind, other.kind} <= MULTIPLY:
                raise ReadingError(
                    f"{part.kind} and {other.kind} act at the same time: lrcalc reads one after the other"
                )
    return Configured(_fold(lr, parts), "step" if by_iteration else "epoch", end=end)


class _Part:
    """One scheduler, with its beginning and end on the schedule's clock."""

    def __init__(self, one: Configuration, lr: float, per: int, last: int | None, by_iteration: bool) -> None:
        self.kind = one.text("type")
        if self.kind not in RATES:
            raise ReadingError(f"param_scheduler {self.kind!r} is not one of {', '.join(RATES)}, OneCycleLR")
        by_epoch = one.settings.get("by_epoch", True) is not False
        converted = one.flag("convert_to_iter_based")
        self.length = per if by_epoch and by_iteration and not converted else 1  # iterations of one of its steps
        times = per if converted else 1
        begin = one.whole("begin", default=0) * times
        end = one.whole("end")
        if end is None and by_epoch and last is not None:
            end = last
        end = None if end is None or end >= 10**9 else end * times
        if end is None:
            if not by_epoch and by_iteration and last is not None:
                end = last * (1 if per == 1 else per)
            elif self.kind not in ("MultiStepLR", "StepLR", "ExponentialLR"):
                raise ReadingError(f"{self.kind} needs end")
        self.last = None if end is None else max(end - 1, begin)
        self.begin, self.own_begin = begin * self.length, begin
        self.end = float("inf") if end is None else end * self.length
        span = None if end is None else end - begin
        self.names = self._names(one, lr, times, span or 1)
        left = [name for name in one.settings if name not in one.asked | OURS]
        if left:
            raise ReadingError(f"{self.kind}: lrcalc does not know {' or '.join(left)}")

    def _names(self, one: Configuration, lr: float, times: int, span: int) -> dict[str, Any]:
        low = one.number("eta_min", default=0) if self.kind in ("CosineAnnealingLR", "PolyLR") else 0
        match self.kind:
            case "LinearLR":
                start, end = one.number("start_factor", default=1 / 3), one.number("end_factor", default=1.0)
                return {"start": start, "end": end, "t": max(span - 1, 1)}
            case "ConstantLR":
                return {"factor": one.number("factor", default=1 / 3), "t": span - 1}
            case "MultiStepLR":
                milestones = one.get("milestones", default=[])
                if not isinstance(milestones, (list, tuple)) or not all(isinstance(m, int) for m in milestones):
                    raise ReadingError("MultiStepLR: milestones must be whole numbers")
                return {"gamma": one.number("gamma", default=0.1), "milestones": [m * times for m in milestones]}
            case "StepLR":
                size = one.whole("step_size")
                if not size:
                    raise ReadingError("StepLR needs step_size")
                return {"gamma": one.number("gamma", default=0.1), "size": size * times}
            case "ExponentialLR":
                return {"gamma": one.number("gamma", default=0.1)}
            case "CosineAnnealingLR":
                ratio = one.number("eta_min_ratio")
                whole = one.whole("T_max")
                return {"low": low if ratio is None else ratio * lr, "t": span if whole is None else whole * times}
            case "PolyLR":
                return {"low": low, "power": one.number("power", default=1), "t": max(span - 1, 1)}
        return {"t": span}


def _fold(lr: float, parts: list[_Part]) -> Schedule:
    """Return what schedulers make of the rate, one after the other."""
    lines = ["import math", "", "def rate(k):", "    v = lr"]
    names: dict[str, float] = {"lr": lr}
    for part in parts:
        step = f"(k // {part.length})" if part.length != 1 else "k"
        lines.append(f"    if {step} >= {part.own_begin}:")
        until = step if part.last is None else f"min({step}, {part.last})"
        lines.append(f"        n = {until} - {part.own_begin}")
        lines += [f"        {name} = {value!r}" for name, value in part.names.items()]
        lines.append(f"        v = {RATES[part.kind]}")
    return formula("rate(epoch)", "\n".join([*lines, "    return v"]), **names)


def _one_cycle(config: Configuration, ones: list[Configuration], lr: float) -> Configured:
    one = ones[0]
    if len(ones) > 1 or one.flag("convert_to_iter_based"):
        raise ReadingError("OneCycleLR is read alone, with its own total_steps")
    total, top = one.whole("total_steps"), one.number("eta_max")
    if total is None or top is None:
        raise ReadingError("OneCycleLR needs eta_max and total_steps")
    names = one.known("pct_start", "anneal_strategy", "div_factor", "final_div_factor", "three_phase")
    schedule = Reader("torch", lr, config.notes).schedule(
        Call("OneCycleLR", (None, top), {**names, "total_steps": total})
    )
    return Configured(schedule, "epoch" if one.settings.get("by_epoch", True) else "step", end=total)


def _require_length(*lengths: int | None) -> None:
    for length in lengths:
        if length is not None and length < 1:
            raise ReadingError(f"the run's length must be at least 1, not {length}")


def _epoch_length(config: Configuration, batch: int | None) -> int:
    """Return the iterations of an epoch, as OpenMMLab rounds them."""
    samples = config.options.get("samples") or config.need("samples")
    size = config.option("batch_size", batch) or config.need("batch_size")
    return math.ceil(math.ceil(samples / config.devices()) / size)


# --- mmcv ---

KNOWN = {"policy", "warmup", "warmup_iters", "warmup_ratio", "warmup_by_epoch", "by_epoch", "_delete_"}


def _older(config: Configuration) -> Configured:
    """Return the schedule of mmcv's lr_config, whose main curve does not wait for the warm-up."""
    own = config.within(config.table("lr_config"))
    lr = config.within(config.table("optimizer")).rate("lr")
    runner = config.within(config.table("runner"))
    epochs = config.option("epochs", runner.whole("max_epochs", default=config.whole("total_epochs")))
    iterations = runner.whole("max_iters", default=config.whole("total_iters"))
    _require_length(epochs, iterations)
    by_epoch = own.settings.get("by_epoch", True) is not False
    warmup = own.text("warmup") or None
    by_step = warmup is not None or not by_epoch or iterations is not None
    batch = config.within(config.table("data")).whole("samples_per_gpu")
    per = _epoch_length(config, batch) if by_step and iterations is None else 1
    if by_epoch and iterations is not None:
        raise ReadingError("by_epoch=True in a run of max_iters needs the length of an epoch: say by_epoch=False")
    end = iterations if iterations is not None else None if epochs is None else epochs * (per if by_step else 1)
    whole = epochs if by_epoch else end
    p = "(k // per)" if by_epoch and by_step else "k"
    names: dict[str, Any] = {"lr": lr, "per": per}
    lines = ["import math", "", "def regular(k):", f"    p = {p}", *_policy(own, whole, lr), ""]
    lines += ["def rate(k):", "    r = regular(k)"]
    if warmup:
        length = own.whole("warmup_iters", default=0) * (per if own.flag("warmup_by_epoch") else 1)
        q = own.number("warmup_ratio", default=0.1)
        ways = {"constant": "r * q", "linear": "r * (1 - (1 - k / w) * (1 - q))", "exp": "r * q ** (1 - k / w)"}
        if warmup not in ways or length <= 0:
            raise ReadingError(f"warmup={warmup!r} is not one of constant, linear, exp with warmup_iters above 0")
        names |= {"w": length, "q": q}
        lines += [f"    if k < {length}:", f"        return {ways[warmup]}"]
    left = [name for name in own.settings if name not in own.asked | KNOWN]
    if left:
        raise ReadingError(f"lr_config: lrcalc does not know {' or '.join(left)}")
    return Configured(
        formula("rate(epoch)", "\n".join([*lines, "    return r"]), **names), "step" if by_step else "epoch", end=end
    )


def _policy(own: Configuration, whole: int | None, lr: float) -> list[str]:
    policy = own.text("policy")
    if policy == "fixed":
        return ["    return lr"]
    if policy == "step":
        gamma, low, step = own.number("gamma", default=0.1), own.number("min_lr"), own.get("step")
        if isinstance(step, int):
            count = f"p // {step}"
        elif isinstance(step, (list, tuple)) and all(isinstance(one, int) for one in step):
            count = f"len([m for m in {[*step]!r} if m <= p])"
        else:
            raise ReadingError("lr_config: step must be a whole number or a list of them")
        rate = f"lr * {gamma!r} ** ({count})"
        return [f"    return {rate if low is None else f'max({rate}, {low!r})'}"]
    if policy == "exp":
        return [f"    return lr * {own.number('gamma', default=1)!r} ** p"]
    if policy in ("poly", "CosineAnnealing"):
        if whole is None:
            raise ReadingError(f"{policy} needs the run's length: runner with max_epochs or max_iters")
        if policy == "poly":
            power, low = own.number("power", default=1), own.number("min_lr", default=0)
            return [f"    return (lr - {low!r}) * (1 - p / {whole}) ** {power!r} + {low!r}"]
        low, ratio = own.number("min_lr"), own.number("min_lr_ratio")
        if (low is None) == (ratio is None):
            raise ReadingError("CosineAnnealing needs min_lr or min_lr_ratio")
        low = ratio * lr if low is None else low
        return [f"    return {low!r} + 0.5 * (lr - {low!r}) * (math.cos(math.pi * p / {whole}) + 1)"]
    raise ReadingError(f"policy {policy!r} is not one of fixed, step, exp, poly, CosineAnnealing")

"""OpenMMLab's configurations: param_scheduler of mmengine, and lr_config of mmcv before it."""

import math
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Sequence, Warmup
from lrcalc.frameworks.calls import Call, Reader, ReadingError
from lrcalc.frameworks.code import Code, all_whole, call, exact_factor, literal
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula, line, recurrence, warmed_up
from lrcalc.interpreter import Unknown
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
# How a scheduler that is not a factor changes the rate that it finds, from its step n - 1 to n.
CHANGES = {
    "CosineAnnealingLR": (
        "v + (base - low) * (1 - math.cos(math.pi / t)) / 2 if (n - 1 - t) % (2 * t) == 0 else "
        "(1 + math.cos(math.pi * n / t)) / (1 + math.cos(math.pi * (n - 1) / t)) * (v - low) + low"
    ),
    "PolyLR": "(v - low) * (1 - 1 / (t - n + 1)) ** power + low",
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
        size = config.option("batch_size", _batch_of(config)) or config.need("batch_size")
        lr = lr * size * config.devices() / batch
    loop = config.within(config.table("train_cfg"))
    iterations = loop.whole("max_iters")
    epochs = config.option("epochs", loop.whole("max_epochs"))
    _require_length(epochs, iterations)
    listed = config.get("param_scheduler", default=[])
    listed = [*listed] if isinstance(listed, (list, tuple)) else [listed]
    if not config.has("param_scheduler") or not all(isinstance(one, dict) for one in listed):
        raise ReadingError("there is no param_scheduler with the settings of a schedule")
    ones = [config.within({**one, "type": _name(one.get("type"))}) for one in listed]
    ones = [one for one in ones if "Momentum" not in str(one.settings["type"])]
    if any(one.settings.get("type") == "OneCycleLR" for one in ones):
        return _one_cycle(config, ones, lr)
    by_iteration = iterations is not None or any(
        one.flag("convert_to_iter_based") or one.settings.get("by_epoch") is False for one in ones
    )
    if iterations is not None and any(one.settings.get("by_epoch", True) for one in ones):
        ones = _begun(config, ones)
    mixed = by_iteration and iterations is None
    is_open = any(one.settings.get("by_epoch", True) or one.settings.get("end") is None for one in ones)
    if mixed and not is_open and "samples" not in config.options:
        epochs = None  # all ends are iterations, and the length of an epoch is of no use
    per = _epoch_length(config, _batch_of(config)) if mixed and (epochs or is_open) else 1
    end = iterations if iterations is not None else None if epochs is None else epochs * (per if mixed else 1)
    parts = [_Part(one, lr, per, end if iterations is not None else epochs, by_iteration) for one in ones]
    if not parts:
        schedule: Schedule = ours.Constant(lr=lr)
    elif _is_chained(parts):
        schedule = _chained(lr, parts)
    else:
        parts.sort(key=lambda part: part.begin)
        schedule = _in_sequence(lr, parts, end) or _fold(lr, parts)
    return Configured(schedule, "step" if by_iteration else "epoch", end=end)


def _begun(config: Configuration, ones: list[Configuration]) -> list[Configuration]:
    """Return the schedulers of a run of iterations, in which those by epoch are made, and never stepped."""
    config.notes.append("a scheduler by epoch is never stepped by a loop of iterations: the rate stays as it begins")
    factors = {"LinearLR": "start_factor", "ConstantLR": "factor"}
    made = []
    for one in ones:
        kind = one.text("type")
        if not one.settings.get("by_epoch", True):
            made.append(one)
        elif kind in factors and not one.whole("begin", default=0):
            factor = one.number(factors[kind], default=1 / 3)
            level = {
                "type": "LinearLR",
                "start_factor": factor,
                "end_factor": factor,
                "by_epoch": False,
                "end": 10**9 - 1,
            }
            made.append(config.within(level))
    return made


def _batch_of(config: Configuration) -> Any:
    """Return the batch of a device that the configuration's loader has."""
    loader = config.settings.get("train_dataloader")
    return config.within(loader).whole("batch_size") if isinstance(loader, dict) else None


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
            elif self.kind not in ("MultiStepLR", "StepLR", "ExponentialLR") and one.whole("T_max") is None:
                raise ReadingError(f"{self.kind} needs end")
        self.last = None if end is None else max(end - 1, begin)
        self.begin, self.own_begin = begin * self.length, begin
        self.end = float("inf") if end is None else end * self.length
        span = None if end is None else end - begin
        self.names = self._names(one, lr, times, span or 1)
        left = [name for name in one.settings if name not in one.asked | OURS]
        if left:
            raise ReadingError(f"{self.kind}: lrcalc does not know {' or '.join(left)}")

    @property
    def ends_level(self) -> bool:
        """Whether the scheduler has come to its own end when it stops."""
        if self.kind == "CosineAnnealingLR":
            return self.last is not None and self.last - self.own_begin == self.names["t"]
        return self.kind in ("LinearLR", "ConstantLR", "PolyLR")

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


def _name(kind: Any) -> Any:
    """Return the name of a scheduler, which may be given as its class."""
    return kind.texts[-1].rpartition(".")[2] if isinstance(kind, Unknown) else kind


def _is_chained(parts: list[_Part]) -> bool:
    """Tell whether a scheduler that is no factor acts while another does."""
    ordered = sorted(parts, key=lambda part: part.begin)
    return any(
        # Where a ramp ends, the next one begins: its first step changes nothing.
        other.begin < part.end - (part.length if part.kind in ("LinearLR", "QuadraticWarmupLR") else 0)
        and not {part.kind, other.kind} <= MULTIPLY
        for index, part in enumerate(ordered)
        for other in ordered[index + 1 :]
    )


def _chained(lr: float, parts: list[_Part]) -> Schedule:
    """Return schedulers that act at the same time: each changes the rate that the one before it left."""
    lines = ["import math", ""]
    changes = []
    for index, part in enumerate(parts):
        step = f"k // {part.length}" if part.length != 1 else "k"
        when = f"k % {part.length} == 0 and " if part.length != 1 else ""
        names = [f"    {name} = {value!r}" for name, value in {**part.names, "base": lr}.items()]
        own = CHANGES.get(part.kind)
        if own is None:  # a factor: what it is at n, over what it was before
            lines += [f"def factor_{index}(n, v):", *names, f"    return {RATES[part.kind]}", ""]
            own = f"factor_{index}(n, v) / factor_{index}(n - 1, 1.0) if n > 0 else factor_{index}(0, v)"
        else:
            lines += [f"def changed_{index}(n, v):", *names, f"    return {own}", ""]
            own = f"changed_{index}(n, v) if n > 0 else v"
        until = "" if part.last is None else f" <= {part.last - part.own_begin}"
        changes += [f"    n = {step} - {part.own_begin}", f"    if {when}0 <= n{until}:", f"        v = {own}"]
    return recurrence("after(epoch, rate)", lr, "\n".join([*lines, "def after(k, v):", *changes, "    return v"]))


def _in_sequence(lr: float, parts: list[_Part], end: float | None) -> Schedule | None:
    """Return schedulers that follow each other as our own schedules; None where they meet, or are not ours."""
    made: list[tuple[float, Schedule]] = []
    found, reached = lr, 0.0
    for index, part in enumerate(parts):
        runs_out = index == len(parts) - 1 and part.end >= (math.inf if end is None else end)
        own = _own(part, found) if part.length == 1 and part.begin >= reached else None
        if own is None or not (runs_out or part.ends_level):
            return None
        if part.begin and not made:
            made.append((0, ours.Constant(lr=lr)))
        made.append((part.begin, own))
        found = own(part.end) if part.end < math.inf else found
        reached = part.end - 1 if part.kind == "LinearLR" else part.end
    schedules = tuple(schedule for _, schedule in made)
    first = parts[0]
    if len(parts) == 2 and first.kind == "LinearLR" and not first.begin and first.names["t"] == parts[1].begin:  # noqa: PLR2004 - a ramp and more
        return warmed_up(schedules[1], parts[1].begin, schedules[0](0))
    return schedules[0] if len(made) == 1 else Sequence(parts=schedules, switch=tuple(start for start, _ in made[1:]))


def _own(part: _Part, lr: float) -> Schedule | None:
    """Return the schedule of ours that a scheduler is from its begin on, if one is."""
    names = part.names
    if part.kind in ("LinearLR", "ConstantLR", "PolyLR") and part.end - part.begin < 2:  # noqa: PLR2004 - a step and the next
        return None
    match part.kind:
        case "LinearLR":
            return line(lr * names["start"], lr * names["end"], names["t"])
        case "ConstantLR" if names["factor"] > 0:
            return ours.Piecewise(values=(lr * names["factor"], lr), boundaries=(names["t"],))
        case "StepLR" if names["gamma"] > 0:
            return ours.Step(lr=lr, rate=names["gamma"], every=names["size"])
        case "MultiStepLR" if names["gamma"] > 0 and names["milestones"] and min(names["milestones"]) > 0:
            return ours.Multistep(lr=lr, rate=names["gamma"], milestones=tuple(sorted(names["milestones"])))
        case "ExponentialLR" if names["gamma"] > 0:
            return ours.Exponential(lr=lr, rate=names["gamma"])
        case "CosineAnnealingLR" if 0 <= names["low"] < lr:
            return ours.Cosine(lr=lr, lr_min=names["low"], t_max=names["t"], periodic=not part.ends_level)
        case "PolyLR" if 0 <= names["low"] < lr and names["power"] > 0:
            return ours.Polynomial(lr=lr, lr_end=names["low"], max_epochs=names["t"], power=names["power"])
    return None


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


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return the param_scheduler for a schedule, where mmengine has one."""
    if not isinstance(schedule, Warmup):
        made = _part(schedule, 0)
        return None if made is None else Code(f"param_scheduler = [{made[1]}]", made[0])
    drops = isinstance(schedule.schedule, (ours.Step, ours.Multistep))  # at epochs of the training's clock, as here
    made = _part(schedule.schedule, 0) if drops else _part(schedule.behind, schedule.warmup)
    start = exact_factor(schedule.warmup_lr, made[0]) if made else None
    if made is None or not start or start > 1 or not all_whole(schedule.warmup):
        return None
    ramp = _dict("LinearLR", begin=0, end=schedule.warmup + 1, start_factor=start)
    return Code(f"param_scheduler = [{', '.join(filter(None, [ramp, made[1]]))}]", made[0])


def _part(schedule: Schedule, begin: float) -> tuple[float, str] | None:
    """Return the optimizer's rate and the dict for a schedule that stands alone, or behind a warm-up."""
    match schedule:
        case ours.Constant(lr=lr, until=0):
            return lr, ""
        case ours.Step(lr=lr, rate=rate, every=every, smooth=False, lr_min=0) if all_whole(every):
            return lr, _dict("StepLR", begin=begin, step_size=every, gamma=rate)
        case ours.Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0) if all_whole(*milestones):
            return lr, _dict("MultiStepLR", begin=begin, milestones=milestones, gamma=rate)
        case ours.Exponential(lr=lr, rate=rate, every=1, lr_min=0):
            return lr, _dict("ExponentialLR", begin=begin, gamma=rate)
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, exponent=1, k_decay=1) if all_whole(t_max):
            end = None if schedule.periodic else begin + t_max + 1  # behind its end the rate stays
            return lr, _dict("CosineAnnealingLR", begin=begin, end=end, T_max=t_max, eta_min=low)
        case ours.Linear(lr=lr, lr_end=last, over=over) if all_whole(over):
            top = max(lr, last)
            start, end = exact_factor(lr, top), exact_factor(last, top)
            if start and end is not None:
                return top, _dict("LinearLR", begin=begin, end=begin + over + 1, start_factor=start, end_factor=end)
        case ours.Polynomial(lr=lr, lr_end=low, max_epochs=epochs, power=power, cycle=False, k_decay=1) if (
            all_whole(epochs) and low < lr
        ):
            return lr, _dict("PolyLR", begin=begin, end=begin + epochs + 1, power=power, eta_min=low)
    return None


def _dict(kind: str, *, begin: float, end: float | None = None, **words: Any) -> str:
    """Return the dict of a scheduler, as people write it."""
    return call("dict", **{"type": kind, "begin": begin, "end": end, **words}).call


def program(code: Code) -> list[str]:
    """Return the lines of a configuration with a param_scheduler."""
    return [f"optim_wrapper = dict(optimizer=dict(type='SGD', lr={literal(code.lr)}))", code.call]


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
    if policy == "inv":
        gamma, power = own.number("gamma"), own.number("power", default=1)
        if gamma is None:
            raise ReadingError("policy inv needs gamma")
        return [f"    return lr * (1 + {gamma!r} * p) ** (-{power!r})"]
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
    raise ReadingError(f"policy {policy!r} is not one of fixed, step, exp, poly, inv, CosineAnnealing")

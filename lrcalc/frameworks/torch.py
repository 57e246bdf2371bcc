"""PyTorch: torch.optim.lr_scheduler."""

import math
from typing import Any

from lrcalc import schedules as ours
from lrcalc.compose import Product, Sequence
from lrcalc.frameworks.calls import Call, Past, Reader, ReadingError
from lrcalc.frameworks.code import FUNCTION, Code, all_whole, call, exact_factor, literal
from lrcalc.frameworks.pieces import formula, level, line, recurrence
from lrcalc.schedule import Schedule

OVERWRITE = {"OneCycleLR", "CyclicLR", "SequentialLR", "ChainedScheduler"}  # what was before them, in a SequentialLR
DIRECT = {"LambdaLR", "CosineAnnealingWarmRestarts"}  # whose rate does not depend on the one before
MULTIPLY = {"StepLR", "MultiStepLR", "ConstantLR", "LinearLR", "ExponentialLR", "PolynomialLR", "CosineAnnealingLR"}


def StepLR(read: Reader, optimizer: Any, step_size: float, gamma: float = 0.1, last_epoch: int = -1) -> Schedule:
    if step_size == 0:
        raise ReadingError("StepLR(step_size=0): PyTorch raises ZeroDivisionError at the first step")
    every, _ = abs(step_size).as_integer_ratio()  # of the double itself: 2.4 is no fifth of 12
    if every != abs(step_size):
        multiples = f"exact multiples of step_size = {step_size}: every {every} epochs"
        read.note(f"StepLR drops only at epochs that are {multiples}")
    if gamma <= 0:
        return formula("lr * gamma ** (epoch // step_size)", lr=read.lr, gamma=gamma, step_size=every)
    return ours.Step(lr=read.lr, rate=gamma, every=every)


def MultiStepLR(
    read: Reader, optimizer: Any, milestones: list[float], gamma: float = 0.1, last_epoch: int = -1
) -> Schedule:
    if not all(map(all_whole, milestones)):
        read.note("MultiStepLR never reaches a milestone that is not a whole epoch: lrcalc leaves it out")
    whole = sorted(filter(all_whole, milestones))
    if gamma <= 0:
        return formula(f"lr * gamma ** sum([epoch >= m for m in {whole}])", lr=read.lr, gamma=gamma)
    return ours.Multistep(lr=read.lr, rate=gamma, milestones=tuple(whole))


def ConstantLR(
    read: Reader, optimizer: Any, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1
) -> Schedule:
    if not 0 <= factor <= 1:
        raise _raised("ConstantLR", "Constant multiplicative factor expected to be between 0 and 1.")
    if total_iters <= 0 or not all_whole(total_iters):
        read.note(
            f"with total_iters={total_iters:g} ConstantLR stays at lr · factor for ever; lr = {read.lr:g} was probably meant"
        )
        return level(read.lr * factor, beside=read.lr)
    if factor == 0:
        raise ReadingError(f"ConstantLR(factor=0): PyTorch raises ZeroDivisionError at step {total_iters:g}")
    if factor == 1:
        return ours.Constant(lr=read.lr)
    return ours.Piecewise(values=(read.lr * factor, read.lr), boundaries=(total_iters,))


def LinearLR(
    read: Reader,
    optimizer: Any,
    start_factor: float = 1 / 3,
    end_factor: float = 1.0,
    total_iters: int = 5,
    last_epoch: int = -1,
) -> Schedule:
    if not 0 < start_factor <= 1:
        raise _raised(
            "LinearLR", "Starting multiplicative factor expected to be greater than 0 and less or equal to 1."
        )
    if not 0 <= end_factor <= 1:
        raise _raised("LinearLR", "Ending multiplicative factor expected to be between 0 and 1.")
    if total_iters < 1:
        read.note(
            f"with total_iters={total_iters:g} LinearLR stays at lr · start_factor for ever; "
            f"its end, {read.lr * end_factor:g}, was probably meant"
        )
        return ours.Constant(lr=read.lr * start_factor)
    if not all_whole(total_iters):
        read.note(f"LinearLR stops short of its end, at epoch {math.floor(total_iters)} of {total_iters:g}")
        factor = "start_factor + (end_factor - start_factor) * min(epoch, floor(total_iters)) / total_iters"
        return formula(
            f"lr * ({factor})", lr=read.lr, start_factor=start_factor, end_factor=end_factor, total_iters=total_iters
        )
    return line(read.lr * start_factor, read.lr * end_factor, total_iters)


def ExponentialLR(read: Reader, optimizer: Any, gamma: float, last_epoch: int = -1) -> Schedule:
    if gamma <= 0:
        return formula("lr * gamma ** epoch", lr=read.lr, gamma=gamma)
    return ours.Exponential(lr=read.lr, rate=gamma)


def PolynomialLR(
    read: Reader, optimizer: Any, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1
) -> Schedule:
    if total_iters < 1 or power == 0:
        return ours.Constant(lr=read.lr)
    if not all_whole(total_iters):
        read.note(f"PolynomialLR stops short of its end, at epoch {math.floor(total_iters)} of {total_iters:g}")
        shape = "(1 - min(epoch, floor(total_iters)) / total_iters) ** power"
        return formula(f"lr * {shape}", lr=read.lr, total_iters=total_iters, power=power)
    return ours.Polynomial(lr=read.lr, max_epochs=total_iters, power=power)


def CosineAnnealingLR(
    read: Reader, optimizer: Any, T_max: float, eta_min: float = 0.0, last_epoch: int = -1
) -> Schedule:
    if T_max == 0:
        raise ReadingError("CosineAnnealingLR(T_max=0): PyTorch raises ZeroDivisionError at the first step")
    if not 0 <= eta_min <= read.lr:
        _note_floor(read, eta_min)
        return formula(
            "eta_min + (lr - eta_min) * (1 + cos(pi * epoch / T_max)) / 2",
            lr=read.lr,
            eta_min=eta_min,
            T_max=abs(T_max),
        )
    return ours.Cosine(lr=read.lr, lr_min=eta_min, t_max=abs(T_max), periodic=True)


def _note_floor(read: Reader, eta_min: float) -> None:
    if eta_min > read.lr:
        read.note(f"eta_min = {eta_min:g} is above lr = {read.lr:g}: the rate rises to it")


def _raised(name: str, message: str, kind: str = "ValueError") -> ReadingError:
    """Return the error of a call at which PyTorch raises an exception."""
    return ReadingError(f"{name}: PyTorch raises {kind}, {message.rstrip('.')}")


def CosineAnnealingWarmRestarts(
    read: Reader, optimizer: Any, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
) -> Schedule:
    if T_0 <= 0 or not isinstance(T_0, int):
        raise _raised("CosineAnnealingWarmRestarts", f"Expected positive integer T_0, but got {T_0}")
    if T_mult < 1 or not isinstance(T_mult, int):
        raise _raised("CosineAnnealingWarmRestarts", f"Expected integer T_mult >= 1, but got {T_mult}")
    if not 0 <= eta_min <= read.lr:
        _note_floor(read, eta_min)
        return formula("restarted(epoch)", RESTARTED, lr=read.lr, eta_min=eta_min, T_0=T_0, T_mult=T_mult)
    return ours.CosineRestarts(lr=read.lr, lr_min=eta_min, t_0=T_0, t_mult=T_mult)


RESTARTED = """import math

def restarted(epoch):
    length = T_0
    while epoch >= length:
        epoch, length = epoch - length, length * T_mult
    return eta_min + (lr - eta_min) * (1 + math.cos(math.pi * epoch / length)) / 2"""


def CyclicLR(
    read: Reader, optimizer: Any, base_lr: float, max_lr: float, step_size_up: float = 2000, step_size_down: float | None = None,
    mode: str = "triangular", gamma: float = 1.0, scale_fn: Any = None, scale_mode: str = "cycle",
    cycle_momentum: bool = True, base_momentum: float = 0.8, max_momentum: float = 0.9, last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    if scale_fn is not None:
        raise ReadingError("CyclicLR with scale_fn depends on a function")
    shape: Any = mode.replace("_", "-")
    return ours.Cyclic(lr=base_lr, lr_max=max_lr, up=step_size_up, down=step_size_down, mode=shape, rate=gamma)


def OneCycleLR(
    read: Reader, optimizer: Any, max_lr: float | list[float], total_steps: int | None = None, epochs: int | None = None,
    steps_per_epoch: int | None = None, pct_start: float = 0.3, anneal_strategy: Any = "cos",
    cycle_momentum: bool = True, base_momentum: float = 0.85, max_momentum: float = 0.95,
    div_factor: float = 25.0, final_div_factor: float = 1e4, three_phase: bool = False, last_epoch: int = -1,
) -> Schedule:  # fmt: skip
    total = total_steps if total_steps is not None else epochs * steps_per_epoch if epochs and steps_per_epoch else None
    if total is None:
        raise ReadingError("OneCycleLR needs total_steps, or epochs and steps_per_epoch")
    if isinstance(pct_start, int) or not 0 <= pct_start <= 1:
        raise _raised("OneCycleLR", f"Expected float between 0 and 1 pct_start, but got {pct_start}")
    if pct_start * total == 1:
        raise _raised("OneCycleLR", f"pct_start · total_steps = {pct_start:g} · {total} is 1", "ZeroDivisionError")
    peak: float = _first(read, max_lr)
    if pct_start == 1:
        read.note("with pct_start=1 the rate only rises")
        wave = "(1 - cos(pi * x)) / 2" if anneal_strategy == "cos" else "x"
        shape = wave.replace("x", "min(epoch / (total - 1), 1)")
        return formula(f"first + (max_lr - first) * {shape}", first=peak / div_factor, max_lr=peak, total=total)
    whole = ours.OneCycle(
        lr_max=peak, total=total, pct_start=pct_start, div=div_factor, final_div=final_div_factor,
        anneal=anneal_strategy, three_phase=three_phase,
    )  # fmt: skip
    read.past = Past(
        total - 1,
        Sequence(parts=(whole, level(_past_the_end(whole))), switch=(total,)),
        f"OneCycleLR has {total} steps, 0 to {total - 1}: its rate at step {total} is past the end, and at step "
        f"{total + 1} PyTorch raises ValueError",
    )
    return whole


def _past_the_end(cycle: "ours.OneCycle") -> float:
    """Return PyTorch's rate one step past the end, where the last phase goes on."""
    begin = (2 if cycle.three_phase else 1) * (cycle.pct_start * cycle.total - 1)
    part = (cycle.total - begin) / (cycle.total - 1 - begin)
    low = cycle.lr_max / cycle.div
    start, end = low if cycle.three_phase else cycle.lr_max, low / cycle.final_div
    if cycle.anneal == "linear":
        return start + (end - start) * part
    return end + (start - end) / 2 * (1 + math.cos(math.pi * part))


def SequentialLR(
    read: Reader, optimizer: Any, schedulers: list[Any], milestones: list[float], last_epoch: int = -1
) -> Schedule:
    for index, inner in enumerate(schedulers):
        name = inner.name if isinstance(inner, Call) else ""
        if index and name in ("SequentialLR", "ChainedScheduler"):
            raise _raised("SequentialLR", f"a {name} cannot be stepped to epoch 0", "NotImplementedError")
        if name == "SequentialLR" and len(schedulers) > 1:
            schedulers = [_early(read, inner), *schedulers[1:]]
    if len(schedulers) > 1 and any(
        isinstance(call, Call) and call.name in ("OneCycleLR", "CyclicLR") for call in schedulers
    ):
        raise ReadingError(
            "SequentialLR cannot hold OneCycleLR or CyclicLR: they rewrite the learning rate that the others start from"
        )
    if any(milestone < 0 for milestone in milestones):
        raise ReadingError(f"SequentialLR: milestones must be 0 or greater, not {min(milestones):g}")
    switch = tuple(m if all_whole(m) else math.ceil(m) for m in milestones)
    parts: list[Schedule] = []
    for inner, milestone, start in zip(schedulers, (0, *milestones), (0, *switch), strict=False):
        if not start:  # it begins as if it were alone
            parts.append(read.schedule(inner))
        elif milestone != start or (isinstance(inner, Call) and inner.name == "MultiplicativeLR"):
            parts.append(_going_on(read, inner, milestone, parts, switch))
        else:
            parts.append(_later(read, inner))
    return Sequence(parts=tuple(parts), switch=switch)


def _going_on(
    read: Reader, call: object, milestone: float, parts: list[Schedule], switch: tuple[float, ...]
) -> Schedule:
    """Return the part of a SequentialLR that begins with the rate that it finds, for PyTorch does not reset it there."""
    if isinstance(call, Call) and call.name in DIRECT:
        return read.schedule(call)
    start = math.ceil(milestone)
    before = Sequence(parts=tuple(parts), switch=switch[: len(parts) - 1]) if len(parts) > 1 else parts[0]
    found = before(start - 1)
    if isinstance(call, Call) and call.name == "MultiplicativeLR":
        read.note(f"in a SequentialLR MultiplicativeLR goes on from the rate {found:g} that it finds at {milestone:g}")
        words = dict(zip(("optimizer", "lr_lambda"), call.arguments, strict=False)) | call.keywords
        return read.function("rate * {f}(epoch)", _first(read, words.get("lr_lambda")), rate=found)
    part = read.schedule(call, lr=found)
    read.note(
        f"SequentialLR never reaches milestone {milestone:g}, which is not whole: the next scheduler goes on from the "
        f"rate {found:g} of epoch {start - 1}; int(…) around it was probably meant"
    )
    match part:  # what changes the rate from its epoch -1 to 0, as the next ones do from 0 to 1
        case ours.Exponential(rate=rate):
            return ours.Exponential(lr=found * rate, rate=rate)
        case ours.Polynomial(max_epochs=epochs, power=power):
            return ours.Polynomial(lr=found / (1 + 1 / epochs) ** power, max_epochs=epochs, power=power)
        case ours.Cosine():
            lines = ["import math", "", "def cosine(epoch, rate):", *_cosine(part, read.lr), "    return rate"]
            return recurrence("cosine(epoch, rate)", found, "\n".join(lines))
        case ours.Step() | ours.Multistep() | ours.Piecewise() | ours.Linear() | ours.Constant():
            return part
    raise ReadingError(
        f"SequentialLR never reaches milestone {milestone:g}, which is not whole: the next scheduler then goes on from "
        "where the last one stopped, not from its own start; write int(…) around it"
    )


def _later(read: Reader, call: object) -> Schedule:
    """Return a later part of a SequentialLR, which PyTorch starts by its closed form: none is left of 0 iterations."""
    if isinstance(call, Call) and call.name in ("ConstantLR", "LinearLR"):
        place = {"ConstantLR": 2, "LinearLR": 3}[call.name]
        iterations = call.keywords.get("total_iters", call.arguments[place] if len(call.arguments) > place else 5)
        if iterations == 0 and call.name == "LinearLR":
            raise _raised("SequentialLR", "LinearLR divides by total_iters, which is 0", "ZeroDivisionError")
        if iterations == 0:
            return ours.Constant(lr=read.lr)
    return read.schedule(call)


def _early(read: Reader, call: Call) -> Call:
    """Return a SequentialLR as it is within another: its clock is an epoch ahead."""
    words = dict(zip(("optimizer", "schedulers", "milestones"), call.arguments, strict=False)) | call.keywords
    milestones: Any = words.get("milestones")
    inner = words.get("schedulers")
    plain = isinstance(milestones, list) and all(isinstance(m, (int, float)) for m in milestones)
    if not plain or not isinstance(inner, list) or any(isinstance(i, Call) and i.name == "SequentialLR" for i in inner):
        raise ReadingError("a SequentialLR within a SequentialLR within another is not read: write it as one")
    read.note("in PyTorch a SequentialLR within a SequentialLR switches an epoch early; written as one it would not")
    return Call("SequentialLR", (), {**words, "milestones": [m - 1 for m in milestones]})


def ChainedScheduler(read: Reader, schedulers: list[Any], optimizer: Any = None) -> Schedule:
    parts: list[Schedule] = []
    for index, inner in enumerate(schedulers):
        if not isinstance(inner, Call) or inner.name not in MULTIPLY:
            raise ReadingError(
                "ChainedScheduler is a product only of schedulers that multiply, such as StepLR; others overwrite the rate"
            )
        parts.append(read.schedule(inner, lr=read.lr if index == 0 or inner.name == "CosineAnnealingLR" else 1.0))
    if any(isinstance(inner, Call) and inner.name == "CosineAnnealingLR" for inner in schedulers) and len(parts) > 1:
        read.note("in a ChainedScheduler CosineAnnealingLR changes the rate that it finds: past T_max it adds to it")
        return _recurrence(read, parts)
    return Product(parts=tuple(parts))


def _recurrence(read: Reader, parts: list[Schedule]) -> Schedule:
    """Return chained schedulers as PyTorch computes them: each changes the rate that the one before it left."""
    lines = ["def chained(epoch, rate):", "    if epoch == 0:"]
    first = [
        f"rate * {part(0) / (read.lr if index == 0 else 1.0)!r}"
        for index, part in enumerate(parts)
        if not isinstance(part, ours.Cosine)
    ]
    lines += [f"        rate = {change}" for change in first] + ["        return rate"]
    for index, part in enumerate(parts):
        if isinstance(part, ours.Cosine):
            lines += _cosine(part, read.lr)
        else:
            name = f"part_{index}"
            lines = [f"def {name}(epoch):", *(f"    {line}" for line in _lines(part)), "", *lines]
            lines.append(f"    rate = rate * ({name}(epoch) / {name}(epoch - 1)) if {name}(epoch - 1) else rate")
    definitions = "import math\n\n" + "\n".join([*lines, "    return rate"])
    return recurrence("chained(epoch, rate)", read.lr, definitions)


def _cosine(part: "ours.Cosine", base: float) -> list[str]:
    """Return the lines that change a rate as CosineAnnealingLR does, from the epoch before."""
    t, low = part.t_max, part.lr_min
    return [
        f"    if (epoch - 1 - {t!r}) % (2 * {t!r}) == 0:",
        f"        rate = rate + ({base!r} - {low!r}) * (1 - math.cos(math.pi / {t!r})) / 2",
        "    else:",
        f"        here, before = math.cos(math.pi * epoch / {t!r}), math.cos(math.pi * (epoch - 1) / {t!r})",
        f"        rate = (1 + here) / (1 + before) * (rate - {low!r}) + {low!r}",
    ]


def _lines(part: Schedule) -> list[str]:
    """Return the lines of a function that is a scheduler's factor."""
    match part:
        case ours.Step(rate=rate, every=every):
            return [f"return {rate!r} ** (epoch // {every!r})"]
        case ours.Multistep(rate=rate, milestones=milestones):
            return [f"return {rate!r} ** sum([epoch >= m for m in {list(milestones)}])"]
        case ours.Exponential(rate=rate):
            return [f"return {rate!r} ** epoch"]
        case ours.Piecewise(values=(first, last), boundaries=(boundary,)):
            return [f"return {first!r} if epoch < {boundary!r} else {last!r}"]
        case ours.Linear(lr=lr, lr_end=end, over=over):
            return [f"return {lr!r} + ({end - lr!r}) * min(epoch, {over!r}) / {over!r}"]
        case ours.Polynomial(lr=lr, max_epochs=epochs, power=power):
            return [f"return {lr!r} * (1 - min(epoch, {epochs!r}) / {epochs!r}) ** {power!r}"]
        case ours.Constant():
            return ["return 1.0"]
    raise ReadingError("a ChainedScheduler of these schedulers is not a product")


def LambdaLR(read: Reader, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> Schedule:
    return read.function("{lr} * {f}(epoch)", _first(read, lr_lambda), lr=read.lr)


def MultiplicativeLR(read: Reader, optimizer: Any, lr_lambda: Any, last_epoch: int = -1) -> Schedule:
    return read.function("rate * {f}(epoch) if epoch > 0 else rate", _first(read, lr_lambda), rate=read.lr)


def _first(read: Reader, functions: Any) -> Any:
    if not isinstance(functions, list):
        return functions
    if len(functions) > 1:
        read.note("each group of parameters has a function of its own: lrcalc shows the first")
    return functions[0] if functions else None


def ReduceLROnPlateau(read: Reader, *_: Any, **__: Any) -> Schedule:
    raise ReadingError("ReduceLROnPlateau depends on a metric, which no text has")


# --- writing ---


def write(schedule: Schedule) -> Code | None:
    """Return PyTorch's own scheduler for a schedule, where it has one."""
    match schedule:
        case ours.Step(lr=lr, rate=rate, every=every, smooth=False, lr_min=0) if all_whole(every):
            return call("StepLR", "optimizer", step_size=every, gamma=rate, lr=lr)
        case ours.Multistep(lr=lr, rate=rate, milestones=milestones, lr_min=0) if all_whole(*milestones):
            return call("MultiStepLR", "optimizer", milestones=milestones, gamma=rate, lr=lr)
        case ours.Constant(lr=lr, factor=factor, until=until) if all_whole(until) and factor <= 1:
            plain = until == 0 or factor == 1
            return call(
                "ConstantLR", "optimizer", factor=1.0 if plain else factor, total_iters=1 if plain else until, lr=lr
            )
        case ours.Piecewise(values=(first, lr), boundaries=(boundary,)) if (
            all_whole(boundary) and 0 < first < lr and exact_factor(first, lr)
        ):
            return call("ConstantLR", "optimizer", factor=exact_factor(first, lr), total_iters=boundary, lr=lr)
        case ours.Linear(lr=lr, lr_end=end, over=over) if (
            all_whole(over) and lr > 0 and exact_factor(min(lr, end), max(lr, end)) is not None
        ):
            top = max(lr, end)
            factors = {"start_factor": exact_factor(lr, top), "end_factor": exact_factor(end, top)}
            return call("LinearLR", "optimizer", **factors, total_iters=over, lr=top)
        case ours.Exponential(lr=lr, rate=rate, every=1, lr_min=0):
            return call("ExponentialLR", "optimizer", gamma=rate, lr=lr)
        case ours.Polynomial(lr=lr, max_epochs=epochs, power=power, lr_end=0, cycle=False, k_decay=1) if all_whole(
            epochs
        ):
            return call("PolynomialLR", "optimizer", total_iters=epochs, power=power, lr=lr)
        case ours.Cosine(lr=lr, lr_min=low, t_max=t_max, periodic=True, exponent=1, k_decay=1):
            return call("CosineAnnealingLR", "optimizer", T_max=t_max, eta_min=low, lr=lr)
        case ours.CosineRestarts(lr=lr, lr_min=low, t_0=t_0, t_mult=mult, decay=1, cycles=None) if all_whole(t_0, mult):
            return call("CosineAnnealingWarmRestarts", "optimizer", T_0=t_0, T_mult=mult, eta_min=low, lr=lr)
        case ours.Cyclic(lr=low, lr_max=high, up=up, down=down, mode=mode, rate=rate):
            return call(
                "CyclicLR", "optimizer", base_lr=low, max_lr=high, step_size_up=up, step_size_down=down,
                mode=mode.replace("-", "_"), gamma=rate, cycle_momentum=False, lr=high,
            )  # fmt: skip
        case ours.OneCycle():
            return call(
                "OneCycleLR", "optimizer", max_lr=schedule.lr_max, total_steps=schedule.total, pct_start=schedule.pct_start,
                anneal_strategy=schedule.anneal, cycle_momentum=False, div_factor=schedule.div,
                final_div_factor=schedule.final_div, three_phase=schedule.three_phase, lr=schedule.lr_max,
            )  # fmt: skip
        case Sequence(parts=parts, switch=switch):
            return _in_sequence([write(part) for part in parts], list(switch))
        case Product(parts=parts):
            return _chained([write(part) for part in parts])
    return None


def _in_sequence(codes: list[Code | None], switch: list[float]) -> Code | None:
    inner = [code for code in codes if code and code.names[0] not in OVERWRITE]
    if len(inner) < len(codes) or len({code.lr for code in inner}) > 1 or not all_whole(*switch):
        return None
    own = call("SequentialLR", "optimizer", schedulers=inner, milestones=switch)
    return Code(own.call, inner[0].lr, own.names + tuple(name for code in inner for name in code.names))


def _chained(codes: list[Code | None]) -> Code | None:
    # Past T_max PyTorch's cosine adds instead of multiplying, even below 0: the formula is right everywhere.
    inner = [code for code in codes if code and code.names[0] in MULTIPLY - {"CosineAnnealingLR"}]
    if len(inner) < len(codes) or any(code.lr != 1 for code in inner[1:]):
        return None
    own = call("ChainedScheduler", literal(inner))
    return Code(own.call, inner[0].lr, own.names + tuple(name for code in inner for name in code.names))


def program(code: Code) -> list[str]:
    """Return the lines of a program with a scheduler."""
    return torch_program(code, f"from torch.optim.lr_scheduler import {', '.join(sorted(set(code.names)))}")


def torch_program(code: Code, imports: str) -> list[str]:
    """Return the lines of a program with a scheduler of a PyTorch optimizer."""
    return ["import torch", imports, "", *_optimizer(code.lr or 1.0), f"scheduler = {code.call}"]


def _optimizer(lr: float) -> list[str]:
    return [
        "weights = [torch.nn.Parameter(torch.zeros(1))]  # model.parameters()",
        f"optimizer = torch.optim.SGD(weights, lr={literal(lr)})",
    ]


def general(imports: list[str], function: list[str]) -> list[str]:
    """Return the lines of a program with the formula in a LambdaLR."""
    return [
        *sorted([*imports, "import torch"]),
        "",
        "",
        *function,
        "",
        "",
        *_optimizer(1.0),
        f"scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, {FUNCTION})",
    ]

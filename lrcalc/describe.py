"""The words of a schedule: its formula, working, legend, details and remarks.

A strategy declares its formula and its remark; what a composition says is made here, of what its
parts say.
"""

import math
from collections.abc import Sequence as Several
from typing import Any

from lrcalc.compose import Composition, Product, Sequence, Shift, Warmup, ends_of
from lrcalc.schedule import Schedule
from lrcalc.values import pretty


def formula(schedule: Schedule, time: str = "epoch") -> str:
    """Return a schedule's formula in its names; ``time`` is what its epoch is called.

    >>> from lrcalc import Exponential
    >>> formula(Exponential(lr=0.1, rate=0.95))
    'lr · rate^epoch'
    """
    match schedule:
        case Warmup():
            own = f"({time} − warmup)" if schedule.delay else time
            ends = {name: f"({name} − warmup)" for name in ends_of(schedule.schedule)}
            return _in_names(schedule.schedule, own, **ends)
        case Sequence():
            later = [
                f"from {pretty(start)} {part.name}({time} − {pretty(start)})"
                for part, start in zip(schedule.parts[1:], schedule.switch, strict=True)
            ]
            return ", ".join([f"{schedule.parts[0].name}({time})", *later])
        case Product():
            return " · ".join(f"{part.name}({time})" for part in schedule.parts)
        case Shift(by=by, backwards=backwards):
            return formula(schedule.part, f"({pretty(by)} − {time})" if backwards else f"({time} + {pretty(by)})")
    return _in_names(schedule, time)


def working(schedule: Schedule, epoch: float) -> str:
    """Return the formula that holds at an epoch, with its numbers.

    >>> from lrcalc import Exponential
    >>> working(Exponential(lr=0.1, rate=0.95), 10)
    '0.1 · 0.95^10'
    """
    match schedule:
        case Warmup(warmup=warmup, delay=delay) if epoch >= warmup and delay:
            behind = {name: f"({_number(end)} − {_number(warmup)})" for name, end in ends_of(schedule.schedule).items()}
            return _in_numbers(schedule.rest, epoch - warmup, epoch=f"({_number(epoch)} − {_number(warmup)})", **behind)
        case Warmup(warmup=warmup) if epoch >= warmup:
            return working(schedule.rest, epoch)
        case Sequence():
            part, start = schedule.part_at(epoch)
            return working(part, epoch - start)
        case Product():
            return " · ".join(f"({working(part, epoch)})" for part in schedule.parts)
        case Shift():
            return working(schedule.part, schedule.own_epoch(epoch))
    return _in_numbers(schedule, epoch)


def _in_numbers(schedule: Schedule, at: float, **shown: str) -> str:
    """Return the formula that holds at an epoch of a schedule's clock; ``shown`` are numbers as they are to stand."""
    text = schedule.formula_at(at)
    terms = schedule.terms(at) if any(f"{{{symbol}}}" in text for symbol in schedule.symbols) else {}
    numbers = {name: getattr(schedule, name) for name in schedule.parameters} | terms | {"epoch": at}
    return text.format_map({name: _number(value) for name, value in numbers.items()} | shown)


def derivation(schedule: Schedule, unknown: str, epoch: float, target: float) -> tuple[str, str] | None:
    """Return the formula turned round to an unknown, in its names and with its numbers; None where it is not by hand.

    >>> from lrcalc import Exponential
    >>> derivation(Exponential(lr=0.1, rate=0.5), "rate", 2, 0.025)
    ('(target / lr)^(every / epoch)', '(0.025 / 0.1)^(1 / 2)')
    """
    own, delay = (schedule.schedule, schedule.delay) if isinstance(schedule, Warmup) else (schedule, 0.0)
    if isinstance(schedule, Warmup) and epoch < schedule.warmup:
        return None
    text = own.inverses.get(unknown)
    if text is None:
        return None
    names = {name: name for name in (*own.parameters, *own.symbols, "epoch", "target")}
    try:
        terms = own.terms(epoch - delay) if own.symbols else {}
    except OverflowError:  # of a name that another form of the formula has
        return None
    values = {name: getattr(own, name) for name in own.parameters} | terms | {"epoch": epoch, "target": target}
    numbers = {name: _number(value) for name, value in values.items()}
    if delay:
        for name in ("epoch", *ends_of(own)):
            names[name] = f"({name} − warmup)"
            numbers[name] = f"({numbers[name]} − {_number(delay)})"
        if unknown in ("epoch", *ends_of(own)):
            return f"warmup + {text.format_map(names)}", f"{_number(delay)} + {text.format_map(numbers)}"
    return text.format_map(names), text.format_map(numbers).removesuffix(" · 1")


def legend(schedule: Schedule, time: str = "epoch") -> list[str]:
    """Return a schedule's formulas, and a line for each name in them; ``time`` is what its epoch is called."""
    match schedule:
        case Sequence():
            return [
                line
                for part, start in zip(schedule.parts, schedule.starts, strict=True)
                for line in (f"from epoch {pretty(start)}, on its own clock: {part.name}", *legend(part))
            ]
        case Product():
            return [line for part in schedule.parts for line in (part.name, *legend(part))]
        case Shift(by=by, backwards=backwards):
            time = f"{pretty(by)} − epoch, at least 0" if backwards else f"epoch + {pretty(by)}"
            return [f"on the clock {time}: {schedule.part.name}", *legend(schedule.part)]
    formulas = [f"lr(epoch) = {formula(schedule, time)}"]
    if isinstance(schedule, Warmup):
        formulas.append(f"before epoch {pretty(schedule.warmup)}: {_in_names(schedule, 'epoch')}")
    words = "".join(c if c.isalnum() or c == "_" else " " for c in " ".join(formulas)).split()
    meanings = {name: text.rstrip(".") for name, text in _meanings(schedule).items() if name in words}
    return [*formulas, *(f"  {name}: {text}" for name, text in meanings.items())]


def details(schedule: Schedule, clock: str = "epoch") -> list[str]:
    """Return a schedule's settings in lines for people; ``clock`` is what it counts."""
    match schedule:
        case Warmup(warmup=warmup, warmup_lr=first):
            ramp = f"warm-up: {pretty(first)} to {pretty(schedule.rest(0))}, complete at {clock} {pretty(warmup)}"
            end = schedule.horizon
            until = (
                "" if end is None or not math.isfinite(end) else f"; the schedule ends at {clock} {pretty(float(end))}"
            )
            return [*details(schedule.schedule), ramp + until]
        case Sequence():
            return [
                f"from epoch {pretty(start)}: {in_brief(part)}"
                for part, start in zip(schedule.parts, schedule.starts, strict=True)
            ]
        case Product():
            return [in_brief(part) for part in schedule.parts]
        case Shift(by=by, backwards=backwards):
            way = "backwards from its" if backwards else "from its"
            return [in_brief(schedule.part), f"{way} epoch {pretty(by)}"]
        case Schedule(strategy="formula", settings={"names": names}):
            return [", ".join(f"{name} = {pretty(value)}" for name, value in names.items())] if names else []
    return [", ".join(f"{name} = {pretty(value)}" for name, value in schedule.settings.items())]


def in_brief(schedule: Schedule) -> str:
    """Return a schedule's name and details in one line."""
    return f"{schedule.name}: {'; '.join(details(schedule))}"


def remarks(schedule: Schedule, last: float) -> list[str]:
    """Return what a reader of epochs 0 to ``last`` should know."""
    match schedule:
        case Warmup(warmup=warmup):
            first = pretty(schedule.rest(0))
            try:
                reached = pretty(schedule(warmup))
            except OverflowError:  # behind the rows that are asked for
                reached = "more than a double holds"
            met = f"at epoch {pretty(warmup)}, where it ends, the schedule has come to {reached}"
            skips = [f"the warm-up leads to {first}, but {met}"] if first != reached else []
            own = last if ends_of(schedule.schedule) else last - schedule.delay
            return skips + remarks(schedule.schedule, own)
        case Sequence(parts=parts, starts=starts, switch=switch):
            spans = zip(parts, starts, [*switch, math.inf], strict=True)
            return [
                remark
                for part, start, end in spans
                if last >= start
                for remark in remarks(part, min(last, end - 1) - start)
            ]
        case Product(parts=parts):
            return [remark for part in parts for remark in remarks(part, last)]
        case Shift(backwards=False):
            return remarks(schedule.part, schedule.own_epoch(last))
    remark = schedule.remark(last)
    return [remark] if remark else []


def readings(schedule: Schedule, epochs: Several[float]) -> list[str]:
    """Return which of two usual readings the rates at single epochs are of, where they differ."""
    match schedule:
        case Warmup(warmup=warmup, warmup_lr=first, delay=delay):
            top, own = schedule.rest(0), [epoch - delay for epoch in epochs if epoch >= warmup]
            ramp = []
            if not own and first == 0 and warmup >= 2:  # noqa: PLR2004 - a ramp of more than one step
                share = f"warmup_lr = {top / warmup:.6g} and a warm-up of {pretty(warmup - 1)}"
                ramp = [f"the ramp is at 0 at epoch 0; if it is to be at (epoch + 1) / {pretty(warmup)}: {share}"]
            return ramp + (readings(schedule.rest, own) if own else [])
        case Composition():
            return []
    try:
        reading = schedule.reading(epochs)
    except OverflowError:  # of the other one
        return []
    return [reading] if reading else []


def _in_names(schedule: Schedule, time: str, **ends: str) -> str:
    names = {name: name for name in (*schedule.parameters, *schedule.symbols)}
    return schedule.formula_at().format_map({**names, **ends, "epoch": time})


def _meanings(schedule: Schedule) -> dict[str, str]:
    """Return what each name in a schedule's formulas means."""
    own = {name: parameter.param.help for name, parameter in schedule.parameters.items()} | dict(schedule.symbols)
    return _meanings(schedule.schedule) | own if isinstance(schedule, Warmup) else own


def _number(value: Any) -> str:
    return f"−{pretty(-value)}" if isinstance(value, float) and value < 0 else pretty(value)

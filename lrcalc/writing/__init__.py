"""Writing a schedule as a framework's program: by its own scheduler, or by the formula as a function."""

import math
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from typing import Any

from lrcalc.compose import Sequence, Shift, Warmup
from lrcalc.curve import LAST_EPOCH
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.calls import Reader, ReadingError
from lrcalc.frameworks.code import Code
from lrcalc.reading import read
from lrcalc.reading.script import one_call
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules.cosine import Cosine
from lrcalc.writing.function import function

LOOKED_AT = 1000  # epochs at which two schedules of different make are compared
SAME = 1e-12  # of the peak, within which their rates are the same


class WritingError(ValueError):
    """A framework has no equivalent of a schedule.

    Attributes: ``problem``, one sentence without the framework, which says what can write it.
    """

    def __init__(self, framework: str, problem: str) -> None:
        super().__init__(f"{framework}: {problem}")
        self.problem = problem


def write(schedule: Schedule, framework: str, *, comment: str = "", last: float | None = None) -> str:
    """Write a schedule as a program for a framework, with a comment above it.

    The framework's own scheduler is used where lrcalc, reading it, finds this very schedule, or with ``last``
    the same rates up to that epoch, in which case a comment says from where on they differ; elsewhere torch,
    keras and optax get the formula as a function. Raises WritingError where the framework has no equivalent,
    and ParameterError for a framework that is not one of those written.

    >>> from lrcalc import Linear
    >>> print(write(Linear(lr=0.1, over=5), "optax"), end="")
    import optax
    <BLANKLINE>
    schedule = optax.linear_schedule(init_value=0.1, end_value=0, transition_steps=5)
    """
    written = [name for name, known in FRAMEWORKS.items() if known.writes]
    if framework not in written:
        raise ParameterError("framework", f"{framework!r} is not one of {', '.join(written)}")
    module: Any = import_module(f"lrcalc.frameworks.{framework}")
    comments = comment.splitlines()
    native = own_code(schedule, framework) or (own_code_until(schedule, framework, last) if last is not None else None)
    if native:
        code, notes = native
        comments += notes
        body = module.program(code)
    elif FRAMEWORKS[framework].writes == "any":
        body = module.general(*function(schedule))
    else:
        *others, final = [name for name, known in FRAMEWORKS.items() if known.writes == "any"]
        can = f"{', '.join(others)} and {final} can write any schedule"
        raise WritingError(framework, f"it has no equivalent of this {schedule.name}; {can}")
    return "\n".join([*(f"# {line}" for line in comments), *body]) + "\n"


def own_code(schedule: Schedule, framework: str) -> tuple[Code, list[str]] | None:
    """Return a framework's own code for a schedule, with the notes of reading it; None where it has none.

    What a framework's file writes is read back: only if that is the schedule again is it used. So a
    parameter that a framework does not know can never be lost on the way.
    """
    try:
        code: Code | None = import_module(f"lrcalc.frameworks.{framework}").write(schedule)
        if code is None:
            return None
        again, notes = _read_back(framework, code)
        if not _same(schedule, again):
            return None
    except (ReadingError, OverflowError):  # the framework refuses the numbers, or rates cannot be compared
        return None
    return code, [f"{note}." for note in notes]


def _read_back(framework: str, code: Code) -> tuple[Schedule, list[str]]:
    """Return the schedule of code that a framework's file writes, with the notes of reading it."""
    if FRAMEWORKS[framework].is_configured:
        module: Any = import_module(f"lrcalc.frameworks.{framework}")
        again, notes = read("\n".join(module.program(code)), framework)
        return again, notes
    reader = Reader(framework, code.lr)
    again = reader.schedule(one_call(code.call))
    return again, [*reader.notes, *([reader.past.raises] if reader.past else [])]


def own_code_until(schedule: Schedule, framework: str, last: float) -> tuple[Code, list[str]] | None:
    """Return a framework's own code that has a schedule's rates up to an epoch, and says where they part."""
    other = _turned(schedule)
    native = own_code(other, framework) if other != schedule else None
    try:
        if native is None or not _same(schedule, other, last):
            return None
    except OverflowError:
        return None
    code, notes = native
    after, end = math.floor(last) + 1, math.floor(min(schedule.horizon or 0, LAST_EPOCH))
    with suppress(OverflowError):  # from there on neither has a rate
        for epoch in (*range(after, after + LOOKED_AT), *range(max(after, end), max(after, end) + LOOKED_AT)):
            own, theirs = schedule(epoch), other(epoch)
            if abs(own - theirs) > SAME * max(own, theirs):
                return code, [
                    *notes,
                    f"From epoch {epoch} on it differs: {theirs:.6g} there, where the curve has {own:.6g}.",
                ]
    return code, notes


def _turned(schedule: Schedule) -> Schedule:
    """Return a schedule whose cosines go on the other way past their ends."""
    match schedule:
        case Cosine():
            return replace(schedule, periodic=not schedule.periodic)
        case Warmup():
            return replace(schedule, schedule=_turned(schedule.schedule))
        case Sequence() | Shift():
            return replace(schedule, parts=tuple(map(_turned, schedule.parts)))
    return schedule


def _same(schedule: Schedule, again: Schedule, last: float | None = None) -> bool:
    """Tell whether two schedules are one: by their values, or by their rates to the last bits of the peak."""
    if again == schedule:
        return True
    horizon = min(max(schedule.horizon or 0, again.horizon or 0, LOOKED_AT), LAST_EPOCH) if last is None else last
    whole = range(LOOKED_AT if last is None else min(LOOKED_AT, math.floor(last) + 1))
    epochs = [*whole, *(horizon * part / LOOKED_AT for part in range(LOOKED_AT + (2 if last is None else 1)))]
    rates = [schedule(epoch) for epoch in epochs]
    nothing = SAME * max(map(abs, rates))
    return all(abs(rate - again(epoch)) <= nothing for rate, epoch in zip(rates, epochs, strict=True))

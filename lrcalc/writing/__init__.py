"""Writing a schedule as a framework's program: by its own scheduler, or by the formula as a function."""

from importlib import import_module
from typing import Any

from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.calls import Reader, ReadingError
from lrcalc.frameworks.code import Code
from lrcalc.reading.python import parse
from lrcalc.schedule import ParameterError, Schedule
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


def write(schedule: Schedule, framework: str, *, comment: str = "") -> str:
    """Write a schedule as a program for a framework, with a comment above it.

    The framework's own scheduler is used where lrcalc, reading it, finds this very schedule; elsewhere
    torch, keras and optax get the formula as a function. Raises WritingError where the framework has no
    equivalent, and ParameterError for a framework that is not one of those written.

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
    native = own_code(schedule, framework)
    if native:
        code, notes = native
        comments += notes
        body = module.program(code)
    elif FRAMEWORKS[framework].writes == "any":
        body = module.general(*function(schedule))
    else:
        *others, last = [name for name, known in FRAMEWORKS.items() if known.writes == "any"]
        can = f"{', '.join(others)} and {last} can write any schedule"
        raise WritingError(framework, f"it has no equivalent of this {schedule.name}; {can}")
    return "\n".join([*(f"# {line}" for line in comments), *body]) + "\n"


def own_code(schedule: Schedule, framework: str) -> tuple[Code, list[str]] | None:
    """Return a framework's own code for a schedule, with the notes of reading it; None where it has none.

    What a framework's file writes is read back: only if that is the schedule again is it used. So a
    parameter that a framework does not know can never be lost on the way.
    """
    code: Code | None = import_module(f"lrcalc.frameworks.{framework}").write(schedule)
    if code is None:
        return None
    reader = Reader(framework, code.lr)
    try:
        again = reader.schedule(parse(code.call))
    except ReadingError:
        return None
    return (code, [f"{note}." for note in reader.notes]) if _same(schedule, again) else None


def _same(schedule: Schedule, again: Schedule) -> bool:
    """Tell whether two schedules are one: by their values, or by their rates to the last bits of the peak."""
    if again == schedule:
        return True
    horizon = max(schedule.horizon or 0, again.horizon or 0, LOOKED_AT)
    epochs = [*range(LOOKED_AT), *(horizon * part / LOOKED_AT for part in range(LOOKED_AT + 2))]
    try:
        pairs = [(schedule(epoch), again(epoch)) for epoch in epochs]
    except OverflowError:
        return False
    peak = max(own for own, _ in pairs)
    return all(abs(own - theirs) <= SAME * peak for own, theirs in pairs)

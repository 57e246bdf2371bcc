"""Reading framework code: from text to calls, and from calls to a schedule. Nothing is ever run."""

from typing import NamedTuple

from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.calls import MissingRateError, Reader, ReadingError
from lrcalc.reading.python import parse
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules.constant import Constant


class Reading(NamedTuple):
    """What was read: the schedule, and what a user should know of it, a sentence each."""

    schedule: Schedule
    notes: list[str]


def read(code: str, framework: str, lr: float | None = None) -> Reading:
    """Read a framework's line of code as a schedule, without running it.

    ``code`` is one call, as it stands in a training script; ``framework`` is torch, keras, optax,
    transformers, timm or paddle; ``lr`` is the optimizer's learning rate (a number greater than 0), which
    torch, transformers and timm take from it. Raises ReadingError where the code cannot be read, and
    ParameterError for a framework or a learning rate that is not one.

    >>> read("StepLR(optimizer, step_size=30)", "torch", lr=0.1).schedule.settings
    {'lr': 0.1, 'rate': 0.1, 'every': 30}
    >>> read("CosineDecay(0.1, 100, warmup_steps=5)", "keras").notes
    ['without warmup_target Keras ignores warmup_steps']
    """
    if framework not in FRAMEWORKS:
        raise ParameterError("framework", f"{framework!r} is not one of {', '.join(FRAMEWORKS)}")
    reader = Reader(framework, None if lr is None else Constant(lr=lr).lr)
    return Reading(reader.schedule(parse(code)), reader.notes)


__all__ = ["MissingRateError", "Reading", "ReadingError", "read"]

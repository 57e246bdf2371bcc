"""Learning-rate schedules as values, and the command line that prints their curves.

>>> from lrcalc import Curve, Step
>>> schedule = Step(lr=0.1, rate=0.5, every=10)
>>> schedule(20)
0.025
>>> Curve(schedule, 30).lr.shape
(30,)
"""

from typing import TYPE_CHECKING

from lrcalc.schedules import CLASSES, load

if TYPE_CHECKING:
    from lrcalc.compose import Product as Product
    from lrcalc.compose import Sequence as Sequence
    from lrcalc.compose import Shift as Shift
    from lrcalc.compose import Warmup as Warmup
    from lrcalc.curve import Curve as Curve
    from lrcalc.gradient import Gradient as Gradient
    from lrcalc.reading import ReadingError as ReadingError
    from lrcalc.reading import read as read
    from lrcalc.schedule import ParameterError as ParameterError
    from lrcalc.schedule import Schedule as Schedule
    from lrcalc.schedules import *  # noqa: F403 - its typed list of strategies is the only one
    from lrcalc.writing import WritingError as WritingError
    from lrcalc.writing import write as write

__version__ = "0.1.0"

_HOMES = {
    "Curve": "curve",
    "Gradient": "gradient",
    "ParameterError": "schedule",
    "Product": "compose",
    "ReadingError": "reading",
    "Schedule": "schedule",
    "Sequence": "compose",
    "Shift": "compose",
    "Warmup": "compose",
    "WritingError": "writing",
    "read": "reading",
    "write": "writing",
}
__all__ = [*_HOMES, *CLASSES]  # noqa: PLE0604 - all of them strings


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: the command line starts without the others."""
    if name in CLASSES:
        return load(CLASSES[name])
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"lrcalc.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'lrcalc' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)

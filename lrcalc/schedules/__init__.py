"""The strategies, in the order in which people meet them.

One strategy is one file here: ``cosine-restarts`` would be the class ``CosineRestarts`` in
``cosine_restarts.py``. To add one, write the file, and add its line to each of the two lists below:
``STRATEGIES`` for the program, the import for type checkers. At run time a strategy is imported when
it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcalc.schedule import Schedule
    from lrcalc.schedules.cosine import Cosine as Cosine
    from lrcalc.schedules.exponential import Exponential as Exponential
    from lrcalc.schedules.polynomial import Polynomial as Polynomial
    from lrcalc.schedules.step import Step as Step

STRATEGIES = {
    "step": "Step decay (阶梯衰减)",
    "cosine": "Cosine annealing (余弦退火)",
    "polynomial": "Polynomial decay (多项式衰减)",
    "exponential": "Exponential decay (指数衰减)",
}


def class_name(strategy: str) -> str:
    """Return the name of a strategy's class.

    >>> class_name("cosine")
    'Cosine'
    """
    return "".join(word.capitalize() for word in strategy.split("-"))


def load(strategy: str) -> type["Schedule"]:
    """Import a strategy by its name and return its class."""
    module = import_module(f"{__name__}.{strategy.replace('-', '_')}")
    schedule: type[Schedule] = getattr(module, class_name(strategy))
    return schedule

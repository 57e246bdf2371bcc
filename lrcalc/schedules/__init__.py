"""The strategies, in the order in which people meet them.

One strategy is one file here: ``cosine-restarts`` is the class ``CosineRestarts`` in
``cosine_restarts.py``. To add one, write the file, and add its line to each of the two lists below:
``STRATEGIES`` for the program, the import for type checkers. At run time a strategy is imported when
it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcalc.schedule import Schedule
    from lrcalc.schedules.constant import Constant as Constant
    from lrcalc.schedules.cosine import Cosine as Cosine
    from lrcalc.schedules.cosine_restarts import CosineRestarts as CosineRestarts
    from lrcalc.schedules.cyclic import Cyclic as Cyclic
    from lrcalc.schedules.exponential import Exponential as Exponential
    from lrcalc.schedules.inverse_sqrt import InverseSqrt as InverseSqrt
    from lrcalc.schedules.inverse_time import InverseTime as InverseTime
    from lrcalc.schedules.linear import Linear as Linear
    from lrcalc.schedules.multistep import Multistep as Multistep
    from lrcalc.schedules.noam import Noam as Noam
    from lrcalc.schedules.one_cycle import OneCycle as OneCycle
    from lrcalc.schedules.piecewise import Piecewise as Piecewise
    from lrcalc.schedules.polynomial import Polynomial as Polynomial
    from lrcalc.schedules.step import Step as Step
    from lrcalc.schedules.tanh import Tanh as Tanh
    from lrcalc.schedules.wsd import Wsd as Wsd

STRATEGIES = {
    "step": "Step decay (阶梯衰减): a factor every few epochs",
    "cosine": "Cosine annealing (余弦退火): half a cosine wave",
    "polynomial": "Polynomial decay (多项式衰减): a power of the time left",
    "exponential": "Exponential decay (指数衰减): a factor every epoch",
    "multistep": "Drops at milestones",
    "piecewise": "Constant pieces of any height",
    "linear": "A straight line, down or up",
    "constant": "The same rate at every epoch",
    "cosine-restarts": "Cosine annealing with warm restarts (SGDR)",
    "one-cycle": "The one-cycle policy: up, then far down",
    "cyclic": "Triangles between two rates",
    "wsd": "Stable, then decay (WSD, with a warm-up)",
    "inverse-time": "Inverse-time decay: 1 / t",
    "inverse-sqrt": "Inverse square root: 1 / √t",
    "noam": "The Transformer's warm-up and inverse square root",
    "tanh": "Hyperbolic-tangent decay",
}


def class_name(strategy: str) -> str:
    """Return the name of a strategy's class.

    >>> class_name("cosine")
    'Cosine'
    """
    return "".join(word.capitalize() for word in strategy.split("-"))


CLASSES = {class_name(strategy): strategy for strategy in STRATEGIES}


def load(strategy: str) -> type["Schedule"]:
    """Import a strategy by its name and return its class."""
    module = import_module(f"{__name__}.{strategy.replace('-', '_')}")
    schedule: type[Schedule] = getattr(module, class_name(strategy))
    return schedule


def __getattr__(name: str) -> object:
    """Import a strategy when its class is first used: whoever reads one schedule starts without the others."""
    if name in CLASSES:
        return load(CLASSES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

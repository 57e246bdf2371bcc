"""A framework's code for a schedule: what its own file is written with."""

import math
from dataclasses import dataclass

from lrcalc.values import pretty

FUNCTION = "learning_rate"  # the name of the formula, where a framework takes it as a function


@dataclass(frozen=True)
class Code:
    """A framework's expression for a schedule: the call, what it imports, and the optimizer's rate beneath it."""

    call: str
    lr: float | None = None
    names: tuple[str, ...] = ()


def call(name: str, *arguments: str, lr: float | None = None, **keywords: object) -> Code:
    """Return the code of a call; keywords that are None are left out, numbers are written in full.

    >>> call("StepLR", "optimizer", step_size=10.0, gamma=0.5, lr=0.1).call
    'StepLR(optimizer, step_size=10, gamma=0.5)'
    """
    words = [*arguments, *(f"{key}={literal(value)}" for key, value in keywords.items() if value is not None)]
    return Code(f"{name}({', '.join(words)})", lr, (name,))


def literal(value: object) -> str:
    """Return a value as Python writes it, whole numbers without a point."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise OverflowError("a number of the code is too large")
        return pretty(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return value.call if isinstance(value, Code) else repr(value)


def all_whole(*numbers: float | None) -> bool:
    """Tell whether all numbers are whole, which frameworks ask of their steps."""
    return all(number is None or float(number).is_integer() for number in numbers)


def unless(default: float, value: float) -> float | None:
    """Return a value, or None where it is the framework's default and need not be written."""
    return None if value == default else value


def exact_factor(part: float, whole: float) -> float | None:
    """Return the factor that makes a part of a whole to the bit; None where no double does.

    >>> exact_factor(0.5, 2), exact_factor(1, 0)
    (0.25, None)
    """
    if whole <= 0:
        return None
    factor = part / whole
    return factor if whole * factor == part else None

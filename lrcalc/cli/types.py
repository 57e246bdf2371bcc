"""What people type for a number, a count or a list of epochs, read strictly.

Python's own ``float`` and ``int`` would take ``1_000`` and full-width digits as well. Whether a number
is in its range is the schedule's business: here only its form is.
"""

import re
from typing import Any

import click

from lrcalc.schedule import whole

_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|nan|inf(?:inity)?)", re.ASCII | re.IGNORECASE
)
_WHOLE = re.compile(r"[+-]?[0-9]{1,4000}")


class Number(click.ParamType[float]):
    """A decimal number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that a text spells."""
        if not isinstance(value, str):
            return float(value)
        if not _NUMBER.fullmatch(value):
            comma = " (the decimal point is a point)" if _NUMBER.fullmatch(value.replace(",", ".")) else ""
            self.fail(f"{value!r} is not a number{comma}.", param, ctx)
        number = float(value)
        if abs(number) == float("inf") and value[-1].isdigit():
            self.fail(f"{value} is too large.", param, ctx)
        if number == 0 and re.search("[1-9]", re.split("[eE]", value)[0]):
            self.fail(f"{value} is too small to tell from 0.", param, ctx)
        return number


class Whole(click.ParamType[int]):
    """A whole number from ``low`` to ``high``."""

    name = "count"

    def __init__(self, low: int, high: int = 2**53) -> None:
        self.low = low
        self.high = high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the whole number that a text spells."""
        if isinstance(value, str) and not _WHOLE.fullmatch(value):
            self.fail(f"{value!r} is not a whole number of at least {self.low}.", param, ctx)
        number = int(value)
        if number < self.low:
            self.fail(f"{number} is not a whole number of at least {self.low}.", param, ctx)
        if number > self.high:
            self.fail(f"{number} is not a whole number of at most {self.high}.", param, ctx)
        return number


class Epochs(click.ParamType[list[float]]):
    """Epochs with commas between them."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Return the epochs of a list such as ``10,20,30``."""
        if not isinstance(value, str):
            return list(value)
        places = value.split(",")
        if "" in map(str.strip, places):
            self.fail(
                f"{value!r} has an empty place: write epochs with commas between, like 10,20,30.", param, ctx
            )
        epochs = [NUMBER.convert(place.strip(), param, ctx) for place in places]
        for epoch in epochs:
            if not 0 <= epoch <= 2**53:
                self.fail(f"{whole(epoch)} is not an epoch (a number from 0 to 2^53).", param, ctx)
        return epochs


NUMBER = Number()
EPOCHS = Epochs()

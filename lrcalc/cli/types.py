"""What people type for a number, a whole number or a list of numbers, read strictly.

Python's own ``float`` and ``int`` would take ``1_000`` and full-width digits as well. Whether a number
is in its range is the schedule's business: here only its form is.
"""

import math
from typing import Any

import click


def _plain(text: str) -> bool:
    return text.isascii() and "_" not in text and text == text.strip()


class Number(click.ParamType[float]):
    """A decimal number."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that a text spells."""
        try:
            number = float(value) if _plain(str(value)) else None
        except ValueError:
            number = None
        if number is None:
            comma = " (use . as the decimal separator)" if "," in str(value) else ""
            self.fail(f"{value!r} is not a number{comma}.", param, ctx)
        if math.isinf(number) and "n" not in str(value).lower():
            self.fail(f"{value} is too large.", param, ctx)
        if number == 0 and any(digit in str(value).lower().partition("e")[0] for digit in "123456789"):
            self.fail(f"{value} is too small to tell from 0.", param, ctx)
        return number


class Whole(click.ParamType[int]):
    """A whole number, from ``low`` to ``high`` where the command sets bounds."""

    name = "count"

    def __init__(self, low: int | None = None, high: int = 2**53) -> None:
        self.low = low
        self.high = high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the whole number that a text spells."""
        try:
            number = int(value) if _plain(str(value)) else None
        except ValueError:
            number = None
        if number is None or (self.low is not None and number < self.low):
            least = "" if self.low is None else f" of at least {self.low}"
            self.fail(f"{value!r} is not a whole number{least}.", param, ctx)
        if number > self.high:
            self.fail(f"{value!r} is not a whole number of at most {self.high}.", param, ctx)
        return number


class Numbers(click.ParamType[list[float]]):
    """Numbers with commas between them; the option may be repeated and collects."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Return the numbers of a list such as ``10,20,30``."""
        if not isinstance(value, str):
            return list(value)
        places = [place.strip() for place in value.split(",")]
        if "" in places:
            self.fail(f"{value!r} has an empty entry: separate numbers by single commas, as in 10,20,30.", param, ctx)
        return [NUMBER.convert(place, param, ctx) for place in places]


NUMBER = Number()
WHOLE = Whole()
NUMBERS = Numbers()

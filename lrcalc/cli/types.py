"""What people type for a number, a whole number, a list of numbers or a list of epochs: arithmetic is taken.

Whether a number is in its range is the schedule's business: here only its form is. A percentage stays
one until it is known of what.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+", re.ASCII)
MOST_AT = 1_000_000  # epochs of one range


class Share(float):
    """A percentage, as a fraction: of what, its parameter knows.

    >>> Share(7), Share(7).of(100)
    (7%, 7.0)
    """

    def __new__(cls, percent: float) -> Self:
        """Make the share of so many percent."""
        share = super().__new__(cls, percent / 100)
        share.percent = percent
        return share

    percent: float

    def __repr__(self) -> str:
        return f"{self.percent:g}%"

    def of(self, whole: float) -> float:
        """Return this part of a whole, as on paper: 7 % of 100 is 7, not 7.000000000000001."""
        from decimal import Decimal

        return float(Decimal(repr(self.percent)) * Decimal(repr(whole)) / 100)


class Number(click.ParamType[float]):
    """A number, or arithmetic that makes one; with ``%`` a :class:`Share`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number that a text spells."""
        text = str(value)
        percent = text.rstrip().endswith(("%", "％"))  # noqa: RUF001 - as a Chinese keyboard types it
        text = text.rstrip().rstrip("%％") if percent else text  # noqa: RUF001 - the same
        number = float(text) if _PLAIN.fullmatch(text) else self._computed(text, param, ctx)
        if math.isinf(number) and "n" not in text.lower():
            self.fail(f"{value} is too large.", param, ctx)
        digits = text.lower().partition("e")[0] if _PLAIN.fullmatch(text) else ""
        if number == 0 and any(digit in digits for digit in "123456789"):
            self.fail(f"{value} is too small to tell from 0.", param, ctx)
        return Share(number) if percent else number

    def _computed(self, text: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        if text.strip().lower().lstrip("+-") in {"nan", "inf", "infinity"}:
            return float(text)  # the range says what is wrong with it
        from lrcalc.expression import ExpressionError, evaluate

        try:
            return evaluate(text)
        except ExpressionError as error:
            if _THOUSANDS.fullmatch(text.strip()):
                plain, grouped = text.replace(",", ""), text.replace(",", "_")
                self.fail(f"{text!r} is not a number: write {plain} or {grouped}.", param, ctx)
            if "," in text:
                self.fail(f"{text!r} is not a number (use . as the decimal separator).", param, ctx)
            if not text.strip() or text.strip().isidentifier():
                self.fail(f"{text!r} is not a number.", param, ctx)
            problem = str(error)
            self.fail(f"{problem if repr(text.strip()) in problem else f'{text!r}: {problem}'}.", param, ctx)


class Whole(click.ParamType[int]):
    """A whole number, or arithmetic that comes out whole, from ``low`` to ``high`` where the command sets bounds."""

    name = "count"

    def __init__(self, low: int | None = None, high: int = 2**53, *, shares: bool = False) -> None:
        self.low = low
        self.high = high
        self.shares = shares

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the whole number that a text spells."""
        text = str(value)
        number: float = int(text) if _INTEGER.fullmatch(text) else NUMBER.convert(value, param, ctx)
        if self.shares and isinstance(number, Share):
            return number  # type: ignore[return-value]  # a count once it is known of what
        if isinstance(number, Share) or not math.isfinite(number) or number != math.floor(number):
            least = "" if self.low is None else f" of at least {self.low}"
            came_out = "" if _PLAIN.fullmatch(text) or isinstance(number, Share) else f": it is {number:g}"
            self.fail(f"{value!r} is not a whole number{least}{came_out}.", param, ctx)
        if self.low is not None and number < self.low:
            self.fail(f"{value!r} is not a whole number of at least {self.low}.", param, ctx)
        if number > self.high:
            self.fail(f"{value!r} is not a whole number of at most {self.high}.", param, ctx)
        return int(number)


class Numbers(click.ParamType[list[float]]):
    """Numbers with commas between them; the option may be repeated and collects."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[float]:
        """Return the numbers of a list such as ``10,20,30``."""
        return [NUMBER.convert(place, param, ctx) for place in self.places(value, param, ctx)]

    def places(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> list[str]:
        """Return the texts between the commas that are not in brackets."""
        places, depth = [""], 0
        for letter in value:
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if letter in ",，、" and depth == 0:
                places.append("")
            else:
                places[-1] += letter
        places = [place.strip() for place in places]
        if "" in places:
            self.fail(f"{value!r} has an empty entry: separate numbers by single commas, as in 10,20,30.", param, ctx)
        return places


class End:
    """The word ``end`` in a list of epochs: the window knows where that is."""


class Epochs(Numbers):
    """A list of epochs: numbers, ranges ``first:last:step`` that include their end, percentages, and ``end``."""

    name = "list"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[Any]:
        """Return the epochs of a list such as ``0:50:10,end``."""
        return [epoch for place in self.places(value, param, ctx) for epoch in self._epochs(place, param, ctx)]

    def _epochs(self, place: str, param: click.Parameter | None, ctx: click.Context | None) -> Iterator[Any]:
        if place.lower() == "end":
            yield End()
            return
        first, *rest = place.replace("：", ":").split(":")
        if not rest:
            yield NUMBER.convert(place, param, ctx)
            return
        numbers = [NUMBER.convert(number, param, ctx) for number in (first or "0", *rest)]
        start, stop, step = (*numbers, 1.0)[:3]
        if len(rest) > 2 or any(isinstance(number, Share) for number in numbers):  # noqa: PLR2004 - and one for the first
            self.fail(f"{place!r} is not a range of epochs, such as 0:50:10 (its end is included).", param, ctx)
        if not (math.isfinite(start) and math.isfinite(stop) and 0 < step < math.inf and start <= stop):
            self.fail(f"{place!r} is not a range: it must rise from its first number to its last.", param, ctx)
        from decimal import Decimal

        first_, last, by = (Decimal(repr(float(number))) for number in (start, stop, step))  # 0:1:0.1 has eleven
        if (last - first_) / by >= MOST_AT:
            self.fail(f"{place!r} has more than {MOST_AT:,} epochs.", param, ctx)
        yield from (float(first_ + index * by) for index in range(int((last - first_) / by) + 1))


class Size(click.ParamType[tuple[int, int]]):
    """A width and a height in pixels, ``640x360``."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return the width and the height that a text spells."""
        found = re.fullmatch(r"(\d{1,5})[xX×](\d{1,5})", str(value), re.ASCII)
        if found is None:
            self.fail(f"{value!r} is not a width and a height, such as 640x360.", param, ctx)
        return int(found[1]), int(found[2])


class Words(click.ParamType[str]):
    """A text, of which Tab knows some: words with their titles, files by their suffixes, a strategy in quotes.

    ``then`` is what the next word of an argument may be, where that is something else.
    """

    name = "text"

    def __init__(
        self,
        *titles: Mapping[str, str],
        suffixes: Sequence[str] | None = None,
        quoted: bool = False,
        then: "Words | None" = None,
    ) -> None:
        self.titles = titles
        self.suffixes = suffixes
        self.quoted = quoted
        self.then = then

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - the same
        incomplete: str,
    ) -> "list[CompletionItem[str]]":
        """Return the words that begin as the text does; where there are none, the shell finds files."""
        from click.shell_completion import CompletionItem

        words = () if self.quoted else (word for titles in self.titles for word in titles)
        items = [CompletionItem(word) for word in words if word.startswith(incomplete)]
        return items or ([] if self.suffixes is None else [CompletionItem(incomplete, type="file")])


NUMBER = Number()
SIZE = Size()
WHOLE = Whole()
NUMBERS = Numbers()
EPOCHS = Epochs()

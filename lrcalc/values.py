"""Values as people give and read them: what counts as a number, and how a value is spelled."""

import math
from typing import Any

_MANY_DIGITS = 1e16  # from here on people write 1e+16
_LONG = 60  # characters of a value in a message


def trimmed(number: float) -> float:
    """Return a whole number as an int and any other as it is, for people to read.

    >>> trimmed(10.0), trimmed(2.5)
    (10, 2.5)
    """
    return int(number) if number == number // 1 and abs(number) < _MANY_DIGITS else number


def pretty(value: Any) -> str:
    """Return a parameter's value as people write it.

    >>> pretty(0.5), pretty(2.0), pretty(True), pretty([30, 60.0])
    ('0.5', '2', 'yes', '30,60')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ",".join(map(pretty, value))
    return str(trimmed(value)) if isinstance(value, float) else str(value)


def width(text: str) -> int:
    """Return how many cells of a terminal a text takes: a Chinese letter two, an accent of its own none.

    >>> width("step"), width("阶梯"), width("e\u0301")
    (4, 4, 1)
    """
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum((not combining(letter)) + (east_asian_width(letter) in "WF") for letter in text)


def in_words(value: object) -> str:
    """Return a value for a message, where a bad one may be of any size.

    >>> in_words("a"), in_words(10**400), len(in_words("a" * 10**6))
    ("'a'", 'a whole number of more than 60 digits', 63)
    """
    if isinstance(value, int) and abs(value) >= 10**_LONG:
        return f"a whole number of more than {_LONG} digits"
    if isinstance(value, (str, bytes)) and len(value) > _LONG:
        return f"{value[:_LONG]!r}…"
    if isinstance(value, (list, tuple, dict, set)):
        from reprlib import repr as short_repr

        return short_repr(value)
    text = repr(value)
    return text if len(text) <= 2 * _LONG else f"{text[:_LONG]}…"


def number_of(value: Any) -> float:
    """Return a number as a float; raise ValueError, with the problem, for what is not a finite number.

    Ints, floats, fractions, decimals and numpy's real scalars are numbers; booleans, texts, complex
    numbers and arrays are not.
    """
    if isinstance(value, bool) or not (isinstance(value, (int, float)) or _is_real(value)):
        raise ValueError(f"{in_words(value)} is not a number")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{in_words(value)} is too large") from None
    except ValueError:  # a signalling nan
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a finite number")
    return number + 0.0  # -0 is 0


def _is_real(value: object) -> bool:
    from decimal import Decimal
    from numbers import Real

    return isinstance(value, (Real, Decimal))

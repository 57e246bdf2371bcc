"""The notation of our formulas, once numbers stand in it: ``0.1 · 0.5^⌊25 / 10⌋`` is 0.025.

Known are ``+ − · / ^``, a product without its point before a bracket or a function, ``( )``, ``⌊ ⌋``,
``⌈ ⌉``, ``√( )``, ``cos( )``, ``acos( )``, ``tanh( )``, ``log( )``, ``min( , )``, ``max( , )``, ``π`` and ``½``.
A power binds more tightly than a sign.
"""

import math
import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*([0-9]+\.?[0-9]*(?:e[+-]?[0-9]+)?|acos|cos|tanh|log|min|max|[-+−·/^()⌊⌋⌈⌉√π½,])")
_FUNCTIONS = {"cos": math.cos, "acos": math.acos, "tanh": math.tanh, "log": math.log, "√": math.sqrt}
_BRACKETS: dict[str, tuple[str, Callable[[float], float]]] = {
    "(": (")", float),
    "⌊": ("⌋", math.floor),
    "⌈": ("⌉", math.ceil),
}
_OF_TWO = {"min": min, "max": max}
LAST_BITS = 1e-14  # what the arithmetic of doubles may lose
_WAVES = re.compile(r"cos|tanh")


def evaluate(text: str) -> float:
    """Return the value of an arithmetic expression.

    >>> evaluate("0.001 + ½ (0.1 − 0.001) (1 + cos(π · 25 / 50))")
    0.0505
    """
    reader = _Reader(text)
    value = reader.sum()
    reader.expect("")
    return value


def waves_worked_out(text: str, digits: int) -> tuple[str, bool]:
    """Return an expression in which each cosine and tangent is a number, and whether all are exact.

    >>> waves_worked_out("½ (1 + cos(π · 1 / 3))", 6)
    ('½ (1 + 0.5)', True)
    """
    exact = True
    while wave := _WAVES.search(text):
        depth, end = 1, wave.end() + 1
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        value = round(evaluate(text[wave.start() : end]), 15) + 0.0  # cos(π / 2) is 0, not 6e-17
        number = f"{value:.{digits}g}"
        exact &= abs(float(number) - value) <= LAST_BITS
        number = f"(−{number[1:]})" if number.startswith("-") else number
        text = text[: wave.start()] + number + text[end:]
    return text, exact


class _Reader:
    """A recursive descent through the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self.tokens = _TOKEN.findall(text)
        if "".join(self.tokens) != re.sub(r"\s", "", text):
            raise ValueError(f"not in our notation: {text!r}")
        self.tokens.append("")

    def expect(self, token: str) -> None:
        if self.tokens.pop(0) != token:
            raise ValueError(f"{token or 'the end'} is missing before {''.join(self.tokens)!r}")

    def sum(self) -> float:
        value = self.product()
        while self.tokens[0] in ("+", "−", "-"):
            sign = 1 if self.tokens.pop(0) == "+" else -1
            value += sign * self.product()
        return value

    def product(self) -> float:
        value = self.signed()
        while self.tokens[0] in ("·", "/", "(", *_FUNCTIONS):
            if self.tokens[0] == "/":
                self.tokens.pop(0)
                value /= self.signed()
            else:
                if self.tokens[0] == "·":
                    self.tokens.pop(0)
                value *= self.signed()
        return value

    def signed(self) -> float:
        if self.tokens[0] in ("−", "-"):
            self.tokens.pop(0)
            return -self.signed()
        value = self.atom()
        if self.tokens[0] == "^":
            self.tokens.pop(0)
            return math.pow(value, self.signed())
        return value

    def atom(self) -> float:
        word = self.tokens.pop(0)
        if word in _BRACKETS:
            closing, rounded = _BRACKETS[word]
            value = self.sum()
            self.expect(closing)
            return rounded(value)
        if word in _FUNCTIONS or word in _OF_TWO:
            self.expect("(")
            value = self.sum()
            if word in _OF_TWO:
                self.expect(",")
                value = _OF_TWO[word](value, self.sum())
            self.expect(")")
            return _FUNCTIONS.get(word, float)(value)
        return {"π": math.pi, "½": 0.5}.get(word) or float(word)  # a ValueError where it is no number

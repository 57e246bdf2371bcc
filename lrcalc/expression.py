"""Arithmetic as people type it, evaluated safely: one evaluator for numbers, formulas and code that is read.

Nothing is executed: a text becomes Python's syntax tree, and a tree is computed step by step, within
bounds. What makes no finite number, or would take long, raises :class:`ExpressionError`.
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ast

LONGEST = 1_000  # characters of one expression
DEEPEST = 100  # operations in each other
MOST_BITS = 1_024  # of a whole number: no double is larger


class ExpressionError(ValueError):
    """An expression has no value; the message says why, as a sentence without its full stop.

    ``kind`` is the name of the exception that Python raises there, where code may catch it.
    """

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0 and left.bit_length() * right > 2 * MOST_BITS:
        raise OverflowError
    return left**right


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "FloorDiv": operator.floordiv,
    "Mod": operator.mod,
    "Pow": _power,
}


def _log(number: float, base: float | None = None) -> float:
    return math.log(number) if base is None else math.log(number, base)


def _round(number: float, digits: int | None = None) -> float:
    return round(number, None if digits is None else max(min(digits, 400), -400))


def _clip(number: float, low: float | None = None, high: float | None = None) -> float:
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


# What an expression can call, under the names of math, of numpy and its kin, and of Python.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    **{
        name: getattr(math, name)
        for name in (
            "sqrt", "exp", "expm1", "log2", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos", "atan",
            "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "floor", "ceil", "trunc", "fabs", "fmod",
            "hypot", "erf", "degrees", "radians", "copysign",
        )
    },
    "log": _log, "ln": math.log, "abs": abs, "min": min, "max": max, "int": int, "float": float, "round": _round,
    "clip": _clip, "rsqrt": lambda number: 1 / math.sqrt(number), "square": lambda number: number * number,
}  # fmt: skip
CONSTANTS = {"pi": math.pi, "e": math.e, "tau": math.tau}

_SIGNS = str.maketrans(
    {"−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "\u2044": "/", "π": "pi", "、": ","}
)


def evaluate(text: str) -> float:
    """Return the number that a text spells: a plain number, or arithmetic with a few functions.

    Known are ``+ - * / // % ** ^``, brackets, :data:`FUNCTIONS` and :data:`CONSTANTS`; full-width digits and
    signs are read as plain ones. A whole result stays an int where the arithmetic is exact. Raises
    ExpressionError for what is not arithmetic, makes no finite number, or is too large to compute.

    >>> evaluate("1/4"), evaluate("2^-10"), evaluate("10_000"), evaluate("3*407"), evaluate("1e3")
    (0.25, 0.0009765625, 10000, 1221, 1000.0)
    """
    typed = plain(text)
    for kind in (int, float):
        try:
            return _finite(kind(typed))  # type: ignore[no-any-return]
        except ValueError as error:
            if isinstance(error, ExpressionError):
                raise
    value: float = _value(parsed(typed), 0)
    return value


def plain(text: str) -> str:
    """Return a text with plain digits and signs, and ** for ^; raise ExpressionError where it is too long.

    >>> plain("2^-10 \u00d7 \u03c0")
    '2**-10 * pi'
    """
    if len(text) > LONGEST:
        raise ExpressionError(f"the expression is longer than {LONGEST:,} characters")
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKC", text).translate(_SIGNS)
    return text.strip().replace("^", "**")


def parsed(text: str) -> "ast.expr":
    """Return the syntax tree of one expression."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, of code that nobody runs
            return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        shown = text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - what fits on a line
        raise ExpressionError(f"{shown!r} is not a number or arithmetic") from None


def _value(node: "ast.expr", depth: int) -> Any:
    import ast

    if depth > DEEPEST:
        raise ExpressionError(f"operations are nested more than {DEEPEST} deep")
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return _finite(number)
        case ast.Name(id=name) if name in CONSTANTS:
            return CONSTANTS[name]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            operand = _value(node.operand, depth + 1)
            return -operand if isinstance(node.op, ast.USub) else operand
        case ast.BinOp() if type(node.op).__name__ in OPERATORS:
            return operate(type(node.op).__name__, _value(node.left, depth + 1), _value(node.right, depth + 1))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return apply(name, *(_value(argument, depth + 1) for argument in arguments))
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)):
            raise ExpressionError(f"{name} is not known")
    raise ExpressionError(f"{ast.unparse(node)!r} is not a number or arithmetic")


def operate(name: str, left: Any, right: Any) -> Any:
    """Return the result of a binary operation on two numbers, by the name of its node.

    >>> operate("Pow", 2, 10)
    1024
    """
    return _computed(OPERATORS[name], left, right)


def apply(name: str, *arguments: Any) -> Any:
    """Return the result of a function of :data:`FUNCTIONS`.

    >>> apply("max", 1, 2.5)
    2.5
    """
    return _computed(FUNCTIONS[name], *arguments, name=name)


def _computed(function: Callable[..., Any], *arguments: Any, name: str = "") -> Any:
    try:
        result = function(*arguments)
    except ZeroDivisionError:
        raise ExpressionError("it divides by 0", "ZeroDivisionError") from None
    except OverflowError:
        raise ExpressionError("a number is too large") from None
    except ValueError:
        raise ExpressionError(
            f"{name or 'the operation'} is not defined for {', '.join(map(str, arguments))}"
        ) from None
    except TypeError:
        raise ExpressionError(
            f"{name or 'the operation'} does not take {len(arguments)} arguments like these"
        ) from None
    return _finite(result)


def _finite(number: Any) -> Any:
    """Return a result; raise ExpressionError where it is a number that is complex, not finite or too large."""
    if isinstance(number, complex):
        raise ExpressionError("a power of a negative number is not a number")
    if isinstance(number, float) and not math.isfinite(number):
        raise ExpressionError("a number is too large" if math.isinf(number) else "nan is not a number")
    if isinstance(number, int) and number.bit_length() > MOST_BITS:
        raise ExpressionError("a number is too large")
    return number

"""Python as text: one call, parsed and never run. No name is looked up and nothing is imported."""

import ast
import operator
import warnings
from collections.abc import Callable
from typing import Any

from lrcalc.frameworks.calls import Call, Name, ReadingError, described

LONGEST = 10_000  # characters of an expression
DEEPEST = 30  # calls and lists in each other
LARGEST = 1e15  # of the numbers that arithmetic may make

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


def parse(text: str) -> Call:
    """Return the call that a text spells, with its arguments evaluated.

    >>> parse("scheduler = optim.lr_scheduler.StepLR(optimizer, step_size=3 * 10, gamma=1e-1)")
    Call(name='StepLR', arguments=(Name(name='optimizer'),), keywords={'step_size': 30, 'gamma': 0.1})
    """
    if len(text) > LONGEST:
        raise ReadingError(f"the text is longer than {LONGEST:,} characters, too long for a line of a training script")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, of code that nobody runs
            statements = ast.parse(text.strip()).body
    except SyntaxError as error:
        problem = "a string has a wrong escape" if "codec" in error.msg else error.msg
        raise ReadingError(f"this is not Python: {problem}") from None
    except (ValueError, MemoryError, RecursionError):
        raise ReadingError("this is not Python that lrcalc can read") from None
    if len(statements) != 1 or not isinstance(statements[0], (ast.Expr, ast.Assign)):
        raise ReadingError("a single call is expected, such as StepLR(optimizer, step_size=30)")
    value = statements[0].value
    if not isinstance(value, ast.Call):
        raise ReadingError("a single call is expected, such as StepLR(optimizer, step_size=30)")
    return _call(value, 0)


def _call(node: ast.Call, depth: int) -> Call:
    if any(keyword.arg is None for keyword in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
        raise ReadingError("* and ** are not supported: write the arguments out")
    name = _dotted(node.func).rpartition(".")[2]
    arguments = tuple(_value(argument, depth + 1) for argument in node.args)
    keywords = {str(keyword.arg): _value(keyword.value, depth + 1) for keyword in node.keywords}
    if name == "dict" and not arguments:
        return keywords  # type: ignore[return-value]
    return Call(name, arguments, keywords)


def _dotted(node: ast.expr) -> str:
    links = []
    while isinstance(node, ast.Attribute):
        links.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise ReadingError("only a name can be called")
    return ".".join([node.id, *reversed(links)])


def _value(node: ast.expr, depth: int) -> Any:
    if depth > DEEPEST:
        raise ReadingError(f"calls and lists are nested more than {DEEPEST} deep")
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as constant):
            if isinstance(constant, (int, float)) and not abs(constant) <= LARGEST:
                raise ReadingError(f"a number is larger than {LARGEST:g}")
            return constant
        case ast.List() | ast.Tuple():
            return [_value(item, depth + 1) for item in node.elts]
        case ast.Dict():
            if None in node.keys:
                raise ReadingError("* and ** are not supported: write the arguments out")
            keys = [_value(key, depth + 1) for key in node.keys if key is not None]
            if not all(isinstance(key, (int, float, str)) for key in keys):
                raise ReadingError("the keys of a dict must be numbers or strings")
            return dict(zip(keys, (_value(value, depth + 1) for value in node.values), strict=True))
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            number = _number(_value(node.operand, depth + 1))
            return -number if isinstance(node.op, ast.USub) else number
        case ast.BinOp() if type(node.op) in _ARITHMETIC:
            left, right = _number(_value(node.left, depth + 1)), _number(_value(node.right, depth + 1))
            return _computed(node.op, left, right)
        case ast.Call():
            return _call(node, depth)
        case ast.Name() | ast.Attribute():
            return Name(_dotted(node))
    raise ReadingError(f"{type(node).__name__} is not supported: write numbers, strings, lists and calls")


def _number(value: object) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ReadingError(f"arithmetic needs numbers, and {described(value)} is not one")
    return value


def _computed(op: ast.operator, left: Any, right: Any) -> Any:
    if isinstance(op, ast.Pow) and not (abs(right) <= 64 and abs(left) <= 1e6):  # noqa: PLR2004 - no towers
        raise ReadingError("a power is too large")
    try:
        result = _ARITHMETIC[type(op)](left, right)
    except (ArithmeticError, ValueError) as error:
        raise ReadingError(f"arithmetic fails: {error}") from None
    if isinstance(result, complex) or not abs(result) <= LARGEST:
        raise ReadingError(f"the result of the arithmetic is not a number, or is larger than {LARGEST:g}")
    return result

"""Schedules as framework code: the framework's own call where it has one, else the formula as a function."""

import ast
import inspect
import math
import sys
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from lrcalc.compose import Product, Sequence, Shift, Warmup
from lrcalc.frameworks.reading import Reader, ReadingError
from lrcalc.schedule import Schedule, pretty

FUNCTION = "learning_rate"


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
    if isinstance(value, Float):
        return repr(float(value))
    if isinstance(value, float):
        return pretty(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return value.call if isinstance(value, Code) else repr(value)


class Float(float):
    """A number that is written with its point: Keras would compute with an int as an int."""


def all_whole(*numbers: float | None) -> bool:
    """Tell whether all numbers are whole, which frameworks ask of their steps."""
    return all(number is None or float(number).is_integer() for number in numbers)


def unless(default: float, value: float) -> float | None:
    """Return a value, or None where it is the framework's default and need not be written."""
    return None if value == default else value


def exact_factor(part: float, whole_: float) -> float | None:
    """Return the factor that makes a part of a whole to the bit; None where no double does."""
    if whole_ <= 0:
        return None
    factor = part / whole_
    return factor if whole_ * factor == part else None


def torch_optimizer(lr: float) -> list[str]:
    """Return the lines of a PyTorch optimizer."""
    return [
        "weights = [torch.nn.Parameter(torch.zeros(1))]  # model.parameters()",
        f"optimizer = torch.optim.SGD(weights, lr={literal(lr)})",
    ]


def torch_program(code: Code, names: str) -> list[str]:
    """Return the lines of a program with a scheduler of a PyTorch optimizer; ``names`` is its import."""
    return ["import torch", names, "", *torch_optimizer(code.lr or 1.0), f"scheduler = {code.call}"]


def snippet(framework: str, schedule: Schedule, command: str, epochs: list[float]) -> str:
    """Return a complete piece of code for a framework. Raises ValueError where it has no such schedule."""
    module: Any = import_module(f"lrcalc.frameworks.{framework}")
    code: Code | None = module.write(schedule)
    comments = [f"# {line}" for line in command.splitlines()]
    if code is None:
        if not hasattr(module, "general"):
            raise ValueError(f"there is no schedule like this {schedule.name}; -f torch, keras and optax write any")
        body = module.general(*function(schedule))
    else:
        comments += _differences(framework, code, schedule, epochs)
        body = module.program(code)
    return "\n".join([*comments, *body]) + "\n"


def _differences(framework: str, code: Code, schedule: Schedule, epochs: list[float]) -> list[str]:
    """Return comments on where the framework's curve is another one, as far as its own reading tells."""
    reader = Reader(framework, code.lr)
    try:
        theirs = reader.read(code.call)
    except ReadingError as error:
        return [f"# {error}"]
    comments = [f"# {note}." for note in reader.notes]
    pairs = [(epoch, _rate(theirs, epoch), _rate(schedule, epoch)) for epoch in epochs]
    peak = max((own for _, _, own in pairs), default=0.0)
    differing = [pair for pair in pairs if abs(pair[1] - pair[2]) > 1e-9 * peak]
    if differing:
        epoch, other, own = differing[0]
        first = f"{other:.6g} in place of {own:.6g}" if math.isfinite(other) else "it overflows"
        comments.append(f"# It differs from epoch {pretty(epoch)} on: {first} there.")
    return comments


def _rate(schedule: Schedule, epoch: float) -> float:
    try:
        return schedule(epoch)
    except OverflowError:
        return math.inf


# --- the formula as a function: the strategy's own code, with its numbers in place of its names ---


def function(schedule: Schedule) -> tuple[list[str], list[str]]:
    """Return the imports and the lines of a Python function of the epoch that is the schedule.

    >>> from lrcalc import Exponential
    >>> function(Exponential(lr=0.1, rate=0.5))
    (['import math'], ['def learning_rate(epoch):', '    return 0.1 * math.pow(0.5, epoch)'])
    """
    pieces = _Pieces()
    pieces.add(schedule, FUNCTION)
    return sorted(pieces.imports), "\n\n\n".join(pieces.functions).split("\n")


class _Pieces:
    """Collects the functions that a schedule is made of, and their imports."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.functions: list[str] = []

    def add(self, schedule: Schedule, name: str) -> None:
        inner: tuple[Schedule, ...] = getattr(schedule, "parts", ())
        if isinstance(schedule, Warmup):
            inner = (schedule.schedule,)
        parts = [f"{name}_{index}" for index in range(1, len(inner) + 1)]
        for part, own in zip(inner, parts, strict=True):
            self.add(part, own)
        if isinstance(schedule, Warmup):
            lines = [
                f"if epoch < {schedule.warmup!r}:",
                f"    return {schedule.warmup_lr!r} + ({parts[0]}(0) - {schedule.warmup_lr!r}) * (epoch / {schedule.warmup!r})",
                f"return {parts[0]}(epoch - {schedule.warmup!r})",
            ]
        elif isinstance(schedule, Sequence):
            starts = [0.0, *schedule.switch]
            pairs = [*zip(parts, starts, [*schedule.switch, None], strict=True)]
            lines = []
            for own, start, end in pairs:
                test = [f"if epoch < {end!r}:"] if end is not None else []
                lines += [*test, f"{'    ' * len(test)}return {own}(epoch - {start!r})"]
        elif isinstance(schedule, Product):
            lines = [f"return {' * '.join(f'{part}(epoch)' for part in parts)}"]
        elif isinstance(schedule, Shift):
            clock = f"max({schedule.by!r} - epoch, 0.0)" if schedule.backwards else f"{schedule.by!r} + epoch"
            lines = [f"return {parts[0]}({clock})"]
        else:
            self._add_formula(schedule, name)
            return
        self.functions.append(f"def {name}(epoch):\n" + textwrap.indent("\n".join(lines), "    "))

    def _add_formula(self, schedule: Schedule, name: str) -> None:
        module = sys.modules[type(schedule).__module__]
        tree = ast.parse(inspect.getsource(module))
        top = {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
        constants = {
            target.id: node
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        cls = top[type(schedule).__name__]
        methods = {node.name: node for node in cls.body if isinstance(node, ast.FunctionDef)}
        names = {method: name if method == "lr_at" else f"{name}{method}" for method in methods}
        wanted, done = ["lr_at"], dict[str, str]()
        while wanted:
            word = wanted.pop()
            if word in done:
                continue
            node: ast.stmt = methods.get(word) or top.get(word) or constants[word]
            node = _Numbers(schedule, names).visit(ast.parse(ast.unparse(node)).body[0])
            done[word] = ast.unparse(ast.fix_missing_locations(node))
            used = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
            wanted += [method for method, new in names.items() if new in used and method != word]
            wanted += sorted(used & {*top, *constants} - {*methods})
            self.imports |= set(_imports(tree, used))
        self.functions += [text for word, text in reversed(done.items()) if text not in self.functions]


def _imports(tree: ast.Module, used: set[str]) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names if alias.name in used)
        if isinstance(node, ast.ImportFrom) and not str(node.module).startswith("lrcalc"):
            found = [alias.name for alias in node.names if alias.name in used]
            if found:
                yield f"from {node.module} import {', '.join(found)}"


class _Numbers(ast.NodeTransformer):
    """Puts a schedule's numbers in place of its parameters, and drops the branches that they decide."""

    def __init__(self, schedule: Schedule, names: dict[str, str]) -> None:
        self.schedule = schedule
        self.names = names

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        docstring = ast.get_docstring(node)
        body = node.body[1:] if docstring else node.body
        node.body = [line for statement in body for line in self._lines(statement)]
        node.args.args = [argument for argument in node.args.args if argument.arg != "self"]
        for argument in node.args.args:
            argument.annotation = None
        node.returns = None
        node.name = self.names.get(node.name, node.name)
        return node

    def _lines(self, statement: ast.stmt) -> list[ast.stmt]:
        visited = self.visit(statement)
        return visited if isinstance(visited, list) else [visited]

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            if node.attr in self.schedule.parameters:
                return ast.parse(repr(getattr(self.schedule, node.attr)), mode="eval").body
            return ast.Name(self.names[node.attr], ast.Load())
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> Any:
        known = _known(test := self.visit(node.test))
        if known is None:
            node.test = test
            node.body = [line for statement in node.body for line in self._lines(statement)]
            node.orelse = [line for statement in node.orelse for line in self._lines(statement)]
            return node
        return [line for statement in (node.body if known else node.orelse) for line in self._lines(statement)]

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        known = _known(test := self.visit(node.test))
        if known is None:
            return ast.IfExp(test, self.visit(node.body), self.visit(node.orelse))
        kept: ast.AST = self.visit(node.body if known else node.orelse)
        return kept

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        values = [self.visit(value) for value in node.values]
        decides = isinstance(node.op, ast.Or)
        if any(_known(value) is decides for value in values):
            return ast.Constant(decides)
        rest = [value for value in values if _known(value) is None]
        return ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0] if rest else ast.Constant(not decides)


def _known(test: ast.AST) -> bool | None:
    """Return what a test of constants alone comes to."""
    if all(not isinstance(node, (ast.Name, ast.Call, ast.Attribute)) for node in ast.walk(test)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "is" with a literal: the parameter was not set
            expression = ast.fix_missing_locations(ast.Expression(test))  # type: ignore[arg-type]
            return bool(eval(compile(expression, "", "eval"), {}))  # noqa: S307 - our own formula's constants
    return None

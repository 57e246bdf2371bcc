"""A schedule as a Python function: the strategy's own source, with its numbers in place of its names."""

import ast
import builtins
import inspect
import math
import sys
import textwrap
import warnings
from collections.abc import Iterator
from typing import Any

from lrcalc.compose import Product, Sequence, Shift, Warmup
from lrcalc.formula import Formula
from lrcalc.frameworks.code import FUNCTION
from lrcalc.schedule import Schedule, scaled_power


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
            inner = (schedule.rest,)
        parts = [f"{name}_{index}" for index in range(1, len(inner) + 1)]
        for part, own in zip(inner, parts, strict=True):
            self.add(part, own)
        if isinstance(schedule, Warmup):
            first = schedule.warmup_lr
            lines = [
                f"if epoch < {schedule.warmup!r}:",
                f"    return {first!r} + ({parts[0]}(0) - {first!r}) * (epoch / {schedule.warmup!r})",
                f"return {parts[0]}(epoch{f' - {schedule.delay!r}' if schedule.delay else ''})",
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
        elif isinstance(schedule, Formula):
            lines = self._own(schedule)
        else:
            self._add_formula(schedule, name)
            return
        self.functions.append(f"def {name}(epoch):\n" + textwrap.indent("\n".join(lines), "    "))

    def _own(self, schedule: Formula) -> list[str]:
        """Return the lines of a formula, or of someone's functions, with the numbers of its names before them."""
        tree = _Qualified({*dict(schedule.names), schedule.variable, schedule.previous}).visit(
            ast.parse(schedule.expression.strip(), mode="eval")
        )
        self.imports |= (
            {"import math"} if any(isinstance(n, ast.Name) and n.id == "math" for n in ast.walk(tree)) else set()
        )
        lines = [f"{name} = {value!r}" for name, value in schedule.names]
        for line in schedule.definitions.splitlines():
            if line.startswith(("import ", "from ")):
                self.imports.add(line)
            elif line or lines:
                lines.append(line)
        if schedule.definitions:
            lines += ["", "epoch = int(epoch) if float(epoch).is_integer() else epoch"]
        if schedule.variable != "epoch":
            lines.append(f"{schedule.variable} = epoch")
        if not schedule.previous:
            return [*lines, f"return {ast.unparse(tree)}"]
        return [
            *lines,
            f"{schedule.previous} = {schedule.initial!r}",
            f"for {schedule.variable} in range(int(epoch) + 1):",
            f"    {schedule.previous} = {ast.unparse(tree)}",
            f"return {schedule.previous}",
        ]

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
            self.imports |= {*_imports(tree, used), *(["import math"] if "math" in used else [])}
        self.functions += [text for word, text in reversed(done.items()) if text not in self.functions]


class _Qualified(ast.NodeTransformer):
    """Names the module of functions that a formula may call without it."""

    def __init__(self, own: set[str]) -> None:
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        name = {"ln": "log"}.get(node.id, node.id)
        if node.id in self.own or not hasattr(math, name) or hasattr(builtins, name):
            return node
        return ast.Attribute(ast.Name("math", ast.Load()), name, ast.Load())


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
        node.body = _returned(_up_to_return([line for statement in body for line in self._lines(statement)]))
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

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == scaled_power.__name__:
            scale, *power = map(ast.unparse, node.args)
            return ast.parse(f"({scale}) * math.pow({', '.join(power)})", mode="eval").body
        return node

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


def _up_to_return(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements without those behind a return, which a branch that was decided may leave."""
    end = next((index for index, statement in enumerate(body) if isinstance(statement, ast.Return)), len(body))
    return body[: end + 1]


def _returned(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements in which what is only named to be returned is returned at once."""
    match body:
        case [
            *first,
            ast.Assign(targets=[ast.Name(id=name)], value=value),
            ast.Return(value=ast.Name(id=returned)),
        ] if name == returned:
            return [*first, ast.Return(value)]
    return body


def _known(test: ast.AST) -> bool | None:
    """Return what a test of constants alone comes to."""
    if all(not isinstance(node, (ast.Name, ast.Call, ast.Attribute)) for node in ast.walk(test)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "is" with a literal: the parameter was not set
            expression = ast.fix_missing_locations(ast.Expression(test))  # type: ignore[arg-type]
            return bool(eval(compile(expression, "", "eval"), {}))  # noqa: S307 - our own formula's constants
    return None

"""A function of someone's program, taken out of it: a text of its own, with all that it needs."""

import ast
import builtins
import copy
import math
from collections.abc import Mapping
from typing import Any

from lrcalc.expression import ExpressionError
from lrcalc.interpreter import MATH, Bound, Class, Function, Instance, Interpreter, Scope, Unknown, is_decorated

OPTIMIZER = "optimizer"  # the stand-in for an optimizer whose groups a function sets
PLAIN = (bool, int, float, str)
_IMPORTS = {"np": "numpy", "jnp": "jax.numpy", "tf": "tensorflow", "K": "keras.backend"}


class Extract:
    """Collects definitions: imports, numbers, and functions that need nothing else.

    ``names`` are the numbers, ``lines`` where the text has them.
    """

    def __init__(self, interpreter: Interpreter) -> None:
        self.interpreter = interpreter
        self.names: dict[str, Any] = {}
        self.lines: dict[str, int] = {}
        self.optimizer = False
        self.imports: dict[str, None] = {}
        self.chunks: dict[str, str] = {}
        self._known: dict[int, tuple[object, str]] = {}

    @property
    def definitions(self) -> str:
        """The program's text, without the numbers."""
        imports = "".join(f"{line}\n" for line in self.imports)
        return "\n\n".join([*([imports.rstrip()] if imports else []), *self.chunks.values()])

    def reference(self, value: Any, hint: str = "value") -> str:
        """Return how the program names a value, after defining it there."""
        if value is None or isinstance(value, PLAIN):
            if isinstance(value, float) and value in (float("inf"), -float("inf")):
                return f"float('{value}')"
            return repr(value)
        if isinstance(value, (list, tuple, range, dict, frozenset)):
            return self._literal(value)
        if id(value) in self._known:
            return self._known[id(value)][1]
        if isinstance(value, Bound):
            return self._of_bound(value, hint)
        if isinstance(value, Unknown):
            return self._of_unknown(value)
        if isinstance(value, Instance) and value.kind is None:
            self.imports["from types import SimpleNamespace"] = None
            items = {k: v for k, v in value.attributes.items() if _is_plain(v) and str(k).isidentifier()}
            return f"SimpleNamespace({', '.join(f'{k}={self.reference(v)}' for k, v in items.items())})"
        if isinstance(value, (Instance, Class)):
            name = self.free_name(
                value.kind.name if isinstance(value, Instance) and value.kind else getattr(value, "name", hint)
            )
            own = f"{name}()" if isinstance(value, Instance) else name
            self._known[id(value)] = (value, own)
            self._define_class(value, name)
            return own
        if isinstance(value, Function):
            name = self.free_name(hint if value.name == "lambda" else value.name)
            self._known[id(value)] = (value, name)
            self.define(value, name)
            return name
        raise ExpressionError(f"{hint} is not a value that can be written down")

    def define(self, function: Function, name: str, closed: Mapping[str, Any] | None = None) -> None:
        """Define a function; ``closed`` are parameters that have their value for good."""
        node = copy.deepcopy(function.node)
        scope = Scope(dict(closed or {}), function.scope)
        stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        args = node.args
        defaults = dict(function.defaults)
        for group in (args.posonlyargs, args.args, args.kwonlyargs):
            for argument in [*group]:
                argument.annotation = None
                if argument.arg in (closed or {}):
                    if argument.arg in stored:
                        defaults[argument.arg] = (closed or {})[argument.arg]
                    else:
                        group.remove(argument)
        every = [*args.posonlyargs, *args.args]
        first = next((index for index, a in enumerate(every) if a.arg in defaults), len(every))
        args.defaults = [self._tree(defaults.get(a.arg), a.arg) for a in every[first:]]
        args.kw_defaults = [self._tree(defaults[a.arg], a.arg) if a.arg in defaults else None for a in args.kwonlyargs]
        own = {a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
        own |= {a.arg for a in (args.vararg, args.kwarg) if a} | (stored - {*(closed or {})}) | (stored & own)
        if isinstance(node, ast.Lambda):
            node.body = _Closed(self, scope, own).visit(node.body)
            self.chunks[name] = f"{name} = {ast.unparse(ast.fix_missing_locations(node))}"
            return
        node.decorator_list, node.returns, node.name = [], None, name
        node.body = _body(_Closed(self, scope, own), node.body)
        self.chunks[name] = ast.unparse(ast.fix_missing_locations(node))

    def number(self, name: str, value: Any, line: int) -> str:
        """Return the program's name for a plain value that its text names."""
        if isinstance(value, float) and not math.isfinite(value):
            return self.reference(value)
        if name in self.names and self.names[name] is not value and self.names[name] != value:
            return self.reference(value)
        if name in self.chunks and not isinstance(value, (int, float)):
            return name
        if isinstance(value, (int, float)):
            self.names[name] = value
        else:
            self.chunks = {name: f"{name} = {self.reference(value)}", **self.chunks}
        self.lines[name] = line
        return name

    def _tree(self, value: Any, hint: str) -> ast.expr:
        return ast.parse(self.reference(value, hint), mode="eval").body

    def _literal(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{k!r}: {self.reference(v)}" for k, v in value.items()) + "}"
        if isinstance(value, range):
            return f"range({value.start}, {value.stop}, {value.step})"
        if isinstance(value, frozenset):
            return f"{{{', '.join(map(repr, value))}}}" if value else "set()"
        items = ", ".join(self.reference(item) for item in value)
        return f"[{items}]" if isinstance(value, list) else f"({items}{',' * (len(value) == 1)})"

    def _of_bound(self, value: Bound, hint: str) -> str:
        is_method = len(value.arguments) == 1 and isinstance(value.arguments[0], (Instance, Class))
        if is_method and not value.keywords and isinstance(value.function, Function):
            return f"{self.reference(value.arguments[0])}.{value.function.name}"
        self.imports["from functools import partial"] = None
        words = [self.reference(value.function, hint), *map(self.reference, value.arguments)]
        for key, item in value.keywords.items():  # what is given as **names is kept under that name
            words.append(f"**{self.reference(item)}" if key.startswith("**") else f"{key}={self.reference(item)}")
        return f"partial({', '.join(words)})"

    def _of_unknown(self, value: Unknown) -> str:
        name = value.texts[0]
        if value.origin:
            self.imported(name.partition(".")[0], value.origin if "." not in name else value.origin.partition(".")[0])
        return name

    def imported(self, name: str, origin: str) -> None:
        """Import a module or a name of it."""
        module, _, last = origin.rpartition(".")
        if origin == name:
            line = f"import {name}"
        elif last == name and module:
            line = f"from {module} import {name}"
        elif module and origin not in MATH:
            line = f"from {module} import {last} as {name}"
        else:
            line = f"import {origin} as {name}"
        self.imports[line] = None

    def _define_class(self, value: Instance | Class, name: str) -> None:
        kind: Any = value.kind if isinstance(value, Instance) else value
        self.chunks[name] = ""
        lines = []
        attributes = dict(kind.attributes)
        if any(key.endswith(".setter") for key in attributes):
            raise ExpressionError("a class with a property that is set is not read")
        for base in kind.bases:
            if isinstance(base, Class):
                attributes = {**base.attributes, **attributes}
        if isinstance(value, Instance):
            attributes.pop("__init__", None)
            attributes |= value.attributes
        for key, item in attributes.items():
            decorator = ""
            if is_decorated(item):
                decorator, item = f"@{item[0]}\n", item[1]  # noqa: PLW2901 - the function itself
            if (isinstance(item, Function) and item.node in kind.node.body) or (
                isinstance(item, Function) and key == item.name
            ):
                inner = f"{name}.{key}"
                self.define(item, inner)
                text = decorator + self.chunks.pop(inner).replace(f"def {inner}(", f"def {key}(")
                lines.append("\n".join(f"    {line}" for line in text.split("\n")))
            elif _is_plain(item) or isinstance(item, (Function, Instance, Bound)):
                lines.insert(0, f"    {key} = {self.reference(item, str(key))}")
        del self.chunks[name]
        self.chunks[name] = f"class {name}:\n" + "\n".join(lines or ["    pass"])

    def free_name(self, name: str) -> str:
        """Return a name like one that is asked for, which the program does not have."""
        name = name if name.isidentifier() else "value"
        taken = {*self.chunks, *self.names, *(own for _, own in self._known.values()), OPTIMIZER}
        index, free = 2, name
        while free in taken:
            free, index = f"{name}_{index}", index + 1
        return free


class _Closed(ast.NodeTransformer):
    """Puts what the text knows in place of names that are not a function's own."""

    def __init__(self, extract: Extract, scope: Scope, own: set[str]) -> None:
        self.extract = extract
        self.scope = scope
        self.own = own

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.own or not isinstance(node.ctx, ast.Load):
            return node
        interpreter = self.extract.interpreter
        uses, interpreter.uses = interpreter.uses, {}
        try:
            value = interpreter.evaluate(node, self.scope)
            line = (interpreter.uses or {}).get(node.id, (None, 0))[1]
        finally:
            interpreter.uses = uses
        if isinstance(value, Unknown):
            if {*value.texts} & interpreter.optimizers:
                self.extract.optimizer = True
                return ast.Name(OPTIMIZER, ast.Load())
            if value.origin:
                self.extract.imported(node.id, value.origin)
            elif node.id in MATH and not hasattr(builtins, node.id):
                self.extract.imported(node.id, _IMPORTS.get(node.id, node.id))
            return node
        if _is_plain(value) and not isinstance(value, str) and value is not None:
            return ast.parse(self.extract.number(node.id, value, line), mode="eval").body
        try:
            return ast.parse(self.extract.reference(value, node.id), mode="eval").body
        except ExpressionError:
            return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr == "param_groups" and not self._is_own(node.value):
            self.extract.optimizer = True
            return ast.Attribute(ast.Name(OPTIMIZER, ast.Load()), "param_groups", ast.Load())
        return self._known(node) or self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return self._known(node) or self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        interpreter = self.extract.interpreter
        if interpreter.text(node) in interpreter.given:
            return self._known(node) or node
        if isinstance(node.func, ast.Name) and node.func.id == "isinstance":  # classes are written without their bases
            return self._known(node) or self.generic_visit(node)
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant):
            return None
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func).partition(".")[0] in _SILENT:
            return None
        return self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> ast.AST | None:
        return None

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        if node.value is None:
            return None
        assigned: ast.AST = self.visit(ast.copy_location(ast.Assign([node.target], node.value), node))
        return assigned

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer = self.own
        self.own = (
            outer | {node.name} | {a.arg for a in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs)}
        )
        node.body = _body(self, node.body)
        self.own = outer
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        outer = self.own
        self.own = outer | {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
        self.generic_visit(node)
        self.own = outer
        return node

    def _is_own(self, node: ast.expr) -> bool:
        return any(isinstance(n, ast.Name) and n.id in self.own for n in ast.walk(node))

    def _known(self, node: ast.expr) -> ast.AST | None:
        """Return the literal of a dotted name, subscript or call whose value the text has."""
        interpreter = self.extract.interpreter
        text = interpreter.text(node)
        if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            return None
        if text not in interpreter.given and self._is_own(node):
            return None
        outer, interpreter.uses = interpreter.uses, {}
        try:
            value = interpreter.evaluate(node, self.scope)
            line = (interpreter.uses or {}).get(text, (None, 0))[1]
        finally:
            interpreter.uses = outer
        if value is None or not _is_plain(value) or _is_math(text):
            return None
        self.extract.lines.setdefault(f"{text} = {value}", line)
        return ast.parse(self.extract.reference(value), mode="eval").body


_SILENT = {"print", "logger", "logging", "wandb", "writer", "log", "tqdm", "warnings", "log_metrics", "mlflow"}


def _is_math(text: str) -> bool:
    return text.rpartition(".")[0] in MATH


def _body(closed: _Closed, body: list[ast.stmt]) -> list[ast.stmt]:
    made: list[ast.stmt] = []
    for statement in body:
        visited = closed.visit(statement)
        made += visited if isinstance(visited, list) else [visited] if visited is not None else []
    return made or [ast.Pass()]


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, value.values()))
    return value is None or isinstance(value, (*PLAIN, range, frozenset))

"""Code as people write it, computed from its syntax tree: nothing is executed, imported or looked up.

What is not known stays :class:`Unknown`, and what is made of it too. A condition that is not known is
followed both ways, and what differs afterwards is unknown. Work, depth and sizes are bounded.
"""

import ast
import builtins
import math
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from lrcalc.expression import CONSTANTS, FUNCTIONS, MOST_BITS, ExpressionError, apply, operate
from lrcalc.values import in_words

WORK = 100_000  # steps of one computation
DEEPEST = 40  # calls in each other
MOST_SHIFTED = 64  # bits
MOST_WRITTEN = 10_000  # bits of a number in the text: Python does not write longer ones
LONGEST = 100_000  # items of a list, characters of a string

# Modules whose scalar functions are those of math.
MATH = {"math", "np", "numpy", "jnp", "jax.numpy", "torch", "tf", "tensorflow", "K", "keras.backend", "cmath"}
MATH |= {"tf.math", "tensorflow.math", "keras.ops", "ops", "paddle", "tensorflow.keras.backend", "mx.nd"}
SAME_AS = {
    "power": "pow", "minimum": "min", "maximum": "max", "absolute": "abs", "arctan": "atan", "arcsin": "asin",
    "arccos": "acos", "fmin": "min", "fmax": "max", "amin": "min", "amax": "max", "clip_by_value": "clip",
    "clamp": "clip", "float32": "float", "float64": "float", "int32": "int", "int64": "int", "sign": "sign",
}  # fmt: skip
SAME = {"tensor", "as_tensor", "constant", "cast", "convert_to_tensor", "asarray", "Tensor", "squeeze", "to_float"}


class RaisedError(ExpressionError):
    """A function of the code raises."""


class _UndecidedError(Exception):
    """A loop may end here, or not: ``missing`` are the names that would decide it."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__()
        self.missing = missing


class ExhaustedError(ExpressionError):
    """The code takes more work than is allowed."""


@dataclass(frozen=True, eq=False)
class Unknown:
    """A value that is not in the text.

    ``texts`` are the ways to spell it, ``missing`` the names that would make it known; ``call`` is what was
    called to make it, ``origin`` where it is imported from, ``why`` what went wrong.
    """

    texts: tuple[str, ...]
    missing: tuple[str, ...]
    call: "Invocation | None" = None
    origin: str = ""
    why: str = ""


@dataclass(frozen=True, eq=False)
class Invocation:
    """A call of something that is not in the text."""

    path: str
    arguments: list[Any]
    keywords: dict[str, Any]
    line: int
    uses: dict[str, tuple[Any, int]]


@dataclass(eq=False)
class Scope:
    """The names of a module, a class or a call."""

    names: dict[str, Any] = field(default_factory=dict)
    parent: "Scope | None" = None
    is_class: bool = False
    outer: set[str] = field(default_factory=set)  # declared global or nonlocal


@dataclass(frozen=True, eq=False)
class Function:
    """A def or lambda, where it stands."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name; a lambda has none."""
        return getattr(self.node, "name", "lambda")

    @property
    def parameters(self) -> list[str]:
        """The names of its parameters that can be given by place or name."""
        args = self.node.args
        return [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


@dataclass(frozen=True, eq=False)
class Bound:
    """A method of an object, or a function with arguments that are given already."""

    function: Any
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Class:
    """A class of the text."""

    name: str
    node: ast.ClassDef
    attributes: dict[str, Any]
    bases: list[Any]

    def find(self, name: str) -> Any:
        """Return an attribute of the class or its bases; KeyError where there is none."""
        if name in self.attributes:
            return self.attributes[name]
        for base in self.bases:
            if isinstance(base, Class):
                try:
                    return base.find(name)
                except KeyError:
                    continue
        raise KeyError(name)

    def has(self, name: str) -> bool:
        """Return whether the class or a base has an attribute."""
        try:
            self.find(name)
        except KeyError:
            return False
        return True

    @property
    def is_foreign(self) -> bool:
        """Whether the class is derived from one that is not in the text."""
        return any(isinstance(base, Unknown) or (isinstance(base, Class) and base.is_foreign) for base in self.bases)

    def is_a(self, other: object) -> bool:
        """Return whether the class is another, or derived from it."""
        return self is other or any(isinstance(base, Class) and base.is_a(other) for base in self.bases)


@dataclass(eq=False)
class Instance:
    """An object of a class of the text, or a plain namespace."""

    kind: Class | None
    attributes: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Super:
    """What super() is in a method."""

    instance: Instance


class Iterated(list[Any]):
    """What a generator, map or zip yields: it can be gone through once."""

    spent = False


Signal = tuple[str, Any] | None  # how a block ends: ("return", value), ("break", None) and the like


class Interpreter:
    """Computes the values of one text.

    ``given`` are the values of names as they stand in the code. ``recognise`` is asked of each call of
    what is not in the text and returns what it makes, or None. A ``lenient`` interpreter takes what it
    cannot compute for unknown; otherwise that is an error.
    """

    def __init__(
        self,
        given: Mapping[str, Any] | None = None,
        recognise: Callable[[Invocation, ast.Call], Any] | None = None,
        *,
        lenient: bool = False,
        work: int = WORK,
    ) -> None:
        self.given = dict(given or {})
        self.recognise = recognise
        self.lenient = lenient
        self.left = work
        self.depth = 0
        self.used: set[str] = set()  # of what was given
        self.lines: dict[tuple[int, Any], int] = {}  # where a value was bound
        self.uses: dict[str, tuple[Any, int]] | None = None
        self.group: dict[str, Any] | None = None  # an optimizer's, whose rate is set
        self.fallback: Callable[[str], tuple[Any, int] | None] | None = None  # values of dotted names
        self.calls: dict[ast.AST, list[dict[str, Any]]] = {}  # the arguments of each function's calls
        self.functions: dict[ast.AST, Function] = {}  # as they were made last
        self.instances: dict[ast.AST, tuple[Instance, list[Any]]] = {}  # what calls have made, and of which arguments
        self.marks: set[str] = set()  # names that stand for what a function is called with
        self.optimizers: set[str] = set()  # what has had its groups asked for
        self.spoiled: dict[int, tuple[Any, tuple[str, ...]]] = {}  # lists and dicts that are not known any more
        self.defaults: dict[int, Any] = {}  # lists and dicts that the calls of a function share
        self._texts: dict[ast.AST, str] = {}
        self._statements = {getattr(ast, name[4:]): getattr(self, name) for name in _STATEMENTS}
        self._expressions = {getattr(ast, name[4:]): getattr(self, name) for name in _EXPRESSIONS}
        self._journals: list[dict[tuple[int, Any], tuple[Any, Any, bool, Any]]] = []
        self._maybe: list[list[Any]] = []
        self._turns: list[
            str
        ] = []  # of the loops around: "turns" that are followed, "endless" ones among them, or "once"

    # --- statements ---

    def run(self, body: Iterable[ast.stmt], scope: Scope) -> Signal:
        """Execute statements; return how they end."""
        for statement in body:
            signal = self._statement(statement, scope)
            if signal is not None:
                return signal
        return None

    def _statement(self, node: ast.stmt, scope: Scope) -> Signal:
        self._work()
        method = self._statements.get(type(node))
        if method is None:
            if self.lenient:
                return self._not_followed(node, scope)
            raise ExpressionError(f"line {node.lineno}: {_words(node)} is not read")
        if not self.lenient:
            return method(node, scope)  # type: ignore[no-any-return]
        try:
            return method(node, scope)  # type: ignore[no-any-return]
        except ExhaustedError:
            raise
        except ExpressionError:
            return None

    def _not_followed(self, node: ast.stmt, scope: Scope) -> Signal:
        """Take for unknown what may be set or returned by a statement that is not read, such as except*."""
        for one in ast.walk(node):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load):
                self._spoiled(self.evaluate(one, scope))
            elif isinstance(one, ast.Name):
                self.put(self._home(one.id, scope).names, one.id, Unknown((one.id,), (one.id,)), node.lineno)
            elif isinstance(one, ast.Return) and self._maybe:
                self._maybe[-1].append((Unknown(("…",), (_words(node),)), ()))
        return None

    def _do_Expr(self, node: ast.Expr, scope: Scope) -> Signal:
        if isinstance(node.value, ast.Constant):
            return None
        self.evaluate(node.value, scope)
        return None

    def _do_Pass(self, node: ast.Pass, scope: Scope) -> Signal:
        return None

    def _do_Return(self, node: ast.Return, scope: Scope) -> Signal:
        return ("return", None if node.value is None else self.evaluate(node.value, scope))

    def _do_Break(self, node: ast.Break, scope: Scope) -> Signal:
        return ("break", None)

    def _do_Continue(self, node: ast.Continue, scope: Scope) -> Signal:
        return ("continue", None)

    def _do_Raise(self, node: ast.Raise, scope: Scope) -> Signal:
        what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        kind = ast.unparse(what) if what else ""
        text = f"line {node.lineno}: the code raises {_short(node.exc) if node.exc else 'an error'}"
        return ("raise", RaisedError(text, kind))

    def _do_Assert(self, node: ast.Assert, scope: Scope) -> Signal:
        if self.lenient:
            return None
        if self.truth(self.evaluate(node.test, scope)) is False:
            raise ExpressionError(f"line {node.lineno}: the code's assert fails: {_short(node.test)}")
        return None

    def _do_Global(self, node: ast.Global | ast.Nonlocal, scope: Scope) -> Signal:
        scope.outer |= {*node.names}
        return None

    _do_Nonlocal = _do_Global

    def _do_Delete(self, node: ast.Delete, scope: Scope) -> Signal:
        for target in node.targets:
            if isinstance(target, ast.Subscript):
                owner = self.evaluate(target.value, scope)
                key = None if isinstance(target.slice, ast.Slice) else self.evaluate(target.slice, scope)
                if isinstance(owner, dict) and _is_key(key) and key in owner:
                    self._take(owner, key)
                else:
                    self._spoiled(owner, key)
        return None

    def _do_Import(self, node: ast.Import, scope: Scope) -> Signal:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            origin = alias.name if alias.asname else name
            self.put(scope.names, name, Unknown((name,), (name,), origin=origin), node.lineno)
        return None

    def _do_ImportFrom(self, node: ast.ImportFrom, scope: Scope) -> Signal:
        for alias in node.names:
            name = alias.asname or alias.name
            unknown: Any = Unknown((name,), (name,), origin=f"{node.module or ''}.{alias.name}")
            if node.module in MATH and alias.name in CONSTANTS:
                unknown = CONSTANTS[alias.name]
            if name != "*" and name not in self.given:
                self.put(scope.names, name, unknown, node.lineno)
        return None

    def _do_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Signal:
        function: Any = self.function(node, scope)
        names = {getattr(d, "id", getattr(d, "attr", "")) for d in node.decorator_list}
        if "setter" in names:
            self.put(scope.names, f"{node.name}.setter", function)
            return None
        if "property" in names or "staticmethod" in names or "classmethod" in names:
            function = (names & {"property", "staticmethod", "classmethod"}).pop(), function
        else:
            for decorator in reversed(node.decorator_list):
                wrap = self.evaluate(decorator, scope)
                if isinstance(wrap, (Function, Bound)):
                    function = self.call(wrap, [function], {})
            if isinstance(function, Function):
                self.functions[node] = function
        self.put(scope.names, node.name, function, node.lineno)
        return None

    _do_AsyncFunctionDef = _do_FunctionDef

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, scope: Scope) -> Function:
        """Return a function as it is made where it stands: with its defaults."""
        args = node.args
        named = [a.arg for a in (*args.posonlyargs, *args.args)]
        pairs = [*zip(named[len(named) - len(args.defaults) :], args.defaults, strict=True)]
        pairs += [(a.arg, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        made = Function(node, scope, {name: self.evaluate(default, scope) for name, default in pairs})
        self.functions[node] = made
        return made

    def _do_ClassDef(self, node: ast.ClassDef, scope: Scope) -> Signal:
        inner = Scope(parent=scope, is_class=True)
        self.run(node.body, inner)
        made = Class(node.name, node, inner.names, [self.evaluate(base, scope) for base in node.bases])
        self.put(scope.names, node.name, made, node.lineno)
        return None

    def _do_Assign(self, node: ast.Assign, scope: Scope) -> Signal:
        value = self.evaluate(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope, node.value)
        return None

    def _do_AnnAssign(self, node: ast.AnnAssign, scope: Scope) -> Signal:
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value, scope), scope, node.value)
        return None

    def _do_AugAssign(self, node: ast.AugAssign, scope: Scope) -> Signal:
        old, value = self.evaluate(node.target, scope), self.evaluate(node.value, scope)
        name = type(node.op).__name__
        if isinstance(old, (list, dict)):  # changed in place, under all of its names
            if isinstance(value, Unknown):
                self._spoiled(old)
            elif isinstance(old, dict):
                for key, item in self.binary(name, old, value).items():
                    self.put(old, key, item)
            else:
                made = self.binary(name, old, [*self.items(value)] if name == "Add" else value)
                self._keep(old)
                old[:] = made
            return None
        self.assign(node.target, self.binary(name, old, value), scope)
        return None

    def assign(self, target: ast.expr, value: Any, scope: Scope, source: ast.expr | None = None) -> None:
        """Bind a target; a script's name that is given elsewhere keeps what is given."""
        line = target.lineno
        match target:
            case ast.Name(id=name):
                if self.lenient and name in self.given and source is not None and not _mentions(source, name):
                    self.used.add(name)
                    value = self.given[name]
                self.put(self._home(name, scope).names, name, value, line)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                values = self._unpacked(value, items)
                for item, one in zip(items, values, strict=False):
                    self.assign(item.value if isinstance(item, ast.Starred) else item, one, scope)
            case ast.Attribute(attr=name):
                owner = self.evaluate(target.value, scope)
                setter = f"{name}.setter"
                if isinstance(owner, Instance) and owner.kind and owner.kind.has(setter):
                    self.call(owner.kind.find(setter), [owner, value], {})
                elif isinstance(owner, (Instance, Class)):
                    self.put(owner.attributes, name, value, line)
                elif isinstance(owner, dict):
                    self.put(owner, name, value, line)
            case ast.Subscript():
                owner = self.evaluate(target.value, scope)
                owner = owner.attributes if isinstance(owner, Instance) else owner
                if isinstance(target.slice, ast.Slice):
                    self._spoiled(owner)
                    raise ExpressionError(f"line {line}: {_short(target)} cannot be set")
                key = self.evaluate(target.slice, scope)
                if isinstance(owner, dict) and _is_key(key):
                    self.put(owner, key, value, line)
                elif isinstance(owner, list) and isinstance(key, int) and -len(owner) <= key < len(owner):
                    self._keep(owner)
                    owner[key] = value
                    if isinstance(value, (list, tuple, dict)):
                        self._weighed(owner)
                elif not isinstance(owner, Unknown):
                    self._spoiled(owner)
                    raise ExpressionError(f"line {line}: {_short(target)} cannot be set")
            case _:
                raise ExpressionError(f"line {line}: {_short(target)} cannot be set")

    def _unpacked(self, value: Any, items: list[ast.expr]) -> list[Any]:
        if isinstance(value, Unknown):
            return [self._from(value, f"{value.texts[0]}[{index}]") for index in range(len(items))]
        values = list(self.items(value))
        starred = next((index for index, item in enumerate(items) if isinstance(item, ast.Starred)), None)
        if starred is not None:
            rest = len(values) - len(items) + 1
            if rest < 0:
                raise ExpressionError(f"{len(values)} values are given to {len(items) - 1} names and more")
            return [*values[:starred], values[starred : starred + rest], *values[starred + rest :]]
        if len(values) != len(items):
            raise ExpressionError(f"{len(values)} values are given to {len(items)} names")
        return values

    @staticmethod
    def _home(name: str, scope: Scope) -> Scope:
        if name not in scope.outer:
            return scope
        outer = scope.parent
        while outer is not None and name not in outer.names and outer.parent is not None:
            outer = outer.parent
        return outer or scope

    def put(self, container: dict[Any, Any], key: Any, value: Any, line: int = 0) -> None:
        """Set an item, so that a branch which may not be taken can be taken back."""
        self._require_own(container)
        if len(container) > LONGEST:
            raise ExhaustedError("a dict grows too large")
        if self._journals:
            self._journals[-1].setdefault((id(container), key), (container, key, key in container, container.get(key)))
        container[key] = value
        if isinstance(key, (int, float)) and isinstance(value, (list, tuple, dict)):
            self._weighed(container)
        if line:
            self.lines[id(container), key] = line

    def _take(self, container: dict[Any, Any], key: Any) -> None:
        """Remove an item, so that a branch which may not be taken can be taken back."""
        self.put(container, key, _NONE)
        del container[key]

    def _require_own(self, container: list[Any] | dict[Any, Any]) -> None:
        """Raise ExpressionError for a default: what a call changes in it, the next one finds."""
        if id(container) in self.defaults:
            self._spoiled(container)
            raise ExpressionError("a function changes its default, a list or dict that its next call finds changed")

    def _keep(self, items: list[Any]) -> None:
        self._require_own(items)
        if self._journals and (id(items), None) not in self._journals[-1]:
            self._work(len(items) // 10)
            self._journals[-1][id(items), None] = (items, None, True, [*items])

    def _weighed(self, value: Any) -> Any:
        """Return a collection; raise ExhaustedError where what is in it, at all depths, is too much."""
        size = _size(value)
        self._work(size // 10)
        if size > LONGEST:
            raise ExhaustedError("a list grows too long")
        return value

    def _do_If(self, node: ast.If, scope: Scope) -> Signal:
        test = self.evaluate(node.test, scope)
        known = self.truth(test)
        if known is not None:
            return self.run(node.body if known else node.orelse, scope)
        return self._both(
            lambda: self.run(node.body, scope), lambda: self.run(node.orelse, scope), _missing_of(test)
        )  # fmt: skip

    def _both(self, one: Callable[[], Signal], other: Callable[[], Signal], missing: tuple[str, ...]) -> Signal:
        """Follow two ways, of which it is not known which one is taken."""
        first, written = self.tried(one)
        second, written_too = self.tried(other)
        ends = ("return", "raise")
        leaves = {way[0] for way in (first, second) if way}
        turns = self._turns[-1] if self._turns else "once"
        if (turns != "once" and leaves & {"break", "continue"}) or (turns == "endless" and leaves):
            raise _UndecidedError(missing)
        if first and second and first[0] in ends and second[0] in ends:
            if first[0] == "raise" or second[0] == "raise":
                return second if first[0] == "raise" else first  # type: ignore[no-any-return]
            return ("return", self._either(first[1], second[1], missing))
        for signal in (first, second):
            if signal and signal[0] == "return" and self._maybe:
                self._maybe[-1].append((signal[1], missing))
        if first and first[0] in ends:
            written = {}
        if second and second[0] in ends:
            written_too = {}
        decided = bool((first and first[0] in ends) or (second and second[0] in ends))
        for key in {**written, **written_too}:
            container, name, had, old, new = written.get(key) or written_too[key]
            both = key in written and key in written_too
            if both or (had and not decided):
                other = written_too[key][4] if both else old
                if (new is _NONE) is not (other is _NONE):  # an item that is there only in one of the ways
                    self._spoiled(container, Unknown(("a condition",), missing or _name_of(name)))
                    continue
                new = self._either(new, other, missing if both else missing or _name_of(name))
            if isinstance(container, list):
                self._keep(container)
                container[:] = new if isinstance(new, list) else [new]
            elif new is _NONE:
                self._take(container, name)
            else:
                self.put(container, name, new)
        return None

    def tried(self, way: Callable[[], Any]) -> tuple[Any, dict[Any, Any]]:
        """Follow a way and take back what it writes; return how it ends, and what it wrote."""
        journal: dict[tuple[int, Any], tuple[Any, Any, bool, Any]] = {}
        self._journals.append(journal)
        try:
            signal = way()
        finally:
            self._journals.pop()
            written = {}
            for key, (container, name, had, old) in journal.items():
                if isinstance(container, list):
                    written[key] = (container, None, True, old, [*container])
                    container[:] = old
                else:
                    written[key] = (container, name, had, old, container.get(name, _NONE))
                    if had:
                        container[name] = old
                    else:
                        container.pop(name, None)
        return signal, written

    def _either(self, one: Any, other: Any, missing: tuple[str, ...]) -> Any:
        if one is other or (type(one) is type(other) and isinstance(one, (int, float, str)) and one == other):
            return one
        calls = [value for value in (one, other) if isinstance(value, Unknown) and value.call]
        call = calls[0].call if len(calls) == 1 and (one is None or other is None) else None
        names = _merged(missing, _missing_of(one), _missing_of(other))
        return Unknown(names[:1] or ("a condition",), names, call=call)

    def _followed(self, node: ast.For | ast.While, scope: Scope) -> tuple[bool, Signal]:
        """Run a loop's body once; tell whether the loop ends there, and with what."""
        try:
            signal = self._turn(node, scope, followed=True)
        except _UndecidedError as error:
            return True, self._once(node, Unknown(("…",), error.missing), scope)
        if signal and signal[0] in ("break", "continue"):
            return signal[0] == "break", None
        return signal is not None, signal

    def _do_For(self, node: ast.For, scope: Scope) -> Signal:
        values = self.evaluate(node.iter, scope)
        if isinstance(values, Unknown) or (self.lenient and _is_training(node)):
            return self._once(node, values, scope)
        for value in self.items(values):
            self._work()
            self.assign(node.target, value, scope)
            ended, signal = self._followed(node, scope)
            if ended:
                return signal
        return self.run(node.orelse, scope)

    _do_AsyncFor = _do_For

    def _turn(self, node: ast.For | ast.AsyncFor | ast.While, scope: Scope, *, followed: bool) -> Signal:
        is_endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        self._turns.append("once" if not followed else "endless" if is_endless else "turns")
        try:
            return self.run(node.body, scope)
        finally:
            self._turns.pop()

    def _once(self, node: ast.For | ast.While, values: Any, scope: Scope) -> Signal:
        """Follow a loop of which it is not known how often it runs: what it changes is unknown after it."""
        missing = _missing_of(values)
        own = not any(name in self.marks for name in missing)  # ask for what it changes, not for what it runs over

        def body() -> Signal:
            if isinstance(node, ast.For):
                for one in ast.walk(node.target):
                    if isinstance(getattr(one, "ctx", None), ast.Store) and not isinstance(one, (ast.Tuple, ast.List)):
                        text = ast.unparse(one)
                        self.assign(one, Unknown((text,), (text,) if own else missing), scope)  # type: ignore[arg-type]
            return self._turn(node, scope, followed=False)

        signal = self._both(body, lambda: None, () if own else missing)
        if signal is None and node.orelse:
            return self._both(lambda: self.run(node.orelse, scope), lambda: None, missing)
        return signal

    def _do_While(self, node: ast.While, scope: Scope) -> Signal:
        if self.lenient and _is_training(node):
            return self._once(node, None, scope)
        while True:
            self._work()
            test = self.evaluate(node.test, scope)
            known = self.truth(test)
            if known is None:
                return self._once(node, test, scope)
            if not known:
                return self.run(node.orelse, scope)
            ended, signal = self._followed(node, scope)
            if ended:
                return signal

    def _do_With(self, node: ast.With, scope: Scope) -> Signal:
        for item in node.items:
            value = self.evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope)
        return self.run(node.body, scope)

    _do_AsyncWith = _do_With

    def _do_Try(self, node: ast.Try, scope: Scope) -> Signal:
        try:
            signal = self.run(node.body, scope)
        except ExhaustedError:
            raise
        except ExpressionError as error:
            if not error.kind:
                raise
            signal = ("raise", error)
        if signal is None:
            signal = self.run(node.orelse, scope)
        elif signal[0] == "raise":
            handler = next((h for h in node.handlers if _catches(h.type, signal[1].kind)), None)
            signal = self.run(handler.body, scope) if handler else signal
        return self.run(node.finalbody, scope) or signal

    def _do_Match(self, node: ast.Match, scope: Scope) -> Signal:
        return self._case(self.evaluate(node.subject, scope), node.cases, scope)

    def _case(self, value: Any, cases: list[ast.match_case], scope: Scope) -> Signal:
        """Follow the first case that a value matches; both ways, where that is not known."""
        if not cases:
            return None
        first, *rest = cases
        test = self._matches(first.pattern, value, scope)
        if first.guard and self.truth(test) is not False:
            guard = self.evaluate(first.guard, scope)
            test = guard if self.truth(test) or self.truth(guard) is False else test
        known = self.truth(test)
        if known is None:
            missing = _missing_of(test)
            return self._both(lambda: self.run(first.body, scope), lambda: self._case(value, rest, scope), missing)
        return self.run(first.body, scope) if known else self._case(value, rest, scope)

    def _matches(self, pattern: ast.pattern, value: Any, scope: Scope) -> Any:
        """Return whether a value matches a pattern of values, alternatives and names."""
        match pattern:
            case ast.MatchValue(value=node):
                known = self._compared(ast.Eq(), value, other := self.evaluate(node, scope))
                return Unknown(("…",), _merged(_missing_of(value), _missing_of(other))) if known is None else known
            case ast.MatchSingleton(value=constant):
                return value if isinstance(value, Unknown) else value is constant
            case ast.MatchOr(patterns=patterns):
                tests = [self._matches(one, value, scope) for one in patterns]
                if any(self.truth(test) for test in tests):
                    return True
                return Unknown(("…",), names) if (names := _merged(*map(_missing_of, tests))) else False
            case ast.MatchAs(pattern=inner, name=name):
                test = True if inner is None else self._matches(inner, value, scope)
                if name:
                    self.put(scope.names, name, value)
                return test
        if not self.lenient:
            raise ExpressionError(f"line {pattern.lineno}: a pattern of this kind is not read")
        for name in [getattr(one, "name", None) or getattr(one, "rest", None) for one in ast.walk(pattern)]:
            self.put(scope.names, name, Unknown((name,), (name,))) if name else None
        return Unknown((_short(pattern),), ())

    # --- expressions ---

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """Return the value of an expression."""
        self._work()
        if self.given and isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
            text = self.text(node)
            if text in self.given:
                self.used.add(text)
                return self._noted(text, self.given[text])
        method = self._expressions.get(type(node))
        if method is None:
            if self.lenient:
                return self._opaque(node)
            raise ExpressionError(f"line {node.lineno}: {_words(node)} is not read")
        try:
            value = method(node, scope)
        except ExhaustedError:
            raise
        except ExpressionError as error:
            if not self.lenient:
                raise
            return Unknown((self.text(node),), (), why=str(error))
        if self.spoiled and id(value) in self.spoiled:
            return Unknown((self.text(node),), self.spoiled[id(value)][1] or (self.text(node),))
        return value

    def _spoiled(self, container: Any, *depends_on: Any) -> None:
        """Take a list or dict for unknown from now on: it was changed in a way that is not followed."""
        if isinstance(container, (list, dict)):
            self.spoiled[id(container)] = container, _merged(*map(_missing_of, (container, *depends_on)))

    def _depends(self, node: ast.expr, *values: Any) -> Unknown:
        """Return what is known as soon as some values are."""
        return Unknown((self.text(node),), _merged(*map(_missing_of, values)) or (self.text(node),))

    def text(self, node: ast.expr) -> str:
        """Return an expression as Python writes it, so that quotes and spaces do not matter."""
        if node not in self._texts:
            self._texts[node] = ast.unparse(node)
        return self._texts[node]

    def _opaque(self, node: ast.expr, *, call: Invocation | None = None, why: str = "") -> Unknown:
        text = self.text(node)
        return Unknown((text,), (text,), call=call, why=why)

    def _from(self, base: Unknown, *texts: str) -> Any:
        """Return what is a part of something unknown, where it is given under one of its names."""
        for text in texts:
            if text in self.given:
                self.used.add(text)
                return self._noted(text, self.given[text])
        if self.fallback:
            for text in texts:
                found = self.fallback(text)
                if found is not None:
                    return self._noted(text, *found)
        origin = f"{base.origin}{texts[0][len(base.texts[0]) :]}" if base.origin else ""
        is_marked = any(name in self.marks for name in base.missing)
        return Unknown(texts, base.missing if is_marked else (texts[0],), origin=origin)

    def _noted(self, text: str, value: Any, line: int = 0) -> Any:
        if self.uses is not None:
            self.uses.setdefault(text, (value, line))
        return value

    def _of_Constant(self, node: ast.Constant, scope: Scope) -> Any:
        value = node.value
        if isinstance(value, (bool, int, float, str)) or value is None:
            if value == math.inf or (isinstance(value, int) and value.bit_length() > MOST_BITS):
                raise ExpressionError("a number is too large")
            return value
        raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")

    def _of_Name(self, node: ast.Name, scope: Scope) -> Any:
        name, inner = node.id, scope
        found: Scope | None = scope
        while found is not None and (name not in found.names or (found.is_class and found is not inner)):
            found = found.parent
        if found is not None:
            value = found.names[name]
            if isinstance(value, Unknown):
                if name in self.given and self.lenient:
                    self.used.add(name)
                    return self._noted(name, self.given[name])
                if name in value.texts:
                    return value
                return Unknown((name, *value.texts), value.missing, value.call, value.origin, value.why)
            return self._noted(name, value, self.lines.get((id(found.names), name), 0))
        if name in self.given:
            self.used.add(name)
            return self._noted(name, self.given[name])
        if name == "__name__":
            return "__main__"
        if not self.lenient and name in CONSTANTS:
            return CONSTANTS[name]
        return Unknown((name,), (name,))

    def _of_Attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        owner, name = self.evaluate(node.value, scope), node.attr
        return self.attribute(owner, name, node)

    def attribute(self, owner: Any, name: str, node: ast.expr) -> Any:
        """Return an attribute of a value."""
        if isinstance(owner, Unknown):
            if name == "param_groups" and self.group is not None:
                self.optimizers |= {*owner.texts}
                return [self.group]
            path = f"{owner.origin or owner.texts[0]}.{name}"
            if (owner.origin or owner.texts[0]) in MATH and name in (*CONSTANTS, "inf"):
                return math.inf if name == "inf" else CONSTANTS[name]
            if owner.why and not owner.missing:
                return owner
            made = self._from(owner, *dict.fromkeys([*(f"{t}.{name}" for t in owner.texts), self.text(node)]))
            if isinstance(made, Unknown) and owner.origin:
                return Unknown(made.texts, made.missing, origin=path)
            return made
        if isinstance(owner, (Instance, Class)):
            found = owner.attributes if name == "__dict__" else self._member(owner, name)
            if found is not _NONE:
                line = self.lines.get((id(owner.attributes), name), 0)
                return self._noted(self.text(node), found, line) if not isinstance(found, (Bound, Function)) else found
            base = Unknown((self.text(node)[: -len(name) - 1],), ())
            return self._from(base, self.text(node))
        if isinstance(owner, Super):
            return Bound(Unknown((f"super().{name}",), ()), ())
        if isinstance(owner, dict) and name in owner and name not in ("get", "items", "keys", "values"):
            return owner[name]  # a dict with attributes, as configurations are
        if isinstance(owner, (int, float)) and name in ("T", "data", "value", "real"):
            return owner
        return Bound(Unknown((f".{name}",), ()), (owner,))

    def _member(self, owner: Instance | Class, name: str) -> Any:
        if isinstance(owner, Class):
            try:
                value = owner.find(name)
            except KeyError:
                return _NONE
            return value[1] if is_decorated(value) else value
        if name in owner.attributes:
            return owner.attributes[name]
        try:
            value = owner.kind.find(name) if owner.kind else _NONE
        except KeyError:
            return _NONE
        if is_decorated(value):
            kind, function = value
            if kind == "property":
                return self.call(Bound(function, (owner,)), [], {})
            return function if kind == "staticmethod" else Bound(function, (owner.kind,))
        return Bound(value, (owner,)) if isinstance(value, Function) else value

    def _of_Subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.evaluate(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            return self._sliced(owner, node, scope)
        key = self.evaluate(node.slice, scope)
        if isinstance(owner, Unknown):
            texts = [f"{text}[{self.text(node.slice)}]" for text in owner.texts]
            if isinstance(key, (int, str)) and not isinstance(key, bool):
                texts += [f"{text}[{key!r}]" for text in owner.texts]
            return self._from(owner, *dict.fromkeys(texts))
        if isinstance(key, Unknown):
            return Unknown((self.text(node),), _merged(key.missing, _missing_of(owner)))
        if isinstance(owner, Instance):
            owner = owner.attributes
        try:
            if isinstance(owner, dict):
                if key not in owner and (owner is self.group or self.lenient):
                    return self._from(Unknown((self.text(node.value),), ()), self.text(node))
                return self._noted(self.text(node), owner[key], self.lines.get((id(owner), key), 0))
            return owner[key]
        except (KeyError, IndexError) as error:
            text = f"line {node.lineno}: {_short(node)}: there is no {key!r}"
            raise ExpressionError(text, type(error).__name__) from None
        except TypeError:
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read") from None

    def _sliced(self, owner: Any, node: ast.Subscript, scope: Scope) -> Any:
        between: Any = node.slice
        parts = (between.lower, between.upper, between.step)
        bounds = [None if part is None else self.evaluate(part, scope) for part in parts]
        if isinstance(owner, Unknown) or any(isinstance(bound, Unknown) for bound in bounds):
            return Unknown((self.text(node),), _merged(_missing_of(owner), *map(_missing_of, bounds)))
        if not isinstance(owner, (list, tuple, str, range)) or bounds[2] == 0:
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")
        try:
            return owner[slice(*bounds)]
        except TypeError:
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read") from None

    def _of_List(self, node: ast.List, scope: Scope) -> list[Any]:
        return self._weighed([*self._elements(node.elts, scope)])  # type: ignore[no-any-return]

    def _of_Tuple(self, node: ast.Tuple, scope: Scope) -> tuple[Any, ...]:
        return self._weighed(tuple(self._elements(node.elts, scope)))  # type: ignore[no-any-return]

    def _of_Set(self, node: ast.Set, scope: Scope) -> frozenset[Any]:
        return _once(self._elements(node.elts, scope))

    def _elements(self, nodes: Iterable[ast.expr], scope: Scope) -> Iterator[Any]:
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.evaluate(node.value, scope)
                if isinstance(value, Unknown):
                    yield value
                else:
                    yield from self.items(value)
            else:
                yield self.evaluate(node, scope)

    def _of_Dict(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, scope)
            if key is None:
                if isinstance(value, dict):
                    made |= value
                else:  # it may have any of the names before it
                    made = {name: self._either(old, value, _missing_of(value)) for name, old in made.items()}
                continue
            name = self.evaluate(key, scope)
            if not _is_key(name):
                raise ExpressionError(f"line {item.lineno}: {_short(key)} is not read as a key")
            made[name] = value
            self.lines[id(made), name] = item.lineno
        return self._weighed(made)  # type: ignore[no-any-return]

    def _of_UnaryOp(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            known = self.truth(value)
            return Unknown((self.text(node),), _missing_of(value)) if known is None else not known
        if isinstance(value, Unknown):
            return Unknown((self.text(node),), value.missing, why=value.why)
        number = _number(value, node)
        if isinstance(node.op, ast.Invert):
            return ~int(_bits("BitOr", number, 0))
        return -number if isinstance(node.op, ast.USub) else +number

    def _of_BinOp(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.evaluate(node.left, scope), self.evaluate(node.right, scope)
        return self.binary(type(node.op).__name__, left, right)

    def binary(self, name: str, left: Any, right: Any) -> Any:
        """Return the result of an operation on two values."""
        if isinstance(left, Unknown) or isinstance(right, Unknown):
            why = next((v.why for v in (left, right) if isinstance(v, Unknown) and v.why), "")
            return Unknown(("…",), _merged(_missing_of(left), _missing_of(right)), why=why)
        if isinstance(left, (int, float)) and isinstance(right, (int, float)) and name != "MatMult":
            if name in ("BitAnd", "BitOr", "BitXor", "LShift", "RShift"):
                return _bits(name, left, right)
            return operate(name, left, right)
        return _of_sequences(name, left, right)

    def _of_BoolOp(self, node: ast.BoolOp, scope: Scope) -> Any:
        decides, value = isinstance(node.op, ast.Or), None
        missing: tuple[str, ...] = ()
        for part in node.values:
            value = self.evaluate(part, scope)
            known = self.truth(value)
            if known is None:
                missing = _merged(missing, _missing_of(value))
            elif known is decides:
                return Unknown((self.text(node),), missing) if missing and not isinstance(value, bool) else value
        return Unknown((self.text(node),), missing) if missing else value

    def _of_IfExp(self, node: ast.IfExp, scope: Scope) -> Any:
        test = self.evaluate(node.test, scope)
        known = self.truth(test)
        if known is not None:
            return self.evaluate(node.body if known else node.orelse, scope)
        one, other = self.evaluate(node.body, scope), self.evaluate(node.orelse, scope)
        return self._either(one, other, _missing_of(test))

    def _of_Compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.evaluate(node.left, scope)
        missing: tuple[str, ...] = ()
        for op, item in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(item, scope)
            known = self._compared(op, left, right)
            if known is None:
                missing = _merged(missing, _missing_of(left), _missing_of(right))
            elif not known:
                return False
            left = right
        return Unknown((self.text(node),), missing) if missing else True

    def _compared(self, op: ast.cmpop, left: Any, right: Any) -> bool | None:
        if isinstance(op, (ast.Is, ast.IsNot)):
            if isinstance(left, Unknown) or isinstance(right, Unknown):
                return None
            same = left is right or (
                type(left) is type(right) and isinstance(left, (int, float, str)) and left == right
            )
            return same == isinstance(op, ast.Is)
        if isinstance(left, Unknown) or _missing_of(right):
            return None
        if left is not right and any(isinstance(v, Instance) for v in (left, right)) and None not in (left, right):
            raise ExpressionError("objects are compared")
        try:
            match op:
                case ast.Eq():
                    return bool(left == right)
                case ast.NotEq():
                    return bool(left != right)
                case ast.In() | ast.NotIn():
                    if isinstance(right, (list, tuple, str, dict)):
                        self._work(len(right) // 50)
                    elif isinstance(right, range) and not isinstance(left, int):  # Python would go through it
                        left = int(left) if isinstance(left, float) and left.is_integer() else None
                        right = right if left is not None else ()
                    return (left in right) == isinstance(op, ast.In)
                case ast.Lt():
                    return bool(left < right)
                case ast.LtE():
                    return bool(left <= right)
                case ast.Gt():
                    return bool(left > right)
                case _:
                    return bool(left >= right)
        except TypeError:
            raise ExpressionError("values of different kinds are compared") from None

    @staticmethod
    def truth(value: Any) -> bool | None:
        """Return whether a value is true; None where that is not known."""
        if isinstance(value, Unknown):
            return None
        if isinstance(value, Instance) and value.kind and any(map(value.kind.has, ("__bool__", "__len__"))):
            return None
        if isinstance(value, (Function, Bound, Class, Instance, Super)):
            return True
        return bool(value)

    def _of_Lambda(self, node: ast.Lambda, scope: Scope) -> Function:
        return self.function(node, scope)

    def _of_NamedExpr(self, node: ast.NamedExpr, scope: Scope) -> Any:
        value = self.evaluate(node.value, scope)
        self.assign(node.target, value, scope)
        return value

    def _of_Await(self, node: ast.Await, scope: Scope) -> Any:
        return self.evaluate(node.value, scope)

    def _of_JoinedStr(self, node: ast.JoinedStr, scope: Scope) -> Any:
        parts = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and (part.format_spec or part.conversion != -1):
                return self._opaque(node)
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            value = self.evaluate(inner, scope)
            if not isinstance(value, (str, int, float)):
                return self._opaque(node)
            parts.append(str(value))
        return _short_enough("".join(parts))

    def _of_ListComp(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Any:
        made: list[Any] = []
        missing = self._comprehended(
            node.generators, Scope(parent=scope), lambda s: made.append(self.evaluate(node.elt, s))
        )
        if missing:
            # Of a list that is not known one item is: what all of its items are.
            return Unknown((self.text(node),), missing, call=_call_in(made))
        return self._weighed(made)

    def _of_GeneratorExp(self, node: ast.GeneratorExp, scope: Scope) -> Any:
        made = self._of_ListComp(node, scope)
        return Iterated(made) if isinstance(made, list) else made

    def _of_SetComp(self, node: ast.SetComp, scope: Scope) -> Any:
        made = self._of_ListComp(node, scope)
        return _once(made) if isinstance(made, list) else made

    def _of_DictComp(self, node: ast.DictComp, scope: Scope) -> Any:
        made: dict[Any, Any] = {}

        def add(inner: Scope) -> None:
            key = self.evaluate(node.key, inner)
            if not _is_key(key):
                raise ExpressionError(f"line {node.lineno}: {_short(node.key)} is not read as a key")
            made[key] = self.evaluate(node.value, inner)

        missing = self._comprehended(node.generators, Scope(parent=scope), add)
        return Unknown((self.text(node),), missing) if missing else made

    def _comprehended(
        self, generators: list[ast.comprehension], scope: Scope, add: Callable[[Scope], None]
    ) -> tuple[str, ...]:
        if not generators:
            add(scope)
            return ()
        first, *rest = generators
        values = self.evaluate(first.iter, scope)
        if isinstance(values, Unknown):
            self.assign(first.target, Unknown((f"{values.texts[0]}[0]",), values.missing), scope)
            self._comprehended(rest, scope, add)
            return values.missing or (values.texts[0],)
        missing: tuple[str, ...] = ()
        for value in self.items(values):
            self._work()
            self.assign(first.target, value, scope)
            tests = [self.evaluate(test, scope) for test in first.ifs]
            if all(self.truth(test) is not False for test in tests):
                missing = _merged(missing, *map(_missing_of, tests), self._comprehended(rest, scope, add))
        return missing

    # --- calls ---

    def _of_Call(self, node: ast.Call, scope: Scope) -> Any:
        function = self.evaluate(node.func, scope)
        outer, self.uses = self.uses, {}
        try:
            arguments = [*self._elements(node.args, scope)]
            keywords: dict[str, Any] = {}
            for keyword in node.keywords:
                value = self.evaluate(keyword.value, scope)
                if keyword.arg is not None:
                    keywords[keyword.arg] = value
                elif isinstance(value, dict):
                    keywords |= {str(key): item for key, item in value.items()}
                elif isinstance(value, Instance):
                    keywords |= value.attributes
                elif isinstance(value, Unknown):
                    keywords[f"**{value.texts[0]}"] = value
                else:
                    raise ExpressionError(f"line {node.lineno}: {_short(keyword.value)} has no names")
        finally:
            uses, self.uses = self.uses or {}, outer
        if outer is not None:
            for text, use in uses.items():
                outer.setdefault(text, use)
        if isinstance(function, (Function, Bound, Class, Instance)):
            if isinstance(function, Bound) and isinstance(function.function, Unknown):
                return self._method(function.function.texts[0], function.arguments, arguments, keywords, node)
            return self.call(function, arguments, keywords, node)
        if not isinstance(function, Unknown):
            raise ExpressionError(f"line {node.lineno}: {_short(node.func)} is not a function")
        return self._outside(function, Invocation(_path(function), arguments, keywords, node.lineno, uses), node)

    def call(
        self, function: Any, arguments: list[Any], keywords: Mapping[str, Any], node: ast.Call | None = None
    ) -> Any:
        """Return what a function of the text makes of arguments."""
        if isinstance(function, Bound):
            merged = {**function.keywords, **keywords}
            return self.call(function.function, [*function.arguments, *arguments], merged, node)
        if isinstance(function, Instance):
            method = self._member(function, "__call__")
            if method is _NONE and function.kind and function.kind.is_foreign:
                method = self._member(function, "call")  # as Keras' classes do
            if method is _NONE:
                return self._opaque(node) if node else Unknown(("a call",), ())
            return self.call(method, arguments, keywords, node)
        if isinstance(function, Class):
            made = self.instance(function, arguments, keywords)
            if node and self.lenient:
                self.instances[node] = made, [*arguments, *keywords.values()]
            return made
        if isinstance(function, Unknown):
            call: Any = node or ast.parse("f()", mode="eval").body
            return self._outside(function, Invocation(_path(function), arguments, dict(keywords), 0, {}), call)
        if not isinstance(function, Function):
            raise ExpressionError("something that is not a function is called")
        scope = Scope(self._bound(function, arguments, keywords), function.scope)
        if self.lenient:
            self.calls.setdefault(function.node, []).append({**scope.names})
        return self.enter(function, scope)

    def enter(self, function: Function, scope: Scope) -> Any:
        """Return what a function's body makes of a scope that has its arguments."""
        if self.depth >= DEEPEST:
            raise ExhaustedError(f"functions call each other more than {DEEPEST} deep")
        self.depth += 1
        outer, self.uses = self.uses, None
        self._maybe.append([])
        try:
            if isinstance(function.node, ast.Lambda):
                return self.evaluate(function.node.body, scope)
            signal = self.run(function.node.body, scope)
        finally:
            self.depth -= 1
            self.uses = outer
            maybe = self._maybe.pop()
        value = signal[1] if signal and signal[0] == "return" else None
        if signal and signal[0] == "raise" and maybe:
            value, missing = maybe.pop()
        elif signal and signal[0] == "raise" and not self.lenient:
            raise signal[1]
        for other, missing in maybe:
            value = self._either(value, other, missing)
        return value

    def _bound(self, function: Function, arguments: list[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
        args = function.node.args
        named = [a.arg for a in (*args.posonlyargs, *args.args)]
        names = dict(zip(named, arguments, strict=False))
        if args.vararg:
            names[args.vararg.arg] = tuple(arguments[len(named) :])
        elif len(arguments) > len(named):
            raise ExpressionError(f"{function.name} takes {len(named)} arguments, not {len(arguments)}")
        known = {*named, *(a.arg for a in args.kwonlyargs)}
        if twice := names.keys() & known & keywords.keys():
            raise ExpressionError(f"{function.name} gets {min(twice)} twice")
        names |= {name: value for name, value in keywords.items() if name in known}
        rest = {name: value for name, value in keywords.items() if name not in known}
        if args.kwarg:
            names[args.kwarg.arg] = rest
        elif rest and not self.lenient:
            raise ExpressionError(f"{function.name} has no argument {next(iter(rest))}")
        for name in known - names.keys():
            names[name] = self.parameter(function, name)
        return names

    def parameter(self, function: Function, name: str) -> Any:
        """Return the value of a parameter that no argument has: given, its default, or unknown."""
        if name in self.given:
            self.used.add(name)
            return self.given[name]
        if name not in function.defaults and not self.lenient:
            raise ExpressionError(f"{function.name} is called without {name}")
        default = function.defaults.get(name, Unknown((name,), (name,)))
        if isinstance(default, (list, dict)):
            self.defaults[id(default)] = default
        return default

    def instance(self, kind: Class, arguments: list[Any], keywords: Mapping[str, Any]) -> Instance:
        """Return a new object of a class of the text."""
        made = Instance(kind, {})
        try:
            init = kind.find("__init__")
        except KeyError:
            fields = [
                s.target.id for s in kind.node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)
            ]
            made.attributes |= {**dict(zip(fields, arguments, strict=False)), **keywords}
            for name, value in kind.attributes.items():
                if isinstance(value, Unknown) and value.call and value.call.path.endswith("field"):
                    factory = value.call.keywords.get("default_factory")
                    default = self.call(factory, [], {}) if factory is not None else value.call.keywords.get("default")
                    made.attributes.setdefault(name, default)
            if kind.has("__post_init__"):
                self.call(self._member(made, "__post_init__"), [], {})
            return made
        if isinstance(init, Function):
            self.call(init, [made, *arguments], keywords)
        return made

    def _method(
        self, name: str, owner: tuple[Any, ...], arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        if not owner:  # of super()
            return None
        value, name = owner[0], name[1:]
        if isinstance(value, (list, dict)) and name == "copy" and not arguments:
            self._work(len(value) // 10)
            return type(value)(value)
        if isinstance(value, list) and name in (
            "append",
            "extend",
            "insert",
            "sort",
            "reverse",
            "pop",
            "clear",
            "remove",
        ):
            return self._changed_list(name, value, arguments, keywords, node)
        if isinstance(value, dict):
            if name in ("items", "keys", "values"):
                return [*getattr(value, name)()]
            if name in ("get", "pop", "setdefault") and arguments and _is_key(arguments[0]):
                default = arguments[1] if len(arguments) > 1 else None
                line = self.lines.get((id(value), arguments[0]), 0)
                if name == "pop" and arguments[0] not in value and len(arguments) == 1:
                    text = f"line {node.lineno}: {_short(node)}: there is no {arguments[0]!r}"
                    raise ExpressionError(text, "KeyError")
                found = self._noted(self.text(node), value.get(arguments[0], default), line)
                if name == "setdefault" and arguments[0] not in value:
                    self.put(value, arguments[0], default)
                elif name == "pop" and arguments[0] in value:
                    self._take(value, arguments[0])
                return found
            if name == "update" and all(isinstance(a, dict) for a in arguments):
                for key, item in [pair for one in (*arguments, keywords) for pair in one.items()]:
                    self.put(value, key, item)
                return None
        if (
            isinstance(value, str)
            and name in _TEXT_METHODS
            and all(isinstance(a, str) for a in arguments)
            and not keywords
        ):
            if name == "replace" and len(arguments) == 2 and (len(value) + 1) * len(arguments[1]) > LONGEST:  # noqa: PLR2004 - its own
                raise ExhaustedError("a text grows too long")
            try:
                return getattr(value, name)(*arguments)
            except (TypeError, ValueError):
                raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read") from None
        if (
            isinstance(value, (list, tuple))
            and name in ("index", "count")
            and len(arguments) == 1
            and not _missing_of(value)
        ):
            if name == "index" and arguments[0] not in value:
                raise ExpressionError(f"line {node.lineno}: {_short(node)}: it is not there")
            return getattr(value, name)(arguments[0])
        if isinstance(value, (int, float)) and name in ("item", "numpy", "float", "to", "cpu", "detach", "astype"):
            return value
        if isinstance(value, float) and name == "is_integer":
            return value.is_integer()
        if self.lenient:
            values = [*arguments, *keywords.values()]
            if name not in _CHANGES_NOTHING:
                self._spoiled(value, *values)
            return self._depends(node, value, *values)
        raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")

    def _changed_list(
        self, name: str, value: list[Any], arguments: list[Any], keywords: dict[str, Any], node: ast.Call
    ) -> Any:
        self._keep(value)
        if name == "append" and len(arguments) == 1:
            value.append(arguments[0])
            if isinstance(arguments[0], (list, tuple, dict)):
                self._weighed(value)
        elif name == "extend" and len(arguments) == 1 and not isinstance(arguments[0], Unknown):
            value.extend(self.items(arguments[0]))
        elif name == "pop" and not keywords and all(isinstance(a, int) for a in arguments):
            try:
                return value.pop(*arguments)
            except (IndexError, TypeError, OverflowError):
                raise ExpressionError(f"line {node.lineno}: {_short(node)}: it is not there") from None
        elif name == "remove" and len(arguments) == 1 and not _missing_of([value, *arguments]):
            self._work(len(value) // 10)
            if arguments[0] not in value:
                raise ExpressionError(f"line {node.lineno}: {_short(node)}: it is not there", "ValueError")
            value.remove(arguments[0])
        elif name in ("reverse", "clear") and not keywords and not arguments:
            getattr(value, name)()
        elif name == "sort":
            value[:] = self._sorted(value, keywords, node)
        elif (
            name == "insert"
            and len(arguments) == 2  # noqa: PLR2004 - its own
            and isinstance(arguments[0], int)
            and abs(arguments[0]) <= sys.maxsize
        ):
            value.insert(*arguments)
            self._weighed(value)
        else:
            self._spoiled(value)
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")
        _short_enough(value)
        return None

    def _outside(self, function: Unknown, call: Invocation, node: ast.Call) -> Any:
        path = call.path
        root, _, last = path.rpartition(".")
        if self.recognise:
            made = self.recognise(call, node)
            if made is not None:
                return made
        builtin = getattr(self, f"_fn_{last}", None) if not root or root == "builtins" else None
        if builtin:
            return builtin(call, node)
        if root in MATH or (not root and (last in FUNCTIONS or last in SAME_AS)):
            found = self._mathematics(last, call, node)
            if found is not _NONE:
                return found
        if last in ("SimpleNamespace", "Namespace", "AttrDict", "EasyDict", "edict", "Munch", "DotDict", "ConfigDict"):
            attributes = dict(call.keywords)
            for argument in call.arguments:
                attributes |= argument if isinstance(argument, dict) else {}
            return Instance(None, attributes)
        if last in ("OrderedDict", "CfgNode") and all(isinstance(a, dict) for a in call.arguments):
            return {key: item for a in call.arguments for key, item in a.items()} | call.keywords
        if last == "partial" and call.arguments:
            return Bound(call.arguments[0], tuple(call.arguments[1:]), call.keywords)
        if last == "super" and not root:
            return Super(Instance(None, {}))
        if last in _CHANGING:
            for argument in call.arguments:
                self._spoiled(argument)
        if last in PLACES and root in ("", "bisect", *MATH):
            return self._placed(last, [*call.arguments], call.keywords, node)
        if last in ("cond", "where", "select") and len(call.arguments) >= 3:  # noqa: PLR2004 - a test and two ways
            return self._chosen(call, node)
        for owner in function.texts:
            text = f"{owner}({self.text(node).partition('(')[2]}"
            if text in self.given:
                self.used.add(text)
                return self.given[text]
        if any(name in self.marks for name in function.missing):  # a method of what depends on them
            return self._depends(node, function)
        return self._opaque(node, call=call)

    def _placed(self, name: str, arguments: list[Any], keywords: Mapping[str, Any], node: ast.Call) -> Any:
        """Return where a number stands in a sorted list, as bisect and searchsorted say it."""
        side = keywords.get("side", "right" if PLACES[name] else "left")
        if len(arguments) != 2 or keywords.keys() - {"side"} or _missing_of(arguments):  # noqa: PLR2004 - a list and a number
            return self._depends(node, *arguments)
        items = [*self.items(arguments[0])]
        self._work(len(items))
        return sum(
            self._compared(ast.LtE() if side == "right" else ast.Lt(), item, arguments[1]) or 0 for item in items
        )

    def _chosen(self, call: Invocation, node: ast.Call) -> Any:
        test, *ways = call.arguments[:3]
        known = self.truth(test)
        rest = call.arguments[3:]
        made = [self.call(w, rest, {}) if isinstance(w, (Function, Bound)) else w for w in ways]
        return self._either(made[0], made[1], _missing_of(test)) if known is None else made[0 if known else 1]

    def _mathematics(self, name: str, call: Invocation, node: ast.Call) -> Any:
        arguments = [*call.arguments, *call.keywords.values()]
        if name in SAME and call.arguments:
            return call.arguments[0]
        name = SAME_AS.get(name, name)
        if name not in FUNCTIONS and name not in ("sum", "prod", "sign", "len"):
            return _NONE
        unknown = [a for a in arguments if _missing_of(a) or isinstance(a, Unknown)]
        if unknown:
            return Unknown((self.text(node),), _merged(*map(_missing_of, unknown)), why=_why(unknown))
        if name in ("min", "max", "sum", "prod") and len(arguments) == 1:
            return self._folded(name, arguments[0])
        if name == "sign" and len(arguments) == 1 and isinstance(arguments[0], (int, float)):
            return math.copysign(1, arguments[0]) if arguments[0] else 0
        if name == "clip" and call.keywords:
            given = {_CLIP.get(key, key): value for key, value in call.keywords.items()}
            arguments = [*call.arguments, *(given.get(key) for key in ("low", "high")[len(call.arguments) - 1 :])]
        if name == "rsqrt" and arguments[:1] == [0]:
            return math.inf  # what min() then passes by
        if name in ("int", "float") and arguments and isinstance(arguments[0], str):
            return _from_text(name, arguments[0])
        if name == "int" and arguments and isinstance(arguments[0], float) and not math.isfinite(arguments[0]):
            raise ExpressionError("infinity is not a whole number")
        if name in FUNCTIONS and all(isinstance(a, (int, float)) or a is None for a in arguments):
            return apply(name, *arguments)
        raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read: arrays are not")

    def _folded(self, name: str, values: Any) -> Any:
        numbers = [*self.items(values)]
        if not numbers and name in ("min", "max"):
            raise ExpressionError(f"{name} of nothing")
        if name in ("min", "max") and all(isinstance(n, (int, float)) for n in numbers):
            return (min if name == "min" else max)(numbers)
        total: Any = 1 if name == "prod" else 0
        for number in numbers:
            total = self.binary("Mult" if name == "prod" else "Add", total, number)
        return total

    def _fn_range(self, call: Invocation, node: ast.Call) -> Any:
        if _missing_of(call.arguments):
            return Unknown((self.text(node),), _missing_of(call.arguments))
        if not all(isinstance(a, int) for a in call.arguments) or not 1 <= len(call.arguments) <= 3:  # noqa: PLR2004 - range's own
            raise ExpressionError(f"line {node.lineno}: range needs whole numbers")
        if len(call.arguments) == 3 and call.arguments[2] == 0:  # noqa: PLR2004 - the step
            raise ExpressionError(f"line {node.lineno}: a range's step cannot be 0")
        return range(*call.arguments)

    def _fn_len(self, call: Invocation, node: ast.Call) -> Any:
        value = call.arguments[0] if len(call.arguments) == 1 else None
        if isinstance(value, Unknown):
            return self._from(value, self.text(node), *(f"len({text})" for text in value.texts))
        if not isinstance(value, (list, tuple, dict, str, range, frozenset)):
            raise ExpressionError(f"line {node.lineno}: {_short(node)} has no length")
        try:
            return len(value)
        except OverflowError:  # of a range
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is too large") from None

    def _fn_print(self, call: Invocation, node: ast.Call) -> Any:
        return None

    def _fn_list(self, call: Invocation, node: ast.Call) -> Any:
        if not call.arguments:
            return []
        value = call.arguments[0]
        return (
            Unknown((self.text(node),), value.missing, value.call)
            if isinstance(value, Unknown)
            else [*self.items(value)]
        )

    def _fn_set(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        return _once(made) if isinstance(made, list) else made

    def _fn_tuple(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        return tuple(made) if isinstance(made, list) else made

    def _fn_dict(self, call: Invocation, node: ast.Call) -> Any:
        made: dict[Any, Any] = {}
        for argument in call.arguments:
            if isinstance(argument, dict):
                made |= argument
            elif isinstance(argument, Unknown):
                return argument
            else:
                pairs = [*self.items(argument)]
                if not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in pairs):  # noqa: PLR2004 - a pair
                    return self._opaque(node)
                try:
                    made |= dict(pairs)
                except TypeError:  # a list as a key
                    return self._opaque(node)
        made |= call.keywords
        for name in call.keywords:
            self.lines[id(made), name] = node.lineno
        return made

    def _fn_bool(self, call: Invocation, node: ast.Call) -> Any:
        value = call.arguments[0] if call.arguments else False
        known = self.truth(value)
        return value if known is None else known

    def _fn_str(self, call: Invocation, node: ast.Call) -> Any:
        value = call.arguments[0] if call.arguments else ""
        return str(value) if isinstance(value, (str, int, float)) else self._depends(node, value)

    def _fn_sum(self, call: Invocation, node: ast.Call) -> Any:
        first, *start = [*call.arguments, *call.keywords.values()] or [None]
        total = self._mathematics("sum", Invocation(call.path, [first], {}, call.line, call.uses), node)
        return self.binary("Add", start[0], total) if start else total

    def _fn_min(self, call: Invocation, node: ast.Call) -> Any:
        return self._extreme("min", call, node)

    def _fn_max(self, call: Invocation, node: ast.Call) -> Any:
        return self._extreme("max", call, node)

    def _extreme(self, name: str, call: Invocation, node: ast.Call) -> Any:
        if not call.keywords:
            return self._mathematics(name, call, node)
        values = call.arguments[0] if len(call.arguments) == 1 else call.arguments
        if isinstance(values, Unknown):
            return self._depends(node, values)
        items = [*self.items(values)]
        if not items and "default" in call.keywords:
            return call.keywords["default"]
        keys = [*self._keys(items, call.keywords.get("key"))]
        if any(isinstance(key, Unknown) for key in keys):
            return Unknown((self.text(node),), _missing_of(keys), why=_why(keys))
        if not all(isinstance(key, (int, float)) for key in keys):
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read: its keys are not numbers")
        return items[keys.index(self._folded(name, keys))]

    def _keys(self, items: Iterable[Any], function: Any) -> Iterator[Any]:
        """Yield what items are sorted by."""
        for item in items:
            yield item if function is None else self.call(function, [item], {})

    def _fn_sorted(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        if not isinstance(made, list):
            return made
        if _missing_of(made):
            return self._depends(node, made)
        return self._sorted(made, call.keywords, node)

    def _sorted(self, items: list[Any], keywords: Mapping[str, Any], node: ast.Call) -> list[Any]:
        backwards = keywords.get("reverse", False)
        keys = [*self._keys(items, keywords.get("key"))]
        if _missing_of(keys) or keywords.keys() - {"reverse", "key"} or not isinstance(backwards, int):
            self._spoiled(items, keys)
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")
        try:
            return [items[index] for index in sorted(range(len(items)), key=keys.__getitem__, reverse=bool(backwards))]
        except TypeError:
            raise ExpressionError(f"line {node.lineno}: {_short(node)} cannot be sorted") from None

    def _fn_reversed(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        return Iterated(made[::-1]) if isinstance(made, list) else made

    def _fn_enumerate(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        start = call.keywords.get("start", call.arguments[1] if len(call.arguments) > 1 else 0)
        if not isinstance(made, list) or not isinstance(start, int):
            return self._depends(node, made, start)
        return Iterated((start + index, item) for index, item in enumerate(made))

    def _fn_zip(self, call: Invocation, node: ast.Call) -> Any:
        if any(isinstance(a, Unknown) for a in call.arguments):
            return Unknown((self.text(node),), _merged(*(_missing_of(a) for a in call.arguments)))
        return Iterated(zip(*(self.items(a) for a in call.arguments), strict=False))

    def _fn_map(self, call: Invocation, node: ast.Call) -> Any:
        function, *lists = call.arguments or [None]
        if not lists or any(isinstance(one, Unknown) for one in lists):
            return self._depends(node, *lists)
        rows = zip(*(self.items(one) for one in lists), strict=False)
        return Iterated(self.call(function, [*row], {}, node) for row in rows)

    def _fn_filter(self, call: Invocation, node: ast.Call) -> Any:
        function, *lists = call.arguments or [None]
        if len(lists) != 1 or isinstance(lists[0], Unknown):
            return self._depends(node, *lists)
        kept = [(item, self.call(function, [item], {}, node) if function else item) for item in self.items(lists[0])]
        if missing := _merged(*(_missing_of(test) for _, test in kept)):
            return Unknown((self.text(node),), missing)
        return Iterated(item for item, test in kept if self.truth(test))

    def _fn_any(self, call: Invocation, node: ast.Call) -> Any:
        return self._all(call, node, decides=True)

    def _fn_all(self, call: Invocation, node: ast.Call) -> Any:
        return self._all(call, node, decides=False)

    def _all(self, call: Invocation, node: ast.Call, *, decides: bool) -> Any:
        made = self._fn_list(call, node)
        if not isinstance(made, list) or _missing_of(made):
            return self._depends(node, made)
        return (any if decides else all)(self.truth(item) for item in made)

    def _fn_isinstance(self, call: Invocation, node: ast.Call) -> Any:
        if len(call.arguments) != 2 or isinstance(call.arguments[0], Unknown):  # noqa: PLR2004 - its own
            return self._depends(node, *call.arguments[:1])
        value, kinds = call.arguments
        names = [
            k.texts[-1].rpartition(".")[2]
            for k in (kinds if isinstance(kinds, tuple) else (kinds,))
            if isinstance(k, Unknown)
        ]
        if isinstance(value, Instance):
            every = kinds if isinstance(kinds, tuple) else (kinds,)
            return value.kind is not None and any(map(value.kind.is_a, every))
        return any(isinstance(value, _KINDS.get(name, ())) for name in names)

    def _fn_callable(self, call: Invocation, node: ast.Call) -> Any:
        value = call.arguments[0] if call.arguments else None
        return (
            self._opaque(node) if isinstance(value, Unknown) else isinstance(value, (Function, Bound, Class, Instance))
        )

    def _fn_getattr(self, call: Invocation, node: ast.Call) -> Any:
        if len(call.arguments) < 2 or not isinstance(call.arguments[1], str):  # noqa: PLR2004 - its own
            return self._opaque(node)
        owner, name, *default = call.arguments
        if isinstance(owner, Unknown):
            return self._from(owner, *(f"{text}.{name}" for text in owner.texts))
        if isinstance(owner, (Instance, Class)):
            found = self._member(owner, name)
            return (default[0] if default else self._opaque(node)) if found is _NONE else found
        return self._opaque(node)

    def _fn_hasattr(self, call: Invocation, node: ast.Call) -> Any:
        owner, name = (*call.arguments, None, None)[:2]
        if not isinstance(owner, (Instance, Class)) or not isinstance(name, str):
            return self._opaque(node)
        return self._member(owner, name) is not _NONE

    def _fn_iter(self, call: Invocation, node: ast.Call) -> Any:
        made = self._fn_list(call, node)
        return Iterated(made) if isinstance(made, list) else made

    def _fn_next(self, call: Invocation, node: ast.Call) -> Any:
        values, *default = call.arguments or [None]
        if not isinstance(values, Iterated):
            return self._opaque(node)
        first = [*self.items(values)][:1] or default
        if not first:
            raise ExpressionError(f"line {node.lineno}: {_short(node)}: it is not there", "StopIteration")
        return first[0]

    def _fn_setattr(self, call: Invocation, node: ast.Call) -> Any:
        owner, name, value = (*call.arguments, None, None, None)[:3]
        if not isinstance(owner, (Instance, Class)) or not isinstance(name, str):
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")
        self.put(owner.attributes, name, value, node.lineno)

    def _fn_vars(self, call: Invocation, node: ast.Call) -> Any:
        owner = call.arguments[0] if call.arguments else None
        return owner.attributes if isinstance(owner, Instance) else self._opaque(node)

    def _fn_divmod(self, call: Invocation, node: ast.Call) -> Any:
        if len(call.arguments) != 2:  # noqa: PLR2004 - its own
            raise ExpressionError(f"line {node.lineno}: {_short(node)} is not read")
        one, other = call.arguments
        return self.binary("FloorDiv", one, other), self.binary("Mod", one, other)

    def items(self, value: Any) -> Iterator[Any]:
        """Yield the items of a collection."""
        if isinstance(value, dict):
            value = [*value]
        if not isinstance(value, (list, tuple, range, str, frozenset)):
            raise ExpressionError("something that is not a list is gone through")
        if isinstance(value, Iterated):
            if value.spent:
                raise ExpressionError("what can be gone through once is gone through again")
            value.spent = True
        for index, item in enumerate(value):
            if index % 8 == 0:
                self._work()
            yield item

    def _work(self, steps: int = 1) -> None:
        self.left -= steps
        if self.left < 0:
            raise ExhaustedError("the code takes more steps than lrcalc follows")


_STATEMENTS = [name for name in vars(Interpreter) if name.startswith("_do_")]
_EXPRESSIONS = [name for name in vars(Interpreter) if name.startswith("_of_")]
_NONE = object()
_LISTS = (list, tuple, str, range)
_KINDS: dict[str, Any] = {
    "bool": bool, "int": int, "float": float, "str": str, "list": list, "tuple": tuple, "dict": dict, "range": range,
    "set": frozenset, "Integral": int, "Number": (int, float), "Real": (int, float), "Mapping": dict,
    "Sequence": _LISTS, "Iterable": (*_LISTS, dict, frozenset), "Collection": (*_LISTS, dict, frozenset),
}  # fmt: skip
_CHANGING = {"shuffle", "insort", "insort_left", "insort_right", "heappush", "heappop", "heapify"}  # their arguments
# Functions that find a number's place in a sorted list: whether behind those that are equal to it.
PLACES = {"bisect": True, "bisect_right": True, "bisect_left": False, "searchsorted": False}
_DECORATORS = ("property", "staticmethod", "classmethod")
_TEXT_METHODS = {"lower", "upper", "strip", "startswith", "endswith", "split", "replace", "rstrip", "lstrip"}
_CLIP = {
    "a_min": "low",
    "a_max": "high",
    "min": "low",
    "max": "high",
    "clip_value_min": "low",
    "clip_value_max": "high",
}
# What a loop over a training does, which is not followed turn by turn.
_TRAINING = {"step", "backward", "zero_grad", "fit", "train_on_batch", "train_one_epoch", "eval", "train"}
CLOCKS = (
    "step", "epoch", "it", "iter", "iteration", "current_step", "global_step", "step_num", "current_epoch", "ep", "t",
    "i", "e", "n", "k", "x", "steps", "num_steps", "cur_step", "curr_step", "n_iter", "cur_iter", "current_iter", "itr",
    "iteration_step", "epoch_num", "num_update", "num_updates", "update", "batch", "s", "count", "idx", "index",
    "T_cur", "step_idx", "train_step", "epoch_idx", "cur_epoch", "niter", "i_iter", "counter",
)  # fmt: skip


def is_decorated(value: Any) -> TypeGuard[tuple[str, Function]]:
    """Tell whether an attribute of a class is a property, or a static or class method: its decorator and function."""
    return isinstance(value, tuple) and len(value) == 2 and value[0] in _DECORATORS and isinstance(value[1], Function)  # noqa: PLR2004 - a pair


def _is_training(node: ast.For | ast.While) -> bool:
    if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id in CLOCKS[:7]:
        return True
    called = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return any(isinstance(f, ast.Attribute) and f.attr in _TRAINING for f in called)


def _missing_of(value: Any) -> tuple[str, ...]:
    """Return the names that would make a value known."""
    if isinstance(value, Unknown):
        return value.missing or ((value.texts[0],) if not value.why else ())
    if isinstance(value, (list, tuple)):
        return (
            _merged(*(_missing_of(item) for item in value))
            if any(isinstance(i, (Unknown, list, tuple)) for i in value)
            else ()
        )
    return ()


def _name_of(key: object) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else ()


def _why(values: Iterable[Any]) -> str:
    return next((v.why for v in values if isinstance(v, Unknown) and v.why), "")


def _merged(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


def _mentions(node: ast.expr, name: str) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))


def _catches(node: ast.expr | None, kind: str) -> bool:
    """Return whether an except clause catches an exception, by their names."""
    if isinstance(node, ast.Tuple):
        return any(_catches(one, kind) for one in node.elts)
    if node is None or not kind:
        return True
    own, other = getattr(builtins, ast.unparse(node), None), getattr(builtins, kind, Exception)
    return ast.unparse(node) == kind or (isinstance(own, type) and isinstance(other, type) and issubclass(other, own))


def _path(function: Unknown) -> str:
    return function.origin or function.texts[-1]


def _call_in(made: list[Any]) -> Invocation | None:
    return made[0].call if made and isinstance(made[0], Unknown) else None


_CHANGES_NOTHING = {"copy", "index", "count", "items", "keys", "values", "get"}  # of lists and dicts


def _once(items: Iterable[Any]) -> frozenset[Any]:
    """Return a set; raise ExpressionError where it has other than numbers and texts."""
    made = [*items]
    if not all(isinstance(item, (int, float, str)) for item in made):
        raise ExpressionError("a set of other than numbers and texts is not read")
    return frozenset(made)


def _is_key(value: Any) -> bool:
    return all(map(_is_key, value)) if isinstance(value, tuple) else isinstance(value, (int, float, str, type(None)))


def _number(value: Any, node: ast.expr) -> Any:
    if not isinstance(value, (int, float)):
        raise ExpressionError(f"line {node.lineno}: arithmetic needs numbers: {_short(node)}")
    return value


def _bits(name: str, left: Any, right: Any) -> int:
    if (
        not isinstance(left, int)
        or not isinstance(right, int)
        or not 0 <= right <= 2**64
        or (name == "LShift" and right > MOST_SHIFTED)
    ):
        raise ExpressionError("bits need whole numbers")
    made = {
        "BitAnd": left & right, "BitOr": left | right, "BitXor": left ^ right,
        "LShift": left << min(right, MOST_SHIFTED), "RShift": left >> min(right, 2048),
    }[name]  # fmt: skip
    if made.bit_length() > MOST_BITS:
        raise ExpressionError("a number is too large")
    return made


def _of_sequences(name: str, left: Any, right: Any) -> Any:
    if name == "Add" and type(left) is type(right) and isinstance(left, (list, tuple, str)):
        return _light(_short_enough(left + right))
    if name == "Mult":
        sequence, times = (left, right) if isinstance(right, int) else (right, left)
        if isinstance(sequence, (list, tuple, str)) and isinstance(times, int):
            if len(sequence) * times > LONGEST or abs(times) > sys.maxsize:
                raise ExhaustedError("a list grows too long")
            return _light(sequence * times)
    if name == "Mod" and isinstance(left, str):
        return Unknown((f"{left!r} % …",), (), why="a text's format is not read")
    if name == "BitOr" and isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    raise ExpressionError("arithmetic needs numbers")


def _size(value: Any, most: int = LONGEST) -> int:
    """Return how many items are in a collection at all depths, or that they are more than most."""
    total, left = 0, [value]
    while left and total <= most:
        one = left.pop()
        items = one.values() if isinstance(one, dict) else one
        total += len(one)
        if total <= most:
            left += [item for item in items if isinstance(item, (list, tuple, dict))]
    return total


def _light(value: Any) -> Any:
    if not isinstance(value, str) and _size(value) > LONGEST:
        raise ExhaustedError("a list grows too long")
    return value


def _short_enough(value: Any) -> Any:
    if len(value) > LONGEST:
        raise ExhaustedError("a list grows too long")
    return value


def _from_text(name: str, text: str) -> Any:
    if name == "float" and text.strip().lower().lstrip("+-") in ("inf", "infinity"):
        return -math.inf if text.strip().startswith("-") else math.inf
    try:
        number: float = (int if name == "int" else float)(text)
    except ValueError:
        number = math.nan
    if number != number:  # noqa: PLR0124 - nan
        raise ExpressionError(f"{in_words(text)} is not a number")
    return number


def _short(node: ast.AST | None) -> str:
    text = ast.unparse(node) if node is not None else ""
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004 - what fits on a line


def _words(node: ast.AST) -> str:
    return _short(node).partition("\n")[0]


def parse(text: str) -> ast.Module:
    """Return the tree of a program; raise ExpressionError where the text is not Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, of code that nobody runs
            tree = ast.parse(text)
    except SyntaxError as error:
        place = f"line {error.lineno}: " if error.lineno and text.count("\n") else ""
        problem = "a string has a wrong escape" if "codec" in error.msg else error.msg
        raise ExpressionError(f"{place}this is not Python: {problem}") from None
    except (ValueError, MemoryError, RecursionError):
        raise ExpressionError("this is not Python that lrcalc can read") from None
    numbers = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int)
    if any(number.bit_length() > MOST_WRITTEN for number in numbers):
        raise ExpressionError("a number is too large")
    return tree

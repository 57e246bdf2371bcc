"""A script as text: the schedulers and functions in it, with the values that it has for their names."""

import ast
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from lrcalc.expression import ExpressionError, evaluate
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.calls import Call, ReadingError, table
from lrcalc.frameworks.timm_train import CALL
from lrcalc.frameworks.trainer import CLASSES
from lrcalc.interpreter import (
    CLOCKS,
    Class,
    ExhaustedError,
    Function,
    Instance,
    Interpreter,
    Invocation,
    Scope,
    Unknown,
    parse,
)

LONGEST = 1_000_000  # characters of a script
WORK = 300_000  # steps of following a script
ROOTS = {
    "torch": "torch", "pytorch_lightning": "torch", "keras": "keras", "tf": "keras", "tensorflow": "keras",
    "optax": "optax", "transformers": "transformers", "diffusers": "transformers", "timm": "timm", "paddle": "paddle",
}  # fmt: skip
_CONFIGURATIONS = {
    "args", "opt", "opts", "cfg", "conf", "config", "hparams", "hp", "FLAGS", "flags", "cli", "params", "arguments",
    "options", "parsed_args", "cli_args", "a",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A scheduler's call or a function in a script, with the names by which it can be picked."""

    line: int
    names: tuple[str, ...]
    call: Call | None = None
    function: Function | None = None
    uses: Mapping[str, tuple[Any, int]] | None = None
    path: str = ""

    @property
    def title(self) -> str:
        """How it is listed."""
        what = f"{self.call.name}(…)" if self.call else "a function"
        return f"line {self.line}: {f'{self.names[0]}, ' if self.names else ''}{what}"


def given_values(settings: Mapping[str, str]) -> dict[str, Any]:
    """Return values for names as they stand in code, however they are quoted and spaced.

    >>> given_values({'cfg[ "lr" ]': "1e-3", "len( loader )": "120", "kind": "cosine", "drops": "[30, 60]"})
    {"cfg['lr']": 0.001, 'len(loader)': 120, 'kind': 'cosine', 'drops': [30, 60]}
    """
    made = {}
    for name, text in settings.items():
        try:
            tree = parse(name.strip()).body
        except ExpressionError:
            tree = []
        if len(tree) != 1 or not isinstance(tree[0], ast.Expr) or not isinstance(tree[0].value, _NAMES):
            raise ReadingError(f"{name!r} is not a name as it stands in code, such as args.epochs or len(train_loader)")
        made[ast.unparse(tree[0])] = _given(text)
    return made


_NAMES = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)


def _given(text: str) -> Any:
    try:
        return evaluate(text)
    except ExpressionError:
        pass
    try:
        (statement,) = parse(text.strip()).body
        if isinstance(statement, ast.Expr):
            value = Interpreter().evaluate(statement.value, Scope())
            if not isinstance(value, Unknown):
                return value
    except (ExpressionError, ValueError):
        pass
    return text


class Known:
    """The names of schedulers; a framework is imported when a name is none of those that were asked before it."""

    def __init__(self, first: str | None) -> None:
        self.frameworks = sorted(FRAMEWORKS, key=lambda one: one != first)

    def __contains__(self, name: str) -> bool:
        return any(self.has(framework, name) for framework in self.frameworks)

    def has(self, framework: str, name: str) -> bool:
        """Tell whether a framework has a scheduler of a name."""
        if name in CLASSES or name == CALL:
            return framework == ("timm" if name == CALL else "transformers")
        return framework in FRAMEWORKS and name in table(framework)

    def able(self, name: str) -> list[str]:
        """Return the frameworks that have a scheduler of a name."""
        return [framework for framework in FRAMEWORKS if self.has(framework, name)]


class Script:
    """A script that was followed from its beginning, and where that does not lead, function by function."""

    def __init__(self, text: str, given: Mapping[str, Any], framework: str | None = None) -> None:
        self.tree = _tree(text)
        self.interpreter = Interpreter(given, self._recognise, lenient=True, work=WORK)
        self.interpreter.fallback = self._default
        self.module = Scope()
        self.schedulers: dict[ast.AST, list[Found]] = {}
        self._uses: dict[int, Mapping[str, tuple[Any, int]]] = {}  # of each scheduler's call
        self.known = Known(framework)
        self.own = {n.name for n in ast.walk(self.tree) if isinstance(n, (ast.ClassDef, ast.FunctionDef))}
        self.derived = {n.name for n in ast.walk(self.tree) if isinstance(n, ast.ClassDef) and _is_scheduler(n)}
        self.changing = ""  # a scheduler of the script's own that changes as it is stepped
        self.owners: dict[ast.AST, Instance] = {}  # whose rate a function is that was made of its get_lr
        self._parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self._options = dict(_options(self.tree))
        self.exhausted = False
        self._follow()

    def _follow(self) -> None:
        try:
            self.interpreter.run(self.tree.body, self.module)
        except (ExhaustedError, RecursionError):
            self.exhausted = True
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Call) or node in self.schedulers:
                continue
            if self._name(node.func) in self.known or getattr(node.func, "id", "") in self.derived:
                self.reach(node)

    def reach(self, node: ast.AST) -> None:
        """Follow the functions around a node that nothing has called so far."""
        around = [one for one in self._around(node) if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))]
        for outer in reversed(around):
            if outer not in self.interpreter.calls and outer in self.interpreter.functions:
                self.explore(self.interpreter.functions[outer])

    def explore(self, function: Function) -> Any:
        """Return what a function gives, with arguments from its defaults and the text, or unknown."""
        self.interpreter.left = WORK // 4
        owner = self.owner_of(function)
        arguments = [] if owner is None else [owner]
        try:
            return self.interpreter.call(function, arguments, {})
        except (ExpressionError, RecursionError):
            return None

    def owner_of(self, function: Function) -> Instance | None:
        """Return an object whose method a function is: the only one that is made, or one without arguments."""
        if function.node in self.owners:
            return self.owners[function.node]
        owner = self._parents.get(function.node)
        if not isinstance(owner, ast.ClassDef) or function.parameters[:1] != ["self"]:
            return None
        kind = self._class(owner)
        if kind is None or function.name == "__init__":
            return None if kind is None else Instance(kind, {})
        made = [instance for instance, _ in self.interpreter.instances.values() if instance.kind is kind]
        return made[0] if len(made) == 1 else self.interpreter.instance(kind, [], {})

    def _class(self, node: ast.ClassDef) -> Class | None:
        for scope in (self.module, *(function.scope for function in self.interpreter.functions.values())):
            found = (
                scope.names.get(node.name) if not scope.is_class else scope.parent and scope.parent.names.get(node.name)
            )
            if isinstance(found, Class) and found.node is node:
                return found
        return None

    def _around(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self._parents:
            node = self._parents[node]
            yield node

    def _name(self, node: ast.expr) -> str:
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in self.known and (isinstance(node, ast.Attribute) or name not in self.own):
            return name
        value = self.module.names.get(name)
        return value.origin.rpartition(".")[2] if isinstance(value, Unknown) and value.origin else str(name)

    # --- what the interpreter asks ---

    def _recognise(self, call: Invocation, node: ast.Call) -> Any:
        name = call.path.rpartition(".")[2]
        if name in ("parse_args", "parse_known_args"):
            options = self._namespace()
            return options if name == "parse_args" else (options, [])
        if name not in self.known or (name in self.own and "." not in call.path):
            return None
        made = Call(
            name, tuple(map(self._plain, call.arguments)), {k: self._plain(v) for k, v in call.keywords.items()}
        )
        uses = {**call.uses}
        for value in [*call.arguments, *call.keywords.values()]:
            if isinstance(value, Unknown) and value.call:
                uses |= value.call.uses
        for inner in _calls_in(made):
            uses = {**self._uses.get(id(inner), {}), **uses}
        self._uses[id(made)] = uses
        found = Found(node.lineno, (*self._targets(node), *self._functions_around(node)), made, None, uses, call.path)
        self.schedulers.setdefault(node, []).append(found)
        return made

    def _plain(self, value: Any) -> Any:
        if isinstance(value, (list, tuple, range)):
            return [self._plain(item) for item in value]
        if isinstance(value, Unknown) and re.fullmatch(r"(\w+\.)*\w*Type\.[A-Z_]+", value.texts[-1]):
            return value.texts[-1].rpartition(".")[2].lower()
        return value

    def _targets(self, node: ast.AST) -> list[str]:
        statement = next(outer for outer in self._around(node) if isinstance(outer, ast.stmt))
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)):
            return []
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        return [ast.unparse(target) for target in targets]

    def _functions_around(self, node: ast.AST) -> list[str]:
        return [one.name for one in self._around(node) if isinstance(one, (ast.FunctionDef, ast.ClassDef))]

    def _namespace(self) -> Instance:
        made = Instance(None, {})
        for name, node in self._options.items():
            value = self._option(node)
            if value is not None:
                self.interpreter.put(made.attributes, name, value[0], value[1])
        return made

    def _default(self, text: str) -> tuple[Any, int] | None:
        """Return the default of a command-line option that a dotted name stands for."""
        if kept := re.fullmatch(r"self\.hparams\.(\w+)", text):  # what Lightning keeps of __init__
            made = [f for f in self.interpreter.functions.values() if f.name == "__init__" and kept[1] in f.defaults]
            return (made[0].defaults[kept[1]], made[0].node.lineno) if len(made) == 1 else None
        found = re.fullmatch(r"(?:self\.|vars\()?(\w+)\)?(?:\.(\w+)|\[['\"](\w+)['\"]\])", text)
        if not found or found[1] not in _CONFIGURATIONS or (found[2] or found[3]) not in self._options:
            return None
        return self._option(self._options[found[2] or found[3]])

    def _option(self, node: ast.Call) -> tuple[Any, int] | None:
        words = {keyword.arg: keyword.value for keyword in node.keywords}
        action = words.get("action")
        default = words.get("default")
        if default is None and getattr(node.func, "attr", "").startswith("DEFINE_") and len(node.args) > 1:
            default = node.args[1]
        if default is None:
            if isinstance(action, ast.Constant) and action.value in ("store_true", "store_false"):
                return action.value == "store_false", node.lineno
            is_flag = words.get("is_flag")
            return (False, node.lineno) if isinstance(is_flag, ast.Constant) and is_flag.value is True else None
        value = self.interpreter.evaluate(default, self.module)
        kind = words.get("type")
        if isinstance(value, str) and isinstance(kind, ast.Name) and kind.id in ("int", "float"):
            try:
                value = int(value) if kind.id == "int" else float(value)
            except ValueError:
                return None
        return None if isinstance(value, Unknown) or value is None else (value, node.lineno)

    # --- what is in it ---

    def found(self, framework: str | None) -> list[Found]:
        """Return the schedulers that stand on their own, those of a framework if one is named, by their lines."""
        inside = {id(call) for founds in self.schedulers.values() for one in founds for call in _calls_in(one.call)}
        made: list[Found] = []
        for founds in self.schedulers.values():
            best = min(founds, key=lambda one: (len(_unknown(one.call)), -founds.index(one)))
            if any(id(one.call) in inside for one in founds):
                continue
            if framework is None or (best.call and self.known.has(framework, best.call.name)):
                made.append(best)
        return sorted(made, key=lambda one: one.line)

    def own_schedulers(self) -> list[Found]:
        """Return the schedulers that are of a class of the script: what their get_lr returns at each last_epoch."""
        made = []
        for node, (instance, arguments) in self.interpreter.instances.items():
            kind = instance.kind
            if kind is None or kind.name not in self.derived or not isinstance(kind.attributes.get("get_lr"), Function):
                continue
            methods = {name: item for name, item in kind.attributes.items() if isinstance(item, Function)}
            if kind.has("step") or any(_changes(item.node) for name, item in methods.items() if name != "__init__"):
                self.changing = kind.name
                continue
            counting = {name for name, item in methods.items() if _counts(item.node)} - {"__init__"}
            own = {name: _of_own_clock(methods[name], counting) for name in counting | {"get_lr"}}
            kind = Class(kind.name, kind.node, {**kind.attributes, **own}, kind.bases)
            self.owners[own["get_lr"].node] = Instance(kind, instance.attributes)
            instance.attributes.setdefault("optimizer", arguments[0] if arguments else None)
            names = (*self._targets(node), kind.name, *self._functions_around(node))
            made.append(Found(getattr(node, "lineno", 0), names, None, own["get_lr"]))
        return sorted(made, key=lambda one: one.line)

    def framework_of(self, found: Found) -> str:
        """Return the framework whose scheduler a call is, by its path, its name or the script's imports."""
        call: Any = found.call
        able = self.known.able(call.name)
        roots: list[str] = [ROOTS[part] for part in found.path.split(".") if part in ROOTS]
        imported: list[str] = [
            ROOTS[root]
            for node in ast.walk(self.tree)
            for root in _imported(node)
            if root in ROOTS and ROOTS[root] in able
        ]
        hints: list[str] = [*roots, *(able if len(able) == 1 else ()), *imported]
        for framework in hints:
            if framework in able:
                return framework
        if "torch" in able:
            return "torch"
        raise ReadingError(f"{call.name} is a schedule of {' and of '.join(able)}: name the framework")

    def functions(self) -> list[Found]:
        """Return the functions of the script that may be a schedule: those that take a step or an epoch."""
        nodes: list[ast.FunctionDef] = [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)]
        every: list[tuple[str, Any]] = [(n.name, n) for n in nodes]
        assigned = [
            (ast.unparse(n.targets[0]), n.value)
            for n in ast.walk(self.tree)
            if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)
        ]
        lines = self.interpreter.lines
        values = [(name, one) for name, one in self.module.names.items() if isinstance(one, Function)]
        kept = [
            (name, one)
            for name, one in values
            if name != one.name and not isinstance(self._parents[one.node], ast.Assign)
        ]
        made = []
        for name, node in [*every, *assigned]:
            if node not in self.interpreter.functions:
                self.reach(node)
            function = self.interpreter.functions.get(node)
            is_replaced = node in {one.node for _, one in kept} or (node in self.tree.body and name in dict(kept))
            if function is not None and not is_replaced:
                around = self._functions_around(node)
                if around and around[0] in self.derived:  # see own_schedulers
                    continue
                names = (name, *around) if name not in ("__call__", "get_lr", "call") or not around else (*around, name)
                made.append(Found(node.lineno, names, None, function))
        for name, one in kept:  # what another function returned, with the values that it had there
            names = (name, *({one.name} - {"lambda"}), *self._functions_around(one.node))
            made.append(Found(lines.get((id(self.module.names), name), one.node.lineno), names, None, one))
        return sorted(made, key=lambda one: one.line)

    def likely(self, found: list[Found]) -> list[Found]:
        """Return the functions that most look like a schedule."""
        helpers = {
            call.func.id
            for one in found
            for call in ast.walk(one.function.node)  # type: ignore[union-attr]
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        }
        timed = [one for one in found if one.function and {*one.function.parameters} & {*CLOCKS}]
        for some in (timed, found):
            free = [one for one in some if one.names[0] not in helpers]
            rated = [
                one
                for one in free
                if re.search(r"lr|rate|sched|decay|adjust|warm|anneal|eta", one.names[0], re.IGNORECASE)
            ]
            if len(free) == 1 or len(rated) == 1:
                return rated if len(rated) == 1 else free
            if free:
                return rated or free
        return found


def _is_scheduler(node: ast.ClassDef) -> bool:
    """Tell whether a class is derived from PyTorch's schedulers."""
    return any(ast.unparse(base).rpartition(".")[2] in ("LRScheduler", "_LRScheduler") for base in node.bases)


COUNTED = ("last_epoch", "base_lrs", "_step_count")  # what PyTorch's schedulers keep


def _counts(node: ast.AST) -> bool:
    return any(isinstance(one, ast.Attribute) and one.attr in COUNTED for one in ast.walk(node))


def _changes(node: ast.AST) -> bool:
    stores = (one for one in ast.walk(node) if isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store))
    return any(_is_self(one.value) for one in stores)


def _of_own_clock(method: Function, counting: set[str]) -> Function:
    """Return a method of a scheduler as a function of last_epoch and base_lrs; get_lr gives the first group's rate."""
    node: Any = _OwnClock(counting, method.name == "get_lr").visit(deepcopy(method.node))
    node.args.kwonlyargs += [ast.arg("last_epoch"), ast.arg("base_lrs")]
    node.args.kw_defaults += [None, None]
    return Function(ast.fix_missing_locations(node), method.scope, method.defaults)


class _OwnClock(ast.NodeTransformer):
    """Takes what PyTorch counts from the arguments, and hands it on to the methods that count."""

    def __init__(self, counting: set[str], is_first: bool) -> None:
        self.counting = counting
        self.is_first = is_first

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if not (_is_self(node.value) and node.attr in COUNTED and isinstance(node.ctx, ast.Load)):
            return node
        if node.attr == "_step_count":  # it is a step ahead
            return ast.BinOp(ast.Name("last_epoch", ast.Load()), ast.Add(), ast.Constant(1))
        return ast.Name(node.attr, ast.Load())

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and _is_self(node.func.value) and node.func.attr in self.counting:
            node.keywords += [ast.keyword(name, ast.Name(name, ast.Load())) for name in COUNTED[:2]]
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        self.generic_visit(node)
        if not self.is_first or node.value is None:
            return node
        return ast.Return(ast.Subscript(node.value, ast.Constant(0), ast.Load()))


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def lightning_steps(tree: ast.Module) -> tuple[str, int]:
    """Return what Lightning steps a scheduler by, and after how many of them, as its dict in a script says.

    >>> lightning_steps(ast.parse('{"scheduler": s, "interval": "epoch", "frequency": 3}'))
    ('epoch', 3)
    """
    for node in ast.walk(tree):
        items: dict[Any, ast.expr] = {}
        if isinstance(node, ast.Dict):
            items = {k.value: v for k, v in zip(node.keys, node.values, strict=True) if isinstance(k, ast.Constant)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
            items = {keyword.arg: keyword.value for keyword in node.keywords}
        if "scheduler" not in items or not {"interval", "frequency"} & {*items}:
            continue
        interval, frequency = (
            item.value if isinstance(item := items.get(name, ast.Constant(default)), ast.Constant) else None
            for name, default in (("interval", "epoch"), ("frequency", 1))
        )
        if interval not in ("epoch", "step") or not isinstance(frequency, int) or frequency < 1:
            raise ReadingError("Lightning's interval and frequency must be epoch or step, and a whole number from 1 on")
        return interval, frequency
    return "", 1


def one_call(text: str) -> Call:
    """Return the one schedule that a line spells."""
    (found,) = Script(text, {}).found(None)
    call: Any = found.call
    return call  # type: ignore[no-any-return]


def _tree(text: str) -> ast.Module:
    """Return the tree of a text, which may be cut out of a script."""
    if len(text) > LONGEST:
        raise ReadingError(f"the text is longer than {LONGEST:,} characters")
    text = text.lstrip("\ufeff").expandtabs(4)
    if text.lstrip().startswith('{"cells"') or text.lstrip().startswith('{\n "cells"'):
        text = _notebook(text)
    first, _, rest = text.strip("\n").partition("\n")
    wrapped = "if True:\n" + "\n".join(f"  {line}" for line in dedent(text).splitlines())
    tries = (
        dedent(text),
        f"{first.strip()}\n{dedent(rest)}",
        text.strip().rstrip(","),
        re.sub(r"(?m)^\s*(>>>|\.\.\.) ?", "", text),
        wrapped,
    )
    problem = ""
    for one in tries:
        try:
            return parse(one)
        except ExpressionError as error:
            problem = problem or str(error)
    raise ReadingError(problem)


def _notebook(text: str) -> str:
    import json

    try:
        cells = json.loads(text)["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        return text
    return "\n".join(line for cell in code for line in cell.split("\n") if not line.lstrip().startswith(("%", "!")))


def _options(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield the command-line options that a script declares, by the names that their values get."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in ("add_argument", "add_option", "option", "Option") and texts:
            dest = next(
                (k.value.value for k in node.keywords if k.arg == "dest" and isinstance(k.value, ast.Constant)), None
            )
            plain = [text for text in texts if not text.startswith("-")]
            long = [text for text in texts if text.startswith("--")]
            yield str(dest or (plain or long or texts)[0]).lstrip("-").replace("-", "_"), node
        elif name.startswith("DEFINE_") and texts:
            yield texts[0], node


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [part for alias in node.names for part in alias.name.split(".")]
    return (node.module or "").split(".") if isinstance(node, ast.ImportFrom) else []


def _calls_in(call: object) -> Iterator[Call]:
    """Yield the calls among a call's arguments, at any depth."""
    values: list[Any] = [*call.arguments, *call.keywords.values()] if isinstance(call, Call) else [call]
    for value in values:
        if isinstance(value, Call):
            yield value
            yield from _calls_in(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Call):
                    yield item
                    yield from _calls_in(item)


def _unknown(call: Call | None) -> list[Unknown]:
    values = [*call.arguments, *call.keywords.values()] if call else []
    return [value for value in values if isinstance(value, Unknown)]

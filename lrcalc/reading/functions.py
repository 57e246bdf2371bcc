"""Functions of a script as schedules: which argument counts, what else they need, and their own text."""

import ast
import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from lrcalc.expression import ExpressionError
from lrcalc.formula import Formula
from lrcalc.frameworks.calls import MissingRateError, ReadingError
from lrcalc.interpreter import CLOCKS, WORK, Bound, Class, Function, Instance, Scope, Unknown
from lrcalc.reading.closures import OPTIMIZER, Extract
from lrcalc.reading.script import Script

CLOCK, RATE, INITIAL = "⟨clock⟩", "⟨rate⟩", "⟨initial⟩"  # stand for what is not known when a function is looked at
RATES = ("lr", "learning_rate", "current_lr", "cur_lr", "old_lr", "prev_lr")


class MissingNamesError(ReadingError):
    """The text leaves names open; ``names`` are all of them, as they stand in it."""

    def __init__(self, names: list[str], *, rate: bool = False) -> None:
        super().__init__(f"the text does not have {' and '.join(names)}")
        self.names = names
        self.rate = rate


def _mark(name: str) -> Unknown:
    return Unknown((name,), (name,))


class Maker:
    """Makes formulas of a script's functions; ``lines`` collects where their numbers stand."""

    def __init__(self, script: Script, lr: float | None, variable: str | None) -> None:
        self.script = script
        script.interpreter.marks = {CLOCK, RATE, INITIAL}
        self.lr = lr
        self.variable = variable
        self.clock = ""
        self.notes: list[str] = []
        self.taken: dict[str, tuple[Any, int]] = {}

    def missing(self, value: Any, places: int) -> list[str]:
        """Return the names that a function needs and the text does not have; it is called with so many arguments."""
        if not isinstance(value, (Function, Bound, Instance, Class)):
            return []
        marks = [_mark(CLOCK), *([_mark(RATE)] if places > 1 else [])]
        result = self._abstract(value, marks)
        return [name for name in _names(result) if not name.startswith("⟨")]

    def formula(self, template: str, value: Any, **names: float) -> Formula:
        """Return a formula in which ``{f}`` is a function of the script."""
        extract = Extract(self.script.interpreter)
        try:
            name = extract.reference(value, "factor")
        except ExpressionError as error:
            raise ReadingError(str(error)) from None
        previous = "rate" if "rate" in template else ""
        initial = names.pop("rate", 0.0)
        for key, number in names.items():
            template = template.replace(f"{{{key}}}", repr(number))
        return self._made(extract, template.replace("{f}", name), previous=previous, initial=initial)

    def alone(self, function: Function) -> Formula:
        """Return the schedule of a function that stands alone: it returns the rate, or sets an optimizer's."""
        interpreter = self.script.interpreter
        free = self._free(function)
        clock = self._clock(function, free)
        closed = {name: value for name, value in free.items() if name != clock}
        rates = [name for name in closed if name in RATES and isinstance(closed[name], Unknown) and self.lr is not None]
        for name in rates[:1]:
            closed[name] = _mark(RATE)
        marked = {**closed, clock: _mark(CLOCK)} if clock else closed
        result, group = self._entered(function, marked)
        if isinstance(result, Function) or (isinstance(result, Bound) and isinstance(result.function, Function)):
            known = {name: interpreter.parameter(function, name) for name in function.parameters} | closed
            return self._of_returned(interpreter.enter(function, Scope(known, function.scope)))
        return self._finished(function, clock, closed, rates[:1], result, group)

    def _of_returned(self, result: Any) -> Formula:
        inner = result if isinstance(result, Function) else result.function
        clock = self._clock(inner, {name: _mark(name) for name in inner.parameters if name not in inner.defaults})
        value, group = self._entered(inner, {**inner.defaults, clock: _mark(CLOCK)})
        return self._finished(inner, clock, {}, [], value, group)

    def _finished(  # noqa: PLR0913, PLR0917 - all that is known of a function
        self,
        function: Function,
        clock: str,
        closed: Mapping[str, Any],
        rates: list[str],
        result: Any,
        group: dict[str, Any],
    ) -> Formula:
        self.clock = clock
        sets = not (isinstance(group["lr"], Unknown) and group["lr"].texts == (RATE,))
        value = group["lr"] if sets else result
        names = _names(value)
        missing = [name for name in names if not name.startswith("⟨")]
        needs = RATE in names or INITIAL in names
        lr = self.lr if self.lr is not None else self._rate_of_optimizer(function)
        if missing:
            raise MissingNamesError(missing, rate=needs and lr is None)
        if needs and lr is None:
            raise MissingRateError("the learning rate belongs to the optimizer: it has to be given as lr")
        if isinstance(value, Unknown) and value.why:
            raise ReadingError(f"{function.name}: {value.why}")
        if not isinstance(value, (Unknown, int, float)):
            raise ReadingError(f"{function.name} gives no number")
        extract = Extract(self.script.interpreter)
        name = extract.free_name(function.name if function.name not in ("lambda", "rate") else "rate_at")
        own = {key: item for key, item in closed.items() if key not in rates and not isinstance(item, Unknown)}
        optimizers = {key for key, item in closed.items() if isinstance(item, Unknown) and self._is_optimizer(item)}
        blank = {
            key: None
            for key, item in closed.items()
            if isinstance(item, Unknown) and key not in optimizers and key not in rates
        }
        if clock and clock not in function.parameters:  # a name that it takes from outside
            function = replace(function, node=deepcopy(function.node))
            function.node.args.kwonlyargs.append(ast.arg(clock))
            function.node.args.kw_defaults.append(None)
        extract.define(
            function, name, {**own, **{key: closed[key] for key in optimizers}, **{key: closed[key] for key in blank}}
        )
        words = [*([f"{clock}=epoch"] if clock else []), *(f"{key}=rate" for key in rates)]
        call = f"{name}({', '.join(words)})"
        recurrent = RATE in names
        if sets or extract.optimizer:
            extract.chunks = {OPTIMIZER: self._optimizer(lr, extract), **extract.chunks}
            call = self._setter(extract, call, recurrent=recurrent, sets=sets)
        if recurrent:
            self.notes.append(
                f"each rate is computed from the one before, from {lr:g} on, {self._word} by {self._word} from 0"
            )
        return self._made(extract, call, previous="rate" if recurrent else "", initial=lr if recurrent else 0.0)

    @property
    def _word(self) -> str:
        return "epoch" if self.clock in ("epoch", "ep", "e", "epoch_num", "current_epoch") else "step"

    def _made(self, extract: Extract, expression: str, *, previous: str, initial: float | None) -> Formula:
        self.taken |= {name: (value, extract.lines.get(name, 0)) for name, value in extract.names.items()}
        self.taken |= {
            text.partition(" = ")[0]: (text.partition(" = ")[2], line)
            for text, line in extract.lines.items()
            if " = " in text
        }
        made = Formula(
            expression=expression, names=extract.names, definitions=extract.definitions, previous=previous,
            initial=initial or 0.0,
        )  # fmt: skip
        problem = _problem(made, 0)
        if problem and problem.kind == "ZeroDivisionError":  # a function that counts from 1 has no rate at 0
            problem = _problem(made, 1)
        if problem:
            raise ReadingError(str(problem))
        return made

    def _optimizer(self, lr: float | None, extract: Extract) -> str:
        extract.imports["from types import SimpleNamespace"] = None
        rate = "None" if lr is None else repr(float(lr))
        group = f'{{"lr": {rate}, "initial_lr": {rate}}}'
        groups = [
            int(index) for text in extract.chunks.values() for index in re.findall(r"param_groups\[(\d\d?)\]", text)
        ]
        every = ", ".join([group] * (1 + max(groups, default=0)))  # the rate is the first one's
        return f"{OPTIMIZER} = SimpleNamespace(param_groups=[{every}])"

    def _setter(self, extract: Extract, call: str, *, recurrent: bool, sets: bool) -> str:
        name = extract.free_name("rate_set")
        first = f'    {OPTIMIZER}.param_groups[0]["lr"] = rate\n' if recurrent else ""
        arguments = "epoch, rate" if recurrent else "epoch"
        last = f'{call}\n    return {OPTIMIZER}.param_groups[0]["lr"]' if sets else f"return {call}"
        extract.chunks[name] = f"def {name}({arguments}):\n{first}    {last}"
        return f"{name}({arguments})"

    # --- looking at a function ---

    def _abstract(self, value: Any, arguments: list[Any]) -> Any:
        interpreter = self.script.interpreter
        interpreter.left = WORK
        try:
            result, _ = interpreter.tried(lambda: interpreter.call(value, arguments, {}))
        except RecursionError:
            raise ReadingError("the function is nested too deeply") from None
        except ExpressionError as error:
            raise ReadingError(str(error)) from None
        return result

    def _entered(self, function: Function, names: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        interpreter = self.script.interpreter
        interpreter.left = WORK
        group = {"lr": _mark(RATE), "initial_lr": _mark(INITIAL)}
        interpreter.group = group
        known = {**{name: interpreter.parameter(function, name) for name in function.parameters}, **names}

        def enter() -> Any:
            return interpreter.enter(function, Scope(known, function.scope)), {**group}

        try:
            (result, after), _ = interpreter.tried(enter)
        except RecursionError:
            raise ReadingError(f"{function.name} is nested too deeply") from None
        except ExpressionError as error:
            raise ReadingError(f"{function.name}: {error}") from None
        return result, after

    def _free(self, function: Function) -> dict[str, Any]:
        """Return a function's parameters with what is known of them: given, from a call, a default, the text."""
        interpreter = self.script.interpreter
        calls = interpreter.calls.get(function.node, [])
        owner = self.script.owner_of(function)
        made: dict[str, Any] = {} if owner is None else {"self": owner}
        for name in function.parameters[len(made) :]:
            if owner and function.node in self.script.owners and name == "base_lrs":
                made[name] = [self._base_rate(owner)]
                continue
            value = interpreter.parameter(function, name)
            if name not in interpreter.given:
                passed = [call[name] for call in calls if name in call]
                known = [v for v in passed if not isinstance(v, Unknown) or v.call]
                if known and len(known) == len(passed) and all(v is known[0] or v == known[0] for v in known):
                    value = known[0]
                elif passed and isinstance(passed[0], Unknown):
                    value = passed[0]
                if isinstance(value, Unknown) and not value.call and name not in CLOCKS:
                    outer = self.script.module.names.get(name)
                    value = outer if outer is not None and not isinstance(outer, (Function, Class)) else value
            made[name] = value
        return made

    def _base_rate(self, scheduler: Instance) -> float:
        """Return the rate of the optimizer that a scheduler of the script's own is given."""
        own = rate_of(scheduler.attributes["optimizer"]) if self.lr is None else self.lr
        if isinstance(own, Unknown):
            raise MissingNamesError(_names(own))
        if not isinstance(own, (int, float)):
            raise MissingRateError("the learning rate belongs to the optimizer: it has to be given as lr")
        return float(own)

    def _clock(self, function: Function, free: dict[str, Any]) -> str:
        if self.variable is not None:
            if self.variable not in function.parameters and self.variable not in self._names_in(function):
                own = ", ".join(function.parameters) or "none"
                raise ReadingError(f"{function.name} has no argument {self.variable}; it has {own}")
            return self.variable
        given = self.script.interpreter.given
        self._entered(function, {name: value for name, value in free.items() if isinstance(value, Unknown)})
        open_ = [
            name
            for name, value in free.items()
            if isinstance(value, Unknown)
            and name not in given
            and not self._is_optimizer(value)
            and name not in ("self", *RATES)
        ]
        named = [name for name in CLOCKS if name in open_]
        named += [
            name
            for name in open_
            if name not in named and any(word in name.lower() for word in ("step", "epoch", "iter"))
        ]
        if named or len(open_) == 1:
            return (named or open_)[0]
        loose = [name for name in CLOCKS[:12] if name in function.parameters and name not in given]
        if loose:
            return loose[0]
        if not open_:
            return ""
        raise ReadingError(f"which argument of {function.name} counts steps or epochs? It has {', '.join(open_)}")

    def _names_in(self, function: Function) -> set[str]:
        return {n.id for n in ast.walk(function.node) if isinstance(n, ast.Name)}

    def _is_optimizer(self, value: Unknown) -> bool:
        return bool({*value.texts} & self.script.interpreter.optimizers)

    def _rate_of_optimizer(self, function: Function) -> float | None:
        """Return the rate of the optimizer that a function sets, where the text has it."""
        interpreter = self.script.interpreter
        for name in interpreter.optimizers:
            scope: Scope | None = function.scope
            values = [call[name] for call in interpreter.calls.get(function.node, []) if name in call]
            while scope is not None:
                values += [scope.names[name]] if name in scope.names else []
                scope = scope.parent
            for value in values:
                rate = rate_of(value)
                if isinstance(rate, (int, float)):
                    return float(rate)
        return None


def _problem(made: Formula, epoch: int) -> ExpressionError | None:
    """Return why a formula has no value at an epoch, if it has none."""
    try:
        made(epoch)
    except ExpressionError as error:
        return error
    return None


def _names(value: Any) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [name for item in value for name in _names(item)]
    return (
        [*(value.missing or value.texts)]
        if isinstance(value, Unknown) and not (value.why and not value.missing)
        else []
    )


# The defaults of PyTorch's optimizers, where a program leaves the rate out.
DEFAULT_RATES = {
    "SGD": 1e-3, "Adam": 1e-3, "AdamW": 1e-3, "NAdam": 2e-3, "RAdam": 1e-3, "RMSprop": 1e-2, "Adagrad": 1e-2,
    "Adadelta": 1.0, "Adamax": 2e-3, "ASGD": 1e-2, "LBFGS": 1.0, "Rprop": 1e-2, "SparseAdam": 1e-3,
}  # fmt: skip


def rate_of(optimizer: Any) -> Any:
    """Return the learning rate of an optimizer's call; None where it has none."""
    if not isinstance(optimizer, Unknown) or optimizer.call is None:
        return None
    call = optimizer.call
    groups = call.arguments[0] if call.arguments else call.keywords.get("params")
    if isinstance(groups, list) and groups and isinstance(groups[0], dict) and "lr" in groups[0]:
        return groups[0]["lr"]
    for name in ("lr", "learning_rate"):
        if name in call.keywords:
            return call.keywords[name]
    name = call.path.rpartition(".")[2]
    if len(call.arguments) > 1 and name in DEFAULT_RATES:
        return call.arguments[1]
    return DEFAULT_RATES.get(name)

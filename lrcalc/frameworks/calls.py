"""Calls of a framework, and the reader that turns them into schedules."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from lrcalc.compose import Shift
from lrcalc.interpreter import Bound, Class, Function, Instance, Unknown
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import in_words, pretty


class ReadingError(ValueError):
    """Code cannot be read; the message says why."""


class MissingRateError(ReadingError):
    """The learning rate is the optimizer's, and was not given."""


@dataclass(frozen=True)
class Past:
    """What a program does past the last step of its schedule: one step more is odd, and what follows it raises."""

    last: float
    schedule: Schedule  # with the odd step
    raises: str


@dataclass(frozen=True)
class Call:
    """A call as it stands there: the name without its dotted prefix, and its arguments."""

    name: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


def leaves(value: object) -> Iterator[object]:
    """Yield what is in lists and tables, at all depths; anything else is yielded itself.

    >>> [*leaves([1, {"a": (2, [3])}])], [*leaves(4)]
    ([1, 2, 3], [4])
    """
    if isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


def described(value: object) -> str:
    """Return a value as the user wrote it, or nearly: of a list, what in it is not known."""
    unknown = next((leaf for leaf in leaves(value) if isinstance(leaf, Unknown)), None)
    if unknown is not None:
        return unknown.texts[0]
    if isinstance(value, (Function, Bound, Instance, Class)):
        return "a function"
    return value.name if isinstance(value, Call) else in_words(value)


class Reader:
    """Turns the calls of one framework into schedules; ``notes`` collects what a user should know of them."""

    def __init__(
        self,
        framework: str,
        lr: float | None = None,
        notes: list[str] | None = None,
        function: Callable[..., Schedule] | None = None,
    ) -> None:
        self.framework = framework
        self.table = table(framework)
        self.notes: list[str] = [] if notes is None else notes
        self.past: Past | None = None
        self._lr = lr
        self._function = function

    def function(self, template: str, function: Any, **names: float) -> Schedule:
        """Return the formula of a function that the code has; ``{f}`` in the template is its name."""
        if not isinstance(function, (Function, Bound, Instance, Class)) or self._function is None:
            raise ReadingError(f"{described(function)} is not a function that the text has")
        return self._function(template, function, **names)

    @staticmethod
    def parameters(function: Any) -> list[str]:
        """Return the names of the arguments that a function of the code needs."""
        if isinstance(function, Bound) and isinstance(function.function, Function):
            return Reader.parameters(function.function)[len(function.arguments) :]
        if isinstance(function, Function):
            return [name for name in function.parameters if name not in function.defaults]
        return []

    def missing(self, call: Call, unconcerned: set[str], functions: Callable[[Any, int], list[str]]) -> list[str]:
        """Return all names that a call needs, in the order of its arguments, and the code does not have."""
        made: dict[str, None] = {}
        if any(
            p.kind is p.VAR_POSITIONAL for p in self._parameters(call)
        ):  # what is refused, whatever it is called with
            return []
        for name, value in self._named(call):
            if name in unconcerned:
                continue
            for item in leaves(value):
                if isinstance(item, Call):
                    made |= dict.fromkeys(self.missing(item, unconcerned, functions))
                elif isinstance(item, Unknown):
                    if item.why:
                        raise ReadingError(f"{call.name}: {name}: {item.why}")
                    made |= dict.fromkeys(item.missing or item.texts[:1])
                else:
                    needed = len(self.parameters(item)) if call.name == "LearningRateScheduler" else 1
                    made |= dict.fromkeys(functions(item, needed))  # Keras gives the rate, too, where it is taken
        return [*made]

    def optimizers(self, call: Call) -> list[Any]:
        """Return the optimizers that a call, or a call in it, names."""
        made = []
        for name, value in self._named(call):
            if name == "optimizer":
                made.append(value)
            for item in value if isinstance(value, list) else [value]:
                made += self.optimizers(item) if isinstance(item, Call) else []
        return made

    def uses_rate(self, call: Call) -> bool:
        """Tell whether a schedule starts from the optimizer's learning rate."""
        make = self.table.get(call.name)
        inner = [item for _, value in self._named(call) for item in (value if isinstance(value, list) else [value])]
        return any(name == "optimizer" for name, _ in self._named(call)) and (
            make is None or _asks_rate(make) or any(self.uses_rate(i) for i in inner if isinstance(i, Call))
        )

    def _parameters(self, call: Call) -> list[inspect.Parameter]:
        make = self.table.get(call.name)
        return [*inspect.signature(make).parameters.values()][1:] if make else []

    def _named(self, call: Call) -> list[tuple[str, Any]]:
        names = [parameter.name for parameter in self._parameters(call)]
        places = [(names[i] if i < len(names) else "", value) for i, value in enumerate(call.arguments)]
        return [*places, *call.keywords.items()]

    @property
    def lr(self) -> float:
        """The optimizer's learning rate."""
        if self._lr is None:
            raise MissingRateError("the learning rate belongs to the optimizer: it has to be given as lr")
        return self._lr

    def schedule(self, call: object, lr: float | None = None) -> Schedule:
        """Return the schedule of a call, at another learning rate where one is given."""
        if not isinstance(call, Call):
            raise ReadingError(f"a {self.framework} schedule is expected, not {described(call)}")
        make = self.table.get(call.name)
        if make is None:
            raise ReadingError(f"lrcalc knows no {self.framework} schedule called {call.name}{self.near(call.name)}")
        inner = self if lr is None else Reader(self.framework, lr, self.notes, self._function)
        signature = inspect.signature(make)
        keywords = {k: v for k, v in call.keywords.items() if k != "verbose" or k in signature.parameters}
        keywords = {
            k if k in signature.parameters else RENAMED.get((self.framework, k), k): v for k, v in keywords.items()
        }
        try:
            bound = signature.bind(inner, *call.arguments, **keywords)
        except TypeError as error:
            raise ReadingError(f"{call.name}: {error}") from None
        last = bound.arguments.get("last_epoch", -1)
        if last != -1 and self.framework in ("torch", "transformers") and isinstance(last, (int, float)):
            problem = "param 'initial_lr' is not specified in param_groups[0] when resuming an optimizer"
            raise ReadingError(f"{call.name}(last_epoch={last}): PyTorch raises KeyError, {problem}")
        for name, value in bound.arguments.items():
            if isinstance(value, Unknown):
                continue  # it does not concern the rate
            if name != "read" and not _fits(value, signature.parameters[name].annotation):
                words = _in_words(signature.parameters[name].annotation)
                raise ReadingError(f"{call.name}: {name} must be {words}, not {described(value)}")
        try:
            if last != -1 and self.framework == "paddle" and isinstance(last, (int, float)):
                return self._later(call.name, make(*bound.args, **bound.kwargs), last + 1)
            return make(*bound.args, **bound.kwargs)
        except ParameterError as error:
            raise ReadingError(f"{call.name}: {_theirs(error, bound.arguments)}") from None
        except ArithmeticError as error:
            raise ReadingError(f"{call.name}: its arguments make no schedule: {in_our_words(error)}") from None

    def _later(self, name: str, schedule: Schedule, by: float) -> Schedule:
        """Return a schedule of Paddle's that begins later, as with last_epoch."""
        if name in ("CosineAnnealingDecay", "LinearLR"):
            raise ReadingError(
                f"{name}(last_epoch={by - 1:g}): Paddle goes on from the rate that it had, which the text does not have"
            )
        self.note(f"with last_epoch={by - 1:g} Paddle begins at epoch {by:g}")
        return Shift(parts=(schedule,), by=by) if by > 0 else schedule

    def note(self, text: str) -> None:
        """Collect a remark."""
        if text not in self.notes:
            self.notes.append(text)

    def near(self, name: str) -> str:
        """Return a hint at a name like one that is not known."""
        from difflib import get_close_matches

        near = get_close_matches(name, self.table, n=1)
        return f"; did you mean {near[0]}?" if near else ""


def _asks_rate(function: Callable[..., Any], depth: int = 3) -> bool:
    """Tell whether a function, or a helper beside it, asks the reader for the optimizer's rate."""
    names = function.__code__.co_names
    helpers = [function.__globals__.get(name) for name in names if name.startswith("_")]
    return (
        "lr" in names
        or "BY_NAME" in names  # it hands over to another, by its name
        or (depth > 0 and any(_asks_rate(one, depth - 1) for one in helpers if inspect.isfunction(one)))
    )


RENAMED = {("timm", "t_mul"): "cycle_mul", ("timm", "decay_rate"): "cycle_decay"}  # arguments of older releases


@cache
def table(framework: str) -> dict[str, Callable[..., Schedule]]:
    """Return a framework's functions whose first parameter is ``read``, by their names."""
    module = import_module(f"lrcalc.frameworks.{framework}")
    return {
        name: function
        for name, function in vars(module).items()
        if not name.startswith("_") and inspect.isfunction(function) and next(iter(_names(function)), "") == "read"
    }


_WORDS = {float: "a number", int: "a number", bool: "true or false", str: "a string", Call: "a call"}


def _fits(value: object, kind: Any) -> bool:
    """Tell whether an argument is of the kind that its annotation says, so that arithmetic with it is safe."""
    args = get_args(kind)
    if isinstance(kind, UnionType):
        return any(_fits(value, one) for one in args)
    if get_origin(kind) is list:
        return isinstance(value, list) and all(_fits(item, args[0]) for item in value)
    if get_origin(kind) is dict:
        return isinstance(value, dict) and all(_fits(k, args[0]) and _fits(v, args[1]) for k, v in value.items())
    if kind in (int, float):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return kind is Any or isinstance(value, (bool, int) if kind is bool else kind)


def _in_words(kind: Any) -> str:
    """Return what an annotation asks for."""
    if isinstance(kind, UnionType):
        return " or ".join(dict.fromkeys(map(_in_words, get_args(kind))))
    if get_origin(kind) is list:
        return f"a list, of {_WORDS[get_args(kind)[0]].partition(' ')[2]}s" if get_args(kind)[0] in _WORDS else "a list"
    return _WORDS.get(kind, "None" if kind is NoneType else "a dict")


def _names(function: Callable[..., object]) -> tuple[str, ...]:
    return function.__code__.co_varnames[: function.__code__.co_argcount]


def in_our_words(error: ArithmeticError) -> str:
    """Return what went wrong in arithmetic with a user's numbers."""
    return "they divide by 0" if isinstance(error, ZeroDivisionError) else "a number is too large"


def _theirs(error: ParameterError, arguments: Mapping[str, Any]) -> str:
    """Return what is wrong in the user's own words: by the argument that has the value, where one alone does."""
    problem = error.problem
    same = [
        name
        for name, value in arguments.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool) and problem.startswith(f"{pretty(value)} ")
    ]
    name = same[0] if len(same) == 1 else error.name
    return f"{name}: {problem}"

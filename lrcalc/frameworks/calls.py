"""Calls of a framework, and the reader that turns them into schedules."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import in_words, pretty


class ReadingError(ValueError):
    """Code cannot be read; the message says why."""


class MissingRateError(ReadingError):
    """The learning rate is the optimizer's, and was not given."""


@dataclass(frozen=True)
class Call:
    """A call as it stands there: the name without its dotted prefix, and its arguments."""

    name: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]


@dataclass(frozen=True)
class Name:
    """A name whose value is not known, such as ``optimizer``."""

    name: str


def described(value: object) -> str:
    """Return a value as the user wrote it, or nearly."""
    return value.name if isinstance(value, (Name, Call)) else in_words(value)


class Reader:
    """Turns the calls of one framework into schedules; ``notes`` collects what a user should know of them."""

    def __init__(self, framework: str, lr: float | None = None, notes: list[str] | None = None) -> None:
        self.framework = framework
        self.table = table(framework)
        self.notes: list[str] = [] if notes is None else notes
        self._lr = lr

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
            raise ReadingError(f"lrcalc knows no {self.framework} schedule called {call.name}{self._near(call.name)}")
        inner = self if lr is None else Reader(self.framework, lr, self.notes)
        signature = inspect.signature(make)
        try:
            bound = signature.bind(inner, *call.arguments, **call.keywords)
        except TypeError as error:
            raise ReadingError(f"{call.name}: {error}") from None
        for name, value in bound.arguments.items():
            if isinstance(value, Name) and name != "optimizer":
                problem = f"the value of {name}, {value.name}, is not known here; write the number"
                raise ReadingError(f"{call.name}: {problem}")
            if name != "read" and not _fits(value, signature.parameters[name].annotation):
                words = _in_words(signature.parameters[name].annotation)
                raise ReadingError(f"{call.name}: {name} must be {words}, not {described(value)}")
        try:
            return make(*bound.args, **bound.kwargs)
        except ParameterError as error:
            raise ReadingError(f"{call.name}: {_theirs(error, bound.arguments)}") from None
        except ArithmeticError as error:
            raise ReadingError(f"{call.name}: its arguments make no schedule ({error})") from None

    def note(self, text: str) -> None:
        """Collect a remark."""
        if text not in self.notes:
            self.notes.append(text)

    def _near(self, name: str) -> str:
        near = get_close_matches(name, self.table, n=1)
        return f"; did you mean {near[0]}?" if near else ""


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

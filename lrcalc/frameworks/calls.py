"""Calls of a framework, and the reader that turns them into schedules."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import pretty


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
    return value.name if isinstance(value, (Name, Call)) else repr(value)


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
        try:
            bound = inspect.signature(make).bind(inner, *call.arguments, **call.keywords)
        except TypeError as error:
            raise ReadingError(f"{call.name}: {error}") from None
        for name, value in bound.arguments.items():
            if isinstance(value, Name) and name != "optimizer":
                problem = f"the value of {name}, {value.name}, is not known here; write the number"
                raise ReadingError(f"{call.name}: {problem}")
        try:
            return make(*bound.args, **bound.kwargs)
        except ParameterError as error:
            raise ReadingError(f"{call.name}: {_theirs(error, bound.arguments)}") from None
        except (TypeError, ValueError, ZeroDivisionError, OverflowError) as error:
            if isinstance(error, ReadingError):
                raise
            raise ReadingError(f"{call.name}: an argument has the wrong type ({error})") from None

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

"""What a learning-rate schedule is: a few named numbers and one formula.

A schedule is an immutable value; one that exists is valid. Its class declares each parameter once
(type, default, range, unit, help), and all else is derived from that declaration: the check here,
the option and its help, the error, the JSON.
"""

import math
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from types import FunctionType
from typing import Any, ClassVar, Literal, get_args, get_origin

from lrcalc.values import in_words, number_of, pretty, trimmed

LARGEST = 1.7e308  # of parameters: a sum's last bits still have room below the largest double


class ParameterError(ValueError):
    """A parameter's value breaks a rule.

    Attributes: ``name``, the parameter; ``problem``, one sentence without it, so that the command
    line can put the option's name in front.

    >>> ParameterError("lr", "-1 is not a number greater than 0")
    ParameterError('lr: -1 is not a number greater than 0')
    """

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem

    def __reduce__(self) -> tuple[type["ParameterError"], tuple[str, str]]:
        return type(self), (self.name, self.problem)  # so that it comes back from another process


class Range:
    """An interval of finite numbers, with the words for it.

    >>> 0 in POSITIVE, 0 in NOT_NEGATIVE, math.nan in NOT_NEGATIVE
    (False, True, False)
    >>> Range(0, 1, below_high=True)
    Range [0, 1): from 0 to below 1
    """

    def __init__(
        self,
        low: float = -math.inf,
        high: float = math.inf,
        *,
        above_low: bool = False,
        below_high: bool = False,
    ) -> None:
        self.low, self.high, self.above_low, self.below_high = low, high, above_low, below_high

    def __contains__(self, number: float) -> bool:
        if not self.low <= number <= self.high or abs(number) == math.inf:
            return False
        return not ((self.above_low and number == self.low) or (self.below_high and number == self.high))

    def __repr__(self) -> str:
        return f"Range {self.interval}: {self.words}"

    @property
    def words(self) -> str:
        """What to say after "a number"."""
        if self.high < math.inf and self.above_low:
            return f"above {pretty(self.low)} and {'below' if self.below_high else 'up to'} {pretty(self.high)}"
        if self.high < math.inf:
            return f"from {pretty(self.low)} to {'below ' if self.below_high else ''}{pretty(self.high)}"
        if self.low == -math.inf:
            return "of any size"
        return f"greater than {pretty(self.low)}" if self.above_low else f"{pretty(self.low)} or greater"

    @property
    def interval(self) -> str:
        """The interval as mathematicians write it."""
        low = "(−∞" if self.low == -math.inf else f"{'(' if self.above_low else '['}{pretty(self.low)}"
        high = "∞)" if self.high == math.inf else f"{pretty(self.high)}{')' if self.below_high else ']'}"
        return f"{low}, {high}"


POSITIVE = Range(0, above_low=True)
NOT_NEGATIVE = Range(0)
AT_LEAST_1 = Range(1)
FINITE = Range()

# The field's other words for a parameter, wherever one has them: where a schedule ends, its rates.
TOTAL = ("total", "total-steps", "total-epochs")
INITIAL = ("learning-rate", "initial-lr", "base-lr")
PEAK = ("lr-max", "max-lr", "peak-lr")
FLOOR = ("min-lr", "eta-min")
FINAL = ("end-lr", "final-lr")

REQUIRED = object()  # the default of a parameter that has none


class Param:
    """What a schedule says of one of its parameters, as ``name: Annotated[type, Param(...)]``.

    ``help`` is one sentence, ``range`` the numbers allowed, ``unit`` what is counted ("epochs"; empty
    for a learning rate or a plain factor), ``aliases`` the names that frameworks give it, spelled as
    options without their dashes. A ``quiet`` parameter is left out of all output while it has its default.

    ``when`` says what an epoch is on the training's clock: an "end", at which the schedule is complete, or a
    "moment", at which something happens; both stay where they are behind a warm-up. Anything else is a length.
    ``of`` is the parameter of which a percentage is meant.
    """

    def __init__(  # noqa: PLR0913 - one declaration of all that is known of a parameter
        self,
        help: str,  # noqa: A002 - what click and argparse call it
        range: Range = NOT_NEGATIVE,  # noqa: A002 - the field's word for it
        *,
        unit: Literal["", "epochs"] = "",
        when: Literal["", "end", "moment"] = "",
        of: str = "",
        aliases: tuple[str, ...] = (),
        quiet: bool = False,
    ) -> None:
        self.help = help
        self.range = range
        self.unit = unit
        self.when = when
        self.of = of
        self.aliases = aliases
        self.quiet = quiet


# What several strategies declare alike.
LR_MIN = Param("Lowest learning rate.", NOT_NEGATIVE, of="lr", aliases=(*FLOOR, *FINAL))
LR_FLOOR = Param("Floor: the rate never falls below it.", NOT_NEGATIVE, of="lr", aliases=FLOOR, quiet=True)
LR_END = Param("Final learning rate.", NOT_NEGATIVE, of="lr", aliases=(*FINAL, "lr-min", "min-lr"))


class Parameter:
    """A parameter of a strategy: the field's name, kind and default beside its :class:`Param`.

    ``kind`` is float (a number), int (a whole number), bool (a flag), str (one of ``choices``) or tuple
    (a list of numbers): there are no others. An optional parameter may be None, and is by default.
    """

    def __init__(self, name: str, hint: Any, default: Any) -> None:
        annotated, self.param = get_args(hint)
        self.name = name
        self.required = default is REQUIRED
        self.default = default
        self.optional = type(None) in get_args(annotated)
        kind = get_args(annotated)[0] if self.optional else annotated
        self.choices = get_args(kind) if get_origin(kind) is Literal else ()
        self.kind: type = str if self.choices else get_origin(kind) or kind
        if self.kind not in (float, int, bool, str, tuple) or (self.kind is str and not self.choices):
            raise TypeError(f"{name}: {annotated} is not a kind of parameter")

    def checked(self, value: Any) -> Any:
        """Return a value as the parameter's kind; raise ParameterError where it breaks the rule."""
        if type(value) is float and self.kind is float and value in self.param.range and abs(value) <= LARGEST:
            return value or 0.0  # what nearly all values are, thousands of them where one is searched for
        if value is None and self.optional:
            return None
        if self.kind is bool:
            if not isinstance(value, bool):
                raise ParameterError(self.name, f"{in_words(value)} is not true or false")
            return value
        if self.kind is str:
            if not isinstance(value, str) or value not in self.choices:
                raise ParameterError(self.name, f"{in_words(value)} is not one of {', '.join(self.choices)}")
            return str(value)
        if self.kind is tuple:
            if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
                raise ParameterError(self.name, f"{in_words(value)} is not a list of numbers")
            return tuple(map(self._number, value))
        return self._number(value)

    def _number(self, value: Any) -> float:
        try:
            number = number_of(value)
        except ValueError as error:
            raise ParameterError(self.name, str(error)) from None
        if abs(number) > LARGEST:
            raise ParameterError(self.name, f"{number} is too large")
        if self.kind is int and number != math.floor(number):
            raise ParameterError(self.name, f"{number} is not a whole number")
        if number not in self.param.range:
            raise ParameterError(self.name, f"{trimmed(number)} is not a number {self.param.range.words}")
        return int(value) if self.kind is int else number

    def data(self, value: Any) -> Any:
        """Return a value as data: lists as lists, and counts of epochs as integers where they are whole."""
        if self.kind is tuple:
            return [trimmed(number) if self.param.unit else number for number in value]
        if self.kind is int:
            return int(value)
        return trimmed(value) if self.kind is float and self.param.unit else value

    @property
    def is_end(self) -> bool:
        """Whether the parameter places the schedule's end."""
        return bool(self.param.when == "end")

    def is_silent(self, value: Any) -> bool:
        """Tell whether a value goes without saying: a flag that is off, a limit that is not set, a quiet default."""
        return value is None or value is False or (self.param.quiet and value == self.default)


class Declared:
    """An immutable value that declares its parameters; one that exists is valid.

    A subclass is a frozen, keyword-only dataclass whose fields are ``name: Annotated[type, Param(...)]``.
    """

    parameters: ClassVar[Mapping[str, Parameter]] = {}

    def __init_subclass__(cls) -> None:
        hints: Mapping[str, Any] = cls.__annotations__
        cls.parameters = {
            name: Parameter(name, hint, cls.__dict__.get(name, REQUIRED))
            for name, hint in hints.items()
            if hasattr(hint, "__metadata__")
        }

    def __post_init__(self) -> None:
        for name, parameter in self.parameters.items():
            value = getattr(self, name)
            checked = parameter.checked(value)
            if checked is not value:
                object.__setattr__(self, name, checked)

    def require_not_above(self, low: str, high: str) -> None:
        """Raise ParameterError where one parameter is above the other."""
        if getattr(self, low) > getattr(self, high):
            raise ParameterError(low, f"{getattr(self, low)} is above {high}, which is {getattr(self, high)}")

    def require_some(self, name: str, other: str) -> None:
        """Raise ParameterError where both parameters are 0."""
        if getattr(self, name) == 0 == getattr(self, other):
            raise ParameterError(name, f"0 is not a number greater than 0, as it must be where {other} is 0")

    def require_ascending(self, name: str, *, twice: bool = False) -> None:
        """Raise ParameterError where a list does not ascend; ``twice`` allows a number again."""
        for before, after in pairwise(getattr(self, name)):
            if after < before or (after == before and not twice):
                raise ParameterError(name, f"{trimmed(after)} comes after {trimmed(before)}: the numbers must ascend")

    @property
    def settings(self) -> dict[str, Any]:
        """The parameters as data: without flags that are off, limits that are not set, and quiet defaults.

        >>> from lrcalc import Step
        >>> Step(lr=0.1, rate=0.5, every=10).settings
        {'lr': 0.1, 'rate': 0.5, 'every': 10}
        """
        return {
            name: parameter.data(getattr(self, name))
            for name, parameter in self.parameters.items()
            if not parameter.is_silent(getattr(self, name))
        }


class Schedule(Declared, ABC):
    """A learning-rate schedule: call it with an epoch (0 or later, fractions allowed) for the rate.

    A strategy declares its parameters, :meth:`lr_at`, and

    * ``formula``, with the parameters and ``epoch`` in braces;
    * ``symbols``, the meaning of any further name in the formula, and :meth:`terms`, its value;
    * ``inverses``, the formula turned round where that can be done by hand: the name of an unknown, and what it
      is of the others and ``target``, the rate at ``epoch``;
    * ``reference``, where the formula comes from;
    * ``warms_up``, where a warm-up of its own is in the formula already.

    The source of :meth:`lr_at` also becomes framework code, with the numbers in place of the parameters. So
    it may use parameters, methods of its own class, names of its own file, the standard library and
    :func:`scaled_power`: no property, no class attribute, nothing else of lrcalc. A class that does is refused
    when it is made.
    """

    strategy: ClassVar[str]
    formula: ClassVar[str]
    symbols: ClassVar[Mapping[str, str]] = {}
    inverses: ClassVar[Mapping[str, str]] = {}
    reference: ClassVar[str]
    warms_up: ClassVar[bool] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if {"lr", "lr_min"} <= self.parameters.keys():
            self.require_not_above("lr_min", "lr")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.strategy = "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__)[1:]
        _check_source(cls)

    @abstractmethod
    def lr_at(self, epoch: float) -> float:
        """Return the formula's value at an epoch that is known to be valid."""

    def __call__(self, epoch: float, /) -> float:
        """Return the learning rate at an epoch.

        Raises ParameterError for what is not an epoch (a number 0 or greater), and OverflowError where
        the learning rate is too large for a double: never nan, never infinity.
        """
        try:
            number = number_of(epoch)
        except ValueError:
            number = -1.0
        if number < 0:
            raise ParameterError("epoch", f"{in_words(epoch)} is not an epoch (a number 0 or greater)")
        return self.rate_at(number)

    def rate_at(self, epoch: float) -> float:
        """Return the learning rate at an epoch that is known to be valid; raise OverflowError as a call does."""
        try:
            lr = self.lr_at(epoch)
        except (ArithmeticError, ValueError):  # of math, whose functions refuse infinity
            lr = math.inf
        if self.signed and math.isfinite(lr):
            return lr + 0.0
        if lr < math.inf:
            return max(0.0, lr)  # -0, or the rounding of a rate that is next to nothing
        raise OverflowError(f"the learning rate overflows at epoch {trimmed(epoch)}")

    def rates_at(self, epochs: Sequence[float]) -> Iterable[float]:
        """Return what ``rate_at`` does at each of some epochs; where all rates are plain, without a look at each."""
        if not self.signed:  # a text of someone's own may take its time: it is asked once
            with suppress(ArithmeticError, ValueError):
                rates = [*map(self.lr_at, epochs)]
                if math.isfinite(sum(rates)) and min(rates, default=1.0) > 0:
                    return rates
        return map(self.rate_at, epochs)

    @property
    def falls_from(self) -> float:
        """The epoch from which on the rate is known not to rise again; infinity where none is known."""
        return math.inf

    def ceiling(self, last: float) -> float:  # noqa: ARG002 - for those that grow
        """Return a rate that is not exceeded at epochs 0 to ``last``; infinity where none is known.

        It never decreases with ``last``, and raises as ``lr_at`` does where a number on the way to a rate
        overflows. Where it is finite, rows are written as they come; otherwise each is computed before the
        first is written, so that a strategy which does not say is slower, not wrong.
        """
        return math.inf

    @property
    def keeps_moments(self) -> bool:
        """Whether the schedule has moments, so that a warm-up does not move its clock."""
        return any(parameter.param.when == "moment" for parameter in self.parameters.values())

    @property
    def name(self) -> str:
        """The name under which the schedule is shown: its strategy's."""
        return self.strategy

    @property
    def signed(self) -> bool:
        """Whether the rate may be negative: only what is read from code can make it so."""
        return False

    @property
    def horizon(self) -> float | None:
        """The epoch at which the schedule is complete; None where it never is."""
        return None

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - for those with branches
        """Return the formula that holds at an epoch, or the main one; its names are in braces."""
        return self.formula

    def terms(self, epoch: float) -> dict[str, float]:  # noqa: ARG002 - for those with further symbols
        """Return what the formula's further ``symbols`` stand for at an epoch."""
        return {}

    def remark(self, last: float) -> str | None:  # noqa: ARG002 - for strategies with a trap
        """Return what a reader of epochs 0 to ``last`` should know, if anything."""
        return None

    def reading(self, epochs: Sequence[float]) -> str | None:  # noqa: ARG002 - for formulas with two readings
        """Return which of two usual readings the rates at single epochs are of, if they differ there."""
        return None

    def data(self) -> dict[str, Any]:
        """Return the schedule as data: its name and settings."""
        return {"schedule": self.name, "parameters": self.settings}


def scaled_power(scale: float, base: float, exponent: float) -> float:
    """Return scale · base^exponent; a power that alone is no double must not spoil a product that is one.

    In framework code it stands as it is read, ``scale * math.pow(base, exponent)``.

    >>> scaled_power(0.1, 0.5, 2), scaled_power(1e-300, 10, 400)
    (0.025, 1e+100)
    """
    try:
        power = math.pow(base, exponent)
    except OverflowError:
        power = math.inf
    if sys.float_info.min <= power < math.inf or 0 in (scale, base):
        return scale * power if scale else 0.0
    root = math.pow(base, exponent / 4)
    return scale * root * root * root * root


def growing(rate: float) -> str | None:
    """Return what to say of a decay that grows."""
    return f"rate = {pretty(rate)} is above 1, so the learning rate grows" if rate > 1 else None


def floored(formula: str, lr_min: float) -> str:
    """Return a formula under a floor, where there is one."""
    return f"max({{lr_min}}, {formula})" if lr_min else formula


def _check_source(cls: type[Schedule]) -> None:
    """Raise TypeError where lr_at, or a method it calls, uses what would be missing in framework code."""
    scope = vars(sys.modules[cls.__module__])
    methods = {name: value for name, value in vars(cls).items() if isinstance(value, FunctionType)}
    reached = [name for name in ("lr_at",) if name in methods]
    for method in reached:
        for name in methods[method].__code__.co_names:
            value = scope.get(name)
            home = getattr(value, "__module__", None) or type(value).__module__
            if name in methods:
                reached += [name] * (name not in reached)
            elif name not in cls.__annotations__ and hasattr(cls, name):
                problem = f"{name}, a class attribute or property"
                raise TypeError(f"{cls.__name__}.{method} uses {problem}; {_SOURCE_RULE}")
            elif home.startswith("lrcalc.") and home != cls.__module__ and value is not scaled_power:
                raise TypeError(f"{cls.__name__}.{method} uses {name} of {home}; {_SOURCE_RULE}")


_SOURCE_RULE = (
    "its source becomes framework code, which has only the parameters, the methods, the names of the same file "
    "and the standard library"
)

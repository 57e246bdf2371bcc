"""What a learning-rate schedule is: a few named numbers and one formula.

A schedule is an immutable value; one that exists is valid. Its class declares each parameter once
(type, default, range, unit, help), and all else is derived from that declaration: the check here,
the option and its help, the error, the JSON.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal, get_args


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


class Range:
    """The finite numbers that a parameter may take: the words for them, and the test.

    >>> 0 in POSITIVE, 0 in NOT_NEGATIVE, math.nan in NOT_NEGATIVE
    (False, True, False)
    """

    def __init__(self, words: str, test: Callable[[float], bool]) -> None:
        self.words = words
        self._test = test

    def __contains__(self, number: float) -> bool:
        return math.isfinite(number) and self._test(number)


POSITIVE = Range("greater than 0", lambda number: number > 0)
NOT_NEGATIVE = Range("0 or greater", lambda number: number >= 0)


class Param:
    """What a schedule says of one of its parameters, as ``name: Annotated[type, Param(...)]``.

    ``help`` is one sentence, ``range`` the numbers allowed, ``unit`` what is counted ("epochs"; empty
    for a learning rate or a plain factor), ``aliases`` the names that frameworks give it, spelled as
    options without their dashes.
    """

    def __init__(
        self,
        help: str,  # noqa: A002 - what click and argparse call it
        range: Range = NOT_NEGATIVE,  # noqa: A002 - the field's word for it
        *,
        unit: Literal["", "epochs"] = "",
        aliases: tuple[str, ...] = (),
    ) -> None:
        self.help = help
        self.range = range
        self.unit = unit
        self.aliases = aliases


KINDS = (float, bool)


class Parameter:
    """A parameter of a strategy: the field's name, kind and default beside its :class:`Param`.

    The default is of the field's kind; None says that the parameter is required.
    """

    def __init__(self, name: str, kind: type, param: Param, default: Any) -> None:
        self.name = name
        self.kind = kind
        self.param = param
        self.default = default

    def checked(self, value: object) -> float | bool:
        """Return a value as the parameter's kind; raise ParameterError where it breaks the rule."""
        if self.kind is bool:
            if isinstance(value, bool):
                return value
            raise ParameterError(self.name, f"{value!r} is not true or false")
        if isinstance(value, bool) or not hasattr(value, "__float__"):
            raise ParameterError(self.name, f"{value!r} is not a number")
        try:
            number = float(value)
        except OverflowError:
            raise ParameterError(self.name, f"{value} is too large") from None
        if not math.isfinite(number):
            raise ParameterError(self.name, f"{number} is not a finite number")
        if number not in self.param.range:
            raise ParameterError(self.name, f"{whole(number)} is not a number {self.param.range.words}")
        return number


_MANY_DIGITS = 1e16  # from here on people write 1e+16


def whole(number: float) -> float:
    """Return a whole number as an int and any other as it is, for people to read.

    >>> whole(10.0), whole(2.5)
    (10, 2.5)
    """
    return int(number) if number == number // 1 and abs(number) < _MANY_DIGITS else number


def show(value: object) -> str:
    """Return a parameter's value as people write it.

    >>> show(0.5), show(2.0), show(True)
    ('0.5', '2', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(whole(value)) if isinstance(value, float) else str(value)


class Schedule(ABC):
    """A learning-rate schedule: call it with an epoch (0 or later, fractions allowed) for the rate.

    A strategy is a frozen, keyword-only dataclass that declares its parameters, ``formula`` (the
    parameters and ``epoch`` in braces), ``reference``, and :meth:`lr_at`.
    """

    parameters: ClassVar[Mapping[str, Parameter]] = {}
    strategy: ClassVar[str]
    formula: ClassVar[str]
    reference: ClassVar[str]

    def __init_subclass__(cls) -> None:
        cls.strategy = "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__)[1:]
        parameters = {}
        for name, hint in cls.__annotations__.items():
            kind, param = get_args(hint)
            if kind not in KINDS:
                raise TypeError(f"{cls.__name__}.{name}: {kind} is no kind of parameter")
            parameters[name] = Parameter(name, kind, param, cls.__dict__.get(name))
        cls.parameters = parameters

    def __post_init__(self) -> None:
        for name, parameter in self.parameters.items():
            object.__setattr__(self, name, parameter.checked(getattr(self, name)))

    @abstractmethod
    def lr_at(self, epoch: float) -> float:
        """Return the formula's value at an epoch that is known to be valid."""

    def __call__(self, epoch: float, /) -> float:
        """Return the learning rate at an epoch.

        Raises ParameterError for an epoch that is negative or not finite, and OverflowError where
        the learning rate is too large for a double: never nan, never infinity.
        """
        if not 0 <= epoch < math.inf:
            raise ParameterError("epoch", f"{whole(epoch)} is not an epoch (a number 0 or greater)")
        try:
            lr = self.lr_at(epoch)
        except OverflowError:
            lr = math.inf
        if lr < math.inf:
            return lr
        raise OverflowError(f"the learning rate overflows at epoch {whole(epoch)}")

    @property
    def horizon(self) -> float | None:
        """The epoch at which the schedule is complete; None where it never is."""
        return None

    def formula_at(self, epoch: float) -> str:  # noqa: ARG002 - for strategies with more than one branch
        """Return the formula that holds at an epoch, its names in braces."""
        return self.formula

    def remark(self, last: float) -> str | None:  # noqa: ARG002 - for strategies with a trap
        """Return what a reader of epochs 0 to ``last`` should know, if anything."""
        return None

    @property
    def settings(self) -> dict[str, float | bool]:
        """The parameters as data: counts of epochs as integers where they are whole, no idle flags.

        >>> from lrcalc import Step
        >>> Step(lr=0.1, rate=0.5, every=10).settings
        {'lr': 0.1, 'rate': 0.5, 'every': 10}
        """
        values: dict[str, float | bool] = {}
        for name, parameter in self.parameters.items():
            value = getattr(self, name)
            if value is not False:
                values[name] = whole(value) if parameter.param.unit else value
        return values

"""A formula, or a function of someone's program, as a schedule: computed by the interpreter, never executed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lrcalc.expression import CONSTANTS, FUNCTIONS, ExpressionError
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import in_words, number_of, pretty, trimmed

LONGEST = 200_000  # characters of a program
MOST_EPOCHS = 1_000_000  # that a rate which depends on the one before is followed


class FormulaError(ExpressionError, OverflowError):
    """A formula has no value at an epoch; the message says why, and at which."""


@dataclass(frozen=True, kw_only=True)
class Formula(Schedule):
    """Compute the learning rate by an expression of Python's, with names for its numbers.

    ``definitions`` are the functions that the expression uses, as a program's text. With ``previous``, the
    name of the rate one epoch before, each rate is computed from the last, from ``initial`` on. Raises
    ParameterError for what is not an expression, and FormulaError where it has no finite value.

    >>> Formula(expression="lr0 / (1 + k * epoch)", names={"lr0": 0.1, "k": 0.25})(4)
    0.05
    """

    formula = ""
    reference = "the text itself"

    expression: str
    names: Any = ()
    definitions: str = ""
    variable: str = "epoch"
    previous: str = ""
    initial: float = 0.0

    def __post_init__(self) -> None:
        for name in ("expression", "definitions", "variable", "previous"):
            value = getattr(self, name)
            if not isinstance(value, str) or len(value) > LONGEST:
                raise ParameterError(name, f"{in_words(value)} is not a text of at most {LONGEST:,} characters")
        for name in ("variable", "previous"):
            if not (getattr(self, name).isidentifier() or (name == "previous" and not self.previous)):
                raise ParameterError(name, f"{in_words(getattr(self, name))} is not a name")
        try:
            object.__setattr__(self, "initial", number_of(self.initial))
        except ValueError as error:
            raise ParameterError("initial", str(error)) from None
        object.__setattr__(self, "names", _checked(self.names))
        object.__setattr__(self, "_program", _Program(self))

    def lr_at(self, epoch: float) -> float:
        """Return the expression's value; raise FormulaError where it has none."""
        return self._program.at(epoch)  # type: ignore[attr-defined,no-any-return]

    def rate_at(self, epoch: float) -> float:
        """Return the expression's value, which may be negative."""
        return self.lr_at(epoch)

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in FIELDS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    @property
    def signed(self) -> bool:
        """A formula may be negative."""
        return True

    @property
    def settings(self) -> dict[str, Any]:
        """The texts, and the numbers of the names."""
        made: dict[str, Any] = {"expression": self.expression, "names": dict(self.names)}
        if self.definitions:
            made["definitions"] = self.definitions
        if self.variable != "epoch":
            made["variable"] = self.variable
        return made | ({"previous": self.previous, "initial": self.initial} if self.previous else {})

    def formula_at(self, epoch: float | None = None) -> str:  # noqa: ARG002 - it is the same at every epoch
        """Return the expression, whose braces are no names of ours."""
        return self.expression.replace("{", "{{").replace("}", "}}")

    @property
    def used(self) -> list[str]:
        """The names in the expression, beside its variable and what it calls."""
        return self._program.used()  # type: ignore[attr-defined,no-any-return]

    @property
    def missing(self) -> list[str]:
        """The names in the expression that have no number."""
        return [name for name in self.used if name not in dict(self.names)]


FIELDS = ("expression", "names", "definitions", "variable", "previous", "initial")


def _checked(names: object) -> tuple[tuple[str, float], ...]:
    if not isinstance(names, (Mapping, Iterable)):
        raise ParameterError("names", f"{in_words(names)} is not a list of names and their numbers")
    made: dict[str, float] = {}
    pairs = [*(names.items() if isinstance(names, Mapping) else names)]
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs):  # noqa: PLR2004 - a pair
        raise ParameterError("names", "each must be a name and its number")
    for name, value in pairs:
        if not isinstance(name, str) or not name.isidentifier():
            raise ParameterError("names", f"{in_words(name)} is not a name")
        if isinstance(value, bool):
            made[name] = value
            continue
        try:
            number = number_of(value)
        except ValueError as error:
            raise ParameterError("names", f"{name}: {error}") from None
        made[name] = value if isinstance(value, int) else number
    return tuple(made.items())


class _Program:
    """What computes a formula: its trees, and the rates that were followed."""

    def __init__(self, formula: Formula) -> None:
        from lrcalc.interpreter import Interpreter, Scope, parse

        self.formula = formula
        self.interpreter = Interpreter()
        self.module = Scope(dict(formula.names))
        self.followed: list[float] = []
        try:
            trees = parse(formula.expression.strip()).body
            self.interpreter.run(parse(formula.definitions).body, self.module)
        except ExpressionError as error:
            raise ParameterError("expression", str(error)) from None
        import ast

        if len(trees) != 1 or not isinstance(trees[0], ast.Expr):
            raise ParameterError("expression", f"{in_words(formula.expression)} is not one expression")
        self.tree = trees[0].value

    def at(self, epoch: float) -> float:
        if not self.formula.previous:
            return self.value(epoch)
        whole = int(epoch)
        if whole >= MOST_EPOCHS:
            raise FormulaError(f"the rate depends on the one before: it is followed for {MOST_EPOCHS:,} epochs at most")
        while len(self.followed) <= whole:
            before = self.followed[-1] if self.followed else self.formula.initial
            self.followed.append(self.value(len(self.followed), before))
        return self.followed[whole]

    def value(self, epoch: float, before: float | None = None) -> float:
        from lrcalc.interpreter import WORK, Scope, Unknown

        names: dict[str, Any] = {self.formula.variable: trimmed(epoch)}
        if before is not None:
            names[self.formula.previous] = before
        self.interpreter.left = WORK
        try:
            scope = Scope(names, self.module)
            value, _ = self.interpreter.tried(lambda: self.interpreter.evaluate(self.tree, scope))
            if isinstance(value, Unknown):
                raise ExpressionError(value.why or f"{' and '.join(value.missing or value.texts)} is not known")
            if not isinstance(value, (int, float)):
                raise ExpressionError("the code gives no number")
            return number_of(float(value))
        except RecursionError:
            raise FormulaError(f"the code is nested too deeply {self._place(epoch)}") from None
        except OverflowError:
            raise FormulaError(f"a number is too large {self._place(epoch)}") from None
        except ValueError as error:
            raise FormulaError(f"{error} {self._place(epoch)}", getattr(error, "kind", "")) from None

    def _place(self, epoch: float) -> str:
        return f"at {self.formula.variable} {pretty(trimmed(epoch))}"

    def used(self) -> list[str]:
        import ast

        words = [n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
        own = {n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        known = own | {self.formula.variable, self.formula.previous, "math", "sum", *FUNCTIONS, *CONSTANTS}
        known = (known | self.module.names.keys()) - {*dict(self.formula.names)}
        return [name for name in dict.fromkeys(words) if name not in known]

"""Formulas as objects: what they accept, what they refuse by the parameter's name, and where they end."""

import pickle
from typing import Any

import pytest

from lrcalc import ParameterError
from lrcalc.formula import Formula, FormulaError


@pytest.mark.parametrize(
    ("words", "parameter", "problem"),
    [
        ({"expression": 3}, "expression", "3 is not a text of at most 200,000 characters"),
        ({"expression": "x" * 200_001}, "expression", "is not a text of at most 200,000 characters"),
        ({"expression": "1", "variable": "a b"}, "variable", "'a b' is not a name"),
        ({"expression": "1", "previous": "1"}, "previous", "'1' is not a name"),
        ({"expression": "1", "initial": "much"}, "initial", "much"),
        ({"expression": "1", "names": 3}, "names", "3 is not a list of names and their numbers"),
        ({"expression": "1", "names": {"a b": 1}}, "names", "'a b' is not a name"),
        ({"expression": "1", "names": {"a": "much"}}, "names", "a: "),
        ({"expression": "1; 2"}, "expression", "'1; 2' is not one expression"),
        ({"expression": "x = 1"}, "expression", "'x = 1' is not one expression"),
        ({"expression": "1 +"}, "expression", "this is not Python"),
    ],
)
def test_what_is_not_a_formula(words: dict[str, Any], parameter: str, problem: str) -> None:
    """A formula that cannot be computed does not exist: the error names its parameter and the rule."""
    with pytest.raises(ParameterError) as caught:
        Formula(**words)
    assert caught.value.name == parameter
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("'a'", "the code gives no number at epoch 3"),
        ("[1]", "the code gives no number at epoch 3"),
        ("nothing * 2", "nothing is not known at epoch 3"),
        ("-" * 1_000 + "1", "the code is nested too deeply at epoch 3"),
        ("9.0 ** 999 * epoch", "a number is too large at epoch 3"),
        ("2**1023 + (2**1023 - 1)", "a number is too large at epoch 3"),
        ("1 / (epoch - 3)", "it divides by 0 at epoch 3"),
        ("-" * 5_000 + "1", "deep"),
    ],
)
def test_where_a_formula_has_no_value(expression: str, problem: str) -> None:
    """What has no finite value at an epoch says why, and at which; the code is never the one that fails."""
    with pytest.raises((FormulaError, ParameterError), match=r"\w \w") as caught:
        Formula(expression=expression)(3)
    assert problem in str(caught.value) or "can read" in str(caught.value)


def test_what_the_code_asserts() -> None:
    """A formula's code may assert what holds; where it does not, there is no value, and the line is named."""
    formula = Formula(expression="f(epoch)", definitions="def f(x):\n    assert x < 3, 'late'\n    return x * 0.5")
    assert formula(2) == 1.0
    with pytest.raises(FormulaError, match="line 2: the code's assert fails: x < 3 at epoch 3"):
        formula(3)


def test_patterns_that_are_not_read() -> None:
    """A pattern of a list is not followed: its line is named."""
    code = "def f(x):\n    match [x]:\n        case [a]:\n            return a"
    with pytest.raises(FormulaError, match="line 3: a pattern of this kind is not read at epoch 3"):
        Formula(expression="f(epoch)", definitions=code)(3)


def test_code_that_is_not_read() -> None:
    """A formula's code may have what is not followed; where it is come to, there is no value."""
    code = "def f(x):\n    if x < 3:\n        return x * 0.5\n    try:\n        return 1.0\n    except* ValueError:\n        pass"
    formula = Formula(expression="f(epoch)", definitions=code)
    assert formula(2) == 1.0
    with pytest.raises(FormulaError, match="line 4: try: is not read at epoch 3"):
        formula(3)


def test_each_rate_from_the_one_before() -> None:
    """A recurrence is followed from its first rate on, for a million epochs at most; it survives a pickle."""
    formula = Formula(expression="rate * 0.5 if on else rate", names={"on": True}, previous="rate", initial=0.8)
    assert [formula(epoch) for epoch in (0, 2, 1, 2.5)] == [0.4, 0.1, 0.2, 0.1]
    again = pickle.loads(pickle.dumps(formula))
    assert again == formula
    assert again(3) == 0.05
    assert again.settings == {
        "expression": "rate * 0.5 if on else rate", "names": {"on": True}, "previous": "rate", "initial": 0.8,
    }  # fmt: skip
    with pytest.raises(FormulaError, match="followed for 1,000,000 epochs at most"):
        formula(1_000_000)


def test_a_formula_on_a_clock_of_its_own() -> None:
    """The variable may have any name, and its settings keep it; braces are none of ours."""
    formula = Formula(expression="{1: 0.5}.get(t, 0.25)", variable="t")
    assert [formula(0), formula(1)] == [0.25, 0.5]
    assert formula.settings == {"expression": "{1: 0.5}.get(t, 0.25)", "names": {}, "variable": "t"}
    assert formula.formula_at(0).format() == "{1: 0.5}.get(t, 0.25)"

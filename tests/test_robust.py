"""Whatever is typed, the program ends with 0, 1 or 2, says why, and prints no number that is none."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcalc.gradient import Gradient
from lrcalc.outputs import FORMATS
from lrcalc.schedules import STRATEGIES, load
from tests.program import lrcalc

NUMBERS = ["0", "1", "-1", "1e-300", "5e-324", "1e300", "1.7e308", "0.5", "3", "10", "1e-8", "1e8", "0.1", "1.0000001"]
NUMBERS += ["nan", "inf", "9007199254740992", "1e15", "", "0.3,0.2", "7", "x"]
number = st.sampled_from(NUMBERS)


@st.composite
def commands(draw: st.DrawFn) -> list[str]:
    """Draw a command line of hostile numbers."""
    name = draw(st.sampled_from([*STRATEGIES, "gradient", "solve"]))
    words = [name]
    strategy = draw(st.sampled_from([*STRATEGIES])) if name == "solve" else name
    if name == "solve":
        words += [strategy, "--target", draw(number), *draw(st.sampled_from([[], ["--epoch", "10"], ["--epoch", "0"]]))]
    parameters = Gradient.parameters if name == "gradient" else load(strategy).parameters
    for key, parameter in parameters.items():
        if draw(st.booleans()) or (parameter.required and name != "solve"):
            value: Any = draw(st.sampled_from(parameter.choices) if parameter.choices else number)
            words += [f"--{key.replace('_', '-')}", *([] if parameter.kind is bool else [value])]
    if name in STRATEGIES:
        words += draw(
            st.sampled_from(
                [[], ["-n", "3"], ["-n", "12"], ["--at", "0,2.5,9007199254740992"], ["--warmup", "1e8", "-n", "5"]]
            )
        )
    return [
        *words,
        "-f",
        draw(st.sampled_from([*FORMATS])),
        *draw(st.sampled_from([[], ["--log"], ["--steps-per-epoch", "7"]])),
    ]


@settings(max_examples=400)
@given(words=commands())
def test_any_numbers(words: list[str]) -> None:
    """No command of any numbers in any format ends in a traceback, prints nan, or prints half an answer."""
    if words[-2:-1] == ["--steps-per-epoch"] and words[0] not in STRATEGIES:
        words = words[:-2]
    if "-n" not in words and "--at" not in words and words[0] in STRATEGIES:
        words = [*words, "-n", "5"]
    result = lrcalc("", *words)
    assert result.exit_code in (0, 1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == "" or result.exit_code == 0
    assert result.exit_code == 0 or "Error: " in result.stderr
    if "import" not in result.stdout:
        assert not re.search(r"(?<![\w.])(nan|NaN|inf|Infinity)(?!\w)", result.stdout)


@pytest.mark.parametrize(
    "line",
    [
        "cosine-restarts --lr 1 --t-0 1e-300 --at 1",
        "cosine-restarts --lr 1 --t-0 1 --t-mult 1.0000000000000002 --at 1e6,9007199254740992",
        "cosine-restarts --lr 1 --t-0 1e-300 --t-mult 1e300 --at 1e15",
        "cosine --lr 1 --t-max 1e-310 --periodic --at 1",
        "cyclic --lr 0 --lr-max 1 --up 1e-310 --at 9007199254740992",
    ],
)
def test_no_endless_search(line: str) -> None:
    """Cycles without number are an answer or an error, at once."""
    assert lrcalc(f"{line} --csv").exit_code in (0, 1)

"""Vanishing gradients: closed values, the quadrature against mpmath, and what the command says."""

import json
import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from lrcalc import Gradient
from lrcalc.gradient import DERIVATIVES, mean_derivative
from tests.program import lrcalc, printed

EXACT: dict[str, Callable[[Any], Any]] = {
    "sigmoid": lambda z: mpmath.exp(-abs(z)) / (1 + mpmath.exp(-abs(z))) ** 2,
    "tanh": lambda z: mpmath.sech(z) ** 2,
    "relu": lambda z: mpmath.mpf(z > 0),
    "leaky-relu": lambda z: mpmath.mpf(1) if z > 0 else mpmath.mpf("0.01"),
    "elu": lambda z: mpmath.mpf(1) if z > 0 else mpmath.exp(z),
    "softplus": lambda z: 1 / (1 + mpmath.exp(-z)),
    "gelu": lambda z: mpmath.ncdf(z) + z * mpmath.npdf(z),
    "silu": lambda z: (1 + mpmath.exp(-z) * (1 + z)) / (1 + mpmath.exp(-z)) ** 2,
    "linear": lambda _: mpmath.mpf(1),
}
PLACES = [(0, 1), (0, 0.01), (1.5, 0.3), (-2, 2), (5, 1), (0.5, 10), (-3, 30), (8, 0.5), (0.1, 100)]


def reached(**parameters: object) -> list[float]:
    """Return the gradient of each layer from the output down."""
    return [row[2] for row in Gradient(**parameters).rows()]  # type: ignore[arg-type]


@pytest.mark.parametrize("activation", DERIVATIVES)
@pytest.mark.parametrize("z", [0.0, 0.5, -0.5, 3.0, -3.0, 20.0, -20.0])
def test_derivatives(activation: str, z: float) -> None:
    """Each derivative is the mathematical one, in nearly all digits."""
    with mpmath.workdps(30):
        exact = float(EXACT[activation](mpmath.mpf(z)))
    assert DERIVATIVES[activation](z) == pytest.approx(exact, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("activation", DERIVATIVES)
@pytest.mark.parametrize(("mean", "std"), PLACES)
def test_mean_derivative(activation: str, mean: float, std: float) -> None:
    """The mean over normal pre-activations is right to 1e-10, in closed form or by quadrature."""
    with mpmath.workdps(30):
        low, high = mean - 14 * std, mean + 14 * std
        around = [mpmath.mpf(low)] + [p for p in (-40, -10, -3, 0, 3, 10, 40) if low < p < high] + [mpmath.mpf(high)]
        points = sorted({*around, *(mean + k * std for k in (-6, -2, 2, 6))})
        exact = float(mpmath.quad(lambda z: EXACT[activation](z) * mpmath.npdf(z, mean, std), points))
    assert mean_derivative(activation, mean, std) == pytest.approx(exact, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("activation", DERIVATIVES)
@pytest.mark.parametrize(
    ("mean", "std"), [(1e6, 1), (-1e6, 1), (0, 1e9), (1e308, 1e308), (-700, 1), (0, 1e-300), (-40, 1e-3)]
)
def test_extremes(activation: str, mean: float, std: float) -> None:
    """However far away, a mean derivative is a number between the activation's extremes."""
    value = mean_derivative(activation, mean, std)
    assert math.isfinite(value)
    assert -0.2 <= value <= 1.2


def test_closed_values() -> None:
    """A sigmoid at its steepest multiplies by 1/4, an active ReLU by 1, and half a ReLU is on at mean 0."""
    assert reached(layers=10, activation="sigmoid") == [0.25**n for n in range(1, 11)]
    assert reached(layers=10, activation="sigmoid")[-1] == 9.5367431640625e-07
    assert reached(layers=50, activation="relu", mean=1) == [1] * 50
    assert reached(layers=3, activation="relu", std=2) == [0.5, 0.25, 0.125]
    assert mean_derivative("relu", 1, 2) == pytest.approx(float(mpmath.ncdf(0.5)), rel=1e-15)


def test_causes_and_remedies() -> None:
    """Each of the article's causes and remedies does what the article says."""
    plain = reached(layers=10, activation="sigmoid")[-1]
    assert reached(layers=10, activation="sigmoid", mean=5)[-1] < 1e-15 * plain * 1e6
    assert reached(layers=20, activation="sigmoid")[-1] < plain
    assert (
        reached(layers=10, activation="sigmoid", batch_norm=True)[-1]
        > reached(layers=10, activation="sigmoid", mean=5)[-1]
    )
    assert reached(layers=2, activation="sigmoid", residual=True) == [1.25, 1.5625]
    assert reached(layers=4, activation="linear", weight=3, clip=5) == [3, 5, 5, 5]
    assert reached(layers=3, activation="linear", weight=-3, clip=5) == [-3, 5, -5]


# --- the command line ---


def test_table() -> None:
    """The table goes from the output layer down, and its last line says what happened."""
    assert lrcalc("gradient --layers 3 --activation sigmoid").stdout == (
        "gradient: factor = weight · φ′(mean)\n"
        "layers = 3, activation = sigmoid, weight = 1, mean = 0, std = 0\n"
        "\n"
        "layer   factor   gradient\n"
        "─────────────────────────\n"
        "    3     0.25   0.25\n"
        "    2     0.25   0.0625\n"
        "    1     0.25   0.015625\n"
        "\n"
        "The gradient does not vanish: layer 1 gets 0.015625 of what came in.\n"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            "--layers 10 --activation sigmoid",
            "vanishes: after 5 layers, at layer 6, it is below 0.001 of what came in.",
        ),
        ("--layers 10 --activation sigmoid --mean 50", "vanishes: after 1 layer, at layer 10, it is below 0.001 of"),
        ("--layers 10 --activation relu --mean 1", "does not vanish: layer 1 gets 1 of what came in."),
        ("--layers 10 --activation sigmoid --residual", "grows: layer 1 gets 9.31323 of what came in."),
    ],
)
def test_closing_line(line: str, words: str) -> None:
    """The closing line says how many layers it takes to vanish, or that it does not."""
    assert f"The gradient {words}" in lrcalc(f"gradient {line}").stdout


def test_formats() -> None:
    """Every format has the gradient."""
    line = "--layers 2 --activation sigmoid"
    assert lrcalc(f"gradient {line} --csv").stdout == "layer,factor,gradient\n2,0.25,0.25\n1,0.25,0.0625\n"
    assert json.loads(lrcalc(f"gradient {line} --json").stdout) == {
        "gradient": "sigmoid",
        "formula": "weight · φ′(mean)",
        "parameters": {"layers": 2, "activation": "sigmoid", "weight": 1.0, "mean": 0.0, "std": 0.0},
        "rows": [{"layer": 2, "factor": 0.25, "gradient": 0.25}, {"layer": 1, "factor": 0.25, "gradient": 0.0625}],
    }
    assert json.loads(lrcalc("gradient --layers 10 --activation sigmoid --json").stdout)["vanishes"] == {
        "layer": 6,
        "layers": 5,
    }
    assert (
        lrcalc(f"gradient {line} -f jsonl").stdout.splitlines()[1]
        == '{"activation": "sigmoid", "layer": 1, "factor": 0.25, "gradient": 0.0625}'
    )
    assert "gradient(layer 1) = 0.25 · 0.25 = 0.0625\n" in lrcalc(f"gradient {line} -f work").stdout
    assert "min(0.1, 0.1 · 0.25) = 0.025\n" in lrcalc(f"gradient {line} --clip 0.1 -f work").stdout
    negative = lrcalc("gradient --layers 2 --activation relu --mean 1 --weight -10 --clip 5 -f work").stdout
    assert "max(−5, 1 · -10) = -5\n" in negative
    assert "min(5, -5 · -10) = 5\n" in negative
    assert "| 1 | 0.25 | 0.0625 |\n" in lrcalc(f"gradient {line} -f markdown").stdout
    plot = lrcalc("gradient --layers 10 --activation sigmoid -f plot").stdout
    assert "1e-05 ┤" in plot
    assert "0.2 ┤" in lrcalc("gradient --layers 10 --activation sigmoid -f plot --linear").stdout
    assert "layer" in lrcalc("gradient --layers 10 --activation sigmoid -f svg").stdout
    assert "this is not a schedule" in lrcalc(f"gradient {line} -f torch").stderr


def test_compare() -> None:
    """Gradients stand side by side, each a column over the layers; the plot is logarithmic."""
    result = lrcalc(
        "compare",
        "gradient --activation sigmoid --layers 30",
        "gradient --activation relu --mean 1 --layers 30",
        "--csv",
    )
    assert result.stdout.splitlines()[:2] == ["layer,sigmoid,relu", "30,0.25,1.0"]
    plot = lrcalc(
        "compare",
        "gradient --activation sigmoid --layers 30",
        "gradient --activation relu --mean 0 --layers 30",
        "-f",
        "plot",
    )
    assert "1e-15 ┤" in plot.stdout
    assert "relu: at a pre-activation of exactly 0 ReLU's derivative is 0" in plot.stderr


def test_underflow_and_overflow() -> None:
    """Underflow is shown to the smallest double and then noted; overflow is an error with its layer."""
    result = lrcalc("gradient --layers 600 --activation sigmoid --csv")
    assert "64,0.25,5e-324\n63,0.25,0.0\n" in result.stdout
    assert result.stderr == "note: from layer 63 on the gradient is too small for a double and shown as 0.\n"
    result = lrcalc("gradient --layers 600 --activation linear --weight 10")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: the gradient overflows at layer 292.\n"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("--layers 0 --activation relu", "'--layers': 0 is not a number from 1 to 1000000."),
        ("--layers 2.5 --activation relu", "'--layers': '2.5' is not a whole number."),
        ("--layers 5 --activation relu --std -1", "'--std': -1 is not a number 0 or greater."),
        ("--layers 5 --activation relu --mean nan", "'--mean': nan is not a finite number."),
        ("--layers 5 --activation relu --weight inf", "'--weight': inf is not a finite number."),
        ("--layers 5 --activation relu --clip 0", "'--clip': 0 is not a number greater than 0."),
        ("--layers 5 --activation rleu", "'rleu' is not one of 'sigmoid', 'tanh', 'relu'"),
        (
            "--layers 5 --activation relu --batch-norm --mean 1",
            "'--batch-norm': it already sets mean to 0 and std to 1",
        ),
        ("--activation relu", "Missing option '--layers'."),
    ],
)
def test_misuse(line: str, sentence: str) -> None:
    """Bad input ends with 2 and the rule."""
    result = lrcalc(f"gradient {line}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_misuse_in_a_comparison() -> None:
    """A bad part is named; layers are no epochs."""
    result = lrcalc("compare", "gradient --activation relu --layers 0", "gradient --activation relu --layers 3")
    assert "In part 1 ('gradient --activation relu --layers 0'): Invalid value for '--layers'" in result.stderr
    result = lrcalc("compare", "gradient --activation relu --layers 3", "-n", "5")
    assert "A gradient has layers, not epochs" in result.stderr
    result = lrcalc("compare", "gradient --activation relu --layers 3", "constant --lr 1")
    assert "cannot stand side by side" in result.stderr


def test_relu_is_active_unless_told_otherwise() -> None:
    """Without pre-activations ReLU and leaky ReLU pass the gradient on; at 0, or over a spread, they do not all."""
    for activation in ("relu", "leaky-relu"):
        assert reached(layers=10, activation=activation) == [1.0] * 10
    assert reached(layers=2, activation="relu", mean=0) == [0.0, 0.0]
    assert reached(layers=10, activation="relu", std=1)[-1] == 0.5**10
    assert reached(layers=10, activation="relu", batch_norm=True)[-1] == 0.5**10


def test_numbers_by_layer() -> None:
    """A list has a number for each layer, from layer 1 up; the product is that of the derivatives."""
    derivatives = [float(mpmath.exp(-z) / (1 + mpmath.exp(-z)) ** 2) for z in (0, 1, 2)]
    rows = json.loads(lrcalc("gradient --layers 3 --activation sigmoid --mean 0,1,2 --json").stdout)["rows"]
    assert [row["factor"] for row in rows] == pytest.approx(derivatives[::-1], rel=1e-14)
    assert rows[-1]["gradient"] == pytest.approx(math.prod(derivatives), rel=1e-14)
    assert rows[-1]["gradient"] == pytest.approx(0.00516075, rel=1e-5)  # as printed in the exercise
    assert reached(layers=2, activation="linear", weight=(2, 3)) == [3.0, 6.0]
    assert reached(layers=2, factor=(0.5, 0.25), residual=True) == [1.25, 1.875]


@pytest.mark.parametrize(
    ("line", "last"),
    [
        ("--layers 15 --factor 0.2", 3.2768e-11),
        ("--layers 3 --activation leaky-relu --slope 0.2 --mean -1", 0.008),
        ("--layers 3 --activation leaky-relu --mean -1", 1e-6),
        ("--layers 2 --activation leaky-relu --slope 0.2 --std 1", 0.36),
    ],
)
def test_factor_and_slope(line: str, last: float) -> None:
    """A factor stands for itself; leaky ReLU has its slope below 0, and half of both over a spread."""
    rows = json.loads(lrcalc(f"gradient {line} --json").stdout)["rows"]
    assert rows[-1]["gradient"] == pytest.approx(last, rel=1e-14)


def test_threshold_of_the_verdict() -> None:
    """The gradient has vanished when it is below --below."""
    result = lrcalc("gradient --layers 10 --activation sigmoid --below 1e-5").stdout
    assert "vanishes: after 9 layers, at layer 2, it is below 1e-05 of what came in." in result


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("--activation sigmoid --target 1e-6", 10),
        ("--activation linear --weight 1.5 --target 1000", 18),
        ("--factor 0.5 --target 0.25", 2),
        ("--activation sigmoid --layers 10 --target 1 --for weight", 4),
        ("--layers 3 --target 0.001 --for factor", 0.1),
        ("--activation linear --layers 2 --weight 2 --clip 3 --target 3 --for weight", None),
    ],
)
def test_solved(line: str, answer: float | None) -> None:
    """The number of layers, the weight or the factor that brings the gradient to a target."""
    result = lrcalc(f"solve gradient {line} --json")
    if answer is None:
        assert result.exit_code == 2
        assert "--weight is the unknown: leave it out." in result.stderr
        return
    document = json.loads(result.stdout)
    assert document["value"] == pytest.approx(answer, rel=1e-12)
    assert document["parameters"][document["unknown"]] == document["value"]


def test_solved_for_the_mean() -> None:
    """A mean is found by trying, and its gradient is the target."""
    document = json.loads(lrcalc("solve gradient --activation tanh --layers 10 --target 1e-4 --for mean --json").stdout)
    with mpmath.workdps(30):
        exact = mpmath.acosh(mpmath.mpf("1e-4") ** mpmath.mpf("-0.05"))
    assert document["value"] == pytest.approx(float(exact), rel=1e-12)


def test_the_working_of_layers() -> None:
    """The working divides the logarithms, and checks the answer forwards; a mean is tried."""
    work = lrcalc("solve gradient --activation sigmoid --target 1e-6 -f work").stdout.splitlines()
    assert work[1:3] == ["layers = log(1e-06) / log(0.25) ≈ 9.96578", "the first whole number from there on is 10"]
    assert work[-2] == "gradient(layers 10) = 0.25^10 ≈ 9.53674e-07"
    clipped = printed("solve gradient --factor -2 --clip 5 --target 4 -f work").splitlines()
    assert clipped == ["layers = 2, found numerically, by bisection", "", "check:", "gradient(layers 2) = 4", ""]
    tried = lrcalc("solve gradient --activation sigmoid --layers 2 --weight 4 --target 1 --for mean -f work").stdout
    assert tried.splitlines()[0] == "mean = 0, found numerically, by bisection"


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("gradient --layers 3", 2, "'--activation': one of activation and factor is needed, and one alone."),
        ("gradient --layers 3 --factor 1 --activation relu", 2, "one of activation and factor is needed"),
        ("gradient --layers 3 --factor 1 --mean 2", 2, "'--factor': it stands for all that makes it: leave mean out."),
        ("gradient --layers 3 --factor 1 --batch-norm", 2, "leave batch_norm out."),
        ("gradient --layers 3 --activation tanh --mean 1,2", 2, "'--mean': 2 numbers for 3 layers: give one for all"),
        ("solve gradient --activation relu --target 1e-3", 1, "no number of layers brings the gradient to 0.001."),
        ("solve gradient --factor 0.999999999 --target 0.9", 1, "no number of layers brings the gradient to 0.9."),
        ("solve gradient --factor 10 --target 1.5e308", 1, "the gradient overflows at layer 1."),
        ("solve gradient --activation sigmoid --target 0", 2, "'--target': 0 is not a number greater than 0."),
        (
            "solve gradient --activation sigmoid --layers 3 --target 1",
            2,
            "Nothing is missing: leave --layers out, or name",
        ),
        ("solve gradient --activation sigmoid --target 1 --for mean", 2, "Missing option '--layers'."),
        (
            "solve gradient --activation linear --layers 3 --target 5 --for mean",
            1,
            "no mean brings the gradient to 5 after 3",
        ),
    ],
)
def test_questions_without_an_answer(line: str, code: int, sentence: str) -> None:
    """What cannot be computed is said, with what is missing."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr

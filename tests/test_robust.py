"""Whatever is typed, the program ends with 0, 1 or 2, says why, and prints no number that is none."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcalc import Constant, Cosine, Curve, Exponential, Sequence, write
from lrcalc.formula import Formula
from lrcalc.gradient import DERIVATIVES, Gradient, mean_derivative
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
            several = st.sampled_from(["0", "1", "-1", "0.5", "1e3", "nan", "inf", ""])  # layers are rows
            kind = several if key == "layers" else number
            value: Any = draw(st.sampled_from(parameter.choices) if parameter.choices else kind)
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


# What once ended in a traceback, or in half an answer, and what it ends with now.
MENDED = [
    ("solve tanh --lr 1 --t-max 5 --target 0.3 --epoch 2 --for lower", 0, "lower = "),
    ("solve tanh --lr 0.055 --t-max 26 --upper 1 --epoch 2 --target 0.05474888852552494 --for lower", 0, "lower = "),
    ("solve linear --lr 0 --lr-end 0.1 --over 10 --target 0", 0, "epoch = 0"),
    ("solve cosine --lr 0.1 --t-max 50 --epoch 60 --target 0 --for lr-min", 0, "lr_min = 0"),
    ("sequence 'exponential --lr 1 --rate 10' 'constant --lr 1' --switch 400 -n 500", 1, "the learning rate overflows at epoch 309."),
    ("cyclic --lr 0 --lr-max 1e300 --up 10 --mode exp-range --rate 10 -n 21", 1, "the learning rate overflows at epoch 9."),
    ("cosine-restarts --lr 1 --t-0 1 --decay 1e200 --cycles 3 -n 5", 1, "the learning rate overflows at epoch 2."),
    ("product 'exponential --lr 1 --rate 10' 'exponential --lr 1 --rate 10' -n 200", 1, "the learning rate overflows at epoch 155."),
    ("compare 'constant --lr 1' 'exponential --lr 1 --rate 10' -n 400", 1, "the learning rate overflows at epoch 309."),
    ("wsd --lr 1 --stable 1e308 --decay 1e308", 2, "epochs beyond 2^53 cannot be told apart. Choose where it ends with --epochs."),
    ("cosine-restarts --lr 1 --t-0 1 --t-mult 1e30 --cycles 20", 2, "epochs beyond 2^53 cannot be told apart."),
    ("from timm 'CosineLRScheduler(o, 10, cycle_mul=1e15, cycle_limit=1000)' --lr 1", 2, ""),
    ("compare 'wsd --lr 1 --stable 1e308 --decay 1e308'", 2, "epochs beyond 2^53 cannot be told apart."),
    ("noam --warmup-steps 1e-300 --d-model 1 -n 1", 0, "next: lr("),
    ("exponential --lr 1e-300 --rate 10 --at 400 --csv", 0, "400,1e+100"),
    ("cosine --lr 1 --lr-min -0 --t-max 3 --at 9 --csv", 0, "9,0.0"),
    ("gradient --layers 1750 --activation linear --weight -1.5 -f plot --linear", 0, "┤"),
    ("step --lr 1 --rate 0.5 --every 10 --at 5e-324,1e-323 -f plot", 0, "┤"),
    ("exponential --lr 5e-324 --rate 2 --at 3,2,1 -f plot", 0, "┤"),
    ("multistep --lr 5e-324 --rate 3 --milestones 0 -f plot", 0, "┤"),
    ("constant --lr 5e-324 -f svg", 0, "</svg>"),
    ("cosine-restarts --lr 0.1 --t-0 0.1 --at 0,9007199254740992 -f svg", 0, "</svg>"),
    ("cosine-restarts --lr 1e300 --t-0 1e-8 --at 0,2.5,9007199254740992 -f plot", 0, "┤"),
    ("cosine --lr 0.1 --t-max 1000000000000 -f plot", 0, "┤"),
    ("cyclic --lr 0.1 --lr-max 1 --up 3 -n 1000000000000 -f svg", 0, "</svg>"),
    ("gradient --activation elu --mean 5 --std 1e-16 --layers 1 --csv", 0, "1,1.0,1.0"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "words"), MENDED)
def test_what_was_mended(line: str, code: int, words: str) -> None:
    """Each ends with an answer, or with a sentence and no answer at all; in every format, where it is an overflow."""
    for form in ("", "--csv", "--json", "-f jsonl", "-f work", "-f plot") if code == 1 else ("",):
        result = lrcalc(f"{line} {form}")
        assert result.exit_code == code
        assert words in (result.stderr if code else result.stdout)
        assert code == 0 or result.stdout == ""


def test_tiny_spreads() -> None:
    """A spread that no double can tell from none is none: the mean derivative is the derivative."""
    for activation, std in ((one, std) for one in ("sigmoid", "tanh", "softplus") for std in (1e-12, 1e-15, 1e-16)):
        assert mean_derivative(activation, 5, std) == pytest.approx(DERIVATIVES[activation](5), rel=1e-10, abs=0)


def test_errors_of_a_format_are_ours() -> None:
    """A fault of our own in a format is a traceback, never dressed up as the user's."""
    import lrcalc.outputs.csv as module

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_rows", lambda *_: [("a",)])
        assert isinstance(lrcalc("constant --lr 1 --csv").exception, TypeError)


# --- bounds ---


@pytest.mark.parametrize(
    "line",
    [
        "cosine --lr 0.1 --t-max 1e15 --csv",
        "cosine --lr 0.1 --t-max 1e15 -f markdown",
        "compare 'cosine --lr 0.1 --t-max 1e15' 'constant --lr 1' -f jsonl",
        "compare 'cosine --lr 0.1 --t-max 1e15' 'constant --lr 1' --diff",
        "cosine --lr 0.1 --t-max 1e15 --summary",
    ],
)
def test_rows_without_end_have_to_be_asked_for(line: str) -> None:
    """A schedule of more rows than anybody wants is not written in full unless that is asked for."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "1,000,000,000,000,000 rows" in result.stderr
    assert "choose some with --epochs or --at." in result.stderr
    started = lrcalc(f"{line} --start 5")
    assert (started.exit_code, started.stdout) == (2, "")
    assert lrcalc(f"{line} -n 3").exit_code == 0


def test_thousands_of_parts_are_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a part may be negative is not asked again at every epoch."""
    asked = []
    monkeypatch.setattr(Constant, "signed", property(lambda _: asked.append(1)))
    schedule = Sequence(parts=(Constant(lr=1),) * 500, switch=tuple(range(1, 500)))
    assert [schedule.rate_at(epoch) for epoch in range(1000)] == [1.0] * 1000
    assert len(asked) == 500


def peak(*lines: str) -> list[float]:
    """Return the memory that commands take at their highest, in MB, each in a process of its own."""
    script = "import resource, sys; from lrcalc.__main__ import main; sys.argv[1:] = {}; main()\n"
    script += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
    runs = [
        subprocess.run(
            [sys.executable, "-c", script.format(shlex.split(line))], capture_output=True, text=True, check=True
        )
        for line in lines
    ]
    return [float(run.stderr.splitlines()[-1]) for run in runs]


@pytest.mark.parametrize(
    "line",
    [
        "step --lr 0.1 --rate 0.5 --every 10 --csv -n {n}",
        "compare 'constant --lr 1' 'exponential --lr 1 --rate 1' -n {n} -f markdown -o /dev/null",
        "gradient --activation relu --mean 1 --layers {n} --csv",
        "constant --lr 1 -n {n} -f work -o /dev/null",
    ],
)
def test_memory_does_not_grow(line: str) -> None:
    """Ten times the rows take no more memory, in whatever format reads them one by one."""
    few, many = peak(line.format(n=10_000), line.format(n=100_000))
    assert many < 1.1 * few


@pytest.mark.parametrize("count", [2, 40])
def test_curves_are_drawn_once(count: int) -> None:
    """A picture of N curves asks each for its rows as often as a picture of two does."""
    asked = 0

    def counted(self: Curve, _: object = None) -> Iterator[tuple[float, ...]]:
        nonlocal asked
        asked += 1
        return zip(self.numbers, map(self.schedule.rate_at, self.numbers), strict=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Curve, "__iter__", counted)
        assert lrcalc("compare", *["constant --lr 1"] * count, "-f", "svg").exit_code == 0
    assert asked <= 6 * count


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("multistep --lr 1e308 --rate 5e296 --milestones 30 --csv -n 2", "epoch,lr\n0,1e+308\n1,1e+308\n"),
        ("step --lr 1e308 --rate 1 --every 2.3e-308 --csv -n 2", "epoch,lr\n0,1e+308\n1,1e+308\n"),
        ("constant --lr 1.7e308 -n 2 --digits 1", "    0   2e+308\n    1   2e+308\n"),
        (
            "cosine-restarts --lr 0.1 --t-0 100 --t-mult 4e207 --cycles 20 --warmup 0.25 -n 3",
            "complete at epoch 0.25\n",
        ),
        ("wsd --lr 0.1 --stable 1e308 --decay 30 -n 3 -f transformers", "get_wsd_schedule"),
        ("cosine-restarts --lr 0.1 --t-0 100 --t-mult 3 --cycles 1000 -n 3 -f timm", "CosineLRScheduler"),
        ("cosine --lr 0.1 --t-max 2.3e-308 -n 3 -f torch", "LambdaLR"),
        ("cosine --lr 0.1 --t-max 5 --periodic -f torch", "CosineAnnealingLR"),
    ],
)
def test_at_the_end_of_the_doubles(line: str, expected: str) -> None:
    """What overflows behind the rows, or where the last digits are rounded, stands in no answer's way."""
    result = lrcalc(line)
    assert result.exit_code == 0
    assert expected in result.stdout
    assert "inf" not in result.stdout.lower().replace("info", "")


def test_a_range_too_small_for_doubles() -> None:
    """A picture of values between which there are no doubles to tell them apart is a line."""
    result = lrcalc("from keras 'PolynomialDecay(-1, decay_steps=1e16, end_learning_rate=5e-324)' -n 12 -f plot")
    assert (result.exit_code, "┤" in result.stdout) == (0, True)


def test_code_without_end() -> None:
    """A number that no double holds is not written as code."""
    result = lrcalc("cosine-restarts --lr 0.1 --t-0 1e308 --cycles 3 -n 2 -f transformers")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "it has no equivalent" in result.stderr


def test_another_reading_that_overflows() -> None:
    """The rows are those that are asked for; the other reading, which has no value, is not told."""
    result = lrcalc("step --lr 1e308 --rate 7 --every 2.5 --at 1,2 --csv")
    assert (result.exit_code, result.stdout) == (0, "epoch,lr\n1,1e+308\n2,1e+308\n")
    assert "smooth" not in result.stderr


def test_a_power_of_nothing_is_nothing() -> None:
    """However small the exponent is, 0 to its power is 0, and what the formula does not use may overflow."""
    assert (
        lrcalc("polynomial --lr 30 --max-epochs 10 --power 5e-324 --at 9,10 --csv").stdout
        == "epoch,lr\n9,30.0\n10,0.0\n"
    )
    result = lrcalc("solve polynomial --lr 30 --max-epochs 5e-324 --epoch 0.25 --target 30")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "no power in (0, ∞) brings 30 to 30 at epoch 0.25." in result.stderr
    reached = lrcalc("solve polynomial --lr 30 --lr-end 30 --max-epochs 5e-324 --epoch 0.25 --target 30")
    assert reached.exit_code == 0


def test_rates_that_overflow_are_not_compared() -> None:
    """Up to an epoch that has no rate, PyTorch's own schedulers are not the curve's: its formula is written."""
    schedule = Sequence(parts=(Cosine(lr=1, t_max=3), Exponential(lr=1, rate=1e200)), switch=(5,))
    assert "SequentialLR" in write(schedule, "torch", last=2)
    assert "SequentialLR" not in write(schedule, "torch", last=10)


def test_a_page_that_cannot_be_is_not_begun() -> None:
    """An axis that cannot be is known before the first byte of the page."""
    result = lrcalc("noam --d-model 0.5 --warmup-steps 0.95 -n 1 -f html --log")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "a logarithmic axis has nothing to show" in result.stderr


@pytest.mark.parametrize(
    "line",
    [
        "from optax \"cosine_onecycle_schedule(float('nan'), 0)\"",
        "from torch \"StepLR(optimizer, float('nan'))\" --lr 0.1",
        "from keras \"ExponentialDecay(2, decay_steps=float(' NaN'), decay_rate=10)\"",
    ],
)
def test_nan_in_code(line: str) -> None:
    """What is not a number is none in code that is read either."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not a number" in result.stderr


def test_a_text_is_looked_ahead_of_as_far_as_it_is_shown() -> None:
    """Where the rate of a text does not change, as many epochs again are asked for, each of which may take its time."""
    asked = 0
    rate_at = Formula.rate_at

    def counted(self: Formula, epoch: float) -> float:
        nonlocal asked
        asked += 1
        return rate_at(self, epoch)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Formula, "rate_at", counted)
        assert "it first does at epoch 8, which -n 9 shows" in lrcalc("formula '0.1 if epoch < 8 else 0.2' -n 5").stderr
        asked = 0
        assert lrcalc("formula 0.1+0*epoch -n 5").stderr == ""
    assert asked <= 30


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

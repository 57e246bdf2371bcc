"""The schedule behind a log: every strategy comes back from its values, recorded frameworks too, and noise does not."""

import json
import math
import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    Piecewise,
    Polynomial,
    Schedule,
    Step,
    Tanh,
    Warmup,
    Wsd,
)  # fmt: skip
from lrcalc.fit import Candidate, fit
from lrcalc.fit.guesses import GUESSES
from lrcalc.schedules import STRATEGIES
from tests.program import lrcalc, printed
from tests.record import ENTRIES
from tests.test_recorded import MASKED, REFUSED, reason

LOGS = Path(__file__).parent / "logs"
LONG = bool(os.environ.get("LRCALC_LONG"))  # ten draws of each strategy, and all recorded curves: some minutes


def drawn(name: str, length: int, chance: random.Random) -> Schedule:
    """Draw a schedule of a strategy that is complete within so many epochs."""
    lr = float(f"{10 ** chance.uniform(-5, 0):.{chance.choice([1, 2, 3, 16])}g}")
    low = lr * chance.choice([0, 0.1, 0.01, chance.uniform(0, 0.5)])

    def part(least: float, most: float) -> int:
        return chance.randint(int(least * length), int(most * length))

    def rate() -> float:
        return chance.choice([0.1, 0.5, chance.uniform(0.1, 0.9)])

    made: dict[str, Any] = {
        "constant": lambda: Constant(lr=lr),
        "linear": lambda: Linear(lr=lr, lr_end=low, over=part(0.5, 1)),
        "cosine": lambda: Cosine(lr=lr, lr_min=low, t_max=part(0.5, 1)),
        "step": lambda: Step(lr=lr, rate=rate(), every=part(0.08, 0.3)),
        "exponential": lambda: Exponential(lr=lr, rate=math.exp(-chance.uniform(1, 8) / length)),
        "multistep": lambda: Multistep(lr=lr, rate=rate(), milestones=(part(0.15, 0.4), part(0.45, 0.6), part(0.65, 0.9))),
        "polynomial": lambda: Polynomial(lr=lr, lr_end=low, max_epochs=part(0.6, 1), power=chance.choice([0.5, 2, 3, 1.3])),
        "inverse-time": lambda: InverseTime(lr=lr, rate=chance.choice([1, 0.5, 2.2]), every=part(0.05, 0.3)),
        "inverse-sqrt": lambda: InverseSqrt(lr=lr, timescale=part(0.02, 0.3)),
        "cosine-restarts": lambda: CosineRestarts(lr=lr, lr_min=low, t_0=part(0.15, 0.3), t_mult=chance.choice([1, 2])),
        "one-cycle": lambda: OneCycle(lr_max=lr, total=part(0.7, 1), pct_start=chance.choice([0.3, 0.25]), final_div=100),
        "cyclic": lambda: Cyclic(lr=low, lr_max=lr, up=part(0.06, 0.2), mode=chance.choice(["triangular", "triangular2"])),
        "wsd": lambda: Wsd(lr=lr, stable=part(0.3, 0.6), decay=part(0.15, 0.35), lr_min=low, shape=chance.choice(["linear", "cosine", "1-sqrt"])),
        "noam": lambda: Noam(d_model=chance.choice([256, 512, 768]), warmup_steps=part(0.1, 0.4)),
        "tanh": lambda: Tanh(lr=lr, lr_min=low, t_max=part(0.7, 1), lower=chance.choice([-7, -4, -3])),
        "piecewise": lambda: Piecewise(values=(lr, lr * 0.5, lr * 0.2, lr * 0.25), boundaries=(part(0.1, 0.3), part(0.35, 0.6), part(0.65, 0.9))),
    }  # fmt: skip
    schedule: Schedule = made[name]()
    ramps = name not in ("cosine-restarts", "one-cycle", "cyclic", "noam", "piecewise")
    return Warmup(schedule=schedule, warmup=part(0.04, 0.12)) if ramps and chance.random() < 0.3 else schedule


def unit(value: float, digits: int | None) -> float:
    """Return half a unit in the last of a value's digits."""
    return 0.5 * 10.0 ** (math.floor(math.log10(value)) + 1 - digits) if digits and value > 0 else 0.0


def recognised(schedule: Schedule, epochs: range, digits: int | None) -> Candidate:
    """Return what is found of a schedule's values at epochs, in so many digits."""
    rates = [schedule(epoch) for epoch in epochs]
    logged = [float(f"{rate:.{digits}g}") if digits else rate for rate in rates]
    found = fit(epochs, logged, [unit(rate, digits) for rate in logged])[0]
    peak = max(rates)
    for epoch, rate in zip(epochs, rates, strict=True):
        # Within the log's rounding of the log, so within two of the curve itself.
        assert abs(found.schedule(epoch - found.count_from) - rate) <= 2.3 * unit(rate, digits) + 3e-9 * peak, (
            schedule,
            found,
        )
    return found


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_comes_back(name: str) -> None:
    """From full precision or 3, 4, 6 digits, from 0 or later, every step or one in 50: the curve comes back."""
    chance = random.Random(f"{name} 2")
    missed = []
    count = 10 if LONG else 4
    for draw in range(count):
        every, rows = chance.choice([1, 50]), chance.choice([100, 200, 300])
        schedule = drawn(name, every * rows, chance)
        first = chance.choice([0, 0, rows // 3]) * every
        try:
            recognised(schedule, range(first, every * rows, every), [None, 3, 4, 6][draw % 4])
        except AssertionError as error:
            missed.append(str(error))
    print(f"{name}: {count - len(missed)} of {count}")
    assert missed == []


def test_the_clock_is_the_logs() -> None:
    """What is found of a log that begins later, by counting from 1, is on the log's own epochs where it is rounder."""
    schedule = Tanh(lr=0.0044, lr_min=0.00014161789348307385, t_max=199, lower=-4, upper=3)
    found = recognised(schedule, range(66, 200), None)
    assert (found.count_from, found.schedule.settings["lower"]) == (0, -4)
    rates = [0.05 * (1 + math.cos(math.pi * (step - 1) / 99)) for step in range(1, 101)]
    first = fit(range(1, 101), rates, strategies=("cosine",))[0]
    assert (first.fits, first.count_from, first.schedule.settings["t_max"]) == (True, 1, 99)


def test_a_total_between_two_rows() -> None:
    """The one-cycle policy's number of steps is found where it ends between two rows that are far from each other."""
    found = recognised(OneCycle(lr_max=0.00049, total=4163, pct_start=0.3, final_div=100), range(0, 5000, 50), 6)
    assert found.schedule.settings["total"] == 4163


def test_every_strategy_has_its_guesses() -> None:
    """A strategy that is added needs its line in GUESSES too."""
    assert sorted(GUESSES) == sorted(STRATEGIES)


def test_recorded_frameworks() -> None:
    """At least nine in ten of the frameworks' recorded curves are recognised by one command, within 1e-9 of the peak."""
    score, missed = 0, []
    entries = [entry for entry in ENTRIES if not reason(REFUSED, entry) and min(entry["lr"]) >= 0]
    for entry in entries if LONG else entries[::12]:
        rows = [row for row in zip(entry["epochs"], entry["lr"], strict=True) if not reason(MASKED, entry, row[0])]
        if not rows:
            continue
        epochs, rates = zip(*rows, strict=True)
        peak = max(rates)
        single = entry["precision"] == "float32"
        found = fit(epochs, rates, [rate * 2.4e-7 + 2e-6 * peak for rate in rates] if single else 0.0)
        good = bool(found) and found[0].error <= (1e-5 if single else 1.3e-9) * peak
        score += good
        missed += [] if good else [f"{entry['peer']} {entry['schedule']} {entry['params']}"]
    print(f"{score} of {score + len(missed)} are recognised, and not:", *missed, sep="\n  ")
    assert score >= 0.9 * (score + len(missed))


def test_what_is_no_schedule() -> None:
    """Noise, a random walk and a loss curve are not recognised as anything."""
    chance = np.random.default_rng(1)
    for values in (
        chance.uniform(0, 1, 150),
        np.abs(np.cumsum(chance.normal(size=150))) + 1,
        2 * np.exp(-np.arange(150) / 40) + 0.5 + 0.03 * chance.normal(size=150),
    ):
        rates = [float(f"{value:.3g}") for value in values]
        found = fit(range(150), rates, [unit(rate, 3) for rate in rates])
        assert not any(candidate.fits for candidate in found)


@pytest.mark.parametrize(
    "command",
    [
        "cosine --lr 0.1 --lr-min 0.001 --t-max 50",
        "cosine --lr 0.1 --t-max 25 --periodic",
        "step --lr 0.1 --rate 0.5 --every 10",
        "exponential --lr 0.1 --rate 0.95",
        "constant --lr 0.1",
        "linear --lr 0.1 --over 40",
        "cosine --lr 0.0003 --t-max 50 --warmup 5",
        "linear --lr 0.001 --lr-end 0.02 --over 8",
        "noam --d-model 512 --warmup-steps 20",
        "noam --d-model 512 --warmup-steps 1",
        "one-cycle --lr-max 0.1 --total 40 --pct-start 0.45 --three-phase",
        'sequence "constant --lr 0.05" "exponential --lr 0.1 --rate 0.9" --switch 20',
    ],
)
def test_command(command: str) -> None:
    """The answer is the command line that made the log, its numbers to the last digit."""
    log = printed(f"{command} -n 60 --csv") if "t-max" not in command else printed(f"{command} -n 50 --csv")
    document = json.loads(printed("fit - --json", stdin=log))
    best = document["candidates"][0]
    assert best["command"] == f"lrcalc {command}"
    assert best["error"] <= 1e-16
    assert lrcalc(best["command"].removeprefix("lrcalc ") + " --at 7 --csv").exit_code == 0


@pytest.mark.parametrize(
    ("total", "share", "rows", "digits"), [(40, 0.45, 30, None), (100, 0.4, 80, 3), (57, 0.48, 57, 2)]
)
def test_three_phases_that_may_be_cut_off(total: int, share: float, rows: int, digits: int | None) -> None:
    """A policy of three phases, whose peak is before its half, is told from its beginning, too."""
    schedule = OneCycle(lr_max=0.1, total=total, pct_start=share, three_phase=True)
    assert recognised(schedule, range(rows), digits).fits


def test_a_long_log_of_many_values() -> None:
    """Thousands of rows that all differ are recognised as quickly as a few; rows that are off are not overlooked."""
    curve = Cosine(lr=0.1, t_max=3000)
    rates = [curve(epoch) for epoch in range(3000)]
    assert fit(range(3000), rates)[0].schedule == curve
    printed_rates = [float(f"{rate:.3g}") for rate in rates]
    rounding = [unit(rate, 3) for rate in printed_rates]
    assert fit(range(3000), printed_rates, rounding)[0].schedule == curve
    off = [rate + 4 * unit(rate, 3) * (index % 7 == 3) for index, rate in enumerate(printed_rates)]
    assert not fit(range(3000), off, rounding)[0].fits


@pytest.mark.parametrize(
    ("rates", "strategies", "fits"),
    [
        ([0, 0, 0, 0, 1e-5, 1e-5, 1e-5, 1e-5], (), True),  # nothing before, and no slope
        ([0.1 * 2**step for step in range(8)], (), True),
        ([1e-300, 1e300, 1e-300, 1e300], (), True),
        ([5e-324, 5e-324, 0, 0], (), False),
        ([1e300, 1.797e308, 1.7e308, 1.797e308], (), False),
        ([1, 1e200, 1, 1.797e308], ("exponential",), False),
        ([0, 1, 0, 0, 1, 0], ("cyclic",), False),  # tops alone
        ([0.1 * step for step in range(10)], ("cosine",), False),  # a ramp, and nothing behind it
        ([0, 0, 0.5], ("constant",), False),
        ([abs(10 - step % 20) / 10 for step in range(36)], ("cyclic",), False),  # it begins at the top
        ([0.1 + 0.09 * (10 - abs(10 - step % 20)) for step in range(35)], ("cyclic",), True),  # two tops, one bottom
        ([1.7976e308 ** (step / 37) * (1 - 0.5 * (step == 36)) for step in range(38)], ("exponential",), False),
    ],
)
@pytest.mark.parametrize("apart", [1, 0.125, 1e-4])
def test_odd_logs(rates: list[float], strategies: tuple[str, ...], fits: bool, apart: float) -> None:
    """Zeros, values at the end of the doubles and rows that lie close together are told apart or not, and no more."""
    found = fit([step * apart for step in range(len(rates))], rates, strategies=strategies)
    assert any(one.fits for one in found) is fits
    for one in found[:1] if fits else ():
        assert [one.schedule(step * apart) for step in range(len(rates))] == pytest.approx(
            rates, rel=1e-9, abs=1e-9 * max(rates)
        )


def test_formats() -> None:
    """Any format shows the schedule beside the log, and -f torch writes it as code; --strategy narrows."""
    log = printed("step --lr 0.1 --rate 0.5 --every 10 -n 40 --csv")
    assert printed("fit - --csv", stdin=log).splitlines()[:2] == ["epoch,step,log", "0,0.1,0.1"]
    assert "StepLR(optimizer, step_size=10, gamma=0.5)" in printed("fit - -f torch", stdin=log)
    assert printed("fit -", stdin=log).splitlines()[:2] == [
        "lrcalc step --lr 0.1 --rate 0.5 --every 10",
        "off by 0 at most, in 40 rows",
    ]
    assert "step(10) = 0.1 · 0.5^⌊10 / 10⌋ = 0.05" in printed("fit - -f work", stdin=log)
    log = printed("step --lr 0.1 --rate 0.5 --every 30 -n 100 --csv")
    found = json.loads(printed("fit - --json --strategy multistep", stdin=log))["candidates"]
    assert [one["schedule"] for one in found] == ["multistep"]


def test_nothing_fits() -> None:
    """Where nothing fits, that is said with the closest, the exit code is 1 and nothing is printed."""
    chance = random.Random(1)
    log = "step,lr\n" + "".join(f"{step},{chance.random():.4f}\n" for step in range(40))
    result = lrcalc("fit -", stdin=log)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "No schedule makes the values of log within its 4 digits. The closest is lrcalc " in result.stderr
    zeros = lrcalc("fit -", stdin="step,lr\n" + "".join(f"{step},0\n" for step in range(9)))
    assert (zeros.exit_code, zeros.stdout) == (1, "")
    assert zeros.stderr == "Error: No schedule makes the values of log.\n"
    few = lrcalc("fit -", stdin="step,lr\n0,1\n1,2\n")
    assert (few.exit_code, few.stdout) == (2, "")
    assert "log has 2 rows: a schedule is told from 4 or more." in few.stderr


@pytest.mark.parametrize(
    ("name", "commands"),
    [
        ("trainer_state.json", ["lrcalc cosine --lr 0.0003 --t-max 200 --warmup 20"]),
        ("metrics.csv", ["lrcalc step --lr 0.01 --rate 0.5 --every 30", "lrcalc step --lr 0.1 --rate 0.5 --every 30"]),
        ("keras.csv", ["lrcalc exponential --lr 0.01 --rate 0.9"]),
        ("scalars.json", ["lrcalc multistep --lr 0.02 --rate 0.1 --milestones 60,90 --warmup 19 --warmup-lr 2e-05"]),
    ],
)
def test_logs_of_the_real_tools(name: str, commands: list[str]) -> None:
    """What Trainer, Lightning, Keras and MMEngine logged is recognised; some of them call the first step 1."""
    document = json.loads(lrcalc(f"fit {LOGS / name} --json").stdout)
    found = [one["candidates"][0]["command"] for one in document.get("curves", [document])]
    assert [command.removesuffix(" --count-from 1") for command in found] == commands

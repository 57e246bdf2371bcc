"""The updates of a run: the arithmetic of Transformers' Trainer, forwards and backwards, and the command."""

import json
import math
from typing import Any

import pytest

from lrcalc import ParameterError
from lrcalc.run import Run
from tests.program import lrcalc, printed

ALPACA: dict[str, Any] = {"samples": 52002, "batch_size": 4, "devices": 8, "accumulate": 4, "epochs": 3}


@pytest.mark.parametrize(
    ("numbers", "per_update", "per_epoch", "updates", "length"),
    [
        (ALPACA, 128, 407, 1221, 3),  # Stanford Alpaca's own run: 1,221 updates
        ({**ALPACA, "drop_last": True}, 128, 407, 1221, 3),
        ({"samples": 1047, "batch_size": 80, "epochs": 300}, 80, 14, 4200, 300),
        ({"samples": 1047, "batch_size": 80, "epochs": 300, "drop_last": True}, 80, 13, 3900, 300),
        ({"samples": 50000, "batch_size": 128, "epochs": 200}, 128, 391, 78200, 200),  # CIFAR-10
        ({"samples": 100, "batch_size": 8, "epochs": 2.5}, 8, 13, 33, 2.5),  # 32.5 is rounded up
        ({"samples": 3, "batch_size": 8, "accumulate": 4, "epochs": 2}, 32, 1, 2, 2),  # at least one an epoch
        ({"samples": 52002, "batch_size": 128, "steps": 1221}, 128, 407, 1221, 3),
        ({"samples": 100, "batch_size": 10, "steps": 25}, 10, 10, 25, 2.5),
        ({"batch_size": 8, "steps": 100}, 8, None, 100, None),
        ({"samples": 100, "batch_size": 8}, 8, 13, None, None),
    ],
)
def test_updates(
    numbers: dict[str, Any], per_update: int, per_epoch: int | None, updates: int | None, length: float | None
) -> None:
    """Batches and updates are rounded up, a last batch left out is rounded down."""
    run = Run(**numbers)
    assert (run.samples_per_update, run.updates_per_epoch, run.updates, run.length) == (
        per_update, per_epoch, updates, length,
    )  # fmt: skip


def test_what_is_seen() -> None:
    """Samples are counted as they are, with the last batch of an epoch or without."""
    run = Run(**ALPACA)
    assert (run.last_batch, run.samples_seen, run.warmup_of(0.03)) == (52002 % 32, 3 * 52002, math.ceil(36.63))
    whole = Run(**ALPACA, drop_last=True)
    assert (whole.last_batch, whole.samples_seen) == (32, 3 * (52002 - 52002 % 32))
    assert Run(batch_size=8, steps=100).samples_seen == 800
    assert Run(batch_size=4, devices=2, steps=10).samples_seen == 80
    assert Run(samples=8, batch_size=4, devices=2, drop_last=True).updates_per_epoch == 1
    assert Run(samples=64, batch_size=8).last_batch == 8
    assert Run(samples=1000, batch_size=10, epochs=1).warmup_of(0.07) == 7  # not 8, of 7.000000000000001
    with pytest.raises(ParameterError, match="needs its length"):
        Run(samples=100, batch_size=8).warmup_of(0.1)


def test_the_command() -> None:
    """The table has each number by its name, JSON by its key, and a file of rows both."""
    line = (
        "steps --samples 52002 --batch-size 4 --devices 8 --accumulate 4 --epochs 3 --warmup 3% --tokens-per-sample 512"
    )
    document = json.loads(printed(f"{line} --json"))
    assert {key: value for key, value in document.items() if key != "parameters"} == {
        "samples_per_update": 128, "updates_per_epoch": 407, "updates": 1221, "epochs": 3, "warmup": 37,
        "last_batch": 2, "tokens_per_update": 65536, "tokens": 79875072,
    }  # fmt: skip
    assert "updates of warm-up                       37\n" in printed(line)
    assert printed(f"{line} --csv").splitlines()[:2] == ["quantity,value", "samples an update,128"]
    assert printed(f"{line} -f jsonl").splitlines()[2] == '{"quantity": "updates in all", "value": 1221}'
    assert "| updates an epoch | 407 |\n" in printed(f"{line} -f markdown")
    assert json.loads(printed("steps --batch-size 8 --steps 100 --warmup 5 --json"))["warmup"] == 5


def test_the_other_rounding() -> None:
    """Where leaving the last batch out makes other numbers, a note has them."""
    result = lrcalc("steps --samples 1047 --batch 80 --epochs 300")
    assert "with drop_last there are 13 updates an epoch, 3900 in all." in result.stderr
    assert "13 updates an epoch.\n" in lrcalc("steps --samples 1047 --batch 80").stderr
    assert lrcalc("steps --samples 7 --batch 80").stderr == ""


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("steps", "Missing option '--batch-size'."),
        ("steps --batch-size 4", "Missing option '--samples', or '--steps' for a run of so many updates."),
        ("steps --batch-size 4 --epochs 3", "'--samples': epochs have no length without samples."),
        ("steps --batch-size 8 --samples 5 --drop-last --epochs 1", "'--samples': 5 make no full batch of 8, and"),
        ("steps --batch-size 8 --samples 100 --warmup 3%", "--warmup 3% of what? Give the run's length with"),
        ("steps --batch-size 8 --samples 0", "'--samples': 0 is not a number from 1 to"),
        ("steps --batch-size 2.5 --samples 10", "'--batch-size': '2.5' is not a whole number."),
        (
            "steps --batch-size 8 --samples 100 --epochs 2 --steps 5",
            "'--steps': the length of a run is given in epochs or",
        ),
        ("steps --batch-size 1 --samples 9e15 --epochs 9e15", "'--epochs': the run has more than 2^53 updates."),
        ("steps --batch-size 1 --samples 9 --epochs nan", "'--epochs': nan is not a finite number."),
    ],
)
def test_misuse(line: str, sentence: str) -> None:
    """A run that cannot be is refused by the option that makes it so."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_nothing_to_draw() -> None:
    """A run has no curve."""
    result = lrcalc("steps --batch-size 8 --steps 5 -f plot")
    assert (result.exit_code, result.stdout) == (1, "")


# --- a run beside a curve ---


def rows_of(line: str) -> list[dict[str, float]]:
    """Return the rows of a command."""
    rows: list[dict[str, float]] = json.loads(lrcalc(f"{line} --json").stdout)["rows"]
    return rows


def test_the_question_before_a_run() -> None:
    """Step 600 of a finetune of 52,002 samples: ⌈0.03 · 1221⌉ steps of warm-up, then half a cosine to step 1221."""
    line = (
        "cosine --lr 2e-5 --t-max 100% --warmup 3% --samples 52002 --batch-size 4 --devices 8 --accumulate 4 --epochs 3"
    )
    assert rows_of(f"{line} --at 600") == [
        {"step": 600, "epoch": 600 / 407, "lr": pytest.approx(1e-5 * (1 + math.cos(math.pi * 563 / 1184)), rel=1e-14)}
    ]
    table = lrcalc(f"{line} --at 600").stdout
    assert "warm-up: 0 to 2e-05, complete at step 37; the schedule ends at step 1221\n" in table
    assert "run: 128 samples an update, 407 updates an epoch, 1221 in all\n" in table
    assert [row["step"] for row in rows_of(line)] == [*range(1221)]
    without_an_end = line.replace(" --t-max 100%", "")  # a schedule ends with its run unless it is told otherwise
    assert rows_of(f"{without_an_end} --at 600") == rows_of(f"{line} --at 600")


@pytest.mark.parametrize(
    ("line", "steps", "rates"),
    [
        ("linear --lr 1 --samples 100 --batch-size 10 --epochs 2 --at 0,10,end", [0, 10, 20], [1, 0.5, 0]),
        ("linear --lr 1 --samples 100 --batch-size 10 --epochs 2 --start 18", [18, 19], [0.1, 0.05]),
        ("step --lr 1 --rate 0.5 --every 50% --samples 40 --batch-size 10 --epochs 1", [0, 1, 2, 3], [1, 1, 0.5, 0.5]),
        ("linear --lr 1 --over 4 --samples 40 --batch-size 10", [0, 1, 2, 3], [1, 0.75, 0.5, 0.25]),
        ("constant --lr 1 --warmup 30% --samples 90 --batch-size 10 --epochs 1 --at 0,1,3", [0, 1, 3], [0, 1 / 3, 1]),
    ],
)
def test_steps_of_a_run(line: str, steps: list[int], rates: list[float]) -> None:
    """The rows are the run's steps; --epochs is its length, --at and --start count steps, percentages are of it."""
    rows = rows_of(line)
    assert [row["step"] for row in rows] == steps
    assert [row["lr"] for row in rows] == pytest.approx(rates, rel=1e-14, abs=1e-17)


@pytest.mark.parametrize(
    ("line", "lr"),
    [
        ("constant --lr 0.1 --batch-size 64 --scale-lr linear -n 1", 0.025),
        ("constant --lr 0.1 --batch-size 32 --devices 32 --accumulate 8 --scale-lr linear -n 1", 3.2),  # Goyal et al.
        ("constant --lr 0.1 --batch-size 64 --scale-lr sqrt -n 1", 0.05),
        ("constant --lr 0.1 --batch-size 64 --scale-lr linear --base-batch 32 -n 1", 0.2),
        ("compare 'constant --lr 0.1' --batch-size 64 --scale-lr linear -n 1", 0.025),
    ],
)
def test_scaling(line: str, lr: float) -> None:
    """The rate is scaled by this run's batch, linearly or by its root, against a base of 256."""
    document = json.loads(lrcalc(f"{line} --json").stdout)
    rows = (document["curves"][0] if "curves" in document else document)["rows"]
    assert rows[0]["lr"] == pytest.approx(lr, rel=1e-14)


def test_scaling_is_said() -> None:
    """The details have the arithmetic of a scaled rate."""
    table = lrcalc("constant --lr 0.1 --batch-size 64 --scale-lr sqrt -n 1").stdout
    assert "lr scaled to the batch: 0.1 · √(64 / 256) = 0.05\n" in table


def test_code_in_the_steps_of_a_run() -> None:
    """Code that may count epochs is listed in the steps of the run that is given, and how to have epochs is said."""
    run = lrcalc("from torch 'StepLR(o, 2)' --lr 1 --samples 40 --batch-size 10 --epochs 1 --csv")
    assert run.stdout == "step,epoch,lr\n0,0.0,1.0\n1,0.25,1.0\n2,0.5,0.1\n3,0.75,0.1\n"
    assert run.stderr == (
        "note: the schedule is stepped each update; for one of epochs: --steps-per-epoch 4 --hold instead.\n"
    )
    held = printed("from torch 'StepLR(o, 1)' --lr 1 --steps-per-epoch 2 --hold -n 2 --csv")
    assert held == "step,epoch,lr\n0,0.0,1.0\n1,0.5,1.0\n2,1.0,0.1\n3,1.5,0.1\n"


def test_rows_of_a_run_that_are_alike() -> None:
    """A run may end before its rate changes, and may be shown from its second step: there is nothing to note."""
    line = "step --lr 0.1 --rate 0.5 --every 30 --samples 20 --batch-size 10 --epochs 2"
    assert printed(f"{line} --csv") == "step,epoch,lr\n0,0.0,0.1\n1,0.5,0.1\n2,1.0,0.1\n3,1.5,0.1\n"
    assert printed(f"{line} --csv --start 1") == "step,epoch,lr\n1,0.5,0.1\n2,1.0,0.1\n3,1.5,0.1\n"


def test_solving_in_a_run() -> None:
    """Percentages of a question are of its run, too."""
    line = "solve linear --lr 1 --over 100% --samples 100 --batch-size 10 --epochs 2 --target 0.5 --json"
    assert json.loads(lrcalc(line).stdout)["value"] == 10


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("cosine --lr 1 --samples 100 --epochs 2", "A run needs --batch-size, the samples per batch on each device."),
        ("cosine --lr 1 --samples 100 --batch-size 10", "Missing option '--t-max'."),
        (
            "constant --lr 1 --samples 100 --batch-size 10 --steps-per-epoch 3",
            "--steps-per-epoch cannot stand beside a run",
        ),
        ("constant --lr 1 --samples 100 --batch-size 10 --count-from 1", "--count-from cannot stand beside a run"),
        ("constant --lr 1 --scale-lr linear", "--scale-lr needs --batch-size"),
        (
            "solve step --rate 0.5 --every 10 --epoch 20 --target 0.01 --scale-lr linear --batch-size 512",
            "--scale-lr: --lr is the number to compute, at this very batch: leave --scale-lr out.",
        ),
        ("constant --lr 1 --base-batch 32", "--base-batch is for --scale-lr, which is not given."),
        (
            "noam --d-model 5 --warmup-steps 4 --scale-lr sqrt --batch-size 4",
            "noam has no learning rate of its own to scale.",
        ),
        ("constant --lr 1 --samples 5 --batch-size 8 --drop-last", "'--samples': 5 make no full batch of 8"),
    ],
)
def test_misuse_of_a_run(line: str, sentence: str) -> None:
    """What does not go with a run, or lacks one, ends with 2 and says so."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr

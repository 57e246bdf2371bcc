"""Warm-up, sequence and product: values, laws and the command line."""

import json
from dataclasses import replace

import pytest

from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Curve,
    Exponential,
    InverseTime,
    Linear,
    Multistep,
    ParameterError,
    Piecewise,
    Product,
    Schedule,
    Sequence,
    Shift,
    Step,
    Warmup,
    Wsd,
    describe,
)
from lrcalc.schedules import STRATEGIES, load
from tests.cases import CHAIN, ROW, WARM
from tests.program import lrcalc


@pytest.mark.parametrize(
    ("schedule", "values"),
    [
        (WARM, {0: 0.05, 1: 0.06, 4: 0.09, 5: 0.1, 7: 0.05, 9: 0, 20: 0}),
        (replace(WARM, warmup_lr=0.2), {0: 0.2, 4: 0.12, 5: 0.1}),
        (Warmup(schedule=Constant(lr=0.3), warmup=3), {0: 0, 1: 0.1, 2: 0.2, 3: 0.3, 2.5: 0.25}),
        (Warmup(schedule=Constant(lr=0.3), warmup=0), {0: 0.3, 3: 0.3}),
        (
            Warmup(schedule=Cosine(lr=3e-4, lr_min=3e-5, t_max=1000), warmup=100),
            {50: 1.5e-4, 550: 1.65e-4, 1000: 3e-5, 5000: 3e-5},
        ),
        (Warmup(schedule=Linear(lr=1e-4, over=1_000_000), warmup=10_000), {5000: 5e-5, 505_000: 5e-5, 1_000_000: 0}),
        (
            Warmup(schedule=Multistep(lr=3.2, rate=0.1, milestones=(30, 60, 80)), warmup=5, warmup_lr=0.1),
            {2.5: 1.65, 5: 3.2, 29: 3.2, 30: 0.32, 60: 0.032, 85: 0.0032},
        ),
        (Warmup(schedule=Piecewise(values=(0.3, 0.1), boundaries=(10,)), warmup=3), {1: 0.1, 9: 0.3, 10: 0.1}),
        (Warmup(schedule=Step(lr=0.1, rate=0.5, every=10), warmup=5), {1: 0.02, 5: 0.1, 9: 0.1, 10: 0.05, 20: 0.025}),
        (Warmup(schedule=Step(lr=0.1, rate=0.25, every=10, smooth=True), warmup=5), {5: 0.1, 10: 0.05, 15: 0.025}),
        (Warmup(schedule=Exponential(lr=0.1, rate=0.5), warmup=5), {5: 0.1, 6: 0.05, 7: 0.025}),
        (Warmup(schedule=InverseTime(lr=0.2, rate=1), warmup=2), {2: 0.2, 3: 0.1, 5: 0.05}),
        (Warmup(schedule=Wsd(lr=0.001, total=1000, decay=100), warmup=100), {50: 5e-4, 900: 1e-3, 950: 5e-4, 1000: 0}),
        (Warmup(schedule=Wsd(lr=0.001, stable=800, decay=100), warmup=100), {50: 5e-4, 900: 1e-3, 950: 5e-4, 1000: 0}),
        (ROW, {0: 0.001, 1: 0.0208, 4: 0.0802, 5: 0.1, 35: 0.025, 50: 0}),
        (Sequence(parts=(Constant(lr=1), Constant(lr=2)), switch=(0,)), {0: 2, 5: 2}),
        (Sequence(parts=(Constant(lr=1),), switch=()), {0: 1, 5: 1}),
        (CHAIN, {0: 0.8, 1: 0.4, 2: 0.1, 3: 0.05}),
        (Sequence(parts=(WARM, CHAIN), switch=(10,)), {0: 0.05, 9: 0, 10: 0.8, 12: 0.1}),
    ],
    ids=lambda value: value.name if isinstance(value, Schedule) else "",
)
def test_values(schedule: Schedule, values: dict[float, float]) -> None:
    """Ramps take the first epochs, what the user placed stays there, factors multiply: all exact fractions."""
    assert [schedule(epoch) for epoch in values] == pytest.approx([*values.values()], rel=1e-14, abs=1e-17)


@pytest.mark.parametrize("schedule", [WARM, ROW, CHAIN], ids=["warm-up", "sequence", "product"])
def test_they_are_values(schedule: Schedule) -> None:
    """A composition equals its twin, hashes with it, prints itself, and stands wherever a schedule does."""
    twin = replace(schedule)  # type: ignore[type-var]
    assert twin == schedule
    assert hash(twin) == hash(schedule)
    names = {"Warmup": Warmup, "Sequence": Sequence, "Product": Product} | {
        kind.__name__: kind for kind in map(load, STRATEGIES)
    }
    assert eval(repr(schedule), names) == schedule
    assert len([*Curve(schedule, 10)]) == 10


def test_horizons() -> None:
    """A composition is complete when its last part is."""
    assert WARM.horizon == 9
    assert ROW.horizon == 50
    assert Warmup(schedule=Wsd(lr=1, stable=80, decay=20), warmup=5).horizon == 105
    assert Warmup(schedule=Wsd(lr=1, total=100, decay=20), warmup=5).horizon == 100
    assert Warmup(schedule=CosineRestarts(lr=1, t_0=10, cycles=2), warmup=5).horizon == 25
    assert Warmup(schedule=Constant(lr=1), warmup=5).horizon is None
    assert Sequence(parts=(Cosine(lr=1, t_max=5), Constant(lr=1)), switch=(5,)).horizon is None
    assert CHAIN.horizon is None
    assert Product(parts=(Cosine(lr=1, t_max=5), Linear(lr=1, over=9))).horizon == 9
    assert Shift(parts=(Cosine(lr=1, t_max=5),), by=2).horizon == 3
    assert Shift(parts=(Cosine(lr=1, t_max=5),), by=5).horizon is None
    assert Shift(parts=(Constant(lr=1),), by=5).horizon is None
    assert Shift(parts=(Constant(lr=1),), by=7, backwards=True).horizon == 7


def test_the_words_of_a_shift() -> None:
    """A schedule on another clock says which; what its part remarks on is remarked on by that clock."""
    later, back = (Shift(parts=(Cosine(lr=1, t_max=5),), by=2, backwards=backwards) for backwards in (False, True))
    assert describe.formula(later) == "lr_min + ½ (lr − lr_min) (1 + cos(π · (epoch + 2) / t_max))"
    assert describe.formula(back) == "lr_min + ½ (lr − lr_min) (1 + cos(π · (2 − epoch) / t_max))"
    assert describe.details(later)[-1] == "from its epoch 2"
    assert describe.details(back)[-1] == "backwards from its epoch 2"
    assert (describe.remarks(later, 3), describe.remarks(back, 99)) == ([], [])
    assert "past t_max = 5" in describe.remarks(later, 4)[0]


@pytest.mark.parametrize(
    ("kind", "arguments", "message"),
    [
        (Warmup, {"schedule": Constant(lr=1), "warmup": -1}, "warmup: -1 is not a number 0 or greater"),
        (
            Warmup,
            {"schedule": Cosine(lr=1, t_max=5), "warmup": 5},
            "warmup: 5 is not below t_max, which is 5: the warm-up must end before",
        ),
        (Warmup, {"schedule": ROW, "warmup": 5}, "schedule: a warm-up leads to a strategy, not to a sequence"),
        (Warmup, {"schedule": Constant(lr=1), "warmup": 1, "warmup_lr": -1}, "warmup_lr: -1 is not"),
        (Sequence, {"parts": ROW.parts, "switch": ()}, "switch: there must be one fewer than parts"),
        (Sequence, {"parts": (*ROW.parts, WARM), "switch": (5, 5)}, "switch: 5 comes after 5"),
        (Sequence, {"parts": (), "switch": ()}, "parts: there must be at least one"),
        (Product, {"parts": (1,)}, "parts: 1 is not a schedule"),
    ],
)
def test_what_is_refused(kind: type, arguments: dict[str, object], message: str) -> None:
    """A composition that cannot be is refused by the name of what is wrong."""
    with pytest.raises(ParameterError, match=message):
        kind(**arguments)


def test_overflow_of_a_product() -> None:
    """Factors that are finite but whose product is not end as any overflow."""
    with pytest.raises(OverflowError, match="overflows at epoch 155"):
        Product(parts=(Exponential(lr=1, rate=10), Exponential(lr=1, rate=10)))(155)


# --- the command line ---


def test_a_drop_within_the_warm_up_is_said() -> None:
    """The ramp leads to the first rate; where the schedule has gone on meanwhile, a note says so."""
    result = lrcalc("step --lr 0.1 --rate 0.5 --every 10 --warmup 15 --at 14,15 --csv")
    assert result.stdout.splitlines()[2] == "15,0.05"
    note = "note: the warm-up leads to 0.1, but at epoch 15, where it ends, the schedule has come to 0.05.\n"
    assert note in result.stderr


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("cosine --lr 3e-4 --t-max 10000 --warmup 10% --at 500,1000,5500", [1.5e-4, 3e-4, 1.5e-4]),
        ("cosine --lr 1 --t-max 100% --warmup 50% -n 4", [0, 0.5, 1, 0.5]),
        ("linear --lr 1 --total 100% --warmup 2 -n 3 --start 1", [0.5, 1, 0.5]),
        ("cosine --lr 3e-4 --lr-min 10% --t-max 8 --at 4,end", [1.65e-4, 3e-5]),
        ("multistep --lr 1 --rate 10% --milestones 50%,75% -n 4", [1, 1, 0.1, 0.01]),
        ("wsd --lr 1 --total 40 --decay 10% --at 36,38,end", [1, 0.5, 0]),
        ("constant --lr 1 --warmup 50% -n 4", [0, 0.5, 1, 1]),
    ],
)
def test_percentages(line: str, values: list[float]) -> None:
    """A length is of the run, else of the schedule's end; a floor is of lr; a factor is a fraction."""
    rows = json.loads(lrcalc(f"{line} --json").stdout)["rows"]
    assert [row["lr"] for row in rows] == pytest.approx(values, rel=1e-14, abs=1e-17)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "constant --lr 1 --warmup 10%",
            "'--warmup': 10% of what? Give the run's length with --epochs, or the schedule's",
        ),
        ("cosine --lr 1 --t-max 100%", "'--t-max': 100% of what? Give the run's length with --epochs\n"),
        ("solve cosine --lr-min 10% --t-max 5 --epoch 3 --target 0.1", "'--lr-min': 10% is of lr, which is not given."),
        ("constant --lr 1 --at end", "--at end: this schedule has no end; give the epoch itself."),
        ("constant --lr 1 --at 50%", "--at 50%: this schedule has no end; give the epoch itself."),
        ("one-cycle --lr-max 1 --total 30% -n 4", "'--total': 1.2 is not a whole number."),
    ],
)
def test_percentages_of_nothing(line: str, sentence: str) -> None:
    """A percentage of something that is not there ends with 2 and says what is missing."""
    result = lrcalc(line)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence.rstrip("\n") in result.stderr


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_warmup_option_of_every_strategy(strategy: str) -> None:
    """Every strategy can be warmed up, but those whose formula does it already."""
    offered = "--warmup EPOCHS" in lrcalc(strategy, "--help").stdout
    assert offered is (strategy not in {"noam", "one-cycle"})


def test_warmup() -> None:
    """The warm-up is in the rows, the formula, the parameters and the table's head."""
    line = ["cosine", "--lr", "0.1", "--t-max", "9", "--warmup", "5", "--warmup-lr", "0.05"]
    document = json.loads(lrcalc(*line, "--json").stdout)
    assert document["rows"] == [{"epoch": epoch, "lr": lr} for epoch, lr in Curve(WARM, 9)]
    assert document["parameters"] == {"lr": 0.1, "lr_min": 0.0, "t_max": 9, "warmup": 5, "warmup_lr": 0.05}
    assert document["formula"] == "lr_min + ½ (lr − lr_min) (1 + cos(π · (epoch − warmup) / (t_max − warmup)))"
    assert "warm-up: 0.05 to 0.1, complete at epoch 5; the schedule ends at epoch 9\n" in lrcalc(*line).stdout


def test_sequence() -> None:
    """A sequence lists its parts in the table's head and in JSON."""
    line = [
        "sequence",
        "linear --lr 0.001 --lr-end 0.1 --over 5",
        "cosine --lr 0.1 --t-max 45",
        "--switch",
        "5",
    ]
    document = json.loads(lrcalc(*line, "--json").stdout)
    assert document["rows"] == [{"epoch": epoch, "lr": lr} for epoch, lr in Curve(ROW, 50)]
    assert document["formula"] == "linear(epoch), from 5 cosine(epoch − 5)"
    assert document["parameters"] == {
        "parts": [
            {"schedule": "linear", "parameters": {"lr": 0.001, "lr_end": 0.1, "over": 5}},
            {"schedule": "cosine", "parameters": {"lr": 0.1, "lr_min": 0.0, "t_max": 45}},
        ],
        "switch": [5],
    }
    assert "from epoch 5: cosine: lr = 0.1, lr_min = 0, t_max = 45\n" in lrcalc(*line).stdout


def test_sequence_of_three_with_warm_up() -> None:
    """Parts may be any number and have warm-ups; the switch option collects."""
    parts = ["constant --lr 1 --warmup 2", "constant --lr 2", "constant --lr 3"]
    result = lrcalc("sequence", *parts, "--switch", "3", "--switch", "5", "--at", "0,1,2,3,4,5", "--csv")
    assert result.stdout == "epoch,lr\n0,0.0\n1,0.5\n2,1.0\n3,2.0\n4,2.0\n5,3.0\n"


def test_product() -> None:
    """A product multiplies."""
    result = lrcalc("product", "step --lr 0.8 --rate 0.5 --every 2", "exponential --lr 1 --rate 0.5", "-n3", "--csv")
    assert result.stdout == "epoch,lr\n0,0.8\n1,0.4\n2,0.1\n"


def test_remark_of_a_part() -> None:
    """A cosine part that is past its t_max within the window is remarked on; one that is cut short is not."""
    long, short = "cosine --lr 0.1 --t-max 5", "constant --lr 1"
    assert "past t_max = 5" in lrcalc("sequence", short, long, "--switch", "5", "-n", "12").stderr
    assert lrcalc("sequence", long, short, "--switch", "6", "-n", "12").stderr == ""
    assert "past t_max = 5" in lrcalc("product", short, long, "-n", "12").stderr


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            ["constant --lr 0"],
            "In part 1 ('constant --lr 0'): Invalid value for '--lr': 0 is not a number greater",
        ),
        (["constant --lr 1", "cosine --lr 1"], "In part 2 ('cosine --lr 1'): Missing option '--t-max'."),
        (["cosin --lr 1"], "In part 1 ('cosin --lr 1'): No such command 'cosin'. Did you mean 'cosine'?"),
        (["constant --lr 1 -n 5"], "In part 1 ('constant --lr 1 -n 5'): No such option '-n'."),
        (["constant --lr 1 --json"], "No such option '--json'."),
        (["constant --lr 1 5"], "Got unexpected extra argument (5)"),
        (["constant --lr '1"], 'In part 1 ("constant --lr \'1"): No closing quotation.'),
        ([""], "In part 1 (''): The strategy is missing."),
        (
            ["constant --lr 1", "constant --lr 2", "--switch", "1,2"],
            "'--switch': there must be one fewer than parts (1), not 2.",
        ),
        (
            ["constant --lr 1", "constant --lr 2", "constant --lr 2", "--switch", "2,1"],
            "'--switch': 1 comes after 2",
        ),
        ([], "Missing argument 'PART...'."),
    ],
)
def test_bad_parts(args: list[str], sentence: str) -> None:
    """An error in a part names the part and the option."""
    switch = [] if "--switch" in args else ["--switch", "5"]
    result = lrcalc("sequence", *args, *switch)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


# --- steps ---


def test_steps() -> None:
    """Steps have their own column; the formula takes the epoch that they make up."""
    line = ["exponential", "--lr", "1", "--rate", "0.25", "--steps-per-epoch", "2"]
    assert lrcalc(*line, "-n", "2", "--csv").stdout == "step,epoch,lr\n0,0.0,1.0\n1,0.5,0.5\n2,1.0,0.25\n3,1.5,0.125\n"
    assert lrcalc(*line, "-n", "1", "--start", "1", "--csv").stdout == "step,epoch,lr\n2,1.0,0.25\n3,1.5,0.125\n"
    assert "next: lr(step 4) = 0.0625\n" in lrcalc(*line, "-n", "2").stdout
    document = json.loads(lrcalc(*line, "--at", "3", "--json").stdout)
    assert document["rows"] == [{"step": 3, "epoch": 1.5, "lr": 0.125}]
    assert document["steps_per_epoch"] == 2


def test_hold() -> None:
    """Held, an epoch keeps its first rate until its last step."""
    line = ["exponential", "--lr", "1", "--rate", "0.25", "--steps-per-epoch", "2", "--hold", "-n", "2"]
    assert lrcalc(*line, "--csv").stdout == "step,epoch,lr\n0,0.0,1.0\n1,0.5,1.0\n2,1.0,0.25\n3,1.5,0.25\n"
    assert json.loads(lrcalc(*line, "--json").stdout)["hold"] is True


def test_step_12345() -> None:
    """What the learning rate is at step 12 345 has a one-line answer."""
    result = lrcalc("step --lr 1 --rate 0.5 --every 10 --steps-per-epoch 391 --at 12345 -f jsonl")
    assert json.loads(result.stdout) == {"schedule": "step", "step": 12345, "epoch": 12345 / 391, "lr": 0.125}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--hold", "--hold needs --steps-per-epoch"),
        ("--steps-per-epoch 0", "'0' is not a whole number of at least 1."),
        ("--steps-per-epoch 2.5", "'2.5' is not a whole number of at least 1."),
        ("--warmup-lr 1", "'--warmup-lr': it needs warmup, the length of the ramp."),
        ("--warmup nan", "'--warmup': nan is not a finite number."),
        ("--steps-per-epoch 9007199254740992 -n 2", "steps beyond 2^53 cannot be told apart."),
    ],
)
def test_bad_clock(options: str, sentence: str) -> None:
    """Options that need each other, and counts that are none."""
    result = lrcalc("constant", "--lr", "1", *options.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr

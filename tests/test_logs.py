"""Logs of training runs: read as the tools write them, and laid beside the plan."""

import json
from pathlib import Path

import pytest

from lrcalc.files.logs import Rounding, rates_among, rounding_of
from tests.program import lrcalc, printed

LOGS = Path(__file__).parent / "logs"
COSINE = "cosine --lr 0.1 --t-max 40"


def csv_of(rows: list[tuple[float, str]], header: str = "step,lr") -> str:
    """Return a log in CSV."""
    return header + "\n" + "".join(f"{step},{lr}\n" for step, lr in rows)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("step,lr\n0,0.1\n10,0.05\n", "step,lr\n0,0.1\n10,0.05\n"),
        ("lr\tglobal_step\n0.1\t0\n0.05\t10\n", "step,lr\n0,0.1\n10,0.05\n"),
        ('"Step","run - train/learning_rate","run - train/learning_rate__MIN"\n5,0.5,0\n', "step,lr\n5,0.5\n"),
        ("Wall time,Step,Value\n1.5e9,0,0.1\n", "step,lr\n0,0.1\n"),
        ("epoch,accuracy,learning_rate,loss\n0,.5,0.01,2\n1,.6,0.005,1\n", "epoch,lr\n0,0.01\n1,0.005\n"),
        ("﻿step;lr\r\n0;1e-3\r\n", "step,lr\n0,0.001\n"),
        ('{"base_lr": 0.2, "lr": 0.1, "iter": 3}\n{"iter": 6, "lr": 0.2}\n', "step,lr\n3,0.1\n6,0.2\n"),
        ('{"log_history": [{"step": 5, "learning_rate": 1e-5}], "epoch": 1}', "step,lr\n5,1e-05\n"),
        ('{"step": 0, "lr": 0.1, "lr": 0.2}\n{"step": 1, "lr": 0.3}', "step,lr\n0,0.2\n1,0.3\n"),
        ('{"a": 1, "a": 2, "log_history": [{"step": 5, "learning_rate": 1e-5}]}', "step,lr\n5,1e-05\n"),
        (
            '{"log_history": [{"step": 5, "learning_rate": 1e-5}], "x": "' + "x" * 65_454 + '", "total_flos": 1.5e+17}',
            "step,lr\n5,1e-05\n",
        ),
        (
            '{"best": NaN, "x": {"log_history": 1},\n "log_history" :\n[{"step": 5, "learning_rate": 1e-5, "loss": NaN}]}',
            "step,lr\n5,1e-05\n",
        ),
        ('[{"step": 5, "lr": 0.5}, {"step": 6, "lr": 0.25}]', "step,lr\n5,0.5\n6,0.25\n"),
        ("epoch,lr\n0,0.1\n0.5,0.05\n", "epoch,lr\n0,0.1\n0.5,0.05\n"),
        ("\n \r\nstep,lr\n0,0.1\n\n5,-0.0\n", "step,lr\n0,0.1\n5,0.0\n"),
        ('\n{"step": 0, "lr": 0.1}\n\n{"step": 5, "lr": 0}\n', "step,lr\n0,0.1\n5,0.0\n"),
        ('{"step": 5, "lr": {"backbone": 0.5}}\n{"step": 6, "lr": {"backbone": 0.25}}\n', "step,lr\n5,0.5\n6,0.25\n"),
        ('{"loss": [1, 2], "step": 5, "lr": [0.5]}\n', "step,lr\n5,0.5\n"),
    ],
)
def test_formats(text: str, rows: str) -> None:
    """CSV, TSV, JSON Lines, trainer_state.json and exports are read, their columns found by name."""
    assert printed("show - --csv", stdin=text) == rows


@pytest.mark.parametrize(
    ("text", "rows", "note"),
    [
        ("step,lr\n20,0.2\n0,0.1\n", "0,0.1\n20,0.2\n", "the rows were sorted by step"),
        ("step,lr\n0,1\n1,2\n2,3\n1,4\n2,5\n", "0,1.0\n1,4.0\n2,5.0\n", "2 rows repeat an earlier step, as after a resume: the later row holds"),
        ("step,lr,loss\n0,0.1,\n0,,2.5\n1,nan,2\n2,0.2,\n", "0,0.1\n2,0.2\n", "2 rows without a learning rate left out"),
        ("lr,loss\n0.5,1\n0.25,1\n", "0,0.5\n1,0.25\n", "no column is known as a step or an epoch: the rows are counted from 0"),
        ("step,lr\n0,0.1\n1,0.2\n2", "0,0.1\n1,0.2\n", "1 row without a learning rate left out"),
    ],
)  # fmt: skip
def test_what_a_log_may_be_like(text: str, rows: str, note: str) -> None:
    """Rows out of order, doubled, empty or cut off are read, and a note says so."""
    result = lrcalc("show - --csv", stdin=text)
    assert result.exit_code == 0
    assert result.stdout.partition("\n")[2] == rows
    assert result.stderr == f"note: {note}.\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("some words\nand more\n", "line 1: no column is known as a learning rate among some words: name one with"),
        ("1,2\n3,4\n", "line 1: it has numbers and no header that names the columns."),
        ("step,lr\n0,0.1\n1,x\n", "line 3, column lr: 'x' is not a number."),
        ("step,lr\n0,0.1\n1,-2\n", "line 3, column lr: -2.0 is not a learning rate (0 or greater)."),
        ("step,lr\n0,inf\n", "line 2, column lr: inf is not a learning rate (0 or greater)."),
        ("step,lr\n-1,1\n", "line 2, column step: -1 is not from 0 to 2^53."),
        ("step,lr\n,1\n", "line 2, column step: it is empty, and the row has a learning rate."),
        ("step,lr\n0,1,2\n", "line 2: it has 3 cells, and the header has 2."),
        ("step,lr\n", "column lr has no values"),
        ('{"step": 1, "lr": 0.1}\n{"step": 2, "lr": \n', "line 2, column 18: Expecting value."),
        ('{"step": 1, "lr": 0.1}\n[3]\n', "line 2: an object is expected, not list."),
        ("a\0b,lr\n", "In standard input: it is not text."),
        ("step,lr,note\n0,0.1," + "x" * 2_000_000 + "\n1,\0", "line 2: a cell is longer than 131,072 characters"),
        ("step,lr," + "x" * 200_000 + "\n0,0.1,\n", "line 1: a cell is longer than 131,072 characters"),
        ("step,lr" + ",x" * 100_000 + "\n0,0.1\n", "line 1: it has more than 100,000 columns."),
        (
            '{"step": 0, "lr": 1' + "".join(f', "{n}": 1' for n in range(100_000)) + "}",
            "it has more than 100,000 columns.",
        ),
        ("step,lr\n" + "x" * 5_000_000, "line 2 is longer than 4 million characters."),
    ],
)
def test_what_is_no_log(text: str, sentence: str) -> None:
    """What is no log ends with 2, and a sentence with the line."""
    result = lrcalc("show -", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("printed_values", "rounding"),
    [
        (["0", "0.0", "-0"], Rounding()),  # nothing has digits
        (["1e999", "0.1234"], Rounding()),
        (["1.2345678e+50", "1.2345679e+50", "1.2e+49"], Rounding(digits=8)),  # beyond single precision
        (["0.10000000149011612", "0.05000000074505806"], Rounding(single=True)),  # struct.pack("f", 0.1)
        (["0.12345678901234567", "0.2"], Rounding()),
        (["0.0500", "0.1000"], Rounding(digits=4, decimals=4)),  # padded with zeros
        (["1.0", "0.5", "0.2"], Rounding()),  # as Python writes a whole number
        (
            ["0.0998765", "0.0987654", "0.0976543"],
            Rounding(digits=6, decimals=7),
        ),  # too few digits for single precision
        (["0.1234567891", "0.2345678912", "0.3456789123"], Rounding(digits=10, decimals=10)),
    ],
)
def test_how_values_were_rounded(printed_values: list[str], rounding: Rounding) -> None:
    """The digits that were printed tell how values were rounded, whatever their size; zeros tell nothing."""
    assert rounding_of(printed_values) == rounding


def test_a_log_with_other_bytes_in_it(tmp_path: Path) -> None:
    """A line with a NUL in it, as a disk leaves it after a crash, is named."""
    file = tmp_path / "run.csv"
    file.write_text(csv_of([(0, "0.1"), (1, "0.2\0")]))
    result = lrcalc(f"show {file}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "line 3 is not text." in result.stderr


def test_a_log_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is piped in without end is left when it is larger than any log, and the limit is said."""
    monkeypatch.setattr("lrcalc.cli.files.LARGEST_COPY", 2_000)
    assert printed("show - --csv", stdin=csv_of([(0, "0.1")])) == "step,lr\n0,0.1\n"
    result = lrcalc("show -", stdin=csv_of([(step, "0.1") for step in range(400)]))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "In standard input: it is larger than " in result.stderr


def test_columns() -> None:
    """A column may be named, as may the clock; several are several curves; what is not there is refused."""
    text = "step,epoch,a,lr-Adam/pg1,lr-Adam/pg2\n0,0,1,2,3\n10,1,4,5,6\n"
    assert printed("show - --csv --column a --x epoch", stdin=text) == "epoch,lr\n0,1.0\n1,4.0\n"
    assert printed("show - --csv", stdin="Step,step,lr\n5,0,0.1\n") == "step,lr\n5,0.1\n"  # the first of the same name
    assert printed("show - --csv", stdin=text).splitlines()[::3] == ["schedule,step,lr", "lr-Adam/pg2,0,3.0"]
    result = lrcalc("show - --column b", stdin=text)
    assert "there is no column 'b'; it has step, epoch, a, lr-Adam/pg1, lr-Adam/pg2: name one with" in result.stderr


def test_thousands_of_columns() -> None:
    """The learning rate is found among thousands of columns."""
    text = ",".join(f"m{index}" for index in range(5000)) + ",step,lr\n" + "0," * 5000 + "7,0.5\n"
    assert printed("show - --csv", stdin=text) == "step,lr\n7,0.5\n"


def test_escapes_stay_out_of_the_terminal() -> None:
    """What a terminal would obey in a column's name is not printed."""
    result = lrcalc("show -", stdin="step,lr \x1b[31m a,lr b\n0,1,2\n")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout + result.stderr
    assert "\x1b" not in lrcalc("show -", stdin="step,\x1b[31m\n0,1\n").stderr


def test_names_that_are_not_rates() -> None:
    """A loss, a momentum or a multiplier is not taken for a learning rate."""
    assert rates_among(["lr_mult", "clr", "lr-Adam-momentum", "lr-Adam-weight_decay", "color", "LearningRate"]) == [
        "LearningRate"
    ]


def test_a_long_log_out_of_order(tmp_path: Path) -> None:
    """A log longer than what is kept in memory is read all the same, in order or not, and two columns side by side."""
    file = tmp_path / "long.csv"
    rows = [f"{step},{step / 8},{step / 4}" for step in range(9000)]
    file.write_text("step,lr a,lr b\n" + "\n".join([*rows[5000:], *rows[:5000]]))
    mixed = lrcalc(f"compare {file} --csv").stdout
    file.write_text("step,lr a,lr b\n" + "\n".join(rows))
    assert mixed == lrcalc(f"compare {file} --csv").stdout
    assert mixed.splitlines()[-1] == "8999,1124.875,2249.75"
    assert "8,999" not in printed(f"show {file} --column 'lr a'" + " -f jsonl")


# --- beside the plan ---


def test_a_log_of_uneven_steps() -> None:
    """The plan is shown where the log has its rows, at whatever distances."""
    text = "step,lr\n0,1\n3,0.7\n4,0.6\n5.5,0.45\n"
    rows = lrcalc("compare - 'linear --lr 1 --over 10' --csv", stdin=text).stdout.splitlines()[1:]
    assert [float(row.split(",")[0]) for row in rows] == [0, 3, 4, 5.5]
    assert [float(row.split(",")[2]) for row in rows] == pytest.approx([1, 0.7, 0.6, 0.45], rel=1e-14)


def test_a_log_that_agrees(tmp_path: Path) -> None:
    """At the log's own steps, its rounding is not a difference."""
    file = tmp_path / "run.csv"
    schedule = [row.split(",") for row in printed(f"{COSINE} --at 0:40:4 --csv").splitlines()[1:]]
    file.write_text(csv_of([(int(epoch), f"{float(lr):.2e}") for epoch, lr in schedule]))
    shown = printed(f"compare {file} '{COSINE}'")
    assert "run and cosine agree at all 11 rows, to the log's 3 digits: the largest difference is" in shown
    document = json.loads(printed(f"compare {file} '{COSINE}' --json"))
    assert document["differences"][0]["agree"] is True
    assert document["differences"][0]["rows"] == 11
    # The log comes first in the sentence, wherever it stands; what it was rounded by is its own rate's.
    shown = printed(f"compare '{COSINE}' {file}")
    assert "run and cosine agree at all 11 rows" in shown
    assert ["step", "cosine", "run"] in [line.split() for line in shown.splitlines()]
    file.write_text(csv_of([(0, "0.0999"), (1, "0.0888"), (2, "0.0777")]))
    plan = lrcalc(f"compare {file} 'piecewise --values 0.1,0.0888,0.0777 --boundaries 1,2'")
    assert "run and piecewise part at step 0 (0.0999 and 0.1, +0.1 %)" in plan.stdout


def test_where_a_log_parts(tmp_path: Path) -> None:
    """The first step at which a log leaves the plan is named, with both values; in JSON too."""
    file = tmp_path / "run.csv"
    file.write_text(csv_of([(0, "0.1"), (10, "0.1"), (20, "0.05"), (30, "0.1")]))
    line = f"compare {file} 'my plan=step --lr 0.1 --rate 0.5 --every 20'"
    shown = printed(line + " --diff")
    assert shown.splitlines()[-1] == (
        "run and my plan part at step 30 (0.1 and 0.05, -50 %); up to step 20 they agree; "
        "the largest difference is 0.05, at step 30."
    )
    assert printed(line + " --diff --csv").splitlines()[-1] == "30,0.1,0.05,-0.05,-0.5"
    (found,) = json.loads(printed(line + " --json"))["differences"]
    assert found["first"] == {"step": 30, "values": [0.1, 0.05], "difference": -0.05, "relative": -0.5}


def test_differences_of_two_curves() -> None:
    """--diff is between two curves; a share of nothing is left empty."""
    assert printed("compare 'linear --lr 0 --lr-end 1 --over 2' 'constant --lr 1' -n 2 --diff --csv") == (
        "epoch,linear,constant,difference,relative\n0,0.0,1.0,1.0,\n1,0.5,1.0,0.5,1.0\n"
    )
    assert "agree at all 2 rows, to the last digit" in printed(
        "compare 'constant --lr 1' 'constant --lr 1' --at 0,1 --diff"
    )
    assert "the largest difference is 0.5, at epoch 0." in printed(
        "compare 'constant --lr 1' 'constant --lr 1.5' -n 3 --diff"
    )
    for parts, count in (("'constant --lr 1'", "there is 1"), ("'constant --lr 1' " * 3, "there are 3")):
        assert count in lrcalc(f"compare {parts} --diff").stderr


def test_code_and_files_are_parts(tmp_path: Path) -> None:
    """A part may be a line of code, and a name may have spaces."""
    code = "old run=from torch 'StepLR(optimizer, 30)' --lr 0.1"
    shown = printed("compare --at 0,30 --csv --diff", code, "step --lr 0.1 --rate 0.1 --every 30")
    assert shown.splitlines()[0] == "epoch,old run,step,difference,relative"
    assert shown.splitlines()[2].endswith(",0.0,0.0")
    file = tmp_path / "none.csv"
    assert "Cannot read" in lrcalc("compare", str(file)).stderr


@pytest.mark.parametrize("name", ["trainer_state.json", "metrics.csv", "keras.csv", "scalars.json"])
def test_logs_of_the_real_tools(name: str) -> None:
    """What the tools wrote is read: each has as many rates as it logged."""
    count = {"trainer_state.json": 20, "metrics.csv": 24, "keras.csv": 20, "scalars.json": 60}[name]
    result = lrcalc(f"compare {LOGS / name} --csv")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == count + 1


def test_logs_of_different_steps(tmp_path: Path) -> None:
    """Two logs stand side by side at the steps that both have, which is noted; without any they do not."""
    often, seldom, never = (tmp_path / name for name in ("often.csv", "seldom.csv", "never.csv"))
    often.write_text("step,lr\n" + "".join(f"{step},{step / 8}\n" for step in range(0, 100, 10)), encoding="utf-8")
    seldom.write_text("step,lr\n" + "".join(f"{step},{step / 4}\n" for step in range(0, 100, 25)), encoding="utf-8")
    never.write_text("step,lr\n1,0.5\n2,0.5\n", encoding="utf-8")
    result = lrcalc("compare", str(often), str(seldom), "--csv")
    assert result.stdout == "step,often,seldom\n0,0.0,0.0\n50,6.25,12.5\n"
    assert "the logs have 2 steps in common, which are shown" in result.stderr
    assert result.stderr.count("in common") == 1
    apart = lrcalc("compare", str(often), str(never))
    assert (apart.exit_code, apart.stdout) == (2, "")
    assert "never and often have different epochs and cannot stand side by side" in apart.stderr
    often.write_text("step,lr\n0,0.5\n10,0.5\n15,0.5\n", encoding="utf-8")
    uneven = lrcalc("compare", str(often), "constant --lr 0.5", "--csv")
    assert uneven.stdout == "step,often,constant\n0,0.5,0.5\n10,0.5,0.5\n15,0.5,0.5\n"
    often.write_text("epoch,lr\n0.5,0.5\n1,0.5\n", encoding="utf-8")
    assert (
        printed("compare", str(often), "constant --lr 0.5", "--csv") == "epoch,often,constant\n0.5,0.5,0.5\n1,0.5,0.5\n"
    )
    often.write_text("step,lr\n" + "".join(f"{step},{step / 8}\n" for step in range(0, 100, 10)), encoding="utf-8")
    same = lrcalc("compare", str(often), str(often), "--csv")
    assert (same.stderr, len(same.stdout.splitlines())) == ("", 11)


def test_a_rate_that_is_a_list() -> None:
    """A cell that is no number ends with 2, and names the line."""
    result = lrcalc("show", "-", stdin='{"step": 1, "lr": [1]}\n{"step": 2, "lr": true}\n')
    assert (result.exit_code, result.stdout) == (2, "")

"""Curves side by side, and curves kept as data."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcalc import Curve, Schedule
from lrcalc.files import DataError
from lrcalc.files.pieces import PIECE, Pieces
from lrcalc.files.saved import schedule_of
from tests.cases import ALL, SCHEDULES, strategies
from tests.program import lrcalc

STEP = "step --lr 0.1 --rate 0.5 --every 10"
COSINE = "cosine --lr 0.1 --t-max 30"
GOOD = '{"schedule": "step", "parameters": {"lr": 0.1, "rate": 0.5, "every": 10}'


# --- compare ---


def test_compare_csv_is_wide() -> None:
    """CSV has a row for each epoch and a column for each curve."""
    assert lrcalc("compare", STEP, COSINE, "--at", "0,10,30", "--csv").stdout == (
        "epoch,step,cosine\n0,0.1,0.1\n10,0.05,0.07500000000000001\n30,0.0125,0.0\n"
    )


def test_compare_labels() -> None:
    """Names that repeat are numbered; a label is chosen by name=; a comma in it is quoted in CSV."""
    header = lrcalc("compare", STEP, STEP, f"mine={COSINE}", f"a,b={COSINE}", "-n", "1", "--csv").stdout.splitlines()[0]
    assert header == 'epoch,step-1,step-2,mine,"a,b"'
    assert lrcalc("compare", "step --lr=0.1 --rate=0.5 --every=10", "-n", "1", "--csv").stdout == "epoch,step\n0,0.1\n"


def test_labels_are_letters_not_markup() -> None:
    """A label of brackets, colons or a pipe stands in the table as it was typed."""
    for label in ("[red]", ":smile:", "a|b"):
        table = lrcalc("compare", f"{label}={STEP}", "-n", "1").stdout
        assert f"epoch   {label}" in table
        assert f"next: {label}(1) = 0.1" in table
        markdown = lrcalc("compare", f"{label}={STEP}", "-n", "1", "-f", "markdown").stdout
        assert f"| epoch | {label.replace('|', chr(92) + '|')} |" in markdown


def test_compare_json_is_each_single_curve() -> None:
    """JSON has each curve's own object, under its name; JSON Lines each curve's rows."""
    document = json.loads(lrcalc("compare", STEP, COSINE, "-n", "30", "--json").stdout)
    alone = [json.loads(lrcalc(*line.split(), "-n", "30", "--json").stdout) for line in (STEP, COSINE)]
    assert document == {
        "curves": [{"name": name, **curve} for name, curve in zip(("step", "cosine"), alone, strict=True)]
    }
    lines = [json.loads(line) for line in lrcalc("compare", STEP, COSINE, "-n", "2", "-f", "jsonl").stdout.splitlines()]
    assert lines[0] == {"name": "step", "schedule": "step", "epoch": 0, "lr": 0.1}
    assert [line["name"] for line in lines] == ["step", "step", "cosine", "cosine"]


def test_compare_table() -> None:
    """Below the table stand each curve's summary in the words of --summary, and what comes next."""
    table = lrcalc("compare", "linear --lr 1 --over 4", "constant --lr 0.5", "-n", "5").stdout
    rows = {line[:6].strip(): line[6:].split() for line in table.splitlines()[-9:-2]}
    assert rows == {
        "mean": ["0.5", "0.5"], "sum": ["2.5", "2.5"],
        "min": ["0", "0.5"], "min at": ["4", "0"], "max": ["1", "0.5"], "max at": ["0", "0"],
        "last": ["0", "0.5"],
    }  # fmt: skip
    assert table.endswith("next: linear(5) = 0, constant(5) = 0.5\n")
    markdown = lrcalc("compare", "linear --lr 1 --over 4", "constant --lr 0.5", "-n", "5", "-f", "markdown").stdout
    assert "| **sum** | **2.5** | **2.5** |\n" in markdown
    assert "mean" not in lrcalc("compare", "constant --lr 0.5", "--at", "0,4").stdout


def test_compare_window() -> None:
    """Without a window, curves are compared up to the last horizon; steps work as ever."""
    assert len(lrcalc("compare", STEP, COSINE, "linear --lr 1 --over 12", "--csv").stdout.splitlines()) == 31
    assert len(lrcalc("compare", STEP, "--csv").stdout.splitlines()) == 11
    steps = lrcalc("compare", STEP, COSINE, "-n", "1", "--steps-per-epoch", "2", "--csv").stdout.splitlines()
    assert steps[0] == "step,epoch,step-1,cosine"
    assert steps[2].startswith("1,0.5,0.1,")


def test_compare_takes_files(tmp_path: Path) -> None:
    """A part may be a file: its curve, over its rows."""
    file = tmp_path / "kept.json"
    lrcalc(*STEP.split(), "-n", "3", "--start", "9", "-o", str(file))
    result = lrcalc("compare", str(file), f"c={COSINE}", "--csv")
    assert [line.split(",")[0] for line in result.stdout.splitlines()] == ["epoch", "9", "10", "11"]
    assert lrcalc("compare", f"old={file}", "-n", "1", "--csv").stdout == "epoch,old\n0,0.1\n"


def test_compare_notes_name_the_curve() -> None:
    """A remark says which curve it is of."""
    assert "note: cosine: past t_max = 30" in lrcalc("compare", STEP, COSINE, "-n", "40").stderr


def test_compare_has_no_next_row_without_each_curve() -> None:
    """The row after the last one needs all of the curves, of which one may be too large there."""
    result = lrcalc("compare 'constant --lr 1' 'exponential --lr 1 --rate 10' --start 307 -n 2")
    assert "overflows at epoch 309" in result.stderr
    assert "next" not in result.stdout


def test_compare_numbers_a_name_that_the_differences_have() -> None:
    """Columns have names of their own."""
    header = lrcalc("compare 'relative=constant --lr 1' 'constant --lr 1' -n 1 --diff --csv").stdout.splitlines()[0]
    assert header == "epoch,relative-1,constant,difference,relative"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        ([STEP, "cosine --lr 0.1"], "In part 2 ('cosine --lr 0.1'): Missing option '--t-max'."),
        ([], "Missing argument 'PART...'."),
        ([STEP, "none.json"], "Cannot read 'none.json': No such file or directory."),
    ],
)
def test_compare_misuse(args: list[str], sentence: str) -> None:
    """A bad part is named, with its option."""
    result = lrcalc("compare", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


BARE = '{"schedule": "a", "epoch": 0, "lr": 1}\n{"schedule": "a", "epoch": 5, "lr": 1}\n{"schedule": "a", "epoch": 10, "lr": 1}\n'


def test_compare_checks_every_place(tmp_path: Path) -> None:
    """Curves stand side by side where all their places are the same, not the first and the last alone."""
    first, second, short, steps = (tmp_path / f"{name}.jsonl" for name in ("first", "second", "short", "steps"))
    first.write_text(BARE)
    second.write_text(BARE.replace("5", "9").replace('"a"', '"b"'))
    short.write_text("".join(BARE.splitlines(keepends=True)[:2]))
    steps.write_text(BARE.replace('"epoch": ', '"step": 3, "epoch": '))
    assert (
        lrcalc("compare", str(first), f"again={first}", "--csv").stdout
        == "epoch,a,again\n0,1.0,1.0\n5,1.0,1.0\n10,1.0,1.0\n"
    )
    assert lrcalc("compare", str(first), "constant --lr 2", "--csv").stdout.endswith("5,1.0,2.0\n10,1.0,2.0\n")
    for other in (second, short, steps):
        result = lrcalc("compare", str(first), f"b={other}")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "b and a have different epochs and cannot stand side by side." in result.stderr


def test_rows_alone_have_their_own_window(tmp_path: Path) -> None:
    """A window that is asked of rows without a schedule is refused, by show and by compare."""
    file = tmp_path / "rows.jsonl"
    file.write_text(BARE)
    for line in (f"show {file} -n 1", f"compare {file} -n 1", f"compare {file} 'constant --lr 1' --at 5"):
        result = lrcalc(line)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "a has rows but no schedule, which --epochs, --start and --at need." in result.stderr


def test_compare_keeps_the_steps_of_a_file(tmp_path: Path) -> None:
    """A file of steps is compared by its steps."""
    file = tmp_path / "steps.json"
    lrcalc(f"exponential --lr 1 --rate 0.25 --steps-per-epoch 2 -n 1 -o {file}")
    assert lrcalc("compare", str(file), "constant --lr 1", "--csv").stdout == (
        "step,epoch,exponential,constant\n0,0.0,1.0,1.0\n1,0.5,0.5,1.0\n"
    )


def test_columns_have_names_of_their_own() -> None:
    """No curve takes the name of another column: epochs, steps, layers."""
    header = lrcalc("compare", f"epoch={STEP}", f"epoch={STEP}", f"lr={STEP}", "-n", "1", "--csv").stdout.splitlines()[
        0
    ]
    assert len({*header.split(",")}) == 4
    layers = lrcalc("compare", "layer=gradient --activation relu --layers 2 --mean 1", "--csv").stdout.splitlines()[0]
    assert layers == "layer,layer-1"
    lines = lrcalc(
        "compare 'gradient --activation relu --layers 2' 'gradient --activation elu --layers 2' -f jsonl"
    ).stdout
    for line in lines.splitlines():
        json.loads(line, object_pairs_hook=once)


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON whose keys are there once."""
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def test_a_gradient_that_overflows_beside_others() -> None:
    """An overflow of a gradient in a comparison is an error with its layer, as it is alone."""
    result = lrcalc("compare 'gradient --activation linear --layers 600 --weight 10'")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "Error: the gradient overflows at layer 292.\n")


def test_summaries_of_large_numbers() -> None:
    """A mean does not overflow where its values do not; a sum that does says so, and JSON leaves it out."""
    table = lrcalc("constant --lr 1.7e308 -n 10 --summary").stdout
    lines = [line.split(maxsplit=1) for line in table.splitlines()]
    assert ["mean", "1.7e+308"] in lines
    assert ["sum", "too large"] in lines
    summary = json.loads(lrcalc("constant --lr 1.7e308 -n 10 --summary --json").stdout)["summary"]
    assert summary == {"mean": 1.7e308, "min": 1.7e308, "min_at": 0, "max": 1.7e308, "max_at": 0, "last": 1.7e308}


# --- show ---


@pytest.mark.parametrize("schedule", ALL, ids=repr)
def test_schedule_and_back(schedule: Schedule) -> None:
    """A schedule's data makes the schedule again."""
    data = json.loads(json.dumps(schedule.data()))
    assert schedule_of(data) == schedule


@given(schedule=strategies())
def test_any_schedule_and_back(schedule: Schedule) -> None:
    """Any numbers go to JSON and come back to the bit."""
    assert schedule_of(json.loads(json.dumps(schedule.data()))) == schedule


COMMANDS = [
    STEP.split(),
    [*COSINE.split(), "--warmup", "5", "--warmup-lr", "0.01"],
    [*COSINE.split(), "--at", "3,1.5,200"],
    [*COSINE.split(), "--start", "7", "-n", "3"],
    [*STEP.split(), "--steps-per-epoch", "4", "-n", "3"],
    [*STEP.split(), "--steps-per-epoch", "4", "-n", "3", "--hold"],
    ["sequence", "linear --lr 0 --lr-end 1 --over 3", COSINE, "--switch", "3"],
    ["product", STEP, "exponential --lr 1 --rate 0.9"],
    ["multistep", "--lr", "1", "--rate", "0.1", "--milestones", "3,6"],
    ["one-cycle", "--lr-max", "1", "--total", "30", "--three-phase", "--anneal", "linear"],
    ["compare", STEP, f"mine={COSINE}"],
    ["examples"],
    ["examples", "step"],
    ["from", "paddle", "LinearWarmup(LinearWarmup(StepDecay(0.1, 30), 5, 0, 0.1), 3, 0, 0)", "-n", "9"],
    ["from", "transformers", "get_wsd_schedule(o, 3, 2, 9, warmup_type='cosine')", "--lr", "1"],
    ["from", "timm", "CosineLRScheduler(o, 4, warmup_t=2)", "--lr", "1"],
    ["from", "optax", "warmup_cosine_decay_schedule(0.0, 0.1, 5, 20, end_value=0.2)", "-n", "8"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_to_show_to_json_is_the_identity(command: list[str]) -> None:
    """What -f json wrote, show writes again to the letter."""
    written = lrcalc(*command, "--json").stdout
    shown = lrcalc("show", "-", "--json", stdin=written)
    assert shown.exit_code == 0
    assert shown.stdout == written


def test_only_schedule_and_parameters_are_required(tmp_path: Path) -> None:
    """A file kept by hand has its schedule alone; the window is the default, or asked for."""
    file = tmp_path / "mine.json"
    file.write_text('{"schedule": "step", "parameters": {"lr": 0.1, "rate": 0.5, "every": 10}}')
    assert lrcalc("show", str(file), "--csv").stdout == lrcalc(*STEP.split(), "--csv").stdout
    assert lrcalc("show", str(file), "--at", "20", "--csv").stdout == "epoch,lr\n20,0.025\n"


def test_bare_is_what_belongs_into_version_control(tmp_path: Path) -> None:
    """--bare keeps name, schedule and parameters, from which the curve is computed again; rows alone are refused."""
    file = tmp_path / "step.json"
    file.write_text(lrcalc(*STEP.split(), "-n", "30", "--json").stdout)
    bare = lrcalc("show", str(file), "--bare").stdout
    assert json.loads(bare) == {"schedule": "step", "parameters": {"lr": 0.1, "rate": 0.5, "every": 10}}
    assert lrcalc("show", "-", "-n", "30", "--csv", stdin=bare).stdout == lrcalc("show", str(file), "--csv").stdout
    compared = lrcalc("compare", f"one={STEP}", COSINE, "-n", "30", "--json").stdout
    curves = json.loads(lrcalc("show", "-", "--bare", stdin=compared).stdout)["curves"]
    assert [list(curve) for curve in curves] == [["name", "schedule", "parameters"]] * 2
    for words in (["--bare", "--csv"], ["--bare", "-n", "5"], ["--bare", "-f", "table"]):
        result = lrcalc("show", str(file), *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "--bare" in result.stderr
    refused = lrcalc("show", "-", "--bare", stdin='{"schedule": "step", "epoch": 0, "lr": 0.1}\n')
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_several_files_and_formats(tmp_path: Path) -> None:
    """Several files are a list; a plot of standard input works."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    lrcalc(*STEP.split(), "-o", str(one))
    lrcalc(*COSINE.split(), "-o", str(two))
    assert [c["schedule"] for c in json.loads(lrcalc("show", str(one), str(two), "--json").stdout)["curves"]] == [
        "step",
        "cosine",
    ]
    assert "┤" in lrcalc("show", "-", "-f", "plot", stdin=one.read_text()).stdout


def test_a_saved_rate_that_is_negative_is_noted() -> None:
    """A formula may be negative, and that is said where it is shown again."""
    text = lrcalc("formula '1 - epoch' -n 4 --json").stdout
    shown = lrcalc("show - --json", stdin=text)
    assert (shown.stdout, shown.stderr) == (text, "note: the rate is first negative at epoch 2: -1.\n")


def test_a_list_is_a_list_however_it_is_spaced() -> None:
    """A document keeps its form, whatever blanks an editor put into it, and a bare array is a list."""
    curve = GOOD + "}"
    for text in ('{ "curves" : [' + curve + "] }", "[" + curve + "]"):
        assert "curves" in json.loads(lrcalc("show", "-", "--json", stdin=text).stdout)
    assert "curves" not in json.loads(lrcalc("show", "-", "--json", stdin=" " + curve).stdout)


def test_json_lines() -> None:
    """Lines are documents, or rows without their schedule, which are shown as they are."""
    lines = lrcalc("compare", STEP, COSINE, "-n", "3", "-f", "jsonl").stdout
    shown = lrcalc("show", "-", "--csv", stdin=lines)
    assert shown.stdout.splitlines()[:2] == ["schedule,epoch,lr", "step,0,0.1"]
    assert len(shown.stdout.splitlines()) == 7
    spaced = lines.replace("\n", "\n\n")
    assert lrcalc("show", "-", "--csv", stdin=spaced).stdout == shown.stdout
    row = lrcalc(*STEP.split(), "-n", "1", "-f", "jsonl").stdout
    assert lrcalc("show", "-", "--csv", stdin=row).stdout == "epoch,lr\n0,0.1\n"
    documents = "".join(lrcalc(*line.split(), "-n", "2", "--json").stdout for line in (STEP, COSINE))
    assert len(lrcalc("show", "-", "-f", "jsonl", stdin=documents).stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "In standard input: it is empty."),
        ("{", "In standard input: line 1, column 2:"),
        ('{"schedule": "step",\n "parameters": }', "line 2, column 16: Expecting value."),
        ("[]", "curves is empty."),
        ("3", "line 1: it has numbers and no header that names the columns."),
        ("[3]", "curves[0]: an object is expected, not int."),
        ('{"curves": [], "x": 1}', "x is not a key of a list of curves."),
        ("{}", "schedule is missing."),
        ('{"schedule": "step"}', "parameters is missing."),
        (GOOD + ', "colour": 1}', "colour is not a key of a curve."),
        (GOOD.replace('"step"', '"stop"') + "}", "schedule: 'stop' is not a strategy."),
        (GOOD.replace('"step"', "[1]") + "}", "schedule: [1] is not a strategy."),
        (GOOD.replace("0.1", "-1") + "}", "parameters.lr: -1 is not a number greater than 0."),
        (GOOD.replace("0.1", "NaN") + "}", "NaN is not a number in JSON."),
        (GOOD.replace("0.1", "-Infinity") + "}", "-Infinity is not a number in JSON."),
        (GOOD.replace("0.1", "1e999") + "}", "parameters.lr: inf is not a finite number."),
        (GOOD.replace("0.1", '"0.1"') + "}", "parameters.lr: '0.1' is not a number."),
        (GOOD.replace("0.1", "1" * 5000) + "}", "In standard input: "),
        (GOOD.replace('"every"', '"evry"') + "}", "parameters.evry: step has no such parameter."),
        ('{"schedule": "step", "parameters": {"lr": 1}}', "parameters.rate is missing."),
        ('{"schedule": "step", "parameters": [1]}', "parameters: an object is expected, not list."),
        (GOOD + ', "rows": [{"epoch": 0, "lr": 0.1}, {"epoch": 1, "lr": 0.2}]}', "rows[1], epoch 1: lr is 0.2, but the schedule gives 0.1."),
        (GOOD + ', "rows": [{"epoch": 0, "lr": 0.05}]}', "rows[0], epoch 0: lr is 0.05, but the schedule gives 0.1."),
        (GOOD + ', "rows": [{"epoch": 0}]}', "rows[0]: its keys must be epoch, lr."),
        (GOOD + ', "rows": 5}', "rows: a list of rows is expected."),
        (GOOD + ', "rows": [{"epoch": -1, "lr": 0.1}]}', "rows[0].epoch: -1 is not a number from 0 to 2^53."),
        (GOOD + ', "rows": [{"epoch": "0", "lr": 0.1}]}', "rows[0].epoch: '0' is not a number."),
        (GOOD + ', "steps_per_epoch": 0}', "steps_per_epoch: 0 is not a whole number from 1 to 2^53."),
        (GOOD + ', "hold": true}', "hold: it needs steps_per_epoch."),
        (GOOD + ', "rows": [{"epoch": 0, "lr": 0.1}], "next": {"epoch": 5, "lr": 0.1}}', "next: it does not follow the last row."),
        ('{"curves": [' + GOOD + "}, " + GOOD.replace("0.5", "0") + "}]}", "curves[1].parameters.rate: 0 is not a number"),
        ('{"schedule": "sequence", "parameters": {"parts": [' + GOOD.replace("10", "0") + '}], "switch": []}}', "parameters.parts[0].parameters.every: 0 is not"),
        ('{"schedule": "sequence", "parameters": {"parts": 3, "switch": []}}', "parameters.parts: a list of schedules is expected."),
        ('{"schedule": "step", "epoch": 0}\n{"schedule": "step", "lr": 1}', "In standard input: "),
        (GOOD[:-1] + ', "warmup_lr": 1}}', "parameters.warmup_lr: it needs warmup, the length of the ramp."),
        ("[" * 100_000, "it is nested too deeply."),
        ('{"schedule": "formula", "parameters": {"expression": "epoch", "k": 1}}', "parameters.k: formula has no such parameter."),
        ('{"schedule": "formula", "parameters": {"names": {"k": 1}}}', "parameters.expression is missing."),
        ('{"schedule": "a", "epoch": 0, "lr": 1}\n{"epoch": 1, "lr": 2}', "line 2: schedule is missing."),
        ('{"schedule": "x", "listed": []}', "listed is not a key of a curve."),
        (GOOD[:-1] + ', "parts": []}}', "parameters.parts: step has no such parameter."),
        ('{"schedule": "a", "epoch": 0, "lr": 1e999}', "a[0].lr: inf is not a finite number."),
        ('{"schedule": "a", "epoch": 0, "lr": -0.1}', "a[0].lr: -0.1 is not a number of at least 0."),
        ('{"schedule": "a", "epoch": -5, "lr": 1}', "a[0].epoch: -5 is not a number from 0 to 2^53."),
        ('{"schedule": "a", "epoch": 0, "lr": 1' + "0" * 400 + "}", "a[0].lr: a whole number of more than 60 digits is too large."),
        ('{"schedule": "a", "epoch": 0, "lr": true}', "a[0].lr: True is not a number."),
        ('{"schedule": "a", "lr": 1}', "a: its rows need an epoch and an lr."),
        ('{"schedule": "a", "epoch": 0, "lr": 1}\n{"schedule": "a", "step": 0, "lr": 1}', "a[1]: its keys must be epoch, lr."),
        ('{"schedule": "a", "epoch": 0, "lr": 1}\n{"schedule": "a", "epoch": }', "line 2, column 28: Expecting value."),
        ('{"schedule": "a", "%d\\u001b": 1, "lr": 2}', "a: it has characters that cannot be printed."),
        ('{"schedule": null, "epoch": 0, "lr": 1}', "line 1: None is not a string."),
        ('{"schedule": "\\u001b[31m", "epoch": 0, "lr": 1}', "line 1: it has characters that cannot be printed."),
        (GOOD + ', "schedule": "cosine"}', "'schedule' is there twice."),
        (GOOD + ', "name": null}', "name: None is not a string."),
        (GOOD + ', "name": "a\\u001b[31m"}', "name: it has characters that cannot be printed."),
        (GOOD + ', "exercise": "a\\u0007"}', "exercise: it has characters that cannot be printed."),
        (GOOD + ', "command": "a\\u0085"}', "command: it has characters that cannot be printed."),
        (GOOD + ', "next": {"epoch": 2, "lr": 999}}', "next, epoch 2: lr is 999.0, but the schedule gives 0.1."),
        (GOOD + ', "next": {"epoch": 2.5, "lr": 0.1}}', "next: it does not follow the last row."),
        (GOOD + ', "hold": "yes", "steps_per_epoch": 2}', "hold: 'yes' is not true or false."),
        (GOOD.replace("0.5", "1e9") + ', "rows": [{"epoch": 9000, "lr": 1}]}', "rows: the learning rate overflows at epoch 9000."),
        (GOOD.replace("0.5", "1e9") + ', "next": {"epoch": 9000, "lr": 1}}', "next: the learning rate overflows at epoch 9000."),
        (GOOD.replace('"step"', '"' + "x" * 100_000 + '"') + "}", "schedule: '" + "x" * 60 + "'… is not a strategy."),
        (GOOD + ', "' + "k" * 100_000 + '": 1}', "'" + "k" * 60 + "'… is not a key of a curve."),
        ('{"schedule": "product", "parameters": {"parts": [' * 30 + "]}}" * 30, "schedules are nested more than 20 deep."),
        (
            '{"schedule": "formula", "parameters": {"expression": "1", "names": ["abc"]}}',
            "parameters.names: each must be a name and its number.",
        ),
    ],
)  # fmt: skip
def test_bad_data(text: str, sentence: str) -> None:
    """Bad data is refused with its place; stdout stays empty."""
    result = lrcalc("show", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_long_documents() -> None:
    """A document of any length is read row by row, whatever the order of its keys."""
    for command in (
        "cosine --lr 0.1 --t-max 9000 -n 9000",
        "cosine --lr 0.1 --t-max 9 -n 9 --steps-per-epoch 1000",
        "step --lr 0.1 --rate 0.5 --every 10 --at 0:9000:1.5",
        "compare 'cosine --lr 0.1 --t-max 6000' 'a=constant --lr 1' -n 6000",
    ):
        text = lrcalc(f"{command} --json").stdout
        assert len(text) > 2 * PIECE
        assert lrcalc("show - --json", stdin=text).stdout == text
        turned = json.dumps(json.loads(text), sort_keys=True, indent=1)
        assert lrcalc("show - --csv", stdin=turned).stdout == lrcalc("show - --csv", stdin=text).stdout
    lines = lrcalc("compare 'cosine --lr 0.1 --t-max 6000' 'a=constant --lr 1' -n 6000 -f jsonl").stdout
    mixed = "".join(f"{one}\n{other}\n" for one, other in zip(*[iter(lines.splitlines())] * 2, strict=True))
    named = lrcalc("show - -f jsonl", stdin=lines).stdout
    assert named.count("\n") == lines.count("\n") == 12_000
    assert lrcalc("show - -f jsonl", stdin=mixed).stdout == named


def walked(pieces: Pieces) -> Any:
    """Return a value that is read as far down as it goes."""
    if pieces.peek() == "{":
        return {key: walked(pieces) for key in pieces.members()}
    if pieces.peek() == "[":
        return [walked(pieces) for _ in pieces.items()]
    return pieces.value()


def outcome(read: Callable[[], Any]) -> Any:
    """Return what reading gives, or None where the text is refused."""
    try:
        return read()
    except (DataError, json.JSONDecodeError):
        return None


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.integers(1, 9), st.sampled_from([None, 0, 2]), st.data())
def test_pieces_of_any_size(value: Any, size: int, indent: int | None, data: st.DataObject) -> None:
    """Wherever a text is cut into pieces, and whatever is wrong with it, it is what json takes it for."""
    text = json.dumps(value, indent=indent, ensure_ascii=data.draw(st.booleans()))
    place = data.draw(st.integers(0, len(text)))
    harmed = text[:place] + data.draw(st.sampled_from(["", "1", ",", "]", '"', "e", " ", "."])) + text[place + 1 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lrcalc.files.pieces.PIECE", size)
        for one in (text, harmed):
            for way in (walked, Pieces.value):

                def read(one: str = one, way: Callable[[Pieces], Any] = way) -> Any:
                    pieces = Pieces(StringIO(one))
                    found = way(pieces)
                    pieces.end()
                    return found

                assert repr(outcome(read)) == repr(outcome(lambda one=one: json.loads(one)))  # type: ignore[misc]


LONG = json.loads(lrcalc("constant --lr 1 -n 6000 --json").stdout)


def longer(**changes: object) -> str:
    """Return the text of a long document with other values."""
    return json.dumps({**LONG, **changes})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (longer(rows=[*LONG["rows"], {"epoch": 6000, "lr": 2}]), "rows[6000], epoch 6000: lr is 2.0, but the schedule gives 1.0."),
        (longer(rows=[*LONG["rows"], 5]), "rows[6000]: an object is expected, not int."),
        (longer(rows=[*LONG["rows"], {"epoch": 6000}]), "rows[6000]: its keys are not those of the first row."),
        (longer(rows=[{}, *LONG["rows"]]), "rows[0]: it is empty."),
        (longer(rows=[{"k" * 3000: 0}, *LONG["rows"]]), "rows[1]: its keys are not those of the first row."),
        (json.dumps({"schedule": "x", "rows": LONG["rows"], "lr": 1}), "line 1: parameters is missing."),
        ('{"schedule": "x", "rows": [], "lr": 1}', "line 1: parameters is missing."),
        ('{"schedule": "a\\u0007", "epoch": 0, "lr": 1}\n\n\n{"schedule": "b", "epoch": 0, "lr": 1}', "line 1: it has characters"),
        ("{}\n{}\n", "line 1: schedule is missing."),
        (json.dumps(LONG, indent=0).replace('"epoch": 9,', '"epoch": 9'), "line 46, column 1: Expecting ',' delimiter."),
        ('{"curves": [' + longer().replace('"epoch": 9,', '"epoch": 9') + "1, " * 2**23 + "1]}", "Expecting ',' delimiter."),
        (longer(rows=[{"step": 0, "lr": 1}] * 6000), "rows[0]: its keys must be epoch, lr."),
        (longer(rows=[*LONG["rows"], {"epoch": 6000, "lr": -2}, {"epoch": 0, "lr": -3}]), "rows[6000].lr: -2 is not a number of at least 0."),
        (longer(rows=[*LONG["rows"], {"epoch": -1, "lr": 1}]), "rows[6000].epoch: -1 is not a number from 0 to 2^53."),
        (longer(rows=[*LONG["rows"], {"epoch": 1, "lr": "x"}]), "rows[6000].lr: 'x' is not a number."),
        (longer(rows={str(index): index for index in range(20_000)}), "rows: a list of rows is expected."),
        (longer()[:-1] + ', "rows": []}', "'rows' is there twice."),
        (longer()[:-1], f"line 1, column {len(longer())}: Expecting ',' delimiter or '}}'."),
        (longer()[:-1] + ", 5: 1}", f"line 1, column {len(longer()) + 2}: Expecting property name enclosed in double quotes."),
        (longer()[:-1] + ', "name" 1}', f"line 1, column {len(longer()) + 9}: Expecting ':' delimiter."),
        (json.dumps(LONG, indent=0).replace('"epoch": 5000,', '"epoch": 5000'), "column 1: Expecting ',' delimiter."),
        (f'{{"curves": [{longer()}, {longer()} {longer()}]}}', "Expecting ',' delimiter or ']'."),
        (f'{{"curves": [{longer()}]}} 5', f"line 1, column {len(longer()) + 16}: Extra data."),
        (f'{{"curves": [{longer()}, {longer(schedule="stop")}]}}', "curves[1].schedule: 'stop' is not a strategy."),
        (f"[{longer()}, 5]", "curves[1]: an object is expected, not int."),
        ('{"curves": 5}', "curves: a list of curves is expected."),
        (GOOD + "} 5", "line 1: an object is expected, not int."),
        ("[1" + "0" * 200_000 + "]", "a whole number has too many digits."),
        ("[[" + "1," * 100_000 + "1]]", "curves[0]: an object is expected."),
        ('{"x": "' + "x" * 2**25 + '"}', "line 1, column 7: a value has more than 16,777,216 characters."),
    ],
)  # fmt: skip
def test_bad_long_documents(text: str, sentence: str) -> None:
    """What is wrong far behind is told with its place, too."""
    result = lrcalc("show", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_bytes_far_behind_that_are_not_text() -> None:
    """The line is told, in a document and in a table."""
    document = json.dumps(LONG, indent=0).encode()
    table = "step,lr\n" + "".join(f"{step},0.1\n" for step in range(20_000))
    for text in (document, table.encode()):
        result = lrcalc("show -", stdin=text + b"\xff")
        assert (result.exit_code, result.stdout) == (2, "")
        assert f"In standard input: line {text.count(10) + 1} is not UTF-8 text." in result.stderr
    for encoded in (table.encode("utf-16"), b"\xfe\xff" + table.encode("utf-16-be")):
        wrong = lrcalc("show -", stdin=encoded[:-10] + b"\xd8\xd8\xd8\xd8\n\0\n")
        assert f"line {table.count(chr(10))} is not UTF-16 text." in wrong.stderr
    cut = lrcalc("show -", stdin=table.encode("utf-16")[:-1])
    assert f"line {table.count(chr(10))} is not UTF-16 text." in cut.stderr
    marked = lrcalc("show -", stdin="step,lr\n\ufffd,1\n\n".encode() + b"\xff")
    assert "line 4 is not UTF-8 text." in marked.stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (GOOD + "}", "compare {} 'constant --lr 1' -n 1 --csv"),
        (GOOD + "}", "compare mine={} 'constant --lr 1' -n 1 --csv"),
        (GOOD + "}", "show {} -n 1 --csv"),
        ("StepLR(optimizer, 30)", "from torch {} --lr 0.1 -n 1 --csv"),
    ],
)
def test_pipes_have_names(tmp_path: Path, text: str, line: str) -> None:
    """What the shell's <(...) makes is read as a file is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_text, args=[text])
    writer.start()
    assert lrcalc(line.format(pipe)).stdout.splitlines()[1].startswith("0,0.1")
    writer.join()


def test_byte_order_marks() -> None:
    """UTF-8 may begin with a mark; UTF-16 must, as PowerShell's > writes it."""
    text = lrcalc(STEP, "--json").stdout
    for content in (text.encode("utf-8-sig"), text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be")):
        assert lrcalc("show - --json", stdin=content).stdout == text
    result = lrcalc("show -", stdin=b"\xff\xfe\x00")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "In standard input: line 1 is not UTF-16 text." in result.stderr


def test_percent_signs_in_names(tmp_path: Path) -> None:
    """A % in the name of a column or a curve is a letter in every format."""
    file = tmp_path / "rows.jsonl"
    file.write_text('{"schedule": "50%", "100%d": 1, "lr": 2}\n')
    assert lrcalc(f"show {file} --csv").stdout == "100%d,lr\n1,2.0\n"
    assert json.loads(lrcalc(f"show {file} --json").stdout)["rows"] == [{"100%d": 1, "lr": 2}]
    two = '{"schedule": "50%", "epoch": 0, "lr": 1}\n{"schedule": "%s", "epoch": 0, "lr": 1}\n'
    assert lrcalc("show - --csv", stdin=two).stdout == "schedule,epoch,lr\n50%,0,1.0\n%s,0,1.0\n"
    assert json.loads(lrcalc(f"show {file} -f jsonl").stdout) == {"schedule": "50%", "100%d": 1, "lr": 2}
    assert lrcalc("compare", f"50%={STEP}", f"%s={STEP}", "-n", "1", "-f", "jsonl").stdout.count('"name": "50%"') == 1
    assert lrcalc("compare", f"50%={STEP}", f"%s={STEP}", "-n", "1", "--csv").stdout == "epoch,50%,%s\n0,0.1,0.1\n"


def test_escape_sequences_stay_letters() -> None:
    """A label with an escape sequence is spelled out: no terminal obeys it."""
    result = lrcalc("compare", f"\x1b[31mred={STEP}", "-n", "1")
    assert "\x1b" not in result.stdout + result.stderr
    assert "\\x1b[31mred" in result.stdout


def test_whatever_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without end is left at once; one that memory cannot hold ends with 1; both in one line."""
    result = lrcalc("show /dev/zero")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "In '/dev/zero': it is not text." in result.stderr

    def full(_: str) -> None:
        raise MemoryError

    monkeypatch.setattr("lrcalc.files.saved.read_saved", full)
    file = tmp_path / "curve.json"
    file.write_text("{}")
    result = lrcalc(f"show {file}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"Error: '{file}' is too large for this machine's memory.\n"


def test_deep_nesting_is_asked_once_a_level() -> None:
    """Twenty levels cost twenty answers and not two to the twentieth."""
    text = GOOD + "}"
    for _ in range(20):
        text = '{"schedule": "sequence", "parameters": {"parts": [' + text + '], "switch": []}}'
    shown = lrcalc("show - --csv", stdin=text)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-1] == "9,0.1"


def test_bad_files(tmp_path: Path) -> None:
    """A binary file, a missing one and a folder are refused by name; 10 MB of nesting in no time."""
    binary, nested = tmp_path / "curve.png", tmp_path / "nested.json"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n\xff")
    nested.write_text('{"a":' * 2_000_000)
    for name, sentence in (
        (binary, "line 1 is not UTF-8 text."),
        (nested, "it is nested too deeply."),
        (tmp_path / "none.json", "No such file or directory."),
        (tmp_path, "Is a directory."),
    ):
        result = lrcalc("show", str(name))
        assert (result.exit_code, result.stdout) == (2, "")
        assert str(name) in result.stderr
        assert sentence in result.stderr


@given(
    text=st.text(max_size=200)
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["schedule", "parameters", "rows", "curves", "lr", "epoch"]), x)
        ),
    ).map(json.dumps)
)
def test_any_text_is_refused_calmly(text: str) -> None:
    """Whatever stands in a file, the program says what is wrong with it, or shows it: it may be a log by chance."""
    result = lrcalc("show", "-", stdin=text.encode("utf-8", "replace"))
    assert (result.exit_code, bool(result.stdout)) in ((2, False), (0, True))
    assert result.exit_code == 0 or "\nError: " in result.stderr


# --- real consumers ---


def test_sqlite_imports_the_csv(tmp_path: Path) -> None:
    """sqlite3 reads the CSV as a table with its numbers."""
    file = tmp_path / "curves.csv"
    lrcalc("compare", STEP, COSINE, "-n", "30", "-o", str(file))
    rows = [line.split(",") for line in file.read_text().splitlines()[1:]]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("create table curves (epoch integer, step real, cosine real)")
        database.executemany("insert into curves values (?, ?, ?)", rows)
        ((total,),) = database.execute("select sum(step) from curves")
    assert total == pytest.approx(float(sum(lr for _, lr in Curve(SCHEDULES[0], 30))), rel=1e-12)


def test_pipes_to_itself() -> None:
    """``lrcalc … --json | lrcalc show - -f plot`` works in a real shell."""
    program = f"{sys.executable} -m lrcalc"
    line = f"{program} {STEP} --json | {program} show - -f plot"
    run = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("step: lr · rate^⌊epoch / every⌋\n")

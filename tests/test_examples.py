"""The article's exercises come out of the program, each by its command."""

import json
import shlex

import pytest

from lrcalc.cli.tools.examples import EXERCISES
from tests.program import lrcalc, printed

# What the article states, by exercise: the learning rates of the epochs that it lists.
ARTICLE = {
    "step": [0.1] * 10 + [0.05] * 10 + [0.025] * 10,
    "cosine": [
        0.1, 0.09990232305719944, 0.09960967771506667, 0.09912321891107011, 0.09844486647586724,
        0.09757729755661011, 0.09652393605146845, 0.09528893909706797, 0.09387718066217125, 0.09229423231234975,
    ],
    "polynomial": [0.1, 0.09604, 0.09216, 0.08836, 0.08464, 0.081, 0.07744, 0.07396, 0.07056, 0.06724],
    "exponential": [
        0.1, 0.095, 0.09025, 0.0857375, 0.081450625,
        0.07737809375, 0.0735091890625, 0.069833729609375, 0.06634204312890622, 0.0630249409724609,
    ],
}  # fmt: skip
NEXT = {"step": 0.0125, "cosine": 0.0905463412215599, "polynomial": 0.064, "exponential": 0.05987369392383787}


@pytest.mark.parametrize("name", EXERCISES)
def test_exercise(name: str) -> None:
    """An exercise gives the article's values, and its command gives the same."""
    (document,) = json.loads(printed("examples", name, "--json"))["curves"]
    assert [row["lr"] for row in document["rows"]] == pytest.approx(ARTICLE[name], rel=1e-14, abs=0)
    assert document["next"] == {
        "epoch": len(ARTICLE[name]),
        "lr": pytest.approx(NEXT[name], rel=1e-14, abs=0),
    }
    program, *command = shlex.split(document["command"])
    assert program == "lrcalc"
    alone = json.loads(printed(*command, "--json"))
    assert alone.items() <= document.items()


def test_all_in_the_article_s_order() -> None:
    """Without names all four are printed."""
    documents = json.loads(printed("examples", "--json"))["curves"]
    assert [document["schedule"] for document in documents] == ["step", "cosine", "polynomial", "exponential"]


def test_named_ones_in_the_order_named() -> None:
    """With names, those are printed."""
    rows = [json.loads(line) for line in printed("examples", "cosine", "step", "-f", "jsonl").splitlines()]
    assert [row["schedule"] for row in rows] == ["cosine"] * 10 + ["step"] * 30


def test_step_shows_the_stated_values() -> None:
    """The step exercise repeats the values that the article states: 0.05, 0.025, 0.0125."""
    (document,) = json.loads(printed("examples", "step", "--json"))["curves"]
    assert document["stated"] == [
        {"epoch": 10, "lr": 0.05},
        {"epoch": 20, "lr": 0.025},
        {"epoch": 30, "lr": 0.0125},
    ]
    table = printed("examples", "step")
    assert "stated in the article: lr(10) = 0.05, lr(20) = 0.025, lr(30) = 0.0125\n" in table


def test_table_shows_sentence_and_command() -> None:
    """Each exercise is a sentence, its command, and a table."""
    table = printed("examples")
    for exercise in EXERCISES.values():
        assert f"{exercise.sentence}\n$ {exercise.command}\n\n" in table


def test_csv_is_one_table() -> None:
    """CSV labels the rows of all exercises under one header."""
    lines = printed("examples", "--csv").splitlines()
    assert lines[0] == "schedule,epoch,lr"
    assert len(lines) == 1 + 30 + 10 + 10 + 10
    assert lines[11] == "step,10,0.05"


def test_gradient_is_the_comparison() -> None:
    """When it is asked for, the article's second half: sigmoid against ReLU, batch normalisation and residuals."""
    (whole,) = [json.loads(printed("examples", "gradient", "--json"))]
    names = [curve["name"] for curve in whole["curves"]]
    assert names == ["sigmoid", "saturated", "relu", "batch-norm", "residual"]
    reached = {curve["name"]: curve["rows"][-1]["gradient"] for curve in whole["curves"]}
    assert reached["sigmoid"] == 0.25**10
    assert reached["saturated"] < 1e-20 < reached["batch-norm"]
    assert reached["relu"] == 1
    assert 1 < reached["residual"] < 1.1
    table = printed("examples", "gradient")
    assert '$ lrcalc compare "sigmoid=gradient --layers 10 --activation sigmoid"' in table
    assert "relu: The gradient does not vanish: layer 1 gets 1 of what came in." in table


def test_what_does_not_fit_is_not_mixed() -> None:
    """Epochs and layers do not fit under one header of CSV: that is said, and nothing printed."""
    result = lrcalc("examples step gradient --csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: csv: sheets with different columns do not fit into one table.\n"

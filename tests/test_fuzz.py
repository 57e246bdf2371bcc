"""The whole command line, at random: every command ends with an answer or a sentence, and formats agree.

The lines are drawn from a seed, so that they are the same everywhere; LRCALC_FUZZ=100 draws a hundred times as many.
"""

import csv
import io
import json
import os
import re
from collections.abc import Callable
from inspect import signature
from random import Random
from typing import Any

import pytest

from lrcalc.cli import TOOLS
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.frameworks.calls import table
from lrcalc.gradient import Gradient
from lrcalc.outputs import FORMATS
from lrcalc.schedules import STRATEGIES, load
from tests.program import lrcalc

LINES = 40 * int(os.environ.get("LRCALC_FUZZ", "1"))
PLAUSIBLE = ["0.1", "0.01", "1", "2", "0.5", "0.9", "5", "10", "30", "100", "3", "1e-4"]
ODD = [
    "0",
    "-1",
    "nan",
    "inf",
    "1e-300",
    "5e-324",
    "1e300",
    "1.7e308",
    "1e15",
    "9007199254740992",
    "",
    "x",
    "1e-8",
    "-0",
    "½",
]
LISTS = [
    "3,6",
    "3,6",
    "10,20,30",
    "1,2,5",
    "1",
    "0,2.5,9007199254740992",
    "6,3",
    "3,,6",
    "0.1,0.2,0.3",
    "2,2",
    "10,20,30",
]
MUTATIONS = "\0\x1b%[]{},:\"'\n 0eE-+.é\u0085"


def number(random: Random) -> str:
    """Draw a number, mostly one that makes sense."""
    return random.choice(PLAUSIBLE if random.random() < 0.93 else ODD)


def options(random: Random, parameters: Any) -> list[str]:
    """Draw the options of parameters: the required ones nearly always, the others at times."""
    words: list[str] = []
    for name, parameter in parameters.items():
        if random.random() < (0.98 if parameter.required else 0.25):
            spelled = random.choice([name.replace("_", "-"), *parameter.param.aliases])
            words.append(f"--{spelled}")
            if parameter.choices:
                words.append(random.choice([*parameter.choices, *parameter.choices, *parameter.choices, "odd"]))
            elif parameter.kind is tuple:
                words.append(random.choice(LISTS))
            elif parameter.kind is int:
                words.append(random.choice(["1", "2", "10", "30", "0", "2.5", number(random)]))
            elif parameter.kind is not bool:
                words.append(number(random))
    return words


def window(random: Random) -> list[str]:
    """Draw which epochs are listed."""
    ends = [[], ["-n", "3"], ["-n", "12"], ["--start", "5", "-n", "2"], ["--at", random.choice(LISTS)], ["-n", "1300"]]
    steps = ["--steps-per-epoch", random.choice(["1", "7", "7", "16", "0"])]
    return random.choice(ends) + random.choice(
        [[], [], steps, [*steps, "--hold"], [], random.choice([["--hold"], ["-n", "0"]])]
    )


def output(random: Random) -> list[str]:
    """Draw a format and how it looks."""
    extra = random.choice([[], [], [], ["--log"], ["--linear"], ["--digits", random.choice(["3", "17", "0"])]])
    return ["-f", random.choice([*FORMATS]), *extra]


def strategy(random: Random, *, nested: bool = False) -> list[str]:
    """Draw a strategy with its parameters, and a warm-up at times."""
    name = random.choice([*STRATEGIES])
    kind = load(name)
    warm = [] if kind.warms_up or random.random() < 0.7 else ["--warmup", number(random), "--warmup-lr", number(random)]
    return [name, *options(random, kind.parameters), *warm, *([] if nested else window(random))]


def quoted(random: Random) -> str:
    """Draw a part in quotes."""
    if random.random() < 0.05:
        return random.choice(["", "step", "'", "nothing --lr 1", "gradient --activation relu"])
    return " ".join(strategy(random, nested=True))


def composed(random: Random) -> list[str]:
    """Draw a sequence or a product."""
    count = random.choice([1, 2, 2, 3])
    parts = [quoted(random) for _ in range(count)]
    if random.random() < 0.5:
        return ["product", *parts, *window(random)]
    switch = ",".join(random.choice(["2", "5", "7.5", "400"]) for _ in range(count - 1)) or "3"
    return ["sequence", *parts, "--switch", switch, *window(random)]


def compared(random: Random) -> list[str]:
    """Draw a comparison of curves or of gradients."""
    if random.random() < 0.3:
        parts = [" ".join(["gradient", *options(random, Gradient.parameters)]) for _ in range(2)]
        return ["compare", *parts]
    names = ["", "", "a=", "50%=", "epoch=", "a,b=", "\x1b[31m=", "é=", "<&>="]
    return [
        "compare",
        *(random.choice(names) + quoted(random) for _ in range(random.choice([1, 2, 3]))),
        *window(random),
    ]


def solved(random: Random) -> list[str]:
    """Draw a question."""
    name = random.choice([*STRATEGIES])
    given = options(random, load(name).parameters)
    if random.random() < 0.7 and len(given) > 2:
        del given[:2]
    epoch = [] if random.random() < 0.3 else ["--epoch", number(random)]
    wanted = random.choice([[], [], ["--for", random.choice([*load(name).parameters, "epoch"]).replace("_", "-")]])
    return ["solve", name, *given, *epoch, "--target", number(random), *wanted]


def read(random: Random) -> list[str]:
    """Draw a call of a framework, with arguments of all kinds, and at times not quite a call."""
    framework = random.choice([name for name, known in FRAMEWORKS.items() if not known.is_configured])
    name, function = random.choice([*table(framework).items()])
    arguments = []
    for one in [*signature(function).parameters.values()][1:]:
        if one.name == "optimizer":
            arguments.append("optimizer")
        elif one.default is one.empty or random.random() < 0.2:
            kind = str(one.annotation)
            plain = (
                "[3, 6]"
                if "list" in kind
                else "{3: 0.5}"
                if "dict" in kind
                else "'cos'"
                if "str" in kind
                else number(random)
            )
            other = random.choice(["None", "True", "[0.1]", "10**9", "2**0.5", "f", "'linear'", "-1"])
            arguments.append(f"{one.name}={plain if random.random() < 0.95 else other}")
    text = f"{name}({', '.join(arguments)})"
    if random.random() < 0.1:
        place = random.randrange(len(text))
        text = text[:place] + random.choice([*MUTATIONS, "(", ")", "**"]) + text[place + random.choice([0, 1, 5]) :]
    return [
        "from",
        framework,
        text.replace("\0", ""),
        *random.choice([["--lr", "0.1"]] * 5 + [[]]),
        *window(random),
    ]


def gradient(random: Random) -> list[str]:
    """Draw a gradient."""
    parameters = dict(Gradient.parameters)
    activations = parameters.pop("activation").choices
    source = ["--activation", random.choice(activations)] if random.random() < 0.8 else ["--factor", number(random)]
    return ["gradient", *source, *options(random, {name: p for name, p in parameters.items() if name != "factor"})]


def odd(random: Random) -> list[str]:
    """Draw words without order."""
    words = [
        *STRATEGIES,
        *TOOLS,
        "--help",
        "-h",
        "--version",
        "--lr",
        "0.1",
        "-n",
        "--json",
        "--csv",
        "-o",
        "--",
        "-",
        "",
        "é",
        "--at=1",
    ]
    return [word for word in random.choices(words, k=random.randrange(6)) if word != "-o"]


COMMANDS: dict[str, Callable[[Random], list[str]]] = {
    "strategy": strategy, "composed": composed, "compared": compared, "solved": solved, "read": read, "gradient": gradient, "odd": odd,
}  # fmt: skip


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON whose keys are there once."""
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def refuse(word: str) -> None:
    """Fail at a number that JSON does not have."""
    pytest.fail(f"{word} in JSON")


def check(words: list[str], stdin: str = "") -> str:
    """Run a command and hold it to its contract; return what it prints."""
    result = lrcalc("", *words, stdin=stdin)
    said = f"{words!r} {result.stdout[-300:]} {result.stderr[-300:]}"
    assert result.exit_code in (0, 1, 2), said
    assert result.exception is None or isinstance(result.exception, SystemExit), said
    assert result.exit_code == 0 or result.stdout == "", said
    assert words == [] or result.exit_code == 0 or result.stderr.count("Error: ") == 1, said
    assert result.exit_code != 0 or all(line.startswith("note: ") for line in result.stderr.splitlines()), said
    assert "\x1b" not in result.stdout + result.stderr, said
    if words[:1] != ["from"] and "import" not in result.stdout and "Usage" not in result.stdout:
        assert not re.search(r"(?<![\w.])-?(nan|NaN|inf|Infinity)(?!\w)", result.stdout), said
    return result.stdout


def check_form(form: str, printed: str) -> None:
    """Hold a document to its format."""
    if form == "json":
        json.loads(printed, object_pairs_hook=once, parse_constant=refuse)
    elif form == "jsonl":
        for line in printed.splitlines():
            json.loads(line, object_pairs_hook=once, parse_constant=refuse)
    elif form == "csv":
        header, *rows = csv.reader(io.StringIO(printed))
        assert len({*header}) == len(header)
        assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("kind", COMMANDS)
@pytest.mark.parametrize("seed", range(4))
def test_any_command(kind: str, seed: int) -> None:
    """Whatever is asked for ends with 0, 1 or 2, whole or not at all, and each format is what it says."""
    random = Random(f"{kind} {seed}")
    answered = 0
    for _ in range(LINES):
        words = COMMANDS[kind](random)
        form = output(random) if kind != "odd" else []
        printed = check([*words, *form])
        if printed and form:
            check_form(form[1], printed)
            answered += 1
    assert answered or kind == "odd"


@pytest.mark.parametrize("seed", range(4))
def test_any_saved_curve(seed: int) -> None:
    """What was saved is shown again to the letter, and what was damaged is shown or refused, never half."""
    random = Random(f"saved {seed}")
    shown = 0
    for _ in range(LINES):
        form = random.choice(["json", "jsonl"])
        words = random.choice([strategy, composed, compared])(random)
        saved = check([*words, "-f", form])
        if not saved or '"gradient"' in saved or len(saved) > 20_000:
            continue
        assert check(["show", "-", "-f", form], saved) == saved or form == "jsonl"
        shown += 1
        place = random.randrange(len(saved))
        damaged = (
            saved[:place]
            + random.choice([*MUTATIONS, "1e999", "null", '"lr":', saved[:50]])
            + saved[place + random.choice([0, 1, 9]) :]
        )
        form = random.choice([*FORMATS])
        printed = check(["show", "-", "-f", form], damaged)
        if printed:
            check_form(form, printed)
    assert shown

"""``lrcalc from``: code of a training script, as a curve."""

import os
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, option_error
from lrcalc.cli.window import Window, window_options
from lrcalc.expression import ExpressionError
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.schedule import ParameterError
from lrcalc.schedules.constant import Constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcalc.sheets import Sheet

LR = Constant.parameters["lr"]


def _answer(
    words: "Sequence[str]",
    lr: float | None,
    given: "Sequence[str]",
    pick: str | None,
    variable: str | None,
    **window: Any,
) -> "Sheet":
    from lrcalc.reading import ChoiceError, MissingNamesError, MissingRateError, ReadingError, UnusedError, read

    framework, code = _framework_and_code(words)
    place = f"{framework}: " if framework else ""
    try:
        reading = read(code, framework, lr, given=_pairs(given), pick=pick, variable=variable)
        asked = Window(**{**window, "clock": window["clock"] or reading.clock})
        return _signs_noted(asked.sheet(reading.schedule, reading.notes))
    except ParameterError as error:
        raise option_error(error) from None
    except MissingRateError:
        raise click.UsageError(f"{place}the learning rate is set in the optimizer: give it with --lr.") from None
    except MissingNamesError as error:
        raise click.UsageError(f"{place}{error}: add {_to_add(error.names, rate=error.rate)}.") from None
    except ChoiceError as error:
        raise click.UsageError(f"{place}{error}. Take one with --pick NAME or --pick LINE.") from None
    except UnusedError as error:
        raise click.UsageError(f"--set: {error}.") from None
    except (ReadingError, ExpressionError) as error:
        raise click.UsageError(f"{place}{error}.") from None


def _signs_noted(sheet: "Sheet") -> "Sheet":
    """Return a sheet whose negative rates are noted: a program is free to have them."""
    schedule = sheet.source.schedule
    if schedule is None or not schedule.signed:
        return sheet
    below = next((row for row in sheet.rows if float(row[-1]) < 0), None)
    if below is None:
        return sheet
    from dataclasses import replace

    note = f"the rate is negative from {sheet.columns[0].name} {below[0]:g} on: {float(below[-1]):g}"
    return replace(sheet, notes=[*sheet.notes, note])


def _framework_and_code(words: "Sequence[str]") -> tuple[str | None, str]:
    from lrcalc.reading import ALIASES, PYTHON

    frameworks = {*FRAMEWORKS, *ALIASES, PYTHON}
    if len(words) > 2:  # noqa: PLR2004 - a framework and its code
        raise click.UsageError(f"Give the code as one argument, in quotes: {words[2]!r} is one too many.")
    if len(words) == 2:  # noqa: PLR2004 - a framework and its code
        if words[0] not in frameworks:
            names = ", ".join((*FRAMEWORKS, PYTHON))
            raise click.UsageError(f"{words[0]!r} is not a framework; they are {names}.")
        return words[0], _code(words[1])
    if words[0] in frameworks:
        raise click.UsageError("The code is missing: a text in quotes, a file, or - for standard input.")
    return None, _code(words[0])


def _code(word: str) -> str:
    """Return the text that is meant: a file's, standard input's, or the word itself."""
    from lrcalc.cli.files import content
    from lrcalc.files import DataError, decoded

    is_name = "\n" not in word and len(word) < 1000 and not set("(=") & set(word)  # noqa: PLR2004 - of a path
    if word != "-" and not (is_name and (os.path.isfile(word) or word.endswith((".py", ".ipynb")))):
        return word
    label = "standard input" if word == "-" else repr(word)
    try:
        return decoded(content(word))
    except DataError as error:
        raise click.UsageError(f"In {label}: {error}.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {label}: {error.strerror}.") from None


def _pairs(given: "Sequence[str]") -> dict[str, str]:
    made = {}
    for text in given:
        name, found, value = text.partition("=")
        if not found or not name.strip() or not value.strip():
            raise click.UsageError(f"--set {text}: a name, =, and its value are needed, as in --set epochs=90.")
        made[name] = value
    return made


def _to_add(names: list[str], *, rate: bool) -> str:
    """Return the options that are missing, to be completed and run."""
    from shlex import quote

    words = [f"--set {name}=…" if quote(name) == name else f"--set '{name}=…'" for name in names]
    words = [f'--set "{name}=…"' if "'" in name else word for name, word in zip(names, words, strict=True)]
    return " ".join([*words, *(["--lr …"] if rate else [])])


command = SheetCommand(
    "from",
    make=_answer,
    help="Read a schedule from a training script, and print its curve.\n\n"
    "CODE is text in quotes, a file, or - for standard input. It is read, never run, and no framework needs to be "
    "installed. A function alone is read with python as the framework. -f torch, keras, optax and the like "
    "write the schedule for another framework.\n\n\b\n"
    '  lrcalc from torch "CosineAnnealingLR(optimizer, T_max=50, eta_min=0.001)" --lr 0.1\n'
    "  lrcalc from train.py --set args.epochs=90\n"
    "  lrcalc from python train.py --pick get_lr",
    arguments=[click.Argument(["words"], nargs=-1, required=True, metavar="[FRAMEWORK] CODE")],
    sections={
        f"Frameworks: {', '.join(FRAMEWORKS)}, python": [
            ParameterOption(LR, required=False),
            click.Option(
                ["--set", "given"],
                multiple=True,
                metavar="NAME=VALUE",
                help="Value of a name as it stands in the code.",
            ),
            click.Option(["--pick"], metavar="NAME", help="The schedule to read, of several: its name or line."),
            click.Option(["--variable"], metavar="NAME", help="The argument of a function that counts."),
        ],
        "Window": window_options(),
    },
)

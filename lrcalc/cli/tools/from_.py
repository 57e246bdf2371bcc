"""``lrcalc from``: code of a training script, as a curve."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, option_error
from lrcalc.cli.run import COUNTS, run_of
from lrcalc.cli.types import Words
from lrcalc.cli.window import Window, window_sections
from lrcalc.expression import ExpressionError
from lrcalc.frameworks import DIALECTS, FOREIGN, FRAMEWORKS
from lrcalc.run import Run
from lrcalc.schedule import ParameterError
from lrcalc.schedules.constant import Constant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lrcalc.reading import Reading
    from lrcalc.sheets import Sheet

LR = Constant.parameters["lr"]
SUFFIXES = (".py", ".ipynb", ".yaml", ".yml", ".json", ".sh")  # of files with code
NAMES = {
    **dict.fromkeys((*FRAMEWORKS, *DIALECTS, "python"), ""),
    **{name: framework.title for name, framework in FRAMEWORKS.items()},
}


def _answer(
    words: "Sequence[str]",
    lr: float | None,
    given: "Sequence[str]",
    pick: str | None,
    variable: str | None,
    **window: Any,
) -> "Sheet":
    from lrcalc.reading import (
        ChoiceError,
        MissingNamesError,
        MissingRateError,
        MissingSettingsError,
        ReadingError,
        UnusedError,
        read,
    )  # fmt: skip

    if window["scale_lr"]:
        raise click.UsageError("--scale-lr: the text's own rate is taken as it is; give the scaled one with --lr.")
    framework, code = _framework_and_code(words)
    place = f"{framework}: " if framework else ""
    try:
        options = {
            name: None if window[name] is None else Run.parameters[name].checked(window[name]) for name in COUNTS
        }
        if options["samples"] or window["at"]:
            options["epochs"] = window["epochs"]
        reading = read(code, framework, lr, given=_pairs(given), pick=pick, variable=variable, run=options)
        return _listed(reading, window)
    except ParameterError as error:
        raise option_error(error) from None
    except MissingRateError:
        raise click.UsageError(f"{place}the learning rate is set in the optimizer: give it with --lr.") from None
    except MissingSettingsError as error:
        words = [*([_to_add(error.names, rate=False)] if error.names else []), *(f"{o} …" for o in error.options)]
        raise click.UsageError(f"{place}{error}: add {' '.join(words)}.") from None
    except MissingNamesError as error:
        raise click.UsageError(f"{place}{error}: add {_to_add(error.names, rate=error.rate)}.") from None
    except ChoiceError as error:
        raise click.UsageError(f"{place}{error}. Take one with --pick NAME or --pick LINE.") from None
    except UnusedError as error:
        raise click.UsageError(f"--set: {error}.") from None
    except (ReadingError, ExpressionError) as error:
        raise click.UsageError(f"{place}{error}.") from None


def _listed(reading: "Reading", window: dict[str, Any]) -> "Sheet":
    """Return the sheet of what was read, in the window that the options ask for."""
    options = {**window, "clock": window["clock"] or reading.clock, **_run_of(reading, window)}
    if options["at"] and not options["samples"]:
        options["epochs"] = None  # the length of the run, which was read with the text
    asked = Window(**options)
    stepped = [] if window["clock"] else _stepped(asked, reading)
    asked = asked._replace(clock="step") if stepped else asked
    notes = [*reading.notes, *stepped]
    sheet = asked.sheet(reading.schedule, notes, horizon=reading.end)
    past, last = reading.past, sheet.source.last
    if past is None or last is None or last < past.last:
        return sheet
    if last > past.last + 1:
        raise click.UsageError(f"{past.raises}.")
    if last > past.last:
        notes.append(f"{reading.clock} {last:g} is one past the end: what PyTorch has there, no training uses")
        sheet = asked.sheet(past.schedule, notes, horizon=reading.end)
    return replace(sheet, next=None)


def _stepped(asked: Window, reading: "Reading") -> list[str]:
    """Return what to say where code that may count epochs is listed in the steps of a run."""
    if reading.run or reading.clock != "epoch" or not (asked.run and asked.run.updates_per_epoch):
        return []
    per_epoch = asked.run.updates_per_epoch
    return [f"the schedule is stepped each update; for one of epochs: --steps-per-epoch {per_epoch} --hold instead"]


def _run_of(reading: "Reading", window: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the run that was read, whose text may have some of them."""
    run = reading.run
    if (
        run is None
        and reading.end is not None
        and reading.clock == "epoch"
        and window["samples"]
        and window["batch_size"]
    ):
        run = run_of({**window, "epochs": None})  # a curve of epochs, in the steps of the run that is given
    if run is None:
        return {} if reading.end is None else dict.fromkeys(COUNTS)
    if reading.clock == "epoch":
        return {**dict.fromkeys(COUNTS), "steps_per_epoch": run.updates_per_epoch, "hold": True}
    return {**{name: getattr(run, name) for name in COUNTS}, "epochs": run.epochs}


def _framework_and_code(words: "Sequence[str]") -> tuple[str | None, str]:
    from lrcalc.reading import ALIASES, PYTHON

    frameworks = {*FRAMEWORKS, *DIALECTS, *FOREIGN, *ALIASES, PYTHON}
    if len(words) > 2:  # noqa: PLR2004 - a framework and its code
        raise click.UsageError(f"Give the code as one argument, in quotes: {words[2]!r} is one too many.")
    if len(words) == 2:  # noqa: PLR2004 - a framework and its code
        if words[0] not in frameworks:
            raise click.UsageError(f"{words[0]!r} is not a framework; they are {', '.join(NAMES)}.")
        return words[0], _code(words[1])
    if words[0] in frameworks:
        raise click.UsageError("The code is missing: a text in quotes, a file, or - for standard input.")
    return None, _code(words[0])


def _code(word: str) -> str:
    """Return the text that is meant: a file's, standard input's, or the word itself."""
    from lrcalc.cli.files import content, is_file
    from lrcalc.files import DataError, decoded

    is_name = "\n" not in word and len(word) < 1000 and not set("(=") & set(word)  # noqa: PLR2004 - of a path
    if word != "-" and not (is_name and (is_file(word) or word.endswith(SUFFIXES))):
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


# What begins like an option and is a text: flags in one word, a model card's list, a page with a head.
_TEXT = re.compile(r"-+\s|--?[A-Za-z][^\s=]*\s|--?[A-Za-z]\S*\s+(?:\\\s*)?--?[A-Za-z]")


class FromCommand(SheetCommand):
    """The command whose text may begin with a dash, as a launch line's flags do."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; several flags in one word are the text, not options of lrcalc."""
        return super().parse_args(ctx, [f"\n{word}" if _TEXT.match(word) else word for word in args])


command = FromCommand(
    "from",
    make=_answer,
    help="Read a schedule from a training script, and print its curve.\n\n"
    "CODE is text in quotes, a file, or - for standard input: code, or a configuration in YAML, JSON or a launch "
    "line's flags, whose samples and devices are options. It is read, never run, and no framework needs to be "
    "installed. A function alone is read with python as the framework. -f torch, keras, optax and the like "
    "write the schedule for another framework.\n\n\b\n"
    '  lrcalc from torch "CosineAnnealingLR(optimizer, T_max=50, eta_min=0.001)" --lr 0.1\n'
    "  lrcalc from train.py --set args.epochs=90\n"
    "  lrcalc from python train.py --pick get_lr",
    arguments=[
        click.Argument(
            ["words"],
            nargs=-1,
            required=True,
            metavar="[FRAMEWORK] CODE",
            type=Words(NAMES, suffixes=SUFFIXES, then=Words(suffixes=SUFFIXES, then=Words())),
        )
    ],
    sections={
        f"Frameworks: {', '.join(NAMES)}": [
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
        **window_sections(),
    },
)

"""``lrcalc compare``: curves side by side."""

import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import read_curves, saved_sheet, stepping
from lrcalc.cli.quoted import quoted_gradient, quoted_schedule
from lrcalc.cli.window import DEFAULT_EPOCHS, Window, window_options
from lrcalc.files.saved import Saved
from lrcalc.schedule import Schedule

if TYPE_CHECKING:
    from lrcalc.gradient import Gradient
    from lrcalc.sheets import Sheet

    Part = Saved | Schedule | Gradient


def _answer(parts: Sequence[str], **options: Any) -> "Sheet":
    from lrcalc.sheets.comparison import comparison_sheet

    named: list[tuple[str, Part]] = []
    for number, part in enumerate(parts, 1):
        name, text = _name_and_part(part)
        if text == "-" or text.endswith((".json", ".jsonl")) or os.path.isfile(text):
            named += [(name or saved.name, saved) for saved in read_curves(text)[0]]
        elif text.split()[:1] == ["gradient"]:
            gradient = quoted_gradient(text, f"part {number}")
            named.append((name or gradient.activation, gradient))
        else:
            schedule = quoted_schedule(text, f"part {number}")
            named.append((name or schedule.name, schedule))
    compared = [part for _, part in named]
    if Window(**options).is_asked and not all(isinstance(part, (Saved, Schedule)) for part in compared):
        raise click.UsageError("A gradient has layers, not epochs: leave --epochs, --start and --at out.")
    window = _common_window(compared, Window(**options))
    names = _numbered([name for name, _ in named])
    sheets = [_sheet(part, window) for part in compared]
    for name, sheet in zip(names, sheets, strict=True):
        if not _same_places(sheet, sheets[0]):
            raise click.UsageError(f"{name} and {names[0]} have different epochs and cannot stand side by side.")
    return comparison_sheet(names, sheets)


def _common_window(parts: "Sequence[Part]", window: Window) -> Window:
    """Return the window that is asked for, or that a file has, or up to the last horizon."""
    if window.is_asked:
        return window
    horizons = []
    for part in parts:
        if isinstance(part, Saved) and (part.curve is None or part.curve):
            numbers = [float(row[0]) for row in part.sheet().rows]
            at = Window(at=(numbers,))
            return at if part.curve is None else replace(at, **stepping(part.curve))
        schedule = part.curve.schedule if isinstance(part, Saved) and part.curve is not None else part
        if isinstance(schedule, Schedule) and schedule.horizon is not None:
            horizons.append(schedule.horizon)
    return Window(epochs=math.ceil(max(horizons, default=DEFAULT_EPOCHS)))


def _same_places(sheet: "Sheet", other: "Sheet") -> bool:
    places = sheet.indices("place")
    if [sheet.columns[index] for index in places] != [other.columns[index] for index in other.indices("place")]:
        return False
    if len(sheet.rows) != len(other.rows):
        return False
    return all(own[: len(places)] == others[: len(places)] for own, others in zip(sheet.rows, other.rows, strict=True))


def _sheet(part: "Part", window: Window) -> "Sheet":
    if isinstance(part, Saved):
        return saved_sheet(part, Window() if part.curve is None else window)
    if isinstance(part, Schedule):
        return window.sheet(part)
    from lrcalc.sheets.gradient import gradient_sheet

    try:
        return gradient_sheet(part)
    except OverflowError as error:
        raise click.ClickException(f"{error}.") from None


def _name_and_part(part: str) -> tuple[str, str]:
    """Return the label before a part's ``=``, if it has one, and the part.

    >>> _name_and_part("mine=step --lr=1"), _name_and_part("step --lr=1")
    (('mine', 'step --lr=1'), ('', 'step --lr=1'))
    """
    name, equals, rest = part.partition("=")
    return (name, rest) if equals and name and " " not in name.strip() else ("", part)


def _numbered(names: Sequence[str]) -> list[str]:
    """Return the names, those that repeat with a number.

    >>> _numbered(["step", "cosine", "step"])
    ['step-1', 'cosine', 'step-2']
    """
    counts, seen = Counter(names), Counter[str]()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name}-{seen[name]}" if counts[name] > 1 else name)
    return numbered


command = SheetCommand(
    "compare",
    make=_answer,
    help="Compare curves side by side: a row for each epoch, a column for each curve.\n\n"
    "Each part is a strategy or a gradient with its parameters, in quotes, or a file that -f json wrote; name=PART "
    "chooses its label. In JSON each curve is an object of its own.\n\n\b\n"
    '  lrcalc compare "step --lr 0.1 --rate 0.5 --every 10" "half=cosine --lr 0.1 --t-max 30" -f plot',
    arguments=[click.Argument(["parts"], nargs=-1, required=True, metavar="PART...")],
    sections={"Window": window_options()},
)

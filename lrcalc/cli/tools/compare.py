"""``lrcalc compare``: curves side by side."""

import os
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import read_curves, rows_alone, saved_sheet, stepping
from lrcalc.cli.quoted import quoted_gradient, quoted_schedule
from lrcalc.cli.terminal import printable
from lrcalc.cli.window import Window, window_sections
from lrcalc.curve import Curve
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
        name = printable(name)
        if text == "-" or text.endswith((".json", ".jsonl")) or os.path.isfile(text):
            named += [(name or saved.name, saved) for saved in read_curves(text)[0]]
        elif text.split()[:1] == ["gradient"]:
            gradient = quoted_gradient(text, f"part {number}")
            named.append((name or gradient.activation or "factor", gradient))
        else:
            schedule = quoted_schedule(text, f"part {number}")
            named.append((name or schedule.name, schedule))
    compared = [part for _, part in named]
    asked = Window(**options)
    for one in compared if asked.is_asked else ():
        if isinstance(one, Saved) and one.curve is None:
            raise rows_alone(one)
        if not isinstance(one, (Saved, Schedule)):
            raise click.UsageError("A gradient has layers, not epochs: leave --epochs, --start and --at out.")
    window, horizon = _common_window(compared, asked)
    sheets = [_sheet(part, window, horizon) for part in compared]
    places = {sheets[0].names[index] for index in sheets[0].indices("place")}
    names = _numbered([name for name, _ in named], places)
    for name, sheet in zip(names, sheets, strict=True):
        if not _same_places(sheet, sheets[0]):
            raise click.UsageError(f"{name} and {names[0]} have different epochs and cannot stand side by side.")
    return comparison_sheet(names, sheets)


def _common_window(parts: "Sequence[Part]", asked: Window) -> tuple[Window, float | None]:
    """Return the window that is asked for, or that a file has, and the last horizon."""
    if not asked.is_asked:
        for part in parts:
            if isinstance(part, Saved) and (part.curve is None or part.curve):
                if part.curve is None:
                    return Window(at=([float(row[0]) for row in part.rows],)), None
                return Window(at=(part.curve.numbers,), **stepping(part.curve)), None
    schedules = [part.curve.schedule if isinstance(part, Saved) and part.curve is not None else part for part in parts]
    horizons = [one.horizon for one in schedules if isinstance(one, Schedule) and one.horizon is not None]
    return asked, max(horizons, default=None)


def _same_places(sheet: "Sheet", other: "Sheet") -> bool:
    ours, theirs = sheet.rows, other.rows
    if isinstance(ours, Curve) and isinstance(theirs, Curve):
        return (ours.numbers, ours.stepping) == (theirs.numbers, theirs.stepping)  # both are of the same window
    places = sheet.indices("place")
    if [sheet.columns[index] for index in places] != [other.columns[index] for index in other.indices("place")]:
        return False
    if len(ours) != len(theirs):
        return False
    return all(own[: len(places)] == others[: len(places)] for own, others in zip(ours, theirs, strict=True))


def _sheet(part: "Part", window: Window, horizon: float | None) -> "Sheet":
    if isinstance(part, Saved):
        return saved_sheet(part, Window() if part.curve is None else window, horizon=horizon)
    if isinstance(part, Schedule):
        return window.sheet(part, horizon=horizon)
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


def _numbered(names: Sequence[str], taken: Collection[str]) -> list[str]:
    """Return the names, those that repeat or are taken with a number.

    >>> _numbered(["step", "cosine", "step"], {"epoch"}), _numbered(["step"], {"step", "epoch"})
    (['step-1', 'cosine', 'step-2'], ['step-1'])
    """
    counts, numbers = Counter([*names, *taken]), {name: count(1) for name in names}
    used = {*names, *taken}
    numbered = []
    for name in names:
        if counts[name] > 1:
            name = next(new for number in numbers[name] if (new := f"{name}-{number}") not in used)  # noqa: PLW2901
            used.add(name)
        numbered.append(name)
    return numbered


command = SheetCommand(
    "compare",
    make=_answer,
    help="Compare curves side by side: a row for each epoch, a column for each curve.\n\n"
    "Each part is a strategy or a gradient with its parameters, in quotes, or a file that -f json wrote; name=PART "
    "chooses its label. In JSON each curve is an object of its own.\n\n\b\n"
    '  lrcalc compare "step --lr 0.1 --rate 0.5 --every 10" "half=cosine --lr 0.1 --t-max 30" -f plot',
    arguments=[click.Argument(["parts"], nargs=-1, required=True, metavar="PART...")],
    sections={**window_sections()},
)

"""``lrcalc compare``: curves side by side."""

import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import Kept, curve_clock, read_curves
from lrcalc.cli.gradient import gradient_sheet
from lrcalc.cli.parts import part_gradient, part_schedule
from lrcalc.cli.window import DEFAULT_EPOCHS, Window, window_options
from lrcalc.gradient import Gradient
from lrcalc.schedule import Schedule
from lrcalc.sheet import side_by_side

Part = Kept | Schedule | Gradient

if TYPE_CHECKING:
    from lrcalc.sheet import Sheet


def _answer(parts: Sequence[str], **options: Any) -> "Sheet":
    named: list[tuple[str, Part]] = []
    for number, part in enumerate(parts, 1):
        name, text = _name_and_part(part)
        if text == "-" or text.endswith((".json", ".jsonl")) or os.path.isfile(text):
            named += [(name or kept.name, kept) for kept in read_curves(text)[0]]
        elif text.split()[:1] == ["gradient"]:
            gradient = part_gradient(text, f"part {number}")
            named.append((name or gradient.activation, gradient))
        else:
            schedule = part_schedule(text, f"part {number}")
            named.append((name or schedule.name, schedule))
    if Window(**options).is_asked and any(isinstance(one, Gradient) for _, one in named):
        raise click.UsageError("A gradient has layers, not epochs: leave the options of the window out.")
    window = _common_window([one for _, one in named], Window(**options))
    names = _numbered([name for name, _ in named])
    sheets = [_sheet(one, window) for _, one in named]
    for name, sheet in zip(names, sheets, strict=True):
        if not _same_places(sheet, sheets[0]):
            raise click.UsageError(f"{name} has other epochs than {names[0]}: they cannot stand side by side.")
    return side_by_side(names, sheets)


def _common_window(ones: Sequence[Part], window: Window) -> Window:
    """Return the window that is asked for, or that a file has, or up to the last horizon."""
    if window.is_asked:
        return window
    horizons = []
    for one in ones:
        if isinstance(one, Kept) and (one.curve is None or one.curve):
            numbers = [float(row[0]) for row in one.sheet(window).rows]
            curve = one.curve
            return Window(at=(numbers,)) if curve is None else replace(Window(at=(numbers,)), **curve_clock(curve))
        schedule = one.curve.schedule if isinstance(one, Kept) and one.curve is not None else one
        if isinstance(schedule, Schedule) and schedule.horizon is not None:
            horizons.append(schedule.horizon)
    return Window(epochs=math.ceil(max(horizons, default=DEFAULT_EPOCHS)))


def _same_places(sheet: "Sheet", other: "Sheet") -> bool:
    places = other.places or -1
    same_form = sheet.columns[:places] == other.columns[:places] and len(sheet.rows) == len(other.rows)
    return same_form and all(sheet.rows[index][:places] == other.rows[index][:places] for index in (0, -1))


def _sheet(one: Part, window: Window) -> "Sheet":
    if isinstance(one, Kept):
        return one.sheet(Window() if one.curve is None else window)
    if isinstance(one, Gradient):
        return gradient_sheet(one)
    return window.sheet(one)


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
    help="Lay curves side by side: a row for each epoch, a column for each curve.\n\n"
    "Each part is a strategy or a gradient with its parameters, in quotes, or a file that -f json wrote; name=PART "
    "chooses its label. In JSON each is a single curve's object.\n\n\b\n"
    '  lrcalc compare "step --lr 0.1 --rate 0.5 --every 10" "half=cosine --lr 0.1 --t-max 30" -f plot',
    arguments=[click.Argument(["parts"], nargs=-1, required=True, metavar="PART...")],
    sections={"Window": window_options()},
)

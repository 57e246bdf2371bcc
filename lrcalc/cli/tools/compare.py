"""``lrcalc compare``: curves side by side."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli import TOOLS
from lrcalc.cli.command import SheetCommand
from lrcalc.cli.deliver import is_endless
from lrcalc.cli.files import is_file, log_options, read_curves, rows_alone, saved_sheet, stepping
from lrcalc.cli.quoted import parts_argument, quoted_code, quoted_gradient, quoted_schedule
from lrcalc.cli.terminal import printable
from lrcalc.cli.window import Window, window_sections
from lrcalc.curve import Curve
from lrcalc.files import SUFFIXES
from lrcalc.files.saved import Saved
from lrcalc.schedule import Schedule

if TYPE_CHECKING:
    from lrcalc.gradient import Gradient
    from lrcalc.sheets import Row, Sheet

    Part = Saved | Schedule | Gradient

OTHERS = ("gradient", "from")  # beside strategies, what may begin a part


def _answer(parts: Sequence[str], columns: Sequence[str], x: str | None, diff: bool, **options: Any) -> "Sheet":
    from lrcalc.sheets.comparison import comparison_sheet

    found = [one for number, part in enumerate(parts, 1) for one in _found(part, f"part {number}", columns, x)]
    found = _on_common_steps(found)
    compared = [part for _, part, _ in found]
    asked = Window(**options)
    for one in compared if asked.is_asked else ():
        if isinstance(one, Saved) and one.curve is None:
            raise rows_alone(one)
        if not isinstance(one, (Saved, Schedule)):
            raise click.UsageError("A gradient has layers, not epochs: leave --epochs, --start and --at out.")
    window, horizon = _common_window(compared, asked)
    sheets = [_sheet(part, window, horizon) for part in compared]
    sheets = [replace(sheet, notes=[*notes, *sheet.notes]) for sheet, (_, _, notes) in zip(sheets, found, strict=True)]
    logs = [index for index, part in enumerate(compared) if isinstance(part, Saved) and part.log]
    leading = logs[0] if logs else 0
    places = {sheets[leading].names[index] for index in sheets[leading].indices("place")}
    taken = places | ({"difference", "relative"} if diff else set())
    names = _numbered([name for name, _, _ in found], taken)
    for name, sheet in zip(names, sheets, strict=True):
        if not _same_places(sheet, sheets[leading], by_name=not logs):
            raise click.UsageError(f"{name} and {names[leading]} have different epochs and cannot stand side by side.")
    if diff and len(sheets) != 2:  # noqa: PLR2004 - the one and the other
        raise click.UsageError(
            f"--diff is between two curves, and there {'is' if len(sheets) == 1 else 'are'} {len(sheets)}."
        )
    sheet = comparison_sheet(names, sheets, leading)
    if diff and is_endless(sheet):
        raise click.UsageError(f"--diff would take {len(sheet.rows):,} rows: choose some with --epochs or --at.")
    return _with_difference(sheet, compared, leading, diff=diff, logged=bool(logs))


def _on_common_steps(found: "list[tuple[str, Part, Sequence[str]]]") -> "list[tuple[str, Part, Sequence[str]]]":
    """Return the parts, with logs of different steps cut to those that all of them have, which is noted."""
    logs = [part for _, part, _ in found if isinstance(part, Saved) and part.log]
    if len(logs) < 2 or len({log.columns[0] for log in logs}) > 1:  # noqa: PLR2004 - one beside another
        return found
    from lrcalc.files.rows import common

    shared = common([log.rows for log in logs])
    if not shared[0] or all(len(rows) == len(log.rows) for rows, log in zip(shared, logs, strict=True)):
        return found
    cut = {id(log): replace(log, rows=rows) for log, rows in zip(logs, shared, strict=True)}
    note = f"the logs have {len(shared[0]):,} {logs[0].columns[0]}s in common, which are shown"
    return [
        (name, cut.get(id(part), part), [*notes, *([note] if part is logs[0] else [])]) for name, part, notes in found
    ]


def _found(part: str, place: str, columns: Sequence[str], x: str | None) -> "Iterator[tuple[str, Part, Sequence[str]]]":
    """Yield what a part means, each with its name and with what there is to note of it: a file may have several."""
    name, text = _name_and_part(part)
    name = printable(name)
    if text == "-" or text.endswith(SUFFIXES) or is_file(text):
        saved = read_curves(text, columns, x)[0]
        for one in saved:
            yield (f"{name} {one.name}" if name and one.log and len(saved) > 1 else name or one.name), one, ()
    elif text.split()[:1] == ["gradient"]:
        gradient = quoted_gradient(text, place)
        yield name or gradient.activation or "factor", gradient, ()
    else:
        read = text.split()[:1] == ["from"]
        schedule, notes = quoted_code(text, place) if read else (quoted_schedule(text, place), ())
        yield name or schedule.name, schedule, notes


def _with_difference(sheet: "Sheet", parts: "Sequence[Part]", leading: int, *, diff: bool, logged: bool) -> "Sheet":
    """Return a comparison that says where the curves part from the log or, if that is asked for, from the first."""
    if not diff and not logged:
        return sheet
    from lrcalc.sheets.difference import with_columns, with_sentence

    values = sheet.indices("value")
    first = parts[leading]
    log = first.log if isinstance(first, Saved) else None
    rounding, words = None, ""
    if log:
        from lrcalc.files.logs import EXACT

        if log.rounding != EXACT:
            rounding, words = log.rounding.of, f", to the log's {log.rounding.words}"
    for other, value in enumerate(values):
        if other != leading:
            sheet = with_sentence(sheet, values[leading], value, rounding=rounding, words=words)
    return with_columns(sheet) if diff else sheet


def _common_window(parts: "Sequence[Part]", asked: Window) -> tuple[Window, float | None]:
    """Return the window that is asked for, or that a file has, and the last horizon."""
    if not asked.is_asked:
        for part in parts:
            if isinstance(part, Saved) and (part.curve is None or part.curve):
                if part.curve is None:
                    return Window(at=(_places(part.rows),)), None
                return Window(at=(part.curve.numbers,), **stepping(part.curve)), None
    schedules = [part.curve.schedule if isinstance(part, Saved) and part.curve is not None else part for part in parts]
    horizons = [one.horizon for one in schedules if isinstance(one, Schedule) and one.horizon is not None]
    return asked, max(horizons, default=None)


def _places(rows: "Sequence[Row]") -> Sequence[float]:
    """Return where rows stand: as a range where they are whole numbers in even steps, which takes no memory."""
    first, second = (rows[0], rows[1]) if len(rows) > 1 else (rows[0], rows[0])
    start, by = first[0], float(second[0]) - float(first[0])
    if isinstance(start, int) and by >= 1 and by == int(by):
        even = range(start, start + len(rows) * int(by), int(by))
        if all(row[0] == place for row, place in zip(rows, even, strict=True)):
            return even
    return [float(row[0]) for row in rows]


def _same_places(sheet: "Sheet", other: "Sheet", *, by_name: bool) -> bool:
    if sheet is other:
        return True
    ours, theirs = sheet.rows, other.rows
    if isinstance(ours, Curve) and isinstance(theirs, Curve):
        return (ours.numbers, ours.stepping) == (theirs.numbers, theirs.stepping)  # both are of the same window
    places = sheet.indices("place")
    columns, others_ = ([one.columns[index] for index in one.indices("place")] for one in (sheet, other))
    if (columns != others_) if by_name else (len(columns) != len(others_)):
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

    >>> _name_and_part("my run=step --lr=1"), _name_and_part("step --lr=1"), _name_and_part("from torch 'F(a=1)'")
    (('my run', 'step --lr=1'), ('', 'step --lr=1'), ('', "from torch 'F(a=1)'"))
    """
    name, equals, rest = part.partition("=")
    words = name.split()
    is_part = not words or words[0] == "from" or any(word.startswith("-") for word in words[1:])
    return (name, rest) if equals and not is_part and not is_file(part) else ("", part)


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
    "Each part is a strategy or a gradient with its parameters, or from with its code, in quotes; or a file: one that "
    "-f json wrote, or the log of a training run. name=PART chooses its label. With a log, the rows are the log's "
    "steps, and a sentence says where the curves part from it. In JSON each curve is an object of its own.\n\n\b\n"
    '  lrcalc compare "step --lr 0.1 --rate 0.5 --every 10" "half=cosine --lr 0.1 --t-max 30" -f plot',
    arguments=[parts_argument({name: TOOLS[name] for name in OTHERS}, suffixes=SUFFIXES)],
    sections={
        "Comparison": [
            click.Option(
                ["--diff"],
                is_flag=True,
                help="Add columns with the difference of the second curve from the first, absolute and relative.",
            ),
            *log_options(),
        ],
        **window_sections(),
    },
)

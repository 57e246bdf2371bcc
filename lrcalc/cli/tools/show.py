"""``lrcalc show``: curves that were saved."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import files_argument, log_options, read_curves, saved_sheet
from lrcalc.cli.window import Window, window_options

if TYPE_CHECKING:
    from lrcalc.files.saved import Saved
    from lrcalc.sheets import Sheet


BARE = ("name", "schedule", "parameters")


def _answer(
    files: Sequence[str], columns: Sequence[str], x: str | None, *, bare: bool, **window: Any
) -> "Sheet | list[Sheet]":
    read = [read_curves(name, columns, x) for name in files]
    sheet_of = _bare if bare else saved_sheet
    sheets = [sheet_of(saved, Window(**window)) for curves, _ in read for saved in curves]
    return sheets if len(sheets) > 1 or read[0][1] else sheets[0]


def _bare(saved: "Saved", window: Window) -> "Sheet":
    """Return the sheet of a schedule without its rows, as JSON."""
    if saved.curve is None:
        raise click.UsageError(f"--bare: {saved.name} has rows but no schedule.")
    if window.is_asked:
        raise click.UsageError("--bare has no rows: leave --epochs, --start and --at out.")
    params = click.get_current_context().params
    params["format"] = params["format"] or "json"
    sheet = saved.sheet()
    return replace(sheet, facts={key: sheet.facts[key] for key in BARE if key in sheet.facts}, facts_only=True)


BARE_OPTION = click.Option(
    ["--bare"], is_flag=True, help="Write the schedule and its parameters as JSON, without rows: for version control."
)
command = SheetCommand(
    "show",
    make=_answer,
    help="Print curves saved with -f json or -f jsonl, or the log of a training run (CSV, TSV, JSON Lines, "
    "trainer_state.json), in any format; - reads standard input.\n\n"
    "A saved file needs only schedule and parameters: the rows are computed again. Saved rows that contradict the "
    "schedule are an error.\n\n\b\n"
    "  lrcalc cosine --lr 0.1 --t-max 50 --json | lrcalc show - -f plot",
    arguments=[files_argument()],
    sections={"Saved": [BARE_OPTION], "Log": log_options(), "Window": window_options()},
)

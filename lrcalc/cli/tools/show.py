"""``lrcalc show``: curves that were saved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import log_options, read_curves, saved_sheet
from lrcalc.cli.window import Window, window_options

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def _answer(files: Sequence[str], columns: Sequence[str], x: str | None, **window: Any) -> "Sheet | list[Sheet]":
    read = [read_curves(name, columns, x) for name in files]
    sheets = [saved_sheet(saved, Window(**window)) for curves, _ in read for saved in curves]
    return sheets if len(sheets) > 1 or read[0][1] else sheets[0]


command = SheetCommand(
    "show",
    make=_answer,
    help="Print curves saved with -f json or -f jsonl, or the log of a training run (CSV, TSV, JSON Lines, "
    "trainer_state.json), in any format; - reads standard input.\n\n"
    "A saved file needs only schedule and parameters: the rows are computed again. Saved rows that contradict the "
    "schedule are an error.\n\n\b\n"
    "  lrcalc cosine --lr 0.1 --t-max 50 --json | lrcalc show - -f plot",
    arguments=[click.Argument(["files"], nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True))],
    sections={"Log": log_options(), "Window": window_options()},
)

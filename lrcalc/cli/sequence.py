"""``lrcalc sequence``: schedules one after another."""

from collections.abc import Sequence as Several
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.parts import part_schedules
from lrcalc.cli.strategy import ParameterOption, option_error
from lrcalc.cli.window import Window, window_options
from lrcalc.compose import Sequence
from lrcalc.schedule import ParameterError

if TYPE_CHECKING:
    from lrcalc.sheet import Sheet


def _sheet(parts: Several[str], switch: Several[Several[float]], **window: Any) -> "Sheet":
    try:
        schedule = Sequence(parts=part_schedules(parts), switch=tuple(epoch for part in switch for epoch in part))
    except ParameterError as error:
        raise option_error(error) from None
    return Window(**window).sheet(schedule)


command = SheetCommand(
    "sequence",
    make=_sheet,
    help="Run schedules one after another, each on its own clock from its switch.\n\n"
    "Each part is a strategy with its parameters, in quotes:\n\n\b\n"
    '  lrcalc sequence "linear --lr 0.001 --lr-end 0.1 --over 5" "cosine --lr 0.1 --t-max 45" --switch 5',
    arguments=[click.Argument(["parts"], nargs=-1, required=True, metavar="PART...")],
    sections={"Parameters": [ParameterOption(Sequence.parameters["switch"])], "Window": window_options()},
)

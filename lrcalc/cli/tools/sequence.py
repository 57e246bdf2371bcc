"""``lrcalc sequence``: schedules one after another."""

from collections.abc import Sequence as Several
from typing import TYPE_CHECKING, Any

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, made
from lrcalc.cli.quoted import parts_argument, quoted_schedules
from lrcalc.cli.window import Window, window_sections
from lrcalc.compose import Sequence

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def _answer(parts: Several[str], switch: Several[Several[float]], **window: Any) -> "Sheet":
    schedules = quoted_schedules(parts)

    def make(switch: Several[float] = ()) -> Sequence:
        return Sequence(parts=schedules, switch=tuple(switch))

    return Window(**window).sheet(made(make, {"switch": switch}, Sequence.parameters))


command = SheetCommand(
    "sequence",
    make=_answer,
    help="Run schedules one after another; each counts epochs from its own switch.\n\n"
    "Each part is a strategy with its parameters, in quotes:\n\n\b\n"
    '  lrcalc sequence "linear --lr 0.001 --lr-end 0.1 --over 5" "cosine --lr 0.1 --t-max 45" --switch 5',
    arguments=[parts_argument()],
    sections={"Parameters": [ParameterOption(Sequence.parameters["switch"])], **window_sections()},
)

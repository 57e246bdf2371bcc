"""``lrcalc product``: schedules multiplied."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.quoted import parts_argument, quoted_schedules
from lrcalc.cli.window import Window, window_sections
from lrcalc.compose import Product

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def _answer(parts: Sequence[str], **window: Any) -> "Sheet":
    return Window(**window).sheet(Product(parts=quoted_schedules(parts)))


command = SheetCommand(
    "product",
    make=_answer,
    help="Multiply schedules: one gives the learning rate, the others give factors (lr 1).\n\n"
    "This is what PyTorch's ChainedScheduler does with schedulers that multiply:\n\n\b\n"
    '  lrcalc product "step --lr 0.1 --rate 0.5 --every 10" "exponential --lr 1 --rate 0.99"',
    arguments=[parts_argument()],
    sections={**window_sections()},
)

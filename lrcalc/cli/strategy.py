"""The command of a strategy, derived from its schedule class."""

import inspect
from typing import TYPE_CHECKING, Any

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import make_schedule, parameter_options
from lrcalc.cli.run import scaled
from lrcalc.cli.window import Window, window_sections
from lrcalc.schedule import Schedule
from lrcalc.schedules import STRATEGIES, load

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def strategy_command(name: str) -> SheetCommand:
    """Make the command of a strategy."""
    kind = load(name)
    window = window_sections()
    names = [option.name for options in window.values() for option in options]

    def make(**values: Any) -> "Sheet":
        asked = {option: values.pop(option) for option in names}
        line = scaled(values, kind)
        return Window(**asked).sheet(make_schedule(kind, values), details=[line] if line else [])

    return SheetCommand(name, make=make, help=help_text(name, kind), sections={**parameter_options(kind), **window})


def help_text(name: str, kind: type[Schedule]) -> str:
    """Return a strategy's help: its docstring up to the example, the formula, the source."""
    prose = inspect.cleandoc(kind.__doc__ or "").partition("\n\n>>>")[0].replace("``", "")
    formula = kind.formula.replace("{", "").replace("}", "")
    symbols = "".join(f"\n    {symbol}: {meaning}" for symbol, meaning in kind.symbols.items() if symbol in formula)
    title = STRATEGIES[name].partition(":")[0]
    return f"{title}.\n\n{prose}\n\n\b\n  lr(epoch) = {formula}{symbols}\n\nReference: {kind.reference}."

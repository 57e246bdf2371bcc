"""Files as arguments: curves that were saved, in the window that is asked for."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.window import Window
from lrcalc.curve import Curve
from lrcalc.files import LARGEST, DataError, decoded
from lrcalc.files.saved import Saved, read_saved

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def read_curves(name: str) -> tuple[list[Saved], bool]:
    """Return the curves of a file, ``-`` for standard input, and whether it was a list of them."""
    label = "standard input" if name == "-" else repr(name)
    try:
        return read_saved(decoded(content(name)))
    except DataError as error:
        raise click.UsageError(f"In {label}: {error}.") from None
    except MemoryError:
        raise click.ClickException(f"{label} is too large for this machine's memory.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {label}: {error.strerror}.") from None


def saved_sheet(saved: Saved, window: Window, *, horizon: float | None = None) -> "Sheet":
    """Return the sheet of the window that is asked for, or of the rows that were saved."""
    if saved.curve is None:
        if window.is_asked:
            raise rows_alone(saved)
        return saved.sheet()
    if not window.is_asked and saved.curve:
        return saved.sheet()
    stepped = window if window.steps_per_epoch else replace(window, **stepping(saved.curve))
    return saved.dressed(stepped.sheet(saved.curve.schedule, horizon=horizon))


def rows_alone(saved: Saved) -> click.UsageError:
    """Return the error of a window that is asked of rows without a schedule."""
    return click.UsageError(f"{saved.name} has rows but no schedule, which --epochs, --start and --at need.")


def stepping(curve: Curve) -> dict[str, Any]:
    """Return how a curve's rows are counted, as options of a window."""
    counted = {"steps_per_epoch": curve.steps_per_epoch, "hold": curve.hold, "count_from": curve.count_from}
    return {**counted, "clock": curve.clock}


def content(name: str) -> bytes:
    """Return a file's content, or standard input's for ``-``."""
    if name != "-":
        with open(name, "rb") as file:
            return file.read(LARGEST + 1)
    if sys.stdin is None:
        raise OSError(0, "it is closed")
    return sys.stdin.buffer.read(LARGEST + 1)

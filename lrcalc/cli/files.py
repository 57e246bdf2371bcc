"""Curves from files: what ``-f json`` and ``-f jsonl`` wrote."""

import sys
from dataclasses import dataclass, replace
from typing import Any

import click

from lrcalc.cli.window import Window
from lrcalc.curve import Curve
from lrcalc.data import DataError, curve_of, listed_rows, read
from lrcalc.sheet import Sheet, of_curve


@dataclass(frozen=True)
class Kept:
    """A curve from a file: with its schedule, or as rows alone, which lines of JSON have no more of."""

    document: dict[str, Any]
    curve: Curve | None
    after: int | None = None

    @property
    def name(self) -> str:
        """The name that it was given, or its strategy's."""
        return str(self.document.get("name", self.document["schedule"]))

    def sheet(self, window: Window) -> Sheet:
        """Return the sheet of the window that is asked for, or of the rows that were kept."""
        if self.curve is None:
            if window.is_asked:
                raise click.UsageError(f"{self.name} is rows without their schedule: they have a window of their own.")
            columns, rows = listed_rows(self.document)
            label = {"schedule": self.document["schedule"]}
            return Sheet(title=self.name, details=(), columns=columns, rows=rows, label=label, facts=label)
        if window.is_asked or not self.curve:
            clocked = window if window.steps_per_epoch else replace(window, **curve_clock(self.curve))
            sheet = clocked.sheet(self.curve.schedule)
        else:
            sheet = of_curve(self.curve, after=self.after)
        exercise, command = (str(self.document.get(key, "")) for key in ("exercise", "command"))
        sheet = replace(sheet, exercise=exercise, command=command)
        return sheet.named(self.name) if "name" in self.document else sheet


def curve_clock(curve: Curve) -> dict[str, Any]:
    """Return a curve's clock as options of a window."""
    return {"steps_per_epoch": curve.steps_per_epoch, "hold": curve.hold}


def read_curves(name: str) -> tuple[list[Kept], bool]:
    """Return the curves of a file, ``-`` for standard input, and whether it was a list of them."""
    label = "standard input" if name == "-" else name
    try:
        text = _text(name)
        documents, several = read(text)
        return [_kept(document, f"curves[{i}]" if several else "") for i, document in enumerate(documents)], several
    except DataError as error:
        raise click.UsageError(f"In {label}: {error}.") from None
    except UnicodeDecodeError as error:
        raise click.UsageError(f"In {label}: byte {error.start} is no UTF-8 text.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {label!r}: {error.strerror}.") from None


def _kept(document: dict[str, Any], place: str) -> Kept:
    if "listed" in document:
        listed_rows(document)
        return Kept(document, None)
    return Kept(document, *curve_of(document, place))


def _text(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode()
    with open(name, "rb") as file:  # noqa: PTH123 - pathlib is a tenth of the start
        return file.read().decode()

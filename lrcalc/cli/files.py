"""Files as arguments: curves that were saved or logged, in the window that is asked for."""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from lrcalc.cli.terminal import printable
from lrcalc.cli.types import Words
from lrcalc.cli.window import Window
from lrcalc.curve import Curve
from lrcalc.files import LARGEST, SUFFIXES, DataError

if TYPE_CHECKING:
    from lrcalc.files.saved import Saved
    from lrcalc.sheets import Sheet

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LARGEST_COPY = 2 * 10**9  # bytes of a log that is piped in


def files_argument() -> click.Argument:
    """Return a new argument for files with curves."""
    return click.Argument(["files"], nargs=-1, required=True, metavar="FILE...", type=Words(suffixes=SUFFIXES))


def log_options() -> list[click.Option]:
    """Return new options for the columns of a log."""
    return [
        click.Option(
            ["--column", "columns"],
            multiple=True,
            metavar="NAME",
            help="Column of a log with the learning rate; may be repeated.  [default: by the names in use]",
        ),
        click.Option(
            ["--x"],
            metavar="NAME",
            help="Column of a log with its steps or epochs.  [default: by the names in use]",
        ),
    ]


def is_file(word: str) -> bool:
    """Tell whether a word names something that can be read: a file, or a pipe as the shell's <(...) makes."""
    return os.path.exists(word) and not os.path.isdir(word)


def read_curves(name: str, columns: Sequence[str] = (), x: str | None = None) -> "tuple[list[Saved], bool]":
    """Return the curves of a file, ``-`` for standard input, and whether it was a list of them.

    The file is one that lrcalc wrote or the log of a training run, whose columns may be named.
    """
    from lrcalc.files.logs import ColumnError

    label = "standard input" if name == "-" else repr(name)
    try:
        return _read(name, columns, x)
    except DataError as error:
        help_ = ": name one with --column or --x" if isinstance(error, ColumnError) else ""
        raise click.UsageError(f"In {label}: {error}{help_}.") from None
    except MemoryError:
        raise click.ClickException(f"{label} is too large for this machine's memory.") from None
    except OSError as error:
        raise click.UsageError(f"Cannot read {label}: {error.strerror}.") from None


def _read(name: str, columns: Sequence[str], x: str | None) -> "tuple[list[Saved], bool]":
    from lrcalc.files.logs import read_logs, records_of, sniffed, table_of, table_of_records
    from lrcalc.files.saved import Saved, read_saved

    path = _path(name)
    what = sniffed(path)
    if what == "table":
        table = table_of(path)
    else:
        records = None if what == "saved" else records_of(path)
        if records is None:
            return read_saved(path)
        table = table_of_records(records)
    logs = read_logs(table, columns, x)
    stem = "log" if name == "-" else printable(os.path.splitext(os.path.basename(name))[0])
    return [
        Saved(log.column if len(logs) > 1 else stem, columns=(log.clock, "lr"), rows=log.rows, log=log) for log in logs
    ], len(logs) > 1


def saved_sheet(saved: "Saved", window: Window, *, horizon: float | None = None) -> "Sheet":
    """Return the sheet of the window that is asked for, or of the rows that were saved."""
    if saved.curve is None:
        if window.is_asked:
            raise rows_alone(saved)
        return saved.sheet()
    if not window.is_asked and saved.curve:
        return saved.sheet()
    stepped = window if window.steps_per_epoch else window._replace(**stepping(saved.curve))
    return saved.dressed(stepped.sheet(saved.curve.schedule, horizon=horizon))


def rows_alone(saved: "Saved") -> click.UsageError:
    """Return the error of a window that is asked of rows without a schedule."""
    return click.UsageError(f"{saved.name} has rows but no schedule, which --epochs, --start and --at need.")


def stepping(curve: Curve) -> dict[str, Any]:
    """Return how a curve's rows are counted, as options of a window."""
    counted = {"steps_per_epoch": curve.steps_per_epoch, "hold": curve.hold, "count_from": curve.count_from}
    return {**counted, "clock": curve.clock}


def content(name: str) -> bytes:
    """Return a file's content, or standard input's for ``-``."""
    with _opened(name) as file:
        return file.read(LARGEST + 1)


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    """Return a file that is open for reading, or standard input for ``-``, which stays open."""
    if name != "-":
        return open(name, "rb")
    if sys.stdin is None:
        raise OSError(0, "it is closed")
    return nullcontext(sys.stdin.buffer)


def _path(name: str) -> str:
    """Return the path of a file that can be read again: standard input and pipes are copied to a temporary one."""
    if name != "-" and S_ISREG(os.stat(name).st_mode):
        return name
    from tempfile import TemporaryDirectory

    path = os.path.join(click.get_current_context().with_resource(TemporaryDirectory(prefix="lrcalc-")), "log")
    with _opened(name) as file, open(path, "wb") as copy:
        while part := file.read(2**20):
            if not copy.tell() and b"\0" in part and not part.startswith(UTF_16):
                raise DataError("it is not text")
            copy.write(part)
            if copy.tell() > LARGEST_COPY:
                raise DataError(f"it is larger than {LARGEST_COPY // 10**9} GB")
    return path

"""Write sheets to standard output, or atomically to a file."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO, TextIOWrapper
from typing import NoReturn, TextIO

import click

from lrcalc import outputs
from lrcalc.cli.terminal import say, standard_output
from lrcalc.sheets import Answer, Sheet

MOST_UNASKED = 10_000_000  # rows

# Which formats an option of pictures means something in.
PICTURES = {
    ("log", "title", "caption"): ("plot", "svg", "html"),
    ("size",): ("svg", "html"),
    ("height",): ("plot",),
}


def format_of(format_name: str | None, output: str | None) -> str:
    """Return the format that is asked for, or that the suffix of the output file chooses."""
    if output in (None, "-"):
        return format_name or "table"
    suffix = os.path.splitext(str(output))[1]
    meant = outputs.of_suffix(suffix)
    if format_name is None and meant is None:
        known = ", ".join(
            sorted({suffix for format_ in outputs.FORMATS.values() for suffix in format_.suffixes if suffix})
        )
        raise click.UsageError(f"The suffix of -o {output} does not name a format ({known} do): add --format.")
    if format_name is not None and meant not in (None, "table", format_name):
        raise click.UsageError(f"-o {output} names the format {meant}, and {format_name} is asked for: leave one out.")
    return str(format_name or meant)


def require_meaning(format_name: str, given: Iterable[str]) -> None:
    """Raise a usage error for an option that was given and means nothing in a format."""
    kind = outputs.FORMATS[format_name].kind
    if "summary" in given and kind not in ("text", "document"):
        raise click.UsageError(f"--summary: {format_name} has no place for it; table, markdown and json have.")
    if "digits" in given and kind in ("rows", "document", "code"):
        raise click.UsageError(f"--digits: {format_name} never rounds; table, markdown and work do.")
    for names, able in PICTURES.items():
        wished = [f"--{name}" for name in names if name in given]
        if wished and format_name not in able:
            *first, last = able
            places = f"{', '.join(first)} and {last}" if first else last
            raise click.UsageError(f"{wished[0]} is for {places}, not for {format_name}.")
    for name in ("pretty", "bare"):
        if name in given and format_name != "json":
            raise click.UsageError(f"--{name} is for json, not for {format_name}.")


def require_bounds(sheets: Iterable[Sheet], format_name: str, given: Iterable[str]) -> None:
    """Raise a usage error for more rows of a schedule than anybody wants who did not ask for them."""
    whole = format_name if outputs.FORMATS[format_name].whole else "--summary" if "summary" in given else None
    for sheet in sheets if whole else ():
        if is_endless(sheet):
            rows = f"{len(sheet.rows):,} rows, the whole schedule"
            raise click.UsageError(f"{whole} would take {rows}: choose some with --epochs or --at.")


def is_endless(sheet: Sheet) -> bool:
    """Tell whether a sheet has more rows than anybody wants who did not ask for them."""
    return sheet.unasked and len(sheet.rows) > MOST_UNASKED


def deliver(answer: Answer, format_name: str, output: str | None) -> None:
    """Write an answer in a format, and its notes to standard error."""
    write = outputs.writer(format_name)
    with standard_output() if output in (None, "-") else _file(str(output)) as out:
        try:
            write(answer, out)
        except outputs.FormatError as error:
            raise click.ClickException(f"{format_name}: {error}.") from None
    for sheet in answer.sheets:
        rows = sheet.row_notes if outputs.FORMATS[format_name].kind != "code" else ()
        for note in (*sheet.notes, *rows, *_elided(sheet, format_name)):
            say(f"note: {note}.\n")


def _elided(sheet: Sheet, format_name: str) -> Iterator[str]:
    """Yield what to say of rows that a format leaves out."""
    count = f"{len(sheet.rows):,} rows"
    more = "choose some with --epochs or --at" if is_endless(sheet) else "--csv, --json or -f jsonl has them all"
    if format_name == "table":
        from lrcalc.outputs.table import MOST_ROWS

        if len(sheet.rows) > MOST_ROWS:
            yield f"the table shows the ends of {count}; {more}"
    elif format_name == "html":
        from lrcalc.outputs.html import every

        if every(sheet.rows) > 1:
            yield f"the page shows 1 in {every(sheet.rows):,} of {count}; {more}"


@contextmanager
def _file(name: str) -> Iterator[TextIO]:
    """Yield what becomes the content of a named file once all is written, or a device or pipe as it is."""
    try:
        mode = _mode(name)
        if mode is not None and (name.startswith("/dev/") or not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))):
            with suppress(BrokenPipeError), _opened(name, "w") as out:  # its reader has what it wanted
                yield out
            return
        path = os.path.realpath(name)
        # The superuser may write anything; a file marked read-only is still not to be replaced.
        if mode is not None and not (mode & 0o222 and os.access(path, os.W_OK)):
            raise PermissionError(0, "the file is read-only")
        if mode is None or os.access(os.path.dirname(path), os.W_OK):
            with _replacing(path, mode) as out:
                yield out
        else:
            yield (text := StringIO())
            with _opened(path, "w") as out:
                out.write(text.getvalue())
    except OSError as error:
        raise click.ClickException(f"cannot write {name!r}: {error.strerror}.") from None


@contextmanager
def _replacing(path: str, mode: int | None) -> Iterator[TextIO]:
    """Yield a temporary file in the same folder, which replaces the named one; nothing else stays behind."""
    part = os.path.join(os.path.dirname(path), f".lrcalc-{os.urandom(8).hex()}")
    with _signals_raised():
        out = _opened(part, "x")
        try:
            with out:
                yield out
            if mode is not None:
                os.chmod(part, stat.S_IMODE(mode))
            os.replace(part, path)
        except BaseException:
            os.unlink(part)
            raise


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Let signals that end the program raise SystemExit meanwhile, so that what is unfinished is removed."""
    from signal import SIGTERM, Signals, getsignal, signal

    numbers = [SIGTERM, *(number for number in Signals if number.name == "SIGHUP")]  # Windows has no SIGHUP
    before = [(number, getsignal(number)) for number in numbers]

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    try:
        for number, handler in before:
            if callable(handler) or handler == 0:  # one that is ignored, as by nohup, stays ignored
                signal(number, leave)
        yield
    finally:
        for number, handler in before:
            signal(number, handler)


def _mode(name: str) -> int | None:
    try:
        return os.stat(name).st_mode
    except FileNotFoundError:
        return None


def _opened(name: str, mode: str) -> TextIOWrapper:
    return open(name, mode, encoding="utf-8", newline="\n")  # type: ignore[return-value]

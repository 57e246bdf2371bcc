"""Write sheets to standard output, or atomically to a file."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from lrcalc import outputs
from lrcalc.cli.terminal import standard_output
from lrcalc.sheets import Answer, Sheet


def format_of(format_name: str | None, output: str | None) -> str:
    """Return the format that is asked for, or that the suffix of the output file chooses."""
    chosen = format_name or ("table" if output in (None, "-") else outputs.of_suffix(os.path.splitext(str(output))[1]))
    if chosen is None:
        raise click.UsageError(f"The suffix of -o {output} does not name a format: add --format.")
    return chosen


def deliver(answer: Answer, format_name: str, output: str | None) -> None:
    """Write an answer in a format, and its notes to standard error."""
    write = outputs.writer(format_name)
    with standard_output() if output in (None, "-") else _replacing(str(output)) as out:
        try:
            write(answer, out)
        except outputs.FormatError as error:
            raise click.ClickException(f"{format_name}: {error}.") from None
    for sheet in answer.sheets:
        for note in (*sheet.notes, *_elided(sheet, format_name)):
            click.echo(f"note: {note}.", err=True)


def _elided(sheet: Sheet, format_name: str) -> Iterator[str]:
    if format_name != "table":
        return
    from lrcalc.outputs.table import MOST_ROWS

    if len(sheet.rows) > MOST_ROWS:
        yield f"the table shows the ends of {len(sheet.rows):,} rows; --csv, --json or -f jsonl has them all"


@contextmanager
def _replacing(name: str) -> Iterator[TextIO]:
    """Yield a temporary file beside the named one, which replaces it once all is written."""
    from pathlib import Path

    path = Path(name).resolve()
    try:
        mode = path.stat().st_mode if path.exists() else None
        if mode is not None and not stat.S_ISREG(mode):
            with path.open("w", encoding="utf-8", newline="\n") as out:  # a device or a pipe: nothing to keep whole
                yield out
            return
        # The superuser may write anything; a file marked read-only is still not to be replaced.
        if mode is not None and not (mode & 0o222 and os.access(path, os.W_OK)):
            raise PermissionError(0, "the file is read-only")
        part = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with part.open("x", encoding="utf-8", newline="\n") as out:
                yield out
            if mode is not None:
                part.chmod(stat.S_IMODE(mode))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot write {name!r}: {error.strerror}.") from None

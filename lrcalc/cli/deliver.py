"""Sheets to their place: standard output, or a file that is whole or not touched."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TextIO

import click

from lrcalc import outputs
from lrcalc.cli.terminal import standard_output
from lrcalc.sheet import Answer, Sheet, sheets_of


def deliver(answer: Answer, *, form: str | None, output: str | None, command: str, **reading: Any) -> None:
    """Write sheets in a format; without one the suffix of the output file decides.

    ``reading`` is what people may want of a sheet: its ``digits``, and whether its axis is ``log``.
    """
    file = None if output == "-" else output
    name = form or ("table" if file is None else outputs.of_suffix(os.path.splitext(file)[1]))
    if name is None:
        raise click.UsageError(f"No format is known for the suffix of -o {file}: add --format.")
    write = outputs.writer(name)
    asked = {name: value for name, value in reading.items() if value is not None}
    sheets = [replace(sheet, command=sheet.command or command, **asked) for sheet in sheets_of(answer)]
    with standard_output() if file is None else _replacing(file) as out, _said(name):
        write(sheets if isinstance(answer, list) else sheets[0], out)
    for sheet in sheets:
        for note in (*sheet.notes, *_elided(sheet, name)):
            click.echo(f"note: {note}.", err=True)


@contextmanager
def _said(name: str) -> Iterator[None]:
    """Turn what a format cannot do with a sheet into an error."""
    try:
        yield
    except ValueError as error:
        raise click.ClickException(f"{name}: {error}.") from None


def _elided(sheet: Sheet, name: str) -> Iterator[str]:
    if name != "table":
        return
    from lrcalc.outputs.table import MOST_ROWS

    if len(sheet.rows) > MOST_ROWS:
        yield f"the table shows the ends of {len(sheet.rows):,} rows; --csv, --json or -f jsonl has them all"


@contextmanager
def _replacing(name: str) -> Iterator[TextIO]:
    """Open a file to be written beside the named one and renamed onto it when all of it is there."""
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

"""Standard output and standard error, whatever they are: ASCII only, a closed pipe, a full disk."""

import codecs
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOBase, TextIOWrapper
from typing import NoReturn, TextIO, cast

import click

# How the letters of our formulas are written where a stream has only ASCII; others become "?".
_SPELLINGS = str.maketrans({
    "·": "*", "×": "*", "−": "-", "–": "-", "½": "1/2", "π": "pi", "√": "sqrt",
    "⌊": "floor(", "⌋": ")", "⋮": ":", "…": "...", "≈": "~", "∞": "inf", "²": "^2",
    "（": "(", "）": ")",
})  # fmt: skip


_DIGITS = 20  # of a width; nobody has a wider screen


COLORS = ("auto", "always", "never")
STYLES = {"heading": "1", "error": "1;31", "note": "36"}
_chosen = ["auto"]


class _Closed(TextIOBase):
    """A standard output that is closed: an error for whoever writes to it, and for nobody else."""

    encoding = "utf-8"

    def write(self, _: str) -> NoReturn:
        raise OSError(0, "it is closed")


def prepare() -> None:
    """Let the standard streams spell what their encoding lacks, and rely on their size, whatever they are."""
    codecs.register_error("lrcalc", _spell)
    if sys.stdout is None:
        sys.stdout = cast("TextIO", _Closed())
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="lrcalc")
    for name in ("COLUMNS", "LINES"):
        size = os.environ.get(name, "")
        if size and not (size.isascii() and size.isdigit() and 0 < len(size.lstrip("0")) < _DIGITS):
            del os.environ[name]


def choose_color(words: Sequence[str]) -> None:
    """Take the last --color of a command line, which help and errors follow as well as tables."""
    for index, word in enumerate(words):
        option, equals, value = word.partition("=")
        chosen = value if equals else "".join(words[index + 1 : index + 2])
        if option == "--color" and chosen in COLORS:
            _chosen[:] = [chosen]


def wants_color() -> bool | None:
    """Return whether colour is forced or forbidden, or None where the terminal decides."""
    return {"always": True, "never": False}.get(_chosen[0])


def is_painted(stream: TextIO | None) -> bool:
    """Tell whether a stream gets colours: as the user says, else where it is a terminal."""
    wanted = wants_color()
    if wanted is not None:
        return wanted
    is_terminal = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    return bool(os.environ.get("FORCE_COLOR")) or (is_terminal and not os.environ.get("NO_COLOR"))


def painted(text: str, style: str, stream: TextIO | None) -> str:
    """Return a text in a style of ``STYLES``, where the stream gets colours."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if is_painted(stream) else text


def help_width() -> int:
    """Return how wide help is written: the terminal's width, within what reads well.

    Click would ask shutil, whose import costs more than the rest of the help.
    """
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
    except (OSError, ValueError):
        columns = 80
    return max(40, min(columns, 100) - 2)


def printable(text: str) -> str:
    r"""Return a text in which what is not printable, such as an escape sequence, is spelled out.

    >>> printable("50 %\x1b[31m")
    '50 %\\x1b[31m'
    """
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def say(text: str) -> None:
    """Write lines to standard error, if there is one; that nobody reads them changes nothing."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write("".join(f"{_paint(printable(line))}\n" for line in text.split("\n")[:-1]))
        sys.stderr.flush()
    except (OSError, ValueError):
        _abandon(sys.stderr)


def _paint(line: str) -> str:
    """Return a line of standard error with its first word in colour."""
    for word, style in {"Error:": "error", "note:": "note"}.items():
        if line.startswith(word):
            return painted(word, style, sys.stderr) + line[len(word) :]
    return line


def _spell(error: UnicodeError) -> tuple[str, int]:
    error = cast("UnicodeEncodeError", error)  # of streams that are written to
    text = error.object[error.start : error.end].translate(_SPELLINGS)
    return text.encode("ascii", "replace").decode(), error.end


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """Yield stdout and flush it on exit; a closed pipe is not an error, a full disk is."""
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)  # the reader has what it wanted
    except OSError as error:
        _abandon(sys.stdout)
        raise click.ClickException(f"cannot write to standard output: {error.strerror}.") from None


def _abandon(stream: TextIO) -> None:
    # Whatever is left in the buffer goes nowhere: Python's own flush at exit would fail once more.
    with suppress(AttributeError, OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

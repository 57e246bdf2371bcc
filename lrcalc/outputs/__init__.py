"""The formats. One file here is one ``--format``, with the one function ``write(answer, out)``."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO, TypeVar

from lrcalc.frameworks import FRAMEWORKS

if TYPE_CHECKING:
    from lrcalc.sheets import Answer


class Format(NamedTuple):
    """A format: its kind, which says what of a sheet it must honour, and the file suffixes that choose it.

    One that is ``whole`` writes every row, however many they are.
    """

    kind: Literal["text", "working", "document", "rows", "picture", "code"]
    suffixes: tuple[str, ...] = ()
    whole: bool = True


# In the order of --help.
FORMATS = {
    "table": Format("text", ("", ".txt"), whole=False),
    "csv": Format("rows", (".csv",)),
    "tsv": Format("rows", (".tsv",)),
    "json": Format("document", (".json",)),
    "jsonl": Format("rows", (".jsonl",)),
    "markdown": Format("text", (".md",)),
    "latex": Format("text", (".tex",)),
    "work": Format("working"),
    "plot": Format("picture", whole=False),
    "svg": Format("picture", (".svg",), whole=False),
    "html": Format("picture", (".html",), whole=False),
    **{name: Format("code", whole=False) for name, framework in FRAMEWORKS.items() if framework.writes},
}

T = TypeVar("T")


class FormatError(ValueError):
    """A format cannot write an answer; the message says why."""


def writer(name: str) -> "Callable[[Answer, TextIO], None]":
    """Import a format by its name and return its ``write``."""
    if FORMATS[name].kind == "code":
        return partial(import_module(f"{__name__}.code").write, name)
    write: Callable[[Answer, TextIO], None] = import_module(f"{__name__}.{name}").write
    return write


def of_suffix(suffix: str) -> str | None:
    """Return the format that writes files of a suffix.

    >>> of_suffix(".CSV"), of_suffix(".xlsx")
    ('csv', None)
    """
    return next((name for name, format_ in FORMATS.items() if suffix.lower() in format_.suffixes), None)


def batches(rows: Iterable[T], size: int = 4096) -> Iterator[list[T]]:
    """Cut rows into lists: writing some thousands at a time is what makes long curves fast.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def filled(template: str, rows: Iterable[tuple[object, ...]], between: str = "") -> Iterator[str]:
    r"""Yield rows as text, each in a %-template, some thousands at a time.

    >>> [*filled("%s,%s\n", [(0, 0.1), (1, 0.05)])], [*filled("%s", [(1,), (2,)], ", ")]
    (['0,0.1\n1,0.05\n'], ['1, 2'])
    """
    for batch in batches(rows):
        yield between.join([template % row for row in batch])

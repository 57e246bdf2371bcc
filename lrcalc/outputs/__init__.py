"""The formats. One file here is one ``--format``, with the one function ``write(answer, out)``."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, TextIO, TypeVar

from lrcalc.frameworks import FRAMEWORKS

if TYPE_CHECKING:
    from lrcalc.sheet import Answer

# The formats in the order of --help, each with the file suffixes that choose it for -o.
FORMATS = {
    "table": ("", ".txt"),
    "csv": (".csv",),
    "json": (".json",),
    "jsonl": (".jsonl",),
    "markdown": (".md",),
    "work": (),
    "plot": (),
    "svg": (".svg",),
    **dict.fromkeys(FRAMEWORKS, ()),
}

T = TypeVar("T")


def writer(name: str) -> "Callable[[Answer, TextIO], None]":
    """Import a format by its name and return its ``write``."""
    if name in FRAMEWORKS:
        return partial(import_module(f"{__name__}.code").write, name)
    write: Callable[[Answer, TextIO], None] = import_module(f"{__name__}.{name}").write
    return write


def of_suffix(suffix: str) -> str | None:
    """Return the format that writes files of a suffix.

    >>> of_suffix(".CSV"), of_suffix(".xlsx")
    ('csv', None)
    """
    return next((name for name, suffixes in FORMATS.items() if suffix.lower() in suffixes), None)


def batches(rows: Iterable[T], size: int = 4096) -> Iterator[list[T]]:
    """Cut rows into lists: writing some thousands at a time is what makes long curves fast.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch

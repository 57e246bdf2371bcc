"""Rows of numbers, as many as a file has: only the last ones are in memory."""

from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import BinaryIO, overload

from lrcalc.values import trimmed

PART = 4096  # rows that are kept in memory

Numbers = tuple[float, ...]


class Rows(Sequence[Numbers]):
    """Rows that are appended one by one: the last ones in memory, those before them in a temporary file.

    The first of a row's numbers is its place, and is an int where it is whole.

    >>> rows = Rows()
    >>> rows.append(0, 1)
    >>> rows[0]
    (0, 1.0)
    """

    def __init__(self, width: int = 2) -> None:
        self.ascends = True
        self._width = width
        self._last = -1.0
        self._tail = array("d")
        self._stored = 0
        self._file: BinaryIO | None = None

    def __del__(self) -> None:
        if self._file:
            self._file.close()

    def append(self, *numbers: float) -> None:
        """Add a row."""
        self.ascends &= numbers[0] > self._last
        self._last = numbers[0]
        self._tail.extend(numbers)
        if len(self._tail) == self._width * PART:
            if self._file is None:
                self._file = TemporaryFile()  # noqa: SIM115 - it is closed with the rows
            self._file.seek(self._stored * self._width * 8)
            self._file.write(self._tail.tobytes())
            self._stored += PART
            del self._tail[:]

    def __len__(self) -> int:
        return self._stored + len(self._tail) // self._width

    def __iter__(self) -> Iterator[Numbers]:
        for first in range(0, len(self), PART):
            part, width = self._part(first), self._width
            yield from zip(map(trimmed, part[::width]), *(part[at::width] for at in range(1, width)), strict=True)

    @overload
    def __getitem__(self, index: int) -> Numbers: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Numbers]: ...
    def __getitem__(self, index: int | slice) -> Numbers | Sequence[Numbers]:
        if isinstance(index, slice):
            return [self[number] for number in range(len(self))[index]]
        number = range(len(self))[index]
        part, at = self._part(number - number % PART), number % PART * self._width
        return (trimmed(part[at]), *part[at + 1 : at + self._width])

    def arrays(self) -> "Sequence[array[float]]":
        """Return the columns, all of them in memory."""
        made = [array("d") for _ in range(self._width)]
        for first in range(0, len(self), PART):
            part = self._part(first)
            for at, column in enumerate(made):
                column.extend(part[at :: self._width])
        return made

    def _part(self, first: int) -> "array[float]":
        if first >= self._stored or self._file is None:
            return self._tail
        self._file.seek(first * self._width * 8)
        part = array("d")
        part.frombytes(self._file.read(PART * self._width * 8))
        return part


def common(curves: Sequence[Sequence[Numbers]]) -> list[Rows]:
    """Return the rows of several curves that stand at the same places in all of them.

    >>> [[*rows] for rows in common([[(0, 0.1), (5, 0.2), (9, 0.3)], [(5, 0.4), (8, 0.5)]])]
    [[(5, 0.2)], [(5, 0.4)]]
    """
    made = [Rows() for _ in curves]
    each = [iter(rows) for rows in curves]
    now = [next(rows, ()) for rows in each]
    while all(now):
        furthest = max(row[0] for row in now)
        is_common = all(row[0] == furthest for row in now)
        for own, row in zip(made, now if is_common else (), strict=False):
            own.append(row[0], row[-1])
        now = [
            row if row[0] == furthest and not is_common else next(more, ()) for more, row in zip(each, now, strict=True)
        ]
    return made

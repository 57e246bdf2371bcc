"""Curves from the logs of training runs: CSV and TSV with a header, JSON Lines, ``trainer_state.json``.

Which columns are learning rates and which is the clock is told by the names that people use. A log of any length
takes the same memory, unless its rows are out of order.
"""

import csv
import json
import math
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from lrcalc.curve import LAST_EPOCH
from lrcalc.files import DataError, not_text, text_of
from lrcalc.files.pieces import Pieces
from lrcalc.files.rows import Numbers, Rows
from lrcalc.schedule import LARGEST
from lrcalc.values import in_words

LINE = 2**22  # characters of a line
LOOKED_AT = 10_000  # rows of JSON in whose keys the columns are looked for
MOST_COLUMNS = 100_000
SAMPLE = 2_000  # distinct values from which the log's rounding is told
EMPTY = frozenset({"", "nan", "none", "null", "na", "n/a", "-"})

# The names that clocks have; a step is finer than an epoch, and the earlier name wins.
CLOCKS = (
    "step", "global step", "train step", "trainer global step", "train global step", "iter", "iteration",
    "iterations", "global iter", "it", "update", "updates", "num updates", "batch", "epoch", "epochs", "train epoch",
)  # fmt: skip
OTHER = {
    "min", "max", "loss", "mult", "multiplier", "scheduler", "decay", "factor", "scale", "ratio", "warmup", "momentum",
    "weight", "wd", "time", "grad", "norm",
}  # words of columns that are about a learning rate, but are not one  # fmt: skip

HISTORY = "log_history"  # the rows in trainer_state.json
SAVED = frozenset({"schedule", "parameters", "curves", "rows"})  # keys of what lrcalc writes

Cells = Mapping[str, Any]


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) < 300 else digits  # noqa: PLR2004 - doubles have no more


RECORDS = json.JSONDecoder(parse_float=str, parse_int=_int)  # of numbers as they were printed


class ColumnError(DataError):
    """A log has no such column, or none that is known; naming one would help."""


class Rounding(NamedTuple):
    """How a log's values were rounded: to significant digits and to decimals, or to single precision.

    Values in full precision have none of them.
    """

    digits: int = 0
    decimals: int = 0
    single: bool = False

    def of(self, value: float) -> float:
        """Return how far a value in the log may be from what it was.

        >>> Rounding(digits=3, decimals=5).of(0.123), Rounding().of(0.1)
        (0.0005, 0.0)
        """
        if self.single:
            return value * 2.0**-22
        if not self.digits:
            return 0.0
        place = math.floor(math.log10(value)) + 1 - self.digits if value > 0 else -self.decimals
        return float(f"5e{max(place, -self.decimals) - 1}")

    @property
    def words(self) -> str:
        """What to say of it."""
        return "single precision" if self.single else f"{self.digits} digits" if self.digits else "none"


EXACT = Rounding()


@dataclass(frozen=True)
class Log:
    """A column of a log: rows of a clock and a learning rate, ascending, with what was found on the way."""

    column: str
    clock: str
    rows: Sequence[Numbers]
    rounding: Rounding
    notes: Sequence[str]


class Table(NamedTuple):
    """A log as lines of cells: its columns' names, and the cells by these names, to be iterated over again."""

    names: Sequence[str]
    lines: Callable[[Sequence[str]], Iterator[tuple[int, Sequence[Any]]]]


def sniffed(path: str) -> Literal["table", "saved", "document"]:
    """Tell what a file is: a table (rows of text, or an object a line), what lrcalc saved, or a document of JSON."""
    with text_of(path) as text, suppress(DataError):  # which whoever reads it as saved raises again
        pieces = Pieces(text, RECORDS)
        if pieces.peek() != "{":
            return "document" if pieces.peek() == "[" else "table"
        line, has_keys = pieces.line, False
        for key in pieces.members():
            if key == HISTORY:
                return "document"
            if key in SAVED:
                return "saved"
            pieces.value()
            has_keys = True
        if has_keys and pieces.line == line:
            return "table"
    return "saved"


def records_of(path: str) -> Callable[[], Iterator[object]] | None:
    """Return what yields the rows of ``trainer_state.json``, or of a list of them; None for a list of other things."""

    def records() -> Iterator[object]:
        with text_of(path) as text:
            pieces = Pieces(text, RECORDS)
            for key in pieces.members() if pieces.peek() == "{" else [HISTORY]:
                if key == HISTORY:
                    for _ in pieces.items():
                        yield pieces.value()
                else:
                    pieces.value()
            pieces.end()

    with text_of(path) as text:
        is_list = Pieces(text).peek() == "["
    return records if not is_list or _is_row(next(records(), None)) else None


def _is_row(record: object) -> bool:
    return isinstance(record, dict) and not SAVED.intersection(record)


def table_of(path: str) -> Table:
    """Return the table of a file. Raises DataError for what is not a log."""
    for _, line in _lines(path):
        if line.strip():
            return _json_lines(path) if line.lstrip().startswith("{") else _separated(path, line)
    raise DataError("it is empty")


def table_of_records(records: Callable[[], Iterable[object]]) -> Table:
    """Return the table of rows as JSON has them: a list of objects."""
    return _keyed(lambda: ((index, _flat(record)) for index, record in enumerate(records(), 1)))


def read_logs(table: Table, columns: Sequence[str] = (), clock: str | None = None) -> list[Log]:
    """Return the curves of a table: those of named columns, or of all that are learning rates by their names."""
    chosen, time = _chosen(table.names, columns, clock)
    rows, printed = [Rows() for _ in chosen], [set[str]() for _ in chosen]
    left_out = 0
    for place, rates, cells in _placed(table, chosen, time):
        left_out += place < 0
        for column, texts, rate, cell in zip(rows, printed, rates, cells, strict=True):
            if rate is not None:
                column.append(place, rate)
                if len(texts) < SAMPLE:
                    texts.add(str(cell).strip())
    notes = []
    if time is None:
        notes.append("no column is known as a step or an epoch: the rows are counted from 0")
    if left_out:
        notes.append(f"{left_out:,} row{'s' if left_out > 1 else ''} without a learning rate left out")
    found = [*zip(chosen, rows, printed, strict=True)]
    if not columns and any(rows):  # Keras has a val_learning_rate, which is empty
        found = [one for one in found if one[1]]
    return [_log(*one, time, notes) for one in found]


def _chosen(names: Sequence[str], columns: Sequence[str], clock: str | None) -> tuple[list[str], str | None]:
    """Return the columns of rates and of the clock: those that are named, or that are known by their names."""
    for name in [*columns, *([clock] if clock else [])]:
        if name not in names:
            raise ColumnError(f"there is no column {in_words(name)}; it has {_listed(names)}")
    chosen = [*columns] or rates_among(names)
    if not chosen:
        raise ColumnError(f"line 1: no column is known as a learning rate among {_listed(names)}")
    return chosen, clock or clock_among(names)


def rates_among(names: Iterable[str]) -> list[str]:
    """Return the columns that are learning rates by their names, in their order.

    >>> rates_among(["epoch", "lr-AdamW/pg1", "lr-AdamW/pg2", "lr-AdamW-momentum", "loss", "run - train/learning_rate"])
    ['lr-AdamW/pg1', 'lr-AdamW/pg2', 'run - train/learning_rate']
    >>> rates_among(["base_lr", "lr"]), rates_among(["Wall time", "Step", "Value"])
    (['lr'], ['Value'])
    """
    names = [*names]
    found = [name for name in names if _is_rate(_words(name))]
    plain = [name for name in found if "base" not in _words(name)]
    if not found and {_spelled(name) for name in names} == {"wall time", "step", "value"}:  # TensorBoard's export
        return [name for name in names if _spelled(name) == "value"]
    return plain or found


def clock_among(names: Iterable[str]) -> str | None:
    """Return the column that is the clock by its name, the finest first.

    >>> clock_among(["epoch", "lr", "trainer/global_step"]), clock_among(["lr"])
    ('trainer/global_step', None)
    """
    spelled = {_spelled(name): name for name in reversed([*names])}
    return next((spelled[clock] for clock in CLOCKS if clock in spelled), None)


def rounding_of(printed: Iterable[str]) -> Rounding:
    """Return how values were rounded, as far as their digits tell.

    >>> rounding_of(["0.0999", "0.0987", "0.0951", "0.09"]), rounding_of(["0.1", "0.01"])
    (Rounding(digits=3, decimals=4, single=False), Rounding(digits=0, decimals=0, single=False))
    """
    shapes = [shape for text in printed if (shape := _digits(text))]
    if not shapes:
        return EXACT
    digits, decimals = max(shape[0] for shape in shapes), max(shape[1] for shape in shapes)
    if digits >= 7 and all(_is_single(float(text)) for text in printed):  # noqa: PLR2004
        return Rounding(single=True)
    if digits > 12:  # noqa: PLR2004 - nobody prints so many and not all
        return EXACT
    full = sum(shape[0] == digits or shape[1] == decimals for shape in shapes)
    padded = any(shape[2] for shape in shapes)
    few = 3  # an lr of 0.1 or 0.025 is itself, not something near it
    if not padded and (digits < few or len(shapes) < few or full < 0.6 * len(shapes)):
        return EXACT
    return Rounding(digits, decimals)


def _digits(text: str) -> tuple[int, int, bool] | None:
    """Return a number's significant digits and decimals as printed, and whether it was padded with zeros; of 0 none."""
    match = re.fullmatch(r"[+]?(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?", text)
    if not match:
        return None
    whole, fraction, exponent = match[1], match[2], int(match[3] or 0)
    significant = (whole + fraction).lstrip("0")
    if not significant or abs(exponent) > 400:  # noqa: PLR2004 - beyond every double
        return None
    if not fraction:
        significant = significant.rstrip("0") or significant
    padded = len(fraction) > 1 and fraction.endswith("0")
    return len(significant), max(len(fraction) - exponent, 0), padded


def _is_single(value: float) -> bool:
    """Tell whether a value is one of single precision, or as it is printed."""
    single: float = struct.unpack("f", struct.pack("f", value))[0]  # infinity, beyond its range
    return single == value or any(float(f"{single:.{digits}g}") == value for digits in (9, 8, 7))


def _words(name: str) -> list[str]:
    name = name.rpartition(" - ")[2]  # W&B's exports put the run's name first
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name[:1000])]


def _spelled(name: str) -> str:
    return " ".join(_words(name))


def _is_rate(words: Sequence[str]) -> bool:
    named = "lr" in words or "learningrate" in words or "learning rate" in " ".join(words)
    return named and not OTHER.intersection(words)


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(printable(name) for name in names[:10]) or "no columns"
    return f"{shown} and {len(names) - 10} more" if len(names) > 10 else shown  # noqa: PLR2004 - as many as one reads


def printable(name: str) -> str:
    """Return a column's name with nothing in it that a terminal obeys, and not longer than one reads."""
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])


def _placed(
    table: Table, columns: Sequence[str], clock: str | None
) -> Iterator[tuple[float, Sequence[float | None], Sequence[Any]]]:
    """Yield each line's place, the rates of its columns, None where there is none, and their cells."""
    nothing = [None] * len(columns)
    for index, (line, (*cells, time)) in enumerate(table.lines([*columns, clock or ""])):
        rates = [_number(cell, line, name) for cell, name in zip(cells, columns, strict=True)]
        for rate, name in zip(rates, columns, strict=True):
            if rate is not None and not 0 <= rate <= LARGEST:
                raise DataError(f"{_where(line, name)}: {rate} is not a learning rate (0 or greater)")
        if rates == nothing:
            yield -1.0, rates, cells
            continue
        place = float(index) if clock is None else _number(time, line, clock)
        if place is None or not 0 <= place <= LAST_EPOCH:
            found = (
                "it is empty, and the row has a learning rate" if place is None else f"{place:g} is not from 0 to 2^53"
            )
            raise DataError(f"{_where(line, clock or '')}: {found}")
        yield place, rates, cells


def _number(cell: Any, line: int, name: str) -> float | None:
    """Return the number of a cell; None of an empty one."""
    try:
        if isinstance(cell, (bool, dict, list)) or (isinstance(cell, str) and ("_" in cell or not cell.isascii())):
            raise ValueError
        number = float(cell)
    except (TypeError, ValueError):
        if cell is None or (isinstance(cell, str) and cell.strip().lower() in EMPTY):
            return None
        raise DataError(f"{_where(line, name)}: {in_words(cell)} is not a number") from None
    return None if number != number else number + 0.0  # noqa: PLR0124 - nan, as pandas writes an empty cell


def _where(line: int, name: str) -> str:
    return f"line {line}, column {printable(name)}"


def _log(column: str, rows: Rows, printed: Iterable[str], clock: str | None, notes: Sequence[str]) -> Log:
    if not rows:
        raise ColumnError(f"column {printable(column)} has no values")
    unit = "row" if clock is None else printable(clock)
    if not rows.ascends:
        rows, twice = _sorted(rows)
        again = f"{twice:,} row{'s repeat' if twice > 1 else ' repeats'} an earlier {unit}, as after a resume"
        notes = [*notes, f"{again}: the later row holds" if twice else f"the rows were sorted by {unit}"]
    kind = "epoch" if "epoch" in _spelled(unit) else "step"
    return Log(printable(column), kind, rows, rounding_of(printed), notes)


def _sorted(rows: Rows) -> tuple[Rows, int]:
    """Return rows in order, of several at one place the last, and how many others there were."""
    places, rates = rows.arrays()
    order = sorted(range(len(places)), key=places.__getitem__)
    kept = Rows()
    for index, following in zip(order, [*order[1:], None], strict=True):
        if following is None or places[following] != places[index]:
            kept.append(places[index], rates[index])
    return kept, len(places) - len(kept)


def _lines(path: str) -> Iterator[tuple[int, str]]:
    """Yield a file's lines from its beginning, with their numbers; none may be too long, or not text."""
    number = 0
    with text_of(path) as text:
        try:
            while line := text.readline(LINE):
                number += 1
                if len(line) == LINE:
                    raise DataError(f"line {number} is longer than {LINE // 10**6} million characters")
                if "\0" in line:
                    raise DataError(f"line {number} is not text")
                yield number, line
        except UnicodeDecodeError:
            raise not_text(path) from None


def _separated(path: str, header: str) -> Table:
    """Return the table of CSV or TSV, whose header names the columns."""
    separator = max("\t,;", key=header.count)
    try:
        names = [name.strip() for name in next(csv.reader([header], delimiter=separator))]
    except csv.Error:
        raise DataError(f"line 1: {_too_long()}") from None
    if len(names) > MOST_COLUMNS:
        raise DataError(f"line 1: it has more than {MOST_COLUMNS:,} columns")
    if all(re.fullmatch(r"[-+.\deE]+", name) for name in names):
        raise DataError("line 1: it has numbers and no header that names the columns")

    def lines(wanted: Sequence[str]) -> Iterator[tuple[int, Sequence[Any]]]:
        indices = [names.index(name) if name in names else 0 for name in wanted]
        pick = itemgetter(*indices)
        numbered = _lines(path)
        reader = csv.reader((line for _, line in numbered), delimiter=separator)
        before = False
        try:
            for cells in reader:
                if not cells or not before:  # an empty line, or the header
                    before = before or any(map(str.strip, cells))
                    continue
                if len(cells) > len(names) and any(cells[len(names) :]):
                    problem = f"it has {len(cells)} cells, and the header has {len(names)}"
                    raise DataError(f"line {reader.line_num}: {problem}")
                if len(cells) < len(names):  # a line that was cut off: what is missing is empty
                    cells.extend([""] * (len(names) - len(cells)))
                yield reader.line_num, pick(cells)
        except csv.Error:
            raise DataError(f"line {reader.line_num}: {_too_long()}") from None

    return Table(names, lines)


def _too_long() -> str:
    return f"a cell is longer than {csv.field_size_limit():,} characters, or its quotes are not closed"


def _json_lines(path: str) -> Table:
    def records() -> Iterator[tuple[int, Cells]]:
        for number, line in _lines(path):
            if line.strip():
                try:
                    yield number, _flat(RECORDS.decode(line.strip()))
                except json.JSONDecodeError as error:
                    raise DataError(f"line {number}, column {error.colno}: {error.msg}") from None
                except (DataError, RecursionError) as error:
                    raise DataError(f"line {number}: {error}") from None

    return _keyed(records)


def _keyed(records: Callable[[], Iterator[tuple[int, Cells]]]) -> Table:
    names: dict[str, None] = {}
    for _, record in islice(records(), LOOKED_AT):
        names.update(dict.fromkeys(record))
        if len(names) > MOST_COLUMNS:
            raise DataError(f"it has more than {MOST_COLUMNS:,} columns")

    def lines(wanted: Sequence[str]) -> Iterator[tuple[int, Sequence[Any]]]:
        for number, record in records():
            yield number, [record.get(name) for name in wanted]

    return Table([*names], lines)


def _flat(record: object) -> Cells:
    """Return an object's cells, those of an object or a list in it under its name: ``lr/backbone``, ``lr/0``."""
    if not isinstance(record, dict):
        raise DataError(f"an object is expected, not {type(record).__name__}")
    if not any(isinstance(value, (dict, list)) for value in record.values()):
        return record
    cells: dict[str, Any] = {}
    for key, value in record.items():
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        cells.update({f"{key}/{name}": cell for name, cell in inner})
        if not isinstance(value, (dict, list)):
            cells[key] = value
    return cells

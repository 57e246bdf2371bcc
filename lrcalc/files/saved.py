"""Curves as lrcalc saves them: what ``-f json`` and ``-f jsonl`` wrote, read back with care."""

import json
from collections import abc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Any, NoReturn

from lrcalc.compose import Composition, Product, Sequence, Shift, Warmup, assemble
from lrcalc.curve import LAST_EPOCH, Curve
from lrcalc.files import DataError, text_of
from lrcalc.files.pieces import PIECE, Pieces, TooLongError
from lrcalc.files.rows import Numbers, Rows
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules import STRATEGIES, load
from lrcalc.sheets import Exercise, Row, Sheet
from lrcalc.sheets.curve import curve_sheet, rows_sheet
from lrcalc.values import in_words, number_of, pretty

if TYPE_CHECKING:
    from lrcalc.files.logs import Log

DEPTH = 20  # of sequences in sequences; nobody writes a deeper one
KEYS = {"name", "schedule", "formula", "parameters", "steps_per_epoch", "hold", "count_from", "clock", "rows", "next"}
KEYS |= {"summary"}
KEYS |= {"exercise", "command", "stated"}  # of an example
NAMES = {"name", "schedule"}  # keys of a row that are not columns
LONG_KEY = 40  # characters
COMPOSITIONS: dict[str, type[Schedule]] = {"sequence": Sequence, "product": Product, "shift": Shift}
Document = dict[str, Any]


def _refuse(word: str) -> NoReturn:
    raise DataError(f"{word} is not a number in JSON")


def _once(pairs: list[tuple[str, Any]]) -> Document:
    made = dict(pairs)
    if len(made) < len(pairs):
        key = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise _twice(key)
    return made


def _twice(key: str) -> DataError:
    return DataError(f"{in_words(key)} is there twice")


STRICT = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once)


@dataclass(frozen=True)
class Saved:
    """A curve from a file: with its schedule, or as bare rows, which is all that JSON Lines and logs have.

    ``after`` is the epoch or step that comes next, ``negative`` the first row below 0, ``label`` a name of its own.
    """

    strategy: str
    label: str | None = None
    curve: Curve | None = None
    after: int | None = None
    negative: Row | None = None
    exercise: Exercise | None = None
    columns: tuple[str, ...] = ()
    rows: abc.Sequence[Numbers] = ()
    log: "Log | None" = None

    @property
    def name(self) -> str:
        """The name that it was given, or its strategy's."""
        return self.strategy if self.label is None else self.label

    def sheet(self) -> Sheet:
        """Return the sheet of the rows that were saved."""
        if self.curve is None:
            return rows_sheet(self.name, self.columns, self.rows, self.log.notes if self.log else ())
        return self.dressed(curve_sheet(self.curve, after=self.after, negative=self.negative))

    def dressed(self, sheet: Sheet) -> Sheet:
        """Return a sheet of the schedule with what else was saved: its exercise and its name."""
        sheet = replace(sheet, exercise=self.exercise)
        return sheet if self.label is None else sheet.named(self.label)


class Listed:
    """Rows that are read one by one: objects of numbers, whose keys are known or are those of the first."""

    def __init__(self, place: str, columns: tuple[str, ...] = ()) -> None:
        self.place = place
        self.columns = columns
        self._known = bool(columns)
        self._rows = Rows(len(columns) or 1)
        self._negative = ""

    def append(self, row: object) -> None:
        """Add a row, whose numbers are checked."""
        if not isinstance(row, dict):
            raise _no_object(row, self._last)
        if not self.columns:
            if not row:
                raise DataError(f"{self._last}: it is empty")
            self.columns = tuple(row)
            self._rows = Rows(len(row))
        if row.keys() != set(self.columns):
            keys = f"must be {', '.join(self.columns)}" if self._known else "are not those of the first row"
            raise DataError(f"{self._last}: its keys {keys}")
        self._rows.append(*[self._number(row[column], column) for column in self.columns])

    def checked(self, columns: tuple[str, ...], *, signed: bool = False) -> Rows:
        """Return the rows, in the order of the columns that they must have; only a signed rate may be negative."""
        if self._negative and not signed:
            raise DataError(self._negative)
        if not self._rows or columns == self.columns:
            return self._rows
        if {*columns} != {*self.columns}:
            raise DataError(f"{self.place}[0]: its keys must be {', '.join(columns)}")
        ordered = Rows(len(columns))
        for row in self._rows:
            ordered.append(*(row[self.columns.index(column)] for column in columns))
        return ordered

    def _number(self, value: object, column: str) -> float:
        try:
            number = number_of(value)
        except ValueError as error:
            raise DataError(f"{_join(self._last, column)}: {error}") from None
        if column == "lr":
            if number < 0 and not self._negative:
                self._negative = f"{_join(self._last, column)}: {in_words(value)} is not a number of at least 0"
        elif not 0 <= number <= LAST_EPOCH:
            raise DataError(f"{_join(self._last, column)}: {in_words(value)} is not a number from 0 to 2^53")
        return number

    @property
    def _last(self) -> str:
        return f"{self.place}[{len(self._rows)}]"


def read_saved(path: str) -> tuple[list[Saved], bool]:
    """Return the curves of a file, and whether it is a list: one object, ``{"curves": [...]}``, or an object a line.

    Lines that are rows, as ``-f jsonl`` writes them, become bare rows for each schedule they name.
    """
    with text_of(path) as text:
        pieces = Pieces(text, STRICT)
        if pieces.peek() == "[":
            return _list_of(_documents(pieces), pieces), True
        document, line = _object(_document(pieces), "the document"), pieces.line
        if "curves" in document:
            unknown = document.keys() - {"curves", "differences"}
            if unknown:
                raise DataError(f"{_join('', min(unknown))} is not a key of a list of curves")
            if not isinstance(document["curves"], list):
                raise DataError("curves: a list of curves is expected")
            return _list_of(document["curves"], pieces), True
        if not pieces.peek() and ("lr" not in document or "parameters" in document):
            return [_saved(document)], False
        return _from_lines(document, line, pieces), False


def _documents(pieces: Pieces) -> Iterator[Saved]:
    """Yield the curves of a list that is read one by one."""
    for index in pieces.items():
        document = _document(pieces, f"curves[{index}]")
        yield _saved(_object(document, f"curves[{index}]"), f"curves[{index}]")


def _document(pieces: Pieces, place: str = "") -> object:
    """Return the next value; the rows and the curves of a long object are read one by one."""
    try:
        return pieces.value(PIECE)
    except TooLongError:
        if pieces.peek() != "{":
            raise DataError(f"{place or 'the document'}: an object is expected") from None
    document: Document = {}
    for key in pieces.members():
        if key in document:
            raise _twice(key)
        if key == "rows" and pieces.peek() == "[":
            document[key] = listed = Listed(_join(place, key))
            for _ in pieces.items():
                listed.append(pieces.value())
        elif key == "curves" and pieces.peek() == "[":
            document[key] = [*_documents(pieces)]
        else:
            document[key] = pieces.value()
    return document


def _list_of(documents: Iterable[object], pieces: Pieces) -> list[Saved]:
    """Return the curves of a list, behind which the text ends."""
    made = [
        document if isinstance(document, Saved) else _saved(_object(document, f"curves[{index}]"), f"curves[{index}]")
        for index, document in enumerate(documents)
    ]
    if not made:
        raise DataError("curves is empty")
    pieces.end()
    return made


def _from_lines(row: object, line: int, pieces: Pieces) -> list[Saved]:
    """Return the curves of objects in a row: curves, or rows that name theirs."""
    found: list[Saved | Listed] = []
    named: dict[object, Listed] = {}
    while True:
        if not isinstance(row, dict):
            raise _no_object(row, f"line {line}")
        if "parameters" in row:
            found.append(_saved(row))
        else:
            name = row.get("name", row.get("schedule"))
            if not isinstance(name, str) or name not in named:
                named[name] = _bare(row, f"line {line}")
                found.append(named[name])
            named[name].append({key: row[key] for key in row if key not in NAMES})
        if not pieces.peek():
            return [
                one if isinstance(one, Saved) else Saved(one.place, columns=one.columns, rows=one.checked(one.columns))
                for one in found
            ]
        row, line = _document(pieces), pieces.line


def _bare(row: Document, place: str) -> Listed:
    """Return what collects the rows of a name, by the first of them."""
    if "rows" in row:
        raise DataError(f"{place}: parameters is missing")
    if not NAMES.intersection(row):
        raise DataError(f"{place}: schedule is missing")
    name = _printable(row.get("name", row.get("schedule")), place)
    columns = tuple(_printable(key, name) for key in row if key not in NAMES)
    if len(columns) < 2 or columns[-1] != "lr":  # noqa: PLR2004 - a place and a value
        raise DataError(f"{name}: its rows need an epoch and an lr")
    return Listed(name, columns)


def schedule_of(document: object, place: str = "", depth: int = 0) -> Schedule:  # noqa: C901 - a kind a branch
    """Return the schedule of an object with ``schedule`` and ``parameters``."""
    document = _object(document, place)
    if depth > DEPTH:
        raise DataError(f"{place}: schedules are nested more than {DEPTH} deep")
    name, parameters = (_get(document, key, place) for key in ("schedule", "parameters"))
    parameters = dict(_object(parameters, _join(place, "parameters")))
    place = _join(place, "parameters")
    try:
        if isinstance(name, str) and name in COMPOSITIONS:
            parts = parameters.get("parts")
            if not isinstance(parts, list):
                raise DataError(f"{_join(place, 'parts')}: a list of schedules is expected")
            inside = _join(place, "parts")
            made = [schedule_of(part, f"{inside}[{index}]", depth + 1) for index, part in enumerate(parts)]
            parameters["parts"] = tuple(made)
            kind = COMPOSITIONS[name]
        elif name == "formula":
            return _formula_of(parameters, place)
        elif isinstance(name, str) and name in STRATEGIES:
            kind = load(name)
        else:
            raise DataError(f"{place.removesuffix('parameters')}schedule: {in_words(name)} is not a strategy")
        known = {*kind.parameters, *Warmup.parameters, *(["parts"] if issubclass(kind, Composition) else [])}
        for key in parameters:
            if key not in known:
                raise DataError(f"{_join(place, key)}: {name} has no such parameter")
        for key, parameter in kind.parameters.items():
            if parameter.required and key not in parameters:
                raise DataError(f"{_join(place, key)} is missing")
        return assemble(kind, parameters)
    except ParameterError as error:
        raise DataError(f"{_join(place, error.name)}: {error.problem}") from None


def _formula_of(parameters: Document, place: str) -> Schedule:
    from lrcalc.formula import FIELDS, Formula

    for key in parameters:
        if key not in (*FIELDS, *Warmup.parameters):
            raise DataError(f"{_join(place, key)}: formula has no such parameter")
    if "expression" not in parameters:
        raise DataError(f"{_join(place, 'expression')} is missing")
    return assemble(Formula, parameters)


def _saved(document: Document, place: str = "") -> Saved:
    """Return a document's curve over its own rows, which its schedule must not contradict."""
    for key in document:
        if key not in KEYS:
            raise DataError(f"{_join(place, key)} is not a key of a curve")
    schedule = schedule_of(document, place)
    per_epoch, hold = document.get("steps_per_epoch"), document.get("hold", False)
    clock = document.get("clock", "epoch")
    if hold is True and per_epoch is None:
        raise DataError(f"{_join(place, 'hold')}: it needs steps_per_epoch")
    try:
        counted = {
            "steps_per_epoch": per_epoch,
            "hold": hold,
            "count_from": document.get("count_from", 0),
            "clock": clock,
        }
        columns = Curve(schedule, 0, **counted).columns
    except ParameterError as error:
        raise DataError(f"{_join(place, error.name)}: {error.problem}") from None
    rows = _rows(document.get("rows", []), columns, _join(place, "rows"), signed=schedule.signed)
    try:
        curve = Curve(schedule, _numbers(rows), **counted)
        negative = None
        for index, (row, own) in enumerate(zip(rows, curve, strict=True)):
            if own[-1] < 0 and negative is None:
                negative = own
            if row != own:
                raise _contradiction(f"{_join(place, 'rows')}[{index}]", columns, row, own)
    except OverflowError as error:
        raise DataError(f"{_join(place, 'rows')}: {error}") from None
    after = None
    if document.get("next") is not None:
        after = _after(document["next"], curve, _join(place, "next"))
    label = _printable(document["name"], _join(place, "name")) if "name" in document else None
    sentence, command = (_printable(document.get(key, ""), _join(place, key)) for key in ("exercise", "command"))
    stated = tuple(_rows(document.get("stated", []), columns, _join(place, "stated")))
    exercise = Exercise(sentence, command, stated) if sentence or command else None
    return Saved(document["schedule"], label, curve, after, negative, exercise)


def _after(document: object, curve: Curve, place: str) -> int:
    """Return the epoch or step of the row after a curve's last, which its schedule must not contradict."""
    (row,) = _rows([document], curve.columns, place, signed=curve.schedule.signed)
    number = row[0]
    if not isinstance(number, int) or (curve and number != curve.numbers[-1] + 1):
        raise DataError(f"{place}: it does not follow the last row")
    try:
        own = curve.row(number)
    except OverflowError as error:
        raise DataError(f"{place}: {error}") from None
    if row != own:
        raise _contradiction(place, curve.columns, row, own)
    return number


def _contradiction(place: str, columns: tuple[str, ...], row: Row, own: Row) -> DataError:
    return DataError(f"{place}, {columns[0]} {pretty(row[0])}: lr is {row[-1]!r}, but the schedule gives {own[-1]!r}")


def _printable(value: object, place: str) -> str:
    if not isinstance(value, str):
        raise DataError(f"{place}: {in_words(value)} is not a string")
    if not value.isprintable():
        raise DataError(f"{place}: it has characters that cannot be printed")
    return value


def _rows(rows: object, columns: tuple[str, ...], place: str, *, signed: bool = False) -> Rows:
    """Return the rows of a curve, whose columns are known."""
    if isinstance(rows, Listed):
        return rows.checked(columns, signed=signed)
    if not isinstance(rows, list):
        raise DataError(f"{place}: a list of rows is expected")
    listed = Listed(place, columns)
    for row in rows:
        listed.append(row)
    return listed.checked(columns, signed=signed)


def _numbers(rows: abc.Sequence[Numbers]) -> range | list[float]:
    """Return the places of rows; whole numbers in a row as a range."""
    first = rows[0][0] if rows else None
    if isinstance(first, int) and all(row[0] == number for row, number in zip(rows, count(first), strict=False)):
        return range(first, first + len(rows))
    return [row[0] for row in rows]


def _object(value: object, place: str) -> Document:
    if not isinstance(value, dict):
        raise _no_object(value, place or "the document")
    return value


def _no_object(value: object, place: str) -> DataError:
    return DataError(f"{place}: an object is expected, not {type(value).__name__}")


def _get(document: Document, key: str, place: str) -> Any:
    if key not in document:
        raise DataError(f"{_join(place, key)} is missing")
    return document[key]


def _join(place: str, key: str) -> str:
    shown = key if key.isidentifier() and len(key) < LONG_KEY else in_words(key)
    return f"{place}.{shown}" if place else shown

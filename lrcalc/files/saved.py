"""Curves as lrcalc saves them: what ``-f json`` and ``-f jsonl`` wrote, read back with care."""

import json
import math
from collections import abc
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from lrcalc.compose import Composition, Product, Sequence, Shift, Warmup, assemble
from lrcalc.curve import LAST_EPOCH, Curve
from lrcalc.files import DataError
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
LONG_KEY = 40  # characters
COMPOSITIONS: dict[str, type[Schedule]] = {"sequence": Sequence, "product": Product, "shift": Shift}
Document = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A curve from a file: with its schedule, or as bare rows, which is all that JSON Lines and logs have.

    ``after`` is the epoch or step that comes next, ``label`` a name of its own.
    """

    strategy: str
    label: str | None = None
    curve: Curve | None = None
    after: int | None = None
    exercise: Exercise | None = None
    columns: tuple[str, ...] = ()
    rows: abc.Sequence[Row] = ()
    log: "Log | None" = None

    @property
    def name(self) -> str:
        """The name that it was given, or its strategy's."""
        return self.strategy if self.label is None else self.label

    def sheet(self) -> Sheet:
        """Return the sheet of the rows that were saved."""
        if self.curve is None:
            return rows_sheet(self.name, self.columns, self.rows, self.log.notes if self.log else ())
        return self.dressed(curve_sheet(self.curve, after=self.after))

    def dressed(self, sheet: Sheet) -> Sheet:
        """Return a sheet of the schedule with what else was saved: its exercise and its name."""
        sheet = replace(sheet, exercise=self.exercise)
        return sheet if self.label is None else sheet.named(self.label)


def read_saved(text: str) -> tuple[list[Saved], bool]:
    """Return the curves of a text, and whether it is a list: one object, ``{"curves": [...]}``, or an object a line.

    Lines that are rows, as ``-f jsonl`` writes them, become bare rows for each schedule they name.
    """
    try:
        document = _parse(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise DataError(f"line {error.lineno}, column {error.colno}: {error.msg}") from None
        return _from_lines(text), False
    if isinstance(document, dict) and "curves" in document:
        unknown = document.keys() - {"curves", "differences"}
        if unknown:
            raise DataError(f"{_join('', min(unknown))} is not a key of a list of curves")
        document = document["curves"]
    if not isinstance(document, list):
        if isinstance(document, dict) and "lr" in document and "parameters" not in document:
            return _from_lines(text), False
        return [_saved(_object(document, "the document"))], False
    if not document:
        raise DataError("curves is empty")
    return [_saved(_object(item, f"curves[{index}]"), f"curves[{index}]") for index, item in enumerate(document)], True


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
    signed = schedule.signed
    rows = [*_rows(document.get("rows", []), columns, _join(place, "rows"), signed=signed)]
    try:
        curve = Curve(schedule, _numbers([row[0] for row in rows]), **counted)
        for index, (row, own) in enumerate(zip(rows, curve, strict=True)):
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
    return Saved(document["schedule"], label, curve, after, exercise)


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


def _parse(text: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise DataError(f"{word} is not a number in JSON")

    def once(pairs: list[tuple[str, Any]]) -> Document:
        made = dict(pairs)
        if len(made) < len(pairs):
            key = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
            raise DataError(f"{in_words(key)} is there twice")
        return made

    try:
        return json.loads(text, parse_constant=refuse, object_pairs_hook=once)
    except RecursionError:
        raise DataError("it is nested too deeply") from None
    except ValueError as error:
        if isinstance(error, (json.JSONDecodeError, DataError)):
            raise
        raise DataError("a whole number has too many digits") from None


def _from_lines(text: str) -> list[Saved]:
    found: list[Saved | list[Document]] = []
    listed: dict[str, list[Document]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = _object(_parse(line), f"line {number}")
        except json.JSONDecodeError as error:
            raise DataError(f"line {number}, column {error.colno}: {error.msg}") from None
        if "parameters" in row:
            found.append(_saved(row))
            continue
        if "name" not in row and "schedule" not in row:
            raise DataError(f"line {number}: schedule is missing")
        name = _printable(row.get("name", row.get("schedule")), f"line {number}")
        if name not in listed:
            listed[name] = []
            found.append(listed[name])
        listed[name].append(row)
    return [one if isinstance(one, Saved) else _bare(one) for one in found]


def _bare(lines: list[Document]) -> Saved:
    """Return lines that name the same schedule as rows without it."""
    name = str(lines[0].get("name", lines[0].get("schedule")))
    rows = [{key: value for key, value in line.items() if key not in ("name", "schedule")} for line in lines]
    columns = tuple(_printable(key, name) for key in rows[0])
    if len(columns) < 2 or columns[-1] != "lr":  # noqa: PLR2004 - a place and a value
        raise DataError(f"{name}: its rows need an epoch and an lr")
    return Saved(name, columns=columns, rows=tuple(_rows(rows, columns, name)))


def _rows(rows: object, columns: tuple[str, ...], place: str, *, signed: bool = False) -> Iterator[tuple[float, ...]]:
    if not isinstance(rows, list):
        raise DataError(f"{place}: a list of rows is expected")
    for index, row in enumerate(rows):
        where = f"{place}[{index}]"
        if _object(row, where).keys() != set(columns):
            raise DataError(f"{where}: its keys must be {', '.join(columns)}")
        for column in columns:
            _check(
                row[column],
                _join(where, column),
                math.inf if column == "lr" else LAST_EPOCH,
                signed=signed and column == "lr",
            )
        yield tuple(row[column] for column in columns)


def _check(value: object, place: str, highest: float, *, signed: bool = False) -> None:
    """Raise DataError for what is not a number from 0 to the highest, which may be any that a double holds."""
    try:
        number = number_of(value)
        if not (number >= 0 or signed) or number > highest:
            range_ = "of at least 0" if highest == math.inf else "from 0 to 2^53"
            raise ValueError(f"{in_words(value)} is not a number {range_}")
    except ValueError as error:
        raise DataError(f"{place}: {error}") from None


def _numbers(numbers: list[float]) -> range | list[float]:
    """Return a list of whole numbers in a row as a range."""
    if numbers and isinstance(numbers[0], int):
        run = range(numbers[0], numbers[0] + len(numbers))
        if [*run] == numbers:
            return run
    return numbers


def _object(value: object, place: str) -> Document:
    if not isinstance(value, dict):
        raise DataError(f"{place or 'the document'}: an object is expected, not {type(value).__name__}")
    return value


def _get(document: Document, key: str, place: str) -> Any:
    if key not in document:
        raise DataError(f"{_join(place, key)} is missing")
    return document[key]


def _join(place: str, key: str) -> str:
    shown = key if key.isidentifier() and len(key) < LONG_KEY else in_words(key)
    return f"{place}.{shown}" if place else shown

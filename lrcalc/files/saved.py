"""Curves as lrcalc saves them: what ``-f json`` and ``-f jsonl`` wrote, read back with care."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from lrcalc.compose import Product, Sequence, Shift, Warmup, assemble
from lrcalc.curve import Curve
from lrcalc.files import DataError
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules import STRATEGIES, load
from lrcalc.sheets import Exercise, Row, Sheet
from lrcalc.sheets.curve import curve_sheet, rows_sheet
from lrcalc.values import pretty

DEPTH = 20  # of sequences in sequences; nobody writes a deeper one
KEYS = {"name", "schedule", "formula", "parameters", "steps_per_epoch", "hold", "rows", "next"}
KEYS |= {"exercise", "command", "stated"}  # of an example
COMPOSITIONS: dict[str, type[Schedule]] = {"sequence": Sequence, "product": Product, "shift": Shift}
Document = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A curve from a file: with its schedule, or as bare rows, which is all that JSON Lines have.

    ``after`` is the epoch or step that comes next, ``label`` a name of its own.
    """

    strategy: str
    label: str | None = None
    curve: Curve | None = None
    after: int | None = None
    exercise: Exercise | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def name(self) -> str:
        """The name that it was given, or its strategy's."""
        return self.strategy if self.label is None else self.label

    def sheet(self) -> Sheet:
        """Return the sheet of the rows that were saved."""
        if self.curve is None:
            return rows_sheet(self.name, self.columns, self.rows)
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
        unknown = document.keys() - {"curves"}
        if unknown:
            raise DataError(f"{min(unknown)} is not a key of a list of curves")
        document = document["curves"]
    if not isinstance(document, list):
        if isinstance(document, dict) and "lr" in document and "parameters" not in document:
            return _from_lines(text), False
        return [_saved(_object(document, "the document"))], False
    if not document:
        raise DataError("curves is empty")
    return [_saved(_object(item, f"curves[{index}]"), f"curves[{index}]") for index, item in enumerate(document)], True


def schedule_of(document: object, place: str = "", depth: int = 0) -> Schedule:
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
        elif isinstance(name, str) and name in STRATEGIES:
            kind = load(name)
        else:
            raise DataError(f"{place.removesuffix('parameters')}schedule: {name!r} is not a strategy")
        for key in parameters:
            if key not in (*kind.parameters, *Warmup.parameters, "parts"):
                raise DataError(f"{_join(place, key)}: {name} has no such parameter")
        for key, parameter in kind.parameters.items():
            if parameter.required and key not in parameters:
                raise DataError(f"{_join(place, key)} is missing")
        return assemble(kind, parameters)
    except ParameterError as error:
        raise DataError(f"{_join(place, error.name)}: {error.problem}") from None


def _saved(document: Document, place: str = "") -> Saved:
    """Return a document's curve over its own rows, which its schedule must not contradict."""
    for key in document:
        if key not in KEYS:
            raise DataError(f"{_join(place, key)} is not a key of a curve")
    schedule = schedule_of(document, place)
    per_epoch, hold = document.get("steps_per_epoch"), document.get("hold", False)
    if per_epoch is not None and (not isinstance(per_epoch, int) or isinstance(per_epoch, bool) or per_epoch < 1):
        raise DataError(f"{_join(place, 'steps_per_epoch')}: {per_epoch!r} is not a whole number of at least 1")
    if not isinstance(hold, bool) or (hold and per_epoch is None):
        raise DataError(f"{_join(place, 'hold')}: {hold!r} must be true or false, and needs steps_per_epoch")
    columns = Curve(schedule, 0, steps_per_epoch=per_epoch).columns
    rows = [*_rows(document.get("rows", []), columns, _join(place, "rows"))]
    try:
        curve = Curve(schedule, _numbers([row[0] for row in rows]), steps_per_epoch=per_epoch, hold=hold)
        for index, (row, own) in enumerate(zip(rows, curve, strict=True)):
            if row != own:
                where = f"{_join(place, 'rows')}[{index}], {columns[0]} {pretty(row[0])}"
                raise DataError(f"{where}: lr is {row[-1]!r}, but the schedule gives {own[-1]!r}")
    except (ParameterError, OverflowError) as error:
        raise DataError(f"{_join(place, 'rows')}: {error}") from None
    following = document.get("next")
    after = None
    if following is not None:
        (row,) = _rows([following], columns, _join(place, "next"))
        if not isinstance(row[0], int) or (rows and row[0] != rows[-1][0] + 1):
            raise DataError(f"{_join(place, 'next')}: it does not follow the last row")
        after = row[0]
    label = str(document["name"]) if "name" in document else None
    sentence, command = (str(document.get(key, "")) for key in ("exercise", "command"))
    exercise = Exercise(sentence, command) if sentence or command else None
    return Saved(document["schedule"], label, curve, after, exercise)


def _parse(text: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise DataError(f"{word} is not a number in JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise DataError("it is nested too deeply") from None
    except ValueError as error:
        if isinstance(error, (json.JSONDecodeError, DataError)):
            raise
        raise DataError(str(error)) from None  # an integer of thousands of digits


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
        name = row.get("name", row.get("schedule"))
        if not isinstance(name, str):
            raise DataError(f"line {number}: schedule is missing")
        if name not in listed:
            listed[name] = []
            found.append(listed[name])
        listed[name].append(row)
    return [one if isinstance(one, Saved) else _bare(one) for one in found]


def _bare(lines: list[Document]) -> Saved:
    """Return lines that name the same schedule as rows without it."""
    name = str(lines[0].get("name", lines[0].get("schedule")))
    rows = [{key: value for key, value in line.items() if key not in ("name", "schedule")} for line in lines]
    columns = tuple(rows[0])
    if len(columns) < 2 or columns[-1] != "lr":  # noqa: PLR2004 - a place and a value
        raise DataError(f"{name}: its rows need an epoch and an lr")
    return Saved(name, columns=columns, rows=tuple(_rows(rows, columns, name)))


def _rows(rows: object, columns: tuple[str, ...], place: str) -> Iterator[tuple[float, ...]]:
    if not isinstance(rows, list):
        raise DataError(f"{place}: a list of rows is expected")
    for index, row in enumerate(rows):
        where = f"{place}[{index}]"
        if _object(row, where).keys() != set(columns):
            raise DataError(f"{where}: its keys must be {', '.join(columns)}")
        for column in columns:
            if isinstance(row[column], bool) or not isinstance(row[column], (int, float)):
                raise DataError(f"{where}.{column}: {row[column]!r} is not a number")
        yield tuple(row[column] for column in columns)


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
    return f"{place}.{key}" if place else key

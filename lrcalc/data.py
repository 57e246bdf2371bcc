"""Schedules from data: what ``-f json`` wrote, read back with care."""

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from lrcalc.compose import Product, Sequence, Shift, Warmup, assemble
from lrcalc.curve import Curve
from lrcalc.schedule import ParameterError, Schedule, pretty
from lrcalc.schedules import STRATEGIES, load

DEPTH = 20  # of sequences in sequences; more is no schedule that anybody wrote
KEYS = {"name", "schedule", "formula", "parameters", "steps_per_epoch", "hold", "rows", "next"}
KEYS |= {"exercise", "command", "stated"}  # of an example
COMPOSITIONS: dict[str, type[Schedule]] = {"sequence": Sequence, "product": Product, "shift": Shift}


class DataError(ValueError):
    """Data is no schedule; the message says where, and why."""


def read(text: str) -> tuple[list[dict[str, Any]], bool]:
    """Return the documents of a text: one object, ``{"curves": [...]}``, or an object a line; and whether it is a list.

    Lines that are rows, as ``-f jsonl`` writes them, become one document for each schedule they name.
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
            raise DataError(f"{min(unknown)} is no key of a list of curves")
        document = document["curves"]
    if not isinstance(document, list):
        if isinstance(document, dict) and "lr" in document and "parameters" not in document:
            return _from_lines(text), False
        return [_object(document, "the document")], False
    if not document:
        raise DataError("curves is empty")
    return [_object(item, f"curves[{index}]") for index, item in enumerate(document)], True


def schedule_of(document: object, place: str = "", depth: int = 0) -> Schedule:
    """Return the schedule of an object with ``schedule`` and ``parameters``."""
    document = _object(document, place)
    if depth > DEPTH:
        raise DataError(f"{place}: more than {DEPTH} schedules in each other")
    name, parameters = (_get(document, key, place) for key in ("schedule", "parameters"))
    parameters = dict(_object(parameters, _join(place, "parameters")))
    place = _join(place, "parameters")
    try:
        if isinstance(name, str) and name in COMPOSITIONS:
            parts = parameters.get("parts")
            if not isinstance(parts, list):
                raise DataError(f"{_join(place, 'parts')}: a list of schedules is needed")
            inside = _join(place, "parts")
            made = [schedule_of(part, f"{inside}[{index}]", depth + 1) for index, part in enumerate(parts)]
            parameters["parts"] = tuple(made)
            kind = COMPOSITIONS[name]
        elif isinstance(name, str) and name in STRATEGIES:
            kind = load(name)
        else:
            raise DataError(f"{place.removesuffix('parameters')}schedule: {name!r} is no strategy")
        for key in parameters:
            if key not in (*kind.parameters, *Warmup.parameters, "parts"):
                raise DataError(f"{_join(place, key)}: {name} has no such parameter")
        for key, parameter in kind.parameters.items():
            if parameter.required and key not in parameters:
                raise DataError(f"{_join(place, key)} is missing")
        return assemble(kind, parameters)
    except ParameterError as error:
        raise DataError(f"{_join(place, error.name)}: {error.problem}") from None


def curve_of(document: dict[str, Any], place: str = "") -> tuple[Curve, int | None]:
    """Return a document's curve over its own rows, and the epoch that comes next where it says one.

    Raises DataError at the first row that the schedule contradicts.
    """
    for key in document:
        if key not in KEYS:
            raise DataError(f"{_join(place, key)} is no key of a curve")
    schedule = schedule_of(document, place)
    per_epoch, hold = document.get("steps_per_epoch"), document.get("hold", False)
    if per_epoch is not None and (not isinstance(per_epoch, int) or isinstance(per_epoch, bool) or per_epoch < 1):
        raise DataError(f"{_join(place, 'steps_per_epoch')}: {per_epoch!r} is not a whole number of at least 1")
    if not isinstance(hold, bool) or (hold and per_epoch is None):
        raise DataError(f"{_join(place, 'hold')}: {hold!r} is not true or false, or lacks steps_per_epoch")
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
    if following is None:
        return curve, None
    (row,) = _rows([following], columns, _join(place, "next"))
    if not isinstance(row[0], int) or (rows and row[0] != rows[-1][0] + 1):
        raise DataError(f"{_join(place, 'next')}: it does not follow the last row")
    return curve, row[0]


def _parse(text: str) -> Any:
    def refuse(word: str) -> NoReturn:
        raise DataError(f"{word} is no number of JSON")

    try:
        return json.loads(text, parse_constant=refuse)
    except RecursionError:
        raise DataError("too deep a nesting") from None
    except ValueError as error:
        if isinstance(error, (json.JSONDecodeError, DataError)):
            raise
        raise DataError(str(error)) from None  # an integer of thousands of digits


def _from_lines(text: str) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = []
    listed: dict[str, list[dict[str, Any]]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = _object(_parse(line), f"line {number}")
        except json.JSONDecodeError as error:
            raise DataError(f"line {number}, column {error.colno}: {error.msg}") from None
        if "parameters" in row:
            documents.append(row)
            continue
        name = row.get("name", row.get("schedule"))
        if not isinstance(name, str):
            raise DataError(f"line {number}: schedule is missing")
        if name not in listed:
            listed[name] = []
            documents.append({"schedule": name, "listed": listed[name]})
        listed[name].append({key: value for key, value in row.items() if key not in ("name", "schedule")})
    return documents


def listed_rows(document: dict[str, Any]) -> tuple[tuple[str, ...], list[tuple[float, ...]]]:
    """Return the columns and rows of a document that was lines: numbers without their schedule."""
    columns = tuple(document["listed"][0])
    if len(columns) < 2 or columns[-1] != "lr":  # noqa: PLR2004 - a place and a value
        raise DataError(f"{document['schedule']}: its rows need an epoch and an lr")
    return columns, [*_rows(document["listed"], columns, document["schedule"])]


def _rows(rows: object, columns: tuple[str, ...], place: str) -> Iterator[tuple[float, ...]]:
    if not isinstance(rows, list):
        raise DataError(f"{place}: a list of rows is needed")
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


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DataError(f"{place or 'the document'}: an object is needed, not {type(value).__name__}")
    return value


def _get(document: dict[str, Any], key: str, place: str) -> Any:
    if key not in document:
        raise DataError(f"{_join(place, key)} is missing")
    return document[key]


def _join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key

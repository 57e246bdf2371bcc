"""The frameworks' code: a program for each schedule."""

from typing import TextIO

from lrcalc.frameworks.writing import snippet
from lrcalc.sheet import Answer, sheets_of

MANY = 10_000  # epochs within which a difference is looked for


def write(framework: str, answer: Answer, out: TextIO) -> None:
    """Write the program of each sheet's schedule."""
    sheets = [part for sheet in sheets_of(answer) for part in sheet.parts or [sheet]]
    programs = []
    for sheet in sheets:
        if sheet.schedule is None:
            raise ValueError(f"{sheet.title} is no schedule")
        epochs = [float(row[sheet.columns.index("epoch")]) for row in sheet.rows[:MANY]]
        programs.append(snippet(framework, sheet.schedule, sheet.command, epochs))
    out.write("\n\n".join(programs))

"""The frameworks' code: a program for each schedule."""

from typing import TextIO

from lrcalc.outputs import FormatError
from lrcalc.sheets import Answer
from lrcalc.writing import WritingError
from lrcalc.writing import write as program


def write(framework: str, answer: Answer, out: TextIO) -> None:
    """Write the program of each sheet's schedule, headed by the command that made it."""
    programs = []
    for sheet in answer.single:
        if sheet.source.schedule is None:
            raise FormatError(f"this is not a schedule: {sheet.title}")
        command = sheet.exercise.command if sheet.exercise else answer.view.command
        comment = "\n".join([command, *filter(None, [sheet.label.get("name")])])
        try:
            programs.append(program(sheet.source.schedule, framework, comment=comment, last=sheet.source.last))
        except WritingError as error:
            raise FormatError(error.problem) from None
    out.write("\n\n".join(programs))

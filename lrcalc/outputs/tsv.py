"""TSV: CSV with tabs, as spreadsheets paste it."""

from typing import TextIO

from lrcalc.outputs import csv
from lrcalc.sheets import Answer


def write(answer: Answer, out: TextIO) -> None:
    """Write a sheet; those of a list share one header and begin each row with their label."""
    csv.write_table(answer, out, "\t")

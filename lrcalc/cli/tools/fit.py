"""``lrcalc fit``: the schedule behind a log."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.files import files_argument, log_options, read_curves
from lrcalc.cli.spelled import command_of
from lrcalc.schedules import STRATEGIES

if TYPE_CHECKING:
    from lrcalc.files.saved import Saved
    from lrcalc.fit import Candidate
    from lrcalc.sheets import Sheet

LEAST = 4  # rows from which a schedule can be told


def _answer(
    files: Sequence[str], columns: Sequence[str], x: str | None, strategies: Sequence[str]
) -> "Sheet | list[Sheet]":
    saved = [one for name in files for one in read_curves(name, columns, x)[0]]
    sheets = [_fitted(one, strategies) for one in saved]
    return sheets if len(sheets) > 1 else sheets[0]


def _fitted(saved: "Saved", strategies: Sequence[str]) -> "Sheet":
    from lrcalc.curve import Curve
    from lrcalc.fit import fit
    from lrcalc.sheets.curve import curve_sheet
    from lrcalc.sheets.fit import fit_sheet

    log = saved.sheet()
    if len(log.rows) < LEAST:
        raise click.UsageError(f"{saved.name} has {len(log.rows)} rows: a schedule is told from {LEAST} or more.")
    epochs, rates = [float(row[0]) for row in log.rows], [float(row[-1]) for row in log.rows]
    rounding = [saved.log.rounding.of(rate) for rate in rates] if saved.log else 0.0
    candidates = fit(epochs, rates, rounding, strategies=strategies)
    if not candidates or not candidates[0].fits:
        _nothing_fits(saved, candidates)
    curve = curve_sheet(Curve(candidates[0].schedule, epochs, count_from=candidates[0].count_from))
    return fit_sheet(log, curve, candidates, [*map(_command, candidates)])


def _command(candidate: "Candidate") -> str:
    return command_of(candidate.schedule) + " --count-from 1" * candidate.count_from


def _nothing_fits(saved: "Saved", candidates: "Sequence[Candidate]") -> NoReturn:
    rounding = f" within its {saved.log.rounding.words}" if saved.log and any(saved.log.rounding) else ""
    closest = ""
    if candidates:
        best = min(candidates, key=lambda candidate: candidate.excess)
        closest = f" The closest is {_command(best)}, which is off by {best.error:.3g}."
    raise click.ClickException(f"No schedule makes the values of {saved.name}{rounding}.{closest}")


command = SheetCommand(
    "fit",
    make=_answer,
    help="Find the schedule that made the values of a log, and print the command that makes them again.\n\n"
    "All strategies are tried, with and without a warm-up, and sequences of up to three. The numbers are the roundest "
    "that the values allow. The log is a CSV or TSV file with a header, JSON Lines, trainer_state.json, or what lrcalc "
    "wrote; - reads standard input. Where nothing fits, the exit code is 1.\n\n\b\n"
    "  lrcalc fit run.csv\n"
    "  lrcalc fit run.csv -f torch",
    arguments=[files_argument()],
    sections={
        "Search": [
            click.Option(
                ["--strategy", "strategies"],
                multiple=True,
                type=click.Choice([*STRATEGIES]),
                metavar="STRATEGY",
                help="Try this strategy alone; may be repeated.",
            )
        ],
        "Log": log_options(),
    },
)

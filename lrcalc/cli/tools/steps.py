"""``lrcalc steps``: the updates of a training run."""

from typing import TYPE_CHECKING, Any

import click

from lrcalc.cli.command import SheetCommand
from lrcalc.cli.options import ParameterOption, made
from lrcalc.cli.types import NUMBER, Share, Whole
from lrcalc.run import Run
from lrcalc.schedule import ParameterError

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet


def _answer(warmup: float | None, tokens_per_sample: int | None, **values: Any) -> "Sheet":
    from lrcalc.sheets.run import run_sheet

    run = made(Run, values, Run.parameters)
    if run.updates is None and run.updates_per_epoch is None:
        raise click.UsageError("Missing option '--samples', or '--steps' for a run of so many updates.")
    try:
        return run_sheet(run, run.warmup_of(warmup) if isinstance(warmup, Share) else warmup, tokens_per_sample)
    except ParameterError:
        raise click.UsageError(
            f"--warmup {warmup!r} of what? Give the run's length with --epochs or --steps."
        ) from None


command = SheetCommand(
    "steps",
    make=_answer,
    help="Count the updates of a training run, as Transformers' Trainer does; with --steps, its epochs.\n\n\b\n"
    "  lrcalc steps --samples 52002 --batch-size 4 --devices 8 --accumulate 4 --epochs 3 --warmup 3%",
    sections={
        "Run": [
            *(ParameterOption(parameter) for parameter in Run.parameters.values()),
            click.Option(["--warmup"], type=NUMBER, metavar="STEPS", help="Updates of warm-up, or 3% of the run."),
            click.Option(
                ["--tokens-per-sample"], type=Whole(1), metavar="COUNT", help="Tokens of a sample, to count them."
            ),
        ]
    },
)

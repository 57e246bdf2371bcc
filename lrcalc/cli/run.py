"""The options of a training run: they make the clock of a curve steps, and say where it ends."""

from typing import Any

import click

from lrcalc.cli.options import ParameterOption, option_error
from lrcalc.cli.types import Whole
from lrcalc.run import Run
from lrcalc.schedule import ParameterError, Schedule

COUNTS = ("samples", "batch_size", "devices", "accumulate", "drop_last")
SCALED = ("lr", "lr_max")  # the rate that is scaled, by the first of these names that a strategy has


def run_options() -> list[click.Option]:
    """Return new options for what a run is made of; its length is --epochs."""
    return [
        *(ParameterOption(Run.parameters[name], required=False) for name in COUNTS),
        click.Option(
            ["--scale-lr"],
            type=click.Choice(["linear", "sqrt"]),
            help="Scale the learning rate by this run's batch against --base-batch.",
        ),
        click.Option(
            ["--base-batch"], type=Whole(1), metavar="COUNT", help="Batch that the rate is for.  [default: 256]"
        ),
    ]


def run_of(values: dict[str, Any]) -> Run | None:
    """Return the run that options ask for, or None where they ask for none."""
    given = {name: values[name] for name in COUNTS if values.get(name)}
    if not given:
        return None
    if "batch_size" not in given:
        raise click.UsageError("A run needs --batch-size, the samples per batch on each device.")
    epochs = values.get("epochs") if given.get("samples") else None
    try:
        return Run(**given, epochs=epochs)
    except ParameterError as error:
        raise option_error(error) from None


def running() -> Run | None:
    """Return the run of the command that is running, or of the one around it."""
    context = click.get_current_context(silent=True)
    while context:
        run = run_of(context.params)
        if run:
            return run
        context = context.parent
    return None


def scaled(values: dict[str, Any], kind: type[Schedule]) -> str | None:
    """Scale the learning rate among a strategy's options in place, and return the line that says so."""
    context: click.Context | None = click.get_current_context()
    while context and not context.params.get("scale_lr"):
        context = context.parent
    if context is None:
        return None
    run = running()
    if run is None:
        raise click.UsageError("--scale-lr needs --batch-size: it scales the learning rate by the run's batch.")
    name = next((name for name in SCALED if name in kind.parameters), None)
    if name is None:
        raise click.UsageError(f"--scale-lr: {kind.strategy} has no learning rate of its own to scale.")
    if values.get(name) is None:
        option = f"--{name.replace('_', '-')}"
        raise click.UsageError(
            f"--scale-lr: {option} is the number to compute, at this very batch: leave --scale-lr out."
        )
    base, batch, way = context.params.get("base_batch") or 256, run.samples_per_update, context.params["scale_lr"]
    lr = values[name]
    ratio = batch / base
    values[name] = lr * ratio if way == "linear" else lr * ratio**0.5
    sign = "" if way == "linear" else "√"
    return f"{name} scaled to the batch: {lr:g} · {sign}({batch} / {base}) = {values[name]:.6g}"

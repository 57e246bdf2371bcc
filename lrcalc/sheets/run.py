"""The sheet of a run: what it is given, and the updates that it makes."""

from collections.abc import Iterator
from dataclasses import replace

from lrcalc.run import Run
from lrcalc.sheets import Column, Row, Sheet
from lrcalc.values import pretty, trimmed


def run_sheet(run: Run, warmup: float | None = None, tokens_per_sample: int | None = None) -> Sheet:
    """Return the sheet of a run; ``warmup`` are its updates of warm-up, if it has one."""
    seen = run.samples_seen
    facts: dict[str, float | None] = {
        "samples_per_update": run.samples_per_update,
        "updates_per_epoch": run.updates_per_epoch,
        "updates": run.updates,
        "epochs": None if run.length is None else trimmed(run.length),
        "warmup": None if warmup is None else trimmed(warmup),
        "last_batch": run.last_batch,
        "tokens_per_update": tokens_per_sample and tokens_per_sample * run.samples_per_update,
        "tokens": tokens_per_sample and seen and tokens_per_sample * seen,
    }
    known = {name: value for name, value in facts.items() if value is not None}
    rows: list[Row] = [(WORDS[name], value) for name, value in known.items()]
    return Sheet(
        title="steps: ⌈⌈samples / (batch_size · devices)⌉ / accumulate⌉ updates an epoch",
        details=[", ".join(f"{name} = {pretty(value)}" for name, value in run.settings.items())],
        columns=[Column("quantity", "text"), Column("value", exact=True)],
        rows=rows,
        label={},
        facts={"parameters": run.settings, **known},
        facts_only=True,
        notes=[*_without_last(run)],
    )


WORDS = {
    "samples_per_update": "samples an update",
    "updates_per_epoch": "updates an epoch",
    "updates": "updates in all",
    "epochs": "epochs",
    "warmup": "updates of warm-up",
    "last_batch": "samples in an epoch's last batch",
    "tokens_per_update": "tokens an update",
    "tokens": "tokens in all",
}


def _without_last(run: Run) -> Iterator[str]:
    """Yield what a run would be that leaves an epoch's last batch out, if it is another one."""
    share = run.batch_size * run.devices
    if run.samples is None or run.samples < share:
        return
    whole = replace(run, drop_last=True)
    if whole.updates_per_epoch != run.updates_per_epoch:
        in_all = "" if run.epochs is None else f", {whole.updates} in all"
        yield (
            f"an epoch's last batch has {run.last_batch} of {share} samples; "
            f"with drop_last there are {whole.updates_per_epoch} updates an epoch{in_all}"
        )

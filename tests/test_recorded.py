"""Every recorded curve of a framework comes out of the line of code that made it.

The schedules in ``EXACT`` match bit for bit. The others are computed by the framework in another order of
operations, which costs last bits; they match to 1e-12 of the curve's peak. Why, by framework:

* torch multiplies step upon step (a recurrence), as do Paddle's CosineAnnealingDecay and LinearLR; torch's and
  Paddle's CyclicLR find the place in the cycle as 1 + t/S − cycle, which loses digits;
* Keras' and Optax' cosines scale the part above alpha, a share of the peak, and Optax interpolates its pieces
  and warm-ups from their end;
* Transformers divides by the length before it multiplies by π, counts what is left for a line, and scales its
  floor as a share of the peak; timm divides the ramp of a warm-up first, Paddle last.
"""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from lrcalc import ReadingError, read
from lrcalc.files.saved import schedule_of
from tests.record import ENTRIES, FOLDER, line_of

EXACT = {
    "keras": {"ExponentialDecay", "InverseTimeDecay", "PiecewiseConstantDecay", "PolynomialDecay"},
    "optax": {"constant_schedule", "exponential_decay", "piecewise_constant_schedule", "polynomial_schedule"},
    "paddle": {
        "CosineAnnealingWarmRestarts", "ExponentialDecay", "InverseTimeDecay", "MultiStepDecay", "NoamDecay",
        "OneCycleLR", "PiecewiseDecay", "PolynomialDecay", "StepDecay",
    },
    "timm": set(),  # those without a warm-up are: see EXACT_WITHOUT_WARMUP
    "torch": {"ConstantLR", "CosineAnnealingWarmRestarts", "OneCycleLR"},
    "transformers": {"constant", "constant_with_warmup", "inverse_sqrt"},
}  # fmt: skip
EXACT_WITHOUT_WARMUP = {
    "CosineLRScheduler",
    "MultiStepLRScheduler",
    "PolyLRScheduler",
    "StepLRScheduler",
    "TanhLRScheduler",
}

# Entries that are refused, with the reason.
REFUSED: list[tuple[str, str, Callable[[dict[str, Any]], bool], str]] = [
    ("keras", "CosineDecayRestarts", lambda p: p["t_mul"] < 1, "its cycles end in nan"),
]

# Epochs at which the framework leaves its own formula, with the reason; elsewhere the entry is compared.
MASKED: list[tuple[str, str, Callable[[dict[str, Any], float], bool], str]] = [
    ("torch", "OneCycleLR", lambda p, e: e >= p["total_steps"], "a step past the end"),
    ("paddle", "OneCycleLR", lambda p, e: e >= p["total_steps"], "a step past the end"),
    (
        "torch",
        "CosineAnnealingLR",
        lambda p, e: p["T_max"] >= 10_000 and e > p["T_max"],
        "the recurrence drifts by 8e-12",
    ),
    ("keras", "CosineDecayRestarts", lambda p, e: p["t_mul"] == 1.5 and e == 25, "the floor at a restart, in float32"),
    ("keras", "PolynomialDecay", lambda p, e: p["decay_steps"] == 33.3 and e >= 33, "33.3 in float32"),
]


def reason(table: list[Any], entry: dict[str, Any], *place: float) -> str | None:
    """Return why an entry, or an epoch of it, is not compared."""
    for peer, name, applies, why in table:
        if (peer, name) == (entry["peer"], entry["schedule"]) and applies(entry["params"], *place):
            return str(why)
    return None


def is_exact(entry: dict[str, Any]) -> bool:
    """Tell whether an entry is compared bit for bit."""
    direct = entry["schedule"] in EXACT[entry["peer"]]
    return entry["precision"] == "float64" and (
        direct or (entry["schedule"] in EXACT_WITHOUT_WARMUP and "warmup_t" not in entry["params"])
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: f"{e['peer']} {e['precision']} {e['schedule']} {e['params']}")
def test_recorded_curve(entry: dict[str, Any]) -> None:
    """A recorded curve is the line's, exactly, or to 1e-12 of its peak (float32: 1e-5); as JSON it comes back."""
    line, lr = line_of(entry)
    refusal = reason(REFUSED, entry)
    if refusal:
        with pytest.raises(ReadingError):
            read(line, entry["peer"], lr)
        pytest.skip(f"refused: {refusal}")
    schedule = read(line, entry["peer"], lr).schedule
    rows = [(e, value) for e, value in zip(entry["epochs"], entry["lr"], strict=True) if not reason(MASKED, entry, e)]
    peak = max(entry["lr"])
    allowed = 0.0 if is_exact(entry) else peak * (1e-12 if entry["precision"] == "float64" else 1e-5)
    wrong = [(e, value, schedule(e)) for e, value in rows if not abs(schedule(e) - value) <= allowed]
    assert wrong == []
    assert schedule_of(json.loads(json.dumps(schedule.data()))) == schedule
    assert rows or reason(MASKED, entry, 0)


def report() -> str:
    """Return which recorded entries are refused, and which epochs of others are not compared, with the reasons."""
    lines = ["# Recorded curves that are not compared, or not at every epoch", ""]
    for entry in ENTRIES:
        name = f"{entry['peer']} {entry['precision']} {entry['schedule']} `{json.dumps(entry['params'])}`"
        refusal = reason(REFUSED, entry)
        masked = [epoch for epoch in entry["epochs"] if reason(MASKED, entry, epoch)]
        if refusal:
            lines.append(f"- {name}: refused, {refusal}")
        elif masked:
            where = f"{len(masked)} of {len(entry['epochs'])} epochs, from {masked[0]:g}"
            lines.append(f"- {name}: {where}, {reason(MASKED, entry, masked[0])}")
    return "\n".join(lines) + "\n"


def test_report_is_current() -> None:
    """The report beside the recorded values names what the tests leave out; LRCALC_DRAW=1 writes it anew."""
    file = FOLDER / "REPORT.md"
    if os.environ.get("LRCALC_DRAW"):
        file.write_text(report(), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == report()

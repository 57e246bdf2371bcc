"""Framework code: every recorded curve comes out of the line that made it, and what is written reads back.

The schedules in ``EXACT`` match bit for bit. The others are computed by the framework in another order of
operations, which costs last bits; they match to 1e-12 of the curve's peak. Why, by framework:

* torch multiplies step upon step (a recurrence), as do Paddle's CosineAnnealingDecay and LinearLR; torch's and
  Paddle's CyclicLR find the place in the cycle as 1 + t/S − cycle, which loses digits;
* Keras' and Optax' cosines scale the part above alpha, a share of the peak, and Optax interpolates its pieces
  and warm-ups from their end;
* Transformers divides by the length before it multiplies by π, counts what is left for a line, and scales its
  floor as a share of the peak; timm divides the ramp of a warm-up first, Paddle last.
"""

import ast
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcalc import (
    Constant,
    Cosine,
    Linear,
    Multistep,
    OneCycle,
    ReadingError,
    Schedule,
    Sequence,
    Shift,
    Step,
    Warmup,
    read,
    write,
)
from lrcalc.cli import root
from lrcalc.frameworks import FRAMEWORKS
from lrcalc.schedules import STRATEGIES
from lrcalc.writing import own_code
from lrcalc.writing.function import function
from tests.test_compose import CHAIN, ROW, WARM
from tests.test_schedules import SCHEDULES

FOLDER = Path(__file__).parent / "golden"
ENTRIES = [entry for file in sorted(FOLDER.glob("*.json")) for entry in json.loads(file.read_text(encoding="utf-8"))]
NEEDS_OPTIMIZER = {"torch", "transformers", "timm"}

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
    ("optax", "cosine_decay_schedule", lambda p: p["alpha"] > 1, "a floor above the start"),
    ("transformers", "cosine_with_min_lr", lambda p: p["min_lr"] > p["lr"], "a floor above the start"),
    ("transformers", "cosine_warmup_with_min_lr", lambda p: p["min_lr"] > p["lr"], "a floor above the start"),
]

# Epochs at which the framework leaves its own formula, with the reason; elsewhere the entry is compared.
MASKED: list[tuple[str, str, Callable[[dict[str, Any], float], bool], str]] = [
    ("torch", "OneCycleLR", lambda p, e: e >= p["total_steps"], "a step past the end"),
    ("paddle", "OneCycleLR", lambda p, e: e >= p["total_steps"], "a step past the end"),
    ("torch", "ConstantLR", lambda p, _: p["total_iters"] == 0, "stuck with zero steps"),
    (
        "torch",
        "CosineAnnealingLR",
        lambda p, e: p["T_max"] >= 10_000 and e > p["T_max"],
        "the recurrence drifts by 8e-12",
    ),
    (
        "torch",
        "ChainedScheduler",
        lambda p, e: any(s.get("T_max", e) < e for s in p["schedulers"]),
        "past T_max a cosine adds",
    ),
    ("keras", "CosineDecayRestarts", lambda p, e: p["t_mul"] == 1.5 and e == 25, "the floor at a restart, in float32"),
    ("keras", "PolynomialDecay", lambda p, e: p["decay_steps"] == 33.3 and e >= 33, "33.3 in float32"),
    ("timm", "TanhLRScheduler", lambda p, e: e == 0 and "warmup_t" not in p, "the constructor leaves lr as it is"),
]


def code(name: str, params: dict[str, Any], *, optimizer: bool) -> str:
    """Return the call that a recorded entry was made with."""
    arguments = ["optimizer"] * optimizer
    for key, value in params.items():
        if key == "schedulers":
            inner = [code(s["name"], {k: v for k, v in s.items() if k != "name"}, optimizer=True) for s in value]
            arguments.append(f"schedulers=[{', '.join(inner)}]")
        elif key == "schedules":
            inner = [code(s["name"], {k: v for k, v in s.items() if k != "name"}, optimizer=False) for s in value]
            arguments.append(f"schedules=[{', '.join(inner)}]")
        elif key == "boundaries_and_scales":
            arguments.append(f"{key}={dict(map(tuple, value))!r}")
        elif isinstance(value, dict) and "name" in value:
            arguments.append(
                f"{key}={code(value['name'], {k: v for k, v in value.items() if k != 'name'}, optimizer=False)}"
            )
        else:
            arguments.append(f"{key}={value!r}")
    return f"{name}({', '.join(arguments)})"


def line_of(entry: dict[str, Any]) -> tuple[str, float | None]:
    """Return an entry's line of code, and the optimizer's learning rate."""
    params = dict(entry["params"])
    peer, name = entry["peer"], entry["schedule"]
    lr = params.pop("lr", None)
    if peer == "transformers":
        specific = {k: params.pop(k) for k in list(params) if k not in ("num_warmup_steps", "num_training_steps")}
        arguments = {**params, **({"scheduler_specific_kwargs": specific} if specific else {})}
        return code("get_scheduler", {"name": name, **arguments}, optimizer=False).replace(
            f"name={name!r}", f"{name!r}, optimizer"
        ), lr
    return code(name, params, optimizer=peer in NEEDS_OPTIMIZER and name != "ChainedScheduler"), lr


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
    """A recorded curve is the line's: exactly, or to 1e-12 of its peak (float32: 1e-5); see REFUSED and MASKED."""
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


# --- reading ---


@pytest.mark.parametrize(
    ("framework", "line", "lr", "expected"),
    [
        ("torch", "StepLR(optimizer, 30)", 0.1, Step(lr=0.1, rate=0.1, every=30)),
        (
            "torch",
            "scheduler = optim.lr_scheduler.StepLR(opt, step_size=3 * 10, gamma=1e-1)",
            0.1,
            Step(lr=0.1, rate=0.1, every=30),
        ),
        (
            "torch",
            "torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50*391)",
            1e-3 / 25,
            Cosine(lr=1e-3 / 25, t_max=19550, periodic=True),
        ),
        ("torch", "StepLR(optimizer, 2.5)", 0.1, Step(lr=0.1, rate=0.1, every=5)),
        (
            "keras",
            "keras.optimizers.schedules.CosineDecay(0.1, 100, alpha=0.01)",
            None,
            Cosine(lr=0.1, lr_min=0.001, t_max=100),
        ),
        (
            "optax",
            "optax.join_schedules([optax.linear_schedule(0., 1., 5), optax.constant_schedule(1.)], [5])",
            None,
            Warmup(schedule=Constant(lr=1), warmup=5),
        ),
        (
            "optax",
            "optax.sgdr_schedule([dict(init_value=0., peak_value=1., warmup_steps=2, decay_steps=8)])",
            None,
            Sequence(parts=(Warmup(schedule=Cosine(lr=1, t_max=6), warmup=2),), switch=()),
        ),
        (
            "transformers",
            "get_scheduler('linear', optimizer, num_warmup_steps=10, num_training_steps=100)",
            5e-5,
            Warmup(schedule=Linear(lr=5e-5, over=90), warmup=10),
        ),
        (
            "transformers",
            "get_cosine_schedule_with_warmup(optimizer, 0, -(-90))",
            1,
            Cosine(lr=1, t_max=90, periodic=True),
        ),
        (
            "paddle",
            "LinearWarmup(CosineAnnealingDecay(0.1, 60), 10, 0.0, 0.1)",
            None,
            Warmup(schedule=Cosine(lr=0.1, t_max=60, periodic=True), warmup=10),
        ),
        ("timm", "StepLRScheduler(optimizer, decay_t=2.4, decay_rate=.97)", 0.1, Step(lr=0.1, rate=0.97, every=2.4)),
    ],
)
def test_lines_of_training_scripts(framework: str, line: str, lr: float | None, expected: Schedule) -> None:
    """Positional and keyword arguments, prefixes, arithmetic, defaults and nesting are the framework's."""
    assert read(line, framework, lr).schedule == expected


@pytest.mark.parametrize(
    ("framework", "line", "problem"),
    [
        ("torch", "LambdaLR(optimizer, lr_lambda=f)", "LambdaLR depends on a function"),
        ("torch", "ReduceLROnPlateau(optimizer, 'min')", "ReduceLROnPlateau depends on a metric"),
        ("timm", "CosineLRScheduler(optimizer, 100, noise_range_t=5)", "noise_range_t adds a random draw"),
        ("torch", "StepLr(optimizer, 30)", "lrcalc knows no torch schedule called StepLr; did you mean StepLR?"),
        ("torch", "StepLR(optimizer)", "StepLR: missing a required argument: 'step_size'"),
        ("torch", "StepLR(optimizer, 30, gama=1)", "StepLR: got an unexpected keyword argument 'gama'"),
        ("torch", "StepLR(optimizer, 0)", "StepLR: step_size: 0 is not a number greater than 0"),
        (
            "torch",
            "StepLR(optimizer, steps)",
            "StepLR: the value of step_size, steps, is not known here; write the number",
        ),
        ("torch", "StepLR(optimizer, '30')", "StepLR: step_size must be a number, not '30'"),
        ("torch", "StepLR(optimizer, *a)", "* and ** are not supported"),
        ("torch", "StepLR(optimizer, 30) + 1", "a single call is expected"),
        ("torch", "a = 1; b = 2", "a single call is expected"),
        ("torch", "", "a single call is expected"),
        ("torch", "SequentialLR(optimizer, [3], [])", "a torch schedule is expected, not 3"),
        ("transformers", "get_scheduler('reduce_lr_on_plateau', optimizer)", "or depends on a metric"),
        ("keras", "CosineDecay(0.1, 100, alpha=2)", "CosineDecay: lr_min: 0.2 is above lr, which is 0.1"),
    ],
)
def test_what_is_refused(framework: str, line: str, problem: str) -> None:
    """What depends on more than numbers, and what is no call, is refused by name with the reason."""
    with pytest.raises(ReadingError) as caught:
        read(line, framework, 0.1)
    assert problem in str(caught.value)


HOSTILE = [
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "StepLR(optimizer, [x for x in (1, 2)])",
    "StepLR(optimizer, lambda: 1)",
    "StepLR(optimizer, f'{1}')",
    "StepLR(optimizer, 9**9**9)",
    "StepLR(optimizer, 10**300)",
    "StepLR(optimizer, (-8)**0.5)",
    "StepLR(optimizer, 1/0)",
    "StepLR(optimizer, 1 if True else 2)",
    "StepLR(optimizer, (y := 3))",
    "StepLR(optimizer, open('/etc/passwd'))",
    "StepLR(optimizer, 1e999)",
    "StepLR(optimizer, 1j)",
    "StepLR(optimizer, b'3')",
    "StepLR(optimizer, ...)",
    "StepLR(optimizer, {1, 2})",
    "StepLR(optimizer, {**{}})",
    "StepLR(optimizer, 'a' * 10**9)",
    "StepLR(optimizer, 3) # \0",
    "\0",
    "(" * 1_000_000,
    "[" * 5_000,
    "-" * 9_000 + "1",
    "StepLR(" * 90 + ")" * 90,
    "a" * 10_000_000,
    "StepLR(optimizer, " + "1+" * 4_000 + "1)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40].replace("\0", "NUL"))
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_hostile_text(framework: str, text: str) -> None:
    """Nothing is run: what is no plain call is refused, however deep or long it is."""
    with pytest.raises(ReadingError):
        read(text, framework, 0.1)


@settings(max_examples=300)
@given(
    text=st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "StepLR",
                "CosineDecay",
                "(",
                ")",
                "[",
                "]",
                ",",
                "optimizer",
                "=",
                "3",
                "1e3",
                "**",
                "-",
                ".",
                "'a'",
                "{",
                "}",
                ":",
                "lambda",
            ]
        ),
        max_size=20,
    ).map(" ".join)
)
def test_any_text(text: str) -> None:
    """Any text is a schedule or a sentence that says why not."""
    try:
        schedule = read(text, "torch", 0.1).schedule
    except ReadingError:
        return
    assert isinstance(schedule, Schedule)


def test_command_line() -> None:
    """``lrcalc from`` prints the curve, with the notes on stderr; errors end with 2."""
    run = CliRunner().invoke(
        root, ["from", "torch", "OneCycleLR(optimizer, max_lr=1, total_steps=10)", "--lr", "1", "--csv", "-n", "2"]
    )
    assert run.stdout == "epoch,lr\n0,0.040000000000000036\n1,0.52\n"
    assert "note: OneCycleLR ends at step 9" in run.stderr
    for words, sentence in (
        (["torch", "StepLR(optimizer, 3)"], "torch: the learning rate is set in the optimizer: give it with --lr."),
        (["torch", "StepLR(optimizer, 3)", "--lr", "0"], "'--lr': 0 is not a number greater than 0."),
        (["torhc", "StepLR(optimizer, 3)"], "'torhc' is not one of 'torch'"),
        (["torch", "x" * 10_000_000], "the text is longer than 10,000 characters"),
    ):
        run = CliRunner().invoke(root, ["from", *words])
        assert (run.exit_code, run.stdout) == (2, "")
        assert sentence in run.stderr


# --- writing ---


COMPOSED = [
    WARM,
    ROW,
    CHAIN,
    Warmup(schedule=Step(lr=0.1, rate=0.5, every=10), warmup=5),
    Warmup(schedule=Constant(lr=0.1), warmup=5),
]


@pytest.mark.parametrize("schedule", [*SCHEDULES, *COMPOSED], ids=repr)
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_what_is_written_reads_back(framework: str, schedule: Schedule) -> None:
    """Where the framework has the schedule, its code is read as the same schedule, or the same curve."""
    native = own_code(schedule, framework)
    if native is None:
        return
    code, _ = native
    again = read(code.call, framework, code.lr).schedule
    if again != schedule:  # a curve may have two names: a warm-up of 0 epochs, cycles of which there is one
        peak = max(schedule(epoch) for epoch in range(60))
        assert [again(e) for e in range(60)] == pytest.approx(
            [schedule(e) for e in range(60)], rel=1e-12, abs=1e-13 * peak
        )
        assert (framework, schedule.name) in {
            ("timm", "cosine"),
            ("timm", "cosine-restarts"),
            ("transformers", "cosine-restarts"),
            ("optax", "polynomial"),
            ("optax", "sequence"),
            ("torch", "multistep"),
            ("keras", "cosine-restarts"),
            ("timm", "wsd"),
            ("timm", "multistep"),
            ("optax", "cosine"),
            ("torch", "piecewise"),
        }


@pytest.mark.parametrize("schedule", [*SCHEDULES, *COMPOSED, Shift(parts=(ROW,), by=30, backwards=True)], ids=repr)
def test_the_function_is_the_schedule(schedule: Schedule) -> None:
    """The formula as a function of its own gives the same numbers to the bit."""
    imports, lines = function(schedule)
    names: dict[str, Any] = {}
    exec("\n".join([*imports, *lines]), names)
    assert "lrcalc" not in "\n".join(imports)
    for epoch in [*range(60), 2.5]:
        try:
            own = schedule(epoch)
        except OverflowError:
            continue
        assert names["learning_rate"](epoch) == own


@pytest.mark.parametrize("framework", ["torch", "keras", "optax"])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_can_be_written(framework: str, strategy: str) -> None:
    """PyTorch, Keras and Optax get a program for every strategy, which is Python and says who made it."""
    schedule = next(schedule for schedule in SCHEDULES if schedule.strategy == strategy)
    program = write(schedule, framework, comment=f"lrcalc {strategy}")
    ast.parse(program)
    assert program.startswith(f"# lrcalc {strategy}\n")


def test_programs() -> None:
    """A program has its imports, the scheduler and the command; a port is one line."""
    run = CliRunner().invoke(
        root, ["from", "torch", "StepLR(optimizer, 30)", "--lr", "0.1", "-f", "optax"], prog_name="lrcalc"
    )
    assert run.stdout == (
        "# lrcalc from torch 'StepLR(optimizer, 30)' --lr 0.1 -f optax\n"
        "import optax\n\n"
        "schedule = optax.exponential_decay(init_value=0.1, transition_steps=30, decay_rate=0.1, staircase=True)\n"
    )
    run = CliRunner().invoke(root, ["tanh", "--lr", "1", "--t-max", "5", "-f", "transformers"], prog_name="lrcalc")
    assert (run.exit_code, run.stdout) == (1, "")
    assert (
        "transformers: it has no equivalent of this tanh; torch, keras and optax can write any schedule" in run.stderr
    )


def test_a_difference_is_said() -> None:
    """Where the framework's curve is another one within the window, a comment says from where on."""
    program = write(OneCycle(lr_max=1, total=10), "torch")
    assert "# OneCycleLR ends at step 9; PyTorch's value at step 10 is past the end, lrcalc shows the end's" in program
    early = write(Multistep(lr=1, rate=0.5, milestones=(0,)), "timm")
    assert "# at epoch 0 timm's constructor leaves lr unchanged" in early

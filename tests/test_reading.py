"""A framework's line of code is read as the framework means it, and never run."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lrcalc import Constant, Cosine, Linear, ReadingError, Schedule, Sequence, Step, Warmup, read
from tests.program import lrcalc


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
            Sequence(parts=(Warmup(schedule=Cosine(lr=1, t_max=8), warmup=2),), switch=()),
        ),
        (
            "transformers",
            "get_scheduler('linear', optimizer, num_warmup_steps=10, num_training_steps=100)",
            5e-5,
            Warmup(schedule=Linear(lr=5e-5, over=100), warmup=10),
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
            Warmup(schedule=Cosine(lr=0.1, t_max=70, periodic=True), warmup=10),
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
def test_hostile_text(text: str) -> None:
    """Nothing is run: what is not a plain call is refused, however deep or long it is."""
    with pytest.raises(ReadingError):
        read(text, "torch", 0.1)


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
            ],
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
    run = lrcalc("from torch 'OneCycleLR(optimizer, max_lr=1, total_steps=10)' --lr 1 --csv -n 2")
    assert run.stdout == "epoch,lr\n0,0.040000000000000036\n1,0.52\n"
    assert "note: OneCycleLR ends at step 9" in run.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["torch", "StepLR(optimizer, 3)"], "torch: the learning rate is set in the optimizer: give it with --lr."),
        (["torch", "StepLR(optimizer, 3)", "--lr", "0"], "'--lr': 0 is not a number greater than 0."),
        (["torhc", "StepLR(optimizer, 3)"], "'torhc' is not one of 'torch'"),
        (["torch", "x" * 10_000_000], "the text is longer than 10,000 characters"),
    ],
    ids=["no rate", "bad rate", "no framework", "too long"],
)
def test_misuse(words: list[str], sentence: str) -> None:
    """Errors end with 2 and name what is wrong."""
    run = lrcalc("from", *words)
    assert (run.exit_code, run.stdout) == (2, "")
    assert sentence in run.stderr

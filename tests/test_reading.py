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
    ("framework", "line", "values", "note"),
    [
        ("torch", "MultiStepLR(optimizer, [2, 3.5])", {1: 1, 2: 0.1, 4: 0.1}, "never reaches a milestone that is not"),
        ("torch", "ConstantLR(optimizer, 0.5, 3)", {0: 0.5, 2: 0.5, 3: 1}, ""),
        ("torch", "SequentialLR(optimizer, [ExponentialLR(optimizer, 0.5), ConstantLR(optimizer, 0.5, 0)], [2])", {0: 1, 1: 0.5, 2: 1, 9: 1}, ""),
        ("torch", "StepLR(optimizer, 1e300)", {0: 1, 9: 1, 2**53: 1}, ""),
        ("torch", "SequentialLR(optimizer, [StepLR(optimizer, 2.4), StepLR(optimizer, 2.4)], [9])", {0: 1, 20: 1}, "exact multiples of step_size = 2.4: every 5404319552844595 epochs"),
        ("torch", "ChainedScheduler([LinearLR(optimizer, 1.0, total_iters=3), CosineAnnealingLR(optimizer, 4, eta_min=0.5)])", {0: 1, 2: 0.75, 4: 0.5}, "changes the rate that it finds"),
        ("keras", "LearningRateScheduler(lambda epoch: 0.5 ** epoch)", {0: 1, 3: 0.125}, ""),
        ("optax", "cosine_decay_schedule(1, 4, alpha=2.0)", {0: 1, 2: 1.5, 4: 2, 9: 2}, "the end, 2, is above the start, 1: the rate rises to it"),
        ("optax", "cosine_decay_schedule(1, 4, alpha=-0.5)", {0: 1, 2: 0.25, 4: -0.5}, ""),
        ("transformers", "get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 0, 300000, num_cycles=100000)", {0: 1, 1: 0.75, 2: 0.25, 3: 1, 4: 0.75}, ""),
        ("paddle", "ExponentialDecay(1.0, 0.5, last_epoch=1)", {0: 0.25, 1: 0.125}, "with last_epoch=1 Paddle begins at epoch 2"),
        ("torch", "ConstantLR(optimizer, factor=1)", {0: 1, 9: 1}, ""),
        ("torch", "LinearLR(optimizer, 0.5, total_iters=2)", {0: 0.5, 1: 0.75, 2: 1, 3: 1}, ""),
        ("torch", "PolynomialLR(optimizer, 0)", {0: 1, 3: 1}, ""),
        ("torch", "OneCycleLR(optimizer, 1, epochs=5, steps_per_epoch=2)", {2: 1, 9: 4e-6}, ""),
        ("torch", "CyclicLR(optimizer, 0.5, 1, 2, mode='triangular2')", {0: 0.5, 2: 1, 6: 0.75}, ""),
        ("torch", "ChainedScheduler([StepLR(optimizer, 2), ExponentialLR(optimizer, 0.5)])", {0: 1, 1: 0.5, 2: 0.025}, ""),
        ("torch", "ConstantLR(optimizer, total_iters=0)", {0: 1 / 3, 9: 1 / 3}, "stays at lr · factor for ever"),
        ("torch", "LinearLR(optimizer, 0.5, 0.75, total_iters=0)", {0: 0.5, 9: 0.5}, "stays at lr · start_factor for ever"),
        ("keras", "ExponentialDecay(1.0, 2, 0.25, staircase=True)", {1: 1, 2: 0.25}, ""),
        ("keras", "PolynomialDecay(1.0, 4, end_learning_rate=0.0, cycle=True)", {2: 0.5, 6: 0.25}, ""),
        ("keras", "CosineDecay(0.5, 2, warmup_target=1.0, warmup_steps=2)", {0: 0.5, 1: 0.75, 2: 1, 3: 0.5, 4: 0}, ""),
        ("keras", "CosineDecay(1.0, 2, warmup_steps=2)", {0: 1, 1: 0.5}, "without warmup_target Keras ignores warmup_steps"),
        ("optax", "linear_schedule(1, 0, 4, transition_begin=-2)", {0: 1, 2: 0.5}, "a negative transition_begin as 0"),
        ("optax", "linear_schedule(1, 0, 4, transition_begin=2)", {2: 1, 4: 0.5}, ""),
        ("optax", "polynomial_schedule(1, 0, 2, 0)", {0: 1, 9: 1}, "keeps init_value"),
        ("optax", "linear_schedule(1, 1, 5)", {0: 1, 9: 1}, ""),
        ("optax", "exponential_decay(1, 2, 0.25)", {1: 0.5, 2: 0.25}, ""),
        ("optax", "exponential_decay(1, 2, 0.25, end_value=0.5)", {0: 1, 1: 0.5, 4: 0.5}, ""),
        ("optax", "exponential_decay(1, 2, 0.25, end_value=0)", {0: 1, 2: 0.25, 4: 0.0625}, ""),
        ("optax", "exponential_decay(1, 2, 0.25, end_value=2)", {0: 2, 4: 2}, "bounds the rate from the start"),
        ("optax", "exponential_decay(1, 2, 0.25, end_value=0.3, staircase=True)", {1: 1, 2: 0.3, 9: 0.3}, ""),
        ("optax", "warmup_constant_schedule(0, 1, 0)", {0: 0, 9: 0}, "stays at init_value = 0 for ever"),
        ("optax", "exponential_decay(1, 0, 0.25)", {0: 1, 9: 1}, "keeps init_value"),
        ("optax", "piecewise_constant_schedule(1)", {0: 1, 9: 1}, ""),
        ("optax", "piecewise_constant_schedule(1, {2: 0.5, 4: 0.1})", {1: 1, 2: 0.5, 4: 0.05}, ""),
        ("optax", "piecewise_interpolate_schedule('linear', 1, {4: 0.5, 8: 0})", {0: 1, 2: 0.75, 6: 0.25, 9: 0}, ""),
        ("optax", "piecewise_interpolate_schedule('cosine', 1, {4: 0.5, 6: 2})", {2: 0.75, 4: 0.5, 5: 0.75, 6: 1}, ""),
        ("transformers", "get_cosine_schedule_with_warmup(optimizer, 2, 6, num_cycles=0)", {1: 0.5, 2: 1, 6: 1}, ""),
        ("transformers", "get_cosine_schedule_with_warmup(optimizer, 0, 4, num_cycles=1)", {0: 1, 2: 0, 4: 1}, ""),
        ("transformers", "get_cosine_with_min_lr_schedule_with_warmup_lr_rate(optimizer, 0, 4, min_lr=0)", {1: 0.5, 3: 0}, ""),
        ("transformers", "get_inverse_sqrt_schedule(optimizer, 0, timescale=100)", {0: 1, 300: 0.5}, ""),
        ("transformers", "get_wsd_schedule(optimizer, 0, 2, num_training_steps=6, decay_type='linear')", {4: 1, 5: 0.5, 6: 0}, ""),
        ("transformers", "get_scheduler('cosine_with_min_lr', optimizer, 0, 2, scheduler_specific_kwargs={'min_lr_rate': 0.5})", {0: 1, 1: 0.75}, ""),
        ("transformers", "get_scheduler('constant', optimizer, num_warmup_steps=3)", {0: 1, 9: 1}, ""),
        ("timm", "WSDLRScheduler(optimizer, 6, 2, decay_fn='linear')", {0: 1, 4: 1, 5: 0.5, 6: 0}, ""),
        ("timm", "WSDLRScheduler(optimizer, 8, 4, stable_fn='power', stable_timescale=4, stable_power=1, decay_fn='linear')", {0: 1, 4: 0.5, 6: 0.2}, ""),
        ("timm", "CosineLRScheduler(optimizer, 4, warmup_t=2, warmup_prefix=True)", {0: 0, 1: 0.5, 2: 1, 4: 0.5, 6: 0}, ""),
        ("timm", "CosineLRScheduler(optimizer, 4, warmup_t=2)", {0: 0, 1: 0.5, 2: 0.5, 4: 0}, ""),
        ("paddle", "LinearLR(1.0, 4, start_factor=0.5, end_factor=1.0)", {0: 0.5, 2: 0.75, 4: 1, 5: 1}, ""),
        ("paddle", "NaturalExpDecay(1.0, gamma=0)", {0: 1, 9: 1}, ""),
        ("paddle", "LinearWarmup(0.5, 4, 0.0, 1.0)", {0: 0, 2: 0.5, 3: 0.75, 4: 0.5}, ""),
        ("paddle", "LinearWarmup(0.5, 4, 0.1, 0.5)", {0: 0.1, 2: 0.3, 4: 0.5, 9: 0.5}, ""),
    ],
)  # fmt: skip
def test_curves_and_notes(framework: str, line: str, values: dict[float, float], note: str) -> None:
    """The curve is the framework's formula by hand, and what it does not say itself is in a note."""
    schedule, notes = read(line, framework, 1.0)
    assert {epoch: schedule(epoch) for epoch in values} == pytest.approx(values, rel=1e-14, abs=1e-16)
    assert (len(notes), note in "".join(notes)) == (bool(note), True)


def test_a_remark_is_made_once() -> None:
    """A note that two parts would make stands once."""
    chain = "ChainedScheduler([CosineAnnealingLR(optimizer, 5), CosineAnnealingLR(optimizer, 5)])"
    assert len(read(chain, "torch", 1.0).notes) == 1


@pytest.mark.parametrize(
    ("framework", "line", "problem"),
    [
        ("torch", "LambdaLR(optimizer, lr_lambda=f)", "the text does not have f"),
        ("torch", "ReduceLROnPlateau(optimizer, 'min')", "ReduceLROnPlateau depends on a metric"),
        ("timm", "CosineLRScheduler(optimizer, 100, noise_range_t=5)", "noise_range_t adds a random draw"),
        ("torch", "StepLr(optimizer, 30)", "lrcalc knows no torch schedule called StepLr; did you mean StepLR?"),
        ("torch", "StepLR(optimizer)", "StepLR: missing a required argument: 'step_size'"),
        ("torch", "StepLR(optimizer, 30, gama=1)", "StepLR: got an unexpected keyword argument 'gama'"),
        ("torch", "StepLR(optimizer, 0)", "StepLR(step_size=0): PyTorch raises ZeroDivisionError at the first step"),
        ("torch", "StepLR(optimizer, steps)", "the text does not have steps"),
        ("torch", "StepLR(optimizer, '30')", "StepLR: step_size must be a number, not '30'"),
        ("torch", "StepLR(optimizer, *a)", "the text does not have a"),
        ("torch", "a = 1; b = 2", "a call is expected"),
        ("torch", "", "a call is expected"),
        ("torch", "SequentialLR(optimizer, [3], [])", "a torch schedule is expected, not 3"),
        ("torch", "SequentialLR(optimizer, [StepLR(optimizer, 2), optax.constant_schedule(1)], [3])", "lrcalc knows no torch schedule called constant_schedule"),
        ("torch", "StepLR(optimizer, lambda e: e)", "StepLR: step_size must be a number, not a function"),
        ("torch", "LambdaLR(optimizer, [[scale]])", "the text does not have scale"),
        ("torch", "LambdaLR(optimizer, {'a': scale})", "the text does not have scale"),
        ("torch", "ChainedScheduler([CosineAnnealingLR(optimizer, 5, eta_min=0.1), StepLR(optimizer, 2, gamma=-1)])", "a ChainedScheduler of these schedulers is not a product"),
        ("keras", "CosineDecayRestarts(1, 5)", "Keras computes in whole numbers, as initial_learning_rate = 1 is one: write 1.0"),
        ("paddle", "CosineAnnealingDecay(1.0, 5, last_epoch=2)", "Paddle goes on from the rate that it had, which the text does not have"),
        ("transformers", "get_scheduler('reduce_lr_on_plateau', optimizer)", "or depends on a metric"),
        ("keras", "CosineDecay(0.1, 0)", "Keras raises ValueError, decay_steps must be greater than 0, received 0"),
        ("torch", "MultiplicativeLR(optimizer, f)", "the text does not have f"),
        ("torch", "ConstantLR(optimizer, 0, 3)", "PyTorch raises ZeroDivisionError at step 3"),
        ("torch", "LinearLR(optimizer, 2.0)", "PyTorch raises ValueError, Starting multiplicative factor"),
        ("torch", "LinearLR(optimizer, 0.5, 1.5)", "PyTorch raises ValueError, Ending multiplicative factor"),
        ("torch", "CyclicLR(optimizer, 0.1, 1, scale_fn=f)", "the text does not have f"),
        ("torch", "CyclicLR(optimizer, 0.1, 1, scale_fn=3)", "CyclicLR with scale_fn depends on a function"),
        ("torch", "CyclicLR(optimizer, 0.1, 1, mode=5)", "CyclicLR: mode must be a string, not 5"),
        ("torch", "OneCycleLR(optimizer, 1, epochs=5)", "OneCycleLR needs total_steps, or epochs and steps_per_epoch"),
        ("torch", "OneCycleLR(optimizer, 0.1, epochs=10**10, steps_per_epoch='a')", "steps_per_epoch must be a number or None, not 'a'"),
        ("torch", "SequentialLR(optimizer, [StepLR(optimizer, 2), OneCycleLR(optimizer, 1, 10)], [5])", "SequentialLR cannot hold OneCycleLR or CyclicLR"),
        ("torch", "ChainedScheduler([OneCycleLR(optimizer, 1, 10)])", "a product only of schedulers that multiply"),
        ("torch", "CosineAnnealingLR(optimizer, 0)", "PyTorch raises ZeroDivisionError at the first step"),
        ("torch", "StepLR(optimizer, 1000000**64)", "StepLR: step_size: a number is too large"),
        ("torch", "StepLR(optimizer, 'a' * 10)", "step_size must be a number, not 'aaaaaaaaaa'"),
        ("torch", "StepLR(optimizer, {**{}})", "step_size must be a number, not {}"),
        ("torch", "StepLR(optimizer, {(): 1})", "step_size must be a number, not {(): 1}"),
        ("torch", "StepLR(optimizer, " + "a." * 1200 + "b)", "the code "),
        ("keras", "CosineDecay('aaaaaaaaaa', 1, alpha=10**9)", "initial_learning_rate must be a number, not 'aaaaaaaaaa'"),
        ("keras", "PiecewiseConstantDecay(3, [1.0])", "boundaries must be a list, of numbers, not 3"),
        ("optax", "cosine_decay_schedule([1, 2, 3], 10, alpha=10**9)", "init_value must be a number, not [1, 2, 3]"),
        ("optax", "piecewise_constant_schedule(0.1, [1, 2])", "boundaries_and_scales must be a dict or None, not [1, 2]"),
        ("optax", "piecewise_interpolate_schedule('cubic', 1, {})", "interpolate_type must be linear or cosine, not 'cubic'"),
        ("optax", "join_schedules(3, [1])", "schedules must be a list, of calls, not 3"),
        ("optax", "sgdr_schedule([1])", "cosine_kwargs must be a list"),
        ("optax", "warmup_cosine_decay_schedule(0, 1, 5, 5)", "decay_steps includes the warm-up and must be greater"),
        ("optax", "cosine_onecycle_schedule(1, 1)", "which are not distinct: Optax would drop one"),
        ("paddle", "CyclicLR(0.1, 1.0, 3, scale_fn=3)", "CyclicLR with scale_fn depends on a function"),
        ("paddle", "ReduceOnPlateau(0.1)", "ReduceOnPlateau depends on a metric"),
        ("optax", "linear_onecycle_schedule(0, 1, pct_start=float('inf'))", "its phases must begin at steps, not at infinity"),
        ("timm", "PolyLRScheduler(o, 9, cycle_decay=-1, cycle_limit=1/3)", "cycle_limit must be a whole number from 1 to 1000"),
        ("paddle", "OneCycleLR(0.1, 10, divide_factor=0)", "OneCycleLR: its arguments make no schedule: they divide by 0"),
        ("timm", "PlateauLRScheduler(optimizer)", "PlateauLRScheduler depends on a metric"),
        ("timm", "TanhLRScheduler(optimizer, 5, cycle_mul=2, cycle_decay=100, cycle_limit=1e16)", "cycle_limit must be a whole number from 1 to"),
        ("timm", "TanhLRScheduler(optimizer, 5, cycle_mul=2, cycle_decay=10, cycle_limit=400)", "its arguments make no schedule: a number is too large"),
        ("transformers", "get_wsd_schedule(o, 1, 10, 25, decay_type={'a': 1})", "decay_type must be a string, not {'a': 1}"),
        ("timm", "TanhLRScheduler(optimizer, 5, cycle_mul=2, cycle_limit=0)", "cycle_limit must be a whole number from 1 to"),
        ("timm", "WSDLRScheduler(optimizer, 6, 2, stable_fn='rsqrt')", "is supported only with stable_timescale and an lr_min of 0"),
        ("transformers", "get_cosine_with_min_lr_schedule_with_warmup(optimizer, 1, 5)", "exactly one of min_lr and min_lr_rate must be given"),
        ("transformers", "get_polynomial_decay_schedule_with_warmup(optimizer, 5, 5)", "Transformers raises ZeroDivisionError at step 5"),
        ("transformers", "get_wsd_schedule(optimizer, 1, 5)", "get_wsd_schedule needs num_training_steps or num_stable_steps"),
        ("transformers", "get_wsd_schedule(optimizer, 5, 5, 9)", "the warm-up and the decay together are longer than the training"),
        ("transformers", "get_wsd_schedule(optimizer, 1, 5, 9, decay_type='exp')", "must be linear, cosine or 1-sqrt"),
    ],
)  # fmt: skip
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
    "StepLR(optimizer, (-8)**0.5)",
    "StepLR(optimizer, 1/0)",
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
    run = lrcalc("from torch 'StepLR(optimizer, 2.5, 0.5)' --lr 1 --csv -n 2")
    assert run.stdout == "epoch,lr\n0,1.0\n1,1.0\n"
    assert "note: StepLR drops only at epochs that are exact multiples of step_size = 2.5" in run.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["torch", "StepLR(optimizer, 3)"], "torch: the learning rate is set in the optimizer: give it with --lr."),
        (["torch", "StepLR(optimizer, 3)", "--lr", "0"], "'--lr': 0 is not a number greater than 0."),
        (["torhc", "StepLR(optimizer, 3)"], "'torhc' is not a framework"),
        (["torch", "x" * 10_000_000], "the text is longer than 1,000,000 characters"),
        (["torch", "StepLR(optimizer,", "3)"], "Give the code as one argument, in quotes: '3)' is one too many."),
    ],
    ids=["no rate", "bad rate", "no framework", "too long", "no quotes"],
)
def test_misuse(words: list[str], sentence: str) -> None:
    """Errors end with 2 and name what is wrong."""
    run = lrcalc("from", *words)
    assert (run.exit_code, run.stdout) == (2, "")
    assert sentence in run.stderr

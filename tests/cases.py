"""The schedules that the tests share: one table of values from outside, compositions, and schedules drawn at random."""

import math

from hypothesis import strategies as st

from lrcalc import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    InverseSqrt,
    InverseTime,
    Linear,
    Multistep,
    Noam,
    OneCycle,
    Piecewise,
    Polynomial,
    Product,
    Schedule,
    Sequence,
    Shift,
    Step,
    Tanh,
    Warmup,
    Wsd,
)  # fmt: skip

# One row: a schedule, values of it, and where they come from. Every strategy needs at least one.
TABLE: list[tuple[Schedule, dict[float, float], str]] = [
    (
        Step(lr=0.1, rate=0.5, every=10),
        {0: 0.1, 9: 0.1, 10: 0.05, 20: 0.025, 29: 0.025, 30: 0.0125},
        "article",
    ),
    (Step(lr=0.1, rate=0.5, every=10, smooth=True), {0: 0.1, 10: 0.05, 20: 0.025, 30: 0.0125}, "article"),
    (Step(lr=1, rate=0.25, every=4, smooth=True), {2: 0.5, 6: 0.125}, "exact: a half power of 1/4"),
    (Step(lr=0.1, rate=0.1, every=2.5), {2: 0.1, 2.5: 0.01, 5: 0.001}, "exact: whole drops"),
    (
        Cosine(lr=0.1, lr_min=0.001, t_max=50),
        {
            0: 0.1,
            1: 0.09990232305719944,
            2: 0.09960967771506667,
            3: 0.09912321891107011,
            4: 0.09844486647586724,
            5: 0.09757729755661011,
            6: 0.09652393605146845,
            7: 0.09528893909706797,
            8: 0.09387718066217125,
            9: 0.09229423231234975,
            10: 0.0905463412215599,
            50: 0.001,
        },
        "article",
    ),
    (Cosine(lr=0.1, lr_min=0.001, t_max=50), {51: 0.001, 100: 0.001}, "Keras and Optax hold the floor"),
    (Cosine(lr=1, t_max=3), {1: 0.75, 2: 0.25}, "exact: cos 60° and 120°"),
    (
        Cosine(lr=1, t_max=3, periodic=True),
        {3: 0, 4: 0.25, 5: 0.75, 6: 1, 7: 0.75},
        "exact, and PyTorch's period",
    ),
    (
        Polynomial(lr=0.1, max_epochs=50, power=2),
        {
            0: 0.1,
            1: 0.09604,
            2: 0.09216,
            3: 0.08836,
            4: 0.08464,
            5: 0.081,
            6: 0.07744,
            7: 0.07396,
            8: 0.07056,
            9: 0.06724,
            10: 0.064,
            50: 0,
        },
        "article",
    ),
    (
        Polynomial(lr=0.1, max_epochs=5, lr_end=0.02),
        {0: 0.1, 1: 0.084, 4: 0.036, 5: 0.02, 9: 0.02},
        "exact fractions",
    ),
    (Polynomial(lr=0.1, max_epochs=4, power=0.5), {3: 0.05, 4: 0}, "exact: the root of 1/4"),
    (
        Exponential(lr=0.1, rate=0.95),
        {
            0: 0.1,
            1: 0.095,
            2: 0.09025,
            3: 0.0857375,
            4: 0.081450625,
            5: 0.07737809375,
            6: 0.0735091890625,
            7: 0.069833729609375,
            8: 0.06634204312890622,
            9: 0.0630249409724609,
            10: 0.05987369392383787,
        },
        "article",
    ),
    (
        Polynomial(lr=0.1, max_epochs=5, cycle=True),
        {0: 0.1, 4: 0.02, 5: 0, 6: 0.04, 10: 0, 11: 0.1 * 4 / 15},
        "Keras, cycle=True",
    ),
    (
        Polynomial(lr=0.1, lr_end=0.2, max_epochs=4),
        {0: 0.1, 1: 0.125, 4: 0.2, 9: 0.2},
        "exact fractions, upwards",
    ),
    (Cosine(lr=0.8, t_max=4, exponent=2), {0: 0.8, 2: 0.2, 4: 0}, "exact: half squared"),
    (Constant(lr=0.1), {0: 0.1, 1000: 0.1}, "definition"),
    (Linear(lr=0.1, lr_end=0.02, over=4), {0: 0.1, 1: 0.08, 4: 0.02, 5: 0.02}, "exact fractions"),
    (Linear(lr=0, lr_end=0.3, over=3), {0: 0, 1: 0.1, 2: 0.2, 3: 0.3, 4: 0.3}, "exact fractions, upwards"),
    (
        Multistep(lr=0.1, rate=0.1, milestones=(30, 80)),
        {29: 0.1, 30: 0.01, 79: 0.01, 80: 0.001},
        "PyTorch's docstring",
    ),
    (
        Multistep(lr=1, rate=0.5, milestones=(3, 3)),
        {2: 1, 3: 0.25},
        "PyTorch: twice at a milestone named twice",
    ),
    (
        Piecewise(values=(1, 0.5, 0.1), boundaries=(5, 10)),
        {4: 1, 5: 0.5, 9: 0.5, 10: 0.1},
        "Paddle: new at the boundary",
    ),
    (
        InverseTime(lr=0.2, rate=1),
        {0: 0.2, 1: 0.1, 2: 0.2 / 3, 3: 0.05, 4: 0.04},
        "deeplearning.ai course, epochs 1 to 4",
    ),
    (
        InverseTime(lr=1, rate=0.5, every=2, staircase=True),
        {1: 1, 2: 1 / 1.5, 3: 1 / 1.5, 4: 0.5},
        "exact fractions",
    ),
    (InverseSqrt(lr=0.1, timescale=100), {0: 0.1, 300: 0.05, 800: 0.1 / 3}, "exact: whole roots"),
    (Noam(d_model=100, warmup_steps=4), {0: 0, 2: 0.025, 4: 0.05, 16: 0.025}, "exact: whole roots"),
    (Tanh(lr=0.2, lr_min=0.1, t_max=10), {7: 0.15, 10: 0.1, 11: 0.1}, "exact: tanh 0; timm holds lr_min"),
    (Tanh(lr=0.2, lr_min=0.1, t_max=6, lower=-2, upper=1), {4: 0.15, 6: 0.1}, "exact: tanh 0"),
    (Noam(d_model=100, warmup_steps=4, scale=2), {2: 0.05, 4: 0.1, 16: 0.05}, "exact: whole roots, Paddle's factor"),
    (
        CosineRestarts(lr=1, lr_min=0.25, t_0=2, decay=0.5, above_floor=True),
        {0: 1, 1: 0.625, 2: 0.625, 3: 0.4375, 4: 0.4375, 5: 0.34375},
        "exact: Keras' m_mul, above alpha",
    ),
    (CosineRestarts(lr=0.1, t_0=10), {0: 0.1, 5: 0.05, 10: 0.1, 15: 0.05, 1000: 0.1}, "exact"),
    (
        CosineRestarts(lr=1, t_0=1, t_mult=3),
        {1: 1, 2: 0.75, 4: 1, 13: 1, 40: 1, 121: 1, 364: 1},
        "exact; timm and Paddle have the floor at 121",
    ),
    (
        CosineRestarts(lr=1, t_0=50, t_mult=1.2),
        {50: 1, 110: 1, 182: 1},
        "exact: 50 + 60 + 72; timm has the floor at 182",
    ),
    (CosineRestarts(lr=1, t_0=10, t_mult=2, decay=0.5), {0: 1, 10: 0.5, 20: 0.25, 30: 0.25}, "exact"),
    (
        CosineRestarts(lr=1, lr_min=0.25, t_0=2, decay=0.25, cycles=2),
        {1: 0.625, 2: 0.25, 4: 0.25, 9: 0.25},
        "exact: the floor holds",
    ),
    (Cyclic(lr=0.1, lr_max=0.5, up=4), {0: 0.1, 1: 0.2, 4: 0.5, 6: 0.3, 8: 0.1, 12: 0.5}, "exact fractions"),
    (
        Cyclic(lr=0, lr_max=1, up=1, down=3, mode="triangular2"),
        {1: 1, 2: 2 / 3, 5: 0.5, 9: 0.25},
        "Smith: half each cycle",
    ),
    (
        Cyclic(lr=0, lr_max=1, up=2, mode="exp-range", rate=0.5),
        {1: 0.25, 2: 0.25, 6: 1 / 64},
        "PyTorch: gamma^epoch",
    ),
    (OneCycle(lr_max=1, total=10), {0: 0.04, 1: 0.52, 2: 1, 9: 4e-6, 10: 4e-6}, "PyTorch's phases, exact"),
    (
        OneCycle(lr_max=1, total=11, pct_start=4 / 11, div=10, final_div=10, anneal="linear", three_phase=True),
        {0: 0.1, 3: 1, 6: 0.1, 8: 0.055, 10: 0.01, 20: 0.01},
        "PyTorch's phases, exact",
    ),
    (
        Wsd(lr=0.1, stable=10, decay=4, lr_min=0.02),
        {9: 0.1, 10: 0.1, 11: 0.08, 14: 0.02, 15: 0.02},
        "exact fractions",
    ),
    (Constant(lr=0.05, factor=0.5, until=40), {0: 0.025, 39: 0.025, 40: 0.05}, "PyTorch's example of ConstantLR"),
    (Step(lr=0.1, rate=0.5, every=10, lr_min=0.03), {0: 0.1, 10: 0.05, 19: 0.05, 20: 0.03, 100: 0.03}, "MXNet, exact"),
    (Exponential(lr=2, rate=0.9, lr_min=0.01), {0: 2, 1: 1.8, 3: 1.458, 51: 0.01, 59: 0.01}, "d2l.ai FactorScheduler"),
    (Exponential(lr=0.1, rate=0.96, every=100_000), {50_000: 0.09797958971132713, 200_000: 0.09216}, "Keras' example"),
    (Multistep(lr=0.5, rate=0.5, milestones=(15, 30), lr_min=0.2), {14: 0.5, 15: 0.25, 30: 0.2}, "exact"),
    (InverseTime(lr=0.2, rate=1, lr_min=0.05), {0: 0.2, 1: 0.1, 3: 0.05, 9: 0.05}, "exact"),
    (InverseSqrt(lr=0.1, timescale=100, lr_min=0.05), {0: 0.1, 300: 0.05, 1000: 0.05}, "exact: the root of 4"),
    (Wsd(lr=0.1, total=100, decay=20), {0: 0.1, 80: 0.1, 90: 0.05, 100: 0, 101: 0}, "exact"),
    (Wsd(lr=1, stable=0, decay=4, shape="cosine"), {0: 1, 2: 0.5, 4: 0}, "exact"),
    (Wsd(lr=1, stable=2, decay=4, shape="1-sqrt"), {2: 1, 3: 0.5, 6: 0}, "exact: the root of 1/4"),
    (Wsd(lr=1, stable=2, decay=2, shape="power", power=2), {2: 1, 3: 0.75, 4: 0}, "timm's decay_fn power, exact"),
    (Wsd(lr=1, stable=2, decay=2, shape="power"), {2: 1, 2.5: 0.5, 4: 0}, "timm's decay_fn power, exact"),
    (Wsd(lr=1, stable=0, decay=2, shape="exp", ratio=0.25), {0: 1, 1: 1 / 3, 2: 0}, "timm's decay_fn exp, exact"),
    (Wsd(lr=1, stable=0, decay=2, shape="exp"), {0: 1, 1: (math.sqrt(0.1) - 0.1) / 0.9, 2: 0}, "timm's decay_fn exp"),
    (InverseSqrt(lr=0.1, timescale=100, power=2), {0: 0.1, 100: 0.025}, "timm's stable_fn power, exact"),
    (Cosine(lr=1, t_max=4, k_decay=0.5), {0: 1, 1: 0.5, 4: 0}, "timm's k_decay, exact: the root of a quarter"),
    (Polynomial(lr=1, max_epochs=4, k_decay=2), {0: 1, 2: 0.75, 4: 0, 9: 0}, "timm's k_decay, exact"),
    (Exponential(lr=3, rate=2), {0: 3, 10: 3072, 0.5: 3 * math.sqrt(2)}, "exact: powers of two"),
]
SCHEDULES = [schedule for schedule, _, _ in TABLE]

WARM = Warmup(schedule=Cosine(lr=0.1, t_max=9), warmup=5, warmup_lr=0.05)
ROW = Sequence(parts=(Linear(lr=0.001, lr_end=0.1, over=5), Cosine(lr=0.1, t_max=45)), switch=(5,))
CHAIN = Product(parts=(Step(lr=0.8, rate=0.5, every=2), Exponential(lr=1, rate=0.5)))
COMPOSED = [
    WARM,
    ROW,
    CHAIN,
    Warmup(schedule=Step(lr=0.1, rate=0.5, every=10), warmup=5),
    Warmup(schedule=Constant(lr=0.1), warmup=5),
    Shift(parts=(ROW,), by=10),
    Shift(parts=(ROW,), by=30, backwards=True),
]
ALL = [*SCHEDULES, *COMPOSED]

LR = st.floats(1e-5, 1)
SHARE = st.floats(0, 0.9)
LENGTH = st.integers(2, 200)


def strategies() -> st.SearchStrategy[Schedule]:
    """Draw a schedule of any strategy that has a number to solve for."""
    return st.one_of(
        st.builds(Step, lr=LR, rate=st.floats(0.1, 0.99), every=LENGTH, smooth=st.booleans()),
        st.builds(
            lambda lr, share, t, p: Cosine(lr=lr, lr_min=lr * share, t_max=t, periodic=p),
            LR,
            SHARE,
            LENGTH,
            st.booleans(),
        ),
        st.builds(
            lambda lr, share, n, p: Polynomial(lr=lr, lr_end=lr * share, max_epochs=n, power=p),
            LR,
            SHARE,
            LENGTH,
            st.floats(0.3, 4),
        ),
        st.builds(Exponential, lr=LR, rate=st.floats(0.5, 1.05)),
        st.builds(Linear, lr=LR, lr_end=LR, over=LENGTH),
        st.builds(Multistep, lr=LR, rate=st.floats(0.1, 0.9), milestones=st.just((10.0, 60.0))),
        st.builds(InverseTime, lr=LR, rate=st.floats(0.01, 5), every=LENGTH, staircase=st.booleans()),
        st.builds(InverseSqrt, lr=LR, timescale=LENGTH),
        st.builds(Noam, d_model=st.sampled_from([64, 512, 768]), warmup_steps=LENGTH, scale=st.floats(0.1, 10)),
        st.builds(lambda lr, share, t: Tanh(lr=lr, lr_min=lr * share, t_max=t), LR, SHARE, LENGTH),
        st.builds(CosineRestarts, lr=LR, t_0=LENGTH, t_mult=st.sampled_from([1, 1.5, 2]), decay=st.floats(0.5, 1)),
        st.builds(
            lambda lr, k, u, d: Cyclic(lr=lr, lr_max=lr * k, up=u, down=d), LR, st.floats(1.5, 10), LENGTH, LENGTH
        ),
        st.builds(OneCycle, lr_max=LR, total=LENGTH, pct_start=st.floats(0.1, 0.6)),
        st.builds(Wsd, lr=LR, stable=LENGTH, decay=LENGTH, shape=st.sampled_from(["linear", "cosine", "1-sqrt"])),
    )

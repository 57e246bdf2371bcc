"""Scripts as people write them: names, values, functions and choices, each construct on its own."""

import json
import math
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from lrcalc import ReadingError, read, write
from lrcalc.formula import Formula
from lrcalc.frameworks.calls import MissingRateError
from lrcalc.reading.functions import MissingNamesError
from tests.program import lrcalc

LOOP = """
import argparse, torch
from torch.optim.lr_scheduler import StepLR as Drops

@dataclass
class Config:
    drop: float = 0.5
    every: int = field(default=4)

cfg = Config()
hyper = {"lr": 0.2, "nested": {"gamma": 0.25}}
space = SimpleNamespace(every=3)
"""


@pytest.mark.parametrize(
    ("code", "given", "values"),
    [
        ("s = StepLR(opt, step_size=args.every)", {"args.every": "2"}, {0: 1, 2: 0.1}),
        ("s = StepLR(opt, cfg['step'], cfg.get('gamma', 0.1))", {'cfg["step"]': "2", "cfg.get( 'gamma', 0.1 )": "1/2"}, {2: 0.5}),
        ("s = StepLR(opt, len( loader ) // 2)", {"len(loader)": "4"}, {2: 0.1}),
        ("every = 2\nfor _ in loader:\n    every += 1\ns = StepLR(opt, every)", {"every": "3"}, {3: 0.1}),
        (LOOP + "s = Drops(opt, cfg.every, cfg.drop)", {}, {4: 0.5}),
        (LOOP + "s = Drops(opt, space.every, hyper['nested']['gamma'])", {}, {3: 0.25}),
        (LOOP + "opt = torch.optim.SGD(p, lr=hyper['lr'])\ns = Drops(opt, 2)", {}, {0: 0.2}),
        (LOOP + "opt = torch.optim.SGD([{'params': p, 'lr': 0.3}, {'params': q}], lr=1)\ns = Drops(opt, 2)", {}, {0: 0.3}),
        ("class T:\n    every = 2\n    def make(self, opt, rate=0.5):\n        return StepLR(opt, self.every, rate)", {}, {2: 0.5}),
        ("class T:\n    def __init__(self):\n        self.n = 2\n    def make(self, opt):\n        self.s = StepLR(opt, self.n)", {}, {2: 0.1}),
        ("def configure(self):\n    return [self.o], [{'scheduler': StepLR(self.o, 2), 'interval': 'epoch'}]", {}, {2: 0.1}),
        ("scheds = [StepLR(o, 2) for o in optimizers]", {}, {2: 0.1}),
        ("@click.command()\n@click.option('--every', default=2)\ndef main(every):\n    s = StepLR(opt, FLAGS.every)", {}, {2: 0.1}),
        ("s = MultiStepLR(opt, [int(f * 10) for f in (0.2, 0.4)] + list(map(int, ['6'])), gamma=0.5)", {}, {2: 0.5, 6: 0.125}),
        ("s = LambdaLR(opt, lr_lambda=[lambda e: max(0.5, 1 - e / 4)])", {}, {1: 0.75, 4: 0.5}),
        ("s = LambdaLR(opt, lambda e: np.power(0.5, np.floor(e / 2)) if e < 6 else jnp.exp(-1.0))", {}, {4: 0.25, 6: math.exp(-1)}),
        ("s = MultiplicativeLR(opt, lambda e: 0.5)", {}, {0: 1, 3: 0.125}),
        ("def f(e, n=4):\n    for k, (a, b) in enumerate([(2, 1.0), (n, 0.5)]):\n        if e < a:\n            return b\n    return 0.25\ns = LambdaLR(opt, f)", {}, {0: 1, 3: 0.5, 4: 0.25}),
        ("def f(e):\n    x = 1.0\n    while e >= 2:\n        e -= 2\n        x *= 0.5\n    return x\ns = LambdaLR(opt, f)", {}, {4: 0.25}),
        ("s = LambdaLR(opt, partial(f, n=4))\ndef f(e, n):\n    return 1 / (e + n)", {}, {4: 0.125}),
        ("w = LinearLR(opt, 0.5, total_iters=2)\nm = StepLR(opt, 2)\ns = SequentialLR(opt, schedulers=[w, m], milestones=[2])", {}, {0: 0.5, 2: 1, 4: 0.1}),
        ("s = get_scheduler(SchedulerType.LINEAR, opt, num_warmup_steps=0, num_training_steps=args.n)", {"args.n": "4"}, {1: 0.75}),
        ("s = StepLR(opt, 2, verbose=True)", {}, {2: 0.1}),
        ("def scheduler(epoch, lr):\n    return lr if epoch < 2 else lr * 0.5\ns = LearningRateScheduler(scheduler)", {}, {0: 1, 1: 1, 2: 0.5, 4: 0.125}),
        ("from functools import partial\ndef f(k, epoch, lr):\n    return lr * k\ns = LearningRateScheduler(partial(f, 0.5))", {}, {0: 0.5, 2: 0.125}),
        ("import jax\ns = jax.StepLR(opt, 2)", {}, {2: 0.1}),
        ("opt = SGD(model.parameters())\ns = StepLR(opt, 2)", {}, {0: 1e-3, 2: 1e-4}),
        ("def make():\n    def inner():\n        s = StepLR(opt, 2)\n    return inner\nx = make()", {}, {2: 0.1}),
        ("import tensorflow as tf\ns = tf.LinearLR(opt, 0.5, total_iters=2)", {}, {0: 0.5, 2: 1}),
        ("s = LinearLR(opt, 0.5, total_iters=2)", {}, {0: 0.5, 1: 0.75, 2: 1}),
        ("c = cfg\ns = StepLR(opt, c['n'])", {"cfg['n']": "2"}, {2: 0.1}),
        ("c = cfg.get\ns = StepLR(opt, c('n'))", {"cfg.get('n')": "2"}, {2: 0.1}),
        ("cfg = CfgNode({'n': 3})\ncfg.n = 2\ns = StepLR(opt, cfg.n)", {}, {2: 0.1}),
        ("cfg = EasyDict({'step_size': 2})\ns = StepLR(opt, **cfg)", {}, {2: 0.1}),
        ("s = LambdaLR(opt, lambda e: tf.minimum(tf.math.rsqrt(e), e * 0.5))", {}, {0: 0, 1: 0.5, 4: 0.5, 16: 0.25}),
        ("from functools import partial\nfrom mylib import log\ndef f(log, e):\n    return 0.5 ** e\ns = LambdaLR(opt, partial(f, log))", {}, {2: 0.25}),
        ("s = LambdaLR(opt, partial(f, log))\ndef f(log, e):\n    return 0.5 ** e", {}, {2: 0.25}),
        ("s = LambdaLR(opt, lambda e: len(loader) / (e + len(loader)))", {"len(loader)": "4"}, {0: 1, 4: 0.5}),
        ("opt = SGD(params=[{'params': p, 'lr': 0.5}])\ns = StepLR(opt, 2)", {}, {0: 0.5, 2: 0.05}),
        ("class T:\n    def __init__(self, n):\n        self.s = StepLR(opt, n)", {"n": "2"}, {2: 0.1}),
        ("class T:\n    def make(self):\n        s = StepLR(opt, 2)\nT = wrap(T)", {}, {2: 0.1}),
        ("def outer():\n    class T:\n        def make(self):\n            s = StepLR(self.opt, 2)", {}, {2: 0.1}),
        ("if args.cosine:\n    s = CosineAnnealingLR(opt, 9)\nelse:\n    s = StepLR(opt, 2)", {"args.cosine": "False"}, {2: 0.1}),
    ],
)  # fmt: skip
def test_what_is_read(code: str, given: dict[str, str], values: dict[int, float]) -> None:
    """Each way to write a schedule down is read, and has the values that it has when it is run."""
    if "from functools" not in code and "partial(" in code:  # the function stands before its use in a script
        line, _, function = code.partition("\n")
        code = f"from functools import partial\n{function}\n{line}"
    schedule = read(code, lr=None if "SGD" in code else 1.0, given=given).schedule
    assert {epoch: schedule(epoch) for epoch in values} == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(
    ("code", "options", "values"),
    [
        ("def get_lr(it):\n    return peak * min(1, it / 4)", ["--set", "peak=2"], [0, 0.5, 1]),
        ("def get_lr(peak, it):\n    return peak * it", ["--set", "peak=2"], [0, 2, 4]),
        ("def a(x):\n    return x\ndef b(x):\n    return 2 * x", ["--pick", "b"], [0, 2, 4]),
        ("def a(x):\n    return x\ndef b(x):\n    return 2 * x", ["--pick", "3"], [0, 2, 4]),
        ("def f(u, v):\n    return u * v", ["--variable", "v", "--set", "u=3"], [0, 3, 6]),
        ("def f():\n    return 0.5 * now", ["--variable", "now"], [0, 0.5, 1]),
        ("def f():\n    return 0.5", [], [0.5, 0.5, 0.5]),
        ("def f(step=3):\n    return step * 0.5", [], [0, 0.5, 1]),
        ("def put(o, lr):\n    for g in o.param_groups:\n        g['lr'] = lr\ndef adjust(epoch):\n    put(opt, 0.5 ** epoch)", ["--lr", "1", "--pick", "adjust"], [1, 0.5, 0.25]),
        ("s = StepLR(opt, 2)\ndef f(step):\n    s.step()\n    return 0.5 * step", ["--pick", "f"], [0, 0.5, 1]),
        ("def set_lr(opt, epoch):\n    for g in opt.param_groups:\n        g['lr'] = g['initial_lr'] * 0.5 ** epoch", ["--lr", "1"], [1, 0.5, 0.25]),
        ("def set_lr(opt, epoch):\n    if epoch == 1:\n        opt.param_groups[0]['lr'] *= 0.5", ["--lr", "1"], [1, 0.5, 0.5]),
        ("def f(epoch, lr):\n    return lr * 0.5 if epoch else lr", ["--lr", "1"], [1, 0.5, 0.25]),
        ("def f(epoch, lr):\n    return lr * 0.5 if epoch else lr", ["--set", "lr=1"], [1, 0.5, 0.5]),
        ("class S:\n    def __init__(self, a=2):\n        self.a = a\n    def __call__(self, step):\n        return self.a * step", ["--pick", "S"], [0, 2, 4]),
    ],
)  # fmt: skip
def test_functions(code: str, options: list[str], values: list[float]) -> None:
    """A function that stands alone is a schedule of the argument that counts."""
    run = lrcalc("from", "python", code, *options, "-n", "3", "--json")
    assert run.exit_code == 0, run.stderr
    assert [row["lr"] for row in json.loads(run.stdout)["rows"]] == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["from", "StepLR(o, args.n, cfg['g'])"], "add --set args.n=… --set \"cfg['g']=…\" --lr …."),
        (["from", "a = StepLR(o, 2)\nb = StepLR(o, 3)", "--lr", "1"], "line 1: a, StepLR(…); line 2: b, StepLR(…). Take one with --pick"),
        (["from", "a = StepLR(o, n)", "--lr", "1", "--set", "n=2", "--set", "m=3"], "--set: the code never asks for m"),
        (["from", "a = StepLR(o, 2)", "--lr", "1", "--pick", "b"], "nothing here is called b"),
        (["from", "torch", "def f(step):\n    return 1"], "a function alone is read with python as the framework"),
        (["from", "mmengine", "param_scheduler = []\noptimizer = dict(lr=0.1)", "--set", "n=3"], "--set: the code never asks for n"),
        (["from", "a = dict(stage='sft', learning_rate=1.0, num_train_epochs=1, per_device_train_batch_size=8)\nb = dict(stage='sft', learning_rate=2.0, num_train_epochs=1, per_device_train_batch_size=8)"], "there is no scheduler"),
        (["from", "python", "def f(epoch, lr, old_lr):\n    return lr * old_lr", "--lr", "1"], "add --set old_lr=…"),
        (["from", "python", "import math\ndef f(step):\n    return 0.1 * math.log(step)"], "log is not defined for 0"),
        (["from", "python", "def f(step, k):\n    return k * step\nf(1, 2)\nf(4, 3)"], "add --set k=…"),
        (["from", "optimizer = Own(p, 0.5)\ns = StepLR(optimizer, 2)"], "give it with --lr"),
        (["from", "match kind:\n    case 'a' if 1 < 2:\n        n = 3\n    case _:\n        n = 5\ns = StepLR(o, n)", "--lr", "1"], "add --set kind=…"),
        (["from", "python", "def f(a, b):\n    return a * b"], "which argument of f counts"),
        (["from", "python", "def f(step):\n    return g(step)"], "add --set 'g(step)=…'"),
        (["from", "InverseTimeDecay(x)"], "name the framework"),
        (["from", "no_such_file.py"], "Cannot read 'no_such_file.py'"),
        (["from", "torch"], "The code is missing"),
        (["from", "StepLR(o, 2)", "--set", "n"], "a name, =, and its value are needed"),
        (["from", "StepLR(o, 2)", "--set", "1=2"], "is not a name as it stands in code"),
        (["from", "StepLR(o, 2)", "--set", "a b=2"], "'a b' is not a name as it stands in code"),
        *((["from", "StepLR(o, n)", "--lr", "1", "--set", f"n={text}"], f"StepLR: step_size must be a number, not '{text}'") for text in ("pass", "a b", "1;2")),
        (["from", "torch", "optax.cosine_decay_schedule(0.1, 50)"], "line 1: cosine_decay_schedule(…) is one of optax"),
        (["from", "torch", "[{'scheduler': ExponentialLR(o, 0.5), 'frequency': 2}]", "--lr", "1"], "Lightning's frequency=2 is read with StepLR and MultiStepLR alone"),
        (["from", "torch", "d = {'scheduler': StepLR(o, 2), 'frequency': 0}", "--lr", "1"], "a whole number from 1 on"),
        (["from", "python", "def set_lr(opt, epoch):\n    for g in opt.param_groups:\n        g['lr'] *= 0.5"], "the learning rate is set in the optimizer: give it with --lr."),
        (["from", "python", "def f():\n    return 1", "--variable", "s"], "f has no argument s; it has none"),
        (["from", "python", "def f(a):\n    return a", "--variable", "s"], "f has no argument s; it has a."),
        (["from", "python", "def a(step):\n    return 1\ndef b(step):\n    return 2"], "line 1: a, a function; line 3: b, a function. Take one with --pick"),
        (["from", "torch", "def f(e):\n    return " + "-" * 900 + "e\ns = LambdaLR(o, f)", "--lr", "1"], "the function is nested too deeply"),
        (["from", "torch", "from functools import partial\ndef f(s, e):\n    return 1\nt = StepLR(o, 2)\ns = LambdaLR(o, partial(f, t))", "--pick", "s", "--lr", "1"], "is not a value that can be written down"),
        (["from", "transformers", "learning_rate: 1e-3\nlr_scheduler_type: linear\nmax_steps: 10", "--set", "n=3"], "--set: the code never asks for n"),
        (["formula", "lr0 / k"], "The formula needs lr0 and k: add --set lr0=… --set k=…."),
        (["formula", "1 + 1", "--set", "k=2"], "the formula has no k"),
        (["formula", "1 / epoch"], "it divides by 0 at epoch 0"),
        (["formula", "1 +"], "this is not Python"),
        (["formula", "9 ** 9 ** 9"], "a number is too large"),
        (["formula", "1" * 1001], "the expression is longer than 1,000 characters"),
    ],
)  # fmt: skip
def test_what_is_refused_says_what_to_do(words: list[str], sentence: str) -> None:
    """An error ends with 2, and names what to add, take or write."""
    run = lrcalc(*words)
    assert (run.exit_code, run.stdout) == (2, "")
    assert sentence in run.stderr


WARM = "n = 4\ndef f(e):\n    if e < n:\n        return (e + 1) / n\n    return math.cos(math.pi * e / 20)\ns = LambdaLR(o, f)"
SETS = "def f(opt, epoch):\n    if epoch in (2, 4):\n        opt.param_groups[0]['lr'] *= 0.5"


@pytest.mark.parametrize(("framework", "code"), [("torch", WARM), ("python", SETS)])
def test_a_function_is_kept_and_written(framework: str, code: str, tmp_path: Path) -> None:
    """A function's schedule comes back from JSON, from a pickle, and from the program that is written of it."""
    schedule = read(code, framework, 0.1).schedule
    assert pickle.loads(pickle.dumps(schedule)) == schedule
    rates = [schedule(epoch) for epoch in range(8)]
    names: dict[str, object] = {}
    program = write(schedule, "torch").split("weights =")[0].replace("import torch", "")
    exec(program, names)
    function = names["learning_rate"]
    assert callable(function)
    assert [function(epoch) for epoch in range(8)] == rates
    file = tmp_path / "curve.json"
    file.write_text(lrcalc("from", framework, code, "--lr", "0.1", "-n", "8", "--json").stdout, encoding="utf-8")
    shown = lrcalc("show", str(file), "--json")
    assert shown.stdout == file.read_text(encoding="utf-8")
    assert [row["lr"] for row in json.loads(shown.stdout)["rows"]] == rates


def test_a_formula_is_a_schedule() -> None:
    """It is shown, solved and written like any other; only a working in our notation it has not."""
    line = ["formula", "lr0 / (1 + k * epoch)", "--set", "lr0=0.1", "--set", "k=0.25"]
    assert lrcalc(*line, "--at", "0,4", "--csv").stdout == "epoch,lr\n0,0.1\n4,0.05\n"
    assert "return lr0 / (1 + k * epoch)" in lrcalc(*line, "-f", "torch").stdout
    assert "no single formula in lrcalc's notation" in lrcalc(*line, "-f", "work").stderr
    solved = json.loads(lrcalc("solve", *line[:4], "--epoch", "4", "--target", "0.05", "--json").stdout)
    assert (solved["unknown"], solved["value"]) == ("k", pytest.approx(0.25, rel=1e-12))
    assert Formula(expression="-lr", names={"lr": 1})(0) == -1


def test_the_clock_is_what_the_framework_counts() -> None:
    """Keras, Optax and Transformers count steps; --clock says it for any command."""
    assert lrcalc("from 'optax.constant_schedule(0.1)' -n 1 --csv").stdout == "step,lr\n0,0.1\n"
    stepped = lrcalc(
        "from", "torch", "{'scheduler': ExponentialLR(o, 0.5), 'interval': 'step'}", "--lr", "1", "-n", "1", "--csv"
    )
    assert stepped.stdout == "step,lr\n0,1.0\n"
    assert lrcalc("constant --lr 0.1 -n 1 --clock step --csv").stdout == "step,lr\n0,0.1\n"
    assert lrcalc("from 'optax.constant_schedule(0.1)' -n 1 --clock epoch --csv").stdout == "epoch,lr\n0,0.1\n"
    steps = lrcalc("from 'optax.linear_schedule(1.0, 0.0, 8)' -n 1 --steps-per-epoch 2 --csv").stdout
    assert steps == "step,epoch,lr\n0,0.0,1.0\n1,0.5,0.875\n"
    document = json.loads(lrcalc("from 'optax.constant_schedule(0.1)' -n 1 --json").stdout)
    assert (document["clock"], document["rows"]) == ("step", [{"step": 0, "lr": 0.1}])


def test_code_comes_from_a_file_or_standard_input(tmp_path: Path) -> None:
    """CODE is text, the name of a file, or - for standard input."""
    file = tmp_path / "train.py"
    file.write_text("opt = SGD(p, lr=0.5)\ns = StepLR(opt, 2)\n", encoding="utf-8")
    assert lrcalc("from", str(file), "-n", "1", "--csv").stdout == "epoch,lr\n0,0.5\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"StepLR(o, 2)  # \xff", "In standard input: byte 16 is not UTF-8 text."),
        (b"\xff\xfeS", "In standard input: byte 2 is not UTF-16 text."),
        (b" " * 100_000_001, "In standard input: it is larger than 100 MB."),
    ],
    ids=["UTF-8", "UTF-16", "too large"],
)
def test_a_text_that_cannot_be_read(content: bytes, sentence: str) -> None:
    """Bytes that are no text, or too many, are refused, and where they are is said."""
    run = lrcalc("from -", stdin=content)
    assert (run.exit_code, run.stdout) == (2, "")
    assert sentence in run.stderr


def test_a_text_that_is_never_run() -> None:
    """What looks like work on the machine is a name like any other."""
    with pytest.raises(ReadingError):
        read("s = StepLR(opt, open('/etc/passwd').read())", "torch", 0.1)


@pytest.mark.parametrize(
    ("code", "every"),
    [
        (
            '{"cells": [{"cell_type": "markdown", "source": ["x"]}, {"cell_type": "code", "source": ["%matplotlib inline\\n", "import torch\\n", "s = torch.optim.lr_scheduler.StepLR(optimizer, 5)\\n"]}]}',
            5,
        ),
        (
            "from absl import flags\nflags.DEFINE_integer('every', 7, 'x')\nFLAGS = flags.FLAGS\ns = StepLR(optimizer, FLAGS.every)",
            7,
        ),
        (
            "p.add_argument('--every', type=int, default='7')\nargs = p.parse_args()\ns = StepLR(optimizer, args.every)",
            7,
        ),
        (
            "p.add_argument('-e', dest='every', default=7)\nargs, rest = p.parse_known_args()\ns = StepLR(optimizer, args.every)",
            7,
        ),
        (
            "@click.option('--slow', is_flag=True)\ndef main(slow):\n    pass\np.add_argument('--no', action='store_false')\nargs = p.parse_args()\ns = StepLR(optimizer, 5 if args.no and not args.slow else 7)",
            5,
        ),
        (
            "class L:\n    def __init__(self, every=7):\n        self.save_hyperparameters()\n    def configure_optimizers(self):\n        return StepLR(self.opt, self.hparams.every)",
            7,
        ),
        (">>> s = StepLR(optimizer, 7)\n>>> s.step()", 7),
        ("StepLR(optimizer, 7),", 7),
        ("def a(o):\n    async def b():\n        return StepLR(o, 7)", 7),
    ],
)
def test_where_a_step_size_stands(code: str, every: int) -> None:
    """Options, flags, notebooks, prompts and what Lightning keeps: PyTorch's StepLR drops to a tenth at its step_size."""
    schedule = read(code, "torch", 0.1).schedule
    assert [schedule(epoch) for epoch in (0, every - 1, every)] == pytest.approx([0.1, 0.1, 0.01], rel=1e-12)


@pytest.mark.parametrize(
    "code",
    [
        '{"cells": [1]}',
        "p.add_argument('--every', type=int, default='x')\nargs = p.parse_args()\ns = StepLR(optimizer, args.every)",
    ],
)
def test_where_no_step_size_stands(code: str) -> None:
    """A notebook without code, and a default of an option that its type refuses, give no schedule."""
    with pytest.raises(ReadingError):
        read(code, "torch", 0.1)


SCHEDULER = "class S({}):\n    def __init__(self, optimizer, warmup, last_epoch=-1):\n        self.warmup = warmup\n        super().__init__(optimizer, last_epoch)\n{}\ns = S(optimizer, 4)\n"
GET = "    def get_lr(self):\n        return {}\n"
# A class of one's own as PyTorch steps it, which calls get_lr at last_epoch 0, 1, 2, …; and its rate in plain Python.
OWN: list[tuple[str, Callable[[int], float]]] = [
    (GET.format("[b * min(1, self.last_epoch / self.warmup) for b in self.base_lrs]"), lambda e: 0.1 * min(1, e / 4)),
    (GET.format("[b / self._step_count for b in self.base_lrs]"), lambda e: 0.1 / (e + 1)),
    (GET.format("[self.base_lrs[0] * 0.5 ** self.last_epoch, 7.0]"), lambda e: 0.1 * 0.5**e),  # the first group's
    (
        "    def factor(self, by=1):\n        return self.warmup ** by / (self.warmup + self.last_epoch)\n"
        + GET.format("[self.factor() * b for b in self.base_lrs]"),
        lambda e: 0.1 * 4 / (4 + e),
    ),
    (
        (
            "    def get_lr(self):\n        if self.last_epoch == 0:\n            return self.base_lrs\n"
            "        return [group['lr'] * 0.5 for group in self.optimizer.param_groups]\n"
        ),
        lambda e: 0.1 * 0.5**e,
    ),
    (
        (
            "    def get_lr(self):\n        rates = []\n        for b in self.base_lrs:\n            rates.append(b * 0.9 ** self.last_epoch)\n"
            "        return rates\n"
        ),
        lambda e: 0.1 * 0.9**e,
    ),
]


@pytest.mark.parametrize(("body", "rate"), OWN)
@pytest.mark.parametrize("base", ["torch.optim.lr_scheduler.LRScheduler", "_LRScheduler"])
def test_schedulers_of_their_own(base: str, body: str, rate: Callable[[int], float]) -> None:
    """A class that is derived from PyTorch's has the rates of its get_lr, as PyTorch calls it."""
    text = SCHEDULER.format(base, body)
    reading = read(text, "torch", lr=0.1)
    assert reading.clock == "epoch"
    assert [reading.schedule(epoch) for epoch in range(9)] == pytest.approx([rate(e) for e in range(9)], rel=1e-12)
    named = (
        f"optimizer = torch.optim.SGD(parameters, lr=0.1)\ndef main():\n    {text.replace(chr(10), chr(10) + '    ')}"
    )
    assert read(named, pick="S").schedule(3) == pytest.approx(rate(3), rel=1e-12)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            "    def get_lr(self):\n        self.warmup += 1\n        return [b / self.warmup for b in self.base_lrs]\n",
            "S changes what it keeps as it is stepped",
        ),
        (
            f"    def step(self):\n        self.count += 1\n{GET.format('self.base_lrs')}",
            "S changes what it keeps as it is stepped",
        ),
        ("    def rate(self):\n        return 1\n", "lrcalc knows no torch schedule called S"),
        (GET.format("[b * self.power for b in self.base_lrs]"), "the text does not have self.power"),
        ("    def get_lr(self):\n        return\n", "gives no number"),
    ],
)
def test_schedulers_that_are_not_followed(body: str, sentence: str) -> None:
    """What changes from step to step is not computed from an epoch, and is refused."""
    with pytest.raises(ReadingError) as caught:
        read(SCHEDULER.format("_LRScheduler", body), "torch", lr=0.1)
    assert sentence in str(caught.value)


def test_the_rate_of_a_scheduler_of_their_own() -> None:
    """Its optimizer's rate is the text's, or is asked for."""
    text = SCHEDULER.format("_LRScheduler", OWN[0][0])
    with pytest.raises(MissingRateError):
        read(text, "torch")
    assert read(f"optimizer = SGD(p, lr=0.2)\n{text}", "torch").schedule(4) == 0.2
    assert read(f"optimizer = SGD(p, lr=0.2)\n{text}", "torch", lr=0.4).schedule(4) == 0.4
    with pytest.raises(MissingNamesError, match=r"args\.lr"):
        read(f"optimizer = SGD(p, lr=args.lr)\n{text}", "torch")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        # Of several groups the first is shown, whatever the others are given.
        (
            (
                "def adjust(optimizer, epoch):\n    lr = 0.5 ** epoch\n    optimizer.param_groups[0]['lr'] = lr\n"
                "    optimizer.param_groups[2]['lr'] = lr * 10\n    return lr"
            ),
            {0: 1, 2: 0.25},
        ),
        # A function that reads the optimizer's rate and returns another.
        ("def rate(optimizer, epoch):\n    return optimizer.param_groups[0]['lr'] * 0.5", {0: 0.05, 1: 0.025}),
        # Of the objects that a script makes, the only one is meant, with its arguments.
        (
            (
                "class Noam:\n    def __init__(self, size, warmup):\n        self.size, self.warmup = size, warmup\n"
                "    def rate(self, step):\n        return self.size ** -0.5 * min(step ** -0.5, step * self.warmup ** -1.5)\n"
                "noam = Noam(512, 4000)"
            ),
            {4000: 512**-0.5 * 4000**-0.5},  # which has no rate at step 0
        ),
    ],
)
def test_functions_of_optimizers_and_objects(text: str, values: dict[int, float]) -> None:
    """A function is computed with the optimizer and the object that it belongs to."""
    schedule = read(text, "python", lr=0.1).schedule
    assert [schedule(step) for step in values] == pytest.approx([*values.values()], rel=1e-12)


@pytest.mark.parametrize("name", ["LambdaDecay", "MultiplicativeDecay"])
def test_functions_of_paddles(name: str) -> None:
    """Paddle's LambdaDecay is a factor of the first rate, and MultiplicativeDecay, from epoch 1 on, of the one before."""
    schedule = read(f"s = paddle.optimizer.lr.{name}(0.5, lambda epoch: 0.95 ** epoch)").schedule
    exponent = {"LambdaDecay": 4, "MultiplicativeDecay": 1 + 2 + 3 + 4}[name]
    assert schedule(4) == pytest.approx(0.5 * 0.95**exponent, rel=1e-12)


def test_a_scheduler_by_its_name() -> None:
    """Getattr of a module is a name like any other."""
    text = "s = getattr(torch.optim.lr_scheduler, cfg.name)(optimizer, step_size=3, gamma=0.5)"
    assert read(text, "torch", lr=0.1, given={"cfg.name": "StepLR"}).schedule(3) == 0.05


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [
        ("SGD", 1e-3),
        ("AdamW", 1e-3),
        ("NAdam", 2e-3),
        ("Adamax", 2e-3),
        ("RMSprop", 1e-2),
        ("Adadelta", 1),
        ("LBFGS", 1),
    ],
)
def test_the_rate_that_an_optimizer_has_of_itself(optimizer: str, rate: float) -> None:
    """An optimizer without a rate has PyTorch's default (2.13)."""
    text = f"optimizer = torch.optim.{optimizer}(p)\ns = StepLR(optimizer, 2)"
    assert [read(text, "torch").schedule(epoch) for epoch in (0, 2)] == pytest.approx([rate, rate / 10], rel=1e-12)


def test_the_values_of_an_inner_scheduler_are_named() -> None:
    """What a scheduler within another takes from the text is said, and an option is of its type."""
    text = "n = 3\na = StepLR(o, n)\nb = ConstantLR(o, 0.5, 2)\ns = SequentialLR(o, [b, a], [4])"
    assert "from the text: n = 3, line 1" in read(text, "torch", lr=1.0).notes
    text = "p.add_argument('--n', type=int, default='3')\nargs = p.parse_args()\ns = CosineAnnealingWarmRestarts(o, args.n)"
    assert read(text, "torch", lr=1.0).schedule(3) == 1


def test_a_scheduler_that_is_made_several_times() -> None:
    """Of the calls of a function that makes it, the last one is meant."""
    text = "def make(size):\n    return StepLR(o, size)\nmake(2)\nmake(3)"
    schedule = read(text, "torch", lr=1.0).schedule
    assert [schedule(epoch) for epoch in (2, 3)] == pytest.approx([1, 0.1], rel=1e-12)


def test_a_way_that_is_not_taken() -> None:
    """Behind a condition that is not known, what was set before an exception is left out."""
    text = "if flag:\n    n = 3\nelse:\n    n = 5\n    raise ValueError\ns = StepLR(o, n)"
    schedule = read(text, "torch", lr=1.0).schedule
    assert [schedule(epoch) for epoch in (2, 3, 5)] == pytest.approx([1, 0.1, 0.1], rel=1e-12)

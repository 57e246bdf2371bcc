"""Learning-rate configurations as people keep them, read by the command line and compared with what they really do.

``realcode/config-dev.json`` holds flags, YAML, JSON, dicts and TrainingArguments in the patterns of public
repositories, each written anew: the same constructs, other names and numbers. The values were had by running the
real framework's object, or the function executed.
"""

import json
from collections import Counter
from math import cos, exp, log, pi
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lrcalc.cli import root

ENTRIES = json.loads((Path(__file__).parent / "realcode" / "config-dev.json").read_text(encoding="utf-8"))
RIGHT, HELPED, DEAD_END, WRONG = "read and right", "refused with help", "dead end", "wrong"
FOREIGN = {"deit", "videomae", "olmo", "ultralytics", "composer"}  # refused by name


def command(entry: dict[str, Any]) -> list[str]:
    """Return the command that reads an entry."""
    words = ["from", entry["framework"], "-"]
    for name, value in entry["set"].items():
        words += ["--set", f"{name}={value}"]
    if entry["lr"] is not None:
        words += ["--lr", repr(entry["lr"])]
    for name, value in entry["run"].items():
        if name != "epochs" or "samples" in entry["run"]:  # without samples --epochs is the window's, as --at is
            words += [f"--{name.replace('_', '-')}", str(value)]
    return [*words, "--at", ",".join(map(str, entry["at"])), "--json"]


def outcome(entry: dict[str, Any]) -> str:
    """Return what became of an entry."""
    result = CliRunner().invoke(root, command(entry), input=entry["text"])
    if result.exit_code:
        assert result.exit_code == 2, result.output
        return HELPED if "add --" in result.output or "--pick" in result.output else DEAD_END
    rates = [row["lr"] for row in json.loads(result.stdout)["rows"]]
    same = all(rate == pytest.approx(true, rel=1e-9, abs=0) for rate, true in zip(rates, entry["values"], strict=True))
    return RIGHT if same else WRONG


def test_configurations_are_read_and_right(capsys: pytest.CaptureFixture[str]) -> None:
    """At least 90 % of them are read with their true values, and no value is wrong."""
    outcomes = {entry["id"]: outcome(entry) for entry in ENTRIES}
    per_dialect: dict[str, Counter[str]] = {}
    for entry in ENTRIES:
        per_dialect.setdefault(entry["framework"], Counter())[outcomes[entry["id"]]] += 1
    with capsys.disabled():
        for dialect, counts in per_dialect.items():
            print(f"\n{dialect}: {', '.join(f'{count} {kind}' for kind, count in counts.items())}", end=" ")
    assert WRONG not in outcomes.values(), [name for name, kind in outcomes.items() if kind == WRONG]
    ours = [entry["id"] for entry in ENTRIES if entry["framework"] not in FOREIGN]
    right = [name for name in ours if outcomes[name] == RIGHT]
    assert len(right) >= 0.9 * len(ours), [name for name in ours if name not in right]


TRAINER = "learning_rate: 1e-4\nnum_train_epochs: 3\n"


@pytest.mark.parametrize(
    ("words", "text", "says"),
    [
        ([], TRAINER, "add --samples …."),
        (["--scale-lr", "linear"], TRAINER, "--scale-lr"),
        ([], "--learning_rate $LR --num_train_epochs ${E}", "add --set '$LR=…' --set '${E}=…'"),
        ([], "a: &a [*a]\nb: 1\n", "*a stands for nothing before it"),
        (
            [],
            "b0: &b0 {x: 1}\n" + "".join(f"b{i}: &b{i} {{<<: [{9 * f'*b{i - 1},'}]}}\n" for i in range(1, 6)),
            "more than 10,000",
        ),
        (
            [],
            "b0: &b0 [x, x]\n" + "".join(f"b{i}: &b{i} [{9 * f'*b{i - 1},'}]\n" for i in range(1, 9)),
            "more than 10,000",
        ),
        ([], "a: " + "[" * 2000, "nest"),
        ([], '{"a":' * 3000, "deep"),
        ([], '{"a":' + "[" * 100_000 + "]" * 100_000 + "}", "deep"),
        ([], '{"a": [' + ",".join("1" for _ in range(60_000)) + "]}", "more than 10,000"),
        ([], "x: [" + "1," * 60_000 + "]", "more than 10,000"),
        ([], "x: '" + "a" * 1_000_001 + "'", "longer than"),
        ([], "x: 1\n- y", "the YAML cannot be read"),
        ([], "learning_rate: [1]\n", "learning_rate must be a number"),
        ([], "learning_rate: .nan\n", "learning_rate must be a number"),
        ([], "learning_rate: 2020-01-01\n", "learning_rate must be a number"),
        (["--samples", "99"], TRAINER + "lr_scheduler_type: 3\n", "must be a word"),
        (["--samples", "99"], TRAINER + "lr_scheduler_kwargs: 3\n", "must be a table"),
        (["--samples", "99"], TRAINER + "dataloader_drop_last: 3\n", "must be true or false"),
        (["--samples", "99"], TRAINER + "per_device_train_batch_size: 1.5\n", "must be a whole number"),
        (["--samples", "99"], TRAINER + "max_steps: 0\n", "max_steps = 0 trains nothing"),
        (["--samples", "99"], TRAINER + "warmup_style: x\n", "may change the rate"),
        (["--samples", "99"], TRAINER + "warmup_ratio: 2\n", "from 0 to 1"),
        (["--samples", "99"], TRAINER + "warmup_steps: -2\n", "at least 0"),
        ([], "learning_rate: !!python/object/apply:os.system [ls]\n", "the YAML cannot be read"),
        ([], '--learning_rate "1e-4', "quotes"),
    ],
)
def test_a_configuration_that_cannot_be_read_says_why(words: list[str], text: str, says: str) -> None:
    """It ends with 2, one sentence and nothing on standard output."""
    result = CliRunner().invoke(root, ["from", "transformers", "-", *words], input=text)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert says in result.stderr


WARMUP = '{"scheduler": {"type": "%s", "params": {"warmup_max_lr": 0.1, "warmup_num_steps": 10%s}}}'
MEGATRON = "--lr 0.1 --min-lr 0.001 --train-iters 100 --global-batch-size 8 "
WSD = MEGATRON + "--lr-decay-style WSD --lr-wsd-decay-iters 40 --lr-wsd-decay-style "
NEOX = "optimizer:\n  params:\n    lr: 0.1\ntrain-iters: 100\nwarmup: 0.1\nmin-lr: 0.07\nlr-decay-style: "
RANGE = (
    '{"scheduler": {"type": "LRRangeTest", "params": {"lr_range_test_min_lr": 0.1, "lr_range_test_step_size": 4%s}}}'
)
AXOLOTL = "learning_rate: 1\nmax_steps: 100\nmicro_batch_size: 2\nlr_scheduler: linear\n"
TRI = "--lr 0.1 --lr-scheduler tri_stage --max-update 100 "
CV = "optimizer = dict(lr=0.1)\nlr_config = dict(%s)\n"
MM = "train_cfg = dict(by_epoch=True, max_epochs=12)\noptimizer = dict(lr=0.1)\nparam_scheduler = [dict(type='%s')]"


@pytest.mark.parametrize(
    ("dialect", "text", "says"),
    [
        ("timm", "--lr .1 --lr-noise 0.4 --epochs 10", "random"),
        ("timm", "--lr .1 --sched plateau", "not one of"),
        (
            "mmengine",
            "lr_config = dict(policy='step', step=[3], gamma=[u])\noptimizer = dict(type='SGD', lr=.1)",
            "not u",
        ),
        ("timm", "--lr .1 -b 10 --epochs 9 --sched-on-updates", "add --samples"),
        ("megatron", "--lr 0.1 --train-iters 100 --lr-decay-style WSD", "lr_wsd_decay_iters"),
        ("megatron", "--lr 0.1 --train-iters 100 --rampup-batch-size 1 2 3", "rampup_batch_size"),
        ("gpt-neox", "train_iters: 10", "add --lr"),
        ("deepspeed", '{"scheduler": {"type": "WarmupLR", "params": {"warmup_max_lr": "auto"}}}', '"auto"'),
        ("deepspeed", '{"scheduler": {"type": ["x"]}}', "type must be a word"),
        ("deepspeed", '{"scheduler": {"type": "LRRangeTest", "params": {"x": 1}}}', "no parameter x"),
        ("fairseq", "--lr 0.1 --lr-scheduler tri_stage --phase-ratio [a,b,c] --max-update 10", "three shares"),
        ("fairseq", "--lr 0.1,0.2 --lr-scheduler fixed", "a rate for each epoch"),
        ("fairseq", "--lr 0.1 --lr-scheduler fixed --force-anneal 3", "force_anneal"),
        ("axolotl", "micro_batch_size: 2\nnum_epochs: 3\nlearning_rate: 1e-4\nsample_packing: true", "sample_packing"),
        ("mmengine", "param_scheduler = [dict(type='X')]\noptimizer = dict(lr=0.1)", "not one of"),
        (
            "mmengine",
            "train_cfg = dict(max_epochs=0)\nparam_scheduler = []\noptimizer = dict(lr=0.1)",
            "at least 1, not 0",
        ),
        ("mmcv", "optimizer = dict(lr=0.1)\nlr_config = dict(policy='step', step=[1])\ntotal_epochs = 0", "at least 1"),
        (
            "lightning",
            "opt = torch.optim.SGD(p, lr=[])\ns = torch.optim.lr_scheduler.StepLR(opt, 2)",
            "must be a number",
        ),
        ("mmengine", "x = 1\noptimizer = dict(lr=0.1)", "no param_scheduler"),
        ("trl", "num_train_epochs: 3", "add --lr … --samples …"),
        (
            "mmengine",
            (
                "param_scheduler = [dict(type='OneCycleLR', eta_max=1, total_steps=9, pct_start=p)]\n"
                "optimizer = dict(lr=0.1)"
            ),
            "add --set p=…",
        ),
        (
            "trl",
            (
                "SFTConfig(learning_rate=1e-4, max_steps=9, lr_scheduler_type='cosine_with_min_lr', "
                "lr_scheduler_kwargs={'min_lr_rate': r})"
            ),
            "add --set r=…",
        ),
        ("trl", "GRPOConfig(output_dir='o', num_train_epochs=1)", "epochs have no length: give max_steps"),
        ("trl", "KTOConfig(output_dir='o', max_steps=9)", "add --lr"),
        (
            "transformers",
            "TrainingArguments('o', max_steps=9, lr_scheduler_type='reduce_lr_on_plateau')",
            "depends on a metric",
        ),
        (
            "transformers",
            "--lr_scheduler constant --learning_rate 1e-4 --max_train_steps 9 --scale_lr",
            "scale_lr multiplies",
        ),
        ("transformers", "--num_warmup_steps 1 --num_train_epochs 3 --num_processes 2", "add --samples"),
        ("mmcv", "optimizer = dict(lr=0.1)\ntotal_epochs = 9\nlr_config = dict(policy='inv')", "inv needs gamma"),
        ("timm", "--lr .1 --sched step --epochs 4 --warmup-epochs 5", "does not end within the 4"),
        ("timm", "--lr .1 --sched step --epochs 5 --warmup-epochs 5", "does not end within the 5"),
        ("timm", "--lr .1 --sched multistep --epochs 9 --decay-milestones a", "decay_milestones must be numbers"),
        ("megatron", "--lr 0.1 --lr-warmup-iters 3", "train_iters or lr_decay_iters is missing"),
        ("megatron", "--lr 0.1 --train-iters 9 --lr-warmup-iters 9", "the warm-up must be shorter than the decay"),
        (
            "megatron",
            "--lr 0.1 --train-iters 9 --lr-decay-style WSD --lr-wsd-decay-iters 3 --lr-wsd-decay-style x",
            "lr_wsd_decay_style 'x' is not one of",
        ),
        ("megatron", "--lr 0.1 --train-iters 9 --lr-decay-style x", "lr_decay_style 'x' is not one of"),
        ("gpt-neox", "optimizer: {params: {lr: 0.1}}", "train_iters or lr_decay_iters is missing"),
        ("gpt-neox", NEOX + "x", "lr_decay_style 'x' is not one of"),
        ("deepspeed", '{"scheduler": {"type": "x"}}', "scheduler 'x' is not one of"),
        ("deepspeed", WARMUP % ("WarmupLR", ', "warmup_type": "x"'), "warmup_type 'x' is not one of"),
        ("deepspeed", WARMUP % ("WarmupDecayLR", ""), "WarmupDecayLR needs total_num_steps"),
        (
            "deepspeed",
            '{"scheduler": {"type": "WarmupCosineLR"}, "optimizer": {"params": {"lr": 1}}}',
            "needs total_num_steps",
        ),
        ("deepspeed", '{"scheduler": {"type": "OneCycle"}}', "OneCycle needs cycle_min_lr and cycle_max_lr"),
        ("fairseq", "--lr 0.1 --lr-scheduler x", "lr_scheduler 'x' is not one of"),
        ("fairseq", "--lr 0.1 --lr-scheduler inverse_sqrt --warmup-updates 0", "needs warmup_updates above 0"),
        ("fairseq", "--lr 0.1 --lr-scheduler polynomial_decay", "needs total_num_update, or max_update"),
        ("fairseq", "--lr 0.1 --lr-scheduler polynomial_decay --max-update 9 --force-anneal 3", "force_anneal anneals"),
        ("fairseq", "--lr 0.1 --lr-scheduler cosine", "cosine needs lr_period_updates"),
        ("fairseq", "--lr 0.1 --lr-scheduler cosine --max-update 9 --t-mult 0.5", "t_mult must be at least 1"),
        (
            "mmengine",
            (MM % "StepLR").replace("')]", "', step_size=2)]\nauto_scale_lr = dict(enable=True)"),
            "needs base_batch_size",
        ),
        ("mmengine", "optimizer = dict(lr=0.1)\nparam_scheduler = [dict(type='LinearLR')]", "LinearLR needs end"),
        ("mmengine", (MM % "StepLR").replace("')]", "', step_size=2, x=3)]"), "StepLR: lrcalc does not know x"),
        ("mmengine", (MM % "MultiStepLR").replace("')]", "', milestones=[1.5])]"), "milestones must be whole numbers"),
        ("mmengine", MM % "StepLR", "StepLR needs step_size"),
        ("mmengine", (MM % "OneCycleLR").replace("]", ", dict(type='StepLR')]"), "OneCycleLR is read alone"),
        ("mmengine", MM % "OneCycleLR", "OneCycleLR needs eta_max and total_steps"),
        ("mmcv", CV % "policy='step', step=[2]" + "runner = dict(max_iters=9)", "say by_epoch=False"),
        (
            "mmcv",
            CV % "policy='fixed', by_epoch=False, warmup='x'" + "runner = dict(max_iters=9)",
            "warmup='x' is not one of",
        ),
        ("mmcv", CV % "policy='step', step=[2], x=1" + "total_epochs = 9", "lr_config: lrcalc does not know x"),
        ("mmcv", CV % "policy='step', step='x'" + "total_epochs = 9", "step must be a whole number or a list"),
        ("mmcv", CV % "policy='poly'", "poly needs the run's length"),
        ("mmcv", CV % "policy='CosineAnnealing'" + "total_epochs = 9", "CosineAnnealing needs min_lr or min_lr_ratio"),
        ("mmcv", CV % "policy='x'" + "total_epochs = 9", "policy 'x' is not one of"),
        ("fairseq", "t.py x # --lr 1", "there are no flags in the command"),
        ("transformers", "- a: 1\n- b: 2", "a configuration is a table of settings"),
        ("transformers", '{"a":' * 60 + "1" + "}" * 60, "tables are nested more than 50 deep"),
        ("mmengine", "lr = 1 / 0\n" + (MM % "StepLR").replace("lr=0.1", "lr=lr"), "it divides by 0"),
        ("timm", "--lr 1 --lr-cycle-mul 1e200 --lr-cycle-limit 9", "its settings make no schedule"),
        ("timm", "create_scheduler_v2(opt, lr=0.1, num_epochs=9, step_on_epochs=False)", "needs updates_per_epoch"),
        ("transformers", "learning_rate: 1\nmax_steps: 9\nwarmup_ratio: 2", "warmup_ratio must be from 0 to 1"),
        ("olmo", "max_duration: 9", "not read"),
        ("torch", '{"lr_scheduler": {"type": "StepLR", "args": {"step_size": []}}}', "step_size must be"),
    ],
)
def test_each_dialect_refuses_what_it_cannot_know(dialect: str, text: str, says: str) -> None:
    """Noise, what is left open, and what is not understood are errors."""
    result = CliRunner().invoke(root, ["from", dialect, "-"], input=text)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert says in result.stderr


# The true values are written out from each project's own formula: DeepSpeed 0.19 lr_schedules.py, fairseq
# tri_stage_lr_scheduler.py, Megatron-LM optimizer_param_scheduler.py, GPT-NeoX learning_rates.py, mmengine.
@pytest.mark.parametrize(
    ("dialect", "text", "values"),
    [
        ("deepspeed", WARMUP % ("WarmupLR", ""), {0: 0, 1: 0, 3: 0.1 * log(3) / log(10), 10: 0.1, 50: 0.1}),
        ("deepspeed", WARMUP % ("WarmupLR", ', "warmup_type": "linear"'), {0: 0, 1: 0, 6: 0.05, 11: 0.1}),
        ("deepspeed", WARMUP % ("WarmupDecayLR", ', "total_num_steps": 30'), {5: 0.1 * log(5) / log(10), 21: 0.05}),
        ("deepspeed", RANGE % "", {0: 0.1, 2: 0.15, 6: 0.25}),
        ("deepspeed", RANGE % ', "lr_range_test_staircase": true', {0: 0.1, 2: 0.1, 6: 0.2}),
        ("fairseq", TRI + "--warmup-steps 10 --hold-steps 20 --decay-steps 50",
         {0: 0.001, 5: 0.0505, 10: 0.1, 29: 0.1, 55: 0.01, 80: 0.001, 99: 0.001}),
        ("fairseq", TRI + "--phase-ratio [0.1,0.4,0.5] --final-lr-scale 0.04", {5: 0.0505, 49: 0.1, 75: 0.02}),
        ("megatron", MEGATRON + "--lr-decay-style inverse-square-root --lr-warmup-iters 4", {2: 0.05, 16: 0.05}),
        ("megatron", MEGATRON + "--lr-decay-style constant --lr-warmup-iters 4", {1: 0.025, 90: 0.1}),
        ("megatron", WSD + "linear", {60: 0.1, 80: 0.001 + 0.099 / 2, 100: 0.001}),
        ("megatron", WSD + "minus_sqrt", {60: 0.1, 70: 0.001 + 0.099 / 2}),
        ("megatron", WSD + "cosine", {60: 0.1, 80: 0.001 + 0.099 / 2}),
        ("gpt-neox", NEOX + "exponential", {0: 0.01, 1: 0.01, 5: 0.05, 40: 0.1 * exp(-0.693 / 3), 100: 0.07}),
        ("gpt-neox", NEOX + "linear", {10: 0.1, 28: 0.08, 100: 0.07}),
        ("gpt-neox", NEOX + "constant", {5: 0.05, 90: 0.1}),
        ("mmengine", (MM % "StepLR").replace("')]", "', step_size=4)]"), {3: 0.1, 4: 0.01, 8: 0.001}),
        ("mmengine", (MM % "ExponentialLR").replace("')]", "', gamma=0.5)]"), {0: 0.1, 2: 0.025}),
        ("deepspeed", ('{"scheduler": {"type": "OneCycle", "params": {"cycle_min_lr": 0.01, "cycle_max_lr": 0.1, '
         '"cycle_first_step_size": 9, "cycle_first_stair_count": 3, "cycle_second_stair_count": 3}}}'), {0: 0.01, 9: 0.1}),
        ("fairseq", ("optimization:\n  max_update: 100\n  lr: [0.1]\nlr_scheduler:\n  _name: polynomial_decay\n"
         "  warmup_updates: 10\n"), {5: 0.05, 10: 0.1, 55: 0.05}),
        ("mmcv", "optimizer = dict(lr=0.1)\ntotal_epochs = 9\nlr_config = dict(policy='inv', gamma=1, power=2)", {1: 0.025}),
        ("mmcv", "optimizer = dict(lr=0.1)\ntotal_epochs = 9\nlr_config = dict(policy='inv', gamma=1)", {1: 0.05, 3: 0.025}),
        ("mmcv", CV % "policy='fixed'" + "total_epochs = 9", {0: 0.1, 8: 0.1}),
        ("mmcv", CV % "policy='step', step=2, gamma=0.5" + "total_epochs = 9", {1: 0.1, 2: 0.05, 5: 0.025}),
        # Schedulers that act at the same time, the second of them no factor: a ramp in epochs and a cosine.
        ("mmengine", (MM % "LinearLR").replace("')]", "', start_factor=0.5, end=3), dict(type='CosineAnnealingLR', T_max=2)]"),
         {0: 0.05, 1: 0.05 * 1.5 / 2, 2: 0, 3: 0.05}),
        ("mmengine", (MM % "QuadraticWarmupLR").replace("')]", "', end=4)]"), {0: 0.1 / 16, 1: 0.025, 3: 0.1, 9: 0.1}),
        ("mmengine", (MM % "LinearLR").replace("')]", "', end=1, start_factor=0.5)]"), {0: 0.05, 5: 0.05}),
        ("mmengine", (MM % "LinearLR").replace("')]", "', by_epoch=False)]\ntrain_cfg = dict(max_iters=5)"), {0: 0.1 / 3, 4: 0.1}),
        ("mmengine", (MM % "ConstantLR").replace("')]", "', factor=0, end=3)]"), {0: 0, 1: 0, 2: 0.1}),
        ("gpt-neox", NEOX.replace("warmup: 0.1", "warmup: 0") + "linear", {0: 0.1, 20: 0.08}),
        ("mmengine", "param_scheduler = []\noptimizer = dict(lr=0.1)", {0: 0.1, 9: 0.1}),
        ("mmengine", ("param_scheduler = [dict(type=StepLR, step_size=4), dict(type='CosineAnnealingMomentum')]\n"
         "optimizer = dict(lr=0.1)\ntrain_cfg = dict(max_epochs=9)"), {3: 0.1, 4: 0.01}),
        # A loop of iterations steps no scheduler by epoch, which is made all the same.
        ("mmengine", ("param_scheduler = [dict(type='LinearLR', start_factor=0.5, end=9), dict(type='StepLR', step_size=1),"
         " dict(type='ConstantLR', factor=0.5, by_epoch=False, end=3), dict(type='LinearLR', begin=3, end=9)]\n"
         "optimizer = dict(lr=0.1)\ntrain_cfg = dict(max_iters=9)"), {0: 0.025, 1: 0.025, 2: 0.05, 8: 0.05}),
        ("mmengine", ("param_scheduler = [dict(type='LinearLR', start_factor=0.5, by_epoch=False, end=11),"
         " dict(type='CosineAnnealingLR', by_epoch=False, begin=20, end=40)]\noptimizer = dict(lr=0.1)\n"
         "train_cfg = dict(max_epochs=5)"), {5: 0.075, 15: 0.1, 30: 0.05}),
        ("mmengine", ("param_scheduler = dict(type='PolyLR', begin=2, end=12, power=2)\noptimizer = dict(lr=0.1)\n"
         "train_cfg = dict(max_epochs=20)"), {1: 0.1, 5: 0.1 * (2 / 3) ** 2, 11: 0, 15: 0}),
        ("transformers", "learning_rate: 1e-4\nmax_steps: 10\nlr_scheduler_type: linear\n", {5: 5e-5}),
        ("transformers", "- max_steps: 10\n  learning_rate: 1e-4\n  lr_scheduler_type: linear\n", {5: 5e-5}),
        ("timm", "--lr 0.1 --sched poly --epochs 10 --decay-rate 2 --warmup-epochs 0", {0: 0.1, 5: 0.025}),
        ("torch", "_target_: OneCycleLR\nmax_lr: 1.0\ntotal_steps: 11\npct_start: 0.3\nanneal_strategy: linear\nfinal_div_factor: 1\n", {10: 0.04}),
        ("mmengine", (MM % "ConstantLR").replace("')]", "', factor=0.5, end=3)]"), {0: 0.05, 1: 0.05, 2: 0.1}),
        # Two that act together: each step multiplies by the ramp's growth and by PolyLR's own factor, up to the last one.
        ("mmengine", (MM % "LinearLR").replace("')]", "', start_factor=0.5, end=5), dict(type='PolyLR', end=5)]"),
         {0: 0.05, 2: 0.1 * 0.75 * 0.5, 3: 0.1 * 0.875 * 0.25, 4: 0, 6: 0}),
        # One behind another begins with the rate that is left, in whatever order they are listed.
        ("mmengine", (MM % "LinearLR").replace(
            "')]", "', start_factor=1, end_factor=0.5, end=5), dict(type='CosineAnnealingLR', begin=5, end=10)]"),
         {4: 0.05, 5: 0.05, 9: 0.05 * (1 + cos(pi * 0.8)) / 2}),
        ("mmengine", ("param_scheduler = [dict(type='CosineAnnealingLR', eta_min=0.01, begin=20, end=40),"
         " dict(type='LinearLR', start_factor=1, end_factor=0.5, end=11)]\noptimizer = dict(lr=0.1)\n"
         "train_cfg = dict(max_epochs=40)"), {10: 0.05, 30: 0.03}),
        ("mmengine", (MM % "CosineAnnealingLR").replace("')]", "', eta_min_ratio=0.1)]"), {6: 0.055, 12: 0.01}),
        ("mmengine", (MM % "MultiStepLR").replace("')]", "', milestones=[8, 4])]"), {3: 0.1, 4: 0.01, 8: 0.001}),
        ("mmengine", (MM % "LinearLR").replace("')]", "', end=5)]\ntrain_cfg = dict(max_iters=9)"), {0: 0.1 / 3, 8: 0.1 / 3}),
        ("mmcv", CV % "policy='fixed', by_epoch=False, warmup='exp', warmup_iters=4, warmup_ratio=0.25" + "runner = dict(max_iters=9)",
         {0: 0.025, 2: 0.05, 4: 0.1}),
        ("mmcv", CV % "policy='step', step=[2], min_lr=0.02" + "total_epochs = 9", {1: 0.1, 2: 0.02, 8: 0.02}),
        ("deepspeed", (WARMUP % ("WarmupLR", "")).replace("10", "1"), {0: 0, 1: 0, 2: 0.1}),
        ("deepspeed", ('{"scheduler": {"type": "OneCycle", "params": {"cycle_min_lr": 0.01, "cycle_max_lr": 0.1, '
         '"cycle_first_step_size": 9}}}'), {9: 0.1, 12: 0.07, 18: 0.01}),
        ("deepspeed", ('{"scheduler": {"type": "WarmupCosineLR", "params": {"total_num_steps": 30, "warmup_num_steps": 10}}, '
         '"optimizer": {"params": {"lr": 0.1}}}'), {10: 0.1, 20: 0.1 * (1e-4 + (1 - 1e-4) / 2), 30: 1e-5, 40: 1e-5}),
        ("fairseq", "--lr 0.1 --lr-scheduler cosine --min-lr 0.01 --warmup-updates 4 --max-update 12", {0: 0.01, 2: 0.055, 4: 0.1, 8: 0.055}),
        ("fairseq", "--lr 0.1 --lr-scheduler cosine --lr-period-updates 4", {2: 0.05, 4: 0.01, 6: 0.005}),
        ("fairseq", TRI.replace("100", "10") + "--phase-ratio [0.28,0.32,0.4]", {1: 0.0505, 2: 0.1, 4: 0.1}),
        ("megatron", MEGATRON + "--lr-decay-style inverse-square-root --lr-warmup-iters 4", {100: 0.02, 101: 0.001}),
        ("timm", "--opt lamb -b 1024 --epochs 10 --warmup-epochs 0", {0: 0.2, 5: 0.1}),
        ("megatron", MEGATRON.replace("0.001", "0") + "--lr-decay-iters 40 --lr-warmup-fraction 0.25", {5: 0.05, 10: 0.1, 25: 0.05}),
        ("gpt-neox", NEOX.replace("warmup: 0.1\n", "") + "linear", {0: 0.1, 1: 0.1, 12: 0.1 * 88 / 99}),
        ("timm", "--opt sgd -b 128 --grad-accum-steps 2 --epochs 10 --warmup-epochs 0", {0: 0.1, 5: 0.05}),
        ("axolotl", AXOLOTL, {1: 1 / 3, 3: 1}),
        ("axolotl", AXOLOTL + "warmup_ratio: 0.029\n", {1: 0.5, 2: 1}),
        ("axolotl", AXOLOTL + "warmup_ratio: 0.01\n", {1: 0.5, 2: 1}),
        ("trl", "SFTConfig('o', max_steps=10)", {0: 2e-5, 5: 1e-5}),
        ("timm", "create_scheduler_v2(torch.optim.SGD(p, lr=1.0), num_epochs=4, cycle_limit=2)", {0: 1, 2: 0.5, 4: 0.1, 6: 0.05}),
        ("deepspeed", "config = " + WARMUP % ("WarmupLR", ""), {0: 0, 10: 0.1}),
        ("transformers", "learning_rate: 1\nmax_steps: 4\nlr_scheduler_type: linear\nx: " + "[" * 49 + "]" * 49, {2: 0.5}),  # 50 deep
        ("transformers", "# of a run\nlearning_rate: 1\nmax_steps: 4\nlr_scheduler_type: linear\n", {2: 0.5}),
        ("transformers", "model: x\ntraining:\n  learning_rate: 1\n  max_steps: 4\n  lr_scheduler_type: linear\n", {2: 0.5}),
        ("trl", "DPOConfig('o', max_steps=10)", {0: 1e-6, 5: 5e-7}),
        ("transformers", "learning_rate: 1\nmax_steps: 3\nwarmup_steps: 1\n", {0: 0, 1: 1, 2: 0.5}),
    ],
)  # fmt: skip
def test_what_the_texts_of_others_do_not_have(dialect: str, text: str, values: dict[int, float]) -> None:
    """The rarer policies of each dialect, by its project's formula."""
    words = ["from", dialect, "-", "--at", ",".join(map(str, values)), "--json"]
    result = CliRunner().invoke(root, words, input=text)
    assert result.exit_code == 0, result.output
    rates = [row["lr"] for row in json.loads(result.stdout)["rows"]]
    assert rates == pytest.approx([*values.values()], rel=1e-12, abs=0)


def test_megatron_in_samples_takes_the_batch_of_the_option() -> None:
    """A run in samples needs the batch: the text's, or --batch-size."""
    text = "--lr 0.1 --lr-decay-style linear --train-samples 800"
    asked = CliRunner().invoke(root, ["from", "megatron", "-", "--csv"], input=text)
    assert (asked.exit_code, asked.stdout) == (2, "")
    assert "--batch-size" in asked.stderr
    told = CliRunner().invoke(root, ["from", "megatron", "-", "--batch-size", "8", "--at", "50", "--csv"], input=text)
    assert told.stdout.splitlines()[-1].startswith("50,0.05"), told.output


@pytest.mark.parametrize("option", ["--samples", "--batch-size", "--devices", "--accumulate"])
@pytest.mark.parametrize("value", ["0", "-1", "9007199254740993"])
def test_the_run_is_checked_where_code_is_read(option: str, value: str) -> None:
    """Every count of a run is a whole number from 1 to 2^53."""
    words = ["from", "transformers", "-", "--samples", "800", "--batch-size", "8", option, value]
    result = CliRunner().invoke(root, words, input=TRAINER)
    assert (result.exit_code, result.stdout) == (2, "")
    assert option in result.stderr
    assert value in result.stderr


def test_keys_that_decide_nothing() -> None:
    """Where the keys say nothing of whose configuration it is, the error lists the words for it."""
    result = CliRunner().invoke(root, ["from", "x: 1\ny: 2\n"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "the keys do not say whose configuration it is: name one of axolotl, fairseq" in result.stderr


def test_without_pyyaml_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """YAML is an extra."""
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    result = CliRunner().invoke(root, ["from", "transformers", "-"], input=TRAINER)
    assert result.exit_code == 2
    assert "pip install 'lrcalc-cli[yaml]'" in result.stderr


def test_an_option_wins_over_the_configuration_and_a_note_says_so() -> None:
    """What the configuration has is used; what is given beside it wins."""
    words = ["from", "-", "--samples", "4000", "--batch-size", "16", "--at", "0"]
    result = CliRunner().invoke(root, words, input=TRAINER + "per_device_train_batch_size: 8\n")
    notes = result.output
    assert "batch_size = 16 as given, not the configuration's 8" in notes
    assert "750 updates, no warm-up" in notes


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (["mmengine", (MM % "StepLR").replace("')]", "', step_size=2)]\ntrain_cfg = dict(max_iters=9)")], "is never stepped by a loop of iterations"),
        (["transformers", "learning_rate: 1\nmax_steps: 9\nwarmup_steps: 1\n"], "9 updates, 1 of them warm-up"),
        (["t2i.py --learning_rate=1 --lr_scheduler constant --max_train_steps=9"], "defaults: lr_warmup_steps = 500"),
        (["--train-iters 9 --lr 1"], "read as megatron"),
        (["deepspeed", ('{"scheduler": {"type": "OneCycle", "params": {"cycle_min_lr": 0.01, "cycle_max_lr": 0.1, '
          '"cycle_second_stair_count": 3}}}')], "keeps the number of stairs, and makes none"),
    ],
)  # fmt: skip
def test_what_a_reader_of_a_configuration_is_told(words: list[str], note: str) -> None:
    """What the text does not say, or says to no effect, is in a note."""
    result = CliRunner().invoke(root, ["from", *words, "-n", "1"])
    assert result.exit_code == 0, result.output
    assert note in result.stderr


@pytest.mark.parametrize(
    ("dialect", "text", "rows"),
    [
        ("megatron", "--train-samples 1005 --lr 1 --global-batch-size 10", 100),
        ("timm", "--lr .1 --epochs 10 --warmup-epochs 0 --cooldown-epochs 3", 13),
    ],
)
def test_how_long_a_configuration_runs(dialect: str, text: str, rows: int) -> None:
    """All rows of a run are listed: Megatron leaves out a batch that is not full, timm adds its cooldown."""
    result = CliRunner().invoke(root, ["from", dialect, text, "--json"])
    assert len(json.loads(result.stdout)["rows"]) == rows


@pytest.mark.parametrize(("by_epoch", "clock"), [("", "epoch"), (", by_epoch=False", "step")])
def test_what_a_one_cycle_of_openmmlab_counts(by_epoch: str, clock: str) -> None:
    """OneCycleLR is stepped by the epoch where it does not say otherwise."""
    text = (MM % "OneCycleLR").replace("')]", f"', eta_max=1, total_steps=9{by_epoch})]")
    result = CliRunner().invoke(root, ["from", "mmengine", "-", "--csv"], input=text)
    assert result.stdout.startswith(f"{clock},lr"), result.output


def test_timm_without_a_full_batch() -> None:
    """An epoch without a full batch has no update, and a rate for each update has no length."""
    words = ["from", "timm", "--lr .1 -b 10 --epochs 9 --sched-on-updates --warmup-epochs 0", "--samples", "5"]
    result = CliRunner().invoke(root, words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "5 samples make no full batch of 10" in result.stderr


def test_scripts_without_a_trainer_on_several_devices() -> None:
    """They count their steps before the samples are shared out, which only a number of steps makes clear."""
    result = CliRunner().invoke(
        root, ["from", f"t.py {ONE} 8 --num_warmup_steps 2", "--samples", "80", "--devices", "2"]
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert "count their steps before they share out the samples" in result.stderr


@pytest.mark.parametrize("name", ["b037", "b048", "b062", "b078", "b089", "b104", "b110", "b119", "b125"])
def test_the_keys_decide_the_dialect(name: str) -> None:
    """A configuration is read without the word for it, with the same rates."""
    (entry,) = (entry for entry in ENTRIES if entry["id"] == name)
    named = CliRunner().invoke(root, command(entry), input=entry["text"])
    words = [word for word in command(entry) if word != entry["framework"]]
    result = CliRunner().invoke(root, words, input=entry["text"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"] == json.loads(named.stdout)["rows"]


LAUNCH = """GPUS=8
LAUNCH=(
    --nproc_per_node $GPUS
    --nnodes 2
)
TRAINING=(
    --train-iters 500
    --lr 1.5e-4  # as in the paper
    --lr-decay-style cosine
    --min-lr 5.0e-5
    --lr-warmup-iters 40
    --lr-decay-iters 400
)
torchrun ${LAUNCH[@]} pretrain_gpt.py ${TRAINING[@]} --eval-interval 1000
"""
ONE = "--learning_rate 1e-4 --num_train_epochs 1 --per_device_train_batch_size"
CARD = (
    "- learning_rate: 0.0001\n- train_batch_size: 4\n- eval_batch_size: 8\n- num_devices: 2\n- lr_scheduler_type: linear\n"
    "- lr_scheduler_warmup_ratio: 0.2\n- num_epochs: 1\n- optimizer: AdamW with betas=(0.9,0.999)\n"
)
MILESTONES = (
    "optimizer = dict(lr=0.1)\nparam_scheduler = [dict(type='StepLR', step_size=5)]\ntrain_cfg = dict(max_epochs=10)"
)

MIXED = (
    "optimizer = dict(lr=0.1)\ntrain_cfg = dict(max_epochs=10)\ntrain_dataloader = dict(batch_size=5)\n"
    "param_scheduler = [dict(type='LinearLR', start_factor=0.5, by_epoch=False, end=3), %s]"
)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["megatron", "--train-iters 100 --lr 1e-3"], {50: 5e-4}),
        (["--train-iters 100 --lr 1e-3 --lr-decay-style linear"], {50: 5e-4}),
        ([LAUNCH], {20: 7.5e-5, 40: 1.5e-4, 220: 1e-4, 400: 5e-5}),
        (["megatron", LAUNCH.partition("torchrun")[0]], {20: 7.5e-5, 220: 1e-4}),
        (["--train-samples 1000 --lr-warmup-samples 100 --lr 1e-3", "--batch-size", "5", "--devices", "2"], {5: 5e-4, 55: 5e-4}),
        ([f"t.py {ONE} $((64 / 8))", "--samples", "80"], {5: 5e-5}),
        ([f"CUDA_VISIBLE_DEVICES=0,1 python t.py {ONE} 5", "--samples", "100"], {5: 5e-5}),
        ([f"deepspeed --include localhost:0,1 t.py {ONE} 5", "--samples", "100"], {5: 5e-5}),
        (["./distributed_train.sh 4 /data --sched cosine --opt adamw -b 256 --epochs 100 --warmup-epochs 0"], {0: 0.2, 50: 0.1}),
        (
            ["micro_batch_size: 2\nbatch_size: 8\nlearning_rate: 1e-3\nnum_epochs: 1\nlr_scheduler: linear\nwarmup_ratio: 0",
             "--samples", "80"],
            {5: 5e-4},
        ),
        (["micro_batch_size: 2\nbatch_size: 7\nlearning_rate: 1e-3\nnum_epochs: 1\nlr_scheduler: linear\nwarmup_ratio: 0",
          "--samples", "60"], {5: 5e-4}),
        (["torch", "dict(scheduler=StepLR(optimizer, 2), frequency=3)", "--lr", "1"], {5: 1, 6: 0.1}),
        (["torch", "StepLR(optimizer, 2)", "--lr", "1", "--epochs", "8"], {1: 1, 2: 0.1}),
        (["mmengine", "optimizer = dict(lr=0.1)\ntotal_epochs = 4\nlr_config = dict(policy='poly')", "--epochs", "5"], {1: 0.08}),
        ([MILESTONES, "--samples", "40", "--batch-size", "10"], {19: 0.1, 20: 0.01}),
        ([MILESTONES.replace("StepLR', step_size=5", "ExponentialLR', gamma=0.5"), "--samples", "40", "--batch-size", "10"],
         {3: 0.1, 4: 0.05, 7: 0.05}),
        # The batch stands in the loader; without the samples nothing is asked of it.
        ([f"{MILESTONES}\ntrain_dataloader = dict(batch_size=5)\nparam_scheduler[0]['convert_to_iter_based'] = True",
          "--samples", "20"], {19: 0.1, 20: 0.01}),
        ([f"{MILESTONES}\nauto_scale_lr = dict(enable=True, base_batch_size=16)\ntrain_dataloader = dict(batch_size=8)",
          "--devices", "4"], {4: 0.2, 5: 0.02}),
        (["transformers", 'learning_rate: 1e-4\nnum_train_epochs: 1\nper_device_train_batch_size: 8\ndataloader_drop_last: "yes"',
          "--samples", "87"], {5: 5e-5}),
        # A model's card, alone and in its page.
        ([CARD, "--samples", "80"], {1: 5e-5, 2: 1e-4, 6: 5e-5, 10: 0}),
        ([f"# A model\n\n### Training hyperparameters\n\n{CARD}\n### Results\n\n| a | b |\n", "--samples", "80"], {6: 5e-5}),
        (["- learning_rate: 2e-05\n- training_steps: 100\n- lr_scheduler_type: linear\n"], {50: 1e-5}),
        # Scripts of Transformers and Diffusers that have no Trainer.
        (["accelerate launch run_glue_no_trainer.py --learning_rate 1e-4 --max_train_steps 100 --num_warmup_steps 10"], {5: 5e-5, 55: 5e-5}),
        ([f"run_clm_no_trainer.py {ONE} 8 --num_warmup_steps 2", "--samples", "80"], {1: 5e-5, 6: 5e-5}),
        (["train_dreambooth.py --learning_rate=5e-6 --lr_warmup_steps=0 --max_train_steps=400"], {0: 5e-6, 399: 5e-6}),
        (["t2i.py --learning_rate=1e-5 --lr_scheduler cosine --lr_warmup_steps 10 --max_train_steps=110"], {5: 5e-6, 60: 5e-6}),
        (["t2i.py --learning_rate=1 --lr_scheduler cosine_with_restarts --lr_num_cycles 2 --lr_warmup_steps 0 --max_train_steps=80"],
         {20: 0.5, 40: 1, 60: 0.5}),
        (["t2i.py --learning_rate=1 --lr_scheduler polynomial --lr_power 2 --lr_warmup_steps 0 --max_train_steps=80"],
         {40: 1e-7 + (1 - 1e-7) / 4}),
        # With max_steps the batch does not matter.
        (["TrainingArguments('o', max_steps=100, per_device_train_batch_size=size, learning_rate=1e-4)"], {50: 5e-5}),
        # A shell's defaults, its variables of flags, a program that names the project; a table that a program writes.
        ([f"torchrun --nproc_per_node 2 --nnodes=${{NODES:-1}} t.py {ONE} ${{SIZE-4}}", "--samples", "80"], {5: 5e-5}),
        (['OPTS="--lr 1e-3 --train-iters 100"'], {50: 5e-4}),
        (['RATE="--lr=1e-3"\n--train-iters 100'], {50: 5e-4}),
        (["fairseq-train data --lr 0.1 --lr-scheduler tri_stage --warmup-steps 10 --hold-steps 20 --decay-steps 50"], {5: 0.0505}),
        (["args = dict(stage='sft', learning_rate=1e-4, num_train_epochs=1.0, per_device_train_batch_size=8)", "--samples", "80"],
         {5: 5e-5}),
        # An anchor and what stands for it, in YAML.
        (["rate: &rate 1e-4\nshared: &shared\n  num_train_epochs: 1\n  per_device_train_batch_size: 8\n<<: *shared\nlearning_rate: *rate",
          "--samples", "80"], {5: 5e-5}),
        # Templates of Lightning and Hydra, whose numbers YAML may take for texts.
        ([("lr_scheduler:\n  class_path: torch.optim.lr_scheduler.StepLR\n  init_args:\n    step_size: 3\n    gamma: 0.5\n"
          "optimizer:\n  class_path: torch.optim.Adam\n  init_args:\n    lr: 1e-3\nmodel:\n  class_path: my.Model\n")],
         {2: 1e-3, 3: 5e-4}),
        (["torch", "_target_: torch.optim.lr_scheduler.ExponentialLR\n_partial_: true\ngamma: 5e-1\n", "--lr", "1"], {2: 0.25}),
        # Epochs of four iterations: factors by epoch beside one by iteration, a cosine by epoch beside a ramp, and
        # milestones that are converted. Each device's samples are rounded up, and so are its batches.
        ([MIXED % "dict(type='MultiStepLR', milestones=[1, 2])", "--samples", "20"], {0: 0.05, 3: 0.1, 4: 0.01, 7: 0.01, 8: 0.001}),
        ([MIXED % "dict(type='CosineAnnealingLR', T_max=2)", "--samples", "20"], {0: 0.05, 1: 0.075, 3: 0.1, 4: 0.05, 7: 0.05, 8: 0}),
        ([MIXED % "dict(type='MultiStepLR', milestones=[1, 2], convert_to_iter_based=True)", "--samples", "20"],
         {3: 0.1, 4: 0.01, 8: 0.001}),
        ([MIXED % "dict(type='StepLR', step_size=5, convert_to_iter_based=True)", "--samples", "21", "--devices", "2"],
         {14: 0.1, 15: 0.01}),
        ([("optimizer = dict(lr=0.1)\ntotal_epochs = 9\ndata = dict(samples_per_gpu=5)\nlr_config = dict(policy='fixed', "
          "warmup='linear', warmup_iters=2, warmup_ratio=0.5, warmup_by_epoch=True)"), "--samples", "20"], {0: 0.05, 4: 0.075, 8: 0.1}),
        (["t2i.py --learning_rate=1 --lr_scheduler constant_with_warmup --max_train_steps=1000"], {250: 0.5, 500: 1}),
        ([f"t.py {ONE} 8", "--samples", "87", "--drop-last"], {5: 5e-5}),
        # timm's sampler fills up each device's share: 39 samples are two batches of 10 on either of two devices.
        (["timm", "--lr .1 -b 10 --sched-on-updates --warmup-epochs 0", "--samples", "39", "--devices", "2", "--epochs", "2"], {0: 0.1, 2: 0.05}),
        # The length that is given is the run's, and --at lists its steps, whether the schedule counts epochs or updates.
        ([MILESTONES, "--samples", "40", "--batch-size", "10", "--epochs", "8"], {19: 0.1, 20: 0.01}),
        (["torch", "dict(scheduler=MultiStepLR(optimizer, [2, 4]), frequency=3)", "--lr", "1"], {5: 1, 6: 0.1, 11: 0.1, 12: 0.01}),
        (["get_scheduler('cosine', optimizer, num_warmup_steps=0, num_training_steps=4, step_rules=None, num_cycles=1, power=1.0)",
          "--lr", "1"], {2: 0.5}),
        # A shell's empty default, its variables of variables, its whole numbers; torchrun starts one process if not told.
        (['t.py --sched "${SCHED:-}" --lr 0.1 --epochs 10 --warmup-epochs 0'], {5: 0.05}),
        (["transformers", "LR=1e-4\nt.py --learning_rate $LR --max_steps 4", "--set", "LR=2e-4"], {2: 1e-4}),
        ([f"A=8\nB=$A\nC=$B\nt.py {ONE} $C", "--samples", "80"], {5: 5e-5}),
        ([f"CUDA_VISIBLE_DEVICES=0,1 torchrun t.py {ONE} 8", "--samples", "80"], {5: 5e-5}),
        ([f"t.py {ONE} $((17 / 2))", "--samples", "80"], {5: 5e-5}),
        (["--train-samples 1000 --lr-warmup-samples 100 --lr 1e-3", "--batch-size", "5", "--accumulate", "2"], {5: 5e-4}),
    ],
)  # fmt: skip
def test_launch_lines_and_runs_as_people_give_them(words: list[str], values: dict[int, float]) -> None:
    """Flags in one word, arrays, arithmetic, each launcher's way to name the devices; a run beside a curve of epochs."""
    result = CliRunner().invoke(root, ["from", *words, "--at", ",".join(map(str, values)), "--json"])
    assert result.exit_code == 0, result.output
    assert [row["lr"] for row in json.loads(result.stdout)["rows"]] == pytest.approx(
        [*values.values()], rel=1e-9, abs=0
    )


def test_arithmetic_that_has_no_value() -> None:
    """Arithmetic of the shell is followed, and refused where it makes no number."""
    result = CliRunner().invoke(root, ["from", f"t.py {ONE} $((1 / 0))", "--samples", "80"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it divides by 0" in result.stderr

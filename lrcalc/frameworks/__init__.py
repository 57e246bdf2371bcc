"""The frameworks. One file here is one framework: its names in ours, and ours in its.

A function whose first parameter is ``read`` carries the name, signature and defaults of the
framework's own, and returns our schedule: that is the table from its names to ours. ``read`` is the
:class:`~lrcalc.frameworks.calls.Reader`, which knows the optimizer's learning rate and reads nested calls.

A framework that is written, too, has ``write(schedule)``, which returns its own code for a schedule
or None, and ``program(code)``, the lines around it; where it takes any formula as a function, it has
``general(imports, function)`` as well.
"""

from typing import Literal, NamedTuple


class Framework(NamedTuple):
    """A framework: its name for people, and what lrcalc writes for it.

    ``writes`` is "any" schedule, its "own" alone, or "" for nothing; what ``is_configured`` has no calls, but
    a configuration that a dialect of its name reads.
    """

    title: str
    writes: Literal["any", "own", ""] = ""
    is_configured: bool = False


# In the order of --help; each is a file here.
FRAMEWORKS = {
    "torch": Framework("PyTorch's torch.optim.lr_scheduler", writes="any"),
    "keras": Framework("Keras' keras.optimizers.schedules", writes="any"),
    "optax": Framework("Optax, for JAX", writes="any"),
    "transformers": Framework("Hugging Face Transformers", writes="own"),
    "timm": Framework("timm.scheduler", writes="own"),
    "paddle": Framework("PaddlePaddle's paddle.optimizer.lr", writes="own"),
    "mmengine": Framework("OpenMMLab's param_scheduler", writes="own", is_configured=True),
}


class Dialect(NamedTuple):
    """A dialect: its file among the frameworks, and the keys of which one decides that a text is in it."""

    file: str
    keys: frozenset[str] = frozenset()


DIALECTS = {
    "axolotl": Dialect("axolotl", frozenset({"micro_batch_size", "num_epochs", "base_model"})),
    "fairseq": Dialect("fairseq", frozenset({"warmup_updates", "max_update", "total_num_update", "update_freq"})),
    "deepspeed": Dialect("deepspeed", frozenset({"scheduler"})),
    "gpt-neox": Dialect("gpt_neox", frozenset({"pipe_parallel_size", "warmup"})),
    "megatron": Dialect("megatron", frozenset({"lr_decay_style", "train_iters", "lr_decay_iters", "train_samples"})),
    "transformers": Dialect(
        "trainer",
        frozenset(
            {"num_train_epochs", "per_device_train_batch_size", "lr_scheduler_type", "warmup_ratio", "max_train_steps"}
            | {"lr_warmup_steps", "num_warmup_steps"}
        ),
    ),
    "mmengine": Dialect("mmengine", frozenset({"param_scheduler", "lr_config"})),
    "timm": Dialect("timm_train", frozenset({"sched", "warmup_epochs", "cooldown_epochs", "decay_epochs"})),
}
NEEDED = {"axolotl": 2}  # keys that decide, where one alone does not
FOREIGN = {"deit", "videomae", "olmo", "ultralytics", "composer", "torchtune", "detectron2"}

"""The frameworks: one file here reads a framework's code and writes it.

In each, ``READ`` holds functions that carry the framework's own names, signatures and defaults and
return our schedule: that is the table from its names to ours. The first argument of each is the
:class:`~lrcalc.frameworks.reading.Reader`, which knows the learning rate and reads nested calls.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lrcalc.schedule import Schedule

FRAMEWORKS = {
    "torch": "PyTorch's torch.optim.lr_scheduler",
    "keras": "Keras' keras.optimizers.schedules",
    "optax": "Optax, for JAX",
    "transformers": "Hugging Face Transformers",
    "timm": "timm.scheduler",
    "paddle": "PaddlePaddle's paddle.optimizer.lr",
}


def readers(framework: str) -> "dict[str, Callable[..., Schedule]]":
    """Import a framework's table and return it."""
    table: dict[str, Callable[..., Schedule]] = import_module(f"{__name__}.{framework}").READ
    return table

"""What the field calls the strategies: names of frameworks and papers, and the article's Chinese ones."""

import re
from itertools import pairwise

from lrcalc.schedules import STRATEGIES

# The first word that a name contains decides: the more special words stand first.
WORDS = {
    "restarts": "cosine-restarts", "sgdr": "cosine-restarts",
    "onecycle": "one-cycle", "1cycle": "one-cycle", "super": "one-cycle",
    "cyclic": "cyclic", "cyclical": "cyclic", "clr": "cyclic", "triangular": "cyclic", "triangle": "cyclic",
    "multi": "multistep", "multistep": "multistep", "milestones": "multistep",
    "piecewise": "piecewise",
    "wsd": "wsd", "trapezoidal": "wsd", "stable": "wsd",
    "poly": "polynomial", "polynomial": "polynomial",
    "noam": "noam", "transformer": "noam",
    "rsqrt": "inverse-sqrt", "sqrt": "inverse-sqrt",
    "time": "inverse-time", "inverse": "inverse-time",
    "tanh": "tanh", "hyperbolic": "tanh",
    "exp": "exponential", "exponential": "exponential",
    "cosine": "cosine", "cos": "cosine",
    "staircase": "step", "step": "step",
    "linear": "linear",
    "constant": "constant", "fixed": "constant", "flat": "constant",
}  # fmt: skip


def meant(name: str) -> str | None:
    """Return the strategy that the field calls so, if any.

    >>> meant("CosineAnnealingLR"), meant("warmup_cosine_decay_schedule"), meant("sgdr"), meant("余弦退火")
    ('cosine', 'cosine', 'cosine-restarts', 'cosine')
    """
    words = [word.lower() for word in re.findall(r"1?[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
    words += [first + second for first, second in pairwise(words)]
    for word, strategy in WORDS.items():
        if word in words:
            return strategy
    chinese = [strategy for strategy, title in STRATEGIES.items() if not name.isascii() and name in title]
    return chinese[0] if chinese else None

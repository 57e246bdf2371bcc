"""GPT-NeoX's YAML: the rate is the optimizer's, the warm-up a share of the decay."""

from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula

LEFT = "scheduler"
STYLES = {
    "constant": "lr",
    "linear": "max(low, lr * (d - (epoch - w)) / d)",
    "cosine": "max(low, low + (lr - low) / 2 * (cos(pi * (epoch - w) / d) + 1))",
    "exponential": "max(low, lr * exp(-0.693 * (epoch - w) / d))",
}


def configured(config: Configuration) -> Configured:
    """Return the schedule of GPT-NeoX's settings."""
    optimizer = config.within(config.within(config.table("optimizer")).table("params"))
    lr, low = optimizer.rate("lr"), config.number("min_lr", default=0)
    length = config.whole("train_iters")
    decay = config.whole("lr_decay_iters", default=length)
    if not decay:
        raise ReadingError("train_iters or lr_decay_iters is missing")
    share = config.number("warmup", default=0.01, noted=True)
    style = config.text("lr_decay_style", default="linear", noted=True)
    if style not in STYLES:
        raise ReadingError(f"lr_decay_style {style!r} is not one of {', '.join(STYLES)}")
    warmup = share * decay
    text = STYLES[style]
    if warmup > 0:
        text = f"lr * max(1, epoch) / w if epoch <= w else {text}"
    names = {"lr": lr, "low": low, "w": warmup, "d": decay - warmup}
    return Configured(formula(text, **names), "step", end=length)

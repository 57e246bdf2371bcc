"""Megatron-LM's flags: iterations or samples, a warm-up and a decay style."""

from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.frameworks.pieces import formula, level

LEFT = r"decoupled_(?:min_)?lr|override_opt_param_scheduler|use_checkpoint_opt_param_scheduler"
DECAYS = {
    "linear": "1 - (R)",
    "cosine": "0.5 * (cos(pi * (R)) + 1)",
    "exponential": "2 * 0.5 ** (R) - 1",
    "minus_sqrt": "1 - sqrt(R)",
}  # R is the share of the decay that is done


def configured(config: Configuration) -> Configured:
    """Return the schedule of Megatron's flags."""
    if config.has("rampup_batch_size"):
        raise ReadingError("rampup_batch_size changes the batch during the run, which lrcalc does not follow")
    lr, low = config.rate("lr"), config.number("min_lr", default=0)
    in_samples = config.has("train_samples", "lr_decay_samples", "lr_warmup_samples")
    batch = config.whole("global_batch_size") if in_samples else 1
    if not batch:
        share = config.options.get("batch_size") or config.need("batch_size")
        batch = share * (config.options.get("devices") or 1) * (config.options.get("accumulate") or 1)
    unit = "samples" if in_samples else "iters"
    length = config.whole(f"train_{unit}")
    decay = config.whole(f"lr_decay_{unit}", default=length)
    if decay is None:
        raise ReadingError(f"train_{unit} or lr_decay_{unit} is missing")
    share = config.number("lr_warmup_fraction")
    warmup = config.whole(f"lr_warmup_{unit}", default=0)
    warmup = warmup if share is None else share * decay
    first = config.number("lr_warmup_init", default=0)
    style = config.text("lr_decay_style", default="linear", noted=True)
    if not 0 <= warmup < decay:
        raise ReadingError("the warm-up must be shorter than the decay")
    names = {"lr": lr, "low": low, "w": warmup, "d": decay, "first": first, "b": batch}
    if style == "constant":
        text = "lr"
    elif style in ("linear", "cosine"):
        coefficient = DECAYS[style].replace("R", "(epoch * b - w) / (d - w)")
        text = f"low if epoch * b > d else low + ({coefficient}) * (lr - low)"
    elif style == "inverse-square-root":
        text = "low if epoch * b > d else max(low, lr * sqrt(max(w, 1)) / sqrt(max(epoch * b, 1)))"
    elif style == "WSD":
        tail = config.whole(f"lr_wsd_decay_{unit}")
        if not tail:
            raise ReadingError(f"WSD needs lr_wsd_decay_{unit}")
        shape = config.text("lr_wsd_decay_style", default="exponential", noted=True)
        if shape not in DECAYS:
            raise ReadingError(f"lr_wsd_decay_style {shape!r} is not one of {', '.join(DECAYS)}")
        names["tail"] = tail
        coefficient = DECAYS[shape].replace("R", "(epoch * b - d + tail) / tail")
        text = f"low if epoch * b > d else lr if epoch * b <= d - tail else low + ({coefficient}) * (lr - low)"
    else:
        raise ReadingError(f"lr_decay_style {style!r} is not one of constant, linear, cosine, inverse-square-root, WSD")
    end = None if length is None else length // batch
    if warmup > 0:
        text = f"first + (lr - first) * epoch * b / w if epoch * b <= w else ({text})"
    schedule = level(lr) if text == "lr" else formula(text, **names)
    return Configured(schedule, "step", end=end)

"""The command line: the main group. What a command does is in its own file, imported when it is used."""

from functools import partial
from importlib import import_module
from keyword import iskeyword

import click

from lrcalc.cli.command import color_option, version_option
from lrcalc.cli.groups import Deferred, OrderedGroup
from lrcalc.schedules import STRATEGIES

TOOLS = {
    "formula": "A formula of your own",
    "sequence": "Schedules one after another",
    "product": "Schedules multiplied",
    "compare": "Curves side by side",
    "from": "Code of a training script, as a curve or in another framework",
    "show": "Curves saved as JSON, and logs of training runs",
    "fit": "The schedule behind a log",
    "steps": "The updates of a run: samples, batch, devices, epochs",
    "gradient": "How gradients vanish (梯度弥散), layer by layer",
    "solve": "The missing number of an exercise",
    "examples": "The article's worked exercises",
    "completion": "Tab completion for bash, zsh and fish",
    "help": "Help of a command, or of the options that commands share",
}


def _make_strategy(name: str) -> click.Command:
    from lrcalc.cli.strategy import strategy_command

    return strategy_command(name)


def _make_tool(name: str) -> click.Command:
    command: click.Command = import_module(f"lrcalc.cli.tools.{name}{'_' * iskeyword(name)}").command
    return command


root = OrderedGroup(
    "lrcalc",
    headings={"Strategies": STRATEGIES, "Tools": TOOLS},
    commands={
        **{name: Deferred(name, title, partial(_make_strategy, name)) for name, title in STRATEGIES.items()},
        **{name: Deferred(name, title, partial(_make_tool, name)) for name, title in TOOLS.items()},
    },
    params=[color_option(), version_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Print what the learning rate will do, epoch by epoch.\n\n"
    "\b\n"
    "  lrcalc step --lr 0.1 --rate 0.5 --every 10 --epochs 30\n"
    "  lrcalc cosine --lr 0.1 --t-max 50 --csv > curve.csv",
    epilog="Each command has its own help: lrcalc step -h",
)

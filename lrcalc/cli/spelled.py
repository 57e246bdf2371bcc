"""A schedule as the command line that makes it."""

from lrcalc.cli.options import option_name
from lrcalc.compose import Sequence, Warmup
from lrcalc.schedule import Schedule
from lrcalc.values import pretty


def command_of(schedule: Schedule) -> str:
    """Return the command that prints a schedule.

    >>> from lrcalc import Cosine
    >>> command_of(Warmup(schedule=Cosine(lr=0.1, t_max=50), warmup=5))
    'lrcalc cosine --lr 0.1 --t-max 50 --warmup 5'
    """
    if isinstance(schedule, Sequence):
        parts = " ".join(f'"{words_of(part)}"' for part in schedule.parts)
        return f"lrcalc sequence {parts} --switch {pretty(schedule.switch)}"
    return f"lrcalc {words_of(schedule)}"


def words_of(schedule: Schedule) -> str:
    """Return a strategy and its options, as they stand in quotes for a sequence."""
    words = [schedule.name]
    for owner in (schedule.schedule, schedule) if isinstance(schedule, Warmup) else (schedule,):
        for name, parameter in owner.parameters.items():
            value = getattr(owner, name)
            if value is True:
                words.append(option_name(name))
            elif value != parameter.default:
                words += [option_name(name), pretty(value)]
    return " ".join(words)

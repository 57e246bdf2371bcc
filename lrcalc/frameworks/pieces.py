"""Pieces that several frameworks' schedules are made of."""

from lrcalc import schedules as ours
from lrcalc.compose import Composition, Product, Sequence, Shift, Warmup, moved
from lrcalc.formula import Formula
from lrcalc.schedule import Schedule


def formula(expression: str, definitions: str = "", **names: float) -> Schedule:
    """Return what none of our strategies is: an expression of the epoch, with its numbers."""
    return Formula(expression=expression, names=names, definitions=definitions)


def recurrence(step: str, initial: float, definitions: str = "", **names: float) -> Schedule:
    """Return a rate that is computed from the one before, which the expression calls ``rate``."""
    return Formula(expression=step, names=names, definitions=definitions, previous="rate", initial=initial)


def negated(schedule: Schedule) -> Schedule:
    """Return a schedule with its sign changed, as Optax can have it."""
    return Product(parts=(formula("-1"), schedule))


def level(lr: float, beside: float = 1.0) -> Schedule:
    """Return a constant rate, 0 among them."""
    if lr < 0:
        return formula(repr(lr))
    return ours.Constant(lr=lr) if lr > 0 else ours.Piecewise(values=(beside, 0.0), boundaries=(0,))


def line(lr: float, lr_end: float, over: float) -> Schedule:
    """Return a straight line, level ones among them."""
    if lr == lr_end:
        return level(lr)
    if lr >= 0 and lr_end >= 0:
        return ours.Linear(lr=lr, lr_end=lr_end, over=over)
    return formula("lr + (lr_end - lr) * min(epoch, over) / over", lr=lr, lr_end=lr_end, over=over)


def after(epochs: float, first: Schedule, then: Schedule) -> Schedule:
    """Return one schedule for some epochs, then another; the other alone for none."""
    return Sequence(parts=(first, then), switch=(epochs,)) if epochs > 0 else then


def warmed_up(schedule: Schedule, epochs: float, lr: float = 0.0) -> Schedule:
    """Return a schedule on a clock that starts behind its warm-up, if it has one."""
    if epochs <= 0:
        return schedule
    if not isinstance(schedule, (Composition, Warmup)):
        whole = moved(schedule, epochs)
        if whole and moved(whole, -epochs) == schedule and whole.lr_at(0) == schedule.lr_at(0):
            return Warmup(schedule=whole, warmup=epochs, warmup_lr=lr)
    return after(epochs, line(lr, schedule(0), epochs), schedule)


def within(schedule: Schedule, epochs: float, lr: float, top: float) -> Schedule:
    """Return a schedule whose first epochs are a ramp to top, and whose clock runs meanwhile."""
    if epochs > 0 and schedule.keeps_moments and schedule.lr_at(0) == top:
        return Warmup(schedule=schedule, warmup=epochs, warmup_lr=lr)
    return after(epochs, line(lr, top, epochs), Shift(parts=(schedule,), by=epochs)) if epochs > 0 else schedule


def rising(falling: Schedule, over: float) -> Schedule:
    """Return a schedule that falls over some epochs, run backwards."""
    return Shift(parts=(falling,), by=over, backwards=True)

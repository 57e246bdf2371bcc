"""Which epochs of a schedule are listed: the options, and the sheet that they ask for."""

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from lrcalc import describe
from lrcalc.cli.run import run_of, run_options
from lrcalc.cli.types import EPOCHS, End, Share, Whole
from lrcalc.curve import CLOCKS, LAST_EPOCH, Curve
from lrcalc.run import Run
from lrcalc.schedule import ParameterError, Schedule

if TYPE_CHECKING:
    from lrcalc.sheets import Sheet

DEFAULT_EPOCHS = 10  # where a schedule never is complete
LOOK_AHEAD = 100_000  # rows that may be all alike, and epochs after them
LONGEST_OF_TEXT = 1000  # rows of a text of someone's own, which may take its time


def window_options() -> list[click.Option]:
    """Return new options for the epochs to list."""
    return [
        click.Option(
            ["-n", "--epochs"],
            type=Whole(1),
            help="Number of epochs to list.  [default: until the schedule is complete, or 10]",
        ),
        click.Option(
            ["--start"],
            type=Whole(0),
            metavar="EPOCH",
            help="First epoch to list; it moves the window, not the curve.  [default: 0]",
        ),
        click.Option(
            ["--count-from"],
            type=Whole(0),
            metavar="EPOCH",
            help="What the first epoch is called; textbooks call it 1.  [default: 0]",
        ),
        click.Option(
            ["--at"],
            type=EPOCHS,
            multiple=True,
            metavar="LIST",
            help="List exactly these epochs: 10,20,30 or 2.5, a range with its end 0:50:10, or end.",
        ),
        click.Option(
            ["--steps-per-epoch"],
            type=Whole(1),
            help="List steps, this many per epoch; --at then takes steps.",
        ),
        click.Option(
            ["--hold"],
            is_flag=True,
            help="Hold each epoch's first rate for all its steps.",
        ),
        click.Option(
            ["--summary"],
            is_flag=True,
            help="Add the rows' mean, sum, smallest and largest rate with their epochs, and last.",
        ),
        click.Option(["--clock"], type=click.Choice(CLOCKS), help="What the schedule counts.  [default: epoch]"),
    ]


def window_sections() -> dict[str, list[click.Option]]:
    """Return new options for the epochs to list and for the run that they are of, under their headings."""
    return {"Window": window_options(), "Run": run_options()}


class Window(NamedTuple):
    """What the options ask for."""

    epochs: int | None = None
    start: int | None = None
    at: Sequence[Sequence[float]] = ()
    steps_per_epoch: int | None = None
    hold: bool = False
    count_from: int | None = None
    summary: bool = False
    clock: str | None = None
    samples: int | None = None
    batch_size: int | None = None
    devices: int | None = None
    accumulate: int | None = None
    drop_last: bool = False
    scale_lr: str | None = None
    base_batch: int | None = None

    @property
    def run(self) -> Run | None:
        """The run that the options ask for, if any."""
        return run_of(self._asdict())

    @property
    def is_asked(self) -> bool:
        """Whether any option asks for other epochs than there are."""
        return self._replace(summary=False) != Window()

    def numbers(self, horizon: float | None) -> tuple[Sequence[float], int | None]:  # noqa: C901 - an option a branch
        """Return the epochs or steps to list, and the one that comes next."""
        if self.base_batch is not None and self.scale_lr is None:
            raise click.UsageError("--base-batch is for --scale-lr, which is not given.")
        run = self.run
        if run is not None and run.updates_per_epoch is not None:
            return self._of_run(run, horizon)
        if self.hold and not self.steps_per_epoch:
            raise click.UsageError("--hold needs --steps-per-epoch: it holds the rate for the steps of an epoch.")
        if self.count_from and self.steps_per_epoch:
            raise click.UsageError("--count-from counts epochs, and --steps-per-epoch lists steps: leave one out.")
        if self.clock == "step" and horizon:  # the schedule counts steps: its end is one
            horizon /= self.steps_per_epoch or 1
        if self.at:
            if self.summary:
                raise click.UsageError("--summary is of epochs in a row, and --at picks some: leave one out.")
            if self.epochs is not None or self.start is not None:
                other = "--epochs" if self.epochs is not None else "--start"
                raise click.UsageError(f"--at and {other} both choose the epochs: leave one of them out.")
            if isinstance(self.at[0], range) and len(self.at) == 1:
                return self.at[0], None
            return [self._placed(number, horizon) for part in self.at for number in part], None
        first, per_epoch = self.count_from or 0, self.steps_per_epoch or 1
        if self.start is not None:
            if self.start < first:
                raise click.UsageError(f"--start {self.start} is before --count-from {first}, the first epoch.")
            first = self.start
        epochs = self.epochs or horizon or DEFAULT_EPOCHS
        if (first + epochs) * per_epoch > LAST_EPOCH:
            unit = "step" if self.steps_per_epoch else self.clock or "epoch"
            hint = "" if self.epochs else " Choose where it ends with --epochs."
            raise click.UsageError(f"The window is too long: {unit}s beyond 2^53 cannot be told apart.{hint}")
        after = (
            math.ceil((first + epochs) * per_epoch) if self.clock == "step" else (first + math.ceil(epochs)) * per_epoch
        )
        return range(first * per_epoch, after), after

    def _of_run(self, run: Run, horizon: float | None) -> tuple[Sequence[float], int | None]:
        """Return the steps of a run to list, and the one that comes next; with a run --epochs is its length."""
        for option, given in {"--steps-per-epoch": self.steps_per_epoch, "--count-from": self.count_from}.items():
            if given:
                raise click.UsageError(f"{option} cannot stand beside a run, whose samples and batch make its steps.")
        end = run.updates or horizon
        if self.at:
            placed = self._replace(samples=None, batch_size=None, devices=None, accumulate=None, drop_last=False)
            return placed._replace(epochs=None, clock="step").numbers(end)
        first = self.start or 0
        after = math.ceil(end) if end is not None and end > first else first + DEFAULT_EPOCHS
        return range(first, after), after

    def _placed(self, number: Any, horizon: float | None) -> float:
        """Return an epoch or step that --at lists; its words count from the schedule's end."""
        if not isinstance(number, (End, Share)):
            return float(number) if number != number // 1 else int(number)
        if horizon is None:
            word = "end" if isinstance(number, End) else number
            raise click.UsageError(f"--at {word}: this schedule has no end; give the epoch itself.")
        end = horizon * (self.steps_per_epoch or 1) + (self.count_from or 0)
        return end if isinstance(number, End) else number.of(end)

    def sheet(
        self,
        schedule: Schedule,
        notes: Sequence[str] = (),
        *,
        horizon: float | None = None,
        details: Sequence[str] = (),
    ) -> "Sheet":
        """Return the sheet of a schedule in this window, which ends at the horizon where it does not say."""
        numbers, after = self.numbers(schedule.horizon if horizon is None else horizon)
        run = self.run
        in_steps = run is not None and run.updates_per_epoch is not None
        from lrcalc.sheets.curve import curve_sheet

        try:
            curve = Curve(
                schedule,
                numbers,
                steps_per_epoch=run.updates_per_epoch if run and in_steps else self.steps_per_epoch,
                hold=self.hold,
                count_from=self.count_from or 0,
                clock=self.clock or ("step" if in_steps else "epoch"),
            )
            negative = curve.require_finite()
        except ParameterError as error:
            raise click.BadParameter(f"{error.problem}.", param_hint="'--at'") from None
        except OverflowError as error:
            counts_from_1 = getattr(error, "kind", "") == "ZeroDivisionError" and numbers[0] == 0
            hint = "; --start 1 leaves it out" if counts_from_1 else ""
            raise click.ClickException(f"{error}{hint}.") from None
        sheet = curve_sheet(curve, after=after, negative=negative, notes=notes, summary=self.summary)
        unasked = self.epochs is None and not self.at and run is None
        lines = [*details, *([run.in_words] if run and in_steps else [])]
        row_notes = [*self._readings(curve), *self._unchanged(curve, after)]
        return replace(sheet, details=[*sheet.details, *lines], row_notes=row_notes, unasked=unasked)

    def _readings(self, curve: Curve) -> Iterator[str]:
        """Yield which of two usual readings the rows have."""
        if self.at and not self.steps_per_epoch:
            yield from describe.readings(curve.schedule, [curve.epoch_of(number) for number in curve.numbers[:1000]])
        elif self.start == 1 and self.count_from is None and not (curve.steps_per_epoch or curve.schedule.signed):
            yield "epoch 0 has the initial rate; where epoch 1 has it, --count-from 1 instead of --start 1"

    def _unchanged(self, curve: Curve, after: int | None) -> Iterator[str]:
        """Yield what to say of rows that are all alike: where the rate changes, if it soon does."""
        is_text = curve.schedule.signed
        most = LONGEST_OF_TEXT if is_text else LOOK_AHEAD
        if after is None or curve.steps_per_epoch or not 1 < len(curve) <= most:
            return
        reach = len(curve) if is_text else LOOK_AHEAD
        first = curve[0][-1]
        if curve[-1][-1] != first or any(lr != first for _, lr in curve):
            return
        with suppress(OverflowError):  # behind the rows that are asked for
            falls = curve.schedule.falls_from <= curve.epoch_of(curve.numbers[0])
            if falls and curve.row(after + reach)[-1] == first:
                return
            for epoch in range(after, min(after + reach, LAST_EPOCH)):
                if curve.row(epoch)[-1] != first:
                    yield (
                        f"the rate does not change in these rows; it first does at {curve.clock} {epoch}, "
                        f"which -n {epoch - int(curve[0][0]) + 1} shows"
                    )
                    return

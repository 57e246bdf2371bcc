"""A configuration as its dialect sees it: settings by name, the run's options above them, and what is missing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lrcalc.frameworks.calls import ReadingError, described, in_our_words
from lrcalc.interpreter import Unknown
from lrcalc.run import Run
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.values import pretty

RATE_LIKE = re.compile(r"(?:^|_)(?:lr|learning_rate|warmup|warm_up|scheduler|sched|lr_scheduler)(?:_|$)")


class MissingSettingsError(ReadingError):
    """A configuration leaves things open: ``names`` of the text, and ``options`` of the run."""

    def __init__(self, names: list[str], options: list[str]) -> None:
        super().__init__(f"the configuration does not have {' and '.join([*names, *options])}")
        self.names = names
        self.options = options


@dataclass(frozen=True)
class Configured:
    """What a configuration asks for: a schedule, what its clock counts, its run and its end."""

    schedule: Schedule
    clock: str = "step"
    run: Run | None = None
    end: float | None = None


class Configuration:
    """Settings by name; what is asked for is remembered, so that what is left can be judged.

    ``options`` are the run's and the rate given beside the text; each wins over the text.
    """

    def __init__(self, settings: Mapping[Any, Any], options: Mapping[str, Any], title: str = "") -> None:
        self.settings = {str(key).lstrip("-").replace("-", "_"): value for key, value in settings.items()}
        self.options = {name: value for name, value in options.items() if value is not None and value is not False}
        self.title = title
        self.notes: list[str] = []
        self.missing: dict[str, None] = {}
        self.needed: dict[str, None] = {}
        self.asked: set[str] = set()
        self._defaults: list[str] = []

    def get(self, *names: str, default: Any = None) -> Any:
        """Return the first setting of these names that the text has; one that it leaves open is missing."""
        self.asked |= {*names}
        for name in names:
            value = self.settings.get(name)
            if isinstance(value, Unknown):
                if value.why:
                    raise ReadingError(f"{name}: {value.why}")
                self.missing |= dict.fromkeys(value.missing or value.texts[:1])
                return default
            if value is not None:
                return value
        return default

    def has(self, *names: str) -> bool:
        """Tell whether the text has a setting of one of these names."""
        self.asked |= {*names}
        return any(self.settings.get(name) is not None for name in names)

    def number(self, *names: str, default: float | None = None, noted: bool = False) -> Any:
        """Return a setting that is a number; a default that is noted is one that people often overlook."""
        if not self.has(*names):
            if noted and default is not None:
                self._defaults.append(f"{names[0]} = {pretty(default)}")
            return default
        value = self.get(*names)
        if value is None:  # it is missing: whatever stands for it is never seen
            return 1 if default is None else default
        try:
            number = float(value) if isinstance(value, str) else value
        except ValueError:
            number = value
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) < 1e300:  # noqa: PLR2004 - finite
            raise ReadingError(f"{self._first(names)} must be a number, not {described(value)}")
        return (
            int(number) if number == int(number) and abs(number) < 2**53 and isinstance(value, (int, str)) else number
        )

    def whole(self, *names: str, default: int | None = None, noted: bool = False) -> Any:
        """Return a setting that is a whole number."""
        number = self.number(*names, default=default, noted=noted)
        if number is not None and number != int(number):
            raise ReadingError(f"{self._first(names)} must be a whole number, not {pretty(number)}")
        return None if number is None else int(number)

    def text(self, *names: str, default: str = "", noted: bool = False) -> str:
        """Return a setting that is a word."""
        if noted and not self.has(*names):
            self._defaults.append(f"{names[0]} = {default}")
        value = self.get(*names, default=default)
        if not isinstance(value, str):
            raise ReadingError(f"{self._first(names)} must be a word, not {described(value)}")
        return value

    def flag(self, name: str) -> bool:
        """Return a setting that is on or off."""
        value = self.get(name, default=False)
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("true", "false", "1", "0", "yes", "no"):
            return str(value).lower() in ("true", "1", "yes")
        raise ReadingError(f"{name} must be true or false, not {described(value)}")

    def table(self, name: str) -> dict[str, Any]:
        """Return a setting that is a table of others."""
        value = self.get(name, default={})
        if not isinstance(value, dict):
            raise ReadingError(f"{name} must be a table of settings, not {described(value)}")
        return value

    def known(self, *names: str) -> dict[str, Any]:
        """Return the settings of these names, or all, that the text has; one that it leaves open is missing."""
        return {name: value for name in names or self.settings if (value := self.get(name)) is not None}

    def within(self, settings: Mapping[str, Any]) -> "Configuration":
        """Return a table of settings as a configuration that shares what is missing with this one."""
        inner = Configuration(settings, self.options, self.title)
        inner.missing, inner.needed, inner.notes, inner._defaults = (
            self.missing, self.needed, self.notes, self._defaults,
        )  # fmt: skip
        return inner

    def option(self, name: str, value: Any) -> Any:
        """Return a run's option where it is given, noting what it replaces, or else the text's value."""
        given = self.options.get(name)
        if given is None:
            return value
        if value is not None and given != value:
            self.notes.append(f"{name} = {pretty(given)} as given, not the configuration's {pretty(value)}")
        return given

    def rate(self, *names: str, default: float | None = None) -> Any:
        """Return the learning rate: the one given, the text's, or the default, which is noted."""
        if "lr" in self.options and not self.has(*names):
            return self.options["lr"]
        value = self.option("lr", self.number(*names, default=default, noted=True))
        return self.need("lr") if value is None else value

    def need(self, option: str) -> int:
        """Ask for an option; the number that stands for it is never seen."""
        self.needed[f"--{option.replace('_', '-')}"] = None
        return 1

    def devices(self, *names: str) -> int:
        """Return the devices: those given, the launcher's, or one, which is noted."""
        if "devices" in self.options:
            self.asked |= {*names}
            return int(self.options["devices"])
        if self.has(*names):
            return int(self.whole(*names, default=1)) * int(self.whole("nnodes", default=1))
        self.notes.append("one device is assumed: --devices is for more")
        return 1

    def _first(self, names: tuple[str, ...]) -> str:
        return next((name for name in names if self.settings.get(name) is not None), names[0])

    def made(self, make: "Callable[[Configuration], Configured]", left: str = "") -> Configured:
        """Return what a dialect makes of this; raise for all that is missing at once, or not understood."""
        try:
            result = make(self)
        except (ReadingError, ParameterError, ArithmeticError) as error:
            if not (self.missing or self.needed):
                if isinstance(error, ArithmeticError):
                    raise ReadingError(f"its settings make no schedule: {in_our_words(error)}") from None
                raise
            result = None
        if result is None or self.missing or self.needed:
            raise MissingSettingsError([*self.missing], [*self.needed])
        for name, value in self.settings.items():
            if name in self.asked or value is None or value is False or value in ("", "None", "none", "null"):
                continue
            if RATE_LIKE.search(name) and not (left and re.fullmatch(left, name)):
                raise ReadingError(f"{name} may change the rate, and lrcalc does not know how")
        if self._defaults:
            self.notes.insert(0, f"defaults{f' of {self.title}' if self.title else ''}: {', '.join(self._defaults)}")
        return result

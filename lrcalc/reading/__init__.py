"""Reading code: from a script's text to a schedule. Nothing is ever run."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from lrcalc.frameworks import DIALECTS, FOREIGN, FRAMEWORKS
from lrcalc.frameworks.calls import Call, MissingRateError, Past, Reader, ReadingError, described, table
from lrcalc.frameworks.configuration import Configuration, MissingSettingsError
from lrcalc.frameworks.timm_train import CALL, called
from lrcalc.frameworks.trainer import CLASSES
from lrcalc.interpreter import Unknown
from lrcalc.reading.configuration import configured, dialect_of, form_of, settings_of
from lrcalc.reading.functions import Maker, MissingNamesError, rate_of
from lrcalc.reading.script import Found, Script, given_values, lightning_steps
from lrcalc.run import Run
from lrcalc.schedule import ParameterError, Schedule
from lrcalc.schedules.constant import Constant
from lrcalc.values import pretty

PYTHON = "python"  # the framework of a function that stands alone
STEPS = {"keras", "optax", "transformers"}  # that count steps
ALIASES = {"pytorch": "torch", "tensorflow": "keras", "tf": "keras", "jax": "optax", "flax": "optax"}
ALIASES |= {"huggingface": "transformers", "hf": "transformers", "paddlepaddle": "paddle", "py": PYTHON}
ALIASES |= {"trl": "transformers", "llama-factory": "transformers", "alignment-handbook": "transformers"}
ALIASES |= {"lightning": "torch", "mmcv": "mmengine", "gpt_neox": "gpt-neox", "megatron-lm": "megatron"}
# Arguments that do not concern the rate: their values may stay unknown.
UNCONCERNED = {
    "optimizer",
    "verbose",
    "name",
    "cycle_momentum",
    "base_momentum",
    "max_momentum",
    "noise_seed",
    "t_in_epochs",
}


@dataclass(frozen=True)
class Reading:
    """What was read: the schedule, what a user should know of it, and what its clock counts.

    A configuration also has its run, or its end alone; a scheduler that may not be stepped for ever, what it does
    ``past`` its end. It unpacks as the schedule and the notes.
    """

    schedule: Schedule
    notes: list[str]
    clock: str = "epoch"
    run: Run | None = None
    end: float | None = None
    past: Past | None = None

    def __iter__(self) -> Iterator[Any]:
        return iter((self.schedule, self.notes))


class ChoiceError(ReadingError):
    """A text has several schedules; ``choices`` lists them."""

    def __init__(self, what: str, choices: list[Found]) -> None:
        super().__init__(f"{what}: {'; '.join(one.title for one in choices)}")
        self.choices = choices


class UnusedError(ReadingError):
    """Values were given for names that the code never asks for; ``asked`` are those that it does."""

    def __init__(self, names: list[str], asked: list[str]) -> None:
        asks = f"it asks for {', '.join(asked)}" if asked else "it leaves no name open"
        super().__init__(f"the code never asks for {' or '.join(names)}: {asks}")
        self.names = names
        self.asked = asked


def read(  # noqa: PLR0913 - each is an option of lrcalc from
    code: str,
    framework: str | None = None,
    lr: float | None = None,
    *,
    given: Mapping[str, str] | None = None,
    pick: str | None = None,
    variable: str | None = None,
    run: Mapping[str, Any] | None = None,
) -> Reading:
    """Read a schedule from code, without running it.

    ``code`` is a line, a block or a whole script; ``framework`` is torch, keras, optax, transformers, timm or
    paddle, python for a function that stands alone, or None where the code decides it; ``lr`` is the optimizer's
    learning rate, where the code does not have it. ``given`` are texts of values for names that the code leaves
    open, ``pick`` the name or line of one schedule of several, and ``variable`` the argument that counts. Raises
    ReadingError where the code cannot be read, and ParameterError for a framework or a rate that is not one.

    >>> read("StepLR(optimizer, step_size=30)", "torch", lr=0.1).schedule.settings
    {'lr': 0.1, 'rate': 0.1, 'every': 30}
    >>> read("decay = optax.exponential_decay(3e-4, n // 3, 0.5)", given={"n": "3000"}).schedule.settings
    {'lr': 0.0003, 'rate': 0.5, 'every': 1000, 'smooth': True}
    >>> read("CosineDecay(0.1, 100, warmup_steps=5)", "keras").notes
    ['without warmup_target Keras ignores warmup_steps']
    """
    word, framework = framework, ALIASES.get(framework or "", framework)
    if framework in FOREIGN:
        raise ReadingError(f"configurations of {framework} are not read")
    if framework not in (*FRAMEWORKS, *DIALECTS, PYTHON, None):
        words = dict.fromkeys((*FRAMEWORKS, *DIALECTS, PYTHON))
        raise ParameterError("framework", f"{framework!r} is not one of {', '.join(words)}")
    rate = None if lr is None else Constant(lr=lr).lr
    options = {**(run or {}), "lr": rate}
    form = form_of(code)
    if form in ("json", "yaml") and framework in ("torch", None):
        settings, _ = settings_of(code, form, given or {})
        schedulers = [one for one in _declared(settings) if one.name in table("torch")]
        if schedulers:
            return _of_declaration(schedulers[0], [one for one in _declared(settings) if "lr" in one.keywords], rate)
    if form != "python" and (framework is None or framework in DIALECTS):
        return _of_configuration(code, form, word, given or {}, options)
    script = Script(code, given_values(given or {}), framework)
    framework = framework or _told_by(script)
    if own := _variables(script, framework, pick):
        return _of_variables(script, *own, options)
    maker = Maker(script, rate, variable)
    try:
        found = _found(script, framework, pick)
        if found.call and found.call.name in (*CLASSES, CALL):
            made = _of_arguments(found, options)
        elif found.call is None:
            made = _of_function(maker, found)
        else:
            made = _of_call(maker, found, framework or script.framework_of(found), rate)
    except (MissingNamesError, MissingSettingsError) as error:
        _require_used(script, error.names)
        raise
    taken = {**(found.uses or {}), **maker.taken}
    _require_used(
        script, [name for name, (value, _) in taken.items() if isinstance(value, (int, float, str, list, tuple))]
    )
    return made


def _told_by(script: Script) -> str | None:
    """Return the dialect whose variables a script sets; None for none."""
    names = script.module.names
    return "mmengine" if any(isinstance(names.get(n), (dict, list, tuple)) for n in DIALECTS["mmengine"].keys) else None


def _variables(script: Script, framework: str | None, pick: str | None) -> tuple[dict[str, Any], str] | None:
    """Return the variables of a script that are a configuration, or a table among them, and its dialect."""
    names: dict[str, Any] = dict(script.module.names)
    tables = [value for value in names.values() if isinstance(value, dict)]
    if framework in DIALECTS and (framework not in FRAMEWORKS or FRAMEWORKS[framework].is_configured):
        return next((one for one in tables if "scheduler" in one), names), framework
    made = []
    if not pick and not script.found(framework if framework in FRAMEWORKS else None):
        for one in tables:
            with suppress(ReadingError):
                made.append((one, dialect_of(one)))
    return made[0] if len(made) == 1 and framework in (None, made[0][1]) else None


def _of_configuration(
    code: str, form: str, framework: str | None, given: Mapping[str, str], options: Mapping[str, Any]
) -> Reading:
    """Return what a launch line, YAML or JSON asks for."""
    settings, used = settings_of(code, form, given)
    title = framework if framework in ("trl", "alignment-handbook") else ""  # whose default rates differ
    word = ALIASES.get(framework or "", framework) or dialect_of(settings, code if form == "flags" else "")
    made, notes = configured(settings, word, options, title)
    unused = [name for name in given if name.strip("${} ") not in used]
    if unused:
        raise UnusedError(unused, [])
    said = [] if framework else [f"read as {word}"]
    return Reading(made.schedule, [*said, *notes], made.clock, made.run, made.end)


def _declared(settings: Mapping[Any, Any]) -> Iterator[Call]:
    """Yield the classes that a template declares, with their arguments.

    Templates write {"type": "StepLR", "args": {…}}, Lightning class_path and init_args, Hydra _target_.
    """
    for kind, arguments in (("type", "args"), ("class_path", "init_args"), ("_target_", "")):
        own = (
            settings.get(arguments) if arguments else {k: v for k, v in settings.items() if not str(k).startswith("_")}
        )
        if isinstance(settings.get(kind), str) and isinstance(own, dict):
            name = settings[kind].rpartition(".")[2]
            yield Call(name, (None,), {str(key): _number(value) for key, value in own.items()})
    for value in settings.values():
        if isinstance(value, dict):
            yield from _declared(value)


def _number(value: Any) -> Any:
    """Return a text as the number that it is: YAML's own rules take 1e-6 for a text."""
    with suppress(ValueError, TypeError):
        return float(value) if isinstance(value, str) else value
    return value


def _of_declaration(scheduler: Call, optimizers: list[Call], rate: float | None) -> Reading:
    """Return what a template declares, each epoch."""
    lr = Configuration(optimizers[0].keywords if optimizers else {}, {"lr": rate})
    reader = Reader("torch", lr.rate("lr") if rate is not None or lr.has("lr") else None, lr.notes)
    return Reading(reader.schedule(scheduler), reader.notes)


def _of_arguments(found: Found, options: Mapping[str, Any]) -> Reading:
    """Return what a Trainer's arguments ask for."""
    call: Any = found.call
    if call.name == CALL:
        own = rate_of(call.arguments[0]) if call.arguments else rate_of(call.keywords.get("optimizer"))
        settings = {**call.keywords, **({"sched": call.arguments[1]} if len(call.arguments) > 1 else {})}
        settings |= {} if own is None else {"lr": own}
        config = Configuration(settings, options, CALL)
        made, notes = config.made(called), config.notes
    else:
        made, notes = configured(call.keywords, "transformers", options, call.name)
    return Reading(made.schedule, [*_taken(found.uses or {}), *notes], made.clock, made.run, made.end)


def _of_variables(script: Script, settings: dict[str, Any], dialect: str, options: Mapping[str, Any]) -> Reading:
    """Return what a configuration in Python asks for."""
    made, notes = configured(settings, dialect, options)
    _require_used(script, [])
    return Reading(made.schedule, notes, made.clock, made.run, made.end)


def _found(script: Script, framework: str | None, pick: str | None) -> Found:
    """Return the schedule that is meant."""
    if script.exhausted and not script.found(framework if framework in FRAMEWORKS else None) and framework != PYTHON:
        raise ReadingError("the code takes more steps than lrcalc follows")
    schedulers = script.found(None if framework == PYTHON else framework) if framework != PYTHON else []
    schedulers += script.own_schedulers() if framework in ("torch", None) else []
    if script.changing and not schedulers and framework != PYTHON:
        raise ReadingError(f"{script.changing} changes what it keeps as it is stepped, which is not followed")
    functions = [] if schedulers and pick is None else script.functions()
    if pick is not None:
        several = schedulers + functions if framework in (PYTHON, None) else schedulers or functions
        chosen = [one for one in several if pick in one.names[:1] or pick == str(one.line)]
        chosen = chosen or [
            one for one in several if pick in one.names or any(n.endswith(f".{pick}") for n in one.names)
        ]
        if not chosen:
            raise ChoiceError(f"nothing here is called {pick}", several)
        calls = [one for one in chosen if one.call]
        chosen = calls or chosen
    elif schedulers:
        chosen = schedulers
    else:
        if framework not in (PYTHON, None):
            raise ReadingError(_nothing(script, framework, bool(functions)))
        chosen = script.likely(functions)
    if not chosen:
        raise ReadingError("there is no scheduler and no function of a step or epoch in the text")
    if len(chosen) > 1:
        raise ChoiceError("there are several schedules", chosen)
    return chosen[0]


def _nothing(script: Script, framework: str, functions: bool) -> str:
    others = script.found(None)
    if others:
        theirs = script.framework_of(others[0])
        return f"there is no {framework} schedule in the text; {others[0].title} is one of {theirs}"
    names = [n for n in _called(script) if n]
    near = Reader(framework).near(names[-1]) if names else ""
    if functions:
        return f"there is no {framework} schedule in the text; a function alone is read with {PYTHON} as the framework"
    if names:
        return f"lrcalc knows no {framework} schedule called {names[-1]}{near}"
    return (
        "a call is expected, such as StepLR(optimizer, step_size=30)"
        if framework == "torch"
        else f"there is no {framework} schedule in the text"
    )


def _called(script: Script) -> list[str]:
    import ast

    calls = [n for n in ast.walk(script.tree) if isinstance(n, ast.Call)]
    return [getattr(n.func, "attr", getattr(n.func, "id", "")) for n in calls][:1]


def _of_function(maker: Maker, found: Found) -> Reading:
    schedule = maker.alone(found.function)  # type: ignore[arg-type] # what has no call is one
    clock = "epoch" if "ep" in maker.clock or maker.clock == "e" else "step"
    return Reading(schedule, [*_taken(maker.taken), *maker.notes], clock)


def _of_call(maker: Maker, found: Found, framework: str, rate: float | None) -> Reading:
    call: Any = found.call
    if call.name == "get_scheduler":
        call = _as_transformers(call)
    interval, frequency = lightning_steps(maker.script.tree) if framework == "torch" else ("", 1)
    if frequency > 1:
        call = _less_often(call, frequency)
    reader = Reader(framework, rate, function=maker.formula)
    optimizers = [o for o in reader.optimizers(call) if rate_of(o) is not None]
    own = rate_of(optimizers[0]) if optimizers else None
    missing = reader.missing(call, UNCONCERNED, maker.missing)
    if rate is None and reader.uses_rate(call):
        if own is None:
            if missing:
                raise MissingNamesError(missing, rate=True)
        elif isinstance(own, (int, float)):
            reader = Reader(framework, float(own), function=maker.formula)
        elif not isinstance(own, Unknown):
            raise ReadingError(f"the optimizer's learning rate must be a number, not {described(own)}")
        else:
            missing += [name for name in own.missing if name not in missing]
    if missing:
        raise MissingNamesError(missing)
    schedule = reader.schedule(call)
    clock = "step" if framework in STEPS and call.name != "LearningRateScheduler" else "epoch"
    clock = interval or clock
    taken = {**(found.uses or {}), **maker.taken}
    return Reading(schedule, [*_taken(taken), *reader.notes, *maker.notes], clock, past=reader.past)


def _less_often(call: Call, frequency: int) -> Call:
    """Return a call whose scheduler is stepped after so many epochs or steps only, as Lightning's frequency has it."""
    times = {"StepLR": "step_size", "MultiStepLR": "milestones"}.get(call.name)
    value: Any = call.keywords.get(times or "", call.arguments[1] if len(call.arguments) > 1 else None)
    own: list[Any] = [*value] if isinstance(value, (list, tuple)) else [value]
    if times is None or not all(isinstance(one, int) for one in own):
        raise ReadingError(f"Lightning's frequency={frequency} is read with StepLR and MultiStepLR alone")
    longer: Any = [one * frequency for one in own]
    longer = longer if isinstance(value, (list, tuple)) else longer[0]
    keywords = {key: item for key, item in call.keywords.items() if key != times}
    return Call(
        call.name,
        (*call.arguments[:1], longer, *call.arguments[2:]) if call.arguments else (),
        ({**keywords} if call.arguments else {**keywords, times: longer}),
    )


def _as_transformers(call: Call) -> Call:
    """Return a get_scheduler of diffusers, whose specific arguments stand beside the others, as Transformers' own."""
    kind = str(call.arguments[0] if call.arguments else call.keywords.get("name"))
    own = {"num_cycles": "cosine_with_restarts", "power": "polynomial"}
    keywords = {key: value for key, value in call.keywords.items() if key not in (*own, "step_rules")}
    extra = {key: value for key, value in call.keywords.items() if own.get(key) == kind}
    return Call(call.name, call.arguments, {**keywords, **({"scheduler_specific_kwargs": extra} if extra else {})})


def _taken(uses: Mapping[str, tuple[Any, int]]) -> list[str]:
    """Return what was taken from where in the text, in one sentence."""
    shown = [
        f"{name} = {pretty(value) if not isinstance(value, str) else value}, line {line}"
        for name, (value, line) in uses.items()
        if line and isinstance(value, (int, float, str, list, tuple)) and len(str(value)) < 60  # noqa: PLR2004 - what fits
    ]
    return [f"from the text: {'; '.join(shown)}"] if shown else []


def _require_used(script: Script, missing: list[str]) -> None:
    unused = [name for name in script.interpreter.given if name not in script.interpreter.used]
    if unused:
        raise UnusedError(unused, missing)


__all__ = [
    "ChoiceError",
    "MissingNamesError",
    "MissingRateError",
    "MissingSettingsError",
    "Reading",
    "ReadingError",
    "UnusedError",
    "read",
]

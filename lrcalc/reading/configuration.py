"""The text of a configuration: launch lines, YAML and JSON, as settings by name."""

import re
import shlex
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import import_module
from itertools import pairwise
from typing import Any

from lrcalc.expression import ExpressionError, evaluate
from lrcalc.frameworks import DIALECTS, NEEDED
from lrcalc.frameworks.calls import ReadingError
from lrcalc.frameworks.configuration import Configuration, Configured
from lrcalc.interpreter import Unknown

LONGEST = 1_000_000  # characters
DEEPEST = 50  # tables within tables
MOST = 10_000  # keys and items


LAUNCHERS = {"nproc_per_node", "num_processes", "num_gpus", "ngpus", "nnodes"}  # a script may stand behind them
_FLAG = re.compile(r"(?:^|[\s\"'])--?[A-Za-z][\w.-]*(?=[\s=]|$)")
_KEY = re.compile(r"\s*(?:- )?[\"']?(?:--)?[A-Za-z_][\w.-]*[\"']?\s*:(?:\s|$)")
_VARIABLE = re.compile(r"\$\{(\w+)(?::?-([^{}]*))?\}|\$(\w+)|(?<!\w)\{(\w+)\}")
_QUOTED = re.compile(r"\w+=[\"']\s*--?[A-Za-z]")  # flags in a shell's variable
_CARD = re.compile(r"(?m)^[-*] learning_rate: \S")
_LISTED = re.compile(r"(?m)^[-*] (\w+): (.+)$")
_ARRAY = re.compile(r"(?m)^[ \t]*(\w+)\+?=\(([^()]*)\)")
_CODE = re.compile(r"(?:if|for|def|class|else|try|with|while|lambda|elif|async|return|import|from)\b")


def form_of(text: str) -> str:
    """Return flags, json or yaml, card for a model's card with its list, or python for what is none of them.

    >>> [form_of(text) for text in ("torchrun train.py --lr 0.1", '{"lr": 1}', "lr: 0.1", "f(lr=0.1)")]
    ['flags', 'json', 'yaml', 'python']
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if _CARD.search(text):
        return "card"
    if not lines:
        return "python"
    if lines[0].lstrip().startswith("{"):
        return "json"
    if _KEY.match(lines[0]) and not _CODE.match(lines[0].lstrip()):
        return "yaml"
    return "flags" if _FLAG.search("\n".join(lines)) and (_QUOTED.match(text) or not _parses(text)) else "python"


def _parses(text: str) -> bool:
    import ast

    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def settings_of(text: str, form: str, given: Mapping[str, str]) -> tuple[dict[str, Any], set[str]]:
    """Return the settings of a configuration, and which of the given names it has used."""
    if len(text) > LONGEST:
        raise ReadingError(f"the text is longer than {LONGEST:,} characters")
    names = {name.strip("${} "): value.strip() for name, value in given.items()}
    used: set[str] = set()
    if form == "flags":
        return _flags(text, names, used), used
    if form == "card":
        return {name: value.strip() for name, value in _LISTED.findall(text)}, used
    if form == "yaml":  # a template's {NAME} is no table
        text = re.sub(r"(:\s+)\{(\w+)\}(?=\s*(?:#.*)?$)", r"\1'{\2}'", text, flags=re.MULTILINE)
    made = _table(text, form)
    return _filled(made, names, used), used


def _filled(value: Any, names: Mapping[str, str], used: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(item, names, used) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, names, used) for item in value]
    if isinstance(value, str):
        return _open(value, names, used)
    return str(value) if isinstance(value, date) else value


def _open(text: str, names: Mapping[str, str], used: set[str]) -> Any:
    """Return a text with its variables filled in, or what is missing in it."""
    missing = []

    def fill(found: re.Match[str]) -> str:
        name, default = found[1] or found[3] or found[4], found[2]
        if name not in names:
            if default is None:
                missing.append(found[0])
            return found[0] if default is None else default
        used.add(name)
        return names[name].strip("'\"")

    filled = _VARIABLE.sub(fill, text)
    if not missing and (sum_ := re.fullmatch(r"\$\(\((.+)\)\)", filled)):
        try:
            return str(evaluate(sum_[1].replace("/", "//")))
        except ExpressionError as error:
            raise ReadingError(f"{text}: {error}") from None
    return Unknown((text,), tuple(dict.fromkeys(missing))) if missing else filled


def _flags(text: str, names: Mapping[str, str], used: set[str]) -> dict[str, Any]:
    """Return the flags of a launch line: those of the launcher and of the script alike."""
    words, variables = _words(text)
    values = {**variables, **names}  # what is given wins
    for _ in range(3):  # variables of variables
        values = {name: _spelled(value, values) for name, value in values.items()}
    made: dict[str, Any] = _devices(words, values)
    name = ""
    for word in words:
        found = re.fullmatch(r"--?([A-Za-z][\w.-]*)(?:=(.*))?", word, re.DOTALL)
        if found:
            name = found[1].replace("-", "_")
            made[name] = True if found[2] is None else _open(found[2], values, used)
        elif name and made[name] is True:
            made[name] = _open(word, values, used)
        elif name:  # a list's next item, or a script behind a launcher's flags
            made[name] = [*(made[name] if isinstance(made[name], list) else [made[name]]), _open(word, values, used)]
    if not made:
        raise ReadingError("there are no flags in the command")
    return {name: value[0] if isinstance(value, list) and name in LAUNCHERS else value for name, value in made.items()}


def _devices(words: list[str], values: Mapping[str, str]) -> dict[str, Any]:
    """Return the devices that a launcher is told in its own way, by the usual name."""
    for before, word in pairwise(words):
        if before.endswith("distributed_train.sh") and word.isdigit():  # timm's
            return {"nproc_per_node": word}
        if before == "--include" and re.fullmatch(r"localhost:\d+(,\d+)*", word):  # DeepSpeed's
            return {"nproc_per_node": str(word.count(",") + 1)}
    visible = values.get("CUDA_VISIBLE_DEVICES", "")
    if re.fullmatch(r"\d+(,\d+)*", visible) and not any(word.startswith("torch") for word in words):
        return {"nproc_per_node": str(visible.count(",") + 1)}
    return {}


def _spelled(text: str, values: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: str(values.get(found[1] or found[3] or found[4], found[0])), text)[:1000]


def _words(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the words of a command, and the variables that are set before it."""
    text = re.sub(r"(?m)^[ \t]*#.*$", "", text.replace("\\\r\n", " ").replace("\\\n", " "))
    text = re.sub(r"\$\(\(([^()\n]*)\)\)", lambda found: "".join(found[0].split()), text)
    arrays = dict(_ARRAY.findall(text))
    text = _ARRAY.sub("", text)
    text = re.sub(r"\"?\$\{(\w+)\[[@*]\]\}\"?", lambda found: arrays.pop(found[1], ""), text)
    text = "\n".join([text, *arrays.values()])  # those that the piece does not use
    try:
        words = shlex.split(text, comments=True)
    except ValueError as error:
        raise ReadingError(f"the quotes of the command do not match ({error})") from None
    variables: dict[str, str] = {}
    made: list[str] = []
    for word in words:
        name, is_set, value = word.partition("=")
        if is_set and name.isidentifier() and " --" not in f" {value}":
            variables[name] = value
        elif " --" in f" {word}" and any(c.isspace() for c in word):  # flags that are kept in a variable
            made += (value if is_set and name.isidentifier() else word).split()
        elif is_set and name.isidentifier():
            made.append(value)
        else:
            made.append(word)
    return made, variables


def _table(text: str, form: str) -> dict[str, Any]:
    import json

    if form == "json":
        try:
            return _checked(json.loads(text))
        except RecursionError:
            raise ReadingError(f"tables are nested more than {DEEPEST} deep") from None
        except ValueError:
            pass  # YAML takes comments and a comma behind the last item
    try:
        return _checked(_yaml(text))
    except ReadingError:
        if re.match(r"\s*(?:#.*\n\s*)*\"", text):  # a piece of a table whose braces were not copied
            return _checked(_yaml(f"{{{text}\n}}"))
        raise


def _yaml(text: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ReadingError("YAML is read with PyYAML: pip install 'lrcalc-cli[yaml]'") from None
    from textwrap import dedent

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is built
    try:
        _require_bounds(yaml.parse(dedent(text), Loader=loader))
        return yaml.safe_load(dedent(text))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, ReadingError):
            raise
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark else ""
        raise ReadingError(f"the YAML cannot be read{place}: {getattr(error, 'problem', None) or error}") from None


def _require_bounds(events: Iterable[Any]) -> None:
    """Raise ReadingError where YAML is too deep or too large, with what its aliases stand for."""
    sizes: dict[str, int] = {}  # of what has an anchor
    around: list[tuple[str | None, int]] = []  # the tables and lists around, and how much was before them
    count = 0
    for event in events:
        count += 1
        match type(event).__name__:
            case "AliasEvent":
                if event.anchor not in sizes:
                    raise ReadingError(f"*{event.anchor} stands for nothing before it")
                count += sizes[event.anchor]
            case "SequenceStartEvent" | "MappingStartEvent":
                around.append((event.anchor, count))
            case "SequenceEndEvent" | "MappingEndEvent":
                anchor, before = around.pop()
                sizes |= {anchor: count - before} if anchor else {}
            case "ScalarEvent" if event.anchor:
                sizes[event.anchor] = 1
        if len(around) > DEEPEST:
            raise ReadingError(f"tables are nested more than {DEEPEST} deep")
        if count > MOST:
            raise ReadingError(f"there are more than {MOST:,} keys and values")


def _checked(value: Any) -> dict[str, Any]:
    """Return a table, if it is one, with names for keys, and neither too deep nor too large."""
    if isinstance(value, (tuple, list)) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise ReadingError("a configuration is a table of settings: a name, a colon and its value")
    left: list[tuple[Any, int]] = [(value, 1)]
    count = 0
    while left:
        one, deep = left.pop()
        items = [*one.values()] if isinstance(one, dict) else one
        count += len(items)
        if deep > DEEPEST:
            raise ReadingError(f"tables are nested more than {DEEPEST} deep")
        if count > MOST:
            raise ReadingError(f"there are more than {MOST:,} keys and values")
        left += [(item, deep + 1) for item in items if isinstance(item, (dict, list))]
    keys = [*value]
    if len(keys) == 1 and isinstance(value[keys[0]], dict) and str(keys[0]).isupper():  # one group for all
        return dict(value[keys[0]])
    for group in ("training", "training_args", "training_arguments"):
        if isinstance(value.get(group), dict):
            return {**{name: item for name, item in value.items() if name != group}, **value[group]}
    return value


def dialect_of(settings: Mapping[Any, Any], text: str = "") -> str:
    """Return the dialect that the keys decide, or the program that a launch line names."""
    if re.search(r"\bfairseq\b", text):
        return "fairseq"
    names = {str(key).lstrip("-").replace("-", "_") for key in settings}
    for word, dialect in DIALECTS.items():
        keys = dialect.keys
        if word == "deepspeed" and not isinstance(settings.get("scheduler"), dict):
            continue
        if word == "gpt-neox" and not isinstance(settings.get("optimizer"), dict):
            continue
        if len(names & keys) >= NEEDED.get(word, 1):
            return word
    raise ReadingError(f"the keys do not say whose configuration it is: name one of {', '.join(DIALECTS)}")


def configured(
    settings: Mapping[Any, Any], word: str, options: Mapping[str, Any], title: str = ""
) -> tuple[Configured, list[str]]:
    """Return what a dialect makes of settings, and the notes."""
    module = import_module(f"lrcalc.frameworks.{DIALECTS[word].file}")
    config = Configuration(settings, options, title)
    made = config.made(module.configured, module.LEFT)
    return made, config.notes

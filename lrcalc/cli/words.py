"""How a command line is parsed: all that is missing is said at once, and suggestions have the same meaning."""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, cast

import click

from lrcalc.cli.help import Formatter
from lrcalc.schedules import STRATEGIES

ALIKE = 0.8  # how close a name must be to be what was meant, and not a name of another meaning


class Context(click.Context):
    """A context that keeps the words of its command line, and whose help is laid out by our formatter."""

    formatter_class = Formatter
    words: Sequence[str] = ()


class Command(click.Command):
    """A command whose usage errors say what to write instead."""

    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words, and keep them in the context."""
        words = [*args]
        cast("Context", ctx).words = words  # by context_class
        try:
            return super().parse_args(ctx, args)
        except click.MissingParameter:
            ends = self._ends_with_the_run(ctx, words)
            if ends:
                return self.parse_args(ctx, [*words, *ends])
            self._say_what_is_missing(ctx, words)
            raise
        except click.NoSuchOption as error:
            if words[0] in STRATEGIES and any(param.name == "parts" for param in self.params):
                raise click.UsageError(f"Put each part in quotes: {ctx.command_path} {_quoted(words)}", ctx) from None
            name = error.option_name
            names = [option for param in self.params for option in param.opts]
            raise click.NoSuchOption(name, possibilities=alike(name, names), ctx=ctx) from None

    def _ends_with_the_run(self, ctx: click.Context, words: list[str]) -> list[str]:
        """Return the options of a schedule's end, if it is all that is missing and the run's length is given."""
        given, _, missing = self._given(ctx, words)
        ends = [param for param in missing if getattr(getattr(param, "parameter", None), "is_end", False)]
        if missing and len(ends) == len(missing) and given.get("samples") and given.get("epochs"):
            return [word for param in ends for word in (param.opts[0], "100%")]
        return []

    def _given(self, ctx: click.Context, words: list[str]) -> tuple[dict[str, Any], list[str], list[click.Option]]:
        """Return what is given, the words that belong to nothing, and the required options that are missing."""
        given, rest, _ = self.make_parser(ctx).parse_args([*words])
        required = [param for param in self.params if isinstance(param, click.Option) and param.required]
        return given, rest, [option for option in required if given.get(option.name or "") in (None, ())]

    def _say_what_is_missing(self, ctx: click.Context, words: list[str]) -> None:
        """Raise a usage error that names all missing options; return where one alone or an argument is missing."""
        _, rest, missing = self._given(ctx, words)
        if rest:
            numbers = " ".join(f"{param.opts[0]} {word}" for param, word in zip(missing, rest, strict=False))
            raise click.UsageError(f"Each number needs its option: {ctx.command_path} {numbers}", ctx)
        if len(missing) > 1:
            names = [f"'{param.opts[0]}'" for param in missing]
            raise click.UsageError(f"Missing options {', '.join(names[:-1])} and {names[-1]}.", ctx)


def alike(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that one may be a slip of.

    >>> alike("--rat", ["--rate", "--at", "--format"]), alike("--total", ["--hold", "--stable"])
    (['--rate'], [])
    """
    from difflib import SequenceMatcher

    def closeness(other: str) -> float:
        return SequenceMatcher(a=name.strip("-").lower(), b=other.strip("-")).ratio()

    best = max(map(closeness, names), default=0)
    return [other for other in names if closeness(other) == best] if best >= ALIKE else []


def no_such_command(name: str, names: Iterable[str], ctx: click.Context | None = None) -> NoReturn:
    """Raise the error of a command that does not exist, with the one that the field calls so."""
    from lrcalc.schedules.spoken import meant

    strategy = meant(name)
    if strategy in {*names}:
        raise click.UsageError(f"No such command {name!r}. Did you mean {strategy!r}?", ctx)
    raise click.NoSuchCommand(name, possibilities=names, ctx=ctx)


def _quoted(words: Sequence[str]) -> str:
    """Return words with each strategy and its options in quotes."""
    parts: list[list[str]] = []
    for word in words:
        if word in STRATEGIES or not parts:
            parts.append([])
        parts[-1].append(word)
    return " ".join(f'"{" ".join(part)}"' for part in parts)

"""The installed command and ``python -m lrcalc``: how the program ends."""

import gc
import os
import sys


def main() -> int:
    """Run the command line and return the exit code: 0, 1 (not done), 2 (misuse) or 130 (Ctrl-C)."""
    gc.disable()  # a run this short makes no garbage worth a search: an eighth of the start, measured
    try:
        return _run(sys.argv[1:])
    except KeyboardInterrupt:
        return 130
    finally:
        gc.freeze()  # nor is what lives at the end worth one


def _run(args: list[str]) -> int:
    from io import StringIO

    import click

    from lrcalc.cli import root
    from lrcalc.cli.terminal import choose_color, help_width, is_painted, prepare, say, standard_output

    prepare()
    choose_color(args)
    try:
        with standard_output():
            if "_LRCALC_COMPLETE" in os.environ:
                from lrcalc.cli.tools.completion import answer

                return answer(root, os.environ["_LRCALC_COMPLETE"])
            with root.make_context(
                "lrcalc", args, terminal_width=help_width(), color=is_painted(sys.stdout)
            ) as context:
                root.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show(text := StringIO())
        say(text.getvalue())
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The installed command and ``python -m lrcalc``: how the program ends."""

import gc
import os
import sys


def main() -> int:
    """Run the command line and return the exit code: 0, 1 (not done), 2 (misuse) or 130 (Ctrl-C)."""
    gc.disable()  # a run this short makes no garbage worth a search: an eighth of the start, measured
    import click

    try:
        from lrcalc.cli import root
        from lrcalc.cli.terminal import help_width, prepare, standard_output

        prepare()
        if "_LRCALC_COMPLETE" in os.environ:
            from lrcalc.cli.tools import completion

            completion.register()

        try:
            with standard_output():
                return root.main(prog_name="lrcalc", standalone_mode=False, terminal_width=help_width()) or 0
        except click.ClickException as error:
            error.show()
            return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130
    finally:
        gc.freeze()  # nor is what lives at the end worth one


if __name__ == "__main__":
    sys.exit(main())

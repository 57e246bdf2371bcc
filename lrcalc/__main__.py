"""The installed command and ``python -m lrcalc``: how the program ends."""

import os
import sys


def main() -> int:
    """Run the command line and return the exit code: 0, 1 (not done), 2 (misuse) or 130 (Ctrl-C)."""
    import click

    try:
        from lrcalc.cli import root
        from lrcalc.cli.terminal import prepare, standard_output

        prepare()
        if "_LRCALC_COMPLETE" in os.environ:
            from lrcalc.cli import completion

            completion.register()

        try:
            with standard_output():
                return root.main(prog_name="lrcalc", standalone_mode=False) or 0
        except click.ClickException as error:
            error.show()
            return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130


if __name__ == "__main__":
    sys.exit(main())

"""How the tests are run: without chance, and without the terminal that they are started from."""

import os

import pytest
from hypothesis import settings

# Derandomised, so that a red test is a fault and not bad luck; a hand may draw new examples with
# --hypothesis-profile random, and --hypothesis-seed.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("random", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("same")

TERMINAL = ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR", "PYTHONIOENCODING", "PYTHONUTF8")


@pytest.fixture(scope="session", autouse=True)
def plain_terminal() -> None:
    """Forget what the environment says of a terminal: what is printed depends on the command alone."""
    for name in TERMINAL:
        os.environ.pop(name, None)

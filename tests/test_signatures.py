"""A framework's functions are called in lrcalc as they are in the framework."""

import inspect
import json

import pytest

from lrcalc.frameworks.calls import table
from tests.record import FOLDER

RECORDED = json.loads((FOLDER / "signatures.json").read_text(encoding="utf-8"))
CALLS = [(framework, name) for framework, functions in RECORDED.items() for name in functions]


@pytest.mark.parametrize(("framework", "name"), CALLS)
def test_signature(framework: str, name: str) -> None:
    """Names, order and defaults of the parameters are the framework's; one that is always refused may take any."""
    _, *own = inspect.signature(table(framework)[name]).parameters.values()
    if own[0].kind is own[0].VAR_POSITIONAL:
        assert [one.kind for one in own] == [own[0].VAR_POSITIONAL, own[0].VAR_KEYWORD]
        return
    ours = [[one.name, *([] if one.default is one.empty else [one.default])] for one in own]
    theirs = RECORDED[framework][name]
    if framework == "keras":  # the name of an operation, of which no rate depends
        ours, theirs = ([one for one in some if one[0] != "name"] for some in (ours, theirs))
    assert ours == theirs


def test_every_function_is_recorded() -> None:
    """What is read of a framework has a recorded signature."""
    for framework, functions in RECORDED.items():
        assert [*functions] == sorted(table(framework))

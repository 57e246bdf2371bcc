"""Hostile code: it is never run, and whatever it is, reading it ends at once, with a sentence."""

import json
import subprocess
import sys

# A framework, or None, and the code.
HOSTILE: list[tuple[str | None, str]] = [
    ("python", "def f(step):\n    while True:\n        pass"),
    ("python", "def f(step):\n    return f(step)"),
    ("python", "def f(step):\n    return f(step) + f(step)"),
    ("python", "def f(step):\n    return 9**9**9**9"),
    ("python", "def f(step):\n    return 10**400"),
    ("python", "def f(step):\n    x = [0]\n    while True:\n        x = x + x"),
    ("python", "def f(step):\n    x = 'a'\n    while True:\n        x += x"),
    ("python", "def f(step):\n    x = []\n    for i in range(10**12):\n        x.append(i)\n    return 1"),
    ("python", "def f(step):\n    return sum(range(10**12))"),
    ("python", "def f(step):\n    return len(list(range(10**9)))"),
    ("python", "def f(step):\n    return sum([i for i in range(10**8)])"),
    ("python", "def f(step):\n    return [0] * 10**9"),
    ("python", "def f(step):\n    return 'a' * 10**10"),
    ("python", "def f(step):\n    return __import__('os').system('touch /tmp/pwned')"),
    ("python", "def f(step):\n    return open('/etc/passwd').read()"),
    ("python", "def f(step):\n    return eval('1')"),
    ("python", "def f(step):\n    return ().__class__.__bases__[0].__subclasses__()"),
    ("python", "def f(step):\n    return " + "(" * 5000 + "1" + ")" * 5000),
    ("python", "def f(step):\n    return " + "-" * 100000 + "1"),
    ("python", "def f(step):\n    return " + "+".join(["1"] * 50000)),
    ("python", "def f(step):\n    return " + "x" + ".y" * 50000),
    ("python", "def f(step):\n    return " + "[" * 90 + "]" * 90),
    ("python", "def f(step):\n    x = 2\n    for _ in range(10**6):\n        x = x * x\n    return x"),
    ("python", "def f(step):\n    return 1 << 10**9"),
    ("python", "def f(step):\n    x = 1.5\n    while x > 0:\n        x = x * 2\n    return x"),
    ("python", "def f(step):\n    return float('nan')"),
    ("python", "def f(step):\n    return 1 / 0"),
    ("python", "def f(step):\n    return (-1) ** 0.5"),
    ("python", "def f(step):\n    g = lambda h: h(h)\n    return g(g)"),
    ("python", "def f(step):\n    d = {}\n    i = 0\n    while True:\n        d[i] = i\n        i += 1"),
    ("python", "x = 1\nwhile x:\n    x += 1\ndef f(step):\n    return g(step)"),
    ("python", "def f(step):\n    x = [1]\n    x.append(x)\n    return x"),
    ("python", "def f(step):\n    x = [1]\n    for _ in range(40):\n        x = [x, x]\n    return x"),
    ("python", "def f(step):\n    x = [1]\n    for _ in range(40):\n        x = [x, x]\n    return x == [x]"),
    ("python", "def f(step):\n    return [[[0 for a in range(1000)] for b in range(1000)] for c in range(1000)]"),
    ("torch", "StepLR(optimizer, 10**10**10)"),
    ("torch", "StepLR(optimizer, 0x" + "f" * 9000 + ")"),
    ("torch", "StepLR(optimizer, int('9' * 100000))"),
    ("torch", "LambdaLR(optimizer, lambda e: [e for e in iter(int, 1)])"),
    ("torch", "MultiStepLR(optimizer, list(range(10**9)))"),
    ("torch", "SequentialLR(optimizer, " + "[SequentialLR(optimizer, " * 60 + "1" + ")]" * 60 + ")"),
    (None, "\0"),
    (None, "a" * 2_000_000),
    (None, "def " * 1000),
    (None, "if 1:\n" * 3),
    (None, "f'{" * 500),
    ("python", "class A:\n    def __call__(self, step):\n        return self(step)"),
    ("python", "def f(step, *a, **k):\n    return f(step, *[f]*99999, **k)"),
    ("python", "def f(step):\n    return f'{step!r:>1000000000}'"),
    ("python", "def f(step):\n    return '%1000000000d' % step"),
    (
        "python",
        "def f(step):\n    return round(1e308, -10**9) + 'x'.replace('', 'y' * 99999).replace('', 'z' * 99999).count('z')",
    ),
    ("python", "def f(step):\n    return 'x'.replace('', 'y' * 99999).replace('y', 'z' * 99999)"),
    ("python", "def f(step):\n    x = tuple(range(1000))\n    while True:\n        (x in [x] * 1000)"),
]

RUN = """
import json, resource, sys
from click.testing import CliRunner
from lrcalc.cli import root
ends = []
CliRunner().invoke(root, ["from", "python", "def f(step): return f", "--lr", "1"])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for framework, code in json.load(sys.stdin):
    result = CliRunner().invoke(root, ["from", *([framework] if framework else []), code, "--lr", "0.1"])
    ends.append((result.exit_code, result.stdout, result.stderr))
print(json.dumps([ends, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024]))
"""


def test_hostile_code_ends_with_2() -> None:
    """Each ends with 2, within 100 MB, with nothing on stdout and one sentence on stderr; none goes on for ever."""
    run = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(HOSTILE), capture_output=True, text=True, check=True, timeout=300
    )
    ends, megabytes = json.loads(run.stdout)
    assert len(ends) >= 30
    for (_, code), (status, out, error) in zip(HOSTILE, ends, strict=True):
        assert (status, out) == (2, ""), code[:80]
        assert "Error: " in error, code[:80]
        assert len(error) < 1000, code[:80]
        assert "Traceback" not in error, code[:80]
    assert megabytes < 100

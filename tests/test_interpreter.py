"""The interpreter of code that is read, held to Python itself: the same functions, executed and interpreted."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from lrcalc import ReadingError, read

STEPS = (0, 1, 2, 3, 5, 8, 10, 20)

# Functions of a step, as people write them; each is executed by Python for its values.
FUNCTIONS = {
    "starred": "def f(step):\n    first, *rest, last = [0.1, 0.2, step, 0.4]\n    return first + rest[1] + last",
    "starred call": "def g(a, b, c=1):\n    return a + b * c\ndef f(step):\n    return g(*[step, 2], **{'c': 0.5})",
    "global": "base = 0.1\ndef f(step):\n    global base\n    return base * step",
    "nonlocal": "def f(step):\n    total = 0.0\n    def add(x):\n        nonlocal total\n        total = total + x\n    for i in range(step):\n        add(0.5)\n    return total",
    "break and continue": "def f(step):\n    total = 0\n    for i in range(100):\n        if i % 2:\n            continue\n        if i > step:\n            break\n        total += i\n    else:\n        total = -1\n    return total + 1",
    "while else": "def f(step):\n    n = 0\n    while n < step:\n        n += 2\n    else:\n        n += 0.5\n    return n",
    "raise that is not reached": "def f(step):\n    if step < 0:\n        raise ValueError('no')\n    assert step >= 0, 'a step'\n    return 0.1 * step",
    "try": "def f(step):\n    try:\n        x = 0.1 * step\n    except ValueError:\n        x = 1\n    else:\n        x += 0.5\n    finally:\n        y = x\n    return y",
    "delete and pass": "def f(step):\n    'what it does'\n    pass\n    x = 0.1\n    y = step\n    del x\n    return y * 0.5",
    "annotated": "def f(step: int) -> float:\n    rate: float = 0.1\n    late: float\n    late = 2.0\n    return rate * step * late",
    "walrus": "def f(step):\n    return (half := step / 2) + half",
    "conditional": "def f(step):\n    return 0.1 if step < 5 else 0.2 if step < 10 else 0.3",
    "chained comparison": "def f(step):\n    return 1.0 if 2 <= step < 8 else 0.5",
    "comparisons": "def f(step):\n    return (step == 3) + (step != 3) * 2 + (step > 5) * 4 + (step >= 5) * 8 + (step <= 5) * 16 + (step in [1, 2]) * 32 + (step not in (1, 2)) * 64 + (step is None) * 128 + (step is not None) * 256",
    "boolean": "def f(step):\n    return 1.0 if (step > 2 and not step > 8) or step == 0 else 0.1",
    "dict comprehension": "def f(step):\n    table = {k: v * 0.1 for k, v in {1: 2, 3: 4}.items() if k > 0}\n    return table.get(step, 0.5)",
    "set and list comprehension": "def f(step):\n    return sum([x for x in range(step) if x % 2]) + len({x % 3 for x in range(step)})",
    "generator": "def f(step):\n    return sum(0.1 for m in (3, 6, 9) if step >= m) + max((m for m in (1, 2)), default=0)",
    "nested comprehension": "def f(step):\n    return sum(a * b for a in range(3) for b in range(step % 4))",
    "dict methods": "def f(step):\n    d = {'a': 1, 'b': 2}\n    d.update({'c': step})\n    d.setdefault('e', 5)\n    x = d.pop('a', 0)\n    return x + sum(d.values()) + len(d.keys()) + d.get('z', 0.25)",
    "dict union": "def f(step):\n    d = {'a': 1} | {'b': step}\n    e = {**d, 'c': 3}\n    return e['a'] + e['b'] + e['c']",
    "list methods": "def f(step):\n    xs = [3, 1, 2]\n    xs.append(step)\n    xs.extend([0.5])\n    xs.insert(0, 7)\n    last = xs.pop()\n    xs.sort()\n    xs.reverse()\n    return xs[0] + last + xs.index(1) + xs.count(2)",
    "list arithmetic": "def f(step):\n    xs = [0.1] * 3 + [0.2]\n    return xs[min(step, 3)] + xs[-1] + len(xs[1:]) + sum(xs[::2])",
    "tuple and string": "def f(step):\n    name = 'co' + 'sine'\n    return len(name) + (0.1 if name == 'cosine' else 0.2) + name.count('s') + len(name.upper().split('S')) + step",
    "f-string": "def f(step):\n    return len(f'{step}-{0.1:.3f}') + 0.5",
    "sorted and reversed": "def f(step):\n    return sorted([3, 1, 2])[0] + sorted([3, 1], reverse=True)[0] * step + list(reversed([1, 2]))[0]",
    "enumerate and zip": "def f(step):\n    total = 0.0\n    for i, (a, b) in enumerate(zip([1, 2, 3], [4, 5, 6])):\n        if step > i:\n            total += a * b\n    return total",
    "map and filter": "def f(step):\n    return sum(map(lambda x: x * 0.5, filter(lambda x: x > 1, [1, 2, 3]))) * step",
    "any and all": "def f(step):\n    return (1 if any([step > 3, step == 0]) else 0) + (0.5 if all([step > 1, step < 9]) else 0.25)",
    "divmod and round": "def f(step):\n    whole, rest = divmod(step, 3)\n    return whole + rest * 0.1 + round(step / 3, 2) + round(2.5) + abs(-1) + pow(2, 3) + int(2.9) + float('1.5')",
    "bool and str": "def f(step):\n    return bool(step) + len(str(step)) + isinstance(step, int) * 0.5 + bool([]) + len(str(1.5))",
    "operators": "def f(step):\n    return step // 2 + step % 3 + 2 ** 3 - -1 + +2 + (1 << 2) + (step & 1) + (6 >> 1) + (1 | 2) + (3 ^ 1) + ~0",
    "augmented": "def f(step):\n    x = 8.0\n    x += 1\n    x -= 2\n    x *= 3\n    x /= 4\n    x **= 0.5\n    x //= 1\n    x %= 5\n    return x + step",
    "math": "import math\nfrom math import cos as c, pi\ndef f(step):\n    return math.exp(-step / 10) + c(pi * step / 20) + math.sqrt(step) + math.floor(2.5) + math.ceil(2.1) + math.log(step + 1) + math.tanh(1) + math.fabs(-2) + math.pow(2, 0.5)",
    "infinity": "def f(step):\n    return min(step, float('inf')) + max(-1, step)",
    "class": "class Decay:\n    rate = 0.5\n    def __init__(self, lr, every=2):\n        self.lr = lr\n        self.every = every\n    @property\n    def half(self):\n        return self.lr * self.rate\n    @staticmethod\n    def twice(x):\n        return 2 * x\n    @classmethod\n    def shared(cls):\n        return cls.rate\n    def at(self, step):\n        return self.half * self.twice(step) + self.shared() + self.every\ndecay = Decay(0.1)\ndef f(step):\n    return decay.at(step)",
    "inheritance": "class Base:\n    power = 2\n    def __init__(self, lr):\n        self.lr = lr\n    def value(self, step):\n        return self.lr * step ** self.power\nclass Warm(Base):\n    def __init__(self, lr):\n        super().__init__(lr)\n        self.extra = 0.25\n    def value(self, step):\n        return super().value(step) + self.extra\nwarm = Warm(0.1)\ndef f(step):\n    return warm.value(step)",
    "call": "class Poly:\n    def __init__(self, lr):\n        self.lr = lr\n    def __call__(self, step):\n        return self.lr / (1 + step)\npoly = Poly(0.3)\ndef f(step):\n    return poly(step)",
    "namespace": "from types import SimpleNamespace\nargs = SimpleNamespace(lr=0.1, steps=[2, 4])\nargs.gamma = 0.5\ndef f(step):\n    return args.lr * args.gamma ** sum(step >= s for s in args.steps)",
    "getattr": "from types import SimpleNamespace\nargs = SimpleNamespace(lr=0.1)\ndef f(step):\n    return getattr(args, 'lr') + getattr(args, 'other', 0.5) + hasattr(args, 'lr') * step",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass Config:\n    lr: float = 0.1\n    every: int = 3\ncfg = Config(every=4)\ndef f(step):\n    return cfg.lr * 0.5 ** (step // cfg.every)",
    "closure": "def make(lr, gamma):\n    def schedule(step):\n        return lr * gamma ** step\n    return schedule\nf = make(0.1, 0.9)",
    "default arguments": "def f(step, lr=0.1, *, gamma=0.5):\n    return lr * gamma ** (step // 3)",
    "lambda": "rate = 0.95\nf = lambda step: 0.1 * rate ** step",
    "partial": "from functools import partial\ndef decay(step, rate):\n    return rate ** step\nf = partial(decay, rate=0.9)",
    "recursion": "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\ndef f(step):\n    return 1 / fact(min(step, 5))",
    "dict of functions": "table = {'cos': lambda p: 1 - p, 'lin': lambda p: p}\ndef f(step):\n    return table['cos'](step / 20) + table.get('lin')(0.5)",
    "subscript assignment": "def f(step):\n    xs = [0.0] * 3\n    xs[1] = step\n    d = {}\n    d['k'] = 0.5\n    d['k'] += 1\n    return xs[1] + d['k']",
    "range step": "def f(step):\n    return sum(range(0, step, 2)) + sum(range(5, 0, -1)) + len(range(step))",
    "early return in a loop": "def f(step):\n    for limit, value in [(2, 0.1), (6, 0.2)]:\n        if step < limit:\n            return value\n    return 0.3",
    "string methods": "def f(step):\n    return float('0.5'.strip()) + len('a,b'.split(',')) + ('warm_up'.startswith('warm')) + ('x'.lower() in ('x', 'y')) + len('ab'.replace('a', 'ccc')) + step",
    "with": "import contextlib\ndef f(step):\n    with contextlib.nullcontext():\n        x = step * 0.5\n    return x",
    "copysign": "import math\ndef f(step):\n    return math.copysign(1, step - 3) + math.hypot(3, 4) + (math.inf > step) + math.isclose(1, 1)",
    "float methods": "def f(step):\n    return float(step).is_integer() + 1.5",
    "dict from pairs": "def f(step):\n    d = dict([('a', 1), ('b', 2)], c=3)\n    return d['a'] + d['b'] + d['c'] + step",
    "tuple of dict": "def f(step):\n    return sum(v for _, v in sorted({3: 0.1, 1: 0.2}.items()) if step > 1)",
    "sets": "def f(step):\n    return (0.1 if step in {1, 2, 3} else 0.2) + len(set([1, 1, 2]))",
    "changed in other ways": "def f(step):\n    xs = [1, 2, 3]\n    xs.remove(2)\n    return len(xs) + step",
    "deleted items": "def f(step):\n    d = {'a': 1, 'b': 2}\n    del d['a']\n    return len(d) + step",
    "set methods": "def f(step):\n    return len({1, 2, 2}) + step",
    "popped": "def f(step):\n    d = {'a': 1, 'b': step}\n    x = d.pop('a')\n    d.setdefault('c', 0.5)\n    return x + len(d) + d['c'] + d.pop('z', 3)",
    "popped in a branch": "def f(step):\n    d = {'a': 1, 'b': 2}\n    if step > 3:\n        d.pop('a')\n    return len(d) + 0.5",
    "min of several": "def f(step):\n    return min(step, 5, 7) + max([1, step]) + min((3, 2)) + sum((1, 2), 3)",
}


# Of these, what is not followed: it is refused in a sentence, never computed to another value.
NOT_READ = {
    "dict methods", "popped", "set and list comprehension", "generator", "list methods", "tuple and string", "f-string", "any and all",
    "bool and str", "math", "class", "inheritance", "getattr", "closure", "partial", "recursion", "range step",
    "copysign", "float methods", "min of several", "dict comprehension", "changed in other ways", "popped in a branch",
    "deleted items",
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_as_python_computes_it(name: str) -> None:
    """What is interpreted is what Python computes, at every step, to the last bit; or it is refused."""
    names: dict[str, Any] = {}
    exec(FUNCTIONS[name], names)
    if name in NOT_READ:
        with pytest.raises(ReadingError):
            read(FUNCTIONS[name], "python", pick="f")
        return
    schedule = read(FUNCTIONS[name], "python", pick="f").schedule
    for step in STEPS:
        assert schedule.rate_at(step) == names["f"](step), step


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("def f(step):\n    a, b = [1, 2, 3]\n    return a", "the text does not have a"),
        ("def f(step):\n    raise ValueError('no')", "f gives no number"),
        ("def f(step):\n    return {'a': 1}['b']", "the text does not have {'a': 1}['b']"),
        ("def f(step):\n    return [1, 2][5]", "there is no 5"),
        ("def f(step):\n    return 'a' < 1", "values of different kinds are compared"),
        ("def f(step):\n    return 'a' - 1", "arithmetic needs numbers"),
        ("def f(step):\n    return len(5)", "has no length"),
        ("def f(step):\n    return min([])", "min of nothing"),
        ("def f(step):\n    return sum(range(0, 5, 0))", "a range's step cannot be 0"),
        ("def f(step):\n    return sum(range(0.5))", "range needs whole numbers"),
        ("def f(step):\n    return (5)(step)", "is not a function"),
        ("def f(step):\n    return [1].index(7)", "it is not there"),
        ("def g(a):\n    return a\ndef f(step):\n    return g(1, b=2)", "g has no argument b"),
        ("def f(step):\n    return sorted([1, 'a'])[0]", "the text does not have sorted([1, 'a'])[0]"),
        ("def f(step):\n    return int(float('inf'))", "infinity is not a whole number"),
        ("def f(step):\n    for x in 5:\n        pass\n    return 1.0", "is not a list is gone through"),
        ("def f(step):\n    return 1 / (step - step)", "it divides by 0"),
        ("def f(step):\n    yield step", "f gives no number"),
    ],
)
def test_what_has_no_value(code: str, sentence: str) -> None:
    """Code that fails, or is not computed, is refused in a sentence that says where."""
    with pytest.raises(ReadingError, match=r".") as caught:
        read(code, "python", pick="f").schedule.rate_at(0)
    assert sentence in str(caught.value)


def test_a_namespace_is_the_one_of_python() -> None:
    """The table's namespaces are Python's own."""
    assert SimpleNamespace(lr=math.pi).lr == math.pi

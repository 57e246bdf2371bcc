"""The interpreter of code that is read, held to Python itself: the same functions, executed and interpreted."""

import math
from types import SimpleNamespace
from typing import Any

import pytest

from lrcalc import ReadingError, read
from lrcalc.formula import FormulaError

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
    "handler by kind": "def f(step):\n    try:\n        if step > 2:\n            raise ValueError('late')\n        x = 0.1\n    except KeyError:\n        x = 0.2\n    except ValueError:\n        x = 0.3\n    return x",
    "raise in a called function": "def check(step):\n    if step > 5:\n        raise ValueError('late')\ndef f(step):\n    try:\n        check(step)\n    except ValueError:\n        return 0.2\n    return 0.1",
    "divides in try": "def f(step):\n    try:\n        x = 1 / step\n    except ZeroDivisionError:\n        x = 5.0\n    return x",
    "key error": "table = {1: 0.5}\ndef f(step):\n    try:\n        return table[step]\n    except KeyError:\n        return 0.25",
    "set order": "def f(step):\n    s = {3, 1, 2}\n    return list(s)[0] + step",
    "set equality": "def f(step):\n    return ({1, 2} == {2, 1}) + step",
    "set order relation": "def f(step):\n    return ({3} <= {1, 3}) + step",
    "set module": "S = {1, 2, 3}\ndef f(step):\n    return 0.1 if step in S else 0.2",
    "format percent": "def f(step):\n    return len('%03d' % 5) + step",
    "f-string format": "def f(step):\n    return len(f'{5:03d}') + step",
    "f-string conversion": "def f(step):\n    return len(f'{\"a\"!r}') + step",
    "enumerate start": "def f(step):\n    return sum(i * x for i, x in enumerate([1, 2], start=1)) + step",
    "filter none": "def f(step):\n    return len(list(filter(None, [0, 1, 2]))) + step",
    "map none": "def f(step):\n    return sum(map(int, ['1', '2'])) + step",
    "map two": "def f(step):\n    return sum(map(lambda a, b: a * b, [1, 2], [3, 4])) + step",
    "isinstance base": "class A:\n    pass\nclass B(A):\n    pass\nb = B()\ndef f(step):\n    return isinstance(b, A) + 0.5 * step",
    "isinstance more": "from collections.abc import Sequence\nfrom numbers import Number\ndef f(step):\n    return isinstance('a', Sequence) + 2 * isinstance(True, Number) + step + 4*isinstance(range(2), Sequence) + 8*isinstance({1}, list)",
    "setattr": "from types import SimpleNamespace\na = SimpleNamespace(lr=1)\nsetattr(a, 'lr', 0.5)\ndef f(step):\n    return a.lr * step",
    "vars": "from types import SimpleNamespace\na = SimpleNamespace(lr=1)\nvars(a)['lr'] = 0.5\na.__dict__.update(gamma=3)\ndef f(step):\n    return a.lr * step",
    "update keywords": "def f(step):\n    d = {'a': 1}\n    d.update({'b': 2}, a=5)\n    return d['a'] + step",
    "update keywords only": "d = {'a': 1}\nd.update(a=5)\ndef f(step):\n    return d['a'] + step",
    "alias +=": "def f(step):\n    xs = [1]\n    ys = xs\n    ys += [2]\n    return len(xs) + step",
    "alias |=": "d = {'a': 1}\ne = d\ne |= {'a': 2}\ndef f(step):\n    return d['a'] + step",
    "alias arg": "def add(xs):\n    xs += (1, 2)\ndef f(step):\n    xs = [step]\n    add(xs)\n    return sum(xs)",
    "alias *=": "xs = [1, 2]\nys = xs\nys *= 2\ndef f(step):\n    return len(xs) + step",
    "class attribute": "class C:\n    lr = 0.1\nC.lr = 0.5\ndef f(step):\n    return C.lr * step",
    "class attribute instance": "class C:\n    lr = 0.1\nc = C()\nC.lr = 0.5\ndef f(step):\n    return c.lr * step",
    "slice assign": "xs = [1, 2, 3]\nxs[0:2] = [5]\ndef f(step):\n    return xs[0] + step",
    "slice assign in": "def f(step):\n    xs = [1, 2, 3]\n    xs[:] = [5]\n    return xs[0] + step",
    "attr on function": "def g(x):\n    return x\ng.k = 2\ndef f(step):\n    return g(step) + 1",
    "list of lists mult": "def f(step):\n    xs = [[0]] * 2\n    xs[0].append(1)\n    return len(xs[1]) + step",
    "late closure": "fs = [lambda s: s * k for k in (1, 2)]\ndef f(step):\n    return fs[0](step)",
    "loop var after": "def f(step):\n    for i in range(3):\n        pass\n    return i + step",
    "comprehension scope": "def f(step):\n    i = 7\n    s = sum([i for i in range(3)])\n    return i + s + step",
    "comprehension walrus": "def f(step):\n    xs = [last := x for x in (1, 2, 3)]\n    return last + step",
    "class comp": "class C:\n    a = 2\n    b = a * 3\ndef f(step):\n    return C.b * step",
    "pop missing": "def f(step):\n    d = {}\n    try:\n        d.pop('a')\n    except KeyError:\n        return 3.0\n    return 1.0",
    "return in finally": "def f(step):\n    try:\n        return 0.1\n    finally:\n        step += 1",
    "bare raise chain": "def f(step):\n    try:\n        raise KeyError\n    except (ValueError, KeyError) as e:\n        return 0.5 * step",
    "negative floor": "def f(step):\n    return -step // 3 + (-step) % 3 + int(-2.5) + round(-0.5) + round(1.5)",
    "and or values": "def f(step):\n    return (step or 0.5) + (step and 2) + (None or 1)",
    "is not same": "def f(step):\n    return (1 == 1.0) + (True == 1) + step",
    "sort reverse": "def f(step):\n    xs = [1, 3, 2]\n    xs.sort(reverse=True)\n    return xs[0] + step",
    "pop index": "def f(step):\n    xs = [1, 3, 2]\n    return xs.pop(0) + len(xs) + step",
    "strip": "def f(step):\n    return len('xax'.strip('x')) + step",
    "split maxsplit": "def f(step):\n    return len('a,b,c'.split(',', maxsplit=1)) + step",
    "getattr class": "class C:\n    lr = 0.5\ndef f(step):\n    return getattr(C, 'lr') * step",
    "shuffle": "import bisect\nxs = [1, 5]\nbisect.insort(xs, 0)\ndef f(step):\n    return xs[0] + step",
    "bisect": "import bisect\nxs = [1, 5]\ndef f(step):\n    return bisect.bisect_right(xs, step) * 0.1",
    "unary": "def f(step):\n    return -True + ~1 + step",
    "lshift": "def f(step):\n    return (1 << step) + (2 >> 70)",
    "and bool type": "def f(step):\n    return (True & (step > 2)) * 0.5 + (True ^ True)",
    "str mult": "def f(step):\n    return len('ab' * 3) + len(3 * [1]) + step",
    "tuple add": "def f(step):\n    return ((1,) + (2, 3))[1] + step",
    "dict in": "def f(step):\n    return 0.1 if step in {1: 2} else 0.2",
    "str in": "def f(step):\n    return 0.1 if 'a' in 'abc' else 0.2",
    "compare chain mid": "def f(step):\n    return (1 < step < 3 != 2) * 0.5",
    "sum strings start": "def f(step):\n    return sum([[1], [2]], [])[1] + step",
    "max key": "def f(step):\n    return max([1, -3], key=abs) + step",
    "max default": "def f(step):\n    return max([], default=4) + step",
    "min str": "def f(step):\n    return len(min('b', 'a')) + step",
    "range in": "def f(step):\n    return 0.1 if step in range(2, 6) else 0.2",
    "range neg index": "def f(step):\n    return range(5)[-1] + step",
    "dict iteration": "def f(step):\n    return sum(k for k in {1: 2, 3: 4}) + step",
    "dict of tuple key": "d = {(1, 2): 0.5}\ndef f(step):\n    return d[(1, 2)] * step",
    "tuple key set": "def f(step):\n    d = {}\n    d[(1, 2)] = 3\n    return d.get((1, 2), 0) + step",
    "tuple key len": "def f(step):\n    d = {(1, 2): 3, 'a': 1}\n    return len(d) + step",
    "dictcomp tuple": "def f(step):\n    d = {(k, k): 1 for k in (1, 2)}\n    return len(d) + step",
    "star target": "def f(step):\n    *a, b = (1, 2, 3)\n    return sum(a) * b + step",
    "nested unpack": "def f(step):\n    (a, b), [c, *d] = (1, 2), [3, 4, 5]\n    return a + b + c + sum(d) + step",
    "kwargs": "def g(**kw):\n    return kw['a'] + len(kw)\ndef f(step):\n    return g(a=step, b=2)",
    "args": "def g(*xs):\n    return sum(xs)\ndef f(step):\n    return g(1, 2, step)",
    "posonly": "def g(a, /, b):\n    return a + b\ndef f(step):\n    return g(step, b=2)",
    "staticmethod on class": "class C:\n    @staticmethod\n    def g(x):\n        return x * 2\ndef f(step):\n    return C.g(step)",
    "classmethod on class": "class C:\n    k = 3\n    @classmethod\n    def g(cls, x):\n        return x * cls.k\ndef f(step):\n    return C.g(step)",
    "decorated": "def twice(g):\n    def inner(x):\n        return 2 * g(x)\n    return inner\n@twice\ndef f(step):\n    return 0.1 * step",
    "decorated helper": "def twice(g):\n    def inner(x):\n        return 2 * g(x)\n    return inner\n@twice\ndef h(x):\n    return x\ndef f(step):\n    return h(step) * 0.1",
    "lru": "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef h(x):\n    return x\ndef f(step):\n    return h(step) * 0.1",
    "dataclass default": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    xs: list = field(default_factory=lambda: [1, 2])\n    k: float = field(default=0.5)\nc = C()\ndef f(step):\n    return len(c.xs) * c.k * step",
    "post init": "from dataclasses import dataclass\n@dataclass\nclass C:\n    lr: float = 0.1\n    def __post_init__(self):\n        self.lr = self.lr * 2\nc = C()\ndef f(step):\n    return c.lr * step",
    "enum": "from enum import Enum\nclass E(Enum):\n    A = 1\ndef f(step):\n    return E.A.value * step",
    "operator overload": "class V:\n    def __init__(self, x):\n        self.x = x\n    def __add__(self, o):\n        return V(self.x + o)\nv = V(1) + 2\ndef f(step):\n    return v.x * step",
    "eq overload": "class V:\n    def __eq__(self, o):\n        return True\nv = V()\ndef f(step):\n    return (v == 5) + step",
    "bool overload": "class V:\n    def __bool__(self):\n        return False\nv = V()\ndef f(step):\n    return 1.0 if v else 2.0",
    "len overload": "class V:\n    def __len__(self):\n        return 0\nv = V()\ndef f(step):\n    return 1.0 if v else 2.0",
    "getitem overload": "class V:\n    def __getitem__(self, k):\n        return k * 2\nv = V()\ndef f(step):\n    return v[step] * 0.1",
    "match": "def f(step):\n    match step:\n        case 1:\n            return 0.1\n        case _:\n            return 0.2",
    "nested fn nonlocal": "def f(step):\n    k = 1\n    def g():\n        k = 2\n        return k\n    g()\n    return k + step",
    "global counter": "n = 0\ndef f(step):\n    global n\n    n = n + 1\n    return 0.1",
    "shadow builtin": "def max(a, b):\n    return 7\ndef f(step):\n    return max(1, 2) + step",
    "shadow builtin 2": "def sum(xs):\n    return 7\ndef f(step):\n    return sum([1, 2]) + step",
    "import shadow": "from math import exp as max\ndef f(step):\n    return max(1) + step",
    "np max axis": "import numpy as np\ndef f(step):\n    return np.clip(step, 1, 5) + np.maximum(step, 2) + np.minimum(3, step) + float(np.sign(step - 3))",
    "np clip kw": "import numpy as np\ndef f(step):\n    return np.clip(step, a_max=5, a_min=1) + np.clip(step, 1, a_max=5)",
    "np prod": "import numpy as np\ndef f(step):\n    return np.prod([1, 2, 3]) + np.sum([1, 2]) + step",
    "np round": "import numpy as np\ndef f(step):\n    return float(np.round(step / 3, 2)) + step",
    "math prod": "import math\ndef f(step):\n    return math.prod([1, 2, step])",
    "round pow": "def f(step):\n    return pow(step, 2, 3) + round(1234.5, -2)",
    "int base": "def f(step):\n    return int('ff', 16) + step",
    "float nan": "def f(step):\n    return min(float('nan'), 1) + step",
    "float minf": "def f(step):\n    return max(float('-inf'), step) + 0.5",
    "int str": "def f(step):\n    return int(' 12 ') + float('1e2') + int('1_0') + step",
    "where": "import numpy as np\ndef f(step):\n    return float(np.where(step > 2, 0.1, 0.2))",
    "sorted key": "def f(step):\n    return sorted([3, 1], key=lambda x: -x)[0] + step",
    "zip strict": "def f(step):\n    return sum(a * b for a, b in zip([1, 2], [3]))+ step",
    "dict reversed": "def f(step):\n    return list(reversed({1: 2, 3: 4}))[0] + step",
    "next iter": "def f(step):\n    return next((x for x in (1, 2, 3) if x > 1), 0) + step",
    "mutate while iterating": "def f(step):\n    xs = [1, 2]\n    for x in xs:\n        if x < 5:\n            xs.append(x + 3)\n    return len(xs) + step",
    "chained assign": "def f(step):\n    a = b = [1]\n    a.append(2)\n    return len(b) + step",
    "aug attr": "from types import SimpleNamespace\na = SimpleNamespace(k=1)\na.k += 2\ndef f(step):\n    return a.k * step",
    "aug order": "def f(step):\n    xs = [1, 2]\n    i = 0\n    i, xs[i] = 1, 9\n    return xs[0] + xs[1] + step",
    "while break else": "def f(step):\n    n = 0\n    while True:\n        n += 1\n        if n > step:\n            break\n    else:\n        n = 100\n    return n",
    "cond delete": "def f(step):\n    xs = [1, 2, 3]\n    del xs[0]\n    return xs[0] + step",
    "ternary lambda": "f = lambda step: (lambda k: k * 2)(step) + 1",
    "str compare": "def f(step):\n    return ('a' < 'b') + step",
    "list compare": "def f(step):\n    return ([1, 2] < [1, 3]) + ((1, 2) == (1, 2)) + ([1] == (1,)) + step",
    "string iter": "def f(step):\n    return len([c for c in 'abc']) + 'abc'.index('b') + step",
    "string slice": "def f(step):\n    return len('abcdef'[1:4]) + step",
    "int methods": "def f(step):\n    return (5).bit_length() + step",
    "dict copy": "def f(step):\n    d = {'a': 1}\n    e = d.copy()\n    e['a'] = 2\n    return d['a'] + step",
    "list copy": "def f(step):\n    xs = [1]\n    ys = xs.copy()\n    ys.append(2)\n    return len(xs) + step",
    "zero rate power": "def f(step):\n    return 0 ** step + 0.0 ** 0",
    "complex power": "def f(step):\n    return (-1) ** 0.5",
    "bytes": "def f(step):\n    return len(b'ab') + step",
    "ellipsis": "def f(step):\n    ...\n    return 0.5 * step",
    "if unknown break": "import os\nn = os.cpu_count()\nlast = 0\nfor m in (1, 2, 3):\n    if m > n:\n        break\n    last = m\ndef f(step):\n    return last * 0.1 + step",
    "unknown filter": "import os\nn = os.cpu_count() * 0 + 2\nms = [m for m in (1, 2, 3) if m < n]\ndef f(step):\n    return len(ms) * 0.1 + step",
    "unknown filter 2": "import os\nn = os.cpu_count() * 0 + 2\nms = list(filter(lambda m: m < n, (1, 2, 3)))\ndef f(step):\n    return len(ms) * 0.1 + step",
    "unknown key set": "import os\nk = os.cpu_count() * 0 + 1\nd = {1: 0.5}\nd[k] = 0.25\ndef f(step):\n    return d[1] + step",
    "unknown index set": "import os\nk = os.cpu_count() * 0\nd = [0.5]\nd[k] = 0.25\ndef f(step):\n    return d[0] + step",
    "unknown loop else": "import os\nx = 1\nfor m in range(os.cpu_count()):\n    pass\nelse:\n    x = 2\ndef f(step):\n    return x + step",
    "unknown dict star": "import os\nd = {'a': 1, **({'a': 2} if os.cpu_count() > 0 else {})}\ndef f(step):\n    return d['a'] + step",
    "unknown update": "import os\nd = {'a': 1}\nd.update({'a': 2} if os.cpu_count() > 0 else {})\ndef f(step):\n    return d['a'] + step",
    "unknown extend": "import os\nd = [1]\nd.extend([1] * os.cpu_count())\ndef f(step):\n    return (len(d) > 1) + step",
    "or unknown": "import os\nx = os.environ.get('NOPE') or 0.5\ndef f(step):\n    return x + step",
    "assert that holds": "def g(x):\n    assert x >= 0, 'no'\n    return x\nk = g(2)\ndef f(step):\n    return k * step",
    "unary of lists": "xs = [1]\nxs += [2] * 2\nd = {'a': 1}\nd |= {'b': 2}\ndef f(step):\n    return len(xs) + len(d) + step",
    "a list in a list": "def f(step):\n    xs = [0, 1]\n    xs[0] = [1, 2]\n    return len(xs[0]) + step",
    "nonlocal two deep": "def f(step):\n    total = 1\n    def g():\n        def h():\n            nonlocal total\n            total += step\n        h()\n    g()\n    return total",
    "raise in one way": "def f(step):\n    if step > 100:\n        raise ValueError\n    else:\n        return 0.5 * step",
    "return in a while": "def f(step):\n    n = 0\n    while True:\n        n += 1\n        if n * n >= step:\n            return n",
    "with as": "import contextlib\ndef f(step):\n    with contextlib.nullcontext(2) as k:\n        pass\n    return step * 0.5",
    "truth of a function": "def g():\n    return 1\ndef f(step):\n    return (0.5 if g else 0.1) * step",
    "starred in a tuple": "def f(step):\n    xs = (1, 2)\n    return sum((*xs, step)) + max(*xs, 0)",
    "method of a list": "xs = [1, 2, 2]\ni = xs.index(2)\nn = xs.count(2)\ndef f(step):\n    return i + n + step",
    "whole": "k = (2.0).is_integer()\ndef f(step):\n    return k * step",
    "list of nothing": "xs = list()\nt = tuple()\nb = bool()\ns = str()\ndef f(step):\n    return len(xs) + len(t) + b + len(s) + step",
    "dict of dicts": "d = dict({'a': 1}, b=2)\ndef f(step):\n    return d['a'] + d['b'] + step",
    "ordered": "from collections import OrderedDict\nd = OrderedDict({'a': 1}, b=2)\ndef f(step):\n    return d['a'] + d['b'] + step",
    "every and some": "a = any([0, 1])\nb = all([1, 0])\ndef f(step):\n    return a + 2 * b + step",
    "callable or not": "def g():\n    return 1\nk = callable(g) + 2 * callable(3)\ndef f(step):\n    return k + step",
    "setattr by a name": "class C:\n    lr = 1\nsetattr(C, 'lr', 0.5)\ndef f(step):\n    return C.lr * step",
    "kwargs of an object": "from types import SimpleNamespace\ndef g(a=1, b=2):\n    return a + b\nargs = SimpleNamespace(a=5)\nk = g(**vars(args))\ndef f(step):\n    return k + step",
    "popped at the top": "d = {'a': 1, 'b': 2}\nx = d.pop('a')\ndef f(step):\n    return len(d) + x + step",
    "cleared": "xs = [3, 1]\nxs.reverse()\nys = [1]\nys.clear()\ndef f(step):\n    return xs[0] + len(ys) + step",
    "bare except": "def f(step):\n    try:\n        if step > 2:\n            raise KeyError\n    except:\n        return 0.5\n    return 0.1",
    "base of an exception": "def f(step):\n    try:\n        if step > 2:\n            raise KeyError('k')\n    except LookupError:\n        return 0.5\n    return 0.1",
    "yields": "def g():\n    yield 1\ndef f(step):\n    return sum(g()) + step",
    "sorted texts": "xs = sorted(['b', 'a'], reverse=True)\ndef f(step):\n    return len(xs[0]) + step",
    "lambda in a call": "k = (lambda *a, **k: len(a) + len(k))(1, 2, c=3)\ndef f(step):\n    return k + step",
    "set of nothing": "s = set()\ndef f(step):\n    return (step in s) + 0.5",
    "an object of an object": "class A:\n    def __init__(self, k):\n        self.k = k\nclass B:\n    def __init__(self):\n        self.inner = A(0.5)\n    def at(self, step):\n        return self.inner.k * step\nb = B()\ndef f(step):\n    return b.at(step)",
    "a function of a namespace": "from types import SimpleNamespace\nns = SimpleNamespace(k=0.5, g=lambda x: x)\ndef f(step):\n    return ns.k * step",
    "a whole namespace": "from types import SimpleNamespace\nns = SimpleNamespace(k=0.5)\ndef g(a, s):\n    return a.k * s\ndef f(step):\n    return g(ns, step)",
    "a partial by place": "from functools import partial\ndef g(k, step):\n    return k * step\nh = partial(g, 0.5)\ndef f(step):\n    return h(step)",
    "infinite default": "low = float('-inf')\ndef f(step):\n    return max(low, step * 0.5)",
    "a range outside": "ms = range(1, 9, 2)\ndef f(step):\n    return sum(m <= step for m in ms) * 0.5",
    "an empty set outside": "s = set()\nt = {2}\ndef f(step):\n    return (step in s) + (step in t) * 0.5",
    "a tuple of one": "t = (0.5,)\ndef f(step):\n    return t[0] * step",
    "a dict outside": "d = {'a': 0.5, 2: [1, 2]}\ndef f(step):\n    return d['a'] * step + d[2][1]",
    "import as": "import math as m\nfrom math import cos as c\nimport os.path\ndef f(step):\n    return m.sqrt(step) + c(step)",
    "an inner function": "k = 0.5\ndef f(step):\n    def g(x, *, y=2):\n        return x * y * k\n    return g(step) + (lambda z: z * k)(step)",
    "declared only": "k = 0.5\ndef f(step):\n    x: float\n    x = k * step\n    print(x)\n    'text'\n    return x",
    "a stored argument": "def make(k):\n    def f(step):\n        nonlocal k\n        return k * step\n    return f\nf = make(0.5)",
    "two of a name": "def g(x):\n    return x\na = g\ndef make():\n    def g(x):\n        return 2 * x\n    return g\nb = make()\ndef f(step):\n    return a(step) + b(step) * 0.5",
    "a bound method": "class A:\n    def __init__(self):\n        self.k = 0.5\n    def at(self, step):\n        return self.k * step\nat = A().at\ndef f(step):\n    return at(step)",
    "a class of constants": "class C:\n    K = 0.5\n    NAMES = ['a']\ndef f(step):\n    return C.K * step + len(C.NAMES)",
    "returned lambda": "def make(k):\n    return lambda step: k * step\nf = make(0.5)",
    "text outside": "kind = 'cosine'\ndef f(step):\n    return step * (0.5 if kind == 'cosine' else 1)",
    "none outside": "low = None\ndef f(step):\n    return step * (0.5 if low is None else low)",
    "long": "def f(step):\n    x = step\n    return (x +\n            0.5)",
    "a call as a condition": "def f(step):\n    return 0.5 * step if (lambda: True)() else 1.0",
    "the last of a comprehension": "def f(step):\n    x = [i for i in range(3) if i != 1][-1]\n    return x * step",
    "an object called": "class A:\n    def __init__(self, k=1, *, z=2):\n        self.k = k + z\n    def __call__(self, step):\n        return self.k * step\na = A(**{'k': 3}, z=1)\ndef f(step):\n    return a(step)",
    "an item that is a list": "k = [0.5, 0.25]\nk[-1] = [1, 2]\nj = k[-1][0]\ndef f(step):\n    return j * step",
    "enumerate at the top": "xs = [i * x for i, x in enumerate([1, 2], 1)]\nys = list(zip(xs, xs))\nzs = list(reversed(xs))\nm = list(map(lambda x: x + 1, xs))\nn = list(filter(None, [0, 1]))\ndef f(step):\n    return sum(xs) + ys[0][1] + zs[0] + m[0] + len(n) + step",
    "popped by place": "xs = [1, 2, 3]\nx = xs.pop(0)\nxs.insert(0, 5)\nxs.sort(reverse=True)\ndef f(step):\n    return x + xs[0] + step",
    "isinstance at the top": "class A:\n    pass\nclass B(A):\n    pass\nb = B()\nk = isinstance(b, A) + 2 * isinstance(b, (int, B)) + 4 * isinstance(3, (int, float)) + 8 * isinstance('a', str) + 16 * isinstance(2.0, int)\ndef f(step):\n    return k + step",
}


# Of these, what is not followed: it is refused in a sentence, never computed to another value.
NOT_READ = {
    "dict methods", "popped", "set and list comprehension", "generator", "list methods", "tuple and string", "f-string", "any and all",
    "bool and str", "math", "class", "inheritance", "getattr", "closure", "partial", "recursion", "range step",
    "copysign", "float methods", "min of several", "dict comprehension", "changed in other ways", "popped in a branch",
    "deleted items",
    "divides in try", "key error", "format percent", "f-string format", "f-string conversion", "map two",
    "slice assign", "slice assign in", "comprehension walrus", "pop missing", "split maxsplit", "getattr class",
    "shuffle", "bisect", "sum strings start", "max key", "max default", "min str",
    "staticmethod on class", "classmethod on class", "operator overload", "eq overload", "bool overload", "len overload",
    "getitem overload", "match", "round pow", "int base", "float nan", "sorted key",
    "next iter", "cond delete", "string iter", "int methods", "dict copy", "list copy",
    "complex power", "bytes", "if unknown break", "unknown filter", "unknown filter 2", "unknown key set",
    "unknown index set", "unknown loop else", "unknown dict star", "unknown update", "unknown extend", "or unknown",
    "return in a while", "yields",
    "returned lambda",
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


# Code that raises at one of the steps, in Python and where it is read.
RAISES = {
    "dict with a list as a key": "def f(step):\n    return dict([[[], 1.0]])['a'] + step",
    "dict of a word": "def f(step):\n    return dict('OneCycleLR', a=1.0)['a'] + step",
    "try else raise": "def f(step):\n    try:\n        x = 1\n    except ValueError:\n        x = 2\n    else:\n        if step > 2:\n            raise ValueError\n    return 1.0",
    "pop empty": "def f(step):\n    xs = []\n    xs.pop()\n    return 1.0 + step",
    "pop out": "def f(step):\n    xs = [1]\n    xs.pop(5)\n    return 1.0 + step",
    "sort mixed": "def f(step):\n    xs = [1, 'a']\n    xs.sort()\n    return 1.0 + step",
    "split bad": "def f(step):\n    return len('a'.split('')) + 1.0",
    "lower arg": "def f(step):\n    return len('a'.lower('x')) + 1.0",
    "unary invert float": "def f(step):\n    return ~1.5 + step",
    "unary str": "def f(step):\n    return -'a'",
    "lshift negative": "def f(step):\n    return 1 << -1",
    "bits float": "def f(step):\n    return 1.5 & 1",
    "list plus tuple": "def f(step):\n    return len([1] + (2,))",
    "str in int": "def f(step):\n    return 0.1 if 1 in 'abc' else 0.2",
    "star too few": "def f(step):\n    a, b, *c = [1]\n    return 1.0",
    "missing argument": "def g(a, b):\n    return a\ndef f(step):\n    return g(step)",
    "too many": "def g(a):\n    return a\ndef f(step):\n    return g(step, 1)",
    "double": "def g(a):\n    return a\ndef f(step):\n    return g(step, a=2)",
    "not callable inst": "class C:\n    pass\nc = C()\ndef f(step):\n    return c(step)",
    "unbound": "def f(step):\n    if step > 3:\n        x = 1\n    return x",
    "local before": "x = 5\ndef f(step):\n    y = x\n    x = 2\n    return y + step",
    "none compare": "def f(step):\n    return None < 1",
    "slice of a dict": "def f(step):\n    return {}[0:1]",
    "slice by text": "def f(step):\n    return [1, 2]['a':]",
    "index by text": "def f(step):\n    xs = [1, 2]\n    return xs['a']",
    "key that is a list": "def f(step):\n    return len({[1]: 2})",
    "set of lists": "def f(step):\n    return len({[1]})",
    "map of a number": "def f(step):\n    return sum(map(5, [1]))",
}


@pytest.mark.parametrize("name", RAISES)
def test_what_raises_in_python_has_no_value(name: str) -> None:
    """Where Python raises, the code is refused, or has no value at that step; at the others it is Python's."""
    names: dict[str, Any] = {}
    exec(RAISES[name], names)
    try:
        schedule = read(RAISES[name], "python", pick="f").schedule
    except ReadingError:
        schedule = None
    raised = 0
    for step in STEPS:
        try:
            value = names["f"](step)
        except Exception:  # noqa: BLE001 - whatever it is
            raised += 1
            if schedule is not None:
                with pytest.raises(FormulaError):
                    schedule.rate_at(step)
        else:
            assert schedule is None or schedule.rate_at(step) == value
    assert raised

"""How a gradient vanishes: the factor of each layer, and their product on the way back."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from lrcalc.schedule import FINITE, NOT_NEGATIVE, POSITIVE, Declared, Param, ParameterError, Range

LAYERS = Range(1, 1_000_000)
SLOPE = 0.01  # of leaky ReLU, as in PyTorch
VANISHED = 1e-3  # of what came in
NARROW = 1e-8  # below this share of the mean, a spread changes a mean by less than a double's last bits
FLAT = 60.0  # beyond, an activation's derivative is a double's 0 or 1


def sigmoid(z: float) -> float:
    """Return 1 / (1 + e^−z), without overflow."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def normal(z: float) -> float:
    """Return the cumulative distribution of a standard normal at z."""
    return 0.5 * math.erfc(-z / math.sqrt(2))


def density(z: float) -> float:
    """Return the density of a standard normal at z."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


# The derivative of each activation. At 0, ReLU has 0, as in the frameworks.
DERIVATIVES: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "tanh": lambda z: 4 * sigmoid(2 * z) * sigmoid(-2 * z),
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "elu": lambda z: 1.0 if z > 0 else math.exp(z),
    "softplus": sigmoid,
    "gelu": lambda z: normal(z) + z * density(z),
    "silu": lambda z: sigmoid(z) * (1 + z * sigmoid(-z)),
    "linear": lambda _: 1.0,
}


def _elu(m: float, s: float) -> float:
    # E[e^z; z ≤ 0] is e^(m + s²/2) times a normal's tail beyond a, or the density times the tail's ratio to it,
    # which for a large a is known by its series.
    a = (m + s * s) / s
    if a > 30:  # noqa: PLR2004 - the series is right to 1e-12 from here
        ratio = (1 - 1 / a**2 + 3 / a**4 - 15 / a**6 + 105 / a**8) / a if a < 1e30 else 1 / a  # noqa: PLR2004
        return normal(m / s) + density(m / s) * ratio
    return normal(m / s) + math.exp(m + s * s / 2) * normal(-a)


def _gelu(m: float, s: float) -> float:
    width = math.hypot(1, s)
    return normal(m / width) + m / width / width / width * density(m / width)


# The mean derivative over normal pre-activations, where it has a closed form.
MEANS: dict[str, Callable[[float, float], float]] = {
    "relu": lambda m, s: normal(m / s),
    "elu": _elu,
    "gelu": _gelu,
    "linear": lambda _m, _s: 1.0,
}


# Half the nodes of Gauss–Legendre's quadrature with 24, and their weights; the other half is theirs, mirrored.
NODES = (
    (0.06405689286260563, 0.12793819534675216), (0.1911188674736163, 0.1258374563468283),
    (0.3150426796961634, 0.12167047292780339), (0.4337935076260451, 0.1155056680537256),
    (0.5454214713888396, 0.10744427011596563), (0.6480936519369755, 0.09761865210411388),
    (0.7401241915785544, 0.08619016153195327), (0.820001985973903, 0.0733464814110803),
    (0.8864155270044011, 0.05929858491543678), (0.9382745520027328, 0.04427743881741981),
    (0.9747285559713095, 0.028531388628933663), (0.9951872199970213, 0.0123412297999872),
)  # fmt: skip


def mean_derivative(activation: str, mean: float, std: float, slope: float = SLOPE) -> float:
    """Return E[φ′(z)] for z ~ N(mean, std²): φ′(mean) for std 0, else in closed form or by quadrature.

    ``slope`` is leaky ReLU's below 0, and at 0 itself.

    The quadrature is Gauss–Legendre on panels that resolve both the activation and the normal, over the
    interval in which neither is flat; it is right to 1e-10. A spread too narrow for doubles is none.

    >>> mean_derivative("sigmoid", 0, 0), mean_derivative("relu", 0, 1)
    (0.25, 0.5)
    """
    if activation == "leaky-relu":
        active = mean_derivative("relu", mean, std)
        return slope + (1 - slope) * active
    if std == 0:
        return DERIVATIVES[activation](mean)
    if activation in MEANS:
        return MEANS[activation](mean, std)
    if std < NARROW * max(1.0, abs(mean)):
        return DERIVATIVES[activation](mean)
    low, high = max(-FLAT, mean - 12 * std), min(FLAT, mean + 12 * std)
    rises = activation in ("softplus", "silu")
    beyond = normal((mean - max(high, -FLAT)) / std) if rises else 0.0  # where the derivative is 1
    if low >= high:
        return DERIVATIVES[activation](mean) if abs(mean) < FLAT else beyond
    count = math.ceil((high - low) / min(2.0, 2 * std))
    half = (high - low) / count / 2
    derivative, from_mean = DERIVATIVES[activation], low - mean  # of a narrow spread z alone has too few digits
    nodes = [(1 + sign * node, weight) for node, weight in NODES for sign in (-1, 1)]
    points = ((from_mean + half * (2 * panel + node), weight) for panel in range(count) for node, weight in nodes)
    return half / std * math.fsum(weight * derivative(mean + t) * density(t / std) for t, weight in points) + beyond


@dataclass(frozen=True, kw_only=True)
class Gradient(Declared):
    """Follow a gradient of 1 from the output layer down: each layer multiplies it by its local derivative.

    The factor of a layer is weight · E[φ′(z)], with pre-activations z ~ N(mean, std²), or ``factor`` itself.
    Each of the four is one number for all layers, or one for each, from layer 1 up. ReLU and leaky ReLU are
    taken where they are active, at a mean of 1, unless the pre-activations are given.

    >>> list(Gradient(layers=3, activation="sigmoid").rows())
    [(3, 0.25, 0.25), (2, 0.25, 0.0625), (1, 0.25, 0.015625)]
    >>> list(Gradient(layers=2, activation="relu", weight=(0.5, 3)).rows())
    [(2, 3.0, 3.0), (1, 0.5, 1.5)]
    """

    layers: Annotated[int, Param("Depth of the network.", LAYERS)]
    activation: Annotated[
        Literal["sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "gelu", "silu", "linear"] | None,
        Param("Activation; at 0, relu's derivative is 0 and leaky-relu's its slope, as in the frameworks."),
    ] = None
    weight: Annotated[tuple[float, ...], Param("Weight by which each factor is multiplied.", FINITE)] = (1.0,)
    mean: Annotated[
        tuple[float, ...],
        Param(
            "Mean of the pre-activations; a sigmoid saturates far from 0 (default: 0, but 1 for relu and leaky-relu "
            "without std).",
            FINITE,
        ),
    ] = ()
    std: Annotated[tuple[float, ...], Param("Standard deviation of the pre-activations.", NOT_NEGATIVE)] = (0.0,)
    factor: Annotated[tuple[float, ...], Param("The factor itself, instead of an activation.", FINITE, quiet=True)] = ()
    slope: Annotated[float, Param("Slope of leaky-relu below 0.", NOT_NEGATIVE, quiet=True)] = SLOPE
    clip: Annotated[float | None, Param("Clip the gradient's magnitude to this.", POSITIVE)] = None
    batch_norm: Annotated[bool, Param("Batch normalisation: pre-activations of mean 0 and standard deviation 1.")] = (
        False
    )
    residual: Annotated[bool, Param("Residual connections: each factor becomes 1 + factor.")] = False
    below: Annotated[float, Param("The gradient has vanished when it is below this.", POSITIVE, quiet=True)] = VANISHED

    def __post_init__(self) -> None:
        for name in BY_LAYER:
            value = getattr(self, name)
            if isinstance(value, str) or not isinstance(value, Iterable) or getattr(value, "ndim", 1) == 0:
                object.__setattr__(self, name, (value,))
        super().__post_init__()
        given = [name for name in ("weight", "mean", "std") if getattr(self, name) not in ((), (1.0,), (0.0,))]
        if (self.activation is None) != bool(self.factor):
            raise ParameterError("activation", "one of activation and factor is needed, and one alone")
        if self.factor and (given or self.batch_norm):
            other = ", ".join(given) or "batch_norm"
            raise ParameterError("factor", f"it stands for all that makes it: leave {other} out")
        if self.batch_norm and (self.mean not in ((), (0.0,)) or self.std != (0.0,)):
            raise ParameterError("batch_norm", "it already sets mean to 0 and std to 1: leave mean and std out")
        if not self.mean and not self.factor:
            active = self.activation in ("relu", "leaky-relu") and self.std == (0.0,) and not self.batch_norm
            object.__setattr__(self, "mean", (1.0,) if active else (0.0,))
        for name in BY_LAYER:
            count = len(getattr(self, name))
            if count > 1 and count != self.layers:
                problem = f"{count} numbers for {self.layers} layers: give one for all, or one for each"
                raise ParameterError(name, problem)

    @property
    def settings(self) -> dict[str, Any]:
        """The parameters as data; a list of one number is that number."""
        return {
            name: value[0] if name in BY_LAYER and len(value) == 1 else value
            for name, value in super().settings.items()
            if value != [] and not (self.factor and name in ("weight", "mean", "std"))
        }

    @property
    def is_uniform(self) -> bool:
        """Whether all layers have the same factor."""
        return all(len(getattr(self, name)) <= 1 for name in BY_LAYER)

    def factor_of(self, layer: int) -> float:
        """Return the factor of a layer; layer 1 is the first, far from the output."""
        if self.factor:
            return self.residual + _at(self.factor, layer) + 0.0
        mean, std = (0.0, 1.0) if self.batch_norm else (_at(self.mean, layer), _at(self.std, layer))
        derivative = mean_derivative(str(self.activation), mean, std, self.slope)
        return self.residual + _at(self.weight, layer) * derivative + 0.0

    def rows(self) -> Iterator[tuple[int, float, float]]:
        """Yield layer, factor and gradient from the output down. Raises OverflowError with its layer."""
        factor, gradient = self.factor_of(self.layers), 1.0
        for layer in range(self.layers, 0, -1):
            if not self.is_uniform:
                factor = self.factor_of(layer)
            gradient = self.passed_on(gradient, factor, layer)
            yield layer, factor, gradient

    def passed_on(self, gradient: float, factor: float, layer: int) -> float:
        """Return what a layer passes on of the gradient that arrives. Raises OverflowError with the layer."""
        gradient = gradient * factor + 0.0  # -0 is 0
        if not math.isfinite(gradient):
            raise OverflowError(f"the gradient overflows at layer {layer}")
        if self.clip is not None and abs(gradient) > self.clip:
            return math.copysign(self.clip, gradient)
        return gradient

    @property
    def last(self) -> float:
        """The gradient that layer 1 gets. Raises OverflowError with the layer where it overflows."""
        *_, (_, _, last) = self.rows()
        return last

    @property
    def formula(self) -> str:
        """The factor, in the parameters' names."""
        if self.factor:
            return "1 + factor" if self.residual else "factor"
        where = "mean" if self.std == (0.0,) and not self.batch_norm else "z"
        product = f"weight · φ′({where})" if where == "mean" else "weight · E[φ′(z)]"
        return f"1 + {product}" if self.residual else product


BY_LAYER = ("weight", "mean", "std", "factor")  # one number for all layers, or one for each


def _at(numbers: tuple[float, ...], layer: int) -> float:
    return numbers[layer - 1] if len(numbers) > 1 else numbers[0]


def layers_until(gradient: Gradient, target: float) -> int | None:
    """Return the number of layers, all alike, after which a gradient's magnitude has come to a target.

    It comes down to it where the factor is below 1, and grows to it where it is above; None where it never does.

    >>> layers_until(Gradient(layers=1, activation="sigmoid"), 1e-6)
    10
    """
    factor = gradient.factor_of(1)
    arrived, grows = 1.0, abs(factor) > 1
    for count in range(1, int(LAYERS.high) + 1):
        try:
            arrived = gradient.passed_on(arrived, factor, count)
        except OverflowError:
            return count
        size = abs(arrived)
        if size >= target if grows else size <= target:
            return count
        if abs(factor) == 1 or size in (0, gradient.clip):
            return None
    return None

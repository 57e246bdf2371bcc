"""How a gradient vanishes: the factor of each layer, and their product on the way back."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from lrcalc.schedule import FINITE, NOT_NEGATIVE, POSITIVE, Declared, Param, ParameterError, Range

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


# The derivative of each activation. At 0, ReLU has 0 and leaky ReLU its slope, as the frameworks do.
DERIVATIVES: dict[str, Callable[[float], float]] = {
    "sigmoid": lambda z: sigmoid(z) * sigmoid(-z),
    "tanh": lambda z: 4 * sigmoid(2 * z) * sigmoid(-2 * z),
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "leaky-relu": lambda z: 1.0 if z > 0 else SLOPE,
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
    "leaky-relu": lambda m, s: SLOPE + (1 - SLOPE) * normal(m / s),
    "elu": _elu,
    "gelu": _gelu,
    "linear": lambda _m, _s: 1.0,
}


def mean_derivative(activation: str, mean: float, std: float) -> float:
    """Return E[φ′(z)] for z ~ N(mean, std²): φ′(mean) for std 0, else in closed form or by quadrature.

    The quadrature is Gauss–Legendre on panels that resolve both the activation and the normal, over the
    interval in which neither is flat; it is right to 1e-10. A spread too narrow for doubles is none.

    >>> mean_derivative("sigmoid", 0, 0), mean_derivative("relu", 0, 1)
    (0.25, 0.5)
    """
    if std == 0:
        return DERIVATIVES[activation](mean)
    if activation in MEANS:
        return MEANS[activation](mean, std)
    if std < NARROW * max(1.0, abs(mean)):
        return DERIVATIVES[activation](mean)
    import numpy as np

    low, high = max(-FLAT, mean - 12 * std), min(FLAT, mean + 12 * std)
    rises = activation in ("softplus", "silu")
    beyond = normal((mean - max(high, -FLAT)) / std) if rises else 0.0  # where the derivative is 1
    if low >= high:
        return DERIVATIVES[activation](mean) if abs(mean) < FLAT else beyond
    nodes, weights = np.polynomial.legendre.leggauss(24)
    count = math.ceil((high - low) / min(1.0, std))
    edges = np.linspace(low, high, count + 1)
    half = (edges[1:] - edges[:-1])[:, None] / 2
    z = edges[:-1, None] + half * (nodes + 1)
    weighted = _derivative(activation, z) * np.exp(-(((z - mean) / std) ** 2) / 2) * weights * half
    return float(weighted.sum() / (std * math.sqrt(2 * math.pi))) + beyond


def _derivative(activation: str, z: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    up, down = 1 / (1 + np.exp(-z)), 1 / (1 + np.exp(z))
    if activation == "sigmoid":
        return np.asarray(up * down)
    if activation == "tanh":
        return np.asarray(1 / np.cosh(z) ** 2)
    return np.asarray(up if activation == "softplus" else up * (1 + z * down))


@dataclass(frozen=True, kw_only=True)
class Gradient(Declared):
    """Follow a gradient of 1 from the output layer down: each layer multiplies it by its local derivative.

    The factor of a layer is weight · E[φ′(z)], with pre-activations z ~ N(mean, std²); at 0, ReLU's
    derivative is 0 and leaky ReLU's is its slope of 0.01, as in the frameworks.

    >>> list(Gradient(layers=3, activation="sigmoid").rows())
    [(3, 0.25, 0.25), (2, 0.25, 0.0625), (1, 0.25, 0.015625)]
    """

    layers: Annotated[int, Param("Depth of the network.", LAYERS)]
    activation: Annotated[
        Literal["sigmoid", "tanh", "relu", "leaky-relu", "elu", "softplus", "gelu", "silu", "linear"],
        Param("Activation; at 0, relu's derivative is 0 and leaky-relu's 0.01, as in the frameworks."),
    ]
    weight: Annotated[float, Param("Weight by which each factor is multiplied.", FINITE)] = 1.0
    mean: Annotated[float, Param("Mean of the pre-activations; a sigmoid saturates far from 0.", FINITE)] = 0.0
    std: Annotated[float, Param("Standard deviation of the pre-activations.", NOT_NEGATIVE)] = 0.0
    clip: Annotated[float | None, Param("Clip the gradient's magnitude to this.", POSITIVE)] = None
    batch_norm: Annotated[bool, Param("Batch normalisation: pre-activations of mean 0 and standard deviation 1.")] = (
        False
    )
    residual: Annotated[bool, Param("Residual connections: each factor becomes 1 + factor.")] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.batch_norm and (self.mean or self.std):
            raise ParameterError("batch_norm", "it already sets mean to 0 and std to 1: leave mean and std out")

    @property
    def factor(self) -> float:
        """The factor of every layer."""
        mean, std = (0.0, 1.0) if self.batch_norm else (self.mean, self.std)
        return self.residual + self.weight * mean_derivative(self.activation, mean, std) + 0.0

    def rows(self) -> Iterator[tuple[int, float, float]]:
        """Yield layer, factor and gradient from the output down. Raises OverflowError with its layer."""
        factor, gradient = self.factor, 1.0
        for layer in range(self.layers, 0, -1):
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
    def formula(self) -> str:
        """The factor, in the parameters' names."""
        where = "mean" if self.std == 0 and not self.batch_norm else "z"
        product = f"weight · φ′({where})" if where == "mean" else "weight · E[φ′(z)]"
        return f"1 + {product}" if self.residual else product

"""The layers of the network: whole numbers in, whole numbers out, so that no sum depends on the order of its terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ..errors import ModelError
from .layout import Array

#: Activations are whole multiples of 1 / GRID, at most LIMIT of them.
GRID = 32
LIMIT = 255
#: Single precision holds every whole number up to this exactly.
EXACT = 1 << 24
#: Multiplications of one call of the matrix library. Above some 500,000 it shares them out among threads, which wait for each
#: other in a loop: nothing gained at this size, and much lost on a busy machine.
ONE_THREAD = 400_000


def check_shapes(shapes: Mapping[str, tuple[Any, Any]]) -> None:
    """Compare the shapes found with those expected.

    Raises
    ------
    ModelError
        Naming the first part that differs.
    """
    for name, (found, expected) in shapes.items():
        if found != expected:
            raise ModelError(f"reader: {name} should have the shape {expected}, got {found}")


def taps(window: int, length: int) -> Iterator[tuple[int, slice, slice]]:
    """Yield each place in a window with the rows that have a neighbour there, and the rows of these neighbours."""
    for tap in range(2 * window + 1):
        shift = tap - window
        here = slice(max(0, -shift), max(0, min(length, length - shift)))
        yield tap, here, slice(here.start + shift, here.stop + shift)


def product(x: Array, weights: Array) -> Array:
    """Return the matrix product, taken in blocks of rows that are each the work of one thread."""
    rows = max(1, ONE_THREAD // weights.size)
    if len(x) <= rows:
        small: Array = x @ weights
        return small
    y = np.empty((len(x), weights.shape[1]), dtype=weights.dtype)
    full = len(x) - len(x) % rows
    np.matmul(x[:full].reshape(-1, rows, x.shape[1]), weights, out=y[:full].reshape(-1, rows, weights.shape[1]))
    np.matmul(x[full:], weights, out=y[full:])
    return y


class Dense:
    """A linear layer on whole numbers; where it is normalized, the largest of its pieces, in whole multiples of 1 / GRID."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self.weights = np.ascontiguousarray(arrays[f"{name}_W"].T.astype("f"))
        scale = float(arrays[f"{name}_scale"]) / GRID
        self.scale = np.float32(scale)
        # Normalization takes the scale away again, so it is never applied.
        self.bias = (arrays[f"{name}_b"] / scale).astype("f")
        self.norm = None
        if f"{name}_G" in arrays:
            self.norm = ((arrays[f"{name}_G"] * GRID).astype("f"), (arrays[f"{name}_s"] * GRID).astype("f"))
        n_out = self.weights.shape[1]
        if (
            len(self.bias) != n_out
            or scale <= 0
            or (self.norm and (n_out % len(self.norm[0]) or len(self.norm[0]) != len(self.norm[1])))
        ):
            raise ModelError(f"reader: the parts of {name} should fit each other")
        if np.abs(self.weights).sum(axis=0).max() * LIMIT >= EXACT:
            raise ModelError(f"reader: the weights of {name} are too large to be added exactly")

    def __call__(self, x: Array) -> Array:
        """Return what the layer makes of whole numbers."""
        return self.of(product(x, self.weights))

    def of(self, y: Array) -> Array:
        """Return what the layer makes of a product with its weights, which is overwritten."""
        y += self.bias
        if self.norm is None:
            y *= self.scale
            return y
        normalized: Array = normalize(y, *self.norm)
        return normalized


class Window:
    """A depthwise convolution on whole numbers: each channel is a weighted sum of itself at the neighbouring words."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        weights = arrays[f"{name}_W"].astype("f")
        if np.abs(weights).sum(axis=0).max() * LIMIT >= EXACT or not len(weights) % 2:
            raise ModelError(f"reader: the weights of {name} are too large to be added exactly, or even in number")
        self.weights = weights
        self.scale = np.float32(arrays[f"{name}_scale"])

    def __call__(self, x: Array) -> Array:
        """Return the sums, rounded to whole numbers."""
        middle = len(self.weights) // 2
        y = x * self.weights[middle]
        part = np.empty_like(x)
        for tap, here, there in taps(middle, len(x)):
            if tap != middle:
                y[here] += np.multiply(x[there], self.weights[tap], out=part[here])
        y *= self.scale
        return whole(y)


def normalize(pieces: Array, gain: Array, shift: Array) -> Array:
    """Return the largest piece, normalized by row; the pieces are lost.

    Sums are taken in double precision: in single, their order would show.
    """
    width = len(gain)
    y: Array = pieces[:, :width]
    for start in range(width, pieces.shape[1], width):
        y = np.maximum(y, pieces[:, start : start + width])
    mean = np.einsum("ij->i", y, dtype=float) / width
    y -= mean.astype(y.dtype)[:, None]
    exact = y.astype(float)
    variance = np.einsum("ij,ij->i", exact, exact) / width
    y *= (1 / np.sqrt(variance + 1e-8)).astype(y.dtype)[:, None]
    y *= gain
    y += shift
    return y


def whole(x: Array) -> Array:
    """Round to whole numbers within the limit, in place."""
    np.rint(x, out=x)
    x.clip(-LIMIT, LIMIT, out=x)
    return x


def on_grid(x: Array) -> Array:
    """Return the nearest whole multiples of 1 / GRID, as whole numbers in single precision."""
    return whole(x * GRID).astype("f")

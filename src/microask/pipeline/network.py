"""The network of the reader as it is shipped: arrays, evaluated with numpy.

Thinc trains it (``microask.training.network``). Here it gives the same bits whatever the versions of numpy and its matrix
library, and whether a Doc comes alone or among others: what enters a matrix product of the layers are whole numbers small
enough that single precision adds them without rounding, in any order. Other sums, and the embedding of single words, are
taken in double precision, and what comes out is rounded to the grid before the next product.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc
from thinc.api import NumpyOps

from ..errors import ModelError
from .heads import SCALES, SENTENCE_HEADS, TOKEN_HEADS, columns
from .layout import EXTRAS, POSITIONS, Layout, layout, token_features

Array = np.ndarray[Any, np.dtype[Any]]

TABLES = 4
#: Activations are whole multiples of 1 / GRID, at most LIMIT of them.
GRID = 32
LIMIT = 255
#: Single precision holds every whole number up to this exactly.
EXACT = 1 << 24
#: Vectors of tokens that are remembered; the store starts anew when it is full.
MEMORY = 20_000
#: Tokens are embedded in blocks of this many.
BLOCK = 64
#: Multiplications of one call of the matrix library. Above some 500,000 it shares them out among threads, which wait for each
#: other in a loop: nothing gained at this size, and much lost on a busy machine.
ONE_THREAD = 400_000
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 1], dtype=np.uint64)
_OPS = NumpyOps()
#: Guards what is remembered: somebody else's pipeline may be shared between threads.
_LOCK = threading.Lock()


class Reading(NamedTuple):
    """What the network says of a Doc: log odds of each label by token and by segment, and of each scale."""

    tokens: Array
    sentences: Array
    ratings: Array


def find_rows(keys: Array, data: Array, wanted: Array) -> Array:
    """Return the vectors of words by the hash of their lower-case form, zeros for a word without one.

    ``data`` holds whole multiples of 1 / GRID.
    """
    rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found: Array = data[rows].astype("f") / np.float32(GRID) * (keys[rows] == wanted)[:, None]
    return found


def token_keys(features: Array) -> Array:
    """Return one number for each row of token features, the same for the same features."""
    keys: Array = (features * _MIX).sum(axis=1, dtype=np.uint64)
    return keys


def asking(sentences: Array) -> Array:
    """Return how surely each sentence asks, 0.01 to 1."""
    odds = sentences[:, columns(SENTENCE_HEADS)["asks"]].astype(float)
    surely: Array = np.maximum(0.01, 1 / (1 + np.exp(np.clip(odds[:, 0] - odds[:, 1], -30, 30))))
    return surely


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
    whole = len(x) - len(x) % rows
    np.matmul(x[:whole].reshape(-1, rows, x.shape[1]), weights, out=y[:whole].reshape(-1, rows, weights.shape[1]))
    np.matmul(x[whole:], weights, out=y[whole:])
    return y


class _Dense:
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
        return self.of(product(x, self.weights))

    def of(self, y: Array) -> Array:
        """Return what the layer makes of a product with its weights, which is overwritten."""
        y += self.bias
        if self.norm is None:
            y *= self.scale
            return y
        normalized: Array = _normalize(y, *self.norm)
        return normalized


class _Window:
    """A depthwise convolution on whole numbers: each channel is a weighted sum of itself at the neighbouring words."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        weights = arrays[f"{name}_W"].astype("f")
        if np.abs(weights).sum(axis=0).max() * LIMIT >= EXACT or not len(weights) % 2:
            raise ModelError(f"reader: the weights of {name} are too large to be added exactly, or even in number")
        self.weights = weights
        self.scale = np.float32(arrays[f"{name}_scale"])

    def __call__(self, x: Array) -> Array:
        middle = len(self.weights) // 2
        y = x * self.weights[middle]
        part = np.empty_like(x)
        for tap, here, there in taps(middle, len(x)):
            if tap != middle:
                y[here] += np.multiply(x[there], self.weights[tap], out=part[here])
        y *= self.scale
        return _whole(y)


def _normalize(pieces: Array, gain: Array, shift: Array) -> Array:
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


def _whole(x: Array) -> Array:
    """Round to whole numbers within the limit, in place."""
    np.rint(x, out=x)
    x.clip(-LIMIT, LIMIT, out=x)
    return x


def _on_grid(x: Array) -> Array:
    """Return the nearest whole multiples of 1 / GRID, as whole numbers in single precision."""
    return _whole(x * GRID).astype("f")


def _split(x: Array, places: Array) -> list[Array]:
    """Return the rows between these places; `numpy.split` takes longer over a short message than a layer does."""
    return [x[start:end] for start, end in pairwise([0, *places.tolist(), len(x)])]


class Network:
    """The trained network.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        From ``microask.training.export``.

    Raises
    ------
    ModelError
        Where an array is missing, not finite, or of the wrong shape.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        try:
            self._read(arrays)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ModelError(f"reader: its arrays are incomplete or of the wrong shape ({type(error).__name__})") from error

    def _read(self, arrays: Mapping[str, Array]) -> None:
        for name, array in arrays.items():
            if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
                raise ModelError(f"reader: {name} should hold finite numbers")
        self.tables = [arrays[f"table_{i}"] for i in range(TABLES)]
        self.seeds = [int(seed) for seed in arrays["seeds"]]
        self.embed = {name: arrays[f"embed_{name}"].astype(float) for name in ("W", "b", "G", "s")}
        self.vectors = (arrays["keys"], arrays["vectors"]) if "keys" in arrays else None
        if self.vectors:
            self.embed |= {f"vectors_{name}": arrays[f"vectors_{name}"].astype(float) for name in ("W", "b")}
        depth = int(arrays["depth"])
        self.encode = [(_Window(arrays, f"window_{i}"), _Dense(arrays, f"encode_{i}")) for i in range(depth)]
        self.sentence, self.message, self.token = (_Dense(arrays, name) for name in ("sentence", "message", "token"))
        self.token_out, self.sentence_out = _Dense(arrays, "token_out"), _Dense(arrays, "sentence_out")
        self.rating_out = _Dense(arrays, "rating_out")
        self.width = len(self.embed["G"])
        hidden = len(arrays["sentence_G"])
        n_tables = TABLES + bool(self.vectors)
        if self.vectors:
            keys, data = self.vectors
            if keys.dtype != np.uint64 or len(keys) != len(data) or not len(keys) or not (keys[1:] > keys[:-1]).all():
                raise ModelError("reader: the keys of the word vectors should be ascending, one for each vector")
        shapes = {
            "tables": ([table.shape[1:] for table in self.tables], [(self.width,)] * TABLES),
            "seeds": (len(self.seeds), TABLES),
            "embed": (self.embed["W"].shape, (len(self.embed["b"]), n_tables * self.width)),
            "encode": ([layer.weights.shape[0] for _, layer in self.encode], [self.width] * depth),
            "window": ([layer.weights.shape[1] for layer, _ in self.encode], [self.width] * depth),
            "sentence": (self.sentence.weights.shape[0], 2 * self.width + EXTRAS + POSITIONS),
            "message": (self.message.weights.shape[0], 4 * hidden),
            "token": (self.token.weights.shape[0], self.width + hidden + EXTRAS),
            "token_out": (self.token_out.weights.shape, (hidden, sum(map(len, TOKEN_HEADS.values())))),
            "rating_out": (self.rating_out.weights.shape, (2 * hidden, len(SCALES))),
            "sentence_out": (self.sentence_out.weights.shape, (hidden, sum(map(len, SENTENCE_HEADS.values())))),
        }
        for name, (found, expected) in shapes.items():
            if found != expected:
                raise ModelError(f"reader: {name} should have the shape {expected}, got {found}")
        # What a word has of its own, what it shares with its sentence, and what it is told, 0.0 or 1.0.
        own, shared, told = np.split(self.token.weights, [self.width, self.width + hidden])
        self.token_parts = own, shared, told * np.float32(GRID)
        self.mix = self.embed["W"].T.reshape(n_tables, self.width, -1)
        self._memory: dict[int, int] = {}
        self._store = np.zeros((MEMORY, self.width), dtype="f")

    def __call__(self, docs: list[Doc]) -> list[Reading]:
        """Read Docs that have at least one token each; each comes out as it would alone."""
        where = layout(docs)
        x = self._embedded(token_features(docs)[where.order])
        q = self._encoded(x, where)
        # Exact: no sentence has as many as EXACT / LIMIT words.
        mean = np.add.reduceat(q, where.starts).astype(float) / (where.lengths[:, None] * GRID)
        peak = np.maximum.reduceat(q, where.starts) / GRID
        seen = _whole(
            self.sentence(_on_grid(np.hstack([mean, peak, np.maximum.reduceat(where.extras, where.starts), where.positions])))
        )
        highest = np.maximum.reduceat(seen, where.part_sentences)[where.part_of]
        before, after = seen[where.before] * where.has_before[:, None], seen[where.after] * where.has_after[:, None]
        view = _whole(self.message(np.hstack([seen, before, after, highest])))
        own, shared, told = self.token_parts
        hidden = product(q, own)
        hidden += product(view, shared)[where.sentence_of]
        hidden += product(where.extras, told)
        tokens, sentences = self.token_out(_whole(self.token.of(hidden))), self.sentence_out(view)
        weight = asking(sentences)[:, None]
        weighted = view.astype(float) * weight / GRID
        mean = np.add.reduceat(weighted, where.part_sentences) / np.add.reduceat(weight, where.part_sentences)
        ratings = self.rating_out(_on_grid(np.hstack([mean, np.maximum.reduceat(weighted, where.part_sentences)])))
        by_token = _split(tokens[where.back], where.doc_starts)
        by_segment = _split(sentences[where.segment_rows], where.doc_segments)
        return [Reading(*each) for each in zip(by_token, by_segment, ratings[where.parts], strict=True)]

    def _encoded(self, x: Array, where: Layout) -> Array:
        """Return the vectors of the tokens with their surroundings; blank rows keep the parts apart."""
        pad = sum(len(window.weights) // 2 for window, _ in self.encode)
        rows = np.arange(len(x)) + pad * np.repeat(np.arange(1, len(where.part_starts) + 1), where.part_lengths)
        q = np.zeros((len(x) + pad * (len(where.part_starts) + 1), self.width), dtype="f")
        q[rows] = x
        for window, mix in self.encode:
            mixed = mix(window(q))
            mixed += q
            q = _whole(mixed)
        found: Array = q[rows]
        return found

    def _embedded(self, features: Array) -> Array:
        """Return the vectors of tokens by themselves, on the grid; most are common words, and remembered."""
        keys = token_keys(features).tolist()
        with _LOCK:
            return self._remembered(keys, features)

    def _remembered(self, keys: list[int], features: Array) -> Array:
        memory = self._memory
        rows: list[Any] = [*map(memory.get, keys)]
        if None in rows:
            new = {key: i for i, key in enumerate(keys) if key not in memory}
            if len(memory) + len(new) > MEMORY:
                memory.clear()
                new = {key: i for i, key in enumerate(keys)}
            if len(new) > MEMORY:
                return self._embed(features)
            start = len(memory)
            self._store[start : start + len(new)] = self._embed(features[list(new.values())])
            memory.update(zip(new, range(start, start + len(new)), strict=True))
            rows = [*map(memory.get, keys)]
        remembered: Array = self._store[rows]
        return remembered

    def _embed(self, features: Array) -> Array:
        blocks = []
        for start in range(0, len(features), BLOCK):
            part = features[start : start + BLOCK]
            columns = [
                table[_OPS.hash(np.ascontiguousarray(part[:, i]), seed) % len(table)].astype(float).sum(axis=1)
                for i, (table, seed) in enumerate(zip(self.tables, self.seeds, strict=True))
            ]
            if self.vectors:
                found = find_rows(*self.vectors, part[:, -1])
                columns.append(product(found, self.embed["vectors_W"].T) + self.embed["vectors_b"])
            y = sum(map(product, columns, self.mix)) + self.embed["b"]
            blocks.append(_on_grid(_normalize(y, self.embed["G"], self.embed["s"])))
        return np.concatenate(blocks)

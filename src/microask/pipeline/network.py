"""The network of the reader as it is shipped: arrays, evaluated with numpy.

Thinc trains it (``microask.training.network``). Here it gives the same bits whatever the versions of numpy and its matrix
library, and whether a Doc comes alone or among others: what enters a matrix product of the layers are whole numbers small
enough that single precision adds them without rounding, in any order. Other sums, and the embedding of single words, are
taken in double precision, and what comes out is rounded to the grid before the next product.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from ..errors import ModelError
from .embedding import Embedding
from .heads import SCALES, SENTENCE_HEADS, TOKEN_HEADS, columns
from .layers import GRID, Dense, Window, check_shapes, on_grid, product, whole
from .layout import EXTRAS, POSITIONS, Array, Layout, layout, token_features


class Reading(NamedTuple):
    """What the network says of a Doc: log odds of each label by token and by segment, and of each scale."""

    tokens: Array
    sentences: Array
    ratings: Array


def asking(sentences: Array) -> Array:
    """Return how surely each sentence asks, 0.01 to 1."""
    odds = sentences[:, columns(SENTENCE_HEADS)["asks"]].astype(float)
    surely: Array = np.maximum(0.01, 1 / (1 + np.exp(np.clip(odds[:, 0] - odds[:, 1], -30, 30))))
    return surely


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
        self.embedding = Embedding(arrays)
        self.width = self.embedding.width
        depth = int(arrays["depth"])
        self.encode = [(Window(arrays, f"window_{i}"), Dense(arrays, f"encode_{i}")) for i in range(depth)]
        self.sentence, self.message, self.token = (Dense(arrays, name) for name in ("sentence", "message", "token"))
        self.token_out, self.sentence_out = Dense(arrays, "token_out"), Dense(arrays, "sentence_out")
        self.rating_out = Dense(arrays, "rating_out")
        hidden = len(arrays["sentence_G"])
        shapes = {
            "encode": ([layer.weights.shape[0] for _, layer in self.encode], [self.width] * depth),
            "window": ([layer.weights.shape[1] for layer, _ in self.encode], [self.width] * depth),
            "sentence": (self.sentence.weights.shape[0], 2 * self.width + EXTRAS + POSITIONS),
            "message": (self.message.weights.shape[0], 4 * hidden),
            "token": (self.token.weights.shape[0], self.width + hidden + EXTRAS),
            "token_out": (self.token_out.weights.shape, (hidden, sum(map(len, TOKEN_HEADS.values())))),
            "rating_out": (self.rating_out.weights.shape, (2 * hidden, len(SCALES))),
            "sentence_out": (self.sentence_out.weights.shape, (hidden, sum(map(len, SENTENCE_HEADS.values())))),
        }
        check_shapes(shapes)
        # What a word has of its own, what it shares with its sentence, and what it is told, 0.0 or 1.0.
        own, shared, told = np.split(self.token.weights, [self.width, self.width + hidden])
        self.token_parts = own, shared, told * np.float32(GRID)

    def __call__(self, docs: list[Doc]) -> list[Reading]:
        """Read Docs that have at least one token each; each comes out as it would alone."""
        where = layout(docs)
        x = self.embedding(token_features(docs)[where.order])
        q = self._encoded(x, where)
        # Exact: no sentence has as many as EXACT / LIMIT words.
        mean = np.add.reduceat(q, where.starts).astype(float) / (where.lengths[:, None] * GRID)
        peak = np.maximum.reduceat(q, where.starts) / GRID
        seen = whole(
            self.sentence(on_grid(np.hstack([mean, peak, np.maximum.reduceat(where.extras, where.starts), where.positions])))
        )
        highest = np.maximum.reduceat(seen, where.part_sentences)[where.part_of]
        before, after = seen[where.before] * where.has_before[:, None], seen[where.after] * where.has_after[:, None]
        view = whole(self.message(np.hstack([seen, before, after, highest])))
        own, shared, told = self.token_parts
        hidden = product(q, own)
        hidden += product(view, shared)[where.sentence_of]
        hidden += product(where.extras, told)
        tokens, sentences = self.token_out(whole(self.token.of(hidden))), self.sentence_out(view)
        weight = asking(sentences)[:, None]
        weighted = view.astype(float) * weight / GRID
        mean = np.add.reduceat(weighted, where.part_sentences) / np.add.reduceat(weight, where.part_sentences)
        ratings = self.rating_out(on_grid(np.hstack([mean, np.maximum.reduceat(weighted, where.part_sentences)])))
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
            q = whole(mixed)
        found: Array = q[rows]
        return found

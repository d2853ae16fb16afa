"""The network of the reader as it is trained: thinc layers; `microask.training.export` makes the shipped arrays of them.

Every head is one block of columns of a single linear layer, so that a further question to the text costs next to nothing.
Sentences are read by their mean and maximum, then once more with their neighbours and the whole message beside them: whether
words belong to an ask can rarely be told from the words next to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from scipy.sparse import csr_matrix
from spacy.tokens import Doc
from thinc.api import HashEmbed, Linear, Maxout, Model, NumpyOps, chain, clone, concatenate, residual, with_array

from ..pipeline.embedding import UNKNOWN, find_rows, forget_rare, token_keys
from ..pipeline.heads import SCALES, SENTENCE_HEADS, TOKEN_HEADS
from ..pipeline.layers import taps
from ..pipeline.layout import EXTRAS, MASKS, POSITIONS, Array, layout, token_features
from ..pipeline.network import asking

#: Seed of the hashes of each table, by column.
SEEDS = (7, 8, 9, 10)
#: Share of the words that are unknown words while training: names and typing errors to come will be.
FORGOTTEN = 0.04


class BlasOps(NumpyOps):  # type: ignore[misc]
    """Thinc's operations with numpy's matrix product, which uses the processor's own kernels."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Return the product of two matrices, either of them transposed."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def build(
    common: Array, width: int = 64, depth: int = 3, window: int = 2, pieces: int = 2, hidden: int = 64,
    rows: tuple[int, ...] = (5000, 1000, 2500, 1000), vectors: tuple[Array, Array] | None = None,
) -> Model[list[Doc], tuple[Array, Array, Array]]:  # fmt: skip
    """Build the network.

    Parameters
    ----------
    common : ndarray of uint64
        Ascending norms of the words that are known by themselves; see `microask.training.sources.common_words`.
    width, depth, window, pieces : int
        Of the convolutional encoder; each of its layers sees ``window`` more words to either side.
    hidden : int
        Width of the layers between encoder and heads.
    rows : tuple of int
        Hash table rows for norm, prefix, suffix and shape.
    vectors : (ndarray, ndarray), optional
        Ascending hashes of lower-case words, and their fixed vectors.

    Returns
    -------
    thinc.api.Model
        From Docs to the outputs of the tokens, of the sentences, and of the messages.
    """
    tables: list[Any] = [HashEmbed(width, n, column=i, seed=SEEDS[i], dropout=0.0) for i, n in enumerate(rows)]
    if vectors:
        looked_up: Any = _word_vectors(*vectors)
        linear: Any = Linear(width, vectors[1].shape[1])
        tables.append(chain(looked_up, linear))
    together: Any = concatenate(*tables)
    slide: Any = _window(width, window)
    layers: dict[str, Any] = {
        "embed": chain(together, Maxout(width, len(tables) * width, nP=3, dropout=0.0, normalize=True)),
        "encode": with_array(
            clone(residual(chain(slide, Maxout(width, width, nP=pieces, dropout=0.0, normalize=True))), depth),
            pad=window * depth,
        ),
        "sentence": Maxout(hidden, nI=2 * width + EXTRAS + POSITIONS, nP=2, normalize=True, dropout=0.0),
        "message": Maxout(hidden, nI=4 * hidden, nP=2, normalize=True, dropout=0.0),
        "token": Maxout(hidden, nI=width + hidden + EXTRAS, nP=2, normalize=True, dropout=0.0),
        "token_out": Linear(sum(map(len, TOKEN_HEADS.values())), hidden),
        "sentence_out": Linear(sum(map(len, SENTENCE_HEADS.values())), hidden),
        "rating_out": Linear(len(SCALES), 2 * hidden),
    }
    model: Model[Any, Any] = Model("microask_reader", forward, init=_init, layers=list(layers.values()), refs=dict(layers))
    model.attrs.update(common=common, forgotten=FORGOTTEN, rng=np.random.default_rng(SEEDS[0]))
    for layer in model.walk():
        layer.ops = BlasOps()
    model.initialize()
    return model


def _init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803
    for layer in model.layers:
        layer.initialize()


def _window(width: int, window: int) -> Model[Array, Array]:
    """Build a depthwise convolution: each channel is a weighted sum of itself at the neighbouring words.

    The layer behind it mixes the channels.
    """
    taps = 2 * window + 1
    start = np.zeros((taps, width), dtype="f")
    start[window] = 1.0
    start += np.random.default_rng(width).normal(0, 0.2, start.shape).astype("f")
    layer: Any = Model
    model: Model[Array, Array] = layer("window", _slide, params={"W": start})
    return model


def _slide(model: Model[Array, Array], X: Array, is_train: bool) -> tuple[Array, Callable[[Array], Array]]:  # noqa: N803
    weights: Any = model.get_param("W")
    window = len(weights) // 2

    def backprop(dY: Array) -> Array:  # noqa: N803
        dX, dW = np.zeros_like(X), cast(Any, np.zeros_like(weights))  # noqa: N806
        for tap, here, there in taps(window, len(X)):
            dX[there] += dY[here] * weights[tap]
            dW[tap] = (dY[here] * X[there]).sum(axis=0)
        model.inc_grad("W", dW)
        return dX

    Y = np.zeros_like(X)  # noqa: N806
    for tap, here, there in taps(window, len(X)):
        Y[here] += X[there] * weights[tap]
    return Y, backprop


def _word_vectors(keys: Array, data: Array) -> Model[Array, Array]:
    return Model("word_vectors", _look_up, attrs={"keys": keys, "data": data})


def _look_up(model: Model[Array, Array], features: Array, is_train: bool) -> tuple[Array, Callable[[Array], Array]]:
    found = find_rows(model.attrs["keys"], model.attrs["data"], features[:, -1])
    return found, lambda gradient: np.zeros_like(features)


def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Run the network; see `build`."""
    where = layout(docs)
    features = forget_rare(token_features(docs)[where.order], model.attrs["common"])
    if is_train:
        drawn = model.attrs["rng"].random(len(features)) < model.attrs["forgotten"]
        forgotten = drawn & (features[:, -1] > max(MASKS.values()))
        features[np.ix_(forgotten, [0, -1])] = UNKNOWN
    _, first, which = np.unique(token_keys(features), return_index=True, return_inverse=True)
    different, back_different = model.get_ref("embed")(features[first], is_train)
    embedded = different[which]
    vectors, back_vectors = model.get_ref("encode")(np.split(embedded, where.part_starts[1:]), is_train)
    X = np.concatenate(vectors)  # noqa: N806
    mean = np.add.reduceat(X, where.starts) / where.lengths[:, None]
    peak = np.maximum.reduceat(X, where.starts)
    seen, back_seen = model.get_ref("sentence")(
        np.hstack([mean, peak, np.maximum.reduceat(where.extras, where.starts), where.positions]).astype("f"), is_train
    )
    highest = np.maximum.reduceat(seen, where.part_sentences)[where.part_of]
    before, after = seen[where.before] * where.has_before[:, None], seen[where.after] * where.has_after[:, None]
    view, back_view = model.get_ref("message")(np.hstack([seen, before, after, highest]), is_train)
    of_token = np.hstack([X, view[where.sentence_of], where.extras]).astype("f")
    hidden, back_hidden = model.get_ref("token")(of_token, is_train)
    tokens, back_tokens = model.get_ref("token_out")(hidden, is_train)
    sentences, back_sentences = model.get_ref("sentence_out")(view, is_train)
    # The rating reads the sentences by how surely they ask.
    weight = asking(sentences)[:, None].astype("f")
    total = np.add.reduceat(weight, where.part_sentences)
    weighted = view * weight
    most = np.maximum.reduceat(weighted, where.part_sentences)
    of_message = np.hstack([np.add.reduceat(weighted, where.part_sentences) / total, most])
    ratings, back_ratings = model.get_ref("rating_out")(of_message, is_train)

    def backprop(gradient: tuple[Array, Array, Array]) -> Any:
        width, hidden_width = X.shape[1], view.shape[1]
        d_sentences, d_ratings = np.zeros_like(sentences), np.zeros_like(ratings)
        d_sentences[where.segment_rows], d_ratings[where.parts] = gradient[1], gradient[2]
        d_of_token = back_hidden(back_tokens(gradient[0][where.order]))
        d_view = back_sentences(d_sentences)
        d_mean_view, d_most = np.hsplit(back_ratings(d_ratings)[where.part_of], 2)
        d_view += d_mean_view * weight / total[where.part_of] + (weighted == most[where.part_of]) * d_most * weight
        d_view += np.add.reduceat(d_of_token[:, width : width + hidden_width], where.starts)
        d_seen, d_before, d_after, d_highest = np.hsplit(back_view(d_view), 4)
        d_seen = d_seen.copy()
        np.add.at(d_seen, where.before, d_before * where.has_before[:, None])
        np.add.at(d_seen, where.after, d_after * where.has_after[:, None])
        d_seen += (seen == highest) * np.add.reduceat(d_highest, where.part_sentences)[where.part_of]
        d_sentence = back_seen(d_seen)
        d_mean, d_peak = d_sentence[:, :width], d_sentence[:, width : 2 * width]
        d_x = d_of_token[:, :width] + (d_mean / where.lengths[:, None])[where.sentence_of]
        d_x += (peak[where.sentence_of] == X) * d_peak[where.sentence_of]
        d_embedded = np.concatenate(back_vectors(np.split(d_x.astype("f"), where.part_starts[1:])))
        # The gradient of a token is the sum over the places where it stands.
        places = csr_matrix((np.ones(len(which), dtype="f"), (which, np.arange(len(which)))))
        return back_different(places @ d_embedded)

    return (tokens[where.back], sentences[where.segment_rows], ratings[where.parts]), backprop

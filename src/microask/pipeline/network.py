"""The network of the reader: one shared token encoder, a view of the sentence and its neighbours, and all heads at once.

Every head is one block of columns of a single linear layer, so that a further question to the text costs next to nothing. Sentences
are read by their mean and maximum, with their neighbours and the whole message beside them: whether words belong to an
ask can rarely be told from the two words next to them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, MultiHashEmbed, build_Tok2Vec_model
from spacy.tokens import Doc
from thinc.api import Linear, Maxout, Model

from .layout import EXTRAS, POSITIONS, Layout, layout

#: What the tokens are asked, with the labels in the order of the columns.
TOKEN_HEADS: dict[str, tuple[str, ...]] = {
    "name": ("", "B-person", "I-person", "B-organization", "I-organization"),
    "role": ("reader", "sender", "third"),
    "deliverable": ("", "B", "I"),
    "reason": ("", "B", "I"),
    "vague": ("", "B", "I"),
    "ask": ("no", "yes"),
    "scope": ("context", "ask"),
}
#: What the sentences are asked.
SENTENCE_HEADS: dict[str, tuple[str, ...]] = {
    "asks": ("no", "yes"),
    "kind": (
        "introduction", "referral", "feedback", "decision", "question", "meeting", "mentoring", "resource", "favour", "other",
    ),
    "intent": ("no", "yes"),
}  # fmt: skip
#: Heads that only help to train the encoder; a shipped model is written without them.
TRAINING_HEADS: dict[str, tuple[str, ...]] = {"pos": tuple(f"{i}" for i in range(17))}

Array = np.ndarray[Any, np.dtype[Any]]


def columns(heads: dict[str, tuple[str, ...]]) -> dict[str, slice]:
    """Return for each head its columns in the output."""
    found, start = {}, 0
    for name, labels in heads.items():
        found[name] = slice(start, start + len(labels))
        start += len(labels)
    return found


def build_reader(
    width: int = 64, depth: int = 2, window: int = 1, rows: tuple[int, ...] = (5000, 1000, 2500, 1000), pieces: int = 3,
    vectors: bool = False, hidden: int = 64, pos: bool = True,
) -> Model[list[Doc], tuple[Array, Array, Layout]]:  # fmt: skip
    """Build the network.

    Parameters
    ----------
    width, depth, window, pieces : int
        Of the convolutional encoder.
    rows : tuple of int
        Hash table rows for the norm, prefix, suffix and shape of a token.
    vectors : bool
        Read the static vectors of the vocabulary too.
    hidden : int
        Width of the layers between encoder and heads.
    pos : bool
        With the heads of ``TRAINING_HEADS``.

    Returns
    -------
    thinc.api.Model
        From Docs to the outputs of the tokens, those of the sentences, and the layout of the two.
    """
    tok2vec = build_Tok2Vec_model(
        MultiHashEmbed(width, ["NORM", "PREFIX", "SUFFIX", "SHAPE"], list(rows), include_static_vectors=vectors),
        MaxoutWindowEncoder(width, window, pieces, depth),
    )
    heads = TOKEN_HEADS | (TRAINING_HEADS if pos else {})
    layers = {
        "tok2vec": tok2vec,
        "sentence": Maxout(hidden, nI=5 * width + POSITIONS, nP=2, normalize=True),
        "token": Maxout(hidden, nI=width + hidden + EXTRAS, nP=2, normalize=True),
        "token_out": Linear(sum(map(len, heads.values())), hidden),
        "sentence_out": Linear(sum(map(len, SENTENCE_HEADS.values())), hidden),
    }
    model: Model[Any, Any] = Model("microask_reader", forward, init=init, layers=list(layers.values()), refs=dict(layers))
    return model


def init(model: Model[Any, Any], X: Any = None, Y: Any = None) -> None:  # noqa: N803
    """Initialize all layers."""
    for layer in model.layers:
        layer.initialize(X=X if layer is model.get_ref("tok2vec") else None)


def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """Run the network; see `build_reader`."""
    vectors, back_vectors = model.get_ref("tok2vec")(docs, is_train)
    where = layout(docs)
    X = np.concatenate(vectors)  # noqa: N806
    mean = np.add.reduceat(X, where.starts) / where.lengths[:, None]
    peak = np.maximum.reduceat(X, where.starts)
    whole = (np.add.reduceat(X, where.doc_starts) / where.doc_lengths[:, None])[where.doc_of]
    before, after = mean[where.before] * where.has_before[:, None], mean[where.after] * where.has_after[:, None]
    of_sentence = np.hstack([mean, peak, before, after, whole, where.positions]).astype("f")
    view, back_view = model.get_ref("sentence")(of_sentence, is_train)
    of_token = np.hstack([X, view[where.sentence_of], where.extras]).astype("f")
    hidden, back_hidden = model.get_ref("token")(of_token, is_train)
    tokens, back_tokens = model.get_ref("token_out")(hidden, is_train)
    sentences, back_sentences = model.get_ref("sentence_out")(view, is_train)

    def backprop(gradient: tuple[Array, Array]) -> Any:
        width = X.shape[1]
        d_of_token = back_hidden(back_tokens(gradient[0]))
        d_view = back_sentences(gradient[1])
        d_view += np.add.reduceat(d_of_token[:, width : width + view.shape[1]], where.starts)
        d_sentence = back_view(d_view)
        d_mean, d_peak, d_before, d_after, d_whole = (d_sentence[:, i * width : (i + 1) * width].copy() for i in range(5))
        np.add.at(d_mean, where.before, d_before * where.has_before[:, None])
        np.add.at(d_mean, where.after, d_after * where.has_after[:, None])
        d_x = d_of_token[:, :width] + (d_mean / where.lengths[:, None])[where.sentence_of]
        d_x += (X == peak[where.sentence_of]) * d_peak[where.sentence_of]
        of_doc = np.zeros((len(where.doc_starts), width), dtype="f")
        np.add.at(of_doc, where.doc_of, d_whole)
        d_x += np.repeat(of_doc / where.doc_lengths[:, None], where.doc_lengths, axis=0)
        d_x = d_x.astype("f")
        return back_vectors(np.split(d_x, np.cumsum([len(v) for v in vectors])[:-1]))

    return (tokens, sentences, where), backprop

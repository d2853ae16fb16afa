"""The loss of the network: how far its answers are from what annotators and raters say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import softmax
from thinc.api import Model

from ..pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS, columns
from ..pipeline.layout import Array
from .targets import Example

#: Weight of each head in the loss.
WEIGHTS = {
    "name": 2.0, "role": 0.8, "deliverable": 2.0, "reason": 1.0, "vague": 1.0, "recurrence": 1.0, "channel": 1.0, "ask": 0.7,
    "scope": 1.5, "pos": 0.3, "asks": 1.5, "kind": 3.0, "intent": 1.0,
}  # fmt: skip
#: The gradients of tokens and sentences are divided by these, about their numbers in a batch.
TOKENS, SENTENCES = 200, 20
#: Weight of a squared error of the ratings.
RATINGS = 0.4


def learn(model: Model[Any, Any], examples: Sequence[Example]) -> float:
    """Add the gradients of some examples.

    Parameters
    ----------
    model : thinc.api.Model
        From `microask.training.network.build`.
    examples : sequence of (Doc, Target)

    Returns
    -------
    float
        The loss.
    """
    if not examples:
        return 0.0
    (tokens, sentences, ratings), backprop = model.begin_update([doc for doc, _ in examples])
    by_token = np.concatenate([target.tokens for _, target in examples])
    by_sentence = np.concatenate([target.sentences for _, target in examples])
    loss_t, d_tokens = _cross_entropy(tokens, by_token, TOKEN_HEADS)
    loss_s, d_sentences = _cross_entropy(sentences, by_sentence, SENTENCE_HEADS)
    missed = np.nan_to_num(ratings - np.array([target.ratings for _, target in examples]))
    backprop((d_tokens / TOKENS, d_sentences / SENTENCES, (RATINGS * missed).astype("f")))
    return loss_t + loss_s + float((missed * missed).sum())


def _cross_entropy(output: Array, labels: Array, heads: Mapping[str, tuple[str, ...]]) -> tuple[float, Array]:
    """Return the loss over all heads and its gradient; a label of -1 is unknown."""
    gradient, loss = np.zeros_like(output), 0.0
    for i, (name, where) in enumerate(columns(heads).items()):
        known = labels[:, i] >= 0
        odds = softmax(output[known, where], axis=1)
        right = np.arange(len(odds)), labels[known, i]
        loss -= WEIGHTS[name] * float(np.log(odds[right] + 1e-9).sum())
        odds[right] -= 1
        gradient[known, where] = WEIGHTS[name] * odds
    return loss, gradient

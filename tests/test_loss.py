"""The loss of the network: its gradient is that of its value, and what nobody has said is not learned."""

from __future__ import annotations

import numpy as np
import pytest

from microask.pipeline import create_pipeline
from microask.pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS
from microask.training import loss
from microask.training.corpus import load_corpus
from microask.training.network import build
from microask.training.sources import COMMON_FROM, Preprocessor, common_words
from microask.training.targets import rated, unknown


@pytest.mark.parametrize("heads", [TOKEN_HEADS, SENTENCE_HEADS], ids=["token", "sentence"])
def test_the_gradient_is_that_of_the_loss(heads: dict[str, tuple[str, ...]]) -> None:
    rng = np.random.default_rng(0)
    output, labels = rng.normal(size=(12, sum(map(len, heads.values())))), np.full((12, len(heads)), -1)
    labels[::2] = [[rng.integers(len(answers)) for answers in heads.values()] for _ in range(6)]
    value, gradient = loss._cross_entropy(output, labels, heads)
    assert value > 0
    for at in zip(rng.integers(12, size=20), rng.integers(output.shape[1], size=20), strict=True):
        step = np.zeros_like(output)
        step[at] = 1e-5
        higher, lower = (loss._cross_entropy(output + sign * step, labels, heads)[0] for sign in (1, -1))
        assert (higher - lower) / 2e-5 == pytest.approx(gradient[at], abs=1e-4)
    assert gradient[::2].any()
    assert not gradient[1::2].any()


def test_what_nobody_has_said_is_not_learned() -> None:
    make = Preprocessor(create_pipeline(None))
    draft = next(draft for draft in load_corpus() if draft.has_ask)
    doc = make.draft(draft.text)[0]
    model = build(common_words([doc] * COMMON_FROM), 8, 1, hidden=8)
    assert loss.learn(model, []) == 0.0
    assert loss.learn(model, [(doc, unknown(doc))]) == 0.0
    assert not any(layer.get_grad(name).any() for layer in model.walk() for name in layer.param_names if layer.has_grad(name))
    assert loss.learn(model, [(doc, rated(unknown(doc), draft))]) > 0.0

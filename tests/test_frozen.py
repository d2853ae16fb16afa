"""Scores of 200 drafts, to the last bit: whatever the versions of numpy and scikit-learn, alone or in a batch.

``python -m tests.test_frozen`` writes the file anew after a new model.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import microask
from microask.training.corpus import load_corpus

from .conftest import GOLD

FILE = GOLD / "frozen.json"
DRAFTS = load_corpus()[::26][:200]


def scores() -> dict[str, Any]:
    return {
        draft.id: [None if x is None else x.hex() for x in (score.value, score.small, score.specific)]
        for draft, score in zip(DRAFTS, microask.score_many(draft.text for draft in DRAFTS), strict=True)
    }


def test_scores_are_the_same_to_the_last_bit() -> None:
    assert len(DRAFTS) == 200
    assert scores() == json.loads(FILE.read_text("utf-8"))


@pytest.mark.parametrize("draft", DRAFTS[::10], ids=lambda draft: draft.id)
def test_alone_as_in_a_batch(draft: Any) -> None:
    score = microask.score(draft.text)
    assert [None if x is None else x.hex() for x in (score.value, score.small, score.specific)] == scores_once()[draft.id]


_ONCE: dict[str, Any] = {}


def scores_once() -> dict[str, Any]:
    if not _ONCE:
        _ONCE.update(scores())
    return _ONCE


if __name__ == "__main__":
    FILE.write_text(json.dumps(scores(), indent=1) + "\n", "utf-8")

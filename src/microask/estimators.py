"""The scikit-learn side of the scorer: its transformer, and the trained model as fitted scikit-learn objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from .features import FEATURES
from .model import HEADS, Scorer, columns, encode


def identity(terms: Sequence[str]) -> Sequence[str]:
    """Return the terms: the analyzer of texts that already are lists of terms."""
    return terms


class AskEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Encode features by thresholds and wording scores by segments (see `microask.model.encode`).

    A linear model with coefficients of one sign on such columns is a monotone function of each feature, additive and
    therefore exactly explainable.

    Parameters
    ----------
    knots : array-like of shape (3, SEGMENTS + 1)
        By head, where the slope of the wording score may change.
    """

    def __init__(self, knots: Any) -> None:
        self.knots = knots

    def fit(self, X: Any, y: Any = None) -> AskEncoder:  # noqa: N803
        """Learn nothing but the number of columns."""
        self.n_features_in_ = np.asarray(X).shape[1]
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Encode an array of shape (n_drafts, n_features + 3).

        Returns
        -------
        ndarray of shape (n_drafts, n_columns)
        """
        check_is_fitted(self, "n_features_in_")
        X = np.asarray(X, dtype=np.float64)  # noqa: N806
        knots = np.asarray(self.knots).tolist()
        rows = [encode(row[: len(FEATURES)], row[len(FEATURES) :], knots) for row in X.tolist()]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(columns()))


def make_vectorizer() -> TfidfVectorizer:
    """Make the vectorizer of the wording model: logarithmic counts, unit length, terms of at least two drafts."""
    return TfidfVectorizer(analyzer=identity, sublinear_tf=True, min_df=2, norm="l2", dtype=np.float64)


def as_estimators(scorer: Scorer) -> dict[str, Any]:
    """Return the trained model as fitted scikit-learn objects.

    Parameters
    ----------
    scorer : Scorer

    Returns
    -------
    dict
        ``vectorizer``; ``wording``, three fitted ``Ridge`` by head; and by head a ``Pipeline`` of `AskEncoder` and
        a linear model that predicts log odds (for ``has_ask`` a ``LogisticRegression``).
    """
    vectorizer = make_vectorizer()
    vectorizer.vocabulary_ = {term: i for i, term in enumerate(scorer.terms)}
    vectorizer.fixed_vocabulary_ = True
    vectorizer.idf_ = np.array([idf for idf, _ in scorer.terms.values()])
    n_columns = len(columns())
    wording: dict[str, Ridge] = {}
    heads: dict[str, Any] = {}
    for i, head in enumerate(HEADS):
        ridge = Ridge()
        ridge.coef_ = np.array([weights[i] for _, weights in scorer.terms.values()])
        ridge.intercept_ = scorer.offsets[i]
        wording[head] = ridge
        encoder = AskEncoder(scorer.knots).fit(np.empty((0, len(FEATURES) + len(HEADS))))
        coefficients, intercept = np.array(scorer.coefficients[i]), scorer.intercepts[i]
        linear: Any
        if head == "has_ask":
            linear = LogisticRegression()
            linear.classes_ = np.array([False, True])
            linear.coef_, linear.intercept_ = coefficients[None, :], np.array([intercept])
        else:
            linear = Ridge(positive=False)
            linear.coef_, linear.intercept_ = coefficients, intercept
        linear.n_features_in_ = n_columns
        heads[head] = Pipeline([("encoder", encoder), ("linear", linear)])
    return {"vectorizer": vectorizer, "wording": wording, **heads}

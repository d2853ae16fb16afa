"""The scikit-learn side of the scorer: its transformer, and the trained model as fitted scikit-learn objects."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from .features import FEATURES
from .model import HEADS, READINGS, Scorer, columns, encode


class AskEncoder(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Encode features by thresholds and readings by segments (see `microask.model.encode`).

    A linear model with coefficients of one sign on such columns is a monotone function of each feature, additive and
    therefore exactly explainable.

    Parameters
    ----------
    knots : array-like of shape (n_readings, SEGMENTS + 1)
        By reading, where its slope may change.
    """

    def __init__(self, knots: Any) -> None:
        self.knots = knots

    def fit(self, X: Any, y: Any = None) -> AskEncoder:  # noqa: N803
        """Learn nothing but the number of columns."""
        self.n_features_in_ = np.asarray(X).shape[1]
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Encode an array of shape (n_drafts, n_features + n_readings).

        Returns
        -------
        ndarray of shape (n_drafts, n_columns)
        """
        check_is_fitted(self, "n_features_in_")
        X = np.asarray(X, dtype=np.float64)  # noqa: N806
        knots = np.asarray(self.knots).tolist()
        rows = [encode(row[: len(FEATURES)], row[len(FEATURES) :], knots) for row in X.tolist()]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(columns()))


def as_estimators(scorer: Scorer) -> dict[str, Any]:
    """Return the trained model as fitted scikit-learn objects.

    Parameters
    ----------
    scorer : Scorer

    Returns
    -------
    dict
        By head a ``Pipeline`` of `AskEncoder` and a linear model that predicts log odds (for ``has_ask`` a
        ``LogisticRegression``), from columns of features and readings.
    """
    n_columns = len(columns())
    heads: dict[str, Any] = {}
    for i, head in enumerate(HEADS):
        encoder = AskEncoder(scorer.knots).fit(np.empty((0, len(FEATURES) + len(READINGS))))
        coefficients, intercept = np.array(scorer.coefficients[i]), scorer.intercepts[i]
        linear: Any
        if head == "has_ask":
            linear = LogisticRegression()
            linear.classes_ = np.array([False, True])
            linear.coef_, linear.intercept_ = coefficients[None, :], np.array([intercept])
        else:
            linear = Ridge()
            linear.coef_, linear.intercept_ = coefficients, intercept
        linear.n_features_in_ = n_columns
        heads[head] = Pipeline([("encoder", encoder), ("linear", linear)])
    return heads

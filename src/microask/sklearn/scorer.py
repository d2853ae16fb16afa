"""`AskScorer`: texts to scores, by the stock model or one that is corrected by own ratings or outcomes."""

from __future__ import annotations

from math import nan
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.metrics import r2_score
from sklearn.utils.validation import assert_all_finite, check_consistent_length, check_is_fitted, column_or_1d

from ..errors import InputValueError
from ..learning.correction import TARGETS, Rows, Target, arrays_of, correct
from ..learning.validation import pairs_in_order
from ..model import encode, from_arrays
from .texts import Model, as_texts, load_model, measure_texts, same_model


class AskScorer(RegressorMixin, BaseEstimator):  # type: ignore[misc]
    """Score drafts: 0 macro to 1 micro.

    Parameters
    ----------
    target : {"rating", "outcome"}
        What ``y`` is: ratings of how micro the drafts are, 0 to 1; or whether something came of them, such as a reply, 0 or 1.
        Outcomes change the order of values and not their scale: a value is no probability of the outcome.
    alpha : float or None
        The pull to the stock: the larger, the less is learned. Infinite: level and spread of the values alone; None: nothing.
    no_ask : float
        What `predict` gives for a draft without an ask.
    model : str or path-like, optional
        Folder of the artefacts; default: the model of the package. See `microask.load`.

    Attributes
    ----------
    scorer_ : microask.model.Scorer
    model_sha256_ : str
        Of the stock model's arrays; an estimator that was pickled is used with the same model only.

    Examples
    --------
    >>> from microask.sklearn import AskScorer
    >>> drafts = ["Will you be my mentor?", "Could you send me the floor plan of room 4?"]
    >>> macro, micro = AskScorer().fit(drafts).predict(drafts)
    >>> bool(macro < micro)
    True
    """

    def __init__(self, target: Target = "rating", alpha: float | None = 30.0, no_ask: float = nan, model: Model = None) -> None:
        self.target = target
        self.alpha = alpha
        self.no_ask = no_ask
        self.model = model

    def fit(self, X: Any, y: Any = None) -> AskScorer:  # noqa: N803
        """Correct the stock model by ratings or outcomes.

        Parameters
        ----------
        X : array-like of str of shape (n_drafts,) or (n_drafts, 1)
        y : array-like of shape (n_drafts,), optional
            Those of drafts without an ask are left out. Without ``y`` the stock model is taken as it is.

        Returns
        -------
        AskScorer

        Raises
        ------
        InputValueError
            Where a parameter or a label is out of its range.
        """
        texts = as_texts(X)
        if self.target not in TARGETS:
            raise InputValueError(f"target should be one of {', '.join(TARGETS)}; got {self.target!r}")
        if self.alpha is not None and not self.alpha >= 0:
            raise InputValueError(f"alpha should be 0 or more, or None; got {self.alpha!r}")
        if not texts:
            raise InputValueError("expected one text at least, got none")
        analyzer = load_model(self.model)
        stock = analyzer.scorer
        arrays = arrays_of(stock)
        if y is not None:
            labels = self._labels(y)
            check_consistent_length(texts, labels)
            measured = measure_texts(analyzer, texts)
            asking = np.array([each.has_ask for each in measured])
            if asking.any():
                encoded = [encode(each.features, each.readings, stock.knots) for each in measured if each.has_ask]
                arrays = correct(stock, Rows(np.array(encoded), labels[asking]), self.alpha, self.target)
        self.scorer_ = from_arrays(arrays, stock.meta)
        self.model_sha256_ = stock.meta["sha256"]
        return self

    def predict(self, X: Any) -> Any:  # noqa: N803
        """Return the value of each draft.

        Parameters
        ----------
        X : array-like of str of shape (n_drafts,) or (n_drafts, 1)

        Returns
        -------
        ndarray of shape (n_drafts,)
        """
        values = self._values(X)
        return np.where(np.isnan(values), self.no_ask, values)

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        """Return how well values tell labels, on the drafts with an ask.

        With ratings the coefficient of determination; with outcomes in what share of pairs, one draft with the outcome and one
        without, the former has the higher value (`microask.learning.validation.pairs_in_order`), whatever the weights.
        """
        labels, values = self._labels(y), self._values(X)
        check_consistent_length(values, labels)
        asking = ~np.isnan(values)
        if self.target == "outcome":
            return pairs_in_order(values[asking], labels[asking])
        weights = None if sample_weight is None else np.asarray(sample_weight)[asking]
        return float(r2_score(labels[asking], values[asking], sample_weight=weights))

    def _values(self, X: Any) -> Any:  # noqa: N803
        """Return the value of each draft, nan where nothing is asked."""
        check_is_fitted(self)
        measured = measure_texts(same_model(self.model, self.model_sha256_), as_texts(X))
        return np.array([self.scorer_.predict(*each[:2]).value if each.has_ask else nan for each in measured], dtype=np.float64)

    def _labels(self, y: Any) -> Any:
        labels = column_or_1d(y, dtype=np.float64, warn=True)
        assert_all_finite(labels, input_name="y")
        if not ((labels >= 0) & (labels <= 1)).all():
            raise InputValueError("y should be from 0 to 1; divide ratings of 0 to 10 by 10")
        if self.target == "outcome" and not np.isin(labels, (0.0, 1.0)).all():
            raise InputValueError("with target='outcome' y should be 0 or 1; ratings need target='rating'")
        return labels

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        return tags

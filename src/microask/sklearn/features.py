"""`AskFeatures`: texts to a matrix of what was measured of their asks."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ..features import FEATURE_NAMES
from ..model import READINGS
from .texts import Model, as_texts, load_model, measure_texts, same_model


class AskFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turn drafts into a matrix.

    Parameters
    ----------
    wording : bool
        Whether what the reader says by the words alone goes with the features: log odds of asking, of ``small``, of ``specific``.
    model : str or path-like, optional
        Folder of the artefacts; default: the model of the package. See `microask.load`.

    Attributes
    ----------
    model_sha256_ : str
        Of the scorer's arrays; an estimator that was pickled is used with the same model only.

    Examples
    --------
    >>> from microask.sklearn import AskFeatures
    >>> AskFeatures().fit_transform(["Could you check the 5 slides?", "Will you be my mentor?"]).shape
    (2, 38)
    """

    def __init__(self, wording: bool = True, model: Model = None) -> None:
        self.wording = wording
        self.model = model

    def fit(self, X: Any, y: Any = None) -> AskFeatures:  # noqa: N803
        """Check the texts and load the model; nothing is learned.

        Parameters
        ----------
        X : array-like of str of shape (n_drafts,) or (n_drafts, 1)
        y : ignored

        Returns
        -------
        AskFeatures
        """
        as_texts(X)
        self.model_sha256_ = load_model(self.model).scorer.meta["sha256"]
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Measure drafts.

        Parameters
        ----------
        X : array-like of str of shape (n_drafts,) or (n_drafts, 1)

        Returns
        -------
        ndarray of shape (n_drafts, n_features)
            In the order of `get_feature_names_out`.
        """
        check_is_fitted(self)
        measured = measure_texts(same_model(self.model, self.model_sha256_), as_texts(X))
        rows = [[*each.features, *(each.readings if self.wording else ())] for each in measured]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.get_feature_names_out()))

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """Return the names of the columns: those of ``Score.features``, then of the readings."""
        check_is_fitted(self)
        return np.array([*FEATURE_NAMES, *(READINGS if self.wording else ())], dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags

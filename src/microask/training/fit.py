"""Fit the scorer: monotone linear heads on the encoded table, the join of the two scores, and what explains the reader."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict

from ..estimators import AskEncoder
from ..model import HEADS, READINGS, TINY, columns, directions
from .table import Array, Table
from .targets import CLIP

FOLDS = 5
ALPHAS = (0.3, 1.0, 3.0, 10.0, 30.0)
#: Weight of the squared error of the joined value beside the absolute one. The absolute error alone is smallest where high scores
#: are too high and low ones too low. Chosen by cross-validation.
SQUARED = 2.0
#: Shares of the drafts below the knots of a reading; the outer ones keep a strange wording from running away.
KNOTS = (0.005, 0.05, 0.2, 0.5, 0.8, 0.95, 0.995)


def fit(table: Table) -> dict[str, Array]:
    """Fit the whole scorer.

    Parameters
    ----------
    table : Table
        The training rows; each group is kept on one side of every fold.

    Returns
    -------
    dict of str to ndarray
        The arrays that ``microask.model.from_arrays`` reads.
    """
    asking = table.has_ask
    targets = {}
    for i, head in enumerate(HEADS[1:]):
        targets[head] = np.where(asking, logit(np.clip(table.ratings[:, i], CLIP, 1 - CLIP)), np.nan)
    knots = np.quantile(table.readings[asking], KNOTS, axis=0).T
    encoded = AskEncoder(knots).fit_transform(np.hstack([table.features, table.readings]))
    coefficients, intercepts = np.zeros((len(HEADS), encoded.shape[1])), np.zeros(len(HEADS))
    coefficients[0], intercepts[0] = _fit_has_ask(encoded, asking, table.groups, table.weights)
    predicted = {}
    for i, head in enumerate(HEADS[1:], 1):
        coefficients[i], intercepts[i], predicted[head] = _fit_side(
            encoded[asking],
            targets[head][asking],
            table.ratings[asking, i - 1],
            table.groups[asking],
            table.weights[asking],
            head,
        )
    joined = _fit_join(table.ratings[asking], predicted["small"], predicted["specific"], table.weights[asking])
    return {
        "coefficients": coefficients,
        "attribution": np.array([_attribute(encoded[asking], row, head) for row, head in zip(coefficients, HEADS, strict=True)]),
        "intercepts": intercepts,
        "means": encoded[asking].mean(axis=0),
        "join": joined,
        "knots": knots,
    }


def _out_of_fold(model: Any, matrix: Any, target: Array, folds: list[tuple[Array, Array]], weights: Array) -> Array:
    return np.asarray(cross_val_predict(model, matrix, target, cv=folds, params={"sample_weight": weights}))


def _fit_has_ask(encoded: Array, asking: Array, groups: Array, weights: Array) -> tuple[Array, float]:
    folds = list(GroupKFold(FOLDS).split(encoded, asking, groups))
    search = GridSearchCV(
        LogisticRegression(max_iter=5000),
        {"C": [0.03, 0.1, 0.3, 1.0]},
        cv=folds,
        scoring="accuracy",
    ).fit(encoded, asking, sample_weight=weights)
    return search.best_estimator_.coef_[0], float(search.best_estimator_.intercept_[0])


def _fit_side(
    encoded: Array, target: Array, rating: Array, groups: Array, weights: Array, head: str
) -> tuple[Array, float, Array]:
    """Fit one side with the directions kept; return coefficients, intercept and out-of-fold scores on 0..1."""
    signs = directions(head)
    plus = [i for i, sign in enumerate(signs) if sign in (0, 1)]
    minus = [i for i, sign in enumerate(signs) if sign in (0, -1)]
    # All coefficients are held at or above zero; a free column stands in the matrix twice, once with each sign.
    matrix = np.hstack([encoded[:, plus], -encoded[:, minus]])
    folds = list(GroupKFold(FOLDS).split(matrix, target, groups))
    search = GridSearchCV(Ridge(positive=True), {"alpha": ALPHAS}, cv=folds, scoring="neg_mean_squared_error")
    search.fit(matrix, target, sample_weight=weights)
    model = search.best_estimator_
    out_of_fold = _out_of_fold(model, matrix, target, folds, weights)
    slope, shift = _calibrate(out_of_fold, rating, weights)
    coefficients = np.zeros(encoded.shape[1])
    coefficients[plus] += model.coef_[: len(plus)]
    coefficients[minus] -= model.coef_[len(plus) :]
    return slope * coefficients, slope * float(model.intercept_) + shift, expit(slope * out_of_fold + shift)


def _attribute(encoded: Array, coefficients: Array, head: str) -> Array:
    """Return the coefficients by which the features foretell what the readings add to one head, directions kept."""
    found = np.zeros(len(coefficients))
    if head == "has_ask":
        return found
    readings = np.array([name in READINGS for name in columns()])
    added = encoded[:, readings] @ coefficients[readings]
    signs = directions(head)
    plus = [i for i, sign in enumerate(signs) if sign in (0, 1) and not readings[i]]
    minus = [i for i, sign in enumerate(signs) if sign in (0, -1) and not readings[i]]
    model = Ridge(alpha=1.0, positive=True).fit(np.hstack([encoded[:, plus], -encoded[:, minus]]), added)
    found[plus] += model.coef_[: len(plus)]
    found[minus] -= model.coef_[len(plus) :]
    return found


def _calibrate(log_odds: Array, rating: Array, weights: Array) -> tuple[float, float]:
    """Return slope and shift of the log odds that bring the scores nearest to the ratings (absolute error on 0..1)."""

    def loss(parameters: Array) -> float:
        return float(np.average(np.abs(expit(parameters[0] * log_odds + parameters[1]) - rating), weights=weights))

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-10})
    return float(best.x[0]), float(best.x[1])


def _fit_join(ratings: Array, small: Array, specific: Array, weights: Array) -> Array:
    """Fit the join (see ``microask.model.join``).

    The weight says how raters weigh the two sides, and comes from the ratings alone; slope and intercept calibrate the join
    of out-of-fold scores against the rated ``micro``.
    """

    def loss(weight: float, line: Array, sides: tuple[Array, Array]) -> float:
        a, b = (np.clip(side, TINY, 1 - TINY) for side in sides)
        joined = expit(line[0] * logit(np.clip(a**weight * b ** (1 - weight), TINY, 1 - TINY)) + line[1])
        missed = np.abs(joined - ratings[:, 2])
        return float(np.average(missed + SQUARED * missed**2, weights=weights))

    rated = (ratings[:, 0], ratings[:, 1])
    options = {"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-10}
    free = minimize(lambda p: loss(p[2], p[:2], rated), np.array([1.0, 0.0, 0.5]), method="Nelder-Mead", options=options)
    weight = float(np.clip(free.x[2], 0.05, 0.95))
    line = minimize(lambda p: loss(weight, p, (small, specific)), np.array([1.0, 0.0]), method="Nelder-Mead", options=options)
    return np.array([weight, *line.x])

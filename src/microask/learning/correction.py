"""The correction: the stock scorer's coefficients moved, against a pull back to them, to where they tell own outcomes better."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any, Literal, get_args

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from ..model import HEADS, TINY, Array, Scorer, directions

#: What is learned from: ratings of how micro an ask is, 0 to 1; or whether something came of it, such as a reply.
Target = Literal["rating", "outcome"]
TARGETS: tuple[Target, ...] = get_args(Target)
#: The slope of the join moves within these multiples of the stock's: it never turns around.
SLOPES = (0.1, 10.0)
_SIDES = HEADS[1:]


@dataclass(frozen=True)
class Rows:
    """Drafts as the correction sees them; all of them ask for something.

    Attributes
    ----------
    encoded : ndarray of shape (n_drafts, n_columns)
        See `microask.model.encode`.
    y : ndarray of shape (n_drafts,)
        Ratings, 0 to 1; or outcomes, 0.0 or 1.0.
    groups : ndarray of shape (n_drafts,)
        Drafts of one group stand on one side of every fold.
    """

    encoded: Array
    y: Array
    groups: Array = field(default_factory=lambda: np.empty(0))

    def take(self, chosen: Any) -> Rows:
        """Return some of the rows."""
        return Rows(self.encoded[chosen], self.y[chosen], self.groups[chosen] if len(self.groups) else self.groups)


def arrays_of(scorer: Scorer) -> dict[str, Array]:
    """Return the arrays of a scorer, as `microask.model.from_arrays` takes them."""
    return {
        name: np.array(getattr(scorer, name), dtype=np.float64)
        for name in ("coefficients", "attribution", "intercepts", "means", "join", "knots")
    }


def log_odds(arrays: dict[str, Array], encoded: Array) -> Array:
    """Return the log odds of the value of each row: what `microask.model.Scorer.predict` computes, for many rows at once."""
    odds: Array = _Joined(arrays["coefficients"][1:], arrays["intercepts"][1:], arrays["join"], encoded).log_odds
    return odds


def correct(scorer: Scorer, rows: Rows, alpha: float | None, target: Target = "rating") -> dict[str, Array]:
    """Fit the correction.

    Slope and intercept of the join, and a change of each coefficient of ``small`` and ``specific``, minimize the cross entropy
    of the values against ``y`` plus ``alpha / 2`` times the sum of squares of the changes. Directions that are certain are kept.

    Parameters
    ----------
    scorer : Scorer
        The stock.
    rows : Rows
    alpha : float or None
        0 or more; infinite: slope and intercept alone; None: nothing, the stock as it is.
    target : {"rating", "outcome"}
        With ratings, values are brought to their scale. How often something comes of a draft is no scale of macro and micro: with
        outcomes, values are brought back to mean and spread of the stock's on these rows, so that only their order is learned.

    Returns
    -------
    dict of str to ndarray
        The arrays of the corrected scorer.
    """
    arrays = arrays_of(scorer)
    if alpha is None:
        return arrays
    fitted = _minimize(arrays, rows, alpha)
    if target == "outcome":
        before, after = log_odds(arrays, rows.encoded), log_odds(fitted, rows.encoded)
        scale = before.std() / max(after.std(), TINY)
        weight, slope, intercept = fitted["join"]
        fitted["join"] = np.array([weight, slope * scale, before.mean() + scale * (intercept - after.mean())])
    return fitted


def loss(arrays: dict[str, Array], rows: Rows) -> Array:
    """Return the cross entropy of each row."""
    odds = log_odds(arrays, rows.encoded)
    entropy: Array = -(rows.y * log_expit(odds) + (1 - rows.y) * log_expit(-odds))
    return entropy


def fit_line(arrays: dict[str, Array], rows: Rows) -> dict[str, Array]:
    """Return the arrays with slope and intercept of the join fitted to the rows, and nothing else changed."""
    return _minimize(arrays, rows, inf)


class _Joined:
    """The join of both sides for many rows, and what its derivatives need."""

    def __init__(self, coefficients: Array, intercepts: Array, join: Array, encoded: Array) -> None:
        self.weight, self.slope, intercept = join
        self.sides = [intercepts[i] + encoded @ coefficients[i] for i in range(len(_SIDES))]
        small, specific = (np.maximum(log_expit(side), np.log(TINY)) for side in self.sides)
        log_mean = np.minimum(self.weight * small + (1 - self.weight) * specific, -TINY)
        self.rest = -np.expm1(log_mean)
        self.joined = log_mean - np.log(self.rest)
        self.log_odds = intercept + self.slope * self.joined

    def rises(self) -> tuple[Array, Array]:
        """Return how fast the log odds of the value rise with those of either side."""
        small, specific = (expit(-side) for side in self.sides)
        rise = self.slope / self.rest
        return rise * self.weight * small, rise * (1 - self.weight) * specific


def _minimize(arrays: dict[str, Array], rows: Rows, alpha: float) -> dict[str, Array]:
    stock, weight, (slope, intercept) = arrays["coefficients"][1:], arrays["join"][0], arrays["join"][1:]
    # A column that no row differs in says nothing.
    says = (np.ptp(rows.encoded, axis=0) > 0) & (alpha < inf)
    free: list[Array] = [np.flatnonzero(says & [sign is not None for sign in directions(head)]) for head in _SIDES]
    encoded = [rows.encoded[:, columns] for columns in free]
    at = np.cumsum([2, len(free[0])])

    def spread(p: Array) -> Array:
        moved = stock.copy()
        for i, part in enumerate(np.split(p, at)[1:]):
            moved[i, free[i]] += part
        return moved

    def objective(p: Array) -> tuple[float, Array]:
        now = _Joined(spread(p), arrays["intercepts"][1:], np.array([weight, p[0], p[1]]), rows.encoded)
        entropy = -(rows.y @ log_expit(now.log_odds) + (1 - rows.y) @ log_expit(-now.log_odds))
        error = expit(now.log_odds) - rows.y
        pull = alpha * p[2:] if len(p) > 2 else p[2:]
        parts = [(error * rise) @ matrix for rise, matrix in zip(now.rises(), encoded, strict=True)]
        gradient = np.concatenate([[error @ now.joined, error.sum()], np.concatenate(parts) + pull])
        return entropy + p[2:] @ pull / 2, gradient

    bounds: list[tuple[float | None, float | None]] = [(slope * SLOPES[0], slope * SLOPES[1]), (None, None)]
    for i, head in enumerate(_SIDES):
        signs = directions(head)
        for column in free[i]:
            here, sign = float(stock[i, column]), signs[column]
            bounds.append((-here if sign == 1 else None, -here if sign == -1 else None))
    start = np.concatenate([[slope, intercept], np.zeros(sum(map(len, free)))])
    found = minimize(objective, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}).x
    coefficients = arrays["coefficients"].copy()
    coefficients[1:] = spread(found)
    return {**arrays, "coefficients": coefficients, "join": np.array([weight, found[0], found[1]])}

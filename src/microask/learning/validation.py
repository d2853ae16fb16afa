"""Cross-validation of the correction: how strong the pull to the stock should be, and whether its outcome beats the stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf, nan
from typing import Any

import numpy as np
from scipy.special import expit
from scipy.stats import rankdata, spearmanr
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

from ..model import Array, Scorer
from .correction import Rows, Target, arrays_of, correct, fit_line, log_odds, loss

FOLDS = 5
INNER_FOLDS = 4
#: Pulls to the stock (see `correct`), the strongest first. The order of values, all that outcomes teach, needs coefficients.
ALPHAS: dict[Target, tuple[float | None, ...]] = {
    "rating": (None, inf, 300.0, 100.0, 30.0, 10.0, 3.0),
    "outcome": (None, 300.0, 100.0, 30.0, 10.0, 3.0),
}
RESAMPLES = 1000


def folds(rows: Rows, target: Target, n: int = FOLDS) -> Iterator[tuple[Array, Array]]:
    """Yield the rows to fit on and those held out, for each fold; with outcomes, folds have about the same share of them."""
    if target == "outcome":
        yield from StratifiedGroupKFold(n, shuffle=True, random_state=0).split(rows.encoded, rows.y, rows.groups)
    else:
        yield from GroupKFold(n, shuffle=True, random_state=0).split(rows.encoded, rows.y, rows.groups)


def choose_alpha(scorer: Scorer, rows: Rows, target: Target, n: int = FOLDS) -> float | None:
    """Return the strongest pull whose out-of-fold loss is within one standard error of the least."""
    alphas = ALPHAS[target]
    losses = np.full((len(rows.y), len(alphas)), np.nan)
    for train, held_out in folds(rows, target, n):
        fitting = rows.take(train)
        for i, alpha in enumerate(alphas):
            fitted = correct(scorer, fitting, alpha, target)
            # Outcomes have their own line, which the corrected scorer does not keep.
            line = fit_line(fitted, fitting) if target == "outcome" else fitted
            losses[held_out, i] = loss(line, rows.take(held_out))
    worse = losses - losses[:, [int(losses.mean(axis=0).argmin())]]
    allowed = worse.std(axis=0) / np.sqrt(len(losses))
    return alphas[int(np.flatnonzero(worse.mean(axis=0) <= allowed)[0])]


def out_of_fold(scorer: Scorer, rows: Rows, target: Target) -> Array:
    """Return the value of each row by a scorer that was fitted, its pull chosen too, without the row's fold."""
    values = np.full(len(rows.y), np.nan)
    for train, held_out in folds(rows, target):
        fitting = rows.take(train)
        fitted = correct(scorer, fitting, choose_alpha(scorer, fitting, target, INNER_FOLDS), target)
        values[held_out] = expit(log_odds(fitted, rows.encoded[held_out]))
    return values


def absolute_error(values: Array, y: Array) -> float:
    """Return the mean absolute error."""
    return float(np.abs(values - y).mean())


def rank_correlation(values: Array, y: Array) -> float:
    """Return Spearman's rank correlation, 0.0 where either does not vary."""
    return float(spearmanr(values, y)[0]) if np.ptp(values) and np.ptp(y) else 0.0


def pairs_in_order(values: Array, y: Array) -> float:
    """Return in what share of pairs, one draft with the outcome and one without, the former has the higher value.

    Ties count one half, so that chance is 0.5; also called the area under the ROC curve. nan where there is no such pair.
    """
    positive = int(y.sum())
    if positive in (0, len(y)):
        return nan
    above = float(rankdata(values)[y > 0].sum()) - positive * (positive + 1) / 2
    return above / (positive * (len(y) - positive))


#: What is told by target; of the first it is said whether the stock is beaten. True where less is better.
MEASURES: dict[Target, tuple[tuple[str, Callable[[Array, Array], float], bool], ...]] = {
    "rating": (("mean_absolute_error", absolute_error, True), ("rank_correlation", rank_correlation, False)),
    "outcome": (("pairs_in_order", pairs_in_order, False),),
}


def compare(scorer: Scorer, rows: Rows, target: Target) -> dict[str, Any]:
    """Compare corrected scorer and stock on drafts that the fitting did not see.

    Returns
    -------
    dict
        By measure ``own``, ``stock`` and ``difference`` (own less stock), each with a 95 % bootstrap interval over groups;
        ``beats_stock``: whether the interval of the first measure's difference lies wholly on the better side.
    """
    own, stock = out_of_fold(scorer, rows, target), expit(log_odds(arrays_of(scorer), rows.encoded))
    draws = list(_resamples(rows, target))
    result: dict[str, Any] = {}
    for name, measure, less_is_better in MEASURES[target]:
        at_all = [measure(values, rows.y) for values in (own, stock)]
        drawn = np.array([[measure(values[chosen], rows.y[chosen]) for values in (own, stock)] for chosen in draws])
        columns = {"own": drawn[:, 0], "stock": drawn[:, 1], "difference": drawn[:, 0] - drawn[:, 1]}
        figures = {"own": at_all[0], "stock": at_all[1], "difference": at_all[0] - at_all[1]}
        result[name] = {
            column: {"figure": figures[column], "interval": np.quantile(drawn_, (0.025, 0.975)).tolist()}
            for column, drawn_ in columns.items()
        }
        low, high = result[name]["difference"]["interval"]
        result.setdefault("beats_stock", bool(high < 0 if less_is_better else low > 0))
    return result


def _resamples(rows: Rows, target: Target) -> Iterator[Array]:
    """Yield rows of groups drawn with replacement; with outcomes, only draws in which some have it and some have not."""
    rng = np.random.default_rng(0)
    _, of = np.unique(rows.groups, return_inverse=True)
    members = [np.flatnonzero(of == group) for group in range(of.max() + 1)]
    made = 0
    while made < RESAMPLES:
        chosen = np.concatenate([members[group] for group in rng.integers(0, len(members), len(members))])
        if target == "rating" or 0 < rows.y[chosen].sum() < len(chosen):
            made += 1
            yield chosen

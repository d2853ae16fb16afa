"""Figures of a fitted scorer on drafts that the fitting never saw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from ..analyzer import Analyzer
from ..model import Scorer
from ..results import label_of
from .corpus import Draft
from .datasheet import twin_pairs
from .ratings import SCALES
from .real import load_real
from .table import Array, Table

#: Columns of `predict`.
P_ASK, VALUE = 0, 3
#: Resamples of the drafts for an interval.
RESAMPLES = 1000
BINS = 10


def predict(scorer: Scorer, table: Table) -> Array:
    """Return p_ask, small, specific and value for each row."""
    rows = [scorer.predict(*row) for row in zip(table.features.tolist(), table.readings.tolist(), strict=True)]
    return np.array([(row.p_ask, row.small, row.specific, row.value) for row in rows])


def rho(ours: Array, rated: Array) -> float:
    """Return Spearman's rank correlation."""
    return float(spearmanr(ours, rated)[0])


def error(ours: Array, rated: Array) -> float:
    """Return the mean absolute error."""
    return float(np.abs(ours - rated).mean())


def interval(measure: Callable[[Array, Array], float], ours: Array, rated: Array) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a measure over drafts."""
    rng = np.random.default_rng(0)
    draws = [rng.integers(0, len(ours), len(ours)) for _ in range(RESAMPLES)]
    low, high = np.quantile([measure(ours[rows], rated[rows]) for rows in draws], (0.025, 0.975))
    return float(low), float(high)


def figures(predicted: Array, table: Table) -> dict[str, Any]:
    """Return the main figures.

    Parameters
    ----------
    predicted : ndarray of shape (n_drafts, 4)
    table : Table

    Returns
    -------
    dict
        Counts, ``has_ask`` accuracy and F1, and on the drafts with an ask Spearman's rho and mean absolute error by scale,
        the share of right labels and of macro drafts called micro.
    """
    asking = table.has_ask
    yes = predicted[:, P_ASK] >= 0.5
    hits = float((yes & asking).sum())
    result: dict[str, Any] = {
        "drafts": len(asking),
        "asks": int(asking.sum()),
        "has_ask": {
            "accuracy": float((yes == asking).mean()),
            "f1": 2 * hits / float(yes.sum() + asking.sum()),
            "no_ask_found": float((~yes & ~asking).sum() / max(1, (~asking).sum())),
        },
    }
    for i, scale in enumerate(SCALES):
        ours, rated = predicted[asking, i + 1], table.ratings[asking, i]
        result[scale] = {"spearman": rho(ours, rated), "mean_absolute_error": error(ours, rated)}
    pairs = [(label_of(a), label_of(b)) for a, b in zip(predicted[asking, VALUE], table.ratings[asking, 2], strict=True)]
    result["label"] = {
        "accuracy": sum(a == b for a, b in pairs) / len(pairs),
        "macro_called_micro": sum(a == "micro" and b == "macro" for a, b in pairs) / len(pairs),
    }
    return result


def report(drafts: Sequence[Draft], predicted: Array, table: Table) -> dict[str, Any]:
    """Return all that the model card tells of a split: the main figures, their intervals, and where the errors lie."""
    asking = np.flatnonzero(table.has_ask)
    ours, rated = predicted[asking, VALUE], table.ratings[asking, 2]
    result = figures(predicted, table)
    for i, scale in enumerate(SCALES):
        columns = predicted[asking, i + 1], table.ratings[asking, i]
        result[scale] |= {"spearman_interval": interval(rho, *columns), "error_interval": interval(error, *columns)}
    value_of = {draft.id: value for draft, value in zip(drafts, predicted[:, VALUE], strict=True)}
    twins = [value_of[macro.id] < value_of[micro.id] for macro, micro in twin_pairs(drafts)]
    chosen = [drafts[i] for i in asking.tolist()]
    return result | {
        "twins": {"pairs": len(twins), "right": fmean(twins)},
        "ceiling": _one_rater_against_the_others(chosen),
        "calibration": _calibration(ours, rated),
        "by": {field: _by(chosen, field, ours, rated) for field in ("hard_type", "channel", "english")},
    }


def real_figures(analyzer: Analyzer, corpora: Path) -> dict[str, float]:
    """Return how well the scores of real texts agree with their ratings, where both see an ask, and how often both see one."""
    texts = load_real("test", corpora)
    values = [analyzer.score(each.text).value for each in texts]
    both = [(value, each.mean("micro")) for value, each in zip(values, texts, strict=True) if value is not None and each.has_ask]
    hits = 2 * len(both) / max(1, sum(v is not None for v in values) + sum(each.has_ask for each in texts))
    ours, rated = np.array(both).T
    return {"texts": len(texts), "both": len(both), "spearman": rho(ours, rated), "error": error(ours, rated), "has_ask_f1": hits}


def _by(drafts: Sequence[Draft], field: str, ours: Array, rated: Array) -> dict[str, dict[str, float]]:
    names = np.array([str(draft.fields.get(field) or "") for draft in drafts])
    found = {}
    for name in sorted(set(names) - {""}):
        rows = names == name
        found[name] = {"drafts": int(rows.sum()), "mean_absolute_error": error(ours[rows], rated[rows])}
    return found


def _calibration(ours: Array, rated: Array) -> list[dict[str, float]]:
    """Return for equal bins of the value the mean value and the mean rating."""
    bins = np.minimum((ours * BINS).astype(int), BINS - 1)
    return [
        {"drafts": int((bins == i).sum()), "value": float(ours[bins == i].mean()), "rating": float(rated[bins == i].mean())}
        for i in range(BINS)
        if (bins == i).any()
    ]


def _one_rater_against_the_others(drafts: Sequence[Draft]) -> float:
    """Return Spearman's rho of the first rater of each draft against the mean of the others."""
    pairs = []
    for draft in drafts:
        values = [rating.micro for rating in draft.ratings if rating.micro is not None]
        if len(values) > 1:
            pairs.append((values[0], fmean(values[1:])))
    return rho(*np.array(pairs).T)

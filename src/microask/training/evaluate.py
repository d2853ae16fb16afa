"""Figures of a fitted scorer on drafts that the fitting never saw."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import spearmanr

from ..model import Scorer
from ..results import label_of
from .table import Array, Table

SCALES = ("small", "specific", "micro")


def predict(scorer: Scorer, table: Table) -> Array:
    """Return p_ask, small, specific and value for each row."""
    rows = [scorer.predict(*row) for row in zip(table.features.tolist(), table.readings.tolist(), strict=True)]
    return np.array([(row.p_ask, row.small, row.specific, row.value) for row in rows])


def figures(predicted: Array, table: Table) -> dict[str, Any]:
    """Return the figures of the model card.

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
    yes = predicted[:, 0] >= 0.5
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
        result[scale] = {
            "spearman": float(spearmanr(ours, rated)[0]),
            "mean_absolute_error": float(np.abs(ours - rated).mean()),
        }
    ours_labels = [label_of(value) for value in predicted[asking, 3]]
    rated_labels = [label_of(value) for value in table.ratings[asking, 2]]
    pairs = list(zip(ours_labels, rated_labels, strict=True))
    result["label"] = {
        "accuracy": sum(a == b for a, b in pairs) / len(pairs),
        "macro_called_micro": sum(a == "micro" and b == "macro" for a, b in pairs) / len(pairs),
    }
    return result

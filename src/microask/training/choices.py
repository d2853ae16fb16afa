"""``python -m microask.training.choices``: the scorer against other families of models, and without each group of its features.

Grouped cross-validation on the drafts outside test and panel, as `microask.training` does it for the shipped scorer. Writes
``models/scorer/choices.json``, from which the model card takes its tables.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler
from sklearn.svm import SVR

from ..features import FEATURES
from ..model import READINGS
from .__main__ import cross_validate
from .corpus import default_folder
from .evaluate import error, rho
from .fit import FOLDS
from .table import FILE, Array, Table, load_seen, load_unseen

CHOICES = "choices.json"
ALPHAS = np.logspace(-2, 4, 13)


def _directions() -> list[int]:
    """Return the direction of each column on the joined value: certain where no side is free and the sides agree."""
    sides = [{side for side in (feature.small, feature.specific) if side is not None} for feature in FEATURES]
    return [next(iter(side)) if len(side) == 1 else 0 for side in sides] + [0, 1, 1]


#: Families of models on features and readings, which foretell ``micro`` directly.
FAMILIES: dict[str, Callable[[], Any]] = {
    "ridge on the columns as they are": lambda: make_pipeline(StandardScaler(), RidgeCV(alphas=ALPHAS)),
    "ridge on their quantiles": lambda: make_pipeline(
        QuantileTransformer(n_quantiles=100, output_distribution="normal"), RidgeCV(alphas=ALPHAS)
    ),
    "gradient boosting": lambda: HistGradientBoostingRegressor(max_iter=200, learning_rate=0.05, random_state=0),
    "gradient boosting, monotone": lambda: HistGradientBoostingRegressor(
        max_iter=200, learning_rate=0.05, random_state=0, monotonic_cst=_directions()
    ),
    "extremely randomized trees": lambda: ExtraTreesRegressor(300, min_samples_leaf=5, random_state=0),
    "support vectors, radial": lambda: make_pipeline(StandardScaler(), SVR(C=0.3, gamma=0.02, epsilon=0.05)),
}


#: Kinds of evidence that are left out together; features that rest on no other are on the ask itself.
TOGETHER = {
    "things, people and counts": ("deliverable", "person", "organization", "number"),
    "time": ("duration", "date", "recurrence"),
    "vague words and reasons": ("vague", "reason"),
}


def groups() -> dict[str, list[str]]:
    """Return the feature names by what they measure first."""
    group_of = {kind: group for group, kinds in TOGETHER.items() for kind in kinds}
    found: dict[str, list[str]] = {}
    for feature in FEATURES:
        found.setdefault(group_of.get("".join(feature.evidence[:1]), "the ask itself"), []).append(feature.name)
    return found


def without(table: Table, names: list[str]) -> Table:
    """Return a table in which some features say nothing."""
    features, readings = table.features.copy(), table.readings.copy()
    features[:, [feature.name in names for feature in FEATURES]] = 0.0
    readings[:, [name in names for name in READINGS]] = 0.0
    return replace(table, features=features, readings=readings)


def _family(name: str, table: Table) -> Array:
    asking = table.rows(table.has_ask)
    columns = np.hstack([asking.features, asking.readings])
    model = FAMILIES[name]()
    last = f"{model.steps[-1][0]}__sample_weight" if hasattr(model, "steps") else "sample_weight"
    predicted = cross_val_predict(
        model, columns, asking.ratings[:, 2], groups=asking.groups, cv=GroupKFold(FOLDS), params={last: asking.weights}
    )
    return np.asarray(np.clip(predicted, 0, 1))


def measured(table: Table, drafts: Array, jobs: int = 1) -> dict[str, dict[str, dict[str, float]]]:
    """Return Spearman and mean absolute error by family, and by what is left out.

    Parameters
    ----------
    table : Table
    drafts : ndarray of bool
        Which rows are drafts, not real texts: the figures are theirs.
    jobs : int
    """
    left_out = {
        "nothing": [],
        **groups(),
        "the reader's judgement": [*READINGS],
    }
    counted = (drafts & table.has_ask)[table.has_ask]
    rated = table.ratings[drafts & table.has_ask, 2]
    families = Parallel(jobs)(delayed(_family)(name, table) for name in FAMILIES)
    ablations = Parallel(jobs)(delayed(cross_validate)(without(table, names)) for names in left_out.values())
    values = [row[table.has_ask, 3] for row in ablations]

    def figures(predicted: Array) -> dict[str, float]:
        return {"spearman": rho(predicted[counted], rated), "mean_absolute_error": error(predicted[counted], rated)}

    shipped = {"additive, monotone, joined (as shipped)": figures(values[0])}
    return {
        "families": shipped | {name: figures(row) for name, row in zip(FAMILIES, families, strict=True)},
        "left_out": {name: figures(row) for name, row in zip(left_out, values, strict=True)},
    }


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.choices", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1, help="fits at a time")
    args = parser.parse_args()
    seen = load_seen()
    table = load_unseen(seen, default_folder() / FILE)
    found = measured(table, np.array([draft.fields["manner"] != "real" for draft in seen]), args.jobs)
    (default_folder().parent / "models" / "scorer" / CHOICES).write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

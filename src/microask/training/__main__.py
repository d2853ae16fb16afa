"""``python -m microask.training``: fit the scorer on the corpus, evaluate it, and write ``models/scorer/``."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold

from .. import __version__
from ..artefacts import find_models
from ..features import FEATURE_NAMES
from ..model import ARRAYS, FORMAT, MANIFEST, Scorer, from_arrays, schema_hash
from ..pipeline import create_pipeline
from .card import write_card
from .corpus import corpus_hash, default_folder, load_corpus
from .evaluate import figures, predict
from .fit import FOLDS, fit
from .table import Array, Table, load_unseen, make_table, read_drafts


def cross_validate(table: Table) -> Array:
    """Return the predictions for each row by models that were fitted, wording and all, without its fold."""
    predicted = np.full((len(table.has_ask), 4), np.nan)
    for train, held_out in GroupKFold(FOLDS).split(table.features, groups=table.groups):
        rows = np.isin(np.arange(len(table.has_ask)), train)
        predicted[held_out] = predict(from_arrays(fit(table.rows(rows)), {}), table.rows(~rows))
    return predicted


def save(folder: Path, arrays: dict[str, Array], facts: Mapping[str, object]) -> Scorer:
    """Write arrays and manifest, the same bytes for the same model, and return the scorer as loaded from them."""
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    np.savez(buffer, **{name: arrays[name] for name in sorted(arrays)})  # type: ignore[arg-type]
    data = buffer.getvalue()
    meta = {
        "format": FORMAT,
        "version": __version__,
        "schema": schema_hash(),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    meta |= {"features": list(FEATURE_NAMES), **facts}
    (folder / ARRAYS).write_bytes(data)
    (folder / MANIFEST).write_text(json.dumps(meta, indent=2, sort_keys=True) + "\n", "utf-8")
    return from_arrays(arrays, meta)


def main() -> None:
    """Fit on train and dev, cross-validate there, evaluate once on test, and write the artefacts and the card."""
    parser = argparse.ArgumentParser(prog="python -m microask.training", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the corpus (default: data/ of the checkout)")
    parser.add_argument("--out", type=Path, help="folder to write to (default: models/scorer of the checkout)")
    parser.add_argument(
        "--no-test", action="store_true", help="cross-validate only: leave the test split unread and write nothing"
    )
    args = parser.parse_args()
    data = args.data or default_folder()
    drafts = load_corpus(data)
    table = load_unseen([draft for draft in drafts if draft.split != "test"])
    cross_validated = figures(cross_validate(table), table)
    print("cross-validation:", json.dumps(cross_validated, indent=2))
    if args.no_test:
        return
    arrays = fit(table)
    shipped, test = create_pipeline(find_models() / "language"), [draft for draft in drafts if draft.split == "test"]
    held_out = make_table(test, *read_drafts(test, lambda draft: shipped))
    tested = figures(predict(from_arrays(arrays, {}), held_out), held_out)
    print("test:", json.dumps(tested, indent=2))
    folder = args.out or default_folder().parent / "models" / "scorer"
    facts = {
        "fitted_with": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "spacy": version("spacy")},
        "corpus": corpus_hash(data),
        "figures": {"test": tested, "cross_validation": cross_validated},
    }
    scorer = save(folder, arrays, facts)
    card = {"version": __version__, "n_features": len(FEATURE_NAMES), "n_terms": len(scorer.terms)}
    card |= {"n_drafts": len(drafts), "train": len(table.has_ask), "corpus": corpus_hash(data)[:12]}
    (folder / "MODEL_CARD.md").write_text(write_card(tested, cross_validated, card), "utf-8")


if __name__ == "__main__":
    main()

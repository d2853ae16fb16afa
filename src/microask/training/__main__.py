"""``python -m microask.training``: fit the scorer on the corpus, evaluate it, and write ``models/scorer/``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from sklearn.model_selection import GroupKFold

from ..analyzer import Analyzer
from ..artefacts import find_models
from ..model import Scorer, from_arrays, load_scorer
from ..packing import pack_scorer
from ..pipeline import create_pipeline, reader_of
from .baselines import baselines
from .card import CARD, FIGURES, write_card
from .corpus import FITTED, Draft, corpus_hash, default_folder, load_corpus
from .evaluate import error, figures, predict, real_figures, report, rho
from .fit import FOLDS, fit
from .reading import public_figures, reading_figures
from .spans import load_spans
from .table import FILE, Array, Table, load_seen, load_unseen, make_table, read_drafts


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
    for name, data in pack_scorer(arrays, facts).items():
        (folder / Path(name).name).write_bytes(data)
    return load_scorer(folder)


def main() -> None:
    """Fit on train and dev, cross-validate there, evaluate once on test, and write the artefacts and the card."""
    parser = argparse.ArgumentParser(prog="python -m microask.training", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the corpus (default: data/ of the checkout)")
    parser.add_argument("--out", type=Path, help="folder to write to (default: models/scorer of the checkout)")
    parser.add_argument("--corpora", type=Path, help="folder of the public corpora, for the figures on real texts")
    parser.add_argument(
        "--no-test", action="store_true", help="cross-validate only: leave the test split unread and write nothing"
    )
    args = parser.parse_args()
    data = args.data or default_folder()
    seen = load_seen(folder=data)
    table = load_unseen(seen, data / FILE)
    real = np.array([draft.fields["manner"] == "real" for draft in seen])
    predicted = cross_validate(table)
    cross_validated = figures(predicted[~real], table.rows(~real))
    cross_validated["real"] = figures(predicted[real], table.rows(real))
    print("cross-validation:", json.dumps(cross_validated, indent=2))
    if args.no_test:
        return
    folder = args.out or default_folder().parent / "models" / "scorer"
    fitted_with = {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "spacy": version("spacy")}
    facts = {"fitted_with": fitted_with, "corpus": corpus_hash(data), "cross_validation": cross_validated}
    facts["reader"] = reader_of(create_pipeline(find_models() / "language")).digest()
    scorer = save(folder, fit(table), facts)
    drafts = load_corpus(data)
    result = evaluate(scorer, drafts, table.rows(~real), args.corpora)
    result |= {"cross_validation": cross_validated, "corpus": corpus_hash(data)[:12], "drafts": len(drafts)}
    (folder / FIGURES).write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    (folder / CARD).write_text(write_card(result), "utf-8")


def evaluate(scorer: Scorer, drafts: list[Draft], table: Table, corpora: Path | None) -> dict[str, Any]:
    """Measure scorer, baselines and reader on the test split of a corpus, and on real texts where there are any."""
    seen, test = [draft for draft in drafts if draft.split in FITTED], [draft for draft in drafts if draft.split == "test"]
    analyzer = Analyzer()
    nlp = create_pipeline(analyzer.path / "language")
    held_out = make_table(test, *read_drafts(test, lambda draft: nlp))
    predicted = predict(scorer, held_out)
    asking = held_out.has_ask
    rated = held_out.ratings[asking, 2]
    others = baselines(
        [draft for draft in seen if draft.has_ask], [draft for draft in test if draft.has_ask], table.rows(table.has_ask),
        held_out.rows(asking),
    )  # fmt: skip
    found: dict[str, Any] = {
        "test": report(test, predicted, held_out),
        "baselines": {
            name: {"spearman": rho(np.asarray(ours), rated), "mean_absolute_error": error(np.asarray(ours), rated)}
            for name, ours in others.items()
        },
    }
    gold = load_spans(drafts)["first"]
    reading = reading_figures(analyzer.analyze, test, gold)
    folded = reading_figures(analyzer.analyze, test, gold, fold=True)
    reading |= {f"{name}, case folded": folded[name] for name in ("people", "people in third person")}
    if corpora:
        reading |= public_figures(analyzer.path / "language", corpora)
        found["real"] = real_figures(analyzer, corpora)
    return found | {"reading": reading}


if __name__ == "__main__":
    main()

"""``python -m microask.training.seeds FOLDER...``: compare readers that differ by the seed of their training alone.

They are compared by what the scorer makes of them on the drafts of the split ``panel``, on which nothing is fitted: two
trainings differ by more than most settings, and neither cross-validation nor the drafts they learned from can tell which reader
is the better one.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..artefacts import find_models
from ..model import Scorer, load_scorer
from ..pipeline import create_pipeline
from .corpus import Draft, load_corpus
from .evaluate import figures, predict
from .table import make_table, read_drafts


def compared(folder: Path, scorer: Scorer, drafts: list[Draft]) -> dict[str, Any]:
    """Return the figures of a scorer on drafts, as a reader reads them.

    Parameters
    ----------
    folder : pathlib.Path
        Of the pipeline with the reader.
    scorer : Scorer
    drafts : list of Draft
    """
    nlp = create_pipeline(folder)
    table = make_table(drafts, *read_drafts(drafts, lambda draft: nlp))
    return figures(predict(scorer, table), table)


def main() -> None:
    """Print Spearman's correlation and error of value, F1 of has_ask and the share of right labels by reader."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.seeds", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="from `python -m microask.training.language --seed N --out FOLDER`")
    args = parser.parse_args()
    scorer = load_scorer(find_models() / "scorer")
    drafts = [draft for draft in load_corpus() if draft.split == "panel"]
    for folder in args.folders:
        found = compared(folder, scorer, drafts)
        row = {**found["micro"], "has_ask_f1": found["has_ask"]["f1"], "label": found["label"]["accuracy"]}
        print(json.dumps({"reader": str(folder), "drafts": len(drafts), **row}))


if __name__ == "__main__":
    main()

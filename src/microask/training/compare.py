"""``python -m microask.training.compare CORPORA``: what parts of the reader and more drafts are worth, measured on dev.

Writes ``models/language/comparison.json``, from which the model card takes its table. Every variant is trained alike, for
fewer epochs than the reader that ships, so the rows compare with each other and not with the shipped reader's figures.
"""

from __future__ import annotations

import argparse
import json
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy.stats import spearmanr

from ..pipeline import create_pipeline, reader_of
from ..pipeline.network import Network
from ..pipeline.state import State, state
from ..textprep import ScoringCopy
from .corpus import Draft, default_folder, load_corpus
from .language import train
from .reading import reading_figures
from .real import load_real
from .sources import Preprocessor, load_sources
from .spans import Span, load_spans
from .vectors import load_vectors

FILE = "comparison.json"
EPOCHS = 3
#: What each variant changes of the shipped shape, or leaves out.
VARIANTS: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "width 128": {"width": 128, "hidden": 128},
    "one layer": {"depth": 1},
    "without word vectors": {"without": ("vectors",)},
    "without public corpora": {"without": ("public", "intent")},
    "without ratings": {"without": ("ratings",)},
    "a quarter of the drafts": {"share": 0.25},
    "half of the drafts": {"share": 0.5},
}
#: Figures of the table, by their names in `microask.training.reading.reading_figures`.
SHOWN = ("ask sentences", "people in third person", "deliverables", "reasons")


def measure_variant(name: str, corpora: Path, epochs: int) -> dict[str, float]:
    """Train one variant and return its figures on dev, its size and its speed."""
    shape = dict(VARIANTS[name])
    without, share = shape.pop("without", ()), shape.pop("share", 1.0)
    make, corpus = Preprocessor(create_pipeline(None)), load_corpus()
    gold = load_spans(corpus)["first"]
    drafts = [draft for draft in corpus if draft.split == "train" and _place(draft) < share]
    sources = load_sources(make, drafts, gold, corpora, load_real("train", corpora))
    sources = replace(
        sources,
        public=[] if "public" in without else sources.public,
        intent=[] if "intent" in without else sources.intent,
        real=[] if "public" in without else sources.real,
    )
    vectors = None if "vectors" in without else load_vectors()
    # Fewer drafts are seen more often, or they would be told from more by the number of steps alone.
    arrays = train(make, sources, vectors, round(epochs / share**0.5), ratings="ratings" not in without, **shape)
    return _figures(make, arrays, [draft for draft in corpus if draft.split == "dev"], gold)


def _place(draft: Draft) -> float:
    """Return the place of a draft's group among all, 0 to 1, by a hash."""
    return zlib.crc32(f"share of {draft.group}".encode()) / 2**32


def _figures(
    make: Preprocessor, arrays: Mapping[str, Any], drafts: Sequence[Draft], gold: Mapping[str, Sequence[Span]]
) -> dict[str, float]:
    reader = reader_of(make.nlp).set_arrays(dict(arrays))

    def analyze(text: str, subject: str | None) -> tuple[State, ScoringCopy]:
        doc, copy = make.draft(text, subject)
        return state(reader(doc)), copy

    rows = reading_figures(analyze, drafts, gold)
    docs = [(make.draft(draft.text, draft.subject)[0], draft) for draft in drafts]
    network, asking = Network(arrays), [(doc, draft) for doc, draft in docs if draft.has_ask]
    read = np.array([network([doc])[0].ratings.sum() for doc, _ in asking])
    started = time.process_time()
    for start in range(0, len(docs), 32):
        network([doc for doc, _ in docs[start : start + 32]])
    seconds = time.process_time() - started
    return {name: rows[name][0] for name in SHOWN} | {
        "spearman": float(spearmanr(read, [draft.mean("micro") for _, draft in asking])[0]),
        "megabytes": sum(array.nbytes for array in arrays.values()) / 1e6,
        "milliseconds": 1000 * seconds / len(docs),
    }


def main() -> None:
    """Train and measure all variants."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.compare", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the public corpora (see data/README.md)")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    args = parser.parse_args()
    rows = Parallel(n_jobs=args.jobs)(delayed(measure_variant)(name, args.corpora, args.epochs) for name in VARIANTS)
    found = dict(zip(VARIANTS, rows, strict=True))
    (default_folder().parent / "models" / "language" / FILE).write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()

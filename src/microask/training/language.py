"""``python -m microask.training.language CORPORA``: train the reader on our corpus and public ones, write ``models/language/``.

The test split stays unread here; ``python -m microask.training.reading`` measures the shipped pipeline.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed
from thinc.api import Adam, fix_random_seed, set_dropout_rate

from ..pipeline import create_pipeline, reader_of
from ..pipeline.layout import Array
from .augment import augmented
from .corpus import FITTED, Draft, default_folder, load_corpus
from .export import export
from .folds import FOLDS, fold_of, fold_path
from .loss import learn
from .network import build
from .real import load_real
from .sources import SEED, Preprocessor, Sources, load_sources, on_copy
from .spans import Span, load_spans
from .surroundings import surrounded
from .targets import Example, from_spans, rated, without_ratings
from .vectors import load_vectors

EPOCHS = 13
LEARN_RATE = 0.004
DROPOUT = 0.1
#: Examples of each source in a step: annotated drafts, drafts with ratings alone, public sentences, request sentences.
BATCH = {"annotated": 7, "rated": 2, "public": 24, "intent": 8}
#: One step in this many has the ratings of a real text too: a reader that learns more from them doubts every short message.
REAL_EVERY = 8


def train(
    make: Preprocessor,
    sources: Sources,
    vectors: tuple[Array, Array] | None,
    epochs: int = EPOCHS,
    *,
    ratings: bool = True,
    seed: int = SEED,
    **shape: Any,
) -> dict[str, Array]:
    """Train the network and return its arrays.

    Parameters
    ----------
    make : Preprocessor
    sources : Sources
    vectors : (ndarray, ndarray), optional
        From `microask.training.vectors.load_vectors`.
    epochs : int
        Times that every annotated draft is seen; plain ones are seen twice in each.
    ratings : bool
        Learn from the ratings too.
    seed : int
        Of the weights at the start and of all that is drawn.
    **shape
        Of the network; see `microask.training.network.build`.
    """
    fix_random_seed(seed)
    rng = random.Random(seed)  # noqa: S311
    model = build(sources.common, vectors=vectors, **shape)
    set_dropout_rate(model, DROPOUT)
    optimizer = Adam(LEARN_RATE, L2=1e-5, grad_clip=1.0, use_averages=True)
    steps = epochs * len(sources.annotated) // BATCH["annotated"]
    drafts, unmarked = _forever(sources.annotated, BATCH["annotated"], rng), _forever(sources.rated, BATCH["rated"], rng)
    sentences, intents = _forever(sources.public, BATCH["public"], rng), _forever(sources.intent, BATCH["intent"], rng)
    real = _forever(sources.real, 1, rng)
    started, total = time.monotonic(), 0.0
    for step in range(steps):
        optimizer.learn_rate = LEARN_RATE * min(1.0, (step + 1) / 100) * max(0.03, 1 - step / steps)
        own = [
            _example(make, draft, *surrounded(pieces, rng.choice(sources.annotated)[1], rng), rng)
            for draft, pieces in next(drafts)
        ]
        own += next(unmarked) + (next(real) if step % REAL_EVERY == 0 else [])
        total += learn(model, own if ratings else [(doc, without_ratings(target)) for doc, target in own])
        for _ in range(2 if step < 0.75 * steps else 1):
            learn(model, next(sentences))
        learn(model, next(intents))
        model.finish_update(optimizer)
        if step % 200 == 199:
            print(f"step {step + 1} of {steps}, loss {total / 200:.1f}, {time.monotonic() - started:.0f} s", flush=True)
            total = 0.0
    with model.use_params(optimizer.averages):
        return export(model)


def _example(make: Preprocessor, draft: Draft, text: str, spans: tuple[Span, ...], rng: random.Random) -> Example:
    text, subject, moved = augmented(text, draft.subject, spans, rng)
    doc, copy = make.draft(text, subject)
    return doc, rated(from_spans(doc, on_copy(moved, copy), copy.head), draft)


def _forever(pool: list[Any], size: int, rng: random.Random) -> Iterator[list[Any]]:
    pool = list(pool)
    while True:
        rng.shuffle(pool)
        for start in range(0, max(1, len(pool) - size + 1), size):
            yield pool[start : start + size]


def train_reader(corpora: Path, vectors: Path | None, epochs: int, without: int | None, seed: int = SEED) -> dict[str, Array]:
    """Train one reader on train and dev, or on them without one fold.

    Parameters
    ----------
    corpora : pathlib.Path
    vectors : pathlib.Path or None
    epochs : int
    without : int or None
        Number of the fold that is left out.
    seed : int

    Returns
    -------
    dict of str to ndarray
    """
    make = Preprocessor(create_pipeline(None))
    corpus = load_corpus()
    drafts = [draft for draft in corpus if draft.split in FITTED and fold_of(draft) != without]
    real = [draft for draft in load_real("train", corpora) if fold_of(draft) != without]
    sources = load_sources(make, drafts, load_spans(corpus)["first"], corpora, real)
    return train(make, sources, load_vectors(vectors), epochs, seed=seed)


def main() -> None:
    """Train the reader that ships, and for each fold one that has not seen it, by which the scorer is fitted."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.language", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the public corpora (see data/README.md)")
    parser.add_argument("--out", type=Path, help="folder to write to (default: models/language of the checkout)")
    parser.add_argument("--vectors", type=Path, help="file of word vectors (default: those of the shipped reader)")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=1, help="trainings at a time")
    parser.add_argument("--no-folds", action="store_true", help="train only the reader that ships")
    args = parser.parse_args()
    left_out = [None] if args.no_folds else [None, *range(FOLDS)]
    if not args.no_folds:
        shutil.rmtree(fold_path(0).parent, ignore_errors=True)
    target = args.out or default_folder().parent / "models" / "language"
    Parallel(n_jobs=args.jobs)(delayed(_train_and_write)(args, target, fold) for fold in left_out)


def _train_and_write(args: argparse.Namespace, target: Path, fold: int | None) -> None:
    nlp = create_pipeline(None)
    reader_of(nlp).set_arrays(train_reader(args.corpora, args.vectors, args.epochs, fold, args.seed))
    if fold is None:
        nlp.to_disk(target)
    else:
        reader_of(nlp).to_disk(fold_path(fold) / "microask_reader")


if __name__ == "__main__":
    main()

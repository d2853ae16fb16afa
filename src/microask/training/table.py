"""The corpus as the scorer sees it: features and readings of each draft, by a reader that was not trained on it.

``python -m microask.training.table CORPORA`` makes ``data/unseen.npz`` anew from the readers of the folds; fitting the scorer
needs only that file and the ratings.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

from ..errors import CorpusError
from ..features import measure
from ..measures import Asked
from ..model import schema_hash
from ..pipeline import doc_of
from ..pipeline.state import state
from ..textprep import prepare
from .corpus import FITTED, Draft, default_folder, load_corpus
from .folds import unseen_readers
from .real import load_real

Array = np.ndarray[Any, np.dtype[Any]]

FILE = "unseen.npz"
#: The word lists on which features and readings rest.
READ = ("asks", "cues", "forms", "generic", "kinds", "message", "names", "objects", "quantities", "questions", "vague")
#: Plain messages are nearer to real mail than lively ones, and count for more; real texts, mostly single sentences, for less.
WEIGHTS = {"plain": 3.0, "lively": 1.0, "real": 0.15}


@dataclass(frozen=True)
class Table:
    """Rows are drafts, and real texts that were rated."""

    features: Array
    readings: Array  # what a reader that has not seen the draft says by the words alone
    has_ask: Array
    ratings: Array  # small, specific, micro on 0..1; nan where nothing is asked
    groups: Array
    weights: Array

    def rows(self, keep: Array) -> Table:
        """Return the rows where ``keep`` is true."""
        chosen = np.flatnonzero(keep)
        columns = (self.features, self.readings, self.has_ask, self.ratings, self.groups, self.weights)
        return Table(*(column[chosen] for column in columns))


def load_seen(corpora: Path | None = None, folder: Path | None = None) -> list[Draft]:
    """Return all that may be fitted to: the drafts outside the test split, and the real texts for training behind them.

    Parameters
    ----------
    corpora : pathlib.Path, optional
        Folder of the public corpora; without it the real texts stay empty.
    folder : pathlib.Path, optional
        Default: ``data/`` of the checkout.
    """
    return [draft for draft in load_corpus(folder) if draft.split in FITTED] + load_real("train", corpora, folder)


def read_drafts(drafts: Sequence[Draft], pipeline_of: Callable[[Draft], Language]) -> tuple[Array, Array]:
    """Return features and readings of drafts.

    Parameters
    ----------
    drafts : sequence of Draft
    pipeline_of : callable
        Gives the pipeline that reads a draft: one whose reader was not trained on it.

    Returns
    -------
    ndarray of shape (n_drafts, n_features), ndarray of shape (n_drafts, n_readings)
    """
    known = []
    for draft in drafts:
        nlp = pipeline_of(draft)
        known.append(state(nlp(doc_of(nlp, prepare(draft.text, draft.subject)))))
    return np.array([measure(Asked(each)) for each in known]), np.array([each["readings"] for each in known])


def make_table(drafts: Sequence[Draft], features: Array, readings: Array) -> Table:
    """Put what was read of drafts together with their ratings."""
    return Table(
        features,
        readings,
        np.array([draft.has_ask for draft in drafts]),
        np.array([[draft.mean(scale) for scale in ("small", "specific", "micro")] for draft in drafts]),
        np.array([draft.group for draft in drafts]),
        np.array([WEIGHTS[draft.fields["manner"]] for draft in drafts]),
    )


def load_unseen(drafts: Sequence[Draft], path: Path | None = None) -> Table:
    """Return the table of drafts outside the test split.

    Parameters
    ----------
    drafts : sequence of Draft
    path : pathlib.Path, optional
        Default: ``data/unseen.npz`` of the checkout.

    Raises
    ------
    CorpusError
        Where the file was made for another feature table or lacks a draft.
    """
    path = path or default_folder() / FILE
    again = "make it anew with `python -m microask.training.table CORPORA`"
    with np.load(path, allow_pickle=False) as arrays:
        if str(arrays["schema"]) != table_hash():
            raise CorpusError(f"{path.name}: made for other features or word lists than this version's; {again}")
        rows = {draft_id: i for i, draft_id in enumerate(arrays["ids"].tolist())}
        if missing := next((draft.id for draft in drafts if draft.id not in rows), None):
            raise CorpusError(f"{path.name}: {missing} is not in it; {again}")
        chosen = [rows[draft.id] for draft in drafts]
        return make_table(drafts, arrays["features"][chosen], arrays["readings"][chosen])


def table_hash() -> str:
    """Return a hash of the feature table, of how it is measured, and of the word lists."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(schema_hash().encode())
    lists = [package / "lexicons" / f"{name}.toml" for name in READ]
    for file in (package / "measures.py", package / "questions.py", package / "features.py", *lists):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Read the drafts outside the test split and write the file."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.table", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the public corpora (see data/README.md)")
    drafts = load_seen(parser.parse_args().corpora)
    features, readings = read_drafts(drafts, unseen_readers())
    ids = np.array([draft.id for draft in drafts])
    np.savez_compressed(default_folder() / FILE, ids=ids, features=features, readings=readings, schema=np.array(table_hash()))
    print(f"{len(drafts):,} drafts")


if __name__ == "__main__":
    main()

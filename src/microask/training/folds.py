"""Folds of the training drafts: the scorer is fitted on what readers say of drafts that they have not seen.

A reader knows the drafts that it was trained on by heart; a scorer fitted on what it says of them would trust it too much.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from spacy.language import Language

from ..errors import CorpusError
from ..pipeline import create_pipeline
from .corpus import Draft, default_folder

FOLDS = 4


def fold_of(draft: Draft) -> int:
    """Return the fold of a draft; all drafts of a group are in one."""
    return zlib.crc32(draft.group.encode()) % FOLDS


def fold_path(fold: int) -> Path:
    """Return where the reader is kept that has not seen a fold: beside the models, and in no wheel."""
    return default_folder().parent / "out" / "folds" / str(fold)


def unseen_readers() -> Callable[[Draft], Language]:
    """Return what gives for each draft a pipeline whose reader has not seen it.

    Raises
    ------
    CorpusError
        Where those readers were not trained yet.
    """
    if not all(fold_path(fold).is_dir() for fold in range(FOLDS)):
        raise CorpusError(
            f"no readers in {fold_path(0).parent}: run `python -m microask.training.language CORPORA` first "
            "(data/README.md says where the public corpora come from)"
        )
    load = cache(lambda fold: create_pipeline(fold_path(fold)))
    return lambda draft: load(fold_of(draft))

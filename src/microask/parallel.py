"""Scoring in worker processes through joblib, in windows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from joblib import Parallel, cpu_count, delayed

from .results import Score, Stage

if TYPE_CHECKING:
    from .analyzer import Analyzer

#: Drafts a task; half a second of work, against some milliseconds of overhead.
BATCH = 256
#: Tasks a worker in one window; joblib's generators do not bound what they read ahead, windows do.
TASKS_PER_WORKER = 4


@cache
def _analyzer(path: Path) -> Analyzer:
    """Load the pipeline once a worker."""
    from .analyzer import Analyzer  # noqa: PLC0415  # the worker pays for the import, not the caller

    return Analyzer(path)


def score_batch(pairs: list[tuple[str, str | None]], path: Path, stage: Stage) -> list[Score]:
    """Score a batch of (text, subject); importable, so that a worker reuses its pipeline."""
    return list(_analyzer(path).score_pairs(pairs, stage=stage))


def score_parallel(pairs: Iterable[tuple[str, str | None]], path: Path, n_jobs: int, stage: Stage) -> Iterator[Score]:
    """Yield the scores of (text, subject) pairs in order, scored by ``n_jobs`` processes (-1: one a core)."""
    workers = cpu_count() if n_jobs < 0 else n_jobs
    remaining = iter(pairs)
    with Parallel(n_jobs=workers) as parallel:
        while window := list(islice(remaining, BATCH * TASKS_PER_WORKER * workers)):
            batches = [window[i : i + BATCH] for i in range(0, len(window), BATCH)]
            for scores in parallel(delayed(score_batch)(batch, path, stage) for batch in batches):
                yield from scores

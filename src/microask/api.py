"""One-shot functions: thin wrappers over one Analyzer, loaded on first use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache

from .analyzer import Analyzer
from .results import Score, Stage, Suggestions


@cache
def default_analyzer() -> Analyzer:
    """Return the Analyzer that the one-shot functions share."""
    return Analyzer()


def load(path: str | os.PathLike[str] | None = None) -> Analyzer:
    """Load an Analyzer.

    Parameters
    ----------
    path : str or path-like, optional
        Folder of the artefacts. Default: the environment variable ``MICROASK_MODEL``, else the model of the package.

    Returns
    -------
    Analyzer

    Raises
    ------
    ModelNotFoundError, ModelError
        Where there is no model, or a damaged one; the message lists the places and says what to do.
    """
    return Analyzer(path)


def score(text: str, subject: str | None = None, stage: Stage = "first") -> Score:
    """Score one draft; see `Analyzer.score`.

    Examples
    --------
    >>> import microask
    >>> microask.score("Is it possible to introduce me to Brian? I'd love to ask him about his career path.").label
    'micro'
    """
    return default_analyzer().score(text, subject, stage)


def score_many(texts: Iterable[str], n_jobs: int = 1, stage: Stage = "first") -> Iterator[Score]:
    """Score many drafts, in order, in bounded memory; see `Analyzer.score_many`."""
    return default_analyzer().score_many(texts, n_jobs, stage)


def suggest(text: str, subject: str | None = None, n: int = 3) -> Suggestions:
    """Propose edits and whole rewrites for a draft, with nothing invented; see `Analyzer.suggest`.

    Parameters
    ----------
    text : str
    subject : str, optional
    n : int
        Rewrites at most.

    Returns
    -------
    Suggestions
    """
    return default_analyzer().suggest(text, subject, n)

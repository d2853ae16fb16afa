"""One-shot functions: thin wrappers over one Analyzer, loaded on first use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from .analyzer import Analyzer
from .results import Score, Stage

if TYPE_CHECKING:
    from .rewriting import Rewriter
    from .suggestions import Check, ReportBack, Suggestions


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


def suggest(text: str, subject: str | None = None, n: int = 3, rewriter: Rewriter | None = None) -> Suggestions:
    """Propose edits and whole rewrites for a draft, with nothing invented.

    Parameters
    ----------
    text : str
    subject : str, optional
    n : int
        Rewrites at most.
    rewriter : callable, optional
        An outside source of rewrites, such as a language model: called with text and subject line, it returns texts, or pairs of
        text and subject line. Each is checked by `check_rewrite` and scored; those that pass come first, the others stand in
        ``Suggestions.refused`` with the reasons.

    Returns
    -------
    Suggestions
        Without rewrites for a draft that is micro already, without anything where nothing is asked.

    Examples
    --------
    >>> import microask
    >>> draft = "Hi Ana, can I pick your brain about grants?"
    >>> found = microask.suggest(draft, rewriter=lambda text, subject: ["Give me 90 minutes."])
    >>> found.refused[0].reasons
    ('says what the draft does not: 90',)
    """
    return default_analyzer().suggest(text, subject, n, rewriter)


def check_rewrite(draft: str, rewrite: str, subject: str | None = None, new_subject: str | None = None) -> Check:
    """Check that a rewrite of a draft invents nothing, wherever it comes from.

    Parameters
    ----------
    draft, rewrite : str
    subject, new_subject : str, optional
        Subject lines of the two.

    Returns
    -------
    Check
        ``ok`` where every name, number, date and thing of the rewrite stands in the draft, stands in a ``[bracketed question]``,
        or is an offer of the method (such as "15 minutes"), and at most three brackets are left to fill in.
    """
    return default_analyzer().check_rewrite(draft, rewrite, subject, new_subject)


def report_back(text: str, subject: str | None = None) -> ReportBack:
    """Draft the short message to send once the advice was taken, from the words of the ask that was sent.

    Parameters
    ----------
    text : str
        The ask.
    subject : str, optional

    Returns
    -------
    ReportBack
        With brackets for what happened.

    Raises
    ------
    InputValueError
        Where nothing is asked in the text.

    Examples
    --------
    >>> import microask
    >>> microask.report_back("Could you introduce me to Brian?").placeholders
    ('[what happened?]', '[what came of it?]')
    """
    return default_analyzer().report_back(text, subject)

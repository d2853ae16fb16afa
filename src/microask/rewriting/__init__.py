"""From a draft to edits and whole rewrites: diagnosis, candidates, the facts guard, and a score for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..results import MICRO_FROM, Suggestions
from .diagnosis import diagnose
from .edits import propose_edits
from .rewrites import propose_rewrites

if TYPE_CHECKING:
    from ..analyzer import Analyzer


def suggest(analyzer: Analyzer, text: str, subject: str | None, n: int) -> Suggestions:
    """Propose edits and rewrites for one draft.

    Parameters
    ----------
    analyzer : Analyzer
    text : str
    subject : str or None
    n : int
        Rewrites at most.

    Returns
    -------
    Suggestions
        Without rewrites for a draft that is micro already, without anything where nothing is asked.
    """
    score = analyzer.score(text, subject)
    if score.value is None:
        return Suggestions(score)
    known, copy = analyzer.analyze(text)
    edits = propose_edits(analyzer, score, copy)
    rewrites = () if score.value >= MICRO_FROM else propose_rewrites(analyzer, score, known, copy, subject)[:n]
    return Suggestions(score, diagnose(score), edits, tuple(rewrites))

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
    known, copy = analyzer.analyze(text, subject)
    edits = propose_edits(analyzer, score, copy, subject)
    if score.value >= MICRO_FROM:
        return Suggestions(score, diagnose(score), edits)
    plain = score
    if copy.starts is not None:
        # What stands between two tags is no text to paste, and what they quote is not the sender's: the plain text is rewritten.
        own = _without(copy.text, [(0, copy.head), *copy.quoted])
        plain, (known, _) = analyzer.score(own, subject), analyzer.analyze(own, subject)
    rewrites = propose_rewrites(analyzer, plain, known, subject)[:n]
    return Suggestions(score, diagnose(score), edits, tuple(rewrites))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(spans):
        parts.append(text[position:start])
        position = max(position, end)
    return "".join([*parts, text[position:]]).strip()

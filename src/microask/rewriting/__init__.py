"""From a draft to what holds it back, edits and whole rewrites: diagnosis, candidates, the facts guard, and a score for each.

material, topics   what the draft offers: ask, topic, thing, person, reason, register
phrases, subjects  our own words in the sender's manner
compose            a new ask in its place
strategies         candidates for rewrites
guard              nothing invented
rewrites, edits    guarded, scored, the best kept
diagnosis          what holds the ask back
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..results import MICRO_FROM
from ..suggestions import Suggestions
from .diagnosis import diagnose
from .edits import propose_edits
from .material import material_of
from .rewrites import Rewriter, check_outside, outside_rewrites, own_rewrites

if TYPE_CHECKING:
    from ..analyzer import Analyzer

__all__ = ["Rewriter", "check_outside", "suggest"]


def suggest(analyzer: Analyzer, text: str, subject: str | None, n: int, rewriter: Rewriter | None = None) -> Suggestions:
    """Propose edits and rewrites for one draft; see `microask.suggest`."""
    score = analyzer.score(text, subject)
    if score.value is None:
        return Suggestions(score)
    known, copy = analyzer.analyze(text, subject)
    edits = propose_edits(analyzer, score, copy, subject)
    material = material_of(known, copy.head, subject) if copy.starts is None else None
    problems = diagnose(score, material)
    if score.value >= MICRO_FROM:
        return Suggestions(score, problems, edits)
    plain, usable = score, edits
    if material is None:
        # What stands between two tags is no text to paste, and what they quote is not the sender's: the plain text is rewritten.
        own = _without(copy.text, [(0, copy.head), *copy.quoted])
        plain, (known, copy) = analyzer.score(own, subject), analyzer.analyze(own, subject)
        material, usable = material_of(known, copy.head, subject), ()
    outside, refused = outside_rewrites(analyzer, plain, subject, rewriter) if rewriter else ([], [])
    ours = own_rewrites(analyzer, plain, material, usable, subject, n) if _is_english(plain.warnings) else []
    return Suggestions(score, problems, edits, tuple([*outside, *ours][:n]), tuple(refused))


def _is_english(warnings: tuple[str, ...]) -> bool:
    return not any(warning.startswith("not English") for warning in warnings)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(spans):
        parts.append(text[position:start])
        position = max(position, end)
    return "".join([*parts, text[position:]]).strip()

"""From a draft to what holds it back, edits and whole rewrites: diagnosis, candidates, the facts guard, and a score for each.

asks, material     what the draft offers: ask, thing, register
people, reasons    whom the sender wants to meet, who signs; why the sender asks
tasks              what is to be done, and whether somebody else could do it
signing            where the sender signs inside the body
salutation         where a sentence calls the reader before it says anything
natures, parts     what the ask is for; one part of what it asks
topics, clauses    what the ask is about
wide               a wide question as a clause
phrases, subjects  our own words in the sender's manner
compose, hanging   a new ask in its place, without what hangs on the old one
extent             how far the old one reaches
beside, places     what is added beside an ask that stays; where lists, sentences and the body end
joining, seams     sentences that stay sentences where the old ask was
strategies         candidates for rewrites
guard              nothing invented
rewrites, edits    guarded, scored, the best kept
diagnosis          what holds the ask back
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..errors import InputValueError
from ..html_text import looks_like_html
from ..results import MICRO_FROM
from ..suggestions import Suggestions
from .asks import material_of
from .diagnosis import diagnose
from .edits import MIN_GAIN, SHORTER, propose_edits
from .rewrites import Rewriter, check_outside, outside_rewrites, own_rewrites

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Warnings under which a text is not rewritten: our sentences are English, and what was not read cannot be kept.
_UNFIT = ("not English", "truncated")

__all__ = ["Rewriter", "check_outside", "suggest"]


def suggest(analyzer: Analyzer, text: str, subject: str | None, n: int, rewriter: Rewriter | None = None) -> Suggestions:
    """Propose edits and rewrites for one draft; see `microask.suggest`."""
    if n < 0:
        raise InputValueError(f"n should be 0 or more, got {n}")
    score, known, copy = analyzer.read(text, subject)
    if score.value is None:
        return Suggestions(score)
    proposed = propose_edits(analyzer, score, known, copy, subject)
    edits = tuple(edit for edit in proposed if edit.gain >= MIN_GAIN)
    is_html = looks_like_html(text)
    material = None if is_html else material_of(known, copy, text, subject)
    problems = diagnose(score, material)
    if score.value >= MICRO_FROM:
        return Suggestions(score, problems, edits)
    # What stands between two tags is no text to paste, and what they quote is not the sender's: the plain text is rewritten.
    own = _without(copy.text, [(0, copy.head), *copy.quoted]) if is_html else text.replace("\r\n", "\n")
    plain = score
    if own != text or material is None:
        plain, known, copy = analyzer.read(own, subject)
        material = material_of(known, copy, own, subject)
    outside, refused = outside_rewrites(analyzer, plain, subject, rewriter) if rewriter else ([], [])
    ours = []
    if plain.asks and not any(warning.startswith(_UNFIT) for warning in plain.warnings):
        # One question does not want an hour, whether or not the hour alone costs much.
        inside = [edit for edit in proposed if edit in edits or edit.why == SHORTER] if own == text else []
        ours = own_rewrites(analyzer, plain, material, inside, subject, n)
        if own != text and not is_html:
            ours = [replace(rewrite, text=rewrite.text.replace("\n", "\r\n")) for rewrite in ours]
    return Suggestions(score, problems, edits, tuple([*outside, *ours][:n]), tuple(refused))


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(spans):
        parts.append(text[position:start])
        position = max(position, end)
    return "".join([*parts, text[position:]]).strip()

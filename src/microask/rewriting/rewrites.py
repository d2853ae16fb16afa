"""Whole rewrites: the candidates that fit a draft, guarded, scored, the best kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..errors import InputTypeError
from ..results import MICRO_FROM, Score
from ..suggestions import Check, Edit, Refusal, Rewrite
from .guard import check, things_of
from .material import Material
from .placeholders import fill
from .strategies import Candidate, candidates

if TYPE_CHECKING:
    from ..analyzer import Analyzer

_DOUBLED = re.compile(r"\b([^\W\d_]+) \1\b", re.IGNORECASE)
#: Two brackets without a word between them leave no sentence.
_ADJACENT = re.compile(r"\]\s*\[")
#: From a draft and its subject line to rewrites of it: texts, or pairs of text and subject line.
Rewriter = Callable[[str, str | None], Iterable[str | tuple[str, str | None]]]

#: A rewrite that gains less is not offered.
MIN_GAIN = 0.15
#: One that ends lower has become no small ask.
MIN_AFTER = 0.4
OUTSIDE = "outside"


def own_rewrites(
    analyzer: Analyzer, score: Score, material: Material, edits: Sequence[Edit], subject: str | None, n: int
) -> list[Rewrite]:
    """Return the rewrites that the module's strategies make of a draft.

    Parameters
    ----------
    analyzer : Analyzer
    score : Score
        Of the draft.
    material : Material
    edits : sequence of Edit
        Of the same text.
    subject : str or None
    n : int
        Rewrites at most.

    Returns
    -------
    list of Rewrite
        The best fit first, one a strategy. Each passes the facts guard, gains ``MIN_GAIN`` and ends at ``MIN_AFTER`` or more.
    """
    draft = score.text
    offered = [
        (candidate, checked.placeholders)
        for candidate in candidates(material, edits, float(score))
        if (checked := check(draft, candidate.text, subject, candidate.subject)).ok
        and candidate.text != draft
        and not doubled(candidate.text) - doubled(draft)
        and not _ADJACENT.search(candidate.text)
    ]
    rewrites = _scored(analyzer, score, offered)
    good = [rewrite for rewrite in rewrites if rewrite.gain >= MIN_GAIN and float(rewrite.after) >= MIN_AFTER]
    if material.nature == "advice":
        # One question answers any ask for advice: what stays larger comes behind.
        good.sort(key=lambda rewrite: float(rewrite.after) < MICRO_FROM)
    different: dict[str, Rewrite] = {}
    for rewrite in good:
        different.setdefault(rewrite.strategy, rewrite)
    return list(different.values())[:n]


def doubled(text: str) -> set[str]:
    """Return the words that stand twice in a row in a text, folded: a sign that a phrase was put in at the wrong place."""
    return {match[1].casefold() for match in _DOUBLED.finditer(text)}


def outside_rewrites(
    analyzer: Analyzer, score: Score, subject: str | None, rewriter: Rewriter
) -> tuple[list[Rewrite], list[Refusal]]:
    """Return the rewrites of an outside source that pass, the best first, and those refused with the reasons.

    Parameters
    ----------
    analyzer : Analyzer
    score : Score
        Of the draft.
    subject : str or None
    rewriter : callable
        See ``Rewriter``.

    Raises
    ------
    InputTypeError
        Where the rewriter returns something else than texts. What it raises itself is not caught.
    """
    passed: list[tuple[Candidate, tuple[str, ...]]] = []
    refused: list[Refusal] = []
    answers = rewriter(score.text, subject)
    if not isinstance(answers, Iterable):
        raise InputTypeError(f"a rewriter should return texts, got {type(answers).__name__}")
    for text, line in map(_pair, [answers] if isinstance(answers, str) else answers):
        new_subject = line if line is not None else subject
        checked = check_outside(analyzer, score.text, text, subject, new_subject)
        if not text.strip():
            refused.append(Refusal(text, ("empty",)))
        elif not checked.ok:
            refused.append(Refusal(text, checked.reasons))
        else:
            passed.append((Candidate(OUTSIDE, text, new_subject, checked.offers), checked.placeholders))
    rewrites = []
    for rewrite in _scored(analyzer, score, passed):
        if rewrite.after.value is None:
            refused.append(Refusal(rewrite.text, ("asks nothing",)))
        elif rewrite.gain < MIN_GAIN:
            refused.append(Refusal(rewrite.text, (f"gains {rewrite.gain:+.2f}, at least {MIN_GAIN:+.2f} is worth a rewrite",)))
        else:
            rewrites.append(rewrite)
    return sorted(rewrites, key=lambda rewrite: -rewrite.gain), refused


def check_outside(analyzer: Analyzer, draft: str, rewrite: str, subject: str | None, new_subject: str | None) -> Check:
    """Check a rewrite that is not made of our own phrases; see `microask.check_rewrite`."""
    known, _ = analyzer.analyze(rewrite, new_subject)
    return check(draft, rewrite, subject, new_subject, things_of(known))


def _pair(answer: object) -> tuple[str, str | None]:
    if isinstance(answer, str):
        return answer, None
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[0], str) and isinstance(answer[1], str | None):
        return answer
    raise InputTypeError(
        f"a rewriter should return texts, or pairs of text and subject line; got one {type(answer).__name__} among them"
    )


def _scored(analyzer: Analyzer, score: Score, offered: Sequence[tuple[Candidate, tuple[str, ...]]]) -> list[Rewrite]:
    """Return candidates with the score that each has once its brackets are filled."""
    filled = [(fill(one.text, score.text), fill(one.subject, score.text) if one.subject else one.subject) for one, _ in offered]
    return [
        Rewrite(candidate.text, candidate.strategy, candidate.changes, brackets, score, after, candidate.subject)
        for (candidate, brackets), after in zip(offered, analyzer.score_pairs(filled), strict=True)
        if after.value is not None or candidate.strategy == OUTSIDE
    ]

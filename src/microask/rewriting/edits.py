"""Edits: replacements of single spans, each of which applies to the draft as it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lexicons import table
from ..results import Edit, Score
from ..textprep import ScoringCopy
from .placeholders import fill

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Edits that gain less are not worth a person's while.
MIN_GAIN = 0.02
#: A time asked for above this many minutes is long; the method offers fifteen.
LONG_MINUTES = 20


@cache
def _rules() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    return tuple((re.compile(row["match"], re.IGNORECASE), row) for row in table("rewrites")["edit"])


def propose_edits(analyzer: Analyzer, score: Score, copy: ScoringCopy, subject: str | None) -> tuple[Edit, ...]:
    """Propose edits, in the order of the text, none overlapping another.

    Parameters
    ----------
    analyzer : Analyzer
    score : Score
        Of the draft.
    copy : ScoringCopy
        Of the draft; patterns are matched on it, offsets are those of the draft.
    subject : str or None

    Returns
    -------
    tuple of Edit
    """
    text = score.text
    found: list[tuple[int, int, str, str]] = []
    kinds = {item.kind for item in score.evidence if item.scope == "ask"}
    for item in score.evidence:
        if item.kind == "duration" and item.scope == "ask":
            minutes = [ask.minutes for ask in score.asks if ask.minutes]
            if minutes and max(minutes) > LONG_MINUTES:
                found.append((item.start, item.end, _fifteen(item.text), "a shorter time is easier to give"))
    for pattern, row in _rules():
        if row["unless"] in kinds:
            continue
        for match in pattern.finditer(copy.text):
            span = copy.source_span(*match.span())
            if span and any(ask.start <= span[0] and span[1] <= ask.end for ask in score.asks):
                start, end = span
                replacement = row["replace"].format(**{k: v for k, v in match.groupdict().items() if v})
                found.append((start, end, _like(text[start:end], replacement), row["why"]))
    edits: list[Edit] = []
    for start, end, replacement, why in sorted(found):
        if edits and start < edits[-1].end:
            continue
        after = analyzer.score(fill(text[:start] + replacement + text[end:]), subject)
        gain = float(after) - float(score)
        if gain >= MIN_GAIN:
            edits.append(Edit(start, end, replacement, why, gain))
    return tuple(edits)


def _fifteen(written: str) -> str:
    """Return the method's bound in the form of the time that it replaces ("30-minute" becomes "15-minute")."""
    return "15-minute" if "-" in written and re.search(r"[a-z]$", written) and not written.endswith("s") else "15 minutes"


def _like(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[:1].isupper() and not new.startswith("[") else new

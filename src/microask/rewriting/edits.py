"""Edits: replacements of single spans, each of which applies to the draft as it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from ..lexicons import table
from ..pipeline.heads import PARTS_OF_SPEECH
from ..pipeline.state import State
from ..results import Ask, Evidence, Score
from ..suggestions import Edit
from ..textprep import ScoringCopy
from .placeholders import fill

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Edits that gain less are not worth a person's while.
MIN_GAIN = 0.02
#: Why a time is cut.
SHORTER = "a shorter time is easier to give"
#: A time asked for above this many minutes is long; the method offers fifteen.
LONG_MINUTES = 20
#: Kinds of ask that a shorter time makes smaller, and the times that people sit together.
_LIVE = frozenset(("meeting", "mentoring", "feedback", "question", "decision"))
_SITTING = re.compile(r"min|hour|hr", re.IGNORECASE)
#: Edits that are scored at most; the first in the text.
MAX_EDITS = 4


@cache
def _rules() -> tuple[tuple[re.Pattern[str], dict[str, Any]], ...]:
    series, rows = table("rewrites")["series"], table("rewrites")["edit"]
    before, extent = series["before"], series["extent"]
    patterns = [f"{before}{row['match']}{extent}" if row.get("once") else row["match"] for row in rows]
    return tuple((re.compile(pattern, re.IGNORECASE), row) for pattern, row in zip(patterns, rows, strict=True))


def propose_edits(analyzer: Analyzer, score: Score, known: State, copy: ScoringCopy, subject: str | None) -> tuple[Edit, ...]:
    """Propose edits, in the order of the text, none overlapping another.

    Parameters
    ----------
    analyzer : Analyzer
    score : Score
        Of the draft.
    known : State
    copy : ScoringCopy
        Of the draft; patterns are matched on it, offsets are those of the draft.
    subject : str or None

    Returns
    -------
    tuple of Edit
        Also those that gain less than ``MIN_GAIN`` by themselves, and so are not worth showing.
    """
    text = score.text
    chosen: list[tuple[int, int, str, str]] = []
    for edit in sorted(_found(score, known, copy), key=lambda edit: edit[0]):
        if not chosen or edit[0] >= chosen[-1][1]:
            chosen.append(edit)
    del chosen[MAX_EDITS:]
    edited = [fill(text[:start] + new + text[end:], text) for start, end, new, _ in chosen]
    scores = analyzer.score_pairs((one, subject) for one in edited)
    return tuple(
        Edit(start, end, new, why, float(after) - float(score))
        for (start, end, new, why), after in zip(chosen, scores, strict=True)
    )


def _found(score: Score, known: State, copy: ScoringCopy) -> list[tuple[int, int, str, str]]:
    """Return span, replacement and reason of all edits that the rules find."""
    text = score.text
    found: list[tuple[int, int, str, str]] = []
    kinds = {item.kind for item in score.evidence if item.scope == "ask"}
    if any((ask.minutes or 0) > LONG_MINUTES and ask.kind in _LIVE for ask in score.asks):
        for item in score.evidence:
            sat = _SITTING.search(item.text) and "HR" not in item.text and not _is_extent(text, item)
            if item.kind == "duration" and item.scope == "ask" and sat:
                found.append((item.start, item.end, _fifteen(text, item), SHORTER))
                break  # an hour that is told twice is one hour
    for pattern, row in _rules():
        # One time is enough.
        if row["unless"] in kinds or (row["unless"] == "duration" and any(why == row["why"] for *_, why in found)):
            continue
        for match in pattern.finditer(copy.text):
            span = copy.source_span(*match.span())
            if (
                span
                and not _goes_on(known, match.end())
                and any(ask.start <= span[0] and span[1] <= ask.end for ask in score.asks)
            ):
                start, end = span
                if row.get("once") and any(_lasts(text, ask, span) for ask in score.asks):
                    continue
                new = row["replace"].format(**{k: v for k, v in match.groupdict().items() if v})
                found.append((start, end, _like(text[start:end], new), row["why"]))
    return found


def _lasts(text: str, ask: Ask, span: tuple[int, int]) -> bool:
    """Tell whether an ask says for how long something is to be repeated, besides the span that says how often."""
    rest = f"{text[ask.start : span[0]]}\n{text[span[1] : ask.end]}"
    return ask.start <= span[0] < ask.end and re.search(table("rewrites")["series"]["lasting"], rest, re.IGNORECASE) is not None


def _goes_on(known: State, end: int) -> bool:
    """Tell whether a noun follows: "a coffee" is no meeting in "a coffee shop"."""
    at = next((i for i, start in enumerate(known["starts"]) if start >= end and not known["blank"][i]), None)
    near = at is not None and known["text"][end : known["starts"][at]] == " "
    return near and at is not None and PARTS_OF_SPEECH[known["pos"][at]] in ("NOUN", "PROPN")


def _is_extent(text: str, item: Evidence) -> bool:
    """Tell whether a time is how long something lasts that is there already: "all 9 hours of our build"."""
    lasts = table("rewrites")["lasts"]
    before = re.search(lasts["before"], text[: item.start], re.IGNORECASE)
    return bool(before or re.match(lasts["behind"], text[item.end :], re.IGNORECASE))


def _fifteen(text: str, item: Evidence) -> str:
    """Return the method's bound in the form of the time that it replaces: "a 30-minute call", "a half hour call"."""
    before, behind = (
        text[: item.start].split()[-1:],
        re.match(r"[ -](?!with|for|of|to|on|at|in|and|or|this|next)[a-z]+", text[item.end :]),
    )
    named = before and before[0].lower() in ("a", "an", "one", "quick", "short")
    hyphened = "-" in item.text and re.search(r"[a-z]\Z", item.text) and not item.text.endswith("s")
    if not behind or not (named or hyphened):
        return "15 minutes"
    return "a 15-minute" if re.match(r"an?\s", item.text) else "15-minute"


def _like(old: str, new: str) -> str:
    return new[0].upper() + new[1:] if old[:1].isupper() and not new.startswith("[") else new

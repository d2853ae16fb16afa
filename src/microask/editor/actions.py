"""What an editor can apply: the edits and whole rewrites of an analysis, in offsets of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ..suggestions import Rewrite
from .drafts import Draft, Span
from .findings import Analysis

#: Characters of a replacement that are shown in a title.
SHOWN = 40

Kind = Literal["quickfix", "refactor.rewrite"]


class Action(NamedTuple):
    """A named change of the document: replacements that do not overlap."""

    title: str
    kind: Kind
    changes: tuple[tuple[int, int, str], ...]


def actions(analysis: Analysis, selected: Span) -> Iterator[Action]:
    """Yield the edits that a selection touches, then, anywhere in the message, its whole rewrites.

    Parameters
    ----------
    analysis : Analysis
    selected : (int, int)
        Span of the document; a cursor is an empty one.
    """
    draft, found = analysis
    for edit in found.edits:
        start, end = draft.place(edit.start, edit.end)
        if _touch((start, end), selected) and draft.document[start:end] == draft.text[edit.start : edit.end]:
            old = _short(draft.document[start:end])
            title = f"“{old}” → “{_short(edit.replacement)}” ({edit.gain:+.2f}, {edit.why})"
            yield Action(title, "quickfix", ((start, end, edit.replacement),))
    if not _touch(draft.span, selected):
        return
    for rewrite in found.rewrites:
        if changes := _changes(draft, rewrite):
            left = len(rewrite.placeholders)
            todo = f", {left} bracket{'s' * (left > 1)} to fill" if left else ""
            title = f"Rewrite: {rewrite.strategy} ({float(rewrite.before):.2f} → {float(rewrite.after):.2f}{todo})"
            yield Action(title, "refactor.rewrite", changes)


def _changes(draft: Draft, rewrite: Rewrite) -> tuple[tuple[int, int, str], ...]:
    body = draft.changed(rewrite.text)
    if body is None:
        return ()
    if draft.subject_span and rewrite.subject and rewrite.subject != draft.subject:
        return (*draft.subject_span, rewrite.subject), body
    return (body,)


def _touch(one: Span, other: Span) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"

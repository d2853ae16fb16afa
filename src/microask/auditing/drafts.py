"""Drafts ready to paste: the best rewrite of a macro message, and the report-back that is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputValueError
from .reading import Draft
from .results import Owed, Unanswered

if TYPE_CHECKING:
    from ..analyzer import Analyzer


def rewritten(draft: Draft, analyzer: Analyzer) -> Unanswered:
    """Return an unanswered message with its best rewrite."""
    message = draft.message
    rewrites = analyzer.suggest(draft.text, draft.subject or None, 1).rewrites
    best = rewrites[0] if rewrites else None
    return Unanswered(
        message.line, message.when, message.contact, message.channel, float(message.value or 0.0), draft.subject, draft.text,
        rewrite=best.text if best else "",
        rewrite_subject=(best.subject or "") if best else "",
        rewrite_value=best.after.value if best else None,
        placeholders=best.placeholders if best else (),
    )  # fmt: skip


def owed(draft: Draft, analyzer: Analyzer) -> Owed:
    """Return the report-back that the answered ask of a draft calls for."""
    message = draft.message
    try:
        back = analyzer.report_back(draft.text, draft.subject or None)
    except InputValueError:
        return Owed(message.contact, message.when, message.line)
    return Owed(message.contact, message.when, message.line, back.text, back.subject or "", back.placeholders)

"""Gold spans: what annotators marked in drafts, loaded and checked against their texts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import CorpusError
from ..pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS
from ..results import EVIDENCE_KINDS
from .corpus import Draft, default_folder

#: What a span of these kinds says besides: the kind of the ask, and who the person is to the message.
DETAILS: dict[str, tuple[str, ...]] = {"ask": SENTENCE_HEADS["kind"], "person": TOKEN_HEADS["role"]}


@dataclass(frozen=True, slots=True)
class Span:
    """A gold span: kind and scope as in `microask.Evidence`, character offsets into the text, end exclusive.

    ``detail`` is the kind of an ask, the role of a person (reader, sender, third), else None.
    """

    kind: str
    scope: str
    start: int
    end: int
    detail: str | None = None


def load_spans(drafts: list[Draft], path: Path | None = None) -> dict[str, dict[str, tuple[Span, ...]]]:
    """Load the gold spans and check them against the texts.

    Parameters
    ----------
    drafts : list of Draft
    path : pathlib.Path, optional
        Default: ``data/spans.jsonl`` of the checkout.

    Returns
    -------
    dict
        By annotator, then by draft id.

    Raises
    ------
    CorpusError
        Names the line, and what of the span is wrong.
    """
    path = path or default_folder() / "spans.jsonl"
    texts = {draft.id: draft.text for draft in drafts}
    found: dict[str, dict[str, tuple[Span, ...]]] = {}
    for line, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        row = json.loads(raw)
        where = f"{path.name}:{line}"
        if row["id"] not in texts:
            raise CorpusError(f"{where}: {row['id']} is no draft of drafts.jsonl")
        spans = []
        for kind, scope, start, end, *detail in row["spans"]:
            if kind not in EVIDENCE_KINDS or scope not in ("ask", "context"):
                raise CorpusError(f"{where}: unknown kind or scope, expected a kind of the contract and ask or context")
            if (detail[0] if detail else None) not in DETAILS.get(kind, (None,)):
                raise CorpusError(
                    f"{where}: a span of kind {kind} should say one of {', '.join(DETAILS.get(kind, ('nothing',)))}"
                )
            text = texts[row["id"]][start:end]
            if not 0 <= start < end <= len(texts[row["id"]]) or text != text.strip():
                raise CorpusError(f"{where}: span {start}..{end} should lie in the text, without blanks at its ends")
            spans.append(Span(kind, scope, start, end, *detail))
        by_id = found.setdefault(row["annotator"], {})
        if row["id"] in by_id:
            raise CorpusError(f"{where}: {row['id']} stands twice for annotator {row['annotator']}")
        by_id[row["id"]] = tuple(spans)
    return found

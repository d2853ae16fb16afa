"""What the reader should say: gold spans and public annotations as arrays of label numbers, -1 where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc

from ..pipeline.heads import SCALES, SENTENCE_HEADS, SPAN_HEADS, TOKEN_HEADS
from ..pipeline.state import state, token_range
from .corpus import Draft
from .spans import Span

Array = np.ndarray[Any, np.dtype[Any]]

_TOKEN = {name: i for i, name in enumerate(TOKEN_HEADS)}
_SENTENCE = {name: i for i, name in enumerate(SENTENCE_HEADS)}
#: An ask covers a sentence that it shares at least this part of its characters with.
COVERS = 0.5
#: Ratings are kept this far from 0 and 1 before their log odds are taken.
CLIP = 0.03


class Target(NamedTuple):
    """Label numbers by token and head, and by segment and head; the log odds of each scale, nan where unknown."""

    tokens: Array
    sentences: Array
    ratings: Array


Example = tuple[Doc, Target]


def unknown(doc: Doc) -> Target:
    """Return a target that says nothing."""
    n_segments = max(1, len(state(doc)["segments"]))
    return Target(
        np.full((len(doc), len(_TOKEN)), -1, dtype=np.int64),
        np.full((n_segments, len(_SENTENCE)), -1, dtype=np.int64),
        np.full(len(SCALES), np.nan),
    )


def rated(target: Target, draft: Draft) -> Target:
    """Return a target that also knows the mean ratings of the draft."""
    if draft.has_ask:
        means = np.clip([draft.mean(scale) for scale in SCALES], CLIP, 1 - CLIP)
        return target._replace(ratings=np.log(means / (1 - means)))
    return target


def without_ratings(target: Target) -> Target:
    """Return a target that does not know the ratings."""
    return target._replace(ratings=np.full(len(SCALES), np.nan))


def from_spans(doc: Doc, spans: Iterable[Span], head: int = 0) -> Target:
    """Return the target of an annotated draft.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        With zones and sentences.
    spans : iterable of Span
    head : int
        Characters before the text in the Doc (a subject line); nothing is known of them.
    """
    target = unknown(doc)
    tokens, sentences, _ = target
    body = next((i for i, token in enumerate(doc) if token.idx >= head), len(doc))
    for name in ("name", *SPAN_HEADS, "ask"):
        tokens[body:, _TOKEN[name]] = 0
    spans = list(spans)
    for span in spans:
        covered = token_range(state(doc), span.start + head, span.end + head)
        if not covered:
            continue
        first, last = covered[0], covered[-1] + 1
        if span.kind in ("person", "organization"):
            tokens[first, _TOKEN["name"]] = TOKEN_HEADS["name"].index(f"B-{span.kind}")
            tokens[first + 1 : last, _TOKEN["name"]] = TOKEN_HEADS["name"].index(f"I-{span.kind}")
            if span.detail and span.kind == "person":
                tokens[first:last, _TOKEN["role"]] = TOKEN_HEADS["role"].index(span.detail)
        elif span.kind in SPAN_HEADS:
            tokens[first, _TOKEN[span.kind]] = 1
            tokens[first + 1 : last, _TOKEN[span.kind]] = 2
        elif span.kind == "ask":
            tokens[first:last, _TOKEN["ask"]] = 1
        if span.kind not in ("ask", "reason", "vague"):
            tokens[first:last, _TOKEN["scope"]] = int(span.scope == "ask")
    for i, (_, start, end) in enumerate(state(doc)["segments"]):
        if start >= body:
            first, last = doc[start].idx - head, doc[end - 1].idx + len(doc[end - 1]) - head
            asks = [span for span in spans if span.kind == "ask" and _covers(span, first, last)]
            sentences[i, _SENTENCE["asks"]] = int(bool(asks))
            if asks and asks[-1].detail:
                sentences[i, _SENTENCE["kind"]] = SENTENCE_HEADS["kind"].index(asks[-1].detail)
    return target


def _covers(span: Span, first: int, last: int) -> bool:
    shared = min(last, span.end) - max(first, span.start)
    return shared > 0 and shared >= COVERS * min(last - first, span.end - span.start)


def no_ask(doc: Doc) -> Target:
    """Return the target of a draft of which only is known that it asks nothing."""
    target = unknown(doc)
    target.sentences[:, _SENTENCE["asks"]] = 0
    for name in ("ask", "vague", "reason"):
        target.tokens[:, _TOKEN[name]] = 0
    return target


def from_tags(doc: Doc, tags: Sequence[str]) -> Target:
    """Return the target of a sentence with PERSON, ORG and LOC tags (IOB2)."""
    target = unknown(doc)
    labels = {"PER": "person", "PERSON": "person", "ORG": "organization"}
    for i, tag in enumerate(tags):
        mark, _, kind = tag.partition("-")
        name = labels.get(kind.upper())
        target.tokens[i, _TOKEN["name"]] = TOKEN_HEADS["name"].index(f"{mark}-{name}") if name else 0
    return target


def from_pos(doc: Doc, pos: Sequence[int]) -> Target:
    """Return the target of a sentence of the treebank."""
    target = unknown(doc)
    target.tokens[:, _TOKEN["pos"]] = pos
    return target


def from_intent(doc: Doc, intent: bool) -> Target:
    """Return the target of a sentence that does or does not carry a request, meeting or commitment."""
    target = unknown(doc)
    target.sentences[:, _SENTENCE["intent"]] = int(intent)
    return target

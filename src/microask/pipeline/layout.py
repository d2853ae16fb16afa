"""How the tokens of a batch of Docs lie in sentences, as arrays: the frame in which the network reads."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from spacy.tokens import Doc

from .state import state

Array = np.ndarray[Any, np.dtype[Any]]

#: Zones in the order of their columns.
ZONES = ("subject", "greeting", "body", "signoff", "signature", "quoted")
#: Findings of the grammar that the network is told.
GRAMMAR = ("duration", "number", "date")
#: Groups of the lexicon that the network is told, a column each; a name that ends in a dot is a whole file.
LEXICON = (
    "asks.request", "asks.hint", "asks.imperative", "asks.block", "vague.", "cues.reason", "cues.channel", "cues.recurrence",
    "cues.live", "cues.choice", "cues.light", "cues.heavy", "objects.named", "objects.attention", "kinds.introduction", "kinds.referral",
    "kinds.mentoring", "kinds.decision", "kinds.feedback", "kinds.meeting", "kinds.resource", "kinds.favour", "kinds.question",
)  # fmt: skip
EXTRAS = len(ZONES) + len(GRAMMAR) + len(LEXICON)
#: Columns that say where a sentence stands: first, last, and its relative place.
POSITIONS = 3


class Layout(NamedTuple):
    """Indices of tokens, sentences and Docs in a batch.

    ``starts`` and ``lengths`` of the sentences in tokens; ``sentence_of`` each token; ``doc_of`` each sentence; ``doc_sentences`` the first sentence of each Doc; ``before`` and ``after`` are
    the neighbours of a sentence (itself where it has none, with ``has_*`` 0.0).
    """

    starts: Array
    lengths: Array
    sentence_of: Array
    doc_of: Array
    doc_starts: Array
    doc_lengths: Array
    doc_sentences: Array
    before: Array
    after: Array
    has_before: Array
    has_after: Array
    positions: Array
    extras: Array


def layout(docs: list[Doc]) -> Layout:
    """Return the layout of Docs that have at least one token each."""
    starts: list[int] = []
    doc_of: list[int] = []
    place: list[tuple[float, float, float]] = []
    sizes = [len(doc) for doc in docs]
    offset = 0
    extras = np.zeros((sum(sizes), EXTRAS), dtype="f")
    for number, doc in enumerate(docs):
        known = state(doc)
        segments = known["segments"] or [("body", 0, len(doc))]
        last = len(segments) - 1
        for i, (zone, start, end) in enumerate(segments):
            starts.append(offset + start)
            doc_of.append(number)
            place.append((float(i == 0), float(i == last), i / (last + 1)))
            if zone:
                extras[offset + start : offset + end, _ZONE_AT[zone]] = 1.0
        _mark(extras[offset : offset + len(doc)], doc)
        offset += len(doc)
    first, of_doc, count = np.array(starts), np.array(doc_of), len(starts)
    lengths = np.diff(np.append(first, offset))
    indices = np.arange(count)
    has_before = np.append(0, of_doc[1:] == of_doc[:-1]).astype("f")
    has_after = np.append(of_doc[1:] == of_doc[:-1], 0).astype("f")
    return Layout(
        first, lengths, np.repeat(indices, lengths), of_doc, np.cumsum([0, *sizes[:-1]]), np.array(sizes),
        np.searchsorted(of_doc, np.arange(len(docs))),        (indices - has_before).astype(int), (indices + has_after).astype(int), has_before, has_after,
        np.array(place, dtype="f"), extras,
    )  # fmt: skip


_ZONE_AT = {name: i for i, name in enumerate(ZONES)}
_GRAMMAR_AT = {name: len(ZONES) + i for i, name in enumerate(GRAMMAR)}
_LEXICON_AT = {name: len(ZONES) + len(GRAMMAR) + i for i, name in enumerate(LEXICON)}


def _mark(rows: Array, doc: Doc) -> None:
    """Set the columns of the grammar and the lexicon."""
    known = state(doc)
    starts = known["starts"]
    for finding in known["findings"]:
        if (column := _GRAMMAR_AT.get(finding["kind"])) is not None:
            a, b = np.searchsorted(starts, (finding["start"], finding["end"]))
            rows[a:b, column] = 1.0
    for key, start, end in known["phrases"]:
        column = _LEXICON_AT.get(key)
        if column is None:
            column = _LEXICON_AT.get(key.split(".")[0] + ".")
        if column is not None:
            rows[start:end, column] = 1.0

"""How the tokens of a batch of Docs lie in sentences, as arrays: the frame in which the network reads."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from spacy.attrs import LOWER, NORM, PREFIX, SHAPE, SUFFIX
from spacy.tokens import Doc

from .spelling import american
from .state import AUTHORED, State, state, token_range, trimmed

Array = np.ndarray[Any, np.dtype[Any]]

#: What the network knows of a token by itself; the last looks up its word vector.
ATTRIBUTES = [NORM, PREFIX, SUFFIX, SHAPE, LOWER]
#: What stands for every number and every duration, in all attributes.
MASKS = {"number": 1, "duration": 2}
#: Zones in the order of their columns.
ZONES = ("subject", "greeting", "body", "signoff", "signature", "quoted")
#: Findings of the grammar that the network is told.
GRAMMAR = ("duration", "number", "date")
#: Groups of the lexicon that the network is told, a column each; a name that ends in a dot is a whole file.
LEXICON = (
    "asks.request", "asks.hint", "asks.imperative", "asks.block", "vague.", "cues.reason", "cues.channel",
    "cues.recurrence", "cues.live", "cues.choice", "cues.light", "cues.heavy", "objects.named", "objects.attention",
    "kinds.introduction", "kinds.referral", "kinds.mentoring", "kinds.decision", "kinds.feedback", "kinds.meeting",
    "kinds.resource", "kinds.favour", "kinds.question",
)  # fmt: skip
EXTRAS = len(ZONES) + len(GRAMMAR) + len(LEXICON)
#: Columns that say where a sentence stands: first, last, and its relative place.
POSITIONS = 3


class Layout(NamedTuple):
    """Indices of tokens, sentences and parts in a batch.

    What the sender wrote for this message is one part of a Doc, and all else (greeting, sign-off, signature, quotes, white
    space) another: nothing of it bears on what is read of the first. ``order`` puts the tokens of the batch in the order of
    their parts, ``back`` undoes it; ``segment_rows`` are the sentences that are segments of a Doc, ``parts`` the part of each
    Doc that is rated. ``starts`` and ``lengths`` of the sentences in tokens; ``sentence_of`` each token; ``part_of`` each
    sentence; ``part_starts`` and ``part_lengths`` in tokens, ``part_sentences`` the first sentence of each; ``before`` and
    ``after`` are the neighbours of a sentence (itself where it has none, with ``has_*`` 0.0); ``doc_starts`` and
    ``doc_segments`` are for splitting.
    """

    order: Array
    back: Array
    segment_rows: Array
    parts: Array
    starts: Array
    lengths: Array
    sentence_of: Array
    part_of: Array
    part_starts: Array
    part_lengths: Array
    part_sentences: Array
    before: Array
    after: Array
    has_before: Array
    has_after: Array
    positions: Array
    extras: Array
    doc_starts: Array
    doc_segments: Array


#: The segment's number in the Doc (-1 for the white space behind a sentence), its zone, and its tokens.
_Piece = tuple[int, str, int, int]


def layout(docs: list[Doc]) -> Layout:
    """Return the layout of Docs that have at least one token each."""
    first: list[int] = []  # token of each sentence, in the order of the Docs
    starts: list[int] = []
    lengths: list[int] = []
    part_of: list[int] = []
    place: list[tuple[float, float, float]] = []
    segment_rows: list[int] = []
    parts: list[int] = []
    part_starts: list[int] = []
    part_sentences: list[int] = []
    doc_starts: list[int] = []
    doc_segments: list[int] = []
    offset = laid = 0
    extras = np.zeros((sum(map(len, docs)), EXTRAS), dtype="f")
    for doc in docs:
        known = state(doc)
        rows = extras[offset : offset + len(doc)]
        _mark(rows, known)
        segments = known["segments"]
        row_of = [0] * len(segments)
        parts.append(len(part_starts))
        for pieces in filter(None, _pieces(known, segments)):
            part_starts.append(laid)
            part_sentences.append(len(starts))
            last = len(pieces) - 1
            for i, (segment, zone, start, end) in enumerate(pieces):
                if segment >= 0:
                    row_of[segment] = len(starts)
                first.append(offset + start)
                starts.append(laid)
                lengths.append(end - start)
                part_of.append(len(part_starts) - 1)
                place.append((i == 0, i == last, i / len(pieces)))
                laid += end - start
                if zone:
                    rows[start:end, _ZONE_AT[zone]] = 1.0
        segment_rows += row_of
        offset += len(doc)
        doc_starts.append(offset)
        doc_segments.append(len(segment_rows))
    of_token, of_sentence, begins = np.arange(offset), np.arange(len(starts)), np.array(starts)
    order = of_token + (np.array(first) - begins).repeat(lengths)
    back = np.empty_like(order)
    back[order] = of_token
    positions = np.array(place, dtype="f")
    has_before, has_after = 1 - positions[:, 0], 1 - positions[:, 1]
    return Layout(
        order, back, np.array(segment_rows), np.array(parts), begins, np.array(lengths), of_sentence.repeat(lengths),
        np.array(part_of), np.array(part_starts), np.diff([*part_starts, offset]), np.array(part_sentences),
        of_sentence - has_before.astype(int), of_sentence + has_after.astype(int),
        has_before, has_after, positions, extras[order],
        np.array(doc_starts[:-1], dtype=int), np.array(doc_segments[:-1], dtype=int),
    )  # fmt: skip


def token_features(docs: list[Doc]) -> Array:
    """Return what the network knows of each token by itself: a number is a number, a duration a duration, a word one spelling."""
    features: Array = np.concatenate([doc.to_array(ATTRIBUTES) for doc in docs])
    found, forms = american(features[:, _LOWER])
    features[found, _NORM] = features[found, _LOWER] = forms[:, 0]
    features[found, _SUFFIX] = forms[:, 1]
    offset = 0
    for doc in docs:
        known = state(doc)
        for finding in known["findings"]:
            if (mask := MASKS.get(finding["kind"])) is not None:
                covered = token_range(known, finding["start"], finding["end"])
                features[offset + covered.start : offset + covered.stop] = mask
        offset += len(doc)
    return features


_NORM, _SUFFIX, _LOWER = map(ATTRIBUTES.index, (NORM, SUFFIX, LOWER))
_ZONE_AT = {name: i for i, name in enumerate(ZONES)}
_GRAMMAR_AT = {name: len(ZONES) + i for i, name in enumerate(GRAMMAR)}
_LEXICON_AT = {name: len(ZONES) + len(GRAMMAR) + i for i, name in enumerate(LEXICON)}


def _pieces(known: State, segments: list[tuple[str, int, int]]) -> tuple[list[_Piece], list[_Piece]]:
    """Return the sentences that the sender wrote for this message, and all else."""
    own: list[_Piece] = []
    other: list[_Piece] = []
    for i, (zone, start, end) in enumerate(segments):
        first, stop = trimmed(known, start, end) if zone in AUTHORED else (start, start)
        if first < stop:
            own.append((i, zone, start, stop))
            if stop < end:
                other.append((-1, "", stop, end))
        else:
            other.append((i, "" if zone in AUTHORED else zone, start, end))
    return own, other


def _mark(rows: Array, known: State) -> None:
    """Set the columns of the grammar and the lexicon."""
    for finding in known["findings"]:
        if (column := _GRAMMAR_AT.get(finding["kind"])) is not None:
            covered = token_range(known, finding["start"], finding["end"])
            rows[covered.start : covered.stop, column] = 1.0
    for key, start, end in known["phrases"]:
        if (column := _lexicon_at(key)) is not None:
            rows[start:end, column] = 1.0


@cache
def _lexicon_at(key: str) -> int | None:
    return _LEXICON_AT.get(key, _LEXICON_AT.get(key.partition(".")[0] + "."))

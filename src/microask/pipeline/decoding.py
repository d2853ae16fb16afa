"""From what the network says of single words to spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from .heads import SPAN_HEADS, TOKEN_HEADS, columns
from .network import Array

_TOKEN = columns(TOKEN_HEADS)
#: What opening a span costs, and what each of its words gains, in log odds. Words are read one by one, and a span is one thing:
#: a cost joins the scraps of one reason and drops single words. Chosen on drafts that the reader had not seen, by F1 of spans
#: that share half of their union.
OPENING: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"deliverable": (1.5, 0.75), "reason": (3.0, 1.0), "vague": (1.0, 0.75), "recurrence": (0.5, 0.75), "channel": (0.0, 0.5)}
)
# The columns of these heads stand side by side.
_SPANS = slice(_TOKEN[SPAN_HEADS[0]].start, _TOKEN[SPAN_HEADS[-1]].stop)
_GAINS = np.array([[OPENING[kind][1]] for kind in SPAN_HEADS], dtype="f")
#: Kinds of which two spans never stand side by side.
_WHOLE = frozenset(("reason",))

Span = tuple[int, int]


def spans_of(tokens: Array, zone_of: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the spans of every kind.

    Parameters
    ----------
    tokens : ndarray of shape (n_tokens, n_columns)
        Log odds of the token heads.
    zone_of : sequence of str
        Zone of each token; no span reaches from one into the next.

    Yields
    ------
    (kind, start, end)
        Tokens, end exclusive.
    """
    names = tokens[:, _TOKEN["name"]].argmax(axis=1)
    if names.any():
        for kind, labels in (("person", np.where(names < 3, names, 0)), ("organization", np.maximum(names - 2, 0))):
            for start, end in labelled(labels, zone_of):
                yield kind, start, end
    by_kind = tokens[:, _SPANS].T.reshape(len(SPAN_HEADS), 3, len(tokens))
    # Only operations that give the same bits everywhere: no exponentials.
    gained = np.maximum(by_kind[:, 1], by_kind[:, 2]) - by_kind[:, 0] + _GAINS
    for at in (gained > 0).any(axis=1).nonzero()[0].tolist():
        kind, inside, odds = SPAN_HEADS[at], gained[at], by_kind[at]
        cost = OPENING[kind][0]
        likely = (inside > 0).nonzero()[0]
        if inside[likely].sum() <= cost:
            continue
        # No span begins before the first word that gains something, and none ends behind the last.
        first, last = int(likely[0]), int(likely[-1]) + 1
        labels = np.zeros(len(inside), dtype=int)
        labels[first:last] = best_path(inside[first:last].tolist(), cost)
        if kind not in _WHOLE:
            labels[(labels == 2) & (odds[1] > odds[2])] = 1
        for start, end in labelled(labels, zone_of):
            yield kind, start, end


def best_path(inside: Sequence[float], cost: float) -> list[int]:
    """Return the labels (0 outside, 1 beginning, 2 inside) of the best sum over the words inside, less a cost a span."""
    out, within = 0.0, float("-inf")
    from_within, opened = [], []
    for value in inside:
        opens = out - cost > within
        closes = within > out
        out, within = within if closes else out, (out - cost if opens else within) + value
        from_within.append(closes)
        opened.append(opens)
    labels = [0] * len(inside)
    is_within = within > out
    for i in range(len(inside) - 1, -1, -1):
        if is_within:
            labels[i] = 1 if opened[i] else 2
            is_within = not opened[i]
        else:
            is_within = from_within[i]
    return labels


def labelled(labels: Array, zone_of: Sequence[str] | None = None) -> Iterator[Span]:
    """Yield the spans of a row of labels (0 outside, 1 beginning, 2 inside); a span ends where its zone does."""
    start, previous = -1, -2
    for i in labels.nonzero()[0].tolist():
        if i != previous + 1 or labels[i] == 1 or (zone_of and zone_of[i] != zone_of[previous]):
            if start >= 0:
                yield start, previous + 1
            start = i
        previous = i
    if start >= 0:
        yield start, previous + 1

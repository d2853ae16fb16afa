"""From what the network says of single words to spans."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from .heads import SPAN_HEADS, TOKEN_HEADS, columns
from .layout import Array

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
#: Kinds of which two spans may stand side by side.
_PARTED = np.array([[kind != "reason"] for kind in SPAN_HEADS])
_KINDS = ("person", "organization", *SPAN_HEADS)
_BEGINS, _INSIDE = 1, 2
#: By label of the name head, the label of a person and that of an organization.
_NAMES = np.array([[0, _BEGINS, _INSIDE, 0, 0], [0, 0, 0, _BEGINS, _INSIDE]], dtype="i1")

Span = tuple[int, int]


class Words(NamedTuple):
    """What is read of the words of one Doc.

    Attributes
    ----------
    pos : bytes
        By word, the number of its part of speech.
    scope : list of float
        By word, the log odds that it belongs to an ask.
    asks : list of bool
        Whether it is one of the words that ask.
    spans : list of (kind, start, end)
        Tokens, end exclusive; none reaches from one zone into the next.
    """

    pos: bytes
    scope: list[float]
    asks: list[bool]
    spans: list[tuple[str, int, int]]


def words_of(tokens: Sequence[Array], zones: Sequence[Sequence[tuple[str, int, int]]]) -> list[Words]:
    """Decode what is said of the words of some Docs.

    Parameters
    ----------
    tokens : sequence of ndarray of shape (n_tokens, n_columns)
        By Doc, log odds of the token heads.
    zones : sequence of sequences of (zone, start, end)
        By Doc, the zones of its tokens.

    Returns
    -------
    list of Words
        Of each Doc what is said of it alone: one pass over all only takes less time.
    """
    odds = np.concatenate(tokens)
    bounds = [0, *accumulate(map(len, tokens))]
    pos = odds[:, _TOKEN["pos"]].argmax(axis=1).astype("u1").tobytes()
    scope = (odds[:, _TOKEN["scope"].start + 1] - odds[:, _TOKEN["scope"].start]).tolist()
    asks = (odds[:, _TOKEN["ask"].start + 1] > odds[:, _TOKEN["ask"].start]).tolist()
    words = [Words(pos[a:b], scope[a:b], asks[a:b], []) for a, b in pairwise(bounds)]
    for kind, start, end in _spans(odds, bounds, zones):
        at = bisect_right(bounds, start) - 1
        words[at].spans.append((kind, start - bounds[at], end - bounds[at]))
    return words


def _spans(odds: Array, bounds: Sequence[int], zones: Sequence[Sequence[tuple[str, int, int]]]) -> Iterator[tuple[str, int, int]]:
    """Yield the spans of every kind, kind by kind."""
    length = len(odds)
    by_kind = odds[:, _SPANS].T.reshape(len(SPAN_HEADS), 3, length)
    # Only operations that give the same bits everywhere: no exponentials.
    gained = (np.maximum(by_kind[:, 1], by_kind[:, 2]) - by_kind[:, 0] + _GAINS).ravel()
    likely = (gained > 0).nonzero()[0]
    at, gains = likely.tolist(), gained[likely].tolist()
    best = np.zeros(len(gained), dtype="i1")
    low = high = 0
    for row, kind in enumerate(SPAN_HEADS):
        cost = OPENING[kind][0]
        for end in bounds[1:]:
            low, high = high, bisect_left(at, row * length + end, high)
            if sum(gains[low:high]) > cost:
                # No span begins before the first word that gains something, and none ends behind the last.
                first, last = at[low], at[high - 1] + 1
                best[first:last] = best_path(gained[first:last].tolist(), cost)
    inside = best.reshape(-1, length)
    inside[_PARTED & (inside == _INSIDE) & (by_kind[:, 1] > by_kind[:, 2])] = _BEGINS
    labels = np.concatenate([_NAMES[:, odds[:, _TOKEN["name"]].argmax(axis=1)], inside])
    breaks = [bound + start for bound, its in zip(bounds, zones, strict=False) for start in _breaks(its)]
    labels[:, breaks] = labels[:, breaks].clip(max=_BEGINS)
    for start, end in labelled(labels.ravel()):
        row, first = divmod(start, length)
        yield _KINDS[row], first, first + end - start


def _breaks(zones: Sequence[tuple[str, int, int]]) -> list[int]:
    """Return the tokens at which another zone begins."""
    return [start for (zone, start, _), before in zip(zones, [None, *zones], strict=False) if before is None or zone != before[0]]


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


def labelled(labels: Array) -> Iterator[Span]:
    """Return the spans of a row of labels (0 outside, 1 beginning, 2 inside)."""
    at = labels.nonzero()[0]
    begins = labels[at] == _BEGINS
    begins[:1] = True
    begins[1:] |= at[1:] > at[:-1] + 1
    first = begins.nonzero()[0]
    lasts = [*at[first[1:] - 1].tolist(), *at[-1:].tolist()]
    return ((start, last + 1) for start, last in zip(at[first].tolist(), lasts, strict=True))

"""Other surroundings for the ask of an annotated draft: context left out, or taken over from another draft.

A careful reader rates what is asked: sentences that belong to no ask change no rating, wherever they come from.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from .spans import Span

#: Share of the drafts that lose context, and of those that get more of it.
LESS, MORE = 0.3, 0.3
#: Share of its context that a draft loses then, and the most sentences that it gets.
LOST, ADDED = 0.6, 3


class Piece(NamedTuple):
    """A stretch of a draft with the spans in it."""

    text: str
    spans: tuple[Span, ...]
    frame: bool  # stands before or behind the body
    asks: bool  # belongs to an ask


def pieces_of(text: str, spans: Sequence[Span], sentences: Sequence[tuple[int, int]]) -> list[Piece]:
    """Cut a draft into what stands before its body, the sentences of the body, and what follows.

    Parameters
    ----------
    text : str
    spans : sequence of Span
    sentences : sequence of (int, int)
        Of the body, ascending.

    Returns
    -------
    list of Piece
        Joined they are the text; no span lies in two.
    """
    starts, last = {start for start, _ in sentences}, max((end for _, end in sentences), default=len(text))
    cuts = [cut for cut in sorted({0, *starts, last, len(text)}) if not any(span.start < cut < span.end for span in spans)]
    first = min(starts, default=0)
    return [
        Piece(
            text[start:end],
            tuple(moved(inside := [span for span in spans if start <= span.start and span.end <= end], -start)),
            end <= first or start >= last,
            any(span.scope == "ask" for span in inside),
        )
        for start, end in pairwise(cuts)
    ]


def moved(spans: Iterable[Span], by: int) -> list[Span]:
    """Return spans so many characters further on."""
    return [Span(span.kind, span.scope, span.start + by, span.end + by, span.detail) for span in spans]


def joined(pieces: Iterable[Piece]) -> tuple[str, tuple[Span, ...]]:
    """Put pieces together."""
    text, spans = "", []
    for piece in pieces:
        spans += moved(piece.spans, len(text))
        text += piece.text
    return text, tuple(spans)


def surrounded(pieces: Sequence[Piece], donor: Sequence[Piece], rng: random.Random) -> tuple[str, tuple[Span, ...]]:
    """Return a draft with less context, more of it, both or neither.

    Parameters
    ----------
    pieces, donor : sequence of Piece
        Of the draft, and of another from which it may take sentences.
    rng : random.Random

    Returns
    -------
    (str, tuple of Span)
    """
    kept = list(pieces)
    if rng.random() < LESS:
        kept = [piece for piece in pieces if piece.asks or rng.random() >= LOST]
        if all(piece.frame for piece in kept):
            kept = list(pieces)
    if rng.random() < MORE:
        offered = [piece for piece in donor if _is_context(piece)]
        for piece in rng.sample(offered, min(len(offered), rng.randint(1, ADDED))):
            kept.insert(_place(kept, rng), _apart(piece))
    return joined(kept)


def _is_context(piece: Piece) -> bool:
    """Tell whether a piece can stand in somebody else's message: it belongs to no ask, and names neither sender nor reader."""
    named = any(span.detail in ("reader", "sender") for span in piece.spans)
    return not (piece.asks or piece.frame or named or not piece.text.strip())


def _place(pieces: Sequence[Piece], rng: random.Random) -> int:
    """Return a place in the body, but not between the sentences of an ask: one may lean on the other."""
    body = [i for i, piece in enumerate(pieces) if not piece.frame] or [0]
    asking = [i for i in body if pieces[i].asks] or body
    return rng.choice([i for i in body if i <= asking[0]] + [i + 1 for i in body if i >= asking[-1]])


def _apart(piece: Piece) -> Piece:
    """Set a piece off from its neighbours."""
    stripped = piece.text.lstrip()
    by = 1 - (len(piece.text) - len(stripped))
    return piece._replace(text=f" {stripped.rstrip()} ", spans=tuple(moved(piece.spans, by)))

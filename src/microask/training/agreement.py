"""How well raters and annotators agree: Krippendorff's alpha for ratings, F1 of spans by kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .corpus import Draft
from .ratings import SCALES
from .spans import Span


def interval_alpha(units: Sequence[Sequence[float]]) -> float:
    """Return Krippendorff's alpha with the interval metric.

    Parameters
    ----------
    units : sequence of sequences of float
        The ratings of each unit, any number of raters; units with fewer than two ratings play no part.

    Returns
    -------
    float
        1.0 for perfect agreement, 0.0 for chance; nan where there is nothing to compare.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. For the interval metric the disagreement expected is
    twice the variance of all pairable values, the one observed a weighted mean of the variances within units.
    """
    pairable = [np.asarray(unit, dtype=float) for unit in units if len(unit) > 1]
    if not pairable:
        return float("nan")
    values = np.concatenate(pairable)
    observed = sum(len(unit) * unit.var(ddof=1) for unit in pairable) / len(values)
    expected = values.var(ddof=1)
    return float(1 - observed / expected) if expected else float("nan")


def rating_alpha(drafts: Sequence[Draft], scale: str) -> float:
    """Return alpha of one scale (``has_ask`` counts as 0 and 1) over drafts."""
    if scale == "has_ask":
        return interval_alpha([[float(rating.has_ask) for rating in draft.ratings] for draft in drafts])
    if scale not in SCALES:
        raise ValueError(f"scale should be has_ask, {', '.join(SCALES)}; got {scale!r}")
    return interval_alpha(
        [[value for rating in draft.ratings if (value := getattr(rating, scale)) is not None] for draft in drafts]
    )


class SpanF1(NamedTuple):
    """F1 of two annotations of the same texts: spans equal, and spans that overlap."""

    spans: int
    exact: float
    overlap: float


def span_f1(first: Sequence[Sequence[Span]], second: Sequence[Sequence[Span]], kind: str) -> SpanF1:
    """Return how well two annotators agree on one kind; the scope plays no part.

    Parameters
    ----------
    first, second : sequence of sequences of Span
        By text, in the same order.
    kind : str

    Returns
    -------
    SpanF1
        ``spans`` of the first annotator; nan where neither found any.
    """
    counts = np.zeros(4)
    total = 0
    for ours, theirs in zip(first, second, strict=True):
        a = {(span.start, span.end) for span in ours if span.kind == kind}
        b = {(span.start, span.end) for span in theirs if span.kind == kind}
        total += len(a)
        touched_a = sum(any(x < v and u < y for u, v in b) for x, y in a)
        touched_b = sum(any(x < v and u < y for u, v in a) for x, y in b)
        counts += [2 * len(a & b), touched_a + touched_b, len(a) + len(b), 0]
    if not counts[2]:
        return SpanF1(0, float("nan"), float("nan"))
    return SpanF1(total, float(counts[0] / counts[2]), float(counts[1] / counts[2]))

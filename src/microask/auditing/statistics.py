"""Intervals of reply rates and of their differences, and the adjustment for many looks; on counts alone."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from .results import CONFIDENCE, Difference, Rate

NAN = float("nan")


def wilson(replies: int, messages: int, confidence: float = CONFIDENCE) -> Rate:
    """Return a reply rate with its Wilson score interval.

    Parameters
    ----------
    replies, messages : int
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Rate
        All nan, with the interval 0 to 1, where there are no messages.
    """
    if not messages:
        return Rate(0, 0, NAN, 0.0, 1.0)
    interval = stats.binomtest(replies, messages).proportion_ci(confidence, method="wilson")
    return Rate(replies, messages, replies / messages, float(interval.low), float(interval.high))


def newcombe(first: Rate, second: Rate) -> Difference:
    """Return the difference of two independent rates with Newcombe's interval, at the confidence of the rates.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine
    17, 873-890, method 10: the Wilson limits of both rates, joined.
    """
    return _joined(first, second, [(1.0, first, second)])


def stratified(strata: Sequence[tuple[Rate, Rate]]) -> Difference | None:
    """Return the difference of two rates within strata, averaged with the weights of Mantel and Haenszel.

    Parameters
    ----------
    strata : sequence of (Rate, Rate)
        Strata with an empty side have no weight.

    Returns
    -------
    Difference or None
        Its rates are those of all messages in strata with both sides. None where there is no such stratum.

    References
    ----------
    Zou, G. Y., Huang, W., & Zhang, X. (2009). A note on confidence interval estimation for a linear function of binomial
    proportions. Computational Statistics & Data Analysis 53, 1080-1085: each rate enters with its Wilson limits, so the
    interval is Newcombe's where there is one stratum, and does not shrink to a point where nobody replied.
    """
    both = [(one, two) for one, two in strata if one.messages and two.messages]
    if not both:
        return None
    weights = [one.messages * two.messages / (one.messages + two.messages) for one, two in both]
    total = sum(weights)
    first, second = (wilson(sum(r.replies for r in side), sum(r.messages for r in side)) for side in zip(*both, strict=True))
    return _joined(first, second, [(weight / total, *pair) for weight, pair in zip(weights, both, strict=True)])


def _joined(first: Rate, second: Rate, weighted: Sequence[tuple[float, Rate, Rate]]) -> Difference:
    difference = sum(weight * (one.rate - two.rate) for weight, one, two in weighted)
    below = sum(weight**2 * ((one.rate - one.low) ** 2 + (two.high - two.rate) ** 2) for weight, one, two in weighted)
    above = sum(weight**2 * ((one.high - one.rate) ** 2 + (two.rate - two.low) ** 2) for weight, one, two in weighted)
    return Difference(first, second, difference, difference - math.sqrt(below), difference + math.sqrt(above))


def fisher(first: Rate, second: Rate) -> float:
    """Return the two-sided p-value of Fisher's exact test that two rates are the same."""
    table = [[rate.replies, rate.messages - rate.replies] for rate in (first, second)]
    return float(stats.fisher_exact(table).pvalue)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's method, valid however the tests depend on one another.

    Marking those below 0.05 marks anything at all by chance in at most 5 of 100 tables.
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(len(order), 0, -1)
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(np.asarray(p_values)[order] * factors))
    return [float(value) for value in adjusted]

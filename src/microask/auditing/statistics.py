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
    rate = replies / messages
    return Rate(replies, messages, rate, *_wilson_limits(rate, messages, confidence))


def _wilson_limits(rate: float, messages: float, confidence: float) -> tuple[float, float]:
    """Return Wilson's limits of a rate; the number of messages need not be whole, which scipy's function asks for."""
    z2 = float(stats.norm.isf((1 - confidence) / 2)) ** 2
    centre = rate + z2 / (2 * messages)
    reach = math.sqrt(z2 * rate * (1 - rate) / messages + (z2 / (2 * messages)) ** 2)
    scale = 1 + z2 / messages
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def newcombe(first: Rate, second: Rate) -> Difference:
    """Return the difference of two independent rates with Newcombe's interval, at the confidence of the rates.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine
    17, 873-890, method 10: the Wilson limits of both rates, joined.
    """
    limits = _joined((first.rate, first.low, first.high), (second.rate, second.low, second.high))
    return Difference(first, second, *limits)


def stratified(strata: Sequence[tuple[Rate, Rate]], confidence: float = CONFIDENCE) -> Difference | None:
    """Return the difference of two rates within strata, averaged with the weights of Mantel and Haenszel.

    Parameters
    ----------
    strata : sequence of (Rate, Rate)
        Strata with an empty side have no weight.
    confidence : float

    Returns
    -------
    Difference or None
        Its rates are those of all messages in strata with both sides. None where there is no such stratum.

    Notes
    -----
    The weighted rate of each side has the Wilson limits of as many messages as would give its variance, and these are joined
    as Newcombe joins them; so the interval is Newcombe's where there is one stratum, and does not shrink to a point where
    nobody replied, as the usual ones for the Mantel-Haenszel difference do.

    References
    ----------
    Yan, X., & Su, X. G. (2010). Stratified Wilson and Newcombe confidence intervals for multiple binomial proportions.
    Statistics in Biopharmaceutical Research 2, 329-335.
    """
    both = [(one, two) for one, two in strata if one.messages and two.messages]
    if not both:
        return None
    weights = np.array([one.messages * two.messages / (one.messages + two.messages) for one, two in both])
    weights /= weights.sum()
    totals, weighted = [], []
    for side in zip(*both, strict=True):
        rate = float(sum(weight * each.rate for weight, each in zip(weights, side, strict=True)))
        effective = float(1 / sum(weight**2 / each.messages for weight, each in zip(weights, side, strict=True)))
        weighted.append((rate, *_wilson_limits(rate, effective, confidence)))
        totals.append(wilson(sum(each.replies for each in side), sum(each.messages for each in side), confidence))
    return Difference(totals[0], totals[1], *_joined(*weighted))


def _joined(first: tuple[float, float, float], second: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the difference of two rates with its limits, from (rate, low, high) of each."""
    (one, one_low, one_high), (two, two_low, two_high) = first, second
    difference = one - two
    return (
        difference,
        difference - math.hypot(one - one_low, two_high - two),
        difference + math.hypot(one_high - one, two - two_low),
    )


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

"""What goes with replies: by band, micro against macro, within thirds of length, by finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy import stats

from ..features import FEATURES
from .results import CONFIDENCE, LABELS, TOO_FEW, Band, Difference, Lift, Message, Rate, Third
from .statistics import fisher, holm, newcombe, stratified, wilson

#: Features that say again what another says, or that every ask has.
_NOT_TOLD = frozenset(("ask_strength", "ask_minutes", "n_content", "vague_ratio"))
#: The findings that are looked at, in words.
FINDINGS = {feature.name: feature for feature in FEATURES if feature.name not in _NOT_TOLD}


def findings_of(features: Mapping[str, float]) -> tuple[str, ...]:
    """Return the names of the findings that are present, from the features of a score."""
    return tuple(name for name, feature in FINDINGS.items() if features[name] >= feature.steps[0])


def rate_of(messages: Iterable[Message], confidence: float = CONFIDENCE) -> Rate:
    """Return the reply rate of messages; those whose outcome is not known are left out."""
    outcomes = Counter(message.replied for message in messages)
    return wilson(outcomes[True], outcomes[True] + outcomes[False], confidence)


def bands(messages: Sequence[Message]) -> tuple[Band, ...]:
    """Return the messages of each label with their reply rate."""
    rows = []
    for label in LABELS:
        own = [message for message in messages if message.label == label]
        rows.append(Band(label, len(own), sum(message.replied is None for message in own), rate_of(own)))
    return tuple(rows)


def micro_macro(messages: Sequence[Message]) -> Difference:
    """Return how much more often micro than macro asks were answered."""
    return newcombe(*(rate_of(message for message in messages if message.label == label) for label in ("micro", "macro")))


def thirds(messages: Sequence[Message]) -> tuple[Third, ...]:
    """Return micro against macro within thirds of the length of the asks; fewer than three where many are as long."""
    known = [message for message in messages if message.value is not None and message.replied is not None]
    if not known:
        return ()
    # Messages that are as long stay together: the middle of their ranks decides.
    ranks = stats.rankdata([message.words for message in known])
    place = (3 * (ranks - 0.5) / len(known)).astype(int)
    rows = []
    for third in np.unique(place):
        own = [message for message, at in zip(known, place, strict=True) if at == third]
        lengths = [message.words for message in own]
        rows.append(Third(min(lengths), max(lengths), micro_macro(own)))
    return tuple(rows)


def adjusted(rows: Sequence[Third]) -> Difference | None:
    """Return micro against macro over the thirds, so that length plays no part."""
    return stratified([(row.micro_macro.first, row.micro_macro.second) for row in rows])


def lifts(messages: Sequence[Message]) -> tuple[Lift, ...]:
    """Return the findings of asks with their lift, from those that went with replies to those that went without.

    Looked at are findings with at least ``TOO_FEW`` messages on both sides, which the outcome has no part in choosing.
    """
    known = [message for message in messages if message.value is not None and message.replied is not None]
    sides = {name: ([m for m in known if name in m.findings], [m for m in known if name not in m.findings]) for name in FINDINGS}
    names = [name for name, pair in sides.items() if min(map(len, pair)) >= TOO_FEW]
    confidence = 1 - (1 - CONFIDENCE) / max(1, len(names))
    differences = [newcombe(*(rate_of(side, confidence) for side in sides[name])) for name in names]
    p_values = holm([fisher(each.first, each.second) for each in differences])
    rows = [
        Lift(name, FINDINGS[name].present, difference, p_value, p_value < 1 - CONFIDENCE)
        for name, difference, p_value in zip(names, differences, p_values, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.lift.difference, row.finding)))

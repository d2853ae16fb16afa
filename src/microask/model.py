"""The scorer: what scikit-learn learned, as arrays, evaluated in a fixed order with nothing but Python floats.

Loading runs no code and imports no scikit-learn. ``microask.estimators`` gives the same model back as scikit-learn objects.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .errors import ModelError
from .features import FEATURES

#: Of the files; raised when their meaning changes.
FORMAT = 1
ARRAYS = "scorer.npz"
MANIFEST = "meta.json"
#: The heads of the model, in the order of the coefficient rows.
HEADS = ("has_ask", "small", "specific")
#: Scores are kept this far from 0 and 1 before their logarithms are taken.
TINY = 1e-6
#: Wording scores enter by segments between knots, each with its own slope; apart for asks that state a time and asks that
#: do not, since a stated time says more of the cost of a yes than any wording.
SEGMENTS = 6
TIMED = "ask_minutes"
#: Nodes and weights of Gauss-Legendre quadrature on 0..1, for the effects.
_NODES = [(float(x + 1) / 2, float(w) / 2) for x, w in zip(*np.polynomial.legendre.leggauss(12), strict=True)]
_ARRAYS = ("coefficients", "intercepts", "means", "join", "knots", "idf", "weights", "offsets", "terms")
_TIMED_AT = [feature.name for feature in FEATURES].index(TIMED)


@cache
def columns() -> tuple[str, ...]:
    """Return for each column of the encoded table the feature it comes from; the wording scores are named by head."""
    steps = tuple(feature.name for feature in FEATURES for _ in feature.steps)
    return steps + tuple(f"wording_{head}" for head in HEADS for _ in range(2 * SEGMENTS))


def schema_hash() -> str:
    """Return a hash of the feature table's names, thresholds and directions."""
    rows = [(f.name, f.steps, f.small, f.specific) for f in FEATURES]
    return hashlib.sha256(repr((FORMAT, rows, SEGMENTS)).encode()).hexdigest()


def encode(features: Sequence[float], wording: Sequence[float], knots: Sequence[Sequence[float]]) -> list[float]:
    """Return a row of the encoded table.

    Parameters
    ----------
    features : sequence of float
        In the order of ``FEATURES``.
    wording : sequence of 3 floats
        The wording score of each head.
    knots : sequence of 3 sequences of ``SEGMENTS + 1`` floats
        Ascending, by head.

    Returns
    -------
    list of float
        For each threshold of a feature 1.0 where it is reached; for each wording score how far it reaches into each segment,
        first for asks without a stated time, then for asks with one (the other half is 0.0).
    """
    row = [float(x >= step) for x, feature in zip(features, FEATURES, strict=True) for step in feature.steps]
    timed = features[_TIMED_AT] > 0
    for score, bounds in zip(wording, knots, strict=True):
        reached = [min(max(score, low), high) - low for low, high in pairwise(bounds)]
        nothing = [0.0] * SEGMENTS
        row += nothing + reached if timed else reached + nothing
    return row


def sigmoid(x: float) -> float:
    """Return the logistic function of x."""
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def join(small: float, specific: float, parameters: Sequence[float]) -> float:
    """Join two scores by a weighted geometric mean, in which the weaker side pulls harder.

    Parameters
    ----------
    small, specific : float
        0 to 1.
    parameters : sequence of 3 floats
        Weight of ``small`` in the mean; slope and intercept of a calibration in the space of log odds.

    Returns
    -------
    float
        0 to 1.
    """
    weight, slope, intercept = parameters
    log_mean = weight * math.log(max(small, TINY)) + (1 - weight) * math.log(max(specific, TINY))
    return sigmoid(intercept + slope * (log_mean - math.log(-math.expm1(min(log_mean, -TINY)))))


class Prediction(NamedTuple):
    """What the scorer says of one draft.

    ``effects`` are on value, by feature and ``"wording"``, and add up to ``value - base``; ``words`` are the terms that weigh
    most in the wording, on the side of its effect, the heaviest first.
    """

    p_ask: float
    small: float
    specific: float
    value: float
    base: float
    effects: dict[str, float]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The trained scorer.

    Attributes
    ----------
    coefficients, intercepts, means : list
        By head and column; the columns' means over the training drafts.
    join : list of float
    knots : list
        By head, where the slope of the wording score may change.
    terms : dict of str to (float, tuple of float)
        For each term of the wording model its inverse document frequency and its weight for each head.
    offsets : list of float
        Intercepts of the wording model.
    meta : Mapping
    """

    coefficients: list[list[float]]
    intercepts: list[float]
    means: list[float]
    join: list[float]
    knots: list[list[float]]
    terms: dict[str, tuple[float, tuple[float, ...]]]
    offsets: list[float]
    meta: Mapping[str, Any]

    def wording(self, terms: Sequence[str]) -> list[float]:
        """Return the wording score of each head: a linear model on a unit-length tf-idf vector with logarithmic counts."""
        return self._sum(self.wording_parts(terms))

    def _sum(self, parts: Mapping[str, Sequence[float]]) -> list[float]:
        return [offset + sum((weights[head] for weights in parts.values()), 0.0) for head, offset in enumerate(self.offsets)]

    def wording_parts(self, terms: Sequence[str]) -> dict[str, tuple[float, ...]]:
        """Return what each known term adds to the wording score of each head, in alphabetical order."""
        counts: dict[str, int] = {}
        for term in terms:
            if term in self.terms:
                counts[term] = counts.get(term, 0) + 1
        tf_idf = {term: (1 + math.log(counts[term])) * self.terms[term][0] for term in sorted(counts)}
        length = math.sqrt(sum(x * x for x in tf_idf.values())) or 1.0
        return {term: tuple(x / length * weight for weight in self.terms[term][1]) for term, x in tf_idf.items()}

    def predict(self, features: Sequence[float], terms: Sequence[str]) -> Prediction:
        """Score one draft.

        Parameters
        ----------
        features : sequence of float
            In the order of ``FEATURE_NAMES``.
        terms : sequence of str
            From `microask.wording.wording_terms`.

        Returns
        -------
        Prediction
        """
        parts = self.wording_parts(terms)
        row = encode(features, self._sum(parts), self.knots)
        p_ask = sigmoid(self._logit(0, row))
        end = (self._logit(1, row), self._logit(2, row))
        start = (self._logit(1, self.means), self._logit(2, self.means))
        value = join(sigmoid(end[0]), sigmoid(end[1]), self.join)
        base = join(sigmoid(start[0]), sigmoid(start[1]), self.join)
        effects = self._effects(row, start, end, value - base)
        words = _heaviest(parts, effects["wording"])
        return Prediction(p_ask, sigmoid(end[0]), sigmoid(end[1]), value, base, effects, words)

    def _logit(self, head: int, row: Sequence[float]) -> float:
        total = self.intercepts[head]
        for coefficient, x in zip(self.coefficients[head], row, strict=True):
            total += coefficient * x
        return total

    def _effects(
        self, row: Sequence[float], start: tuple[float, float], end: tuple[float, float], change: float
    ) -> dict[str, float]:
        """Share the change of value among the features: Aumann-Shapley values on the straight path of the log odds."""
        slopes = [0.0, 0.0]
        for node, weight in _NODES:
            at = [a + node * (b - a) for a, b in zip(start, end, strict=True)]
            for side in (0, 1):
                up, down = list(at), list(at)
                up[side] += 1e-4
                down[side] -= 1e-4
                rise = join(sigmoid(up[0]), sigmoid(up[1]), self.join) - join(sigmoid(down[0]), sigmoid(down[1]), self.join)
                slopes[side] += weight * rise / 2e-4
        effects: dict[str, float] = {}
        for i, name in enumerate(columns()):
            moved = row[i] - self.means[i]
            part = slopes[0] * self.coefficients[1][i] * moved + slopes[1] * self.coefficients[2][i] * moved
            key = "wording" if name.startswith("wording_") else name
            effects[key] = effects.get(key, 0.0) + part
        # What the quadrature leaves (below 1e-6) goes to the wording, so that the sum is exact.
        effects["wording"] += change - math.fsum(effects.values())
        return effects


def _heaviest(parts: Mapping[str, Sequence[float]], effect: float) -> tuple[str, ...]:
    """Return the terms on the side of an effect, the heaviest first."""
    sign = 1 if effect >= 0 else -1
    weights = {term: sign * (part[1] + part[2]) for term, part in parts.items()}
    return tuple(sorted((term for term in weights if weights[term] > 0), key=lambda term: (-weights[term], term)))


def load_scorer(folder: Path) -> Scorer:
    """Load a scorer and check it.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``scorer.npz`` and ``meta.json``.

    Returns
    -------
    Scorer

    Raises
    ------
    ModelError
        Where a file is missing, damaged, or made for another feature table; the message names the file and the fix.
    """
    fix = "install microask again, or fit it with `python -m microask.training`"
    try:
        meta = json.loads((folder / MANIFEST).read_text("utf-8"))
        data = (folder / ARRAYS).read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(f"cannot read the scorer in {folder} ({type(error).__name__}): {fix}") from error
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise ModelError(f"{folder / MANIFEST}: expected format {FORMAT}: {fix}")
    if meta.get("schema") != schema_hash():
        raise ModelError(f"{folder / MANIFEST}: made for another feature table than this version's: {fix}")
    if hashlib.sha256(data).hexdigest() != meta.get("sha256"):
        raise ModelError(f"{folder / ARRAYS}: its checksum differs from the manifest's, the file is damaged: {fix}")
    try:
        with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{folder / ARRAYS}: not the arrays of a scorer ({type(error).__name__}): {fix}") from error
    return from_arrays(found, meta)


def from_arrays(arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> Scorer:
    """Make a scorer from its arrays, after checking shapes, types and that all numbers are finite."""
    n_columns = len(columns())
    terms = bytes(arrays["terms"]).decode("utf-8").split("\n")
    expected = {
        "coefficients": (3, n_columns), "intercepts": (3,), "means": (n_columns,), "join": (3,),
        "idf": (len(terms),), "weights": (len(terms), 3), "offsets": (3,),
    }  # fmt: skip
    for name, shape in expected.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.float64 or not np.isfinite(array).all():
            raise ModelError(f"scorer: {name} should be finite float64 of shape {shape}, got {array.dtype} {array.shape}")
    weights = [tuple(row) for row in arrays["weights"].tolist()]
    return Scorer(
        arrays["coefficients"].tolist(),
        arrays["intercepts"].tolist(),
        arrays["means"].tolist(),
        arrays["join"].tolist(),
        arrays["knots"].tolist(),
        dict(zip(terms, zip(arrays["idf"].tolist(), weights, strict=True), strict=True)),
        arrays["offsets"].tolist(),
        meta,
    )

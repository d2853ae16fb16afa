"""The scorer: what scikit-learn learned, as arrays, evaluated in a fixed order with nothing but Python floats.

Loading runs no code and imports no scikit-learn. ``microask.estimators`` gives the same model back as scikit-learn objects.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .errors import ModelError
from .features import FEATURE_NAMES, FEATURES

Array = np.ndarray[Any, np.dtype[Any]]

#: Of the files; raised when their meaning changes.
FORMAT = 3
ARRAYS = "scorer.npz"
MANIFEST = "meta.json"
#: The heads of the model, in the order of the coefficient rows.
HEADS = ("has_ask", "small", "specific")
#: Scores are kept this far from 0 and 1 before their logarithms are taken.
TINY = 1e-6
#: No number of a scorer is larger.
LARGEST = 1_000_000
#: What the reader says by the words alone enters by segments between knots, each with its own slope; apart for asks that state a
#: time and asks that do not, since a stated time says more of the cost of a yes than any wording.
SEGMENTS = 6
TIMED = "ask_minutes"
#: The reader's scores, in the order of the heads.
READINGS = tuple(f"reading_{head}" for head in HEADS)
#: Nodes and weights of Gauss-Legendre quadrature on 0..1, for the effects.
_NODES = [(float(x + 1) / 2, float(w) / 2) for x, w in zip(*np.polynomial.legendre.leggauss(6), strict=True)]
_ARRAYS = ("coefficients", "attribution", "intercepts", "means", "join", "knots")
_STEPS = [feature.steps for feature in FEATURES]
#: By feature, its columns by the number of its steps that are reached.
_ROWS = [[[1.0] * reached + [0.0] * (len(steps) - reached) for reached in range(len(steps) + 1)] for steps in _STEPS]
_NOTHING = [0.0] * SEGMENTS
_N_STEPS = sum(map(len, _STEPS))
_FIRST_STEPS = np.cumsum([0, *map(len, _STEPS[:-1])])
_TIMED_AT = [feature.name for feature in FEATURES].index(TIMED)


@cache
def columns() -> tuple[str, ...]:
    """Return for each column of the encoded table the feature or the reading that it comes from."""
    steps = tuple(feature.name for feature in FEATURES for _ in feature.steps)
    return steps + tuple(reading for reading in READINGS for _ in range(2 * SEGMENTS))


def directions(head: str) -> list[int | None]:
    """Return for each column of the encoded table its direction on one side, None where it plays no part."""
    known = {feature.name: getattr(feature, head) for feature in FEATURES}
    return [known.get(name, 1 if name == f"reading_{head}" else None) for name in columns()]


def schema_hash() -> str:
    """Return a hash of the feature table's names, thresholds and directions."""
    rows = [(f.name, f.steps, f.small, f.specific) for f in FEATURES]
    return hashlib.sha256(repr((FORMAT, rows, READINGS, SEGMENTS)).encode()).hexdigest()


def encode(features: Sequence[float], readings: Sequence[float], knots: Sequence[Sequence[float]]) -> list[float]:
    """Return a row of the encoded table.

    Parameters
    ----------
    features : sequence of float
        In the order of ``FEATURES``.
    readings : sequence of float
        In the order of ``READINGS``.
    knots : sequence of sequences of ``SEGMENTS + 1`` floats
        Ascending, by reading.

    Returns
    -------
    list of float
        For each threshold of a feature 1.0 where it is reached; for each reading how far it reaches into each segment,
        first for asks without a stated time, then for asks with one (the other half is 0.0).
    """
    row: list[float] = []
    for x, steps, rows in zip(features, _STEPS, _ROWS, strict=True):
        row += rows[bisect_right(steps, x)]
    timed = features[_TIMED_AT] > 0
    for reading, bounds in zip(readings, knots, strict=True):
        reached = [0.0 if reading <= low else min(reading, high) - low for low, high in pairwise(bounds)]
        row += _NOTHING + reached if timed else reached + _NOTHING
    return row


def _reached(row: Sequence[float]) -> list[tuple[int, float]]:
    """Return the columns that are not zero; most are, and an exactly rounded sum knows no zeros and no order of its terms."""
    return [(i, x) for i, x in enumerate(row) if x]


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


def join_slopes(small: float, specific: float, parameters: Sequence[float]) -> tuple[float, float]:
    """Return how fast `join` rises with the log odds of either score."""
    weight, slope, intercept = parameters
    log_mean = weight * math.log(max(small, TINY)) + (1 - weight) * math.log(max(specific, TINY))
    rest = -math.expm1(min(log_mean, -TINY))
    value = sigmoid(intercept + slope * (log_mean - math.log(rest)))
    rise = value * (1 - value) * slope / rest
    return rise * weight * (1 - small), rise * (1 - weight) * (1 - specific)


class Prediction(NamedTuple):
    """What the scorer says of one draft.

    ``effects`` are on value, by feature and ``"wording"``, and add up to ``value - base``.
    """

    p_ask: float
    small: float
    specific: float
    value: float
    base: float
    effects: dict[str, float]


@dataclass(frozen=True)
class Scorer:
    """The trained scorer.

    Attributes
    ----------
    coefficients, intercepts, means : list
        By head and column; the columns' means over the training drafts.
    attribution : list
        By head and column: what of the reader's own judgement goes along with the features, for the explanation alone.
    join : list of float
    knots : list
        By reading, where its slope may change.
    meta : Mapping
    """

    coefficients: list[list[float]]
    attribution: list[list[float]]
    intercepts: list[float]
    means: list[float]
    join: list[float]
    knots: list[list[float]]
    meta: Mapping[str, Any]

    def predict(self, features: Sequence[float], readings: Sequence[float]) -> Prediction:
        """Score one draft.

        Parameters
        ----------
        features : sequence of float
            In the order of ``FEATURE_NAMES``.
        readings : sequence of 3 floats
            What the reader says by the words alone, in the order of ``HEADS``.

        Returns
        -------
        Prediction
        """
        row = encode(features, readings, self.knots)
        reached = _reached(row)
        end = (self._logit(1, reached), self._logit(2, reached))
        value = join(sigmoid(end[0]), sigmoid(end[1]), self.join)
        effects = self._effects(row, end, value - self.base)
        return Prediction(sigmoid(self._logit(0, reached)), sigmoid(end[0]), sigmoid(end[1]), value, self.base, effects)

    def p_ask(self, features: Sequence[float], readings: Sequence[float]) -> float:
        """Return how surely anything is asked, 0 to 1; the arguments are those of `predict`."""
        return sigmoid(self._logit(0, _reached(encode(features, readings, self.knots))))

    @cached_property
    def start(self) -> tuple[float, float]:
        """The log odds of both sides for an average ask."""
        means = _reached(self.means)
        return self._logit(1, means), self._logit(2, means)

    @cached_property
    def base(self) -> float:
        """The value of an average ask."""
        return join(sigmoid(self.start[0]), sigmoid(self.start[1]), self.join)

    @cached_property
    def _told(self) -> tuple[Array, Array]:
        """What each column of a feature moves in either side, its share of the reader's judgement included, and the means."""
        told = (np.array(self.coefficients) + np.array(self.attribution))[1:, :_N_STEPS]
        return told, np.array(self.means[:_N_STEPS])

    def _logit(self, head: int, reached: Sequence[tuple[int, float]]) -> float:
        coefficients = self.coefficients[head]
        return math.fsum([self.intercepts[head], *[coefficients[i] * x for i, x in reached]])

    def _effects(self, row: Sequence[float], end: tuple[float, float], change: float) -> dict[str, float]:
        """Share the change of value among features and wording: Aumann-Shapley values on the straight path of the log odds.

        The reader judges the words as a whole, and its judgement goes along with the features; what of it a linear model on the
        features foretells is told as their effect, and only the rest as the wording's.
        """
        (small, specific), slope_small, slope_specific = self.start, 0.0, 0.0
        way_small, way_specific = end[0] - small, end[1] - specific
        for node, weight in _NODES:
            rises = join_slopes(sigmoid(small + node * way_small), sigmoid(specific + node * way_specific), self.join)
            slope_small += weight * rises[0]
            slope_specific += weight * rises[1]
        told, means = self._told
        parts = (np.array(row[:_N_STEPS]) - means) * (slope_small * told[0] + slope_specific * told[1])
        effects = dict(zip(FEATURE_NAMES, np.add.reduceat(parts, _FIRST_STEPS).tolist(), strict=True))
        effects["wording"] = change - math.fsum(effects.values())
        return effects


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
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in _ARRAYS}
    except Exception as error:
        # A damaged archive fails in many ways, none of which says more than this.
        raise ModelError(f"{folder / ARRAYS}: not the arrays of a scorer ({type(error).__name__}): {fix}") from error
    return from_arrays(found, meta)


def from_arrays(arrays: Mapping[str, Any], meta: Mapping[str, Any]) -> Scorer:
    """Make a scorer from its arrays, after checking shapes, types and that all numbers are finite."""
    n_columns, n_heads = len(columns()), len(HEADS)
    expected = {
        "coefficients": (n_heads, n_columns), "attribution": (n_heads, n_columns), "intercepts": (n_heads,),
        "means": (n_columns,), "join": (3,), "knots": (len(READINGS), SEGMENTS + 1),
    }  # fmt: skip
    for name, shape in expected.items():
        array = arrays[name]
        if array.shape != shape or array.dtype != np.float64 or not np.isfinite(array).all() or np.abs(array).max() > LARGEST:
            raise ModelError(
                f"scorer: {name} should be finite float64 of shape {shape}, at most {LARGEST:,}; got {array.dtype} {array.shape}"
            )
    if not 0 <= arrays["join"][0] <= 1 or (np.diff(arrays["knots"], axis=1) < 0).any():
        raise ModelError("scorer: the weight of the join should lie in 0..1 and knots should ascend")
    return Scorer(**{name: arrays[name].tolist() for name in expected}, meta=meta)

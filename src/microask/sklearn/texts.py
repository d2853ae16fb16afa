"""What both estimators share: texts checked, and models loaded once a process."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any

import numpy as np

from ..analyzer import Analyzer, Measured
from ..api import default_analyzer
from ..artefacts import SCORER, find_models
from ..errors import InputTypeError, InputValueError, ModelError

Model = str | os.PathLike[str] | None


def as_texts(X: Any) -> list[str]:  # noqa: N803
    """Return texts as a list.

    Parameters
    ----------
    X : array-like of str of shape (n_drafts,) or (n_drafts, 1)
        Such as a list, a Series, or a table with the one column of the texts.

    Raises
    ------
    InputValueError
        Where it is one text, or has more columns than one.
    InputTypeError
        Where an entry is no text; names its position.
    """
    if isinstance(X, (str, bytes)):
        raise InputValueError("expected an iterable of texts, got one text; put it in a list")
    shape: tuple[int, ...] = getattr(X, "shape", ())
    if len(shape) > 1:
        if len(shape) > 2 or shape[1] != 1:
            raise InputValueError(f"expected one column of texts, got an array of shape {shape}; select the column first")
        X = np.asarray(X, dtype=object).ravel()  # noqa: N806
    texts = list(X)
    for i, text in enumerate(texts):
        if not isinstance(text, str):
            raise InputTypeError(f"text {i} should be a str, got {type(text).__name__}; turn missing values into '' first")
    return [str(text) for text in texts]


def load_model(model: Model) -> Analyzer:
    """Return the Analyzer of a folder; loaded anew only where another model is in it now."""
    if model is None:
        return default_analyzer()
    path = find_models(model)
    return _load(os.fspath(path.resolve()), (path / SCORER[0]).read_bytes())


@lru_cache(maxsize=4)
def _load(path: str, manifest: bytes) -> Analyzer:
    return Analyzer(path)


def same_model(model: Model, digest: str) -> Analyzer:
    """Return the Analyzer of a folder, which must be the one that the estimator was fitted with."""
    analyzer = load_model(model)
    if analyzer.scorer.meta["sha256"] != digest:
        raise ModelError("the estimator was fitted with another model than the one found here; fit it again, or name its folder")
    return analyzer


def measure_texts(analyzer: Analyzer, texts: list[str]) -> list[Measured]:
    """Return what the scorer is given of each text."""
    return list(analyzer.measure_pairs((text, None) for text in texts))

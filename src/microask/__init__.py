"""Reads an outreach draft before it is sent: is its ask macro or micro, why, and how to rewrite it.

>>> import microask
>>> microask.score("Will you be my mentor?").label
'macro'

The names below are bound on first use; ``import microask`` alone loads neither spaCy nor scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.2.0"

if TYPE_CHECKING:
    from .analyzer import Analyzer
    from .api import load, score, score_many, suggest
    from .batch import score_csv
    from .errors import (
        CorpusError,
        InputTypeError,
        InputValueError,
        MicroaskError,
        MissingExtraError,
        ModelError,
        ModelNotFoundError,
        TableError,
        WorkerError,
    )
    from .frames import score_frame
    from .results import Ask, Edit, Effect, Evidence, Rewrite, Score, Suggestions

_HOMES = {
    "analyzer": ("Analyzer",),
    "api": ("load", "score", "score_many", "suggest"),
    "batch": ("score_csv",),
    "frames": ("score_frame",),
    "errors": (
        "CorpusError", "InputTypeError", "InputValueError", "MicroaskError", "MissingExtraError", "ModelError",
        "ModelNotFoundError", "TableError", "WorkerError",
    ),
    "results": ("Ask", "Edit", "Effect", "Evidence", "Rewrite", "Score", "Suggestions"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Analyzer",
    "Ask",
    "CorpusError",
    "Edit",
    "Effect",
    "Evidence",
    "InputTypeError",
    "InputValueError",
    "MicroaskError",
    "MissingExtraError",
    "ModelError",
    "ModelNotFoundError",
    "Rewrite",
    "Score",
    "Suggestions",
    "TableError",
    "WorkerError",
    "__version__",
    "load",
    "score",
    "score_csv",
    "score_frame",
    "score_many",
    "suggest",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'microask' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value = getattr(import_module(f".{_HOME_OF[name]}", __name__), name)
    # Bound before returning, and over the submodule of the same name that the import has bound.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)

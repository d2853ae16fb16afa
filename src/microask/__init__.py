"""Reads an outreach draft before it is sent: is its ask macro or micro, why, and how to rewrite it.

>>> import microask
>>> microask.score("Will you be my mentor?").label
'macro'

The names below are bound on first use; ``import microask`` alone loads neither spaCy nor scikit-learn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.9.0"

if TYPE_CHECKING:
    from .analyzer import Analyzer
    from .api import check_rewrite, load, report_back, score, score_many, suggest
    from .auditing import Audit, audit
    from .batch import score_csv
    from .collecting import CollectReport, collect
    from .errors import (
        CorpusError,
        InputTypeError,
        InputValueError,
        LearningError,
        MicroaskError,
        MissingExtraError,
        ModelError,
        ModelNotFoundError,
        TableError,
        WorkerError,
    )
    from .frames import score_frame
    from .learning.train import train_csv
    from .results import Ask, Effect, Evidence, Score
    from .schemas import schema
    from .suggestions import Check, Edit, Problem, Refusal, ReportBack, Rewrite, Suggestions

_HOMES = {
    "analyzer": ("Analyzer",),
    "api": ("check_rewrite", "load", "report_back", "score", "score_many", "suggest"),
    "auditing": ("Audit", "audit"),
    "batch": ("score_csv",),
    "collecting": ("CollectReport", "collect"),
    "frames": ("score_frame",),
    "errors": (
        "CorpusError", "InputTypeError", "InputValueError", "LearningError", "MicroaskError", "MissingExtraError",
        "ModelError", "ModelNotFoundError", "TableError", "WorkerError",
    ),
    "learning.train": ("train_csv",),
    "results": ("Ask", "Effect", "Evidence", "Score"),
    "schemas": ("schema",),
    "suggestions": ("Check", "Edit", "Problem", "Refusal", "ReportBack", "Rewrite", "Suggestions"),
}  # fmt: skip
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Analyzer",
    "Ask",
    "Audit",
    "Check",
    "CollectReport",
    "CorpusError",
    "Edit",
    "Effect",
    "Evidence",
    "InputTypeError",
    "InputValueError",
    "LearningError",
    "MicroaskError",
    "MissingExtraError",
    "ModelError",
    "ModelNotFoundError",
    "Problem",
    "Refusal",
    "ReportBack",
    "Rewrite",
    "Score",
    "Suggestions",
    "TableError",
    "WorkerError",
    "__version__",
    "audit",
    "check_rewrite",
    "collect",
    "load",
    "report_back",
    "schema",
    "score",
    "score_csv",
    "score_frame",
    "score_many",
    "suggest",
    "train_csv",
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

"""The Analyzer: message, pipeline, features and scorer composed into a score."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .artefacts import find_models
from .errors import InputTypeError, InputValueError, ModelError
from .explain import make_score
from .features import measure
from .measures import Asked
from .model import Scorer, load_scorer
from .pipeline import create_pipeline, doc_of, reader_of
from .pipeline.state import State, state
from .pipeline.vocabulary import BoundedVocabulary
from .results import VERDICTS, Score, Stage
from .textprep import ScoringCopy, prepare

if TYPE_CHECKING:
    from .rewriting import Rewriter
    from .suggestions import Check, ReportBack, Suggestions

#: Texts read at once.
WINDOW = 64


class Measured(NamedTuple):
    """What the scorer is given of one draft, and whether it finds an ask there."""

    features: list[float]
    readings: tuple[float, float, float]
    has_ask: bool


class Analyzer:
    """Scores drafts with one loaded model.

    Parameters
    ----------
    path : str or path-like, optional
        Folder of the artefacts; default: see `microask.artefacts.find_models`.

    Attributes
    ----------
    path : pathlib.Path
    scorer : Scorer
        Its ``meta`` says what it was fitted on.

    Notes
    -----
    Safe to share between threads: spaCy's memory zone is not, so scoring takes a lock.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = find_models(path)
        self.scorer: Scorer = load_scorer(self.path / "scorer")
        self._nlp = create_pipeline(self.path / "language")
        if reader_of(self._nlp).digest() != self.scorer.meta.get("reader"):
            raise ModelError(
                f"{self.path}: its scorer was fitted for another reader than the one beside it; install microask again, or fit "
                "the scorer with `python -m microask.training`"
            )
        self._lock = threading.Lock()
        self._vocabulary = BoundedVocabulary(self._nlp)

    def __reduce__(self) -> tuple[Any, ...]:
        # Locks cannot be pickled, and the artefacts need not be.
        return Analyzer, (self.path,)

    @cached_property
    def estimator(self) -> dict[str, Any]:
        """The trained model as fitted scikit-learn objects; see `microask.estimators.as_estimators`."""
        from .estimators import as_estimators  # noqa: PLC0415  # scoring needs no scikit-learn

        return as_estimators(self.scorer)

    def score(self, text: str, subject: str | None = None, stage: Stage = "first") -> Score:
        """Score one draft.

        Parameters
        ----------
        text : str
            A bare sentence or a whole message, plain or HTML; anything over 10,000 characters is cut with a warning.
        subject : str, optional
            Subject line, where it is not part of the text.
        stage : {"first", "building", "established"}
            How far the relation has come; changes ``verdict``, never ``value``.

        Returns
        -------
        Score

        Raises
        ------
        InputTypeError
            Where text or subject is not a string.
        InputValueError
            Where stage is none of the three.
        """
        return self.read(text, subject, stage)[0]

    def read(self, text: str, subject: str | None = None, stage: Stage = "first") -> tuple[Score, State, ScoringCopy]:
        """Score one draft as `score` does, and return with the score what it rests on, as `analyze` returns it."""
        _check(text, subject, stage)
        known, copy = self.analyze(text, subject)
        return make_score(text, known, copy, self.scorer, stage), known, copy

    def score_many(self, texts: Iterable[str], n_jobs: int = 1, stage: Stage = "first") -> Iterator[Score]:
        """Score many drafts, in order, in bounded memory.

        Parameters
        ----------
        texts : iterable of str
            Read as needed, some thousand ahead at most.
        n_jobs : int
            Worker processes; 1 scores in this process, which is faster up to some thousand drafts. -1: one a core.
        stage : {"first", "building", "established"}

        Yields
        ------
        Score
        """
        return self.score_pairs(((text, None) for text in texts), n_jobs, stage)

    def score_pairs(self, pairs: Iterable[tuple[str, str | None]], n_jobs: int = 1, stage: Stage = "first") -> Iterator[Score]:
        """Score (text, subject) pairs as `score_many` scores texts."""
        _check("", None, stage)
        if n_jobs == 0:
            raise InputValueError("n_jobs should be 1 or more, or -1 for one worker a core; got 0")
        if n_jobs != 1:
            from .parallel import score_parallel  # noqa: PLC0415  # joblib only where it is used

            return score_parallel(pairs, self.path, n_jobs, stage)
        return self._score_here(pairs, stage)

    def _score_here(self, pairs: Iterable[tuple[str, str | None]], stage: Stage) -> Iterator[Score]:
        for text, known, copy in self._windows(pairs):
            yield make_score(text, known, copy, self.scorer, stage)

    def _windows(self, pairs: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, State, ScoringCopy]]:
        remaining = iter(pairs)
        while window := list(islice(remaining, WINDOW)):
            for text, subject in window:
                _check(text, subject, "first")
            for (text, _), (known, copy) in zip(window, self._read(window), strict=True):
                yield text, known, copy

    def measure_pairs(self, pairs: Iterable[tuple[str, str | None]]) -> Iterator[Measured]:
        """Measure (text, subject) pairs: what `score_pairs` scores, without the score."""
        for _, known, _ in self._windows(pairs):
            features = measure(Asked(known))
            has_ask = bool(known["asks"]) and self.scorer.p_ask(features, known["readings"]) >= 0.5
            yield Measured(features, known["readings"], has_ask)

    def suggest(self, text: str, subject: str | None = None, n: int = 3, rewriter: Rewriter | None = None) -> Suggestions:
        """Propose edits and rewrites; see `microask.suggest`."""
        from .rewriting import suggest  # noqa: PLC0415  # scoring needs no rewriting

        return suggest(self, text, subject, n, rewriter)

    def check_rewrite(self, draft: str, rewrite: str, subject: str | None = None, new_subject: str | None = None) -> Check:
        """Check that a rewrite invents nothing; see `microask.check_rewrite`."""
        from .rewriting import check_outside  # noqa: PLC0415

        return check_outside(self, draft, rewrite, subject, new_subject)

    def report_back(self, text: str, subject: str | None = None) -> ReportBack:
        """Draft the report back on a sent ask; see `microask.report_back`."""
        from .rewriting.report import report_back  # noqa: PLC0415

        return report_back(self, text, subject)

    def analyze(self, text: str, subject: str | None = None) -> tuple[State, ScoringCopy]:
        """Return what the pipeline knows of a text, and the scoring copy that it read."""
        return self._read([(text, subject)])[0]

    def _read(self, pairs: list[tuple[str, str | None]]) -> list[tuple[State, ScoringCopy]]:
        copies = [prepare(text, subject) for text, subject in pairs]
        with self._lock:
            self._vocabulary.admit(len(pairs))  # voids all former Docs, so only the plain state of each leaves this block
            docs = [doc_of(self._nlp, copy) for copy in copies]
            for _, component in self._nlp.pipeline:
                docs = list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
            return [(state(doc), copy) for doc, copy in zip(docs, copies, strict=True)]


def _check(text: object, subject: object, stage: object) -> None:
    if not isinstance(text, str):
        raise InputTypeError(
            f"text should be a str, got {type(text).__name__}; decode bytes and turn missing values into '' first"
        )
    if subject is not None and not isinstance(subject, str):
        raise InputTypeError(f"subject should be a str or None, got {type(subject).__name__}")
    if stage not in VERDICTS:
        raise InputValueError(f"stage should be one of {', '.join(VERDICTS)}; got {stage!r}")

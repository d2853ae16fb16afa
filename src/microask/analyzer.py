"""The Analyzer: message, pipeline, features and scorer composed into a score."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import Any, cast

from spacy.lang.en.stop_words import STOP_WORDS
from spacy.tokens import Doc

from .artefacts import find_models
from .errors import InputTypeError, InputValueError
from .features import FEATURE_NAMES, FEATURES, measure
from .measures import in_ask
from .model import Prediction, Scorer, load_scorer
from .pipeline import create_pipeline
from .pipeline.state import QUOTED, Finding, state
from .results import EVIDENCE_KINDS, VERDICTS, Ask, Effect, Evidence, Scope, Score, Stage, Suggestions, label_of
from .textprep import ScoringCopy, prepare
from .wording import ASK, SUBJECT, wording_terms

#: Below this share of English function words a text of at least ``ENGLISH_MIN_WORDS`` words is warned about.
ENGLISH_SHARE = 0.2
ENGLISH_MIN_WORDS = 8
#: Words of the wording that are quoted in its effect.
SHOWN_WORDS = 3
#: Drafts scored between two releases of spaCy's memory; one process stays flat however many it scores.
ZONE = 256


class Analyzer:
    """Scores drafts with one loaded model.

    Parameters
    ----------
    path : str or path-like, optional
        Folder of the artefacts; default: see `microask.artefacts.find_models`.

    Notes
    -----
    Safe to share between threads: spaCy's memory zone is not, so scoring takes a lock.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None) -> None:
        self.path = find_models(path)
        self._scorer: Scorer = load_scorer(self.path / "scorer")
        self._nlp = create_pipeline()
        self._lock = threading.Lock()

    @cached_property
    def estimator(self) -> dict[str, Any]:
        """The trained model as fitted scikit-learn objects; see `microask.estimators.as_estimators`."""
        from .estimators import as_estimators  # noqa: PLC0415  # scoring needs no scikit-learn

        return as_estimators(self._scorer)

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
        _check(text, subject, stage)
        with self._lock, self._nlp.memory_zone():
            return self._score(text, subject, stage)

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
        remaining = iter(pairs)
        while window := list(islice(remaining, ZONE)):
            with self._lock, self._nlp.memory_zone():
                scores = []
                for text, subject in window:
                    _check(text, subject, stage)
                    scores.append(self._score(text, subject, stage))
            yield from scores

    def suggest(self, text: str, subject: str | None = None, n: int = 3) -> Suggestions:
        """Propose edits and rewrites; see `microask.suggest`."""
        from .rewriting import suggest  # noqa: PLC0415  # scoring needs no rewriting

        return suggest(self, text, subject, n)

    def analyze(self, text: str, subject: str | None = None) -> tuple[Doc, ScoringCopy]:
        """Return the Doc of a text, with all findings, and the scoring copy that it was made of."""
        copy = prepare(text, subject)
        doc = self._nlp.make_doc(copy.text)
        if copy.quoted:
            doc.user_data[QUOTED] = copy.quoted
        for _, component in self._nlp.pipeline:
            doc = component(doc)
        return doc, copy

    def _score(self, text: str, subject: str | None, stage: Stage) -> Score:
        doc, copy = self.analyze(text, subject)
        warnings = [*copy.warnings, *_language_warnings(doc)]
        values = measure(doc)
        prediction = self._scorer.predict(values, wording_terms(doc))
        known = state(doc)
        features = MappingProxyType(dict(zip(FEATURE_NAMES, values, strict=True)))
        if not any(char.isalpha() for char in known["authored"]):
            warnings.append("empty: there are no words of the sender's own to score")
        if not known["asks"] or prediction.p_ask < 0.5:
            evidence = _evidence(text, copy, known["findings"], {})
            return Score(
                None, None, None, "no-ask", VERDICTS[stage]["no-ask"], evidence=evidence,
                features=features, warnings=tuple(warnings), stage=stage, text=text,
            )  # fmt: skip
        label = label_of(prediction.value)
        spread = _spread(doc, prediction)
        asks = tuple(
            Ask(ask["kind"], text[span[0] : span[1]], *span, ask["minutes"])
            for ask in known["asks"]
            if (span := copy.source_span(ask["start"], ask["end"]))
        )
        findings = known["findings"] + [
            Finding(kind="ask", start=a["start"], end=a["end"], scope="ask", value=0.0, note="") for a in known["asks"]
        ]
        return Score(
            prediction.value, prediction.small, prediction.specific, label, VERDICTS[stage][label], asks,
            _evidence(text, copy, findings, spread), _effects(features, prediction), prediction.base,
            features, tuple(warnings), stage, text,
        )  # fmt: skip


def _check(text: object, subject: object, stage: object) -> None:
    if not isinstance(text, str):
        raise InputTypeError(
            f"text should be a str, got {type(text).__name__}; decode bytes and turn missing values into '' first"
        )
    if subject is not None and not isinstance(subject, str):
        raise InputTypeError(f"subject should be a str or None, got {type(subject).__name__}")
    if stage not in VERDICTS:
        raise InputValueError(f"stage should be one of {', '.join(VERDICTS)}; got {stage!r}")


def _language_warnings(doc: Doc) -> list[str]:
    authored = state(doc)["authored"]
    words = [token for token in doc if token.text[0].isalpha() and not authored[token.idx].isspace()]
    if len(words) < ENGLISH_MIN_WORDS:
        # Short texts in another script are told by their letters.
        foreign = sum(not token.is_ascii for token in words)
        return ["not English: scores are made for English"] if words and foreign * 2 > len(words) else []
    share = sum(token.is_stop for token in words) / len(words)
    return ["not English: scores are made for English"] if share < ENGLISH_SHARE else []


def _spread(doc: Doc, prediction: Prediction) -> dict[tuple[str, int, int], float]:
    """Share the effect of each feature among the findings that it measures; the rest falls to the asks."""
    spread: dict[tuple[str, int, int], float] = {}
    asks = [("ask", ask["start"], ask["end"]) for ask in state(doc)["asks"]]
    kinds = {feature.name: feature.evidence for feature in FEATURES}
    for name, effect in prediction.effects.items():
        spans = [
            (finding["kind"], finding["start"], finding["end"]) for kind in kinds.get(name, ()) for finding in in_ask(doc, kind)
        ] or asks
        for span in spans:
            spread[span] = spread.get(span, 0.0) + effect / len(spans)
    return spread


def _evidence(
    text: str, copy: ScoringCopy, findings: list[Finding], spread: dict[tuple[str, int, int], float]
) -> tuple[Evidence, ...]:
    rows = []
    for finding in findings:
        span = copy.source_span(finding["start"], finding["end"])
        if span is None:
            continue
        effect = spread.get((finding["kind"], finding["start"], finding["end"]), 0.0)
        rows.append(Evidence(finding["kind"], text[span[0] : span[1]], *span, cast(Scope, finding["scope"]), effect))
    return tuple(sorted(rows, key=lambda row: (row.start, -row.end, EVIDENCE_KINDS.index(row.kind))))


def _effects(values: Mapping[str, float], prediction: Prediction) -> tuple[Effect, ...]:
    """Return the effects in words, the strongest first."""
    rows = []
    for feature in FEATURES:
        present = values[feature.name] >= feature.steps[0]
        rows.append(Effect(feature.name, feature.present if present else feature.absent, prediction.effects[feature.name]))
    rows.append(Effect("wording", _wording_in_words(prediction.words), prediction.effects["wording"]))
    return tuple(sorted(rows, key=lambda row: -abs(row.effect)))


def _wording_in_words(terms: tuple[str, ...]) -> str:
    """Return the terms that weigh most as a person would quote them; function words alone say nothing to a person."""
    shown: list[str] = []
    for term in terms:
        words = [word for word in term.removeprefix(ASK).removeprefix(SUBJECT).split() if word.isalpha()]
        phrase = " ".join(word for word in words if word not in STOP_WORDS)
        if phrase and not any(phrase in other or other in phrase for other in shown):
            shown.append(phrase)
        if len(shown) == SHOWN_WORDS:
            break
    return f"the wording ({', '.join(shown)})" if shown else "the wording"

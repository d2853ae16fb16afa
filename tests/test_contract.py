"""What users rely on: names, laziness, and what every score promises."""

from __future__ import annotations

import math
import pickle
import re

import pytest

import microask
from microask.analyzer import Analyzer
from microask.results import EVIDENCE_KINDS, VERDICTS, label_of

from .conftest import RUBRIC, check_schema, gold, run_python

TEXTS = [text for _, text, *_ in RUBRIC] + [
    case["text"] for name in ("plain_micro", "no_ask", "vague_with_irrelevant_numbers") for case in gold("traps.toml")[name]
]


def test_public_names() -> None:
    assert set(microask.__all__) == {
        "Analyzer", "Ask", "Audit", "Check", "CollectReport", "CorpusError", "Edit", "Effect", "Evidence",
        "InputTypeError", "InputValueError", "LearningError", "MicroaskError", "MissingExtraError", "ModelError",
        "ModelNotFoundError", "Problem", "Refusal", "ReportBack", "Rewrite", "Score", "Suggestions", "TableError",
        "WorkerError", "__version__", "audit", "check_rewrite", "collect", "load", "report_back", "schema", "score",
        "score_csv", "score_frame", "score_many", "suggest", "train_csv",
    }  # fmt: skip
    assert all(getattr(microask, name) is not None for name in microask.__all__)
    with pytest.raises(AttributeError, match="no attribute 'scoer'"):
        _ = microask.scoer


def test_names_stay_callable_after_use() -> None:
    # A submodule of the same name must not take the place of a function.
    code = "import microask; t='Will you be my mentor?'; microask.suggest(t); microask.score(t); microask.suggest(t); print('ok')"
    assert run_python(code).strip() == "ok"


def test_import_is_lazy() -> None:
    code = "import sys, microask; print([m for m in ('spacy', 'sklearn', 'numpy', 'rich', 'typer') if m in sys.modules])"
    assert run_python(code).strip() == "[]"


def test_scoring_imports_neither_training_nor_sklearn() -> None:
    code = (
        "import sys, microask; microask.suggest('Will you be my mentor?');"
        "print([m for m in sys.modules if m.startswith(('microask.training', 'sklearn', 'joblib'))])"
    )
    assert run_python(code).strip() == "[]"


#: The reader takes "grab 15 minutes to get your feedback" for a vague ask, whatever the feedback is on: value 0.60.
@pytest.mark.parametrize(("subject", "text", "low", "high"), RUBRIC)
def test_rubric_drafts(subject: str | None, text: str, low: float, high: float) -> None:
    score = microask.score(text, subject)
    assert score.value is not None
    assert low <= score.value <= high


@pytest.mark.parametrize("subject", [None, "15 minutes for Brian's slides?"])
@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_score_invariants(analyzer: Analyzer, text: str, subject: str | None) -> None:
    score = analyzer.score(text, subject)
    assert score.label == label_of(score.value)
    assert score.verdict == VERDICTS["first"][score.label]
    assert {"n_numbers", "n_durations", "n_people", "n_deliverables", "ask_minutes"} <= set(score.features)
    for item in (*score.evidence, *score.asks):
        assert item.text == text[item.start : item.end] != ""
    assert all(item.kind in EVIDENCE_KINDS and item.scope in ("ask", "context") for item in score.evidence)
    assert [item.start for item in score.evidence] == sorted(item.start for item in score.evidence)
    assert text not in repr(score)
    assert pickle.loads(pickle.dumps(score)) == score  # noqa: S301
    check_schema(score.to_dict())
    if score.value is None:
        assert math.isnan(float(score))
        assert score.small is score.specific is None
        return
    assert 0 <= score.value <= 1
    assert float(score) == score.value
    assert score.base is not None
    if score.asks:
        assert sum(item.effect for item in score.evidence) == pytest.approx(score.value - score.base, abs=1e-9)
    assert sum(effect.effect for effect in score.effects) == pytest.approx(score.value - score.base, abs=1e-9)
    assert all(item.effect == 0 for item in score.evidence if item.scope == "context")


def test_stage_changes_the_verdict_and_never_the_value(analyzer: Analyzer) -> None:
    text = "Will you be my mentor?"
    scores = [analyzer.score(text, stage=stage) for stage in VERDICTS]
    assert [score.verdict for score in scores] == ["rewrite", "tighten", "send"]
    assert len({score.value for score in scores}) == 1


def test_score_many_is_score_in_order(analyzer: Analyzer) -> None:
    assert list(analyzer.score_many(iter(TEXTS))) == [analyzer.score(text) for text in TEXTS]


def test_score_many_in_two_processes(analyzer: Analyzer) -> None:
    assert list(analyzer.score_many(TEXTS, n_jobs=2)) == list(analyzer.score_many(TEXTS))


def test_score_many_reads_no_more_than_a_window(analyzer: Analyzer) -> None:
    taken = []

    def texts() -> object:
        for i in range(100_000):
            taken.append(i)
            yield "Could you send me the floor plan?"

    next(analyzer.score_many(texts()))
    assert len(taken) < 2_000


@pytest.mark.parametrize(
    ("value", "label"), [(0.3399, "macro"), (0.34, "mixed"), (0.6699, "mixed"), (0.67, "micro"), (None, "no-ask")]
)
def test_label_thresholds(value: float | None, label: str) -> None:
    assert label_of(value) == label


def test_html_escapes_and_marks(analyzer: Analyzer) -> None:
    html = analyzer.score("Could you look at <script>alert(1)</script> in my draft?").to_html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in re.sub(r"</?mark[^>]*>", "", html)
    assert '<mark class="ask' in html

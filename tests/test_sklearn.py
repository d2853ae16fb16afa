"""The scikit-learn estimators: scikit-learn's own checks, pipelines, searches, pickles."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.validation import validate_data

import microask
from microask.analyzer import Analyzer
from microask.artefacts import find_models, write_files
from microask.errors import InputTypeError, InputValueError, ModelError
from microask.features import FEATURE_NAMES, FEATURES
from microask.learning.correction import arrays_of
from microask.model import READINGS
from microask.packing import pack_scorer
from microask.sklearn import AskFeatures, AskScorer
from microask.training.corpus import load_corpus

DRAFTS = load_corpus()[:120]
TEXTS = [draft.text for draft in DRAFTS]
ASKING = [draft for draft in DRAFTS if draft.has_ask]
RATED = [draft.text for draft in ASKING], [draft.mean("micro") for draft in ASKING]


class _Numbers:
    """scikit-learn's checks feed tables of numbers; each row of them stands for a draft here, each target for a rating."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.one_d_array, tags.input_tags.string = True, False, False
        return tags

    def _drafts(self, X: Any, reset: bool = False) -> list[str]:  # noqa: N803
        return [TEXTS[int(abs(row.sum()) * 7) % 40] for row in validate_data(self, X, reset=reset)]

    def fit(self, X: Any, y: Any = None) -> Any:  # noqa: N803
        return super().fit(self._drafts(X, reset=True), _ratings(y))


def _ratings(y: Any) -> Any:
    y = None if y is None else np.asarray(y, dtype=float)
    return y if y is None or not np.isfinite(y).all() else 1 / (1 + np.exp(-y))


class FeaturesOnNumbers(_Numbers, AskFeatures):
    def transform(self, X: Any) -> Any:  # noqa: N803
        return super().transform(self._drafts(X))


class ScorerOnNumbers(_Numbers, AskScorer):
    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags

    def predict(self, X: Any) -> Any:  # noqa: N803
        return super().predict(self._drafts(X))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:  # noqa: N803
        return super().score(self._drafts(X), _ratings(y), sample_weight)


# All checks are held but one clause, by scikit-learn's own tag: that a regressor explains the targets of a made-up table, which the
# drafts that stand for its rows know nothing of. (scikit-learn skips its check of array libraries unless SCIPY_ARRAY_API is set.)
@pytest.mark.filterwarnings("ignore:R\\^2 score is not well-defined")
@parametrize_with_checks([FeaturesOnNumbers(), ScorerOnNumbers(no_ask=0.0)])
def test_scikit_learns_own_checks(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "make", [list, pd.Series, np.array, lambda texts: pd.DataFrame({"body": texts}), pl.Series], ids=range(5)
)
def test_features_are_those_of_the_scores(analyzer: Analyzer, make: Any) -> None:
    features = AskFeatures(wording=False).fit(make(TEXTS[:20]))
    expected = [list(score.features.values()) for score in analyzer.score_many(TEXTS[:20])]
    assert features.transform(make(TEXTS[:20])).tolist() == expected
    assert features.get_feature_names_out().tolist() == list(FEATURE_NAMES)


def test_pandas_output_keeps_index_and_names() -> None:
    texts = pd.Series(TEXTS[:3], index=[7, 5, 3])
    frame = AskFeatures().set_output(transform="pandas").fit_transform(texts)
    assert list(frame.columns[-3:]) == ["reading_has_ask", "reading_small", "reading_specific"]
    assert frame.index.tolist() == [7, 5, 3]
    assert set(map(str, frame.dtypes)) == {"float64"}


def test_scores_are_the_stock_models_until_something_is_learned() -> None:
    stock = [float(score) for score in microask.score_many(TEXTS)]
    for scorer in (AskScorer().fit(TEXTS), AskScorer(alpha=None).fit(*RATED)):
        assert np.array_equal(scorer.predict(TEXTS), stock, equal_nan=True)
    assert AskScorer(no_ask=-1.0).fit(TEXTS).predict(["Thanks for the lovely evening."]).tolist() == [-1.0]
    assert not np.array_equal(AskScorer(alpha=1.0).fit(*RATED).predict(RATED[0]), stock)


def test_in_a_table_of_other_columns() -> None:
    table = pd.DataFrame({"body": TEXTS, "channel": ["mail", "chat"] * 60})
    replied = np.arange(120) % 3 == 0
    columns = ColumnTransformer([("ask", AskFeatures(), "body"), ("channel", OneHotEncoder(), ["channel"])])
    model = make_pipeline(columns, StandardScaler(), LogisticRegression()).fit(table, replied)
    assert model.predict_proba(table).shape == (120, 2)
    assert {"ask__n_vague", "channel__channel_mail"} <= set(columns.fit(table).get_feature_names_out())


def test_in_searches() -> None:
    texts, ratings = RATED
    search = GridSearchCV(AskScorer(), {"alpha": [None, 10.0]}, cv=3).fit(texts, ratings)
    assert search.best_score_ > 0
    outcome = np.array(ratings) > 0.5
    search = GridSearchCV(AskScorer(target="outcome"), {"alpha": [None, 10.0]}, cv=3).fit(texts, outcome)
    assert search.best_score_ > 0.5
    piped = make_pipeline(AskFeatures(), StandardScaler(), Ridge())
    search = GridSearchCV(piped, {"askfeatures__wording": [True, False], "ridge__alpha": [1.0, 100.0]}, cv=3).fit(texts, ratings)
    assert len(cross_val_predict(search.best_estimator_, texts, ratings, cv=3)) == len(texts)


def test_pickles_and_clones() -> None:
    texts, ratings = RATED
    for estimator in (AskFeatures(wording=False), AskScorer(alpha=3.0)):
        fitted = estimator.fit(texts, ratings)
        again = pickle.loads(pickle.dumps(fitted))  # noqa: S301
        use = "predict" if isinstance(fitted, AskScorer) else "transform"
        assert np.array_equal(getattr(again, use)(texts[:9]), getattr(fitted, use)(texts[:9]))
        assert clone(fitted).get_params() == fitted.get_params()


def test_a_pickle_is_not_used_with_another_model(tmp_path: Path) -> None:
    shutil.copytree(find_models(), tmp_path / "model")
    fitted = AskFeatures(model=tmp_path / "model").fit(TEXTS)
    scorer = microask.load().scorer
    changed = arrays_of(scorer)
    changed["intercepts"] = changed["intercepts"] + 0.1
    write_files(
        tmp_path / "model" / "scorer",
        {Path(k).name: v for k, v in pack_scorer(changed, {"reader": scorer.meta["reader"]}).items()},
    )
    with pytest.raises(ModelError, match="fitted with another model"):
        fitted.transform(TEXTS)
    assert fitted.fit(TEXTS).transform(TEXTS).shape == (120, len(FEATURES) + len(READINGS))


@pytest.mark.parametrize(
    ("texts", "error", "message"),
    [
        ("Will you be my mentor?", InputValueError, "one text"),
        ([["a", "b"]], InputTypeError, "text 0 should be a str, got list"),
        (np.array([["a", "b"]]), InputValueError, r"shape \(1, 2\)"),
        (["a", None], InputTypeError, "text 1 should be a str, got NoneType"),
        (["a", float("nan")], InputTypeError, "text 1 should be a str, got float"),
    ],
    ids=range(5),
)
def test_what_is_no_text_is_refused(texts: Any, error: type[Exception], message: str) -> None:
    for estimator in (AskFeatures(), AskScorer()):
        with pytest.raises(error, match=message):
            estimator.fit(texts)


@pytest.mark.parametrize(
    ("settings", "y", "message"),
    [
        ({}, [7, 3], "from 0 to 1"),
        ({"target": "outcome"}, [0.5, 1], "0 or 1"),
        ({"target": "reply"}, [0, 1], "target should be one of rating, outcome"),
        ({"alpha": -1.0}, [0, 1], "alpha should be 0 or more"),
    ],
)
def test_impossible_labels_and_settings_are_refused(settings: dict[str, Any], y: list[float], message: str) -> None:
    with pytest.raises(InputValueError, match=message):
        AskScorer(**settings).fit(["Will you be my mentor?", "Could you send the plan?"], y)

"""``microask train``: labels, what is learned and what is not, and the model that comes out."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import check_grad
from sklearn.metrics import roc_auc_score

import microask
from microask.analyzer import Analyzer
from microask.artefacts import FILES, read_files
from microask.cli import main
from microask.errors import InputValueError, LearningError, ModelError, TableError
from microask.features import FEATURE_NAMES, FEATURES
from microask.learning import correction
from microask.learning.correction import Rows, arrays_of, correct, log_odds
from microask.learning.labels import read_labels
from microask.learning.validation import choose_alpha, compare, pairs_in_order
from microask.model import HEADS, directions, encode, from_arrays
from microask.training.corpus import FITTED, load_corpus
from microask.training.table import load_unseen

DRAFTS = [draft for draft in load_corpus() if draft.split in FITTED and draft.has_ask]
MEETING = FEATURE_NAMES.index("is_meeting")
FEEDBACK = FEATURE_NAMES.index("is_feedback")


@pytest.fixture(scope="module")
def table() -> Any:
    every = load_unseen(DRAFTS)
    return every.rows(np.random.default_rng(0).permutation(len(DRAFTS)).argsort() < 700)


@pytest.fixture(scope="module")
def encoded(table: Any) -> Any:
    knots = microask.load().scorer.knots
    return np.array([encode(*row, knots) for row in zip(table.features.tolist(), table.readings.tolist(), strict=True)])


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# Labels


@pytest.mark.parametrize(
    ("cells", "scale", "expected"),
    [
        ("yes no YES n y", None, ([1, 0, 1, 0, 1], "yes-no", "outcome")),
        ("1 0 0 1.0", None, ([1, 0, 0, 1], "yes-no", "outcome")),
        ("True False", None, ([1, 0], "yes-no", "outcome")),
        ("0.2 1 0", None, ([0.2, 1, 0], "0-1", "rating")),
        ("1 0", "0-1", ([1, 0], "0-1", "rating")),
        ("7 0.5 10", "0-10", ([0.7, 0.05, 1], "0-10", "rating")),
        ("80 5", "0-100", ([0.8, 0.05], "0-100", "rating")),
        ("1 3 5", "1-5", ([0, 0.5, 1], "1-5", "rating")),
        ("0.5 NA nan 1", None, ([0.5, None, None, 1], "0-1", "rating")),
    ],
)
def test_labels(cells: str, scale: str | None, expected: tuple[Any, ...]) -> None:
    assert read_labels(list(enumerate(cells.split(), 2)), scale) == expected


@pytest.mark.parametrize(
    ("cells", "scale", "error", "message"),
    [
        (["0", "7", "10"], None, LearningError, "run from 0 to 10, and on which scale"),
        (["-1", "1"], None, LearningError, "run from -1 to 1"),
        (["3", "11"], "0-10", LearningError, "line 3: its label should be a number from 0 to 10"),
        (["3", "1"], "yes-no", LearningError, "line 2: its label should be yes or no"),
        (["yes", "0.4"], None, LearningError, "on which scale"),
        (["yes", "4"], "0-10", LearningError, "should be a number"),
        (["1", "Dear Ana"], None, LearningError, "line 3: its label is neither"),
        (["1", "inf"], None, LearningError, "line 3: its label is neither"),
        (["1"], "ten", InputValueError, "scale should be"),
        (["1"], "5-1", InputValueError, "scale should be"),
    ],
)  # fmt: skip
def test_labels_that_are_refused(cells: Sequence[str], scale: str | None, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as raised:
        read_labels(list(enumerate(cells, 2)), scale)
    assert "Dear" not in str(raised.value)


# The correction


def test_many_rows_at_once_are_scored_as_each_alone(table: Any, encoded: Any) -> None:
    scorer = microask.load().scorer
    odds = log_odds(arrays_of(scorer), encoded[:100])
    alone = [scorer.predict(*row).value for row in zip(table.features[:100].tolist(), table.readings[:100].tolist(), strict=True)]
    assert np.abs(_sigmoid(odds) - alone).max() < 1e-12


def test_the_gradient_is_that_of_the_loss(encoded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def keep(objective: Any, start: Any, **_: Any) -> Any:
        seen.update(objective=objective, start=start)
        raise StopIteration

    monkeypatch.setattr(correction, "minimize", keep)
    with pytest.raises(StopIteration):
        correct(microask.load().scorer, Rows(encoded[:80], np.linspace(0, 1, 80)), 10.0)
    at = seen["start"] + np.random.default_rng(0).normal(0, 0.1, len(seen["start"]))
    error = check_grad(lambda p: seen["objective"](p)[0], lambda p: seen["objective"](p)[1], at)
    assert error < 1e-4 * np.linalg.norm(seen["objective"](at)[1])


@pytest.mark.parametrize("target", ["rating", "outcome"])
@pytest.mark.parametrize("alpha", [None, inf, 30.0, 1.0])
def test_directions_are_kept_and_the_pull_pulls(target: Any, alpha: float | None, table: Any, encoded: Any) -> None:
    # Ratings turned upside down ask for everything that is certain to be otherwise.
    y = 1 - table.ratings[:, 2] if target == "rating" else (table.ratings[:, 2] < 0.5).astype(float)
    scorer = microask.load().scorer
    arrays = correct(scorer, Rows(encoded, y), alpha, target)
    for i, head in enumerate(HEADS[1:], 1):
        for sign, coefficient in zip(directions(head), arrays["coefficients"][i], strict=True):
            assert (coefficient == 0) if sign is None else coefficient * sign >= 0
    assert arrays["join"][1] > 0
    assert (arrays["coefficients"][0] == scorer.coefficients[0]).all()
    moved = np.abs(arrays["coefficients"] - scorer.coefficients).sum()
    assert (moved == 0) == (alpha is None or alpha == inf)
    assert moved < np.abs(correct(scorer, Rows(encoded, y), 0.1, target)["coefficients"] - scorer.coefficients).sum()
    from_arrays(arrays, {})


def test_outcomes_move_the_order_and_not_the_scale(table: Any, encoded: Any) -> None:
    # One in twenty is replied to: were the value the chance of a reply, nearly all would be macro.
    rng = np.random.default_rng(0)
    y = (rng.random(len(encoded)) < _sigmoid(-4 + 3 * table.features[:, FEEDBACK])).astype(float)
    scorer = microask.load().scorer
    before = log_odds(arrays_of(scorer), encoded)
    after = log_odds(correct(scorer, Rows(encoded, y), 3.0, "outcome"), encoded)
    assert after.mean() == pytest.approx(before.mean())
    assert after.std() == pytest.approx(before.std())
    assert np.abs(after - before).max() > 0.05


def test_pairs_in_order_is_the_area_under_the_curve() -> None:
    rng = np.random.default_rng(0)
    values, y = rng.integers(0, 5, 60).astype(float), rng.integers(0, 2, 60).astype(float)
    assert pairs_in_order(values, y) == pytest.approx(roc_auc_score(y, values))
    assert np.isnan(pairs_in_order(values, np.ones(60)))


@pytest.mark.slow
def test_what_is_there_is_found_and_what_is_not_is_not(table: Any, encoded: Any) -> None:
    scorer, groups = microask.load().scorer, np.arange(len(encoded))
    rng = np.random.default_rng(0)
    odds = log_odds(arrays_of(scorer), encoded)
    rating = np.clip(table.ratings[:, 2] * (1 - 0.7 * table.features[:, MEETING]), 0, 1)
    liked = -1 + 0.3 * odds - 3 * table.features[:, MEETING] + 2 * table.features[:, FEEDBACK]
    told = {
        ("rating", "another rater"): (rating, True),
        ("outcome", "likes feedback, dislikes meetings"): ((rng.random(len(odds)) < _sigmoid(liked)).astype(float), True),
        ("outcome", "the stock model is right"): ((rng.random(len(odds)) < _sigmoid(odds)).astype(float), False),
    }
    for (target, why), (y, beaten) in told.items():
        figures = compare(scorer, Rows(encoded, y, groups), target)
        assert figures["beats_stock"] is beaten, why
        for measure in (figure for name, figure in figures.items() if name != "beats_stock"):
            assert all(low <= column["figure"] <= high for column in measure.values() for low, high in [column["interval"]])
    # Of outcomes by chance one draw in a few looks as if there were something in it; most do not.
    draws = [(np.random.default_rng(seed).random(len(odds)) < 0.3).astype(float) for seed in range(24)]
    assert sum(choose_alpha(scorer, Rows(encoded, y, groups), "outcome") is None for y in draws) >= 14
    assert sum(compare(scorer, Rows(encoded, y, groups), "outcome")["beats_stock"] for y in draws[:5]) <= 1


def test_groups_stay_together(encoded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from microask.learning.validation import folds

    groups = np.arange(len(encoded)) % 23
    for target, y in (("rating", np.linspace(0, 1, len(encoded))), ("outcome", (np.arange(len(encoded)) % 3 == 0).astype(float))):
        held = []
        for train, held_out in folds(Rows(encoded, y, groups), target):
            assert not set(groups[train]) & set(groups[held_out])
            held += held_out.tolist()
        assert sorted(held) == list(range(len(encoded)))


# The table and the model


def _write(path: Path, rows: Sequence[Sequence[object]], header: str = "contact,body,rating,replied") -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def rows() -> list[list[object]]:
    found = []
    for i, draft in enumerate(DRAFTS[:150]):
        harsh = draft.mean("micro") ** 2 * (0.4 if "minutes" in draft.text else 1)
        found.append([f"contact {i % 30}", draft.text, "" if i % 25 == 0 else round(10 * harsh, 1), "yes" if i % 4 else "no"])
    return [*found, ["contact 1", "Thanks for the lovely evening.", 5, "yes"]]


def _run(*args: object) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(map(str, args)))
    return int(done.value.code or 0)


@pytest.mark.slow
def test_train_makes_a_model_that_load_takes(
    tmp_path: Path, rows: list[list[object]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _write(tmp_path / "mine.csv", rows)
    options = ("--text-column", "body", "--label-column", "rating", "--scale", "0-10")
    assert _run("train", source, *options, "-o", tmp_path / "own") == 0
    told = capsys.readouterr().out
    assert "ratings from 0 to 10" in told
    assert "beats the stock model" in told
    report = microask.train_csv(source, tmp_path / "again", "body", "rating", scale="0-10")
    assert report.beats_stock
    assert read_files(tmp_path / "own") == read_files(tmp_path / "again")
    assert sum(path.is_file() for path in (tmp_path / "own").rglob("*")) == len(FILES)
    stock = microask.load()
    shutil.move(tmp_path / "own", tmp_path / "moved")
    own = microask.load(tmp_path / "moved")
    learned = own.scorer.meta["learned"]
    assert learned["stock"] == {name: stock.scorer.meta[name] for name in ("version", "sha256")}
    assert (learned["rows"], learned["unlabelled"], learned["label_column"], learned["scale"]) == (151, 6, "rating", "0-10")
    assert learned["used"] + learned["unlabelled"] + learned["without_ask"] == learned["rows"]
    assert learned["without_ask"] >= 1
    texts = [str(row[1]) for row in rows]
    scores = list(own.score_many(texts))
    # Explained to the last: effects lead from the base to the value, whatever was learned.
    for score in scores:
        if score.value is not None:
            assert sum(effect.effect for effect in score.effects) == pytest.approx(score.value - (score.base or 0), abs=1e-9)
            assert sum(item.effect for item in score.evidence) == pytest.approx(score.value - (score.base or 0), abs=1e-9)
    assert [score.label == "no-ask" for score in scores] == [score.label == "no-ask" for score in stock.score_many(texts)]
    assert scores != list(stock.score_many(texts))
    assert list(own.score_many(texts[:9], n_jobs=2)) == scores[:9]
    # No text of the table in any file.
    data = b"".join(read_files(tmp_path / "moved")[name] for name in FILES[:2])
    assert not any(text[:30].encode() in data for text in texts)
    monkeypatch.setenv("MICROASK_MODEL", str(tmp_path / "moved"))
    assert Analyzer().score(texts[1]) == scores[1]


@pytest.mark.slow
def test_train_on_outcomes_and_groups(tmp_path: Path, rows: list[list[object]], capsys: pytest.CaptureFixture[str]) -> None:
    source = _write(tmp_path / "mine.csv", rows)
    options = ("--text-column", "body", "--label-column", "replied", "--group-column", "contact", "-o", tmp_path / "own")
    assert _run("train", source, *options, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["target"], told["scale"], told["groups"], told["group_column"]) == ("outcome", "yes-no", 30, "contact")
    assert set(told["figures"]) == {"pairs_in_order", "beats_stock"}
    assert _run("train", source, *options) == 0
    printed = capsys.readouterr().out
    assert "no probability of the outcome" in printed
    assert ("stock model: these drafts bear out no change" in printed) == (told["changed"] == "nothing")
    values = [microask.load(tmp_path / "own").score(str(row[1])).value for row in rows[:5]]
    if told["changed"] == "nothing":
        assert values == [microask.score(str(row[1])).value for row in rows[:5]]


@pytest.mark.parametrize(
    ("keep", "change", "options", "error", "message"),
    [
        (30, {}, {"scale": "0-10"}, LearningError, "too few to learn from, 40"),
        (150, {3: "no"}, {"label_column": "replied"}, LearningError, "0 yes and 150 no, too few"),
        (150, {2: "7"}, {"scale": "0-10"}, LearningError, "all ratings are about the same"),
        (150, {0: "Ana"}, {"scale": "0-10", "group_column": "contact"}, LearningError, "1 groups are too few"),
        (150, {1: "Thanks for the lovely evening."}, {"scale": "0-10"}, LearningError, "0 labels of drafts with an ask"),
        (150, {}, {}, LearningError, "on which scale they are is not said"),
        (150, {}, {"label_column": "body"}, LearningError, "neither a number nor yes or no"),
        (150, {}, {"label_column": "ratings"}, TableError, "Did you mean 'rating'"),
        (150, {}, {"scale": "1 to 5"}, InputValueError, "scale should be"),
        (0, {}, {"scale": "0-10"}, LearningError, "0 labels: too few"),
    ],
    ids=range(10),
)
def test_too_little_to_learn_from(
    keep: int, change: dict[int, str], options: dict[str, Any], error: type[Exception], message: str, tmp_path: Path,
    rows: list[list[object]],
) -> None:  # fmt: skip
    changed = [[change.get(i, cell) for i, cell in enumerate(row)] for row in rows[:keep]]
    source = _write(tmp_path / "mine.csv", changed)
    with pytest.raises(error, match=message) as raised:
        microask.train_csv(source, tmp_path / "own", "body", **{"label_column": "rating", **options})
    assert not any(str(row[1])[:20] in str(raised.value) for row in rows)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_nothing_but_an_own_model_gives_way(tmp_path: Path, rows: list[list[object]]) -> None:
    source = _write(tmp_path / "mine.csv", rows)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "letter.txt").write_text("dear")
    with pytest.raises(ModelError, match="is there already and is no model"):
        microask.train_csv(source, tmp_path / "precious", "body", "rating", scale="0-10")
    with pytest.raises(ModelError, match="is there already and is no model"):
        microask.train_csv(source, microask.load().path, "body", "rating", scale="0-10")
    assert (tmp_path / "precious" / "letter.txt").read_text() == "dear"


def test_command_line_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("train", tmp_path / "none.csv", "--text-column", "a", "--label-column", "b") == 1
    assert "no such file" in capsys.readouterr().err
    assert _run("train", tmp_path / "none.csv", "--text-column", "a") == 2


@pytest.mark.slow
def test_a_learned_model_can_be_learned_from_again(tmp_path: Path, rows: list[list[object]]) -> None:
    source = _write(tmp_path / "mine.csv", rows)
    microask.train_csv(source, tmp_path / "own", "body", "rating", scale="0-10")
    own = microask.load(tmp_path / "own")
    report = microask.train_csv(source, tmp_path / "own", "body", "rating", scale="0-10", analyzer=own)
    assert report.stock["sha256"] == own.scorer.meta["sha256"]
    assert len(FEATURES) == len(microask.load(tmp_path / "own").score("Could you call?").features)

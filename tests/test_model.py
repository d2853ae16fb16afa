"""The scorer: safe to load, equal to scikit-learn, monotone where the direction is certain."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

import microask
from microask.analyzer import Analyzer
from microask.artefacts import find_models
from microask.errors import ModelError
from microask.estimators import AskEncoder
from microask.features import FEATURES, measure
from microask.measures import Asked
from microask.model import HEADS, READINGS, SEGMENTS, columns, join, join_slopes, load_scorer
from microask.training.corpus import load_corpus
from microask.training.fit import directions


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(find_models(), tmp_path / "models")
    return tmp_path / "models" / "scorer"


def test_equal_to_scikit_learn(analyzer: Analyzer) -> None:
    known = [analyzer.analyze(draft.text)[0] for draft in load_corpus()[:60]]
    features = np.array([measure(Asked(each)) for each in known])
    readings = np.array([each["readings"] for each in known])
    table = np.hstack([features, readings])
    models = analyzer.estimator
    p_ask = models["has_ask"].predict_proba(table)[:, 1]
    small, specific = (1 / (1 + np.exp(-models[head].predict(table))) for head in HEADS[1:])
    scorer = load_scorer(analyzer.path / "scorer")
    ours = [scorer.predict(x, r) for x, r in zip(features.tolist(), readings.tolist(), strict=True)]
    for expected, got in ((p_ask, "p_ask"), (small, "small"), (specific, "specific")):
        assert np.abs(expected - [getattr(row, got) for row in ours]).max() < 1e-12


def test_slopes_of_the_join(analyzer: Analyzer) -> None:
    parameters = load_scorer(analyzer.path / "scorer").join

    def value(a: float, b: float) -> float:
        return join(1 / (1 + np.exp(-a)), 1 / (1 + np.exp(-b)), parameters)

    for a, b in ((-2.0, 1.0), (0.3, 0.1), (3.0, -4.0)):
        slopes = join_slopes(1 / (1 + np.exp(-a)), 1 / (1 + np.exp(-b)), parameters)
        step = 1e-5
        assert slopes[0] == pytest.approx((value(a + step, b) - value(a - step, b)) / (2 * step), rel=1e-4)
        assert slopes[1] == pytest.approx((value(a, b + step) - value(a, b - step)) / (2 * step), rel=1e-4)


@pytest.mark.parametrize("head", HEADS[1:])
def test_directions_are_kept(analyzer: Analyzer, head: str) -> None:
    coefficients = load_scorer(analyzer.path / "scorer").coefficients[HEADS.index(head)]
    for name, sign, coefficient in zip(columns(), directions(head), coefficients, strict=True):
        assert sign == 0 or coefficient * (sign or 0) >= 0, name
        assert sign is not None or coefficient == 0, name


def test_the_weaker_side_pulls_harder(analyzer: Analyzer) -> None:
    parameters = load_scorer(analyzer.path / "scorer").join
    assert join(0.9, 0.1, parameters) < join(0.5, 0.5, parameters)
    assert join(0.1, 0.9, parameters) < join(0.5, 0.5, parameters)
    grid = [join(x, 0.5, parameters) for x in np.linspace(0, 1, 21)]
    assert grid == sorted(grid)


def test_encoder_is_a_scikit_learn_transformer() -> None:
    knots = np.tile(np.arange(SEGMENTS + 1.0), (len(READINGS), 1))
    table = np.zeros((3, len(FEATURES) + len(READINGS)))
    table[1, 0] = 1
    table[2, -1] = 2.5
    encoded = AskEncoder(knots).fit_transform(table)
    assert encoded.shape == (3, len(columns()))
    assert encoded[0].sum() == 0
    assert encoded[1].sum() == sum(step <= 1 for step in FEATURES[0].steps)
    assert encoded[2, -2 * SEGMENTS :].tolist() == [1, 1, 0.5] + [0] * (2 * SEGMENTS - 3)
    assert clone(AskEncoder(knots)).knots is not None


def test_loading_runs_no_code_and_checks_everything(folder: Path) -> None:
    manifest, arrays = folder / "meta.json", folder / "scorer.npz"
    meta, data = json.loads(manifest.read_text()), arrays.read_bytes()

    def broken(message: str) -> None:
        with pytest.raises(ModelError, match=message):
            load_scorer(folder)
        manifest.write_text(json.dumps(meta))
        arrays.write_bytes(data)

    for i in range(0, len(data), max(1, len(data) // 40)):
        arrays.write_bytes(data[:i] + bytes([data[i] ^ 0xFF]) + data[i + 1 :])
        broken("checksum")
    arrays.write_bytes(data[: len(data) // 2])
    broken("checksum")
    arrays.unlink()
    broken("cannot read")
    manifest.write_text(json.dumps({**meta, "format": 99}))
    broken("expected format")
    manifest.write_text(json.dumps({**meta, "schema": "0"}))
    broken("another feature table")
    manifest.write_text("[]")
    broken("expected format")


def test_arrays_with_bad_numbers_are_refused(folder: Path) -> None:
    with np.load(folder / "scorer.npz") as arrays:
        loaded = dict(arrays)
    for name, change in (("coefficients", np.nan), ("join", np.inf)):
        spoiled = {**loaded, name: loaded[name] + change}
        np.savez(folder / "scorer.npz", **spoiled)
        meta = json.loads((folder / "meta.json").read_text())
        meta["sha256"] = hashlib.sha256((folder / "scorer.npz").read_bytes()).hexdigest()
        (folder / "meta.json").write_text(json.dumps(meta))
        with pytest.raises(ModelError, match=f"{name} should be finite"):
            load_scorer(folder)


def test_a_named_folder_is_loaded(folder: Path) -> None:
    assert microask.load(folder.parent).score("Will you be my mentor?") == microask.score("Will you be my mentor?")


def test_a_scorer_for_another_reader_is_refused(folder: Path) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps({**meta, "reader": "0" * 64}))
    with pytest.raises(ModelError, match="fitted for another reader"):
        microask.load(folder.parent)


@pytest.mark.slow
def test_twenty_thousand_damaged_scorers_end_in_clear_errors(folder: Path) -> None:
    """Bytes of the arrays are changed and the checksum is made to fit, as whoever means harm would."""
    rng = np.random.default_rng(0)
    data, meta = (folder / "scorer.npz").read_bytes(), json.loads((folder / "meta.json").read_text())
    refused = 0
    for _ in range(20_000):
        spoiled = bytearray(data)
        for at in rng.integers(0, len(data), rng.integers(1, 6)):
            spoiled[at] = rng.integers(0, 256)
        if rng.random() < 0.2:
            del spoiled[rng.integers(0, len(data)) :]
        (folder / "scorer.npz").write_bytes(spoiled)
        (folder / "meta.json").write_text(json.dumps({**meta, "sha256": hashlib.sha256(spoiled).hexdigest()}))
        try:
            scorer = load_scorer(folder)
        except ModelError:
            refused += 1
        else:
            scorer.predict([0.0] * len(FEATURES), [0.0] * len(READINGS))
    assert refused > 10_000

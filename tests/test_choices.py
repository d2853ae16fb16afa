"""The comparisons behind the choice of the scorer, and of the reader."""

from __future__ import annotations

import numpy as np
import pytest

from microask.features import FEATURES
from microask.model import READINGS
from microask.training import choices
from microask.training.choices import FAMILIES, groups, measured, without
from microask.training.compare import VARIANTS, _place
from microask.training.corpus import load_corpus
from microask.training.table import Table

RNG = np.random.default_rng(0)
ROWS = 240


@pytest.fixture(scope="module")
def table() -> Table:
    """Drafts whose ratings follow from one feature and the readings."""
    features = RNG.integers(0, 3, (ROWS, len(FEATURES))).astype(float)
    readings = RNG.normal(0, 2, (ROWS, len(READINGS)))
    recurs = [feature.name for feature in FEATURES].index("n_recurrences")
    small = 1 / (1 + np.exp(-readings[:, 1] + 2 * features[:, recurs]))
    specific = 1 / (1 + np.exp(-readings[:, 2]))
    ratings = np.stack([small, specific, np.sqrt(small * specific)], axis=1)
    has_ask = np.arange(ROWS) % 6 > 0
    ratings[~has_ask] = np.nan
    return Table(features, readings, has_ask, ratings, np.repeat(np.arange(ROWS // 2), 2).astype(str), np.ones(ROWS))


def test_every_feature_is_in_one_group() -> None:
    names = [name for group in groups().values() for name in group]
    assert sorted(names) == sorted(feature.name for feature in FEATURES)


def test_what_is_left_out_says_nothing(table: Table) -> None:
    less = without(table, ["n_dates", "reading_small"])
    dates = [feature.name for feature in FEATURES].index("n_dates")
    assert not less.features[:, dates].any()
    assert not less.readings[:, READINGS.index("reading_small")].any()
    assert np.delete(less.features, dates, axis=1) == pytest.approx(np.delete(table.features, dates, axis=1))
    assert table.features[:, dates].any()


def test_figures_of_families_and_of_what_is_left_out(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "FAMILIES", {name: make for name, make in FAMILIES.items() if "ridge" in name})
    monkeypatch.setattr(choices, "groups", lambda: {kind: groups()[kind] for kind in ("time", "vague words and reasons")})
    drafts = np.arange(ROWS) % 7 > 0
    found = measured(table, drafts)
    families, left_out = found["families"], found["left_out"]
    assert len(families) == 3
    assert all(row["spearman"] > 0.5 for row in families.values())
    whole = left_out["nothing"]["spearman"]
    assert left_out["time"]["spearman"] < whole - 0.05
    assert left_out["the reader's judgement"]["spearman"] < whole - 0.3
    assert left_out["vague words and reasons"]["spearman"] == pytest.approx(whole, abs=0.05)


def test_parts_of_the_drafts_nest() -> None:
    places = {draft.group: _place(draft) for draft in load_corpus()}
    for share in (variant["share"] for variant in VARIANTS.values() if "share" in variant):
        assert sum(place < share for place in places.values()) == pytest.approx(share * len(places), rel=0.1)

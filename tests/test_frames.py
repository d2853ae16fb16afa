"""Data frames of pandas and Polars: the same kind, rows, index and columns, with ours behind them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

import microask
from microask.errors import InputTypeError, TableError
from microask.rows import COLUMNS

from .conftest import run_python

ASK = "Could you send me the seating plan for Saturday?"
VAGUE = "Could you be my mentor?"
THANKS = "Thank you for the lovely card."
OURS = [f"microask_{name}" for name in COLUMNS]


def test_pandas_keeps_rows_index_and_columns() -> None:
    index = pd.MultiIndex.from_tuples([("b", 2), ("a", 1), ("a", 1)], names=["team", "week"])
    df = pd.DataFrame({"n": [7, 8, 9], "body": [ASK, THANKS, VAGUE], "when": pd.to_datetime(["2026-01-01"] * 3)}, index=index)
    before = df.copy()
    scored = microask.score_frame(df, "body")
    pd.testing.assert_frame_equal(df, before)
    pd.testing.assert_frame_equal(scored[df.columns], before)
    assert list(scored.columns) == [*before.columns, *OURS]
    scores = [microask.score(text) for text in df["body"]]
    assert scored["microask_label"].tolist() == [score.label for score in scores]
    assert scored["microask_value"].tolist() == pytest.approx([float(score) for score in scores], nan_ok=True)
    assert scored["microask_error"].isna().all()
    assert scored["microask_ask"].isna().tolist() == [False, True, False]


def test_polars_keeps_rows_and_columns() -> None:
    df = pl.DataFrame({"n": [7, 8], "body": [ASK, THANKS], "tags": [["a"], []]})
    scored = microask.score_frame(df, "body", prefix="m_")
    assert scored.select(df.columns).equals(df)
    assert scored.columns == [*df.columns, *(f"m_{name}" for name in COLUMNS)]
    assert scored.schema["m_value"] == pl.Float64
    assert scored.schema["m_error"] == pl.String
    assert scored["m_value"].to_list() == [microask.score(ASK).value, None]
    assert scored["m_label"].to_list() == ["micro", "no-ask"]


@pytest.mark.parametrize("library", [pd, pl])
def test_both_libraries_and_the_csv_say_the_same(library: Any, tmp_path: Any) -> None:
    data = {"about": ["The seating plan", "", "Hello"], "body": [ASK, VAGUE, THANKS]}
    frame = library.DataFrame(data)
    frame.to_csv(tmp_path / "in.csv", index=False) if library is pd else frame.write_csv(tmp_path / "in.csv")
    microask.score_csv(tmp_path / "in.csv", tmp_path / "out.csv", "body", subject_column="about", suggest=True)
    table = pd.read_csv(tmp_path / "out.csv")
    scored = microask.score_frame(frame, "body", subject_column="about", suggest=True)
    for name in ("label", "verdict", "ask", "why", "rewrite"):
        ours = [x if isinstance(x, str) else None for x in scored[f"microask_{name}"].to_list()]
        assert ours == [x if isinstance(x, str) else None for x in table[f"microask_{name}"].tolist()]
    for name in ("value", "small", "specific", "gain"):
        ours = [float("nan") if x is None else x for x in scored[f"microask_{name}"].to_list()]
        assert ours == pytest.approx(table[f"microask_{name}"].tolist(), abs=1e-4, nan_ok=True)


@pytest.mark.parametrize(
    ("cell", "error"),
    [
        (None, "empty cell"),
        (float("nan"), "empty cell"),
        (np.float64("nan"), "empty cell"),
        (pd.NA, "empty cell"),
        (pd.NaT, "empty cell"),
        ("  ", "empty cell"),
        (12, "not a text but int"),
        (b"Could you", "not a text but bytes"),
        (["Could you"], "not a text but list"),
    ],
)
def test_a_cell_that_is_no_text_has_its_error(cell: object, error: str) -> None:
    df = pd.DataFrame({"body": pd.Series([ASK, cell], dtype=object), "about": pd.Series([None, cell], dtype=object)})
    scored = microask.score_frame(df, "body", subject_column="about")
    assert scored["microask_error"].tolist()[1].split(";")[0] == error
    assert scored["microask_label"].tolist() == ["micro", "no-ask"]


@pytest.mark.parametrize("library", [pd, pl])
def test_an_empty_frame_has_our_columns(library: Any) -> None:
    scored = microask.score_frame(library.DataFrame({"body": []}), "body")
    assert len(scored) == 0
    assert list(scored.columns) == ["body", *OURS]


@pytest.mark.parametrize("library", [pd, pl])
def test_two_jobs_give_the_same_frame(library: Any) -> None:
    df = library.DataFrame({"body": [ASK, VAGUE, THANKS] * 50})
    one, two = microask.score_frame(df, "body"), microask.score_frame(df, "body", n_jobs=2)
    assert one.equals(two)


def test_a_subclass_stays_one() -> None:
    class Outreach(pd.DataFrame):
        @property
        def _constructor(self) -> type[Outreach]:
            return Outreach

    assert type(microask.score_frame(Outreach({"body": [ASK]}), "body")) is Outreach


@pytest.mark.parametrize(
    ("frame", "kind", "message"),
    [
        ({"body": [ASK]}, InputTypeError, "got dict"),
        (pd.Series([ASK]), InputTypeError, "got Series"),
        (pl.LazyFrame({"body": [ASK]}), InputTypeError, "collect\\(\\) it first"),
        (pd.DataFrame({"bdy": [ASK]}), TableError, "Did you mean 'bdy'"),
        (pd.DataFrame([[ASK, ASK]], columns=["body", "body"]), TableError, "stands 2 times"),
        (pl.DataFrame({"body": [ASK], "microask_why": [1]}), TableError, "'microask_why' is there already"),
    ],
)
def test_errors(frame: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        microask.score_frame(frame, "body")


def test_neither_library_is_loaded_for_a_csv() -> None:
    code = "import sys, microask.batch, microask.frames; print([m for m in ('pandas', 'polars', 'spacy') if m in sys.modules])"
    assert run_python(code).strip() == "[]"

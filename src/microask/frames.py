"""Scores for a data frame of pandas or Polars (extra ``frames``)."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any, TypeVar

from .errors import InputTypeError, TableError
from .parallel import TIMEOUT, Backend, open_pool
from .results import Stage
from .rows import COLUMNS, EMPTY, REWRITE_COLUMNS, Draft, Row, RowScoring, score_drafts
from .tables import find_column

if TYPE_CHECKING:
    from .analyzer import Analyzer

Frame = TypeVar("Frame")
_NUMBERS = ("value", "small", "specific", "gain")


def score_frame(
    df: Frame,
    column: str,
    *,
    subject_column: str | None = None,
    stage: Stage = "first",
    suggest: bool = False,
    n_jobs: int = 1,
    prefix: str = "microask_",
    backend: Backend = "loky",
    scheduler: str | None = None,
    timeout: float = TIMEOUT,
    analyzer: Analyzer | None = None,
) -> Frame:
    """Score a column of a data frame.

    Parameters
    ----------
    df : pandas.DataFrame or polars.DataFrame
        Stays as it is.
    column : str
        Column that holds the drafts.
    subject_column : str, optional
    stage : {"first", "building", "established"}
    suggest : bool
        Append the best rewrite and its gain as well.
    n_jobs, backend, scheduler, timeout
        See `score_csv`.
    prefix : str
        Put before the names of our columns.
    analyzer : Analyzer, optional
        Default: the one of the package.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame
        The same rows, index and columns, with ours behind them: ``value``, ``small``, ``specific`` (and ``gain``) as floats, the
        others as text; missing where there is nothing to say. A missing cell, or one that is no text, has its ``error``.

    Raises
    ------
    InputTypeError
        Where df is no such frame.
    TableError
        Where there is no such column or more than one, or a clash of column names.
    WorkerError
        Workers or a cluster that cannot be reached or cannot do their work.
    """
    kind = _kind(df)
    frame: Any = df
    header = [str(name) for name in frame.columns]
    names = [*COLUMNS, *(REWRITE_COLUMNS if suggest else ())]
    if clash := [prefix + name for name in names if prefix + name in header]:
        raise TableError(f"column {clash[0]!r} is there already; choose another prefix, or leave it out of the frame")
    texts = _column(frame, column, header)
    subjects = _column(frame, subject_column, header) if subject_column else [None] * len(texts)
    drafts = [_draft(text, subject) for text, subject in zip(texts, subjects, strict=True)]
    scoring = RowScoring.of(analyzer, stage, suggest)
    with open_pool(n_jobs, backend, scheduler) as pool:
        rows = list(score_drafts(drafts, scoring, analyzer, pool, timeout))
    columns = {name: [_value(row, name) for row in rows] for name in names}
    if kind == "polars":
        import polars as pl  # noqa: PLC0415

        series = [pl.Series(prefix + n, v, pl.Float64 if n in _NUMBERS else pl.String) for n, v in columns.items()]
        return frame.with_columns(series)  # type: ignore[no-any-return]
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415

    dtypes = {name: "float64" if name in _NUMBERS else "str" for name in columns}
    ours = {prefix + n: pd.Series(v, index=frame.index, dtype=dtypes[n]) for n, v in columns.items()}
    return frame.assign(**ours)  # type: ignore[no-any-return]


def _kind(df: object) -> str:
    """Return the library of a frame, without importing any."""
    for base in type(df).__mro__:
        library = base.__module__.split(".")[0]
        if library in ("pandas", "polars") and base.__name__ == "DataFrame":
            return library
    hint = "; collect() it first" if type(df).__name__ == "LazyFrame" else ""
    raise InputTypeError(f"df should be a DataFrame of pandas or Polars, got {type(df).__name__}{hint}")


def _column(frame: Any, name: str, header: list[str]) -> Sequence[object]:
    at = find_column(header, name)
    return frame.iloc[:, at].tolist() if hasattr(frame, "iloc") else frame.to_series(at).to_list()  # type: ignore[no-any-return]


def _draft(text: object, subject: object) -> Draft:
    about = subject if isinstance(subject, str) and subject else None
    if isinstance(text, str):
        return Draft(text, about, "" if text.strip() else EMPTY)
    missing = text is None or type(text).__name__ in ("NAType", "NaTType") or (isinstance(text, float) and isnan(text))
    return Draft("", about, EMPTY if missing else f"not a text but {type(text).__name__}")


def _value(row: Row, name: str) -> object:
    if name == "error":
        return "; ".join(row.problems) or None
    value = getattr(row, name)
    return None if value == "" else value

"""Fit on a table of own outcomes and write a model that `microask.load` takes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..artefacts import FILES, read_files, write_files
from ..errors import LearningError, ModelError, TableError
from ..model import Array, encode
from ..packing import pack_scorer
from ..tables import Record, find_column, open_records
from .correction import Rows, Target, correct
from .labels import check_scale, read_labels
from .report import TrainReport
from .validation import FOLDS, choose_alpha, compare

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Fewer drafts, or fewer with and without the outcome, or fewer groups teach nothing that could be told from chance.
MIN_DRAFTS = 40
MIN_OF_EACH = 10
MIN_GROUPS = 2 * FOLDS
#: Standard deviation of ratings on 0 to 1 below which they all say the same.
MIN_SPREAD = 0.02


class _Drafts(NamedTuple):
    """What was read of a table, a list entry a row."""

    lines: list[int]
    pairs: list[tuple[str, str | None]]
    labels: list[str]
    groups: list[str]


def train_csv(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    text_column: str,
    label_column: str,
    *,
    subject_column: str | None = None,
    group_column: str | None = None,
    scale: str | None = None,
    delimiter: str | None = None,
    analyzer: Analyzer | None = None,
) -> TrainReport:
    """Fit the scorer on own ratings or outcomes; the same as ``microask train``.

    The stock model is corrected by as much as the table bears out, which cross-validation decides; with nothing to be learned
    it is written as it is. What is written holds coefficients and counts, and no text.

    Parameters
    ----------
    source : str or path-like
        CSV or TSV, also gzip; ``-`` for standard input; see `microask.score_csv`.
    target : str or path-like
        Folder to write, whole or not at all. An own model of that name gives way to it.
    text_column, label_column : str
        Columns of the drafts, and of ratings or outcomes; rows without a label are left out.
    subject_column : str, optional
    group_column : str, optional
        Such as the contact: what is cross-validated is then how the model does on new ones. Default: identical texts are a group.
    scale : str, optional
        ``"yes-no"``, or the ends of the ratings such as ``"0-10"``; see `microask.learning.labels.read_labels`.
    delimiter : str, optional
        Default: found out from the first line.
    analyzer : Analyzer, optional
        Whose model is corrected; default: the one of the package.

    Returns
    -------
    TrainReport
        ``str`` of it tells the figures; ``beats_stock`` whether the own model is the better one.

    Raises
    ------
    TableError
        Where the table cannot be read, or lacks a column.
    LearningError
        Where the labels are ambiguous, or too few or too much alike to learn from. Nothing is written then.
    ModelError
        Where the target is there and no own model, or cannot be written.
    """
    folder = Path(target)
    _check_target(folder)
    if scale is not None:
        check_scale(scale)
    drafts = _read(os.fspath(source), text_column, label_column, subject_column, group_column, delimiter)
    labels = read_labels(list(zip(drafts.lines, drafts.labels, strict=True)), scale)
    if analyzer is None:
        from ..api import default_analyzer  # noqa: PLC0415  # the table is checked before a model is loaded

        analyzer = default_analyzer()
    scorer = analyzer.scorer
    labelled = [i for i, y in enumerate(labels.y) if y is not None]
    _check_amount([labels.y[i] for i in labelled], labels.target, "labels")
    measured = list(analyzer.measure_pairs(drafts.pairs[i] for i in labelled))
    used = [i for i, each in zip(labelled, measured, strict=True) if each.has_ask]
    rows = Rows(
        np.array([encode(each.features, each.readings, scorer.knots) for each in measured if each.has_ask]),
        np.array([labels.y[i] for i in used], dtype=np.float64),
        _group_numbers([drafts.groups[i] for i in used]),
    )
    _check_amount(rows.y.tolist(), labels.target, "labels of drafts with an ask", rows.groups)
    alpha = choose_alpha(scorer, rows, labels.target)
    figures = compare(scorer, rows, labels.target)
    # In some folds something may have been learned; what is written is the stock.
    figures["beats_stock"] &= alpha is not None
    report = TrainReport(
        path=folder,
        rows=len(drafts.lines),
        used=len(used),
        unlabelled=len(drafts.lines) - len(labelled),
        without_ask=len(labelled) - len(used),
        groups=len(set(rows.groups.tolist())),
        label_column=label_column,
        scale=labels.scale,
        group_column=group_column,
        target=labels.target,
        alpha=alpha,
        figures=figures,
        stock={name: scorer.meta[name] for name in ("version", "sha256")},
    )
    facts = {
        "reader": scorer.meta["reader"],
        "learned": report.facts(),
        "fitted_with": {name: version(name) for name in ("numpy", "scipy", "scikit-learn", "spacy")},
    }
    reader = {name: data for name, data in read_files(analyzer.path).items() if name == FILES[-1]}
    write_files(folder, pack_scorer(correct(scorer, rows, alpha, labels.target), facts) | reader)
    return report


def _check_target(folder: Path) -> None:
    """Refuse to write over anything but a model that was learned before."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    manifest = folder / FILES[0]
    if not manifest.is_file() or b'"learned"' not in manifest.read_bytes():
        raise ModelError(f"{folder} is there already and is no model of `microask train`; choose another folder")


def _read(
    source: str, text_column: str, label_column: str, subject_column: str | None, group_column: str | None, delimiter: str | None
) -> _Drafts:
    with open_records(source, delimiter) as (_, records):
        first = next(records, None)
        if first is None:
            raise TableError(f"{source}: empty, expected a header line with the names of the columns")
        names = (text_column, label_column, subject_column, group_column)
        at = [find_column(first[1].cells, name) if name else None for name in names]
        drafts = _Drafts([], [], [], [])
        for line, record in records:
            draft, label, subject, group = (_cell(record, i) for i in at)
            drafts.lines.append(line)
            drafts.pairs.append((draft, subject or None))
            drafts.labels.append(label)
            drafts.groups.append(group.strip() if group_column else " ".join(f"{subject} {draft}".casefold().split()))
        return drafts


def _cell(record: Record, at: int | None) -> str:
    return record.cells[at] if at is not None and at < len(record.cells) else ""


def _group_numbers(names: Sequence[str]) -> Array:
    """Return a number for each name, in the order in which they come; each row without a name is a group of its own."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name or f"\0{i}", len(numbers)) for i, name in enumerate(names)])


def _check_amount(y: Sequence[float | None], target: Target, what: str, groups: Array | None = None) -> None:
    if len(y) < MIN_DRAFTS:
        raise LearningError(f"{len(y):,} {what}: too few to learn from, {MIN_DRAFTS} at least are needed; keep the stock model")
    if target == "outcome" and min(yes := sum(map(bool, y)), len(y) - yes) < MIN_OF_EACH:
        raise LearningError(
            f"{what}: {yes:,} yes and {len(y) - yes:,} no, too few to learn from; {MIN_OF_EACH} of each at least are needed; "
            "keep the stock model"
        )
    if target == "rating" and np.std(np.array(y, dtype=np.float64)) < MIN_SPREAD:
        raise LearningError(f"{what}: all ratings are about the same, nothing can be learned from them; keep the stock model")
    if groups is None:
        return
    sides = [groups[np.array(y) == side] for side in (0.0, 1.0)] if target == "outcome" else []
    n_groups = len(set(groups.tolist()))
    if n_groups < MIN_GROUPS or any(len(set(side.tolist())) < FOLDS for side in sides):
        raise LearningError(
            f"{n_groups:,} groups are too few to learn from: {MIN_GROUPS} at least are needed, with outcomes {FOLDS} with a yes "
            "and as many with a no; leave out the group column, or keep the stock model"
        )
